"""The rows of “Choices” in `rules/semantics.md`, worked by hand."""

from decimal import Decimal

import pytest

from kaohe.core import Cadence
from kaohe.rules import (
    ByClass,
    ClassCase,
    Compare,
    Default,
    Gather,
    Given,
    If,
    InClass,
    LastYear,
    OverPeriods,
    Peer,
    PeriodIs,
    Pick,
    PickOne,
    Relation,
    Round,
    Rounding,
    Statistic,
    Sum,
    Times,
)
from tests.unit.evaluate.cases import (
    BUILT,
    EVENTS,
    NUMBER,
    OTHER_SCORE,
    RATE,
    SCORE,
    SIGNED,
    Case,
    check,
    const,
)

IF_BUILT = If(BUILT, SCORE, OTHER_SCORE)
BY_CLASS = ByClass((ClassCase("镇", SCORE), ClassCase("乡", OTHER_SCORE)))
OTHERS = ByClass((ClassCase("镇", SCORE),), otherwise=const("1"))
BRANCHES = [
    Case("已建阵地的按条线得分", IF_BUILT, {"已建阵地": "是", "条线得分": "3"}, "3"),
    Case("否则按窗口得分", IF_BUILT, {"已建阵地": "否", "窗口得分": "2"}, "2"),
    Case("另一边不看", IF_BUILT, {"已建阵地": "是", "条线得分": "3", "窗口得分": "待评定"}, "3"),
    Case("没有报建没有建", IF_BUILT, {"条线得分": "3", "窗口得分": "2"}, "未填报"),
    Case("不要求建", IF_BUILT, {"已建阵地": "不适用", "条线得分": "3"}, "不适用"),
    Case("待认定", IF_BUILT, {"已建阵地": "待评定"}, "待评定"),
    Case("这一边没有报", IF_BUILT, {"已建阵地": "是"}, "未填报"),
    Case("条件套条件", If(BUILT, SIGNED, BUILT), {"已建阵地": "是", "已签协议": "否"}, "否"),
    Case(
        "另一边未定不碍事",
        If(BUILT, SCORE, Peer(SCORE, Statistic.MEAN)),
        {"已建阵地": "是", "条线得分": "3"},
        "3",
    ),
    Case(
        "条件未定，结果也未定",
        If(Compare(Peer(RATE, Statistic.RANK), Relation.AT_MOST, const("2")), const("3"), const("1")),
        {"托位使用率": "60"},
        "3暂",
    ),
    Case("镇按条线得分", BY_CLASS, {"条线得分": "3"}, "3"),
    Case("镇没有报", BY_CLASS, {}, "未填报"),
    Case("街道不考核此项", BY_CLASS, {"丙街道:条线得分": "3"}, "不适用", "丙街道"),
    Case("其他一律1分", OTHERS, {}, "1", "丙街道"),
    Case("县没有类别，也是其他", OTHERS, {}, "1", "山南县"),
]

HIGHER, LOWER = PickOne((SCORE, OTHER_SCORE)), PickOne((SCORE, OTHER_SCORE), Pick.LOWEST)
TWO = {"条线得分": "3", "窗口得分": "4.5"}
PICKED = [
    Case("就高", HIGHER, TWO, "4.5"),
    Case("就低", LOWER, TWO, "3"),
    Case("不适用的不比", LOWER, {**TWO, "条线得分": "不适用"}, "4.5"),
    Case("没有报的也许更高", HIGHER, {"条线得分": "3"}, "未填报"),
    Case("待评定的也许更低", LOWER, {**TWO, "窗口得分": "待评定"}, "待评定"),
    Case("都不适用", HIGHER, {"条线得分": "不适用", "窗口得分": "不适用"}, "不适用"),
]

HARD = Times(SCORE, Given("难度系数", NUMBER))
DOUBLED = [
    Case("乘以难度系数", HARD, {"条线得分": "3", "难度系数": "1.2"}, "3.6"),
    Case("乘积四舍五入到四位", HARD, {"条线得分": "0.0001", "难度系数": "1.5"}, "0.0002"),
    Case("负的也是", HARD, {"条线得分": "-0.0001", "难度系数": "1.5"}, "-0.0002"),
    Case("不到一半的舍去", HARD, {"条线得分": "0.0001", "难度系数": "1.4999"}, "0.0001"),
    Case("加倍", Times(SCORE, const("2")), {"条线得分": "2.25"}, "4.5"),
    Case("乘以零", HARD, {"条线得分": "3", "难度系数": "0"}, "0"),
    Case("系数没有定", HARD, {"条线得分": "3"}, "未填报"),
    Case("乘以零也要有分", HARD, {"难度系数": "0"}, "未填报"),
    Case("系数不适用", HARD, {"难度系数": "不适用"}, "不适用"),
    Case("得分待评定", HARD, {"条线得分": "待评定", "难度系数": "1"}, "待评定"),
]


def rounded(places: int, mode: Rounding) -> Round:
    return Round(SCORE, places, mode)


NEAREST, DOWN, UP = (rounded(1, mode) for mode in Rounding)
ROUNDED = [
    Case("四舍五入保留一位", NEAREST, {"条线得分": "2.25"}, "2.3"),
    Case("四舍五入保留一位", NEAREST, {"条线得分": "2.2499"}, "2.2"),
    Case("负的一半", NEAREST, {"条线得分": "-2.25"}, "-2.3"),
    Case("舍去", DOWN, {"条线得分": "2.29"}, "2.2"),
    Case("负的舍去", DOWN, {"条线得分": "-2.29"}, "-2.2"),
    Case("进一", UP, {"条线得分": "2.2001"}, "2.3"),
    Case("负的进一", UP, {"条线得分": "-2.2001"}, "-2.3"),
    Case("进一，正好的不进", UP, {"条线得分": "2.2"}, "2.2"),
    Case("零不进", UP, {"条线得分": "0"}, "0"),
    Case("取整数", rounded(0, Rounding.HALF_UP), {"条线得分": "2.5"}, "3"),
    Case("负的取整数", rounded(0, Rounding.HALF_UP), {"条线得分": "-0.5"}, "-1"),
    Case("三分之一保留两位", Round(RATE, 2), {"托位使用率": "1/3"}, "33.33"),
    Case("三分之二进一", Round(RATE, 0, Rounding.UP), {"托位使用率": "2/3"}, "67"),
    Case("没有报", NEAREST, {}, "未填报"),
    Case("不适用", NEAREST, {"条线得分": "不适用"}, "不适用"),
    Case("待评定", NEAREST, {"条线得分": "待评定"}, "待评定"),
]

QUARTERS = {"条线得分@2026Q1": "3", "条线得分@2026Q2": "4", "条线得分@2026Q3": "5", "条线得分@2026Q4": "4.5"}
EACH = {gather: OverPeriods(SCORE, Cadence.QUARTER, gather) for gather in Gather}
GATHERED = [
    Case("季度平均", EACH[Gather.MEAN], QUARTERS, "4.125"),
    Case("平均保留一位", OverPeriods(SCORE, Cadence.QUARTER, places=1), QUARTERS, "4.1"),
    Case("全年累计", EACH[Gather.SUM], QUARTERS, "16.5"),
    Case("最后一季", EACH[Gather.LAST], QUARTERS, "4.5"),
    Case("最低一季", EACH[Gather.LOWEST], QUARTERS, "3"),
    Case("最高一季", EACH[Gather.HIGHEST], QUARTERS, "5"),
    Case("一季不适用", EACH[Gather.MEAN], {**QUARTERS, "条线得分@2026Q1": "不适用"}, "4.5"),
    Case("最后一季不适用，看前一季", EACH[Gather.LAST], {**QUARTERS, "条线得分@2026Q4": "不适用"}, "5"),
    Case("一季没有报", EACH[Gather.HIGHEST], {**QUARTERS, "条线得分@2026Q2": "未填报"}, "未填报"),
    Case("一季待评定", EACH[Gather.LAST], {**QUARTERS, "条线得分@2026Q1": "待评定"}, "待评定"),
    Case("季季不适用", EACH[Gather.SUM], dict.fromkeys(QUARTERS, "不适用"), "不适用"),
    Case("全年的数不是季度的数", EACH[Gather.SUM], {"条线得分": "4"}, "未填报"),
    Case("上半年只有两季", EACH[Gather.SUM], QUARTERS, "7", period="2026H1"),
    Case("本季就是本季", EACH[Gather.MEAN], QUARTERS, "5", period="2026Q3"),
    Case("一个月比一季短", EACH[Gather.MEAN], {"条线得分": "4.00005"}, "4.00005", period="2026-07"),
    Case(
        "统计年度跨年的月份",
        OverPeriods(EVENTS, Cadence.HALF, Gather.SUM),
        {"信访件数@2025-10/2026-03": "2", "信访件数@2026-04/2026-09": "3"},
        "5",
        period="2025-10/2026-09",
    ),
    Case(
        "逐月看是不是逐月",
        OverPeriods(If(PeriodIs((Cadence.MONTH,)), const("1"), const("5")), Cadence.MONTH, Gather.SUM),
        {},
        "12",
    ),
    Case(
        "上年的季度",
        LastYear(EACH[Gather.SUM]),
        {name.replace("2026", "2025"): text for name, text in QUARTERS.items()},
        "16.5",
    ),
    Case("三个月平均", OverPeriods(EVENTS, Cadence.MONTH), {"信访件数@2026-04": "0", "信访件数@2026-05": "0", "信访件数@2026-06": "2"}, "0.6667", period="2026Q2"),
]  # fmt: skip

FULL_IF_MISSING = Default(SCORE, "首年不作要求", missing=const("4"))
ALL_STAND_INS = Default(
    SCORE, "首年不作要求", missing=const("4"), pending=const("3"), not_applicable=OTHER_SCORE
)
DEFAULTS = [
    Case("没有报按4分", FULL_IF_MISSING, {}, "4"),
    Case("退回也按4分", FULL_IF_MISSING, {"条线得分": "退回1"}, "4"),
    Case("报了按报的", FULL_IF_MISSING, {"条线得分": "1"}, "1"),
    Case("报了零也按报的", FULL_IF_MISSING, {"条线得分": "0"}, "0"),
    Case("待评定没有默认", FULL_IF_MISSING, {"条线得分": "待评定"}, "待评定"),
    Case("不适用没有默认", FULL_IF_MISSING, {"条线得分": "不适用"}, "不适用"),
    Case("待评定的默认", ALL_STAND_INS, {"条线得分": "待评定"}, "3"),
    Case("不适用的默认", ALL_STAND_INS, {"条线得分": "不适用", "窗口得分": "2"}, "2"),
    Case("默认的自己也没有报，不再默认", ALL_STAND_INS, {"条线得分": "不适用"}, "未填报"),
    Case("条件的默认", Default(BUILT, "视同未建", missing=InClass(("街道",))), {}, "否"),
    Case("默认只管里面", Sum((FULL_IF_MISSING, SCORE)), {}, "未填报"),
    Case(
        "没有名次的默认，仍是暂定",
        Default(Peer(RATE, Statistic.RANK), "按末位", missing=const("4")),
        {"乙镇:托位使用率": "60"},
        "4暂",
    ),
]


@pytest.mark.parametrize("case", [*BRANCHES, *PICKED, *DOUBLED, *ROUNDED, *GATHERED, *DEFAULTS], ids=str)
def test_choice(case: Case) -> None:
    check(case)


def test_a_multiple_of_a_multiple_is_rounded_each_time() -> None:
    twice = Times(Times(SCORE, const("0.5")), const("0.5"))
    check(Case("减半再减半", twice, {"条线得分": "0.0001"}, "0.0001"))
    check(Case("一次减到四分之一", Times(SCORE, const(str(Decimal("0.25")))), {"条线得分": "0.0001"}, "0"))
