"""The four rates as figures of the scheme: what an item about data quality looks at."""

from collections.abc import Iterator, Mapping

from kaohe.core import Absence, CountRatio, FactValue, Period, round_half_up
from kaohe.facts.model import Fact, Role, State
from kaohe.facts.needs import asks, inside
from kaohe.facts.quality.rates import NOTHING, Quality, Tally
from kaohe.facts.quality.rules import Rate
from kaohe.facts.units import Units
from kaohe.scheme.model import Measure, MeasureKind, Scheme

BY = "系统"
"""Who supplies these figures."""


def rate_facts(quality: Quality, rates: Mapping[Rate, str], scheme: Scheme, units: Units) -> Iterator[Fact]:
    """A fact for each measure that a rate is put into, each unit of whom it is asked and each period it is asked for.

    A measure of two counts takes the counts, a percentage the rate rounded half away from zero to its places. Where nothing was due
    the fact says 不适用. Of the period asked, everything due within it counts.
    """
    wanted = [
        (rate, ask)
        for rate, name in rates.items()
        for ask in asks(scheme)
        if ask.measure.id == name and ask.role is Role.ACTUAL and inside(ask.period, scheme.period)
    ]
    for rate, ask in wanted:
        tallies = quality.by_unit(ask.period)
        for unit in units:
            if unit.level in ask.levels:
                tally = tallies.get(unit.id, {}).get(rate, NOTHING)
                value = _value(tally, ask.measure)
                yield Fact(
                    unit.id,
                    ask.measure.id,
                    ask.period,
                    value,
                    state=State.VERIFIED,
                    by=BY,
                    note=_note(rate, tally, ask.period),
                )


def _value(tally: Tally, measure: Measure) -> FactValue:
    value = tally.value
    if isinstance(value, Absence) or measure.kind is MeasureKind.RATIO:
        return value
    return round_half_up(value.exact, measure.places)


def _note(rate: Rate, tally: Tally, period: Period) -> str:
    if not tally.whole:
        return f"按系统收到的数据计算：{period.label}没有可计算{rate.label}的数据"
    return f"按系统收到的数据计算：{rate.label} {tally.part}/{tally.whole}"


def percent(tally: Tally, places: int = 1) -> str:
    """A rate for people: 97.3%; a dash where it does not apply."""
    value = tally.value
    if isinstance(value, CountRatio):
        return f"{round_half_up(value.exact, places)}%"
    return "—"
