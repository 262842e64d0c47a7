"""Decisions about a round's programme: saved, issued to the units, and the turn of its months.

    draft ── issue ──▶ first month's list ── month over ──▶ open entries carried, new ones issued ──▶ …

What was issued stays as it was: of a task that units have on their list, its words may change, not whom it is for or when it is due.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Cadence, Period, Problem, Refused, Severity
from kaohe.tasks import Deed, Programme, Task
from kaohe.tasks.checking import check_programme
from kaohe.tasks.months import issued, later, month_of
from kaohe.tasks.programme_file import parse_programme
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, is_open, require_open
from kaohe.web.tasks.models import TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import FILE, lookers, note_deed, programme_of, rows_of
from kaohe.web.tasks.monthly_library import units_of as everyone_in

_BATCH = 500
_ELSEWHERE = ("tasks.unknown-measure",)
_OPEN = ("open", "submitted", "returned")
_MOST_CHARS = 400_000


def problems_in(round: Round, text: str) -> tuple[Programme | None, tuple[Problem, ...]]:
    """The programme of a text and everything that is wrong with it for this round, what was issued already among it."""
    if len(text) > _MOST_CHARS:
        return None, (_error("tasks.too-long", _("任务方案太长了。"), _("请核对是不是贴错了内容。")),)
    programme, found = parse_programme(text, FILE)
    if programme is None:
        return None, found
    plan = TaskPlan.objects.filter(round=round).first()
    more = [*_of_the_round(round, programme), *(_of_what_is_issued(plan, programme) if plan else ())]
    return programme, (*found, *more)


@transaction.atomic
def save_programme(*, round: Round, text: str, edition: int, by: User) -> TaskPlan:
    """The programme's text, free of errors. `edition`: the one that was shown (0: there was none); a later one is not written over.
    Tasks of the open month that are new are on the lists at once.
    """
    locked = locked_round(round)
    require_open(locked, Thing.TASKS)
    plan = TaskPlan.objects.select_related("by", "round").filter(round=locked).first()
    if (plan.edition if plan else 0) != edition:
        who = plan.by.name if plan else ""
        raise Refused(
            "tasks.programme-changed", _("%(who)s刚刚改过任务方案。请刷新页面，看过以后再改。") % {"who": who}
        )
    if plan is not None:
        roll(plan, timezone.localdate())
    programme, problems = problems_in(locked, text)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if programme is None or errors:
        message = _("任务方案有 %(count)s 处不对，没有保存。") % {"count": len(errors)}
        raise Refused("tasks.programme-wrong", message, problems)
    plan = plan or TaskPlan(round=locked, edition=0, by=by)
    plan.title, plan.text, plan.by, plan.edition = programme.title[:200], text, by, plan.edition + 1
    plan.save()
    record(
        "task.programme-saved", by=by, subject=programme.title, round=locked.pk, count=len(programme.tasks)
    )
    if plan.month:
        _tell_rows(plan, programme)
        _issue(plan, programme, Period.parse(plan.month))
    return plan


@transaction.atomic
def issue_programme(*, round: Round, by: User) -> TaskPlan:
    """下达: units see it from now on; the first month's list is opened when that month has come, later ones up to today's. Twice is
    once.
    """
    locked = locked_round(round)
    require_open(locked, Thing.TASKS)
    plan = TaskPlan.objects.select_related("round").filter(round=locked).first()
    if plan is None:
        raise Refused("tasks.no-programme", _("还没有任务方案，请先上传或填写。"))
    if plan.issued_at is None:
        plan.issued_at = timezone.now()
        plan.save(update_fields=["issued_at"])
        record("task.programme-issued", by=by, subject=plan.title, round=locked.pk)
    roll(plan, timezone.localdate(), by)
    return plan


@transaction.atomic
def end_months(*, round: Round, by: User | None) -> int:
    """月结: every month that is over is ended, in order; how many were. Pressed twice, or by the office and by the clock, it is once."""
    locked = locked_round(round)
    if not is_open(locked, Thing.TASKS):
        return 0
    plan = TaskPlan.objects.select_related("round").filter(round=locked).first()
    return roll(plan, timezone.localdate(), by) if plan else 0


def roll(plan: TaskPlan, today: date, by: User | None = None) -> int:
    """Bring the lists to the month of the day; the caller holds the round. How many months were ended."""
    if plan.issued_at is None:
        return 0
    programme, now = programme_of(plan), month_of(today)
    if not plan.month:
        if programme.start > now:
            return 0
        plan.month = str(programme.start)
        plan.save(update_fields=["month"])
        _issue(plan, programme, programme.start)
    ended = 0
    while (month := Period.parse(plan.month)) < now:
        _end(plan, programme, month, today, by)
        ended += 1
    return ended


def _end(plan: TaskPlan, programme: Programme, month: Period, today: date, by: User | None) -> None:
    """One month: what is open is carried into the next list, whose own entries are issued."""
    after = later(month)
    open_ones = TaskEntry.objects.filter(round=plan.round, listed=str(month), state__in=_OPEN)
    carried = open_ones.update(carried=F("carried") + 1, listed=str(after))
    note_deed(plan, Deed.MONTH_END, row=None, month=month, day=today, by=by)
    plan.month = str(after)
    plan.save(update_fields=["month"])
    made = _issue(plan, programme, after)
    record(
        "task.month-ended",
        by=by,
        subject=plan.title,
        round=plan.round_id,
        month=month.label,
        carried=carried,
        new=made,
    )


def _issue(plan: TaskPlan, programme: Programme, month: Period) -> int:
    """The entries of a month that are not there yet; how many."""
    known = set(
        TaskEntry.objects.filter(round=plan.round, month=str(month)).values_list("giver", "task").iterator()
    )
    new = [
        entry
        for entry in issued(programme, everyone_in(plan.round, programme), month)
        if (entry.unit, entry.task) not in known
    ]
    units = {unit.code: unit for unit in plan.round.units.all()}
    TaskEntry.objects.bulk_create(rows_of(plan.round, new, programme, units, month), _BATCH)
    return len(new)


def _tell_rows(plan: TaskPlan, programme: Programme) -> None:
    """Who accepts an entry and who receives it follow the programme."""
    for task in programme.tasks:
        TaskEntry.objects.filter(round=plan.round, task=task.number).update(
            departments=lookers(task), receiver=task.receiver
        )


def _of_the_round(round: Round, programme: Programme) -> Iterator[Problem]:
    """The programme held against the round: its year, whom its tasks are for, the measures of the scheme, what is in force."""
    if programme.period != round.when:
        message = _("任务方案写的是%(its)s，这次考核是%(ours)s。") % {
            "its": programme.period.label,
            "ours": round.when.label,
        }
        yield _error("tasks.other-period", message, _("请改“年度”。"))
    scheme = scheme_for(round) if round.scheme_id else None
    for problem in check_programme(programme, round.assessed, scheme):
        # Points may feed another scheme than this round's; here they are shown and fed nowhere.
        yield replace(problem, severity=Severity.WARNING) if problem.code in _ELSEWHERE else problem


def _of_what_is_issued(plan: TaskPlan, programme: Programme) -> Iterator[Problem]:
    """What the new text would change of what units have on their lists."""
    if not plan.month:
        return
    before, now = programme_of(plan), Period.parse(plan.month)
    if (before.period, before.start, before.level) != (programme.period, programme.start, programme.level):
        yield _error("tasks.head-issued", _("已经下达，年度、起始月份、对象不能再改。"), _("请改回原来的。"))
        return
    past = {month.month for month in before.period.parts(Cadence.MONTH) if before.start <= month <= now}
    tasks = programme.by_number
    for task in before.tasks:
        if past.intersection(task.months):
            yield from _of_a_task(task, tasks.get(task.number), past)
    known, over = before.by_number, past - {now.month}
    for task in programme.tasks:
        old = known.get(task.number)
        if (old is None or not past.intersection(old.months)) and over.intersection(task.months):
            left = "、".join(str(month) for month in task.months if month not in over) or _("以后的月份")
            message = _("任务“%(number)s”是新加的，不能补到已经过去的月份。") % {"number": task.number}
            yield _error("tasks.month-over", message, _("请在“月份”里写：%(months)s。") % {"months": left})


def _of_a_task(old: Task, new: Task | None, past: set[int]) -> Iterator[Problem]:
    what = {"number": old.number}
    if new is None:
        message = _("任务“%(number)s”已经下达，不能删去。") % what
        yield _error(
            "tasks.task-issued", message, _("不再要办的，请在任务页面逐件免办，或者去掉以后的月份。")
        )
        return
    if (old.units, old.day, old.runs) != (new.units, new.day, new.runs):
        message = _("任务“%(number)s”已经下达，单位、期限、历时不能再改。") % what
        yield _error("tasks.task-issued", message, _("请改回原来的；要换单位或期限的，另加一项任务。"))
    if past.intersection(old.months) != past.intersection(new.months):
        message = _("任务“%(number)s”在已经下达的月份里的安排不能再改。") % what
        months = "、".join(str(month) for month in sorted(past.intersection(old.months)))
        yield _error("tasks.task-issued", message, _("这些月份要留着：%(months)s。") % {"months": months})


def _error(code: str, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy)
