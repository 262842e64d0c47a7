"""Tables in which each level has a column of points of its own, and each row a figure in one of them.

序号  | 项目     | 大项分 | 分项分 | 次分项分     A row whose figure stands further left heads the rows below it,
1     | 交通     | 130    |        |              up to the next figure in its column or further left. A row with
1.1   | 进入     |        | 60     |              nothing further right below it is an item, in whichever column
1.1.1 | 道路     |        |        | 60           its figure stands.
1.2   | 停车场   |        | 70     |
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.columns import Column, Layout
from kaohe.documents.scoring.points import one_line, whole
from kaohe.documents.scoring.rows import LABELLED, Row, RowKind
from kaohe.documents.scoring.segments import filled
from kaohe.documents.scoring.words import Role


@dataclass(frozen=True, slots=True)
class _Step:
    """A row of items with its figure: `depth` is the figure's column among those of points, from 0."""

    position: int
    depth: int
    points: Decimal
    cell: Cell


def unfolded(grid: Grid, rows: Sequence[Row], layout: Layout) -> tuple[Grid, list[Row], Layout]:
    """The table with its figures in one column and the heads of each level told as sections; any other table as it is."""
    columns = [column for column in layout.figures if column.filled]
    steps = _steps(grid, rows, columns)
    heads = _heads(steps)
    if not heads:
        return grid, list(rows), layout
    last = columns[-1]
    moved = {id(step.cell): replace(step.cell, column=last.number) for step in steps}
    onto = {step.cell.row for step in steps if step.cell.column != last.number}
    kept = [cell for cell in grid.cells if id(cell) not in moved and not _in_the_way(cell, last, onto)]
    cells = (*kept, *moved.values())
    found = list(rows)
    for step in steps:
        found[step.position] = replace(rows[step.position], level=LABELLED + step.depth + 1)
    for step in heads:
        found[step.position] = _section(grid, rows[step.position], layout, step)
    taken = {column.number for column in columns[:-1]}
    plan = tuple(
        replace(column, role=Role.OTHER, filled=0) if column.number in taken else column
        for column in layout.columns
    )
    return replace(grid, cells=cells), found, Layout(plan, layout.has_header, layout.graded)


def _in_the_way(cell: Cell, column: Column, rows: Container[int]) -> bool:
    """Whether an empty cell stands where a figure is moved to."""
    covers = cell.column <= column.number < cell.column + cell.columns
    return covers and cell.row in rows and not filled(cell.text)


def _steps(grid: Grid, rows: Sequence[Row], columns: Sequence[Column]) -> list[_Step]:
    """The rows that have a figure; none where a row has two, or a figure covers several rows."""
    found: list[_Step] = []
    for position, row in enumerate(rows):
        if row.kind not in (RowKind.BODY, RowKind.SECTION):
            continue
        own = []
        for depth, column in enumerate(columns):
            cell = grid.at(row.number, column.number)
            read = whole(cell.text) if cell is not None else None
            if cell is not None and read is not None:
                own.append(_Step(position, depth, read.value, cell))
        if len(own) > 1 or any(step.cell.rows > 1 for step in own):
            return []
        found += own
    return found


def _heads(steps: Sequence[_Step]) -> list[_Step]:
    """The steps that have deeper ones below them; none where most of them are not the sum of those."""
    found: list[_Step] = []
    right = 0
    for index, step in enumerate(steps):
        below: list[_Step] = []
        for other in steps[index + 1 :]:
            if other.depth <= step.depth:
                break
            below.append(other)
        if below:
            found.append(step)
            nearest = min(other.depth for other in below)
            right += sum(other.points for other in below if other.depth == nearest) == step.points
    return found if right * 2 > len(found) else []


def _section(grid: Grid, row: Row, layout: Layout, step: _Step) -> Row:
    named = (grid.at(row.number, column.number) for column in layout.names)
    name = next((cell for cell in named if cell is not None and filled(cell.text)), None)
    text = one_line(name.text) if name else row.text
    taken = {id(name), id(step.cell)}
    serial = {column.number for column in layout.of(Role.SERIAL)}
    aside = [
        cell
        for cell in grid.row(row.number)
        if cell.row == row.number
        and id(cell) not in taken
        and cell.column not in serial
        and filled(cell.text)
    ]
    return replace(
        row,
        kind=RowKind.SECTION,
        text=text,
        points=step.points,
        cell=name or row.cell,
        level=LABELLED + step.depth + 1,
        aside=aside[0] if aside else None,
    )
