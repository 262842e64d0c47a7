"""Intervals of exact numbers, and the arithmetic of them that `bounds` needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from kaohe.core import Number, round_half_up
from kaohe.core.numbers import tidy

End = Fraction | None
Extended = tuple[int, Fraction]
"""An end as something that can be compared: (-1, 0) and (1, 0) lie beyond every number (0, number)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included; None is no bound on that side. Units are the node's."""

    low: Number | None = None
    high: Number | None = None

    def __contains__(self, value: Number) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Span:
    """An interval while it is computed: ends are fractions, so that nothing is ever rounded unasked."""

    __slots__ = ("high", "low")

    def __init__(self, low: End, high: End) -> None:
        self.low = low
        self.high = high

    @classmethod
    def of(cls, interval: Interval) -> "Span":
        low, high = interval.low, interval.high
        return cls(None if low is None else Fraction(low), None if high is None else Fraction(high))

    @classmethod
    def at(cls, number: Number) -> "Span":
        """One number only."""
        return cls(Fraction(number), Fraction(number))

    def interval(self) -> Interval:
        return Interval(
            None if self.low is None else tidy(self.low), None if self.high is None else tidy(self.high)
        )

    @property
    def only(self) -> End:
        """The one number in it, or None where there are more."""
        return self.low if self.low == self.high else None

    def map(self, rising: Callable[[Fraction], Fraction]) -> "Span":
        """Under a function that never falls."""
        return Span(*(None if end is None else rising(end) for end in (self.low, self.high)))

    def rounded(self, places: int) -> "Span":
        return self.map(lambda end: Fraction(round_half_up(end, places)))

    def __add__(self, other: "Span") -> "Span":
        return Span(_sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> "Span":
        return Span(*(None if end is None else -end for end in (self.high, self.low)))

    def __sub__(self, other: "Span") -> "Span":
        return self + -other

    def __or__(self, other: "Span") -> "Span":
        """The smallest span that holds both."""
        return Span(_end(min, self.low, other.low), _end(max, self.high, other.high))

    def times(self, factor: Fraction) -> "Span":
        """Every number times a factor that is not negative."""
        return self.map(lambda end: end * factor) if factor else Span.at(Fraction(0))

    def __mul__(self, other: "Span") -> "Span":
        ends = [_product(a, b) for a in self._ends() for b in other._ends()]
        return Span(_finite(min(ends)), _finite(max(ends)))

    def _ends(self) -> tuple["Extended", "Extended"]:
        low: Extended = (-1, Fraction(0)) if self.low is None else (0, self.low)
        high: Extended = (1, Fraction(0)) if self.high is None else (0, self.high)
        return low, high

    def not_below(self, floor: Fraction) -> "Span":
        """Kept from falling below."""
        high = None if self.high is None else max(self.high, floor)
        return Span(floor if self.low is None else max(self.low, floor), high)

    def not_above(self, cap: Fraction) -> "Span":
        """Kept from rising above."""
        low = None if self.low is None else min(self.low, cap)
        return Span(low, cap if self.high is None else min(self.high, cap))


ANYTHING = Span(None, None)
NOTHING = Span.at(Fraction(0))


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all of them."""
    first, *rest = spans
    for span in rest:
        first = first | span
    return first


def total(spans: Iterable[Span]) -> Span:
    """Their sum; nothing added is zero."""
    result = NOTHING
    for span in spans:
        result = result + span
    return result


def over(part: Span, whole: Span) -> Span:
    """part ÷ whole, for every whole but zero."""
    positive = _over_positive(part, _above_zero(whole))
    negative = _over_positive(-part, _above_zero(-whole))
    sides = [side for side in (positive, negative) if side is not None]
    return hull(sides) if sides else ANYTHING


def _above_zero(whole: Span) -> Span | None:
    """The positive part of a span, its lower end zero where it comes as close as one likes."""
    if whole.high is not None and whole.high <= 0:
        return None
    return whole.not_below(Fraction(0))


def _over_positive(part: Span, whole: Span | None) -> Span | None:
    """part ÷ whole for a whole in (0, high] or [low, high]: each end at the nearer or farther whole."""
    if whole is None:
        return None
    near = whole.low or None  # a whole close to zero: without bound
    return Span(
        _quotient(part.low, near, whole.high, rising=False),
        _quotient(part.high, near, whole.high, rising=True),
    )


def _quotient(end: End, near: End, far: End, *, rising: bool) -> End:
    """The lowest (rising: the highest) quotient of one end of the part."""
    if end is None:
        return None
    if end == 0:
        return Fraction(0)
    outward = (end > 0) is rising
    if outward:
        return None if near is None else end / near
    return Fraction(0) if far is None else end / far


def over_positive(part: Span, whole: Span) -> Span | None:
    """part ÷ whole, for the wholes above zero; None where there is none."""
    return _over_positive(part, _above_zero(whole))


def _product(left: Extended, right: Extended) -> Extended:
    if left[0] == right[0] == 0:
        return (0, left[1] * right[1])
    sign = _sign(left) * _sign(right)
    return (sign, Fraction(0))


def _sign(end: Extended) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)


def _finite(end: Extended) -> End:
    return None if end[0] else end[1]


def _sum(left: End, right: End) -> End:
    return None if left is None or right is None else left + right


def _end(choose: Callable[[Fraction, Fraction], Fraction], left: End, right: End) -> End:
    return None if left is None or right is None else choose(left, right)
