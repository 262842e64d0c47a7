"""One document's prose as a whole: what found no place is told, and nothing takes for ever."""

import time
from decimal import Decimal

import pytest

from kaohe.documents.parts import split_parts
from kaohe.documents.prose import read_grid, read_prose
from kaohe.documents.reading import TargetMatrix, Timetable
from tests.unit.documents.prose_samples import document, grid


def test_points_that_found_no_place_are_told() -> None:
    text = "某区考核办法\n一、内容（100分）\n1、台账（40分）\n2、报表（60分）\n二、纪律\n迟报一次扣1分，由办公室记录。\n三、附则\n本办法自印发之日起施行。"
    reading = read_prose(document(text), "某区考核办法")
    assert [(p.code, p.where[0].line) for p in reading.problems] == [("document.text-with-points-unread", 6)]
    assert "迟报一次扣1分" in reading.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "考核实行百分制，总分100分。", "90分以上为优秀，90分以下为合格。", "提前5分钟到场，高度重视，抓好三分之二的任务。",
        "一、台账（40分）\n二、报表（60分）\n三、加分\n1、受表彰的加1分；\n2、被推广的加2分。\n累计不超过2分。",
        "一、台账（100分）\n二、一票否决\n1、虚报扣减得分10分以上的；\n2、发生事故的。",
    ],
)  # fmt: skip
def test_what_found_its_place_is_not(text: str) -> None:
    reading = read_prose(document(text), "某区考核办法")
    assert [
        problem for problem in reading.problems if problem.code == "document.text-with-points-unread"
    ] == []


def test_grades_of_the_prose_are_the_tables_grades() -> None:
    reading = read_prose(
        document("一、台账（40分）\n二、报表（60分）\n三、等次\n90分以上为优秀，90分以下为合格。"),
        "某区考核办法",
    )
    assert reading.draft is not None
    assert [grade.name for grade in reading.draft.tables[0].grades] == ["优秀", "合格"]


def test_totals_that_sentences_state() -> None:
    reading = read_prose(document("本办法实行百分制。\n另设附表。"))
    assert [(total, place.line) for total, place in reading.totals] == [(Decimal(100), 1)]


def test_a_title_with_a_number_is_no_entry() -> None:
    reading = read_prose(
        document("2、2026年度工作计划\n今年要做好以下工作。\n一、抓排查\n（一）建台账。\n（二）促整改。"),
        "2026年度工作计划",
    )
    assert [task.number for task in reading.tasks] == ["（一）", "（二）"]
    assert reading.problems == ()


def test_a_grid_is_the_first_thing_it_can_be() -> None:
    assert isinstance(read_grid(grid([["单位", "东岭镇", "西河乡"], ["达标率", "95", "96"]])), TargetMatrix)
    assert isinstance(
        read_grid(grid([["时间", "第一组"], ["3月5日", "东岭镇"], ["3月6日", "西河乡"]])), Timetable
    )
    assert isinstance(read_grid(grid([["部门", "职责"], ["区财政局", "保障经费"]])), tuple)
    assert read_grid(grid([["姓名", "电话"], ["某某", "无"]])) is None


HOSTILE = {
    "digits": "1" * 10000, "numerals": "一" * 10000, "brackets": "（" * 10000, "open points": "（20分，" * 2500, "awards": "得5分；" * 2500,
    "labels": "1、甲；2、乙；" * 1200, "circles": "①②③" * 3000, "dates": "3月5日上午东岭镇、" * 1000, "grades": "90分以上为优秀，" * 1000,
    "departments": "局和" * 5000 + "：负责", "blank": " " * 10000, "months": "每月25日前3月至5月" * 800, "weights": "（按60%" * 2000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_ten_thousand_characters_are_read_in_bounded_time(text: str) -> None:
    start = time.monotonic()
    for part in split_parts(document(text)):
        read_prose(part.document, "考核办法职责")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "lines",
    [
        ["1、甲（5分）"],
        ["一、甲", "（一）乙", "1．丙", "（1）丁", "①戊"],
        ["某某工作计划"],
        ["1、甲", "（1）乙"],
        ["以上共5分", "1、甲"],
    ],
    ids=["one list", "five styles", "titles", "two styles", "closings"],
)
def test_thousands_of_paragraphs_are_read_in_bounded_time(lines: list[str]) -> None:
    start = time.monotonic()
    for part in split_parts(document("\n".join(lines * (5000 // len(lines))))):
        read_prose(part.document, "考核办法")
    assert time.monotonic() - start < 20
