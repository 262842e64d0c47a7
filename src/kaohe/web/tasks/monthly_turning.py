"""The turn of the month by the clock: the worker of jobs asks now and then whether a month is over."""

import logging

from django.utils import timezone

from kaohe.core import Refused
from kaohe.tasks.months import month_of
from kaohe.web.rounds.states import OPEN, Thing
from kaohe.web.tasks.models import TaskPlan
from kaohe.web.tasks.monthly_plans import end_months

_log = logging.getLogger("kaohe.tasks")


def end_what_is_over() -> int:
    """End every month that is over, of every round; how many. One round that cannot be read keeps no other from it."""
    now = str(month_of(timezone.localdate()))
    waiting = TaskPlan.objects.filter(
        issued_at__isnull=False, month__lt=now, round__stage__in=OPEN[Thing.TASKS]
    ).select_related("round")
    ended = 0
    for plan in waiting:
        try:
            ended += end_months(round=plan.round, by=None)
        except Refused as refused:
            _log.warning("month of round %s not ended: %s", plan.round_id, refused.code)
    return ended
