"""Tables whose columns stand otherwise than they are read: side by side, or the finer name first."""

from collections.abc import Sequence

import pytest

from kaohe.documents.scoring.reshape import reshaped

from .scoring_samples import Sample, all_items, codes, grid, groups, read_rows

Rows = Sequence[Sequence[Sample]]
HEAD = ["序号", "考核项目", "满分值", "扣分标准"]


def _side_by_side(numbers: Sequence[tuple[str, str]]) -> list[list[Sample]]:
    names = {"1": "立项", "2": "招标", "3": "合同", "4": "进度"}
    points = {"1": "10", "2": "20", "3": "30", "4": "40"}
    rows: list[list[Sample]] = [[*HEAD, *HEAD]]
    for pair in numbers:
        rows.append([text for n in pair for text in (n, names[n], points[n], "每处扣1分")])
    return rows


@pytest.mark.parametrize(
    "numbers", [[("1", "3"), ("2", "4")], [("1", "2"), ("3", "4")]], ids=["down the left first", "row by row"]
)
def test_two_halves_side_by_side_are_one_table(numbers: list[tuple[str, str]]) -> None:
    rows = _side_by_side(numbers)
    reading = read_rows(rows, "立项考核评分表")
    assert [(item.name, str(item.points)) for item in all_items(reading)] == [
        ("立项", "10"),
        ("招标", "20"),
        ("合同", "30"),
        ("进度", "40"),
    ]
    assert codes(reading) == []


def test_without_numbers_the_halves_go_row_by_row() -> None:
    head = ["项目", "分值", "扣分标准"]
    rows: Rows = [
        [*head, *head],
        ["出勤", "10", "每次扣1分", "卫生", "20", "每次扣1分"],
        ["纪律", "30", "每次扣1分", "仪表", "40", "每次扣1分"],
        [("合计100分", 1, 6)],
    ]
    reading = read_rows(rows, "评比评分表")
    assert [item.name for item in all_items(reading)] == ["出勤", "卫生", "纪律", "仪表"]
    assert reading.drafts[0].tables[0].total == 100


def test_a_cell_of_the_right_half_keeps_its_place() -> None:
    reading = read_rows(_side_by_side([("1", "3"), ("2", "4")]), "立项考核评分表")
    assert [item.where.cell for item in all_items(reading)] == ["D2", "D3", "H2", "H3"]


def test_a_group_and_its_items_under_like_words_are_no_halves() -> None:
    rows: Rows = [
        ["指标", "权重", "指标", "权重"],
        [("管理", 2, 1), ("30", 2, 1), "机构", "10"],
        ["制度", "20"],
        [("业务", 2, 1), ("70", 2, 1), "受理", "40"],
        ["办结", "30"],
    ]
    assert groups(read_rows(rows, "考核评分表")) == [
        ("管理", "30", ["10", "20"]),
        ("业务", "70", ["40", "30"]),
    ]


SHUFFLED: Rows = [
    ["评分标准", "分值", "二级指标", "一级指标", "牵头单位"],
    ["每超1天扣2分", "10", "开办时间", ("市场准入\n（25分）", 2, 1), "市场局"],
    ["每延误1户扣1分", "15", "注销便利", "市场局"],
    ["每低1%扣1分", "30", "网办率", ("政务服务\n（75分）", 2, 1), "审批局"],
    ["每次扣2分", "45", "好差评", "审批局"],
]


def test_names_from_the_finest_to_the_coarsest() -> None:
    reading = read_rows(SHUFFLED, "营商环境考核评分表")
    assert groups(reading) == [("市场准入", "25", ["10", "15"]), ("政务服务", "75", ["30", "45"])]
    assert [item.name for item in all_items(reading)] == ["开办时间", "注销便利", "网办率", "好差评"]
    assert codes(reading) == []


def test_merges_tell_the_coarser_name_where_no_word_does() -> None:
    rows = [[*SHUFFLED[0][:2], "考核指标", "指标类别", SHUFFLED[0][4]], *SHUFFLED[1:]]
    assert groups(read_rows(rows, "营商环境考核评分表")) == groups(read_rows(SHUFFLED, "营商环境考核评分表"))


def test_a_table_in_the_usual_order_is_the_very_same() -> None:
    usual = grid([["一级指标", "二级指标", "分值"], [("管理", 2, 1), "机构", "5"], ["制度", "5"]])
    assert reshaped(usual) is usual


def test_entries_that_divide_the_figure_of_their_row_are_items() -> None:
    rows: Rows = [
        ["项目", "分值", "考核内容"],
        ["机构", "10", "（1）有专职人员（6分），没有的不得分；\n（2）换届到位（4分），不到位的酌情扣分。"],
        ["服务", "20", "（1）应救尽救（12分），漏1人扣1分；\n（2）适配及时（8分），超时1次扣1分。"],
    ]
    reading = read_rows(rows, "目标管理考核表")
    assert groups(reading) == [("机构", "10", ["6", "4"]), ("服务", "20", ["12", "8"])]
    assert [item.name for item in all_items(reading)] == ["有专职人员", "换届到位", "应救尽救", "适配及时"]


def test_entries_that_do_not_add_up_to_the_figure_leave_the_item_whole() -> None:
    rows: Rows = [
        ["项目", "分值", "考核内容"],
        ["机构", "10", "（1）有专职人员（6分）；\n（2）换届到位（5分）。"],
        ["服务", "20", "（1）应救尽救（12分）；\n（2）适配及时（9分）。"],
    ]
    assert [item.points for item in all_items(read_rows(rows, "目标管理考核表"))] == [10, 20]


def test_what_is_asked_before_the_name_of_its_group() -> None:
    rows: Rows = [
        ["考核内容", "分值", "项目", "评分标准"],
        ["制度上墙", "10", ("管理（30分）", 2, 1), "缺1项扣1分"],
        ["台账齐全", "20", "缺1本扣1分"],
        ["按时受理", "40", ("业务（70分）", 2, 1), "超时1件扣1分"],
        ["限时办结", "30", "超时1件扣2分"],
        [("合计", 1, 1), "100", ("", 1, 2)],
    ]
    reading = read_rows(rows, "考核评分表")
    assert groups(reading) == [("管理", "30", ["10", "20"]), ("业务", "70", ["40", "30"])]
    assert codes(reading) == []


def test_figures_and_clauses_line_by_line_under_one_name() -> None:
    rows: Rows = [
        ["项目", "考核内容", "分值", "评分标准"],
        ["安全", "1.签订责任书\n2.隐患排查", "10\n20", "1.未签扣5分\n2.漏查1处扣2分"],
        ["食品", "1.聚餐备案\n2.作坊登记", "30\n40", "1.漏备1起扣2分\n2.漏登1家扣1分"],
    ]
    reading = read_rows(rows, "安全评分表")
    assert [(group.name, len(group.children)) for group in reading.drafts[0].tables[0].groups] == [
        ("安全", 2),
        ("食品", 2),
    ]
    assert [item.name for item in all_items(reading)] == ["签订责任书", "隐患排查", "聚餐备案", "作坊登记"]
