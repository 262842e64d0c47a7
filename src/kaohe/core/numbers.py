"""Exact arithmetic, and the one way to round.

Two kinds of number occur. A `Decimal` is what offices write (98.5). A `Fraction` occurs where a
rate was reported as two counts (292 of 300), so that comparing it with a target is exact. Sums,
differences and products of the two are exact; a quotient is exact until a node rounds it, with its
places stated, and always half away from zero (四舍五入).

No binary float takes part: the context `EXACT` refuses one, and refuses any operation that would
have to drop a digit silently.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from fractions import Fraction

Number = Decimal | Fraction

POINT_PLACES = 4
"""Decimal places that points carry inside; what is shown is the scheme's `precision`."""

RATE_PLACES = 4
"""Decimal places that a derived quantity (a mean, a growth, a quotient) carries unless it says otherwise."""

_DIGITS = 60

EXACT = Context(
    prec=_DIGITS,
    rounding=ROUND_HALF_UP,
    traps=[Inexact, FloatOperation, InvalidOperation, DivisionByZero, Overflow, Clamped],
)
"""Raises where a digit would be lost or a float slip in. Scores are computed inside it."""

_ROUNDING = Context(prec=_DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(16))
_MOST_PLACES = 10 ** (_DIGITS // 4)
_ZERO = Decimal(0)


@contextmanager
def exactly() -> Iterator[None]:
    """Compute inside the `EXACT` context, with the collector of reference cycles at rest.

    A round keeps hundreds of thousands of traces, none of which is part of a cycle; looking through
    them again and again took longer than computing them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with localcontext(EXACT):
            yield
    finally:
        if collecting:
            gc.enable()


def round_half_up(number: Number, places: int) -> Decimal:
    """The number at `places` decimals, a half going away from zero: 2.5 → 3, −2.5 → −3."""
    if type(number) is Decimal:
        return number.quantize(_STEPS[places], ROUND_HALF_UP, _ROUNDING)
    return _rounded(*number.as_integer_ratio(), places)


def rounding(number: Number, places: int) -> tuple[Decimal, bool]:
    """`round_half_up`, and whether it changed the number."""
    if type(number) is Decimal:
        value = number.quantize(_STEPS[places], ROUND_HALF_UP, _ROUNDING)
        return value, value != number
    above, below = number.as_integer_ratio()
    return _rounded(above, below, places), above * 10**places % below != 0


def _rounded(above: int, below: int, places: int) -> Decimal:
    scaled = abs(above) * 10**places * 2
    whole = (scaled + below) // (2 * below)
    return Decimal(-whole if above < 0 else whole).scaleb(-places, _ROUNDING)


def less(left: Number, right: Number) -> bool:
    """left < right, exactly. (Python compares the two kinds of number exactly too, but slowly.)"""
    if type(left) is Decimal and type(right) is Decimal:
        return left < right
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    return a * d < c * b


def add(left: Number, right: Number) -> Number:
    """left + right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left + right
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    return tidy(Fraction(a * d + c * b, b * d))


def subtract(left: Number, right: Number) -> Number:
    """left − right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left - right
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    return tidy(Fraction(a * d - c * b, b * d))


def multiply(left: Number, right: Number) -> Number:
    """left × right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left * right
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    return tidy(Fraction(a * c, b * d))


def divide(left: Number, right: Number) -> Number:
    """left ÷ right, exactly: a Decimal where it ends, else a Fraction. `right` is never zero."""
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    return tidy(Fraction(a * d, b * c))


def excess(left: Number, right: Number) -> Number:
    """How far left lies above right, exactly; zero where it does not."""
    if type(left) is Decimal and type(right) is Decimal:
        return left - right if left > right else _ZERO
    (a, b), (c, d) = left.as_integer_ratio(), right.as_integer_ratio()
    above = a * d - c * b
    return tidy(Fraction(above, b * d)) if above > 0 else _ZERO


def whole_steps(distance: Number, step: Decimal) -> int:
    """How many whole steps fit into a distance; `distance` is never negative."""
    if type(distance) is Decimal:
        return int(distance // step)
    (a, b), (c, d) = distance.as_integer_ratio(), step.as_integer_ratio()
    return a * d // (b * c)


def tidy(fraction: Fraction) -> Number:
    """A Decimal where the fraction ends within the digits we keep, else the fraction itself."""
    rest = fraction.denominator
    if _MOST_PLACES % rest:
        return fraction
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    whole = fraction.numerator * (10**places // fraction.denominator)
    return Decimal(whole).scaleb(-places, _ROUNDING)


def plain(number: Number, places: int | None = None) -> str:
    """The number as offices write it: no exponent, no needless zeros; `places` rounds for show.

    A fraction without an end is shown at `RATE_PLACES` places.
    """
    if places is not None or isinstance(number, Fraction):
        number = round_half_up(number, RATE_PLACES if places is None else places)
    if number == _ZERO:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
