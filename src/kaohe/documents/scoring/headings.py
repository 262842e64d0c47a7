"""Rows of a table that head a group, though they look like rows of items.

序号 | 项目         | 分值 | 评分标准          A label of another kind (一、 among 1, 2, 3), or a name and points with
一、 | 组织领导     | 20   |                   nothing asked and nothing scored, where the rows below add up to
1    | 机构         | 8    | …                 those points: that is a heading.
2    | 会议         | 12   | …
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe.documents.figures import half_width
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.columns import INNER_LABEL, OUTER_LABEL, Column, Layout
from kaohe.documents.scoring.points import one_line, whole
from kaohe.documents.scoring.rows import Row, RowKind
from kaohe.documents.scoring.segments import filled
from kaohe.documents.scoring.words import Role


def with_headings(grid: Grid, rows: Sequence[Row], layout: Layout) -> list[Row]:
    """The rows, those of them that head a group told as sections."""
    by_label = _by_label(grid, rows, layout)
    found = [by_label.get(row.number, row) for row in rows]
    return _by_sum(grid, found, layout)


def _by_label(grid: Grid, rows: Sequence[Row], layout: Layout) -> dict[int, Row]:
    """Rows whose serial number is of the outer kind, in a column in which most are of the inner."""
    serial = next((column for column in layout.of(Role.SERIAL)), None)
    if serial is None:
        return {}
    labels = {
        row.number: re.sub(r"\s", "", half_width(grid.text(row.number, serial.number)))
        for row in rows
        if row.kind is RowKind.BODY
    }
    outer = [number for number, label in labels.items() if OUTER_LABEL.fullmatch(label)]
    inner = sum(1 for label in labels.values() if INNER_LABEL.fullmatch(label))
    if not outer or not inner:
        return {}
    return {
        row.number: _heading(grid, row, layout)
        for row in rows
        if row.number in outer and _rows_of(grid, row, serial) == 1
    }


def _rows_of(grid: Grid, row: Row, column: Column) -> int:
    cell = grid.at(row.number, column.number)
    return cell.rows if cell else 1


def _heading(grid: Grid, row: Row, layout: Layout) -> Row:
    name = _name(grid, row, layout)
    text = one_line(name.text) if name else row.text
    asked = any(filled(grid.text(row.number, column.number)) for column in _asking(layout, name))
    return replace(
        row,
        kind=RowKind.SECTION,
        text=text,
        points=_points(grid, row, layout),
        cell=name or row.cell,
        item=asked,
    )


def _name(grid: Grid, row: Row, layout: Layout) -> Cell | None:
    cells = (grid.at(row.number, column.number) for column in layout.names)
    return next((cell for cell in cells if cell is not None and filled(cell.text)), None)


def _asking(layout: Layout, name: Cell | None) -> list[Column]:
    """The columns that say what is asked or how it is scored; the one the name stands in is none of them."""
    taken = range(name.column, name.column + name.columns) if name else range(0)
    asking = layout.of(Role.CONTENT, Role.CLAUSE, Role.METHOD)
    return [column for column in asking if column.number not in taken]


def _points(grid: Grid, row: Row, layout: Layout) -> Decimal | None:
    figures = (whole(grid.text(row.number, column.number)) for column in layout.figures)
    return next((figure.value for figure in figures if figure is not None), None)


def _by_sum(grid: Grid, rows: list[Row], layout: Layout) -> list[Row]:
    """Rows of a name and points alone, where the rows up to the next such row add up to those points."""
    asking = _asking(layout, None)
    bare = [position for position, row in enumerate(rows) if _is_bare(grid, row, layout)]
    body = [row for row in rows if row.kind is RowKind.BODY]
    if not asking or not bare or len(bare) * 2 > len(body):
        return rows
    found = list(rows)
    for index, position in enumerate(bare):
        end = bare[index + 1] if index + 1 < len(bare) else len(rows)
        below = [row for row in rows[position + 1 : end] if row.kind is RowKind.BODY]
        values = [_points(grid, row, layout) for row in below]
        own = _points(grid, rows[position], layout)
        if below and own is not None and sum((value for value in values if value), Decimal(0)) == own:
            found[position] = _heading(grid, rows[position], layout)
    return found


def _is_bare(grid: Grid, row: Row, layout: Layout) -> bool:
    """Whether a row has a name and points and nothing else, and none of its cells reaches up or down."""
    if row.kind is not RowKind.BODY:
        return False
    cells = [cell for cell in grid.row(row.number) if filled(cell.text)]
    if any(cell.rows > 1 for cell in cells) or not 2 <= len(cells) <= 3:
        return False
    serial = {column.number for column in layout.of(Role.SERIAL)}
    named = [cell for cell in cells if cell.column not in serial and whole(cell.text) is None]
    return len(named) == 1 and _points(grid, row, layout) is not None
