"""Reading rounds: whose round is whose to see."""

from django.db.models import QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import SEEING_ALL, Role
from kaohe.web.rounds.models import Round, RoundUnit


def rounds_of(user: User) -> QuerySet[Round]:
    """The rounds that concern somebody: all, for who sees all and for departments; for units, those that they are in."""
    everything = Round.objects.select_related("scheme")
    if user.has(*SEEING_ALL, Role.DEPARTMENT, Role.INSPECTOR, Role.ADMIN):
        return everything
    return everything.filter(units__code__in=user.unit_codes).distinct()


def round_for(user: User, round_id: int) -> Round:
    """One round; 404 where it is not theirs to see."""
    found = rounds_of(user).filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def units_for(user: User, round: Round) -> QuerySet[RoundUnit]:
    """The units of a round whose particulars somebody sees: all, or their own."""
    if user.has(*SEEING_ALL, Role.DEPARTMENT, Role.INSPECTOR):
        return round.units.all()
    return round.units.filter(code__in=user.unit_codes)


def unit_for(user: User, round: Round, code: str) -> RoundUnit:
    """One unit of a round; 404 where it is not theirs to see."""
    found = units_for(user, round).filter(code=code).first()
    if found is None:
        raise Http404
    return found
