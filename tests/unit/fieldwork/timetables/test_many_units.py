"""A plan made in pieces, of more units than one model takes: it holds, it is good, and planning again changes little."""

from dataclasses import replace

import pytest
from benchmarks.fieldwork.timetable import make

from kaohe.core.problem import has_errors
from kaohe.fieldwork.timetables import Arrangement, Span, check_plan
from kaohe.fieldwork.timetables import solve as solving
from kaohe.fieldwork.timetables.region import FEASIBLE, OPTIMAL
from kaohe.fieldwork.timetables.solve import Outcome, Settings, gap, solve

SETTINGS = Settings(seconds=60)


@pytest.fixture(scope="module")
def asked() -> Arrangement:
    return make(130, 6, 13, 1, True)


@pytest.fixture(scope="module")
def outcome(asked: Arrangement) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "MOST_PLACES", 0)
        return solve(asked, (), SETTINGS)


def test_it_holds_and_is_near_the_bound(asked: Arrangement, outcome: Outcome) -> None:
    assert outcome.status in (FEASIBLE, OPTIMAL)
    assert not outcome.whole
    assert not has_errors(check_plan(asked, outcome.stops))
    found = gap(outcome)
    assert found is not None
    assert found <= 80  # thousandths; without the pieces it is several hundred


def test_planning_again_moves_those_who_must_and_hardly_anybody_else(
    asked: Arrangement, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = outcome.stops[0].slot.day
    team = outcome.stops[0].team
    ill = replace(
        asked, teams=tuple(replace(t, away=(Span(day),)) if t.name == team else t for t in asked.teams)
    )
    must_move = [stop for stop in outcome.stops if stop.team == team and stop.slot.day == day]
    monkeypatch.setattr(solving, "MOST_PLACES", 0)
    again = solve(ill, outcome.stops, SETTINGS)
    assert not has_errors(check_plan(ill, again.stops))
    assert again.cost is not None
    assert len(must_move) <= again.cost.changed <= len(must_move) + 2


def test_a_unit_that_nobody_may_visit_is_named_at_once(
    asked: Arrangement, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = asked.needs[0].unit
    teams = tuple(
        replace(team, members=(replace(team.members[0], avoids=frozenset({unit})), *team.members[1:]))
        for team in asked.teams
    )
    monkeypatch.setattr(solving, "MOST_PLACES", 0)
    found = solve(replace(asked, teams=teams), (), SETTINGS).conflict
    assert found is not None
    assert found.units == (unit,)
    assert len(found.conditions) == len(asked.teams)
