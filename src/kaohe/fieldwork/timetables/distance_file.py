"""Distances from a CSV: a square of kilometres (first column and first row the names), or a line a pair (甲, 乙, 公里).

Distances are the same both ways. What is missing, contradicts itself or is no number is said, and no distance is made up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.rows import Row, plain_text, read_csv
from kaohe.fieldwork.timetables.findings import error
from kaohe.fieldwork.timetables.travel import Travel, tenths
from kaohe.scheme.reading import exact_number

_MOST_SAID = 20
_MOST_KILOMETRES = 10_000
Named = Callable[[str], str | None]
"""A place's name → the id of the unit, or the name itself for the base; None for a place that does not matter."""

Pairs = dict[tuple[str, str], tuple[int, Place]]


def read_distances(
    path: Path, units: Mapping[str, str], named: Named, base: str
) -> tuple[Travel | None, tuple[Problem, ...]]:
    """Distances between units (id → name). `base` empty: nowhere in particular. None where any is missing or wrong."""
    rows, problems = read_csv(path)
    if not rows or problems:
        return None, problems
    found: list[Problem] = []
    pairs: Pairs = {}
    for one, other, text, place in _entries(rows, path.name):
        ends = named(plain_text(one.strip())), named(plain_text(other.strip()))
        if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
            continue
        length = _length(text, place, found)
        if length is not None:
            _note((ends[0], ends[1]), length, place, pairs, found)
    places = [*units, *([base] if base else [])]
    lacking = [(a, b) for n, a in enumerate(places) for b in places[n + 1 :] if _key(a, b) not in pairs]
    if lacking:
        names = "；".join(f"{units.get(a, a)}—{units.get(b, b)}" for a, b in lacking[:5])
        message = f"缺少{len(lacking)}对距离：{names}{'……' if len(lacking) > 5 else ''}。"
        found.append(error("distance-missing", message, "请补写，或改写“相邻”。", Place(file=path.name)))
    if found:
        return None, tuple(found[:_MOST_SAID])
    return _travel(list(units), pairs, base), ()


def _entries(rows: Sequence[Row], file: str) -> Iterator[tuple[str, str, str, Place]]:
    """One end, the other end, the length as written, where."""
    head = rows[0][1]
    if len(head) == 3 and not any(cells[0] == head[1] for _, cells in rows[1:]):
        for line, cells in rows[1:]:
            if len(cells) >= 3:
                yield cells[0], cells[1], cells[2], Place(file=file, line=line, column=3)
        return
    for line, cells in rows[1:]:
        for column, (other, text) in enumerate(zip(head[1:], cells[1:], strict=False), 2):
            if text.strip():
                yield cells[0], other, text, Place(file=file, line=line, column=column)


def _length(text: str, place: Place, found: list[Problem]) -> int | None:
    number = exact_number(text.strip())
    if number is None or not 0 <= number <= Decimal(_MOST_KILOMETRES):
        message = f"“{text.strip()[:20]}”不是公里数。"
        found.append(error("not-a-distance", message, "请写成数字，如 12 或 8.5。", place))
        return None
    return tenths(number)


def _note(ends: tuple[str, str], length: int, place: Place, pairs: Pairs, found: list[Problem]) -> None:
    key = _key(*ends)
    if key in pairs and pairs[key][0] != length:
        message = "同一对单位写了两个不同的距离。"
        found.append(
            error("distance-differs", message, "来回的距离按一样算，请改成同一个数。", place, pairs[key][1])
        )
    pairs.setdefault(key, (length, place))


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _travel(units: Sequence[str], pairs: Pairs, base: str) -> Travel:
    def row(start: str, to: Iterable[str]) -> list[int]:
        return [0 if start == other else pairs[_key(start, other)][0] for other in to]

    index = {unit: number for number, unit in enumerate(units)}
    return Travel(index, [row(unit, units) for unit in units], row(base, units) if base else None)
