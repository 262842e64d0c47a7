"""What a rule can yield at the least and at the most, from the declared ranges of its measures.

Interval arithmetic over the tree: every node's interval holds each value the node can have where the figures
lie within their ranges. It is used to report a clause that awards more than its item, and to prove that a
whole number of a stated width suffices. Parts are taken to vary on their own, so the interval may be wider
than what occurs, never narrower; for the everyday clauses it is exact.

A part that does not apply is left out (`semantics.md`), so that a sum, a mean or a ledger is held for every
choice of parts that remains. Only a constant is sure to remain.
"""

from collections.abc import Mapping

from kaohe.rules.bounds.interval import Interval, Span
from kaohe.rules.bounds.prover import Prover
from kaohe.rules.node import Node

__all__ = ["Interval", "bounds"]


def bounds(
    node: Node, ranges: Mapping[str, Interval], tables: Mapping[str, Interval] | None = None
) -> Interval:
    """The interval that holds every value of a rule that yields a number.

    `ranges` gives by measure the figures that are accepted, for what is reported and for targets alike;
    `tables` gives by name the shown totals of other tables. What is not named is unbounded. Absent
    figures are no numbers, and of no concern here. A condition has no interval: TypeError.

    >>> from decimal import Decimal
    >>> from kaohe.core import PERCENT
    >>> from kaohe.rules import Const, Given, Ledger, Line, PerStep
    >>> rate = Given("核实完成率", PERCENT)
    >>> lower = PerStep(rate, Decimal(1), Decimal("0.5"), below=Const(Decimal(99)))
    >>> bounds(Ledger(Decimal(4), (Line("", lower),)), {"核实完成率": Interval(Decimal(0), Decimal(100))})
    Interval(low=Decimal('0'), high=Decimal('4'))
    """
    measures = {name: Span.of(interval) for name, interval in ranges.items()}
    totals = {name: Span.of(interval) for name, interval in (tables or {}).items()}
    return Prover(measures, totals).span(node).interval()
