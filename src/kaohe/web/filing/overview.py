"""Where all forms of a round stand, as somebody sees them: units × periods, departments × periods."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from kaohe.core import Period
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import SEEING_ALL
from kaohe.web.filing.models import FilingState
from kaohe.web.filing.shape import FormKey, Shape, shape_for
from kaohe.web.filing.standing import Standing, due_days, due_of, of_department, standings
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import units_for

FILTERS = (("", _("全部")), ("missing", _("未报")), ("late", _("逾期")), ("returned", _("退回")))
_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One unit, or one department, and its forms by period; None where nothing is asked."""

    name: str
    unit: RoundUnit | None
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """`counts` of units' forms: handed in, all, late, returned, verified."""

    periods: tuple[tuple[Period, object], ...]
    page: Page[Line]
    departments: tuple[Line, ...]
    department_periods: tuple[tuple[Period, object], ...]
    filter: str
    counts: dict[str, int]


def overview_of(request: Request, round: Round) -> Overview:
    """What this person sees of it, filtered as the address says."""
    shape, user = shape_for(round), request.user
    units = {unit.code: unit for unit in units_for(user, round)}
    unit_keys = shape.keys_of_units({code: unit.level for code, unit in units.items()})
    seen = [
        key
        for key in shape.keys_of_departments()
        if user.has(*SEEING_ALL) or of_department(user, key.department)
    ]
    found = standings(round, [*unit_keys, *seen])
    chosen = request.GET.get("only", "")
    days = due_days(round)
    periods = _periods(shape, {key.period for key in unit_keys})
    lines = [
        Line(unit.name, unit, tuple(found.get(FormKey(period, code)) for period in periods))
        for code, unit in units.items()
    ]
    own_periods = _periods(shape, {key.period for key in seen})
    departments = [
        Line(name, None, tuple(found.get(FormKey(period, "", name)) for period in own_periods))
        for name in dict.fromkeys(key.department for key in seen)
    ]
    page = Paginator([line for line in lines if _kept(line, chosen)], _A_PAGE).get_page(
        request.GET.get("page")
    )
    return Overview(
        tuple((period, due_of(days, period)) for period in periods),
        page,
        tuple(line for line in departments if _kept(line, chosen)),
        tuple((period, due_of(days, period)) for period in own_periods),
        chosen,
        _counts([found[key] for key in unit_keys]),
    )


def _periods(shape: Shape, wanted: set[Period]) -> tuple[Period, ...]:
    return tuple(period for period in shape.periods if period in wanted)


def _kept(line: Line, chosen: str) -> bool:
    asked = [standing for standing in line.standings if standing is not None]
    if chosen == "missing":
        return any(standing.begun and not standing.handed_in for standing in asked)
    if chosen == "late":
        return any(standing.late for standing in asked)
    if chosen == "returned":
        return any(standing.returned for standing in asked)
    return bool(asked)


def _counts(found: list[Standing]) -> dict[str, int]:
    return {
        "all": len(found),
        "in": sum(standing.handed_in for standing in found),
        "verified": sum(standing.state == FilingState.VERIFIED.value for standing in found),
        "late": sum(standing.late for standing in found),
        "returned": sum(standing.returned for standing in found),
    }
