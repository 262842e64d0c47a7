"""Tables of which blanks set the cells in columns: clauses broken over lines, wide blanks, sections between rows."""

from kaohe.documents.aligned import aligned_lines


def _rows(text: str) -> list[list[str]]:
    rows, _ = aligned_lines(text.split("\n"), 0)
    return [[cell for cell, _ in row] for row in rows]


def test_a_clause_goes_on_in_the_next_line() -> None:
    text = """序号  考核内容    分值  评分标准
1     河道保洁    40    每发现一处垃圾未清
                        运的扣2分
2     巡查记录    30    每少一次扣1分，弄
                        虚作假的不得分。
                        扣完为止
3     绿化养护    30    每处扣1分
注：由河长办解释。"""
    assert _rows(text)[1:] == [
        ["1", "河道保洁", "40", "每发现一处垃圾未清运的扣2分"],
        ["2", "巡查记录", "30", "每少一次扣1分，弄虚作假的不得分。\n扣完为止"],
        ["3", "绿化养护", "30", "每处扣1分"],
    ]


def test_several_cells_go_on() -> None:
    text = """项目      考核内容        分值  评分标准                责任单位
日常管理  河道保洁每日一  40    每发现一处垃圾未清      水务站
          次                    运的扣2分
          巡查记录        30    每少一次扣1分。         水务站

内业管理  档案            30    每缺一份扣1分           综合办
合计                      100"""
    assert _rows(text)[1:] == [
        ["日常管理", "河道保洁每日一次", "40", "每发现一处垃圾未清运的扣2分", "水务站"],
        ["", "巡查记录", "30", "每少一次扣1分。", "水务站"],
        ["内业管理", "档案", "30", "每缺一份扣1分", "综合办"],
        ["合计", "", "100", "", ""],
    ]


def test_wide_blanks() -> None:
    text = """序号　考核内容　分值　评分标准
１　　河道保洁　４０　每发现一处垃圾未清
　　　　　　　　　　　运的扣２分
２　　巡查记录　３０　每少一次扣１分
合　计　　　　　７０"""
    assert _rows(text)[1:] == [
        ["１", "河道保洁", "４０", "每发现一处垃圾未清运的扣２分"],
        ["２", "巡查记录", "３０", "每少一次扣１分"],
        ["合计", "", "７０", ""],
    ]


def test_a_line_of_one_cell_heads_the_rows_below() -> None:
    text = """考核内容    分值  评分标准
一、日常管理（70分）
河道保洁    40    每发现一处扣2分
巡查记录    30    每少一次扣1分
二、内业管理（30分）
档案台账    30    每缺一份扣1分
第二部分 奖惩"""
    assert [row[0] for row in _rows(text) if len(row) == 1] == [
        "一、日常管理（70分）",
        "二、内业管理（30分）",
    ]
    assert len(_rows(text)) == 6


def test_a_row_without_points_stays_a_row() -> None:
    text = """考核内容    分值  评分标准
河道保洁    40    每发现一处扣2分
漂浮物            每发现一处扣1分
巡查记录    30    每少一次扣1分"""
    assert _rows(text)[2] == ["漂浮物", "", "每发现一处扣1分"]


def test_prose_is_no_table() -> None:
    assert _rows("特此通知  此致  敬礼\n某某局  办公室\n某年某月") == []
