"""The long work of this app."""

from importlib.util import find_spec
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.fieldwork.models import Timetable
from kaohe.web.fieldwork.timetable_actions import PLAN, keep_plan, rows_of, stops_of
from kaohe.web.fieldwork.timetable_asking import arrangement_of
from kaohe.web.tasks.jobs import Told, work
from kaohe.web.tasks.models import Job

SECONDS = 25
"""How long the planner may look for something better."""


@work(PLAN)
def plan(job: Job, told: Told) -> dict[str, Any]:
    """Plan teams and half-days. What was fixed by hand stays; of the rest as little as possible is changed."""
    if find_spec("ortools") is None:
        raise Refused(
            "timetable.no-solver", _("没有装排日程用的程序。请系统管理员安装：pip install 'kaohe[field]'。")
        )
    from kaohe.fieldwork.timetables.solve import Settings, solve  # noqa: PLC0415 - an extra

    held = Timetable.objects.select_related("round").get(pk=job.asked["timetable"])
    arrangement, problems = arrangement_of(held.round, held.wishes)
    if arrangement is None:
        raise Refused("timetable.wrong", _("安排里有要改的地方。"), problems)
    known = {team.name for team in arrangement.teams}
    before = [
        stop
        for stop in stops_of(held.plan)
        if stop.slot in arrangement.slots and stop.team in known and arrangement.need(stop.unit) is not None
    ]
    outcome = solve(
        arrangement, before, Settings(seconds=SECONDS), lambda words, done, total: told(done, total, words)
    )
    if outcome.status == "infeasible" or not outcome.stops:
        sentences = outcome.conflict.sentences if outcome.conflict else ()
        why = "；".join(sentences) or _("在规定的时间里没有排出来，也没有证明排不出来。")
        raise Refused("timetable.no-plan", _("排不出来：%(why)s") % {"why": why})
    fixed = {(stop.unit, stop.slot, stop.team) for stop in before if stop.fixed}
    rows = rows_of(outcome.stops)
    for row, stop in zip(rows, outcome.stops, strict=True):
        row[4] = (stop.unit, stop.slot, stop.team) in fixed
    kept = {"stops": rows, "status": outcome.status, "clock": outcome.by_clock, "left": list(outcome.left),
            "travel": outcome.cost.travel if outcome.cost else 0, "apart": outcome.cost.apart if outcome.cost else 0}  # fmt: skip
    words = _("最好的一种，已经证明") if outcome.status == "optimal" else _("能用的一种，没有证明是最好的")
    keep_plan(timetable=held.pk, edition=job.asked["edition"], plan=kept, words=words, by=job.by)
    return {"url": reverse("fieldwork:timetable", args=[held.round_id]), "words": words}
