"""Which figures to try a rule with, so that a person sees what it does: at the target, one step better, half a
step and one step below, where the points are spent, at each tier and just under it, at zero; yes and no; each level.

    起始4分；核实完成率低于99%的，每低1个百分点扣0.5分；扣完为止。     100  99  98.5  98  91  0

Only the figures are chosen here. What they score is computed by whoever shows the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kaohe.clauses.boundary.slots import Asked, Value
from kaohe.clauses.boundary.survey import Survey
from kaohe.rules import Node
from kaohe.scheme.model import Measure

__all__ = ["MOST", "MOST_OF_ONE", "Asked", "BoundaryRow", "Figure", "Value", "boundary_table"]

MOST_OF_ONE, MOST = 8, 16
"""Rows for one input, and in all."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a row supposes."""

    measure: str
    asked: Asked
    value: Value


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """One trial, with every figure the rule asks for, in order of appearance.

    `measure` is the one that is tried; empty in the first row of several inputs, where all are at their best.
    `what` says in Chinese which point of it this is.
    """

    measure: str
    what: str
    figures: tuple[Figure, ...]


def boundary_table(rule: Node, measures: Mapping[str, Measure] | None = None) -> tuple[BoundaryRow, ...]:
    """The trials of one clause: all figures at their best, then each in turn on its way from best to worst while
    the others stay. The same rule has the same rows; one that asks for no figure has none.

    `measures` by id give bounds, decimals, levels and standing targets where they are declared.

    >>> from decimal import Decimal
    >>> from kaohe.core import PERCENT
    >>> from kaohe.rules import Const, Given, Ledger, Line, PerStep
    >>> lower = PerStep(Given("核实完成率", PERCENT), Decimal(1), Decimal("0.5"), below=Const(Decimal(99)))
    >>> rows = boundary_table(Ledger(Decimal(4), (Line("", lower),)))
    >>> [str(row.figures[0].value) for row in rows]
    ['100', '99', '98.5', '98', '91', '0']
    """
    survey = Survey(measures or {})
    survey.register(rule)
    survey.points(rule, 1, None)
    slots = survey.slots
    tried = [key for key, slot in slots.items() if slot.tried]
    if not tried:
        return ()
    points = {key: slots[key].chosen(_share(len(tried))) for key in tried}
    best = {
        key: points[key][0].value if key in points else slot.given().value
        for key, slot in slots.items()
        if not slot.optional
    }

    def row(measure: str, what: str, change: dict[tuple[str, Asked], Value]) -> BoundaryRow:
        values = {**best, **change}
        return BoundaryRow(measure, what, tuple(Figure(*key, values[key]) for key in slots if key in values))

    alone = tried[0] if len(tried) == 1 else None
    rows = [row(alone[0], points[alone][0].what, {}) if alone else row("", "都在最好处", {})]
    for key in tried:
        own = points[key] if slots[key].optional else points[key][1:]
        rows += [row(key[0], point.what, {key: point.value}) for point in own]
    return tuple(rows[:MOST])


def _share(inputs: int) -> int:
    """Values for each input: its best, which the first row has, and its part of the rest."""
    return min(MOST_OF_ONE, max(2, 1 + (MOST - 1) // inputs))
