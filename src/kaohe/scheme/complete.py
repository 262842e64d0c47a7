"""From a draft to a scheme: fill what follows from what is written, and check that the whole holds together.

Nothing is repaired. Points that do not add up, a rule bound to nothing, a name that is not declared:
each is a problem with its place, and any error means there is no scheme yet.
"""

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from kaohe.core import Period, Problem, plain
from kaohe.core.problem import has_errors
from kaohe.rules import Const
from kaohe.scheme.awards import award_problems
from kaohe.scheme.consistency import Doubts, inconsistencies
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import Group, GroupKind, Item, Scheme, Table
from kaohe.scheme.pending import unsettled
from kaohe.scheme.reading import Notes

ZERO = Decimal(0)
NO_RULE = Const(ZERO)
"""Stands, while the rest is checked, where an item has no rule (told by identity)."""
_SOME_PERIOD = Period(2000)
"""Stands where the period is not known."""


def complete(draft: SchemeDraft) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """The scheme, or None, with all problems of the draft and of the whole."""
    notes = Notes()
    notes.problems.extend(draft.problems)
    if not draft.tables and not has_errors(draft.problems):
        notes.error("scheme.no-table", draft.where, "没有一张考核表。", "请在“考核表”下写出指标和分值。")
    tables = tuple(_table(table, notes) for table in draft.tables)
    if draft.period is None and not has_errors(draft.problems):
        notes.error("scheme.no-period", draft.where, "没有写考核期。", "请补写“考核期: …”，如 2026。")
    scheme = Scheme(
        title=draft.title,
        version=draft.version,
        period=draft.period or _SOME_PERIOD,
        classes=draft.classes,
        measures=MappingProxyType({measure.id: measure for measure in draft.measures}),
        tables=tables,
        basis=draft.basis,
        note=draft.note,
    )
    doubts = Doubts(
        draft.doubtful, period=draft.period is None, somewhere=has_errors(notes.problems), rule=NO_RULE
    )
    notes.problems.extend(inconsistencies(scheme, doubts))
    if not has_errors(notes.problems):
        for written, table in zip(draft.tables, tables, strict=True):
            stated = [not isinstance(item.cap, str) for group in written.groups for item in _items(group)]
            capped = {item.code for item, said in zip(table.items(), stated, strict=True) if said}
            notes.problems.extend(award_problems(scheme, table, capped))
    return (None if has_errors(notes.problems) else scheme), in_order(notes.problems)


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems as one meets them in the file."""
    return tuple(sorted(problems, key=lambda p: (p.where[0].line, p.where[0].column) if p.where else (0, 0)))


def _items(group: DraftGroup) -> Iterator[DraftItem]:
    for child in group.children:
        if isinstance(child, DraftItem):
            yield child
        else:
            yield from _items(child)


def _table(draft: DraftTable, notes: Notes) -> Table:
    groups = tuple(_group(group, str(n), draft, notes) for n, group in enumerate(draft.groups, 1))
    base = sum((g.points * g.weight for g in groups if g.kind is GroupKind.BASE), ZERO)
    if draft.total is not None and draft.total != base and all(map(_counted, draft.groups)):
        notes.error(
            "scheme.total",
            draft.where,
            f"“{draft.name}”写明总分{plain(draft.total)}分，各组相加是{plain(base)}分{_addends(groups)}。",
            "请核对各组分值和总分（加分、扣分不计入总分）。",
        )
    return Table(
        name=draft.name,
        level=draft.level,
        total=base,
        groups=groups,
        precision=draft.precision,
        vetoes=draft.vetoes,
        grades=draft.grades,
        ranking=draft.ranking,
        consequences=draft.consequences,
        where=draft.where,
    )


def _group(draft: DraftGroup, code: str, table: DraftTable, notes: Notes) -> Group:
    own = draft.code or code
    children = tuple(
        _group(child, f"{own}.{n}", table, notes)
        if isinstance(child, DraftGroup)
        else _item(child, f"{own}.{n}", draft.kind, table, notes)
        for n, child in enumerate(draft.children, 1)
    )
    if not children:
        notes.error(
            "scheme.empty-group", draft.where, f"“{draft.name}”下面没有指标。", "请补上指标，或删去这一组。"
        )
    if draft.kind is not GroupKind.BASE and any(_is_base_group(child) for child in draft.children):
        notes.error(
            "scheme.base-inside-list",
            draft.where,
            f"“{draft.name}”是加分（扣分）项，下面又有一组标为基本。",
            "请把基本的一组移出来，或改它的“性质”。",
        )
    below = sum((c.points * (c.weight if isinstance(c, Group) else 1) for c in children), ZERO)
    base = draft.kind is GroupKind.BASE
    if base and draft.points is not None and draft.points != below and all(map(_counted, draft.children)):
        notes.error(
            "scheme.group-points",
            draft.where,
            f"“{draft.name}”写明{plain(draft.points)}分，下面各项相加是{plain(below)}分{_addends(children)}。",
            "请核对这一组和各项的分值。",
        )
    floor, cap = draft.floor, draft.cap
    if draft.kind is GroupKind.DEDUCTION and floor is None and draft.points:
        floor = -draft.points
    if draft.kind is GroupKind.BONUS and cap is None and draft.points:
        cap = draft.points
    points = below if base else ZERO
    return Group(own, draft.name, children, draft.kind, points, draft.weight, floor, cap, draft.where)


def _is_base_group(entry: DraftGroup | DraftItem) -> bool:
    return isinstance(entry, DraftGroup) and entry.kind is GroupKind.BASE


def _item(draft: DraftItem, code: str, kind: GroupKind, table: DraftTable, notes: Notes) -> Item:
    waiting = tuple(unsettled(draft))
    notes.problems.extend(waiting)
    if draft.rule is None and not draft.unread and not waiting:
        notes.error(
            "scheme.no-rule",
            draft.where,
            f"“{draft.name}”还没有计分规则。",
            "请在“规则”里写明怎样计分；由人评定的用“评定”或“评分”。",
        )
    if draft.points is None and kind is GroupKind.BASE and not draft.points_unread:
        notes.error("scheme.no-points", draft.where, f"“{draft.name}”没有写“分值”。", "请补写“分值: …”。")
    points = draft.points or ZERO
    floor, cap = _limits(draft, kind, points)
    return Item(
        code=draft.code or code,
        name=draft.name,
        points=points,
        rule=draft.rule or NO_RULE,  # there is an error then, and the scheme is not returned
        clause=draft.clause,
        departments=draft.departments,
        method=draft.method,
        floor=floor,
        cap=cap,
        when_not_applicable=draft.when_not_applicable or table.when_not_applicable,
        note=draft.note,
        standard=draft.standard,
        where=draft.where,
    )


def _addends(entries: tuple[Group | Item, ...]) -> str:
    """The sum as written out, where it is short: （4＋6＋2）"""
    parts = [plain(e.points * (e.weight if isinstance(e, Group) else 1)) for e in entries if _adds(e)]
    return f"（{'＋'.join(parts)}）" if 1 < len(parts) <= 12 else ""


def _adds(entry: Group | Item) -> bool:
    return isinstance(entry, Item) or entry.kind is GroupKind.BASE


def _counted(entry: DraftGroup | DraftItem) -> bool:
    """Whether the points of everything below are known, so that a sum can be held against them."""
    if isinstance(entry, DraftGroup):
        return entry.kind is not GroupKind.BASE or all(map(_counted, entry.children))
    return entry.points is not None


def item_limits(kind: GroupKind, points: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Floor and cap of an item of which the scheme says nothing."""
    if kind is GroupKind.DEDUCTION:
        return (-points if points else None), ZERO
    if kind is GroupKind.BONUS and not points:
        return ZERO, None
    return ZERO, points


def _limits(draft: DraftItem, kind: GroupKind, points: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The item's floor and cap: as written, else what its kind says."""
    floor, cap = item_limits(kind, points)
    written_floor, written_cap = draft.floor, draft.cap
    return (
        floor if isinstance(written_floor, str) else written_floor,
        cap if isinstance(written_cap, str) else written_cap,
    )
