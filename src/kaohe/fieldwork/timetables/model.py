"""What is to be arranged, and what an arrangement comes to.

Units and teams are organisations; the members of a team are officials who travel, named by name alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from kaohe.fieldwork.timetables.travel import Travel

_WEEKDAYS = "一二三四五六日"
MOST_IN_HALF_DAY = 4
"""More than four units in one half-day are no inspection; the shortest order of four is found by trying all."""


class Half(IntEnum):
    """上午 or 下午."""

    MORNING = 0
    AFTERNOON = 1

    @property
    def label(self) -> str:
        return ("上午", "下午")[self]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One half-day."""

    day: date
    half: Half

    def __str__(self) -> str:
        return f"{self.day.month}月{self.day.day}日{self.half.label}"

    @property
    def with_weekday(self) -> str:
        return f"{self.day.isoformat()} 星期{_WEEKDAYS[self.day.weekday()]}{self.half.label}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-day, or (`half` None) a whole day, as absences and wishes name it."""

    day: date
    half: Half | None = None

    def holds(self, slot: Slot) -> bool:
        return slot.day == self.day and self.half in (None, slot.half)

    def __str__(self) -> str:
        return f"{self.day.month}月{self.day.day}日{'' if self.half is None else self.half.label}"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a team. `avoids`: ids of the units recused from, that is where they work or worked and what stands
    above those in the list of units. `away`: when they cannot come.
    """

    name: str
    avoids: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    away: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """检查组. `away`: when the team as a whole does not go out."""

    name: str
    members: tuple[Member, ...] = ()
    away: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A unit to be visited: `times` visits (on different days) of `half_days` each, one after the other by one team.
    Two half-days are one day; longer visits begin in the morning and run on. `small`: may share a half-day.
    """

    unit: str
    name: str
    half_days: int = 1
    times: int = 1
    skills: frozenset[str] = frozenset()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """That a unit be visited (`go`) or not within some spans (none: at any time) and by a team (empty: by any).

    A `must` holds or there is no plan; a wish that is none costs its weight. `fixed`: a must that the office has
    settled (固定), or that was changed by hand.
    """

    unit: str
    spans: tuple[Span, ...] = ()
    team: str = ""
    go: bool = True
    must: bool = False
    fixed: bool = False

    def meets(self, team: str, slot: Slot) -> bool:
        """Whether a visit by this team on this half-day is the one that is spoken of."""
        return self.team in ("", team) and (not self.spans or any(span.holds(slot) for span in self.spans))


@dataclass(frozen=True, slots=True)
class Limits:
    """Units in one half-day of a team (small ones, together), units in its day, half-days of a team over all, most
    half-days that two teams may differ by, members that must be present. None: no limit.

    `whole_team`: a team with a member who is recused does not go; else the member stays behind, and the others go
    if they are enough and have the skills.
    """

    per_half_day: int = 1
    per_day: int | None = None
    per_team: int | None = None
    apart: int | None = None
    least_members: int = 0
    whole_team: bool = True


@dataclass(frozen=True, slots=True)
class Weights:
    """What is weighed against what, in kilometres (or neighbours' steps) on the road: a wish that is not met, and one
    half-day by which the busiest team has more than the idlest. `travel` 0: the road does not matter.
    """

    travel: int = 1
    wish: int = 50
    balance: int = 100


@dataclass(frozen=True, slots=True)
class Arrangement:
    """检查安排: everything a plan is made from. `slots` are in order of time; `travel` None: distances are unknown."""

    title: str
    slots: tuple[Slot, ...]
    teams: tuple[Team, ...]
    needs: tuple[Need, ...]
    wishes: tuple[Wish, ...] = ()
    limits: Limits = Limits()
    weights: Weights = Weights()
    travel: Travel | None = None

    def need(self, unit: str) -> Need | None:
        """The need of the unit with this id; None where it is not to be visited."""
        return next((need for need in self.needs if need.unit == unit), None)

    def team(self, name: str) -> Team | None:
        return next((team for team in self.teams if team.name == name), None)


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """One half-day of one team at one unit; a visit of two half-days is two stops. `fixed`: not to be moved."""

    slot: Slot
    team: str
    unit: str
    fixed: bool = field(default=False, compare=False)


def by_cell(stops: Iterable[Stop]) -> dict[tuple[str, Slot], list[Stop]]:
    """The stops of each team and half-day, in the order given."""
    cells: dict[tuple[str, Slot], list[Stop]] = {}
    for stop in stops:
        cells.setdefault((stop.team, stop.slot), []).append(stop)
    return cells
