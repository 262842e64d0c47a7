"""From a scheme back to a draft: what was written, without what followed from it.

A draft is what people edit; next year's scheme starts from this year's. `complete` gives the scheme back.
"""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.scheme.complete import item_limits
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import Group, GroupKind, Item, Scheme, Table, WhenNotApplicable

ZERO = Decimal(0)


def redraft(scheme: Scheme) -> SchemeDraft:
    """The draft that `complete` would make into this scheme."""
    return SchemeDraft(
        title=scheme.title,
        version=scheme.version,
        period=scheme.period,
        classes=scheme.classes,
        measures=tuple(scheme.measures.values()),
        tables=tuple(_table(table) for table in scheme.tables),
        basis=scheme.basis,
        note=scheme.note,
    )


def automatic_codes(table: Table) -> Iterator[tuple[Group | Item, str, Group | None]]:
    """Each group and item, the code it has where none is written, and the group it stands in."""
    for number, group in enumerate(table.groups, 1):
        yield group, str(number), None
        yield from _codes_below(group)


def _codes_below(group: Group) -> Iterator[tuple[Group | Item, str, Group | None]]:
    for number, child in enumerate(group.children, 1):
        yield child, f"{group.code}.{number}", group
        if isinstance(child, Group):
            yield from _codes_below(child)


def _table(table: Table) -> DraftTable:
    kinds = {item.when_not_applicable for item in table.items()}
    common = kinds.pop() if len(kinds) == 1 else WhenNotApplicable.SCALE
    return DraftTable(
        name=table.name,
        level=table.level,
        total=table.total,
        groups=tuple(_group(group, str(number), common) for number, group in enumerate(table.groups, 1)),
        precision=table.precision,
        when_not_applicable=common,
        vetoes=table.vetoes,
        grades=table.grades,
        ranking=table.ranking,
        consequences=table.consequences,
        where=table.where,
    )


def _group(group: Group, code: str, common: WhenNotApplicable) -> DraftGroup:
    children = tuple(
        _group(child, f"{group.code}.{number}", common)
        if isinstance(child, Group)
        else _item(child, f"{group.code}.{number}", group.kind, common)
        for number, child in enumerate(group.children, 1)
    )
    return DraftGroup(
        name=group.name,
        children=children,
        code="" if group.code == code else group.code,
        kind=group.kind,
        points=group.points if group.kind is GroupKind.BASE else None,
        weight=group.weight,
        floor=group.floor,
        cap=group.cap,
        where=group.where,
    )


def _item(item: Item, code: str, kind: GroupKind, common: WhenNotApplicable) -> DraftItem:
    floor, cap = item_limits(kind, item.points)
    return DraftItem(
        name=item.name,
        code="" if item.code == code else item.code,
        points=None if kind is not GroupKind.BASE and item.points == ZERO else item.points,
        rule=item.rule,
        clause=item.clause,
        departments=item.departments,
        method=item.method,
        floor="" if item.floor == floor else item.floor,
        cap="" if item.cap == cap else item.cap,
        when_not_applicable=None if item.when_not_applicable is common else item.when_not_applicable,
        note=item.note,
        standard=item.standard,
        where=item.where,
    )
