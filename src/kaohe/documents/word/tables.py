"""The true grid of a table: which rows and columns each cell covers, from what Word says row by row.

    row 1   ┃ restart, span 2   ┃ cell ┃         ┏━━━━━━━┳━━━┓
    row 2   ┃ continue, span 2  ┃ cell ┃   ──▶   ┃       ┣━━━┫
    row 3   ┃ continue, span 1  ┃  …   ┃         ┗━━━┳━━━┻━  …

A cell is a rectangle. Where rows of a vertical merge differ in width (a careless hand), the merged cell keeps the
columns that all of them share, and what is left over becomes an empty cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from kaohe.documents.word import limits
from kaohe.documents.word.columns import Edges, by_widths, column_of

Content = TypeVar("Content")


class Merge(Enum):
    """Whether a cell begins a merge, goes on with one, or has none."""

    NONE = "none"
    RESTART = "restart"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Piece(Generic[Content]):
    """A cell as it stands in its row. `span`: grid columns; `width`: twips, 0 where not stated."""

    content: Content
    span: int = 1
    down: Merge = Merge.NONE
    across: Merge = Merge.NONE
    width: int = 0


@dataclass(frozen=True, slots=True)
class Row(Generic[Content]):
    """A row: grid columns (and twips) left empty before and after its cells."""

    pieces: tuple[Piece[Content], ...]
    before: int = 0
    after: int = 0
    before_width: int = 0


@dataclass(slots=True)
class Placed(Generic[Content]):
    """A cell where it is seen. `content` is None where nothing stands there. `covered`: what stands in the cells that
    the merge hides. `uneven`: the rows of the merge differ in width."""

    content: Content | None
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    covered: list[Content] = field(default_factory=list)
    uneven: bool = False


@dataclass(frozen=True, slots=True)
class Layout(Generic[Content]):
    """All cells of a table, row by row, and how many rows and columns they make."""

    cells: tuple[Placed[Content], ...]
    height: int
    width: int


class Oversized(Exception):
    """The table has more positions than are laid out."""


@dataclass(slots=True)
class _Strip(Generic[Content]):
    """A cell within its row: from column `start` up to `end`."""

    content: Content
    start: int
    end: int
    down: Merge
    covered: list[Content] = field(default_factory=list)


@dataclass(slots=True)
class _Merged(Generic[Content]):
    """A vertical merge that may go on: the columns that all of its rows share, and each row's own."""

    head: _Strip[Content]
    row: int
    start: int
    end: int
    strips: list[_Strip[Content]] = field(default_factory=list)


def lay_out(rows: Sequence[Row[Content]], widths: Sequence[int], most: int) -> Layout[Content]:
    """Where each cell is seen. `widths`: of the grid columns in twips, as far as the file states them; `most`: the
    positions (rows × columns) that may be taken, beyond them Oversized."""
    rows = [row for row in rows if row.pieces]
    edges = [_edges(row) for row in rows]
    if len({edge[-1] + row.after for edge, row in zip(edges, rows, strict=True)}) > 1:
        stated = by_widths([(row.before_width, [piece.width for piece in row.pieces]) for row in rows])
        if stated is not None:
            edges, widths = stated
    strips = [_joined(row, edge) for row, edge in zip(rows, edges, strict=True)]
    seen = [tuple(sorted({at for strip in line for at in (strip.start, strip.end)})) for line in strips]
    columns = column_of(seen, widths)
    width = max(columns.values(), default=0)
    if width > limits.MOST_COLUMNS or width * len(rows) > most:
        raise Oversized
    for line in strips:
        for strip in line:
            strip.start, strip.end = columns[strip.start], columns[strip.end]
    return Layout(_merged_down(strips), len(rows), width)


def _edges(row: Row[Content]) -> Edges:
    reached = [row.before]
    for piece in row.pieces:
        reached.append(reached[-1] + piece.span)
    return tuple(reached)


def _joined(row: Row[Content], edges: Edges) -> list[_Strip[Content]]:
    """The cells of a row, those of an old horizontal merge joined into its first."""
    strips: list[_Strip[Content]] = []
    open_across = False
    for piece, start, end in zip(row.pieces, edges, edges[1:], strict=False):
        if piece.across is Merge.CONTINUE and open_across:
            strips[-1].end = end
            strips[-1].covered.append(piece.content)
        else:
            strips.append(_Strip(piece.content, start, end, piece.down))
            open_across = piece.across is not Merge.NONE
    return strips


def _merged_down(lines: Sequence[list[_Strip[Content]]]) -> tuple[Placed[Content], ...]:
    cells: list[Placed[Content]] = []
    above: dict[int, _Merged[Content]] = {}
    """Column → the merge of the row above that covers it and may go on."""
    for number, line in enumerate(lines):
        here: dict[int, _Merged[Content]] = {}
        taken: set[int] = set()
        for strip in line:
            merged = _continued(strip, above, taken) if strip.down is Merge.CONTINUE else None
            if merged is None:
                merged = _Merged(strip, number, strip.start, strip.end)
                if strip.down is Merge.NONE:
                    cells += _settled(merged)
                    continue
            taken.add(id(merged))
            merged.start, merged.end = max(merged.start, strip.start), min(merged.end, strip.end)
            merged.strips.append(strip)
            here.update(dict.fromkeys(range(merged.start, merged.end), merged))
        for merged in {id(merged): merged for merged in above.values() if id(merged) not in taken}.values():
            cells += _settled(merged)
        above = here
    for merged in {id(merged): merged for merged in above.values()}.values():
        cells += _settled(merged)
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _continued(
    strip: _Strip[Content], above: dict[int, _Merged[Content]], taken: set[int]
) -> _Merged[Content] | None:
    """The merge that this cell goes on with: the one with the same left edge, else the first that it lies under."""
    under = [above[column] for column in range(strip.start, strip.end) if column in above]
    free = [merged for merged in under if id(merged) not in taken]
    return next((merged for merged in free if merged.start == strip.start), free[0] if free else None)


def _settled(merged: _Merged[Content]) -> list[Placed[Content]]:
    """The cell that a merge has become, and empty ones for what its rows do not share."""
    strips = merged.strips or [merged.head]
    left = [
        Placed[Content](None, merged.row + offset, start, 1, end - start)
        for offset, strip in enumerate(strips)
        for start, end in ((strip.start, merged.start), (merged.end, strip.end))
        if start < end
    ]
    covered = [item for strip in strips for item in strip.covered]
    covered += [strip.content for strip in strips[1:]]
    columns = merged.end - merged.start
    head = Placed(merged.head.content, merged.row, merged.start, len(strips), columns, covered, bool(left))
    return [head, *left]
