"""A worksheet as a table of filled cells, with what speaks against reading one of them.

Rows and columns count from zero here. Only cells that exist are ever visited: a single cell at XFD1048576
would otherwise cost seventeen thousand million visits.
"""

import datetime
import warnings
from collections.abc import Container
from dataclasses import replace
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaohe.core import Place, Problem
from kaohe.facts.findings import error
from kaohe.facts.guard import check_cell, number_problem, personal_kind
from kaohe.facts.values import is_blank


def open_workbook(file: IO[bytes]) -> Workbook | None:
    """The workbook with its formulas; None where it cannot be read. It has passed the door before."""
    with warnings.catch_warnings():
        # openpyxl warns of extensions that it drops (validations, formats, headers): none carries a figure.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        try:
            return load_workbook(file)
        except Exception:  # a mangled file raises nearly anything here; the border of somebody else's code
            return None


class Cells:
    """The cells of one sheet that hold something."""

    def __init__(self, sheet: Worksheet, file: str) -> None:
        self.name = sheet.title
        self.hidden = sheet.sheet_state != "visible"
        self.very_hidden = sheet.sheet_state == "veryHidden"
        self._file = file
        # The private dictionary, because iterating rows visits (and makes) every empty cell as well.
        stored: dict[tuple[int, int], Any] = sheet._cells
        self._cells: dict[tuple[int, int], Cell] = {
            (row - 1, column - 1): cell for (row, column), cell in stored.items() if not is_blank(cell.value)
        }
        self._comments = {
            (row - 1, column - 1): str(cell.comment.text)
            for (row, column), cell in stored.items()
            if getattr(cell, "comment", None)
        }
        self._merged = [
            (found.min_row - 1, found.min_col - 1, found.max_row - 1, found.max_col - 1)
            for found in sheet.merged_cells.ranges
        ]
        self._hidden_rows = {
            row - 1 for row, shape in sheet.row_dimensions.items() if shape.hidden or shape.height == 0
        }
        self._hidden_columns = [
            (shape.min - 1, shape.max - 1)
            for shape in sheet.column_dimensions.values()
            if (shape.hidden or shape.width == 0) and shape.min and shape.max
        ]

    def filled(self) -> list[tuple[int, int]]:
        """Where something stands, row by row."""
        return sorted(self._cells)

    def value(self, row: int, column: int) -> object:
        """What is stored; None where nothing is."""
        cell = self._cells.get((row, column))
        return None if cell is None else cell.value

    def number_format(self, row: int, column: int) -> str:
        cell = self._cells.get((row, column))
        return "" if cell is None else str(cell.number_format)

    def text(self, row: int, column: int) -> str:
        """What is stored, as a text; a date in the form of files."""
        value = self.value(row, column)
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        return "" if value is None else str(value)

    def place(self, row: int, column: int) -> Place:
        return Place(file=self._file, sheet=self.name, cell=address(row, column))

    def unreadable(self, row: int, column: int) -> Problem | None:
        """Why a filled cell is not read: a formula, a merge, hidden. None where it may be."""
        cell, place = self._cells[row, column], self.place(row, column)
        if cell.data_type == "f":
            remedy = "请复制这一格，用“选择性粘贴—数值”贴回原处。"
            return error("formula", place, "这里是公式，只收填好的数。", remedy)
        if self.merged(row, column):
            return error(
                "merged-cell", place, "这里是合并的单元格，分不清是谁的数。", "请取消合并，逐格填写。"
            )
        if self.hidden or self._is_hidden(row, column):
            remedy = "请取消隐藏（或清除筛选），核对后再导入；多余的请删去。"
            return error("hidden-cell", place, "这里有数，但所在的行、列或工作表被隐藏了。", remedy)
        return None

    def merged(self, row: int, column: int) -> bool:
        """Whether the cell lies in a merge that holds something: its figure might be meant for this cell."""
        return any(
            top <= row <= bottom and left <= column <= right and (top, left) in self._cells
            for top, left, bottom, right in self._merged
        )

    def personal_problems(self, own: Container[str]) -> list[Problem]:
        """Every cell and comment with personal data."""
        problems = []
        for (row, column), cell in sorted(self._cells.items()):
            found = check_cell(cell.value, self.place(row, column), own)
            if found:
                problems.append(found)
        for (row, column), text in sorted(self._comments.items()):
            if kind := personal_kind(text):
                problems.append(number_problem(kind, replace(self.place(row, column), what="批注")))
        return problems

    def _is_hidden(self, row: int, column: int) -> bool:
        columns = any(first <= column <= last for first, last in self._hidden_columns)
        return columns or row in self._hidden_rows


def sheet_problems(cells: Cells) -> tuple[Problem, ...]:
    """Every filled cell of a sheet that cannot be read as it stands."""
    found = (cells.unreadable(row, column) for row, column in cells.filled())
    return tuple(problem for problem in found if problem is not None)


def address(row: int, column: int) -> str:
    """The name that Excel shows: (0, 0) is A1."""
    return f"{get_column_letter(column + 1)}{row + 1}"
