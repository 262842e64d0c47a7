"""Answers as data: what is wrong with one is said, and JSON brings everything back."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Place, Refused
from kaohe.fieldwork.checklists.model import (
    Answers,
    Asked,
    Checklist,
    Question,
    Together,
    check_answers,
    counts,
)
from tests.unit.fieldwork.checklists.material import checklist

QUESTIONS = (
    Question("yes", "有没有", Asked.YES_NO, "1", "一", required=True),
    Question("count", "几个", Asked.COUNT, "1", "一", low=Decimal(0), high=Decimal(40)),
    Question("number", "多少", Asked.NUMBER, "1", "一", low=Decimal(-5), high=Decimal("10.5"), places=2),
    Question("level", "怎样", Asked.LEVEL, "2", "二", choices=("好", "中", "差")),
    Question("checked", "抽查", Asked.CHECKED, "2", "二", choices=("抽查数", "差错数")),
    Question("text", "情况", Asked.TEXT, "3", "三", photo=True, together=None),
)
LIST = Checklist("表", "镇街表", "0123456789ab", QUESTIONS)
GOOD = Answers(
    "9b2f6a60-0000-4000-8000-000000000001", "u1", "甲村", "第一组", "2026-11-18T09:30:00+08:00",
    {"yes": "是", "count": "3", "number": "-2.25", "level": "中", "checked": "20/3", "text": "正常"},
    {"yes": "看了台账"}, {"text": ("1.jpg",)},
)  # fmt: skip


def codes(answers: Answers, of: Checklist = LIST) -> list[str]:
    return [problem.code for problem in check_answers(of, answers)]


def with_value(name: str, value: str) -> Answers:
    return replace(GOOD, values={**GOOD.values, name: value})


def test_good_answers_have_no_problem() -> None:
    assert codes(GOOD) == []
    assert codes(replace(GOOD, values={"yes": "否"}, notes={}, photos={}, place="")) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("yes", "", "checklist.required"),
        ("yes", "yes", "checklist.unknown-choice"),
        ("level", "较好", "checklist.unknown-choice"),
        ("count", "-1", "checklist.not-whole"),
        ("count", "1.0", "checklist.not-whole"),
        ("count", "１２", "checklist.not-whole"),
        ("count", "41", "checklist.too-high"),
        ("number", "10.51", "checklist.too-high"),
        ("number", "-5.01", "checklist.too-low"),
        ("number", "1.234", "checklist.too-many-decimals"),
        ("number", "1e3", "checklist.not-a-number"),
        ("number", "50%", "checklist.not-a-number"),
        ("checked", "20", "checklist.not-two-counts"),
        ("checked", "20/", "checklist.not-two-counts"),
        ("checked", "/3", "checklist.not-two-counts"),
        ("checked", "0/0", "checklist.none-looked-at"),
        ("checked", "3/20", "checklist.more-wrong-than-looked"),
        ("text", "电话13812345678", "facts.personal-data"),
        ("text", "长" * 2001, "checklist.text-too-long"),
        ("else", "是", "checklist.unknown-question"),
    ],
)
def test_a_wrong_value_is_said(name: str, value: str, code: str) -> None:
    found = check_answers(LIST, with_value(name, value))
    assert [problem.code for problem in found] == [code]
    assert found[0].remedy
    assert value not in str(found[0]) or len(value) < 11 or code != "facts.personal-data"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "checklist.bad-id"),
        ({"id": "短"}, "checklist.bad-id"),
        ({"unit": " "}, "checklist.no-unit"),
        ({"team": ""}, "checklist.no-team"),
        ({"at": "昨天"}, "checklist.bad-time"),
        ({"at": ""}, "checklist.bad-time"),
        ({"team": "张三13912345678"}, "facts.personal-data"),
        ({"position": "30.1 120.2"}, "checklist.position-not-asked"),
        ({"notes": {"yes": "联系 13912345678"}}, "facts.personal-data"),
        ({"notes": {"nobody": "x"}}, "checklist.unknown-question"),
        ({"photos": {"nobody": ("a.jpg",)}}, "checklist.unknown-question"),
    ],
)
def test_a_wrong_head_is_said(change: dict[str, Any], code: str) -> None:
    assert codes(replace(GOOD, **change)) == [code]


@pytest.mark.parametrize(
    ("position", "right"),
    [
        ("30.12 120.5", True),
        ("30.12 120.5 12.0 4.5", True),
        ("30.12,120.5", True),
        ("here", False),
        ("30", False),
    ],
)
def test_a_position_is_two_numbers(position: str, right: bool) -> None:
    found = codes(replace(GOOD, position=position), replace(LIST, position=True))
    assert found == ([] if right else ["checklist.bad-position"])


def test_json_brings_everything_back() -> None:
    written = json.loads(json.dumps(LIST.to_json(), ensure_ascii=False))
    assert Checklist.from_json(written) == LIST
    assert Checklist.from_json(checklist().to_json()) == checklist()
    answers = json.loads(json.dumps(GOOD.to_json()))
    assert Answers.from_json(answers) == GOOD
    again = replace(LIST, questions=(replace(QUESTIONS[1], together=Together.MOST),), position=True)
    assert Checklist.from_json(again.to_json()) == again


def test_where_it_was_read_is_no_part_of_the_answers() -> None:
    assert replace(GOOD, source=Place("a.csv", line=3)) == GOOD
    assert "source" not in GOOD.to_json()


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"questions": [{}]}, {"title": 3}, {"position": "是"}, {"questions": None}],
)
def test_json_of_something_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="检查表"):
        Checklist.from_json({**LIST.to_json(), **change})


def test_two_questions_of_one_name_are_refused() -> None:
    data = LIST.to_json()
    data["questions"].append(data["questions"][0])
    with pytest.raises(Refused):
        Checklist.from_json(data)


@pytest.mark.parametrize(
    "data",
    [None, [], "x", 3, {}, {**GOOD.to_json(), "values": {"a": 1}}, {**GOOD.to_json(), "photos": {"a": 3}}],
)
def test_answers_of_another_shape_are_refused(data: Any) -> None:
    with pytest.raises(Refused, match="检查记录"):
        Answers.from_json(data)


@given(st.integers(1, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_two_counts_hold_where_no_more_are_wrong_than_were_looked_at(looked: int, wrong: int) -> None:
    found = codes(with_value("checked", f"{looked}/{wrong}"))
    assert (found == []) is (wrong <= looked)
    assert counts(f"{looked}/{wrong}") == (looked, wrong)


@given(st.decimals(-20, 20, places=3, allow_nan=False))
def test_a_number_holds_within_its_bounds_and_places(number: Decimal) -> None:
    text = format(number, "f").rstrip("0").rstrip(".")
    right = Decimal(-5) <= number <= Decimal("10.5") and number == round(number, 2)
    assert (codes(with_value("number", text)) == []) is right


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text: str) -> None:
    for question in QUESTIONS:
        codes(with_value(question.name, text))
    codes(replace(GOOD, id=text, unit=text, place=text, team=text, at=text, position=text))
