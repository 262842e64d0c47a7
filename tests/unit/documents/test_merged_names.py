"""A name merged over the columns of groups and items: one item, not a group of its own name in a group of its name."""

import pytest

from kaohe.documents.scoring.items import short
from kaohe.scheme.draft import DraftGroup, DraftItem

from .scoring_samples import Sample, read_rows

THREE: list[list[Sample]] = [
    ["一级指标", "二级指标", "三级指标", "分值", "评分标准"],
    [("1.日常", 3, 1), ("1.1巡查", 2, 1), "1.1.1次数", "30", "每少一次扣1分"],
    ["1.1.2记录", "10", "缺一份扣1分"],
    [("1.2保洁", 1, 2), "50", "每发现一处扣2分"],
    [("2.档案管理", 1, 3), "10", "每缺一份扣1分"],
]


def _shape(node: DraftGroup | DraftItem) -> object:
    return (
        node.name if isinstance(node, DraftItem) else (node.name, [_shape(child) for child in node.children])
    )


def test_a_name_over_two_levels_is_one_group() -> None:
    daily, archive = read_rows(THREE, "河道考核表").drafts[0].tables[0].groups
    assert _shape(archive) == ("2.档案管理", ["档案管理"])
    assert _shape(daily) == ("1.日常", [("1.1巡查", ["次数", "记录"]), ("保洁", ["保洁"])])


def test_before_groups_it_is_an_item_of_the_group_above() -> None:
    rows: list[list[Sample]] = [
        THREE[0],
        [("日常", 3, 1), ("保洁", 1, 2), "50", "每发现一处扣2分"],
        [("巡查", 2, 1), *THREE[1][2:]],
        THREE[2],
    ]
    rows += [[("档案", 2, 1), ("台账", 2, 1), "种类", "5", "每缺一份扣1分"], ["数量", "5", "每缺一份扣1分"]]
    daily, _ = read_rows(rows, "河道考核表").drafts[0].tables[0].groups
    assert _shape(daily) == ("日常", ["保洁", ("巡查", ["次数", "记录"])])


@pytest.mark.parametrize(
    ("text", "name"), [("1.1.1次数", "次数"), ("2.1.3人员", "人员"), ("1.5个百分点", "1.5个百分点")]
)
def test_numbers_of_items_are_no_part_of_their_names(text: str, name: str) -> None:
    assert short(text) == name
