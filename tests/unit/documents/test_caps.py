"""The limits of lists in their names: what they say, for which kind, and what is left of the name."""

from decimal import Decimal

import pytest

from kaohe.documents.scoring.caps import Most, most_in, to_the_end, without_limits
from kaohe.scheme.draft import DraftGroup
from kaohe.scheme.model import GroupKind

from .scoring_samples import Sample, all_items, groups, items, read_rows

BASE: list[list[Sample]] = [
    ["项目", "内容", "分值", "评分标准"],
    [("日常", 2, 1), "巡查", "40", "每少一次扣1分"],
    ["保洁", "60", "每发现一处扣2分"],
]


def _list(name: str, first: tuple[str, str, str], second: tuple[str, str, str]) -> list[list[Sample]]:
    return [*BASE, [(name, 2, 1), *first], [*second]]


def _lists(rows: list[list[Sample]]) -> list[DraftGroup]:
    return [
        group
        for group in read_rows(rows, "河道考核表").drafts[0].tables[0].groups
        if group.kind is not GroupKind.BASE
    ]


@pytest.mark.parametrize(
    ("name", "added", "taken"),
    [
        ("加分（最多加5分）", "5", None), ("减分项（最多扣5分）", None, "5"), ("减分项（扣至5分为止）", None, "5"),
        ("加分项（每项最多1分，累计最多5分）", "5", "5"), ("加减分（加分最多5分，扣分最多3分）", "5", "3"),
        ("加扣分项（加分不超过5分、减分不超过3分）", "5", "3"), ("加减分项（正负5分以内）", "5", "5"), ("减分项（0至-5分）", None, "5"),
        ("加分项（单项最多加2分）", None, None), ("加分项", None, None),
    ],
)  # fmt: skip
def test_what_a_name_says(name: str, added: str | None, taken: str | None) -> None:
    expected = Most(Decimal(added) if added else None, Decimal(taken) if taken else None)
    assert most_in(name) == expected


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("加分（最多加5分）", "加分"), ("加分项：最高加5分", "加分项"), ("加减分（加分最多5分，扣分最多3分）", "加减分"),
        ("加分项（每项最多1分，累计最多5分）", "加分项（每项最多1分，累计最多5分）"), ("加分项（须经审定）", "加分项（须经审定）"),
        ("扣分项（扣分最多不超过8分，扣完为止）", "扣分项"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_name(name: str, kept: str) -> None:
    assert without_limits(name) == kept


def test_lists_of_which_no_item_has_points() -> None:
    bonus = _list("加分（最多加5分）", ("表彰", "", "获表彰加2分"), ("创新", "", "经验推广加1分"))
    deduction = _list("减分项（最多扣5分）", ("通报", "", "通报一次扣1分"), ("投诉", "", "投诉一次扣1分"))
    adds, takes = _lists([*bonus, *deduction[3:]])
    assert (adds.name, adds.cap, [item.name for item in items(adds)]) == (
        "加分",
        Decimal(5),
        ["表彰", "创新"],
    )
    assert (takes.name, takes.floor, [item.name for item in items(takes)]) == (
        "减分项",
        Decimal(-5),
        ["通报", "投诉"],
    )


def test_a_section_begins_anew_below_a_merged_name() -> None:
    rows: list[list[Sample]] = [
        *BASE,
        [("二、加分项（最高不超过10分）", 1, 4)],
        ["", "表彰", "", "获表彰加2分"],
        ["", "创新", "", "推广加1分"],
    ]
    assert groups(read_rows(rows, "河道考核表")) == [
        ("日常", None, ["40", "60"]),
        ("二、加分项", None, [None, None]),
    ]


def test_one_list_with_a_most_for_each_kind() -> None:
    rows = _list(
        "加减分（加分最多5分，扣分最多3分）", ("通报", "", "通报一次扣1分"), ("获奖", "", "获奖一次加1分")
    )
    adds, takes = _lists(rows)
    assert (adds.name, adds.cap) == ("加减分（加分）", Decimal(5))
    assert (takes.name, takes.floor) == ("加减分（扣分）", Decimal(-3))


def test_the_most_of_an_entry_is_its_points() -> None:
    rows = _list("减分项", ("通报（最多扣2分）", "", "通报一次扣1分"), ("投诉", "3", "投诉一次扣1分"))
    (takes,) = _lists(rows)
    assert [(item.name, item.points) for item in items(takes)] == [("通报", Decimal(2)), ("投诉", Decimal(3))]


def test_until_nothing_is_left() -> None:
    rows: list[list[Sample]] = [
        ["项目", "分值", "评分标准"],
        ["巡查", "40", "每少一次扣1分"],
        ["保洁（扣完为止）", "60", "每发现一处扣2分"],
    ]
    assert to_the_end("保洁（扣完为止）")
    patrol, cleaning = all_items(read_rows(rows, "河道考核表"))
    assert (cleaning.name, cleaning.floor, patrol.floor) == ("保洁", Decimal(0), "")


def test_points_and_an_end_in_one_bracket() -> None:
    rows: list[list[Sample]] = [*BASE]
    rows[1] = [("日常（最高100分，扣完为止）", 2, 1), *BASE[1][1:]]
    assert groups(read_rows(rows, "河道考核表")) == [("日常", "100", ["40", "60"])]
