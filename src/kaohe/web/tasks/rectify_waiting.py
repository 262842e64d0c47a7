"""Rectifications that wait for somebody: the unit's own, and answers to be looked at."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.rounds.states import OPEN, Thing
from kaohe.web.tasks.models import Rectification, RectificationState
from kaohe.web.tasks.rectify_querysets import OPEN_STATES
from kaohe.web.ui.desk import Waiting, waits


@waits
def rectification_waits(user: User) -> Iterator[Waiting]:
    """One line a round and unit, or one a round for who accepts."""
    if user.has(*OF_A_UNIT):
        yield from _of_units(user)
    if user.has(Role.OFFICE, Role.DEPARTMENT):
        yield from _of_judges(user)


def _of_units(user: User) -> Iterator[Waiting]:
    rows = (
        Rectification.objects.filter(
            unit__code__in=user.unit_codes,
            state__in=OPEN_STATES,
            round__stage__in=OPEN[Thing.RECTIFICATION],
        )
        .order_by()
        .values_list("round", "round__title", "unit__name")
        .annotate(first=Min("due"), every=Count("pk"), back=Count("pk", filter=Q(state="returned")))
    )
    for round, title, unit, due, count, back in rows:
        text = _("%(unit)s有 %(count)s 项要整改") % {"unit": unit, "count": count}
        if back:
            text += _("，其中 %(back)s 项被退回") % {"back": back}
        yield Waiting(text, reverse("rectify:list", args=[round]), due, title)


def _of_judges(user: User) -> Iterator[Waiting]:
    rows = Rectification.objects.filter(
        state=RectificationState.ANSWERED, round__stage__in=OPEN[Thing.RECTIFICATION]
    ).order_by()
    counts: dict[tuple[int, str], int] = {}
    for round, title, departments in rows.values_list("round", "round__title", "departments"):
        if user.has(Role.OFFICE) or user.department_names.intersection(departments):
            counts[round, title] = counts.get((round, title), 0) + 1
    for (round, title), count in counts.items():
        url = reverse("rectify:list", args=[round]) + "?state=answered"
        yield Waiting(_("有 %(count)s 项整改等待验收") % {"count": count}, url, None, title)
