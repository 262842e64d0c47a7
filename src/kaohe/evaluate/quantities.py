"""How the quantity nodes are computed. What each means stands in `rules/semantics.md`."""

from collections.abc import Iterable
from decimal import Decimal

from kaohe.core import Absence, CountRatio, Number
from kaohe.core.numbers import add, divide, multiply, subtract
from kaohe.evaluate.setting import Context, as_number
from kaohe.evaluate.trace import Plan, Trace, absence_of, left_out, new_trace, number, provisional, settle
from kaohe.rules import (
    Change,
    Const,
    Corrected,
    Correction,
    Given,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Statistic,
    Subordinates,
    Sum,
    Target,
)

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def const(node: Const) -> Plan:
    trace = Trace(node, node.value)
    return lambda _context: trace


def given(node: Given) -> Plan:
    measure = node.measure

    def run(context: Context) -> Trace:
        value = context.actuals.get(measure, Absence.MISSING)
        if value.__class__ is CountRatio:
            return new_trace(Trace, (node, value.exact, (), (("counts", value),), False))
        return new_trace(Trace, (node, value, (), (), False))

    return run


def target(node: Target) -> Plan:
    measure = node.measure

    def run(context: Context) -> Trace:
        return Trace(node, as_number(context.targets.get(measure, Absence.MISSING)))

    return run


def last_year(node: LastYear, of: Plan) -> Plan:
    def run(context: Context) -> Trace:
        part = of(context.in_period(context.period.years_later(-1)))
        return Trace(node, part.value, (part,), (), part.provisional)

    return run


def change(node: Change, now: Plan, before: Plan) -> Plan:
    def run(context: Context) -> Trace:
        parts = (now(context), before(context))
        absent = absence_of(parts)
        if absent is not None:
            return Trace(node, absent, parts, (), provisional(parts))
        new, old = number(parts[0]), number(parts[1])
        difference = subtract(new, old)
        if not node.relative:
            return Trace(node, difference, parts, (), provisional(parts))
        if old <= 0:
            return Trace(node, Absence.PENDING, parts, (), provisional(parts))
        exact = divide(multiply(difference, _HUNDRED), old)
        percent, detail = settle(exact, node.places, (("difference", difference),))
        return Trace(node, percent, parts, detail, provisional(parts))

    return run


def quotient(node: Quotient, part: Plan, whole: Plan) -> Plan:
    def run(context: Context) -> Trace:
        parts = (part(context), whole(context))
        absent = absence_of(parts)
        if absent is None and number(parts[1]) == 0:
            absent = Absence.NOT_APPLICABLE
        if absent is not None:
            return Trace(node, absent, parts, (), provisional(parts))
        exact = divide(multiply(number(parts[0]), node.times), number(parts[1]))
        value, detail = settle(exact, node.places)
        return Trace(node, value, parts, detail, provisional(parts))

    return run


def add_up(traces: Iterable[Trace]) -> Number:
    """The exact sum of their values."""
    total: Number = _ZERO
    for trace in traces:
        total = add(total, number(trace))
    return total


def total(node: Sum, of: tuple[Plan, ...]) -> Plan:
    def run(context: Context) -> Trace:
        parts = tuple(part(context) for part in of)
        applying = left_out(parts)
        value = applying if isinstance(applying, Absence) else add_up(applying)
        return Trace(node, value, parts, (), provisional(parts))

    return run


def mean(node: Mean, of: tuple[Plan, ...]) -> Plan:
    def run(context: Context) -> Trace:
        parts = tuple(part(context) for part in of)
        applying = left_out(parts)
        if isinstance(applying, Absence):
            return Trace(node, applying, parts, (), provisional(parts))
        number_of = Decimal(len(applying))
        value, detail = settle(divide(add_up(applying), number_of), node.places, (("parts", number_of),))
        return Trace(node, value, parts, detail, provisional(parts))

    return run


def peer(node: Peer, of: Plan) -> Plan:
    def run(context: Context) -> Trace:
        frozen = context.setting.frozen.get((node, context.period))
        if frozen is not None:
            seen = (("peers", Decimal(frozen.peers)), ("waiting", Decimal(frozen.waiting)))
            return Trace(node, frozen.value, (of(context),), seen, frozen.unsure)
        peers = context.setting.peers(node, of, context)
        own = peers.get(context.unit.id) or of(context)
        known = [trace for trace in peers.values() if not isinstance(trace.value, Absence)]
        waiting = [t for t in peers.values() if t.value in (Absence.MISSING, Absence.PENDING)]
        unsure = bool(waiting) or provisional((*peers.values(), own))
        detail = (("peers", Decimal(len(known))), ("waiting", Decimal(len(waiting))))
        if node.statistic is Statistic.RANK and isinstance(own.value, Absence):
            return Trace(node, own.value, (own,), detail, unsure)
        if not known:
            return Trace(node, Absence.MISSING, (own,), detail, unsure)
        if node.statistic is Statistic.MEAN:
            value, exact = settle(divide(add_up(known), Decimal(len(known))), node.places, detail)
            return Trace(node, value, (own,), exact, unsure)
        return Trace(node, _statistic(node, known, own), (own,), detail, unsure)

    return run


def _statistic(node: Peer, known: list[Trace], own: Trace) -> Number:
    values = [number(trace) for trace in known]
    if node.statistic is Statistic.RANK:
        mine = number(own)
        better = [v for v in values if (v > mine if node.higher_is_better else v < mine)]
        return Decimal(1 + len(better))
    best_is_highest = node.higher_is_better is (node.statistic is Statistic.BEST)
    return max(values) if best_is_highest else min(values)


def subordinates(node: Subordinates) -> Plan:
    def run(context: Context) -> Trace:
        setting = context.setting
        entries = [
            setting.totals[node.table, unit.id]
            for unit in setting.units.below(context.unit.id)
            if (node.table, unit.id) in setting.totals
        ]
        known = [value for value, _ in entries if isinstance(value, Decimal)]
        unsure = any(uncertain for _, uncertain in entries)
        detail = (("units", Decimal(len(known))),)
        if not known:
            return Trace(node, Absence.NOT_APPLICABLE, (), detail, unsure)
        value, exact = settle(divide(sum(known, _ZERO), Decimal(len(known))), node.places, detail)
        return Trace(node, value, (), exact, unsure)

    return run


def corrected(node: Corrected, reported: Plan, found: Plan) -> Plan:
    def run(context: Context) -> Trace:
        parts = (reported(context), found(context))
        said, seen = parts[0].value, parts[1].value
        unsure = provisional(parts)
        if isinstance(said, Absence) or isinstance(seen, Absence):
            return Trace(node, said, parts, (), unsure)
        reported_figure, found_figure = number(parts[0]), number(parts[1])
        if node.how is Correction.DISCOUNT:
            kept = divide(multiply(reported_figure, subtract(_HUNDRED, found_figure)), _HUNDRED)
            value, detail = settle(kept, node.places)
            return Trace(node, value, parts, detail, unsure)
        difference = subtract(found_figure, reported_figure)
        off = -difference if difference < 0 else difference
        counts = found_figure if off > node.tolerance else reported_figure
        return Trace(node, counts, parts, (("off", off),), unsure)

    return run
