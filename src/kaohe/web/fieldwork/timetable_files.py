"""The timetable as files: a workbook for the teams, and the paper that goes out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.fieldwork.timetables import Arrangement, Stop
from kaohe.fieldwork.timetables.book import write_book
from kaohe.fieldwork.timetables.model import by_cell
from kaohe.reports.happenings import Visit
from kaohe.reports.writing import write_papers
from kaohe.web.results.papers import kinds_named, material_for
from kaohe.web.rounds.models import Round

_KIND = "检查日程表"


def as_xlsx(arrangement: Arrangement, stops: Sequence[Stop]) -> bytes:
    """The library's workbook: teams down, half-days across; what is changed in it can be read back by `kaohe timetable`."""
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / "timetable.xlsx"
        write_book(arrangement, tuple(stops), path)
        return path.read_bytes()


def as_docx(round: Round, arrangement: Arrangement, stops: Sequence[Stop]) -> bytes:
    """检查日程表 as the papers of a round are written."""
    names = {need.unit: need.name for need in arrangement.needs}
    visits = tuple(
        Visit(
            slot.day.isoformat(),
            slot.half.label,
            team,
            tuple(names.get(stop.unit, stop.unit) for stop in cell),
        )
        for (team, slot), cell in sorted(by_cell(stops).items(), key=lambda entry: (entry[0][1], entry[0][0]))
    )
    material, _problems = material_for(round)
    material = replace(material, office=replace(material.office, visits=visits))
    with TemporaryDirectory(prefix="kaohe-") as folder:
        written = write_papers(material, kinds_named([_KIND]), Path(folder))
        if not written.written:
            raise Refused("timetable.no-paper", _("日程表写不出来。"), written.problems)
        return written.written[0].read_bytes()
