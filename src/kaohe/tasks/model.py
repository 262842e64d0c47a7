"""年度任务方案 and what becomes of it: a programme, the entries it gives each unit month by month, what is reported of them.

    Programme ─ tasks × months × units ─▶ Entry ─┐
                       Event (报送 办结 退回 免办 月结) ┴─▶ MonthList, month after month

All values are immutable. An entry is one unit, one task, one month of issue; it is in exactly one state at any time, and
what is open at a month's end stands in the next month's list with its count of months raised by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from kaohe.core import Period, Place

DEPARTMENT_LEVEL = "部门"
"""The level of departments that a programme names as givers; they need not stand in the list of units."""
PROOF = "办理情况说明"
"""What proves a task whose programme asks for nothing particular."""


class Rhythm(Enum):
    """How often a task is issued. ONCE: in each of the months it names. YEAR: once, and it runs the whole period."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def label(self) -> str:
        return {"once": "一次性", "month": "每月", "quarter": "每季度", "half": "每半年", "year": "全年"}[
            self.value
        ]

    @property
    def months(self) -> tuple[int, ...]:
        """The months of issue where none are named; ONCE has none. A quarter's task is due in its last month."""
        return {
            "once": (),
            "month": tuple(range(1, 13)),
            "quarter": (3, 6, 9, 12),
            "half": (6, 12),
            "year": (1,),
        }[self.value]


class Origin(Enum):
    """Where a task comes from: the programme itself, a lost point, a department's duty, information that is owed."""

    PROGRAMME = "programme"
    RECTIFICATION = "rectification"
    DUTY = "duty"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        return {
            "programme": "年度任务",
            "rectification": "整改",
            "duty": "部门职责",
            "information": "信息报送",
        }[self.value]


class State(Enum):
    """Where an entry stands. OPEN, SUBMITTED and RETURNED are open: a month's end carries them over."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"
    DONE_LATE = "done_late"
    EXCUSED = "excused"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_open(self) -> bool:
        return self in _OPEN


_STATE_LABELS = {
    State.OPEN: "待办",
    State.SUBMITTED: "已报送",
    State.RETURNED: "已退回",
    State.DONE: "已办结",
    State.DONE_LATE: "逾期办结",
    State.EXCUSED: "免办",
}
_OPEN = frozenset((State.OPEN, State.SUBMITTED, State.RETURNED))


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a programme. `number` names it within the programme and never changes.

    `months` are the calendar months in which it is issued (1–12, never empty). `day`: the day of the month it is due
    by, 0 the last; a day that a month does not have is its last. `runs`: months it runs, 1 due in the month of issue.
    `units`: levels, classes, names or ids of units; none: every unit of the programme's level. `points`: what it is
    worth in 月积分; None: it is not counted there. `item`: the item of the scheme that it serves or comes from.
    `receiver`: the department to which information is owed (the givers are its `units`).
    """

    number: str
    text: str
    months: tuple[int, ...]
    rhythm: Rhythm = Rhythm.ONCE
    heading: str = ""
    day: int = 0
    runs: int = 1
    departments: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    proof: str = PROOF
    points: Decimal | None = None
    origin: Origin = Origin.PROGRAMME
    item: str = ""
    receiver: str = ""
    note: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class PointRule:
    """月积分: the points of a unit in a month, and the measure they are written to.

    Of each entry due in the month: on time all its points, late but within the month all but `late` per cent of them,
    not at all in that month none. The sum is brought to the base `full` (100) by what could be had; None: the bare sum.
    Then each entry of an earlier month that is overdue and not reported by the month's end takes `carried` points; never
    below 0. What counts is the day of the report that was accepted (or is not decided yet).
    A month in which nothing is due nor overdue is 不适用. `measure` empty: no such facts are written.
    """

    measure: str = ""
    full: Decimal | None = Decimal(100)
    late: Decimal = Decimal(50)
    carried: Decimal = Decimal(0)
    places: int = 2


class Counted(Enum):
    """What a count measure counts of a unit's entries."""

    NOT_DELIVERED = "not_delivered"
    LATE = "late"
    RETURNED = "returned"
    DONE = "done"

    @property
    def label(self) -> str:
        return {
            "not_delivered": "未办结",
            "late": "逾期",
            "returned": "退回",
            "done": "办结",
        }[self.value]


@dataclass(frozen=True, slots=True)
class CountRule:
    """A count measure of the scheme that is fed from the entries: how many of these tasks (none: all) were `counted`.

    NOT_DELIVERED: due and not reported by the day of the count. LATE: reported after the day, or not at all.
    RETURNED: how often they were given back. DONE: accepted.
    """

    measure: str
    counted: Counted
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """年度任务方案. `period` is its year, `start` the first month whose list is opened, `level` whom it is for.

    `departments`: givers of information that are no appraised units; they are units of the level 部门 here.
    """

    title: str
    period: Period
    tasks: tuple[Task, ...]
    start: Period
    level: str = ""
    departments: tuple[str, ...] = ()
    points: PointRule = PointRule()
    counts: tuple[CountRule, ...] = ()

    @property
    def by_number(self) -> Mapping[str, Task]:
        """Tasks by their number."""
        return {task.number: task for task in self.tasks}


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit × task × month of issue. `carried`: how many month's ends have passed over it open.

    `submitted`: the day of the last report, which decides whether it was in time; `closed`: the day it was accepted or
    excused. `note`: the last reason, of giving back or excusing. `returns`: how often it was given back.
    """

    unit: str
    task: str
    month: Period
    due: date
    state: State = State.OPEN
    carried: int = 0
    submitted: date | None = None
    closed: date | None = None
    proof: str = ""
    note: str = ""
    returns: int = 0
    by: str = ""

    @property
    def key(self) -> tuple[str, str, Period]:
        """What may occur only once."""
        return (self.unit, self.task, self.month)

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    def overdue(self, on: date) -> bool:
        """Whether, on this day, its day has passed and it has neither been reported nor closed."""
        return self.state in (State.OPEN, State.RETURNED) and on > self.due


@dataclass(frozen=True, slots=True)
class MonthList:
    """The entries of one month, new ones and those carried over, as they stand."""

    month: Period
    entries: tuple[Entry, ...]


class Deed(Enum):
    """事项: what an event says was done."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    EXCUSE = "excuse"
    MONTH_END = "month_end"

    @property
    def label(self) -> str:
        return {
            "submit": "报送",
            "accept": "办结",
            "give_back": "退回",
            "excuse": "免办",
            "month_end": "月结",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the record. `month` is the month of issue of the entry (of MONTH_END: the month that is ended,
    with no unit and no task). `by`: the unit or department that did it, never a resident.
    """

    unit: str
    task: str
    month: Period
    deed: Deed
    at: date
    proof: str = ""
    note: str = ""
    by: str = ""
    place: Place = field(default=Place(), compare=False)
