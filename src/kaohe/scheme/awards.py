"""What a clause can award against what its item is worth: proved from the declared ranges of the measures."""

from collections.abc import Container, Iterator
from decimal import Decimal

from kaohe.core import Number, Problem, Severity, plain
from kaohe.rules.bounds import Interval, bounds
from kaohe.scheme.model import GroupKind, Item, Scheme, Table


def award_problems(scheme: Scheme, table: Table, capped: Container[str] = ()) -> Iterator[Problem]:
    """Items whose clause awards more than the item has, or can never reach it. Bounds, not guesses: where
    a figure has no bound, nothing is said. `capped` are the codes of items whose 最高 somebody wrote down:
    they are meant to be kept at it.
    """
    ranges = {name: Interval(*measure.bounds) for name, measure in scheme.measures.items()}
    totals = {other.name: _total(other) for other in scheme.tables}
    for group in table.groups:
        if group.kind is not GroupKind.BASE:
            continue
        for item in group.items():
            interval = bounds(item.rule, ranges, totals)
            if interval.high is not None:
                yield from _against(item, interval.high, capped=item.code in capped)


def _against(item: Item, most: Number, *, capped: bool) -> Iterator[Problem]:
    if most > item.points and not capped:
        yield Problem(
            "rule.awards-too-much",
            Severity.WARNING,
            f"“{item.name}”的规则最多能得{plain(most)}分，本项只有{plain(item.points)}分，多出的不计。",
            "请核对条款和分值；确要封顶的，请在本项写明“最高”。",
            (item.where,),
        )
    if most < item.points:
        yield Problem(
            "rule.never-full",
            Severity.WARNING,
            f"“{item.name}”的规则最多只能得{plain(most)}分，得不到本项的{plain(item.points)}分。",
            "请核对条款和分值。",
            (item.where,),
        )


def _total(table: Table) -> Interval:
    """A table's total: its full points, and what its bonus lists may add where they are capped."""
    bonus = [group.cap for group in table.groups if group.kind is GroupKind.BONUS]
    low = None if any(item.floor is None for item in table.items()) else Decimal(0)
    if any(group.kind is GroupKind.DEDUCTION for group in table.groups):
        low = None
    if any(cap is None for cap in bonus):
        return Interval(low, None)
    return Interval(low, table.total + sum((cap for cap in bonus if cap is not None), Decimal(0)))
