"""What the step to the archive asks for."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Blocker, guard
from kaohe.web.tasks.models import Rectification, RectificationState


@guard("rectified")
def rectified(round: Round) -> Iterator[Blocker]:
    """Everything that was demanded has been put right and accepted."""
    open_ones = Rectification.objects.filter(round=round).exclude(state=RectificationState.CLOSED)
    items, units = open_ones.count(), open_ones.order_by().values("unit").distinct().count()
    if items:
        text = _("还有 %(units)s 个单位的 %(items)s 项整改没有销号") % {"units": units, "items": items}
        yield Blocker(text, reverse("rectify:list", args=[round.pk]))
