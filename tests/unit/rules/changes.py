"""Every rule that differs from a given one in a single field, wherever in the tree it stands."""

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from kaohe import rules as r
from kaohe.core import POINTS, Unit, UnitKind


def changed(node: r.Node) -> Iterator[r.Node]:
    """Neighbours of a rule. A measure's unit is left alone: it belongs to the measure."""
    for entry in fields(node):
        if entry.name == "source" or (entry.name == "of_unit" and not isinstance(node, r.Quotient)):
            continue
        for other in _others(getattr(node, entry.name), str(entry.type)):
            try:
                yield replace(node, **{entry.name: other})
            except r.RuleError:
                continue  # no such rule


def _others(value: Any, field: str = "") -> Iterator[Any]:
    match value:
        case r.Node():
            yield from changed(value)
        case r.Part():
            yield from _parts(value)
        case tuple():
            yield from _tuples(value)
        case bool():
            yield not value
        case Decimal():
            yield from (value + 1, -value - 1, value * 10 + Decimal("0.5"), value + Decimal("0.00001"))
        case int():
            yield from (value + 1, (value + 2) % 5)
        case Enum():
            yield from (other for other in type(value) if other is not value)
        case str():
            yield from (f"{value}甲", f"甲{value}", "")
        case Unit():
            yield from (Unit(value.kind, f"{value.label}个"), POINTS, Unit(UnitKind.NUMBER, value.label))
        case None:
            numbers = (Decimal(0), Decimal(3))
            yield from (r.Const(number) for number in numbers) if "Node" in field else numbers


def _parts(part: r.Part) -> Iterator[r.Part]:
    for entry in fields(part):
        for other in _others(getattr(part, entry.name), str(entry.type)):
            yield replace(part, **{entry.name: other})


def _tuples(parts: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield parts[1:]
    yield parts[:-1]
    yield parts[::-1]
    yield (*parts, *parts[:1])
    for position, part in enumerate(parts):
        for other in _others(part):
            yield (*parts[:position], other, *parts[position + 1 :])
