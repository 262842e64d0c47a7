"""Figures held against relations: one unit as somebody fills in its form, or all units at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kaohe.core import FactValue, Period, Place, Problem, Severity
from kaohe.facts.model import Fact, Facts, Role
from kaohe.facts.needs import asks
from kaohe.facts.quality.relation import Look, Relation, Times, When, holds, shown
from kaohe.facts.quality.rules import FigureRule
from kaohe.facts.quality.times import times_of
from kaohe.facts.units import AssessedUnit, Units
from kaohe.scheme.model import Scheme

_ASKS_FOR_REASON = "请核对；确是这样的，请在“说明”里写明原因。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule tried on one unit in one period: it holds, or it does not; what could not be tried has no outcome."""

    rule: FigureRule
    unit: str
    period: Period
    holds: bool
    said: str = ""

    def figures(self) -> tuple[tuple[str, Period], ...]:
        """The figures of this period that it looked at, the first being where a page shows it."""
        measures = dict.fromkeys(
            figure.measure for figure in self.rule.relation.figures() if figure.when is When.NOW
        )
        return tuple((measure, self.period) for measure in measures)

    @property
    def message(self) -> str:
        """What does not hold, with the figures and the reason."""
        rule = self.rule
        reason = f"（{rule.reason.rstrip('。')}）" if rule.reason else ""
        allowed = f"，允许相差 {rule.tolerance}" if rule.tolerance else ""
        return f"“{rule.name}”不成立：{self.said}；应当 {rule.relation.said}{allowed}{reason}。"

    def problem(self, name: str, *places: Place) -> Problem:
        """The Problem of one that does not hold; `name` is the unit's."""
        remedy = "请核对改正。" if self.rule.severity is Severity.ERROR else _ASKS_FOR_REASON
        message = f"{name}{self.period.label}：{self.message}" if name else self.message
        where = places or (Place(what=f"{name} {self.period.label}".strip()),)
        return Problem("quality.relation", self.rule.severity, message, remedy, where)


class Checker:
    """The rules of a round, made ready once: in which periods each is tried, and for units of which levels."""

    def __init__(self, rules: Iterable[FigureRule], scheme: Scheme) -> None:
        levels = _levels(scheme)
        self._by_period: dict[Period, list[_Ready]] = {}
        for rule in rules:
            ready = _Ready(
                rule,
                times_of(rule.relation, scheme),
                None if rule.when is None else times_of(rule.when, scheme),
                _common(rule.relation, levels),
            )
            for period in ready.times.tried:
                self._by_period.setdefault(period, []).append(ready)

    def check(self, unit: AssessedUnit, look: Look, period: Period | None = None) -> Iterator[Outcome]:
        """Every rule that could be tried on one unit's figures; of one period alone where it is named."""
        for tried in self._by_period if period is None else (period,):
            for ready in self._by_period.get(tried, ()):
                outcome = _tried(ready, unit.id, look, tried) if unit.level in ready.levels else None
                if outcome is not None:
                    yield outcome

    def check_all(self, units: Units, facts: Facts) -> Iterator[Outcome]:
        """Every unit in turn."""
        for unit in units:
            yield from self.check(unit, _looking(facts, unit.id))


def check_unit(
    rules: Iterable[FigureRule],
    scheme: Scheme,
    unit: AssessedUnit,
    figures: Mapping[tuple[str, Period], FactValue],
) -> tuple[Outcome, ...]:
    """One unit's figures by measure and period, as a form or a program has them."""
    return tuple(Checker(rules, scheme).check(unit, lambda measure, period: figures.get((measure, period))))


def relation_problems(
    rules: Iterable[FigureRule], scheme: Scheme, units: Units, facts: Facts
) -> tuple[Problem, ...]:
    """Everything that does not hold, with the places of the figures."""
    failed = [outcome for outcome in Checker(rules, scheme).check_all(units, facts) if not outcome.holds]
    places = _places(facts) if failed else {}
    found = []
    for outcome in failed:
        keys = [(outcome.unit, *figure) for figure in outcome.figures()]
        at = [places[key].place for key in keys if key in places and places[key].place != Place()]
        found.append(outcome.problem(units[outcome.unit].name, *at))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with the periods of its relation and of its case, and the levels that all of its figures are asked of."""

    rule: FigureRule
    times: Times
    when_times: Times | None
    levels: frozenset[str]


def _tried(ready: _Ready, unit: str, look: Look, period: Period) -> Outcome | None:
    rule = ready.rule
    if (
        rule.when is not None
        and ready.when_times is not None
        and not holds(rule.when, look, period, ready.when_times)
    ):
        return None  # the case does not arise, or nobody can tell
    held = holds(rule.relation, look, period, ready.times, rule.tolerance)
    if held is None:
        return None
    return Outcome(rule, unit, period, held, "" if held else shown(rule.relation, look, period, ready.times))


def _looking(facts: Facts, unit: str) -> Look:
    return lambda measure, period: facts.row(unit, period).get(measure)


def _places(facts: Facts) -> dict[tuple[str, str, Period], Fact]:
    return {(fact.unit, fact.measure, fact.period): fact for fact in facts if fact.role is Role.ACTUAL}


def _levels(scheme: Scheme) -> dict[str, frozenset[str]]:
    """By measure: the levels of units it is asked of."""
    found: dict[str, frozenset[str]] = {}
    for ask in asks(scheme):
        if ask.role is Role.ACTUAL:
            found[ask.measure.id] = found.get(ask.measure.id, frozenset()) | frozenset(ask.levels)
    return found


def _common(relation: Relation, levels: Mapping[str, frozenset[str]]) -> frozenset[str]:
    own = [levels.get(figure.measure, frozenset()) for figure in relation.figures()]
    return frozenset.intersection(*own) if own else frozenset()
