"""Lists of faults with what each of them costs: deductions, not groups that are worth points."""

import pytest

from kaohe.scheme.model import GroupKind

from .scoring_samples import Sample, codes, read_rows

Rows = list[list[Sample]]
COSTS: Rows = [
    ["序号", "违规行为", "扣分分值"],
    ["1", "垃圾未清运", "2"],
    ["2", "漂浮物", "1"],
    ["3", "无记录", "0.5"],
]
CASES: Rows = [
    ["类别", "违规情形", "分值", "评分标准"],
    [("保洁", 2, 1), "垃圾未清运", "2", "每处扣2分"],
    ["漂浮物未打捞", "1", "每处扣1分"],
    [("巡查", 2, 1), "巡查无记录", "0.5", "每次扣0.5分"],
    ["缺岗", "3", "每人次扣3分"],
]
FOUND: Rows = [
    ["类别", "存在问题", "分值", "处理"],
    [("保洁", 2, 1), "垃圾未清运", "2", "扣分"],
    ["漂浮物未打捞", "1", "扣分"],
    [("巡查", 2, 1), "无记录", "0.5", "扣分"],
    ["缺岗", "3", "扣分"],
]


@pytest.mark.parametrize("rows", [COSTS, CASES, FOUND])
def test_faults_are_deductions(rows: Rows) -> None:
    reading = read_rows(rows, "河道考核扣分表")
    assert {group.kind for group in reading.drafts[0].tables[0].groups} == {GroupKind.DEDUCTION}
    assert "document.read-as-list" in codes(reading)


def test_a_fault_is_called_by_its_name() -> None:
    groups = read_rows(FOUND, "河道考核扣分表").drafts[0].tables[0].groups
    assert [child.name for child in groups[0].children] == ["垃圾未清运", "漂浮物未打捞"]


def test_points_that_add_up_stay_points() -> None:
    rows: Rows = [
        ["序号", "存在问题", "分值", "扣分标准"],
        ["1", "垃圾清运", "60", "每处扣2分"],
        ["2", "漂浮物", "40", "每处扣1分"],
        ["", "合计", "100", ""],
    ]
    (group,) = read_rows(rows, "河道考核扣分表").drafts[0].tables[0].groups
    assert group.kind is GroupKind.BASE
