"""各项得分: units × items, the groups above the items, full points and means above the scores.

    一级指标          │      │ 组织保障（10分）    │ …
    指标              │ 总分 │ 责任落实 │ 经费保障 │ …
    分值              │ 100  │ 3        │ 3        │
    平均得分          │ 90.5 │ 2.85     │ 2.40     │
    名次  单位  类别  │ 总分 │ 1.1      │ 1.2      │   ← the filter; means stand above it, so that sorting leaves them alone

The total stands before the items: it is seen and printed with every page of them.
"""

from decimal import Decimal
from itertools import groupby

from kaohe.core.numbers import POINT_PLACES
from kaohe.reports.results_book.columns import (
    ItemColumn,
    group_label,
    lead_cells,
    score_cell,
    total_cell,
)
from kaohe.reports.results_book.figures import Cell, mean, number_format
from kaohe.reports.results_book.names import letters
from kaohe.reports.results_book.page import LINE_HEIGHT, Page, lines
from kaohe.reports.results_book.paging import page_breaks, print_wide
from kaohe.reports.results_book.ramp import BRIEF
from kaohe.reports.results_book.round_book import Part
from kaohe.scheme.model import Group

NAME = "各项得分"
GROUPS_TOP = 2
_LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标", "五级指标")
_MOST_LINES = 9


class Matrix:
    """The sheet while it is written: where its rows and columns stand."""

    def __init__(self, part: Part) -> None:
        self.part, self.styles = part, part.styles
        self.columns = part.columns
        self.total_column = part.leads
        self.leads = part.leads + 1
        self.depth = max((len(column.groups) for column in self.columns), default=1)
        self.names_row = GROUPS_TOP + self.depth
        self.full_row, self.mean_row, self.top = (self.names_row + n for n in (1, 2, 3))
        self.widths = [*part.lead_widths, 10, *(item_width(column) for column in self.columns)]
        starts = [n for n in range(self.leads, len(self.widths)) if self._begins_group(n)]
        self.breaks = page_breaks(self.widths, self.leads, starts)

    def write(self) -> Page:
        page = self.part.page(NAME, self.widths, "每个单位每项的得分，按得分率着色")
        self.part.head(page, NAME, BRIEF, self.leads, self.breaks)
        self._heads(page)
        self._units(page)
        self._colours(page)
        page.finish(top=self.top, frozen=self.leads, title=self.part.footer)
        print_wide(page, self.breaks, self.leads)
        return page

    def _begins_group(self, column: int) -> bool:
        number = column - self.leads
        return not number or self.columns[number].groups[0] is not self.columns[number - 1].groups[0]

    def _heads(self, page: Page) -> None:
        """The rows above the units, from top to bottom."""
        for level in range(self.depth):
            self._group_row(page, level)
        self._names(page)
        full = [column.item.points for column in self.columns]
        self._line(page, self.full_row, "分值", [self.part.table.table.total, *full])
        totals = (standing.tally.total for standing in self.part.standings)
        mean_total = mean(total for total in totals if isinstance(total, Decimal))
        self._line(page, self.mean_row, "平均得分", [mean_total, *(column.mean for column in self.columns)])
        cells = (*self.part.lead_heads, "总分", *(column.item.code for column in self.columns))
        page.fit(self.top, cells)
        page.put_row(self.top, ((text, self.styles.head()) for text in cells))

    def _group_row(self, page: Page, level: int) -> None:
        """One level of groups, each over its items; where a page ends inside a group, its name stands on both."""
        row, head = GROUPS_TOP + level, self.styles.head()
        cells: list[Cell] = [None] * len(self.widths)
        cells[0] = _LEVELS[min(level, len(_LEVELS) - 1)]
        page.merge(row, 0, row, self.total_column - 1)
        high = 1
        for first, last in self._runs(level):
            cells[first] = group_label(self.columns[first - self.leads].groups[level])
            page.merge(row, first, row, last)
            high = max(high, lines(str(cells[first]), sum(self.widths[first : last + 1])))
        for number, column in enumerate(self.columns, self.leads):
            if len(column.groups) == level:  # nothing more above it: the name begins here
                cells[number] = column.item.name
                page.merge(row, number, self.names_row, number)
        if level == 0:
            cells[self.total_column] = "总分"
            page.merge(row, self.total_column, self.names_row, self.total_column)
        page.sheet.set_row(row, 4 + LINE_HEIGHT * min(high, _MOST_LINES))
        page.put_row(row, ((cell, head) for cell in cells))

    def _runs(self, level: int) -> list[tuple[int, int]]:
        """First and last column of each group of a level, broken where pages are."""
        runs: list[tuple[int, int]] = []
        before: Group | None = None
        for number, column in enumerate(self.columns, self.leads):
            group = column.groups[level] if len(column.groups) > level else None
            if group is not None and group is before and number not in self.breaks:
                runs[-1] = (runs[-1][0], number)
            elif group is not None:
                runs.append((number, number))
            before = group
        return runs

    def _names(self, page: Page) -> None:
        head = self.styles.head()
        names = [column.item.name if len(column.groups) == self.depth else None for column in self.columns]
        high = max(
            (lines(c.item.name, self.widths[n]) for n, c in enumerate(self.columns, self.leads)), default=1
        )
        page.sheet.set_row(self.names_row, 4 + LINE_HEIGHT * min(high, _MOST_LINES))
        cells: list[Cell] = ["指标", *([None] * (self.leads - 1)), *names]
        page.put_row(self.names_row, ((cell, head) for cell in cells))
        page.merge(self.names_row, 0, self.names_row, self.total_column - 1)

    def _line(self, page: Page, row: int, label: str, numbers: list[Decimal | None]) -> None:
        """A row of figures between the names and the units."""
        look = self.styles.subhead()
        page.put_row(row, ((label if n == 0 else None, look) for n in range(self.total_column)))
        page.merge(row, 0, row, self.total_column - 1)
        least = POINT_PLACES if row == self.mean_row else 0
        for number, figure in enumerate(numbers, self.total_column):
            style = self.styles.subhead(num_format=number_format(max(self._places(number), least)))
            page.put(row, number, "—" if figure is None else figure, style)

    def _places(self, column: int) -> int:
        return (
            self.part.table.table.precision
            if column == self.total_column
            else self.columns[column - self.leads].places
        )

    def _units(self, page: Page) -> None:
        forms = [number_format(self._places(number)) for number in range(self.total_column, len(self.widths))]
        looks = [self.styles.centred(num_format=form, bold=number == 0) for number, form in enumerate(forms)]
        for row, standing in enumerate(self.part.standings, self.top + 1):
            leads = lead_cells(standing, self.total_column)
            page.fit(row, leads)
            page.put_row(row, zip(leads, self.part.lead_looks, strict=True))
            scores = (total_cell(standing), *map(score_cell, standing.tally.items()))
            page.put_row(row, zip(scores, looks, strict=True), start=self.total_column)

    def _colours(self, page: Page) -> None:
        """The ramp over neighbouring columns of one kind."""
        if not self.part.standings:
            return
        rows = (self.top + 1, self.top + len(self.part.standings))
        number = self.leads
        for kind, run in groupby(self.columns, key=lambda column: column.kind):
            last = number + len(list(run)) - 1
            self.part.book.ramp.colour(page.sheet, rows, (number, last), self.full_row, kind)
            number = last + 1


def write_matrix(part: Part) -> Page:
    """The sheet of all scores."""
    return Matrix(part).write()


def item_width(column: ItemColumn) -> float:
    """Wide enough for the scores, and for a long name not to become a tower."""
    return min(16, max(9, letters(column.item.name) / 5 + 2))
