"""What was found, as a table for Excel: nothing in it runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from kaohe.results.folder import disarm
from kaohe.web.fieldwork.findings_reading import Line
from kaohe.web.filing.csv_export import MARK


def head() -> list[str]:
    return [_("单位编码"), _("单位"), _("检查点"), _("指标编号"), _("指标"), _("问题"), _("数据项"), _("查得"), _("填写"), _("上报"),
            _("说明"), _("照片"), _("检查组"), _("检查时间"), _("状态"), _("理由"), _("填写人"), _("编号")]  # fmt: skip


def rows(lines: Iterable[Line]) -> Iterator[list[str]]:
    """A row an answer; what was entered stands beside what is shown."""
    for line in lines:
        visit, question = line.visit, line.question
        yield [
            visit.unit.code, visit.unit.name, visit.place, question.item, question.item_name, question.label,
            question.measure, line.found, visit.answers.get(question.name, ""), line.reported, line.note, str(line.photos),
            visit.team, visit.when, visit.get_state_display(), visit.reason, visit.by.name, visit.key,
        ]  # fmt: skip


def as_csv(lines: Iterable[Line]) -> bytes:
    """With the mark that tells Excel it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head())
    writer.writerows([disarm(cell) for cell in row] for row in rows(lines))
    return (MARK + out.getvalue()).encode()


def as_xlsx(lines: Iterable[Line]) -> bytes:
    """All cells are texts."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("检查所见"))
        for column, text in enumerate(head()):
            sheet.write_string(0, column, text, bold)
        for number, row in enumerate(rows(lines), 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, len(head()) - 1)
    return out.getvalue()
