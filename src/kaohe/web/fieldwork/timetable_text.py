"""A timetable asked for in words: the library's own file of an arrangement (检查安排), for what the form has no room for – what
teams can do, what is wished, several visits, distances in kilometres.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.facts.guard import personal_kind
from kaohe.fieldwork.timetables import Arrangement
from kaohe.fieldwork.timetables.arrangement_file import read_arrangement
from kaohe.web.rounds.models import Round

FILE, DISTANCES = "检查安排.yaml", "距离.csv"
LONGEST = 200_000
"""Characters of either; a square of distances between a hundred units has fewer."""


def arrangement_in(round: Round, text: str, distances: str) -> tuple[Arrangement | None, tuple[Problem, ...]]:
    """The arrangement of a text and the distances beside it (as a CSV, or as copied from a spreadsheet)."""
    if max(len(text), len(distances)) > LONGEST:
        return None, (_wrong(_("太长了。"), _("最多 %(most)s 个字。") % {"most": LONGEST}),)
    if kind := personal_kind(distances):
        return None, (_wrong(_("距离里有%(kind)s，请删去。") % {"kind": kind}, _("只写单位和公里数。")),)
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder, FILE)
        path.write_text(text, encoding="utf-8")
        if distances.strip():
            Path(folder, DISTANCES).write_text(distances.replace("\t", ","), encoding="utf-8")
        try:
            read = read_arrangement(path, round.assessed)
        except Refused as refused:
            return None, refused.problems or (_wrong(refused.message, ""),)
    return read.arrangement, read.problems


def _wrong(message: str, remedy: str) -> Problem:
    return Problem("timetable.form", Severity.ERROR, message, remedy, (Place(what=_("写成文字的安排")),))
