"""How points are computed. What each node means stands in `rules/semantics.md`."""

from decimal import Decimal
from fractions import Fraction as Exact
from typing import Any

from kaohe.core import Absence, Number
from kaohe.core.numbers import (
    POINT_PLACES,
    add,
    divide,
    excess,
    less,
    multiply,
    round_half_up,
    subtract,
    tidy,
    whole_steps,
)
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import (
    Detail,
    Plan,
    Trace,
    left_out,
    new_trace,
    number,
    provisional,
    settle,
    survey,
)
from kaohe.rules import (
    ByLevel,
    Const,
    Discretion,
    Fraction,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)

_ZERO = Decimal(0)
_ONE = Decimal(1)
_NO_DISTANCE: Detail = (("distance", _ZERO),)


def per_step(node: PerStep, of: Plan, below: Plan | None, above: Plan | None) -> Plan:
    rate = tidy(Exact(node.points) / Exact(node.step))
    limits = tuple(limit for limit in (below, above) if limit is not None)
    fixed = _fixed(node)

    def run(context: Context) -> Trace:
        own = of(context)
        parts = (own, *fixed) if fixed else (own, *[limit(context) for limit in limits])
        absent, unsure = survey(parts)
        if absent is not None:
            return new_trace(Trace, (node, absent, parts, (), unsure))
        value: Any = own.value
        distance: Number = _ZERO
        if below is not None:
            low: Any = parts[1].value
            distance = excess(low, value)
        if above is not None:
            high: Any = parts[-1].value
            beyond = excess(value, high)
            distance = add(distance, beyond) if distance else beyond  # both where targets turn a range over
        points, detail = _for_distance(node, distance, rate)
        return new_trace(Trace, (node, points, parts, detail, unsure))

    return run


def _fixed(node: PerStep) -> tuple[Trace, ...]:
    """The limits' traces where every limit is a number that the rule states: they never change."""
    limits = [limit for limit in (node.below, node.above) if limit is not None]
    constants = [limit for limit in limits if isinstance(limit, Const)]
    return tuple(Trace(limit, limit.value) for limit in constants) if len(constants) == len(limits) else ()


def _for_distance(node: PerStep, distance: Number, rate: Number) -> tuple[Decimal, Detail]:
    """Points for a distance: by steps, rounded, kept at the cap; and the figures on the way."""
    if not distance:
        return _ZERO, _NO_DISTANCE
    if node.fraction is Fraction.PROPORTIONAL:
        points, detail = settle(multiply(distance, rate), POINT_PLACES, (("distance", distance),))
    else:
        steps = whole_steps(distance, node.step)
        if node.fraction is Fraction.STARTED and multiply(Decimal(steps), node.step) < distance:
            steps += 1
        counted: Detail = (("distance", distance), ("steps", Decimal(steps)))
        points, detail = settle(steps * node.points, POINT_PLACES, counted)
    if node.cap is not None and points > node.cap:
        return round_half_up(node.cap, POINT_PLACES), (*detail, ("raw", points))
    return points, detail


def proportional(node: Proportional, of: Plan, low: Plan, high: Plan) -> Plan:
    rise = node.high_points - node.low_points

    def run(context: Context) -> Trace:
        parts = (of(context), low(context), high(context))
        absent, unsure = survey(parts)
        if absent is not None:
            return new_trace(Trace, (node, absent, parts, (), unsure))
        at, start, end = (number(part) for part in parts)
        if start == end:
            return new_trace(Trace, (node, Absence.PENDING, parts, (), unsure))
        share = divide(subtract(at, start), subtract(end, start))
        if not less(_ZERO, share):
            points: Number = node.low_points
        elif not less(share, _ONE):
            points = node.high_points
        else:
            points = add(node.low_points, multiply(share, rise))
        value, detail = settle(points, POINT_PLACES, (("share", share),))
        return new_trace(Trace, (node, value, parts, detail, unsure))

    return run


def tiers(node: Tiers, of: Plan, ladder: tuple[tuple[Plan, Plan, bool], ...], otherwise: Plan) -> Plan:
    higher = node.higher_is_better
    steps = tuple((Decimal(place), *tier) for place, tier in enumerate(ladder, 1))

    def run(context: Context) -> Trace:
        own = of(context)
        if own.value.__class__ is Absence:
            return new_trace(Trace, (node, own.value, (own,), (), own.provisional))
        value: Any = own.value
        parts = [own]
        position, chosen = _ZERO, otherwise
        for place, threshold, points, strict in steps:
            limit = threshold(context)
            parts.append(limit)
            edge: Any = limit.value
            if edge.__class__ is Absence:
                return new_trace(Trace, (node, edge, tuple(parts), (), provisional(parts)))
            reached = less(edge, value) if higher else less(value, edge)
            if reached or (not strict and value == edge):
                position, chosen = place, points
                break
        earned = chosen(context)
        parts.append(earned)
        detail = (("tier", position),)  # counted from 1; 0 is 否则
        return new_trace(Trace, (node, earned.value, tuple(parts), detail, provisional(parts)))

    return run


def ledger(node: Ledger, deductions: tuple[Plan, ...], additions: tuple[Plan, ...]) -> Plan:
    start, floor, cap, when_spent = node.start, node.floor, node.cap, node.when_spent
    lines, split = deductions + additions, len(deductions)

    def run(context: Context) -> Trace:
        parts = tuple([line(context) for line in lines])
        absent, unsure = survey(parts)
        taken, given = parts[:split], parts[split:]
        if absent is not None:
            applying = left_out(parts)
            if isinstance(applying, Absence):
                return new_trace(Trace, (node, applying, parts, (), unsure))
            taken, given = _applying(taken), _applying(given)
        loss, gain = _points_of(taken), _points_of(given)
        raw = start - loss + gain
        points = _between(raw, floor, cap)
        detail: Detail = (("deducted", loss), ("added", gain), ("raw", raw))
        if when_spent and loss >= start:
            points -= when_spent
            detail = (*detail, ("when_spent", when_spent))
        return new_trace(Trace, (node, points, parts, detail, unsure))

    return run


def _applying(lines: tuple[Trace, ...]) -> tuple[Trace, ...]:
    return tuple(line for line in lines if line.value.__class__ is not Absence)


def _points_of(lines: tuple[Trace, ...]) -> Decimal:
    """The sum of what lines earned or cost. Points are decimals, so that a plain sum is exact."""
    values: list[Any] = [line.value for line in lines]
    return sum(values, _ZERO)


def _between(raw: Decimal, floor: Decimal | None, cap: Decimal | None) -> Decimal:
    if floor is not None and raw < floor:
        return floor
    if cap is not None and raw > cap:
        return cap
    return raw


def weighted(node: Weighted, of: tuple[Plan, ...]) -> Plan:
    weights = tuple(part.weight for part in node.of)
    whole = sum(weights, _ZERO)

    def run(context: Context) -> Trace:
        parts = tuple(part(context) for part in of)
        unsure = provisional(parts)
        applying = left_out(parts)
        if isinstance(applying, Absence):
            return Trace(node, applying, parts, (), unsure)
        pairs = [
            (weight, number(part))
            for weight, part in zip(weights, parts, strict=True)
            if part.value is not Absence.NOT_APPLICABLE
        ]
        raw: Number = _ZERO
        for weight, points in pairs:
            raw = add(raw, multiply(weight, points))
        present = sum((weight for weight, _ in pairs), _ZERO)
        if present != whole:
            raw = divide(multiply(raw, whole), present)
        value, detail = settle(raw, POINT_PLACES, (("weights", present),))
        return Trace(node, value, parts, detail, unsure)

    return run


def by_level(node: ByLevel) -> Plan:
    points = {level.name: level.points for level in node.levels}

    def run(context: Context) -> Trace:
        level = context.actuals.get(node.measure, Absence.PENDING)
        if isinstance(level, Absence):
            return Trace(node, _judged(level))
        return new_trace(Trace, (node, points[str(level)], (), (("level", level),), False))

    return run


def discretion(node: Discretion) -> Plan:
    def run(context: Context) -> Trace:
        given = context.actuals.get(node.measure, Absence.PENDING)
        if isinstance(given, Absence):
            return Trace(node, _judged(given))
        if not isinstance(given, Decimal):
            raise TypeError(f"{node.measure}: {given!r} stands where points are due")
        return Trace(node, given)

    return run


def _judged(absence: Absence) -> Absence:
    """A judgement that is not there is pending, however it came to be missing (returned, say)."""
    return Absence.NOT_APPLICABLE if absence is Absence.NOT_APPLICABLE else Absence.PENDING
