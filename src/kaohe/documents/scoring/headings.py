"""Rows of a table that head a group, though they look like rows of items.

序号 | 项目         | 分值 | 评分标准          A label of another kind (一、 among 1, 2, 3), or a name and points with
一、 | 组织领导     | 20   |                   nothing asked and nothing scored, where the rows below add up to
1    | 机构         | 8    | …                 those points: that is a heading.
2    | 会议         | 12   | …

Rows numbered 1, 1.1, 1.1.1 tell their depth themselves: one that has deeper ones right below it heads them, if
most such rows have the points that those add up to.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from kaohe.documents.figures import half_width
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.columns import INNER_LABEL, OUTER_LABEL, Column, Layout
from kaohe.documents.scoring.points import one_line, whole
from kaohe.documents.scoring.rows import LABELLED, Row, RowKind
from kaohe.documents.scoring.segments import filled
from kaohe.documents.scoring.words import Role

_DOTTED = re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){0,3})(?:[.、)]|\s|(?=[^\d.%])|$)")

_OUTER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")


def with_headings(grid: Grid, rows: Sequence[Row], layout: Layout) -> list[Row]:
    """The rows, those of them that head a group told as sections."""
    found = _by_number(grid, rows, layout) or _by_label(grid, rows, layout)
    return _by_sum(grid, [found.get(row.number, row) for row in rows], layout)


def _by_number(grid: Grid, rows: Sequence[Row], layout: Layout) -> dict[int, Row]:
    """Rows whose number other rows right below go on with: 1.1 above 1.1.1 and 1.1.2."""
    columns = layout.of(Role.SERIAL)[:1] or layout.names[:1]
    numbered = [
        (row, label)
        for column in columns
        for row in rows
        if row.kind is RowKind.BODY and (label := _number(grid, row, column, layout))
    ]
    found: dict[int, Row] = {}
    right = wrong = 0
    for index, (row, label) in enumerate(numbered):
        below = _below(numbered[index + 1 :], label)
        if not below:
            continue
        nearest = min(len(deeper) for _, deeper in below)
        values = [_points(grid, other, layout) for other, deeper in below if len(deeper) == nearest]
        own = _points(grid, row, layout)
        if own is not None:
            right += sum((value for value in values if value), Decimal(0)) == own
            wrong += sum((value for value in values if value), Decimal(0)) != own
        found[row.number] = replace(_heading(grid, row, layout), item=False, level=LABELLED + len(label))
    if not right or right < wrong:
        return {}
    outer = _over_numbers(grid, rows, {row.number for row, _ in numbered}, layout)
    return {row.number: replace(row, level=LABELLED + len(label)) for row, label in numbered} | outer | found


def _over_numbers(grid: Grid, rows: Sequence[Row], numbered: set[int], layout: Layout) -> dict[int, Row]:
    """Rows under 一、, 二、 right above a numbered one: “一、主要指标 | 60” above “1.1 …”."""
    found: dict[int, Row] = {}
    for row, behind in pairwise(rows):
        name = _name(grid, row, layout) if row.kind is RowKind.BODY and row.number not in numbered else None
        if (
            name is not None
            and name.rows == 1
            and _OUTER.match(one_line(name.text))
            and behind.number in numbered
        ):
            found[row.number] = replace(_heading(grid, row, layout), item=False, level=LABELLED)
    return found


def _number(grid: Grid, row: Row, column: Column, layout: Layout) -> tuple[int, ...]:
    """The number a row begins with, by its parts; none where it has none, or its cells reach over several rows."""
    cell = grid.at(row.number, column.number)
    if cell is None or any(c.rows > 1 for c in grid.row(row.number) if _is_own(c, layout)):
        return ()
    match = _DOTTED.match(half_width(cell.text).strip())
    if match is None or (column.role is Role.SERIAL and match.end() < len(cell.text.strip())):
        return ()
    return tuple(map(int, match["n"].split(".")))


def _is_own(cell: Cell, layout: Layout) -> bool:
    """Whether a cell stands in a column that says what the row is: its number, name or points."""
    return any(
        column.number == cell.column for column in (*layout.of(Role.SERIAL), *layout.names, *layout.figures)
    )


def _below(
    numbered: Sequence[tuple[Row, tuple[int, ...]]], label: tuple[int, ...]
) -> list[tuple[Row, tuple[int, ...]]]:
    """The rows up to the first whose number does not go on with `label`."""
    found = []
    for row, other in numbered:
        if len(other) <= len(label) or other[: len(label)] != label:
            break
        found.append((row, other))
    return found


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
    asking = (grid.at(row.number, column.number) for column in _asking(layout, name))
    # A cell that reaches down from above, or over other rows, says nothing about this one.
    asked = any(cell is not None and cell.rows == 1 and filled(cell.text) for cell in asking)
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
    """Rows of a name and points alone, where the rows up to the next such row add up to those points.

    Where that holds for most rows of one look, it is the look that tells a heading: one of them may not add up.
    """
    bare = [position for position, row in enumerate(rows) if _is_bare(grid, row, layout)]
    body = [row for row in rows if row.kind is RowKind.BODY]
    if not _asking(layout, None) or not bare or len(bare) * 2 > len(body):
        return rows
    right: list[int] = []
    wrong: list[int] = []
    for index, position in enumerate(bare):
        end = bare[index + 1] if index + 1 < len(bare) else len(rows)
        below = [row for row in rows[position + 1 : end] if row.kind is RowKind.BODY]
        values = [_points(grid, row, layout) for row in below]
        if below:
            fits = sum((value for value in values if value), Decimal(0)) == _points(
                grid, rows[position], layout
            )
            (right if fits else wrong).append(position)
    looks = Counter(_look(grid, rows[position], layout) for position in right)
    others = Counter(_look(grid, rows[position], layout) for position in wrong)
    alike = [n for n in wrong if looks[look := _look(grid, rows[n], layout)] > max(others[look], 1)]
    found = list(rows)
    for position in (*right, *alike):
        found[position] = _heading(grid, rows[position], layout)
    return found


def _look(grid: Grid, row: Row, layout: Layout) -> tuple[bool, int, int]:
    """How a row of a name and points looks: with a serial number or none, and where its name stands."""
    numbered = any(filled(grid.text(row.number, column.number)) for column in layout.of(Role.SERIAL))
    name = _name(grid, row, layout)
    return numbered, name.column if name else 0, name.columns if name else 0


def _is_bare(grid: Grid, row: Row, layout: Layout) -> bool:
    """Whether a row has a name and points and nothing else, and none of its cells reaches up or down."""
    if row.kind is not RowKind.BODY:
        return False
    beside = {column.number for column in layout.of(Role.METHOD, Role.DEPARTMENT, Role.REMARK, Role.RESULT)}
    covering = [cell for cell in grid.row(row.number) if filled(cell.text)]
    # Who scores and how may be merged over the whole table; that says nothing about this row.
    cells = [cell for cell in covering if cell.rows == 1 or cell.column not in beside]
    if any(cell.rows > 1 for cell in cells) or not 2 <= len(cells) <= 3:
        return False
    serial = {column.number for column in layout.of(Role.SERIAL)}
    named = [cell for cell in cells if cell.column not in serial and whole(cell.text) is None]
    return len(named) == 1 and _points(grid, row, layout) is not None
