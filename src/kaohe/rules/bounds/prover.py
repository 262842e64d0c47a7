"""The walk over the tree: which family of nodes bounds what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction as Exact
from typing import assert_never, cast

from kaohe.core.numbers import POINT_PLACES
from kaohe.rules.bounds import quantities, scores
from kaohe.rules.bounds.interval import ANYTHING, NOTHING, Span, hull, over
from kaohe.rules.choices import ByClass, Default, If, OverPeriods, PickOne, Round, Times
from kaohe.rules.conditions import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs
from kaohe.rules.kinds import AnyNode
from kaohe.rules.node import Node
from kaohe.rules.quantities import (
    Change,
    Const,
    Corrected,
    Given,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Subordinates,
    Sum,
    Target,
)
from kaohe.rules.scores import (
    ByLevel,
    Discretion,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)


@dataclass(frozen=True, slots=True)
class Prover:
    """Spans of nodes, from the spans of measures and of tables' totals."""

    measures: Mapping[str, Span]
    tables: Mapping[str, Span]

    def span(self, node: Node) -> Span:
        """The span of a number. Where the figures leave no number at all (growth over nothing): anything."""
        match cast(AnyNode, node):
            case Const() as n:
                return Span.at(n.value)
            case Given() | Target() as n:
                return self.measures.get(n.measure, ANYTHING)
            case LastYear() as n:
                return self.span(n.of)
            case Change() as n:
                return quantities.change(n, self.span(n.now), self.span(n.before))
            case Quotient() as n:
                part = self.span(n.part).times(Exact(n.times))
                return over(part, self.span(n.whole)).rounded(n.places)
            case Sum() as n:
                return quantities.total_of(n.of, self.spans(n.of))
            case Mean() as n:
                return quantities.mean(n, self.spans(n.of))
            case Peer() as n:
                return quantities.peer(n, self.span(n.of))
            case Subordinates() as n:
                return self.tables.get(n.table, ANYTHING).rounded(n.places)
            case Corrected() as n:
                return quantities.corrected(n, self.span(n.reported), self.span(n.found))
            case Compare() | LevelIs() | InClass() | PeriodIs() | Not() | AllOf() | AnyOf() as n:
                raise TypeError(f"{type(n).__name__} is a condition and has no interval")
            case PerStep() as n:
                return scores.per_step(n, self.span(n.of), self.maybe(n.below), self.maybe(n.above))
            case Proportional() as n:
                return scores.proportional(n, self.span(n.of), self.span(n.low), self.span(n.high))
            case Tiers() as n:
                return scores.tiers(n, self.span)
            case Ledger() as n:
                return scores.ledger(
                    n,
                    self.spans(line.points for line in n.deductions),
                    self.spans(line.points for line in n.additions),
                )
            case Weighted() as n:
                return scores.weighted(n, self.spans(part.of for part in n.of))
            case ByLevel() as n:
                return hull(Span.at(level.points) for level in n.levels)
            case Discretion() as n:
                given = Span(Exact(n.low), Exact(n.high))
                return given | NOTHING if n.or_none else given
            case If() as n:
                return self.span(n.then) | self.span(n.otherwise)
            case ByClass() | Default() as n:
                return hull(self.spans(n.children()))
            case PickOne() as n:
                return quantities.pick_one(n, self.spans(n.of))
            case Times() as n:
                return (self.span(n.of) * self.span(n.by)).rounded(POINT_PLACES)
            case Round() as n:
                return quantities.rounded(n, self.span(n.of))
            case OverPeriods() as n:
                return quantities.over_periods(n, self.span(n.of))
            case _ as never:
                assert_never(never)

    def spans(self, nodes: Iterable[Node]) -> list[Span]:
        return [self.span(node) for node in nodes]

    def maybe(self, node: Node | None) -> Span | None:
        return None if node is None else self.span(node)
