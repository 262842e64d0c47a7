"""Who may be where when: recusal, absences, skills and numbers present, worked out once for the solver.

`check` works the same things out again, in another way, from the arrangement itself.
"""

from kaohe.fieldwork.timetables.model import Arrangement, Half, Member, Need, Slot

Run = tuple[int, ...]
"""Half-days of one visit, by their place in the arrangement."""


class Permits:
    """Teams, half-days and needs go by their place in the arrangement."""

    def __init__(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self._present = [
            [_present(team.members, slot) for slot in arrangement.slots] for team in arrangement.teams
        ]
        self._out = [
            [any(span.holds(slot) for span in team.away) for slot in arrangement.slots]
            for team in arrangement.teams
        ]
        self._avoids = [frozenset().union(*(m.avoids for m in team.members)) for team in arrangement.teams]
        self._skills: dict[tuple[Member, ...], frozenset[str]] = {}
        self._runs: dict[int, tuple[Run, ...]] = {}

    def may(self, team: int, slot: int, need: Need) -> bool:
        """Whether the team may be at the unit on this half-day, whatever else it does."""
        if self._out[team][slot]:
            return False
        limits, present = self.arrangement.limits, self._present[team][slot]
        if need.unit in self._avoids[team]:
            if limits.whole_team:
                return False
            present = tuple(member for member in present if need.unit not in member.avoids)
        if len(present) < self.least(team):
            return False
        return not need.skills or need.skills <= self._skills_of(present)

    def least(self, team: int) -> int:
        """How many members must be present: never more than the limit says, and one of a team that has any."""
        least = self.arrangement.limits.least_members
        return max(least, 1) if self.arrangement.teams[team].members else least

    def runs(self, half_days: int) -> tuple[Run, ...]:
        """Every way to lay a visit of so many half-days."""
        if half_days not in self._runs:
            self._runs[half_days] = tuple(runs(self.arrangement.slots, half_days))
        return self._runs[half_days]

    def options(self, team: int, need: Need) -> list[Run]:
        """Every way this team may visit the unit once."""
        return [run for run in self.runs(need.half_days) if all(self.may(team, slot, need) for slot in run)]

    def _skills_of(self, present: tuple[Member, ...]) -> frozenset[str]:
        if present not in self._skills:
            self._skills[present] = frozenset().union(*(member.skills for member in present))
        return self._skills[present]


def _present(members: tuple[Member, ...], slot: Slot) -> tuple[Member, ...]:
    return tuple(member for member in members if not any(span.holds(slot) for span in member.away))


def runs(slots: tuple[Slot, ...], half_days: int) -> list[Run]:
    """One half-day anywhere; two within one day; more from a morning on, one after the other."""
    count = len(slots)
    whole = [tuple(range(first, first + half_days)) for first in range(count - half_days + 1)]
    if half_days == 1:
        return whole
    if half_days == 2:
        return [run for run in whole if slots[run[0]].day == slots[run[1]].day]
    return [run for run in whole if slots[run[0]].half is Half.MORNING]
