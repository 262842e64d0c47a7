"""Some visits and the days they may stand in, as a choice among all that a team could do in a day.

A column is a set of visits that fit in one day of a team, in its best order; of the columns of a day one is taken at
most, and every visit is in one that is taken. Days of a team on which the same may be done at the same cost are one kind
of day, so that the solver need not tell them apart. That is a far tighter model than `Region`'s circuits, for as long as
every unit is visited once, within a day, and the columns are not too many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import comb
from typing import Any

from ortools.sat.python import cp_model

from kaohe.fieldwork.timetables.check import wish_met
from kaohe.fieldwork.timetables.cost import route, scale_of
from kaohe.fieldwork.timetables.model import Half, Stop
from kaohe.fieldwork.timetables.options import Job, Option, Options
from kaohe.fieldwork.timetables.region import Around, Effort, Found, outcome_of, parameters_of

MOST_COLUMNS = 60_000
TeamDay = tuple[int, object]
Cells = tuple[tuple[int, ...], tuple[int, ...]]
"""The visits of a morning and of an afternoon."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What is done on a day of a kind, what it costs, and the half-days it takes."""

    kind: int
    cells: Cells
    cost: int
    half_days: int


class Columns:
    """The model; see `Region` for what is asked of it. Each job must be its unit's only one."""

    def __init__(
        self,
        options: Options,
        jobs: Sequence[Job],
        *,
        around: Around | None = None,
        before: Iterable[Stop] = (),
    ) -> None:
        self.options, self.arrangement, self.jobs = options, options.arrangement, jobs
        self.around = around or Around([0] * len(self.arrangement.teams), (), self.arrangement.limits.apart)
        self.before: dict[str, list[Stop]] = defaultdict(list)
        for stop in before:
            self.before[stop.unit].append(stop)
        self.kinds, self.days = self._kinds()
        self.route = cache(self._route)
        self.model = cp_model.CpModel()
        self.cost: list[Any] = []

    @property
    def count(self) -> int:
        """How many columns there would be at most."""
        room = self.arrangement.limits.per_half_day
        total = 0
        for kind in self.kinds:
            small = sum(self.jobs[index].need.small for index in kind)
            large, halves = len(kind) - small, 2
            for singles in range(halves + 1):
                most = (halves - singles) * room
                total += comb(large, singles) * sum(comb(small, n) for n in range(most + 1))
        return total

    def solve(self, effort: Effort, hint: Mapping[int, Option] | None = None) -> Found:
        columns = [column for kind in range(len(self.kinds)) for column in self._columns(kind)]
        taken = [self.model.new_bool_var("") for _ in columns]
        of_job: list[list[Any]] = [[] for _ in self.jobs]
        of_kind: list[list[Any]] = [[] for _ in self.kinds]
        for column, literal in zip(columns, taken, strict=True):
            of_kind[column.kind].append(literal)
            for index in {*column.cells[0], *column.cells[1]}:
                of_job[index].append(literal)
        for literals in of_job:
            self.model.add_exactly_one(literals)
        for days, literals in zip(self.days, of_kind, strict=True):
            if len(days) == 1:
                self.model.add_at_most_one(literals)
            else:
                self.model.add(sum(literals) <= len(days))
        priced = [
            (column.cost, literal) for column, literal in zip(columns, taken, strict=True) if column.cost
        ]
        self.cost.append(cp_model.LinearExpr.weighted_sum([x for _, x in priced], [c for c, _ in priced]))
        self._loads(columns, taken)
        self.model.minimize(sum(self.cost))
        if hint:
            self._hint(columns, taken, hint)
        solver = cp_model.CpSolver()
        parameters_of(solver, effort)
        # Measured: columns are as tight as they get, presolve costs more than all the rest, and one process with
        # every constraint in the linear relaxation proves sooner than several without.
        solver.parameters.cp_model_presolve = False
        solver.parameters.linearization_level = 2
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        found = outcome_of(status, solver)
        if not found.has_plan:
            return found
        chosen = [column for column, literal in zip(columns, taken, strict=True) if solver.value(literal)]
        return replace(found, chosen=self._placed(chosen))

    def _placed(self, chosen: Sequence[_Column]) -> tuple[Option, ...]:
        """Where each visit stands; of days of one kind the first goes to the first column."""
        used: dict[int, int] = defaultdict(int)
        places: dict[int, Option] = {}
        for column in chosen:
            team, day = self.days[column.kind][used[column.kind]]
            used[column.kind] += 1
            slots = self._slots((team, day))
            for index in {*column.cells[0], *column.cells[1]}:
                run = tuple(slots[half] for half in Half if index in column.cells[half])
                places[index] = Option(team, run)
        return tuple(places[index] for index in range(len(self.jobs)))

    def _slots(self, day: TeamDay) -> dict[int, int]:
        slots = enumerate(self.arrangement.slots)
        return {slot.half: number for number, slot in slots if slot.day == day[1]}

    def _kinds(self) -> tuple[list[dict[int, dict[str, int]]], list[list[TeamDay]]]:
        """Kinds of days: for each visit that may stand there what its place costs, by the halves it takes."""
        slots = self.arrangement.slots
        days: dict[TeamDay, dict[int, dict[str, int]]] = {}
        for index, job in enumerate(self.jobs):
            for option in job.options:
                halves = "".join(str(int(slots[slot].half)) for slot in option.run)
                day: TeamDay = (option.team, slots[option.run[0]].day)
                days.setdefault(day, {}).setdefault(index, {})[halves] = self._own_cost(job, option)
        alike: dict[object, list[TeamDay]] = defaultdict(list)
        for day, there in days.items():
            key = (
                day[0],
                tuple((index, tuple(sorted(places.items()))) for index, places in sorted(there.items())),
            )
            alike[key].append(day)
        return [days[same[0]] for same in alike.values()], list(alike.values())

    def _own_cost(self, job: Job, option: Option) -> int:
        """What it costs that this visit stands there: wishes not met, and changes."""
        stops = self.options.stops(job.need, option)
        weight = self.arrangement.weights.wish * scale_of(self.arrangement)
        unmet = sum(not wish_met(wish, stops) for wish in self.options.wishes(job.need))
        changed = len(set(self.before.get(job.need.unit, ())) - set(stops)) if self.before else 0
        return weight * unmet + (self.options.change_weight * changed if changed else 0)

    def _columns(self, kind: int) -> Iterator[_Column]:
        """Every set of visits that fits in a day of this kind, with as many half-days as it may take, each at its best."""
        there, limits = self.kinds[kind], self.arrangement.limits
        large = [index for index in there if not self.jobs[index].need.small]
        small = [index for index in there if self.jobs[index].need.small]
        room, most = limits.per_half_day, limits.per_day
        for singles in range(3):
            for shared in range((2 - singles) * room + 1):
                if not singles + shared > 0 or (most is not None and singles + shared > most):
                    continue
                for one in combinations(large, singles):
                    for other in combinations(small, shared):
                        yield from self._laid(kind, one + other)

    def _laid(self, kind: int, members: tuple[int, ...]) -> Iterator[_Column]:
        best: dict[int, tuple[int, Cells]] = {}
        for cells, own in self._ways(kind, members, 0, ((), ()), 0):
            half_days = bool(cells[0]) + bool(cells[1])
            cost = own + self.route(*cells) * self.arrangement.weights.travel
            if half_days not in best or cost < best[half_days][0]:
                best[half_days] = (cost, cells)
        for half_days, (cost, cells) in best.items():
            yield _Column(kind, cells, cost, half_days)

    def _ways(
        self, kind: int, members: tuple[int, ...], at: int, cells: Cells, cost: int
    ) -> Iterator[tuple[Cells, int]]:
        """Every way to lay the visits into morning and afternoon."""
        if at == len(members):
            yield cells, cost
            return
        index = members[at]
        for halves, own in self.kinds[kind][index].items():
            parts = (
                cells[0] + (index,) if "0" in halves else cells[0],
                cells[1] + (index,) if "1" in halves else cells[1],
            )
            if all(self._fits(part) for part in parts):
                yield from self._ways(kind, members, at + 1, parts, cost + own)

    def _fits(self, cell: tuple[int, ...]) -> bool:
        if len(cell) < 2:
            return True
        return len(cell) <= self.arrangement.limits.per_half_day and all(
            self.jobs[index].need.small for index in cell
        )

    def _route(self, morning: tuple[int, ...], afternoon: tuple[int, ...]) -> int:
        units = ([self.jobs[index].need.unit for index in part] for part in (morning, afternoon))
        return route(self.arrangement.travel, *units)[0]

    def _loads(self, columns: Sequence[_Column], taken: Sequence[Any]) -> None:
        limits, weight = self.arrangement.limits, self.arrangement.weights.balance
        parts: list[tuple[list[Any], list[int]]] = [([], []) for _ in self.arrangement.teams]
        for column, literal in zip(columns, taken, strict=True):
            team = self.days[column.kind][0][0]
            parts[team][0].append(literal)
            parts[team][1].append(column.half_days)
        loads: list[Any] = [
            base + cp_model.LinearExpr.weighted_sum(*part) if part[0] else base
            for base, part in zip(self.around.loads, parts, strict=True)
        ]
        if limits.per_team is not None:
            for load in loads:
                if not isinstance(load, int):
                    self.model.add(load <= max(limits.per_team, 0))
        if len(loads) < 2 or (self.around.apart is None and not weight):
            return
        low, high = (self.model.new_int_var(0, len(self.arrangement.slots), "") for _ in range(2))
        for load in loads:
            self.model.add(low <= load)
            self.model.add(high >= load)
        if self.around.apart is not None:
            self.model.add(high - low <= self.around.apart)
        if weight:
            self.cost.append((high - low) * (weight * scale_of(self.arrangement)))

    def _hint(self, columns: Sequence[_Column], taken: Sequence[Any], hint: Mapping[int, Option]) -> None:
        """Begin near this plan: the columns that its days are."""
        cells: dict[TeamDay, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for index, option in sorted(hint.items()):
            for slot in option.run:
                at = self.arrangement.slots[slot]
                cells[option.team, at.day][at.half].append(index)
        kind_of = {day: kind for kind, days in enumerate(self.days) for day in days}
        sets = {
            (kind_of[day], frozenset(parts[0] + parts[1]), bool(parts[0]) + bool(parts[1]))
            for day, parts in cells.items() if day in kind_of
        }  # fmt: skip
        for column, literal in zip(columns, taken, strict=True):
            key = (column.kind, frozenset(column.cells[0] + column.cells[1]), column.half_days)
            self.model.add_hint(literal, key in sets)


def suits(jobs: Sequence[Job]) -> bool:
    """Whether every unit has one visit, within a day."""
    return all(job.need.times == 1 and job.need.half_days <= 2 for job in jobs)
