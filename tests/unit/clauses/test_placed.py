"""What used to find no place: lines on either side of nothing, breakdowns in brackets, awards with a formula beside them, tasks."""

from decimal import Decimal

import pytest

from kaohe.clauses import Nature

from .scored import Rows, read, scored

D = Decimal


EITHER_SIDE: list[tuple[str, str, Rows]] = [
    (
        "年度偏差率不超过±8%的给5分，±8%至±12%的给3分，超过±12%的不给分",
        "5",
        [([0], "5"), ([-8], "5"), ([9], "3"), ([-12], "3"), ([-13], "0")],
    ),
    (
        "偏差率控制在正负6％（含）以内的得4分；正负6%-9%（含）的得2分；±9%以外的不得分。",
        "4",
        [([6], "4"), ([-6], "4"), ([7], "2"), ([-9], "2"), ([9.5], "0")],
    ),
    ("测算误差在-3%至+3%之间得5分，否则不得分", "5", [([-3], "5"), ([3], "5"), ([-4], "0")]),
    ("测算误差在±3%以内得满分，每超出1个百分点扣0.5分", "5", [([3], "5"), ([-5], "4"), ([5], "4")]),
    ("测算误差超过±3%的，每超1个百分点扣0.5分", "5", [([-3], "5"), ([-5], "4"), ([6], "3.5")]),
    ("测算误差超过±3%的扣2分，超过±6%的扣4分", "5", [([3], "5"), ([-4], "3"), ([-7], "1")]),
]


@pytest.mark.parametrize(("text", "points", "rows"), EITHER_SIDE)
def test_lines_on_either_side_of_nothing(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


@pytest.mark.parametrize(
    "text",
    [
        "测算误差达到±3%的，扣2分",
        "与核定数的偏差在-5%至10%之间得5分，其余不得分",
        "炉温控制在20±2℃得5分",
        "测算误差在±3%以内不扣分，每超1个百分点扣1分",
        "测算误差控制在±3%以内。每超1个百分点扣1分",
        "偏离度≤±10%得3分，±10%＜偏离度≤±20%得1分，＞±20%不得分",
    ],
)
def test_one_side_is_never_read_for_both(text: str) -> None:
    assert read(text, "5")[1].unread


TIERS: list[tuple[str, str, Rows]] = [
    (
        "万人发案数低于2‰记6分，2‰到4‰记4分，4‰以上不记分",
        "6",
        [([1], "6"), ([2], "4"), ([4], "4"), ([5], "0")],
    ),
    (
        "资金执行率低于80％不得分，80%—90%（不含90％）扣3分，90％以上不扣分。",
        "6",
        [([79], "0"), ([80], "3"), ([89], "3"), ([90], "6")],
    ),
    (
        "抽查15件案卷，案卷合格率不足85%的不得分；85%（含）至95%（不含）倒扣2分；95%以上不扣分。",
        "6",
        [([84], "0"), ([85], "4"), ([95], "6")],
    ),
    (
        "违建占比控制在2%以内的记8分；2%（含）至6%的记3分；6%以上的不记分",
        "8",
        [([1], "8"), ([2], "3"), ([6], "3"), ([7], "0")],
    ),
    (
        "投入8万元以上得5分，4—8万(含4万)得2分，少于4万不得分。",
        "5",
        [([8], "5"), ([7], "2"), ([4], "2"), ([3], "0")],
    ),
    (
        "耗水率≤3%得4分，超过3%但未超过5%得2分，超过5%不得分；记录不全的在上述得分基础上再扣1分",
        "4",
        [([3, False], "4"), ([4, True], "1"), ([6, True], "0")],
    ),
    (
        "单位面积10万元以上设备年运转机时达700小时得8分，500小时得5分，300小时得2分，300小时以下不得分。",
        "8",
        [([700], "8"), ([699], "5"), ([300], "2"), ([299], "0")],
    ),
]


@pytest.mark.parametrize(("text", "points", "rows"), TIERS)
def test_tiers(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


SHARES: list[tuple[str, str, Rows]] = [
    (
        "工程完成率达到100%，得6分，低于100%，得分=任务完成率×6分；苗木成活率达90%，得4分，低于90%，得分=苗木成活率×4分。",
        "10",
        [([100, 90], "10"), ([50, 95], "7"), ([100, 80], "9.2")],
    ),
    ("培训率达90%以上得5分，未达到的按实际培训率/90%×5分计算", "5", [([90], "5"), ([45], "2.5")]),
    (
        "得分＝10×实际投资额/计划投资额。投资额低于计划投资额50%的，不得分；超过计划投资额的部分不计分。",
        "10",
        [([10, 10], "10"), ([5, 10], "5"), ([4, 10], "0"), ([12, 10], "10")],
    ),
    (
        "得分=分值×年度出勤率，出勤率低于60%的不得分，超过100%的按100%计",
        "8",
        [([100], "8"), ([60], "4.8"), ([50], "0")],
    ),
    ("按计划完成比例计分，完成率不足60%的不计分，最高10分", "10", [([100], "10"), ([70], "7"), ([59], "0")]),
    (
        "河段合格率=合格河段数÷全部河段数×100%，合格率100%记9分，70%（含）～100%记6分，低于70%记0分。",
        "9",
        [([100], "9"), ([99], "6"), ([70], "6"), ([69], "0")],
    ),
    (
        "造林面积、封山面积、抚育面积完成计划各得2分，未完成的按比例得分",
        "6",
        [([100, 100, 50], "5"), ([0, 120, 100], "4")],
    ),
]


@pytest.mark.parametrize(("text", "points", "rows"), SHARES)
def test_awards_with_a_formula(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("培训率达到90%以上得5分，低于80%的，得分=培训率×5分", "5"),
        ("培训率达90%以上得5分，未达到的按实际培训率/80%×5分计算", "5"),
        ("工程完成率达到100%得10分，低于100%，得分=验收率×10分", "10"),
        ("得分=8×实际完成数÷目标数，满意率低于60%的不得分", "8"),
        ("得分=6×实际完成数÷目标数，超过目标数的按目标数计", "8"),
        ("得分=8×实际完成数÷目标数，超过上年数的按上年数计", "8"),
    ],
)
def test_formulas_of_something_else_are_asked_about(text: str, points: str) -> None:
    assert read(text, points)[1].unread


TASKS: list[tuple[str, str, Rows]] = [
    (
        "客运量以董事会核定数为目标，完成目标的记基础分18分；每超计划4%加1分，加分以3分为限；每欠计划4%减1分。",
        "18",
        [([100], "18"), ([104], "19"), ([130], "21"), ([92], "16")],
    ),
    (
        "完成计划的，记基本分30分。实际完成数每高于计划数4%，加1分，至多加5分；实际完成数每低于计划数4%，减1分，至多减5分。",
        "30",
        [([100], "30"), ([108], "32"), ([160], "35"), ([92], "28"), ([40], "25")],
    ),
    (
        "重点抓好河道整治，全部完成整治面积记满分，差一个百分点减1分，减完为止。",
        "30",
        [([100], "30"), ([98], "28")],
    ),
    (
        "以县里下达的任务为标准，完成税收任务得分，每少一个百分点扣1分。",
        "25",
        [([100], "25"), ([101], "25"), ([99], "24")],
    ),
    (
        "完成甲任务得10分，每少1%扣1分；完成乙任务得10分，每少1%扣1分",
        "20",
        [([100, 99], "19"), ([70, 100], "10")],
    ),
    (
        "绿化占比达40%记12分，增减2个百分点，增减0.5分，加减分以基本分为限。",
        "12",
        [([40], "12"), ([36], "11"), ([44], "13")],
    ),
    (
        "年度清淤任务全部完成的记8分，每少完成200方减0.5分；质量不合格的，每处减1分",
        "8",
        [([0, 0], "8"), ([400, 1], "6")],
    ),
    ("完成造林任务记8分，每少100亩减0.5分", "8", [([0], "8"), ([200], "7")]),
    (
        "油菜种植面积完成市里计划的记6分；未完成的，每差1个百分点减0.3分；不足80%的不记分。",
        "6",
        [([90], "3"), ([79], "0")],
    ),
]


@pytest.mark.parametrize(("text", "points", "rows"), TASKS)
def test_tasks_up_and_down(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("建立健全机构，完成任务得10分，每少1%扣1分", "10"),
        ("完成签约率目标得10分，每低1个百分点扣1分", "10"),
        ("完成收入增长任务得10分，每低1个百分点扣1分", "10"),
        ("入学率达到年度计划的记6分；未达到的，每差1个百分点减0.3分", "6"),
        ("完成年度任务的得15分；每少1%减0.3分，减到9分为止。", "15"),
    ],
)
def test_tasks_that_leave_a_question(text: str, points: str) -> None:
    assert read(text, points)[1].unread


EACH_ITS_LINE = "知晓率、参与率、投放准确率分别达到92%、88%、80%的记6分"


def test_a_line_for_each_of_several_rates() -> None:
    rows: Rows = [([92, 88, 80], "6"), ([91, 88, 80], "4"), ([90, 87, 79], "0")]
    scored(f"{EACH_ITS_LINE}，有一项不达标减2分。", "6", rows)
    scored(f"{EACH_ITS_LINE}；每有一项未达到要求的，扣2分。", "6", rows)


@pytest.mark.parametrize("rest", ["，有一项不达标减2分。", ""])
def test_several_rates_that_are_not_all_of_the_item_are_asked_about(rest: str) -> None:
    assert read(f"{EACH_ITS_LINE}{rest}", "9")[1].unread


BREAKDOWNS: list[tuple[str, str, Rows]] = [
    (
        "签订目标责任书（6分）（2分×3项，即村委会、合作社、养殖场）且落实责任的得6分。每少一项扣2分",
        "6",
        [([0], "6"), ([2], "2"), ([3], "0")],
    ),
    (
        "疫苗注射率(8分×2项，即口蹄疫和新城疫)。以耳标为准，抽查注射率达100%的记满分，每差一个百分点减2分",
        "16",
        [([100, 100], "16"), ([99, 100], "14"), ([90, 100], "8"), ([97, 98], "6")],
    ),
    (
        "巩固率（2项×5分：小学巩固率、初中巩固率）。巩固率达到98%得满分，每降1个百分点扣1分。",
        "10",
        [([98, 98], "10"), ([97, 90], "4")],
    ),
]


@pytest.mark.parametrize(("text", "points", "rows"), BREAKDOWNS)
def test_brackets_that_break_the_points_down(text: str, points: str, rows: Rows) -> None:
    scored(text, points, rows)


@pytest.mark.parametrize("each", ["1分", "3分"])
def test_a_breakdown_that_does_not_fit_the_steps_is_asked_about(each: str) -> None:
    assert read(f"台账（3项×2分，即领导台账、巡查台账、整改台账）齐全，每缺一项扣{each}", "6")[1].unread


JOINT = "覆盖率不低于35%，并且通过验收的得5分，每低1个百分点扣0.5分"


def test_a_line_and_a_fact_together() -> None:
    scored(f"{JOINT}；未通过验收的不得分。", "5", [([35, True], "5"), ([33, True], "4"), ([40, False], "0")])
    scored(
        f"{JOINT}；未通过验收的不得分；台账达标记2分，不达标不记分。",
        "7",
        [([35, True, True], "7"), ([35, False, True], "2"), ([33, True, False], "4")],
    )


@pytest.mark.parametrize("text", [JOINT, f"{JOINT}；未按时上报的不得分。"])
def test_a_fact_that_no_sentence_takes_up_is_asked_about(text: str) -> None:
    assert read(text, "5")[1].unread


def test_once_for_one_thing() -> None:
    counted = (
        "投诉由市级转办的每件扣1分，区级转办的每件扣0.5分，同一件投诉只按最高标准扣一次，全年最多扣5分。"
    )
    scored(counted, None, [([2, 1], "-2.5"), ([6, 0], "-5")], "adjust")
    assert read("迟报信息的扣1分，漏报信息的扣2分，同一事项只按最高标准扣一次。", "5")[1].unread


def test_off_the_total_is_below_nothing_and_told() -> None:
    text = "发生重大失实的，本项不得分，并从考核总分中再扣3分；其他差错每处扣0.5分"
    scored(text, "5", [([False, 2], "4"), ([True, 0], "-3")])
    assert any("总分" in problem.message for problem in read(text, "5")[1].problems)


def test_money_and_procedure_move_no_points() -> None:
    scored("迟到每次扣1分，当月扣发全勤奖金。", None, [([2], "-2")], "adjust")
    scored("报名率：登记率为100%，该项分值为2分每少一人扣0.5分，扣完为止", "2", [([0], "2"), ([1], "1.5")])
    reading = read("考核结果由领导小组按计分办法汇总累计总分，作为评优依据。", None)[1]
    assert reading.nature is Nature.NONE
    assert not reading.unread
