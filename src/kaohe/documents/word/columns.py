"""The columns of a table as one sees them, from the edges that its rows have.

Word counts grid columns, and each row says how many a cell takes. Three things part that count from what is seen:

- an edge that no row uses (every row spans it) is no edge;
- edges a hair apart, never both in one row, are one edge that somebody's mouse moved in some of the rows;
- rows whose spans do not add up although their widths do: there the widths are right.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

_SLIVER = 170
"""Twips (a twentieth of a point): 3 mm. No column that is meant to hold text is as narrow."""
_LEAST_WIDTH = 2000
"""A narrower table has widths that nobody measured."""
_ALIKE = 50
"""How much the widths of two rows may differ, as a part of the whole: a fiftieth."""

Edges = tuple[int, ...]
"""Where the cells of a row begin and where the last one ends, counted in grid columns."""


def column_of(rows: Sequence[Edges], widths: Sequence[int] = ()) -> dict[int, int]:
    """Edge → number of the column that begins there (the last edge: the number of columns).

    `widths`: of the grid columns, in twips; used only where all are there.
    """
    used: dict[int, set[int]] = {}
    for number, edges in enumerate(rows):
        for edge in edges:
            used.setdefault(edge, set()).add(number)
    ordered = sorted(used)
    positions = _positions(ordered, widths)
    found: dict[int, int] = {}
    column, first, together = -1, 0, set[int]()
    for edge in ordered:
        near = positions is not None and positions[edge] - positions[first] <= _SLIVER
        if column < 0 or not near or not together.isdisjoint(used[edge]):
            column, first, together = column + 1, edge, set()
        together |= used[edge]
        found[edge] = column
    return found


def by_widths(rows: Sequence[tuple[int, Sequence[int]]]) -> tuple[list[Edges], list[int]] | None:
    """Edges by the widths of the cells, where each row states all of its own and all rows are equally wide.

    Each row: what stands empty before it, and the widths of its cells, in twips. Returns the edges and the widths of
    the grid columns between them; None where the widths cannot be trusted.
    """
    ends = [list(accumulate(widths, initial=before)) for before, widths in rows]
    if not ends or any(width <= 0 for _, widths in rows for width in widths):
        return None
    least, most = min(end[-1] for end in ends), max(end[-1] for end in ends)
    if most < _LEAST_WIDTH or (most - least) * _ALIKE > most:
        return None
    ordered = sorted({position for end in ends for position in end})
    number = {position: index for index, position in enumerate(ordered)}
    edges = [tuple(number[position] for position in end) for end in ends]
    return edges, [right - left for left, right in pairwise(ordered)]


def _positions(edges: Sequence[int], widths: Sequence[int]) -> dict[int, int] | None:
    """Edge → distance from the left, in twips; None where the widths do not say."""
    if (
        not edges
        or edges[-1] > len(widths)
        or any(width <= 0 for width in widths)
        or sum(widths) < _LEAST_WIDTH
    ):
        return None
    reached = list(accumulate(widths, initial=0))
    return {edge: reached[edge] for edge in edges}
