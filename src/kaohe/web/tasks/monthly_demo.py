"""The example's programme with its record: everything that was done up to today stands in the lists as if it had been done there."""

from collections.abc import Mapping
from pathlib import Path

from django.utils import timezone

from kaohe.core import Period
from kaohe.tasks import Deed, Event
from kaohe.tasks.ledger import fold
from kaohe.tasks.months import everyone
from kaohe.tasks.programme_file import parse_programme
from kaohe.tasks.record_file import read_record
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import TaskDeed, TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import rows_of
from kaohe.web.tasks.monthly_plans import roll

PROGRAMME, RECORD = "任务方案.yaml", "任务记录.csv"
_BATCH = 500


def load_tasks(round: Round, folder: Path, by: User) -> TaskPlan | None:
    """The programme issued, its record as deeds, its entries as they stand today; None where the example has none."""
    if not (folder / PROGRAMME).is_file():
        return None
    text = (folder / PROGRAMME).read_text(encoding="utf-8")
    programme, problems = parse_programme(text, PROGRAMME)
    assert programme is not None, problems
    today, units = timezone.localdate(), everyone(programme, round.assessed)
    events, _problems = read_record(folder / RECORD, units)
    done = [event for event in events if event.at <= today]
    ledger, _problems = fold(programme, round.assessed, done, today)
    plan = TaskPlan.objects.create(
        round=round, title=programme.title, text=text, by=by, issued_at=timezone.now(), deeds=len(done),
        month=str(ledger.current.month) if ledger.current else "",
    )  # fmt: skip
    TaskDeed.objects.bulk_create((_deed(round, event) for event in done), _BATCH)
    by_code = {unit.code: unit for unit in round.units.all()}
    listed: Mapping[object, Period] = {
        entry.key: month.month for month in ledger.months for entry in month.entries
    }
    rows: list[TaskEntry] = []
    for entry in ledger.latest().values():
        (row,) = rows_of(round, [entry], programme, by_code, listed[entry.key])
        row.state, row.carried, row.submitted, row.closed = (
            entry.state.value,
            entry.carried,
            entry.submitted,
            entry.closed,
        )
        row.proof, row.note, row.returns, row.done_by = entry.proof, entry.note, entry.returns, entry.by
        rows.append(row)
    TaskEntry.objects.bulk_create(rows, _BATCH)
    record("task.programme-saved", by=by, subject=plan.title, round=round.pk, count=len(programme.tasks))
    record("task.programme-issued", by=by, subject=plan.title, round=round.pk)
    roll(plan, today, by)
    return plan


def _deed(round: Round, event: Event) -> TaskDeed:
    return TaskDeed(
        round=round,
        giver=event.unit if event.deed is not Deed.MONTH_END else "",
        task=event.task,
        month=str(event.month),
        deed=event.deed.value,
        day=event.at,
        proof=event.proof,
        note=event.note,
        who=event.by,
    )
