"""How the choosing, scaling and repeating nodes are computed. See `rules/semantics.md`."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kaohe.core import Absence, Number
from kaohe.core.numbers import POINT_PLACES, divide, multiply, round_half_up, tidy
from kaohe.evaluate.quantities import add_up
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import Plan, Trace, absence_of, left_out, new_trace, number, provisional, settle
from kaohe.rules import (
    ByClass,
    Default,
    Gather,
    If,
    OverPeriods,
    Pick,
    PickOne,
    Round,
    Rounding,
    Times,
)


def choose(node: If, condition: Plan, then: Plan, otherwise: Plan) -> Plan:
    def run(context: Context) -> Trace:
        holds = condition(context)
        if holds.value.__class__ is Absence:
            return new_trace(Trace, (node, holds.value, (holds,), (), holds.provisional))
        branch = then(context) if holds.value else otherwise(context)
        unsure = holds.provisional or branch.provisional
        return new_trace(Trace, (node, branch.value, (holds, branch), (), unsure))

    return run


def by_class(node: ByClass, cases: Mapping[str, Plan], otherwise: Plan | None) -> Plan:
    def run(context: Context) -> Trace:
        of = cases.get(context.unit.unit_class, otherwise)
        detail = (("class", context.unit.unit_class),)
        if of is None:
            return Trace(node, Absence.NOT_APPLICABLE, (), detail)
        part = of(context)
        return Trace(node, part.value, (part,), detail, part.provisional)

    return run


def pick_one(node: PickOne, of: tuple[Plan, ...]) -> Plan:
    pick = max if node.pick is Pick.HIGHEST else min

    def run(context: Context) -> Trace:
        parts = tuple(part(context) for part in of)
        applying = left_out(parts)
        value = applying if isinstance(applying, Absence) else pick(number(part) for part in applying)
        return Trace(node, value, parts, (), provisional(parts))

    return run


def times(node: Times, of: Plan, by: Plan) -> Plan:
    def run(context: Context) -> Trace:
        parts = (of(context), by(context))
        absent = absence_of(parts)
        if absent is not None:
            return Trace(node, absent, parts, (), provisional(parts))
        product = multiply(number(parts[0]), number(parts[1]))
        value, detail = settle(product, POINT_PLACES)
        return Trace(node, value, parts, detail, provisional(parts))

    return run


def rounded(node: Round, of: Plan) -> Plan:
    def run(context: Context) -> Trace:
        part = of(context)
        if isinstance(part.value, Absence):
            return Trace(node, part.value, (part,), (), part.provisional)
        return Trace(node, _round(number(part), node), (part,), (), part.provisional)

    return run


def _round(value: Number, node: Round) -> Number:
    if node.mode is Rounding.HALF_UP:
        return round_half_up(value, node.places)
    scaled = Fraction(value) * 10**node.places
    cut = int(scaled)  # toward zero
    if node.mode is Rounding.UP and cut != scaled:
        cut += 1 if scaled > 0 else -1
    return tidy(Fraction(cut, 10**node.places))


def over_periods(node: OverPeriods, of: Plan) -> Plan:
    def run(context: Context) -> Trace:
        if context.period.months <= node.cadence.months:
            part = of(context)
            return Trace(node, part.value, (part,), (), part.provisional)
        parts = tuple(of(context.in_period(period)) for period in context.period.parts(node.cadence))
        applying = left_out(parts)
        detail = (("periods", Decimal(len(parts))),)
        if isinstance(applying, Absence):
            return Trace(node, applying, parts, detail, provisional(parts))
        if node.gather is Gather.MEAN:
            mean, kept = settle(divide(add_up(applying), Decimal(len(applying))), node.places, detail)
            return Trace(node, mean, parts, kept, provisional(parts))
        return Trace(node, _gather(node, applying), parts, detail, provisional(parts))

    return run


def _gather(node: OverPeriods, parts: list[Trace]) -> Number:
    match node.gather:
        case Gather.SUM:
            return add_up(parts)
        case Gather.LAST:
            return number(parts[-1])
        case Gather.LOWEST:
            return min(number(part) for part in parts)
        case _:
            return max(number(part) for part in parts)


def default(
    node: Default, of: Plan, missing: Plan | None, pending: Plan | None, not_applicable: Plan | None
) -> Plan:
    stand_ins = {
        Absence.MISSING: missing,
        Absence.PENDING: pending,
        Absence.NOT_APPLICABLE: not_applicable,
    }

    def run(context: Context) -> Trace:
        part = of(context)
        stand_in = stand_ins[part.value] if isinstance(part.value, Absence) else None
        if stand_in is None:
            return Trace(node, part.value, (part,), (), part.provisional)
        instead = stand_in(context)
        return Trace(node, instead.value, (part, instead), (), part.provisional or instead.provisional)

    return run
