"""Formulas: what is computed is what stands there; what is beyond it is asked."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.clauses.reader import Question, read_clause
from kaohe.clauses.reading import ClauseReading, Nature
from kaohe.cli.trial import score_of


def _question(text: str, points: str | None = "100", mode: str = "score") -> Question:
    return Question(text, "", None if points is None else Decimal(points), mode)


def _score(question: Question, reading: ClauseReading, *values: Decimal) -> Decimal | None:
    pairs = zip(reading.inputs, values, strict=True)
    return score_of(reading, question, {entry.measure: value for entry, value in pairs})


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 500)), min_size=2, max_size=4),
    st.integers(0, 40),
    st.booleans(),
)
def test_sums_of_counts_are_computed_as_written(
    terms: list[tuple[int, int]], start: int, taken: bool
) -> None:
    """Hundredths of a point a piece; the independent sum is held between nothing and the item's points."""
    sign = "-" if taken else "+"
    words = [
        f"{name}件数×{Decimal(factor) / 100}" for name, (factor, _) in zip("甲乙丙丁", terms, strict=False)
    ]
    question = _question(f"得分={start if taken else 0}{sign}{sign.join(words)}", "50")
    reading = read_clause(question)
    assert not reading.unread
    moved = sum((Decimal(factor) / 100 * count for factor, count in terms), Decimal(0))
    raw = start - moved if taken else moved
    right = max(Decimal(0), min(Decimal(50), raw)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert _score(question, reading, *(Decimal(count) for _, count in terms)) == right


@given(st.integers(1, 20), st.integers(0, 90), st.integers(0, 120))
def test_a_line_of_one_rate(points: int, line: int, value: int) -> None:
    """得分=分值×（率-线）÷（1-线): from the line to all of it."""
    question = _question(f"得分={points}×（覆盖率-{line}%）÷{100 - line}%", str(points))
    reading = read_clause(question)
    assert not reading.unread, question.text
    raw = Decimal(points) * (value - line) / (100 - line)
    right = max(Decimal(0), min(Decimal(points), raw)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert _score(question, reading, Decimal(value)) == right


@pytest.mark.parametrize(
    "text",
    [
        "得分=参与率×知晓率×10",
        "得分=甲数÷（乙数-丙数×2）×10",
        "得分=10×（1-甲数÷0）",
        "得分=甲增幅×5+乙数×2",
        "得分=甲数×2，最高5分；乙数另计",
        "得分=",
        "=3",
        "甲=乙=丙",
        "得分=100",
        "得分=（（（（甲数））×2",
    ],
)
def test_what_is_beyond_it_has_no_rule_that_counts(text: str) -> None:
    reading = read_clause(_question(text, "10"))
    assert reading.unread or reading.nature in (Nature.JUDGEMENT, Nature.NONE) or reading.rule is None


def test_an_equation_that_the_result_does_not_ask_for_is_not_dropped() -> None:
    reading = read_clause(_question("得分=甲数×2；奖金=丙数×5", "10"))
    assert reading.unread


def test_inputs_stand_in_the_order_of_the_clause_and_at_their_place() -> None:
    text = "得分=乙数×0.2+甲数×0.3"
    reading = read_clause(_question(text, "10"))
    assert [(entry.name, text[entry.span.start : entry.span.end]) for entry in reading.inputs] == [
        ("乙数", "乙数"),
        ("甲数", "甲数"),
    ]
