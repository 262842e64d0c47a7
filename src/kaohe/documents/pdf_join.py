"""A table that goes on over the page, joined into one grid.

page 1  │ 经济 │ 指标一 │ …        A merged cell that the page break cut in two is one again; a row that it
        │      │ 指标二 │ …每低     cut in two is one again; a heading repeated overleaf stays a row of the
page 2  │      │        │ 1个百…    grid, unless a cell runs on across it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaohe.core import Place, Problem, Severity
from kaohe.documents.addresses import cell_address
from kaohe.documents.model import Cell, Grid
from kaohe.documents.pdf_lines import glued
from kaohe.documents.pdf_pages import PageTable

_MOST_HEADING_ROWS = 3
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?\s*[%％分]?")
_ENDS = ("。", "；", ";", "！", "!", "？", "?", "：", ":", "）", ")")


@dataclass(slots=True)
class _Rows:
    """The grid so far."""

    cells: list[Cell]
    height: int

    def bottom(self, column: int) -> int | None:
        """The index of the cell at the foot of a column."""
        for index in range(len(self.cells) - 1, -1, -1):
            cell = self.cells[index]
            if cell.column <= column < cell.column + cell.columns and cell.row + cell.rows == self.height:
                return index
        return None


def joined_tables(tables: Sequence[PageTable], file: str) -> tuple[Grid, list[Problem]]:
    """One grid of a table's parts on one page after another, and what was done at the page breaks."""
    xs = max((table.frame.xs for table in tables), key=len)
    rows = _Rows([], 0)
    problems: list[Problem] = []
    heading: list[list[str]] = []
    for table in tables:
        cells = _cells(table, xs, file)
        height = len(table.frame.ys) - 1
        if not rows.height:
            rows = _Rows(cells, height)
            heading = _texts(cells, min(height, _MOST_HEADING_ROWS))
        else:
            problems += _append(rows, cells, height, heading, table, file)
    page = f"第{tables[0].page}页"
    place = Place(file=file, sheet=page, cell=f"表{tables[0].number}")
    cells = sorted(rows.cells, key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), rows.height, len(xs) - 1, place, page=page), problems


def _cells(table: PageTable, xs: Sequence[float], file: str) -> list[Cell]:
    """The cells of one page, over the columns of the whole table."""
    at = [min(range(len(xs)), key=lambda i, x=x: abs(xs[i] - x)) for x in table.frame.xs]  # type: ignore[misc] # x is bound
    cells = []
    for box, text in zip(table.frame.boxes, table.texts, strict=True):
        name = f"表{table.number} {cell_address(box.row, box.column)}"
        place = Place(file=file, sheet=f"第{table.page}页", cell=name)
        left, right = at[box.column], at[box.column + box.columns]
        cells.append(Cell(text, box.row, left, box.rows, max(right - left, 1), place))
    return cells


def _texts(cells: Sequence[Cell], rows: int) -> list[list[str]]:
    """The first rows as texts; a row with a cell that reaches beyond them ends them."""
    return [[cell.text for cell in cells if cell.row == row] for row in range(rows)]


def _append(
    rows: _Rows, cells: list[Cell], height: int, heading: list[list[str]], table: PageTable, file: str
) -> list[Problem]:
    """Put the rows of the next page under those so far."""
    repeated = _repeated(cells, height, heading)
    body = [cell for cell in cells if cell.row >= repeated]
    first = [cell for cell in body if cell.row == repeated]
    cut = _is_cut_row(rows, first)
    spans = [] if cut else _cut_cells(rows, first)
    drop = repeated if cut or spans else 0
    problems = []
    place = (Place(file=file, sheet=f"第{table.page}页", cell=f"表{table.number}"),)
    remedy = "请对照原件核对换页的地方。"
    if drop:
        message = f"第 {table.page} 页重复的表头（{drop} 行）与前面相同，单元格跨页，没有再读。"
        problems.append(Problem("pdf.repeated-heading", Severity.ADVICE, message, remedy, place))
    if cut:
        message = f"表格的一行从第 {table.page - 1} 页断到第 {table.page} 页，已接成一行。"
        problems.append(Problem("pdf.row-over-page", Severity.WARNING, message, remedy, place))
        _mend_row(rows, first)
        body = [cell for cell in body if cell.row > repeated]
        _add(rows, body, height, repeated + 1)
        return problems
    if spans:
        message = f"合并的单元格从第 {table.page - 1} 页跨到第 {table.page} 页，已接成一格。"
        problems.append(Problem("pdf.cell-over-page", Severity.ADVICE, message, remedy, place))
        for index, cell in spans:
            above = rows.cells[index]
            rows.cells[index] = replace(above, rows=above.rows + cell.rows)
            body.remove(cell)
    _add(rows, body if drop else [cell for cell in cells if cell.row < repeated] + body, height, drop)
    return problems


def _add(rows: _Rows, cells: Sequence[Cell], height: int, skipped: int) -> None:
    shift = rows.height - skipped
    rows.cells += [replace(cell, row=cell.row + shift) for cell in cells]
    rows.height += height - skipped


def _repeated(cells: Sequence[Cell], height: int, heading: list[list[str]]) -> int:
    """How many rows at the head of a page repeat the head of the table."""
    texts = _texts(cells, min(height - 1, len(heading)))
    count = 0
    while count < len(texts) and texts[count] == heading[count] and any(texts[count]):
        count += 1
    if any(cell.row < count < cell.row + cell.rows for cell in cells):
        return 0
    return count


def _is_cut_row(rows: _Rows, first: Sequence[Cell]) -> bool:
    """Whether the first row overleaf is the rest of the last one.

    Then its number or name, in its first cell, is missing, it stands under the same cells, and what has text
    goes on with a text above. A figure is never the rest of another. Higher cells are merged ones that go on.
    """
    short = [cell for cell in first if cell.rows == 1]
    if not short or short[0].text or not any(cell.text for cell in short):
        return False
    if any(cell.text for cell in first if cell.rows > 1):
        return False
    pairs = [(rows.cells[index], cell) for cell in short if (index := rows.bottom(cell.column)) is not None]
    if len(pairs) != len(short) or not all(_same_columns(up, cell) for up, cell in pairs):
        return False
    going = [(up, cell) for up, cell in pairs if cell.text]
    if not pairs[0][0].text or not all(up.text and up.rows == 1 for up, _ in going):
        return False
    if any(_NUMBER.fullmatch(cell.text) for _, cell in going):
        return False
    return all(not up.text.endswith(_ENDS) for up, _ in going) or all(up.rows == 1 for up, _ in pairs)


def _same_columns(above: Cell, cell: Cell) -> bool:
    return (above.column, above.columns) == (cell.column, cell.columns)


def _mend_row(rows: _Rows, first: Sequence[Cell]) -> None:
    """Add the rest of a row to it. A merged cell beside it that goes on grows by its further rows."""
    height = rows.height
    for cell in first:
        index = rows.bottom(cell.column)
        if index is None:
            continue
        above = rows.cells[index]
        if cell.text:
            whole = above.text.endswith(_ENDS[:6])
            text = f"{above.text}\n{cell.text}" if whole else glued(above.text, cell.text)
            rows.cells[index] = replace(above, text=text)
        elif cell.rows > 1 and above.row + above.rows == height:
            rows.cells[index] = replace(above, rows=above.rows + cell.rows - 1)


def _cut_cells(rows: _Rows, first: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Merged cells that the page break cut: empty overleaf, under a cell of the same column with text.

    That the column merges is taken from the cell above or from the rest below being higher than a row, and
    from a neighbour to the right that begins a row of its own.
    """
    found = []
    for cell in first:
        index = rows.bottom(cell.column)
        if index is None or cell.text:
            continue
        above = rows.cells[index]
        beside = any(other.column > cell.column and other.text for other in first)
        if _same_columns(above, cell) and above.text and (above.rows > 1 or cell.rows > 1) and beside:
            found.append((index, cell))
    return found
