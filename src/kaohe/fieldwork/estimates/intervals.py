"""Intervals for a rate: Wilson's, and the exact one (Clopper–Pearson, or hypergeometric where all cases are known).

Limits are percentages at two decimals, always rounded outward: the lower down, the upper up, so that what is printed
never claims more than the computation. Nothing is computed in binary floats; Wilson's square root is taken at
60 digits.

    Wilson (1927):  (2np + z² ± z√(z² + 4np(1−p))) ÷ (2(n + z²))
    Clopper and Pearson (1934):  the least p with P(X ≥ k) > α/2, the greatest with P(X ≤ k) > α/2
    hypergeometric:  the same over the number K of wrong cases among all N, then K ÷ N

Where the design effect is above one, n is the effective size n* (`clusters`): Wilson takes it as it is. The exact
interval takes n* rounded down, with the wrong cases k·n*/n rounded down for the lower limit and up for the upper one,
and is never narrower than without it. Where all N cases are known, Wilson takes n(N−1) ÷ (N−n) (finite population
correction, Cochran 1977, 2.6); with both, the design effect alone is used, which errs on the wide side.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import Enum
from fractions import Fraction

from kaohe.fieldwork.estimates.clusters import Design
from kaohe.fieldwork.estimates.tails import (
    DIGITS,
    binomial_exceeds,
    hypergeometric_at_least,
    normal_quantile,
)

PLACES = 2
"""Decimals of a percentage that is printed."""

_WORK = Context(prec=DIGITS)
_HUNDRED = Decimal(100)
_STEP = Decimal(1).scaleb(-PLACES)
_GRID = 100 * 10**PLACES
"""So many steps of the printed percentage from 0 to 1."""


class Law(Enum):
    """Which law the exact interval rests on."""

    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    EFFECTIVE = "effective"

    @property
    def label(self) -> str:
        return _LAWS[self]


_LAWS = {
    Law.BINOMIAL: "二项分布精确区间",
    Law.HYPERGEOMETRIC: "超几何分布精确区间",
    Law.EFFECTIVE: "二项分布精确区间，按设计效应放宽",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Both limits in percent."""

    low: Decimal
    high: Decimal

    @property
    def turned(self) -> "Interval":
        """The same for the other cases: those that are right."""
        return Interval(100 - self.high, 100 - self.low)


@dataclass(frozen=True, slots=True)
class Intervals:
    """The two intervals of one rate, at `confidence` percent, and the law of the exact one."""

    wilson: Interval
    exact: Interval
    law: Law
    confidence: Decimal


def intervals(looked: int, wrong: int, design: Design, total: int | None, confidence: Decimal) -> Intervals:
    """Both intervals for `wrong` of `looked`; `total` is the number of all cases, None where it is not known."""
    tail = Fraction(100 - confidence) / 200
    size: Fraction | None
    if design.used > 1:
        size = design.effective(looked)
        exact, law = _widened(looked, wrong, size, tail), Law.EFFECTIVE
    elif total is not None:
        size = Fraction(looked * (total - 1), total - looked) if total > looked else None
        exact, law = hypergeometric_interval(looked, wrong, total, tail), Law.HYPERGEOMETRIC
    else:
        size, exact, law = Fraction(looked), clopper_pearson(looked, wrong, tail), Law.BINOMIAL
    rate = Fraction(wrong, looked)
    wilson = _outward(rate, rate) if size is None else wilson_interval(rate, size, tail)
    return Intervals(wilson, exact, law, confidence)


def wilson_interval(rate: Fraction, size: Fraction, tail: Fraction) -> Interval:
    """Wilson's score interval for a rate found in `size` cases (not always a whole number)."""
    z, n = normal_quantile(tail), _decimal(size)
    square = _WORK.multiply(z, z)
    root = _WORK.sqrt(_WORK.add(square, _decimal(4 * size * rate * (1 - rate))))
    middle = _WORK.add(_decimal(2 * size * rate), square)
    below = _WORK.multiply(Decimal(2), _WORK.add(n, square))
    spread = _WORK.multiply(z, root)
    low = Decimal(0) if rate == 0 else _WORK.divide(_WORK.subtract(middle, spread), below)
    high = Decimal(1) if rate == 1 else _WORK.divide(_WORK.add(middle, spread), below)
    return Interval(_floor(_WORK.multiply(low, _HUNDRED)), _ceiling(_WORK.multiply(high, _HUNDRED)))


def clopper_pearson(looked: int, wrong: int, tail: Fraction) -> Interval:
    """The exact interval; `tail` is α/2. No wrong case: the lower limit is 0; all wrong: the upper is 100."""
    steps = _least(looked, wrong, tail), _least(looked, looked - wrong, tail)
    return Interval(steps[0] * _STEP, 100 - steps[1] * _STEP)


def hypergeometric_interval(looked: int, wrong: int, total: int, tail: Fraction) -> Interval:
    """The exact interval where `looked` of `total` cases were drawn without replacement."""
    low = Fraction(_least_bad(looked, wrong, total, tail), total)
    high = 1 - Fraction(_least_bad(looked, looked - wrong, total, tail), total)
    return _outward(low, high)


def _widened(looked: int, wrong: int, size: Fraction, tail: Fraction) -> Interval:
    whole = max(1, int(size))
    share = Fraction(wrong, looked) * whole
    low = clopper_pearson(whole, int(share), tail).low
    high = clopper_pearson(whole, -int(-share // 1), tail).high
    plain = clopper_pearson(looked, wrong, tail)
    return Interval(min(low, plain.low), max(high, plain.high))


def _least(looked: int, wrong: int, tail: Fraction) -> int:
    """The greatest step of the grid at which P(X ≥ wrong) is not above the tail: the lower limit rounded down."""
    if wrong == 0:
        return 0
    low, high = 0, _GRID
    while high - low > 1:
        middle = (low + high) // 2
        if binomial_exceeds(wrong, looked, Fraction(middle, _GRID), tail):
            high = middle
        else:
            low = middle
    return low


def _least_bad(looked: int, wrong: int, total: int, tail: Fraction) -> int:
    """The least number of wrong cases among all that makes `wrong` or more in the sample likelier than the tail."""
    low, high = wrong, total - (looked - wrong)
    while low < high:
        middle = (low + high) // 2
        if hypergeometric_at_least(wrong, looked, total, middle) > tail:
            high = middle
        else:
            low = middle + 1
    return low


def _outward(low: Fraction, high: Fraction) -> Interval:
    down = low.numerator * _GRID // low.denominator
    up = -(-high.numerator * _GRID // high.denominator)
    return Interval(down * _STEP, up * _STEP)


def _decimal(number: Fraction) -> Decimal:
    return _WORK.divide(Decimal(number.numerator), Decimal(number.denominator))


def _floor(number: Decimal) -> Decimal:
    return number.quantize(_STEP, ROUND_FLOOR, _WORK)


def _ceiling(number: Decimal) -> Decimal:
    return number.quantize(_STEP, ROUND_CEILING, _WORK)
