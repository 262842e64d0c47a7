"""Which way each figure of a rule moves the score: more of it earns more, or costs."""

from collections.abc import Iterator

from kaohe.rules import (
    Compare,
    Const,
    Given,
    If,
    Ledger,
    Node,
    Not,
    PerStep,
    Proportional,
    Relation,
    Tiers,
)
from kaohe.rules.bounds import bounds

Direction = tuple[str, int]
"""A measure, and +1 where more of it (or its being so) earns more, -1 where it earns less."""

_RISING = (Relation.AT_LEAST, Relation.ABOVE)
_FALLING = (Relation.AT_MOST, Relation.BELOW)


def directions(node: Node, sign: int = 1) -> Iterator[Direction]:
    """Each measure with a direction, for every place of the rule where it moves points; twice where it does so twice."""
    if isinstance(node, Ledger):
        for line in node.deductions:
            yield from directions(line.points, -sign)
        for line in node.additions:
            yield from directions(line.points, sign)
    elif isinstance(node, PerStep):
        one_sided = (node.below is None) != (node.above is None)
        if isinstance(node.of, Given) and one_sided:
            yield node.of.measure, sign if node.above is not None else -sign
    elif isinstance(node, Proportional):
        yield from _proportional(node, sign)
    elif isinstance(node, Tiers):
        if isinstance(node.of, Given):
            yield node.of.measure, sign if node.higher_is_better else -sign
    elif isinstance(node, If):
        yield from _condition(node, sign)
    else:
        for child in node.children():
            yield from directions(child, sign)


def _proportional(node: Proportional, sign: int) -> Iterator[Direction]:
    low, high = node.low, node.high
    if isinstance(node.of, Given) and isinstance(low, Const) and isinstance(high, Const):
        rising = (high.value > low.value) == (node.high_points > node.low_points)
        yield node.of.measure, sign if rising else -sign


def _condition(node: If, sign: int) -> Iterator[Direction]:
    """What decides moves points where one branch can be worth more than the other."""
    first, second = bounds(node.then, {}, {}), bounds(node.otherwise, {}, {})
    better = 0
    if first.high is not None and second.high is not None and first.high != second.high:
        better = 1 if first.high > second.high else -1
    condition, holds = node.condition, 1
    while isinstance(condition, Not):
        condition, holds = condition.of, -holds
    conditions = condition.children() if not isinstance(condition, Given | Compare) else (condition,)
    for each in conditions:
        if better and isinstance(each, Given):
            yield each.measure, sign * better * holds
        elif better and isinstance(each, Compare) and isinstance(each.left, Given):
            way = 1 if each.relation in _RISING else -1 if each.relation in _FALLING else 0
            if way:
                yield each.left.measure, sign * better * holds * way
    yield from directions(node.then, sign)
    yield from directions(node.otherwise, sign)
