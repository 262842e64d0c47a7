"""From a rule tree to a function, once for a scheme.

One `match` over the node classes, ending in `assert_never`: a new node makes mypy name this place.
Planning ahead keeps the choice of the arm, and everything that depends on the node alone, out of the
loop over units.
"""

from collections.abc import Iterable
from typing import assert_never, cast

from kaohe.core.numbers import exactly
from kaohe.evaluate import choices, conditions, quantities, scores
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import Plan, Trace
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


def plan(node: Node) -> Plan:
    """Make a rule ready to run. The result must be called inside `core.exactly()`."""
    match cast(AnyNode, node):
        case Const() as n:
            return quantities.const(n)
        case Given() as n:
            return quantities.given(n)
        case Target() as n:
            return quantities.target(n)
        case LastYear() as n:
            return quantities.last_year(n, plan(n.of))
        case Change() as n:
            return quantities.change(n, plan(n.now), plan(n.before))
        case Quotient() as n:
            return quantities.quotient(n, plan(n.part), plan(n.whole))
        case Sum() as n:
            return quantities.total(n, _all(n.of))
        case Mean() as n:
            return quantities.mean(n, _all(n.of))
        case Peer() as n:
            return quantities.peer(n, plan(n.of))
        case Subordinates() as n:
            return quantities.subordinates(n)
        case Corrected() as n:
            return quantities.corrected(n, plan(n.reported), plan(n.found))
        case Compare() as n:
            return conditions.compare(n, plan(n.left), plan(n.right))
        case LevelIs() as n:
            return conditions.level_is(n)
        case InClass() as n:
            return conditions.in_class(n)
        case PeriodIs() as n:
            return conditions.period_is(n)
        case Not() as n:
            return conditions.negation(n, plan(n.of))
        case AllOf() as n:
            return conditions.every(n, _all(n.of))
        case AnyOf() as n:
            return conditions.some(n, _all(n.of))
        case PerStep() as n:
            return scores.per_step(n, plan(n.of), _maybe(n.below), _maybe(n.above))
        case Proportional() as n:
            return scores.proportional(n, plan(n.of), plan(n.low), plan(n.high))
        case Tiers() as n:
            tiers = tuple((plan(tier.threshold), plan(tier.points), tier.strict) for tier in n.tiers)
            return scores.tiers(n, plan(n.of), tiers, plan(n.otherwise))
        case Ledger() as n:
            return scores.ledger(
                n, _all(line.points for line in n.deductions), _all(line.points for line in n.additions)
            )
        case Weighted() as n:
            return scores.weighted(n, _all(part.of for part in n.of))
        case ByLevel() as n:
            return scores.by_level(n)
        case Discretion() as n:
            return scores.discretion(n)
        case If() as n:
            return choices.choose(n, plan(n.condition), plan(n.then), plan(n.otherwise))
        case ByClass() as n:
            cases = {case.name: plan(case.of) for case in n.cases}
            return choices.by_class(n, cases, _maybe(n.otherwise))
        case PickOne() as n:
            return choices.pick_one(n, _all(n.of))
        case Times() as n:
            return choices.times(n, plan(n.of), plan(n.by))
        case Round() as n:
            return choices.rounded(n, plan(n.of))
        case OverPeriods() as n:
            return choices.over_periods(n, plan(n.of))
        case Default() as n:
            return choices.default(
                n, plan(n.of), _maybe(n.missing), _maybe(n.pending), _maybe(n.not_applicable)
            )
        case _ as never:
            assert_never(never)


def _all(nodes: Iterable[Node]) -> tuple[Plan, ...]:
    return tuple(plan(node) for node in nodes)


def _maybe(node: Node | None) -> Plan | None:
    return None if node is None else plan(node)


def evaluate(node: Node, context: Context) -> Trace:
    """Run one rule for one unit: the plan made and called at once."""
    with exactly():
        return plan(node)(context)
