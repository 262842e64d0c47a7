"""What a scheme does with each figure that inspection finds, read off its rules.

    {核实: 信息准确率, 查得: 抽查差错率, 方式: 按差错率折减}    the reported figure is cut by the rate found
    {核实: 托位数, 查得: 核查托位数}                            the figure found takes its place
    {指标: 本级查得不符数, 每: 1, 分: 0.2}                      so many points a case

Whom it was found by. Where a scheme treats cases that the level above found in another way (加倍扣分), it declares a
measure of their own: 上级X beside X, or 上级X beside 本级X. What the level above found then goes there; without
such a measure it goes with the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from kaohe.core import Period
from kaohe.facts import Role
from kaohe.facts.needs import asks, nodes
from kaohe.rules import Corrected, Correction, Given, Node, walk
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply

OURS, ABOVE = "本级", "上级"

COUNTED = (MeasureKind.COUNT,)
SHARES = (MeasureKind.RATIO, MeasureKind.PERCENT)
FIGURES = (MeasureKind.NUMBER, MeasureKind.MONEY)


class How(Enum):
    """What the rules do with the figure."""

    DISCOUNT = "discount"
    REPLACE = "replace"
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Use:
    """A measure that inspection finds. corrected: the corrections it takes part in, reported measure beside the node.

    `periods`: those the scheme asks it for. `above`: the measure that takes what the level above found, None
    where that goes with the rest.
    """

    measure: Measure
    how: How
    corrected: tuple[tuple[Measure, Corrected], ...]
    periods: tuple[Period, ...]
    above: Measure | None

    @property
    def counts_errors(self) -> bool | None:
        """Whether a share of this measure is that of the wrong cases (差错率) or of the right ones; None: not said.

        A figure that cuts is an error rate. One that replaces goes the way of what it replaces. Otherwise the
        measure's own 优者 says so.
        """
        if self.how is How.DISCOUNT:
            return True
        stated = [reported.higher_is_better for reported, _ in self.corrected]
        better = next((one for one in (*stated, self.measure.higher_is_better) if one is not None), None)
        return None if better is None else not better


def uses(scheme: Scheme) -> Mapping[str, Use]:
    """Every measure that inspection supplies and that is a number, by id."""
    wanted: dict[str, list[Period]] = {}
    for ask in asks(scheme):
        if ask.role is Role.ACTUAL:
            wanted.setdefault(ask.measure.id, []).append(ask.period)
    corrections = list(dict.fromkeys(node for node in nodes(scheme) if isinstance(node, Corrected)))
    found = [measure for measure in scheme.measures.values() if measure.supply is Supply.FOUND]
    return {
        measure.id: Use(
            measure,
            _how(measure, corrections),
            tuple(_corrected(measure, corrections, scheme)),
            tuple(wanted.get(measure.id, ())),
            _above(measure, scheme),
        )
        for measure in found
        if measure.kind in (*COUNTED, *SHARES, *FIGURES)
    }


def _measures(node: Node) -> set[str]:
    return {part.measure for part in walk(node) if isinstance(part, Given)}


def _how(measure: Measure, corrections: list[Corrected]) -> How:
    ways = {node.how for node in corrections if measure.id in _measures(node.found)}
    if Correction.DISCOUNT in ways:
        return How.DISCOUNT
    return How.REPLACE if ways else How.ITSELF


def _corrected(
    measure: Measure, corrections: list[Corrected], scheme: Scheme
) -> Iterator[tuple[Measure, Corrected]]:
    """The corrections whose found side is this measure alone (or some multiple of it), with the one measure of the
    reported side; one with several is left to scoring."""
    for node in corrections:
        reported = _measures(node.reported)
        if _measures(node.found) == {measure.id} and len(reported) == 1 and reported <= set(scheme.measures):
            yield scheme.measures[reported.pop()], node


def _above(measure: Measure, scheme: Scheme) -> Measure | None:
    """The measure beside this one for what the level above found (itself, where it is that one)."""
    bare = measure.id.removeprefix(ABOVE)
    if bare != measure.id:
        ours = [scheme.measures.get(name) for name in (bare, OURS + bare)]
        return measure if any(_pairs(one, measure) for one in ours) else None
    twin = scheme.measures.get(ABOVE + measure.id.removeprefix(OURS))
    return twin if _pairs(twin, measure) else None


def _pairs(one: Measure | None, other: Measure) -> bool:
    return one is not None and one.supply is Supply.FOUND and one.kind is other.kind
