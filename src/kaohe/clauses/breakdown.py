"""Brackets that break the item's points down: （2分×4项，即甲、乙、丙、丁）…每少一项扣2分; （6分×2项，即甲和乙）…每低1个百分点扣1分.

The bracket moves no points itself. Either it says what the rest says already (so much for each one that is missing), or it
says that the rest holds for each of the things it names, with so many points.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from kaohe.clauses.normalise import NormalText
from kaohe.clauses.reading import ClauseReading, Input, Nature
from kaohe.rules import Given, Ledger, Node, PerStep, Sum, walk

_THINGS = "[项个类种方面处部分]{1,2}"
_BRACKET = re.compile(
    rf"（(?:共|合计)?(?:(?P<each>\d+(?:\.\d+)?)分×(?P<many>\d+){_THINGS}?|(?P<count>\d+){_THINGS}?×(?P<worth>\d+(?:\.\d+)?)分)"
    r"(?:=\d+(?:\.\d+)?分)?(?:[，：；](?:即|分别[为是]|包括|具体[为是]|为|是)?：?(?P<names>[^（）\d]+))?）"
)
_JOINS = re.compile("、|和|以及|及|与|，|；")
_LOOKED_AT = re.compile("^(?:经)?(?:检查|抽查|考核|核查)")
_MISSING = re.compile("每[少缺](?:少)?(?:签|做|有)?1[项个类]")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """So many points for each of so many things; `names` where they are listed. `start`, `end`: the bracket in the original."""

    start: int
    end: int
    each: Decimal
    many: int
    names: tuple[str, ...]


def breakdown(normal: NormalText, points: Decimal | None) -> Breakdown | None:
    """The one bracket that breaks the item's points down; None where there is none or where it does not come to them."""
    found = list(_BRACKET.finditer(normal.text))
    if len(found) != 1 or points is None:
        return None
    said = found[0]
    each, many = Decimal(said["each"] or said["worth"]), int(said["many"] or said["count"])
    if many < 2 or each * many != points:
        return None
    names = tuple(name for name in _JOINS.split(said["names"] or "") if name)
    start, end = normal.place(*said.span())
    return Breakdown(start, end, each, many, names if len(names) == many else ())


def says_the_same(whole: ClauseReading, normal: NormalText, detail: Breakdown) -> bool:
    """Whether the rest, read without the bracket, takes as much for each one missing as the bracket gives for it."""
    if whole.rule is None or whole.unread or not _MISSING.search(normal.text):
        return False
    steps = [node for node in walk(whole.rule) if isinstance(node, PerStep)]
    starts = [node.start for node in walk(whole.rule) if isinstance(node, Ledger)]
    alone = len(whole.inputs) == 1 and whole.inputs[0].type == "count"
    return (
        alone and starts == [detail.each * detail.many] and [step.points for step in steps] == [detail.each]
    )


def of_each(text: str, part: ClauseReading, detail: Breakdown) -> ClauseReading | None:
    """The reading of the rest for each of the things named, `part` being that of one of them; None where it is not about one rate."""
    if (
        part.rule is None
        or part.unread
        or part.problems
        or part.nature is not Nature.QUANTITATIVE
        or part.over
    ):
        return None
    if len(part.inputs) != 1 or part.inputs[0].type != "percent" or not detail.names:
        return None
    rate = part.inputs[0]
    known = _LOOKED_AT.sub("", rate.measure)
    named = [name if name.endswith(known) else f"{name}{known}" for name in detail.names]
    inputs = tuple(_renamed_input(rate, name, text) for name in named)
    rules = tuple(_renamed(part.rule, rate.measure, name) for name in named)
    return replace(part, text=text, inputs=inputs, rule=Sum(rules))


def _renamed_input(rate: Input, name: str, text: str) -> Input:
    span = replace(rate.span, text=text[rate.span.start : rate.span.end])
    return replace(rate, name=name, measure=name, span=span)


def _renamed(rule: Node, measure: str, name: str) -> Node:
    """The rule with another measure in the place of one."""
    if isinstance(rule, Given):
        return replace(rule, measure=name) if rule.measure == measure else rule
    changed = dict(_changed(rule, measure, name))
    return replace(rule, **changed) if changed else rule


def _changed(part: Any, measure: str, name: str) -> Iterator[tuple[str, Any]]:
    for entry in fields(part):
        value = getattr(part, entry.name)
        new = _anywhere(value, measure, name)
        if new is not value:
            yield entry.name, new


def _anywhere(value: Any, measure: str, name: str) -> Any:
    if isinstance(value, Node):
        return _renamed(value, measure, name)
    if isinstance(value, tuple):
        made = tuple(_anywhere(entry, measure, name) for entry in value)
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = dict(_changed(value, measure, name))
        return replace(value, **changed) if changed else value
    return value
