"""Rows of a plain table file: CSV as UTF-8 (with or without mark) or as Excel in China writes it."""

import csv
import io
import re
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.door import check_workbook, read_bytes, what_it_is
from kaohe.facts.findings import error
from kaohe.facts.guard import check_cell, header_problem, is_person_header, may_carry_numbers

Row = tuple[int, list[str]]
"""A line number, as an editor counts, and its cells."""

MOST_CSV_BYTES = 500 * 1024 * 1024
_HEADER_WITHIN = 5
"""A title may stand above the header."""

_RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def read_csv(path: Path) -> tuple[list[Row], tuple[Problem, ...]]:
    """All rows that have any content. Personal data anywhere refuses the file: no rows, every place."""
    place = Place(file=path.name)
    data, problems = read_bytes(path, place, MOST_CSV_BYTES)
    if problems:
        return [], problems
    if data.startswith(b"PK"):
        found = check_workbook(data, place)
        remedy = "请改用 .xlsx 扩展名导入，或在 Excel 里另存为“CSV UTF-8（逗号分隔）”。"
        return [], found or (error("not-a-table", place, "这是工作簿，不是 CSV 文件。", remedy),)
    name = what_it_is(data)
    if name or data.startswith(b"\xd0\xcf\x11\xe0"):
        message = f"这不是 CSV 文件，而是{name or '旧版的 Office 文件'}。"
        return [], (error("not-a-table", place, message, "请核对是否选错了文件。"),)
    text = _decoded(data)
    if text is None or "\0" in text:
        remedy = "请在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。"
        return [], (error("unknown-encoding", place, "文件的编码认不出来。", remedy),)
    rows, problems = _parsed(text, place)
    refusals = personal_problems(rows, path.name, whole=text)
    return ([], refusals) if refusals else (rows, problems)


def personal_problems(rows: list[Row], file: str, whole: str | None = None) -> tuple[Problem, ...]:
    """Every cell with a personal number, and every column that lists people. `whole`: the file's text."""
    problems: list[Problem] = []
    for line, cells in rows[:_HEADER_WITHIN]:
        for column, cell in enumerate(cells, 1):
            if is_person_header(cell):
                problems.append(header_problem(cell, Place(file=file, line=line, column=column)))
    if whole is not None and not may_carry_numbers(whole):
        return tuple(problems)
    for line, cells in rows:
        for column, cell in enumerate(cells, 1):
            place = Place(file=file, line=line, column=column)
            found = None if is_person_header(cell) else check_cell(cell, place)
            if found:
                problems.append(found)
    return tuple(problems)


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs as a formula when it opens the CSV; `plain_text` undoes it."""
    return f"'{text}" if _RUNS_AS_FORMULA.match(text) else text


def plain_text(cell: str) -> str:
    """The text that `safe_text` wrote."""
    return cell[1:] if cell[:1] == "'" and _RUNS_AS_FORMULA.match(cell) else cell


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _parsed(text: str, place: Place) -> tuple[list[Row], tuple[Problem, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        at = Place(file=place.file, line=line)
        message = "这一行的引号不成对，或内容过长，后面的没有读入。"
        return rows, (error("damaged-file", at, message, "请在 Excel 里打开核对，再另存为 CSV。"),)
    if not rows:
        return [], (error("empty-file", place, "文件里没有内容。", "请核对是否选错了文件。"),)
    return rows, ()
