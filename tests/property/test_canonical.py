"""Any rule's sentence is read back as the rule, and any other text is no sentence."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import lark
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.clauses.canonical import Names, read_sentence
from kaohe.core import Problem, Unit
from kaohe.rules.sentence import sentence
from kaohe.rules.sentence.wording import RESERVED
from kaohe.scheme.model import Measure
from tests import strategies
from tests.unit.clauses.test_canonical import GRAMMAR

NAMES = Names.of(strategies.MEASURES.values())


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
@settings(max_examples=25)
def test_a_rule_is_read_back(root: type[r.Node], data: st.DataObject) -> None:
    rule = data.draw(strategies.rules(root=root, depth=2))
    text = sentence(rule, NAMES.labels)
    assert read_sentence(text, NAMES) == rule, text


@given(rule=strategies.rules(depth=4))
def test_a_deep_rule_is_read_back(rule: r.Node) -> None:
    text = sentence(rule, NAMES.labels)
    assert read_sentence(text, NAMES) == rule, text


# ---- names that try to pass for grammar

PIECES = (
    *RESERVED, *"得扣加不按的再或且取看是否中在比期甲乙A13“”「」，、。；：（）%-.\n ",
    "评定", "否则", "最多", "第2名", "起始4", "最低", "扣满", "为“是”", "每低", "不设下限", "合计得分：", "计）", "理由", "保留1位小数",
)  # fmt: skip
ODD = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join).filter(str.strip)


def _texts(value: Any, field: str = "") -> set[str]:
    """The words of a rule that are free: names of levels and classes, labels, reasons, tables."""
    if isinstance(value, r.Node | r.Part):
        return {
            t for f in fields(value) if f.name != "source" for t in _texts(getattr(value, f.name), f.name)
        }
    if isinstance(value, tuple):
        return {text for part in value for text in _texts(part, field)}
    return {value} if isinstance(value, str) and field != "measure" else set()


def _renamed(value: Any, words: dict[str, str], units: dict[str, Unit], field: str = "") -> Any:
    """The rule with other words, and with the units of measures that changed theirs."""
    if isinstance(value, r.Node | r.Part):
        entries = [f.name for f in fields(value) if f.name != "source"]
        others = {name: _renamed(getattr(value, name), words, units, name) for name in entries}
        if isinstance(value, r.Given | r.Target):
            others["of_unit"] = units[value.measure]
        return replace(value, **others)
    if isinstance(value, tuple):
        return tuple(_renamed(part, words, units, field) for part in value)
    return words[value] if isinstance(value, str) and field != "measure" else value


@given(data=st.data())
@settings(max_examples=200)
def test_odd_names_labels_and_units_are_read_back(data: st.DataObject) -> None:
    rule = data.draw(strategies.rules(depth=2))
    labels = data.draw(st.lists(ODD, min_size=len(strategies.MEASURES), max_size=len(strategies.MEASURES)))
    behind = data.draw(ODD)
    measures = [
        _called(m, label, behind) for m, label in zip(strategies.MEASURES.values(), labels, strict=True)
    ]
    names = Names.of(measures)
    free = sorted(_texts(rule))
    words = dict(zip(free, data.draw(_distinct(len(free))), strict=True))
    rule = _renamed(rule, words, {measure.id: measure.unit for measure in measures})
    text = sentence(rule, names.labels)
    assert read_sentence(text, names) == rule, text


def _called(measure: Measure, label: str, behind: str) -> Measure:
    return replace(measure, label=label, unit_label=behind if measure.unit_label else "")


def _distinct(number: int) -> st.SearchStrategy[list[str]]:
    return st.lists(ODD, min_size=number, max_size=number, unique=True)


# ---- texts that are no sentences

SCRAPS = st.sampled_from(
    (*"得扣加分的，、；。「」“”每低高不0123.-%件甲", "否则", "，否则", "起始", "上年同期", "目标值", "最多")
)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """A sentence with characters taken out, put in or swapped."""
    text = sentence(draw(strategies.rules(depth=2)), NAMES.labels)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(text) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = text[:at] + draw(SCRAPS) + text[at:]
            case 2:
                text = text[:at] + draw(SCRAPS) + text[at + 1 :]
            case _:
                text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        text = text or "。"
    return text


@given(text=_mutated())
@example(text="得0..5分。")
@settings(max_examples=600)
def test_a_text_is_read_only_as_the_rule_that_says_it(text: str) -> None:
    read = read_sentence(text, NAMES)
    if isinstance(read, Problem):
        assert 1 <= read.where[0].column <= len(text) + 1
    else:
        assert sentence(read, NAMES.labels) == text


@given(text=st.text(max_size=40) | st.lists(SCRAPS | st.sampled_from(PIECES), max_size=20).map("".join))
@settings(max_examples=300)
def test_any_text_at_all_is_read_or_is_a_problem(text: str) -> None:
    read = read_sentence(text, NAMES)
    assert isinstance(read, Problem) or sentence(read, NAMES.labels) == text


# ---- one reading

EVERY_READING = lark.Lark(GRAMMAR, parser="earley", lexer="dynamic_complete", ambiguity="explicit")
"""However the characters may be cut into words, and whatever stands before and after."""


@given(rule=strategies.rules(depth=2))
def test_no_sentence_has_two_readings(rule: r.Node) -> None:
    text = sentence(rule, NAMES.labels)
    if len(text) <= 300:  # it takes long where the text is
        assert list(EVERY_READING.parse(text).find_data("_ambig")) == [], text


def test_a_number_keeps_all_its_digits() -> None:
    for number in strategies.AWKWARD:
        rule = r.Times(r.Subordinates(strategies.TOWN_TABLE), r.Const(Decimal(number)))
        assert read_sentence(sentence(rule), NAMES) == rule
