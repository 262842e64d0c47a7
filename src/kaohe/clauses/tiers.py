"""Several lines on one figure: 95分及以上得8分，90—94分得6分 … ; 低于80%扣1分，低于70%扣2分."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.kinds import Interval, Kind, Side
from kaohe.clauses.nodes import Makers, condition, line_condition
from kaohe.rules import AllOf, Const, If, Ledger, Line, Node, Tier, Tiers

ZERO = Decimal(0)
_DISTANCE = re.compile("逾期|迟[报到交]|超期|超时|延[迟期误]|滞后|低于|超过|超出")
"""Names of distances: at nought nothing has happened."""


def award_node(
    figure: Figure, effects: Sequence[Effect], rest: Node | None, makers: Makers, base: Decimal | None
) -> tuple[Node | None, list[Effect]]:
    """What the figure earns: tiers, steps down from the last of them, nothing below a line. With the effects that it takes in.

    None where the lines do not make one scale.
    """
    lines = [
        effect
        for effect in effects
        if effect.kind in (Kind.LINE, Kind.RANK) and effect.action in (Action.GIVE, Action.ALL)
    ]
    voids = [effect for effect in effects if effect.kind is Kind.LINE and effect.action is Action.NOTHING]
    steps = [effect for effect in effects if effect.kind is Kind.STEPS and effect.action is Action.TAKE]
    if lines and lines[0].kind is Kind.RANK and len(lines) == 1 and steps:
        points = _points(lines[0], base)
        return Ledger(points, (Line("", makers.per_step(steps[0])),), (), ZERO), [*steps, *voids]
    fixed = [effect for effect in effects if effect.kind is Kind.LINE and effect.action is Action.TAKE]
    if fixed and lines and base is not None and not steps:
        lines += [
            replace(effect, action=Action.GIVE, points=max(ZERO, base - (effect.points or ZERO)))
            for effect in fixed
        ]
        fixed = []
    both_sides = len(lines) == 1 and len(steps) == len({step.trigger.side for step in steps})
    apart = len(steps) > 1 and not both_sides and not all(effect.also for effect in lines)
    if apart or fixed or any(effect.base is not None for effect in lines):
        if len(lines) == 1 and lines[0].base is not None and not steps and not fixed:
            points = _points(lines[0], base)
            return If(condition(lines[0], makers), Const(points), rest or Const(ZERO)), [*lines]
        return None, []
    given = makers.given(figure)
    otherwise: Node = rest or Const(ZERO)
    several = [effect for effect in lines if effect.also]
    if several:
        return (
            (_together(lines[0], steps, otherwise, makers, base), [*steps, *voids])
            if len(lines) == 1
            else (None, [])
        )
    if steps:
        lowest = min(_points(effect, base) for effect in lines)
        each = tuple(Line("", makers.per_step(step)) for step in (steps if both_sides else steps[:1]))
        otherwise = Ledger(lowest, each, (), ZERO)
        if len(lines) == 1:
            return _voided(otherwise, voids, makers), [*steps, *voids]
    node = _tiers(given, lines, otherwise, base, explicit=bool(voids))
    if node is None:
        return None, []
    aside = [_aside(effect, lines) for effect in voids]
    below = [effect for effect in aside if rest is not None or not _is_the_rest(effect, lines)]
    taken = [effect for effect in effects if effect.kind is Kind.LINE and effect.action is Action.TAKE]
    return _voided(node, below, makers), [*steps, *voids, *taken]


def _aside(void: Effect, lines: Sequence[Effect]) -> Effect:
    """“达到40%得2分，40%以下不得分”: the number itself belongs to the tier that names it."""
    named = {
        effect.interval.low
        for effect in lines
        if effect.interval is not None and effect.interval.includes_low
    }
    interval = void.interval
    if interval is None or interval.high is None or interval.high not in named:
        return void
    return replace(void, interval=replace(interval, includes_high=False))


def _together(
    award: Effect, steps: Sequence[Effect], otherwise: Node, makers: Makers, base: Decimal | None
) -> Node:
    """One line that several figures must reach (甲率、乙率均达100%), with steps down for each of them."""
    points = _points(award, base)
    assert award.figure is not None
    if steps:
        own = {id(step.figure): step for step in steps}
        lines = tuple(
            Line("", makers.per_step(own.get(id(one)) or replace(steps[0], figure=one)))
            for one in (award.figure, *award.also)
        )
        return Ledger(points, lines, (), ZERO)
    assert award.interval is not None
    reached = tuple(line_condition(makers.given(one), award.interval) for one in (award.figure, *award.also))
    return If(AllOf(reached), Const(points), otherwise)


def _points(effect: Effect, base: Decimal | None) -> Decimal:
    points = effect.points if effect.action is Action.GIVE else base
    return points if points is not None else ZERO


def _voided(node: Node, voids: Sequence[Effect], makers: Makers) -> Node:
    for effect in voids:
        node = If(condition(effect, makers), Const(ZERO), node)
    return node


def _is_the_rest(void: Effect, lines: Sequence[Effect]) -> bool:
    """Whether “80分以下不得分” only says what is left below the last tier."""
    ends = [
        effect.interval.low
        for effect in lines
        if effect.interval is not None and effect.interval.low is not None
    ]
    tops = [
        effect.interval.high
        for effect in lines
        if effect.interval is not None and effect.interval.high is not None
    ]
    interval = void.interval
    open_ended = any(effect.interval is not None and effect.interval.low is None for effect in lines)
    if interval is None or (open_ended and interval.low is None):
        return False
    if interval.high is not None and ends:
        return interval.high <= min(ends)
    return interval.low is not None and bool(tops) and interval.low >= max(tops)


def _tiers(
    given: Node, lines: Sequence[Effect], otherwise: Node, base: Decimal | None, *, explicit: bool
) -> Node | None:
    del explicit
    placed = [(effect.interval, _points(effect, base)) for effect in lines if effect.interval is not None]
    if len(placed) != len(lines):
        return None
    if len({interval for interval, _ in placed}) < len(placed):
        return None
    if len(placed) == 1:
        return If(line_condition(given, placed[0][0]), Const(placed[0][1]), otherwise)
    higher = None if any(interval.even for interval, _ in placed) else _higher_is_better(placed)
    if higher is None:
        return _separate(given, placed, otherwise)
    ordered = sorted(placed, key=lambda entry: entry[1], reverse=True)
    tiers = []
    for interval, points in ordered:
        threshold = interval.low if higher else interval.high
        if threshold is None:
            if (interval, points) != ordered[-1] or otherwise != Const(ZERO):
                return None
            otherwise = Const(points)
            continue
        strict = not (interval.includes_low if higher else interval.includes_high)
        tiers.append(Tier(Const(threshold), Const(points), strict))
    thresholds = [tier.threshold.value for tier in tiers if isinstance(tier.threshold, Const)]
    falling = all((a > b) if higher else (a < b) for a, b in pairwise(thresholds))
    if not falling:
        return None
    return Tiers(given, tuple(tiers), otherwise, higher)


def _higher_is_better(placed: Sequence[tuple[Interval, Decimal]]) -> bool | None:
    best = max(placed, key=lambda entry: entry[1])[0]
    worst = min(placed, key=lambda entry: entry[1])[0]
    if best.low is not None and worst.low is not None and best.low != worst.low:
        return best.low > worst.low
    if best.high is not None and worst.high is not None and best.high != worst.high:
        return best.high > worst.high
    if best.low is not None and worst.high is not None and worst.low is None:
        return None
    return None


def _separate(given: Node, placed: Sequence[tuple[Interval, Decimal]], otherwise: Node) -> Node:
    """Intervals that have no common scale: each looked at in its turn."""
    node = otherwise
    even = any(interval.even for interval, _ in placed)
    ordered = sorted(placed, key=lambda entry: entry[1] if even else _width(entry[0]))
    for interval, points in ordered:
        node = If(line_condition(given, interval), Const(points), node)
    return node


def taken_node(figure: Figure, effects: Sequence[Effect], makers: Makers) -> Node:
    """What lines on one figure take: the worst that is reached, once (低于80%扣1分，低于70%扣2分)."""
    makers.given(figure)
    if len(effects) == 1:
        effects = [_begun(effects[0], figure)]
        return If(condition(effects[0], makers), Const(effects[0].points or ZERO), Const(ZERO))
    effects = [_begun(effect, figure) for effect in effects]
    within = _within(effects)
    if within:
        effects, nested = within, False
    nested = not within and any(
        _holds(one.interval, other.interval) for one in effects for other in effects if one is not other
    )
    ordered = _narrowing(effects) if nested else list(reversed(effects))
    node: Node = Const(ZERO)
    for effect in ordered:
        node = If(condition(effect, makers), Const(effect.points or ZERO), node)
    return node


def _narrowing(effects: Sequence[Effect]) -> list[Effect]:
    """From the widest to the narrowest: within several that hold, the narrowest is meant."""

    return sorted(effects, key=lambda effect: _width(effect.interval))


def _width(end: Interval | None) -> tuple[Decimal, Decimal]:
    """A key that puts an interval before those that lie within it."""
    low = end.low if end is not None and end.low is not None else Decimal("-Infinity")
    high = end.high if end is not None and end.high is not None else Decimal("Infinity")
    return low, -high


def _begun(effect: Effect, figure: Figure) -> Effect:
    """“逾期3天以内的扣1分”: of what is late at all."""
    end = effect.interval
    inside = any("以内" in ground.text for ground in effect.statement.grounds)
    if end is None or end.low is not None or not inside or not _DISTANCE.search(figure.name):
        return effect
    return replace(effect, interval=replace(end, low=ZERO, includes_low=False))


def _within(effects: Sequence[Effect]) -> list[Effect]:
    """“低于10%以内扣2分，20%以内扣4分，20%以上扣6分”: widening ends of a distance, each from where the last one stopped.

    Empty where the lines are no such ends. At no distance at all nothing is taken.
    """
    ends = [effect.interval for effect in effects]
    bounded = [end for end in ends if end is not None and end.low is None and end.high is not None]
    tops = [end.high for end in bounded if end.high is not None]
    points = [effect.points or ZERO for effect in effects]
    distance = any("以内" in ground.text for effect in effects for ground in effect.statement.grounds)
    rising = all(a < b for a, b in pairwise(tops)) and all(a < b for a, b in pairwise(points))
    if len(effects) < 2 or not bounded or not distance or not rising or ends[: len(bounded)] != bounded:
        return []
    lows = [ZERO, *tops]
    placed = [
        replace(
            effect,
            interval=Interval(low, end.high if end else None, False, end.includes_high if end else True),
        )
        for effect, low, end in zip(effects, lows, ends, strict=False)
    ]
    return placed if len(effects) <= len(lows) else []


def _holds(one: Interval | None, other: Interval | None) -> bool:
    """Whether the first interval holds the second within it (低于80% holds 低于70%)."""
    if one is None or other is None:
        return False
    low = one.low is None or (other.low is not None and one.low <= other.low)
    high = one.high is None or (other.high is not None and one.high >= other.high)
    return low and high


__all__ = ["Side", "award_node", "taken_node"]
