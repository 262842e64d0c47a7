"""Lists of a month and what may be done with an entry: pure functions from values to values.

    待办 ──报送──▶ 已报送 ──办结──▶ 已办结 / 逾期办结        open at the month's end: carried into the next list
      ▲              │
      └── 已退回 ◀──退回        待办、已退回、已报送 ──免办──▶ 免办

What is not allowed from a state is `Refused` with a code (tasks.…).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date

from kaohe.core import Period, Refused
from kaohe.facts import AssessedUnit, Units
from kaohe.tasks.model import DEPARTMENT_LEVEL, Entry, MonthList, Programme, State, Task


def month_of(day: date) -> Period:
    """The month a day lies in."""
    return Period(day.year, day.month, 1)


def later(month: Period, months: int = 1) -> Period:
    """The month so many months later (or earlier)."""
    index = month.year * 12 + month.month - 1 + months
    return Period(index // 12, index % 12 + 1, 1)


def last_day(month: Period) -> date:
    """The last day of a month."""
    return date(month.year, month.month, monthrange(month.year, month.month)[1])


def due_day(task: Task, month: Period) -> date:
    """The day by which a task issued in this month is due. A day the month does not have is its last day."""
    end = later(month, task.runs - 1)
    last = last_day(end)
    return last if not task.day or task.day > last.day else last.replace(day=task.day)


def everyone(programme: Programme, units: Units) -> Units:
    """The units of a programme: the list's, and after them the departments it names as givers."""
    listed = {unit.name for unit in units}
    named = (name for name in programme.departments if name not in listed and name not in units)
    return Units([*units, *(AssessedUnit(name, name, DEPARTMENT_LEVEL) for name in named)])


def units_of(task: Task, programme: Programme, units: Units) -> tuple[AssessedUnit, ...]:
    """Whom a task is for, in the order of the list. A word is a level, a class, a name or an id; none: the
    programme's level; no level either: every unit of the list that is no department.
    """
    words = set(task.units)
    if words:
        return tuple(
            unit
            for unit in units
            if unit.id in words or unit.name in words or unit.unit_class in words or unit.level in words
        )
    if programme.level:
        return units.at(programme.level)
    return tuple(unit for unit in units if unit.level != DEPARTMENT_LEVEL)


def open_month(programme: Programme, units: Units, month: Period, before: MonthList | None) -> MonthList:
    """The list of a month: first what the month before left open, then the entries newly issued.

    `units` are `everyone`. `before` None: the programme's first month. Refused where a month is skipped.
    """
    if before is None:
        if month != programme.start:
            raise Refused(
                "tasks.month-skipped",
                f"{programme.title}从{programme.start.label}开始，要先有{programme.start.label}的清单。",
            )
        return MonthList(month, tuple(issued(programme, units, month)))
    if before.month != later(month, -1):
        raise Refused(
            "tasks.month-skipped",
            f"{month.label}的清单要接着{later(month, -1).label}的，不能接{before.month.label}的。",
        )
    return MonthList(month, (*month_end(before), *issued(programme, units, month)))


def issued(programme: Programme, units: Units, month: Period) -> Iterator[Entry]:
    """The new entries of a month, unit by unit in the order of the list, task by task in that of the programme.

    Outside the programme's period nothing is issued; what is open goes on being carried. The first month's list takes on
    tasks of earlier months of the period that still run (全年).
    """
    if month not in programme.period.parts(month.cadence):
        return
    due: dict[str, list[tuple[str, date]]] = {}
    for task in programme.tasks:
        by = due_day(task, month) if month.month in task.months else still_running(task, programme, month)
        if by is None:
            continue
        for unit in units_of(task, programme, units):
            due.setdefault(unit.id, []).append((task.number, by))
    for unit in units:
        for number, by in due.get(unit.id, ()):
            yield Entry(unit.id, number, month, by)


def still_running(task: Task, programme: Programme, month: Period) -> date | None:
    """In the programme's first month: the day of a task that would have been issued before, if it is still to come."""
    if month != programme.start:
        return None
    before = (each for each in programme.period.parts(month.cadence) if each < month)
    days = (due_day(task, each) for each in before if each.month in task.months)
    return next((day for day in days if day >= date(month.year, month.month, 1)), None)


def month_end(month: MonthList) -> tuple[Entry, ...]:
    """What is carried over: everything open, its count raised by one. The same list gives the same."""
    return tuple(_carried(entry) for entry in month.entries if entry.state.is_open)


def close(entry: Entry, proof: str, by: str, at: date) -> Entry:
    """报送: the unit reports it done, with its proof. From 待办 or 已退回."""
    _allowed(entry, "报送", State.OPEN, State.RETURNED)
    if not proof.strip():
        raise Refused("tasks.no-proof", "没有写证明材料，不能报送。")
    _not_before(entry, at)
    return _moved(entry, State.SUBMITTED, by, submitted=at, proof=proof.strip())


def accept(entry: Entry, at: date, by: str = "", proof: str = "") -> Entry:
    """办结: the report is accepted; 逾期办结 where it came after its day. From 已报送. `proof`: what was accepted, where it
    is another than was reported.
    """
    _allowed(entry, "办结", State.SUBMITTED)
    _not_before(entry, at)
    late = entry.submitted is not None and entry.submitted > entry.due
    return _moved(entry, State.DONE_LATE if late else State.DONE, by, closed=at, proof=proof.strip())


def give_back(entry: Entry, reason: str, at: date, by: str = "") -> Entry:
    """退回: the report is not enough, for a stated reason. From 已报送."""
    _allowed(entry, "退回", State.SUBMITTED)
    if not reason.strip():
        raise Refused("tasks.no-reason", "没有写理由，不能退回。")
    _not_before(entry, at)
    return _moved(entry, State.RETURNED, by, note=reason.strip(), returns=entry.returns + 1)


def excuse(entry: Entry, reason: str, at: date, by: str = "") -> Entry:
    """免办: it does not apply to this unit, for a stated reason. From any open state."""
    _allowed(entry, "免办", State.OPEN, State.SUBMITTED, State.RETURNED)
    if not reason.strip():
        raise Refused("tasks.no-reason", "没有写理由，不能免办。")
    _not_before(entry, at)
    return _moved(entry, State.EXCUSED, by, note=reason.strip(), closed=at)


def _carried(entry: Entry) -> Entry:
    """The entry as it stands in the next month's list. Written out: `replace` takes three times as long, and there are
    hundreds of thousands of them.
    """
    return Entry(
        entry.unit,
        entry.task,
        entry.month,
        entry.due,
        entry.state,
        entry.carried + 1,
        entry.submitted,
        entry.closed,
        entry.proof,
        entry.note,
        entry.returns,
        entry.by,
    )


def _moved(
    entry: Entry,
    state: State,
    by: str,
    *,
    submitted: date | None = None,
    closed: date | None = None,
    proof: str = "",
    note: str = "",
    returns: int = 0,
) -> Entry:
    """The entry in another state; what is not given stays as it is."""
    return Entry(
        entry.unit,
        entry.task,
        entry.month,
        entry.due,
        state,
        entry.carried,
        submitted or entry.submitted,
        closed or entry.closed,
        proof or entry.proof,
        note or entry.note,
        returns or entry.returns,
        by or entry.by,
    )


def of_unit(entries: Iterable[Entry], unit: str) -> tuple[Entry, ...]:
    """One unit's entries in their order."""
    return tuple(entry for entry in entries if entry.unit == unit)


def _allowed(entry: Entry, deed: str, *states: State) -> None:
    if entry.state not in states:  # the states are few: a tuple is quicker than a set
        may = "、".join(f"“{state.label}”" for state in states)
        raise Refused(f"tasks.not-{_CODES[deed]}", f"这一件是“{entry.state.label}”，只有{may}的才能{deed}。")


_CODES = {"报送": "reportable", "办结": "acceptable", "退回": "returnable", "免办": "excusable"}


def _not_before(entry: Entry, at: date) -> None:
    """Nothing happens before the month of issue, nor before the report it answers."""
    first = date(entry.month.year, entry.month.month, 1)
    if at < first:
        raise Refused("tasks.too-early", f"{at.isoformat()}早于下达的月份{entry.month.label}。")
    if entry.submitted is not None and at < entry.submitted:
        raise Refused("tasks.too-early", f"{at.isoformat()}早于上次报送的日期{entry.submitted.isoformat()}。")
