"""Rows of a small table that people write, from CSV or from a workbook's first filled sheet."""

import io
from collections.abc import Iterator
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.door import check_workbook, read_bytes
from kaohe.facts.findings import error
from kaohe.facts.rows import read_csv
from kaohe.facts.sheets import Cells, open_workbook, sheet_problems

Rows = list[tuple[Place, list[str]]]
"""Where a row stands, and its cells as texts."""


def read_rows(path: Path) -> tuple[Rows, tuple[Problem, ...]]:
    """All rows that hold anything. Personal data anywhere refuses the file: no rows, every place."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        return _workbook_rows(path)
    table, problems = read_csv(path)
    return [(Place(file=path.name, line=line), cells) for line, cells in table], problems


def _workbook_rows(path: Path) -> tuple[Rows, tuple[Problem, ...]]:
    """The rows of the first sheet that has any; a formula or a person anywhere is said."""
    place = Place(file=path.name)
    data, problems = read_bytes(path, place)
    problems = problems or check_workbook(data, place)
    book = None if problems else open_workbook(io.BytesIO(data))
    if book is None:
        return [], problems or (error("damaged-file", place, "工作簿读不了。", "请重新保存后再导入。"),)
    sheets = [Cells(sheet, path.name) for sheet in book.worksheets]
    refusals = [problem for sheet in sheets for problem in sheet.personal_problems(())]
    if refusals:
        return [], tuple(refusals)
    filled = next((sheet for sheet in sheets if sheet.filled()), None)
    if filled is None:
        return [], (error("empty-file", place, "工作簿里没有内容。", "请核对是否选错了文件。"),)
    return list(_sheet_rows(filled)), sheet_problems(filled)


def _sheet_rows(sheet: Cells) -> Iterator[tuple[Place, list[str]]]:
    rows: dict[int, dict[int, str]] = {}
    for row, column in sheet.filled():
        rows.setdefault(row, {})[column] = sheet.text(row, column)
    for row, cells in sorted(rows.items()):
        yield sheet.place(row, 0), [cells.get(column, "") for column in range(max(cells) + 1)]
