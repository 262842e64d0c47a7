"""How far units lie from one another: a matrix of kilometres, or neighbours and the steps between them."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

KILOMETRES, STEPS = "公里", "程"
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Travel:
    """Distances between the units of `index` (id → row), symmetric, as whole numbers of `1/scale` of a `label`.

    `base`: from the place that teams set out from each day and come back to, a row long; None: the way out and home
    is not counted.
    """

    index: Mapping[str, int]
    rows: Sequence[Sequence[int]]
    base: Sequence[int] | None = None
    label: str = KILOMETRES
    scale: int = _TENTHS

    def between(self, unit: str, other: str) -> int:
        return self.rows[self.index[unit]][self.index[other]]

    def from_base(self, unit: str) -> int:
        return 0 if self.base is None else self.base[self.index[unit]]

    def shown(self, length: int) -> str:
        """A length as people read it: 12.5公里."""
        whole, rest = divmod(length, self.scale)
        return f"{whole}{f'.{rest}' if rest else ''}{self.label}"


def tenths(kilometres: Decimal) -> int:
    """Kilometres as whole tenths, 四舍五入."""
    return int((kilometres * _TENTHS).to_integral_value(ROUND_HALF_UP))


def by_steps(units: Sequence[str], neighbours: Mapping[str, Iterable[str]], base: str = "") -> Travel:
    """Steps from neighbour to neighbour (程): neighbours are 1 apart, their neighbours 2. Units that no chain joins
    are as far apart as there are places. `base` may be the name of one of the places.
    """
    joined: dict[str, set[str]] = {}
    for place, others in neighbours.items():
        for other in others:
            joined.setdefault(place, set()).add(other)
            joined.setdefault(other, set()).add(place)
    index = {unit: row for row, unit in enumerate(units)}
    far = len({*joined, *units})
    rows = [_steps_from(unit, joined, index, far) for unit in units]
    home = _steps_from(base, joined, index, far) if base else None
    return Travel(index, rows, home, STEPS, 1)


def _steps_from(start: str, joined: Mapping[str, set[str]], index: Mapping[str, int], far: int) -> list[int]:
    row = [far] * len(index)
    seen = {start: 0}
    queue = deque([start])
    while queue:
        place = queue.popleft()
        if place in index:
            row[index[place]] = seen[place]
        for other in joined.get(place, ()):
            if other not in seen:
                seen[other] = seen[place] + 1
                queue.append(other)
    return row
