"""The four rates of data quality, by unit and period, computed from what was really received.

    覆盖率    figures due whose form came                  ÷ figures due
    完整率    figures that stand (不适用 is an answer)        ÷ figures asked in the forms that came
    逻辑准确率  relations that hold                          ÷ relations that could be tried, with a figure of the unit's own in them
    及时率    forms that came by their day                  ÷ forms that had to be there by now

A figure due is one unit × measure × period that the unit itself reports; a rate of two counts is one figure. A form is all of a
unit's figures of one period; it came where a delivery says so or any of its figures is there. A figure that was returned does not
stand. Each rate is two counts, exact, with the list of what it lacks; over nothing it does not apply, and is never 100 %.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kaohe.core import Absence, CountRatio, Period, Problem
from kaohe.facts.findings import warning
from kaohe.facts.model import Facts, Role, State
from kaohe.facts.needs import asks, inside
from kaohe.facts.quality.checking import Checker
from kaohe.facts.quality.deliveries import Delivery
from kaohe.facts.quality.rules import NO_RULES, DataRules, FigureRule, Rate
from kaohe.facts.units import AssessedUnit, Units
from kaohe.scheme.model import Scheme, Supply

RATES = tuple(Rate)
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that a rate lacks: what was missing, wrong or late, in words. `measure` empty: the whole form."""

    rate: Rate
    unit: str
    period: Period
    measure: str
    text: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A rate as two counts."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> CountRatio | Absence:
        """The rate; not applicable over nothing."""
        return CountRatio(Decimal(self.part), Decimal(self.whole)) if self.whole else Absence.NOT_APPLICABLE

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.part + other.part, self.whole + other.whole)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One unit in one period: its four rates and what they lack."""

    unit: str
    period: Period
    tallies: Mapping[Rate, Tally]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Every unit in every period for which it owes something, in the order of the units and of time."""

    rows: tuple[QualityRow, ...]

    def by_unit(self, within: Period | None = None) -> dict[str, Mapping[Rate, Tally]]:
        """Every unit's rates over all periods, or over those within one."""
        rows = [row for row in self.rows if within is None or inside(row.period, within)]
        return {unit: summed(own) for unit, own in _grouped(rows, lambda row: row.unit).items()}

    def by_period(self) -> dict[Period, Mapping[Rate, Tally]]:
        """Every period's rates over all units, in the order of time."""
        found = _grouped(self.rows, lambda row: row.period)
        return {period: summed(found[period]) for period in sorted(found, key=lambda p: (p.last, p.months))}

    @property
    def total(self) -> Mapping[Rate, Tally]:
        return summed(self.rows)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(flaw for row in self.rows for flaw in row.flaws)


def summed(rows: Iterable[QualityRow]) -> Mapping[Rate, Tally]:
    """Numerators and denominators added: never a mean of rates."""
    totals = dict.fromkeys(RATES, NOTHING)
    for row in rows:
        for rate in RATES:
            totals[rate] += row.tallies[rate]
    return totals


def _grouped(rows: Iterable[QualityRow], key: Callable[[QualityRow], Key]) -> dict[Key, list[QualityRow]]:
    found: dict[Key, list[QualityRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def quality_of(
    scheme: Scheme,
    units: Units,
    facts: Facts,
    deliveries: Sequence[Delivery] = (),
    rules: DataRules = NO_RULES,
    *,
    on: date | None = None,
) -> Quality:
    """The four rates as they stand on a day. Periods that had not ended by then are not due, unless they were delivered.

    `on` None: everything of the round is due.
    """
    due = _due(scheme, frozenset(rules.rates.values()))
    checker = Checker(_own(rules.relations, scheme), scheme)
    by_form: dict[tuple[str, Period], list[Delivery]] = {}
    for delivery in deliveries:
        by_form.setdefault((delivery.unit, delivery.period), []).append(delivery)
    returned = frozenset(
        (f.unit, f.measure, f.period) for f in facts if f.state is State.RETURNED and f.role is Role.ACTUAL
    )
    besides = _besides(by_form, scheme)
    rows = []
    for unit in units:
        asked = due.get(unit.level, {})
        for period in (*asked, *(period for period in besides.get(unit.id, ()) if period not in asked)):
            row = _Row(unit, period, on, facts, returned)
            if row.begin(asked.get(period, ()), by_form.get((unit.id, period), ())):
                row.check(checker)
                rows.append(row.done())
    return Quality(tuple(rows))


def _besides(by_form: Iterable[tuple[str, Period]], scheme: Scheme) -> dict[str, list[Period]]:
    """By unit: the periods of the round for which something was to be delivered, whether or not figures of the scheme are in it."""
    found: dict[str, list[Period]] = {}
    for unit, period in by_form:
        if inside(period, scheme.period):
            found.setdefault(unit, []).append(period)
    return {unit: sorted(periods, key=lambda p: (p.last, p.months)) for unit, periods in found.items()}


def outside(deliveries: Iterable[Delivery], scheme: Scheme) -> Iterator[Problem]:
    """Deliveries for periods that are not of the round: nothing is computed from them, and that is said."""
    for delivery in deliveries:
        if not inside(delivery.period, scheme.period):
            message = f"{delivery.period.label}不在考核期（{scheme.period.label}）里，这一行没有用上。"
            yield warning("outside-round", delivery.place, message, "请核对期间；别的年份的可以不管。")


def _own(relations: Iterable[FigureRule], scheme: Scheme) -> list[FigureRule]:
    """Those that look at a figure which units report themselves: for what only others supply, no unit answers."""
    return [
        rule
        for rule in relations
        if any(
            scheme.measures[figure.measure].supply is Supply.REPORTED for figure in rule.relation.figures()
        )
    ]


def _due(scheme: Scheme, rates: frozenset[str]) -> dict[str, dict[Period, tuple[str, ...]]]:
    """By level and period: the measures that units report themselves, but for those that hold the rates."""
    found: dict[str, dict[Period, list[str]]] = {}
    for ask in asks(scheme):
        own = ask.measure.supply is Supply.REPORTED and ask.measure.id not in rates
        if own and ask.role is Role.ACTUAL and inside(ask.period, scheme.period):
            for level in ask.levels:
                found.setdefault(level, {}).setdefault(ask.period, []).append(ask.measure.id)
    order = {level: sorted(periods, key=lambda p: (p.last, p.months)) for level, periods in found.items()}
    return {level: {p: tuple(found[level][p]) for p in periods} for level, periods in order.items()}


class _Row:
    """One unit in one period while it is counted."""

    def __init__(
        self,
        unit: AssessedUnit,
        period: Period,
        on: date | None,
        facts: Facts,
        returned: frozenset[tuple[str, str, Period]],
    ) -> None:
        self._unit, self._period, self._on = unit, period, on
        self._facts, self._returned = facts, returned
        self._row = facts.row(unit.id, period)
        self._tallies = dict.fromkeys(RATES, NOTHING)
        self._flaws: list[Flaw] = []

    def begin(self, measures: Sequence[str], deliveries: Sequence[Delivery]) -> bool:
        """Coverage, completeness and timeliness; False where nothing is due yet and nothing came."""
        came = any(d.received is not None for d in deliveries) or any(m in self._row for m in measures)
        days = [delivery.due for delivery in deliveries if delivery.due is not None]
        if not came and self._on is not None and self._on <= (max(days) if days else _end(self._period)):
            return False
        self._tallies[Rate.COVERAGE] = Tally(len(measures) if came else 0, len(measures))
        if came:
            self._complete(measures)
        elif measures:
            self._lack(Rate.COVERAGE, "", f"没有报送，缺 {len(measures)} 个数")
        for delivery in deliveries:
            self._timely(delivery)
        return True

    def _complete(self, measures: Sequence[str]) -> None:
        standing = 0
        for measure in measures:
            value = self._row.get(measure)
            if value is not None and value not in (Absence.MISSING, Absence.PENDING):
                standing += 1
                continue
            returned = (self._unit.id, measure, self._period) in self._returned
            self._lack(Rate.COMPLETENESS, measure, "退回后没有重报" if returned else "没有填")
        self._tallies[Rate.COMPLETENESS] = Tally(standing, len(measures))

    def _timely(self, delivery: Delivery) -> None:
        days = delivery.days_late(self._on)
        if delivery.received is None and delivery.due is not None and self._on is None:
            days = 1  # the round is over and it has not come
        if days is None and delivery.late is None:
            return
        late = delivery.late if delivery.late is not None else bool(days)
        self._tallies[Rate.TIMELINESS] += Tally(0 if late else 1, 1)
        if late:
            form = f"“{delivery.form}”" if delivery.form else ""
            self._lack(Rate.TIMELINESS, "", f"{form}{_how_late(delivery, days)}")

    def check(self, checker: Checker) -> None:
        """The relations that could be tried."""
        look = lambda measure, period: self._facts.row(self._unit.id, period).get(measure)  # noqa: E731
        passed = tried = 0
        for outcome in checker.check(self._unit, look, self._period):
            tried += 1
            if outcome.holds:
                passed += 1
            else:
                first = next(iter(outcome.figures()), ("", self._period))[0]
                self._lack(Rate.LOGIC, first, outcome.message)
        self._tallies[Rate.LOGIC] = Tally(passed, tried)

    def _lack(self, rate: Rate, measure: str, text: str) -> None:
        self._flaws.append(Flaw(rate, self._unit.id, self._period, measure, text))

    def done(self) -> QualityRow:
        return QualityRow(self._unit.id, self._period, self._tallies, tuple(self._flaws))


def _how_late(delivery: Delivery, days: int | None) -> str:
    if delivery.received is None:
        return f"应于 {delivery.due} 报送，没有收到"
    if delivery.due is None or not days:
        return f"{delivery.received} 收到，记为逾期"
    return f"应于 {delivery.due} 报送，{delivery.received} 收到，迟 {days} 天"


def _end(period: Period) -> date:
    """The last day of a period."""
    year, month = period.last
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
