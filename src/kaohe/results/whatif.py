"""What if: the same round with something changed, and everybody's place before and after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Absence, Refused
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.tally import Tally
from kaohe.rules import Node
from kaohe.scheme.model import Group, Item, Scheme, Table


@dataclass(frozen=True, slots=True)
class Move:
    """One unit before and after. `items` are the items whose score changed: name → (before, after); an item
    whose name is not the only one of its kind goes by code and name. NOT_APPLICABLE: the item was not there.
    """

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
        scores = _scores(old.tally), _scores(standing.tally)
        pairs = {
            name: tuple(side.get(name, Absence.NOT_APPLICABLE) for side in scores)
            for name in {**scores[1], **scores[0]}
        }
        items = {name: (was, now) for name, (was, now) in pairs.items() if was != now}
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


def _scores(tally: Tally) -> dict[str, Decimal | Absence]:
    """Every item's score, in order, by a name that no other item of the table has."""
    named = Counter(score.item.name for score in tally.items())
    return {
        score.item.name
        if named[score.item.name] == 1
        else f"{score.item.code} {score.item.name}": score.score
        for score in tally.items()
    }


def _list_moves(before: TableResult, after: TableResult) -> list[ListMove]:
    """Lists are matched by name; one that is only on one side was (or is) empty on the other."""
    names = {s.tally.unit.id: s.tally.unit.name for s in (*before.standings, *after.standings)}
    old, new = _members(before), _members(after)
    changed = []
    for list_name in {**new, **old}:
        was, now = old.get(list_name, []), new.get(list_name, [])
        joined = tuple(names[unit] for unit in now if unit not in was)
        left = tuple(names[unit] for unit in was if unit not in now)
        if joined or left:
            changed.append(ListMove(list_name, joined, left))
    return changed


def _members(table: TableResult) -> dict[str, list[str]]:
    """Who is on each list, once; several consequences may make one list."""
    members: dict[str, dict[str, None]] = {}
    for entry in table.lists:
        listed = members.setdefault(entry.consequence.list_name, {})
        listed.update(dict.fromkeys(member.unit for member in entry.members))
    return {name: list(listed) for name, listed in members.items()}


def with_rule(scheme: Scheme, code: str, rule: Node) -> Scheme:
    """The same scheme with another rule for one item (named by code or name)."""
    items = [item for table in scheme.tables for item in table.items()]
    coded = (item for item in items if item.code == code)  # a group may bear its only item's name
    item = next(coded, None) or next((item for item in items if item.name == code), None)
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
