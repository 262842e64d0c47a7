"""What a reading says beside its rule: natures, scales, doubts, places; and that it gives up within bounds."""

from decimal import Decimal

import pytest

from kaohe import rules as r
from kaohe.clauses import ClauseReading, Nature, Question, read_clause
from kaohe.clauses.reader import LONGEST
from kaohe.cli.trial import score_of
from kaohe.core import Place, Severity
from kaohe.rules.sentence import sentence

FIVE = Decimal(5)


def _read(text: str, points: Decimal | None = FIVE, **more: str) -> ClauseReading:
    return read_clause(Question(text, points=points, **more))  # type: ignore[arg-type]  # item, mode, context are text


def _names(reading: ClauseReading) -> list[tuple[str, str]]:
    return [(entry.name, entry.type) for entry in reading.inputs]


# ---- natures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("合格率达到95%得5分，每低1个百分点扣1分", Nature.QUANTITATIVE),
        ("每缺1份记录扣1分", Nature.QUANTITATIVE),
        ("未公示的扣2分", Nature.CHECKLIST),
        ("好的得5分，较好的得3分，一般的得1分", Nature.JUDGEMENT),
        ("管理不到位的酌情扣分", Nature.JUDGEMENT),
        ("健全机制，完善网络，强化保障。", Nature.JUDGEMENT),
        ("每缺1份记录扣1分，记录不规范的酌情扣分", Nature.MIXED),
        ("本项由区档案局另行制定评分办法。", Nature.NONE),
    ],
)
def test_natures(text: str, nature: Nature) -> None:
    assert _read(text).nature is nature


@pytest.mark.parametrize("text", ["", " \n\t", "。", "；；", "§", "各单位要高度重视。", "扣完为止。"])
def test_a_text_without_points_of_its_own_has_no_figures(text: str) -> None:
    """With points of the item a person decides; without any there is nothing to score."""
    assert _read(text).inputs == ()
    assert _read(text).nature is Nature.JUDGEMENT
    assert _read(text, None).nature is Nature.NONE


# ---- scales --------------------------------------------------------------------------------------------------------


def test_a_clause_of_the_scale_starts_from_full_points_and_ends_at_zero() -> None:
    reading = _read("每缺1份记录扣2分")
    assert isinstance(reading.rule, r.Ledger)
    assert (reading.rule.start, reading.over, reading.under) == (FIVE, False, False)


def test_an_entry_of_a_bonus_list_starts_from_nothing() -> None:
    reading = _read("每获1项表彰加2分", None, mode="bonus")
    question = Question("", mode="bonus")
    assert [score_of(reading, question, {reading.inputs[0].measure: Decimal(count)}) for count in (0, 3)] == [
        0,
        6,
    ]


def test_an_entry_of_a_deduction_list_is_the_signed_change() -> None:
    reading = _read("每发生1起扣2分", None, mode="adjust")
    question = Question("", mode="adjust")
    assert [score_of(reading, question, {reading.inputs[0].measure: Decimal(count)}) for count in (0, 3)] == [
        0,
        -6,
    ]
    assert reading.under


@pytest.mark.parametrize(
    ("text", "over", "under"),
    [
        ("每发生1起火灾扣2分，扣完为止", False, False),
        ("每发生1起火灾扣2分，可得负分", False, True),
        ("每发生1起火灾扣2分，扣分上不封顶", False, True),
        ("完成率达到100%得5分，每超过1个百分点加1分", True, False),
        ("消火栓无水的，每处扣1分；扣满5分的，追加扣除5分", False, True),
    ],
)
def test_only_the_clauses_own_words_lead_over_full_points_or_below_zero(
    text: str, over: bool, under: bool
) -> None:
    reading = _read(text)
    assert (reading.over, reading.under) == (over, under)


# ---- what a person decides -----------------------------------------------------------------------------------------


def test_levels_have_names_and_points() -> None:
    reading = _read("好的得5分，较好的得3分，一般的得1分")
    assert [level.points for level in reading.levels] == [5, 3, 1]
    assert len({level.name for level in reading.levels}) == 3


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("推进缓慢的酌情扣1-3分", 2, 4), ("推进缓慢的酌情扣分", 0, 5), ("由检查组现场打分", 0, 5)],
)
def test_a_judgement_has_a_range_of_points_that_may_be_given(text: str, low: int, high: int) -> None:
    reading = _read(text)
    assert reading.range is not None
    assert reading.range[0] <= low
    assert reading.range[1] >= high


def test_what_is_decided_beside_holds_nothing_against_the_unit() -> None:
    reading = _read("每缺1份记录扣1分，记录不规范的酌情扣分")
    assert len(reading.inputs) == 1
    assert [value for _, value in reading.optional] == [0]
    question = Question("", points=FIVE)
    assert score_of(reading, question, {reading.inputs[0].measure: Decimal(2)}) == 3


# ---- neighbours ----------------------------------------------------------------------------------------------------


def test_the_line_is_found_in_the_neighbouring_column() -> None:
    reading = _read("每低1个百分点扣1分", context="入网率达到90%", item="入网率")
    assert [entry.type for entry in reading.inputs] == ["percent"]
    assert "90%" in sentence(reading.rule or r.Const(Decimal(0)))


def test_a_rate_without_a_line_is_measured_from_a_hundred_and_that_is_said() -> None:
    reading = _read("整改率每降低1个百分点扣1分")
    assert [problem.code for problem in reading.problems] == ["clause.ambiguous"]
    assert "100%" in reading.problems[0].message


def test_measures_of_other_items_are_not_taken_again() -> None:
    first = _read("未公示的扣2分").inputs[0].measure
    again = read_clause(Question("未公示的扣2分", points=FIVE, taken=frozenset({first}), item="政务公开"))
    assert again.inputs[0].measure != first


# ---- doubts and slips ----------------------------------------------------------------------------------------------


def test_a_slip_is_told_with_its_place() -> None:
    place = Place("办法.docx", sheet="表1", cell="C4")
    reading = read_clause(Question("每缺1次扣O.5分", points=FIVE, place=place))
    (slip,) = (problem for problem in reading.problems if problem.code == "clause.slip")
    assert (slip.severity, slip.where) == (Severity.ADVICE, (place,))
    assert "O" in slip.message


@pytest.mark.parametrize(
    "text",
    ["每发现1起扣2分，拒不整改的加倍扣分", "每发现1起扣2分，当年整改的减半扣分", "发生事故扣5分，一票否决"],
)
def test_what_cannot_be_computed_is_said_to_be_unread(text: str) -> None:
    assert _read(text).unread


@pytest.mark.parametrize(
    "text",
    [
        "超过规定时限扣2分",
        "超越审批权限扣2分",
        "车辆超限扣2分",
        "超出规定限额扣2分",
        "达不到规定上限扣2分",
        "测试不满分扣2分",
        "未综合评定扣2分",
        "得1O分",
        "如下：扣2",
        "扣2分",
    ],
)
def test_points_at_the_end_of_any_word_are_not_lost(text: str) -> None:
    """Either a rule that takes them, or the reader says that it did not understand."""
    reading = _read(text)
    if not reading.unread:
        assert reading.nature is Nature.CHECKLIST
        assert "2分" in sentence(reading.rule or r.Const(Decimal(0)))


@pytest.mark.parametrize(
    "text",
    [
        "有不文明行为一次扣1分",
        "违规行为1次扣1分",
        "任务未完成1次扣1分",
        "每发现1次《条例》第8条未落实扣1分",
        "发现台账数据造假1处扣1分",
        "指标不为零1次扣1分",
    ],
)
def test_one_of_something_is_counted_and_not_compared_with(text: str) -> None:
    reading = _read(text)
    assert [entry.type for entry in reading.inputs] == ["count"]
    question = Question(text, points=FIVE)
    assert [
        score_of(reading, question, {reading.inputs[0].measure: Decimal(count)}) for count in (0, 1, 3, 9)
    ] == [5, 4, 2, 0]


# ---- bounds --------------------------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_is_not_read() -> None:
    reading = _read("每缺1份记录扣1分。" * LONGEST)
    assert [problem.code for problem in reading.problems] == ["clause.too-long"]
    assert reading.rule is None
    assert reading.unread[0].text == reading.text


@pytest.mark.parametrize(
    "piece",
    [
        "每缺1份记录扣1分；",
        "完成率达到95%得1分，每低1个百分点扣0.1分。",
        "甲" * 50,
        "（",
        "1.",
        "①",
        "扣",
        "。",
        "§",
        "分别扣1分、",
        "95%以上得1分，",
        "酌情",
        "甲、",
        "\n",
        "O.5分",
        "每",
    ],
)
def test_a_text_as_long_as_may_be_is_read_without_failing(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    reading = _read(text)
    assert reading.text == text


def test_a_rule_that_cannot_reach_the_items_points_is_not_trusted() -> None:
    assert _read("档案室达标得2分", Decimal(9)).unread
