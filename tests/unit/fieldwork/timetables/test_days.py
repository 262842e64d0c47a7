"""Working days of 2026 as the State Council announced them, the office's own word over them, and years unknown."""

import sys
from datetime import date

import pytest

from kaohe.core import Place
from kaohe.fieldwork.timetables.days import Calendar, holiday_name, unknown_year_problem, unknown_years

FIRST, LAST = date(2026, 9, 19), date(2026, 10, 11)
AUTUMN = [20, 21, 22, 23, 24, 28, 29, 30]  # 25 to 27 September: 中秋; Sunday the 20th is worked
OCTOBER = [8, 9, 10]  # 1 to 7 October: 国庆; Saturday the 10th is worked


def test_the_days_around_national_day_2026() -> None:
    found = Calendar().working_days(FIRST, LAST)
    assert [day.day for day in found if day.month == 9] == AUTUMN
    assert [day.day for day in found if day.month == 10] == OCTOBER


def test_the_office_has_the_last_word() -> None:
    own = Calendar(off=frozenset({date(2026, 10, 9)}), on=frozenset({date(2026, 10, 7)}))
    found = own.working_days(date(2026, 10, 5), date(2026, 10, 9))
    assert found == (date(2026, 10, 7), date(2026, 10, 8))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 2, 17), "春节"),
        (date(2026, 10, 10), ""),
        (date(2026, 9, 19), ""),
    ],
)
def test_a_holiday_has_its_name(day: date, name: str) -> None:
    assert holiday_name(day) == name


def test_of_a_year_not_announced_weekends_alone_are_free() -> None:
    week = [date(2099, 10, day) for day in range(1, 8)]
    assert Calendar().working_days(week[0], week[-1]) == tuple(day for day in week if day.weekday() < 5)
    assert unknown_years(week) == [2099]
    assert unknown_years(week, week) == []
    assert "2099年的节假日还没有资料" in unknown_year_problem(2099, Place()).message


def test_without_the_package_weekends_alone_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)
    assert date(2026, 10, 1) in Calendar().working_days(date(2026, 10, 1), date(2026, 10, 4))
    assert unknown_years([date(2026, 10, 1)]) == [2026]
    assert holiday_name(date(2026, 10, 1)) == ""
