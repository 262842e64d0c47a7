"""Spans of points."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction as Exact

from kaohe.core.numbers import POINT_PLACES
from kaohe.rules.bounds.interval import ANYTHING, NOTHING, Span, hull, total
from kaohe.rules.bounds.quantities import stays
from kaohe.rules.node import Node
from kaohe.rules.scores import Fraction, Ledger, PerStep, Proportional, Tier, Tiers, Weighted

_ZERO, _ONE = Exact(0), Exact(1)


def per_step(n: PerStep, of: Span, below: Span | None, above: Span | None) -> Span:
    """Points never fall as the distance grows."""

    def priced(distance: Exact) -> Exact:
        steps = distance / Exact(n.step)
        if n.fraction is Fraction.WHOLE:
            steps = Exact(math.floor(steps))
        elif n.fraction is Fraction.STARTED:
            steps = Exact(math.ceil(steps))
        return steps * Exact(n.points)

    span = _distance(of, below, above)
    free = Span.at(_ZERO) if n.points == 0 else span.map(priced)
    return (free if n.cap is None else free.not_above(Exact(n.cap))).rounded(POINT_PLACES)


def _distance(of: Span, below: Span | None, above: Span | None) -> Span:
    """How far outside the limits; outside a range it is farthest at one of the ends of the figure."""

    def outside(of: Span) -> Span:
        short = NOTHING if below is None else (below - of).not_below(_ZERO)
        excess = NOTHING if above is None else (of - above).not_below(_ZERO)
        return short + excess

    if below is None or above is None:
        return outside(of)
    ends = [ANYTHING if end is None else Span.at(end) for end in (of.low, of.high)]
    return Span(outside(of).low, hull(outside(end) for end in ends).high)


def proportional(n: Proportional, of: Span, low: Span, high: Span) -> Span:
    """Between the points of the two ends; where the ends are fixed, only as far as the figure goes."""
    first, last = Exact(n.low_points), Exact(n.high_points)
    whole = Span(min(first, last), max(first, last)).rounded(POINT_PLACES)
    start, end = low.only, high.only
    if start is None or end is None or start == end:
        return whole

    share = (of - low).times(_ONE / abs(end - start))
    share = (share if end > start else -share).not_below(_ZERO).not_above(_ONE)
    return (Span.at(first) + share * Span.at(last - first)).rounded(POINT_PLACES)


def tiers(n: Tiers, span: Callable[[Node], Span]) -> Span:
    """The tiers that the figure can reach, up to one that it always reaches."""
    of, reached = span(n.of), []
    for tier in n.tiers:
        can, must = _reach(tier, of, span(tier.threshold), n.higher_is_better)
        if can:
            reached.append(span(tier.points))
        if must:
            return hull(reached)
    return hull([*reached, span(n.otherwise)])


def _reach(tier: Tier, of: Span, threshold: Span, upward: bool) -> tuple[bool, bool]:
    """Whether the figure can reach a tier, and whether it always does."""
    ahead = of - threshold if upward else threshold - of
    if tier.strict:
        return ahead.high is None or ahead.high > 0, ahead.low is not None and ahead.low > 0
    return ahead.high is None or ahead.high >= 0, ahead.low is not None and ahead.low >= 0


def ledger(n: Ledger, taken: Sequence[Span], given: Sequence[Span]) -> Span:
    """Spent and unspent are looked at apart, because only a spent ledger pays `when_spent`."""
    lines = n.deductions + n.additions
    alone = n.start == 0 and len(lines) == 1  # left out, it leaves no ledger
    stay = [alone or stays(line.points) for line in lines]
    spans = [span if sure else span | NOTHING for span, sure in zip([*taken, *given], stay, strict=True)]
    loss, gain = total(spans[: len(taken)]), total(spans[len(taken) :])
    start, cost = Exact(n.start), Span.at(n.when_spent)
    if not n.when_spent:
        return _kept(n, loss, gain)
    ways = []
    if loss.low is None or loss.low < start:
        ways.append(_kept(n, loss.not_above(start), gain))
    if loss.high is None or loss.high >= start:
        ways.append(_kept(n, loss.not_below(start), gain) - cost)
    return hull(ways)


def _kept(n: Ledger, loss: Span, gain: Span) -> Span:
    raw = Span.at(n.start) - loss + gain
    if n.floor is not None:
        raw = raw.not_below(Exact(n.floor))
    return raw if n.cap is None else raw.not_above(Exact(n.cap))


def weighted(n: Weighted, spans: Sequence[Span]) -> Span:
    """All weights times a weighted mean of those that apply."""
    weights = [Exact(part.weight) for part in n.of]
    if all(stays(part.of) for part in n.of):
        return total(span.times(w) for span, w in zip(spans, weights, strict=True)).rounded(POINT_PLACES)
    return hull(spans).times(sum(weights, _ZERO)).rounded(POINT_PLACES)
