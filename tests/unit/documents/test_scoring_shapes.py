"""The shapes in which offices lay out scoring tables: each is a small table of our own, and what must be read of it."""

from decimal import Decimal
from pathlib import Path

import pytest

from kaohe.documents.model import Document, Paragraph
from kaohe.documents.recognise import recognise
from kaohe.documents.text import read_text
from kaohe.scheme.model import GroupKind
from tests.unit.documents.scoring_samples import Read, Sample, all_items, codes, dump, grid, groups, read_rows

Rows = list[list[Sample]]
SIXTY = Decimal(60)

PLAIN: Rows = [
    ["项目", "内容", "标准分", "评分标准"],
    [("河道保洁", 2, 1), "水面无漂浮物", "6", "发现一处漂浮物扣1分"],
    ["岸坡无垃圾", "4", "发现一处垃圾扣0.5分"],
    [("设施维护", 2, 1), "护栏完好", "5", "缺损一处扣1分"],
    ["标牌清楚", "5", "不清楚的酌情扣分"],
]
PLAIN_READ: list[Read] = [("河道保洁", None, ["6", "4"]), ("设施维护", None, ["5", "5"])]

CASES: dict[str, tuple[Rows, list[Read]]] = {
    "plain": (PLAIN, PLAIN_READ),
    "points first": (
        [
            ["分值", "考核指标", "扣分标准", "考核内容"],
            ["6", "水面", "每处漂浮物扣1分", "水面无漂浮物"],
            ["4", "岸坡", "每处垃圾扣0.5分", "岸坡无垃圾"],
            ["合计10", "", "", ""],
        ],
        [("考核表", None, ["6", "4"])],
    ),
    "group points in brackets": (
        [
            ["类别", "考核内容", "分值", "考核办法", "责任单位"],
            [("一、河道保洁（10分）", 2, 1), "水面无漂浮物", "6", "每处扣1分", "水利局"],
            ["岸坡无垃圾", "4", "每处扣0.5分", "城管局"],
            [("二、设施维护（１０分）", 2, 1), "护栏完好", "5", "每处扣1分", "交通局"],
            ["标牌清楚", "5", "每处扣1分", "交通局"],
        ],
        [("一、河道保洁", "10", ["6", "4"]), ("二、设施维护", "10", ["5", "5"])],
    ),
    "group points in a column of their own": (
        [
            ["序号", "考核项目", "权重", "考核指标", "分值", "计分方法"],
            [("1", 2, 1), ("河道保洁", 2, 1), ("10", 2, 1), "水面", "6", "每处扣1分"],
            ["岸坡", "4", "每处扣0.5分"],
            [("2", 2, 1), ("设施维护", 2, 1), ("10", 2, 1), "护栏", "5", "每处扣1分"],
            ["标牌", "5", "每处扣1分"],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "sections across the table": (
        [
            ["序号", "考核内容", "评分标准", "分值", "得分"],
            [("一、河道保洁（10分）", 1, 5)],
            ["1", "水面无漂浮物", "每处扣1分", "6", ""],
            ["2", "岸坡无垃圾", "每处扣0.5分", "4", ""],
            [("二、设施维护（10分）", 1, 5)],
            ["3", "护栏完好", "每处扣1分", "5", ""],
            ["4", "标牌清楚", "每处扣1分", "5", ""],
            [("合计", 1, 3), "20", ""],
        ],
        [("一、河道保洁", "10", ["6", "4"]), ("二、设施维护", "10", ["5", "5"])],
    ),
    "sections as heading rows": (
        [
            ["序号", "项目", "分值", "评分标准", "备注"],
            ["一", "河道保洁", "10", "", ""],
            ["1", "水面", "6", "每处扣1分", ""],
            ["2", "岸坡", "4", "每处扣0.5分", ""],
            ["二", "设施维护", "10", "", ""],
            ["1", "护栏", "5", "每处扣1分", ""],
            ["2", "标牌", "5", "每处扣1分", ""],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "heading rows without numbers": (
        [
            ["指标", "满分", "评价标准", "数据来源"],
            ["河道保洁", "10", "", ""],
            ["水面", "6", "每处扣1分", "现场查看"],
            ["岸坡", "4", "每处扣0.5分", "现场查看"],
            ["设施维护", "10", "", ""],
            ["护栏", "5", "每处扣1分", "现场查看"],
            ["标牌", "5", "每处扣1分", "现场查看"],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "header of two rows": (
        [
            [("考核指标", 1, 2), ("分值", 2, 1), ("考核标准", 1, 2), ("考核部门", 2, 1)],
            ["一级指标", "二级指标", "目标要求", "评分细则"],
            [("河道保洁", 2, 1), "水面", "6", "无漂浮物", "每处扣1分", "水利局"],
            ["岸坡", "4", "无垃圾", "每处扣0.5分", "水利局"],
            [("设施维护", 2, 1), "护栏", "5", "完好", "每处扣1分", "水利局"],
            ["标牌", "5", "清楚", "每处扣1分", "水利局"],
        ],
        PLAIN_READ,
    ),
    "title row and repeated header": (
        [
            [("某某区河道管护考核评分表（20分）", 1, 4)],
            *PLAIN[:3],
            PLAIN[0],
            *PLAIN[3:],
            [("备注：总分20分，每季度考核一次。", 1, 4)],
        ],
        PLAIN_READ,
    ),
    "no header": (PLAIN[1:], PLAIN_READ),
    "empty header row": ([["", "", "", ""], *PLAIN[1:]], PLAIN_READ),
    "subtotals": (
        [
            PLAIN[0],
            *PLAIN[1:3],
            ["小计", "", "10", ""],
            *PLAIN[3:],
            ["小计", "", "10", ""],
            ["总计", "", "20", ""],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "合计 as subtotal": (
        [
            PLAIN[0],
            *PLAIN[1:3],
            ["合计", "", "10", ""],
            *PLAIN[3:],
            ["合计", "", "10", ""],
            ["总分", "", "20", ""],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "Chinese numerals and slips": (
        [
            ["项目", "内容", "分值", "评分标准"],
            [("河道保洁（十分）", 2, 1), "水面无漂浮物", "六分", "每处扣l分"],
            ["岸坡无垃圾", "４分", "每处扣O.5分"],
            [("设施维护（十分）", 2, 1), "护栏完好", "9.5", "每处扣1分"],
            ["标牌清楚", "O.5", "每处扣1分"],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["9.5", "0.5"])],
    ),
    "points at the end of what is asked": (
        [
            ["考核项目", "考核内容及分值", "考核方式", "扣分办法", "自评得分"],
            [("河道保洁（10分）", 2, 1), "水面无漂浮物（6分）", "现场查看", "每处扣1分", ""],
            ["岸坡无垃圾。（4分）", "现场查看", "每处扣0.5分", ""],
            [("设施维护（10分）", 2, 1), "护栏完好（5分）；", "现场查看", "每处扣1分", ""],
            ["标牌清楚（5分）", "现场查看", "每处扣1分", ""],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "points in names, clause beside": (
        [
            ["一级指标", "二级指标", "评分标准"],
            [("河道保洁 10分", 2, 1), "水面 6分", "每处扣1分"],
            ["岸坡 4分", "每处扣0.5分"],
            [("设施维护 10分", 2, 1), "护栏 5分", "每处扣1分"],
            ["标牌 5分", "每处扣1分"],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "points in the lines of one cell": (
        [
            ["考核项目", "考核内容和评分标准", "责任科室"],
            [
                "河道保洁（10分）",
                "1.水面无漂浮物，每处扣1分。（6分）\n2.岸坡无垃圾，每处扣0.5分。（4分）",
                "水利科",
            ],
            [
                "设施维护（10分）",
                "1.护栏完好，缺损的酌情扣分。（5分）\n2.标牌清楚，不清楚不得分。（5分）",
                "水利科",
            ],
        ],
        [("河道保洁", "10", ["6", "4"]), ("设施维护", "10", ["5", "5"])],
    ),
    "lines of points beside lines of text": (
        [
            ["考核项目", "评分标准", "分值"],
            ["河道保洁", "1.水面每处漂浮物扣1分\n2.岸坡每处垃圾扣0.5分", "6\n4"],
            ["设施维护", "1.护栏缺损一处扣1分\n2.标牌不清一处扣1分", "5\n5"],
        ],
        [("河道保洁", None, ["6", "4"]), ("设施维护", None, ["5", "5"])],
    ),
    "one points cell over several clauses": (
        [
            ["项目", "考核内容", "分值", "评分标准"],
            [("河道保洁", 3, 1), ("水面", 2, 1), ("6", 2, 1), "漂浮物每处扣1分"],
            ["排污口每个扣2分"],
            ["岸坡", "4", "每处扣0.5分"],
            [("设施维护", 2, 1), "护栏", "5", "每处扣1分"],
            ["标牌", "5", "每处扣1分"],
        ],
        PLAIN_READ,
    ),
    "one name over several clauses with points": (
        [
            ["项目", "考核内容", "评分标准", "分值"],
            [("河道保洁", 3, 1), ("水面", 2, 1), "漂浮物每处扣1分", "4"],
            ["排污口每个扣2分", "2"],
            ["岸坡", "每处扣0.5分", "4"],
            [("设施维护", 2, 1), "护栏", "每处扣1分", "5"],
            ["标牌", "每处扣1分", "5"],
        ],
        [("河道保洁", None, ["4", "2", "4"]), ("设施维护", None, ["5", "5"])],
    ),
    "three levels": (
        [
            ["一级指标", "二级指标", "三级指标", "分值", "评分标准"],
            [("河道保洁", 3, 1), ("水面", 2, 1), "漂浮物", "4", "每处扣1分"],
            ["排污口", "2", "每个扣2分"],
            ["岸坡", "垃圾", "4", "每处扣0.5分"],
            [("设施维护", 2, 1), ("护栏", 2, 1), "完好", "5", "每处扣1分"],
            ["清洁", "5", "每处扣1分"],
        ],
        [("河道保洁", None, ["4", "2", "4"]), ("设施维护", None, ["5", "5"])],
    ),
    "weights in per cent": (
        [
            ["考核指标", "权重", "指标说明", "考核部门"],
            ["水面清洁率", "60%", "达到98%得满分，每低1个百分点扣2分", "水利局"],
            ["岸坡整洁率", "40%", "达到95%得满分，每低1个百分点扣1分", "城管局"],
        ],
        [("考核表", None, ["60", "40"])],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_shape_is_read(name: str) -> None:
    rows, expected = CASES[name]
    reading = read_rows(rows, "考核表")
    assert len(reading.drafts) == 1
    assert groups(reading) == expected
    assert codes(reading) in ([], ["document.slip"])


@pytest.mark.parametrize(
    "name",
    ["plain", "group points in brackets", "three levels", "header of two rows", "subtotals", "no header"],
)
def test_dump_without_merges_is_read_alike(name: str, tmp_path: Path) -> None:
    rows, expected = CASES[name]
    reading = recognise(read_text(dump(rows, tmp_path)))
    assert groups(reading) == expected


def test_weighted_parts_out_of_a_hundred_each() -> None:
    rows: Rows = [
        ["一级指标", "权重", "二级指标", "分值", "评分标准"],
        [("过程", 2, 1), ("40", 2, 1), "资料", "30", "缺一份扣5分"],
        ["会议", "70", "少一次扣10分"],
        [("效果", 2, 1), ("60", 2, 1), "满意度", "50", "每低1个百分点扣1分"],
        ["完成率", "50", "每低1个百分点扣1分"],
        ["总分", "100", "", "", ""],
    ]
    reading = read_rows(rows)
    table = reading.drafts[0].tables[0]
    assert [(group.name, str(group.weight), group.points) for group in table.groups] == [
        ("过程", "0.4", Decimal(100)),
        ("效果", "0.6", Decimal(100)),
    ]
    assert table.total == 100
    assert codes(reading) == []


def test_bonus_section_is_a_list_with_a_cap() -> None:
    rows: Rows = [
        *PLAIN,
        [("三、加分项（最高不超过5分）", 1, 4)],
        ["受表彰", "受到市级表彰", "3", "每次加1分"],
        ["经验推广", "经验被推广", "2", "每次加1分"],
    ]
    reading = read_rows(rows, "河道管护考核表（总分20分）")
    table = reading.drafts[0].tables[0]
    bonus = table.groups[-1]
    assert (bonus.kind, bonus.cap, len(bonus.children)) == (GroupKind.BONUS, Decimal(5), 2)
    assert table.total == 20
    assert codes(reading) == []


def test_bonus_counted_in_the_table_s_total() -> None:
    rows: Rows = [*PLAIN, ["加分项", "受到市级以上表彰", "5", "每次加1分"], ["总分", "", "25", ""]]
    reading = read_rows(rows)
    bonus = reading.drafts[0].tables[0].groups[-1]
    assert (bonus.kind, bonus.points, bonus.cap) == (GroupKind.BONUS, Decimal(5), Decimal(5))
    assert reading.drafts[0].tables[0].total == 20


def test_deductions_and_vetoes_stand_apart() -> None:
    rows: Rows = [
        *PLAIN,
        ["扣分项", "被上级通报批评", "-5", "每次扣2分"],
        [("一票否决", 1, 1), ("发生重大水污染事故的，取消评优资格", 1, 3)],
    ]
    reading = read_rows(rows)
    kinds = [group.kind for group in reading.drafts[0].tables[0].groups]
    assert kinds == [GroupKind.BASE, GroupKind.BASE, GroupKind.DEDUCTION]
    assert [veto.heading for veto in reading.vetoes] == ["一票否决"]
    assert "取消评优资格" in reading.vetoes[0].entries[0].text
    assert "document.veto-wants-a-person" in codes(reading)


def test_sums_that_differ_are_told_with_both_figures_and_the_place() -> None:
    rows: Rows = [PLAIN[0], [("河道保洁（11分）", 2, 1), *PLAIN[1][1:]], *PLAIN[2:]]
    reading = read_rows(rows, "河道管护考核评分表", "本表总分25分。")
    told = [problem for problem in reading.problems if problem.code == "document.points-do-not-add-up"]
    assert ["25" in problem.message and "20" in problem.message for problem in told] == [True, False]
    assert "11" in told[1].message
    assert "10" in told[1].message
    assert told[1].where[0].cell == "A2"


def test_missing_points_are_told_and_nothing_is_dropped() -> None:
    rows: Rows = [*PLAIN[:4], ["标牌清楚", "", "不清楚的酌情扣分"]]
    reading = read_rows(rows)
    assert [item.points for item in all_items(reading)] == [6, 4, 5, None]
    assert "document.points-missing" in codes(reading)


def test_points_nobody_can_read_are_told() -> None:
    rows: Rows = [*PLAIN[:4], ["标牌清楚", "每块2分", "不清楚的酌情扣分"]]
    reading = read_rows(rows)
    assert all_items(reading)[-1].points_unread
    assert "document.points-not-understood" in codes(reading)


def test_what_belongs_to_an_item() -> None:
    rows: Rows = [
        ["项目", "工作要求", "分值", "评分标准", "考核方式", "责任单位", "备注", "得分"],
        [
            ("保洁", 2, 1),
            "水面无漂浮物",
            "6",
            "每处扣1分",
            ("现场查看", 2, 1),
            "水利局\n城管局",
            "含支流",
            "",
        ],
        ["岸坡无垃圾", "4", "每处扣0.5分", "环保\n水利局", "", ""],
    ]
    first, second = all_items(read_rows(rows))
    assert (first.name, first.clause, first.method) == ("水面无漂浮物", "每处扣1分", "现场查看")
    assert first.departments == ("水利局", "城管局")
    assert first.note == "含支流"
    assert first.where.cell == "D2"
    assert second.method == "现场查看"


def test_requirement_in_a_column_of_its_own() -> None:
    rows: Rows = [
        ["指标", "考核内容", "分值", "评分标准"],
        ["水面", "水面无漂浮物", "6", "每处扣1分"],
        ["岸坡", "岸坡无垃圾", "4", "每处扣0.5分"],
    ]
    assert [(item.name, item.standard) for item in all_items(read_rows(rows))] == [
        ("水面", "水面无漂浮物"),
        ("岸坡", "岸坡无垃圾"),
    ]


def test_table_going_on_in_the_next_grid_is_one() -> None:
    blocks = (grid(PLAIN[:3]), grid([PLAIN[0], *PLAIN[3:]]))
    reading = recognise(Document("办法.html", "html", blocks))
    assert len(reading.drafts) == 1
    assert groups(reading) == PLAIN_READ


def test_two_titled_tables_are_two_tables_of_one_scheme() -> None:
    blocks = (Paragraph("乡镇考核评分表"), grid(PLAIN), Paragraph("部门考核评分表"), grid(PLAIN))
    (draft,) = recognise(Document("办法.html", "html", blocks)).drafts
    assert draft.title == "考核评分表"
    assert [(table.name, table.level) for table in draft.tables] == [
        ("乡镇考核评分表", "乡镇"),
        ("部门考核评分表", "部门"),
    ]


def test_tables_under_headings_are_one_scheme() -> None:
    header: list[Sample] = ["考核内容", "分值", "评分标准"]
    one: Rows = [header, ["水面无漂浮物", "6", "每处扣1分"], ["岸坡无垃圾", "4", "每处扣0.5分"]]
    two: Rows = [header, ["护栏完好", "5", "每处扣1分"], ["标牌清楚", "5", "每处扣1分"]]
    blocks = (
        Paragraph("河道管护考核细则"),
        Paragraph("一、河道保洁（10分）"),
        grid(one),
        Paragraph("二、设施维护（10分）"),
        grid(two),
    )
    reading = recognise(Document("办法.html", "html", blocks))
    assert len(reading.drafts) == 1
    assert groups(reading) == [("一、河道保洁", "10", ["6", "4"]), ("二、设施维护", "10", ["5", "5"])]


def test_each_unit_scored_by_its_own_part() -> None:
    rows: Rows = [
        ["序号", "考核项目", "分值", "考核内容", "评分标准"],
        ["一", "共同项目", "40", "", ""],
        ["1", "组织领导", "40", "有方案", "无方案扣5分"],
        ["二", "部门项目", "60", "", ""],
        [("1", 2, 1), ("水利局", 2, 1), "40", "管水", "每处扣1分"],
        ["20", "管岸", "每处扣1分"],
        ["2", "城管局", "60", "管垃圾", "每处扣1分"],
        ["3", "环保局", "60", "管排污", "每处扣1分"],
        ["", "总分", "100", "", ""],
    ]
    reading = read_rows(rows)
    second = reading.drafts[0].tables[0].groups[1]
    assert [(child.name, child.points) for child in second.children] == [
        ("水利局", SIXTY),
        ("城管局", SIXTY),
        ("环保局", SIXTY),
    ]
    assert codes(reading) == ["document.alternatives"]


NOT_SCORING: dict[str, Rows] = {
    "targets": [
        ["单位", "水面清洁率%", "岸坡整洁率%", "巡查次数"],
        ["东河镇", "98", "95", "12"],
        ["西河镇", "97", "95", "12"],
        ["南河街道", "99", "96", "10"],
    ],
    "results": [
        ["名次", "单位", "基本分", "加分", "总分"],
        ["1", "东河镇", "95", "2", "97"],
        ["2", "西河镇", "94", "1", "95"],
    ],
    "contacts": [["单位", "联系人", "电话"], ["东河镇", "某某", "12345"], ["西河镇", "某某", "12346"]],
    "form": [["项目", "填报内容"], ["单位名称", ""], ["考核得分", ""], ["签字", ""]],
    "timetable": [
        ["日期", "时间", "第一组", "第二组"],
        ["3月5日", "上午", "东河镇", "西河镇"],
        ["3月5日", "下午", "南河街道", "北河镇"],
    ],
    "money": [
        ["序号", "项目", "资金（万元）", "完成时限"],
        ["1", "清淤", "120", "6月底"],
        ["2", "护岸", "80", "9月底"],
    ],
}


@pytest.mark.parametrize("name", NOT_SCORING)
def test_other_tables_are_no_schemes(name: str) -> None:
    assert read_rows(NOT_SCORING[name], "附表").drafts == ()
