"""Columns of whole numbers with proved bounds: nothing wraps.

A `Whole` is a Polars expression of whole numbers together with the least and the greatest that it can be. Each
operation computes the bounds of its result first, in Python's unbounded integers, and takes the narrowest of
32, 64 and 128 bits that holds them; what 128 bits do not hold is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from kaohe.batch.refusal import TooWideError
from kaohe.batch.steps import Steps

TYPES: dict[int, type[pl.DataType]] = {32: pl.Int32, 64: pl.Int64, 128: pl.Int128}


def width(low: int, high: int) -> int:
    """The bits of the narrowest type that holds all from `low` to `high`."""
    for bits in TYPES:
        edge = 1 << (bits - 1)
        if -edge <= low and high < edge:
            return bits
    raise TooWideError(f"{low} … {high}")


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole numbers from `low` to `high`, held in `bits` bits; null where there is none.

    `fixed`: one number, the same for every row and never null. `plain`: a column or a literal, so that
    using it twice costs nothing.
    """

    expr: pl.Expr
    low: int
    high: int
    bits: int
    fixed: bool = False
    plain: bool = False

    @classmethod
    def of(cls, number: int) -> "Whole":
        """One number, for every row."""
        bits = width(number, number)
        return cls(_literal(number, bits), number, number, bits, fixed=True, plain=True)

    @classmethod
    def column(cls, name: str, low: int, high: int, bits: int | None = None) -> "Whole":
        """A column that is known to hold such numbers."""
        held = width(low, high)
        return cls(pl.col(name), low, high, bits or held, plain=True)

    def at(self, bits: int) -> pl.Expr:
        """The expression in so many bits, or in its own where it is wider already."""
        if bits <= self.bits:
            return self.expr
        return _literal(self.low, bits) if self.fixed else self.expr.cast(TYPES[bits])

    def held(self, expr: pl.Expr) -> "Whole":
        """The same numbers, some made null or zero."""
        return Whole(expr, min(self.low, 0), max(self.high, 0), self.bits)

    def known(self, low: int, high: int) -> "Whole":
        """The same numbers, proved otherwise to lie within these bounds."""
        return Whole(self.expr, max(low, self.low), min(high, self.high), self.bits, self.fixed, self.plain)

    def kept(self, steps: Steps) -> "Whole":
        """The same numbers in a column of their own, as narrow as they allow, to be used more than once."""
        if self.plain:
            return self
        bits = width(self.low, self.high)
        expr = self.expr if bits == self.bits else self.expr.cast(TYPES[bits])
        return Whole(steps.keep(expr), self.low, self.high, bits, plain=True)

    def __add__(self, other: "Whole") -> "Whole":
        if self.fixed and other.fixed:
            return Whole.of(self.low + other.low)
        if other.fixed and other.low == 0:
            return self
        if self.fixed and self.low == 0:
            return other
        bits, left, right = _meeting(self.low + other.low, self.high + other.high, self, other)
        return Whole(left + right, self.low + other.low, self.high + other.high, bits)

    def __sub__(self, other: "Whole") -> "Whole":
        if self.fixed and other.fixed:
            return Whole.of(self.low - other.low)
        if other.fixed and other.low == 0:
            return self
        bits, left, right = _meeting(self.low - other.high, self.high - other.low, self, other)
        return Whole(left - right, self.low - other.high, self.high - other.low, bits)

    def __mul__(self, other: "Whole") -> "Whole":
        if self.fixed and other.fixed:
            return Whole.of(self.low * other.low)
        if other.fixed and other.low == 1:
            return self
        if self.fixed and self.low == 1:
            return other
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        bits, left, right = _meeting(min(ends), max(ends), self, other)
        return Whole(left * right, min(ends), max(ends), bits)

    def __neg__(self) -> "Whole":
        return Whole.of(0) - self

    def times(self, factor: int) -> "Whole":
        return self * Whole.of(factor)

    def capped(self, most: int, steps: Steps) -> "Whole":
        """Not above."""
        if self.high <= most:
            return self
        low = min(self.low, most)
        kept = self.kept(steps)
        bits, own, edge = _meeting(low, most, kept, Whole.of(most))
        return Whole(pl.when(own > edge).then(edge).otherwise(own), low, most, bits)

    def floored(self, least: int, steps: Steps) -> "Whole":
        """Not below."""
        if self.low >= least:
            return self
        high = max(self.high, least)
        kept = self.kept(steps)
        bits, own, edge = _meeting(least, high, kept, Whole.of(least))
        return Whole(pl.when(own < edge).then(edge).otherwise(own), least, high, bits)

    def size(self) -> "Whole":
        """The number without its sign."""
        if self.low >= 0:
            return self
        most = max(abs(self.low), abs(self.high))
        bits = max(self.bits, width(-most, most))
        return Whole(self.at(bits).abs(), 0, most, bits)

    def over(self, whole: "Whole", *, up: bool = False) -> "Whole":
        """Quotient of numbers that are not negative, cut off (up: a rest counts as one); `whole` is above zero."""
        assert self.low >= 0
        if whole.fixed and whole.low == 1:
            return self
        least = max(whole.low, 1)
        part = self + (whole - Whole.of(1)) if up else self
        bits = max(part.bits, whole.bits)
        high = (self.high + least - 1) // least if up else self.high // least
        return Whole(part.at(bits) // whole.at(bits), 0, high, bits)

    def rounded_over(self, whole: "Whole", steps: Steps) -> "Whole":
        """Quotient by numbers above zero, a half going away from zero."""
        if whole.fixed and whole.low == 1:
            return self
        if self.low >= 0:
            half = Whole.of(whole.low // 2) if whole.fixed else whole.over(Whole.of(2))
            return (self + half).over(whole)
        own = self.kept(steps)
        up = own.size().rounded_over(whole, steps).kept(steps)
        return own.signing(up)

    def signing(self, size: "Whole") -> "Whole":
        """A size with the sign of these numbers."""
        if self.low >= 0:
            return size
        bits = max(size.bits, width(-size.high, size.high))
        expr = pl.when(self.expr < 0).then(_literal(0, bits) - size.at(bits)).otherwise(size.at(bits))
        return Whole(expr, -size.high, size.high, bits)


def above(left: Whole, right: Whole, *, equal: bool = False) -> pl.Expr:
    """left > right (equal: or the same), exactly; null where either is."""
    bits = max(left.bits, right.bits)
    one, other = left.at(bits), right.at(bits)
    return one >= other if equal else one > other


def same(left: Whole, right: Whole) -> pl.Expr:
    """Whether the two are equal; null where either is."""
    bits = max(left.bits, right.bits)
    return left.at(bits) == right.at(bits)


def chosen(cases: Sequence[tuple[pl.Expr, Whole]], otherwise: Whole) -> Whole:
    """The number of the first case that holds."""
    every = [*(number for _, number in cases), otherwise]
    low, high = min(number.low for number in every), max(number.high for number in every)
    if all(number.fixed for number in every) and low == high:
        return otherwise
    bits = max(number.bits for number in every)
    expr = otherwise.at(bits)
    for condition, number in reversed(cases):
        expr = pl.when(condition).then(number.at(bits)).otherwise(expr)
    return Whole(expr, low, high, bits)


def summed(numbers: Sequence[Whole], *, gaps: bool = False) -> Whole:
    """All of them added; null where one is, or with `gaps` without those that are null."""
    fixed = Whole.of(sum(number.low for number in numbers if number.fixed))
    moving = [number for number in numbers if not number.fixed]
    if len(moving) < 3 and not gaps:
        for number in moving:
            fixed = fixed + number
        return fixed
    if not moving:
        return fixed
    low, high = fixed.low, fixed.high
    for number in moving:
        low, high = (
            low + min(number.low, 0 if gaps else number.low),
            high + max(number.high, 0 if gaps else number.high),
        )
    bits = max(width(low, high), *(number.bits for number in moving))
    terms = [number.at(bits) for number in moving]
    if fixed.low:
        terms.append(fixed.at(bits))
    return Whole(pl.sum_horizontal(terms, ignore_nulls=gaps), low, high, bits)


@lru_cache(maxsize=10_000)  # a scheme says the same few numbers over and over
def _literal(number: int, bits: int) -> pl.Expr:
    return pl.lit(number, dtype=TYPES[bits])


def _meeting(low: int, high: int, left: Whole, right: Whole) -> tuple[int, pl.Expr, pl.Expr]:
    """The bits that hold a result and both it comes from, and the two in them."""
    bits = max(width(low, high), left.bits, right.bits)
    return bits, left.at(bits), right.at(bits)
