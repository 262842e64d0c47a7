"""A relation between figures as a tree, and what it comes to for one unit in one period.

    total ─ number
          ─ figure (of this period, the one before, the year before, or added up over the periods inside)
          ─ left + − × ÷ right

Exact throughout. A relation is open where a figure is absent in any way, or would have to be divided by zero: what is not there is
neither right nor wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import assert_never

from kaohe.core import Absence, CountRatio, FactValue, Number, Period, plain
from kaohe.core.numbers import add, divide, less, multiply, subtract

ZERO = Decimal(0)
Look = Callable[[str, Period], FactValue | None]
"""A unit's figure for a measure in a period; None: not reported."""


class When(Enum):
    """Which period a figure is of, seen from the one that is checked."""

    NOW = ""
    BEFORE = "上期"
    LAST_YEAR = "上年"
    PARTS = "各期合计"


class Side(Enum):
    """Which number of a measure: the whole figure, or one of the two counts of a rate."""

    VALUE = "value"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Plain:
    """A number that the relation states."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A unit's figure. `text`: how the office calls it in the relation."""

    measure: str
    text: str
    when: When = When.NOW
    side: Side = Side.VALUE


@dataclass(frozen=True, slots=True)
class Joined:
    """Two terms and the sign between them: + − × ÷."""

    left: "Term"
    sign: str
    right: "Term"


Term = Plain | Figure | Joined


class Compare(Enum):
    """The sign between the two sides, as it is shown."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    BELOW = "<"
    ABOVE = ">"
    EQUAL = "="
    UNEQUAL = "≠"


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sides and how they have to stand. `text`: as the office wrote it, tidied."""

    left: Term
    compare: Compare
    right: Term
    text: str

    @property
    def said(self) -> str:
        """The text with the signs that people read."""
        return self.text.replace("<=", "≤").replace(">=", "≥").replace("!=", "≠")

    def figures(self) -> tuple[Figure, ...]:
        """Every figure it looks at, once, in the order of the text."""
        return tuple(dict.fromkeys((*figures_of(self.left), *figures_of(self.right))))


def figures_of(term: Term) -> Iterator[Figure]:
    match term:
        case Figure():
            yield term
        case Joined(left, _, right):
            yield from figures_of(left)
            yield from figures_of(right)
        case Plain():
            pass
        case _:
            assert_never(term)


@dataclass(frozen=True, slots=True)
class Times:
    """The periods that a relation is tried in, and for each measure the periods inside each that 各期合计 adds up.

    `before`: the period before one, where there is one within the round.
    """

    tried: tuple[Period, ...]
    inside: Mapping[tuple[str, Period], tuple[Period, ...]]
    before: Mapping[Period, Period]


def holds(
    relation: Relation, look: Look, period: Period, times: Times, tolerance: Decimal = ZERO
) -> bool | None:
    """Whether it holds within the tolerance; None where a figure for it is absent.

    ≤ and ≥ may be missed by up to the tolerance, = too; < and > must be kept with the tolerance added; ≠ means further apart
    than the tolerance.
    """
    left, right = value_of(relation.left, look, period, times), value_of(relation.right, look, period, times)
    if left is None or right is None:
        return None
    apart = subtract(left, right)
    match relation.compare:
        case Compare.AT_MOST:
            return not less(tolerance, apart)
        case Compare.AT_LEAST:
            return not less(apart, -tolerance)
        case Compare.BELOW:
            return less(apart, tolerance)
        case Compare.ABOVE:
            return less(-tolerance, apart)
        case Compare.EQUAL:
            return not less(tolerance, _size(apart))
        case Compare.UNEQUAL:
            return less(tolerance, _size(apart))
        case _:
            assert_never(relation.compare)


def _size(number: Number) -> Number:
    return number if number >= 0 else -number


def value_of(term: Term, look: Look, period: Period, times: Times) -> Number | None:
    """What a term comes to; None where something it needs is absent, or it would be divided by zero."""
    match term:
        case Plain(value):
            return value
        case Figure():
            return figure_value(term, look, period, times)
        case Joined(left_term, sign, right_term):
            left, right = value_of(left_term, look, period, times), value_of(right_term, look, period, times)
            if left is None or right is None or (sign == "/" and right == 0):
                return None
            return _SIGNS[sign](left, right)
        case _:
            assert_never(term)


_SIGNS: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
}


def figure_value(figure: Figure, look: Look, period: Period, times: Times) -> Number | None:
    """One figure's number. Of the periods inside, one that does not apply is left out, one that was not reported opens the sum."""
    if figure.when is When.PARTS:
        return _added(figure, look, times.inside.get((figure.measure, period), ()))
    when: Period | None = period
    if figure.when is When.BEFORE:
        when = times.before.get(period)
    elif figure.when is When.LAST_YEAR:
        when = period.years_later(-1)
    return None if when is None else _number(look(figure.measure, when), figure.side)


def _added(figure: Figure, look: Look, parts: tuple[Period, ...]) -> Number | None:
    total: Number | None = None
    for part in parts:
        value = look(figure.measure, part)
        if value is Absence.NOT_APPLICABLE:
            continue
        number = _number(value, figure.side)
        if number is None:
            return None
        total = number if total is None else add(total, number)
    return total


def _number(value: FactValue | None, side: Side) -> Number | None:
    if isinstance(value, CountRatio):
        return {Side.VALUE: value.exact, Side.PART: value.part, Side.WHOLE: value.whole}[side]
    return value if isinstance(value, Decimal) and side is Side.VALUE else None


def shown(relation: Relation, look: Look, period: Period, times: Times) -> str:
    """The figures as they stand, for a message: 普惠托位数 30，托位总数 25."""
    said = []
    for figure in relation.figures():
        number = figure_value(figure, look, period, times)
        said.append(f"{figure.text} {'没有数' if number is None else plain(number)}")
    return "，".join(said)
