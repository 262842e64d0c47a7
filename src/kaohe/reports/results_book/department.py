"""One sheet a responsible department: its items, what every unit got and lost in them, the mean and the worst.

Every item has two columns, what was got and what was lost; the first two are the sum of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kaohe.core import Absence
from kaohe.core.numbers import POINT_PLACES
from kaohe.reports.results_book.columns import ItemColumn, lead_cells, lost_of
from kaohe.reports.results_book.figures import ZERO, Cell, cell_of, mean, most_places, number_format
from kaohe.reports.results_book.page import LINE_HEIGHT, Page, lines
from kaohe.reports.results_book.paging import page_breaks, print_wide
from kaohe.reports.results_book.ramp import BRIEF
from kaohe.reports.results_book.round_book import Part
from kaohe.results import Standing
from kaohe.scheme.model import GroupKind

NOBODYS = "未列责任科室"
SUM = "合计"
NAMES_ROW, FULL_ROW, MEAN_ROW, WORST_ROW, WHO_ROW, TOP = range(2, 8)
_LABELS = {NAMES_ROW: "指标", FULL_ROW: "分值", MEAN_ROW: "平均", WORST_ROW: "最差", WHO_ROW: "最差单位"}
_GOT, _LOST = "得分", "失分"
_WIDTH = 9.5
_MOST_NAMES = 2
_MOST_LINES = 9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns: scores and lost points in the order of the standings.

    `settled` says whose scores enter mean and worst; `lost` None: there is nothing that could be lost. `kind` None: the sum.
    """

    name: str
    code: str
    full: Decimal
    scores: tuple[Decimal | Absence, ...]
    lost: tuple[Decimal | None, ...]
    settled: tuple[bool, ...]
    kind: GroupKind | None = None

    @property
    def known(self) -> list[Decimal]:
        return [
            s for s, sure in zip(self.scores, self.settled, strict=True) if sure and isinstance(s, Decimal)
        ]

    @property
    def known_losses(self) -> list[Decimal]:
        return [x for x, sure in zip(self.lost, self.settled, strict=True) if sure and x is not None]

    @property
    def places(self) -> int:
        return most_places([self.full, *self.scores, *self.lost])

    def worst(self, standings: Sequence[Standing]) -> str:
        """Who has the lowest score; nobody where all have the same."""
        known = self.known
        if not known or min(known) == max(known):
            return "—"
        rows = zip(standings, self.scores, self.settled, strict=True)
        names = [s.tally.unit.name for s, score, sure in rows if sure and score == min(known)]
        more = f"等{len(names)}个" if len(names) > _MOST_NAMES else ""
        return "、".join(names[:_MOST_NAMES]) + more


def write_departments(part: Part) -> None:
    """A sheet for each department that is responsible for an item of the table; none where no item names one."""
    for name, columns in by_department(part.columns).items():
        _Sheet(part, name, pairs_of(columns)).write()


def by_department(columns: Sequence[ItemColumn]) -> dict[str, tuple[ItemColumn, ...]]:
    """The items of each department in order; an item of two stands with both, items of none at the end."""
    found: dict[str, list[ItemColumn]] = {}
    for column in columns:
        for department in dict.fromkeys(column.item.departments):
            found.setdefault(department, []).append(column)
    rest = [column for column in columns if not column.item.departments]
    if found and rest:
        found.setdefault(NOBODYS, []).extend(rest)
    return {name: tuple(items) for name, items in found.items()}


def pairs_of(columns: Sequence[ItemColumn]) -> tuple[Pair, ...]:
    """The sum of the items, then each of them."""
    items = tuple(
        Pair(
            name=column.item.name,
            code=column.item.code,
            full=column.item.points,
            scores=tuple(score.score for score in column.scores),
            lost=tuple(_lost(column, place) for place in range(len(column.scores))),
            settled=tuple(not score.open for score in column.scores),
            kind=column.kind,
        )
        for column in columns
    )
    rows = range(len(items[0].scores))
    whole = Pair(
        name=SUM,
        code=SUM,
        full=sum((item.full for item in items if item.kind is GroupKind.BASE), ZERO),
        scores=tuple(sum((column.scores[row].points for column in columns), ZERO) for row in rows),
        lost=tuple(sum((item.lost[row] or ZERO for item in items), ZERO) for row in rows),
        settled=tuple(all(item.settled[row] for item in items) for row in rows),
    )
    return (whole, *items)


def _lost(column: ItemColumn, place: int) -> Decimal | None:
    """Points lost; None where there is nothing that could be: a bonus, an item that is open or does not apply."""
    score = column.scores[place]
    if column.kind is GroupKind.BONUS or score.open:
        return None
    return None if score.score is Absence.NOT_APPLICABLE and not score.full else lost_of(score)


class _Sheet:
    """One department's sheet while it is written."""

    def __init__(self, part: Part, name: str, pairs: tuple[Pair, ...]) -> None:
        self.part, self.styles, self.name, self.pairs = part, part.styles, name, pairs
        self.leads = part.leads
        self.widths = [*part.lead_widths, *([_WIDTH] * 2 * len(pairs))]
        self.starts = [self.leads + 2 * number for number in range(len(pairs))]

    def write(self) -> Page:
        breaks = page_breaks(self.widths, self.leads, self.starts)
        breaks = [at if at in self.starts else at - 1 for at in breaks]
        shows = f"{self.name}负责的{len(self.pairs) - 1}项：得分、失分、平均、最差"
        page = self.part.page(self.name, self.widths, shows)
        self.part.head(page, f"{self.name}负责的指标", BRIEF, self.leads, breaks)
        self._heads(page)
        self._units(page)
        self._colours(page)
        page.finish(top=TOP, frozen=self.leads, title=self.part.footer)
        print_wide(page, breaks, self.leads)
        return page

    def _heads(self, page: Page) -> None:
        pairs = self.pairs
        self._over(page, NAMES_ROW, [pair.name for pair in pairs])
        self._over(page, FULL_ROW, [pair.full for pair in pairs])
        self._each(page, MEAN_ROW, [(mean(pair.known), mean(pair.known_losses)) for pair in pairs])
        worst = [
            (min(pair.known, default=None), max(pair.known_losses, default=None))
            if pair.kind is not GroupKind.BONUS
            else (min(pair.known, default=None), None)
            for pair in pairs
        ]
        self._each(page, WORST_ROW, worst)
        self._over(page, WHO_ROW, [pair.worst(self.part.standings) for pair in pairs])
        words = [f"{pair.code} {word}".strip() for pair in pairs for word in (_GOT, _LOST)]
        cells = (*self.part.lead_heads, *words)
        page.fit(TOP, cells)
        page.put_row(TOP, ((text, self.styles.head()) for text in cells))

    def _lead(self, page: Page, row: int, look: Any) -> None:
        page.put_row(row, ((_LABELS[row] if n == 0 else None, look) for n in range(self.leads)))
        page.merge(row, 0, row, self.leads - 1)

    def _over(self, page: Page, row: int, cells: Sequence[Cell]) -> None:
        """A row with one cell above each pair of columns."""
        high = max(lines(cell, 2 * _WIDTH) if isinstance(cell, str) else 1 for cell in cells)
        page.sheet.set_row(row, 4 + LINE_HEIGHT * min(high, _MOST_LINES))
        look = self.styles.head() if row == NAMES_ROW else self.styles.subhead()
        self._lead(page, row, look)
        for at, cell in zip(self.starts, cells, strict=True):
            style = look
            if isinstance(cell, Decimal):
                style = self.styles.subhead(num_format=number_format(most_places([cell])))
            page.put_row(row, ((cell, style), (None, style)), start=at)
            page.merge(row, at, row, at + 1)

    def _each(self, page: Page, row: int, figures: Sequence[tuple[Decimal | None, Decimal | None]]) -> None:
        """A row with a figure above each column."""
        self._lead(page, row, self.styles.subhead())
        least = POINT_PLACES if row == MEAN_ROW else 0
        for at, pair, two in zip(self.starts, self.pairs, figures, strict=True):
            look = self.styles.subhead(num_format=number_format(max(pair.places, least)))
            page.put_row(row, (("—" if figure is None else figure, look) for figure in two), start=at)

    def _units(self, page: Page) -> None:
        looks = [
            self.styles.centred(num_format=number_format(pair.places), bold=pair.kind is None)
            for pair in self.pairs
        ]
        for place, standing in enumerate(self.part.standings):
            row, leads = TOP + 1 + place, lead_cells(standing, self.leads)
            page.fit(row, leads)
            page.put_row(row, zip(leads, self.part.lead_looks, strict=True))
            for at, pair, look in zip(self.starts, self.pairs, looks, strict=True):
                two = (cell_of(pair.scores[place]), pair.lost[place])
                page.put_row(row, ((cell, look) for cell in two), start=at)

    def _colours(self, page: Page) -> None:
        rows = (TOP + 1, TOP + len(self.part.standings))
        for at, pair in zip(self.starts, self.pairs, strict=True):
            if pair.kind is not None and self.part.standings:
                self.part.book.ramp.colour(page.sheet, rows, (at, at), FULL_ROW, pair.kind)
