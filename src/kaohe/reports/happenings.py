"""What happens around the scores and goes into papers: visits, samples, decisions on appeals, orders to correct, tasks.

All of it concerns units and their work, never residents.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Visit:
    """One team at one or several units on one half-day. `date` is an ISO date, `half_day` 上午, 下午 or 全天."""

    date: str
    half_day: str
    team: str
    units: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The places (villages, communities, institutions) drawn below one unit, and those in reserve. `group`: the class, or
    whatever else the places were drawn by, beside the unit or instead of it.
    """

    unit: str
    places: tuple[str, ...]
    reserves: tuple[str, ...] = ()
    group: str = ""

    @property
    def label(self) -> str:
        """柳堰镇, 柳堰镇（社区）, 社区."""
        return f"{self.unit}（{self.group}）" if self.unit and self.group else self.unit or self.group


@dataclass(frozen=True, slots=True)
class Replaced:
    """A place that was drawn and cannot be visited, and the one that stands in for it."""

    unit: str
    place: str
    by: str
    reason: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw as its result is announced: how, by which seed, when, and what came out. `frame`: what was drawn from;
    `fingerprint`: of what was announced before the draw.
    """

    date: str
    method: str
    seed: str
    seed_source: str
    drawn: tuple[Drawn, ...]
    frame: str = ""
    fingerprint: str = ""
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group of a draw before it: how many places are listed, how many of them may not be drawn, how many will be."""

    name: str
    listed: str
    barred: str
    planned: str


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """A draw as it is announced before: from what, how, where the seed will come from, and the fingerprint by which
    everybody can see later that nothing was changed.
    """

    date: str
    method: str
    frame: str
    seed: str
    fingerprint: str
    groups: tuple[GroupPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Appeal:
    """A unit's appeal over one item and what was decided. `corrected`: measures and the values they are set to, as
    written; empty where the score stands.
    """

    unit: str
    item: str
    claim: str
    finding: str
    corrected: Mapping[str, str] = field(default_factory=dict)
    date: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a unit has to do about one item it lost points in, by when, beyond what its clause says."""

    unit: str
    item: str
    text: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class MonthTask:
    """One task of a month: for which units (none: all), by when, what proves it, who has it done and who got it back.

    `heading`: the kind of work it belongs to.
    """

    number: str
    text: str
    department: str = ""
    until: str = ""
    proof: str = ""
    units: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class MonthTasks:
    """The tasks of a month, written 2026-11, for the units of one level (empty: of every scored level)."""

    month: str
    tasks: tuple[MonthTask, ...]
    level: str = ""
