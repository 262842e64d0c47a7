"""One view of a complete scheme and of a draft with holes, so that each check is written once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaohe.core import Place
from kaohe.rules import Ledger, Node, Weighted, walk
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import (
    Consequence,
    Grade,
    Group,
    GroupKind,
    Item,
    Measure,
    Scheme,
    Supply,
    Table,
    Veto,
)

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000" + "123456789" + "0123456789")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of either kind. `points` None: not known. `weight` is the product of its groups' weights.

    `open_floor`: somebody stated that it has no floor. `open_ended`: nothing keeps it from growing without end.
    """

    name: str
    kind: GroupKind
    points: Decimal | None
    weight: Decimal
    rule: Node | None
    clause: str
    standard: str
    note: str
    method: str
    departments: tuple[str, ...]
    open_floor: bool
    cap: Decimal | None
    cap_stated: bool
    where: Place

    @property
    def text(self) -> str:
        """What is asked and how it is scored, as written."""
        return "。\n".join(part for part in (self.standard, self.clause) if part)

    @property
    def everything(self) -> str:
        """All words of the item, the labels inside its rule included."""
        labels = "；".join(_labels(self.rule)) if self.rule is not None else ""
        return "。\n".join(
            part for part in (self.name, self.standard, self.clause, self.note, labels) if part
        )


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of either kind: `limit` is what keeps it from above, its own cap or points."""

    name: str
    kind: GroupKind
    limit: Decimal | None
    children: "tuple[GroupView | ItemView, ...]"
    where: Place

    def items(self) -> Iterator[ItemView]:
        for child in self.children:
            if isinstance(child, ItemView):
                yield child
            else:
                yield from child.items()

    def groups(self) -> Iterator["GroupView"]:
        """The group and all groups below it."""
        yield self
        for child in self.children:
            if isinstance(child, GroupView):
                yield from child.groups()


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of either kind; `total` None: not known."""

    name: str
    level: str
    total: Decimal | None
    groups: tuple[GroupView, ...]
    vetoes: tuple[Veto, ...]
    grades: tuple[Grade, ...]
    consequences: tuple[Consequence, ...]
    where: Place

    def items(self) -> Iterator[ItemView]:
        for group in self.groups:
            yield from group.items()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined. `start` is the day its period begins; None: neither period nor title names a year."""

    title: str
    start: date | None
    note: str
    basis: tuple[str, ...]
    classes: tuple[str, ...]
    measures: Mapping[str, Measure]
    tables: tuple[TableView, ...]
    where: Place
    is_draft: bool
    bands_told: bool = False
    """Whether a reader has already reported the gaps of the grades in the remarks."""

    @property
    def judged(self) -> frozenset[str]:
        """Ids of the measures that a person judges."""
        return frozenset(m.id for m in self.measures.values() if m.supply is Supply.JUDGED)

    def items(self) -> Iterator[ItemView]:
        for table in self.tables:
            yield from table.items()


def subject_of(scheme: Scheme | SchemeDraft) -> Subject:
    """The view of a scheme or draft."""
    draft = isinstance(scheme, SchemeDraft)
    measures = scheme.measures if isinstance(scheme, Scheme) else {m.id: m for m in scheme.measures}
    where = scheme.where if isinstance(scheme, SchemeDraft) else _file_of(scheme)
    return Subject(
        title=scheme.title,
        start=_start(scheme),
        note=scheme.note,
        basis=scheme.basis,
        classes=scheme.classes,
        measures=measures,
        tables=tuple(_table(table) for table in scheme.tables),
        where=where,
        is_draft=draft,
        bands_told=isinstance(scheme, SchemeDraft)
        and any(problem.code.startswith("grades.") for problem in scheme.problems),
    )


def _start(scheme: Scheme | SchemeDraft) -> date | None:
    """The first day of the period; a draft that states none may name its year in the title."""
    if scheme.period is not None:
        return date(scheme.period.year, scheme.period.month, 1)
    found = _YEAR.search(scheme.title.translate(_DIGITS))
    return date(int(found[1]), 1, 1) if found else None


def _file_of(scheme: Scheme) -> Place:
    return Place(file=next((table.where.file for table in scheme.tables), ""))


def _table(table: Table | DraftTable) -> TableView:
    return TableView(
        name=table.name or "本表",
        level=table.level,
        total=table.total,
        groups=tuple(_group(group, ONE) for group in table.groups),
        vetoes=table.vetoes,
        grades=table.grades,
        consequences=table.consequences,
        where=table.where,
    )


def _group(group: Group | DraftGroup, weight: Decimal) -> GroupView:
    own = weight * group.weight
    children = tuple(
        _item(child, group.kind, own) if isinstance(child, Item | DraftItem) else _group(child, own)
        for child in group.children
    )
    return GroupView(group.name, group.kind, group.cap or group.points or None, children, group.where)


def _item(item: Item | DraftItem, kind: GroupKind, weight: Decimal) -> ItemView:
    floor, cap = item.floor, item.cap
    return ItemView(
        name=item.name,
        kind=kind,
        points=item.points or None,
        weight=weight,
        rule=item.rule,
        clause=item.clause,
        standard=item.standard if isinstance(item, DraftItem) else "",
        note=item.note,
        method=item.method,
        departments=item.departments,
        open_floor=floor is None or (isinstance(floor, Decimal) and floor < 0),
        cap=cap if isinstance(cap, Decimal) else item.points or None if isinstance(cap, str) else None,
        cap_stated=isinstance(item, DraftItem) and not isinstance(cap, str),
        where=item.where,
    )


def _labels(rule: Node) -> Iterator[str]:
    for node in walk(rule):
        if isinstance(node, Ledger):
            yield from (line.label for line in node.deductions + node.additions if line.label)
        elif isinstance(node, Weighted):
            yield from (part.label for part in node.of if part.label)
