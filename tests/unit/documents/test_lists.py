"""Lists of bonuses, deductions and vetoes in tables and prose: their caps, their names, and what is none of them."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import OutlineScheme, read_outline_scheme
from kaohe.scheme.draft import DraftGroup
from kaohe.scheme.model import GroupKind

from .prose_samples import paragraphs
from .scoring_samples import Sample, all_items, read_rows

FIVE = Decimal(5)
Rows = Sequence[Sequence[Sample]]


def _with_lists(bonus: str, deduction: str) -> Rows:
    return [
        ["一级指标", "二级指标", "分值", "评分标准"],
        [("产业（100分）", 2, 1), "种植", "60", "每少1%扣1分"],
        ["增收", "40", "每低1%扣1分"],
        [(bonus, 2, 1), "推广", "3", "被推广的，每项加1分"],
        ["承办", "2", "承办现场会的加2分"],
        [(deduction, 2, 1), "舆情", "3", "每起扣1分"],
        ["通报", "2", "每次扣1分"],
    ]


def _lists(rows: Rows) -> list[DraftGroup]:
    groups = read_rows(rows, "实绩考核评分表").drafts[0].tables[0].groups
    return [group for group in groups if group.kind is not GroupKind.BASE]


@pytest.mark.parametrize(
    ("bonus", "deduction"),
    [
        ("加分项（最多加5分）", "扣分项（扣分上限5分）"),
        ("加分项（累计不超过5分）", "扣分项（最多扣5分）"),
        ("加分项\n（上限5分）", "扣分项\n（最高扣5分）"),
        ("加分项（5分）", "扣分项（5分）"),
    ],
)
def test_caps_in_the_names_of_lists(bonus: str, deduction: str) -> None:
    adds, takes = _lists(_with_lists(bonus, deduction))
    assert (adds.name, adds.kind, adds.cap, adds.floor) == ("加分项", GroupKind.BONUS, FIVE, None)
    assert (takes.name, takes.kind, takes.cap, takes.floor) == ("扣分项", GroupKind.DEDUCTION, None, -FIVE)


def test_brackets_that_say_no_cap_stay_in_the_name() -> None:
    adds, takes = _lists(_with_lists("加分项（须经审定）", "扣分项"))
    assert (adds.name, adds.cap, takes.floor) == ("加分项（须经审定）", None, None)


def _prose(text: str) -> OutlineScheme:
    return read_outline_scheme(read_outline(paragraphs(text)), "考评办法")


def test_each_entry_with_a_most_of_its_own() -> None:
    scheme = _prose(
        "一、基础工作（100分）\n二、加分\n（一）受到表彰的，每项加1分，最高加3分。\n（二）经验被推广的，每项加1分。最高加2分。"
    )
    assert scheme.draft is not None
    adds = scheme.draft.tables[0].groups[-1]
    assert adds.cap is None
    assert [child.points for child in adds.children] == [3, 2]


VETO_ROW = "一票否决：发生规模性问题的，考核直接定为末等。"


def test_a_veto_in_one_line_of_a_table() -> None:
    rows: Rows = [*_with_lists("加分项", "扣分项"), [(VETO_ROW, 1, 4)]]
    (veto,) = read_rows(rows, "实绩考核评分表").vetoes
    assert veto.heading == "一票否决"
    assert [entry.text for entry in veto.entries] == ["发生规模性问题的，考核直接定为末等。"]


def test_a_veto_in_the_column_of_points() -> None:
    rows: Rows = [
        ["项目", "审查内容", "分值", "扣分标准"],
        ["执业", "超范围执业", "否决", "发现即为不合格"],
        [("资质", 2, 1), "在岗", "60", "缺1人扣5分"],
        ["配比", "40", "低于标准扣10分"],
    ]
    reading = read_rows(rows, "审查评分表")
    (veto,) = reading.vetoes
    assert [entry.text for entry in veto.entries] == ["超范围执业：发现即为不合格"]
    assert [item.points for item in all_items(reading)] == [None, 60, 40]


@pytest.mark.parametrize(
    "heading",
    [
        "对排名末位的给予黄牌警告：",
        "考核得分低于60分的一票否决评优资格：",
        "连续两年末位的黄牌警告：",
        "评为不合格的单位一票否决：",
    ],
)
def test_what_follows_from_a_result_is_no_veto(heading: str) -> None:
    text = f"一、基础工作（100分）\n二、奖惩\n（一）{heading}\n1.约谈负责人。\n2.通报批评。"
    assert _prose(text).vetoes == ()


def test_what_happened_is_a_veto() -> None:
    text = (
        "一、基础工作（100分）\n二、奖惩\n（一）有下列情形之一的，一票否决：\n1.发生事故的。\n2.弄虚作假的。"
    )
    (veto,) = _prose(text).vetoes
    assert len(veto.entries) == 2


@pytest.mark.parametrize(
    ("written", "points"),
    [("每项2分，共10分", 10), ("2×5=10", 10), ("每次2分×5次=10分", 10), ("每项5分，最高20分", 20)],
)
def test_points_that_are_worked_out(written: str, points: int) -> None:
    rows: Rows = [
        ["项目", "内容", "分值", "评分标准"],
        ["宣传", "专栏", written, "缺1项扣2分"],
        ["宣传", "活动", "15", "缺1次扣5分"],
    ]
    assert [item.points for item in all_items(read_rows(rows, "考核评分表"))] == [points, 15]


def test_points_at_the_end_of_a_first_sentence() -> None:
    scheme = _prose(
        "第三条 政治建设40分\n（一）理论学习15分。每月不少于1次，每少1次扣1分。\n（二）意识形态25分。每起扣5分。"
    )
    assert scheme.draft is not None
    (group,) = scheme.draft.tables[0].groups
    assert (group.name, str(group.points)) == ("政治建设", "40")
    assert [(child.name, str(child.points)) for child in group.children] == [
        ("理论学习", "15"),
        ("意识形态", "25"),
    ]
