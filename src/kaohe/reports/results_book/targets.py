"""Targets and what was reached: one line a measure, period and unit, as scoring looks targets up."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, Number, Period
from kaohe.core.numbers import divide, less, round_half_up
from kaohe.evaluate import Setting
from kaohe.evaluate.setting import as_number
from kaohe.facts import Role
from kaohe.facts.needs import Ask, asks, inside
from kaohe.facts.values import as_target
from kaohe.reports.results_book.round_book import Round
from kaohe.results import Standing, TableResult
from kaohe.scheme.model import Measure

MET, UNMET, NO_TARGET, NO_DIRECTION = "达到", "未达到", "未下达目标", "未注明高低"
_PLACES = 4


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One unit's figure beside its target.

    `completion` is actual ÷ target where more is better and the target is above zero; else there is none.
    `state` says whether the target was reached, or why that cannot be said.
    """

    standing: Standing
    measure: Measure
    period: Period
    target: Decimal | None
    actual: Number | Absence
    completion: Decimal | None
    state: str


def target_lines(of: Round, table: TableResult) -> tuple[TargetLine, ...]:
    """All lines of a table, measure by measure; units in the order of the standings."""
    return tuple(_Lookup(of, table).lines())


class _Lookup:
    def __init__(self, of: Round, table: TableResult) -> None:
        scheme = of.result.scheme
        self.of, self.table, self.scheme = of, table, scheme
        self.asks = [ask for ask in asks(scheme) if table.table.level in ask.levels]
        self.setting = Setting(
            period=scheme.period, units=of.units, cohort=(), facts=of.facts, measures=scheme.measures
        )
        self.targets = {
            (standing.tally.unit.id, period): self.setting.targets(standing.tally.unit, period)
            for standing in table.standings
            for period in dict.fromkeys(
                (scheme.period, *(period for ask in self.asks for period in self._own(ask)))
            )
        }

    def lines(self) -> Iterator[TargetLine]:
        for measure in self.scheme.measures.values():
            if as_target(measure) is None or all(ask.measure.id != measure.id for ask in self.asks):
                continue
            asked = any(ask.role is Role.TARGET for ask in self.asks if ask.measure.id == measure.id)
            for period in self._periods(measure):
                for standing in self.table.standings:
                    line = self._line(standing, measure, period)
                    if line.target is not None or asked:
                        yield line

    def _own(self, ask: Ask) -> tuple[Period, ...]:
        return (ask.period,) if ask.role is Role.ACTUAL and inside(ask.period, self.scheme.period) else ()

    def _periods(self, measure: Measure) -> tuple[Period, ...]:
        """The periods for which the figure is reported within the round."""
        found = [period for ask in self.asks if ask.measure.id == measure.id for period in self._own(ask)]
        return tuple(dict.fromkeys(found)) or (self.scheme.period,)

    def _line(self, standing: Standing, measure: Measure, period: Period) -> TargetLine:
        unit = standing.tally.unit
        given = as_number(self.targets[unit.id, period].get(measure.id, Absence.MISSING))
        actual = as_number(self.of.facts.row(unit.id, period).get(measure.id, Absence.MISSING))
        if isinstance(given, Absence):
            state = given.label if given is Absence.NOT_APPLICABLE else NO_TARGET
            return TargetLine(standing, measure, period, None, actual, None, state)
        target = given if isinstance(given, Decimal) else round_half_up(given, _PLACES)
        if isinstance(actual, Absence):
            return TargetLine(standing, measure, period, target, actual, None, actual.label)
        state, completion = _reached(measure, actual, given), None
        if measure.higher_is_better is not False and given > 0:
            completion = round_half_up(divide(actual, given), _PLACES)
        return TargetLine(standing, measure, period, target, actual, completion, state)


def _reached(measure: Measure, actual: Number, target: Number) -> str:
    if measure.higher_is_better is None:
        return MET if actual == target else NO_DIRECTION
    short = less(actual, target) if measure.higher_is_better else less(target, actual)
    return UNMET if short else MET
