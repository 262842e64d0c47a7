"""Where the reader is out of its depth it says so: words that change the points are never passed over in silence."""

from decimal import Decimal

import pytest

from kaohe.clauses import ClauseReading, Question, read_clause
from kaohe.clauses.directions import directions
from kaohe.rules.sentence import sentence

PLAIN = (
    ("巡查率达到96%得6分，每低1个百分点扣0.7分", "6"),
    ("未按期回复的，每件扣0.7分；被退回重办的，每件扣1.1分", "6"),
    ("未建立台账的扣2.5分，无专人负责的扣1.5分", "6"),
)
CHANGES = (
    "；情节严重的加倍扣分",
    "，及时整改到位的可不扣分",
    "；主动报告的减半扣分",
    "；第3次起每次加扣2分",
    "（按50%折算计入总分）",
    "，得分乘以0.8",
    "，同一问题最多计3次",
    "，其中偏远村达到83%即可",
    "，山区标准上浮9%",
    "，取三次检查的平均分",
    "（权重30%）",
    "，该项占总分的15%",
    "，分值减按80%计",
    "；其余参照上款执行",
    "；重复发生的翻倍",
    "（最多7次）",
    "；以各村平均得分为本项得分",
    "；其他单位按比例折算",
    "，具体另行确定",
    "，可用加分抵扣",
)
STANDARDS = (
    "（查看台账和记录）",
    "。以区里通报为准。",
    "（随机抽查20户）",
    "，扣完为止。",
    "（见第3号附件）",
)
HEADS = ("按难度系数加权计算，", "按近三年平均值计算，", "以去年实际数为基数，")


def _read(text: str, points: str = "6", **more: str) -> ClauseReading:
    return read_clause(Question(text, points=Decimal(points), **more))  # type: ignore[arg-type]  # item, mode, context are text


@pytest.mark.parametrize(("text", "points"), PLAIN)
def test_plain_clauses_are_read(text: str, points: str) -> None:
    reading = _read(text, points)
    assert reading.rule is not None
    assert not reading.unread


@pytest.mark.parametrize(("text", "points"), PLAIN)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_behind_the_points_is_told(text: str, points: str, change: str) -> None:
    assert _read(text + change, points).unread


@pytest.mark.parametrize(("text", "points"), PLAIN)
@pytest.mark.parametrize("head", HEADS)
def test_a_change_before_the_points_is_told(text: str, points: str, head: str) -> None:
    assert _read(head + text, points).unread


@pytest.mark.parametrize(("text", "points"), PLAIN)
@pytest.mark.parametrize("remark", STANDARDS)
def test_a_remark_behind_the_points_changes_nothing(text: str, points: str, remark: str) -> None:
    plain, remarked = _read(text, points), _read(text + remark, points)
    assert plain.rule is not None
    assert remarked.rule is not None
    assert not remarked.unread
    assert sentence(remarked.rule).rstrip("。；") == sentence(plain.rule).rstrip("。；")


@pytest.mark.parametrize(
    "text",
    [
        "按5、3、1评分，组织涣散的扣5分",  # scoring words in a name
        "全年达到40%得2分，达到80%得6分",  # a time is no name
        "面积在1.2—1.4扣1分，低于300天扣2分",  # a comparison that has lost what is compared
        "绿化好、中、差，分别扣0、2、4分",  # levels in a list are no facts
        "登记率、备案率低于指标数各减3分",  # several rates under one name
        "单次抢修用时不超过20分钟的得3分，单次停水面积不超过2平方公里的得3分",  # a measure of each single event
        "完成任务得6分，未完成的按比例得分，每少完成10%扣1分",  # in proportion, and in steps
    ],
)
def test_a_name_that_is_no_name_is_told(text: str) -> None:
    reading = _read(text)
    assert reading.unread or reading.rule is None


@pytest.mark.parametrize(
    "text",
    [
        "合格率低于90%得6分，每高1个百分点扣1分",  # more of what is good costs
        "事故发生率达到5%得6分，每低1个百分点扣1分",  # more of what is bad earns
        "漏报每例得1分，未公示的扣1分",
    ],
)
def test_a_rule_turned_round_is_told(text: str) -> None:
    assert _read(text).unread


def test_directions_of_a_rule() -> None:
    reading = _read("签约率达到75%得4分，每低1个百分点扣0.5分；违规1次扣1分（2分）")
    assert reading.rule is not None
    found = dict(directions(reading.rule))
    rate, faults = (entry.measure for entry in reading.inputs)
    assert found[rate] == 1
    assert found[faults] == -1


def test_points_are_no_lines() -> None:
    """The 4 of “4项” is not held by a rule only because 4 points are."""
    assert _read("达到验收标准得4分；4项以内不扣分", "4").unread
    assert not _read("有计划、有记录、有总结三项得3分，缺一项扣1分", "3").unread


def test_a_doubt_about_a_figure_named_by_its_item_is_about_the_whole_clause() -> None:
    text = "隐患整改率达到95%酌情扣分\n隐患整改率达到95%最多扣4分，隐患整改率达到95%扣1分，隐患整改率达到95%扣1分，"
    reading = read_clause(Question(text, points=Decimal(4)))
    assert all(span.text for span in reading.unread)


def test_lines_by_class_before_a_step_are_asked_about() -> None:
    reading = read_clause(
        Question("城区街道达到90%、农村乡镇达到80%得4分，每低1个百分点扣0.2分。", points=Decimal(4))
    )
    assert "80%" in "".join(span.text for span in reading.unread)


@pytest.mark.parametrize(
    ("text", "points", "mode", "lost"),
    [
        ("整改率达到95%得满分，整改率每下降1个百分点按比例得分，", None, "score", "按比例"),
        (
            "整改率达到95%酌情扣1-3分\n整改率达到95%最多扣4分，整改率达到95%扣1分，整改率达到95%扣1分，",
            "4",
            "score",
            "扣4分",
        ),
        (
            "整改率达到95%酌情扣1-3分，整改率达到95%一票否决，整改率达到95%扣1分，整改率每下降1个百分点计2.5分，",
            "2.5",
            "bonus",
            "2.5",
        ),
    ],
)
def test_what_no_rule_holds_is_unread(text: str, points: str | None, mode: str, lost: str) -> None:
    reading = read_clause(Question(text, points=None if points is None else Decimal(points), mode=mode))
    assert lost in "".join(span.text for span in reading.unread)
