"""A rectification becomes a task of the unit's list: it is then reported, accepted and carried over as every other one."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Period, Refused
from kaohe.tasks import Origin, Rhythm, Task
from kaohe.tasks.months import month_of
from kaohe.tasks.programme_text import programme_text
from kaohe.tasks.rectifying import HEADING, PROOF, with_tasks
from kaohe.web.accounts.models import User
from kaohe.web.rounds.actions import locked_round
from kaohe.web.tasks.models import Rectification, RectificationState
from kaohe.web.tasks.monthly_library import plan_of, programme_of
from kaohe.web.tasks.monthly_plans import roll, save_programme


@transaction.atomic
def into_plan(*, rectification: Rectification, by: User) -> str:
    """The number of the task; refused where it is there already, there is no programme, or its year is over."""
    locked = locked_round(rectification.round)
    plan = plan_of(locked)
    if plan is None or plan.issued_at is None:
        raise Refused("tasks.no-programme", _("还没有下达任务方案，不能列为任务。"))
    if rectification.state == RectificationState.CLOSED:
        raise Refused("tasks.rectification-closed", _("这一项整改已经销号，不用列为任务。"))
    roll(plan, timezone.localdate())
    programme = programme_of(plan)
    month = max(month_of(timezone.localdate()), programme.start)
    if month not in programme.period.parts(month.cadence):
        message = _("任务方案只到%(period)s，不能再加任务；请列入下一年的方案。")
        raise Refused("tasks.period-over", message % {"period": programme.period.label})
    task = _task(rectification, month)
    if any(
        (each.units, each.item, each.origin) == (task.units, task.item, task.origin)
        for each in programme.tasks
    ):
        raise Refused("tasks.rectification-listed", _("这一项整改已经列为任务。"))
    made = with_tasks(programme, [task])
    save_programme(round=locked, text=programme_text(made), edition=plan.edition, by=by)
    return made.tasks[-1].number


def _task(row: Rectification, month: Period) -> Task:
    task = Task(
        "改1",
        " ".join(f"整改“{row.name}”：{row.demand or row.why}".split()),
        (month.month,),
        Rhythm.ONCE,
        heading=HEADING,
        departments=tuple(row.departments),
        units=(row.unit.code,),
        proof=PROOF,
        origin=Origin.RECTIFICATION,
        item=row.item,
        note=_("失%(lost)s分") % {"lost": row.lost},
    )
    return replace(task, day=row.due.day, runs=_runs(month, row.due))


def _runs(month: Period, due: date) -> int:
    """Months from the one of issue to the one it is due in; one that is past is due in the month of issue."""
    return max(1, min(12, (due.year - month.year) * 12 + due.month - month.month + 1))
