"""Parts of a scheme in tables of their own, numbered rows that head others, names above an item's own, forms above a header."""

from kaohe.documents.model import Block, Document
from kaohe.documents.recognise import recognise
from kaohe.scheme.draft import DraftGroup, DraftItem, SchemeDraft

from .scoring_samples import Sample, grid, read_rows

HEADER: list[Sample] = ["序号", "考核要求", "分值", "评分标准"]


def _part(name: str, *points: int) -> Block:
    rows: list[list[Sample]] = [[(name, 1, 4)], HEADER]
    rows += [[str(n), f"第{n}条要求", str(p), "不符合不得分"] for n, p in enumerate(points, 1)]
    return grid([*rows, [(f"合计：{sum(points)}分", 1, 4)]])


def _told(group: DraftGroup | DraftItem) -> tuple[str, str, int]:
    """Its name, its points, and how many stand directly in it."""
    return group.name, str(group.points), len(group.children) if isinstance(group, DraftGroup) else 0


def _groups(draft: SchemeDraft) -> list[tuple[str, str, int]]:
    return [_told(group) for group in draft.tables[0].groups]


def test_parts_with_their_points_above_the_header_are_one_scheme() -> None:
    parts = (
        _part("场地部分（12分）", 8, 4),
        _part("服务部分（30分）", 10, 10, 10),
        _part("人员部分（8分）", 8),
    )
    (draft,) = recognise(Document("标准.html", "html", parts)).drafts
    assert _groups(draft) == [("场地部分", "12", 2), ("服务部分", "30", 3), ("人员部分", "8", 1)]
    assert draft.tables[0].total is None  # nowhere stated
    assert not [problem for problem in draft.problems if "add-up" in problem.code]


def test_the_total_in_a_frame_behind_the_parts() -> None:
    parts = (
        _part("场地部分（12分）", 8, 4),
        _part("服务部分（30分）", 10, 20),
        grid([["托育点评定标准总分42分"]]),
    )
    (draft,) = recognise(Document("标准.html", "html", parts)).drafts
    assert draft.tables[0].total == 42


def test_a_part_that_does_not_add_up_is_told() -> None:
    parts = _part("场地部分（15分）", 8, 4), _part("服务部分（30分）", 10, 10, 10)
    (draft,) = recognise(Document("标准.html", "html", parts)).drafts
    (told,) = [problem for problem in draft.problems if "add-up" in problem.code]
    assert "“场地部分”写明15分" in told.message


def test_tables_of_a_hundred_points_each_stay_apart() -> None:
    parts = _part("城区托育点（100分）", 60, 40), _part("乡村托育点（100分）", 50, 50)
    drafts = recognise(Document("标准.html", "html", parts)).drafts
    assert sorted(len(draft.tables) * len(draft.tables[0].groups) for draft in drafts) in ([1, 1], [2])
    assert all(table.total == 100 for draft in drafts for table in draft.tables)


def test_numbers_tell_the_depth_though_a_sum_is_wrong() -> None:
    reading = read_rows(
        [
            ["指标名称", "单位", "满分分值", "实际得分", "预算目标"],
            ["一、主要指标", "", "60分", "52", ""],
            ["1.1 托位供给", "", "30分", "26", ""],
            ["1.1.1 千人口托位数", "个", "18分", "16", "4.5"],
            ["1.1.2 普惠托位占比", "%", "10分", "10", "60"],
            ["1.2 服务质量", "", "30分", "26", ""],
            ["1.2.1 备案率", "%", "20分", "18", "90"],
            ["1.2.2 满意度", "%", "10分", "8", "85"],
            ["二、扣分项", "", "-", "1", ""],
            ["2.1 安全管理", "", "扣2分", "1", ""],
            ["2.2 信息报送", "", "扣1分", "0", ""],
        ],
        "普惠托育服务考核评分表",
    )
    (draft,) = reading.drafts
    main, minus = draft.tables[0].groups
    assert isinstance(main, DraftGroup)
    assert _told(main) == ("一、主要指标", "60", 2)
    assert list(map(_told, main.children)) == [("1.1 托位供给", "30", 2), ("1.2 服务质量", "30", 2)]
    assert isinstance(minus, DraftGroup)
    assert [item.points for item in minus.children if isinstance(item, DraftItem)] == [2, 1]
    told = [problem.message for problem in reading.problems if "add-up" in problem.code]
    assert any("1.1 托位供给" in message and "28" in message for message in told)


def test_a_class_of_items_is_kept_though_most_hold_one() -> None:
    (draft,) = read_rows(
        [
            ["类别", "项目（分值）", "评估内容"],
            [("场地", 2, 1), "面积（10分）", "不足的扣5分"],
            ["通风（5分）", "不符合的不得分"],
            ["人员", "持证（15分）", "1人无证扣5分"],
            ["应急", "演练（10分）", "未演练不得分"],
            ["台账", "记录（10分）", "缺1项扣2分"],
        ],
        "托育点安全评估评分表",
    ).drafts
    named = [(name, within) for name, _, within in _groups(draft)]
    assert named == [("场地", 2), ("人员", 1), ("应急", 1), ("台账", 1)]


def test_lines_to_be_filled_in_above_the_header_are_no_items() -> None:
    reading = read_rows(
        [
            [("托育项目评审要点", 1, 5)],
            [("项目名称", 1, 2), ("", 1, 3)],
            [("设计方", 1, 2), "", "材料是否齐备", ""],
            [("评审专家", 1, 2), ("", 1, 3)],
            ["序号", "评审要点", "评审内容", "分值", "打分"],
            ["1", "文本", "装订整齐，缺页扣1分", "40", ""],
            ["2", "图纸", "图纸齐全，缺1张扣2分", "60", ""],
        ]
    )
    (draft,) = reading.drafts
    names = [
        item.name
        for group in draft.tables[0].groups
        for item in (group.children if isinstance(group, DraftGroup) else [group])
    ]
    assert names == ["文本", "图纸"]
