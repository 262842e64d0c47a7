"""What if: the same round with something changed, and everybody's place before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Absence, Refused
from kaohe.results.round import RoundResult, TableResult
from kaohe.rules import Node
from kaohe.scheme.model import Group, Item, Scheme, Table


@dataclass(frozen=True, slots=True)
class Move:
    """One unit before and after. `items` are the items whose score changed: name → (before, after)."""

    unit: str
    name: str
    total: tuple[Decimal | Absence, Decimal | Absence]
    rank: tuple[int | None, int | None]
    grade: tuple[str, str]
    items: Mapping[str, tuple[Decimal | Absence, Decimal | Absence]]

    @property
    def changed(self) -> bool:
        return bool(self.items) or any(old != new for old, new in (self.total, self.rank, self.grade))


@dataclass(frozen=True, slots=True)
class ListMove:
    """A list whose members changed: names that came on it and that left it."""

    list_name: str
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableMoves:
    """One table's moves, in the order of the standings afterwards."""

    table: str
    moves: tuple[Move, ...]
    lists: tuple[ListMove, ...]


def moves(before: RoundResult, after: RoundResult) -> tuple[TableMoves, ...]:
    """Everybody's total, rank and grade before and after, table by table (tables are matched by name)."""
    earlier = {table.table.name: table for table in before.tables}
    return tuple(
        _table_moves(earlier[table.table.name], table)
        for table in after.tables
        if table.table.name in earlier
    )


def _table_moves(before: TableResult, after: TableResult) -> TableMoves:
    rows = []
    for standing in after.standings:
        unit = standing.tally.unit
        old = before.of(unit.id)
        if old is None:
            continue
        scores = {score.item.name: score.score for score in old.tally.items()}
        items = {
            score.item.name: (scores.get(score.item.name, Absence.NOT_APPLICABLE), score.score)
            for score in standing.tally.items()
            if scores.get(score.item.name, Absence.NOT_APPLICABLE) != score.score
        }
        rows.append(
            Move(
                unit.id,
                unit.name,
                (old.tally.total, standing.tally.total),
                (old.rank, standing.rank),
                (old.grade, standing.grade),
                items,
            )
        )
    return TableMoves(after.table.name, tuple(rows), tuple(_list_moves(before, after)))


def _list_moves(before: TableResult, after: TableResult) -> list[ListMove]:
    names = {s.tally.unit.id: s.tally.unit.name for s in after.standings}
    changed = []
    for old, new in zip(_members(before).items(), _members(after).items(), strict=False):
        joined = tuple(names.get(unit, unit) for unit in new[1] if unit not in old[1])
        left = tuple(names.get(unit, unit) for unit in old[1] if unit not in new[1])
        if joined or left:
            changed.append(ListMove(new[0], joined, left))
    return changed


def _members(table: TableResult) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {entry.consequence.list_name: [] for entry in table.lists}
    for entry in table.lists:
        members[entry.consequence.list_name] += [member.unit for member in entry.members]
    return members


def with_rule(scheme: Scheme, code: str, rule: Node) -> Scheme:
    """The same scheme with another rule for one item (named by code or name)."""
    found = [table.find(code) for table in scheme.tables]
    item = next((entry for entry in found if isinstance(entry, Item)), None)
    if item is None:
        raise Refused("whatif.unknown-item", f"没有叫“{code}”的指标。请核对名称或编码。")
    return replace(scheme, tables=tuple(_table_with(table, item, rule) for table in scheme.tables))


def _table_with(table: Table, item: Item, rule: Node) -> Table:
    return replace(table, groups=tuple(_group_with(group, item, rule) for group in table.groups))


def _group_with(group: Group, item: Item, rule: Node) -> Group:
    children = (
        _group_with(child, item, rule)
        if isinstance(child, Group)
        else (replace(child, rule=rule) if child is item else child)
        for child in group.children
    )
    return replace(group, children=tuple(children))
