"""Write a paper as .xlsx.

What stands before a table goes above it on its sheet, what follows the last one below it; a caption names its sheet.
Texts are written as texts, so that none can run; a cell that is nothing but a number is a number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from kaohe.reports.official.blocks import Align, Cell, Document, Page, Paragraph, Part, Table
from kaohe.reports.official.geometry import width_in_characters
from kaohe.reports.official.word.text import printable
from kaohe.reports.official.word.writer import Raster, png_pictures
from kaohe.reports.pictures.picture import Picture

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,10})(\.\d{1,4})?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_MOST_NAME, _MOST_TEXT = 31, 32_000
_FONT = "宋体"
_LINE = 15.0
"""Points that a line of a cell takes."""
_CHARACTERS_A_MM = 0.55
"""The width of a column of Excel's, in its characters, for a millimetre on paper."""
_TALLEST = 400.0
_SHADES = ("", "#EDEDED", "#D9D9D9", "#BFBFBF", "#A6A6A6")
_CENTRED = (Part.RED_HEAD, Part.LETTER_HEAD, Part.NUMBER, Part.TITLE, Part.SUBTITLE, Part.CAPTION)
_AT_RIGHT = (Part.LETTER_NUMBER, Part.SIGNER, Part.DATE)


@dataclass(slots=True)
class _Sheet:
    """One sheet: what stands above its table, the table, what stands below."""

    above: list[Paragraph | Picture] = field(default_factory=list)
    table: Table | None = None
    below: list[Paragraph | Picture] = field(default_factory=list)
    wide: bool = False


def write_xlsx(document: Document, path: Path, raster: Raster | None = None) -> None:
    """Write the paper. The same paper gives the same bytes; the file appears whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with unfinished.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": printable(document.title)[:250], "created": _CREATED})
        writer = _Writer(book, raster or png_pictures)
        for sheet in _sheets(document):
            writer.write(sheet, document.title)
    unfinished.replace(path)


def _sheets(document: Document) -> list[_Sheet]:
    """The blocks, a sheet a table; without any table everything on one sheet."""
    sheets = [_Sheet(wide=document.wide)]
    wide = document.wide
    waiting: list[Paragraph | Picture] = []
    for block in document.blocks:
        match block:
            case Page():
                wide = block.wide
            case Table():
                if sheets[-1].table is not None:
                    sheets.append(_Sheet())
                sheets[-1].above, sheets[-1].table, sheets[-1].wide = waiting, block, wide
                waiting = []
            case _:
                waiting.append(block)
    if sheets[-1].table is None:
        sheets[-1].above = waiting
    else:
        sheets[-1].below = waiting
    return sheets


class _Writer:
    def __init__(self, book: Any, raster: Raster) -> None:
        self.book, self.raster = book, raster
        self.names: set[str] = set()
        self.formats: dict[tuple[Any, ...], Any] = {}

    def write(self, sheet: _Sheet, title: str) -> None:
        columns = sheet.table.columns if sheet.table else ()
        page = self.book.add_worksheet(self._name(sheet, title))
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C— &P —")
        if sheet.wide:
            page.set_landscape()
        widths = [column.width * _CHARACTERS_A_MM for column in columns] or [80.0]
        for number, width in enumerate(widths):
            page.set_column(number, number, width)
        row = self._lines(page, 0, sheet.above, widths)
        if sheet.table is not None:
            first = row
            row = self._table(page, row, sheet.table, widths)
            page.repeat_rows(first, first + max(sheet.table.head, 1) - 1)
            page.freeze_panes(first + sheet.table.head, 0)
        self._lines(page, row, sheet.below, widths)

    def _name(self, sheet: _Sheet, title: str) -> str:
        """The caption, else the title; no two alike, in what Excel takes."""
        captions = [
            block.text for block in sheet.above if isinstance(block, Paragraph) and block.part is Part.CAPTION
        ]
        base = _FORBIDDEN.sub("", printable((captions or [title])[-1]).replace("\n", "")).strip() or "文书"
        name, number = base[:_MOST_NAME], 1
        while name.lower() in self.names or name.lower() == "history":
            number += 1
            name = f"{base[: _MOST_NAME - 4]}（{number}）"
        self.names.add(name.lower())
        return name

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": _FONT, "font_size": 11, "text_wrap": True, "valign": "vcenter", **look}
            )
        return self.formats[key]

    def _lines(
        self, page: Any, row: int, blocks: Sequence[Paragraph | Picture], widths: Sequence[float]
    ) -> int:
        for block in blocks:
            if isinstance(block, Picture):
                image = BytesIO(self.raster([block])[0])
                page.insert_image(
                    row, 0, "picture.png", {"image_data": image, "x_scale": 0.44, "y_scale": 0.44}
                )
                row += int(block.height / 20) + 1
            elif block.part is not Part.SPACE:
                text = "　".join(part for part in (block.text, block.beside) if part)
                self._line(page, row, block.part, text, widths)
                row += 1
        return row

    def _line(self, page: Any, row: int, part: Part, text: str, widths: Sequence[float]) -> None:
        look: dict[str, Any] = {"align": "left"}
        if part in _CENTRED:
            look["align"] = "center"
        elif part in _AT_RIGHT:
            look["align"] = "right"
        if part in (Part.TITLE, Part.CAPTION, Part.RED_HEAD, Part.LETTER_HEAD):
            look |= {"bold": True, "font_size": 14}
        style = self._format(**look)
        text = printable(text)[:_MOST_TEXT]
        if len(widths) > 1:
            page.merge_range(row, 0, row, len(widths) - 1, "", style)
        page.write_string(row, 0, text, style)
        page.set_row(row, _height(text, sum(widths)) + (6 if look.get("bold") else 0))

    def _table(self, page: Any, top: int, table: Table, widths: Sequence[float]) -> int:
        for cell in table.cells:
            self._cell(page, top, table, cell)
        for number in range(table.height):
            texts = [cell for cell in table.cells if cell.row == number and cell.rows == 1]
            heights = [
                _height(cell.text, sum(widths[cell.column : cell.column + cell.columns])) for cell in texts
            ]
            page.set_row(top + number, max(heights, default=_LINE) + 4)
        return top + table.height

    def _cell(self, page: Any, top: int, table: Table, cell: Cell) -> None:
        align = cell.align or table.columns[cell.column].align
        look: dict[str, Any] = {"border": 1, "align": align.value}
        look |= {"bold": True} if cell.strong else {}
        look |= {"bg_color": _SHADES[cell.shade]} if cell.shade else {}
        style = self._format(**look)
        row, column = top + cell.row, cell.column
        if cell.rows > 1 or cell.columns > 1:
            page.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, "", style)
        text = printable(cell.text)[:_MOST_TEXT]
        if cell.row >= table.head and align is not Align.LEFT and _NUMBER.fullmatch(text):
            page.write_number(row, column, _number(text), style)
        else:
            page.write_string(row, column, text, style)


def _number(text: str) -> Any:
    """The number as Excel keeps it: at most fifteen digits, so nothing is lost."""
    return float(text) if "." in text else int(text)


def _height(text: str, width: float) -> float:
    """How high a row must be for a text to stand wrapped: Excel does not always find out itself."""
    lines = sum(
        max(1, -(-int(width_in_characters(line) * 2 + 1) // max(int(width), 1))) for line in text.split("\n")
    )
    return min(lines * _LINE, _TALLEST)
