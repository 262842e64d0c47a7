"""What a unit has done by a day, and what it had done by the same day of the year before.

A measure asked for once in the round: its figure. One asked for in parts (months, quarters): of those that have ended by the day,

    counts, money              added up (a running total, 累计数, or a number on a day, 时点数: the last one)
    rates of two counts        the counts added up
    percentages, other numbers, points, ranks    the last one reported

Parts that do not apply are left out. A part that was not reported is left out and named: the sum is of the others, and says so.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Period
from kaohe.facts.model import Facts
from kaohe.scheme.model import Measure, MeasureKind

ADDED = (MeasureKind.COUNT, MeasureKind.MONEY)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure by a day. value: None where nothing was reported by then. periods: those it is made of. missing: parts that are owed.

    part: it is of a part of the year, not of the whole.
    """

    value: FactValue | None
    periods: tuple[Period, ...] = ()
    missing: tuple[Period, ...] = ()
    part: bool = False

    @property
    def known(self) -> Decimal | CountRatio | None:
        """The number, where there is one."""
        return self.value if isinstance(self.value, Decimal | CountRatio) else None


def done_by(
    measure: Measure,
    unit: str,
    periods: Sequence[Period],
    facts: Facts,
    on: date,
    last_counts: Container[str] = (),
    *,
    years: int = 0,
) -> Amount:
    """The figure of a unit by a day, out of the periods for which it is asked; `years` back: the same periods, so many years earlier.

    A period that is asked for as a whole counts as soon as its figure is there, whether or not it has ended.
    """
    if len(periods) == 1:
        period = periods[0].years_later(-years)
        value = facts.row(unit, period).get(measure.id)
        return Amount(None if value is Absence.MISSING else value, (period,) if value is not None else ())
    ended = [period for period in periods if end_of(period) <= on]
    found: list[tuple[Period, FactValue]] = []
    missing: list[Period] = []
    for period in ended:
        then = period.years_later(-years)
        value = facts.row(unit, then).get(measure.id)
        if value is None or value in (Absence.MISSING, Absence.PENDING):
            missing.append(then)
        else:
            found.append((then, value))
    part = len(ended) < len(periods)
    apply = [(when, value) for when, value in found if value is not Absence.NOT_APPLICABLE]
    if not apply:
        nothing = Absence.NOT_APPLICABLE if found else None
        return Amount(nothing, tuple(when for when, _ in found), tuple(missing), part)
    total = None if measure.id in last_counts else _total(measure, [value for _, value in apply])
    if total is None:
        last, value = apply[-1]
        return Amount(value, (last,), tuple(when for when in missing if when > last), part)
    return Amount(total, tuple(when for when, _ in apply), tuple(missing), part)


def _total(measure: Measure, values: Sequence[FactValue]) -> FactValue | None:
    """The parts added up; None where they are not of a kind that adds up."""
    ratios = [value for value in values if isinstance(value, CountRatio)]
    if len(ratios) == len(values):
        part = sum((ratio.part for ratio in ratios), Decimal(0))
        return CountRatio(part, sum((ratio.whole for ratio in ratios), Decimal(0)), measure.per)
    numbers = [value for value in values if isinstance(value, Decimal)]
    if measure.kind in ADDED and len(numbers) == len(values):
        return sum(numbers, Decimal(0))
    return None


def end_of(period: Period) -> date:
    """The last day of a period."""
    year, month = period.last
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def start_of(period: Period) -> date:
    """Its first day."""
    return date(period.year, period.month, 1)
