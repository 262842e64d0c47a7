"""Scoring sheets across: indicators in the header alone, rows below that are to be filled in."""

import pytest

from .scoring_samples import Read, Sample, codes, groups, read_rows

Rows = list[list[Sample]]

CASES: dict[str, tuple[Rows, list[Read]]] = {
    "groups over indicators, no rows": (
        [
            [("姓名", 2, 1), ("态度（40分）", 1, 2), ("效率（60分）", 1, 2), ("总评分", 2, 1)],
            ["礼貌（25分）", "着装（15分）", "限时（20分）", "差错（40分）"],
        ],
        [("态度", "40", ["25", "15"]), ("效率", "60", ["20", "40"])],
    ),
    "an indicator without a group, a title, a total and empty rows": (
        [
            [("窗口月度评分表", 1, 5)],
            [("窗口", 2, 1), ("态度（40分）", 1, 2), ("卫生（60分）", 2, 1), ("总分（100分）", 2, 1)],
            ["礼貌（25分）", "着装（15分）"],
            ["一号", "", "", "", ""],
        ],
        [("态度", "40", ["25", "15"]), ("卫生", None, ["60"])],
    ),
    "points in a row of their own": (
        [
            ["村名", "道路", "河塘", "公厕", "合计"],
            ["分值", "50", "20", "30", "100"],
            ["东村", "", "", "", ""],
        ],
        [("保洁评分表", None, ["50", "20", "30"])],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_indicators_side_by_side_are_items(rows: Rows, expected: list[Read]) -> None:
    reading = read_rows(rows, "保洁评分表")
    assert groups(reading) == expected
    assert codes(reading) == []


def test_who_is_to_be_scored_is_counted_and_never_named() -> None:
    rows: Rows = [
        ["姓名", "台账（40分）", "现场（30分）", "整改（30分）"],
        ["赵某某", "", "", ""],
        ["钱某某", "", "", ""],
    ]
    note = read_rows(rows, "评分表").drafts[0].note
    assert "2行" in note
    assert "某某" not in note


@pytest.mark.parametrize(
    "rows",
    [
        [["单位", "党建（20分）", "经济（50分）", "民生（30分）"], ["甲镇", "18", "44", "29"]],
        [["评价", "优（10分）", "良（8分）", "差（5分）"], ["甲镇", "", "", ""]],
    ],
    ids=["results", "grades"],
)
def test_results_and_grades_are_no_sheet_across(rows: Rows) -> None:
    assert read_rows(rows).drafts == ()
