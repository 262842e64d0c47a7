"""Which days are worked: weekends and public holidays off, make-up days (调休上班) on, and the office's own word over both.

Public holidays come from the package `chinesecalendar` (`kaohe[field]`), year by year as the State Council announces
them. For a year it does not know weekends are free and nothing else, and that is said.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kaohe.core import Place, Problem
from kaohe.fieldwork.timetables.findings import warning

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's own days off and days on; what they do not name follows the public calendar."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        if day in self.off or day in self.on:
            return day in self.on and day not in self.off
        known = _public(day)
        return day.weekday() < _SATURDAY if known is None else known

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """The days that are worked, from the first to the last, both included."""
        return tuple(day for day in _each_day(first, last) if self.works(day))


def unknown_years(days: Iterable[date], own: Collection[date] = ()) -> list[int]:
    """Years of which no public holidays are known, among days that the office has not settled itself."""
    return sorted({day.year for day in days if day not in own and _public(day) is None})


def unknown_year_problem(year: int, where: Place) -> Problem:
    """That weekends alone are taken as free."""
    if _installed():
        message = f"{year}年的节假日还没有资料，只按周六、周日休息来排。"
        remedy = "请对照国务院办公厅的放假通知，在“放假”“上班”里补写；或者更新 chinesecalendar。"
    else:
        message = f"没有装节假日资料，{year}年只按周六、周日休息来排。"
        remedy = "请安装：pip install 'kaohe[field]'；或者在“放假”“上班”里补写。"
    return warning("unknown-holidays", message, remedy, where)


def holiday_name(day: date) -> str:
    """The public holiday that a day is, in Chinese; empty where it is none or nothing is known of it."""
    if _public(day) is not False:
        return ""
    from chinese_calendar import Holiday, get_holiday_detail  # noqa: PLC0415 — an extra

    name = get_holiday_detail(day)[1]
    return next((str(holiday.chinese) for holiday in Holiday if holiday.value == name), "")


def _public(day: date) -> bool | None:
    """Whether the public calendar has the day worked; None where it does not know the year."""
    try:
        import chinese_calendar  # noqa: PLC0415 — an extra

        return bool(chinese_calendar.is_workday(day))
    except (ImportError, NotImplementedError):
        return None


def _installed() -> bool:
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec("chinese_calendar") is not None


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
