"""Whatever the rule and the figures: an account is given, and it prints no figure of its own making."""

import re
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Absence, CountRatio, plain
from kaohe.evaluate import Setting, Trace, evaluate
from kaohe.evaluate.narrate import narrate, narrate_line
from kaohe.facts import Facts, Units
from tests import strategies
from tests.oracle import World

SHOWN_AT = (None, 2, 4, 6, 8, 12)


def traces(rule: r.Node, world: World) -> list[Trace]:
    where = Setting(
        period=world.period,
        units=Units(world.units),
        cohort=world.cohort,
        facts=Facts(world.facts),
        measures=world.measures,
        totals=world.totals,
    )
    return [evaluate(rule, where.context(unit)) for unit in world.cohort]


def _of_rule(value: Any) -> Iterator[Decimal]:
    """The numbers that a rule states; a weight is also said as a share."""
    match value:
        case r.Node() | r.Part():
            for entry in fields(value):
                if entry.name != "source":
                    yield from _of_rule(getattr(value, entry.name))
            if isinstance(value, r.Weight):
                yield value.weight * 100
        case tuple():
            for each in value:
                yield from _of_rule(each)
        case Decimal() | int():
            yield Decimal(value)


def _of_trace(trace: Trace) -> Iterator[Decimal | Fraction]:
    for step in trace.walk():
        for value in (step.value, *(value for _, value in step.detail)):
            if isinstance(value, CountRatio):
                yield from (value.part, value.whole)
            elif not isinstance(value, bool | str | Absence):
                yield value


def _figures(text: str) -> set[str]:
    """The numbers of a text, but for places in a sequence (第1、3个月) and labels of lines."""
    text = re.sub(r"第\d+(、\d+)*个|[扣加]\d：|“[扣加]\d”", "", text)
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def _said(numbers: Iterator[Decimal | Fraction]) -> set[str]:
    sizes = [-number if number < 0 else number for number in numbers]
    return {plain(size, places) for size in sizes for places in SHOWN_AT}


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
@settings(max_examples=40)
def test_every_figure_printed_stands_in_the_record(root: type[r.Node], data: st.DataObject) -> None:
    for trace in traces(*data.draw(strategies.cases(root=root))):
        known = _said(_of_trace(trace)) | _said(_of_rule(trace.node))
        for line in (*narrate(trace), narrate_line(trace)):
            assert line.strip("　")
            assert "\n" not in line
            assert _figures(line) <= known, line


@given(case=strategies.cases(depth=4))
@settings(max_examples=100)
def test_what_is_provisional_is_said_so(case: tuple[r.Node, World]) -> None:
    for trace in traces(*case):
        assert narrate_line(trace).endswith("（暂计）") is trace.provisional
        assert ("暂计" in narrate(trace)[-1]) is trace.provisional


@given(case=strategies.cases(depth=4))
@settings(max_examples=100)
def test_what_is_missing_is_named(case: tuple[r.Node, World]) -> None:
    for trace in traces(*case):
        if trace.value is Absence.MISSING:
            assert any(word in narrate_line(trace) for word in ("未填报", "没有下达目标值"))


def test_names_are_those_of_the_measures() -> None:
    trace = Trace(r.Given("a1", strategies.MEASURES["信访件数"].unit), Decimal(3))
    assert narrate(trace, {"a1": "信访件数"}) == ["信访件数3件"]
