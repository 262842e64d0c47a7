"""The rows of “Quantities” in `rules/semantics.md`, worked by hand."""

from decimal import Decimal

import pytest

from kaohe.core import PERCENT, Cadence
from kaohe.rules import (
    Change,
    Cohort,
    Corrected,
    Correction,
    Given,
    LastYear,
    Mean,
    OverPeriods,
    Peer,
    Quotient,
    Statistic,
    Subordinates,
    Sum,
    Target,
)
from tests.unit.evaluate.cases import (
    BUILT,
    COST,
    COUNT,
    EVENTS,
    OTHER_RATE,
    RATE,
    ROOMS,
    THIRD_RATE,
    Case,
    check,
    const,
)

TARGET = Target("托位使用率", PERCENT)
RATIO = Given("随访到位率", PERCENT)

STATED_AND_REPORTED = [
    Case("满分4.6分", const("4.6"), {}, "4.6"),
    Case("托位使用率", RATE, {"托位使用率": "61.5"}, "61.5"),
    Case("托位使用率为零就是零", RATE, {"托位使用率": "0"}, "0"),
    Case("托位使用率没有报", RATE, {}, "未填报"),
    Case("托位使用率退回重报", RATE, {"托位使用率": "退回61.5"}, "未填报"),
    Case("没有托位的镇", RATE, {"托位使用率": "不适用"}, "不适用"),
    Case("托位使用率尚待认定", RATE, {"托位使用率": "待评定"}, "待评定"),
    Case("别的镇报了不算", RATE, {"乙镇:托位使用率": "61.5"}, "未填报"),
    Case("去年报了不算", RATE, {"托位使用率@2025": "61.5"}, "未填报"),
    Case("下达的数不是完成的数", RATE, {"托位使用率#目标": "61.5"}, "未填报"),
    Case("应随访3人到位1人", RATIO, {"随访到位率": "1/3"}, "100/3"),
    Case("应随访300人到位292人", RATIO, {"随访到位率": "292/300"}, "292/3"),
    Case("阵地已经建成", BUILT, {"已建阵地": "是"}, "是"),
    Case("阵地没有建成", BUILT, {"已建阵地": "否"}, "否"),
]

ASKED = [
    Case("下达给本镇的指标", TARGET, {"托位使用率#目标": "66"}, "66"),
    Case("没有单独下达的按办法定的", TARGET, {}, "60"),
    Case("指标也可以是两个数", TARGET, {"托位使用率#目标": "2/3"}, "200/3"),
    Case("街道按街道的定", TARGET, {}, "70", "丙街道"),
    Case("退回的指标等于没有下达", TARGET, {"托位使用率#目标": "退回66"}, "60"),
    Case("本镇不下达此项指标", TARGET, {"托位使用率#目标": "不适用"}, "不适用"),
    Case("谁也没有定指标", Target("母婴设施数", COUNT), {}, "未填报"),
    Case("完成的数不是指标", Target("母婴设施数", COUNT), {"母婴设施数": "5"}, "未填报"),
    Case("全年指标用于每个月", OverPeriods(TARGET, Cadence.MONTH), {"托位使用率#目标": "66"}, "66"),
    Case(
        "第一季度另有指标",
        OverPeriods(TARGET, Cadence.QUARTER),
        {"托位使用率#目标": "66", "托位使用率#目标@2026Q1": "58"},
        "64",
    ),
    Case("上年的指标要上年下达过", LastYear(TARGET), {"托位使用率#目标": "66"}, "未填报"),
    Case("上年下达过指标", LastYear(TARGET), {"托位使用率#目标@2025": "55"}, "55"),
]

BEFORE = [
    Case("上年使用率", LastYear(RATE), {"托位使用率": "61", "托位使用率@2025": "58"}, "58"),
    Case("上年没有报", LastYear(RATE), {"托位使用率": "61"}, "未填报"),
    Case("上年还没有托位", LastYear(RATE), {"托位使用率@2025": "不适用"}, "不适用"),
    Case("上年已建", LastYear(BUILT), {"已建阵地@2025": "是"}, "是"),
    Case(
        "统计年度的上年",
        LastYear(RATE),
        {"托位使用率@2024-10/2025-09": "57"},
        "57",
        period="2025-10/2026-09",
    ),
    Case("上半年比上年上半年", LastYear(RATE), {"托位使用率@2025H1": "50"}, "50", period="2026H1"),
    Case("前年", LastYear(LastYear(RATE)), {"托位使用率@2024": "40"}, "40"),
]

RISE = Change(RATE, LastYear(RATE))
GROWTH = Change(COST, LastYear(COST), relative=True)
CHANGED = [
    Case("比上年提高几个百分点", RISE, {"托位使用率": "61.5", "托位使用率@2025": "58"}, "3.5"),
    Case("比上年降低", RISE, {"托位使用率": "58", "托位使用率@2025": "61.5"}, "-3.5"),
    Case("上年为零也有差值", RISE, {"托位使用率": "58", "托位使用率@2025": "0"}, "58"),
    Case("差值不四舍五入", Change(RATIO, const("33")), {"随访到位率": "1/3"}, "1/3"),
    Case("上年没有报，差值不知道", RISE, {"托位使用率": "58"}, "未填报"),
    Case("待评定与未填报", RISE, {"托位使用率": "待评定"}, "未填报"),
    Case("不适用盖过未填报", RISE, {"托位使用率": "不适用"}, "不适用"),
    Case("投入增长", GROWTH, {"投入经费": "13", "投入经费@2025": "12"}, "8.3333"),
    Case("投入下降", GROWTH, {"投入经费": "1", "投入经费@2025": "1.5"}, "-33.3333"),
    Case("上年没有投入", GROWTH, {"投入经费": "13", "投入经费@2025": "0"}, "待评定"),
    Case("上年为负数", GROWTH, {"投入经费": "13", "投入经费@2025": "-1"}, "待评定"),
    Case("上年投入不适用", GROWTH, {"投入经费": "13", "投入经费@2025": "不适用"}, "不适用"),
    Case(
        "增长保留一位小数",
        Change(COST, LastYear(COST), relative=True, places=1),
        {"投入经费": "104.25", "投入经费@2025": "100"},
        "4.3",
    ),
]

PER_ROOM = Quotient(COST, ROOMS, Decimal(1), PERCENT)
DIVIDED = [
    Case("平均每处投入", PER_ROOM, {"投入经费": "10", "母婴设施数": "3"}, "3.3333"),
    Case("完成比例", Quotient(ROOMS, EVENTS), {"母婴设施数": "2", "信访件数": "3"}, "66.6667"),
    Case("每千", Quotient(ROOMS, EVENTS, Decimal(1000), PERCENT, 0), {"母婴设施数": "1", "信访件数": "16"}, "63"),
    Case("负的一半离零远", Quotient(COST, ROOMS, Decimal(1), PERCENT, 0), {"投入经费": "-5", "母婴设施数": "2"}, "-3"),
    Case("没有设施就无从平均", PER_ROOM, {"投入经费": "10", "母婴设施数": "0"}, "不适用"),
    Case("没有投入平均是零", PER_ROOM, {"投入经费": "0", "母婴设施数": "3"}, "0"),
    Case("负的分母照除", PER_ROOM, {"投入经费": "10", "母婴设施数": "-4"}, "-2.5"),
    Case("分母未报", PER_ROOM, {"投入经费": "10"}, "未填报"),
    Case("分子不适用而分母为零", PER_ROOM, {"投入经费": "待评定", "母婴设施数": "0"}, "待评定"),
    Case("分母不适用盖过分子未报", PER_ROOM, {"母婴设施数": "不适用"}, "不适用"),
]  # fmt: skip

THREE = (RATE, OTHER_RATE, THIRD_RATE)
TOGETHER = [
    Case("三率合计", Sum(THREE), {"托位使用率": "60", "随访到位率": "1/3", "监测及时率": "0.5"}, "281.5/3"),
    Case("不适用的不加", Sum(THREE), {"托位使用率": "60", "随访到位率": "不适用", "监测及时率": "9"}, "69"),
    Case("缺一个就不知道合计", Sum(THREE), {"托位使用率": "60", "随访到位率": "不适用"}, "未填报"),
    Case("待评定的也要等", Sum((RATE, OTHER_RATE)), {"托位使用率": "60", "随访到位率": "待评定"}, "待评定"),
    Case("未填报先于待评定", Sum((RATE, OTHER_RATE)), {"随访到位率": "待评定"}, "未填报"),
    Case("都不适用", Sum((RATE, OTHER_RATE)), {"托位使用率": "不适用", "随访到位率": "不适用"}, "不适用"),
    Case("三率平均", Mean(THREE), {"托位使用率": "60", "随访到位率": "61", "监测及时率": "61"}, "60.6667"),
    Case("平均只除以适用的项数", Mean(THREE), {"托位使用率": "60", "随访到位率": "不适用", "监测及时率": "61"}, "60.5"),
    Case("一半往上", Mean((RATE, OTHER_RATE), 0), {"托位使用率": "2", "随访到位率": "3"}, "3"),
    Case("负的一半往下", Mean((RATE, OTHER_RATE), 0), {"托位使用率": "-2", "随访到位率": "-3"}, "-3"),
    Case("平均缺一个", Mean((RATE, OTHER_RATE)), {"托位使用率": "60"}, "未填报"),
    Case("平均都不适用", Mean((RATE,)), {"托位使用率": "不适用"}, "不适用"),
]  # fmt: skip

ALL_IN = {"托位使用率": "60", "乙镇:托位使用率": "80", "丙街道:托位使用率": "80", "丁镇:托位使用率": "55"}
MEAN, BEST, WORST, RANK = (Peer(RATE, statistic) for statistic in Statistic)
PEERS = [
    Case("全市平均", MEAN, ALL_IN, "68.75"),
    Case("全市最好", BEST, ALL_IN, "80"),
    Case("全市最差", WORST, ALL_IN, "55"),
    Case("本镇名次，并列占位", RANK, ALL_IN, "3"),
    Case("并列第一", RANK, ALL_IN, "1", "丙街道"),
    Case("少者为优的名次", Peer(RATE, Statistic.RANK, higher_is_better=False), ALL_IN, "2"),
    Case("少者为优的最好", Peer(RATE, Statistic.BEST, higher_is_better=False), ALL_IN, "55"),
    Case("少者为优的最差", Peer(RATE, Statistic.WORST, higher_is_better=False), ALL_IN, "80"),
    Case("同类平均", Peer(RATE, Statistic.MEAN, Cohort.CLASS), ALL_IN, "65"),
    Case("同县平均", Peer(RATE, Statistic.MEAN, Cohort.PARENT), ALL_IN, "73.3333"),
    Case("同县名次", Peer(RATE, Statistic.RANK, Cohort.PARENT), ALL_IN, "3"),
    Case("平均保留整数", Peer(RATE, Statistic.MEAN, places=0), ALL_IN, "69"),
    Case("有镇不适用", MEAN, {**ALL_IN, "丁镇:托位使用率": "不适用"}, "73.3333"),
    Case("有镇未报，平均暂算", MEAN, {**ALL_IN, "丁镇:托位使用率": "未填报"}, "73.3333暂"),
    Case("有镇待评定，名次暂排", RANK, {**ALL_IN, "丁镇:托位使用率": "待评定"}, "3暂"),
    Case("外县未报不碍同县", Peer(RATE, Statistic.MEAN, Cohort.PARENT), {**ALL_IN, "丁镇:托位使用率": "未填报"}, "73.3333"),
    Case("本镇未报，平均照算", MEAN, {**ALL_IN, "托位使用率": "未填报"}, "71.6667暂"),
    Case("本镇未报，没有名次", RANK, {**ALL_IN, "托位使用率": "未填报"}, "未填报暂"),
    Case("本镇不适用，没有名次", RANK, {**ALL_IN, "托位使用率": "不适用"}, "不适用"),
    Case("本镇不适用，平均照算", MEAN, {**ALL_IN, "托位使用率": "不适用"}, "71.6667"),
    Case("谁也没有报", MEAN, {}, "未填报暂"),
    Case("谁也不适用", BEST, dict.fromkeys(ALL_IN, "不适用"), "未填报"),
    Case("上年名次", LastYear(RANK), {f"{name}@2025": text for name, text in ALL_IN.items()}, "3"),
]  # fmt: skip

BELOW = Subordinates("镇街考核表")
UPWARDS = [
    Case("各镇街得分平均", BELOW, {}, "88.3333", "山南县", totals={"甲镇": "80", "乙镇": "90", "丙街道": "95"}),
    Case("只看本县的", BELOW, {}, "77.5", "水北县", totals={"甲镇": "80", "丁镇": "77.5"}),
    Case("平均保留一位", Subordinates("镇街考核表", 1), {}, "85.3", "山南县", totals={"甲镇": "80", "乙镇": "90.5"}),
    Case("有镇得分未定", BELOW, {}, "85暂", "山南县", totals={"甲镇": "80暂", "乙镇": "90"}),
    Case("有镇整表不适用", BELOW, {}, "90", "山南县", totals={"甲镇": "不适用", "乙镇": "90"}),
    Case("没有镇街", BELOW, {}, "不适用", "新设县", totals={"甲镇": "80"}),
    Case("别的表不算", Subordinates("村居考核表"), {}, "不适用", "山南县", totals={"甲镇": "80"}),
]  # fmt: skip

FOUND = Given("抽查使用率", PERCENT)
CHECKED = Corrected(RATE, FOUND)
NEAR = Corrected(RATE, FOUND, tolerance=Decimal(2))
DISCOUNT = Corrected(RATE, Given("差错率", PERCENT), Correction.DISCOUNT)
MENDED = [
    Case("以抽查为准", CHECKED, {"托位使用率": "90", "抽查使用率": "84"}, "84"),
    Case("抽查更高也以抽查为准", CHECKED, {"托位使用率": "84", "抽查使用率": "90"}, "90"),
    Case("误差正好是允许的", NEAR, {"托位使用率": "90", "抽查使用率": "88"}, "90"),
    Case("误差超出允许的", NEAR, {"托位使用率": "90", "抽查使用率": "87.99"}, "87.99"),
    Case("没有抽到", CHECKED, {"托位使用率": "90"}, "90"),
    Case("抽查不适用", CHECKED, {"托位使用率": "90", "抽查使用率": "不适用"}, "90"),
    Case("抽查结果待评定", CHECKED, {"托位使用率": "90", "抽查使用率": "待评定"}, "90"),
    Case("没有上报，抽到也不算", CHECKED, {"抽查使用率": "84"}, "未填报"),
    Case("上报不适用", CHECKED, {"托位使用率": "不适用", "抽查使用率": "84"}, "不适用"),
    Case("上报待评定", CHECKED, {"托位使用率": "待评定"}, "待评定"),
    Case("按差错率折减", DISCOUNT, {"托位使用率": "90", "差错率": "3.33335"}, "87"),
    Case("折减四舍五入", DISCOUNT, {"托位使用率": "0.0001", "差错率": "50"}, "0.0001"),
    Case("没有查出差错率", DISCOUNT, {"托位使用率": "90.00005"}, "90.00005"),
]


@pytest.mark.parametrize(
    "case",
    [
        *STATED_AND_REPORTED, *ASKED, *BEFORE, *CHANGED, *DIVIDED, *TOGETHER, *PEERS, *UPWARDS, *MENDED,
    ],
    ids=str,
)  # fmt: skip
def test_quantity(case: Case) -> None:
    check(case)
