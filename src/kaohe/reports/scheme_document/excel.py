"""Blocks → .xlsx: a sheet a part, merged cells, numbers as numbers, every text as text.

Nothing that somebody typed can run: texts are written as strings, never as formulas or links.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from kaohe.core import plain
from kaohe.reports.scheme_document.blocks import (
    Basics,
    Cell,
    Column,
    Grid,
    Heading,
    Line,
    Part,
    check_printable,
)

_MOST_TEXT = 32_767
"""Characters that a cell of Excel can hold."""
_MOST_DIGITS = 15
"""Digits that a number of Excel keeps; a longer one is written as text."""
_MM_A_CHARACTER = 2
_BASICS = (Column("项目", 40, True), Column("内容", 200))
_PROSE = 120
"""Characters a line has in a sheet without a table."""
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_LINE_HEIGHT, _MOST_HEIGHT = 14, 400
_SIDES = {"left": "0.4", "right": "0.4", "top": "0.6", "bottom": "0.6"}


def write_xlsx(parts: Sequence[Part], path: Path, title: str) -> None:
    """The parts as sheets, in their order."""
    check_printable(parts, _MOST_TEXT)
    stream = BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        # A fixed hour: the same scheme is the same file.
        book.set_properties({"title": title[:255], "created": _CREATED})
        styles = _Styles(book)
        for part in parts:
            _Sheet(book.add_worksheet(part.name), part, styles).write()
    path.write_bytes(stream.getvalue())


class _Styles:
    """The formats of the workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10, **wanted}
            )
        return self._made[key]


class _Sheet:
    """One sheet while it is filled from top to bottom."""

    def __init__(self, sheet: Any, part: Part, styles: _Styles) -> None:
        self.sheet, self.part, self.styles = sheet, part, styles
        self.grids = [_of(block) for block in part.blocks if isinstance(block, Grid | Basics)]
        self.width = max((len(grid.columns) for grid in self.grids), default=1)
        self.widths = (
            [
                max((grid.columns[n].width for grid in self.grids if n < len(grid.columns)), default=0)
                // _MM_A_CHARACTER
                for n in range(self.width)
            ]
            if self.grids
            else [_PROSE]
        )
        self.row = 0

    def write(self) -> None:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, max(width, 4))
        for block in self.part.blocks:
            match block:
                case Heading(text, level):
                    size = (18, 14, 12)[min(level, 2)]
                    self._wide(
                        text,
                        self.styles.make(bold=True, font_size=size, align="left" if level else "center"),
                        size,
                    )
                case Line(text, small):
                    self._wide(text, self.styles.make(font_size=9 if small else 11), 11)
                case Grid() | Basics():
                    self._grid(_of(block))
        self._set_page()

    def _wide(self, text: str, style: Any, size: int) -> None:
        """A line over the whole width."""
        if self.width > 1:
            self.sheet.merge_range(self.row, 0, self.row, self.width - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        self._set_height(self.row, _lines(text, sum(self.widths)) * (size + 6))
        self.row += 1

    def _grid(self, grid: Grid) -> None:
        top = self.row
        for column, head in enumerate(grid.columns):
            style = self.styles.make(bold=True, border=1, bg_color="#EDEDED", align="center")
            self.sheet.write_string(top, column, head.head, style)
        self._set_height(top, 2 * _LINE_HEIGHT)
        heights = dict.fromkeys(range(grid.height), 1)
        for cell in grid.cells:
            self._cell(cell, grid.columns[cell.column], top + 1)
            width = sum(self.widths[cell.column : cell.column + cell.columns])
            if cell.rows == 1:
                heights[cell.row] = max(heights[cell.row], _lines(cell.text, width))
        for row, lines in heights.items():
            self._set_height(top + 1 + row, lines * _LINE_HEIGHT + 4)
        if len(self.grids) == 1:
            self.sheet.freeze_panes(top + 1, grid.fixed)
            self.sheet.repeat_rows(top)
        self.row = top + 1 + grid.height + 2  # what stands close below a table is taken for a part of it

    def _cell(self, cell: Cell, column: Column, top: int) -> None:
        centred = column.centred or cell.strong
        style = {"border": 1, "align": "center" if centred else "left", "bold": cell.strong}
        row, at = top + cell.row, cell.column
        number = cell.number if cell.number is not None and _is_kept(cell.number) else None
        if number is not None:
            style["num_format"] = _places(number)
        made = self.styles.make(**style)
        if cell.rows > 1 or cell.columns > 1:
            self.sheet.merge_range(row, at, row + cell.rows - 1, at + cell.columns - 1, "", made)
        if number is not None:
            self.sheet.write_number(row, at, number, made)
        elif cell.text:
            self.sheet.write_string(row, at, cell.text, made)
        else:
            self.sheet.write_blank(row, at, None, made)

    def _set_height(self, row: int, height: int) -> None:
        self.sheet.set_row(row, min(height, _MOST_HEIGHT))

    def _set_page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(**{side: float(inches) for side, inches in _SIDES.items()})
        self.sheet.set_footer("&C— &P —")
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.width - 1)
        self.sheet.hide_gridlines(2)


def _of(block: Grid | Basics) -> Grid:
    """A table; of short facts one of two columns."""
    if isinstance(block, Grid):
        return block
    cells = tuple(
        Cell(text, row, column)
        for row, entry in enumerate(block.entries)
        for column, text in enumerate(entry)
    )
    return Grid(_BASICS, cells, len(block.entries))


def _is_kept(number: Decimal) -> bool:
    """Whether Excel keeps every digit."""
    return len(number.normalize().as_tuple().digits) <= _MOST_DIGITS and abs(number) < 10**_MOST_DIGITS


def _places(number: Decimal) -> str:
    """The format that shows the number as it is, to the last digit."""
    _, _, behind = plain(number).partition(".")
    return f"0.{'0' * len(behind)}" if behind else "0"


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in so many characters; Excel does not find out itself where cells are merged."""
    room = max(width - 1, 2)
    return sum(
        max(1, -(-sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line) // room))
        for line in text.split("\n")
    )
