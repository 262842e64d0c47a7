"""The timetable as files: a workbook for the teams, and the paper that goes out."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.fieldwork.timetables import Arrangement, Stop
from kaohe.fieldwork.timetables.model import by_cell
from kaohe.reports.happenings import Visit
from kaohe.reports.writing import write_papers
from kaohe.web.results.papers import kinds_named, material_for
from kaohe.web.rounds.models import Round

_KIND = "检查日程表"


def as_xlsx(arrangement: Arrangement, stops: Sequence[Stop]) -> bytes:
    """Half-days down, teams across; every cell is a text."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    names = {need.unit: need.name for need in arrangement.needs}
    cells = by_cell(stops)
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrapped = (
            book.add_format({"bold": True, "border": 1}),
            book.add_format({"text_wrap": True, "border": 1, "valign": "top"}),
        )
        sheet = book.add_worksheet(_("检查日程"))
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, len(arrangement.teams), 24)
        sheet.write_string(0, 0, _("时间"), bold)
        for column, team in enumerate(arrangement.teams, 1):
            sheet.write_string(0, column, team.name, bold)
            members = "、".join(member.name for member in team.members)
            sheet.write_string(1, column, members, wrapped)
        sheet.write_string(1, 0, _("成员"), bold)
        for row, slot in enumerate(arrangement.slots, 2):
            sheet.write_string(row, 0, slot.with_weekday, bold)
            for column, team in enumerate(arrangement.teams, 1):
                units = "、".join(
                    names.get(stop.unit, stop.unit) for stop in cells.get((team.name, slot), ())
                )
                sheet.write_string(row, column, units, wrapped)
        sheet.freeze_panes(2, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


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
