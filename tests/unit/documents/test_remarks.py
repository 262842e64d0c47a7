"""The column 备注: notes of items, of the whole table, and remarks that speak of points."""

from .scoring_samples import Sample, all_items, codes, read_rows

HEAD: list[Sample] = ["项目", "内容", "分值", "评分标准", "备注"]


def test_a_note_of_an_item() -> None:
    rows: list[list[Sample]] = [
        HEAD,
        [("日常", 2, 1), "巡查", "40", "每少一次扣1分", "以台账为准"],
        ["保洁", "60", "每处扣2分", ""],
    ]
    assert [item.note for item in all_items(read_rows(rows, "河道考核表"))] == ["以台账为准", ""]


def test_a_note_beside_the_whole_table() -> None:
    rows: list[list[Sample]] = [
        HEAD,
        [("日常", 2, 1), "巡查", "40", "每少一次扣1分", ("由河长办解释", 3, 1)],
        ["保洁", "50", "每处扣2分"],
        ["内业", "档案", "10", "每缺一份扣1分"],
    ]
    reading = read_rows(rows, "河道考核表")
    assert reading.drafts[0].note == "由河长办解释"
    assert [item.note for item in all_items(reading)] == ["", "", ""]


def test_a_remark_that_scores_is_told() -> None:
    rows: list[list[Sample]] = [
        HEAD,
        [("日常", 2, 1), "巡查", "40", "每少一次扣1分", "最多扣10分"],
        ["保洁", "60", "每处扣2分", ""],
    ]
    reading = read_rows(rows, "河道考核表")
    assert codes(reading) == ["document.remark-scores"]
    assert all_items(reading)[0].note == "最多扣10分"
