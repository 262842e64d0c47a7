"""The list of a month: who gets what, what may be done with an entry, what is carried over."""

from collections.abc import Callable
from datetime import date

import pytest

from kaohe.core import Period, Refused
from kaohe.tasks import Entry, MonthList, Rhythm, State, Task
from kaohe.tasks.months import (
    accept,
    close,
    due_day,
    everyone,
    excuse,
    give_back,
    issued,
    later,
    month_end,
    open_month,
    units_of,
)
from tests.unit.tasks.samples import JANUARY, UNITS, month, programme, task

ENTRY = Entry("A", "T1", JANUARY, date(2026, 1, 20))
REPORTED = close(ENTRY, "回执", "柳堰镇", date(2026, 1, 10))


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def test_the_day_by_which_a_task_is_due() -> None:
    assert due_day(task(day=5), month(2)) == date(2026, 2, 5)
    assert due_day(task(), month(2)) == date(2026, 2, 28)
    assert due_day(task(day=31), month(4)) == date(2026, 4, 30)
    assert due_day(task(day=5, runs=2), month(12)) == date(2027, 1, 5)
    assert due_day(task(), Period(2028, 2, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ((), "ABC"),
        (("镇",), "AB"),
        (("听泉街道", "A"), "AC"),
        (("区县",), "D"),
        (("镇", "柳堰镇"), "AB"),
        (("没有",), ""),
    ],
)
def test_whom_a_task_is_for(words: tuple[str, ...], ids: str) -> None:
    assert "".join(unit.id for unit in units_of(task(units=words), programme(), UNITS)) == ids


def test_departments_that_owe_information_are_units_here() -> None:
    one = programme(task(units=("区民政局",)), departments=("区民政局", "柳堰镇"))
    known = everyone(one, UNITS)
    assert [unit.name for unit in known][len(UNITS) :] == ["区民政局"]
    assert [entry.unit for entry in issued(one, known, JANUARY)] == ["区民政局"]


def test_a_month_issues_what_is_due_in_it_unit_by_unit() -> None:
    one = programme(task("A1", 1), task("A2", 2), task("A3", units=("镇",)))
    found = open_month(one, UNITS, JANUARY, None)
    assert [(entry.unit, entry.task) for entry in found.entries] == [
        ("A", "A1"),
        ("A", "A3"),
        ("B", "A1"),
        ("B", "A3"),
        ("C", "A1"),
    ]


def test_what_is_open_stands_first_in_the_next_list_and_is_counted() -> None:
    one = programme(task("A1", 1))
    first = open_month(one, UNITS, JANUARY, None)
    entries = (
        accept(close(first.entries[0], "证明", "", date(2026, 1, 3)), date(2026, 1, 4)),
        *first.entries[1:],
    )
    second = open_month(one, UNITS, month(2), MonthList(JANUARY, entries))
    third = open_month(one, UNITS, month(3), second)
    assert [(entry.unit, entry.carried) for entry in second.entries] == [("B", 1), ("C", 1)]
    assert [entry.carried for entry in third.entries] == [2, 2]
    assert month_end(second) == month_end(second)


@pytest.mark.parametrize("state", [State.OPEN, State.SUBMITTED, State.RETURNED])
def test_every_open_state_is_carried(state: State) -> None:
    assert len(month_end(MonthList(JANUARY, (Entry("A", "T1", JANUARY, date(2026, 1, 20), state),)))) == 1


def test_a_month_that_is_skipped_is_refused() -> None:
    one = programme(task())
    first = open_month(one, UNITS, JANUARY, None)
    assert refused(lambda: open_month(one, UNITS, month(3), first)) == "tasks.month-skipped"
    assert refused(lambda: open_month(one, UNITS, JANUARY, first)) == "tasks.month-skipped"
    assert refused(lambda: open_month(one, UNITS, month(2), None)) == "tasks.month-skipped"


def test_a_programme_that_begins_later_has_nothing_before() -> None:
    one = programme(task(), start=month(11))
    assert len(open_month(one, UNITS, month(11), None).entries) == 3


def test_an_office_that_begins_late_takes_on_what_still_runs() -> None:
    """A task of the whole year, one of October due in December, one of October that is over."""
    year = Task("Y", "全年", (1,), Rhythm.YEAR, runs=12, units=("柳堰镇",))
    one = programme(year, task("T1", 10, runs=3, day=5), task("T2", 10, day=5), start=month(11))
    first = open_month(one, UNITS, month(11), None)
    assert [(entry.unit, entry.task, str(entry.month), str(entry.due)) for entry in first.entries] == [
        ("A", "Y", "2026-11", "2026-12-31"),
        ("A", "T1", "2026-11", "2026-12-05"),
        ("B", "T1", "2026-11", "2026-12-05"),
        ("C", "T1", "2026-11", "2026-12-05"),
    ]
    assert list(issued(one, UNITS, month(12))) == []


def test_after_the_year_nothing_is_issued() -> None:
    one = programme(task())
    assert list(issued(one, UNITS, Period(2027, 1, 1))) == []
    assert len(list(issued(one, UNITS, month(12)))) == 3


def test_the_way_of_an_entry() -> None:
    assert (REPORTED.state, REPORTED.proof, REPORTED.submitted) == (
        State.SUBMITTED,
        "回执",
        date(2026, 1, 10),
    )
    back = give_back(REPORTED, "缺公章", date(2026, 1, 12))
    assert (back.state, back.note, back.returns) == (State.RETURNED, "缺公章", 1)
    again = close(back, "回执（补）", "柳堰镇", date(2026, 1, 25))
    late = accept(again, date(2026, 1, 26), "规划信息科")
    assert (late.state, late.closed, late.proof) == (State.DONE_LATE, date(2026, 1, 26), "回执（补）")
    assert accept(REPORTED, date(2026, 2, 26)).state is State.DONE
    excused = excuse(back, "不适用", date(2026, 1, 13))
    assert (excused.state, excused.note) == (State.EXCUSED, "不适用")


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    for day, state in ((20, State.DONE), (21, State.DONE_LATE)):
        assert accept(close(ENTRY, "证明", "", date(2026, 1, day)), date(2026, 2, 1)).state is state


def test_overdue_is_who_has_not_reported_when_the_day_is_past() -> None:
    assert not ENTRY.overdue(date(2026, 1, 20))
    assert ENTRY.overdue(date(2026, 1, 21))
    assert not REPORTED.overdue(date(2026, 1, 21))
    assert give_back(REPORTED, "缺", date(2026, 1, 22)).overdue(date(2026, 1, 22))


DAY = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda: close(ENTRY, " ", "", DAY), "tasks.no-proof"),
        (lambda: close(REPORTED, "再报", "", DAY), "tasks.not-reportable"),
        (lambda: accept(ENTRY, DAY), "tasks.not-acceptable"),
        (lambda: give_back(ENTRY, "理由", DAY), "tasks.not-returnable"),
        (lambda: give_back(REPORTED, "", DAY), "tasks.no-reason"),
        (lambda: excuse(ENTRY, "", DAY), "tasks.no-reason"),
        (lambda: excuse(accept(REPORTED, DAY), "理由", DAY), "tasks.not-excusable"),
        (lambda: close(ENTRY, "证明", "", date(2025, 12, 31)), "tasks.too-early"),
        (lambda: accept(REPORTED, date(2026, 1, 9)), "tasks.too-early"),
    ],
)
def test_what_is_not_allowed(deed: Callable[[], object], code: str) -> None:
    assert refused(deed) == code


def test_months_follow_one_another_over_the_year() -> None:
    assert later(month(12)) == Period(2027, 1, 1)
    assert later(JANUARY, -1) == Period(2025, 12, 1)
    assert Rhythm.QUARTER.months == (3, 6, 9, 12)
