"""Numbers as Excel keeps them: which it holds to the last digit, how many decimals they show, means."""

from collections.abc import Iterable
from decimal import Decimal

from kaohe.core import Absence, Number, round_half_up
from kaohe.core.numbers import POINT_PLACES, RATE_PLACES, divide

ZERO = Decimal(0)
MOST_DIGITS = 15
"""Digits that a number of Excel keeps."""
LEAST_PLACES = 2
"""Decimals that a number with more than two always shows."""

Cell = str | int | Decimal | None
"""What a cell holds; None: nothing."""


def is_kept(number: Decimal | int) -> bool:
    """Whether Excel keeps every digit."""
    digits = Decimal(number).normalize().as_tuple().digits
    return len(digits) <= MOST_DIGITS and abs(number) < 10**MOST_DIGITS


def places(number: Decimal | int) -> int:
    """Decimals that the number has, needless zeros apart."""
    exponent = Decimal(number).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def most_places(numbers: Iterable[object]) -> int:
    """Decimals that show each of them in full: a column stands in line. Texts and absences are passed over."""
    return max((places(number) for number in numbers if isinstance(number, Decimal)), default=0)


def number_format(decimals: int) -> str:
    """So many decimals; beyond the second only those that a number has."""
    if not decimals:
        return "0"
    return f"0.{'0' * min(decimals, LEAST_PLACES)}{'#' * (decimals - LEAST_PLACES)}"


def shown(number: Number) -> Decimal:
    """A number as it is written; a fraction without an end at as many places as rates carry."""
    return number if isinstance(number, Decimal) else round_half_up(number, RATE_PLACES)


def mean(numbers: Iterable[Decimal]) -> Decimal | None:
    """The arithmetic mean, at as many places as points carry; None of nothing."""
    known = list(numbers)
    if not known:
        return None
    return round_half_up(divide(sum(known, ZERO), Decimal(len(known))), POINT_PLACES)


def share(part: Decimal, whole: Decimal) -> Decimal:
    """part ÷ whole, at as many places as points carry."""
    return round_half_up(divide(part, whole), POINT_PLACES)


def cell_of(value: Decimal | Absence | None) -> Cell:
    """A value, or the word for why there is none."""
    return value.label if isinstance(value, Absence) else value
