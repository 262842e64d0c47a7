"""From a rule tree to columns, once for a table.

One `match` over the node classes, ending in `assert_never`: a new node makes mypy name this place. Periods
are known when a table is compiled, so that a node is compiled anew for each period it is looked at in, and
`OverPeriods`, `LastYear` and `PeriodIs` are gone afterwards.
"""

from collections.abc import Iterable
from typing import assert_never, cast

import polars as pl

from kaohe.batch import choices, conditions, points, quantities
from kaohe.batch.columns import Column, Flag, Number
from kaohe.batch.ground import Ground
from kaohe.batch.layout import Slot
from kaohe.batch.refusal import TooWideError, UnsupportedNodeError
from kaohe.core import Absence, Period
from kaohe.facts import Role
from kaohe.rules import (
    AllOf,
    AnyNode,
    AnyOf,
    ByClass,
    ByLevel,
    Change,
    Compare,
    Const,
    Corrected,
    Default,
    Discretion,
    Given,
    If,
    InClass,
    LastYear,
    Ledger,
    LevelIs,
    Mean,
    Node,
    Not,
    OverPeriods,
    Peer,
    PeriodIs,
    PerStep,
    PickOne,
    Proportional,
    Quotient,
    Round,
    Subordinates,
    Sum,
    Target,
    Tiers,
    Times,
    Weighted,
)

BACKEND = "polars"
ScoreNode = PerStep | Proportional | Tiers | Ledger | Weighted | ByLevel | Discretion


class Compiler:
    """Compiles nodes on one ground; the same node in the same period is compiled once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._known: dict[tuple[Node, Period], Column] = {}

    def column(self, node: Node, period: Period) -> Column:
        """The node for every unit, in a period. UnsupportedNodeError where its numbers could leave 128 bits."""
        key = (node, period)
        if key not in self._known:
            try:
                column = self._compiled(node, period)
            except TooWideError as error:
                why = f"算它的整数可能超出128位（{error}）"
                raise UnsupportedNodeError(node, BACKEND, why) from error
            self._known[key] = column if isinstance(node, Const) else column.kept(self.ground.steps)
        return self._known[key]

    def number(self, node: Node, period: Period) -> Number:
        return cast(Number, self.column(node, period))

    def flag(self, node: Node, period: Period) -> Flag:
        return cast(Flag, self.column(node, period))

    def _numbers(self, nodes: Iterable[Node], period: Period) -> list[Number]:
        return [self.number(node, period) for node in nodes]

    def _maybe(self, node: Node | None, period: Period) -> Number | None:
        return None if node is None else self.number(node, period)

    def _any(self, node: Node | None, period: Period) -> Column | None:
        return None if node is None else self.column(node, period)

    def _compiled(self, node: Node, at: Period) -> Column:
        g, number, numbers = self.ground, self.number, self._numbers
        match cast(AnyNode, node):
            case Const() as n:
                return Number.exactly(n.value)
            case Given() as n:
                return quantities.figure(g, Slot(Role.ACTUAL, n.measure, at))
            case Target() as n:
                return quantities.target(n, g, at)
            case LastYear() as n:
                return self.column(n.of, at.years_later(-1))
            case Change() as n:
                return quantities.change(n, number(n.now, at), number(n.before, at), g)
            case Quotient() as n:
                return quantities.quotient(n, number(n.part, at), number(n.whole, at), g)
            case Sum() as n:
                return quantities.total(numbers(n.of, at), g)
            case Mean() as n:
                return quantities.mean(numbers(n.of, at), n.places, g)
            case Peer() as n:
                return g.peers((n, at))
            case Subordinates() as n:
                return g.below(n.table, n.places)
            case Corrected() as n:
                return quantities.corrected(n, number(n.reported, at), number(n.found, at), g)
            case Compare() as n:
                return conditions.compare(n, number(n.left, at), number(n.right, at), g)
            case LevelIs() as n:
                return conditions.level_is(n, g, at)
            case InClass() as n:
                return conditions.in_class(n, g)
            case PeriodIs() as n:
                return Flag(pl.lit(at.cadence in n.cadences))
            case Not() as n:
                return conditions.negation(self.flag(n.of, at))
            case AllOf() | AnyOf() as n:
                return conditions.settled(n, [self.flag(part, at) for part in n.of], g)
            case PerStep() | Proportional() | Tiers() | Ledger() | Weighted() | ByLevel() | Discretion() as n:
                return self._points(n, at)
            case If() as n:
                branches = (self.column(n.then, at), self.column(n.otherwise, at))
                return choices.choose_by(self.flag(n.condition, at), *branches, g)
            case ByClass() as n:
                cases = {case.name: self.column(case.of, at) for case in n.cases}
                return choices.by_class(cases, self._any(n.otherwise, at), g)
            case PickOne() as n:
                return choices.pick_one(n, numbers(n.of, at), g)
            case Times() as n:
                return choices.times(number(n.of, at), number(n.by, at), g)
            case Round() as n:
                return choices.round_off(n, number(n.of, at), g)
            case OverPeriods() as n:
                if at.months <= n.cadence.months:
                    return self.column(n.of, at)
                parts = [number(n.of, part) for part in at.parts(n.cadence)]
                return choices.over_periods(n, parts, g)
            case Default() as n:
                stand_ins = {
                    Absence.MISSING: self._any(n.missing, at),
                    Absence.PENDING: self._any(n.pending, at),
                    Absence.NOT_APPLICABLE: self._any(n.not_applicable, at),
                }
                return choices.default(self.column(n.of, at), stand_ins, g)
            case _ as never:
                assert_never(never)

    def _points(self, node: ScoreNode, at: Period) -> Number:
        g, number, numbers = self.ground, self.number, self._numbers
        match node:
            case PerStep() as n:
                limits = (self._maybe(n.below, at), self._maybe(n.above, at))
                return points.per_step(n, number(n.of, at), *limits, g)
            case Proportional() as n:
                return points.proportional(n, number(n.of, at), number(n.low, at), number(n.high, at), g)
            case Tiers() as n:
                ladder = [(number(tier.threshold, at), number(tier.points, at)) for tier in n.tiers]
                return points.tiers(n, number(n.of, at), ladder, number(n.otherwise, at), g)
            case Ledger() as n:
                taken, given = (
                    numbers((line.points for line in lines), at) for lines in (n.deductions, n.additions)
                )
                return points.ledger(n, taken, given, g)
            case Weighted() as n:
                return points.weighted(n, numbers((part.of for part in n.of), at), g)
            case ByLevel() as n:
                return points.by_level(n, g, at)
            case Discretion() as n:
                return points.discretion(n, g, at)
            case _ as never:
                assert_never(never)
