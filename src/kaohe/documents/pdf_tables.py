"""Ruled lines on a page into the frames of tables: columns, rows, and which positions form one cell.

Lines that touch form a table. Where no line parts two positions they are one cell, so merged cells need no
guess. A table that is open at its sides (no line at the far left and right, as offices like it) is closed there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_SNAP, _TOUCH, _THIN, _SHORT, _OPEN = 3.0, 3.0, 2.5, 4.0, 8.0
_MOST_POSITIONS = 40_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a frame: its upper left position, and how many rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A table without its text: edges of its columns and rows, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def position(self, x: float, y: float) -> tuple[int, int]:
        """The row and column at a point inside."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return row, min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)


def rules_of(page: Any) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and the vertical lines drawn on a page. A filled area is shading, unless it is thin."""
    across: list[Rule] = []
    down: list[Rule] = []
    for shape in (*page.lines, *page.rects, *page.curves):
        x0, x1 = float(shape["x0"]), float(shape["x1"])
        top, bottom = float(shape["top"]), float(shape["bottom"])
        if bottom - top <= _THIN:
            across.append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN:
            down.append(Rule((x0 + x1) / 2, top, bottom))
        elif shape["object_type"] == "rect" and shape.get("stroke"):
            across += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
            down += [Rule(x0, top, bottom), Rule(x1, top, bottom)]
        elif shape["object_type"] == "curve" and shape.get("stroke"):
            _add_path(shape.get("pts") or [], across, down)
    return across, down


def _add_path(points: Sequence[tuple[float, float]], across: list[Rule], down: list[Rule]) -> None:
    """The straight parts of a path with corners."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1:
            across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 1:
            down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def frames_of(across: Iterable[Rule], down: Iterable[Rule]) -> list[Frame]:
    """The tables that the lines of a page form, from top to bottom."""
    rows, columns = _joined(across), _joined(down)
    frames = [frame for group in _touching(rows, columns) if (frame := _frame(*group))]
    outer = [f for f in frames if not any(_inside(f, other) for other in frames if other is not f)]
    return sorted(outer, key=lambda frame: (frame.ys[0], frame.xs[0]))


def _inside(inner: Frame, outer: Frame) -> bool:
    """Whether one lies in another: a table within a cell; its text is that cell's text."""
    return (
        outer.xs[0] - 1 <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1] + 1
        and outer.ys[0] - 1 <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1] + 1
        and len(inner.boxes) < len(outer.boxes)
    )


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines at nearly the same place on one level, and those that go on in one another joined."""
    result: list[Rule] = []
    for level in _levels(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in level) / len(level)
        start, end = None, 0.0
        for rule in sorted(level, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _TOUCH:
                end = max(end, rule.end)
            else:
                result.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            result.append(Rule(at, start, end))
    return [rule for rule in result if rule.end - rule.start >= _SHORT]


def _levels(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    level: list[Rule] = []
    for rule in rules:
        if level and rule.at - level[0].at > _SNAP:
            yield level
            level = []
        level.append(rule)
    if level:
        yield level


def _touching(rows: Sequence[Rule], columns: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines in groups that hang together."""
    group = list(range(len(rows) + len(columns)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if (
                column.start - _TOUCH <= row.at <= column.end + _TOUCH
                and row.start - _TOUCH <= column.at <= row.end + _TOUCH
            ):
                group[root(i)] = root(len(rows) + j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, row in enumerate(rows):
        found.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(columns):
        found.setdefault(root(len(rows) + j), ([], []))[1].append(column)
    return list(found.values())


def _frame(rows: list[Rule], columns: list[Rule]) -> Frame | None:
    """The table a group of lines forms; None where it is no table (an underline, a box around a text)."""
    if len(rows) < 2 or not columns:
        return None
    ys = _edges([rule.at for rule in rows], [r.start for r in columns], [r.end for r in columns])
    xs = _edges([rule.at for rule in columns], [r.start for r in rows], [r.end for r in rows])
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 2 or height * width > _MOST_POSITIONS:
        return None
    boxes = tuple(_boxes(xs, ys, rows, columns))
    return Frame(tuple(xs), tuple(ys), boxes) if len(boxes) > 1 else None


def _edges(levels: Sequence[float], starts: Sequence[float], ends: Sequence[float]) -> list[float]:
    """The levels at which lines run, and the ends of the lines across them where the table is open."""
    found: list[float] = []
    for level in sorted(levels):
        if not found or level - found[-1] > _SNAP:
            found.append(level)
    if found[0] - min(starts) > _OPEN:
        found.insert(0, min(starts))
    if max(ends) - found[-1] > _OPEN:
        found.append(max(ends))
    return found


def _boxes(xs: Sequence[float], ys: Sequence[float], rows: list[Rule], columns: list[Rule]) -> Iterator[Box]:
    """The cells: positions that no line parts, as rectangles."""
    height, width = len(ys) - 1, len(xs) - 1
    walls, floors = _by_edge(columns, xs), _by_edge(rows, ys)
    right = [[_covered(walls[c + 1], _mid(ys, r)) for c in range(width)] for r in range(height)]
    under = [[_covered(floors[r + 1], _mid(xs, c)) for c in range(width)] for r in range(height)]
    taken = [[False] * width for _ in range(height)]
    for r in range(height):
        for c in range(width):
            if taken[r][c]:
                continue
            across = 1
            while c + across < width and not right[r][c + across - 1] and not taken[r][c + across]:
                across += 1
            down = 1
            while r + down < height and _open_below(r + down, c, across, under, right, taken):
                down += 1
            for i in range(r, r + down):
                taken[i][c : c + across] = [True] * across
            yield Box(r, c, down, across)


def _open_below(
    row: int,
    column: int,
    across: int,
    under: list[list[bool]],
    right: list[list[bool]],
    taken: list[list[bool]],
) -> bool:
    """Whether a cell goes on in the next row with the same width."""
    span = range(column, column + across)
    parted = any(under[row - 1][c] for c in span) or any(taken[row][c] for c in span)
    return not parted and not any(right[row][c] for c in span[:-1])


def _mid(edges: Sequence[float], index: int) -> float:
    return (edges[index] + edges[index + 1]) / 2


def _by_edge(rules: list[Rule], edges: Sequence[float]) -> list[list[Rule]]:
    """The lines that run at each edge."""
    return [[rule for rule in rules if abs(rule.at - edge) <= _SNAP] for edge in edges]


def _covered(rules: list[Rule], along: float) -> bool:
    return any(rule.start - 1 <= along <= rule.end + 1 for rule in rules)
