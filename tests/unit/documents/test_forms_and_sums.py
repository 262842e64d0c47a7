"""Tables filled in by hand: lines above the header, items alone in their rows, sums beside the points, lists of additions."""

from decimal import Decimal

import pytest

from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import OutlineScheme, read_outline_scheme
from kaohe.scheme.model import GroupKind

from .prose_samples import paragraphs, tables
from .scoring_samples import Read, Sample, all_items, codes, groups, read_rows

Rows = list[list[Sample]]


def read(text: str) -> OutlineScheme:
    return read_outline_scheme(read_outline(paragraphs(text)))


CASES: dict[str, tuple[Rows, list[Read]]] = {
    "who and when above the header, signatures below": (
        [
            ["姓名", "", "部门", ""],
            ["考核项目", "评价内容", "自评", "满分"],
            [("质量", 2, 1), "地面干净", "", "30"],
            ["玻璃明亮", "", "20"],
            ["纪律", "按时到岗", "", "50"],
            ["总分", "", "", "100"],
            ["考核人签名", "", "总成绩", ""],
        ],
        [("质量", None, ["30", "20"]), ("纪律", None, ["50"])],
    ),
    "items alone in their rows under sections": (
        [
            ["评分内容", "自评", "复评"],
            ["一、纳税（40分）", "", ""],
            ["1、按时申报（15分）", "", ""],
            ["2、足额缴纳（25分）", "", ""],
            ["二、用工（60分）", "", ""],
            ["1、签订合同（30分）", "", ""],
            ["2、缴纳社保（30分）", "", ""],
        ],
        [("一、纳税", "40", ["15", "25"]), ("二、用工", "60", ["30", "30"])],
    ),
    "items alone in their rows": (
        [
            ["考核内容", "自评", "考核组评分"],
            ["1.基本医疗（30分）", "", ""],
            ["2.公共卫生（50分）", "", ""],
            ["3.药品管理（20分）", "", ""],
        ],
        [("评分表", None, ["30", "50", "20"])],
    ),
    "group points in a column of sums, a name over two levels": (
        [
            [("类别", 1, 2), "考核内容", "得分", "合计", "得分"],
            [("保障", 2, 2), "有专人", "8分", ("20分", 2, 1), ""],
            ["有台账", "12分", ""],
            [("公开", 3, 1), "网站", "栏目齐全", "30分", "30分", ""],
            [("窗口", 2, 1), "资料", "25分", ("50分", 2, 1), ""],
            ["答复", "25分", ""],
        ],
        [("保障", "20", ["8", "12"]), ("公开", None, ["30", "25", "25"])],
    ),
    "sums behind the points": (
        [
            ["项目", "考核内容", "分", "小计"],
            [("管理", 2, 1), "有专人", "8分", ("20分", 2, 1)],
            ["有台账", "12分"],
            [("用电", 2, 1), "空调", "40分", ("80分", 2, 1)],
            ["照明", "40分"],
        ],
        [("管理", "20", ["8", "12"]), ("用电", "80", ["40", "40"])],
    ),
    "names that read like headings": (
        [
            ["考核项目", "评价内容", "得分"],
            [("报告（20分）", 3, 1), "用词（8分）", ""],
            ["格式规范（6分）", "排版规范（6分）"],
            ["图表规范（6分）", "图表规范（6分）"],
        ],
        [("报告", "20", ["8", "6", "6"])],
    ),
    "a range as points under 序号": (
        [
            ["序号", "评选条件", "分值范围", "评委打分"],
            ["1", "政治素质", "0-40分", ""],
            ["2", "业务能力", "0-60分", ""],
        ],
        [("评分表", None, ["40", "60"])],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_the_table_is_read_without_what_is_filled_in(rows: Rows, expected: list[Read]) -> None:
    reading = read_rows(rows, "评分表")
    assert groups(reading) == expected
    assert codes(reading) == []


def test_a_column_of_what_is_taken_is_a_clause_beside_what_is_added() -> None:
    rows: Rows = [
        ["编号", "考核项", "最高分值", "加分依据", "扣分依据"],
        ["1", "教学", "40", "考核优秀加5分", "每少一学时扣1分，扣完为止"],
        ["2", "科研", "60", "", "不合格的扣5分，未完成扣10分"],
    ]
    clauses = [item.clause for item in all_items(read_rows(rows, "教师考核表"))]
    assert clauses == ["考核优秀加5分\n每少一学时扣1分，扣完为止", "不合格的扣5分，未完成扣10分"]


def test_a_name_in_the_middle_of_its_rows_is_asked_about() -> None:
    rows: Rows = [
        ["类别", "考核内容", "分值", "评分标准"],
        ["", "台账", "10", "缺一项扣1分"],
        ["管理", "制度", "10", "缺一项扣2分"],
        ["", "人员", "20", "无证扣5分"],
        ["运行", "保养", "30", "少一次扣5分"],
        ["", "维修", "30", "超时扣5分"],
    ]
    reading = read_rows(rows, "设备考核表")
    assert [str(item.points) for item in all_items(reading)] == ["10", "10", "20", "30", "30"]
    assert "document.group-name-missing" in codes(reading)


def test_awards_that_each_go_on_with_deductions_are_one_clause() -> None:
    text = "一、服务\n1.随访（10分）\n建档记5分，每降1个点扣1分；用药记5分，每降1个点扣2分。\n2.宣传（20分）"
    assert tables(read(text).draft) == [["随访10(随访10)", "宣传20(宣传20)"]]


def test_a_deduction_that_ends_a_line_is_no_heading_with_points() -> None:
    text = "一、稳定（40分）\n1.超员的，分别扣10分、5分；再犯的加倍。\n二、宣传（60分）\n少一次扣5分。"
    assert tables(read(text).draft) == [["稳定40(稳定40)", "宣传60(宣传60)"]]


def test_bare_points_before_a_colon() -> None:
    text = "一、管理（40）\n1、在岗（15）：缺岗扣2分。\n2、投诉（25）：超时扣3分。\n二、收费（60）\n1、收缴（40）：少1%扣1分。\n2、能耗（20）：超标不得分。"
    assert tables(read(text).draft) == [["管理40(在岗15 投诉25)", "收费60(收缴40 能耗20)"]]


def test_a_heading_below_which_all_entries_add_is_a_bonus_list() -> None:
    text = "一、管理（100分）\n按季检查。\n二、工作创新\n1.经验推广的，每次加2分。\n2.受表彰的，加5分。\n加分累计不超过10分。"
    draft = read(text).draft
    assert draft is not None
    last = draft.tables[0].groups[-1]
    assert (last.name, last.kind, last.cap) == ("工作创新", GroupKind.BONUS, Decimal(10))
    assert len(last.children) == 2


def test_shares_that_add_up_to_one_are_points_of_a_hundred() -> None:
    rows: Rows = [
        ["类别", "指标名称", "权重", "评价标准"],
        [("营销", 2, 1), "回收率", "0.3", "每低0.1%扣1分"],
        ["线损", "0.25", "每高0.1%扣1分"],
        ["安全", "事故", "0.45", "发生一起扣10分"],
    ]
    reading = read_rows(rows, "供电绩效考核表")
    assert [item.points for item in all_items(reading)] == [30, 25, 45]
    assert codes(reading) == ["document.shares-as-points"]


def test_faults_with_what_each_costs_are_a_list() -> None:
    rows: Rows = [["序号", "违规行为", "扣分"], ["1", "脱岗", "5"], ["2", "未着装", "2"], ["3", "吸烟", "3"]]
    reading = read_rows(rows, "物业违规扣分表")
    group = reading.drafts[0].tables[0].groups[0]
    assert group.kind is GroupKind.DEDUCTION
    assert [item.points for item in all_items(reading)] == [5, 2, 3]


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        (
            "等次名额表",
            [["单位类别", "优秀", "良好", "一般"], ["甲类", "3", "5", "2"], ["乙类", "2", "3", "1"]],
        ),
        ("价格标准", [["情形", "优", "良", "差"], ["采购", "10", "8", "5"], ["配送", "12", "9", "6"]]),
        ("群众问卷", [["问题", "是", "否", "不清楚"], ["见过公示牌", "", "", ""], ["知道河长", "", "", ""]]),
    ],
)
def test_grades_alone_make_no_scoring_table(title: str, rows: Rows) -> None:
    assert read_rows(rows, title).drafts == ()
