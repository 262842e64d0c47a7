"""Points that stand in grades and tiers alone: in one text, in the header, column by column, row by row."""

from decimal import Decimal

import pytest

from kaohe.documents.scoring.grade_words import grade_points, is_grade
from kaohe.documents.scoring.tier_texts import ladder

from .scoring_samples import Read, Sample, codes, groups, read_rows

Rows = list[list[Sample]]


@pytest.mark.parametrize(
    ("text", "best", "sure"),
    [
        ("很快：9分；较快：7分；一般：4分", "9", True),
        ("查夜准时（准时：7分——未查：0分）", "7", True),
        ("优秀10 良好8 一般6 差0", "10", True),
        ("优（9-10）良（7-8）差（0-6）", "10", True),
        ("差 0分、中 6分、优 10分，由群众打分", "10", True),
        ("完全满足：5分；基本满足：4；部分满足：3分", "5", True),
        ("有记录5分、有照片3分、有签到2分", "5", False),
    ],
)
def test_the_best_tier_of_a_text(text: str, best: str, sure: bool) -> None:
    found = ladder(text)
    assert found is not None
    assert (str(found.best), found.sure) == (best, sure)


@pytest.mark.parametrize(
    "text", ["缺一次扣1分；缺两次扣2分", "每项2分，每次1分", "满分10分", "共10分，其中台账4分", "按时报送"]
)
def test_single_cases_are_no_tiers(text: str) -> None:
    assert ladder(text) is None


def test_the_words_of_grades() -> None:
    assert all(map(is_grade, ("优（10）", "较满意", "C 0-5", "不达标", "良好8分")))
    assert not any(map(is_grade, ("优化环境", "好人好事", "台账")))
    assert grade_points("良\n（6-8分）") == 8
    assert grade_points("良") is None
    assert grade_points("台账（8）") is None


CASES: dict[str, tuple[Rows, list[Read]]] = {
    "tiers in the clause, groups in bare brackets": (
        [
            ["类别", "评价指标", "计分办法", "实得分"],
            [("环境(30)", 2, 1), "大厅整洁", "很整洁：15分；较整洁：10分；不整洁：5分", ""],
            ["标识清楚", "很清楚：15分；较清楚：10分；不清楚：0分", ""],
            [("效率(70)", 2, 1), "办理时限", "当天：40分；三天内：30分；再迟：0分", ""],
            ["告知", "一次告知：30分；两次：15分；多次：0分", ""],
            ["总分(100)", "", "", ""],
        ],
        [("环境", "30", ["15", "15"]), ("效率", "70", ["40", "30"])],
    ),
    "tiers behind what is asked": (
        [
            ["项目", "考核内容", "得分"],
            [("巡查", 2, 1), "查库房（按时：10分/未查：0分）", ""],
            ["填记录（完整：8分/不全：4分/未填：0分）", ""],
            ["着装", "戴工牌（佩戴：5分/未戴：0分）", ""],
        ],
        [("巡查", None, ["10", "8"]), ("着装", None, ["5"])],
    ),
    "points in the header of the grades": (
        [
            ["评议内容", "优（20）", "良（15）", "中（10）", "差（0）"],
            ["1、依法行政", "", "", "", ""],
            ["2、办事效率", "", "√", "", ""],
            ["3、服务态度", "", "", "", ""],
        ],
        [("作风评议表", None, ["20", "20", "20"])],
    ),
    "points in the second row of the header, with groups": (
        [
            [("类别", 2, 1), ("测评项目", 2, 1), ("测评等级", 1, 3)],
            ["满意10分", "基本满意6分", "不满意0分"],
            [("饭菜", 2, 1), "质量", "", "", ""],
            ["价格", "", "", ""],
            ["大厅", "卫生", "", "", ""],
        ],
        [("饭菜", None, ["10", "10"]), ("大厅", None, ["10"])],
    ),
    "a figure for each grade": (
        [
            ["考核项目", "差", "中", "良", "优"],
            ["训练计划", "5", "6", "8", "10"],
            ["比赛成绩", "40", "50", "60", "70"],
        ],
        [("作风评议表", None, ["10", "70"])],
    ),
    "a text for each grade": (
        [
            ["评价项目", "优", "良", "差"],
            ["选题", "新颖（9-10分）", "较新颖（6-8分）", "陈旧（0-5分）"],
            ["写作", "规范（45-50分）", "较规范（30-44分）", "不规范（0-29分）"],
        ],
        [("作风评议表", None, ["10", "50"])],
    ),
    "full marks in the clauses": (
        [
            ["评价内容", "评价标准", "得分"],
            [("归档", 2, 1), "文件齐全，满分20分，缺一件扣1分", ""],
            ["排列规范，满分30分，错一处扣1分", ""],
            ["利用", "查档及时，满分50分，投诉一次扣5分", ""],
        ],
        [("归档", None, ["20", "30"]), ("利用", None, ["50"])],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_an_item_has_the_points_of_its_best_grade(rows: Rows, expected: list[Read]) -> None:
    reading = read_rows(rows, "作风评议表")
    assert groups(reading) == expected
    assert "document.points-from-clauses" in codes(reading)


def test_grades_beside_points_are_the_clause() -> None:
    rows: Rows = [
        ["项目", "分值", "优", "良", "差"],
        ["收集", "40", "齐全", "较齐全", "不全"],
        ["整理", "60", "规范", "较规范", "不规范"],
    ]
    reading = read_rows(rows, "档案评分表")
    assert [points for _, _, points in groups(reading)] == [["40", "60"]]
    assert "document.points-from-clauses" not in codes(reading)


def test_tiers_in_rows_of_their_own_are_one_item() -> None:
    rows: Rows = [
        ["评分指标", "评分标准", "分值", "得分"],
        [("创新性", 3, 1), "优秀", "20", ""],
        ["良好", "15", ""],
        ["一般", "10", ""],
        [("达标率", 2, 1), "90%以上", "30", ""],
        ["80%以上", "20", ""],
        [("团队", 2, 1), "专职人员", "30", ""],
        ["顾问", "20", ""],
    ]
    reading = read_rows(rows, "项目评分表")
    assert [points for _, _, points in groups(reading)] == [["20", "30"], ["30", "20"]]
    first = groups(reading)[0]
    assert first[0] == "项目评分表"
    assert "document.tiers-as-item" in codes(reading)
    clause = reading.drafts[0].tables[0].groups[0].children[0]
    assert getattr(clause, "clause", "") == "优秀 20分\n良好 15分\n一般 10分"
    assert getattr(clause, "points", None) == Decimal(20)
