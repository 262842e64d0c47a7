"""The rows of “Scores” in `rules/semantics.md`, worked by hand."""

from decimal import Decimal

import pytest

from kaohe.core import PERCENT
from kaohe.rules import (
    ByLevel,
    Const,
    Discretion,
    Fraction,
    Given,
    Ledger,
    Level,
    Line,
    Node,
    PerStep,
    Proportional,
    Tier,
    Tiers,
    Weight,
    Weighted,
    per_event,
)
from tests.unit.evaluate.cases import (
    EVENTS,
    OTHER_RATE,
    OTHER_SCORE,
    RATE,
    SCORE,
    Case,
    check,
    const,
)


def d(text: str) -> Decimal:
    return Decimal(text)


FALLS = PerStep(RATE, d("1"), d("0.5"), below=const("60"))
BY_THREES = PerStep(RATE, d("3"), d("0.5"), below=const("60"))
WHOLE = PerStep(RATE, d("3"), d("0.5"), below=const("60"), fraction=Fraction.WHOLE)
STARTED = PerStep(RATE, d("3"), d("0.5"), below=const("60"), fraction=Fraction.STARTED)
RANGE = PerStep(RATE, d("1"), d("0.5"), below=const("103"), above=const("107"))
CAPPED = PerStep(EVENTS, d("1"), d("2"), above=const("0"), cap=d("5"))
TO_TARGET = PerStep(RATE, d("1"), d("1"), below=OTHER_RATE)
CROSSED = PerStep(RATE, d("1"), d("1"), below=OTHER_RATE, above=Given("监测及时率", PERCENT))
STEPS = [
    Case("使用率低于60%，每低1个百分点0.5分", FALLS, {"托位使用率": "57.5"}, "1.25"),
    Case("正好60%", FALLS, {"托位使用率": "60"}, "0"),
    Case("超过60%", FALLS, {"托位使用率": "99"}, "0"),
    Case("每低3个百分点，按比例", BY_THREES, {"托位使用率": "55"}, "0.8333"),
    Case("每低3个百分点，只计整步", WHOLE, {"托位使用率": "55"}, "0.5"),
    Case("整步正好", WHOLE, {"托位使用率": "54"}, "1"),
    Case("整步差一点", WHOLE, {"托位使用率": "54.0001"}, "0.5"),
    Case("不足一步按一步", STARTED, {"托位使用率": "55"}, "1"),
    Case("不足一步，差一点点", STARTED, {"托位使用率": "53.9999"}, "1.5"),
    Case("不足一步，正好一步", STARTED, {"托位使用率": "57"}, "0.5"),
    Case("不足一步，没有差", STARTED, {"托位使用率": "60"}, "0"),
    Case("三分之一的率，不足一步按一步", STARTED, {"托位使用率": "1/3"}, "4.5"),
    Case("三分之一的率，只计整步", WHOLE, {"托位使用率": "1/3"}, "4"),
    Case("103—107之间", RANGE, {"托位使用率": "103"}, "0"),
    Case("低于103", RANGE, {"托位使用率": "101"}, "1"),
    Case("高于107", RANGE, {"托位使用率": "110"}, "1.5"),
    Case("每件2分，最多5分", CAPPED, {"信访件数": "2"}, "4"),
    Case("每件2分，到了5分", CAPPED, {"信访件数": "3"}, "5"),
    Case("没有信访", CAPPED, {"信访件数": "0"}, "0"),
    Case("每件0.3333分", per_event(EVENTS, d("0.3333")), {"信访件数": "3"}, "0.9999"),
    Case("一半往上", per_event(EVENTS, d("0.00005")), {"信访件数": "1"}, "0.0001"),
    Case("每7件1分", PerStep(EVENTS, d("7"), d("1"), above=const("0")), {"信访件数": "300"}, "42.8571"),
    Case("每0.1个百分点", PerStep(RATE, d("0.1"), d("0.2"), below=const("1")), {"托位使用率": "0.65"}, "0.7"),
    Case("与别的率比", TO_TARGET, {"托位使用率": "60", "随访到位率": "62"}, "2"),
    Case("上下限颠倒，两边都算", CROSSED, {"托位使用率": "60", "随访到位率": "62", "监测及时率": "59"}, "3"),
    Case("没有报", FALLS, {}, "未填报"),
    Case("不适用", FALLS, {"托位使用率": "不适用"}, "不适用"),
    Case("待评定", FALLS, {"托位使用率": "待评定"}, "待评定"),
    Case("标准没有报", TO_TARGET, {"托位使用率": "60"}, "未填报"),
    Case("标准不适用", TO_TARGET, {"随访到位率": "不适用"}, "不适用"),
]

BAND = Proportional(RATE, const("30"), const("50"), d("1"), d("5"))
FEWER = Proportional(EVENTS, const("7"), const("0"), d("0"), d("3"))
MOVING = Proportional(RATE, const("0"), OTHER_RATE, d("0"), d("5"))
LINES = [
    Case("30%至50%之间按比例得1至5分", BAND, {"托位使用率": "40"}, "3"),
    Case("起点", BAND, {"托位使用率": "30"}, "1"),
    Case("终点", BAND, {"托位使用率": "50"}, "5"),
    Case("不到起点", BAND, {"托位使用率": "3"}, "1"),
    Case("过了终点", BAND, {"托位使用率": "80"}, "5"),
    Case("三分之一", BAND, {"托位使用率": "1/3"}, "1.6667"),
    Case("越少越好", FEWER, {"信访件数": "2"}, "2.1429"),
    Case("越少越好，没有", FEWER, {"信访件数": "0"}, "3"),
    Case("越少越好，太多", FEWER, {"信访件数": "9"}, "0"),
    Case("按完成指标的比例", MOVING, {"托位使用率": "40", "随访到位率": "60"}, "3.3333"),
    Case("指标是零", MOVING, {"托位使用率": "40", "随访到位率": "0"}, "待评定"),
    Case("指标没有定", MOVING, {"托位使用率": "40"}, "未填报"),
    Case("指标不适用", MOVING, {"随访到位率": "不适用"}, "不适用"),
    Case("没有完成数", MOVING, {"随访到位率": "0"}, "未填报"),
    Case("完成数待评定", MOVING, {"托位使用率": "待评定", "随访到位率": "60"}, "待评定"),
]


def tier(threshold: Node, points: Node, strict: bool = False) -> Tier:
    return Tier(threshold, points, strict)


NONE = const("0")
BANDS = Tiers(RATE, (tier(const("95"), const("8")), tier(const("90"), const("6"))), NONE)
OVER = Tiers(RATE, (tier(const("95"), const("8"), True), tier(const("95"), const("7"))), const("1"))
LOWER = Tiers(
    EVENTS, (tier(NONE, const("3")), tier(const("2"), const("1"), True)), NONE, higher_is_better=False
)
TARGETED = Tiers(RATE, (tier(OTHER_RATE, const("3")), tier(const("10"), SCORE)), OTHER_SCORE)
TIERED = [
    Case("95%及以上8分，90%及以上6分", BANDS, {"托位使用率": "95"}, "8"),
    Case("94.9999%", BANDS, {"托位使用率": "94.9999"}, "6"),
    Case("90%", BANDS, {"托位使用率": "90"}, "6"),
    Case("不到90%不得分", BANDS, {"托位使用率": "89.99"}, "0"),
    Case("高于95%得8分，95%得7分", OVER, {"托位使用率": "95"}, "7"),
    Case("高于95%", OVER, {"托位使用率": "95.0001"}, "8"),
    Case("不到95%得1分", OVER, {"托位使用率": "94"}, "1"),
    Case("没有信访得3分，少于2件得1分", LOWER, {"信访件数": "0"}, "3"),
    Case("1件", LOWER, {"信访件数": "1"}, "1"),
    Case("2件", LOWER, {"信访件数": "2"}, "0"),
    Case("没有报", BANDS, {}, "未填报"),
    Case("不适用", BANDS, {"托位使用率": "不适用"}, "不适用"),
    Case("待评定", BANDS, {"托位使用率": "待评定"}, "待评定"),
    Case("没有报先于指标不适用", TARGETED, {"随访到位率": "不适用"}, "未填报"),
    Case("第一档的线不知道", TARGETED, {"托位使用率": "60"}, "未填报"),
    Case("第一档的线不适用", TARGETED, {"托位使用率": "60", "随访到位率": "不适用"}, "不适用"),
    Case("到了第一档，别的不看", TARGETED, {"托位使用率": "60", "随访到位率": "60"}, "3"),
    Case("档里的分照给", TARGETED, {"托位使用率": "20", "随访到位率": "60", "条线得分": "2.00005"}, "2.00005"),
    Case("档里的分没有报", TARGETED, {"托位使用率": "20", "随访到位率": "60"}, "未填报"),
    Case("否则的分待评定", TARGETED, {"托位使用率": "2", "随访到位率": "60", "窗口得分": "待评定"}, "待评定"),
]  # fmt: skip

COMPLAINTS = Line("信访", per_event(EVENTS, d("2")))
SHORTFALL = Line("使用率", FALLS)
EXTRA = Line("创新", SCORE)
ACCOUNT = Ledger(d("8"), (COMPLAINTS, SHORTFALL), (EXTRA,), cap=d("10"))
BOTTOMLESS = Ledger(d("4"), (COMPLAINTS,), floor=None)
PUNISHED = Ledger(d("4"), (COMPLAINTS,), when_spent=d("10"))
ONLY_GIVES = Ledger(additions=(EXTRA, Line("窗口", OTHER_SCORE)), cap=d("5"))
GOOD = {"信访件数": "0", "托位使用率": "60", "条线得分": "0"}
NOTHING = {"信访件数": "不适用", "托位使用率": "不适用", "条线得分": "不适用"}
LEDGERS = [
    Case("得8分，没有扣的", ACCOUNT, GOOD, "8"),
    Case("两处扣分", ACCOUNT, {**GOOD, "信访件数": "1", "托位使用率": "58"}, "5"),
    Case("扣完为止", ACCOUNT, {**GOOD, "信访件数": "9"}, "0"),
    Case("扣过头的先抵加分", ACCOUNT, {**GOOD, "信访件数": "5", "条线得分": "1"}, "0"),
    Case("加分封顶", ACCOUNT, {**GOOD, "条线得分": "3"}, "10"),
    Case("加分照数", ACCOUNT, {**GOOD, "条线得分": "1.5", "信访件数": "1"}, "7.5"),
    Case("可得负分", BOTTOMLESS, {"信访件数": "3"}, "-2"),
    Case("扣完追加扣10分", PUNISHED, {"信访件数": "2"}, "-10"),
    Case("没有扣完", PUNISHED, {"信访件数": "1"}, "2"),
    Case("扣过头也只追加一次", PUNISHED, {"信访件数": "5"}, "-10"),
    Case("只加分", ONLY_GIVES, {"条线得分": "1", "窗口得分": "2"}, "3"),
    Case("只加分，封顶5分", ONLY_GIVES, {"条线得分": "4", "窗口得分": "2"}, "5"),
    Case("只加分，都不适用", ONLY_GIVES, {"条线得分": "不适用", "窗口得分": "不适用"}, "不适用"),
    Case("只加分，一个不适用", ONLY_GIVES, {"条线得分": "不适用", "窗口得分": "2"}, "2"),
    Case("不适用的不扣", ACCOUNT, {**GOOD, "信访件数": "不适用", "托位使用率": "59"}, "7.5"),
    Case("都不适用，起分也不给", ACCOUNT, NOTHING, "不适用"),
    Case("都不适用，也不追加扣", PUNISHED, {"信访件数": "不适用"}, "不适用"),
    Case("起分也要封顶", Ledger(d("8"), (COMPLAINTS,), cap=d("5")), {"信访件数": "0"}, "5"),
    Case("起分也要保底", Ledger(d("1"), (COMPLAINTS,), floor=d("3")), {"信访件数": "0"}, "3"),
    Case("有一条没有报", ACCOUNT, {**GOOD, "信访件数": "未填报"}, "未填报"),
    Case("扣完了也要等报", ACCOUNT, {**GOOD, "信访件数": "9", "托位使用率": "未填报"}, "未填报"),
    Case("有一条待评定", ACCOUNT, {**GOOD, "条线得分": "待评定"}, "待评定"),
    Case("未填报先于待评定", ACCOUNT, {**GOOD, "条线得分": "待评定", "信访件数": "未填报"}, "未填报"),
    Case("只有不适用和没有报", ACCOUNT, {**NOTHING, "信访件数": "未填报"}, "未填报"),
    Case("台账自己不四舍五入", Ledger(d("1"), (Line("", Const(d("0.00005"))),)), {}, "0.99995"),
]  # fmt: skip

LEVEL_AND_RISE = Weighted((Weight(d("0.7"), SCORE), Weight(d("0.3"), OTHER_SCORE)))
SIXTY_FORTY = Weighted((Weight(d("60"), SCORE), Weight(d("40"), OTHER_SCORE)))
WEIGHTED = [
    Case("水平七成、进步三成", LEVEL_AND_RISE, {"条线得分": "5", "窗口得分": "2"}, "4.1"),
    Case("权重之和不是一", SIXTY_FORTY, {"条线得分": "0.5", "窗口得分": "0.25"}, "40"),
    Case("一项不适用，另一项顶上", LEVEL_AND_RISE, {"条线得分": "不适用", "窗口得分": "2"}, "2"),
    Case("顶上后四舍五入", LEVEL_AND_RISE, {"条线得分": "1.23456", "窗口得分": "不适用"}, "1.2346"),
    Case("按原来权重之和顶上", SIXTY_FORTY, {"条线得分": "不适用", "窗口得分": "0.25"}, "25"),
    Case("一项没有报", LEVEL_AND_RISE, {"条线得分": "5"}, "未填报"),
    Case("一项不适用一项待评定", LEVEL_AND_RISE, {"条线得分": "不适用", "窗口得分": "待评定"}, "待评定"),
    Case("都不适用", LEVEL_AND_RISE, {"条线得分": "不适用", "窗口得分": "不适用"}, "不适用"),
    Case("负的一半", LEVEL_AND_RISE, {"条线得分": "-0.0005", "窗口得分": "-0.001"}, "-0.0007"),
]

QUALITY = ByLevel("台账质量", (Level("好", d("4")), Level("较好", d("2.5")), Level("差", d("-1"))))
VISIT = Discretion("现场评分", d("0"), d("5"))
JUDGED = [
    Case("台账好的4分", QUALITY, {"台账质量": "好"}, "4"),
    Case("台账较好的2.5分", QUALITY, {"台账质量": "较好"}, "2.5"),
    Case("台账差的倒扣1分", QUALITY, {"台账质量": "差"}, "-1"),
    Case("台账没有评", QUALITY, {}, "待评定"),
    Case("台账退回重评", QUALITY, {"台账质量": "退回好"}, "待评定"),
    Case("台账待评定", QUALITY, {"台账质量": "待评定"}, "待评定"),
    Case("不要求台账", QUALITY, {"台账质量": "不适用"}, "不适用"),
    Case("现场视情况得0—5分", VISIT, {"现场评分": "3.5"}, "3.5"),
    Case("现场得零分", VISIT, {"现场评分": "0"}, "0"),
    Case("现场没有评", VISIT, {}, "待评定"),
    Case("现场评分退回", VISIT, {"现场评分": "退回3.5"}, "待评定"),
    Case("不去现场", VISIT, {"现场评分": "不适用"}, "不适用"),
]


@pytest.mark.parametrize("case", [*STEPS, *LINES, *TIERED, *LEDGERS, *WEIGHTED, *JUDGED], ids=str)
def test_score(case: Case) -> None:
    check(case)


def test_events_are_counted_above_zero_one_by_one_up_to_the_cap() -> None:
    assert per_event(EVENTS, d("2"), cap=d("5")) == CAPPED
    assert per_event(EVENTS, d("2")) == PerStep(EVENTS, d("1"), d("2"), above=const("0"))
