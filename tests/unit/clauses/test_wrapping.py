"""Text that was broken where the line was full: put together again, and lists of one entry a line left as they are."""

from decimal import Decimal

import pytest

from kaohe.clauses import Question, read_clause
from kaohe.clauses.normalise import normalise
from kaohe.clauses.wrapping import wraps


def _joined(text: str) -> str:
    left_out = wraps(text)
    return "".join(sign for at, sign in enumerate(text) if at not in left_out)


@pytest.mark.parametrize(
    "text",
    [
        "苗木存活率在85\n%以上的得6分",
        "未安排值班的扣\n3分",
        "值班表每缺1\n份扣0.2分",
        "漏报1件扣0.\n5分",
        "漏报1件扣0.5\n分",
        "签约数不少于20\n户得5分",
        "签约率每下降1个\n百分点扣1分",
        "签约率达到9\n5%以上得5分",
        "未安排值班的每次\n扣1分，扣\n完为止",
        "台账未\n及时更新的扣1分",
        "未按《值班工\n作规定》交接的扣2分",
        "市级表彰加2分\n/次",
        "值班抽查不合格\n的，扣2分",
        "迟报每次扣1分，最多\n扣3分",
        "巡查每季度不少于3批\n次，每少1批次扣1分",
        "按实际办结率\n计分，满分5分",
        "签约率80%≤签\n约率＜90%得2分",
    ],
)
def test_a_break_inside_a_number_a_unit_or_a_verb_is_none(text: str) -> None:
    assert "\n" not in _joined(text)


@pytest.mark.parametrize(
    "text",
    [
        "设有值班室得2分\n设有值班电话得2分\n设有值班记录得2分",
        "1.有值班室\n2.有值班电话\n3.有值班记录",
        "未设值班室，扣3分\n未设值班电话，扣3分\n值班记录不全，扣3分",
        "均落实，得满分\n缺1项，扣1分",
        "值班在岗率100%得5分，达90%得3分，不足90%不得分\n交接班记录齐全得5分",
        "迟报1次扣1分，扣完为止\n漏报1次扣2分",
        "值班表按月张贴公示\n交接班记录按日填写\n以上每缺一项扣1分",
        "（一）值班\n（二）交接\n每项各2分",
        "21-25分\n16-20分",
    ],
)
def test_a_list_with_one_entry_a_line_keeps_its_lines(text: str) -> None:
    assert _joined(text) == text


def test_a_cell_filled_to_one_width_flows() -> None:
    text = (
        "落实值班制度。单位主要负责同志带头值\n班，节假日安排两名以上人员在岗，值班\n电话应当保持畅通。无人值守的一次扣\n2分；交接"
        "记录填写不规范的每处扣0.2\n分。"
    )
    assert _joined(text).count("\n") == 0
    reading = read_clause(Question(text, points=Decimal(5)))
    assert not reading.unread
    assert [entry.type for entry in reading.inputs] == ["count", "count"]


def test_a_joined_break_keeps_its_place_in_the_original() -> None:
    text = "苗木存活率在85\n%以上的得6分"
    normal = normalise(text)
    at = normal.text.index("85%")
    assert normal.words(at, at + 3) == "85\n%"


@pytest.mark.parametrize("text", ["超时1件扣1\n5分，漏报1件扣2分", "产值3\n00万元以上得5分"])
def test_a_number_that_may_be_one_or_two_is_asked(text: str) -> None:
    assert read_clause(Question(text, points=Decimal(20))).unread
