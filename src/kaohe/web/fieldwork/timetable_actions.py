"""Decisions about the timetable: what is asked, what the planner answered, what is moved by hand and stays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused
from kaohe.fieldwork.timetables import Arrangement, Half, Slot, Stop, check_plan
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.fieldwork.models import Timetable
from kaohe.web.fieldwork.timetable_asking import arrangement_of
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.tasks.jobs import start
from kaohe.web.tasks.models import Job

PLAN = "timetable.plan"


@transaction.atomic
def keep_wishes(*, round: Round, wishes: Mapping[str, Any], edition: int, by: User) -> Timetable:
    """What is asked of the planner. The plan there is stays until another is made."""
    held = _held(round, edition, by)
    _arranged(held.round, wishes)
    held.wishes = dict(wishes)
    _save(held, by)
    record("timetable.asked", by=by, subject=held.round.title, round=held.round_id)
    return held


@transaction.atomic
def ask_plan(*, round: Round, edition: int, by: User) -> Job:
    """Have it planned in the background; once for one edition, however often it is pressed."""
    held = _held(round, edition, by)
    _arranged(held.round, held.wishes)
    key = f"{PLAN}-{held.pk}-{held.edition}"
    title = _("排检查日程")
    return start(
        PLAN,
        key=key,
        title=title,
        asked={"timetable": held.pk, "edition": held.edition},
        by=by,
        round=held.round,
    )


@transaction.atomic
def keep_plan(*, timetable: int, edition: int, plan: Mapping[str, Any], words: str, by: User) -> Timetable:
    """What the planner answered, unless something was changed while it planned."""
    held = Timetable.objects.select_for_update().select_related("round").get(pk=timetable)
    if held.edition != edition:
        raise Refused("timetable.moved-on", _("排的时候安排又改过了，这一次的没有采用。请再排一次。"))
    held.plan = dict(plan)
    _save(held, by)
    record("timetable.planned", by=by, subject=held.round.title, round=held.round_id, words=words)
    return held


@transaction.atomic
def move_unit(*, round: Round, unit: str, team: str, slot: str, edition: int, by: User) -> Timetable:
    """Put a unit where somebody wants it, and there it stays; `slot` empty: it may be moved again by the planner."""
    held = _held(round, edition, by)
    arrangement = _arranged(held.round, held.wishes)
    need = arrangement.need(unit)
    if need is None:
        raise Refused("timetable.no-such-unit", _("这个单位不在要检查的单位里。"))
    stops = list(stops_of(held.plan))
    if not slot:
        stops = [Stop(each.slot, each.team, each.unit) if each.unit == unit else each for each in stops]
        what = _("%(unit)s放开") % {"unit": need.name}
    else:
        at = _slot(slot)
        if at not in arrangement.slots or arrangement.team(team) is None:
            raise Refused("timetable.no-such-slot", _("没有这个组或这个半天，请刷新页面。"))
        first = arrangement.slots.index(at)
        if need.half_days == 2 and at.half is Half.AFTERNOON:
            raise Refused("timetable.whole-day", _("查一整天的要从上午开始。"))
        mine = [
            Stop(each, team, unit, fixed=True) for each in arrangement.slots[first : first + need.half_days]
        ]
        moved = _visit_near(stops, unit, at.day, need.times)
        stops = sorted([each for each in stops if each not in moved] + mine)
        what = _("%(unit)s改到%(slot)s，%(team)s") % {"unit": need.name, "slot": str(at), "team": team}
    held.plan = held.plan | {"stops": rows_of(stops), "status": "hand"}
    _save(held, by)
    record("timetable.moved", by=by, subject=held.round.title, round=held.round_id, unit=unit, what=what)
    return held


def _visit_near(stops: Sequence[Stop], unit: str, day: date, times: int) -> list[Stop]:
    """The half-days of a unit that a move replaces: all of them; of a unit that is visited several times, those of the day
    nearest to the new one, once all visits are planned."""
    own = [stop for stop in stops if stop.unit == unit]
    days = {stop.slot.day for stop in own}
    if times == 1:
        return own
    if len(days) < times and day not in days:
        return []
    nearest = min(days, key=lambda each: (abs((each - day).days), each))
    return [stop for stop in own if stop.slot.day == nearest]


def stops_of(plan: Mapping[str, Any]) -> tuple[Stop, ...]:
    """The stops of a plan as the library takes them."""
    return tuple(
        Stop(Slot(date.fromisoformat(day), Half(half)), team, unit, fixed)
        for day, half, team, unit, fixed in plan.get("stops", ())
    )


def rows_of(stops: Sequence[Stop]) -> list[list[Any]]:
    """The stops as they are kept."""
    return [
        [stop.slot.day.isoformat(), int(stop.slot.half), stop.team, stop.unit, stop.fixed] for stop in stops
    ]


def problems_of(arrangement: Arrangement, plan: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Everything that a plan breaks, made by the planner or by hand."""
    stops = stops_of(plan)
    return check_plan(arrangement, stops) if stops else ()


def _held(round: Round, edition: int, by: User) -> Timetable:
    locked = locked_round(round)
    require_open(locked, Thing.INSPECTION)
    if not by.has(Role.OFFICE):
        raise Refused("timetable.office", _("日程由考核办排。"))
    held = Timetable.objects.select_for_update().filter(round=locked).first()
    if (held.edition if held else 0) != edition:
        raise Refused("timetable.moved-on", _("日程刚刚有人改过，请刷新页面再办。"))
    return held or Timetable(round=locked, edition=0)


def _arranged(round: Round, wishes: Mapping[str, Any]) -> Arrangement:
    if not wishes:
        raise Refused("timetable.not-asked", _("请先写检查组、日期和单位，保存。"))
    arrangement, problems = arrangement_of(round, wishes)
    if arrangement is None:
        raise Refused("timetable.wrong", _("安排里有要改的地方。"), problems)
    return arrangement


def _save(held: Timetable, by: User) -> None:
    held.edition += 1
    held.by = by
    held.save()


def _slot(text: str) -> Slot:
    day, _stroke, half = text.partition("/")
    try:
        return Slot(date.fromisoformat(day), Half(int(half)))
    except ValueError:
        raise Refused("timetable.no-such-slot", _("没有这个组或这个半天，请刷新页面。")) from None
