"""Some visits and the half-days they may stand in, as a model of OR-Tools' CP-SAT: the whole arrangement, or a piece of it.

For each visit and option a yes-or-no variable; each half-day of a team holds one large or a few small units; each day
of a team is a circuit from the base through its units and home, the morning's before the afternoon's.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from kaohe.fieldwork.timetables.check import wish_met
from kaohe.fieldwork.timetables.cost import scale_of
from kaohe.fieldwork.timetables.model import Half, Stop, Wish
from kaohe.fieldwork.timetables.options import Job, Option, Options

_LAST_DIGITS = 1e-6
OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"
Literal = Any
"""A yes-or-no variable of the solver, whose own types are not for others."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how: seconds on the clock, the solver's own measure of work (0: no limit), processes, and the seed.

    What ends by its own measure of work, or by a proof, comes out the same on every machine.
    """

    seconds: float
    work: float = 0
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What stands outside a piece: half-days of each team there, the other visits of the piece's units, and how far
    loads may be apart at most (None: any).
    """

    loads: Sequence[int]
    stops: tuple[Stop, ...] = ()
    apart: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the solver came to: the option of each visit (empty where there is none), its cost and a lower bound."""

    status: str
    chosen: tuple[Option, ...] = ()
    cost: int = 0
    bound: int = 0

    @property
    def has_plan(self) -> bool:
        return self.status in (OPTIMAL, FEASIBLE)


class Region:
    """The model. `before`: the plan to change as little as possible. `weigh` False: any plan will do."""

    def __init__(
        self,
        options: Options,
        jobs: Sequence[Job],
        *,
        around: Around | None = None,
        before: Iterable[Stop] = (),
        weigh: bool = True,
    ) -> None:
        self.options, self.arrangement, self.jobs = options, options.arrangement, jobs
        self.around = around or Around([0] * len(self.arrangement.teams), (), self.arrangement.limits.apart)
        self.model = cp_model.CpModel()
        self.x = [[self.model.new_bool_var("") for _ in job.options] for job in jobs]
        self.cost: list[Any] = []
        self.legs: list[Any] = []
        self.jobs_of: dict[str, list[int]] = defaultdict(list)
        for index, job in enumerate(jobs):
            self.jobs_of[job.need.unit].append(index)
        self._each_once()
        self._cells()
        self._loads(weigh)
        self._musts()
        if weigh:
            _Routes(self).add()
            self._wishes()
            self._changes(tuple(before))
            if self.cost:
                self.model.minimize(sum(self.cost))

    def at_least(self, length: int) -> None:
        """A bound on the roads that is known beforehand; it shortens the proof."""
        if self.legs and length:
            self.model.add(sum(self.legs) >= length)

    def hint(self, chosen: Mapping[int, Option]) -> None:
        """Begin near this."""
        for index, option in chosen.items():
            for literal, other in zip(self.x[index], self.jobs[index].options, strict=True):
                self.model.add_hint(literal, other == option)

    def solve(self, effort: Effort, near: Mapping[int, Option] | None = None) -> Found:
        """`near`: a plan to begin with."""
        if near:
            self.hint(near)
        solver = cp_model.CpSolver()
        parameters_of(solver, effort)
        found = outcome_of(solver.solve(self.model), solver if self.model.has_objective() else None)
        if not found.has_plan:
            return found
        chosen = tuple(
            next(
                option
                for literal, option in zip(self.x[index], job.options, strict=True)
                if solver.value(literal)
            )
            for index, job in enumerate(self.jobs)
        )
        return replace(found, chosen=chosen)

    def where(self, unit: str, wish: Wish) -> list[Literal]:
        """The options of a unit that are the visit wished for."""
        teams, slots = self.arrangement.teams, self.arrangement.slots
        return [
            literal
            for index in self.jobs_of[unit]
            for literal, option in zip(self.x[index], self.jobs[index].options, strict=True)
            if any(wish.meets(teams[option.team].name, slots[slot]) for slot in option.run)
        ]

    def _each_once(self) -> None:
        """Every visit has its place; visits of one unit stand on days of their own, in their order."""
        for literals in self.x:
            self.model.add_exactly_one(literals)
        slots = self.arrangement.slots
        number = {day: n for n, day in enumerate(dict.fromkeys(slot.day for slot in slots))}
        for indices in self.jobs_of.values():
            for one, next_ in pairwise(indices):
                ends = [(x, number[slots[o.run[-1]].day]) for x, o in self._pairs(one)]
                begins = [(x, number[slots[o.run[0]].day]) for x, o in self._pairs(next_)]
                self.model.add(sum(x * day for x, day in begins) >= sum(x * day for x, day in ends) + 1)

    def _pairs(self, index: int) -> list[tuple[Literal, Option]]:
        return list(zip(self.x[index], self.jobs[index].options, strict=True))

    def _cells(self) -> None:
        """What fits in a half-day of a team, and in its day."""
        limits, slots = self.arrangement.limits, self.arrangement.slots
        room = limits.per_half_day
        self.cells: dict[tuple[int, int], list[tuple[Literal, int]]] = defaultdict(list)
        days: dict[tuple[int, object], dict[int, list[Literal]]] = defaultdict(lambda: defaultdict(list))
        for index, job in enumerate(self.jobs):
            for literal, option in self._pairs(index):
                for slot in option.run:
                    self.cells[option.team, slot].append((literal, 1 if job.need.small else room))
                for day in {slots[slot].day for slot in option.run}:
                    days[option.team, day][index].append(literal)
        for cell in self.cells.values():
            if room == 1:
                self.model.add_at_most_one(literal for literal, _ in cell)
            else:
                self.model.add(sum(literal * size for literal, size in cell) <= room)
        if limits.per_day is not None:
            for visits in days.values():
                self.model.add(sum(x for literals in visits.values() for x in literals) <= limits.per_day)

    def _loads(self, weigh: bool) -> None:
        """Half-days of each team: within the limits, and near to one another."""
        limits, weight = self.arrangement.limits, self.arrangement.weights.balance * weigh
        if limits.per_team is None and self.around.apart is None and not weight:
            return
        loads: list[Any] = list(self.around.loads)
        for (team, _), cell in self.cells.items():
            used = cell[0][0] if len(cell) == 1 else self._any([literal for literal, _ in cell])
            loads[team] = loads[team] + used
        for load in loads:
            if limits.per_team is not None and not isinstance(load, int):
                self.model.add(load <= limits.per_team)
        if len(loads) < 2 or (self.around.apart is None and not weight):
            return
        most = len(self.arrangement.slots)
        low, high = self.model.new_int_var(0, most, "low"), self.model.new_int_var(0, most, "high")
        for load in loads:
            self.model.add(low <= load)
            self.model.add(high >= load)
        if self.around.apart is not None:
            self.model.add(high - low <= self.around.apart)
        if weight:
            self.cost.append((high - low) * (weight * scale_of(self.arrangement)))

    def any_of(self, literals: Sequence[Literal]) -> Any:
        """Whether any of literals of which at most one is true is; None where there are none."""
        if len(literals) < 2:
            return literals[0] if literals else None
        either = self.model.new_bool_var("")
        self.model.add(sum(literals) == either)
        return either

    def _any(self, literals: Sequence[Literal]) -> Literal:
        """Whether any is true, where several may be."""
        either = self.model.new_bool_var("")
        self.model.add_max_equality(either, literals)
        return either

    def _musts(self) -> None:
        """Options know the musts of one visit; of several visits one at least is the one that must be."""
        for unit, indices in self.jobs_of.items():
            need = self.jobs[indices[0]].need
            for wish in self.options.musts(need):
                if wish.go and need.times > 1 and not wish_met(wish, self._stops_of(unit)):
                    self.model.add_bool_or([*self.where(unit, wish), False])

    def _stops_of(self, unit: str) -> list[Stop]:
        return [stop for stop in self.around.stops if stop.unit == unit]

    def _wishes(self) -> None:
        weight = self.arrangement.weights.wish * scale_of(self.arrangement)
        for wish in self.arrangement.wishes:
            if wish.must or wish.unit not in self.jobs_of or not weight:
                continue
            asked = Wish(wish.unit, wish.spans, wish.team)
            outside = wish_met(asked, self._stops_of(wish.unit))
            literals = self.where(wish.unit, wish)
            visited = 1 if outside else self._any(literals) if literals else 0
            self.cost.append(weight * (1 - visited) if wish.go else weight * visited)

    def _changes(self, before: tuple[Stop, ...]) -> None:
        """Each stop of the plan before that is no more costs more than everything else together."""
        kept, teams, slots = set(self.around.stops), self.arrangement.teams, self.arrangement.slots
        for stop in before:
            if stop.unit not in self.jobs_of or stop in kept:
                continue
            same = [
                literal
                for index in self.jobs_of[stop.unit]
                for literal, option in self._pairs(index)
                if teams[option.team].name == stop.team
                and any(slots[slot] == stop.slot for slot in option.run)
            ]
            self.cost.append(self.options.change_weight * (1 - sum(same)))


class _Routes:
    """The circuits of a region, where distances are known and count."""

    def __init__(self, region: Region) -> None:
        self.region, self.model = region, region.model
        self.travel, self.weight = region.arrangement.travel, region.arrangement.weights.travel

    def add(self) -> None:
        if self.travel is None or not self.weight:
            return
        slots = self.region.arrangement.slots
        days: dict[tuple[int, object], dict[int, tuple[list[Literal], list[Literal], list[Literal]]]] = {}
        for index in range(len(self.region.jobs)):
            for literal, option in self.region._pairs(index):
                for day in {slots[slot].day for slot in option.run}:
                    here = days.setdefault((option.team, day), {}).setdefault(index, ([], [], []))
                    here[2].append(literal)
                    for slot in option.run:
                        if slots[slot].day == day:
                            here[slots[slot].half].append(literal)
        for visits in days.values():
            self._circuit(visits)

    def _circuit(self, visits: Mapping[int, tuple[list[Literal], list[Literal], list[Literal]]]) -> None:
        """One team's day: node 0 is the base."""
        assert self.travel is not None
        model, any_of = self.model, self.region.any_of
        units = [self.region.jobs[index].need.unit for index in visits]
        here = [any_of(literals) for _, _, literals in visits.values()]
        early = [any_of(parts[Half.MORNING]) for parts in visits.values()]
        late = [any_of(parts[Half.AFTERNOON]) for parts in visits.values()]
        idle = model.new_bool_var("")
        arcs: list[tuple[int, int, Literal]] = [(0, 0, idle)]
        for one, unit in enumerate(units):
            out, home = model.new_bool_var(""), model.new_bool_var("")
            arcs += [(0, one + 1, out), (one + 1, 0, home), (one + 1, one + 1, ~here[one])]
            self._costs(self.travel.from_base(unit), out + home)
            for other, next_ in enumerate(units):
                if one == other:
                    continue
                leg = model.new_bool_var("")
                arcs.append((one + 1, other + 1, leg))
                self._costs(self.travel.between(unit, next_), leg)
                if late[one] is not None and early[other] is not None:
                    model.add_bool_or([~leg, ~late[one], ~early[other]])
        model.add_circuit(arcs)

    def _costs(self, length: int, times: Any) -> None:
        if length:
            self.region.legs.append(length * times)
            self.region.cost.append(length * self.weight * times)


def parameters_of(solver: cp_model.CpSolver, effort: Effort) -> None:
    """Tell the solver how long and how. Several processes are made to come out the same every time."""
    parameters = solver.parameters
    parameters.max_time_in_seconds = effort.seconds
    if effort.work:
        parameters.max_deterministic_time = effort.work
    parameters.num_workers = effort.workers
    parameters.interleave_search = effort.workers > 1
    parameters.random_seed = effort.seed


def outcome_of(status: Any, solver: cp_model.CpSolver | None = None) -> Found:
    """The solver's status, and (where it had something to weigh) cost and bound."""
    name = _STATUS.get(status, UNKNOWN)
    if solver is None or name not in (OPTIMAL, FEASIBLE):
        return Found(name)
    return Found(name, (), round(solver.objective_value), _up(solver.best_objective_bound))


_STATUS = {cp_model.OPTIMAL: OPTIMAL, cp_model.FEASIBLE: FEASIBLE, cp_model.INFEASIBLE: INFEASIBLE}


def _up(bound: float) -> int:
    """A bound on a whole number, as the next whole number; the float may be off in its last digits."""
    return math.ceil(bound - _LAST_DIGITS) if math.isfinite(bound) else 0
