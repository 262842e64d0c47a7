"""The entry workbook that goes out: the laid-out pages, painted with XlsxWriter.

Whatever comes from the scheme or the list of units is written as a text, never as a formula or a link.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.utils import get_column_letter

from kaohe.core import Absence, CountRatio, FactValue
from kaohe.facts.entry_map import LISTS, SHEET, EntryMap
from kaohe.facts.hints import check, choices, fits_inline, number_format
from kaohe.facts.layout import Arrangement, Label, Page, Slot, lay_out
from kaohe.facts.model import Fact, Facts, Role
from kaohe.facts.needs import form_of
from kaohe.facts.sheets import address
from kaohe.facts.units import Units
from kaohe.facts.values import value_cell
from kaohe.scheme.model import Measure, Scheme

_BASE = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#A6A6A6"}
_HEAD = {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#DCE6F1", **_BOX}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"},
    "caption": {"align": "right", "font_color": "#404040"},
    "hint": {"font_size": 10, "font_color": "#7F6000"},
    "header": _HEAD,
    "subheader": {**_HEAD, "bold": False, "font_size": 10},
    "unit": {"text_wrap": True, **_BOX},
    "text": {"text_wrap": True, "font_size": 10, "font_color": "#404040", **_BOX},
    "center": {"font_size": 10, "font_color": "#404040", "align": "center", **_BOX},
    "off": {"bg_color": "#D9D9D9", **_BOX},
    "section": {"bold": True, "font_size": 12, "bg_color": "#DCE6F1"},
    "rule": {"text_wrap": True},
}
_ENTRY = {"locked": False, "bg_color": "#FFFBE0", **_BOX}
_WIDE_PAGE_COLUMNS = 16
_ROW_HEIGHT = 22
_ROLES = {role.value: role for role in Role}
_ALLOWED = {"format_cells": True, "format_columns": True, "format_rows": True}


def write_template(
    scheme: Scheme,
    units: Units,
    path: Path | str,
    *,
    by: Arrangement = "department",
    scheme_hash: str,
    last_year: Facts | None = None,
    facts: Facts | None = None,
) -> None:
    """Write the entry workbook for a scheme and its units.

    `facts` fills in what is already known of this period, `last_year` what was reported the year before.
    Targets that the scheme sets stand in the page of targets from the start.
    """
    pages = lay_out(scheme, units, by)
    entry_map = EntryMap(scheme.title, scheme.version, str(scheme.period), scheme_hash, by)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Path(path).open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"{scheme.title}填报表", "comments": "由 Kaohe 考核生成"})
        painter = _Painter(book, scheme, _known(scheme, units, last_year, facts))
        for page in pages:
            painter.paint(page)
        painter.paint_hidden(SHEET, entry_map.rows(pages))
        painter.paint_hidden(LISTS, painter.lists)


_Known = Mapping[tuple[str, str, str, str], FactValue]


def _known(scheme: Scheme, units: Units, last_year: Facts | None, facts: Facts | None) -> _Known:
    """The values to start with, by the key of the fact; a given figure goes before a standing target."""
    known: dict[tuple[str, str, str, str], FactValue] = {}
    for measure in scheme.measures.values():
        for unit in units:
            target = measure.standing_target(unit.unit_class)
            if target is not None:
                known[(Role.TARGET.value, unit.id, measure.id, str(scheme.period))] = target
    for source in (last_year, facts):
        for fact in source or ():
            if not _is_open(fact):
                known[fact.key] = fact.value
    return known


def _is_open(fact: Fact) -> bool:
    """Not reported or not decided: the cell stays blank."""
    return fact.value in (Absence.MISSING, Absence.PENDING)


class _Painter:
    """Paints pages into one workbook; formats are made once."""

    def __init__(self, book: Any, scheme: Scheme, known: _Known) -> None:
        self.lists: list[tuple[str, ...]] = []
        self._book, self._scheme, self._known = book, scheme, known
        self._forms: dict[tuple[str, str], Measure | None] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def paint(self, page: Page) -> None:
        """One sheet: texts, entry cells with their checks, and how it looks on screen and paper."""
        sheet = self._book.add_worksheet(page.name)
        for column, width in enumerate(page.widths):
            sheet.set_column(column, column, width)
        for row, height in page.heights.items():
            sheet.set_row(row, height)
        for label in page.labels:
            self._label(sheet, label)
        for slot in page.slots:
            self._slot(sheet, slot)
        for run in _runs(page.slots):
            self._check(sheet, run)
        sheet.protect("", _ALLOWED)
        self._look(sheet, page)

    def paint_hidden(self, name: str, rows: Any) -> None:
        """A sheet that Excel's menus do not offer to show."""
        sheet = self._book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(row, column, text)
        sheet.protect()
        sheet.very_hidden()

    def _label(self, sheet: Any, label: Label) -> None:
        style = self._format(_STYLES[label.style])
        bottom, right = max(label.row, label.last_row), max(label.column, label.last_column)
        if (bottom, right) != (label.row, label.column):
            sheet.merge_range(label.row, label.column, bottom, right, "", style)
        if label.text:
            sheet.write_string(label.row, label.column, label.text, style)
        else:
            sheet.write_blank(label.row, label.column, None, style)
        if label.note:
            lines = sum(1 + len(line) // 26 for line in label.note.split("\n"))
            size = {"width": 360, "height": min(420, 24 + 18 * lines), "author": "考核", "font_size": 9}
            sheet.write_comment(label.row, label.column, label.note, size)

    def _slot(self, sheet: Any, slot: Slot) -> None:
        measure = self._measure(slot)
        if measure is None:
            wrap = {"text_wrap": True} if slot.role == "note" else {}
            sheet.write_blank(slot.row, slot.column, None, self._format(_ENTRY | wrap | {"num_format": "@"}))
            return
        count = slot.part != "value"
        style = {"num_format": number_format(measure, count=count)}
        align = {"align": "center"} if choices(measure) else {}
        known = self._known.get((slot.role, slot.unit, slot.measure, slot.period))
        self._write(sheet, slot, _cell(known, measure, slot.part), self._format(_ENTRY | style | align))

    def _write(self, sheet: Any, slot: Slot, cell: str | Decimal | None, style: Any) -> None:
        if cell is None:
            sheet.write_blank(slot.row, slot.column, None, style)
        elif isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell:
            sheet.write_number(slot.row, slot.column, float(cell), style)
        else:
            sheet.write_string(slot.row, slot.column, str(cell), style)

    def _measure(self, slot: Slot) -> Measure | None:
        """What an entry cell takes, in the form of the cell; None for names, dates and notes."""
        key = (slot.role, slot.measure)
        if key not in self._forms:
            measure = self._scheme.measures.get(slot.measure)
            self._forms[key] = form_of(self._scheme, measure, _ROLES[slot.role]) if measure else None
        return self._forms[key]

    def _check(self, sheet: Any, run: Sequence[Slot]) -> None:
        """One check for a run of cells below one another that take the same thing."""
        first, last = run[0], run[-1]
        measure = self._measure(first)
        if measure is None:
            return
        words, source = choices(measure), None
        if words and not fits_inline(words):
            self.lists.append(tuple(words))
            row = len(self.lists)
            source = f"={LISTS}!$A${row}:${get_column_letter(len(words))}${row}"
        options = check(measure, address(first.row, first.column), count=first.part != "value", source=source)
        if options is not None:
            sheet.data_validation(first.row, first.column, last.row, last.column, options)

    def _look(self, sheet: Any, page: Page) -> None:
        row, column = page.freeze
        sheet.hide_gridlines(2)
        sheet.set_default_row(_ROW_HEIGHT)
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
        if not row:
            sheet.fit_to_pages(1, 0)
            sheet.activate()
            return
        sheet.set_landscape()
        sheet.freeze_panes(row, column)
        sheet.repeat_rows(0, row - 1)
        across = -(-len(page.widths) // _WIDE_PAGE_COLUMNS)
        if across > 1:
            sheet.repeat_columns(0, column - 1)
        sheet.fit_to_pages(across, 0)

    def _format(self, properties: Mapping[str, Any]) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**_BASE, **properties})
        return self._formats[key]


def _cell(value: FactValue | None, measure: Measure, part: str) -> str | Decimal | None:
    """What stands in one cell for a known value; None leaves it blank."""
    if value is None:
        return None
    if isinstance(value, CountRatio):
        return {"part": value.part, "whole": value.whole}.get(part)
    if part != "value" and not isinstance(value, Absence):
        return None  # a figure of another kind, from another scheme perhaps: not ours to split
    return value_cell(value, measure)


def _runs(slots: Sequence[Slot]) -> list[list[Slot]]:
    """Slots below one another, without a gap, that take the same thing."""
    runs: list[list[Slot]] = []
    for slot in sorted(slots, key=lambda slot: (slot.column, slot.row)):
        last = runs[-1][-1] if runs else None
        same = last is not None and (
            (last.column, last.row + 1, last.role, last.measure, last.part)
            == (slot.column, slot.row, slot.role, slot.measure, slot.part)
        )
        if same:
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs
