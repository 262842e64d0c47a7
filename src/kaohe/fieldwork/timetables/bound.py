"""How short the roads of any plan must be at least: a flow of least cost over visits, legs and ways home.

Each visit has two ends (a visit of several days on its last); an end is joined to another visit of the same day, or to the
base. No more days can be begun and ended than teams have, nor fewer than the visits fill. What this leaves out (that the
legs of a day hang together, who may go where) only makes roads longer. Of each visit's legs the nearest are in the network one by
one, all others as one that is as short as the shortest of them.
"""

import numpy as np
from ortools.graph.python import min_cost_flow

from kaohe.fieldwork.timetables.model import Arrangement, Need

_NEAREST = 40


def least_travel(arrangement: Arrangement) -> int:
    """A lower bound of the roads of every plan; 0 where distances are unknown."""
    travel = arrangement.travel
    needs = [need for need in arrangement.needs for _ in range(need.times)]
    if travel is None or not needs:
        return 0
    index = np.array([travel.index[need.unit] for need in needs])
    rows = np.array([travel.rows[row] for row in dict.fromkeys(index.tolist())], dtype=np.int64)
    place = {row: n for n, row in enumerate(dict.fromkeys(index.tolist()))}
    own = np.array([place[row] for row in index.tolist()])
    lengths = rows[own][:, index]
    base = np.array([travel.from_base(need.unit) for need in needs], dtype=np.int64)
    most, days = _most_in_day(arrangement), (_fewest_days(arrangement), _team_days(arrangement))
    if most == 1:
        return int(2 * base.sum())
    square = rows[:, list(place)]
    return max(
        _flow(lengths, own, base, days, 1 if most <= 2 else 2), _out_and_home(arrangement, square, base, own)
    )


def _team_days(arrangement: Arrangement) -> int:
    """Days of teams on which they go out at all."""
    days = {
        (team.name, slot.day)
        for team in arrangement.teams
        for slot in arrangement.slots
        if not any(span.holds(slot) for span in team.away)
    }
    return len(days)


def _fewest_days(arrangement: Arrangement) -> int:
    """Days of teams that the visits fill at least."""
    limits, needs = arrangement.limits, arrangement.needs
    halves = _halves(arrangement)
    own = {need.unit: _last_day(need, halves) for need in needs}
    large = sum(own[need.unit] * need.times for need in needs if not need.small)
    small = sum(need.times for need in needs if need.small)
    filled = -(-(large + -(-small // limits.per_half_day)) // halves)
    return max(filled, -(-sum(need.times for need in needs) // _most_in_day(arrangement)))


def _last_day(need: Need, halves: int) -> int:
    """Half-days that a visit takes on its last day."""
    return min(halves, need.half_days if need.half_days <= 2 else 2 - need.half_days % 2)


def _out_and_home(arrangement: Arrangement, rows: "np.ndarray", base: "np.ndarray", own: "np.ndarray") -> int:
    """Another bound: a day's road goes out to its farthest visit and home, which is no less than the mean of all its
    visits, each weighed by the part of the day it takes. Ways are the shortest by whatever units lie between.
    """
    if arrangement.travel is None or arrangement.travel.base is None:
        return 0
    away = np.zeros(len(rows), dtype=np.int64)
    away[own] = base
    waiting = np.ones(len(rows), dtype=bool)
    while waiting.any():
        nearest = int(np.where(waiting, away, np.iinfo(np.int64).max).argmin())
        waiting[nearest] = False
        away = np.minimum(away, away[nearest] + rows[nearest])
    halves, room = _halves(arrangement), arrangement.limits.per_half_day
    needs = [need for need in arrangement.needs for _ in range(need.times)]
    shares = np.array([1 if need.small else room * _last_day(need, halves) for need in needs])
    return -(-2 * int((shares * away[own]).sum()) // (room * halves))


def _halves(arrangement: Arrangement) -> int:
    """Half-days of the longest day."""
    days = [slot.day for slot in arrangement.slots]
    return max(days.count(day) for day in set(days))


def _most_in_day(arrangement: Arrangement) -> int:
    """Visits that fit in a day of a team."""
    limits = arrangement.limits
    most = _halves(arrangement) * (
        limits.per_half_day if any(need.small for need in arrangement.needs) else 1
    )
    return most if limits.per_day is None else min(most, limits.per_day)


def _flow(
    lengths: "np.ndarray", unit: "np.ndarray", base: "np.ndarray", days: tuple[int, int], legs: int
) -> int:
    """`days`: that are begun and ended at least and at most. `legs`: how many legs of one visit there can be on its day.
    Lengths count twice, from both ends.
    """
    count = len(lengths)
    each = np.arange(count)
    ends, out, into, others = each, count + each, 2 * count + each, 3 * count + each
    home, start, far = 4 * count, 4 * count + 1, 4 * count + 2
    never = np.iinfo(np.int64).max
    apart = np.where(unit[:, None] == unit[None, :], never, lengths)  # two visits of one unit are no leg
    order = np.argsort(apart, axis=1, kind="stable")[:, : _NEAREST + 1]
    costs = np.take_along_axis(apart, order, axis=1)
    solver = min_cost_flow.SimpleMinCostFlow()

    def arcs(tails: "np.ndarray", heads: "np.ndarray", capacity: int, cost: "np.ndarray | int" = 0) -> None:
        shape = np.broadcast_shapes(np.shape(tails), np.shape(heads))
        tails, heads = np.broadcast_to(tails, shape), np.broadcast_to(heads, shape)
        price = np.broadcast_to(np.asarray(cost, dtype=np.int64), shape)
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, np.full(shape, capacity), price)

    arcs(ends, out, legs)
    arcs(into, others, legs)
    near = costs[:, :_NEAREST] < never
    tails = np.repeat(each, near.sum(axis=1))
    arcs(out[tails], into[order[:, :_NEAREST][near]], 1, costs[:, :_NEAREST][near])
    if costs.shape[1] > _NEAREST:
        beyond = costs[:, _NEAREST] < never
        arcs(out[beyond], np.array(far), legs, costs[beyond, _NEAREST])
        arcs(np.array(far), into, legs)
    arcs(ends, np.array(home), 2, base)
    arcs(np.array(start), others, 2, base)
    fewest, most = days
    if most < fewest:
        return 0  # there is no plan at all
    solver.add_arc_with_capacity_and_unit_cost(home, start, 2 * (most - fewest), 0)
    solver.set_nodes_supplies(np.array((home, start)), np.array((-2 * fewest, 2 * fewest)))
    solver.set_nodes_supplies(
        np.concatenate((ends, others)), np.concatenate((np.full(count, 2), np.full(count, -2)))
    )
    if solver.solve() != solver.OPTIMAL:
        return 0
    return -(-int(solver.optimal_cost()) // 2)
