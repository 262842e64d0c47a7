"""Reading visits: whose visit is whose to see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from kaohe.fieldwork.checklists.model import Answers
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork.models import Photo, Visit
from kaohe.web.rounds.models import Round, RoundUnit

_READERS = (Role.OFFICE, Role.DEPARTMENT, Role.INSPECTOR, Role.AUDITOR)


def visits_for(user: User, round: Round) -> QuerySet[Visit]:
    """The visits of a round that somebody may read: all, for who looks at findings; of a unit that one acts for oneself, none."""
    found = Visit.objects.filter(round=round).select_related("unit", "by", "decided_by")
    if not user.has(*_READERS):
        return found.none()
    if user.has(Role.OFFICE, Role.DEPARTMENT, Role.AUDITOR):
        return found
    return found.exclude(unit__code__in=user.unit_codes)


def visit_for(user: User, round: Round, visit_id: int) -> Visit:
    """One visit; 404 where it is not theirs to read."""
    found = visits_for(user, round).filter(pk=visit_id).first()
    if found is None:
        raise Http404
    return found


def own_visits(user: User, round: Round) -> QuerySet[Visit]:
    """What somebody has sent from a form, with the photographs that have come."""
    pictures = Prefetch("pictures", Photo.objects.only("visit", "key"))
    return (
        Visit.objects.filter(round=round, by=user, source="")
        .select_related("unit")
        .prefetch_related(pictures)
        .order_by("pk")
    )


def own_visit(user: User, round: Round, key: str) -> Visit:
    """One of them by its key; 404 where it is somebody else's."""
    found = own_visits(user, round).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def units_to_visit(user: User, round: Round, level: str) -> list[RoundUnit]:
    """The units of a level that somebody may inspect: nobody inspects a unit that they act for."""
    return list(round.units.filter(level=level).exclude(code__in=user.unit_codes))


def answers_of(visit: Visit) -> Answers:
    """A visit as the library takes it."""
    return Answers(
        visit.key,
        visit.unit.code,
        visit.place,
        visit.team,
        visit.when,
        visit.answers,
        visit.notes,
        {name: tuple(keys) for name, keys in visit.photos.items()},
        visit.position,
    )


def missing_photos(visit: Visit) -> list[str]:
    """The keys of photographs that a visit names and that have not come."""
    there = {photo.key for photo in visit.pictures.all()}
    return [key for keys in visit.photos.values() for key in keys if key not in there]


def as_sent(visits: Iterable[Visit]) -> list[dict[str, Any]]:
    """Visits as the form in the browser keeps them, with where they stand here."""
    return [
        {
            **answers_of(visit).to_json(),
            "table": visit.table,
            "edition": visit.edition,
            "state": visit.state,
            "label": visit.get_state_display(),
            "reason": visit.reason,
            "wanted": missing_photos(visit),
        }
        for visit in visits
    ]
