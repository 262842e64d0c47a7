"""What the steps out of 下达 and 填报 ask for."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kaohe.facts import Role as FactRole
from kaohe.web.filing.models import Figure
from kaohe.web.filing.shape import Shape, shape_for
from kaohe.web.filing.standing import standings, standings_of_units
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import Blocker, guard


@guard("targets-set")
def targets_set(round: Round) -> Iterator[Blocker]:
    """Every target is there: set for the unit, or by the scheme for all of its class."""
    if round.scheme is None:
        return
    for level, count in _levels(without_target(round, shape_for(round))):
        text = _("还有 %(count)s 个%(level)s的目标没有定") % {"count": count, "level": level}
        yield Blocker(text, reverse("filing:targets", args=[round.pk]))


@guard("filings-in")
def filings_in(round: Round) -> Iterator[Blocker]:
    """Every form is handed in, those of departments too."""
    if round.scheme is None:
        return
    shape, url = shape_for(round), reverse("filing:overview", args=[round.pk])
    units = {unit.code: unit for unit in round.units.all()}
    found = standings_of_units(round, shape, units.values())
    open_units = {key.unit: units[key.unit] for key, standing in found.items() if not standing.handed_in}
    for level, count in _levels(open_units.values()):
        yield Blocker(
            _("还有 %(count)s 个%(level)s未报送") % {"count": count, "level": level}, f"{url}?only=missing"
        )
    departments = standings(round, shape.keys_of_departments())
    names = dict.fromkeys(key.department for key, standing in departments.items() if not standing.handed_in)
    if names:
        comma = pgettext("between names", "、")
        text = _("还有 %(count)s 个科室没有提供数据（%(names)s）") % {
            "count": len(names),
            "names": comma.join(names),
        }
        yield Blocker(text, url)


def without_target(round: Round, shape: Shape) -> list[RoundUnit]:
    """The units that lack a target."""
    given = {
        (unit, measure, period)
        for unit, measure, period in Figure.objects.filter(round=round, role=FactRole.TARGET.value)
        .exclude(value="")
        .values_list("unit_id", "measure", "period")
    }
    return [
        unit
        for unit in round.units.all()
        if any(
            unit.level in field.levels
            and field.measure.standing_target(unit.unit_class) is None
            and (unit.pk, *field.key) not in given
            for field in shape.targets
        )
    ]


def _levels(units: Iterable[RoundUnit]) -> list[tuple[str, int]]:
    return list(Counter(unit.level for unit in units).items())
