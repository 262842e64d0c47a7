"""What of inspection waits for somebody."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork.models import Visit, VisitState
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import OPEN, Thing
from kaohe.web.ui.desk import Waiting, waits


@waits
def visits_to_decide(user: User) -> Iterator[Waiting]:
    """Visits of which the office has not said whether they count."""
    if not user.has(Role.OFFICE):
        return
    waiting = Visit.objects.filter(state=VisitState.RECEIVED, round__stage__in=OPEN[Thing.INSPECTION])
    rows = waiting.values("round_id", "round__title").annotate(count=Count("pk")).order_by("round_id")
    for row in rows:
        url = f"{reverse('fieldwork:visits', args=[row['round_id']])}?state={VisitState.RECEIVED.value}"
        yield Waiting(
            _("待认定的检查记录 %(count)s 份") % {"count": row["count"]}, url, None, row["round__title"]
        )


@waits
def places_to_visit(user: User) -> Iterator[Waiting]:
    """The form, for who inspects, while there is inspection."""
    if not user.has(Role.INSPECTOR):
        return
    for round in Round.objects.filter(stage__in=OPEN[Thing.INSPECTION]).exclude(scheme=None)[:4]:
        yield Waiting(_("填检查表"), reverse("fieldwork:form", args=[round.pk]), None, round.title)
