"""Which units lie in which team's area: about as many half-days for each, near to one another, none that the team may
not visit. Centres are moved to the middle of their areas a few times (k-medoids), shares are found as a flow of least cost.
"""

from collections.abc import Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from kaohe.fieldwork.timetables.model import Need
from kaohe.fieldwork.timetables.options import Options

_ROUNDS = 4
_NEVER = 10**7


def areas(options: Options, taken: Sequence[int]) -> list[list[str]]:
    """The units of each team, by id. `taken`: half-days that each team has given away before.

    A unit that no team may visit, or that finds no room, goes to nobody.
    """
    arrangement = options.arrangement
    needs = [need for need in arrangement.needs if need.half_days == 1]
    if arrangement.travel is None or not needs:
        return _in_order(options, needs)
    allowed = np.array(
        [[bool(_has_any(options, team, need)) for team in range(len(taken))] for need in needs]
    )
    index = [arrangement.travel.index[need.unit] for need in needs]
    rows = np.array([arrangement.travel.rows[row] for row in index], dtype=np.int64)[:, index]
    weights = np.array([need.times for need in needs])
    room = _room(options, taken, int(weights.sum()))
    centres = _apart(rows, len(taken))
    given = np.zeros(len(needs), dtype=np.int64)
    for _ in range(_ROUNDS):
        given = _flow(rows[:, centres], allowed, weights, room)
        centres = [_middle(rows, np.flatnonzero(given == team), centres[team]) for team in range(len(taken))]
    return [[needs[row].unit for row in np.flatnonzero(given == team)] for team in range(len(taken))]


def _has_any(options: Options, team: int, need: Need) -> bool:
    return any(options.fits(need, team, run) for run in options.permits.runs(1))


def _in_order(options: Options, needs: Sequence[Need]) -> list[list[str]]:
    """Without distances: stretches of the list, which mostly are neighbours."""
    teams = len(options.arrangement.teams)
    share = -(-len(needs) // teams)
    return [[need.unit for need in needs[team * share : (team + 1) * share]] for team in range(teams)]


def _room(options: Options, taken: Sequence[int], wanted: int) -> list[int]:
    """Visits that each team can take: an equal share and a little more, never more than it has half-days."""
    arrangement = options.arrangement
    most = len(arrangement.slots) if arrangement.limits.per_team is None else arrangement.limits.per_team
    free = [max(most - count, 0) * arrangement.limits.per_half_day for count in taken]
    share = -(-(wanted + sum(taken)) // len(taken))
    equal = [min(max(share - count, 0), room) for count, room in zip(taken, free, strict=True)]
    return equal if sum(equal) >= wanted else free


def _flow(
    costs: "np.ndarray", allowed: "np.ndarray", weights: "np.ndarray", room: Sequence[int]
) -> "np.ndarray":
    """For each need the team that gets it, -1 where none does. A need of several visits is not divided."""
    count, teams = costs.shape
    solver = min_cost_flow.SimpleMinCostFlow()
    needs, to = np.nonzero(allowed)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(needs, count + to, weights[needs], costs[needs, to])
    nowhere, sink = count + teams, count + teams + 1
    each, team = np.arange(count), np.arange(teams)
    solver.add_arcs_with_capacity_and_unit_cost(
        each, np.full(count, nowhere), weights, np.full(count, _NEVER)
    )
    solver.add_arcs_with_capacity_and_unit_cost(count + team, np.full(teams, sink), np.array(room), 0 * team)
    total = int(weights.sum())
    solver.add_arc_with_capacity_and_unit_cost(nowhere, sink, total, 0)
    solver.set_nodes_supplies(np.append(each, sink), np.append(weights, -total))
    given = np.full(count, -1)
    if solver.solve() != solver.OPTIMAL:
        return given
    flows = solver.flows(arcs)
    for position in np.argsort(flows, kind="stable"):
        if flows[position]:
            given[needs[position]] = to[position]
    return given


def _apart(rows: "np.ndarray", count: int) -> list[int]:
    """Centres far from one another: each the farthest from those before."""
    centres = [0]
    near = rows[:, 0].copy()
    while len(centres) < count:
        centres.append(int(near.argmax()))
        near = np.minimum(near, rows[:, centres[-1]])
    return centres


def _middle(rows: "np.ndarray", members: "np.ndarray", before: int) -> int:
    """The member that is nearest to all the others."""
    if not len(members):
        return before
    return int(members[rows[np.ix_(members, members)].sum(axis=1).argmin()])
