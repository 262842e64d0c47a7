"""Days as papers write them."""

import datetime
import re

from kaohe.core import Place
from kaohe.scheme.reading import Notes

BLANK_DATE = "　　年　　月　　日"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WEEKDAYS = "一二三四五六日"


def in_words(date: str, blank: str = BLANK_DATE) -> str:
    """2027-01-05 as 2027年1月5日; a blank to be filled in where there is none."""
    day = read_day(date)
    return f"{day.year}年{day.month}月{day.day}日" if day else blank


def with_weekday(date: str) -> str:
    """2027-01-05 as 1月5日（星期二）."""
    day = read_day(date)
    return f"{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）" if day else BLANK_DATE


def read_day(text: str) -> datetime.date | None:
    """The day that an ISO date names; None where it names none (or one that does not exist)."""
    found = _DATE.fullmatch(text)
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def checked_date(text: str, word: str, place: Place, notes: Notes) -> str:
    """An ISO date, or nothing and a problem."""
    if text and read_day(text) is None:
        notes.error(
            "office.not-a-date", place, f"“{word}”写的是“{text}”，不是日期。", "请写成 2027-01-25 的样子。"
        )
        return ""
    return text
