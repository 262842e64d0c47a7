"""What there is to score: the items of a scheme numbered, the figures that people give for them, and whose they are.

Numbers stand in addresses. They hold as long as the scheme does, and a round's scheme is fixed when it is issued.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from kaohe.core import Period, plain
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import Clause, asks, clauses, department_of, form_of, inside
from kaohe.rules import ByLevel, Discretion, Given, LevelIs, Node, walk
from kaohe.scheme import Measure, Scheme
from kaohe.scheme.model import GroupKind, Item, Supply, Table
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of

ENTERED = frozenset({Supply.JUDGED, Supply.FOUND})
"""Figures that departments put in while they score; the others were reported before."""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of each unit: a measure in a period. owners: the departments that put it in."""

    number: int
    form: Measure
    period: Period
    owners: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        """What a figure is found by, within a unit."""
        return self.form.id, str(self.period)

    @property
    def judged(self) -> bool:
        return self.form.supply is Supply.JUDGED

    @property
    def entered(self) -> bool:
        return self.form.supply in ENTERED


@dataclass(frozen=True, slots=True)
class Entry:
    """One item (or, `item` None, one veto or card) with everything that is put in for it.

    columns: its figures of this round's period, of whatever supply.
    """

    number: int
    table: Table
    code: str
    name: str
    group: str
    kind: GroupKind
    item: Item | None
    rule: Node
    columns: tuple[Column, ...]
    departments: frozenset[str]

    @property
    def full(self) -> str:
        return "" if self.item is None else plain(self.item.points)

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}".strip()

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Between what a unit's own score of it lies; None: no bound on that side."""
        if self.item is None:
            return None, None
        item = self.item
        if self.kind is GroupKind.DEDUCTION:
            return item.floor if item.floor else None, item.cap if item.cap is not None else Decimal(0)
        most = item.cap if item.cap is not None else item.points
        return item.floor, most if most > 0 or self.kind is GroupKind.BASE else None

    def best(self, column: Column) -> str:
        """What somebody may judge at best, as a figure's value is written; empty where the rule names no best."""
        for node in walk(self.rule):
            if isinstance(node, ByLevel) and node.measure == column.form.id:
                return max(node.levels, key=lambda level: level.points).name
            if isinstance(node, Discretion) and node.measure == column.form.id:
                return "0" if self.kind is not GroupKind.BASE else plain(node.high)
        high = column.form.bounds[1]
        return plain(high) if high is not None and column.form.higher_is_better else ""

    def allowed(self, column: Column) -> str:
        """What the rule lets somebody put into a column, in words; empty where it says nothing."""
        for node in walk(self.rule):
            if isinstance(node, ByLevel) and node.measure == column.form.id:
                return "；".join(f"{level.name} {plain(level.points)}" for level in node.levels)
            if isinstance(node, Discretion) and node.measure == column.form.id:
                words = _("%(low)s 到 %(high)s") % {"low": plain(node.low), "high": plain(node.high)}
                return f"{words}，{_('或 0')}" if node.or_none else words
        low, high = column.form.bounds
        if column.form.levels:
            return "、".join(column.form.levels)
        if low is None and high is None:
            return ""
        if high is None or low is None:
            side = _("不小于 %(bound)s") if high is None else _("不大于 %(bound)s")
            return side % {"bound": plain(low if high is None else high)}  # type: ignore[arg-type]
        return _("%(low)s 到 %(high)s") % {"low": plain(low), "high": plain(high)}


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything of one scheme. departments: in the order in which the scheme names them; numbered from 1."""

    scheme: Scheme
    entries: tuple[Entry, ...]
    columns: tuple[Column, ...]
    departments: tuple[str, ...]

    def department(self, number: int) -> str | None:
        return self.departments[number - 1] if 0 < number <= len(self.departments) else None

    def number_of(self, department: str) -> int:
        return self.departments.index(department) + 1

    def entry(self, number: int) -> Entry | None:
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None

    def of(self, department: str) -> tuple[Entry, ...]:
        """What a department scores: the items it is named at, or has figures to put in for."""
        return tuple(entry for entry in self.entries if department in entry.departments)

    def at(self, level: str) -> tuple[Entry, ...]:
        """The items by which units of a level are scored."""
        return tuple(entry for entry in self.entries if entry.table.level == level and entry.item is not None)

    def find(self, table: str, code: str) -> Entry | None:
        """The entry of an item by the names that are kept in the database."""
        found = (entry for entry in self.entries if entry.item is not None)
        return next((entry for entry in found if (entry.table.name, entry.code) == (table, code)), None)

    def entered_by(self, department: str) -> tuple[Column, ...]:
        """The figures that a department puts in."""
        return tuple(column for column in self.columns if column.entered and department in column.owners)

    @property
    def scoring(self) -> tuple[str, ...]:
        """The departments that have something to put in, and so to hand in."""
        return tuple(name for name in self.departments if self.entered_by(name))

    def names(self) -> dict[str, str]:
        """Measures' names by id, for the words of a reason."""
        return {measure.id: measure.name for measure in self.scheme.measures.values()}


def layout_of(round: Round) -> Layout:
    """The layout of the scheme that a round goes by. Refused where there is none, or it has errors."""
    scheme_for(round)
    assert round.scheme is not None
    return _layout(round.scheme.text)


@lru_cache(maxsize=8)
def _layout(text: str) -> Layout:
    scheme, _problems = scheme_of(text)
    assert scheme is not None
    columns = _columns(scheme)
    entries: list[Entry] = []
    for table in scheme.tables:
        levels = columns.get(table.level, {})
        for group in table.groups:
            for item in group.items():
                own = _used(item.rule, levels)
                named = frozenset(item.departments).union(
                    *(column.owners for column in own if column.entered)
                )
                entries.append(Entry(len(entries) + 1, table, item.code, item.name, group.name, group.kind, item,
                                     item.rule, own, named))  # fmt: skip
        for veto in table.vetoes:
            own = _used(veto.condition, levels)
            named = frozenset().union(*(column.owners for column in own if column.entered))
            code = "黄牌" if veto.card else "一票否决"
            entries.append(Entry(len(entries) + 1, table, code, veto.name, "", GroupKind.DEDUCTION, None,
                                 veto.condition, own, named))  # fmt: skip
    every = {column.number: column for level in columns.values() for column in level.values()}
    departments = dict.fromkeys(name for entry in entries for name in sorted(entry.departments))
    return Layout(scheme, tuple(entries), tuple(every.values()), tuple(departments))


def _columns(scheme: Scheme) -> dict[str, dict[tuple[str, str], Column]]:
    """By level: what is asked of its units for the round's own period."""
    uses = clauses(scheme)
    found: dict[str, dict[tuple[str, str], Column]] = {}
    for number, ask in enumerate(asks(scheme), 1):
        form = form_of(scheme, ask.measure, FactRole.ACTUAL)
        if ask.role is not FactRole.ACTUAL or form is None or not inside(ask.period, scheme.period):
            continue
        column = Column(number, form, ask.period, _owners(ask.measure, uses.get(ask.measure.id, ())))
        for level in ask.levels:
            found.setdefault(level, {})[column.key] = column
    return found


def _owners(measure: Measure, uses: tuple[Clause, ...]) -> frozenset[str]:
    """The departments that put a measure in; several where the first item that uses it names several."""
    if measure.department:
        return frozenset({measure.department})
    named = department_of(measure, uses)
    first = next((use.departments for use in uses if use.departments), ())
    return frozenset(first) if named else frozenset()


def _used(rule: Node, columns: dict[tuple[str, str], Column]) -> tuple[Column, ...]:
    measures = set(_measures(rule))
    return tuple(column for column in columns.values() if column.form.id in measures)


def _measures(rule: Node) -> Iterator[str]:
    for node in walk(rule):
        if isinstance(node, (Given, ByLevel, Discretion, LevelIs)):
            yield node.measure
