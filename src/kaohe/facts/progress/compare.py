"""This period against the same one last year: 百分点 for percentages, per cent for counts, and never the one for the other.

    percentages, rates in percent     a difference in 百分点 (in ‰: 千分点)
    counts, numbers, money            growth in percent, over a base above zero
    points, ranks                     a difference in 分, 名

Over a base of zero there is no growth, and below zero it would say the reverse: then the difference is told, and why.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import CountRatio, Number
from kaohe.core.numbers import divide, multiply, round_half_up, subtract
from kaohe.scheme.model import Measure, MeasureKind

PLACES = 4
"""Decimals that growth carries; a difference is exact."""
_HUNDRED = Decimal(100)


class ChangeKind(Enum):
    """What a change is counted in."""

    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    PER_MILLE_POINTS = "per_mille_points"
    DIFFERENCE = "difference"


class NoGrowth(Enum):
    """Why there is no growth to tell."""

    BASE_ABSENT = "base_absent"
    BASE_ZERO = "base_zero"
    BASE_BELOW_ZERO = "base_below_zero"
    BASE_OF_WHOLE_YEAR = "base_of_whole_year"
    BASE_NOT_APPLICABLE = "base_not_applicable"
    NOW_ABSENT = "now_absent"
    PARTS_MISSING = "parts_missing"


@dataclass(frozen=True, slots=True)
class Change:
    """同比. value: in what `kind` says; None: nothing can be told. difference: now − before wherever both are there. why: what
    stands in the way of growth.
    """

    kind: ChangeKind
    value: Number | None
    difference: Number | None = None
    why: NoGrowth | None = None


def change(measure: Measure, now: Decimal | CountRatio, before: Decimal | CountRatio) -> Change:
    """How far a figure lies from last year's."""
    current, earlier = exact(now), exact(before)
    difference, kind = subtract(current, earlier), kind_of(measure)
    if kind is not ChangeKind.PERCENT:
        return Change(kind, difference, difference)
    if earlier == 0:
        return Change(kind, None, difference, NoGrowth.BASE_ZERO)
    if earlier < 0:
        return Change(kind, None, difference, NoGrowth.BASE_BELOW_ZERO)
    growth = round_half_up(divide(multiply(difference, _HUNDRED), earlier), PLACES)
    return Change(kind, growth, difference)


def kind_of(measure: Measure) -> ChangeKind:
    """What a measure's change is counted in."""
    if measure.kind is MeasureKind.PERCENT:
        return ChangeKind.PERCENTAGE_POINTS
    if measure.kind is MeasureKind.RATIO:
        return _RATIOS.get(measure.per, ChangeKind.DIFFERENCE)
    if measure.kind in (MeasureKind.COUNT, MeasureKind.NUMBER, MeasureKind.MONEY):
        return ChangeKind.PERCENT
    return ChangeKind.DIFFERENCE


_RATIOS = {100: ChangeKind.PERCENTAGE_POINTS, 1000: ChangeKind.PER_MILLE_POINTS}


def exact(value: Decimal | CountRatio) -> Number:
    """A figure's number."""
    return value.exact if isinstance(value, CountRatio) else value
