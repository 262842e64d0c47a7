"""One year against another: what the units did apart from what the rules changed.

Last year's figures are scored under this year's scheme, over the items that both years' figures can
answer. What changed on that common ground is performance; all the rest of the change in the total
(other thresholds, other points, items that came or went) is the rules'. The two always add up. The
same is done on the common ground of last year's scheme, and shown beside it: where the two disagree,
the truth lies with neither alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Absence, Period, Refused
from kaohe.facts import Facts, Units
from kaohe.results.consequences import NO_HISTORY, History
from kaohe.results.round import RoundResult, TableResult, score_scheme
from kaohe.scheme.model import Group, GroupKind, Item, Scheme, Table


@dataclass(frozen=True, slots=True)
class Comparison:
    """One unit. `performance` is measured under this year's rules, `performance_under_old` under last
    year's; None where the unit has no total in one of the years.
    """

    unit: str
    name: str
    last_year: Decimal | Absence
    this_year: Decimal | Absence
    ranks: tuple[int | None, int | None]
    performance: Decimal | None
    performance_under_old: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """This year's total less last year's."""
        return _minus(self.this_year, self.last_year)

    @property
    def rules(self) -> Decimal | None:
        """The part of the change that is not performance under this year's rules."""
        return _minus(self.change, self.performance)


@dataclass(frozen=True, slots=True)
class YearComparison:
    """All units of a table, and the items that only one year's figures can answer."""

    table: str
    units: tuple[Comparison, ...]
    only_this_year: tuple[str, ...]
    only_last_year: tuple[str, ...]


def compare_years(
    old: Scheme, new: Scheme, units: Units, facts: Facts, table: str, history: History = NO_HISTORY
) -> YearComparison:
    """Last year against this, over a table that both schemes have by name. `facts` holds both years."""
    last_year = _table(score_scheme(old, units, facts), table)
    this_year = _table(score_scheme(new, units, facts, history), table)
    new_ground = _Ground(new, table, units, facts, (old.period, new.period))
    old_ground = _Ground(old, table, units, facts, (old.period, new.period))
    rows = []
    for standing in this_year.standings:
        unit = standing.tally.unit
        before = last_year.of(unit.id)
        if before is None:
            continue
        rows.append(
            Comparison(
                unit.id,
                unit.name,
                before.tally.total,
                standing.tally.total,
                (before.rank, standing.rank),
                new_ground.change(unit.id),
                old_ground.change(unit.id),
            )
        )
    return YearComparison(table, tuple(rows), new_ground.dropped, old_ground.dropped)


class _Ground:
    """A scheme cut down to the items that the figures of both periods can answer, scored over both."""

    def __init__(
        self, scheme: Scheme, table: str, units: Units, facts: Facts, periods: tuple[Period, Period]
    ) -> None:
        wholes = [score_scheme(replace(scheme, period=period), units, facts) for period in periods]
        unanswered = {code for whole in wholes for code in _unanswered(_table(whole, table))}
        full = _find(scheme, table)
        self.dropped = tuple(item.name for item in full.items() if item.code in unanswered)
        cut = replace(
            scheme, tables=tuple(_without(t, unanswered) if t is full else t for t in scheme.tables)
        )
        self._totals = [
            _table(score_scheme(replace(cut, period=period), units, facts), table) for period in periods
        ]

    def change(self, unit: str) -> Decimal | None:
        """The unit's total in the later period less that in the earlier, on common ground."""
        totals = [None if (s := table.of(unit)) is None else s.tally.total for table in self._totals]
        return _minus(totals[1], totals[0])


def _unanswered(table: TableResult) -> Iterator[str]:
    for standing in table.standings:
        for score in standing.tally.items():
            if score.open or score.trace.provisional:
                yield score.item.code


def _without(table: Table, codes: set[str]) -> Table:
    """The table less some items; groups that become empty go too. Its vetoes stay: one that makes the
    total zero is part of what the unit did.
    """
    groups = tuple(kept for group in table.groups if (kept := _group_without(group, codes)))
    total = sum((g.points * g.weight for g in groups if g.kind is GroupKind.BASE), Decimal(0))
    return replace(table, groups=groups, total=total, consequences=())


def _group_without(group: Group, codes: set[str]) -> Group | None:
    children: list[Group | Item] = []
    for child in group.children:
        kept = _group_without(child, codes) if isinstance(child, Group) else child
        if kept is not None and not (isinstance(kept, Item) and kept.code in codes):
            children.append(kept)
    if not children:
        return None
    points = group.points
    if group.kind is GroupKind.BASE:
        weights = (c.weight if isinstance(c, Group) else Decimal(1) for c in children)
        points = sum((c.points * w for c, w in zip(children, weights, strict=True)), Decimal(0))
    return replace(group, children=tuple(children), points=points)


def _find(scheme: Scheme, name: str) -> Table:
    found = scheme.table(name)
    if found is None:
        names = "、".join(table.name for table in scheme.tables)
        raise Refused("compare.no-table", f"{scheme.title}里没有叫“{name}”的考核表。有的是：{names}。")
    return found


def _table(result: RoundResult, name: str) -> TableResult:
    found = _find(result.scheme, name)
    return next(table for table in result.tables if table.table is found)


def _minus(left: Decimal | Absence | None, right: Decimal | Absence | None) -> Decimal | None:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left - right
    return None
