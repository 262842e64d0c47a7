"""“低于目标值的”: the target of the figure itself is no figure that somebody reports.

The reader gives what a clause holds a figure against as a figure of its own. Where that is called nothing but the
target, and stands everywhere beside one and the same figure, it is the target that was set for the unit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kaohe.clauses.reading import Input
from kaohe.rules import Compare, Given, Node, PerStep, Proportional, Quotient, Target, Tiers, walk

_ONLY_A_TARGET = re.compile(
    r"(?:(?:年度|全年|本年|当年|年初|既定|规定|核定|下达|上级|区里|市里|县里|责任书|责任|考核|的)*)"
    r"(?:目标(?:任务)?[值数]?|任务(?:指标)?[数值]|计划[数值]|控制(?:指标|目标|数|线)|责任指标|任务指标|指标[数值])"
)
"""目标值, 年度目标, 下达的任务数, 控制数: a target of whatever it stands beside. “招商目标值” names something else."""


def with_targets(rule: Node, inputs: Iterable[Input]) -> tuple[Node, Mapping[str, str]]:
    """The rule with targets in the place of such figures, and of which measure each of them is the target."""
    found = {}
    for entry in inputs:
        if _ONLY_A_TARGET.fullmatch(entry.name):
            owner = _owner(rule, entry.measure)
            if owner is not None:
                found[entry.measure] = owner
    return (_put(rule, found) if found else rule), found


def _owner(rule: Node, target: str) -> str | None:
    """The one measure that the target stands beside wherever it stands; None where there are several, or none."""
    places = sum(1 for node in walk(rule) if isinstance(node, Given) and node.measure == target)
    beside = [
        of.measure
        for of, limits in _held(rule)
        for limit in limits
        if limit.measure == target and limit.of_unit == of.of_unit
    ]
    owners = set(beside)
    return owners.pop() if len(beside) == places and len(owners) == 1 else None


def _held(rule: Node) -> Iterator[tuple[Given, list[Given]]]:
    """Each figure with the figures that it is held against."""
    for node in walk(rule):
        match node:
            case PerStep(of=Given() as of):
                limits: list[Node | None] = [node.below, node.above]
            case Compare(left=Given() as of):
                limits = [node.right]
            case Proportional(of=Given() as of):
                limits = [node.low, node.high]
            case Tiers(of=Given() as of):
                limits = [tier.threshold for tier in node.tiers]
            case Quotient(part=Given() as of):
                limits = [node.whole]
            case _:
                continue
        yield of, [limit for limit in limits if isinstance(limit, Given)]


def _put(part: Any, found: Mapping[str, str]) -> Any:
    """The same tree with `Target` for each `Given` of these measures."""
    if isinstance(part, Given) and part.measure in found:
        return Target(found[part.measure], part.of_unit, source=part.source)
    if isinstance(part, tuple):
        several = tuple(_put(each, found) for each in part)
        return part if all(new is old for new, old in zip(several, part, strict=True)) else several
    if not is_dataclass(part) or isinstance(part, type):
        return part
    values = {field.name: getattr(part, field.name) for field in fields(part) if field.init}
    changed = {name: put for name, value in values.items() if (put := _put(value, found)) is not value}
    return replace(part, **changed) if changed else part
