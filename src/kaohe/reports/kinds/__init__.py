"""The papers of a round, one module a kind (文书): what it is filled with, and its form in `forms/` beside it.

    Material (scheme, units, figures, result, the office's words) ─ Kind.papers ─▶ Paper (file name, data)
                                             forms/名称.txt ─ Kind.form ─▶ form ─ fill ─▶ Document

A new kind is a module with a `Kind`, a form of the same name, and a line here.
"""

from kaohe.reports.kinds.album import ALBUM
from kaohe.reports.kinds.appeal import APPEAL
from kaohe.reports.kinds.checklist_form import CHECKLIST_FORM
from kaohe.reports.kinds.circular import CIRCULAR
from kaohe.reports.kinds.commitment import COMMITMENT
from kaohe.reports.kinds.draw_notice import DRAW_NOTICE, DRAW_PLAN
from kaohe.reports.kinds.feedback import FEEDBACK
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.kinds.monthly import BULLETIN, TASK_LIST
from kaohe.reports.kinds.notice import NOTICE
from kaohe.reports.kinds.quarterly import QUARTERLY
from kaohe.reports.kinds.rectification import RECTIFICATION
from kaohe.reports.kinds.scheme_paper import SCHEME_PAPER
from kaohe.reports.kinds.score_sheet import SCORE_SHEET
from kaohe.reports.kinds.self_check import SELF_REPORT, SELF_SHEET
from kaohe.reports.kinds.site_record import SITE_RECORD
from kaohe.reports.kinds.timetable import TIMETABLE
from kaohe.reports.kinds.yearly import YEARLY

KINDS: tuple[Kind, ...] = (
    SCHEME_PAPER,
    NOTICE,
    COMMITMENT,
    TIMETABLE,
    DRAW_PLAN,
    DRAW_NOTICE,
    SELF_SHEET,
    SELF_REPORT,
    SITE_RECORD,
    CHECKLIST_FORM,
    SCORE_SHEET,
    FEEDBACK,
    APPEAL,
    CIRCULAR,
    RECTIFICATION,
    TASK_LIST,
    BULLETIN,
    QUARTERLY,
    YEARLY,
    ALBUM,
)
"""Every kind, in the order of the year."""

__all__ = ["KINDS", "Kind", "Paper"]
