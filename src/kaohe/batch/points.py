"""How points are compiled. What each node means stands in `rules/semantics.md`."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction as Exact
from typing import cast

import polars as pl

from kaohe.batch.columns import (
    Absent,
    Applying,
    Number,
    any_unsure,
    choose,
    common,
    either,
    leaving_out,
    nothing,
    together,
    together_or,
    where_there,
)
from kaohe.batch.conditions import judged, judgement_absent
from kaohe.batch.ground import Ground
from kaohe.batch.layout import Slot
from kaohe.batch.quantities import figure, ratio_at
from kaohe.batch.whole import TYPES, Whole, above, same, summed, width
from kaohe.core import Absence, Period, round_half_up
from kaohe.core.numbers import POINT_PLACES
from kaohe.facts import Role
from kaohe.rules import ByLevel, Discretion, Fraction, Ledger, PerStep, Proportional, Tiers, Weighted

POINT = Whole.of(10**POINT_PLACES)


def per_step(
    node: PerStep, of: Number, below: Number | None, above_: Number | None, ground: Ground
) -> Number:
    limits = [limit for limit in (below, above_) if limit is not None]
    parts = [of, *limits]
    nums, den = common(parts, ground.steps)
    own = nums[0].kept(ground.steps)
    outside = []
    if below is not None:
        outside.append((nums[1] - own).floored(0, ground.steps))
    if above_ is not None:
        outside.append((own - nums[-1]).floored(0, ground.steps))
    distance = summed(outside)
    points = _priced(node, distance, den, ground)
    if node.cap is not None:
        points = points.capped(_scaled(round_half_up(node.cap, POINT_PLACES)), ground.steps)
    return Number(points, POINT, together(parts), any_unsure(parts))


def _priced(node: PerStep, distance: Whole, den: Whole, ground: Ground) -> Whole:
    """Points for a distance, at four places."""
    price, step = Exact(node.points), Exact(node.step)
    if node.fraction is Fraction.PROPORTIONAL:
        return ratio_at(distance, den, price / step, POINT_PLACES, ground)
    over = den.times(step.numerator)
    begun = node.fraction is Fraction.STARTED
    steps = distance.times(step.denominator).over(over, up=begun)
    return ratio_at(steps, Whole.of(1), price, POINT_PLACES, ground)


def _scaled(points: Decimal, places: int = POINT_PLACES) -> int:
    return int(points.scaleb(places))


def proportional(node: Proportional, of: Number, low: Number, high: Number, ground: Ground) -> Number:
    parts = (of, low, high)
    (at, start, end), _ = common(parts, ground.steps)
    start = start.kept(ground.steps)
    way, whole = (at - start).kept(ground.steps), (end - start).kept(ground.steps)
    unsure = any_unsure(parts)
    if whole.fixed and whole.low == 0:  # two targets that happen to be one number
        return Number(nothing(Absence.PENDING).num, POINT, _all_pending(parts), unsure)
    falling = _where_negative(whole)
    way, size = _turned(way, falling), whole.size()
    bad = same(whole, Whole.of(0))
    if size.low < 1:
        size = Whole(pl.when(~bad).then(size.expr), 1, max(size.high, 1), size.bits).kept(ground.steps)
    gone = way.floored(0, ground.steps).kept(ground.steps)
    if gone.high > size.low:
        gone = _at_most(gone, size)
    first, rise = Exact(node.low_points), Exact(node.high_points) - Exact(node.low_points)
    common_den = first.denominator * rise.denominator
    num = size.times(int(first * common_den)) + gone.times(int(rise * common_den))
    points = ratio_at(num, size, Exact(1, common_den), POINT_PLACES, ground)
    least, most = sorted((first, first + rise))
    points = points.known(_round(least), _round(most))
    zero = whole.low <= 0 <= whole.high
    absent = together_or(parts, bad, Absence.PENDING) if zero else together(parts)
    return Number(points, POINT, absent, unsure)


def _round(points: Exact) -> int:
    return _scaled(round_half_up(points, POINT_PLACES))


def _all_pending(parts: Sequence[Number]) -> Absent:
    there = ~pl.any_horizontal([part.value.is_null() for part in parts])
    return together_or(parts, there, Absence.PENDING)


def _where_negative(whole: Whole) -> pl.Expr | bool:
    if whole.low >= 0:
        return False
    return True if whole.high <= 0 else whole.expr < 0


def _turned(number: Whole, falling: pl.Expr | bool) -> Whole:
    """The number with its sign turned where the line falls."""
    if isinstance(falling, bool):
        return -number if falling else number
    turned = -number
    bits = max(number.bits, turned.bits)
    low, high = min(number.low, turned.low), max(number.high, turned.high)
    return Whole(pl.when(falling).then(turned.at(bits)).otherwise(number.at(bits)), low, high, bits)


def _at_most(number: Whole, most: Whole) -> Whole:
    """The lesser of the two, row by row."""
    bits = max(number.bits, most.bits)
    expr = pl.when(above(number, most)).then(most.at(bits)).otherwise(number.at(bits))
    return Whole(expr, min(number.low, most.low), min(number.high, most.high), bits)


def tiers(
    node: Tiers, of: Number, ladder: Sequence[tuple[Number, Number]], otherwise: Number, ground: Ground
) -> Number:
    """The first tier that is reached; a threshold that is absent before ends the search with its absence."""
    steps = ground.steps
    of = of.kept(steps)
    result = otherwise
    for tier, (threshold, points) in reversed(list(zip(node.tiers, ladder, strict=True))):
        limit = threshold.kept(steps)
        (own, edge), _ = common((of, limit), steps)
        better, worse = (own, edge) if node.higher_is_better else (edge, own)
        reached = steps.keep(above(better, worse, equal=not tier.strict))
        cases = [(reached, points)]
        if limit.absent.kinds:
            unknown = Number(
                nothing(Absence.MISSING).num, limit.den if limit.den.fixed else Whole.of(1), limit.absent
            )
            cases.insert(0, (limit.value.is_null(), unknown))
        result = choose(cases, result)
        unsure = either(limit.unsure, result.unsure)
        result = Number(result.num, result.den, result.absent, unsure).kept(steps)
    return cast(Number, where_there(of, result))


def ledger(node: Ledger, deductions: Sequence[Number], additions: Sequence[Number], ground: Ground) -> Number:
    steps = ground.steps
    applying = leaving_out([*deductions, *additions], steps)
    stated = [node.start, node.floor, node.cap, node.when_spent]
    numbers = [Number.exactly(each) for each in stated if each is not None]
    nums, den = common([*applying.parts, *numbers], steps)
    taken, given = nums[: len(deductions)], nums[len(deductions) : len(applying.parts)]
    start, spent = (_over(each, den) for each in (node.start, node.when_spent))
    loss = summed(taken).kept(steps) if taken else Whole.of(0)
    raw = Whole.of(start) - loss
    if given:
        raw = raw + summed(given)
    if node.floor is not None:
        raw = raw.floored(_over(node.floor, den), steps)
    if node.cap is not None:
        raw = raw.capped(_over(node.cap, den), steps)
    if spent:
        used_up = above(loss, Whole.of(start), equal=True)
        raw = raw.kept(steps)
        less = raw - Whole.of(spent)
        expr = pl.when(used_up).then(less.expr).otherwise(raw.at(less.bits))
        raw = Whole(expr, less.low, raw.high, less.bits)
    return Number(_masked(raw, applying), den, applying.absent, applying.unsure)


def _over(number: Decimal, den: Whole) -> int:
    """A stated number over the common denominator (points are never over one that varies)."""
    assert den.fixed
    whole = Exact(number) * den.low
    assert whole.denominator == 1
    return whole.numerator


def _masked(whole: Whole, applying: Applying) -> Whole:
    return whole if applying.none is None else whole.held(applying.masked(whole.expr))


def weighted(node: Weighted, of: Sequence[Number], ground: Ground) -> Number:
    steps = ground.steps
    applying = leaving_out(of, steps)
    nums, den = common(applying.parts, steps)
    weights = [Exact(part.weight) for part in node.of]
    scale = Exact(1)
    for weight in weights:
        scale = Exact(
            max(scale.numerator, 1) * weight.denominator // _gcd(scale.numerator, weight.denominator)
        )
    shares = [int(weight * scale) for weight in weights]
    raw = summed([num.times(share) for num, share in zip(nums, shares, strict=True)])
    if all(out is None for out in applying.outs):
        points = ratio_at(raw, den, 1 / scale, POINT_PLACES, ground)
        return Number(points, POINT, applying.absent, applying.unsure)
    whole = sum(shares)
    bits = width(0, whole)
    present = [
        pl.lit(share, dtype=TYPES[bits])
        if out is None
        else pl.when(out).then(pl.lit(0, dtype=TYPES[bits])).otherwise(pl.lit(share, dtype=TYPES[bits]))
        for share, out in zip(shares, applying.outs, strict=True)
    ]
    there = steps.keep(applying.masked(pl.sum_horizontal(present).cast(TYPES[bits])))
    least = max(1, min(shares))
    over = Whole(there, least, whole, bits, plain=True) * den
    points = ratio_at(raw.times(whole), over, 1 / scale, POINT_PLACES, ground)
    return Number(points, POINT, applying.absent, applying.unsure)


def _gcd(one: int, other: int) -> int:
    while other:
        one, other = other, one % other
    return one


def by_level(node: ByLevel, ground: Ground, period: Period) -> Number:
    level, names, absent = judged(node.measure, ground, period)
    points = {each.name: Number.exactly(each.points) for each in node.levels}
    known = [(position, points[name]) for position, name in enumerate(names) if name in points]
    if not known:
        return Number(nothing(Absence.PENDING).num, POINT, absent)
    cases = [(level.eq_missing(pl.lit(position, dtype=pl.Int8)), number) for position, number in known]
    chosen = choose(cases, nothing(Absence.PENDING))
    return Number(chosen.num, chosen.den, absent)


def discretion(node: Discretion, ground: Ground, period: Period) -> Number:
    slot = Slot(Role.ACTUAL, node.measure, period)
    given = figure(ground, slot)
    assert isinstance(given, Number)
    field = ground.layout.get(slot)
    if field is None:
        return nothing(Absence.PENDING)
    return Number(given.num, given.den, judgement_absent(given.value, slot, field.absences))
