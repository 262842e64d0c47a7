"""One sheet while it is filled, row after row, and how it prints.

Rows are written strictly from top to bottom: a large workbook is written as a stream, in which no row can be touched
again.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kaohe.core import plain
from kaohe.reports.results_book.figures import Cell, is_kept
from kaohe.reports.results_book.names import clean, footer, letters
from kaohe.reports.results_book.styles import Styles

LINE_HEIGHT = 14.0
"""Points that a line of 10 point type takes."""
ROW_HEIGHT = 18
MOST_HEIGHT = 409
DIGIT = 8
"""Pixels that a digit of the default font takes: the unit of columns' widths."""
SIZE = 10
"""Points of the type in tables."""
_HALF = 2 / 3
"""Pixels that a letter half as wide as it is high takes for each point: 96 to an inch, halved."""
_SLACK = 0.96
_A4 = 9
_NARROW = 60
"""A page of fewer letters across has no room for a line of text above its columns."""
_SIDES = {"left": 0.4, "right": 0.4, "top": 0.55, "bottom": 0.65}
LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT = 1045, 675
"""Pixels (96 an inch) between the margins of a landscape A4 page."""


class Page:
    """A sheet of the book: its cells, and what is settled once they are written."""

    def __init__(self, sheet: Any, styles: Styles, widths: Sequence[float]) -> None:
        self.sheet, self.styles = sheet, styles
        self.name: str = sheet.get_name()
        self.widths = list(widths)
        self.last_row = 0
        sheet.set_default_row(ROW_HEIGHT)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)

    def put(self, row: int, column: int, cell: Cell, style: Any) -> None:
        """A number as a number, a text as a text that cannot run, nothing as an empty cell.

        A number with more digits than Excel keeps is written as text: it would silently become another one.
        """
        self.last_row = max(self.last_row, row)
        if isinstance(cell, str):
            text = clean(cell)
            if text:
                self.sheet.write_string(row, column, text, style)
                return
        elif cell is not None:
            if is_kept(cell):
                self.sheet.write_number(row, column, cell, style)
            else:
                self.sheet.write_string(row, column, plain(Decimal(cell)), style)
            return
        self.sheet.write_blank(row, column, None, style)

    def put_row(self, row: int, cells: Iterable[tuple[Cell, Any]], start: int = 0) -> None:
        for column, (cell, style) in enumerate(cells, start):
            self.put(row, column, cell, style)

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Make these cells one; the caller writes them all, in the order of rows, the text in the first.

        (XlsxWriter's own `merge_range` writes them too, which a stream cannot do across rows.)
        """
        if (row, column) != (last_row, last_column):
            self.sheet.merge.append([row, column, last_row, last_column])

    def wide(self, row: int, text: str, style: Any, *, size: float = SIZE) -> None:
        """A line of text over the whole width, as high as it needs."""
        last = len(self.widths) - 1
        self.sheet.set_row(row, self.height(text, sum(self.widths), size))
        self.put_row(row, [(text if column == 0 else None, style) for column in range(last + 1)])
        self.merge(row, 0, row, last)

    def heading(self, title: str, note: str) -> None:
        """The title and a line about what stands below."""
        self.wide(0, title, self.styles.title(), size=14)
        self.wide(1, note, self.styles.note(), size=9)

    def heading_across(
        self, title: tuple[str, str], note: tuple[str, str], leads: int, breaks: Sequence[int]
    ) -> None:
        """A heading for pages side by side: what stands over the first columns is repeated with them, the rest on each."""
        edges = [leads, *breaks, len(self.widths)]
        spans = [(0, leads), *pairwise(edges)]
        looks = ((title, self.styles.title(), 14), (note, self.styles.note(), 9))
        for row, (texts, look, size) in enumerate(looks):
            cells: list[Cell] = [None] * len(self.widths)
            heights: list[float] = [ROW_HEIGHT]
            for number, (first, end) in enumerate(spans):
                self.merge(row, first, row, end - 1)
                width = sum(self.widths[first:end])
                if row and number and width < _NARROW:
                    continue  # a line of text would become a tower over a few columns
                cells[first] = texts[min(number, 1)]
                heights.append(self.height(str(cells[first]), width, size))
            self.sheet.set_row(row, max(heights))
            self.put_row(row, ((cell, look) for cell in cells))

    def height(self, text: str, width: float, size: float = SIZE) -> float:
        """How high a row must be for a text of so many points to stand wrapped in a column."""
        return min(MOST_HEIGHT, LINE_HEIGHT * size / SIZE * lines(text, width, size) + 4)

    def fit(self, row: int, cells: Sequence[Cell], start: int = 0) -> None:
        """Make a row as high as the longest of its wrapped texts needs; call before its cells are written."""
        taken = [
            lines(cell, self.widths[column])
            for column, cell in enumerate(cells, start)
            if isinstance(cell, str)
        ]
        high = max(taken, default=1)
        if high > 1:
            self.sheet.set_row(row, min(MOST_HEIGHT, LINE_HEIGHT * high + 4))

    def finish(self, *, top: int, frozen: int, title: str, filtered: bool = True) -> None:
        """Merges, frozen panes, filter and print settings; `top` is the row that heads the columns."""
        sheet, last = self.sheet, max(self.last_row, top)
        sheet.freeze_panes(top + 1, frozen)
        if filtered and last > top:
            sheet.autofilter(top, 0, last, len(self.widths) - 1)
        sheet.repeat_rows(0, top)
        sheet.print_area(0, 0, last, len(self.widths) - 1)
        self.on_paper(title)

    def on_paper(self, title: str, *, portrait: bool = False) -> None:
        """A4, one page wide unless `across` says otherwise afterwards."""
        sheet = self.sheet
        sheet.set_portrait() if portrait else sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**_SIDES)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(footer(title, self.name, portrait=portrait), {"margin": 0.3})


def pixels(width: float) -> int:
    """How wide a column is on screen, its unit being a digit of the book's default font."""
    return int(width * DIGIT + 0.5) + 5


@lru_cache(maxsize=8192)
def lines(text: str, width: float, size: float = SIZE) -> int:
    """How many lines a text takes in a column, in type of so many points; rather one too many than one too few."""
    room = max(int(width * DIGIT * _SLACK / (size * _HALF)), 2)
    room -= room % 2  # a Chinese character is not halved
    return sum(max(1, -(-letters(line) // room)) for line in text.split("\n"))


def fitting(texts: Iterable[str], least: float, most: float) -> float:
    """A width at which these texts stand in one line, within bounds."""
    return min(most, max([least, *(letters(text) + 2.0 for text in texts)]))
