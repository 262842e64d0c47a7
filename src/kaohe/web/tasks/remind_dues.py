"""What is due from whom: each part of a round says what it knows of, as the desk's sources do, but for everybody at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.filing.shape import NOBODY, shape_for
from kaohe.web.filing.standing import standings, standings_of_units
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open
from kaohe.web.scoring.guards import unanswered
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.querysets import deadline_of, scored_units
from kaohe.web.tasks.models import Rectification, TaskEntry
from kaohe.web.tasks.monthly_querysets import OWED
from kaohe.web.tasks.rectify_querysets import OPEN_STATES

SOON: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that a unit or a department still owes. `key` names it for good; `due` None: no day has been set."""

    key: str
    text: str
    due: date | None
    url: str
    unit: RoundUnit | None = None
    department: str = ""

    @property
    def who(self) -> str:
        return self.unit.name if self.unit else self.department

    @property
    def ident(self) -> str:
        """Who and what, in one word."""
        return f"{self.unit.code if self.unit else ''}/{self.department}/{self.key}"

    def late(self, today: date) -> bool:
        return self.due is not None and self.due < today

    def soon(self, today: date) -> bool:
        return self.due is not None and today <= self.due <= today + SOON


Source = Callable[[Round], Iterable[Due]]
SOURCES: Final[list[Source]] = []


def dues(function: Source) -> Source:
    """Register what knows of things that are due."""
    SOURCES.append(function)
    return function


def dues_of(round: Round) -> list[Due]:
    """Everything that is still owed in a round, the most urgent first, what has no day last."""
    found = [due for source in SOURCES for due in source(round)]
    return sorted(found, key=lambda due: (due.due is None, due.due or date.min))


@dues
def forms(round: Round) -> Iterator[Due]:
    """Forms that are not handed in, of units and of departments, while figures are reported."""
    if round.at is not Stage.REPORTING:
        return
    try:
        shape = shape_for(round)
    except Refused:
        return
    units = {unit.code: unit for unit in round.units.all()}
    for key, standing in standings_of_units(round, shape, units.values()).items():
        if not standing.handed_in and (standing.begun or standing.late):
            text = _("报送%(period)s的数据") % {"period": key.period.label}
            if standing.returned:
                text = _("改好被退回的%(period)s数据，重新报送") % {"period": key.period.label}
            url = reverse("filing:unit", args=[round.pk, key.unit, str(key.period)])
            yield Due(f"filing:{key.period}", text, standing.due, url, unit=units[key.unit])
    for key, standing in standings(round, shape.keys_of_departments()).items():
        if key.department != NOBODY and not standing.handed_in and (standing.begun or standing.late):
            text = _("提供%(period)s的数据") % {"period": key.period.label}
            url = reverse("filing:department", args=[round.pk, key.department, str(key.period)])
            yield Due(f"filing:{key.period}", text, standing.due, url, department=key.department)


@dues
def self_assessments(round: Round) -> Iterator[Due]:
    """Self-assessments that are not handed in."""
    if round.at is not Stage.SELF:
        return
    day = _day(round, Stage.SELF)
    done = set(round.self_assessments.values_list("unit__code", flat=True))
    for unit in scored_units(round):
        if unit.code not in done:
            url = reverse("scoring:self", args=[round.pk, unit.code])
            yield Due("self", _("交自评"), day, url, unit=unit)


@dues
def hand_ins(round: Round) -> Iterator[Due]:
    """Scores that departments have not handed in."""
    if round.at is not Stage.SCORING:
        return
    day, layout = _day(round, Stage.SCORING), layout_of(round)
    done = set(round.hand_ins.values_list("department", flat=True))
    for name in layout.scoring:
        if name not in done:
            url = reverse("scoring:matrix", args=[round.pk, layout.number_of(name)])
            yield Due("scores", _("评完并交评分"), day, url, department=name)


@dues
def feedback(round: Round) -> Iterator[Due]:
    """Feedback that a unit has neither confirmed nor appealed against."""
    if round.at is not Stage.FEEDBACK:
        return
    day, silent = _day(round, Stage.FEEDBACK), set(unanswered(round))
    for unit in scored_units(round):
        if unit.name in silent:
            url = reverse("scoring:feedback", args=[round.pk, unit.code])
            yield Due("feedback", _("确认反馈，或者提出申诉"), day, url, unit=unit)


@dues
def rectifications(round: Round) -> Iterator[Due]:
    """Demands that a unit has not answered, one line a unit and day."""
    if not is_open(round, Thing.RECTIFICATION):
        return
    rows = Rectification.objects.filter(round=round, state__in=OPEN_STATES).select_related("unit")
    grouped: dict[tuple[int, date], list[Rectification]] = {}
    for row in rows:
        grouped.setdefault((row.unit_id, row.due), []).append(row)
    for (_unit, day), items in grouped.items():
        names = "、".join(row.name for row in items[:3]) + (_("等") if len(items) > 3 else "")
        text = _("报送 %(count)s 项整改的情况（%(names)s）") % {"count": len(items), "names": names}
        url = f"{reverse('rectify:list', args=[round.pk])}"
        yield Due(f"rectify:{day}", text, day, url, unit=items[0].unit)


@dues
def monthly_tasks(round: Round) -> Iterator[Due]:
    """Tasks of the month that a unit or a department still owes, one line a giver and day."""
    if not is_open(round, Thing.TASKS):
        return
    rows = TaskEntry.objects.filter(round=round, state__in=OWED).select_related("unit")
    grouped: dict[tuple[str, date], list[TaskEntry]] = {}
    for row in rows:
        grouped.setdefault((row.giver, row.due), []).append(row)
    for (giver, day), items in grouped.items():
        numbers = "、".join(row.task for row in items[:5]) + (_("等") if len(items) > 5 else "")
        text = _("办理 %(count)s 件月度任务（%(numbers)s）") % {"count": len(items), "numbers": numbers}
        url, unit = reverse("monthly:giver", args=[round.pk, giver]), items[0].unit
        yield Due(f"monthly:{day}", text, day, url, unit=unit, department="" if unit else giver)


def _day(round: Round, stage: Stage) -> date | None:
    found = deadline_of(round, stage)
    return None if found is None else found.due
