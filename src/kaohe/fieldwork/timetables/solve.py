"""A plan for an arrangement: as a whole where it is small, else a first plan that is made better piece by piece.

Needs OR-Tools (`kaohe[field]`). What is said of a plan is what was shown: the best (proved), or good with a bound.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kaohe.core.problem import has_errors
from kaohe.fieldwork.timetables.bound import least_travel
from kaohe.fieldwork.timetables.check import check_plan
from kaohe.fieldwork.timetables.columns import MOST_COLUMNS, Columns, suits
from kaohe.fieldwork.timetables.conflict import Conflict, explain, too_few_half_days
from kaohe.fieldwork.timetables.cost import Cost, cost_of, routes, scale_of
from kaohe.fieldwork.timetables.model import Arrangement, Span, Stop, Wish
from kaohe.fieldwork.timetables.options import Job, Option, Options
from kaohe.fieldwork.timetables.pieces import Pieces
from kaohe.fieldwork.timetables.region import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    UNKNOWN,
    Around,
    Effort,
    Found,
    Region,
)
from kaohe.fieldwork.timetables.start import Board, first_plan

MOST_LEGS = 60_000
MOST_PLACES = 60_000
FEW_COLUMNS = 10_000
"""Legs and places (visits × teams × half-days) up to which the model is made of the whole; columns up to which it needs no plan to begin with."""
_WORK_A_SECOND = 0.5
_REPAIR_TEAMS = 4
_ASK = Effort(10, 4, 1, 0)
"""For one question of the search for conflicts."""

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Seconds on the clock, processes at once, the seed. `work`: the solver's measure of work for a whole model."""

    seconds: float = 45
    workers: int = 2
    seed: int = 1
    work: float = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found. `status`: optimal, feasible, infeasible, or unknown (nothing found and nothing shown).

    `cost` of the plan, `bound` below which no plan's weighed cost can be (None where changes count first).
    `whole`: one model of everything; `by_clock`: the clock ended it, so that another machine may find another plan.
    `left`: units that found no place.
    """

    status: str
    stops: tuple[Stop, ...] = ()
    cost: Cost | None = None
    bound: int | None = None
    conflict: Conflict | None = None
    whole: bool = True
    by_clock: bool = False
    left: tuple[str, ...] = ()


def solve(
    arrangement: Arrangement,
    before: Sequence[Stop] = (),
    settings: Settings = Settings(),
    told: Told = lambda _what, _done, _of: None,
) -> Outcome:
    """A plan, or why there is none. `before`: a plan whose fixed stops stay, and of which the rest changes the least."""
    begun = time.monotonic()
    arrangement = with_hand(arrangement, before)
    if counted := too_few_half_days(arrangement):
        return Outcome(INFEASIBLE, conflict=counted)
    options = Options(arrangement)
    visits = sum(need.times for need in arrangement.needs)
    few = visits * len(arrangement.teams) * len(arrangement.slots) <= MOST_PLACES
    outcome = _whole(options, before, settings, told) if few else None
    if outcome is None:
        outcome = _by_pieces(options, before, settings, begun, told)
    if outcome.status == INFEASIBLE or outcome.left:
        told("查找原因", 0, 0)
        shown, until = outcome.status == INFEASIBLE, time.monotonic() + settings.seconds
        conflict = explain(arrangement, has_plan, shown=shown, deep=outcome.whole, until=until)
        status = INFEASIBLE if conflict is not None else outcome.status
        return replace(outcome, status=status, conflict=conflict)
    return outcome


def with_hand(arrangement: Arrangement, before: Sequence[Stop]) -> Arrangement:
    """The arrangement with every fixed stop of a plan as a must."""
    wishes = [
        Wish(stop.unit, (Span(stop.slot.day, stop.slot.half),), stop.team, must=True, fixed=True)
        for stop in before
        if stop.fixed and arrangement.need(stop.unit) is not None
    ]
    new = (wish for wish in wishes if wish not in arrangement.wishes)
    return replace(arrangement, wishes=(*arrangement.wishes, *new))


def has_plan(arrangement: Arrangement) -> bool:
    """Whether there is any plan; an answer that does not come in time counts as yes."""
    options = Options(arrangement)
    return Region(options, options.jobs(), weigh=False).solve(_ASK).status != INFEASIBLE


def _model(options: Options, jobs: Sequence[Job], before: Sequence[Stop]) -> Columns | Region | None:
    """The model of the whole: columns where they are not too many, else circuits; None where those are, too."""
    arrangement = options.arrangement
    if suits(jobs):
        columns = Columns(options, jobs, before=before)
        if columns.count <= MOST_COLUMNS:
            return columns
    days = len(arrangement.teams) * len({slot.day for slot in arrangement.slots})
    if arrangement.travel is not None and days * len(jobs) ** 2 > MOST_LEGS:
        return None
    region = Region(options, jobs, before=before)
    region.at_least(least_travel(arrangement))
    return region


def _whole(options: Options, before: Sequence[Stop], settings: Settings, told: Told) -> Outcome | None:
    """Any plan first, then (where there is much to choose from) a good one piece by piece, then the best of all, or how
    far from it one may be. None: too large for one model.
    """
    told("求解", 0, 0)
    until, jobs = time.monotonic() + settings.seconds, options.jobs()
    any_plan = Region(options, jobs, weigh=False).solve(
        Effort(settings.seconds, settings.work, 1, settings.seed)
    )
    if not any_plan.has_plan:
        return Outcome(any_plan.status, by_clock=time.monotonic() >= until)
    model = _model(options, jobs, before)
    if model is None:
        return None
    board = Board(options, jobs)
    for index, option in enumerate(any_plan.chosen):
        board.put(index, option)
    ended = True
    if isinstance(model, Region) or model.count > FEW_COLUMNS:
        ended = Pieces(board, before, settings.seed).improve(until, settings.workers, told)
    told("求解", 0, 0)
    near = {index: option for index, option in enumerate(board.placed) if option is not None}
    left = max(1.0, until - time.monotonic())
    found = model.solve(Effort(left, settings.work, 1, settings.seed), near)
    by_clock = not ended or (found.status != OPTIMAL and time.monotonic() >= until)
    return _better(board, found, before, by_clock)


def _better(board: Board, found: Found, before: Sequence[Stop], by_clock: bool) -> Outcome:
    """What is on the board or what was found, whichever is the better, and what was shown of it."""
    arrangement = board.options.arrangement
    stops = _stops_of(board)
    cost = cost_of(arrangement, stops, before)
    if found.has_plan:
        for index in range(len(board.jobs)):
            board.lift(index)
        for index, option in enumerate(found.chosen):
            board.put(index, option)
        other = _stops_of(board)
        if (found_cost := cost_of(arrangement, other, before)).rank <= cost.rank:
            stops, cost = other, found_cost
    proved = found.status == OPTIMAL
    bound = cost.weighed if proved else None if before else found.bound
    proved = proved or bound == cost.weighed
    return Outcome(OPTIMAL if proved else FEASIBLE, stops, cost, bound, by_clock=by_clock and not proved)


def _stops_of(board: Board) -> tuple[Stop, ...]:
    placed = zip(board.jobs, board.placed, strict=True)
    stops = [s for job, o in placed if o is not None for s in board.options.stops(job.need, o)]
    return _in_order(board.options.arrangement, stops)


def _by_pieces(
    options: Options, before: Sequence[Stop], settings: Settings, begun: float, told: Told
) -> Outcome:
    arrangement = options.arrangement
    told("排出初稿", 0, 0)
    jobs = [Job(need, number, ()) for need in arrangement.needs for number in range(need.times)]
    board = _as_before(options, jobs, before) if before else first_plan(options, jobs)
    _repair(board)
    left = tuple(dict.fromkeys(board.jobs[index].need.unit for index in board.leftover()))
    if left:
        return Outcome(UNKNOWN, whole=False, left=left)
    bound = None if before else arrangement.weights.travel * least_travel(arrangement)
    ended = Pieces(board, before, settings.seed).improve(begun + settings.seconds, settings.workers, told)
    stops = _stops_of(board)
    cost = cost_of(arrangement, stops, before)
    status = OPTIMAL if bound == cost.weighed else FEASIBLE
    if has_errors(check_plan(arrangement, stops)):  # a limit over all teams that the pieces could not mend
        status = UNKNOWN
    return Outcome(status, stops, cost, bound, whole=False, by_clock=not ended)


def _as_before(options: Options, jobs: Sequence[Job], before: Sequence[Stop]) -> Board:
    """The plan that was there, as far as it still may stand; what may not finds another place."""
    arrangement = options.arrangement
    slots = {slot: n for n, slot in enumerate(arrangement.slots)}
    teams = {team.name: n for n, team in enumerate(arrangement.teams)}
    was: dict[str, list[Stop]] = {}
    for stop in sorted(before):
        if stop.slot in slots and stop.team in teams:
            was.setdefault(stop.unit, []).append(stop)
    places: list[Option | None] = []
    for job in jobs:
        length = job.need.half_days
        visit = was.get(job.need.unit, [])[job.number * length : (job.number + 1) * length]
        run = tuple(slots[stop.slot] for stop in visit)
        one_team = len({stop.team for stop in visit}) == 1 and run in options.permits.runs(length)
        places.append(Option(teams[visit[0].team], run) if one_team else None)
    return first_plan(options, jobs, places)


def _repair(board: Board) -> None:
    """Visits that found no place: a few teams that may go there are planned anew from the beginning, without weighing."""
    options, slots = board.options, range(len(board.options.arrangement.slots))
    for index in board.leftover():
        need = board.jobs[index].need
        able = {option.team for option in options.of(need)}
        teams = sorted(able, key=lambda team: (board.loads[team], team))[:_REPAIR_TEAMS]
        inside = dict.fromkeys(
            i for team in teams for slot in slots for i in board.cells.get((team, slot), ())
        )
        moved = [*inside, index]
        units = {board.jobs[i].need.unit for i in moved}
        if any(other not in moved and board.placed[other] for unit in units for other in board.of_unit[unit]):
            continue  # visits of one unit in other teams' days: too entangled to be mended so
        jobs = [
            Job(
                board.jobs[i].need,
                board.jobs[i].number,
                tuple(o for o in options.of(board.jobs[i].need) if o.team in teams),
            )
            for i in moved
        ]
        loads = [0 if team in teams else load for team, load in enumerate(board.loads)]
        found = Region(options, jobs, around=Around(loads), weigh=False).solve(_ASK)
        if found.chosen:
            for i in inside:
                board.lift(i)
            for i, option in zip(moved, found.chosen, strict=True):
                board.put(i, option)


def _in_order(arrangement: Arrangement, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """By half-day and team; units that share a half-day in the order of the shortest way."""
    teams = {team.name: number for number, team in enumerate(arrangement.teams)}
    ways = {
        day: {unit: n for n, unit in enumerate(order)}
        for day, (_, order) in routes(arrangement, stops).items()
    }

    def key(stop: Stop) -> tuple[object, int, int]:
        return stop.slot, teams[stop.team], ways[stop.team, stop.slot.day.isoformat()][stop.unit]

    return tuple(sorted(stops, key=key))


def gap(outcome: Outcome) -> int | None:
    """By how many thousandths of its cost a plan may be above the best at most; None where nothing is known."""
    if outcome.cost is None or outcome.bound is None:
        return None
    over = outcome.cost.weighed - outcome.bound
    return 0 if not over else -(-over * 1000 // outcome.cost.weighed)


__all__ = ["Outcome", "Settings", "gap", "has_plan", "scale_of", "solve", "with_hand"]
