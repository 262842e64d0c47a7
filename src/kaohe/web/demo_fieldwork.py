"""Inspection in the example's round: places drawn, a timetable, two visits, one of which the office has accepted."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from kaohe.fieldwork.checklists.model import YES, Answers, Asked, Checklist, Question
from kaohe.fieldwork.draws import Spot, frame_of
from kaohe.fieldwork.timetables import Half, Slot, Stop
from kaohe.fieldwork.timetables.days import Calendar
from kaohe.web.accounts.models import User
from kaohe.web.fieldwork import draws_actions, visits_actions
from kaohe.web.fieldwork.checklists import checklists_for, table_of
from kaohe.web.fieldwork.draws_asking import FIRST, asked_of
from kaohe.web.fieldwork.draws_keeping import Uploaded
from kaohe.web.fieldwork.models import Timetable, Visit, VisitState
from kaohe.web.fieldwork.places import places_of
from kaohe.web.fieldwork.timetable_actions import rows_of
from kaohe.web.fieldwork.timetable_asking import first_wishes
from kaohe.web.rounds.models import Round

_TEAMS = ("第一组", "第二组")
_PLACES = ("东河", "西湾", "南桥", "北岭", "中和", "青石")
_SEED = "3-6-1-5-2-4"


def inspect(round: Round, office: User, inspector: User) -> None:
    """Everything, as the office and a team would do it."""
    checklist = checklists_for(round)[0]
    visits_actions.set_form(
        round=round, table=checklist.table, position=False, teams="\n".join(_TEAMS), by=office
    )
    _draw(round, table_of(round, checklist.table).level, office)
    _plan(round, table_of(round, checklist.table).level, office)
    _visit(round, checklist, office, inspector)


def accept_the_rest(round: Round, by: User) -> None:
    """The office has looked at every visit."""
    waiting = Visit.objects.filter(round=round, state=VisitState.RECEIVED)
    if editions := dict(waiting.values_list("pk", "edition")):
        visits_actions.decide_visits(
            round=round, editions=editions, state=VisitState.ACCEPTED, reason="", by=by
        )


def _draw(round: Round, level: str, by: User) -> None:
    """Two of six places below each unit."""
    spots = [
        Spot(f"{unit.code}{number:02}", f"{name}{'社区' if unit.unit_class == '街道' else '村'}", unit.name,
             "社区" if unit.unit_class == "街道" else "村", 400 + 130 * number)
        for unit in round.units.filter(level=level)
        for number, name in enumerate(_PLACES, 1)
    ]  # fmt: skip
    uploaded = Uploaded("检查点名单.csv", frame_of(spots))
    asked = asked_of(FIRST | {"seed": "committed"})
    draw = draws_actions.plan_draw(
        round=round, draw=None, title="检查点抽样", uploaded=uploaded, asked=asked, edition=0, by=by
    )
    draw = draws_actions.publish_draw(draw=draw, seed=_SEED, edition=draw.edition, by=by)
    draws_actions.draw_now(draw=draw, number="", edition=draw.edition, by=by)


def _plan(round: Round, level: str, by: User) -> None:
    """Turn by turn, without the planner, which an installation need not have."""
    units = list(round.units.filter(level=level))
    start = timezone.localdate() + timedelta(days=7)
    needed = -(-len(units) // (len(_TEAMS) * len(Half)))
    days = Calendar().working_days(start, start + timedelta(days=60))[:needed]
    slots = [Slot(day, half) for day in days for half in Half]
    stops = [
        Stop(slots[number // len(_TEAMS)], _TEAMS[number % len(_TEAMS)], unit.code)
        for number, unit in enumerate(units)
    ]
    wishes = first_wishes(round) | {
        "level": level,
        "visit": [unit.code for unit in units],
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "teams": "第一组：王科长、李主任\n第二组：陈科长、周主任",
    }
    plan = {"stops": rows_of(stops), "status": "hand"}
    Timetable.objects.create(round=round, wishes=wishes, plan=plan, by=by)


def _visit(round: Round, checklist: Checklist, office: User, by: User) -> None:
    places = places_of(round)
    level = table_of(round, checklist.table).level
    units = [unit for unit in round.units.filter(level=level) if unit.code in places][:2]
    today = timezone.localdate().isoformat()
    visits = []
    for number, unit in enumerate(units):
        answers = Answers(
            str(UUID(int=round.pk * 100 + number, version=4)), unit.code, places[unit.code][0], _TEAMS[number],
            f"{today}T{9 + number:02}:30",
            {question.name: value for question in checklist.questions if (value := _answer(question, number))},
            {checklist.questions[0].name: "台账齐全，公示栏更新到上月。"},
        )  # fmt: skip
        visits.append(
            visits_actions.receive_visit(
                round=round, checklist=checklist, answers=answers, base=0, by=by
            ).visit
        )
    first = visits[0]
    visits_actions.decide_visits(
        round=round, editions={first.pk: first.edition}, state=VisitState.ACCEPTED, reason="", by=office
    )


def _answer(question: Question, number: int) -> str:
    if question.asked is Asked.CHECKED:
        return f"{30 + 10 * number}/{number}"
    if question.asked is Asked.YES_NO:
        return YES
    return "0" if question.asked is Asked.COUNT else ""
