"""What the clause reader says of one clause."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import Problem
from kaohe.rules import Level, Node


class Nature(Enum):
    """What kind of clause it is: figures, a list of facts, a person's decision, both, or no points in it."""

    QUANTITATIVE = "quantitative"
    CHECKLIST = "checklist"
    JUDGEMENT = "judgement"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the clause as written (characters from `start` up to `end`) and what it is."""

    start: int
    end: int
    text: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A figure, count, yes/no or judgement that the rule asks for, in the order of the clause.

    `type`: percent, count, number, money, bool, level or points. `measure` is what the rule calls it.
    """

    name: str
    type: str
    measure: str
    span: Span
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """A clause and what was understood of it.

    `rule` is None where nothing can be computed (no points in it, or too much unread). `unread` are the numbers and scoring
    words that found no place: while there are any, the rule must not be used without a person's word.
    `levels` and `range` describe a judgement: named levels with points, or the points a person may give. `over`, `under`: by the
    clause's own words the item may end above its full points, or below zero. `optional` are measures that
    a person decides beside what is counted (资料不全的酌情扣分), with the value that holds nothing against the unit.
    """

    text: str
    nature: Nature
    inputs: tuple[Input, ...] = ()
    rule: Node | None = None
    levels: tuple[Level, ...] = ()
    range: tuple[Decimal, Decimal] | None = None
    unread: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = ()
    spans: tuple[Span, ...] = ()
    over: bool = False
    under: bool = False
    optional: tuple[tuple[str, Decimal | str], ...] = ()
