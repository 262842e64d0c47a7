"""Units × items: what each unit got of each item's full points."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence
from kaohe.reports.pictures.content.ranking import WITHIN
from kaohe.results import ItemScore, RoundResult, Standing, TableResult
from kaohe.scheme.model import GroupKind, Item, Table


@dataclass(frozen=True, slots=True)
class HeatItem:
    """A column: an item of base points, and the group at the top that it belongs to."""

    code: str
    name: str
    group: str
    full: Decimal


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit and its score in each item, in the order of the columns; why there is none where there is none."""

    unit: str
    name: str
    rank: int | None
    total: Decimal | Absence
    scores: tuple[Decimal | Absence, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """All of a table; units in the order of the standings."""

    table: str
    period: str
    items: tuple[HeatItem, ...]
    rows: tuple[HeatRow, ...]
    within: str = ""


def heat_of(result: RoundResult, table: TableResult) -> Heat:
    """The base items of one table. Bonuses and deductions have no full points that one could fall short of."""
    return Heat(
        table=table.table.name,
        period=result.scheme.period.label,
        items=tuple(
            HeatItem(item.code, item.name, top, item.points) for top, item in base_items(table.table)
        ),
        rows=tuple(_row(standing) for standing in table.standings),
        within=WITHIN[table.table.ranking.scope],
    )


def base_items(table: Table) -> Iterator[tuple[str, Item]]:
    """Items that make up the full points, with the name of their group at the top."""
    for group in table.groups:
        if group.kind is GroupKind.BASE:
            for item in group.items():
                yield group.name, item


def base_scores(standing: Standing) -> Iterator[ItemScore]:
    """The same items' scores of one unit."""
    for group in standing.tally.groups:
        if group.group.kind is GroupKind.BASE:
            yield from group.items()


def _row(standing: Standing) -> HeatRow:
    tally = standing.tally
    scores = tuple(score.score for score in base_scores(standing))
    return HeatRow(tally.unit.id, tally.unit.name, standing.rank, tally.total, scores)
