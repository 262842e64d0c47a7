"""Where every form of a round stands: what is due when, what is late, who may do what with it. No page decides this by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Period
from kaohe.web.accounts.models import Duty, User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.filing.cells import period_text
from kaohe.web.filing.models import Filing, FilingState
from kaohe.web.filing.shape import NOBODY, FormKey, Shape
from kaohe.web.rounds.models import Deadline, Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open

REOPENABLE = frozenset({Stage.REPORTING, Stage.SELF, Stage.SCORING, Stage.FEEDBACK, Stage.APPEALS})
"""Until the result is put before the leaders, the office may open a form again."""
HANDED_IN = (FilingState.SUBMITTED.value, FilingState.VERIFIED.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """One form: what it is, its row where there is one by now, and until when it is due."""

    key: FormKey
    filing: Filing | None
    due: date | None
    today: date

    @property
    def state(self) -> str:
        return self.filing.state if self.filing else FilingState.OPEN.value

    @property
    def handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def returned(self) -> bool:
        return self.state == FilingState.RETURNED.value

    @property
    def begun(self) -> bool:
        """Whether its period has begun at all."""
        return (self.key.period.year, self.key.period.month) <= (self.today.year, self.today.month)

    @property
    def late(self) -> bool:
        """Handed in after its day, or not handed in though that has passed."""
        if self.handed_in:
            return bool(self.filing and self.filing.late)
        return self.due is not None and self.today > self.due

    @property
    def label(self) -> str:
        if self.filing is not None and (self.handed_in or self.returned):
            return self.filing.get_state_display()
        if not self.begun:
            return _("未到期")
        return _("填报中") if self.filing else _("未报")

    @property
    def badge(self) -> str:
        """The class of its badge."""
        if self.handed_in:
            return "badge-good"
        return "badge-bad" if self.returned or self.late else "badge-wait" if self.begun else "badge-quiet"


def due_days(round: Round) -> dict[str, date]:
    """By period: until when its figures are due; under "" what holds for periods without a day of their own."""
    rows = Deadline.objects.filter(round=round, stage=Stage.REPORTING)
    return {period_text(row.period) if row.period else "": row.due for row in rows}


def due_of(days: Mapping[str, date], period: Period) -> date | None:
    return days.get(str(period), days.get(""))


def standings(round: Round, keys: Iterable[FormKey]) -> dict[FormKey, Standing]:
    """Where these forms stand; two queries however many they are."""
    wanted = list(keys)
    found = Filing.objects.filter(round=round).select_related("unit")
    if len(wanted) == 1:
        (key,) = wanted
        found = found.filter(department=key.department, period=str(key.period))
        found = found.filter(unit__code=key.unit) if key.unit else found.filter(unit__isnull=True)
    rows = {
        FormKey(Period.parse(row.period), row.unit.code if row.unit else "", row.department): row
        for row in found
    }
    days, today = due_days(round), timezone.localdate()
    return {key: Standing(key, rows.get(key), due_of(days, key.period), today) for key in wanted}


def standings_of_units(round: Round, shape: Shape, units: Iterable[RoundUnit]) -> dict[FormKey, Standing]:
    """All forms of these units."""
    return standings(round, shape.keys_of_units({unit.code: unit.level for unit in units}))


def writable(round: Round, filing: Filing | None) -> bool:
    """Whether figures may be put into a form: while figures are reported, and later where it was opened again."""
    if is_open(round, Thing.FIGURES):
        return filing is None or filing.writable
    return filing is not None and filing.writable and round.at in REOPENABLE


def owners(round_unit: RoundUnit) -> frozenset[str]:
    """Which of reporter and head there are for a unit."""
    duties = Duty.objects.filter(unit=round_unit.unit_id, role__in=OF_A_UNIT, user__is_active=True)
    return frozenset(duties.values_list("role", flat=True))


def of_department(user: User, department: str) -> bool:
    """Whether somebody acts for a department, or for one of several that share a figure."""
    return not user.department_names.isdisjoint({department, *department.split("、")})


def writes(user: User, key: FormKey, unit: RoundUnit | None) -> bool:
    """Who fills in a form: its own people; the office where a unit has nobody, or a figure is no department's."""
    if unit is None:
        return of_department(user, key.department) or (key.department == NOBODY and user.has(Role.OFFICE))
    if unit.code in user.unit_codes and user.has(*OF_A_UNIT):
        return True
    return user.has(Role.OFFICE) and not owners(unit)


def submits(user: User, key: FormKey, unit: RoundUnit | None) -> bool:
    """Who hands it in: a unit's head; where there is none, its reporter; where there is nobody, the office."""
    if unit is None or not writes(user, key, unit):
        return unit is None and writes(user, key, unit)
    if Role.HEAD.value not in owners(unit):
        return True
    return any(
        duty.role == Role.HEAD and duty.unit is not None and duty.unit.code == unit.code
        for duty in user.charged
    )


def reviews(user: User, key: FormKey, unit: RoundUnit | None, shape: Shape) -> bool:
    """Who returns and verifies: the office; a department, the forms of units in which it has figures."""
    if user.has(Role.OFFICE):
        return True
    if unit is None:
        return False
    return any(of_department(user, field.department) for field in shape.fields(key, unit.level))
