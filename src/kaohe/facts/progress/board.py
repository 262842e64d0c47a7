"""The board: one line a unit × measure that has a target."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaohe.core import Absence, Number, Period
from kaohe.facts.model import Facts, Role
from kaohe.facts.needs import asks, inside
from kaohe.facts.progress.amounts import Amount, done_by, end_of
from kaohe.facts.progress.compare import Change, NoGrowth, change, exact, kind_of
from kaohe.facts.progress.schedule import Judged, Standing, adds_up, judge, time_passed
from kaohe.facts.quality.rules import NO_RULES, DataRules
from kaohe.facts.units import AssessedUnit, Units
from kaohe.facts.values import as_target
from kaohe.scheme.model import Measure, Scheme, Supply


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's progress in one measure by the day `on`.

    target None: none was set. given: it was set for the unit, and does not stand in the scheme for its class. adds_up: it is held
    against time. passed: the share of time that has passed, in percent. judged None: there is no target, or nothing to hold against
    it. change: against the same period last year; its `why` says what stands in the way.
    """

    unit: AssessedUnit
    measure: Measure
    target: Decimal | None
    given: bool
    done: Amount
    adds_up: bool
    passed: Number
    judged: Judged | None
    standing: Standing
    before: Amount
    change: Change

    @property
    def share(self) -> Number | None:
        return self.judged.share if self.judged else None


def progress_of(
    scheme: Scheme, units: Units, facts: Facts, on: date, rules: DataRules = NO_RULES, *,
    without_target: bool = False
) -> tuple[Line, ...]:  # fmt: skip
    """Every unit's line for every measure with a target, in the order of the scheme and of the units.

    `facts` holds last year's as well. `without_target`: measures that have none for a unit get a line too.
    """
    passed = time_passed(scheme.period, on)
    lines = []
    for measure, periods, levels in _asked(scheme):
        for unit in units:
            if unit.level not in levels:
                continue
            target = _target(scheme, measure, unit, facts)
            if target[0] is not None or without_target:
                lines.append(_line(scheme, measure, periods, unit, target, facts, on, rules, passed))
    return tuple(lines)


def _asked(scheme: Scheme) -> Iterator[tuple[Measure, tuple[Period, ...], frozenset[str]]]:
    """The measures that can have targets, with the periods they are asked for (the shortest) and of whom."""
    found: dict[str, dict[Period, frozenset[str]]] = {}
    for ask in asks(scheme):
        if ask.role is Role.ACTUAL and inside(ask.period, scheme.period):
            at = found.setdefault(ask.measure.id, {})
            at[ask.period] = at.get(ask.period, frozenset()) | frozenset(ask.levels)
    for name, periods in found.items():
        measure = scheme.measures[name]
        if as_target(measure) is None or measure.supply is Supply.JUDGED:
            continue
        shortest = min(period.months for period in periods)
        own = tuple(sorted(period for period in periods if period.months == shortest))
        yield measure, own, frozenset().union(*(periods[period] for period in own))


def _line(
    scheme: Scheme, measure: Measure, periods: tuple[Period, ...], unit: AssessedUnit,
    aimed: tuple[Decimal | None, bool], facts: Facts, on: date, rules: DataRules, passed: Number,
) -> Line:  # fmt: skip
    last_counts = rules.running | rules.stocks
    done = done_by(measure, unit.id, periods, facts, on, last_counts)
    before = done_by(measure, unit.id, periods, facts, on, last_counts, years=1)
    target, given = aimed
    adding = adds_up(measure, rules)
    judged, standing = None, _absent(target, done)
    if target is not None and done.known is not None:
        judged = judge(measure, target, exact(done.known), passed, adds_up=adding)
        standing = judged.standing
    against = _change(measure, scheme, done, before, on, adding=adding)
    return Line(unit, measure, target, given, done, adding, passed, judged, standing, before, against)


def _target(
    scheme: Scheme, measure: Measure, unit: AssessedUnit, facts: Facts
) -> tuple[Decimal | None, bool]:
    """The unit's own target for the round, else that of its class; as scoring takes it."""
    own = facts.row(unit.id, scheme.period, Role.TARGET).get(measure.id)
    if isinstance(own, Decimal):
        return own, True
    if own is Absence.NOT_APPLICABLE:
        return None, True
    return measure.standing_target(unit.unit_class), False


def _absent(target: Decimal | None, done: Amount) -> Standing:
    if target is None:
        return Standing.NO_TARGET
    return Standing.NOT_APPLICABLE if done.value is Absence.NOT_APPLICABLE else Standing.NO_FIGURE


def _change(
    measure: Measure, scheme: Scheme, done: Amount, before: Amount, on: date, *, adding: bool
) -> Change:
    """同比 of the same months. A figure of the whole last year is not the same period while this year runs, if it adds up."""
    kind = kind_of(measure)
    if done.known is None:
        return Change(kind, None, why=NoGrowth.NOW_ABSENT)
    if before.value is Absence.NOT_APPLICABLE:
        return Change(kind, None, why=NoGrowth.BASE_NOT_APPLICABLE)
    if before.known is None:
        return Change(kind, None, why=NoGrowth.BASE_ABSENT)
    of_a_whole = adding and len(before.periods) == 1 and before.periods[0].months == scheme.period.months
    if of_a_whole and on < end_of(scheme.period):
        return Change(kind, None, why=NoGrowth.BASE_OF_WHOLE_YEAR)
    if _months(done) != _months(before):
        return Change(kind, None, why=NoGrowth.PARTS_MISSING)
    return change(measure, done.known, before.known)


def _months(amount: Amount) -> tuple[tuple[int, int], ...]:
    """Which months of the year an amount is made of."""
    return tuple((period.month, period.months) for period in amount.periods)
