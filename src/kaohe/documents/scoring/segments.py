"""Stretches of rows that belong together: by merged cells, by empty cells below a name, by a name repeated.

row  | group      | item | points          segments of “group”: [1–3] [4]
1    | 组织领导   | …    | 4
2    |            | …    | 3
3    |            | …    | 3
4    | 宣传       | …    | 10
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe.documents.figures import PointsKind, points_in
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.columns import Column, Layout
from kaohe.documents.scoring.points import Points, bracketed, is_figure, one_line, stated_in, whole
from kaohe.documents.scoring.tier_texts import ladder
from kaohe.documents.scoring.words import Role

_DASHES = " \t\n\u3000/\\—-－―"
_NEARLY_ALL = 70
_RANKED_NAME = re.compile(r"[一二三四五1-5]级")


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows from `start` up to `end` (numbers of the grid) under one cell."""

    start: int
    end: int
    cell: Cell
    text: str

    def covers(self, row: int) -> bool:
        return self.start <= row < self.end


def filled(text: str) -> bool:
    """Whether anything but a dash stands there."""
    return bool(text.strip(_DASHES))


def has_merges(grid: Grid, rows: Sequence[int], columns: Sequence[Column]) -> bool:
    """Whether the file keeps vertical merges; a dump does not, and an empty cell may stand for one."""
    return any(
        (cell := grid.at(row, column.number)) is not None and cell.rows > 1
        for row in rows
        for column in columns
    )


def own_segments(grid: Grid, rows: Sequence[int], column: int) -> list[Segment]:
    """A segment for each filled cell of the column, over the rows it covers."""
    found: list[Segment] = []
    for row in rows:
        cell = grid.at(row, column)
        if cell is None or not filled(cell.text):
            continue
        if found and found[-1].cell is cell:
            found[-1] = Segment(found[-1].start, row + 1, cell, found[-1].text)
        else:
            found.append(Segment(row, row + 1, cell, cell.text))
    return found


def name_segments(grid: Grid, blocks: Sequence[Sequence[int]], column: int) -> list[Segment]:
    """The stretches that a column of names makes: an empty cell goes on with the name above, and so does its repetition.

    `blocks` are runs of rows that no section or sum divides; over such a border only the same cell goes on.
    """
    found: list[Segment] = []
    for block in blocks:
        for position, row in enumerate(block):
            cell = grid.at(row, column)
            last = found[-1] if found else None
            if cell is not None and filled(cell.text):
                same = last is not None and (
                    last.cell is cell or (position > 0 and one_line(last.text) == one_line(cell.text))
                )
                if same and last is not None:
                    found[-1] = Segment(last.start, row + 1, last.cell, last.text)
                else:
                    found.append(Segment(row, row + 1, cell, cell.text))
            elif last is not None and position > 0 and last.covers(block[position - 1]):
                found[-1] = Segment(last.start, row + 1, last.cell, last.text)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """Where the points of the items stand: a column of figures or of texts with points in brackets.

    `coarser` are other columns of figures: points or weights of groups. `alike` have a figure for each item too.
    `column` NOWHERE: no column has any. `awards`: the clauses themselves tell (得10分, 满分10分). `tiers`: an item's
    points are those of the best tier in its text.
    """

    column: int
    brackets: bool = False
    coarser: tuple[Column, ...] = ()
    alike: tuple[Column, ...] = ()
    awards: bool = False
    tiers: bool = False

    def stated(self, text: str, column: Column) -> Points | None:
        """The points in a text of this column."""
        read = stated_in(text, name=column.named)
        if column.number != self.column:
            return read
        if self.tiers and (found := ladder(text)) is not None:
            return Points(found.best)
        told = award_of(text) if self.awards and read is None else None
        return Points(told) if told is not None else read


NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Table:
    """A grid's rows of items in rising order, ready to be read: `blocks` are runs of them that nothing divides."""

    grid: Grid
    blocks: tuple[tuple[int, ...], ...]
    layout: Layout
    merges: bool
    rows: tuple[int, ...] = field(default=())

    def between(self, start: int, end: int) -> Sequence[int]:
        """Its rows from `start` up to `end`."""
        return self.rows[bisect_left(self.rows, start) : bisect_left(self.rows, end)]


def item_source(table: Table) -> Source | None:
    """The column the items' points stand in; None where there are none."""
    by_figures = _figures(table)
    by_brackets = _brackets(table)
    if by_figures is None:
        tiers = _tiers(table)
        if tiers is not None and (by_brackets is None or _is_finer(table, tiers, by_brackets)):
            return tiers
        return by_brackets or _awards(table)
    if by_brackets is not None and _over_all(table, by_figures.column):
        return by_brackets
    if by_brackets is not None and _finer(table, by_brackets.column, by_figures.column):
        column = table.layout.columns[by_figures.column]
        return Source(by_brackets.column, True, (*by_figures.coarser, column))
    return by_figures


def _over_all(table: Table, column: int) -> bool:
    """Whether one figure stands beside all rows: what the table is worth, or its share of a whole."""
    segments = own_segments(table.grid, table.rows, column)
    return len(segments) == 1 and segments[0].cell.rows > 1 and segments[0].covers(table.rows[-1])


def _figures(table: Table) -> Source | None:
    """Of several columns of figures the one with the most cells; those that are alike within each group are the groups'."""
    columns = list(table.layout.figures)
    counts = {
        column.number: sum(
            1 for segment in own_segments(table.grid, table.rows, column.number) if is_figure(segment.text)
        )
        for column in columns
    }
    columns = [column for column in columns if counts[column.number]]
    if not columns:
        return None
    grouped = [column for column in columns if _is_grouped(table, column)]
    single = [column for column in columns if column not in grouped] or columns

    def rank(column: Column) -> tuple[int, bool, bool, int]:
        words = column.header
        return (
            counts[column.number],
            column.role is Role.POINTS,
            "分值" in words or "标准分" in words,
            column.number,
        )

    best = max(single, key=rank)
    rest = [column for column in columns if column is not best]
    alike = tuple(c for c in rest if counts[c.number] * 10 >= counts[best.number] * 9 and c not in grouped)
    return Source(best.number, False, tuple(c for c in rest if c not in alike), alike)


def _is_grouped(table: Table, column: Column) -> bool:
    """Whether a figure is the same in all rows of each group (repeated in a dump), in groups of which some have several rows."""
    if table.merges or not table.layout.names:
        return False
    for level in table.layout.names[:2]:
        segments = name_segments(table.grid, table.blocks, level.number)
        several = [s for s in segments if s.end - s.start > 1]
        if len(several) < 2 or len(segments) * 10 > len(table.rows) * 8:
            continue
        values = [
            {one_line(table.grid.text(row, column.number)) for row in table.between(s.start, s.end)}
            for s in several
        ]
        if all(len(texts - {""}) <= 1 for texts in values) and _more_than_figure(values):
            return True
    return False


def _more_than_figure(values: Sequence[set[str]]) -> bool:
    """Whether the groups' figures differ: a column of nothing but fives says nothing."""
    return len(set().union(*values) - {""}) > 1


def _brackets(table: Table) -> Source | None:
    """The finest column of which most cells have points in brackets."""
    best: tuple[int, int] | None = None
    for column in table.layout.of(Role.NAME, Role.CONTENT, Role.CLAUSE, Role.METHOD, Role.REMARK):
        segments = _once(table, column.number)
        read = sum(1 for segment in segments if stated_in(segment.text, name=column.named))
        if read * 2 < len(segments) or read < 2:
            continue
        if best is None or read > best[0] or (read == best[0] and _divides(table, best[1], segments)):
            best = (read, column.number)
    return Source(best[1], True) if best else None


def _tiers(table: Table) -> Source | None:
    """The column most cells of which end with tiers; most of them must be told by their words or a last tier of 0."""
    best: tuple[int, int] | None = None
    for column in table.layout.of(Role.CLAUSE, Role.CONTENT, Role.NAME, Role.METHOD, Role.REMARK):
        told = [ladder(segment.text) for segment in _once(table, column.number)]
        read = [found for found in told if found is not None]
        sure = sum(1 for found in read if found.sure)
        if len(read) < 2 or len(read) * 10 < len(told) * 8 or sure * 2 < len(read):
            continue
        if best is None or len(read) > best[0]:
            best = len(read), column.number
    return Source(best[1], True, tiers=True) if best else None


def _is_finer(table: Table, tiers: Source, brackets: Source) -> bool:
    """Whether the brackets are groups' or a tier's, and not the items' own."""
    fine, coarse = _once(table, tiers.column), _once(table, brackets.column)
    return tiers.column == brackets.column or len(fine) > len(coarse)


def _once(table: Table, column: int) -> list[Segment]:
    """The cells of a column; in a dump that repeats merged cells row by row, each text once."""
    found: list[Segment] = []
    for segment in own_segments(table.grid, table.rows, column):
        last = found[-1] if found else None
        if last is not None and not table.merges and len(segment.text) > 3 and last.text == segment.text:
            found[-1] = Segment(last.start, segment.end, last.cell, last.text)
        else:
            found.append(segment)
    return found


def _divides(table: Table, column: int, fine: Sequence[Segment]) -> bool:
    """Whether several of these segments stand beside one cell of the column."""
    starts = [inner.start for inner in fine]
    return any(_inside(starts, segment) > 1 for segment in _once(table, column))


def _inside(starts: Sequence[int], segment: Segment) -> int:
    """How many of these rows, which rise, the segment covers."""
    return bisect_left(starts, segment.end) - bisect_left(starts, segment.start)


def _awards(table: Table) -> Source | None:
    """The clauses, where most of them name the points that can be had: 满分10分, or 得10分 under a header that says that they
    are clauses."""
    for column in table.layout.of(Role.CLAUSE, Role.CONTENT):
        texts = [segment.text for segment in _once(table, column.number)]
        told = sum(1 for text in texts if _full_marks(text))
        if column.said is Role.CLAUSE:
            told = sum(1 for text in texts if award_of(text) is not None)
        if len(texts) > 1 and told * 10 >= len(texts) * 8:
            return Source(column.number, True, awards=True)
    return None


def _full_marks(text: str) -> bool:
    return any(mention.kind is PointsKind.TOTAL for mention in points_in(text))


def award_of(text: str) -> Decimal | None:
    """The full points that a clause itself speaks of: 满分, else the highest award."""
    mentions = points_in(text)
    totals = [m.value for m in mentions if m.kind in (PointsKind.TOTAL, PointsKind.OWN)]
    awards = [m.value for m in mentions if m.kind is PointsKind.AWARD]
    return max(totals or awards, default=None)


def _finer(table: Table, brackets: int, figures: int) -> bool:
    """Whether the points in brackets divide the figures: several to one of them, adding up to it."""
    fine = own_segments(table.grid, table.rows, brackets)
    coarse = own_segments(table.grid, table.rows, figures)
    if len(fine) * 10 < len(coarse) * 13:
        return False
    right = wrong = 0
    starts = [s.start for s in fine]
    for segment in coarse:
        own = fine[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        inner = [stated_in(s.text, name=True) for s in own]
        values = [read.value for read in inner if read]
        stated = whole(segment.text)
        if len(inner) > 1 and stated:
            right += sum(values, Decimal(0)) == stated.value
            wrong += sum(values, Decimal(0)) != stated.value
    return right > wrong


def levels(table: Table, source: Source, starts: Sequence[int]) -> list[Column]:
    """The columns that name groups, from the outermost: those before the items' own that have several items to a name.

    `starts` are the rows in which items begin. The first column may have some groups of one item; a column further
    in of which most names have one item is the items' name.
    """
    found: list[Column] = []
    before = [column for column in table.layout.names if column.number < source.column]
    names = before if before or source.brackets else list(table.layout.names)
    outer = [
        column
        for column in table.layout.of(Role.DEPARTMENT)
        if column.number < min((n.number for n in names), default=0)
    ]
    names = [*outer[:1], *names]
    for column in names:
        segments = name_segments(table.grid, table.blocks, column.number)
        if not segments:
            continue
        sizes = [_inside(starts, segment) for segment in segments]
        several = sum(1 for size in sizes if size > 1) * 2 >= len(sizes)
        few = not found and len(segments) * 100 <= len(starts) * _NEARLY_ALL
        further = [c for c in names if c.number > column.number and c.role is Role.NAME]
        ranked = bool(_RANKED_NAME.search(column.header)) and any(
            _RANKED_NAME.search(c.header) for c in further
        )
        if column.role is Role.DEPARTMENT and not several:
            continue  # who answers for it, item by item; only offices with several items each are groups
        if (
            ranked
            or several
            or few
            or _states_points(table, column, source, len(segments))
            or _has_figures(table, column, source, segments)
            or _is_above_names(table, column, source, starts)
        ):
            found.append(column)
        else:
            break
    return found


def _is_above_names(table: Table, column: Column, source: Source, starts: Sequence[int]) -> bool:
    """Whether another column of names stands between this one and the points, with a name for each item.

    That is the item's own, and this one would be lost if it were no group's.
    """
    last = source.column if source.brackets else source.column - 1
    inner = [
        other.number
        for other in table.layout.names
        if other.role is Role.NAME and column.number < other.number <= last
    ]
    named = any(all(filled(table.grid.text(row, number)) for row in starts) for number in inner)
    return column.role is Role.NAME and named


def _has_figures(table: Table, column: Column, source: Source, segments: Sequence[Segment]) -> bool:
    """Whether a coarser column of figures right behind this one has a figure for each of its names, and is merged with it."""
    for figures in source.coarser:
        between = [c for c in table.layout.names if column.number < c.number < figures.number]
        if figures.number < column.number or between:
            continue
        starts = {segment.start for segment in own_segments(table.grid, table.rows, figures.number)}
        if starts and starts == {segment.start for segment in segments}:
            return True
    return False


def _states_points(table: Table, column: Column, source: Source, segments: int) -> bool:
    """Whether a column of names has points of its own, beside the items': in brackets, or in a figure column next to it."""
    if source.brackets or column.brackets < 60:
        return False
    read: list[Points | None] = [
        bracketed(segment.text, name=True) for segment in own_segments(table.grid, table.rows, column.number)
    ]
    # “宣传（4分） | 4”: the same figure twice is an item's, not a group's.
    figures = [
        whole(table.grid.text(segment.start, source.column))
        for segment in own_segments(table.grid, table.rows, column.number)
    ]
    same = sum(1 for one, two in zip(read, figures, strict=True) if one and two and one.value == two.value)
    return same * 2 < segments
