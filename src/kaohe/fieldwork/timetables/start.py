"""A first plan for many units: an area for each team, the area's units laid into days, what is left fitted in anywhere.

It keeps every condition of a single visit and of a half-day; how good it is does not matter, `pieces` mends that.
"""

from collections import defaultdict
from collections.abc import Sequence

from kaohe.fieldwork.timetables.areas import areas
from kaohe.fieldwork.timetables.model import Need
from kaohe.fieldwork.timetables.options import Job, Option, Options
from kaohe.fieldwork.timetables.permits import Run


class Board:
    """Visits and where they stand; `placed` None: not yet."""

    def __init__(self, options: Options, jobs: Sequence[Job]) -> None:
        self.options, self.jobs = options, jobs
        self.placed: list[Option | None] = [None] * len(jobs)
        self.cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.of_unit: dict[str, list[int]] = defaultdict(list)
        for index, job in enumerate(jobs):
            self.of_unit[job.need.unit].append(index)
        self.loads = [0] * len(options.arrangement.teams)

    def put(self, index: int, option: Option) -> None:
        self.placed[index] = option
        for slot in option.run:
            cell = self.cells[option.team, slot]
            self.loads[option.team] += not cell
            cell.append(index)

    def lift(self, index: int) -> None:
        option = self.placed[index]
        assert option is not None
        self.placed[index] = None
        for slot in option.run:
            cell = self.cells[option.team, slot]
            cell.remove(index)
            self.loads[option.team] -= not cell

    def has_room(self, index: int, option: Option) -> bool:
        """Whether the half-days are free, or shared by small units, and no limit stands against it."""
        need, limits = self.jobs[index].need, self.options.arrangement.limits
        added = 0
        for slot in option.run:
            there = self.cells.get((option.team, slot), ())
            added += not there
            if there and not (need.small and len(there) < limits.per_half_day and self._all_small(there)):
                return False
        if limits.per_team is not None and self.loads[option.team] + added > limits.per_team:
            return False
        return self._day_has_room(option) and not self._same_day(index, option)

    def leftover(self) -> list[int]:
        return [index for index, option in enumerate(self.placed) if option is None]

    def _all_small(self, indices: Sequence[int]) -> bool:
        return all(self.jobs[index].need.small for index in indices)

    def day_of(self, slot: int) -> object:
        return self.options.arrangement.slots[slot].day

    def _day_has_room(self, option: Option) -> bool:
        most, slots = self.options.arrangement.limits.per_day, self.options.arrangement.slots
        if most is None:
            return True
        for day in {slots[slot].day for slot in option.run}:
            there = {
                i
                for n, slot in enumerate(slots)
                if slot.day == day
                for i in self.cells.get((option.team, n), ())
            }
            if len(there) >= most:
                return False
        return True

    def _same_day(self, index: int, option: Option) -> bool:
        """Whether another visit of the unit stands on one of these days."""
        days = {self.day_of(slot) for slot in option.run}
        others = (self.placed[other] for other in self.of_unit[self.jobs[index].need.unit] if other != index)
        return any(self.day_of(slot) in days for other in others if other is not None for slot in other.run)


def first_plan(options: Options, jobs: Sequence[Job], places: Sequence[Option | None] = ()) -> Board:
    """Visits that found no place are left over on the board. `places`: where each should stand, if it may."""
    board = Board(options, jobs)
    _place_musts(board)
    if places:
        for index, option in enumerate(places):
            free = board.placed[index] is None and option is not None
            if (
                free
                and option
                and options.fits(jobs[index].need, option.team, option.run)
                and board.has_room(index, option)
            ):
                board.put(index, option)
        return _fit_in_rest(board)
    for team, members in enumerate(areas(options, board.loads)):
        _fill(
            board,
            team,
            [index for unit in members for index in board.of_unit[unit] if board.placed[index] is None],
        )
    return _fit_in_rest(board)


def _fit_in_rest(board: Board) -> Board:
    for index in board.leftover():
        _fit_in(board, index)
    for index in board.leftover():
        _push_in(board, index)
    return board


def _place_musts(board: Board) -> None:
    """What is fixed, or wants more than a half-day, goes first."""
    for index, job in enumerate(board.jobs):
        musts = [wish for wish in board.options.musts(job.need) if wish.go]
        if job.number < len(musts) or job.need.half_days > 1:
            wanted = musts[job.number] if job.number < len(musts) else None
            for option in sorted(board.options.of(job.need), key=lambda option: board.loads[option.team]):
                team, slots = (
                    board.options.arrangement.teams[option.team].name,
                    board.options.arrangement.slots,
                )
                if wanted is not None and not any(wanted.meets(team, slots[slot]) for slot in option.run):
                    continue
                if board.has_room(index, option):
                    board.put(index, option)
                    break


def _fill(board: Board, team: int, indices: list[int]) -> None:
    """Days one after the other: whoever lies farthest from everybody, and who is nearest to it."""
    travel, slots = board.options.arrangement.travel, range(len(board.options.arrangement.slots))
    waiting = list(indices)
    last: Need | None = None
    day: object = None
    for slot in slots:
        if not waiting:
            return
        if board.day_of(slot) != day:
            day, last = board.day_of(slot), None
        if travel is not None:
            origin = last.unit if last else None
            rows = travel.rows[travel.index[origin]] if origin else None
            waiting.sort(key=lambda i: rows[travel.index[board.jobs[i].need.unit]] if rows is not None else 0)
        for index in waiting:
            need, option = board.jobs[index].need, Option(team, (slot,))
            if (
                need.half_days == 1
                and board.options.fits(need, team, (slot,))
                and board.has_room(index, option)
            ):
                board.put(index, option)
                waiting.remove(index)
                last = need
                break


def _fit_in(board: Board, index: int) -> bool:
    """The first place there is, the idlest teams first."""
    need = board.jobs[index].need
    for team in sorted(range(len(board.loads)), key=lambda team: board.loads[team]):
        for run in board.options.permits.runs(need.half_days):
            option = Option(team, run)
            if board.has_room(index, option) and board.options.fits(need, team, run):
                board.put(index, option)
                return True
    return False


def _push_in(board: Board, index: int) -> bool:
    """In the place of a visit that can go elsewhere."""
    need = board.jobs[index].need
    if need.half_days > 1:
        return False
    for (team, slot), there in list(board.cells.items()):
        run: Run = (slot,)
        if len(there) != 1 or not board.options.fits(need, team, run):
            continue
        other = there[0]
        option = board.placed[other]
        if option is None or len(option.run) > 1 or board.options.musts(board.jobs[other].need):
            continue
        board.lift(other)
        if board.has_room(index, Option(team, run)):
            board.put(index, Option(team, run))
            if _fit_in(board, other):
                return True
            board.lift(index)
        board.put(other, option)
    return False
