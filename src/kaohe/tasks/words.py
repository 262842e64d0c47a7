"""Words of programmes as offices write them: how often, by which day. Read and written in one place."""

import re
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Period
from kaohe.documents.programme import months_in
from kaohe.tasks.model import Rhythm, Task

RHYTHMS = {
    "一次性": Rhythm.ONCE,
    "一次": Rhythm.ONCE,
    "每月": Rhythm.MONTH,
    "按月": Rhythm.MONTH,
    "每季度": Rhythm.QUARTER,
    "每季": Rhythm.QUARTER,
    "按季": Rhythm.QUARTER,
    "每半年": Rhythm.HALF,
    "半年": Rhythm.HALF,
    "全年": Rhythm.YEAR,
    "长期": Rhythm.YEAR,
}
"""What may be written for 频次; the first of each rhythm is what we write."""

_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_DAYS = {"上旬": 10, "中旬": 20, "下旬": 0, "底": 0, "月底": 0, "末": 0, "月末": 0}
_DUE = re.compile(
    r"(?P<next>次月|下月)?(?:每个?月|当月)?(?:(?P<month>\d{1,2})月)?"
    r"(?:(?P<day>\d{1,2})[日号]?|(?P<word>上旬|中旬|下旬|月?底|月?末))(?:之?前)?"
)


@dataclass(frozen=True, slots=True)
class Due:
    """期限: the day of the month (0: the last), whether in the month after, and the calendar month where one is named."""

    day: int
    next_month: bool = False
    month: int = 0


def read_due(text: str) -> Due | None:
    """“25日”, “月底”, “上旬”, “次月5日”, “11月20日前”; None where it is none of them."""
    plain = re.sub(r"\s", "", text.translate(_NARROW))
    found = _DUE.fullmatch(plain)
    if found is None:
        return None
    day = int(found["day"]) if found["day"] else _DAYS[found["word"]]
    month = int(found["month"]) if found["month"] else 0
    if (found["day"] and not 1 <= day <= 31) or month > 12 or (found["month"] and month < 1):
        return None
    return Due(day, bool(found["next"]), month)


def due_text(task: Task) -> str:
    """The day as it is written in the file: 25日, 月底, 次月5日."""
    day = f"{task.day}日" if task.day else "月底"
    return f"次月{day}" if task.runs == 2 and task.rhythm is not Rhythm.YEAR else day


def months_word(text: str) -> tuple[int, ...]:
    """The calendar months that a text names: “3”, “3月”, “4至6月”, “第二季度”; none: nothing is understood."""
    plain = re.sub(r"\s", "", text.translate(_NARROW)).replace("—", "至").replace("–", "至")
    if plain.isdigit():
        return (int(plain),) if 1 <= int(plain) <= 12 else ()
    return months_in(plain)


def when_text(task: Task) -> str:
    """How often and by when, for people: “每季度（2、5、8、11月），25日前”."""
    due = due_text(task)
    if task.rhythm is Rhythm.YEAR:
        last = (task.months[0] + task.runs - 2) % 12 + 1
        began = f"（{task.months[0]}月起）" if task.months != (1,) else ""
        return f"全年{began}，{last}月{due.removeprefix('月')}前"
    named = "、".join(map(str, task.months))
    often = task.rhythm.label
    if task.rhythm is Rhythm.ONCE or task.months != task.rhythm.months:
        often = f"{named}月" if task.rhythm is Rhythm.ONCE else f"{often}（{named}月）"
    return f"{often}，{due}前"


def runs_to_end(month: int, period: Period) -> int:
    """How many months a task issued in this calendar month runs until the period ends."""
    return period.months - (month - period.month) % 12


def percent_or_number(text: str) -> Decimal | None:
    """“50%” or “50” as 50; None where it is neither."""
    plain = text.translate(_NARROW).replace("％", "%").strip().removesuffix("%")
    return Decimal(plain) if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", plain) else None
