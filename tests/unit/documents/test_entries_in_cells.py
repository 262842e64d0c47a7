"""Several items in one cell, points beside which the group's stand; numbers that only the header keeps apart."""

from decimal import Decimal

from .scoring_samples import Sample, all_items, codes, groups, read_rows

Rows = list[list[Sample]]


def test_entries_of_a_cell_are_items_under_the_points_of_its_name() -> None:
    rows: Rows = [
        ["考评内容", "考评要点", "计入总分权重"],
        ["组织（20分）", "1.专人负责（8分）；\n2.按季开会（每次3分，合计12分）。", ("10%", 3, 1)],
        ["宣传（30分）", "3.设专栏（5分），每月更新（10分）；\n4.办班（15分）。"],
        ["整改（50分）", "5.有清单（25分）；\n6.按期办结（25分）。"],
    ]
    reading = read_rows(rows, "普法考评表")
    expected = [("组织", "20", ["8", "12"]), ("宣传", "30", ["15", "15"]), ("整改", "50", ["25", "25"])]
    assert groups(reading) == expected
    assert codes(reading) == []
    assert "10%" in reading.drafts[0].note


def test_entries_that_do_not_add_up_are_told() -> None:
    rows: Rows = [
        ["类别", "内容和要求"],
        ["台账（40分）", "1、归档（10分）；2、准确（20分）；3、上报（10分）。"],
        ["现场（30分）", "4、通畅（10分）；5、完好（20分）。"],
        ["整改（30分）", "6、销号（20分）；7、回访（5分）。"],
    ]
    reading = read_rows(rows, "台账考核表")
    assert groups(reading)[2] == ("整改", "30", ["20", "5"])
    assert codes(reading) == ["document.points-do-not-add-up"]


def test_a_number_that_only_the_header_keeps_apart_is_part_of_the_text() -> None:
    rows: Rows = [
        ["评\n估\n项\n目", "序号", "内容", ("标准分", 1, 2), "自查分"],
        [("一、库房", 2, 1), ("1、柜架齐全", 1, 2), ("30", 1, 2), ""],
        [("2、温度适宜", 1, 2), ("20", 1, 2), ""],
        [("二、整理", 2, 1), ("3、装订整齐", 1, 2), ("25", 1, 2), ""],
        [("4、目录完整", 1, 2), ("25", 1, 2), ""],
        [("评估\n记分", 2, 1), "60分以下不合格", "60-80分合格", ("80分以上优秀", 1, 2), "评估人"],
        ["", "", ("", 1, 2), ""],
    ]
    reading = read_rows(rows)
    assert groups(reading) == [("一、库房", None, ["30", "20"]), ("二、整理", None, ["25", "25"])]
    assert [band.name for band in reading.grades[0].bands] == ["不合格", "合格", "优秀"]


def test_names_under_the_column_of_numbers_stay_names() -> None:
    rows: Rows = [
        ["序号", "项目", "评分标准", "分值", "自评分"],
        [("制度", 1, 2), "不全扣2分", "60", ""],
        [("培训", 1, 2), "缺一次扣5分", "40", ""],
        ["考核得分", "第一季度", "第二季度", "第三季度", "第四季度"],
    ]
    found = all_items(read_rows(rows, "评分表"))
    assert [(item.name, item.points) for item in found] == [("制度", Decimal(60)), ("培训", Decimal(40))]
