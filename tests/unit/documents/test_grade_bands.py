"""Grades and their bounds, in remarks and in prose; gaps and overlaps are told."""

from decimal import Decimal

import pytest

from kaohe.documents.grade_bands import as_grades, read_grades
from kaohe.documents.reading import GradeBands
from tests.unit.documents.prose_samples import paragraphs


def read(text: str) -> GradeBands:
    (bands,) = read_grades(paragraphs(text))
    return bands


def said(bands: GradeBands) -> list[str]:
    """“良好[80,90)”."""
    return [
        f"{b.name}{'[' if b.low_in else '('}{'' if b.low is None else b.low},{'' if b.high is None else b.high}{']' if b.high_in else ')'}"
        for b in bands.bands
    ]


FOUR = ["优秀[90,]", "良好[80,90)", "合格[60,80)", "不合格[,60)"]


@pytest.mark.parametrize(
    "text",
    [
        "90分以上为优秀，80分以上90分以下为良好，60分以上80分以下为合格，60分以下为不合格。",
        "考核等次：优秀（90分以上）、良好（80分—90分，不含90分）、合格（60分以上80分以下）、不合格（60分以下）。",
        "优秀：90分（含）以上；良好：80分以上、90分以下（不含90分）；合格：60分以上、低于80分；不合格：低于60分。",
        "得分≥90分为优秀；80≤得分<90为良好；60≤得分<80为合格；得分<60为不合格。",
        "得分９０分以上的，评为优秀；８０分以上不足９０分的，评为良好；６０分以上不足８０分的，评为合格；不足６０分的，评为不合格。",
        "达到九十分以上的为优秀等次，八十分以上九十分以下的为良好等次，六十分以上八十分以下的为合格等次，低于六十分的为不合格等次。",
        "1.优秀：90分以上；\n2.良好：80分以上90分以下；\n3.合格：60分以上80分以下；\n4.不合格：60分以下。",
    ],
)
def test_the_same_four_grades_however_they_are_written(text: str) -> None:
    bands = read(text)
    assert said(bands) == FOUR
    assert [problem for problem in bands.problems if problem.code != "grades.bound-shared"] == []


def test_whole_numbers_leave_gaps_for_fractions() -> None:
    bands = read("总分为100分，90分以上为优秀，80-89分为良好，60-79分为达标，59分以下为不达标。")
    assert said(bands) == ["优秀[90,]", "良好[80,89]", "达标[60,79]", "不达标[,59]"]
    assert [problem.code for problem in bands.problems] == ["grades.gap"] * 3
    assert "89分和90分之间" in bands.problems[2].message


def test_an_overlap_is_told() -> None:
    bands = read("优秀：85分以上；良好：70分以上88分以下；合格：70分以下。")
    assert [problem.code for problem in bands.problems] == ["grades.overlap"]


def test_a_bound_that_two_spans_name_goes_to_the_upper_and_is_told() -> None:
    bands = read("A级：90—100分；B级：80—90分；C级：60—80分。")
    assert said(bands) == ["A级[90,100]", "B级[80,90)", "C级[60,80)"]
    assert [problem.code for problem in bands.problems] == ["grades.bound-shared"] * 2


def test_quotas_are_kept() -> None:
    bands = read("90分以上为优秀，比例不超过30%；60分以上90分以下为合格；60分以下为不合格。")
    assert [band.share for band in bands.bands] == [Decimal("0.3"), None, None]


def test_a_scale_of_a_thousand() -> None:
    assert said(read("900分以上为一等奖，800分以上900分以下为二等奖。")) == [
        "一等奖[900,]",
        "二等奖[800,900)",
    ]


def test_where_a_band_stands() -> None:
    text = "说明：85分以上为优秀，85分以下为合格。"
    spans = [band.span for band in read(text).bands]
    assert [text[span.start : span.end] for span in spans if span] == ["85分以上为优秀", "85分以下为合格"]


def test_as_the_grades_of_a_table() -> None:
    grades = as_grades(read("不合格：60分以下；优秀：90分以上；合格：60分以上90分以下。"))
    assert [(grade.name, grade.at_least) for grade in grades] == [
        ("优秀", 90),
        ("合格", 60),
        ("不合格", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "95分及以上，得8分；90-94分，得6分；80分以下不得分。", "好（8-10分）、较好（5-7分）、一般（0-4分）", "90分以上的为优秀单位。",
        "优秀等次占30%，良好等次占40%。", "满意率达90%以上得5分，80%以上得3分。", "做好工作得10分，优先安排的加2分。",
        "培训优秀学员90人以上，良好学员80人以上。", "得分按百分制计算。",
    ],
)  # fmt: skip
def test_what_only_looks_like_grades(text: str) -> None:
    assert read_grades(paragraphs(text)) == ()


def test_two_passages_are_two_sets() -> None:
    text = "镇：90分以上为优秀，90分以下为合格。\n甲\n乙\n丙\n村：80分以上为优秀，80分以下为合格。"
    assert [len(bands.bands) for bands in read_grades(paragraphs(text))] == [2, 2]
