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
    """The places (villages, communities, institutions) drawn below one unit, and those in reserve."""

    unit: str
    places: tuple[str, ...]
    reserves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw as it is announced: how, by which seed, when, and what came out."""

    date: str
    method: str
    seed: str
    seed_source: str
    drawn: tuple[Drawn, ...]


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
    """One task of a month: for which units (none: all), by when, what proves it, and who has it done or late."""

    number: str
    text: str
    department: str = ""
    until: str = ""
    proof: str = ""
    units: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthTasks:
    """The tasks of a month, written 2026-11, for the units of one level (empty: of every scored level)."""

    month: str
    tasks: tuple[MonthTask, ...]
    level: str = ""
