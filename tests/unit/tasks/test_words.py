"""Days, months and rhythms as offices write them."""

import pytest

from kaohe.core import Period
from kaohe.tasks import Rhythm, Task
from kaohe.tasks.words import Due, due_text, months_word, percent_or_number, read_due, runs_to_end, when_text


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("25日", Due(25)),
        ("２５号前", Due(25)),
        ("每月5日前", Due(5)),
        ("月底", Due(0)),
        ("下旬", Due(0)),
        ("上旬", Due(10)),
        ("中旬", Due(20)),
        ("次月5日", Due(5, next_month=True)),
        ("下月月底", Due(0, next_month=True)),
        ("11月20日前", Due(20, month=11)),
        ("32日", None),
        ("0日", None),
        ("13月5日", None),
        ("尽快", None),
        ("", None),
    ],
)
def test_a_deadline(text: str, due: Due | None) -> None:
    assert read_due(text) == due


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3", (3,)),
        ("１２", (12,)),
        ("13", ()),
        ("3月", (3,)),
        ("4至6月", (4, 5, 6)),
        ("4—6月", (4, 5, 6)),
        ("第二季度", (4, 5, 6)),
        ("10月至次年2月", (10, 11, 12, 1, 2)),
        ("春天", ()),
    ],
)
def test_months(text: str, months: tuple[int, ...]) -> None:
    assert months_word(text) == months


def test_how_long_a_task_of_the_whole_year_runs() -> None:
    assert runs_to_end(1, Period(2026)) == 12
    assert runs_to_end(3, Period(2026)) == 10
    assert runs_to_end(10, Period(2025, 10, 12)) == 12
    assert runs_to_end(1, Period(2025, 10, 12)) == 9


@pytest.mark.parametrize(
    ("task", "text"),
    [
        (Task("1", "", (3, 9), day=25), "3、9月，25日前"),
        (Task("1", "", tuple(range(1, 13)), Rhythm.MONTH, day=5), "每月，5日前"),
        (Task("1", "", (1, 4, 7, 10), Rhythm.QUARTER), "每季度（1、4、7、10月），月底前"),
        (Task("1", "", (2,), day=5, runs=2), "2月，次月5日前"),
        (Task("1", "", (1,), Rhythm.YEAR, day=20, runs=12), "全年，12月20日前"),
        (Task("1", "", (3,), Rhythm.YEAR, runs=9), "全年（3月起），11月底前"),
    ],
)
def test_how_often_in_words(task: Task, text: str) -> None:
    assert when_text(task) == text


def test_a_deadline_is_written_as_it_reads() -> None:
    for day in (0, 1, 28, 31):
        due = read_due(due_text(Task("1", "", (2,), day=day)))
        assert due is not None
        assert due.day == day
        assert not due.next_month


@pytest.mark.parametrize(
    ("text", "number"), [("50%", "50"), ("５０％", "50"), ("2.5", "2.5"), ("-1", None), ("半", None)]
)
def test_a_share(text: str, number: str | None) -> None:
    found = percent_or_number(text)
    assert (None if found is None else str(found)) == number
