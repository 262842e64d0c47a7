"""What the step out of inspection asks for."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.fieldwork.models import Visit, VisitState
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Blocker, guard


@guard("visits-decided")
def visits_decided(round: Round) -> Iterator[Blocker]:
    """Of every visit it is said whether it counts."""
    count = Visit.objects.filter(round=round, state=VisitState.RECEIVED).count()
    if count:
        url = f"{reverse('fieldwork:visits', args=[round.pk])}?state={VisitState.RECEIVED.value}"
        yield Blocker(_("还有 %(count)s 份检查记录没有认定") % {"count": count}, url)
