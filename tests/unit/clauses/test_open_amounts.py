"""Amounts that leave open how much, and steps that count only when they are full."""

from decimal import Decimal

import pytest

from kaohe.clauses import Question, read_clause
from kaohe.cli.trial import score_of

D = Decimal


@pytest.mark.parametrize(
    "text",
    [
        "弄虚作假的，扣2分以上。",
        "工作有差错的，扣3分以内；没有差错的不扣分。",
        "每出现一次扣0.5分以上，扣完为止。",
        "有创新做法的，加1分及以上。",
        "造成损失的扣４分以下",
    ],
)
def test_who_does_not_say_how_much_is_asked(text: str) -> None:
    reading = read_clause(Question(text, "", D(10), "score"))
    assert any("分" in span.text for span in reading.unread), reading.unread


@pytest.mark.parametrize("text", ["累计扣10分以上的，本项不得分。", "扣5分；连续两次的，扣10分。"])
def test_a_line_of_points_is_no_open_amount(text: str) -> None:
    reading = read_clause(Question(text, "", D(10), "score"))
    assert not any(span.text.endswith("以上") for span in reading.unread)


@pytest.mark.parametrize(
    "text", ["募集善款每满200元加1分，最多加5分。", "募集善款每满二百元，奖1分，5分封顶。"]
)
def test_full_steps_alone_count(text: str) -> None:
    question = Question(text, "", None, "bonus")
    reading = read_clause(question)
    assert not reading.unread
    (figure,) = reading.inputs
    for given, wanted in ((199, 0), (200, 1), (399, 1), (2000, 5)):
        assert score_of(reading, question, {figure.measure: D(given)}) == wanted, given
