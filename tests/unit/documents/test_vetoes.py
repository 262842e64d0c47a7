"""What vetoes and what only follows: lists in prose and tables, sentences, grids of cases."""

import pytest

from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import OutlineScheme, read_outline_scheme
from kaohe.documents.vetoes import is_mild, vetoes

from .prose_samples import paragraphs
from .scoring_samples import Sample, codes, read_rows

SCORED = (
    "一、考核内容（100分）\n1．日常巡查（40分）。每少一次扣1分。\n2．水面保洁（60分）。每发现一处扣2分。\n"
)
BASE: list[list[Sample]] = [
    ["项目", "内容", "分值", "评分标准"],
    [("日常", 2, 1), "巡查", "40", "每少一次扣1分"],
    ["保洁", "60", "每发现一处扣2分"],
]


def _prose(text: str) -> OutlineScheme:
    return read_outline_scheme(read_outline(paragraphs(SCORED + text)), "考核办法")


@pytest.mark.parametrize(
    "text",
    [
        "一票否决",
        "取消年度评优资格",
        "直接定为不合格等次",
        "年度考核直接评定为不合格",
        "不得参加评优",
        "一律列为末等",
    ],
)
def test_consequences_that_veto(text: str) -> None:
    assert vetoes(text)


@pytest.mark.parametrize(
    "text",
    [
        "约谈主要负责人",
        "发生事故的，由镇领导约谈；",
        "予以通报批评",
        "责令限期整改。",
        "写出书面检查",
        "造成影响的，通报批评，限期整改",
    ],
)
def test_consequences_that_do_not(text: str) -> None:
    assert is_mild(text)
    assert not vetoes(text)


@pytest.mark.parametrize(
    "text",
    [
        "被市级通报批评的",
        "受到约谈2次以上的",
        "未按限期整改到位的",
        "通报批评，并取消评优资格",
        "给予黄牌警告并约谈",
    ],
)
def test_what_happened_is_no_mild_consequence(text: str) -> None:
    assert not is_mild(text)


def test_a_list_that_mixes_both() -> None:
    scheme = _prose(
        "二、一票否决\n1．弄虚作假的，取消评优资格；\n2．发生事故的，由镇领导约谈；\n3．被通报批评的，一票否决。"
    )
    (veto,) = scheme.vetoes
    assert [entry.text[:5] for entry in veto.entries] == ["弄虚作假的", "被通报批评"]
    assert scheme.draft is not None
    assert "document.consequence-is-no-veto" in [problem.code for problem in scheme.draft.problems]


def test_sentences_that_veto_by_themselves() -> None:
    scheme = _prose(
        "二、弄虚作假的，直接定为不合格等次。\n三、发生责任事故的，取消评优资格。\n四、瞒报的，通报批评。"
    )
    assert [(veto.effect, veto.entries[0].text) for veto in scheme.vetoes] == [
        ("直接定为不合格等次", "弄虚作假的"),
        ("取消评优资格", "发生责任事故的"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "二、得分低于60分的，取消评优资格。",
        "二、连续两年末位的，取消评优资格。",
        "二、有下列情形之一的，由镇领导约谈：\n1．弄虚作假的；\n2．发生事故的。",
        "二、结果运用\n1．考核结果为不合格等次的，取消评优资格。",
    ],
)
def test_what_follows_from_a_result_vetoes_nothing(text: str) -> None:
    assert _prose(text).vetoes == ()


@pytest.mark.parametrize("name", ["取消评优资格情形", "直接定为不合格等次的情形", "一票否决"])
def test_a_group_of_a_table(name: str) -> None:
    rows: list[list[Sample]] = [*BASE, [(name, 2, 1), "事故", "", "发生责任事故的"], ["作假", "", "查实的"]]
    reading = read_rows(rows, "河道考核表")
    assert [len(veto.entries) for veto in reading.vetoes] == [2]
    assert len(reading.drafts[0].tables[0].groups) == 1


def test_a_group_that_names_no_veto() -> None:
    rows: list[list[Sample]] = [
        *BASE,
        [("约谈", 2, 1), "事故", "", "发生责任事故的，约谈"],
        ["作假", "", "通报批评"],
    ]
    assert read_rows(rows, "河道考核表").vetoes == ()


def test_in_the_column_of_points() -> None:
    rows: list[list[Sample]] = [
        *BASE,
        [("其他", 2, 1), "事故", "约谈", "发生事故的"],
        ["作假", "取消评优资格", "查实的"],
    ]
    (veto,) = read_rows(rows, "河道考核表").vetoes
    assert [entry.text for entry in veto.entries] == ["作假：查实的"]


def test_a_grid_of_cases() -> None:
    rows: list[list[Sample]] = [
        ["情形", "处理"], ["发生责任事故的", "一票否决"], ["弄虚作假的", "取消评优资格"], ["迟报的", "通报批评"],
    ]  # fmt: skip
    reading = read_rows(rows, "一票否决及约谈事项")
    (veto,) = reading.vetoes
    assert [entry.text for entry in veto.entries] == ["发生责任事故的：一票否决", "弄虚作假的：取消评优资格"]
    assert codes(reading) == []
