"""How points are computed. What each node means stands in `rules/semantics.md`."""

from decimal import Decimal
from fractions import Fraction as Exact

from kaohe.core import Absence, Number
from kaohe.core.numbers import (
    POINT_PLACES,
    add,
    divide,
    multiply,
    round_half_up,
    subtract,
    tidy,
    whole_steps,
)
from kaohe.evaluate.quantities import add_up
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import Plan, Trace, Value, absence_of, left_out, number, provisional, settle
from kaohe.rules import (
    ByLevel,
    Discretion,
    Fraction,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)

_ZERO = Decimal(0)


def per_step(node: PerStep, of: Plan, below: Plan | None, above: Plan | None) -> Plan:
    rate = tidy(Exact(node.points) / Exact(node.step))
    limits = tuple(limit for limit in (below, above) if limit is not None)

    def run(context: Context) -> Trace:
        parts = (of(context), *(limit(context) for limit in limits))
        absent = absence_of(parts)
        unsure = provisional(parts)
        if absent is not None:
            return Trace(node, absent, parts, (), unsure)
        value = number(parts[0])
        distance: Number = _ZERO
        if below is not None and value < (low := number(parts[1])):
            distance = subtract(low, value)
        if above is not None and value > (high := number(parts[-1])):
            distance = add(distance, subtract(value, high))
        if node.fraction is Fraction.PROPORTIONAL:
            raw, detail = settle(multiply(distance, rate), POINT_PLACES, (("distance", distance),))
        else:
            steps = whole_steps(distance, node.step)
            if node.fraction is Fraction.STARTED and multiply(Decimal(steps), node.step) < distance:
                steps += 1
            counted = (("distance", distance), ("steps", Decimal(steps)))
            raw, detail = settle(steps * node.points, POINT_PLACES, counted)
        if node.cap is not None and raw > node.cap:
            capped = round_half_up(node.cap, POINT_PLACES)
            return Trace(node, capped, parts, (*detail, ("raw", raw)), unsure)
        return Trace(node, raw, parts, detail, unsure)

    return run


def proportional(node: Proportional, of: Plan, low: Plan, high: Plan) -> Plan:
    rise = node.high_points - node.low_points

    def run(context: Context) -> Trace:
        parts = (of(context), low(context), high(context))
        unsure = provisional(parts)
        absent = absence_of(parts)
        if absent is not None:
            return Trace(node, absent, parts, (), unsure)
        at, start, end = (number(part) for part in parts)
        if start == end:
            return Trace(node, Absence.PENDING, parts, (), unsure)
        share = divide(subtract(at, start), subtract(end, start))
        if share <= 0:
            points: Number = node.low_points
        elif share >= 1:
            points = node.high_points
        else:
            points = add(node.low_points, multiply(share, rise))
        value, detail = settle(points, POINT_PLACES, (("share", share),))
        return Trace(node, value, parts, detail, unsure)

    return run


def tiers(node: Tiers, of: Plan, ladder: tuple[tuple[Plan, Plan, bool], ...], otherwise: Plan) -> Plan:
    def run(context: Context) -> Trace:
        own = of(context)
        if isinstance(own.value, Absence):
            return Trace(node, own.value, (own,), (), own.provisional)
        value = number(own)
        looked_at = [own]
        for position, (threshold, points, strict) in enumerate(ladder, 1):
            limit = threshold(context)
            looked_at.append(limit)
            if isinstance(limit.value, Absence):
                return Trace(node, limit.value, tuple(looked_at), (), provisional(looked_at))
            edge = number(limit)
            beyond = value > edge if node.higher_is_better else value < edge
            if beyond or (value == edge and not strict):
                return _tier(node, looked_at, points(context), position)
        return _tier(node, looked_at, otherwise(context), 0)

    return run


def _tier(node: Tiers, looked_at: list[Trace], points: Trace, position: int) -> Trace:
    """`position` counts tiers from 1; 0 is 否则. The points of the tier are the last part."""
    parts = (*looked_at, points)
    return Trace(node, points.value, parts, (("tier", Decimal(position)),), provisional(parts))


def ledger(node: Ledger, deductions: tuple[Plan, ...], additions: tuple[Plan, ...]) -> Plan:
    def run(context: Context) -> Trace:
        taken = tuple(line(context) for line in deductions)
        given = tuple(line(context) for line in additions)
        parts = taken + given
        unsure = provisional(parts)
        applying = left_out(parts)
        if isinstance(applying, Absence) and (applying is not Absence.NOT_APPLICABLE or node.start == 0):
            return Trace(node, applying, parts, (), unsure)
        loss, gain = (
            add_up([line for line in lines if line.value is not Absence.NOT_APPLICABLE])
            for lines in (taken, given)
        )
        raw = add(subtract(node.start, loss), gain)
        points = _between(raw, node.floor, node.cap)
        detail: tuple[tuple[str, Value], ...] = (("deducted", loss), ("added", gain), ("raw", raw))
        if node.when_spent and loss >= node.start and not isinstance(applying, Absence):
            points = subtract(points, node.when_spent)
            detail = (*detail, ("when_spent", node.when_spent))
        return Trace(node, points, parts, detail, unsure)

    return run


def _between(raw: Number, floor: Decimal | None, cap: Decimal | None) -> Number:
    if floor is not None and raw < floor:
        raw = floor
    if cap is not None and raw > cap:
        raw = cap
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
        return Trace(node, points[str(level)], (), (("level", str(level)),))

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
