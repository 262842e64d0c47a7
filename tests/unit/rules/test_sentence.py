"""One sentence for a rule, and another for another."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import PERCENT, POINTS
from kaohe.rules.sentence import sentence
from tests import strategies
from tests.unit.rules.changes import changed


def _brackets_close(text: str) -> bool:
    depth = 0
    for mark in text:
        depth += {"「": 1, "」": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
@settings(max_examples=40)
def test_a_rule_changed_in_any_field_has_another_sentence(root: type[r.Node], data: st.DataObject) -> None:
    rule = data.draw(strategies.rules(root=root, depth=2))
    said = {sentence(rule): rule}
    for other in changed(rule):
        text = sentence(other)
        assert said.setdefault(text, other) == other, text


@given(rules=st.lists(strategies.rules(depth=2), min_size=20, max_size=20))
@settings(max_examples=50)
def test_rules_that_differ_have_sentences_that_differ(rules: list[r.Node]) -> None:
    said: dict[str, r.Node] = {}
    for rule in rules:
        text = sentence(rule)
        assert said.setdefault(text, rule) == rule, text


@given(rule=strategies.rules(depth=4))
def test_a_sentence_is_one_sentence(rule: r.Node) -> None:
    text = sentence(rule)
    assert text.endswith("。")
    assert text.count("。") == 1
    assert _brackets_close(text)
    assert "\n" not in text


HOSTILE = st.one_of(
    st.text("甲乙低于得扣加1不的每件”“「」，；：（）", min_size=1, max_size=6),
    st.sampled_from(
        ("甲低于90%", "得4分", "上年同期", "目标值", "甲不", "合计得分", "其他单位", "甲”，且“乙", "最高5分")
    ),
)
NUMBERS = st.sampled_from((r.Const(Decimal(0)), r.Const(Decimal(90))))


@st.composite
def _hostile_rules(draw: st.DrawFn) -> r.Node:
    """Small rules whose names try to pass for grammar."""

    def figure() -> r.Node:
        return draw(st.one_of(NUMBERS, HOSTILE.map(lambda name: r.Given(name, PERCENT))))

    def line() -> r.Line:
        return r.Line(
            draw(HOSTILE | st.just("")), draw(NUMBERS | HOSTILE.map(lambda name: r.Given(name, POINTS)))
        )

    match draw(st.integers(0, 5)):
        case 0:
            return r.Compare(figure(), draw(st.sampled_from(list(r.Relation))), figure())
        case 1:
            return r.Ledger(deductions=(line(), line()), additions=(line(),))
        case 2:
            return r.ByClass((r.ClassCase(draw(HOSTILE), line().points),), line().points)
        case 3:
            names = draw(st.lists(HOSTILE, min_size=2, max_size=3, unique=True))
            return r.ByLevel(draw(HOSTILE), tuple(r.Level(name, Decimal(1)) for name in names))
        case 4:
            return r.Default(line().points, draw(HOSTILE), missing=line().points)
        case _:
            return r.LevelIs(draw(HOSTILE), tuple(draw(st.lists(HOSTILE, min_size=1, max_size=3))))


@given(rules=st.lists(_hostile_rules(), min_size=30, max_size=30))
@settings(max_examples=200)
def test_names_that_look_like_grammar_are_told_from_it(rules: list[r.Node]) -> None:
    said: dict[str, r.Node] = {}
    for rule in rules:
        text = sentence(rule)
        assert said.setdefault(text, rule) == rule, text


def test_names_of_measures_are_put_in() -> None:
    assert sentence(r.Given("a1", PERCENT), {"a1": "群众满意度"}) == "群众满意度。"
    assert sentence(r.Given("a1", PERCENT), {"a1": "满意度（%）"}) == "“满意度（%）”。"
