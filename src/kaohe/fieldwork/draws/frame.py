"""抽样框: the places a draw chooses from, each below its unit, in one order that no file can change.

A frame is written as a table of plain lines (`Frame.text`), sorted by id; its SHA-256 is what a notice publishes and
what a record is held to.
"""

import csv
import gc
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from kaohe.facts.units import Units

COLUMNS = ("编码", "名称", "所属单位", "类别", "规模", "不抽的理由")


@contextmanager
def many_values() -> Iterator[None]:
    """Make hundreds of thousands of small values with the collector of reference cycles at rest: none of them is part of
    a cycle, and looking through them again and again took a third of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Spot(NamedTuple):
    """点: a village, a community, an institution. A tuple, because a country has 690,000 of them.

    `unit` is the name of the unit it belongs to, `kind` its class (村, 社区), `size` a whole number that draws by size
    go by (None: not given), `barred` why it may not be drawn (empty: it may).
    """

    id: str
    name: str
    unit: str = ""
    kind: str = ""
    size: int | None = None
    barred: str = ""


@dataclass(frozen=True)
class Frame:
    """All spots, sorted by id; ids are unique. Build it with `frame_of`."""

    spots: tuple[Spot, ...]

    def __len__(self) -> int:
        return len(self.spots)

    @cached_property
    def by_id(self) -> dict[str, Spot]:
        return {spot.id: spot for spot in self.spots}

    @cached_property
    def text(self) -> str:
        """The frame as a table: a head, a line a spot, each ended by LF, quoted as CSV where a comma wants it."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self.spots)
        return stream.getvalue()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `text` as UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def reasons(self) -> dict[str, int]:
        """Why spots are barred, and how many for each reason, the most first."""
        counted: dict[str, int] = {}
        for spot in self.spots:
            if spot.barred:
                counted[spot.barred] = counted.get(spot.barred, 0) + 1
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def barring(self, reason_of: Callable[[Spot], str]) -> "Frame":
        """The same frame with more spots barred. What is barred already keeps its reason and gets no second one."""
        return Frame(
            tuple(
                spot._replace(barred=reason) if not spot.barred and (reason := reason_of(spot)) else spot
                for spot in self.spots
            )
        )


def frame_of(spots: Iterable[Spot]) -> Frame:
    """The frame of these spots; in what order they come makes no difference. Two with one id are a bug."""
    frame = Frame(tuple(sorted(spots, key=itemgetter(0))))
    if len(frame.by_id) != len(frame.spots):
        raise ValueError("two spots have one id")
    return frame


def frame_of_units(
    units: Units, level: str, above: str = "", sizes: Mapping[str, int] | None = None
) -> Frame:
    """The units of one level as spots, each below the unit it belongs to: its parent, or its ancestor of level `above`.

    `sizes`: by unit id, for draws by size. A unit without such an ancestor belongs to none (an empty unit).
    """
    sizes = sizes or {}
    return frame_of(
        Spot(unit.id, unit.name, _ancestor(units, unit.parent, above), unit.unit_class, sizes.get(unit.id))
        for unit in units.at(level)
    )


def _ancestor(units: Units, start: str, level: str) -> str:
    at = start
    while at in units:
        unit = units[at]
        if not level or unit.level == level:
            return unit.name
        at = unit.parent
    return ""
