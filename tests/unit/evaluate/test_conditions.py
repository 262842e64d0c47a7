"""The rows of “Conditions” in `rules/semantics.md`, worked by hand."""

from decimal import Decimal

import pytest

from kaohe.core import Cadence
from kaohe.rules import (
    AllOf,
    AnyOf,
    Cohort,
    Compare,
    InClass,
    LastYear,
    LevelIs,
    Not,
    Peer,
    PeriodIs,
    Relation,
    Statistic,
)
from tests.unit.evaluate.cases import (
    BUILT,
    OTHER_RATE,
    RATE,
    SIGNED,
    Case,
    check,
    const,
)

AT_LEAST, AT_MOST, ABOVE, BELOW, EQUAL, UNEQUAL = (
    Compare(RATE, relation, const("80")) for relation in Relation
)
LOW, SAME, HIGH = ({"托位使用率": text} for text in ("79.9999", "80.00", "80.0001"))
COMPARED = [
    Case("不低于80%", AT_LEAST, LOW, "否"),
    Case("不低于80%", AT_LEAST, SAME, "是"),
    Case("不低于80%", AT_LEAST, HIGH, "是"),
    Case("不高于80%", AT_MOST, LOW, "是"),
    Case("不高于80%", AT_MOST, SAME, "是"),
    Case("不高于80%", AT_MOST, HIGH, "否"),
    Case("高于80%", ABOVE, SAME, "否"),
    Case("高于80%", ABOVE, HIGH, "是"),
    Case("低于80%", BELOW, LOW, "是"),
    Case("低于80%", BELOW, SAME, "否"),
    Case("等于80%", EQUAL, SAME, "是"),
    Case("等于80%", EQUAL, HIGH, "否"),
    Case("不等于80%", UNEQUAL, SAME, "否"),
    Case("不等于80%", UNEQUAL, LOW, "是"),
    Case("三分之一不到33.3334%", Compare(OTHER_RATE, Relation.BELOW, const("33.3334")), {"随访到位率": "1/3"}, "是"),
    Case("三分之一超过33.3333%", Compare(OTHER_RATE, Relation.ABOVE, const("33.3333")), {"随访到位率": "1/3"}, "是"),
    Case("两个三分之一相等", Compare(OTHER_RATE, Relation.EQUAL, RATE), {"随访到位率": "1/3", "托位使用率": "4/12"}, "是"),
    Case("没有报，不知道低不低", BELOW, {}, "未填报"),
    Case("不适用", BELOW, {"托位使用率": "不适用"}, "不适用"),
    Case("待评定", BELOW, {"托位使用率": "待评定"}, "待评定"),
    Case("不适用盖过未填报", Compare(RATE, Relation.BELOW, OTHER_RATE), {"托位使用率": "不适用"}, "不适用"),
    Case(
        "低于全市平均，尚有镇未报",
        Compare(RATE, Relation.BELOW, Peer(RATE, Statistic.MEAN)),
        {"托位使用率": "60", "乙镇:托位使用率": "80"},
        "是暂",
    ),
]  # fmt: skip

POOR = LevelIs("台账质量", ("较差", "差"))
KNOWN = [
    Case("台账评为差的", POOR, {"台账质量": "差"}, "是"),
    Case("台账评为好的", POOR, {"台账质量": "好"}, "否"),
    Case("台账还没有评", POOR, {}, "待评定"),
    Case("台账退回重评", POOR, {"台账质量": "退回差"}, "待评定"),
    Case("台账不评", POOR, {"台账质量": "不适用"}, "不适用"),
    Case("镇", InClass(("镇", "乡")), {}, "是"),
    Case("街道不是镇", InClass(("镇", "乡")), {}, "否", "丙街道"),
    Case("县没有类别", InClass(("镇",)), {}, "否", "山南县"),
    Case("半年考核时", PeriodIs((Cadence.HALF,)), {}, "是", period="2026H1"),
    Case("年度考核时", PeriodIs((Cadence.HALF,)), {}, "否"),
    Case("年度或半年", PeriodIs((Cadence.HALF, Cadence.YEAR)), {}, "是", period="2025-10/2026-09"),
    Case("上年同期也是半年", LastYear(PeriodIs((Cadence.HALF,))), {}, "是", period="2026H1"),
]

BOTH, EITHER = AllOf((BUILT, SIGNED)), AnyOf((BUILT, SIGNED))


def two(built: str, signed: str) -> dict[str, str]:
    return {"已建阵地": built, "已签协议": signed}


TOGETHER = [
    Case("未建立的", Not(BUILT), {"已建阵地": "否"}, "是"),
    Case("未建立的", Not(BUILT), {"已建阵地": "是"}, "否"),
    Case("没有报，不等于没有建", Not(BUILT), {}, "未填报"),
    Case("不要求建的", Not(BUILT), {"已建阵地": "不适用"}, "不适用"),
    Case("待认定的", Not(BUILT), {"已建阵地": "待评定"}, "待评定"),
    Case("阵地、协议均有", BOTH, two("是", "是"), "是"),
    Case("阵地、协议缺一", BOTH, two("是", "否"), "否"),
    Case("缺一个就定了", BOTH, two("未填报", "否"), "否"),
    Case("缺一个就定了，虽然另一个待评定", BOTH, two("否", "待评定"), "否"),
    Case("另一个没有报", BOTH, two("是", "未填报"), "未填报"),
    Case("另一个待评定", BOTH, two("是", "待评定"), "待评定"),
    Case("未填报先于待评定", BOTH, two("待评定", "未填报"), "未填报"),
    Case("不适用的不看", BOTH, two("是", "不适用"), "是"),
    Case("不适用的不看，余下的没有报", BOTH, two("未填报", "不适用"), "未填报"),
    Case("都不适用", BOTH, two("不适用", "不适用"), "不适用"),
    Case("有一项的", EITHER, two("否", "是"), "是"),
    Case("一项也没有", EITHER, two("否", "否"), "否"),
    Case("有一项就定了", EITHER, two("是", "未填报"), "是"),
    Case("有一项就定了，虽然另一个待评定", EITHER, two("待评定", "是"), "是"),
    Case("另一个没有报", EITHER, two("否", "未填报"), "未填报"),
    Case("另一个待评定", EITHER, two("否", "待评定"), "待评定"),
    Case("不适用的不看", EITHER, two("不适用", "否"), "否"),
    Case("都不适用", EITHER, two("不适用", "不适用"), "不适用"),
]

RANKED_FIRST = Compare(Peer(RATE, Statistic.RANK, Cohort.ALL), Relation.AT_MOST, const("1"))
SHAKY = [
    Case("定了也是暂定", AllOf((RANKED_FIRST, BUILT)), {"托位使用率": "60", "已建阵地": "否"}, "否暂"),
    Case("反过来也是暂定", Not(RANKED_FIRST), {"托位使用率": "60"}, "否暂"),
]


@pytest.mark.parametrize("case", [*COMPARED, *KNOWN, *TOGETHER, *SHAKY], ids=str)
def test_condition(case: Case) -> None:
    check(case)


def test_a_number_just_past_the_edge_is_past_it() -> None:
    """No digit is dropped before comparing."""
    edge = Compare(RATE, Relation.ABOVE, const("80"))
    check(Case("高于80%", edge, {"托位使用率": str(Decimal(80) + Decimal("1e-12"))}, "是"))
