"""Whether a target is reached, or goes as fast as time does (序时进度).

What adds up over the year (counts, money, running totals; not what the data rules call 时点数, the number there is on a day) is held against time: the share of the target that is done against the share
of the days that have passed, the day itself included. What stands at a level (percentages, rates, other numbers) is held against the
target itself: time says nothing about it.

Where less is better the target is a limit: what adds up must not run ahead of time, a level must not lie above it. Where the scheme does
not say which is better, nothing is judged.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from kaohe.core import Number, Period
from kaohe.core.numbers import divide, multiply, subtract
from kaohe.facts.progress.amounts import ADDED, end_of, start_of
from kaohe.facts.quality.rules import DataRules
from kaohe.scheme.model import Measure

_HUNDRED = Decimal(100)


class Standing(Enum):
    """How a figure stands to its target on a day."""

    REACHED = "reached"
    AHEAD = "ahead"
    ON_TIME = "on_time"
    BEHIND = "behind"
    SHORT = "short"
    WITHIN = "within"
    FAST = "fast"
    EXCEEDED = "exceeded"
    UNJUDGED = "unjudged"
    NO_FIGURE = "no_figure"
    NO_TARGET = "no_target"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Judged:
    """share: of the target, in percent, exact; None where the target is zero or below. lead: share − time, for what adds up, in
    百分点. short: target − done, in the measure's unit (below zero: beyond it).
    """

    standing: Standing
    share: Number | None
    lead: Number | None
    short: Number


def time_passed(period: Period, on: date) -> Number:
    """The share of the period's days that have passed, in percent: 0 before it begins, 100 from its last day on."""
    first, last = start_of(period), end_of(period)
    days = (last - first).days + 1
    gone = min(max((on - first).days + 1, 0), days)
    return divide(Decimal(gone * 100), Decimal(days))


def judge(measure: Measure, target: Decimal, done: Number, passed: Number, *, adds_up: bool) -> Judged:
    """Where a figure stands. A target of zero has no share: it is reached or it is not."""
    share = divide(multiply(done, _HUNDRED), target) if target > 0 else None
    short = subtract(target, done)
    lead = subtract(share, passed) if adds_up and share is not None else None
    return Judged(_standing(measure, short, lead), share, lead, short)


def _standing(measure: Measure, short: Number, lead: Number | None) -> Standing:
    if measure.higher_is_better is None:
        return Standing.UNJUDGED
    if measure.higher_is_better:
        if short <= 0:
            return Standing.REACHED
        if lead is None:
            return Standing.SHORT
        return Standing.AHEAD if lead > 0 else Standing.ON_TIME if lead == 0 else Standing.BEHIND
    if short < 0:
        return Standing.EXCEEDED
    return Standing.FAST if lead is not None and lead > 0 else Standing.WITHIN


def adds_up(measure: Measure, rules: DataRules) -> bool:
    """Whether a measure's figure grows with the year."""
    return measure.id not in rules.stocks and (measure.kind in ADDED or measure.id in rules.running)
