"""Reading monthly tasks: whose is whose to see, the lists of a month, the table of units and tasks, what departments owe one another.

The month whose list is open is read from the rows; a month that was ended, as the library folds it from the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaohe.core import Period
from kaohe.tasks import Entry, Programme, State, Task
from kaohe.tasks.ledger import Ledger, fold
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.tasks.models import TaskDeed, TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import entry_of, events_of, lookers, plan_of, programme_of

OPEN: Final = (State.OPEN.value, State.SUBMITTED.value, State.RETURNED.value)
OWED: Final = (State.OPEN.value, State.RETURNED.value)
"""It is the giver's turn."""
_KEPT = 4


def visible_plan(user: User, round: Round) -> TaskPlan | None:
    """The programme as somebody sees it: a draft is the office's alone."""
    plan = plan_of(round)
    return plan if plan and (plan.issued_at or user.has(Role.OFFICE, Role.AUDITOR)) else None


def entries_for(user: User, round: Round) -> QuerySet[TaskEntry]:
    """All, for who sees all; those of one's own units; those that one's departments give, receive or accept."""
    every = TaskEntry.objects.filter(round=round).select_related("unit")
    if user.has(*SEEING_ALL, Role.INSPECTOR):
        return every
    mine = Q(unit__code__in=user.unit_codes)
    if names := user.department_names:
        plan = plan_of(round)
        tasks = programme_of(plan).tasks if plan else ()
        numbers = [task.number for task in tasks if names.intersection(lookers(task))]
        mine |= Q(task__in=numbers) | Q(unit__isnull=True, giver__in=names)
    return every.filter(mine)


def entry_for(user: User, round: Round, entry_id: int) -> TaskEntry:
    """One; 404 where it is not theirs to see."""
    found = entries_for(user, round).filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def gives(user: User, row: TaskEntry) -> bool:
    """Whether somebody acts for whom the entry is for."""
    if row.unit is not None:
        return user.has(*OF_A_UNIT) and row.unit.code in user.unit_codes
    return user.has(Role.DEPARTMENT) and row.giver in user.department_names


def may_submit(user: User, row: TaskEntry) -> bool:
    """Whether it is theirs and their turn."""
    return row.state in OWED and gives(user, row)


def may_decide(user: User, row: TaskEntry) -> bool:
    """Whether there is a report that somebody of the office or of a department of the task may accept. Nobody accepts their own."""
    if row.state != State.SUBMITTED.value:
        return False
    if user.has(Role.OFFICE):
        return True
    return bool(user.department_names.intersection(row.departments)) and not gives(user, row)


def of_month(rows: QuerySet[TaskEntry], month: str) -> QuerySet[TaskEntry]:
    """Those that stand in the list of a month: issued by then and not closed before."""
    return rows.filter(month__lte=month, listed__gte=month)


def narrowed(rows: QuerySet[TaskEntry], asked: dict[str, str], programme: Programme) -> QuerySet[TaskEntry]:
    """By month, giver, state, task, department, lateness, words of the task."""
    today = timezone.localdate()
    if asked.get("month"):
        rows = of_month(rows, asked["month"])
    if asked.get("giver"):
        rows = rows.filter(giver=asked["giver"])
    if asked.get("state") in {state.value for state in State}:
        rows = rows.filter(state=asked["state"])
    if asked.get("late"):
        rows = rows.filter(state__in=OWED, due__lt=today)
    if asked.get("carried"):
        rows = rows.filter(state__in=OPEN, carried__gt=0)
    if asked.get("task"):
        rows = rows.filter(task=asked["task"])
    if asked.get("department"):
        wanted = asked["department"]
        rows = rows.filter(
            task__in=[
                task.number for task in programme.tasks if wanted in (*lookers(task), *task.departments)
            ]
        )
    if words := asked.get("words"):
        rows = rows.filter(task__in=[task.number for task in programme.tasks if words in task.text])
    return rows


def ledger_of(round: Round, plan: TaskPlan) -> Ledger:
    """Everything as the library folds it from programme and record, as of today; kept until something is done."""
    return _ledger(round.pk, plan.edition, plan.deeds, timezone.localdate(), plan.month)


@lru_cache(maxsize=_KEPT)
def _ledger(number: int, edition: int, deeds: int, today: date, month: str) -> Ledger:
    del edition, deeds, month
    round = Round.objects.get(pk=number)
    plan = TaskPlan.objects.get(round=round)
    ledger, _problems = fold(programme_of(plan), round.assessed, events_of(round), today)
    return ledger


def entries_in(round: Round, plan: TaskPlan, month: Period) -> list[Entry]:
    """Everybody's entries of one month: as they stand, or as they stood when the month ended."""
    if str(month) == plan.month:
        return [entry_of(row) for row in of_month(TaskEntry.objects.filter(round=round), plan.month)]
    found = ledger_of(round, plan).at(month)
    return list(found.entries) if found else []


def months_of(plan: TaskPlan) -> list[Period]:
    """The months that have a list, the latest first."""
    if not plan.month:
        return []
    first, last = programme_of(plan).start, Period.parse(plan.month)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    index = last.year * 12 + last.month - 1
    return [Period((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(count)]


# ---- the table of units and tasks

_MARKS: Final = {
    "late": ("逾", _("逾期没有办")),
    "returned": ("退", _("被退回")),
    "carried": ("结", _("结转来的，还没有办")),
    "open": ("·", _("待办，没有到期")),
    "submitted": ("报", _("已报送，等验收")),
    "slow": ("迟", _("逾期办结")),
    "done": ("✓", _("按期办结")),
    "excused": ("免", _("免办")),
}
"""Kind → mark and meaning, the most urgent first: of several entries of one task the most urgent is shown."""
_ORDER: Final = tuple(_MARKS)


def kind_of(entry: Entry, today: date) -> str:
    """How an entry is shown."""
    if entry.overdue(today):
        return "late"
    match entry.state:
        case State.RETURNED:
            return "returned"
        case State.OPEN:
            return "carried" if entry.carried else "open"
        case State.SUBMITTED:
            return "submitted"
        case State.DONE_LATE:
            return "slow"
        case State.DONE:
            return "done"
        case State.EXCUSED:
            return "excused"


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell: a letter that prints, and its kind, which is its colour. `times`: how many month's ends have passed over it."""

    kind: str
    letter: str
    times: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """How far somebody, or everybody, has come in a month."""

    all: int = 0
    done: int = 0
    waiting: int = 0
    open: int = 0
    late: int = 0
    carried: int = 0

    @property
    def rate(self) -> str:
        """Whole percent, rounded down, so that only all is 100."""
        return f"{self.done * 100 // self.all}%" if self.all else "—"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit or department: None where a task is not its own."""

    giver: str
    name: str
    marks: tuple[Mark | None, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Matrix:
    """One month: everybody × the tasks that anybody has."""

    tasks: tuple[Task, ...]
    rows: tuple[MatrixRow, ...]
    sums: Sums


def legend() -> list[tuple[str, str, str]]:
    """Kind, mark, meaning."""
    return [(kind, letter, str(words)) for kind, (letter, words) in _MARKS.items()]


def matrix_of(programme: Programme, entries: Iterable[Entry], names: dict[str, str], on: date) -> Matrix:
    """`names`: of whoever may have entries, by how the library knows them, in the order of the rows; `on`: the day it is seen from."""
    listed = list(entries)
    there = {entry.task for entry in listed}
    tasks = tuple(task for task in programme.tasks if task.number in there)
    by_giver: dict[str, list[Entry]] = {}
    for entry in listed:
        by_giver.setdefault(entry.unit, []).append(entry)
    rows = tuple(
        MatrixRow(giver, name, _marks(by_giver[giver], tasks, on), sums_of(by_giver[giver], on))
        for giver, name in names.items()
        if giver in by_giver
    )
    return Matrix(tasks, rows, sums_of(listed, on))


def _marks(entries: Sequence[Entry], tasks: tuple[Task, ...], on: date) -> tuple[Mark | None, ...]:
    found: dict[str, Mark] = {}
    for entry in entries:
        kind = kind_of(entry, on)
        mark = Mark(kind, _MARKS[kind][0], entry.carried if entry.is_open else 0)
        other = found.get(entry.task)
        if other is None or _ORDER.index(kind) < _ORDER.index(other.kind):
            found[entry.task] = mark
    return tuple(found.get(task.number) for task in tasks)


def sums_of(entries: Iterable[Entry], on: date) -> Sums:
    """Excused ones are no part of it."""
    counted = [entry for entry in entries if entry.state is not State.EXCUSED]
    return Sums(
        all=len(counted),
        done=sum(not entry.is_open for entry in counted),
        waiting=sum(entry.state is State.SUBMITTED for entry in counted),
        open=sum(entry.state in (State.OPEN, State.RETURNED) for entry in counted),
        late=sum(entry.overdue(on) for entry in counted),
        carried=sum(entry.is_open and entry.carried > 0 for entry in counted),
    )


def names_of(round: Round, programme: Programme) -> dict[str, str]:
    """Everybody who may have entries: units in their order, then the departments that give information."""
    found = {unit.code: unit.name for unit in round.units.all()}
    return found | {name: name for name in programme.departments if name not in found.values()}


# ---- what departments owe one another


@dataclass(frozen=True, slots=True)
class Delivery:
    """Information that one gives and another receives: whether it was delivered, and its receipt confirmed."""

    row: TaskEntry
    task: Task
    giver: str
    kind: str

    @property
    def delivered(self) -> bool:
        return self.row.state not in OWED

    @property
    def confirmed(self) -> bool:
        return self.row.state in (State.DONE.value, State.DONE_LATE.value)


def deliveries(rows: QuerySet[TaskEntry], programme: Programme) -> list[Delivery]:
    """What is owed among these, by receiver and giver, what is late first."""
    tasks, today = programme.by_number, timezone.localdate()
    found = [
        Delivery(
            row, tasks[row.task], row.unit.name if row.unit else row.giver, kind_of(entry_of(row), today)
        )
        for row in rows.exclude(receiver="")
        if row.task in tasks
    ]
    return sorted(found, key=lambda each: (each.row.receiver, each.giver, each.row.due))


def history_of(row: TaskEntry) -> QuerySet[TaskDeed]:
    """What was done with an entry, the latest first."""
    rows = TaskDeed.objects.filter(round=row.round_id, giver=row.giver, task=row.task, month=row.month)
    return rows.select_related("by").order_by("-pk")


def giver_for(user: User, round: Round, plan: TaskPlan | None, giver: str) -> tuple[RoundUnit | None, str]:
    """The unit of a code, or the department of a name, that somebody sees the list of; 404 else."""
    wide = user.has(*SEEING_ALL, Role.INSPECTOR, Role.DEPARTMENT)
    unit = round.units.filter(code=giver).first()
    if unit is not None:
        if wide or giver in user.unit_codes:
            return unit, unit.name
        raise Http404
    named = plan is not None and giver in programme_of(plan).departments
    if named and wide:
        return None, giver
    raise Http404
