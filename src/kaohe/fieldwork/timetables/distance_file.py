"""Distances from a CSV: a square of kilometres (first column and first row the names), or a line a pair (甲, 乙, 公里).

Distances are the same both ways. What is missing, contradicts itself or is no number is said, and no distance is made up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.rows import Row, plain_text, read_csv
from kaohe.fieldwork.timetables.findings import error
from kaohe.fieldwork.timetables.travel import Travel, tenths
from kaohe.scheme.reading import exact_number

_MOST_SAID = 20
_MOST_KILOMETRES = 10_000
_UNKNOWN = -1
Named = Callable[[str], str | None]
"""A place's name → the id of the unit, or the name itself for the base; None for a place that does not matter."""


def read_distances(
    path: Path, units: Mapping[str, str], named: Named, base: str
) -> tuple[Travel | None, tuple[Problem, ...]]:
    """Distances between units (id → name). `base` empty: nowhere in particular. None where any is missing or wrong."""
    rows, problems = read_csv(path)
    if not rows or problems:
        return None, problems
    places = [*units, *([base] if base and base not in units else [])]
    lengths, problems = _lengths(rows, {place: n for n, place in enumerate(places)}, named, path.name)
    lacking = [(a, b) for a, b in combinations(range(len(places)), 2) if lengths[a][b] == _UNKNOWN]
    if lacking and not problems:
        names = "；".join(
            "—".join(units.get(places[end], places[end]) for end in pair) for pair in lacking[:5]
        )
        message = f"缺少{len(lacking)}对距离：{names}{'……' if len(lacking) > 5 else ''}。"
        problems = (error("distance-missing", message, "请补写，或改写“相邻”。", Place(file=path.name)),)
    if problems:
        return None, problems
    home = lengths[places.index(base)][: len(units)] if base else None
    index = {unit: number for number, unit in enumerate(units)}
    return Travel(index, [row[: len(units)] for row in lengths[: len(units)]], home), ()


def _lengths(
    rows: Sequence[Row], index: Mapping[str, int], named: Named, file: str
) -> tuple[list[list[int]], tuple[Problem, ...]]:
    """All lengths, both ways; what is not written is `_UNKNOWN`."""
    lengths = [[_UNKNOWN] * len(index) for _ in index]
    for number, row in enumerate(lengths):
        row[number] = 0

    @cache
    def place(name: str) -> int:
        return index.get(named(plain_text(name.strip())) or "", _UNKNOWN)

    found: list[Problem] = []
    for one, other, text, line, column in _entries(rows):
        ends = place(one), place(other)
        if _UNKNOWN in ends or ends[0] == ends[1]:
            continue
        length, before = _tenths(text), lengths[ends[0]][ends[1]]
        if length is not None and before in (_UNKNOWN, length):
            lengths[ends[0]][ends[1]] = lengths[ends[1]][ends[0]] = length
            continue
        where = Place(file=file, line=line, column=column)
        if length is None:
            message = f"“{text.strip()[:20]}”不是公里数。"
            found.append(error("not-a-distance", message, "请写成数字，如 12 或 8.5。", where))
        else:
            message = f"{one.strip()}和{other.strip()}写了两个不同的距离。"
            found.append(error("distance-differs", message, "来回的距离按一样算，请改成同一个数。", where))
        if len(found) == _MOST_SAID:
            break
    return lengths, tuple(found)


def _entries(rows: Sequence[Row]) -> Iterator[tuple[str, str, str, int, int]]:
    """One end, the other end, the length as written, line and column."""
    head = rows[0][1]
    if len(head) == 3 and not any(cells[0] == head[1] for _, cells in rows[1:]):
        for line, cells in rows[1:]:
            if len(cells) >= 3:
                yield cells[0], cells[1], cells[2], line, 3
        return
    for line, cells in rows[1:]:
        for column in range(1, min(len(head), len(cells))):
            if cells[column].strip():
                yield cells[0], head[column], cells[column], line, column + 1


@lru_cache(maxsize=100_000)
def _tenths(text: str) -> int | None:
    """Kilometres as whole tenths; None for anything else."""
    number = exact_number(text.strip())
    return tenths(number) if number is not None and 0 <= number <= Decimal(_MOST_KILOMETRES) else None
