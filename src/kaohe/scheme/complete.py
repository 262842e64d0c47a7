"""From a draft to a scheme: fill what follows from what is written, and check that the whole holds together.

Nothing is repaired. Points that do not add up, a rule bound to nothing, a name that is not declared:
each is a problem with its place, and any error means there is no scheme yet.
"""

from decimal import Decimal
from types import MappingProxyType

from kaohe.core import Problem, plain
from kaohe.core.problem import has_errors
from kaohe.rules import Const
from kaohe.scheme.consistency import inconsistencies
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import Group, GroupKind, Item, Scheme, Table
from kaohe.scheme.reading import Notes

ZERO = Decimal(0)


def complete(draft: SchemeDraft) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """The scheme, or None, with all problems of the draft and of the whole."""
    notes = Notes()
    notes.problems.extend(draft.problems)
    measures = {measure.id: measure for measure in draft.measures}
    if not draft.tables and not has_errors(draft.problems):
        notes.error("scheme.no-table", draft.where, "没有一张考核表。", "请在“考核表”下写出指标和分值。")
    tables = tuple(_table(table, notes) for table in draft.tables)
    if draft.period is None or has_errors(notes.problems):
        return None, tuple(notes.problems)
    scheme = Scheme(
        title=draft.title,
        version=draft.version,
        period=draft.period,
        classes=draft.classes,
        measures=MappingProxyType(measures),
        tables=tables,
        basis=draft.basis,
        note=draft.note,
    )
    notes.problems.extend(inconsistencies(scheme, draft.where))
    return (None if has_errors(notes.problems) else scheme), tuple(notes.problems)


def _table(draft: DraftTable, notes: Notes) -> Table:
    groups = tuple(_group(group, str(n), draft, notes) for n, group in enumerate(draft.groups, 1))
    base = sum((g.points * g.weight for g in groups if g.kind is GroupKind.BASE), ZERO)
    if draft.total is not None and draft.total != base:
        notes.error(
            "scheme.total",
            draft.where,
            f"“{draft.name}”写明总分{plain(draft.total)}分，各组相加是{plain(base)}分。",
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
    below = sum((c.points * (c.weight if isinstance(c, Group) else 1) for c in children), ZERO)
    base = draft.kind is GroupKind.BASE
    if base and draft.points is not None and draft.points != below:
        notes.error(
            "scheme.group-points",
            draft.where,
            f"“{draft.name}”写明{plain(draft.points)}分，下面各项相加是{plain(below)}分。",
            "请核对这一组和各项的分值。",
        )
    floor, cap = draft.floor, draft.cap
    if draft.kind is GroupKind.DEDUCTION and floor is None and draft.points:
        floor = -draft.points
    if draft.kind is GroupKind.BONUS and cap is None and draft.points:
        cap = draft.points
    points = below if base else ZERO
    return Group(own, draft.name, children, draft.kind, points, draft.weight, floor, cap, draft.where)


def _item(draft: DraftItem, code: str, kind: GroupKind, table: DraftTable, notes: Notes) -> Item:
    if draft.rule is None and not draft.unread:
        notes.error(
            "scheme.no-rule",
            draft.where,
            f"“{draft.name}”还没有计分规则。",
            "请在“规则”里写明怎样计分；由人评定的用“评定”或“评分”。",
        )
    if draft.points is None and kind is GroupKind.BASE:
        notes.error("scheme.no-points", draft.where, f"“{draft.name}”没有写“分值”。", "请补写“分值: …”。")
    points = draft.points or ZERO
    floor, cap = _limits(draft, kind, points)
    return Item(
        code=draft.code or code,
        name=draft.name,
        points=points,
        rule=draft.rule or Const(ZERO),  # with no rule there is an error, and the scheme is not returned
        clause=draft.clause,
        departments=draft.departments,
        method=draft.method,
        floor=floor,
        cap=cap,
        when_not_applicable=draft.when_not_applicable or table.when_not_applicable,
        note=draft.note,
        where=draft.where,
    )


def _limits(draft: DraftItem, kind: GroupKind, points: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The item's floor and cap: as written, else what its kind says."""
    floor: Decimal | None = ZERO
    cap: Decimal | None = points
    if kind is GroupKind.BONUS and not points:
        cap = None
    if kind is GroupKind.DEDUCTION:
        floor, cap = (-points if points else None), ZERO
    written_floor, written_cap = draft.floor, draft.cap
    return (
        floor if isinstance(written_floor, str) else written_floor,
        cap if isinstance(written_cap, str) else written_cap,
    )
