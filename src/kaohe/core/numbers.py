"""Exact arithmetic, and the one way to round.

Two kinds of number occur. A `Decimal` is what offices write (98.5). A `Fraction` occurs where a
rate was reported as two counts (292 of 300), so that comparing it with a target is exact. Sums,
differences and products of the two are exact; a quotient is exact until a node rounds it, with its
places stated, and always half away from zero (四舍五入).

No binary float takes part: the context `EXACT` refuses one, and refuses any operation that would
have to drop a digit silently.
"""

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
_ZERO = Decimal(0)


@contextmanager
def exactly() -> Iterator[None]:
    """Compute inside the `EXACT` context."""
    with localcontext(EXACT):
        yield


def round_half_up(number: Number, places: int) -> Decimal:
    """The number at `places` decimals, a half going away from zero: 2.5 → 3, −2.5 → −3."""
    if type(number) is Decimal:
        return number.quantize(_STEPS[places], ROUND_HALF_UP, _ROUNDING)
    fraction = Fraction(number)
    scaled = abs(fraction.numerator) * 10**places * 2
    whole = (scaled + fraction.denominator) // (2 * fraction.denominator)
    return Decimal(-whole if fraction < 0 else whole).scaleb(-places, _ROUNDING)


def add(left: Number, right: Number) -> Number:
    """left + right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left + right
    return tidy(Fraction(left) + Fraction(right))


def subtract(left: Number, right: Number) -> Number:
    """left − right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left - right
    return tidy(Fraction(left) - Fraction(right))


def multiply(left: Number, right: Number) -> Number:
    """left × right, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left * right
    return tidy(Fraction(left) * Fraction(right))


def divide(left: Number, right: Number) -> Number:
    """left ÷ right, exactly: a Decimal where it ends, else a Fraction. `right` is never zero."""
    return tidy(Fraction(left) / Fraction(right))


def whole_steps(distance: Number, step: Decimal) -> int:
    """How many whole steps fit into a distance; `distance` is never negative."""
    if type(distance) is Decimal:
        return int(distance // step)
    return int(Fraction(distance) // Fraction(step))


def tidy(fraction: Fraction) -> Number:
    """A Decimal where the fraction ends within the digits we keep, else the fraction itself."""
    rest, twos, fives = fraction.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > _DIGITS // 4:
        return fraction
    return Decimal(fraction.numerator * (10**places // fraction.denominator)).scaleb(-places, _ROUNDING)


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
