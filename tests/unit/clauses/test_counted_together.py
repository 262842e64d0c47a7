"""Numbers of one thing: how many are lacking, how many are at fault, each of the entries; what is worse, what lies below nothing."""

from decimal import Decimal

import pytest

from kaohe.clauses import Nature
from kaohe.rules.sentence import sentence

from .scored import Rows, read, scored

D = Decimal
T, F = True, False


SCORED: list[tuple[str, str, Rows]] = [
    # lacking
    (
        "有救生衣、有救生圈、有救生绳，三者俱全的记4分，缺1项记2分，缺2项及以上不得分",
        "4",
        [([T, T, T], "4"), ([T, F, T], "2"), ([F, F, T], "0"), ([F, F, F], "0")],
    ),
    (
        "设有值班室、岗亭、监控和电话，齐全计6分；少1项计4分；少2项计2分；少3项以上计0分",
        "6",
        [([T, T, T, T], "6"), ([T, T, F, T], "4"), ([F, T, F, T], "2"), ([F, F, F, T], "0")],
    ),
    (
        "1.有图纸；2.有预算；3.有合同。三项均具备得6分，缺一项得3分，缺两项及以上不得分",
        "6",
        [([T, T, T], "6"), ([T, F, T], "3"), ([F, F, T], "0")],
    ),
    (
        "四项指标均达标得8分，一项不达标得5分，两项不达标得2分，三项及以上不达标不得分",
        "8",
        [([0], "8"), ([1], "5"), ([2], "2"), ([3], "0"), ([4], "0")],
    ),
    # at fault
    ("每一处登记差错扣1分；有四处及以上登记差错，不得分", "6", [([0], "6"), ([3], "3"), ([4], "0")]),
    (
        "抽查票据9份，每份不真实扣1分，每份不清晰扣0.5分，不真实票据达3份及以上的本项不得分",
        "4",
        [([0, 0], "4"), ([2, 1], "1.5"), ([3, 0], "0"), ([0, 8], "0")],
    ),
    ("抽问2名船员，一人答错扣1分，两人均答错不得分", "3", [([0], "3"), ([1], "2"), ([2], "0")]),
    (
        "三项测试均合格得9分，一项不合格扣3分，两项不合格扣7分，三项均不合格不得分",
        "9",
        [([0], "9"), ([1], "6"), ([2], "2"), ([3], "0")],
    ),
    ("值班缺岗一天扣3分；漏记日志一次扣1分", "9", [([0, 0], "9"), ([2, 1], "2"), ([4, 0], "0")]),
    # each of the entries
    ("（1）有泊位；（2）有标线；（3）有一块告示牌每项各2分", "6", [([T, T, T], "6"), ([F, T, F], "2")]),
    (
        "“三公开”每项3分，做到的得分，做不到的该项不得分：①收费公开；②流程公开；③结果公开。",
        "9",
        [([T, T, T], "9"), ([T, F, F], "3")],
    ),
    (
        "每次演练中，组织有序，记录完整，无人受伤得4分；出现1次因组织不力被通报的扣1分",
        "4",
        [([0], "4"), ([1], "3"), ([6], "0")],
    ),
    # below nothing
    (
        "误报一例扣2分，隐瞒一例扣5分。本项最低可计至－4分。",
        "5",
        [([0, 0], "5"), ([1, 1], "-2"), ([0, 3], "-4")],
    ),
    ("发生退单每次扣2分，扣至-3分为止", "5", [([1], "3"), ([5], "-3")]),
    # two figures, and what is said of the first one afterwards
    (
        "初检合格率达90%以上得7分，复检合格率达60%以上加3分；初检合格率每低1个百分点扣0.5分，低于80%该项不得分",
        "10",
        [([90, 60], "10"), ([91, 50], "7"), ([88, 65], "9"), ([79, 50], "0")],
    ),
    # a share of something, and deductions beside it
    (
        "委托加工量不超过总产量40%的得6分，超过40%的不得分；发生退货的，每批扣2分",
        "6",
        [([40, 0], "6"), ([30, 1], "4"), ([41, 0], "0"), ([20, 5], "0")],
    ),
    (
        "公务用车支出不高于日常支出的20%得5分，超过的不得分；违规用车每起减1分",
        "5",
        [([20, 0], "5"), ([20, 2], "3"), ([21, 0], "0")],
    ),
    # fine shares
    (
        "丢件率不超过百万分之二的得9分；超过百万分之二、不足百万分之四的得5分；百万分之四（含）以上不得分",
        "9",
        [([2], "9"), ([3], "5"), ([4], "0")],
    ),
    ("漏检率控制在万分之五以内得5分，每超过万分之一扣1分", "5", [([5], "5"), ([7], "3")]),
    (
        "差错率低于千分之三得5分，千分之三至千分之五得3分，高于千分之五不得分",
        "5",
        [([2], "5"), ([4], "3"), ([6], "0")],
    ),
    # other words for the same
    ("查获问题线索者每条积1分 最高积3分", "3", [([0], "0"), ([2], "2"), ([5], "3")]),
    (
        "平均等候时间比上年每缩短1小时计2分，最高8分；较上年延长的不得分",
        "8",
        [([0], "0"), ([3], "6"), ([5], "8"), ([-1], "0")],
    ),
    (
        "图书上架率100％得8分，不足的按上架率折算，低于60％得0分。",
        "8",
        [([100], "8"), ([75], "6"), ([59], "0")],
    ),
]


@pytest.mark.parametrize(("text", "points", "rows"), SCORED)
def test_scored(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


def test_the_graver_case_takes_the_place_of_the_lesser() -> None:
    rows: Rows = [([F, F], "0"), ([T, F], "-2"), ([T, T], "-5")]
    scored("被上级退回扣2分，情节严重扣5分", None, rows, "adjust")
    _, reading = read("被上级退回扣2分，情节严重扣5分", None, "adjust")
    assert any("不再另扣" in problem.message for problem in reading.problems)


def test_what_is_lacking_is_counted_by_the_rule() -> None:
    _, reading = read("有锁、有灯、有牌，三者俱全得3分，缺一项得1分，缺两项及以上不得分", "3")
    assert reading.nature is Nature.CHECKLIST
    assert reading.rule is not None
    assert "有灯" in sentence(reading.rule)


@pytest.mark.parametrize(
    ("text", "points", "high"),
    [
        ("接待大方得体，优6-5分，良4-3分，中2-1分，差0分", "6", "6"),
        ("文稿质量：好（10—8分）、较好（7-5分）、一般（4—1分）、差不得分", "10", "10"),
        ("店容店貌，优秀5~4分；良好3～2分；一般1分；差0分。", "5", "5"),
        ("表演水平，A级8-7分，B级6-4分，C级3-0分", "8", "8"),
        ("志愿服务成效突出（5-4分）；成效较突出（3-2分）；成效一般（1-0分）", "5", "5"),
    ],
)
def test_levels_with_ranges_are_for_a_person(text: str, points: str, high: str) -> None:
    _, reading = read(text, points)
    assert (reading.nature, reading.unread) == (Nature.JUDGEMENT, ())
    assert reading.range == (D(0), D(high))


@pytest.mark.parametrize(
    "text",
    [
        "有锁、有灯、有牌，四者俱全得4分，缺一项得2分，缺两项及以上不得分",
        "资料齐全得4分，缺一项得2分",
        "甲率达90%得3分，乙率达80%得2分；每低1个百分点扣0.5分",
        "每发现一次离岗扣1分，情节严重的扣3分",
        "优秀90-100分，良好80-89分，合格60-79分",
        "空置率不超过目标值10%得5分，超过的不得分",
        "完成得5分，未完成的扣2分，最低-2分",
    ],
)
def test_what_can_be_taken_in_two_ways_is_asked(text: str) -> None:
    _, reading = read(text, "5")
    assert reading.unread
