"""Reading rectifications: whose is whose to see, the filters of the list, how far each unit has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.audit.models import Event
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import Rectification, RectificationState

OPEN_STATES = (RectificationState.ORDERED, RectificationState.RETURNED)
"""It is the unit's turn."""


def rectifications_for(user: User, round: Round) -> QuerySet[Rectification]:
    """All, for who sees all; those of one's own units, and those of one's own departments' items."""
    every = Rectification.objects.filter(round=round).select_related("unit")
    if user.has(*SEEING_ALL, Role.INSPECTOR):
        return every
    mine = Q(unit__code__in=user.unit_codes)
    if user.department_names:
        # A list in JSON cannot be searched alike on both engines; names are few, so they are compared here.
        rows = every.order_by().values_list("pk", "departments")
        mine |= Q(pk__in=[pk for pk, names in rows if user.department_names.intersection(names)])
    return every.filter(mine)


def rectification_for(user: User, round: Round, rectification_id: int) -> Rectification:
    """One; 404 where it is not theirs to see."""
    found = rectifications_for(user, round).filter(pk=rectification_id).first()
    if found is None:
        raise Http404
    return found


def may_answer(user: User, rectification: Rectification) -> bool:
    """Whether it is this person's unit and its turn."""
    acts = user.has(*OF_A_UNIT) and rectification.unit.code in user.unit_codes
    return acts and rectification.state in OPEN_STATES


def may_decide(user: User, rectification: Rectification) -> bool:
    """Whether somebody of the office, or of a department of the item, has an answer to look at."""
    theirs = user.has(Role.OFFICE) or bool(user.department_names.intersection(rectification.departments))
    return theirs and rectification.state == RectificationState.ANSWERED


def narrowed(rows: QuerySet[Rectification], asked: dict[str, str], today: date) -> QuerySet[Rectification]:
    """By unit, state, department, words, and whether it is late."""
    if asked.get("unit"):
        rows = rows.filter(unit__code=asked["unit"])
    if asked.get("state") in RectificationState.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("late"):
        rows = rows.filter(state__in=OPEN_STATES, due__lt=today)
    if asked.get("words"):
        words = asked["words"]
        rows = rows.filter(
            Q(name__icontains=words) | Q(item=words) | Q(why__icontains=words) | Q(demand__icontains=words)
        )
    if asked.get("department"):
        listed = rows.order_by().values_list("pk", "departments")
        rows = rows.filter(pk__in=[pk for pk, names in listed if asked["department"] in names])
    return rows


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one unit has come."""

    code: str
    name: str
    closed: int
    answered: int
    late: int
    all: int


def progress(rows: QuerySet[Rectification], today: date) -> list[Progress]:
    """One line a unit that has anything to mend, in the order of the list."""
    counted = (
        rows.order_by("unit__order", "unit__code")
        .values_list("unit__code", "unit__name")
        .annotate(
            closed=Count("pk", filter=Q(state=RectificationState.CLOSED)),
            answered=Count("pk", filter=Q(state=RectificationState.ANSWERED)),
            late=Count("pk", filter=Q(state__in=OPEN_STATES, due__lt=today)),
            every=Count("pk"),
        )
    )
    return [Progress(*line) for line in counted]


def departments_in(rows: Iterable[Rectification]) -> list[str]:
    """The departments whose items are among them, each once."""
    return sorted({name for row in rows for name in row.departments})


def history_of(rectification: Rectification) -> list[Event]:
    """What the trail tells of it, the latest first."""
    events = Event.objects.filter(
        round=rectification.round_id, unit=rectification.unit.code, code__startswith="rectification."
    )
    return list(events.filter(data__contains=rectification.name)[:20])
