"""The grammar: which words are a verdict, which the grounds, and that it goes through any text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.clauses.normalise import normalise
from kaohe.clauses.parsing import Statement, Verdict, parse
from tests.strategies.clauses import loose_texts

_TEXTS = st.text(
    st.sampled_from(
        "扣得加减分每低高达到不超过以上百点率项次的未酌情按比例为止最1250.%，。；：、（）-/§×≥≤<>甲乙第前名一"
    ),
    max_size=60,
)


def _statements(text: str) -> tuple[Statement, ...]:
    found = parse(normalise(text).text)
    assert found is not None
    return found


def _verdicts(text: str) -> list[Verdict]:
    return [statement.verdict for statement in _statements(text) if statement.verdict is not None]


@pytest.mark.parametrize(
    ("text", "kind", "amounts"),
    [
        ("甲扣2分", "take", ["2"]),
        ("甲减0.5分", "take", ["0.5"]),
        ("甲扣除3分", "take", ["3"]),
        ("甲扣减3分", "take", ["3"]),
        ("甲倒扣1分", "take", ["1"]),
        ("甲扣分：2分", "take", ["2"]),
        ("甲得2分", "give", ["2"]),
        ("甲计2分", "give", ["2"]),
        ("甲记2分", "give", ["2"]),
        ("甲加2分", "give", ["2"]),
        ("甲给2分", "give", ["2"]),
        ("甲奖励2分", "give", ["2"]),
        ("甲扣3分、2分、1分", "take", ["3", "2", "1"]),
        ("甲扣3、2、1分", "take", ["3", "2", "1"]),
        ("甲加3分和2分", "give", ["3", "2"]),
        ("甲扣1-3分", "take", ["1", "3"]),
        ("甲追加扣除10分", "extra", ["10"]),
        ("甲不得分", "zero", []),
        ("甲不计分", "zero", []),
        ("甲得0分", "zero", []),
        ("甲该项不得分", "zero", []),
        ("甲得满分", "full", []),
        ("甲计满分", "full", []),
        ("甲扣全部分", "all", []),
        ("甲不扣分", "untouched", []),
        ("甲酌情扣分", "judged", []),
        ("甲视情况扣1-3分", "judged", ["1", "3"]),
        ("甲按比例得分", "proportional", []),
        ("甲得一半分", "half", ["0.5"]),
        ("甲得50%分值", "half", ["0.5"]),
        ("甲最高不超过6分", "cap", ["6"]),
        ("甲最多扣4分", "cap", ["4"]),
        ("甲扣完为止", "floor", []),
        ("甲不倒扣", "floor", []),
        ("甲可得负分", "below", []),
        ("甲就高不就低", "once", []),
        ("甲不重复计分", "once", []),
        ("甲-0.5分", "signed", ["0.5"]),
    ],
)
def test_verdicts(text: str, kind: str, amounts: list[str]) -> None:
    if kind == "signed":
        text = text.replace("-", "，-")
    (verdict,) = _verdicts(text)
    assert (verdict.kind, [abs(amount) for amount in verdict.amounts]) == (
        kind,
        [Decimal(amount) for amount in amounts],
    )


@pytest.mark.parametrize(
    "text",
    [
        "扣押物品登记", "计划编制", "加强领导", "加油站", "得力措施", "减排设施", "给水管网", "分公司", "30分钟", "奖状", "记录", "减少投诉", "分类", "得知消息",
        "打分办法", "扣件", "评分表", "加班", "减速带", "计量",
    ],
)  # fmt: skip
def test_words_that_only_look_like_scoring_are_plain(text: str) -> None:
    assert _verdicts(text + "到位") == []


@pytest.mark.parametrize("end", ["时限", "权限", "期限", "超限", "年限"])
def test_the_end_of_a_word_is_no_cap(end: str) -> None:
    """“超过时限扣2分” takes points; “限扣2分” would be a cap."""
    (verdict,) = _verdicts(f"超过规定{end}扣2分")
    assert (verdict.kind, verdict.amounts) == ("take", (Decimal(2),))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("率达到95%", ["COMPARE"]),
        ("率95%以上", ["COMPARE"]),
        ("率≥95%", ["COMPARE"]),
        ("成绩90-94分", ["COMPARE"]),
        ("率低于80%、70%", ["COMPARE"]),
        ("每缺1项", ["EACH"]),
        ("每次", ["EACH_UNIT"]),
        ("第1-3名", ["RANKED"]),
    ],
)
def test_grounds(text: str, kinds: list[str]) -> None:
    (statement,) = _statements(text + "，得2分")
    assert [ground.kind for ground in statement.grounds if ground.kind not in ("TEXT", "COMMA", "VALUE")][
        : len(kinds)
    ] == kinds


def test_a_value_per_unit() -> None:
    (verdict,) = _verdicts("材料缺失扣0.5分/份")
    assert (verdict.amounts, verdict.per) == ((Decimal("0.5"),), "份")


def test_sentences_entries_and_periods_are_counted() -> None:
    found = _statements("1.甲扣1分；乙扣2分。丙扣3分\n2.丁扣4分")
    assert [statement.sentence for statement in found] == [0, 1, 2, 3]
    assert [statement.chunk - found[0].chunk for statement in found] == [0, 0, 0, 1]
    assert [statement.period - found[0].period for statement in found] == [0, 0, 1, 2]


def test_points_in_brackets_are_awards_of_their_own() -> None:
    found = _verdicts("成立小组（2分）、制定方案（1分）")
    assert [(verdict.kind, verdict.amounts) for verdict in found] == [
        ("own", (Decimal(2),)),
        ("own", (Decimal(1),)),
    ]


@given(_TEXTS | loose_texts().map(lambda text: normalise(text).text))
def test_any_text_goes_through(text: str) -> None:
    """Statements stand in the text where they say, in order, and do not overlap."""
    found = parse(text)
    assert found is not None
    done = 0
    for statement in found:
        for part in (*statement.grounds, *((statement.verdict,) if statement.verdict else ())):
            assert done <= part.start <= part.end <= len(text)
            done = part.start
    for ground in (ground for statement in found for ground in statement.grounds):
        assert text[ground.start : ground.end] == ground.text
