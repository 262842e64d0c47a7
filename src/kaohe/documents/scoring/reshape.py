"""Tables whose columns stand otherwise than they are read: two tables side by side, or the finer name before the coarser.

序号 | 项目 | 分值 | 序号 | 项目 | 分值      One table that was folded to fill the page: its right half goes on below the left.
1    | 立项 | 10   | 3    | 合同 | 10
2    | 招标 | 15   | 4    | 进度 | 15

分值 | 二级指标 | 一级指标                    Names go from the outermost to the item's own before they are read.

Cells keep their places, so that a problem names the cell as it stands in the file.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from kaohe.documents.figures import half_width
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.across import set_down
from kaohe.documents.scoring.columns import Column, layout
from kaohe.documents.scoring.points import one_line, whole
from kaohe.documents.scoring.rows import RowKind, classify, header_block
from kaohe.documents.scoring.segments import filled
from kaohe.documents.scoring.words import Role, header_role

_MOST_HEADER_ROW = 4
_RANK = re.compile(r"([一二三四五1-5A-E])\s*级|^([A-E])(?=指标|$)")
_RANKS = {sign: rank for signs in ("一二三四五", "12345", "ABCDE") for rank, sign in enumerate(signs)}
_SHORT = 30
_NAMED = (Role.NAME, Role.CONTENT)


def reshaped(grid: Grid) -> Grid:
    """The grid as it is read; the very same one where nothing has to be moved."""
    return _outermost_first(_unfolded(without_serial(set_down(grid))))


def without_serial(grid: Grid) -> Grid:
    """The table without a column of numbers that only its header knows: 序号 | 内容, and rows merged over both."""
    number = next((row for row in range(min(_MOST_HEADER_ROW, grid.height)) if header_block(grid, row)), None)
    if number is None:
        return grid
    for column in range(grid.width - 1):
        left, right = grid.at(number, column), grid.at(number, column + 1)
        if left is None or right is None or left is right or header_role(left.text) is not Role.SERIAL:
            continue
        if header_role(right.text) in _NAMED and _is_merged(grid, number, column):
            return _joined_columns(grid, number, column)
    return grid


def _is_merged(grid: Grid, header: int, column: int) -> bool:
    """Whether most cells of this column below the header reach over the next one too."""
    cells = {
        id(cell): cell
        for row in range(header + 1, grid.height)
        if (cell := grid.at(row, column)) is not None and filled(cell.text)
    }
    both = sum(1 for cell in cells.values() if cell.column + cell.columns > column + 1)
    return both > 1 and both * 3 >= len(cells) * 2


def _joined_columns(grid: Grid, header: int, column: int) -> Grid:
    """The grid with this column and the next as one; what stands apart in them below the header goes on one line."""
    cells: list[Cell] = []
    for cell in grid.cells:
        last = cell.column + cell.columns - 1
        if last == column and cell.column == column:
            beside = grid.at(cell.row, column + 1)
            if cell.row == header or not filled(cell.text):
                continue
            if beside is not None and beside.row == cell.row and beside.column == column + 1:
                continue
            cells.append(cell)
            continue
        text = cell.text
        alone = grid.at(cell.row, column) if cell.column == column + 1 and cell.row != header else None
        if alone is not None and alone.row == cell.row and alone.column == column and filled(alone.text):
            text = f"{one_line(alone.text)}：{text}".rstrip("：")
        begin = cell.column - (cell.column > column)
        end = last - (last > column)
        cells.append(replace(cell, text=text, column=begin, columns=end - begin + 1))
    return replace(grid, cells=tuple(cells), width=grid.width - 1)


def _unfolded(grid: Grid) -> Grid:
    """Tables that stand side by side under the same header, one below the other."""
    number = 0
    while number < min(_MOST_HEADER_ROW, grid.height):
        rows = header_block(grid, number)
        width = _period(grid, number) if rows == 1 else 0
        if width and _are_alike(grid, number, width):
            return _stacked(grid, number, width)
        number += max(rows, 1)
    return grid


def _period(grid: Grid, row: int) -> int:
    """After how many columns the header repeats itself; 0: it does not, or names neither an item nor its points."""
    texts = [one_line(grid.text(row, column)) for column in range(grid.width)]
    roles = [header_role(text) for text in texts]
    for width in range(2, grid.width // 2 + 1):
        repeats = grid.width % width == 0 and texts == texts[:width] * (grid.width // width)
        counts = {Role.POINTS, Role.WEIGHT} & set(roles[:width])
        if repeats and counts and any(role in _NAMED for role in roles[:width]):
            return width
    return 0


def _are_alike(grid: Grid, header: int, width: int) -> bool:
    """Whether the blocks hold rows of one kind; one whose figures stand over several rows of the next is its group's."""
    rows = range(header + 1, grid.height)
    counts = []
    for start in range(0, grid.width, width):
        cells = {
            id(cell): cell
            for row in rows
            for column in range(start, start + width)
            if (cell := grid.at(row, column)) is not None and whole(cell.text) is not None
        }
        if any(cell.rows > 1 for cell in cells.values()):
            return False
        counts.append(len(cells))
    return min(counts) * 2 > max(counts)


def _stacked(grid: Grid, header: int, width: int) -> Grid:
    """The blocks below one another: in the order of their numbers, or else from left to right, row by row where none
    of them has merged cells."""
    body = [cell for cell in grid.cells if cell.row > header]
    wide = [cell for cell in body if cell.column // width != (cell.column + cell.columns - 1) // width]
    last = max((cell.row for cell in body if cell not in wide), default=header)
    if any(cell.row <= last for cell in wide):
        return grid
    parts = grid.width // width
    by_row = not any(cell.rows > 1 for cell in body) and not _numbered_down(grid, header, last, width)
    kept = [cell for cell in grid.cells if cell.row < header or (cell.row == header and cell.column < width)]
    cells = [_narrowed(cell, width) for cell in kept]
    for cell in body:
        if cell in wide or cell.row > last:
            continue
        part, below = cell.column // width, cell.row - header - 1
        row = below * parts + part if by_row else part * (last - header) + below
        cells.append(replace(cell, row=header + 1 + row, column=cell.column % width))
    end = header + 1 + parts * (last - header)
    cells += [
        _narrowed(replace(cell, row=end + cell.row - last - 1), width) for cell in body if cell.row > last
    ]
    return replace(grid, cells=tuple(cells), width=width, height=end + grid.height - last - 1)


def _narrowed(cell: Cell, width: int) -> Cell:
    column = min(cell.column, width - 1)
    return replace(cell, column=column, columns=max(1, min(cell.columns, width - column)))


def _numbered_down(grid: Grid, header: int, last: int, width: int) -> bool:
    """Whether the numbers of the left block go on below it, or those of a row are no neighbours."""
    numbers = [
        [whole(grid.text(row, column)) for column in range(0, grid.width, width)]
        for row in range(header + 1, last + 1)
    ]
    left = [first.value for first, *_ in numbers if first is not None]
    return len(left) > 1 and left == [left[0] + step for step in range(len(left))]


def _outermost_first(grid: Grid) -> Grid:
    """The columns of names from the outermost to the finest, among their own places."""
    rows = classify(grid)
    plan = layout(grid, rows)
    named = [column for column in plan.columns if column.role is Role.NAME]
    columns = [column.number for column in plan.names]
    ranked = iter(_by_rank(named) or [column.number for column in named])
    names = {column.number for column in named}
    ordered = [next(ranked) if column in names else column for column in columns]
    coarse = names | {column.number for column in plan.names if column.named and column.length <= _SHORT}
    order = _by_size(grid, [row.number for row in rows if row.kind is RowKind.BODY], ordered, names, coarse)
    if order == columns:
        return grid
    whole_rows = {row.number for row in rows if row.kind not in (RowKind.BODY, RowKind.HEADER)}
    return _moved(grid, dict(zip(order, columns, strict=True)), whole_rows)


def _by_rank(columns: Sequence[Column]) -> list[int]:
    """By the level that each header tells (一级指标, B级指标); none: not all of them do."""
    told = [_RANK.search(half_width(one_line(column.header))) for column in columns]
    if len(columns) < 2 or not all(told):
        return []
    ranks = [_RANKS[found[1] or found[2]] for found in told if found]
    if len(set(ranks)) < 2:
        return []
    return [column.number for _, column in sorted(zip(ranks, columns, strict=True), key=lambda pair: pair[0])]


def _by_size(
    grid: Grid, body: Sequence[int], columns: Sequence[int], names: Container[int], coarse: Container[int]
) -> list[int]:
    """By what stands over what: of two neighbours the one further right goes first if it may be coarser and its names
    stand over several of the other's, or if it is the name of what the other asks, cell by cell.
    """
    starts = {column: _starts(grid, body, column) for column in columns}
    order = list(columns)
    for _ in columns:
        for position in range(len(order) - 1):
            left, right = order[position : position + 2]
            named = right in names and left not in names and starts[right] == starts[left]
            if named or (right in coarse and _stands_over(starts[right], starts[left], len(body))):
                order[position : position + 2] = [right, left]
    return order


def _starts(grid: Grid, body: Sequence[int], column: int) -> list[int]:
    """The rows in which a name of the column begins: it is merged over the next ones, or they are empty there."""
    cells = ((row, grid.at(row, column)) for row in body)
    return [row for row, cell in cells if cell is not None and cell.row == row and filled(cell.text)]


def _stands_over(coarse: Sequence[int], fine: Sequence[int], rows: int) -> bool:
    """Whether each name of the one column begins with one of the other, which has far more and nearly one a row."""
    begins = set(fine)
    together = sum(1 for row in coarse if row in begins)
    many = len(fine) * 10 >= len(coarse) * 15 and len(coarse) > 0
    return many and together * 10 >= len(coarse) * 9 and (len(fine) * 2 >= rows or len(coarse) > 1)


def _moved(grid: Grid, moves: Mapping[int, int], kept: Container[int]) -> Grid:
    """The columns at other places, but for the rows in `kept`; the same grid where a cell reaches over one of them and
    another.
    """
    moving = [cell for cell in grid.cells if cell.row not in kept]
    for cell in moving:
        span = range(cell.column, cell.column + cell.columns)
        inside = [column for column in span if moves.get(column, column) != column]
        if inside and len(span) > 1 and not set(moves) <= set(span):
            return grid
    cells = [cell for cell in grid.cells if cell.row in kept]
    cells += [
        replace(cell, column=moves.get(cell.column, cell.column)) if cell.columns == 1 else cell
        for cell in moving
    ]
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
