"""What the first steps ask for, as far as a round knows it itself."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Blocker, guard


@guard("scheme-issued")
def scheme_issued(round: Round) -> Iterator[Blocker]:
    """A version of the scheme that is issued."""
    if round.scheme is None:
        yield Blocker(_("还没有选定办法"), reverse("rounds:round", args=[round.pk]))
    elif not round.scheme.issued:
        yield Blocker(_("办法还没有印发"), reverse("rounds:round", args=[round.pk]))


@guard("units-listed")
def units_listed(round: Round) -> Iterator[Blocker]:
    """Somebody to appraise."""
    if not round.units.exists():
        yield Blocker(_("单位名单是空的"), reverse("accounts:units"))
