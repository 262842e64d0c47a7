"""Targets by unit, with units across or down, merged rows, rates, counts, ranges and words."""

from decimal import Decimal

import pytest

from kaohe.documents.model import Grid
from kaohe.documents.reading import TargetKind, TargetMatrix, TargetValue
from kaohe.documents.target_matrix import read_targets
from tests.unit.documents.prose_samples import grid

ACROSS = [
    ["内容\n\n单位", "东岭镇", "西河乡", "南湖街道"],
    ["垃圾分类覆盖率%", "98", "95", "99"],
    ["新增岗位（个）", "110", "50", "25"],
    ["安全形势", "平稳", "平稳", "平稳"],
]


def read(rows: list[list[str | tuple[str, int, int] | None]], title: str = "") -> TargetMatrix:
    matrix = read_targets(grid(rows), title)
    assert matrix is not None
    return matrix


def said(value: TargetValue) -> str:
    numbers = [str(each) for each in (value.number, value.low, value.high) if each is not None]
    return " ".join([value.kind.value, *numbers])


def test_units_across() -> None:
    matrix = read([list(row) for row in ACROSS], "任务分解表")
    assert matrix.title == "任务分解表"
    assert matrix.units == ("东岭镇", "西河乡", "南湖街道")
    assert [(row.name, row.unit) for row in matrix.rows] == [
        ("垃圾分类覆盖率", "%"),
        ("新增岗位", "个"),
        ("安全形势", ""),
    ]
    assert [[said(value) for value in row.values] for row in matrix.rows[:2]] == [
        ["rate 98", "rate 95", "rate 99"], ["count 110", "count 50", "count 25"],
    ]  # fmt: skip
    assert matrix.rows[2].values[0].kind is TargetKind.TEXT


def test_units_down_is_the_same_matrix() -> None:
    across = read([list(row) for row in ACROSS])
    down = read([list(row) for row in zip(*ACROSS, strict=True)])
    assert (down.units, down.rows) == (across.units, across.rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98", "rate 98"), ("98%", "rate 98"), ("９８％", "rate 98"), ("≥95%", "rate 95 95"), ("95%以上", "rate 95 95"),
        ("不低于95%", "rate 95 95"), ("≤5‰", "rate 5 5"), ("103—107", "range 103 107"), ("103-107%", "range 103 107"),
        ("105±2", "range 103 107"), ("100", "rate 100"), ("基本达标", "text"), ("", "none"), ("—", "none"), ("/", "none"),
        ("每年不少于2次，抓好落实", "text"),
    ],
)  # fmt: skip
def test_a_target_is_read_as_what_it_is(text: str, expected: str) -> None:
    matrix = read([["单位", "东岭镇", "西河乡"], ["达标率", text, "90"], ["整改率", "91", "92"]])
    assert said(matrix.rows[0].values[0]) == expected


def test_a_rate_is_known_by_its_name_and_a_count_by_its_unit() -> None:
    matrix = read(
        [
            ["指标", "计量单位", "东岭镇", "西河乡"],
            ["达标率", "", "95", "96"],
            ["招商额", "万元", "200", "300"],
        ]
    )
    assert [(row.name, row.unit, row.values[0].kind) for row in matrix.rows] == [
        ("达标率", "", TargetKind.RATE), ("招商额", "万元", TargetKind.COUNT),
    ]  # fmt: skip


def test_one_cell_for_all_units() -> None:
    spans: list[list[str | tuple[str, int, int] | None]] = [
        ["单位", "东岭镇", "西河乡", "南湖街道"],
        ["达标率", "95", "96", "97"],
        ["满意度", ("103—107", 1, 3), None, None],
        ["队伍建设", ("按上级要求配备到位", 1, 3), None, None],
    ]
    matrix = read(spans)
    assert [row.merged for row in matrix.rows] == [False, True, True]
    assert [said(value) for value in matrix.rows[1].values] == ["range 103 107"] * 3
    assert {value.place for value in matrix.rows[2].values} == {matrix.rows[2].values[0].place}


def test_a_dump_that_lost_the_span_means_the_same() -> None:
    matrix = read(
        [
            ["单位", "东岭镇", "西河乡", "南湖街道"],
            ["达标率", "95", "96", "97"],
            ["队伍建设", "配备到位", None, None],
        ]
    )
    assert matrix.rows[1].merged
    assert [value.text for value in matrix.rows[1].values] == ["配备到位"] * 3


def test_a_cell_for_some_of_the_units() -> None:
    matrix = read(
        [
            ["单位", "东岭镇", "西河乡", "南湖街道"],
            ["达标率", ("95", 1, 2), None, "97"],
            ["台账数", "1", "2", "3"],
        ]
    )
    assert [value.merged for value in matrix.rows[0].values] == [True, True, False]
    assert not matrix.rows[0].merged


def test_empty_cells_of_a_true_grid_are_no_targets() -> None:
    matrix = read(
        [["单位", "东岭镇", "西河乡", "南湖街道"], ["台账数", "1", "", ""], ["达标率", "95", "96", "97"]]
    )
    assert [value.kind for value in matrix.rows[0].values] == [
        TargetKind.COUNT,
        TargetKind.NONE,
        TargetKind.NONE,
    ]


def test_ordinals_groups_and_totals_stand_apart() -> None:
    matrix = read([
        ["序号", "类别", "指标", "东岭镇", "西河乡", "合计"],
        ["1", ("经济", 2, 1), "招商额（万元）", "200", "300", "500"],
        ["2", None, "新增企业（家）", "5", "6", "11"],
        ["3", "民生", "新增岗位（个）", "50", "60", "110"],
    ])  # fmt: skip
    assert matrix.units == ("东岭镇", "西河乡")
    assert [(row.group, row.name) for row in matrix.rows] == [
        ("经济", "招商额"),
        ("经济", "新增企业"),
        ("民生", "新增岗位"),
    ]
    totals = [row.total.number for row in matrix.rows if row.total]
    assert totals == [Decimal(500), Decimal(11), Decimal(110)]


def test_two_rows_of_headings() -> None:
    matrix = read(
        [
            ["指标", ("镇", 1, 2), None, "街道"],
            ["", "东岭镇", "西河镇", "南湖街道"],
            ["达标率", "95", "96", "97"],
            ["台账数", "1", "2", "3"],
        ]
    )
    assert matrix.units == ("东岭镇", "西河镇", "南湖街道")
    assert [row.name for row in matrix.rows] == ["达标率", "台账数"]


def test_units_without_a_kind_behind_their_name_where_the_corner_says_so() -> None:
    matrix = read([["单位", "东岭", "西河", "南湖"], ["达标率", "95", "96", "97"]])
    assert matrix.units == ("东岭", "西河", "南湖")


@pytest.mark.parametrize(
    "rows",
    [
        [["一级指标", "二级指标", "分值", "评分标准"], ["甲", "乙", "5", "缺一项扣1分"]],
        [["日期", "第一组", "第二组"], ["3月5日上午", "东岭镇", "西河乡"]],
        [["姓名", "职务"], ["某某", "组长"]],
        [["任务", "责任单位"], ["建台账", "东岭镇"]],
        [["单位", "东岭镇", "西河乡"], ["工作要求", "抓好落实", "认真整改"]],
        [["只有一格"]],
    ],
    ids=["scoring", "timetable", "people", "tasks", "words only", "one cell"],
)
def test_what_is_no_matrix_of_targets(rows: list[list[str | tuple[str, int, int] | None]]) -> None:
    assert read_targets(grid(rows)) is None


def test_a_grid_without_columns_is_no_matrix() -> None:
    assert read_targets(Grid((), 1, 0)) is None
