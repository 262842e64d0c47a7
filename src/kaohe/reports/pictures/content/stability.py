"""How firmly a ranking stands: what each total would be had people awarded the least, or the most, that they may.

Every judgement of a unit (a level, points within a range, a figure that a person judges) is set to what serves
the unit worst and best, and the unit is tallied again; all else stays as it is. So the range is exact, through
floors, caps, weights and scaling alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe.core import Absence, FactValue, Number, Period
from kaohe.core.numbers import divide, exactly
from kaohe.evaluate import Context, Plan, Setting, plan
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.facts.needs import inside
from kaohe.results import RoundResult, Standing, TableResult
from kaohe.results.round import scored_units
from kaohe.results.standing import scope_of
from kaohe.results.tally import Tallier
from kaohe.rules import ByLevel, Discretion, Given, LevelIs, Node, walk
from kaohe.scheme.model import Measure, Scheme, Supply, Table

LOOSE = Decimal(25)

Choices = Mapping[str, tuple[FactValue, ...]]
"""By judged measure: the ends of what may be awarded, or every level."""


@dataclass(frozen=True, slots=True)
class Swing:
    """A unit's total, and the least and the most that other judgements would make of it."""

    unit: str
    name: str
    rank: int
    total: Decimal
    low: Decimal
    high: Decimal

    @property
    def down(self) -> Decimal:
        return self.total - self.low

    @property
    def up(self) -> Decimal:
        return self.high - self.total


@dataclass(frozen=True, slots=True)
class Pair:
    """Neighbours in a ranking, by their places in it. `gap` is between their totals, `room` how far judgements could
    close it: what the upper one could lose and the lower one gain.
    """

    upper: int
    lower: int
    gap: Decimal
    room: Decimal

    @property
    def may_turn(self) -> bool:
        """Whether other judgements could bring the lower one level or ahead."""
        return self.room > 0 and self.room >= self.gap

    @property
    def needed(self) -> Number | None:
        """How much of the room it would take, in percent; None where it would not suffice."""
        return divide(self.gap * 100, self.room) if self.may_turn else None

    @property
    def loose(self) -> bool:
        """Whether a quarter of the room is enough: then the order rests on judgements more than on figures."""
        return self.needed is not None and self.needed <= LOOSE


@dataclass(frozen=True, slots=True)
class Stability:
    """The ranked units of a table, best first, and the neighbours among them (within the scope of ranks).
    `judged` are the names of the items that people judge; `unbounded` those of measures that could not be moved because the scheme
    states no range for them.
    """

    table: str
    period: str
    swings: tuple[Swing, ...]
    pairs: tuple[Pair, ...]
    judged: tuple[str, ...]
    unbounded: tuple[str, ...] = ()


def stability_of(result: RoundResult, table: TableResult, units: Units, facts: Facts) -> Stability:
    """`units` and `facts` are those that the round was scored from."""
    moving = _Moving(result, table.table, units, facts)
    ranked = [s for s in table.standings if s.rank is not None and isinstance(s.tally.total, Decimal)]
    with exactly():
        swings = tuple(moving.swing(standing) for standing in ranked)
        pairs = tuple(_pairs(table.table, ranked, swings))
    return Stability(
        table.table.name, result.scheme.period.label, swings, pairs, moving.names, moving.unbounded
    )


def _pairs(table: Table, ranked: Sequence[Standing], swings: Sequence[Swing]) -> Iterator[Pair]:
    together = scope_of(table.ranking.scope)
    for scope in dict.fromkeys(together(standing.tally) for standing in ranked):
        places = [at for at, standing in enumerate(ranked) if together(standing.tally) == scope]
        for upper, lower in pairwise(places):
            above, below = swings[upper], swings[lower]
            yield Pair(upper, lower, above.total - below.total, above.down + below.up)


class _Moving:
    """A table made ready to be tallied with other judgements."""

    def __init__(self, result: RoundResult, table: Table, units: Units, facts: Facts) -> None:
        scheme = result.scheme
        totals = {
            (each.table.name, s.tally.unit.id): (s.tally.total, s.tally.provisional)
            for each in result.tables
            for s in each.standings
        }
        self._setting = Setting(
            period=scheme.period,
            units=units,
            cohort=scored_units(table, units),
            facts=facts,
            measures=scheme.measures,
            totals=totals,
        )
        self._tallier = Tallier(table)
        self._rules: list[tuple[Plan, Choices]] = []
        unbounded: dict[str, None] = {}
        names: list[str] = []
        for item in table.items():
            choices = _choices(item.rule, scheme, unbounded)
            if choices:
                self._rules.append((plan(item.rule), choices))
                names.append(item.name)
        self.names = tuple(names)
        self.unbounded = tuple(unbounded)

    def swing(self, standing: Standing) -> Swing:
        tally = standing.tally
        unit = tally.unit
        assert standing.rank is not None
        assert isinstance(tally.total, Decimal)
        ends = [tally.total, self._total(unit, best=False), self._total(unit, best=True)]
        known = [end for end in ends if isinstance(end, Decimal)]
        return Swing(unit.id, unit.name, standing.rank, tally.total, min(known), max(known))

    def _total(self, unit: AssessedUnit, *, best: bool) -> Decimal | Absence:
        awarded: dict[str, FactValue] = {}
        for rule, choices in self._rules:
            for measure, values in choices.items():
                self._settle(unit, rule, measure, values, awarded, best=best)
        return self._tallier.tally(_Supposed(self._setting, unit, self._setting.period, awarded)).total

    def _settle(
        self,
        unit: AssessedUnit,
        rule: Plan,
        measure: str,
        values: Sequence[FactValue],
        awarded: dict[str, FactValue],
        *,
        best: bool,
    ) -> None:
        """Award what makes most (or least) of the item. What does not apply to the unit stays so."""
        if measure in awarded:
            return
        found: list[tuple[Decimal, FactValue]] = []
        for value in values:
            supposed = {**awarded, measure: value}
            score = rule(_Supposed(self._setting, unit, self._setting.period, supposed)).value
            if isinstance(score, Decimal):
                found.append((score, value))
        if found:
            pick = max if best else min
            awarded[measure] = pick(found, key=lambda entry: entry[0])[1]


class _Supposed(Context):
    """A unit's figures with some judgements replaced, in the round's period and in each part of it."""

    __slots__ = ("_awarded",)

    def __init__(
        self, setting: Setting, unit: AssessedUnit, period: Period, awarded: Mapping[str, FactValue]
    ) -> None:
        super().__init__(setting, unit, period)
        self._awarded = awarded
        if inside(period, setting.period):
            given = self.actuals
            applies = {
                name: v for name, v in awarded.items() if given.get(name) is not Absence.NOT_APPLICABLE
            }
            self.actuals = {**given, **applies}

    def in_period(self, period: Period) -> "_Supposed":
        return _Supposed(self.setting, self.unit, period, self._awarded)


def _choices(rule: Node, scheme: Scheme, unbounded: dict[str, None]) -> Choices:
    """What people may award in a rule. A measure that they judge without a range is noted."""
    found: dict[str, tuple[FactValue, ...]] = {}
    for node in walk(rule):
        if isinstance(node, ByLevel):
            found[node.measure] = tuple(level.name for level in node.levels)
        elif isinstance(node, Discretion):
            ends = (node.low, node.high)
            found[node.measure] = (Decimal(0), *ends) if node.or_none else ends
        elif isinstance(node, Given | LevelIs):
            measure = scheme.measures.get(node.measure)
            if measure is not None and measure.supply is Supply.JUDGED and measure.id not in found:
                values = _range(measure)
                found.update({measure.id: values} if values else {})
                unbounded.update({} if values else {measure.name: None})
    return found


def _range(measure: Measure) -> tuple[FactValue, ...]:
    if measure.levels:
        return measure.levels
    low, high = measure.bounds
    return () if low is None or high is None else (low, high)
