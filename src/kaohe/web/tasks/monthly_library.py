"""Between the rows of a round's monthly tasks and the library's values: the library decides, the rows keep.

TaskPlan.text ─▶ Programme      TaskEntry ⇄ Entry      TaskDeed ─▶ Event
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from kaohe.core import Period, Refused
from kaohe.facts import Units
from kaohe.tasks import Deed, Entry, Event, Programme, State, Task
from kaohe.tasks.months import everyone
from kaohe.tasks.programme_file import parse_programme
from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.tasks.models import TaskDeed, TaskEntry, TaskPlan

FILE = "任务方案.yaml"
_KEPT = 8


def plan_of(round: Round) -> TaskPlan | None:
    """The round's programme; None where there is none yet."""
    return TaskPlan.objects.filter(round=round).select_related("by").first()


def programme_of(plan: TaskPlan) -> Programme:
    """The library's programme of a plan. What was saved was free of errors, so it is there."""
    return _programme(plan.text)


@lru_cache(maxsize=_KEPT)
def _programme(text: str) -> Programme:
    programme, problems = parse_programme(text, FILE)
    if programme is None:
        raise Refused("tasks.programme-unreadable", "任务方案读不出来，请考核办重新保存。", problems)
    return programme


def units_of(round: Round, programme: Programme) -> Units:
    """The round's units and the departments that the programme names as givers."""
    return everyone(programme, round.assessed)


def entry_of(row: TaskEntry) -> Entry:
    """A row as the library takes it."""
    return Entry(
        unit=row.giver,
        task=row.task,
        month=Period.parse(row.month),
        due=row.due,
        state=State(row.state),
        carried=row.carried,
        submitted=row.submitted,
        closed=row.closed,
        proof=row.proof,
        note=row.note,
        returns=row.returns,
        by=row.done_by,
    )


_DONE_TO = ("state", "carried", "submitted", "closed", "proof", "note", "returns", "done_by")
"""What a deed may change of a row."""


def put(row: TaskEntry, entry: Entry) -> TaskEntry:
    """The row made what the library made of it, saved; who looked at an older edition is told."""
    row.state, row.carried, row.submitted, row.closed = (
        entry.state.value,
        entry.carried,
        entry.submitted,
        entry.closed,
    )
    row.proof, row.note, row.returns, row.done_by = entry.proof, entry.note, entry.returns, entry.by
    row.edition += 1
    row.save(update_fields=[*_DONE_TO, "edition", "at"])
    return row


def rows_of(
    round: Round, entries: Iterable[Entry], programme: Programme, units: dict[str, RoundUnit], listed: Period
) -> Iterator[TaskEntry]:
    """New rows for entries that the library has issued, unsaved."""
    tasks = programme.by_number
    for entry in entries:
        task = tasks[entry.task]
        yield TaskEntry(
            round=round,
            unit=units.get(entry.unit),
            giver=entry.unit,
            task=entry.task,
            month=str(entry.month),
            listed=str(listed),
            due=entry.due,
            departments=lookers(task),
            receiver=task.receiver,
        )


def lookers(task: Task) -> list[str]:
    """The departments that accept what is reported: who receives the information, else the responsible ones."""
    return [task.receiver] if task.receiver else list(task.departments)


def note_deed(
    plan: TaskPlan, deed: Deed, *, row: TaskEntry | None, month: Period, day: date, by: User | None, proof: str = "",
    note: str = "", who: str = ""
) -> TaskDeed:  # fmt: skip
    """One line of the record, in the order in which things happened."""
    made = TaskDeed.objects.create(
        round=plan.round,
        giver=row.giver if row else "",
        task=row.task if row else "",
        month=str(month),
        deed=deed.value,
        day=day,
        proof=proof,
        note=note,
        who=who,
        by=by,
    )
    plan.deeds += 1
    plan.save(update_fields=["deeds"])
    return made


def event_of(deed: TaskDeed) -> Event:
    """A line of the record as the library takes it."""
    return Event(
        unit=deed.giver,
        task=deed.task,
        month=Period.parse(deed.month),
        deed=Deed(deed.deed),
        at=deed.day,
        proof=deed.proof,
        note=deed.note,
        by=deed.who,
    )


def events_of(round: Round) -> tuple[Event, ...]:
    """The whole record, in order."""
    return tuple(event_of(deed) for deed in TaskDeed.objects.filter(round=round))
