"""Columns of grades that alone say what an item can have: the best grade's points become a column of their own.

内容 | 优（10） | 良（8） | 差（0）      the header states them, the cells are ticked
内容 | 优 | 良 | 差                      10 | 8 | 0, or 齐全（9-10分） | 较全（6-8分） | 不全（0-5分）
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from kaohe.core import Place, plain
from kaohe.documents.figures import half_width, number
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.columns import Column, Layout
from kaohe.documents.scoring.grade_words import grade_points, is_grade
from kaohe.documents.scoring.points import whole
from kaohe.documents.scoring.rows import Row, RowKind, is_remark, leaf_sections
from kaohe.documents.scoring.segments import filled
from kaohe.documents.scoring.words import Role

_N = r"\d{1,3}(?:\.\d{1,2})?"
_AT_END = re.compile(
    rf"(?:(?<![\d.])(?:{_N}\s*分?\s*[-~至到]\s*)?({_N})\s*分|\((?:{_N}\s*[-~至到]\s*)?({_N})\s*分?\))\s*\)?[。;,]?\s*$"
)
_TICKS = re.compile(r"[\s√✓○□☐☑×/\\—-]*")


def with_best_grades(grid: Grid, rows: Sequence[Row], layout: Layout) -> tuple[Grid, list[Row], Layout]:
    """The table with a column of what each item can have; as it is where points stand elsewhere, or in no grade."""
    columns = [column for column in layout.columns if is_grade(column.header)]
    told = any(c.said in (Role.POINTS, Role.WEIGHT) and c.figures >= 30 for c in layout.columns)
    apart = {column.number for column in columns}
    named = any(column.brackets >= 50 and column.number not in apart for column in layout.names)
    if len(columns) < 2 or told or named:
        return grid, list(rows), layout
    items = list(_items(grid, rows, layout, apart))
    best = [(row, _best(grid, row.number, columns)) for row in items]
    known = [(row, points) for row, points in best if points is not None]
    if len(known) < 2 or len(known) * 10 < len(items) * 8:
        return grid, list(rows), layout
    added = tuple(
        Cell(plain(points), row.number, grid.width, place=_place(grid, row.number, columns))
        for row, points in known
    )
    kinds = {row.number: Row(row.number, RowKind.BODY, cell=row.cell) for row, _ in known}
    texts = {column.number for column in columns if column.filled and column.figures < 60}
    plan = [
        replace(column, role=Role.CLAUSE if column.number in texts else Role.OTHER)
        if column.number in apart
        else column
        for column in layout.columns
    ]
    plan.append(Column(grid.width, Role.POINTS, filled=len(added), figures=100))
    wider = replace(grid, cells=(*grid.cells, *added), width=grid.width + 1)
    named_now = [_as_name(grid, column, kinds) for column in plan]
    return (
        wider,
        [kinds.get(row.number, row) for row in rows],
        Layout(tuple(named_now), layout.has_header, True),
    )


def _items(grid: Grid, rows: Sequence[Row], layout: Layout, grades: set[int]) -> Iterator[Row]:
    """The rows that name an item: those of the body, and names that stand alone in their row beside empty grades."""
    first = min(grades)
    named = [column.number for column in layout.columns if column.number < first]
    leaves = leaf_sections(rows)
    headed = False
    for row in rows:
        headed = headed or row.kind is RowKind.HEADER
        cell = row.cell
        alone = cell is not None and cell.column + cell.columns <= first
        leaf = row.kind is RowKind.SECTION and row.points is None and row.number in leaves
        line = row.kind in (RowKind.REMARK, RowKind.TITLE) and headed and not is_remark(row.text)
        body = row.kind is RowKind.BODY and any(filled(grid.text(row.number, number)) for number in named)
        if body or (alone and (leaf or line)):
            yield row


def _as_name(grid: Grid, column: Column, rows: dict[int, Row]) -> Column:
    """The column, a column of names where the names stood alone in their rows and so were counted as none."""
    if column.role is not Role.RESULT or column.said not in (Role.NAME, Role.CONTENT) or column.filled:
        return column
    here = sum(1 for row in rows if filled(grid.text(row, column.number)))
    return replace(column, role=column.said, filled=here) if here else column


def _best(grid: Grid, row: int, columns: Sequence[Column]) -> Decimal | None:
    """The most that one of the grades gives; None: fewer than two of them say anything."""
    values = [_points(grid.text(row, column.number), column.header) for column in columns]
    known = [value for value in values if value is not None]
    falls = all(one >= two for one, two in pairwise(known))
    rises = all(one <= two for one, two in pairwise(known))
    # How many may have each grade (3, 5, 2) are figures too, but neither fall nor rise.
    return max(known) if len(known) > 1 and (falls or rises) else None


def _points(text: str, header: str) -> Decimal | None:
    if _TICKS.fullmatch(text):
        return grade_points(header)
    read = whole(text)
    if read is not None:
        return read.value
    found = _AT_END.search(half_width(text))
    return number(found[1] or found[2]) if found is not None else grade_points(header)


def _place(grid: Grid, row: int, columns: Sequence[Column]) -> Place:
    cell = grid.at(row, columns[0].number)
    return cell.place if cell is not None else grid.place
