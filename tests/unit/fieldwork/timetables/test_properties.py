"""Solver, check and brute force, held to one another on small arrangements."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe.core.problem import has_errors
from kaohe.fieldwork.timetables import Arrangement, Stop, Wish, check_plan, cost_of
from kaohe.fieldwork.timetables import solve as solving
from kaohe.fieldwork.timetables.bound import least_travel
from kaohe.fieldwork.timetables.conflict import Limit, Must, conditions_of, explain, only
from kaohe.fieldwork.timetables.region import FEASIBLE, INFEASIBLE, OPTIMAL, UNKNOWN
from kaohe.fieldwork.timetables.solve import Settings, has_plan, solve
from tests.unit.fieldwork.timetables import instances

QUICK = Settings(seconds=20, workers=1)
_MOST_PLANS = 3000


def _errors(asked: Arrangement, plan: tuple[Stop, ...]) -> list[str]:
    return [str(problem) for problem in check_plan(asked, plan) if has_errors([problem])]


@given(instances.arrangements())
@settings(max_examples=120)
def test_a_plan_is_the_best_of_all_that_the_check_lets_pass(asked: Arrangement) -> None:
    assume(instances.places(asked) <= _MOST_PLANS)
    outcome = solve(asked, (), QUICK)
    plans = list(instances.every_plan(asked))
    if not plans:
        assert outcome.status == INFEASIBLE
        assert outcome.conflict is not None
        return
    assert outcome.status == OPTIMAL
    assert _errors(asked, outcome.stops) == []
    assert outcome.cost == cost_of(asked, outcome.stops)
    assert outcome.cost.weighed == min(cost_of(asked, plan).weighed for plan in plans)
    assert outcome.bound == outcome.cost.weighed


@given(instances.arrangements(), st.sampled_from(["FEW_COLUMNS", "MOST_COLUMNS"]))
@settings(max_examples=60)
def test_columns_and_circuits_and_pieces_before_them_come_to_the_same(asked: Arrangement, name: str) -> None:
    """With pieces first (no columns are few), and by circuits alone (any columns are too many)."""
    assume(instances.places(asked) <= _MOST_PLANS)
    usual = solve(asked, (), QUICK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, name, -1)
        other = solve(asked, (), QUICK)
    assert (other.status, other.bound) == (usual.status, usual.bound)
    assert (other.cost is None) == (usual.cost is None)
    if other.cost is not None and usual.cost is not None:
        assert other.cost.weighed == usual.cost.weighed
        assert _errors(asked, other.stops) == []


@given(instances.arrangements(3))
@settings(max_examples=80)
def test_a_conflict_conflicts_and_needs_each_of_its_members(asked: Arrangement) -> None:
    assume(instances.places(asked) <= _MOST_PLANS)
    outcome = solve(asked, (), QUICK)
    conflict = outcome.conflict
    if conflict is None:
        return
    if Limit("apart") not in conflict.conditions:
        asked = replace(asked, limits=replace(asked.limits, apart=None))
    asks = only(asked, conflict.conditions, conflict.units)
    assert next(instances.every_plan(asks), None) is None
    assert conflict.sentences
    if not conflict.smallest:
        return
    for given_up in conflict.conditions:
        kept = [condition for condition in conflict.conditions if condition != given_up]
        assert next(instances.every_plan(only(asked, kept, conflict.units)), None) is not None, given_up
    for unit in () if Limit("apart") in conflict.conditions else conflict.units:
        left = [other for other in conflict.units if other != unit]
        assert (
            not left or next(instances.every_plan(only(asked, conflict.conditions, left)), None) is not None
        )


@given(instances.arrangements(3), st.data())
@settings(max_examples=60)
def test_planning_again_keeps_what_is_fixed_and_changes_the_least(
    asked: Arrangement, data: st.DataObject
) -> None:
    assume(instances.places(asked) <= _MOST_PLANS)
    asked = replace(asked, wishes=tuple(wish for wish in asked.wishes if not wish.must))
    plans = list(instances.every_plan(asked))
    if not plans:
        return
    before = data.draw(st.sampled_from(plans))
    moved = data.draw(st.sampled_from(asked.needs))
    kept = tuple(
        Stop(s.slot, s.team, s.unit, True) for s in data.draw(st.sampled_from(plans)) if s.unit == moved.unit
    )
    hand = (*(stop for stop in before if stop.unit != moved.unit), *kept)
    outcome = solve(asked, hand, QUICK)
    possible = [plan for plan in plans if set(kept) <= set(plan)]
    assert possible  # the plan that the fixed visit was taken from
    assert outcome.status == OPTIMAL
    assert set(kept) <= set(outcome.stops)
    assert {stop for stop in outcome.stops if stop.fixed} == set(kept)
    assert outcome.cost is not None
    assert outcome.cost.rank == min(cost_of(asked, plan, hand).rank for plan in possible)


@given(instances.arrangements(4, True))
@settings(max_examples=80)
def test_no_plan_is_shorter_than_the_bound(asked: Arrangement) -> None:
    assume(instances.places(asked) <= _MOST_PLANS)
    costs = [cost_of(asked, plan).travel for plan in instances.every_plan(asked)]
    assert least_travel(asked) <= min(costs, default=10**9)


@given(instances.arrangements())
@settings(max_examples=80)
def test_a_plan_made_in_pieces_is_a_plan(asked: Arrangement) -> None:
    assume(instances.places(asked) <= _MOST_PLANS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "MOST_PLACES", 0)
        outcome = solve(asked, (), QUICK)
    costs = [cost_of(asked, plan).weighed for plan in instances.every_plan(asked)]
    if not costs:
        assert outcome.status in (INFEASIBLE, UNKNOWN)
    elif outcome.status in (OPTIMAL, FEASIBLE):
        assert outcome.cost is not None
        assert outcome.bound is not None
        assert _errors(asked, outcome.stops) == []
        assert outcome.bound <= min(costs) <= outcome.cost.weighed
        assert outcome.status == FEASIBLE or outcome.cost.weighed == min(costs)
    else:
        assert outcome.status == UNKNOWN  # nothing was found, and nothing is claimed


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    asked = instances.arrangement(6, 2, travel=instances.travel(range(15), [f"U{n}" for n in range(6)]))
    plans = {solve(asked, (), Settings(seed=seed)).stops for _ in range(3)}
    assert len(plans) == 1


def test_a_must_that_cannot_be_is_named() -> None:
    asked = instances.arrangement(2)
    asked = replace(
        asked, wishes=(Wish("U0", team="T0", must=True), Wish("U0", team="T0", go=False, must=True))
    )
    outcome = solve(asked, (), QUICK)
    assert outcome.conflict is not None
    assert set(outcome.conflict.conditions) == {Must(wish) for wish in asked.wishes}


def test_a_conflict_found_too_late_is_told_whole() -> None:
    asked = replace(
        instances.arrangement(2),
        wishes=tuple(Wish("U0", team=f"T{n}", go=False, must=True) for n in range(2)),
    )
    asked = replace(asked, needs=(replace(asked.needs[0], times=2), asked.needs[1]))
    conflict = explain(asked, has_plan, shown=True, until=0)
    assert conflict is not None
    assert not conflict.smallest
    assert set(conflict.conditions) == set(conditions_of(asked))
