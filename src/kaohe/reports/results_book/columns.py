"""The items of a table as columns: what stands above each, and every unit's score below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.reports.results_book.figures import ZERO, mean, most_places
from kaohe.results import ItemScore, Standing, TableResult
from kaohe.scheme.model import Group, GroupKind, Item, Table

KINDS = {GroupKind.BASE: "基本分", GroupKind.BONUS: "加分", GroupKind.DEDUCTION: "扣分"}


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One item: the groups above it, outermost first, and its scores in the order of the standings."""

    item: Item
    groups: tuple[Group, ...]
    scores: tuple[ItemScore, ...]

    @property
    def kind(self) -> GroupKind:
        return self.groups[0].kind

    @property
    def known(self) -> list[Decimal]:
        return [score.score for score in self.scores if isinstance(score.score, Decimal)]

    @property
    def mean(self) -> Decimal | None:
        """The mean of those who have a score."""
        return mean(self.known)

    @property
    def places(self) -> int:
        """Decimals that show every score of the column, and its full points, in full."""
        return most_places([self.item.points, *self.known])

    @property
    def path(self) -> str:
        """The groups above, as one text."""
        return " / ".join(group.name for group in self.groups)


def item_columns(table: TableResult) -> tuple[ItemColumn, ...]:
    """Every item of a table, in order. (Scores come in the same order for every unit.)"""
    scores = [tuple(standing.tally.items()) for standing in table.standings]
    above = _with_groups(table.table)
    return tuple(
        ItemColumn(item, groups, tuple(row[number] for row in scores))
        for number, (item, groups) in enumerate(above)
    )


def _with_groups(table: Table) -> list[tuple[Item, tuple[Group, ...]]]:
    found: list[tuple[Item, tuple[Group, ...]]] = []
    for group in table.groups:
        found.extend(_below(group, ()))
    return found


def _below(group: Group, above: tuple[Group, ...]) -> Iterator[tuple[Item, tuple[Group, ...]]]:
    path = (*above, group)
    for child in group.children:
        if isinstance(child, Item):
            yield child, path
        else:
            yield from _below(child, path)


def lost_of(score: ItemScore) -> Decimal:
    """The points that are lost for good: full points less what counts; of what is still open, none yet."""
    return ZERO if score.open else max(score.full - score.points, ZERO)


def open_of(score: ItemScore) -> Decimal:
    """The points that nobody has decided about yet."""
    return score.full - score.points if score.open else ZERO


def score_cell(score: ItemScore) -> str | Decimal:
    return score.score.label if isinstance(score.score, Absence) else score.score


def rank_cell(standing: Standing) -> str | int:
    return "—" if standing.rank is None else standing.rank


def total_cell(standing: Standing) -> str | Decimal:
    total = standing.tally.total
    return "没有总分" if isinstance(total, Absence) else total


def lead_cells(standing: Standing, columns: int) -> tuple[str | int, ...]:
    """What stands before a unit's scores: rank, name and, where there are any, class."""
    unit = standing.tally.unit
    return (rank_cell(standing), unit.name, unit.unit_class)[:columns]


def has_classes(standings: Sequence[Standing]) -> bool:
    """Whether units are of classes; where they are not, no sheet has a column for them."""
    return any(standing.tally.unit.unit_class for standing in standings)


def group_label(group: Group) -> str:
    """A group's name with what it is worth."""
    if group.kind is GroupKind.BASE:
        weight = "" if group.weight == 1 else f"×权重{plain(group.weight)}"
        return f"{group.name}（{plain(group.points)}分{weight}）"
    bound = group.cap if group.kind is GroupKind.BONUS else group.floor
    word = "最多加" if group.kind is GroupKind.BONUS else "最多扣"
    limit = "" if bound is None else f"，{word}{plain(abs(bound))}分"
    return f"{group.name}（{KINDS[group.kind]}{limit}）"
