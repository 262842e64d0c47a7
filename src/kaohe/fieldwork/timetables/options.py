"""Every way to place a visit: what `Permits` allows and the musts of the arrangement leave."""

from dataclasses import dataclass
from functools import cached_property

from kaohe.fieldwork.timetables.cost import scale_of
from kaohe.fieldwork.timetables.model import Arrangement, Need, Stop, Wish
from kaohe.fieldwork.timetables.permits import Permits, Run


@dataclass(frozen=True, slots=True)
class Option:
    """One visit placed: the team and the half-days, by their place in the arrangement."""

    team: int
    run: Run


@dataclass(frozen=True, slots=True)
class Job:
    """One visit to be placed, the `number`th of its unit (from 0), and its options."""

    need: Need
    number: int
    options: tuple[Option, ...]


class Options:
    """Options of units, and the musts that a single visit cannot settle alone."""

    def __init__(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self.permits = Permits(arrangement)
        self._musts: dict[str, list[Wish]] = {}
        self._soft: dict[str, list[Wish]] = {}
        for wish in arrangement.wishes:
            (self._musts if wish.must else self._soft).setdefault(wish.unit, []).append(wish)

    def musts(self, need: Need) -> list[Wish]:
        return self._musts.get(need.unit, [])

    def wishes(self, need: Need) -> list[Wish]:
        """Those that are no musts."""
        return self._soft.get(need.unit, [])

    def fits(self, need: Need, team: int, run: Run) -> bool:
        """Whether this visit may stand in a plan."""
        return all(self.permits.may(team, slot, need) for slot in run) and self._keeps_musts(need, team, run)

    def of(self, need: Need) -> tuple[Option, ...]:
        """Every option of a unit's visit."""
        return tuple(
            Option(team, run)
            for team in range(len(self.arrangement.teams))
            for run in self.permits.options(team, need)
            if self._keeps_musts(need, team, run)
        )

    def jobs(self) -> list[Job]:
        """Every visit of the arrangement."""
        jobs = []
        for need in self.arrangement.needs:
            options = self.of(need)
            jobs += [Job(need, number, options) for number in range(need.times)]
        return jobs

    def stops(self, need: Need, option: Option) -> tuple[Stop, ...]:
        """The visit as stops; those that a must has settled are fixed."""
        team, slots = self.arrangement.teams[option.team].name, self.arrangement.slots
        settled = [wish for wish in self.musts(need) if wish.fixed]
        return tuple(
            Stop(slots[slot], team, need.unit, any(wish.meets(team, slots[slot]) for wish in settled))
            for slot in option.run
        )

    @cached_property
    def change_weight(self) -> int:
        """More than all that any plan can cost besides its changes."""
        arrangement = self.arrangement
        weights, travel = arrangement.weights, arrangement.travel
        lengths = () if travel is None else (*travel.rows, travel.base or ())
        longest = max((max(row, default=0) for row in lengths), default=0)
        visits = sum(need.times * need.half_days for need in arrangement.needs)
        soft = weights.balance * len(arrangement.slots) + weights.wish * len(arrangement.wishes)
        return 1 + 2 * weights.travel * longest * visits + scale_of(arrangement) * soft

    def _keeps_musts(self, need: Need, team: int, run: Run) -> bool:
        """Of several visits any one may be the one that must be: that is for the model to see to."""
        musts = self._musts.get(need.unit)
        if not musts:
            return True
        name, slots = self.arrangement.teams[team].name, self.arrangement.slots
        for wish in musts:
            met = any(wish.meets(name, slots[slot]) for slot in run)
            if (met and not wish.go) or (wish.go and not met and need.times == 1):
                return False
        return True
