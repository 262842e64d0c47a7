"""Monthly tasks that wait for somebody: one's own list, reports to be accepted, a draft or points that the office has to see to."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import OPEN, Thing
from kaohe.web.tasks.models import TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_querysets import OWED, entries_for
from kaohe.web.ui.desk import Waiting, waits


@waits
def monthly_waits(user: User) -> Iterator[Waiting]:
    """One line a round and unit or department; one a round for who accepts."""
    if user.has(*OF_A_UNIT, Role.DEPARTMENT):
        yield from _of_givers(user)
    if user.has(Role.OFFICE, Role.DEPARTMENT):
        yield from _of_judges(user)
    if user.has(Role.OFFICE):
        yield from _of_the_office()


def _of_givers(user: User) -> Iterator[Waiting]:
    mine = Q(unit__code__in=user.unit_codes) | Q(unit__isnull=True, giver__in=user.department_names)
    rows = (
        TaskEntry.objects.filter(mine, state__in=OWED, round__stage__in=OPEN[Thing.TASKS])
        .order_by()
        .values_list("round", "round__title", "giver", "unit__name")
        .annotate(
            first=Min("due"),
            every=Count("pk"),
            back=Count("pk", filter=Q(state="returned")),
            carried=Count("pk", filter=Q(carried__gt=0)),
        )
    )
    for round, title, giver, unit, due, count, back, carried in rows:
        text = _("%(who)s有 %(count)s 件月度任务要办") % {"who": unit or giver, "count": count}
        if back:
            text += _("，其中 %(back)s 件被退回") % {"back": back}
        if carried:
            text += _("，%(carried)s 件是结转来的") % {"carried": carried}
        yield Waiting(text, reverse("monthly:giver", args=[round, giver]), due, title)


def _of_judges(user: User) -> Iterator[Waiting]:
    waiting = TaskEntry.objects.filter(state="submitted", round__stage__in=OPEN[Thing.TASKS]).order_by()
    if not user.has(Role.OFFICE):
        rounds = Round.objects.filter(pk__in=waiting.values("round").distinct())
        counts: list[tuple[int, str, int, date | None]] = []
        for round in rounds:
            mine = entries_for(user, round).filter(state="submitted")
            if not user.unit_codes:
                mine = mine.exclude(unit__isnull=True, giver__in=user.department_names)
            counts.append((round.pk, round.title, mine.count(), None))
    else:
        listed = waiting.values_list("round", "round__title").annotate(every=Count("pk"))
        counts = [(round, title, count, None) for round, title, count in listed]
    for number, title, count, due in counts:
        if count:
            url = reverse("monthly:list", args=[number]) + "?state=submitted"
            yield Waiting(_("有 %(count)s 件月度任务等待验收") % {"count": count}, url, due, title)


def _of_the_office() -> Iterator[Waiting]:
    drafts = TaskPlan.objects.filter(issued_at__isnull=True, round__stage__in=OPEN[Thing.TASKS])
    for plan in drafts.select_related("round"):
        url = reverse("monthly:programme", args=[plan.round_id])
        yield Waiting(_("任务方案还没有下达"), url, None, plan.round.title)
