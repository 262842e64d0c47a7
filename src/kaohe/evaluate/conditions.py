"""How conditions are decided. What each means stands in `rules/semantics.md`."""

import operator
from collections.abc import Callable
from typing import Any

from kaohe.core import Absence
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import Plan, Trace, absence_of, left_out, number, provisional
from kaohe.rules import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs, Relation

_HOLDS: dict[Relation, Callable[[Any, Any], bool]] = {
    Relation.AT_LEAST: operator.ge,
    Relation.AT_MOST: operator.le,
    Relation.ABOVE: operator.gt,
    Relation.BELOW: operator.lt,
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
}


def compare(node: Compare, left: Plan, right: Plan) -> Plan:
    holds = _HOLDS[node.relation]

    def run(context: Context) -> Trace:
        parts = (left(context), right(context))
        absent = absence_of(parts)
        value = holds(number(parts[0]), number(parts[1])) if absent is None else absent
        return Trace(node, value, parts, (), provisional(parts))

    return run


def level_is(node: LevelIs) -> Plan:
    def run(context: Context) -> Trace:
        level = context.actuals.get(node.measure, Absence.PENDING)
        if isinstance(level, Absence):
            absent = Absence.NOT_APPLICABLE if level is Absence.NOT_APPLICABLE else Absence.PENDING
            return Trace(node, absent)
        return Trace(node, level in node.names, (), (("level", str(level)),))

    return run


def in_class(node: InClass) -> Plan:
    return lambda context: Trace(node, context.unit.unit_class in node.classes)


def period_is(node: PeriodIs) -> Plan:
    return lambda context: Trace(node, context.period.cadence in node.cadences)


def negation(node: Not, of: Plan) -> Plan:
    def run(context: Context) -> Trace:
        part = of(context)
        value = part.value if isinstance(part.value, Absence) else not part.value
        return Trace(node, value, (part,), (), part.provisional)

    return run


def every(node: AllOf, of: tuple[Plan, ...]) -> Plan:
    return _settled_by(node, of, settles=False)


def some(node: AnyOf, of: tuple[Plan, ...]) -> Plan:
    return _settled_by(node, of, settles=True)


def _settled_by(node: AllOf | AnyOf, of: tuple[Plan, ...], *, settles: bool) -> Plan:
    """One `settles` among those that apply settles it; otherwise all of them must be known."""

    def run(context: Context) -> Trace:
        parts = tuple(part(context) for part in of)
        if any(part.value is settles for part in parts):
            return Trace(node, settles, parts, (), provisional(parts))
        applying = left_out(parts)
        value = applying if isinstance(applying, Absence) else not settles
        return Trace(node, value, parts, (), provisional(parts))

    return run
