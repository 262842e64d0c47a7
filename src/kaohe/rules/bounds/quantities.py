"""Spans of quantities, and of the nodes that choose, round and repeat."""

import math
from collections.abc import Sequence
from fractions import Fraction as Exact

from kaohe.core import Cadence, round_half_up
from kaohe.rules.bounds.interval import ANYTHING, NOTHING, Span, hull, over_positive, total
from kaohe.rules.choices import Gather, OverPeriods, Pick, PickOne, Round, Rounding
from kaohe.rules.node import Node
from kaohe.rules.quantities import Change, Const, Corrected, Correction, Mean, Peer, Statistic

_ONE, _HUNDRED = Exact(1), Exact(100)


def stays(node: Node) -> bool:
    """Whether the part always applies, so that it is never left out."""
    return isinstance(node, Const)


def total_of(nodes: Sequence[Node], spans: Sequence[Span]) -> Span:
    """A sum, for every choice of parts that leaves at least one."""
    if len(spans) == 1:
        return spans[0]
    any_choice = total(
        span if stays(node) else span | NOTHING for node, span in zip(nodes, spans, strict=True)
    )
    if any(stays(node) for node in nodes):
        return any_choice
    low, high = any_choice.low, any_choice.high
    if low == 0:  # none is negative: the least is the smallest one alone
        low = hull(spans).low
    if high == 0:
        high = hull(spans).high
    return Span(low, high)


def mean(n: Mean, spans: Sequence[Span]) -> Span:
    """A mean of some of them lies among them."""
    if all(stays(part) for part in n.of):
        return total(spans).times(Exact(1, len(spans))).rounded(n.places)
    return hull(spans).rounded(n.places)


def change(n: Change, now: Span, before: Span) -> Span:
    """Growth is over a base above zero."""
    if not n.relative:
        return now - before
    ratio = over_positive(now, before)
    return ANYTHING if ratio is None else (ratio - Span.at(_ONE)).times(_HUNDRED).rounded(n.places)


def peer(n: Peer, of: Span) -> Span:
    match n.statistic:
        case Statistic.RANK:
            return Span(_ONE, None)
        case Statistic.MEAN:
            return of.rounded(n.places)
        case Statistic.BEST | Statistic.WORST:
            return of


def corrected(n: Corrected, reported: Span, found: Span) -> Span:
    """What was reported stands where nothing was found."""
    if n.how is Correction.REPLACE:
        return reported | found
    rest = (Span.at(_HUNDRED) - found).times(_ONE / _HUNDRED)
    return reported | (reported * rest).rounded(n.places)


def pick_one(n: PickOne, spans: Sequence[Span]) -> Span:
    """The highest is at least every one that always applies, or else the least of all, alone."""
    if n.pick is Pick.LOWEST:
        return -_highest(n.of, [-span for span in spans])
    return _highest(n.of, spans)


def _highest(nodes: Sequence[Node], spans: Sequence[Span]) -> Span:
    held = hull(spans)
    for node, span in zip(nodes, spans, strict=True):
        if stays(node) and span.low is not None:
            held = held.not_below(span.low)
    return held


def rounded(n: Round, of: Span) -> Span:
    """All three ways of rounding never fall."""
    return of.map(lambda end: _round(end, n))


def _round(end: Exact, n: Round) -> Exact:
    if n.mode is Rounding.HALF_UP:
        return Exact(round_half_up(end, n.places))
    scaled = abs(end) * 10**n.places
    size = math.floor(scaled) if n.mode is Rounding.DOWN else math.ceil(scaled)
    return Exact(size if end > 0 else -size, 10**n.places)


def over_periods(n: OverPeriods, of: Span) -> Span:
    """A period no longer than the cadence is the node itself; a longer one has at most a year's parts."""
    match n.gather:
        case Gather.MEAN:
            return of | of.rounded(n.places)
        case Gather.SUM:
            return of | of.times(Exact(Cadence.YEAR.months // n.cadence.months))
        case Gather.LAST | Gather.LOWEST | Gather.HIGHEST:
            return of
