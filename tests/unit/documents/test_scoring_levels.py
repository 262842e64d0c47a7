"""How deep a row lies when no cell is merged to say so: by its column of points, by its number, by how it looks; and
how a table that a page divides is put together again."""

import time
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph
from kaohe.documents.recognise import recognise
from kaohe.documents.scoring.carrying import same_title, says_it_goes_on
from kaohe.documents.scoring.points import whole
from kaohe.documents.scoring.rows import is_page_mark
from kaohe.documents.scoring.words import Role, header_role
from kaohe.documents.text import read_text
from kaohe.scheme.model import GroupKind
from tests.unit.documents.scoring_samples import Read, Sample, all_items, codes, grid, groups, read_rows

Rows = list[list[Sample]]
Header = list[Sample]

LADDER: Rows = [
    ["编号", "评定项目", "检查评定方法与说明", "各大项总分值", "各分项总分值", "各次分项分值", "自检分栏"],
    ["1", "园容", "", "50", "", "", ""],
    ["1.1", "绿化养护", "", "", "30", "", ""],
    ["1.1.1", "乔木修剪", "枯枝一处扣1分", "", "", "18", ""],
    ["1.1.2", "草坪补种", "裸土一处扣1分", "", "", "12", ""],
    ["1.2", "水体清洁", "漂浮物一处扣1分", "", "20", "", ""],
    ["2", "服务", "", "40", "", "", ""],
    ["2.1", "问询处", "无人值守扣5分", "", "25", "", ""],
    ["2.2", "导览牌", "缺损一块扣1分", "", "15", "", ""],
]
LADDER_READ: list[Read] = [("园容", "50", ["18", "12", "20"]), ("服务", "40", ["25", "15"])]

NUMBERED: Rows = [
    ["条款号", "审核项目", "分值", "评分准则", "审核记录"],
    ["1", "仓储", "30", "", ""],
    ["1.1", "货位", "18", "", ""],
    ["1.1.1", "货位有编号", "10", "缺一处扣1分", ""],
    ["1.1.2", "先进先出", "8", "混放一批扣2分", ""],
    ["1.2", "盘点", "12", "账物不符一项扣3分", ""],
    ["2", "运输", "20", "", ""],
    ["2.1", "装卸", "12", "野蛮装卸一次扣4分", ""],
    ["2.2", "签收", "8", "漏签一单扣1分", ""],
]

LOOKS: Rows = [
    ["序号", "评估内容", "分值", "扣分办法", "评估方式"],
    ["", "邻里服务", "20", "", ("现场查看", 9, 1)],
    ["1", "助餐点", "12", "未开放扣6分"],
    ["2", "便民修理", "8", "每月不足两次扣2分"],
    ["", "楼道", "10", ""],
    ["3", "照明", "10", "坏一盏扣1分"],
    ["", "活动", "25", ""],
    ["4", "读书会", "9", "少一次扣3分"],
    ["5", "健身队", "9", "无场地扣4分"],
]


def test_a_column_of_points_for_each_level() -> None:
    reading = read_rows(LADDER)
    assert groups(reading) == LADDER_READ
    first = reading.drafts[0].tables[0].groups[0]
    assert [(child.name, child.points) for child in first.children] == [
        ("绿化养护", Decimal(30)),
        ("水体清洁", Decimal(20)),
    ]
    assert [item.name for item in all_items(reading)][:3] == ["乔木修剪", "草坪补种", "水体清洁"]
    assert codes(reading) == []


def test_words_beside_the_head_of_a_level_are_told() -> None:
    rows: Rows = [*LADDER[:2], ["1.1", "绿化养护", "由养护班自查", "", "30", "", ""], *LADDER[3:]]
    reading = read_rows(rows)
    assert groups(reading) == LADDER_READ
    assert codes(reading) == ["document.row-not-understood"]


def test_columns_of_points_that_do_not_nest_are_no_levels() -> None:
    rows: Rows = [
        ["考核内容", "甲类分值", "乙类分值", "评分标准"],
        ["值班", "6", "", "缺一次扣1分"],
        ["巡查", "", "4", "缺一次扣1分"],
        ["登记", "5", "", "漏一条扣1分"],
    ]
    assert not any(
        group.children and group.name == "值班" for group in read_rows(rows).drafts[0].tables[0].groups
    )


def test_numbers_tell_the_depth() -> None:
    reading = read_rows(NUMBERED)
    assert groups(reading) == [("仓储", "30", ["10", "8", "12"]), ("运输", "20", ["12", "8"])]
    assert codes(reading) == []


def test_numbers_in_front_of_names_tell_the_depth() -> None:
    rows: Rows = [[f"{row[0]}{row[1]}", *row[2:]] if n else list(row[1:]) for n, row in enumerate(NUMBERED)]
    assert [group[1:] for group in groups(read_rows(rows))] == [
        ("30", ["10", "8", "12"]),
        ("20", ["12", "8"]),
    ]


def test_a_heading_looks_like_the_others_though_it_does_not_add_up() -> None:
    reading = read_rows(LOOKS)
    assert groups(reading) == [
        ("邻里服务", "20", ["12", "8"]),
        ("楼道", "10", ["10"]),
        ("活动", "25", ["9", "9"]),
    ]
    assert codes(reading) == ["document.points-do-not-add-up"]


PAGE: Header = ["项目", "标准分", "序号", "指标", "指标分值", "评分办法"]
FIRST: Rows = [
    PAGE,
    [("一、排班", 2, 1), ("15", 2, 1), "1", "到岗", "9", "迟到一次扣1分"],
    ["2", "交接", "6", "漏记一次扣1分"],
    ["二、器材", "20", "3", "盘点", "8", "少一件扣1分"],
]
SECOND: Rows = [
    PAGE,
    [("二、器材", 2, 1), ("20", 2, 1), "4", "保养", "7", "漏保一次扣1分"],
    ["5", "标签", "5", "缺一张扣0.5分"],
]


@pytest.mark.parametrize(
    "between",
    [
        ["第1页 共2页", "班组考核表（续）"],
        ["续表"],
        ["班组考核表"],
        ["— 3 —"],
    ],
)
def test_a_table_that_a_page_divides(between: list[str]) -> None:
    lines = [Paragraph(text) for text in between]
    blocks: tuple[Block, ...] = (Paragraph("班组考核表"), grid(FIRST), *lines, grid(SECOND))
    reading = recognise(Document("办法.html", "html", blocks))
    assert [draft.title for draft in reading.drafts] == ["班组考核表"]
    assert groups(reading) == [("一、排班", "15", ["9", "6"]), ("二、器材", "20", ["8", "7", "5"])]


def test_a_group_whose_name_the_second_page_leaves_out() -> None:
    second: Rows = [
        PAGE,
        ["", "", "4", "保养", "7", "漏保一次扣1分"],
        ["", "", "5", "标签", "5", "缺一张扣0.5分"],
    ]
    blocks = (Paragraph("班组考核表"), grid(FIRST), Paragraph("续表"), grid(second))
    assert groups(recognise(Document("办法.html", "html", blocks)))[-1] == ("二、器材", "20", ["8", "7", "5"])


def test_the_same_title_over_another_table_is_another_scheme() -> None:
    blocks = (Paragraph("班组考核表"), grid(FIRST), Paragraph("班组考核表"), grid(FIRST))
    assert len(recognise(Document("办法.html", "html", blocks)).drafts) == 2


def test_words_of_a_divided_table() -> None:
    assert all(map(says_it_goes_on, ["班组考核表（续）", "续表2", "接上页"]))
    assert not any(map(says_it_goes_on, ["手续办理考核表", "连续作业评分标准"]))
    assert same_title("班组考核表", "班组考核表（续）")
    assert not same_title("班组考核表", "科室考核表（续）")
    assert all(map(is_page_mark, ["第 3 页", "- 12 -", "第1页，共2页"]))
    assert not is_page_mark("第3页评分表")


def test_bonuses_under_a_heading_have_columns_of_their_own() -> None:
    base: Rows = [
        ["序号", "考核项目", "考核内容", "分值", "评分细则", "考核部门"],
        ["1", ("值守", 2, 1), "到岗", "6", "迟到一次扣1分", "办公室"],
        ["2", "交接", "4", "漏记一次扣1分", "办公室"],
    ]
    more: Rows = [
        ["序号", "加分内容", "分值", "说明"],
        ["1", "获奖", "3", "凭证书"],
        ["2", "带教", "2", "凭名册"],
    ]
    less: Rows = [
        ["序号", "扣分内容", "分值", "说明"],
        ["1", "失火", "-5", "每起扣5分"],
        ["2", "失窃", "-3", "每起扣3分"],
    ]
    blocks = (
        Paragraph("值班室考核办法"),
        Paragraph("一、基本项（10分）"),
        grid(base),
        Paragraph("二、加分项（不超过5分）"),
        grid(more),
        Paragraph("三、扣分项"),
        grid(less),
    )
    reading = recognise(Document("办法.html", "html", blocks))
    kinds = [group.kind for group in reading.drafts[0].tables[0].groups]
    assert len(reading.drafts) == 1
    assert kinds == [GroupKind.BASE, GroupKind.BONUS, GroupKind.DEDUCTION]
    assert [item.name for item in all_items(reading)] == ["到岗", "交接", "获奖", "带教", "失火", "失窃"]


def test_a_list_of_faults_with_what_each_costs() -> None:
    rows: Rows = [
        ["类别", "序号", "不良行为", "扣分分值", "依据"],
        [("收费", 2, 1), "1", "未公示价目的", "3", "合同第五条"],
        ["2", "擅自涨价的", "10", "合同第六条"],
        ["值守", "3", "夜间无人应答的", "5", "合同第九条"],
    ]
    reading = read_rows(rows, "停车场经营者扣分标准")
    assert groups(reading) == [("收费", None, ["3", "10"]), ("值守", None, ["5"])]


def test_weights_that_are_points_and_nothing_but_ways_to_look() -> None:
    rows: Rows = [
        ["测评项目", "测评内容", "测评方式", "权重分值", "责任单位"],
        [("秩序", 2, 1), "排队上车。", "实地考察", "1.5", "公交公司"],
        ["候车亭整洁。", "实地考察", "2", "城管局"],
    ]
    assert groups(read_rows(rows, "站台测评手册")) == [("秩序", None, ["1.5", "2"])]


def test_columns_to_tick_are_no_text() -> None:
    rows: Rows = [
        ["项目", "测评内容", "非常满意", "满意", "基本满意", "不满意", "评分"],
        [("接待", 2, 1), "用语文明（满分60分）", "□", "□", "□", "□", ""],
        ["及时应答（满分40分）", "□", "□", "□", "□", ""],
    ]
    reading = read_rows(rows, "窗口测评表（总分100分）")
    assert groups(reading) == [("接待", None, ["60", "40"])]
    assert len(reading.drafts) == 1


def test_a_remark_below_the_table_that_tells_its_total_is_no_scheme() -> None:
    rows: Rows = [
        ["考核内容", "分值", "评分标准"],
        ["巡河", "60", "少一次扣5分"],
        ["清障", "40", "留一处扣2分"],
    ]
    reading = read_rows(rows, "巡河考核表", below=["注：1.本表满分100分。2.弄虚作假的，取消评优资格。"])
    assert [draft.tables[0].total for draft in reading.drafts] == [100]


def test_a_line_to_be_filled_in_is_no_title() -> None:
    rows: Rows = [
        ["考核内容", "分值", "评分标准"],
        ["巡河", "60", "少一次扣5分"],
        ["清障", "40", "留一处扣2分"],
    ]
    blocks = (Paragraph("巡河考核表"), Paragraph("被考核村：　　　考核日期：　年　月　日"), grid(rows))
    assert recognise(Document("办法.html", "html", blocks)).drafts[0].title == "巡河考核表"


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("主要观测点", Role.CONTENT),
        ("评分准则", Role.CLAUSE),
        ("分值/权重", Role.POINTS),
        ("次分项分值栏", Role.POINTS),
        ("赋值", Role.POINTS),
        ("复评", Role.RESULT),
        ("自评等级", Role.RESULT),
        ("班主任评价", Role.RESULT),
        ("完成时限", Role.TARGET),
        ("处罚依据", Role.METHOD),
        ("检查评定方法与说明", Role.CONTENT),
        ("评定方", Role.DEPARTMENT),
        ("适用对象", Role.REMARK),
    ],
)
def test_words_of_headers(word: str, role: Role) -> None:
    assert header_role(word) is role


@pytest.mark.parametrize("text", ["5分（加分）", "5（附加分）", "+5分"])
def test_points_that_are_all_on_top(text: str) -> None:
    read = whole(text)
    assert read is not None
    assert (read.bonus, read.value) == (True, Decimal(5))


def test_numbers_begin_again_in_each_section() -> None:
    rows: Rows = [NUMBERED[0], [("一、库区（50分）", 1, 5)], *NUMBERED[1:]]
    rows += [
        [("二、车队（20分）", 1, 5)],
        ["1", "车况", "20", "", ""],
        ["1.1", "轮胎", "20", "磨损一条扣5分", ""],
    ]
    reading = read_rows(rows)
    assert [(name, points) for name, points, _ in groups(reading)] == [("一、库区", "50"), ("二、车队", "20")]
    assert [child.name for child in reading.drafts[0].tables[0].groups[0].children] == ["仓储", "运输"]


def test_bare_figures_in_brackets_behind_every_text() -> None:
    rows: Rows = [
        ["考评项目", "考评内容", "考评办法", "得分"],
        [("调解（30）", 2, 1), "台账齐全（18）", "缺一册扣2分", ""],
        ["回访到位（12）", "漏访一户扣1分", ""],
        ["普法（10）", "讲座按期（10）", "少一场扣5分", ""],
    ]
    inner = grid(rows)
    outer = Grid((Cell("调解室考评表", 0, 0), Cell("", 1, 0, grids=(inner,))), 2, 1)
    reading = recognise(Document("办法.docx", "docx", (outer,)))
    assert [draft.title for draft in reading.drafts] == ["调解室考评表"]
    assert groups(reading) == [("调解", "30", ["18", "12"]), ("普法", "10", ["10"])]


def test_the_number_of_a_page_among_the_rows() -> None:
    rows: Rows = [
        ["考核项目", "分值", "考核指标", "指标分", "计分方法"],
        ["一、仓房", "20", "防潮", "12", "受潮一处扣3分"],
        ["— 2 —"],
        ["考核项目", "分值", "考核指标", "指标分", "计分方法"],
        ["", "", "通风", "8", "少一次扣1分"],
    ]
    reading = read_rows(rows)
    assert groups(reading) == [("一、仓房", "20", ["12", "8"])]
    assert codes(reading) == []


def test_a_table_for_each_group_with_one_header_for_all() -> None:
    first: Rows = [
        ["序号", "评价内容", "分值", "评分标准"],
        [("A1 议事（12分）", 1, 4)],
        ["1", "楼栋会", "5", "少开一次扣1分"],
        ["2", "公告栏", "7", "过期一张扣1分"],
    ]
    second: Rows = [
        [("A2 互助（9分）", 1, 4)],
        ["1", "代买菜", "4", "拒绝一次扣1分"],
        ["2", "看护", "5", "缺一次扣2分"],
    ]
    reading = recognise(Document("办法.docx", "docx", (Paragraph("楼长评分标准"), grid(first), grid(second))))
    assert [draft.title for draft in reading.drafts] == ["楼长评分标准"]
    assert groups(reading) == [("A1 议事", "12", ["5", "7"]), ("A2 互助", "9", ["4", "5"])]


def test_a_title_with_the_total_heads_no_group() -> None:
    rows: Rows = [
        [("门卫考核评分表（10分）", 1, 3)],
        ["登记", "6", "漏一人扣1分"],
        ["巡更", "4", "漏一点扣1分"],
    ]
    reading = read_rows(rows)
    assert reading.drafts[0].title.startswith("门卫考核评分表")
    assert reading.drafts[0].tables[0].total == 10


@pytest.mark.parametrize(
    ("text", "value"),
    [("每篇2分，最高8分", "8"), ("按件计，不超过6分", "6"), ("10（按百分制折算）", "10"), ("每件2分", None)],
)
def test_points_with_more_said_beside_them(text: str, value: str | None) -> None:
    rows: Rows = [
        ["考核项目", "分值", "评分办法"],
        ["简报", text, "按采用篇数计分"],
        ["台账", "5", "漏一项扣1分"],
        ["例会", "5", "缺一次扣1分"],
    ]
    first = all_items(read_rows(rows))[0]
    assert first.points_unread == (value is None)
    assert first.points == (None if value is None else Decimal(value))
    assert value is None or text in first.note


ALIGNED = """值更考核评分表

序号  考核内容      分值  评分标准
1     按时到岗      15    迟到一次扣3分
2     交接清楚      10    漏交一项扣2分
3     夜间巡视      25    漏巡一次扣5分
      合计          50
"""


def test_columns_set_by_blanks(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(ALIGNED, encoding="utf-8")
    reading = recognise(read_text(path))
    assert [draft.title for draft in reading.drafts] == ["值更考核评分表"]
    assert groups(reading) == [("值更考核评分表", None, ["15", "10", "25"])]
    assert reading.drafts[0].tables[0].total == 50


def test_lines_with_wide_gaps_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(
        "单位：    填表人：    日期：\n甲    乙    丙\n\n签字    盖章    日期\n\n此致\n", encoding="utf-8"
    )
    assert read_text(path).grids == ()


def test_many_lines_of_gaps_are_read_in_good_time(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text("甲    乙    丙\n甲    乙\n甲          丙\n" * 5000, encoding="utf-8")
    begun = time.monotonic()
    read_text(path)
    assert time.monotonic() - begun < 20
