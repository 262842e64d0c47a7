"""Reading for the interface, as far as a caller may see it."""

from django.db.models import QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import units_for
from kaohe.web.rounds.states import Sight, sees
from kaohe.web.schemes.models import Version

_SEEING_DRAFTS = (Role.OFFICE,)


def figures_for(user: User, round: Round) -> QuerySet[Figure]:
    """The figures that somebody sees: of their units, and what people awarded only once scores are to be seen."""
    figures = (
        Figure.objects.filter(round=round, unit__in=units_for(user, round))
        .select_related("unit", "by")
        .order_by("unit__order", "unit__code", "measure", "period", "role")
    )
    if sees(user.roles, round, Sight.SCORES):
        return figures
    return figures.exclude(measure__in=scheme_for(round).judged)


def unit_named(user: User, round: Round, code: str) -> RoundUnit:
    """A unit that somebody sees; 404 else."""
    found = units_for(user, round).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def versions_for(user: User) -> QuerySet[Version]:
    """The versions of schemes that somebody sees: those that are issued; drafts are the office's."""
    versions = Version.objects.select_related("file").order_by("-pk")
    return versions if user.has(*_SEEING_DRAFTS) else versions.filter(issued_at__isnull=False)


def version_for(user: User, version_id: int) -> Version:
    """One version; 404 where it is not theirs to see."""
    found = versions_for(user).filter(pk=version_id).first()
    if found is None:
        raise Http404
    return found
