"""Sheets of native charts, a page each. The figures behind a chart stand beside it, outside of what is printed.

Titles are our own words, never a user's alone: a title that began with = would be taken for a reference. Names of units
and items reach a chart as references to cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kaohe.reports.results_book.figures import Cell, most_places, number_format
from kaohe.reports.results_book.names import clean, cut
from kaohe.reports.results_book.page import LANDSCAPE_HEIGHT, LANDSCAPE_WIDTH, pixels
from kaohe.reports.results_book.round_book import Part
from kaohe.reports.results_book.styles import INK, LINE, PALE

ROW = 22
"""Pixels that a row of a chart sheet is high."""
_ROW_POINTS = 16.5
_WIDTH, _WIDEST = 4, 44
"""A column, and the pixels it may take where the font is not there: no chart may be cut by the page's edge."""
_TITLE_ROWS = 3
_MOST_TITLE = 40
DARK, LIGHT, MIDDLE = INK, PALE, "#7F93AA"


@dataclass(frozen=True, slots=True)
class Block:
    """The figures behind a chart: where they stand, and in which sheet."""

    sheet: str
    first: int
    last: int
    column: int

    def reference(self, column: int) -> list[str | int]:
        """One of its columns, as charts refer to it."""
        at = self.column + column
        return [self.sheet, self.first, at, self.last, at]

    def head(self, column: int) -> list[str | int]:
        return [self.sheet, self.first - 1, self.column + column]


class ChartSheet:
    """A sheet that takes charts one below another and prints one on each page."""

    def __init__(self, part: Part, name: str, shows: str, *, portrait: bool = False) -> None:
        width, height = (717, 1005) if portrait else (LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT)
        self.portrait = portrait
        self.across = width // _WIDEST
        self.page_rows = height // ROW - 2  # the title is higher than a row
        self.part = part
        self.page = part.page(name, [_WIDTH] * self.across, shows)
        self.page.sheet.set_default_row(_ROW_POINTS)
        self.page.heading(part.title(name), part.note())
        self._next_chart, self._next_data = _TITLE_ROWS, _TITLE_ROWS
        self._data_column = self.across + 1
        self._breaks: list[int] = []

    @property
    def width(self) -> int:
        """Pixels that a chart may be wide."""
        return self.across * pixels(_WIDTH) - 8

    def data(self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], form: str = "") -> Block:
        """Write a block of figures; numbers in `form`, else at the decimals their column has."""
        styles, at = self.part.styles, self._next_data
        for column, head in enumerate(heads):
            self.page.put(at, self._data_column + column, head, styles.head())
        forms = [
            form or number_format(most_places(row[column] for row in rows)) for column in range(len(heads))
        ]
        for number, row in enumerate(rows, at + 1):
            for column, cell in enumerate(row):
                self.page.put(number, self._data_column + column, cell, styles.number(forms[column]))
        self._next_data = at + len(rows) + 2
        return Block(self.page.name, at + 1, at + len(rows), self._data_column)

    def place(self, chart: Any, rows: int = 0) -> None:
        """Put a chart on the next page, as high as the page or as so many rows."""
        if self._next_chart > _TITLE_ROWS:
            self._breaks.append(self._next_chart)
        top = self._next_chart
        room = self.page_rows - (_TITLE_ROWS if top == _TITLE_ROWS else 0)
        high = min(rows, room) if rows else room
        chart.set_size({"width": self.width, "height": high * ROW - 16})
        self.page.sheet.insert_chart(top, 0, chart, {"x_offset": 4, "y_offset": 6, "object_position": 2})
        self._next_chart = top + room

    def finish(self) -> None:
        """Print settings; what stands beside the charts does not print."""
        page, sheet = self.page, self.page.sheet
        page.finish(top=0, frozen=0, title=self.part.footer, filtered=False)
        sheet.freeze_panes(0, 0)
        sheet.set_column(self._data_column, self._data_column, 22)
        sheet.print_area(0, 0, max(self._next_chart - 1, _TITLE_ROWS), self.across - 1)
        page.on_paper(self.part.footer, portrait=self.portrait)
        sheet.set_print_scale(100)
        sheet.set_h_pagebreaks(self._breaks)


def titled(part: Part, title: str) -> str:
    """A chart's title, with the table it belongs to behind it."""
    state = "　暂定" if part.table.provisional else ""
    return f"{title}（{cut(clean(part.table.table.name), _MOST_TITLE, '…')}）{state}"


def dress(
    chart: Any,
    title: str,
    *,
    category: str,
    value: str,
    across: bool = False,
    legend: bool = False,
    **axis: Any,
) -> None:
    """The looks that all charts share: title, names of the axes, pale lines, type of a size that prints.

    `across`: bars lie, the first category stands on top. `axis` are further settings of the axis of values.
    """
    chart.set_title({"name": title, "name_font": {"size": 14}})
    fonts = {"name_font": {"size": 10}, "num_font": {"size": 9}}
    grid = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
    of_names = {
        "name": category,
        "line": {"color": LINE},
        "interval_unit": 1,
        **fonts,
        **({"reverse": True} if across else {}),
    }
    of_values = {"name": value, "major_gridlines": grid, "min": 0, **fonts, **axis}
    of_names["major_gridlines"] = {"visible": False}
    chart.set_x_axis(of_values if across else of_names)
    chart.set_y_axis(of_names if across else of_values)
    chart.set_legend({"position": "bottom", "font": {"size": 10}} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}})


def series(
    values: list[str | int], categories: list[str | int], colour: str, form: str = "", **more: Any
) -> dict[str, Any]:
    """One series, its figures written at the bars where `form` says how."""
    labels = {"data_labels": {"value": True, "num_format": form, "font": {"size": 9}}} if form else {}
    return {
        "values": values,
        "categories": categories,
        "fill": {"color": colour},
        "border": {"color": INK, "width": 0.75},
        "gap": 60,
        **labels,
        **more,
    }
