"""Rounds that wait for the office to take the next step."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import blockers, step_from
from kaohe.web.ui.desk import Waiting, waits

_MOST = 4
_WEIGHED = (Stage.SCORING, Stage.APPROVAL)
"""What stands in the way out of these takes a look at every score: it is looked for on the round's own page, not on the desk."""


@waits
def steps_to_take(user: User) -> Iterator[Waiting]:
    """Each round of which nothing is left to do in its stage; one that is to be approved, at any rate."""
    if not user.has(Role.OFFICE):
        return
    rounds = Round.objects.exclude(stage=Stage.ARCHIVED).select_related("scheme__file", "before__scheme")
    for round in rounds[:_MOST]:
        step = step_from(round.at)
        if round.at is Stage.APPROVAL:
            yield Waiting(
                _("看结果，审定公布"), reverse("results:publications", args=[round.pk]), None, round.title
            )
        elif step is not None and round.at not in _WEIGHED and not blockers(round, step):
            text = _("这一步的事齐了，可以办：%(step)s") % {"step": step.label}
            yield Waiting(text, reverse("rounds:round", args=[round.pk]), None, round.title)
