"""An empty column in a sheet: a gap in one table, or the border between two."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise

from .scoring_samples import groups

CLAUSES = ["每少一次扣1分", "每发现一处扣2分"]


def _sheet(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            if text:
                sheet.cell(number, column, text)
    path = folder / "办法.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("gap", [[""], ["", ""]])
def test_header_and_rows_go_on_behind_the_gap(gap: list[str], tmp_path: Path) -> None:
    rows = [
        ["项目", "内容", *gap, "分值", "评分标准"],
        ["日常", "巡查", *gap, "40", CLAUSES[0]],
        ["", "保洁", *gap, "60", CLAUSES[1]],
    ]
    document = open_document(_sheet(tmp_path, rows))
    assert len(document.grids) == 1
    assert groups(recognise(document)) == [("日常", None, ["40", "60"])]


def test_columns_that_only_add_to_the_table(tmp_path: Path) -> None:
    rows = [
        ["项目", "分值", "评分标准", "", "责任部门", "备注"],
        ["巡查", "40", CLAUSES[0], "", "水务站", "甲"],
        ["保洁", "60", CLAUSES[1], "", "财政所", "乙"],
    ]
    assert len(open_document(_sheet(tmp_path, rows)).grids) == 1


@pytest.mark.parametrize("other", [["单位", "得分", "东岭镇", "90"], ["项目", "分值", "档案", "40"]])
def test_two_tables_stay_two(other: list[str], tmp_path: Path) -> None:
    rows = [
        ["项目", "分值", "评分标准", "", *other[:2]],
        ["巡查", "40", CLAUSES[0], "", *other[2:]],
        ["保洁", "60", CLAUSES[1], "", *other[2:]],
    ]
    assert len(open_document(_sheet(tmp_path, rows)).grids) == 2
