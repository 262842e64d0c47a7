"""Scoring sheets across: the indicators stand side by side in the header, and the rows below are to be filled in.

姓名 | 基本能力（20分）        | 业务能力（30分）        | 总分     Read as a table down: a row for each indicator with the
     | 知识（8分）| 技能（12分） | 理解（15分）| 表达（15分） |          group above it and its points.

姓名 | 出勤 | 纪律 | 学习 | 合计     The points may stand in a row of their own below the names.
分值 | 20   | 30   | 50   | 100

Cells keep their places, so that a problem names the cell as it stands in the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import plain
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.grade_words import is_grade
from kaohe.documents.scoring.points import Points, bracketed, one_line, whole, without
from kaohe.documents.scoring.words import Role, header_role, is_scoring

_MOST_ABOVE = 4
_LEAST = 3
_LONGEST = 40
_LONGEST_HEAD = 14
_SUM = re.compile(r"(?:总|合计|共计|总计|综合|最终)?(?:评分|得分|成绩|分值?|合计|计)(?:[(（].*[)）])?")
_HEADER = ("项目", "指标", "分值")


@dataclass(frozen=True, slots=True)
class _Indicator:
    """An indicator and its points; `group` is the cell above it that several indicators share."""

    cell: Cell
    name: str
    points: Decimal
    group: Cell | None = None


def set_down(grid: Grid) -> Grid:
    """The sheet as a table down; the very same grid where it is none across."""
    for row in range(min(_MOST_ABOVE, grid.height)):
        found, last = _with_figures_below(grid, row), row + 1
        if not found:
            found, last = _in_brackets(grid, row), row
        found, total = _without_total(found)
        apart = _is_header(grid, found, row) and _to_fill_in(grid, found, last)
        if len(found) >= _LEAST and apart and _add_up(found):
            return _down(grid, found, total)
    return grid


def _in_brackets(grid: Grid, row: int) -> list[_Indicator]:
    """The indicators of a row with their points in brackets; those that stand over this row and the one above too."""
    found = []
    for cell in grid.row(row):
        read = _named(cell)
        if read is None:
            continue
        if cell.row + cell.rows - 1 != row or is_grade(cell.text):
            return []
        above = grid.at(cell.row - 1, cell.column) if cell.row else None
        wide = above is not None and above.columns > cell.columns and above.columns < grid.width
        name = without(cell.text, read)
        found.append(_Indicator(cell, name, read.value, above if wide and _is_group(above) else None))
    below = grid.row(row + 1) if row + 1 < grid.height else iter(())
    return [] if any(_named(cell) and cell.row > row for cell in below) else found


def _is_group(cell: Cell | None) -> bool:
    return cell is not None and 0 < len(one_line(cell.text)) <= _LONGEST


def _named(cell: Cell) -> Points | None:
    """The points in brackets behind a short name."""
    text = one_line(cell.text)
    read = bracketed(cell.text, name=True)
    if read is None or not read.marked or len(text) > _LONGEST or is_scoring(text):
        return None
    return read if len(without(cell.text, read)) > 1 else None


def _with_figures_below(grid: Grid, row: int) -> list[_Indicator]:
    """The names of a row whose points stand in the next one, which is headed 分值 and has nothing but figures."""
    if row + 1 >= grid.height:
        return []
    told = [cell for cell in grid.row(row + 1) if cell.row == row + 1 and cell.text.strip()]
    if not told or header_role(told[0].text) not in (Role.POINTS, Role.WEIGHT):
        return []
    found = []
    for figure in told[1:]:
        read, name = whole(figure.text), grid.at(row, figure.column)
        if read is None or read.percent or name is None or name.columns != figure.columns:
            return []
        text = one_line(name.text)
        if not 1 < len(text) <= _LONGEST or whole(text) or is_grade(text):
            return []
        above = grid.at(row - 1, name.column) if row else None
        wide = above is not None and above.columns > name.columns and above.columns < grid.width
        found.append(_Indicator(figure, text, read.value, above if wide and _is_group(above) else None))
    return found


def _without_total(found: Sequence[_Indicator]) -> tuple[list[_Indicator], _Indicator | None]:
    """The indicators without the column of the total, which comes to all others, and that column."""
    if len(found) > 1 and _SUM.fullmatch(found[-1].name):
        rest = list(found[:-1])
        return rest, found[-1]
    return list(found), None


def _is_header(grid: Grid, found: Sequence[_Indicator], row: int) -> bool:
    """Whether nothing stands above and beside the indicators but titles, groups and the short heads of other columns."""
    known = {id(each.cell) for each in found} | {id(each.group) for each in found}
    for cell in grid.cells:
        if cell.row > row or id(cell) in known or not cell.text.strip():
            continue
        title = cell.columns == grid.width or (cell.row < row and _alone(grid, cell))
        text = one_line(cell.text)
        head = cell.row + cell.rows > row and len(text) <= _LONGEST_HEAD and not is_scoring(text)
        if not title and (not head or whole(cell.text) is not None):
            return False
    return True


def _alone(grid: Grid, cell: Cell) -> bool:
    return not any(other is not cell and other.text.strip() for other in grid.row(cell.row))


def _to_fill_in(grid: Grid, found: Sequence[_Indicator], last: int) -> bool:
    """Whether nothing stands below the indicators."""
    columns = {
        column for each in found for column in range(each.cell.column, each.cell.column + each.cell.columns)
    }
    below = (cell for cell in grid.cells if cell.row > last and cell.text.strip())
    return not any(
        cell.columns < grid.width and columns & set(range(cell.column, cell.column + cell.columns))
        for cell in below
    )


def _add_up(found: Sequence[_Indicator]) -> bool:
    """Whether the points of each group are those of its indicators, where they are stated, for most groups at least."""
    groups = {id(each.group): each.group for each in found if each.group is not None}
    right = wrong = 0
    for key, group in groups.items():
        read = _named(group) if group is not None else None
        if read is not None:
            added = sum((each.points for each in found if id(each.group) == key), Decimal(0))
            right, wrong = right + (added == read.value), wrong + (added != read.value)
    return wrong <= right


def _down(grid: Grid, found: Sequence[_Indicator], total: _Indicator | None) -> Grid:
    """The table down: what stands above the indicators as titles, a header, a row an indicator, what stands below."""
    top = min(min(each.cell.row, each.group.row if each.group else each.cell.row) for each in found)
    bottom = max(each.cell.row + each.cell.rows for each in found)
    place = found[0].cell
    titles = [
        cell for cell in grid.cells if cell.row < top and cell.text.strip() and cell.columns * 2 > grid.width
    ]
    cells = [
        replace(cell, row=number, column=0, rows=1, columns=len(_HEADER))
        for number, cell in enumerate(titles)
    ]
    row = len(titles)
    cells += [
        replace(place, text=text, row=row, column=column, rows=1, columns=1)
        for column, text in enumerate(_HEADER)
    ]
    row += 1
    cells += _rows(found, row)
    row += len(found)
    if total is not None:
        texts = ("合计", "", plain(total.points))
        cells += [
            replace(total.cell, text=text, row=row, column=column, rows=1, columns=1)
            for column, text in enumerate(texts)
        ]
        row += 1
    remarks = [
        cell for cell in grid.cells if cell.row >= bottom and cell.text.strip() and cell.columns == grid.width
    ]
    listed = [
        cell for cell in grid.cells if cell.row >= bottom and cell.text.strip() and cell.columns < grid.width
    ]
    if listed:  # who is to be scored is no business of the scheme, least of all where they are persons
        rows = len({cell.row for cell in listed})
        remarks.insert(0, replace(listed[0], text=f"注：原表下面有{rows}行，逐行填写得分。"))
    for cell in remarks:
        cells.append(replace(cell, row=row, column=0, rows=1, columns=len(_HEADER)))
        row += 1
    return replace(grid, cells=tuple(cells), height=row, width=len(_HEADER))


def _rows(found: Sequence[_Indicator], first: int) -> Iterator[Cell]:
    """The cells of the indicators: group, name, points. One without a group is named over both columns."""
    for number, each in enumerate(found):
        row = first + number
        begins = number == 0 or found[number - 1].group is not each.group
        size = 1
        while (
            each.group is not None and number + size < len(found) and found[number + size].group is each.group
        ):
            size += 1
        if each.group is not None and begins:
            yield replace(each.group, row=row, column=0, rows=size, columns=1)
        alone = each.group is None
        yield replace(
            each.cell, text=each.name, row=row, column=0 if alone else 1, rows=1, columns=2 if alone else 1
        )
        yield replace(each.cell, text=f"{plain(each.points)}分", row=row, column=2, rows=1, columns=1)
