"""A plan for many units made better piece by piece: a few days of a few teams that lie near one another are planned
anew by `Region`, everything else staying as it is, again and again.

Pieces are drawn with Python's Mersenne Twister from the seed and solved two at a time, each with a limit on the solver's own
measure of work: as long as rounds and not the clock end it, the same plan comes out everywhere.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kaohe.fieldwork.timetables.check import wish_met
from kaohe.fieldwork.timetables.columns import Columns, suits
from kaohe.fieldwork.timetables.cost import route, scale_of
from kaohe.fieldwork.timetables.model import Stop, Wish
from kaohe.fieldwork.timetables.options import Job, Option
from kaohe.fieldwork.timetables.region import Around, Effort, Found, Region
from kaohe.fieldwork.timetables.start import Board

Told = Callable[[str, int, int], None]
"""Called as the work goes on: what is done, how much is, of how much."""

TEAM_DAYS = 6
_NEAREST = 24
_WORK = 0.2
_FOR_WISHES = 0.1
_MOST_COLUMNS = 8000
_ROUNDS_A_TEAM_DAY = 3
_PATIENCE = 150
"""Rounds without any gain after which it is enough."""

TeamDay = tuple[int, object]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days of teams, and the visits that stand in them, in order of time."""

    days: tuple[TeamDay, ...]
    indices: tuple[int, ...]


class Pieces:
    """The work on one board. `before`: the plan to change as little as possible."""

    def __init__(self, board: Board, before: Sequence[Stop], seed: int) -> None:
        self.board, self.before = board, before
        self.options, self.arrangement = board.options, board.options.arrangement
        self.random = random.Random(seed)  # noqa: S311 — a search, no secret
        self.slots_of: dict[object, list[int]] = {}
        for number, slot in enumerate(self.arrangement.slots):
            self.slots_of.setdefault(slot.day, []).append(number)
        self.near = self._neighbours()

    def improve(self, until: float, workers: int, told: Told) -> bool:
        """Whether it ended by itself, and not by the clock (`until`, of `time.monotonic`)."""
        rounds = _ROUNDS_A_TEAM_DAY * len(self.slots_of) * len(self.arrangement.teams) // workers
        idle = 0
        with ThreadPoolExecutor(workers) as pool:
            for number in range(rounds):
                if time.monotonic() > until:
                    return False
                told("逐片改进", number, rounds)
                pieces = list(self._draw(workers))
                found = list(pool.map(self._solve, pieces))
                gained = [self._take(piece, each) for piece, each in zip(pieces, found, strict=True)]
                idle = 0 if any(gained) else idle + 1
                if idle >= _PATIENCE:
                    return True
        return True

    def _neighbours(self) -> list[list[int]]:
        """For each visit the visits that lie nearest; without distances those beside it in the list."""
        jobs, travel = self.board.jobs, self.arrangement.travel
        count = min(_NEAREST, len(jobs))
        if travel is None:
            return [[(index + step) % len(jobs) for step in range(count)] for index in range(len(jobs))]
        rows = np.array(travel.rows, dtype=np.int64)
        places = np.array([travel.index[job.need.unit] for job in jobs])
        return [np.argsort(rows[place][places], kind="stable")[:count].tolist() for place in places]

    def _draw(self, count: int) -> Iterator[_Piece]:
        """Pieces that have no day and no unit in common."""
        used: set[TeamDay] = set()
        units: set[str] = set()
        for _ in range(count):
            days = self._days_around(self._middle(), used)
            cells = [(team, slot) for team, day in days for slot in self.slots_of[day]]
            indices = dict.fromkeys(index for cell in cells for index in self.board.cells.get(cell, ()))
            if not indices or units & {self.board.jobs[index].need.unit for index in indices}:
                continue
            used |= set(days)
            units |= {self.board.jobs[index].need.unit for index in indices}
            yield _Piece(tuple(days), tuple(sorted(indices, key=self._begins)))

    def _middle(self) -> int:
        """The visit that a piece is drawn around: any, or now and then one whose wish is not met."""
        if self.random.random() < _FOR_WISHES:
            placed = {
                wish.unit: self.board.of_unit[wish.unit] for wish in self.arrangement.wishes if not wish.must
            }
            unmet = [
                indices[0]
                for unit, indices in placed.items()
                if any(not wish_met(wish, self._stops(indices)) for wish in self._wishes_of(unit))
            ]
            if unmet:
                return self.random.choice(unmet)
        return self.random.randrange(len(self.board.jobs))

    def _wishes_of(self, unit: str) -> list[Wish]:
        return self.options.wishes(self.board.jobs[self.board.of_unit[unit][0]].need)

    def _begins(self, index: int) -> int:
        option = self.board.placed[index]
        return -1 if option is None else option.run[0]

    def _days_around(self, index: int, used: set[TeamDay]) -> list[TeamDay]:
        """The visit's own day, a day on which somebody has room, and its neighbours' days."""
        teams = len(self.arrangement.teams)
        days: dict[TeamDay, None] = dict.fromkeys(self._days_of(index))
        wanted = [day for wish in self.arrangement.wishes if wish.unit == self.board.jobs[index].need.unit and wish.go
                  for span in wish.spans if (day := span.day) in self.slots_of]  # fmt: skip
        for day in wanted[:2]:
            team = next((team for team, _ in days), 0)
            days[team, day] = None
        idlest = min(range(teams), key=lambda team: (self.board.loads[team], team))
        for team in (next((team for team, _ in days), idlest), idlest):
            free = [day for day in self.slots_of if not self._busy(team, day)]
            if free:
                days[team, self.random.choice(free)] = None
        for other in self.near[index]:
            if len(days) >= TEAM_DAYS:
                break
            days |= dict.fromkeys(self._days_of(other))
        return [day for day in days if day not in used and not self._runs_over(day)]

    def _days_of(self, index: int) -> list[TeamDay]:
        option = self.board.placed[index]
        return [] if option is None else [(option.team, self.board.day_of(slot)) for slot in option.run]

    def _busy(self, team: int, day: object) -> bool:
        return all(self.board.cells.get((team, slot)) for slot in self.slots_of[day])

    def _runs_over(self, day: TeamDay) -> bool:
        """Whether a visit stands there that other days hold a part of: such days are left as they are."""
        cells = ((day[0], slot) for slot in self.slots_of[day[1]])
        return any(
            len(self._days_of(index)) > 2 for cell in cells for index in self.board.cells.get(cell, ())
        )

    def _solve(self, piece: _Piece) -> Found:
        jobs = [self._job(index, piece) for index in piece.indices]
        around, before = self._around(piece), self._before_of(jobs)
        placed = {n: option for n, index in enumerate(piece.indices) if (option := self.board.placed[index])}
        effort = Effort(10, _WORK, 1, 0)
        if suits(jobs):
            columns = Columns(self.options, jobs, around=around, before=before)
            if columns.count <= _MOST_COLUMNS:
                return columns.solve(effort, placed)
        region = Region(self.options, jobs, around=around, before=before)
        region.hint(placed)
        return region.solve(effort)

    def _before_of(self, jobs: Sequence[Job]) -> list[Stop]:
        units = {job.need.unit for job in jobs}
        return [stop for stop in self.before if stop.unit in units]

    def _job(self, index: int, piece: _Piece) -> Job:
        """The visit with the options it has inside the piece. One of several that a must may rest on stays."""
        job, now = self.board.jobs[index], self.board.placed[index]
        need = job.need
        if now is not None and need.times > 1 and any(wish.go for wish in self.options.musts(need)):
            return Job(need, job.number, (now,))
        others = [other for other in self.board.of_unit[need.unit] if other not in piece.indices]
        blocked = {day for other in others for _, day in self._days_of(other)}
        options = tuple(
            Option(team, run)
            for team, day in piece.days
            if day not in blocked
            for run in self.options.permits.runs(need.half_days)
            if all(self.board.day_of(slot) == day for slot in run) and self.options.fits(need, team, run)
        )
        return Job(need, job.number, options)

    def _around(self, piece: _Piece) -> Around:
        board = self.board
        loads = list(board.loads)
        for team, day in piece.days:
            loads[team] -= sum(bool(board.cells.get((team, slot))) for slot in self.slots_of[day])
        units = {board.jobs[index].need.unit for index in piece.indices}
        outside = [i for unit in units for i in board.of_unit[unit] if i not in piece.indices]
        apart = self.arrangement.limits.apart
        if apart is not None:
            apart = max(apart, max(board.loads) - min(board.loads))
        return Around(loads, tuple(self._stops(outside)), apart)

    def _stops(self, indices: Sequence[int]) -> list[Stop]:
        placed = ((index, self.board.placed[index]) for index in indices)
        return [
            stop
            for index, option in placed
            if option is not None
            for stop in self.options.stops(self.board.jobs[index].need, option)
        ]

    def _take(self, piece: _Piece, found: Found) -> bool:
        """Put what was found on the board unless it is dearer; whether it is cheaper."""
        if not found.chosen:
            return False
        before, was = self._cost(piece), [self.board.placed[index] for index in piece.indices]
        self._put(piece, found.chosen)
        after = self._cost(piece)
        if after > before:
            self._put(piece, was)
        return after < before

    def _put(self, piece: _Piece, placed: Sequence[Option | None]) -> None:
        for index in piece.indices:
            self.board.lift(index)
        for index, option in zip(piece.indices, placed, strict=True):
            assert option is not None
            self.board.put(index, option)

    def _cost(self, piece: _Piece) -> tuple[int, int, int]:
        """What the piece costs now: limits broken, changes, and the rest weighed."""
        arrangement, board = self.arrangement, self.board
        weights, limits, loads = arrangement.weights, arrangement.limits, board.loads
        units = {board.jobs[index].need.unit for index in piece.indices}
        stops = self._stops([index for unit in units for index in board.of_unit[unit]])
        apart = max(loads) - min(loads)
        unmet = sum(
            not wish_met(wish, [stop for stop in stops if stop.unit == wish.unit])
            for wish in arrangement.wishes
            if not wish.must and wish.unit in units
        )
        travel = sum(self._day_length(day) for day in piece.days) * weights.travel
        broken = max(0, apart - limits.apart) if limits.apart is not None else 0
        broken += sum(max(0, load - limits.per_team) for load in loads) if limits.per_team is not None else 0
        changed = (
            len(set(self._before_of([board.jobs[i] for i in piece.indices])) - set(stops))
            if self.before
            else 0
        )
        return (
            broken,
            changed,
            travel + scale_of(arrangement) * (weights.balance * apart + weights.wish * unmet),
        )

    def _day_length(self, day: TeamDay) -> int:
        halves: list[list[str]] = [[], []]
        for slot in self.slots_of[day[1]]:
            there = self.board.cells.get((day[0], slot), ())
            halves[self.arrangement.slots[slot].half] += [self.board.jobs[index].need.unit for index in there]
        return route(self.arrangement.travel, *halves)[0]
