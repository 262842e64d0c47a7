"""Timetables whichever way they stand: dates down, dates across, a line a visit, and in sentences."""

import pytest

from kaohe.documents.reading import Timetable
from kaohe.documents.timetable import read_timetable, read_timetable_prose
from tests.unit.documents.prose_samples import grid, paragraphs

Rows = list[list[str | tuple[str, int, int] | None]]


def said(table: Timetable | None) -> list[str]:
    assert table is not None
    return [
        f"{s.month}.{s.day} {s.half_day} {s.team} {'、'.join(s.units)}".replace("  ", " ")
        for s in table.slots
    ]


EXPECTED = [
    "3.5 上午 第一组 东岭镇", "3.5 上午 第二组 西河乡", "3.5 下午 第一组 南湖街道", "3.5 下午 第二组 北关镇、白石乡",
    "3.6 上午 第一组 青山镇", "3.6 上午 第二组 赤水乡",
]  # fmt: skip

DOWN: dict[str, Rows] = {
    "a column of half-days": [
        ["日期", "时间", "第一组", "第二组"],
        [("3月5日", 2, 1), "上午", "东岭镇", "西河乡"], [None, "下午", "南湖街道", "北关镇\n白石乡"], ["3月6日", "上午", "青山镇", "赤水乡"],
    ],
    "the span was lost": [
        ["日期", "第一组", "第二组"],
        ["3月5日\n（星期四）", "上午", "东岭镇", "西河乡"], ["", "下午", "南湖街道", "北关镇、白石乡"], ["3月6日\n（星期五）", "上午", "青山镇", "赤水乡"],
    ],
    "date and half-day in one cell": [
        ["时间", "第一组", "第二组"], ["3月5日上午", "东岭镇", "西河乡"], ["3月5日下午", "南湖街道", "北关镇 白石乡"], ["3月6日上午", "青山镇", "赤水乡"],
    ],
    "dates with stops": [
        ["时间", "第一组", "第二组"], ["3.5 上午", "东岭镇", "西河乡"], ["3.5 下午", "南湖街道", "北关镇，白石乡"], ["3.6 上午", "青山镇", "赤水乡"],
    ],
    "full-width digits": [
        ["时间", "第一组", "第二组"], ["３月５日上午", "东岭镇", "西河乡"], ["３月５日下午", "南湖街道", "北关镇、白石乡"], ["３月６日上午", "青山镇", "赤水乡"],
    ],
    "Chinese numerals and a year": [
        ["时间", "第一组", "第二组"], ["2026年三月五日上午", "东岭镇", "西河乡"], ["2026年三月五日下午", "南湖街道", "北关镇、白石乡"], ["2026年三月六日上午", "青山镇", "赤水乡"],
    ],
    "leaders and remarks stand beside": [
        ["日期", "时段", "第一组", "第二组", "带队领导", "备注"],
        [("3月5日", 2, 1), "上午", "东岭镇", "西河乡", "某主任", ""], [None, "下午", "南湖街道", "北关镇、白石乡", "某主任", "自备车"],
        ["3月6日", "上午", "青山镇", "赤水乡", "某主任", ""],
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", DOWN.values(), ids=DOWN.keys())
def test_dates_down(rows: Rows) -> None:
    assert said(read_timetable(grid(rows))) == EXPECTED


ACROSS: dict[str, Rows] = {
    "date and half-day in one cell": [
        ["组别", "3月5日上午", "3月5日下午", "3月6日上午"], ["第一组", "东岭镇", "南湖街道", "青山镇"], ["第二组", "西河乡", "北关镇、白石乡", "赤水乡"],
    ],
    "half-days in a row of their own": [
        ["组别", ("3月5日", 1, 2), None, "3月6日"], ["", "上午", "下午", "上午"],
        ["第一组", "东岭镇", "南湖街道", "青山镇"], ["第二组", "西河乡", "北关镇、白石乡", "赤水乡"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", ACROSS.values(), ids=ACROSS.keys())
def test_dates_across(rows: Rows) -> None:
    assert sorted(said(read_timetable(grid(rows)))) == sorted(EXPECTED)


def test_a_line_a_visit() -> None:
    rows: Rows = [
        ["序号", "日期", "组别", "检查单位"],
        ["1", "3月5日上午", "1组", "东岭镇"], ["2", "3月5日下午", "1组", "西河乡"], ["3", "3月5日上午", "2组", "南湖街道"],
    ]  # fmt: skip
    assert said(read_timetable(grid(rows))) == [
        "3.5 上午 1组 东岭镇",
        "3.5 下午 1组 西河乡",
        "3.5 上午 2组 南湖街道",
    ]


@pytest.mark.parametrize("team", ["第一组", "1组", "A组", "甲组", "检查组1", "第1检查组"])
def test_teams_however_they_are_called(team: str) -> None:
    table = read_timetable(grid([["时间", team], ["周一上午", "东岭镇"], ["周一下午", "西河乡"]]))
    assert table is not None
    assert table.teams == (team,)
    assert [(slot.date, slot.half_day) for slot in table.slots] == [("周一", "上午"), ("周一", "下午")]


def test_one_column_of_units_is_no_team() -> None:
    table = read_timetable(grid([["时间", "检查单位"], ["3月5日", "东岭镇"], ["3月6日", "西河乡"]]))
    assert table is not None
    assert (table.teams, table.units) == (("",), ("东岭镇", "西河乡"))


def test_what_the_table_says_of_itself() -> None:
    table = read_timetable(grid(DOWN["a column of half-days"]), "检查安排")
    assert table is not None
    assert (table.title, table.teams, len(table.half_days), len(table.units)) == (
        "检查安排",
        ("第一组", "第二组"),
        3,
        7,
    )
    assert table.slots[0].place.cell == "2,3"


@pytest.mark.parametrize(
    "text",
    [
        "3月5日上午：第一组检查东岭镇；第二组检查西河乡。下午：第一组到南湖街道；第二组到北关镇、白石乡。\n3月6日上午：第一组检查青山镇；第二组检查赤水乡。",
        "第一组：3月5日上午东岭镇，下午南湖街道；3月6日上午青山镇。\n第二组：3月5日上午西河乡，下午北关镇、白石乡；3月6日上午赤水乡。",
    ],
    ids=["by day", "by team"],
)
def test_sentences(text: str) -> None:
    assert sorted(said(read_timetable_prose(paragraphs(text)))) == sorted(EXPECTED)


@pytest.mark.parametrize(
    "text",
    [
        "12月6日开展检查。",
        "第一组负责东岭镇的台账。",
        "每月25日前，各镇报送报表。",
        "2026年3月5日印发，各镇于3月6日上午报送。",
    ],
)
def test_other_sentences_are_no_timetable(text: str) -> None:
    assert read_timetable_prose(paragraphs(text)) is None


@pytest.mark.parametrize(
    "rows",
    [
        [["指标", "东岭镇", "西河乡"], ["达标率", "95", "96"], ["合格率", "97.5", "98.5"]],
        [["指标", "分值", "评分标准"], ["台账", "5", "3月5日前报送"], ["报表", "6", "3月6日前报送"]],
        [["任务", "时限"], ["建台账", "3月底前"]],
    ],
)
def test_other_grids_are_no_timetable(rows: Rows) -> None:
    assert read_timetable(grid(rows)) is None
