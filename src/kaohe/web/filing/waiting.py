"""What waits for somebody: targets to set, forms to fill in, to hand in, to look through."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.filing.guards import without_target
from kaohe.web.filing.models import FilingState
from kaohe.web.filing.shape import NOBODY, Shape, shape_for
from kaohe.web.filing.standing import Standing, of_department, standings, standings_of_units, writable
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.ui.desk import Waiting, waits

_STAGES = (Stage.REPORTING, Stage.SELF, Stage.SCORING, Stage.FEEDBACK, Stage.APPEALS)


@waits
def filing_waits(user: User) -> Iterator[Waiting]:
    """Of every round in which figures move."""
    if user.has(Role.OFFICE):
        yield from _targets(Round.objects.filter(stage=Stage.TARGETS))
    if not user.has(*OF_A_UNIT, Role.DEPARTMENT, Role.OFFICE):
        return
    rounds = Round.objects.filter(stage__in=_STAGES).select_related("scheme__file", "before__scheme")
    for round in rounds:
        try:
            shape = shape_for(round)
        except Refused:
            continue
        yield from _own_units(user, round, shape)
        yield from _own_departments(user, round, shape)
        yield from _to_review(user, round, shape)


def _targets(rounds: QuerySet[Round]) -> Iterator[Waiting]:
    for round in rounds.select_related("scheme__file", "before__scheme"):
        if round.scheme is not None and (units := without_target(round, shape_for(round))):
            text = _("还有 %(count)s 个单位的目标没有定") % {"count": len(units)}
            due = round.deadlines.filter(stage=Stage.TARGETS, period="").values_list("due", flat=True).first()
            yield Waiting(text, reverse("filing:targets", args=[round.pk]), due, round.title)


def _own_units(user: User, round: Round, shape: Shape) -> Iterator[Waiting]:
    if not user.unit_codes:
        return
    units = {unit.code: unit for unit in round.units.filter(code__in=user.unit_codes)}
    found = standings_of_units(round, shape, units.values())
    for unit in units.values():
        yield from _forms(round, unit.name, [s for s in found.values() if s.key.unit == unit.code])


def _own_departments(user: User, round: Round, shape: Shape) -> Iterator[Waiting]:
    own = [
        key
        for key in shape.keys_of_departments()
        if of_department(user, key.department) or (key.department == NOBODY and user.has(Role.OFFICE))
    ]
    if not own:
        return
    found = standings(round, own)
    for name in dict.fromkeys(key.department for key in own):
        yield from _forms(round, name, [s for s in found.values() if s.key.department == name])


def _forms(round: Round, name: str, found: Iterable[Standing]) -> Iterator[Waiting]:
    """Each form that came back, and all that are still open in one line."""
    still_open: list[Standing] = []
    for standing in found:
        if standing.handed_in or not writable(round, standing.filing):
            continue
        if standing.returned or round.at is not Stage.REPORTING:
            text = _("%(name)s %(period)s的数据被退回：%(reason)s") if standing.returned else _(
                "%(name)s %(period)s的填报重开了：%(reason)s"
            )  # fmt: skip
            reason = standing.filing.reason if standing.filing else ""
            values = {"name": name, "period": standing.key.period.label, "reason": reason}
            yield Waiting(text % values, _url(round, standing), standing.due, round.title)
        elif standing.begun:
            still_open.append(standing)
    if not still_open:
        return
    first = min(still_open, key=lambda standing: (standing.due or date.max, standing.key.period.last))
    values = {"name": name, "period": first.key.period.label, "count": str(len(still_open))}
    one = _("填报并报送 %(name)s %(period)s的数据")
    many = _("填报并报送 %(name)s %(period)s等 %(count)s 份数据")
    yield Waiting(
        (one if len(still_open) == 1 else many) % values, _url(round, first), first.due, round.title
    )


def _to_review(user: User, round: Round, shape: Shape) -> Iterator[Waiting]:
    """What was handed in and not yet verified, in one line."""
    if not user.has(Role.OFFICE, Role.DEPARTMENT) or round.at is not Stage.REPORTING:
        return
    waiting = round.filings.filter(state=FilingState.SUBMITTED)
    if not user.has(Role.OFFICE):
        waiting = waiting.filter(unit__isnull=False)
        periods = {str(field.period) for field in shape.reported if of_department(user, field.department)}
        waiting = waiting.filter(period__in=periods)
    if count := waiting.count():
        url = reverse("filing:overview", args=[round.pk])
        yield Waiting(_("核定已经报送的 %(count)s 份数据") % {"count": count}, url, None, round.title)


def _url(round: Round, standing: Standing) -> str:
    key = standing.key
    if key.unit:
        return reverse("filing:unit", args=[round.pk, key.unit, str(key.period)])
    return reverse("filing:department", args=[round.pk, key.department, str(key.period)])
