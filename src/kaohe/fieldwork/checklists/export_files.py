"""Rows of a table that comes from elsewhere: CSV with comma, semicolon or tab, a workbook, a ZIP with a CSV in it."""

import csv
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.door import check_workbook, damaged, read_bytes, what_it_is
from kaohe.facts.findings import error
from kaohe.facts.rows import plain_text
from kaohe.facts.sheets import Cells, open_workbook

MOST_BYTES = 500 * 1024 * 1024
MOST_TABLE_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 50_000
_SEPARATORS = ",;\t"
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)
_OLE2 = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that holds something: its cells, and where it stands."""

    cells: tuple[str, ...]
    place: Place

    def at(self, column: int) -> Place:
        """Where the cell of this column (from zero) stands."""
        if self.place.sheet:
            return replace(self.place, cell=f"{_letters(column)}{self.place.line}", line=0)
        return replace(self.place, column=column + 1)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table, its head first, and the names of the pictures that came with it (None: none could come)."""

    rows: tuple[TableRow, ...]
    pictures: frozenset[str] | None = None


def read_rows(path: Path) -> tuple[TableFile, tuple[Problem, ...]]:
    """The rows of a file by what it is, not by its name; without a row where it cannot be read, with the reason."""
    place = Place(file=path.name)
    data, problems = read_bytes(path, place, MOST_BYTES)
    if problems:
        return TableFile(()), problems
    if data.startswith(b"PK"):
        return _from_archive(data, place)
    name = what_it_is(data) or ("旧版的 Office 文件" if data.startswith(_OLE2) else "")
    if name:
        message = f"这不是导出的表，而是{name}。"
        return TableFile(()), (error("not-a-table", place, message, "请核对是否选错了文件。"),)
    return _from_text(data, place)


def _from_archive(data: bytes, place: Place) -> tuple[TableFile, tuple[Problem, ...]]:
    """A workbook, or an archive whose largest CSV at the top is the table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.filename == "[Content_Types].xml" for entry in entries):
                return _from_workbook(data, place)
            return _from_zip(archive, entries, place)
    except (*_BROKEN, ValueError, NotImplementedError, RuntimeError):
        return TableFile(()), (damaged(place),)  # RuntimeError: a part with a password


def _from_zip(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], place: Place
) -> tuple[TableFile, tuple[Problem, ...]]:
    tables = [e for e in entries if e.filename.lower().endswith(".csv") and "/" not in e.filename]
    if len(entries) > _MOST_ENTRIES or not tables:
        message = "压缩包里没有导出的 CSV 表。" if not tables else "压缩包里的文件太多。"
        return TableFile(()), (error("not-a-table", place, message, "请选表单服务器导出的压缩包。"),)
    if len(tables) > 1:
        names = "、".join(entry.filename for entry in tables)
        message = f"压缩包里有 {len(tables)} 个 CSV 表（{names}），不知道读哪一个。"
        return TableFile(()), (
            error("several-tables", place, message, "请解开压缩包，直接写要读的那个 CSV。"),
        )
    with archive.open(tables[0]) as stream:
        text = stream.read(MOST_TABLE_BYTES + 1)
    if len(text) > MOST_TABLE_BYTES:
        return TableFile(()), (error("file-too-big", place, "表大得不合情理，没有打开。", "请分批导出。"),)
    pictures = frozenset(Path(entry.filename).name for entry in entries if "/" in entry.filename)
    table, problems = _from_text(text, replace(place, file=f"{place.file}!{tables[0].filename}"))
    return replace(table, pictures=pictures or None), problems


def _from_workbook(data: bytes, place: Place) -> tuple[TableFile, tuple[Problem, ...]]:
    """The first sheet with anything in it."""
    problems = check_workbook(data, place)
    book = None if problems else open_workbook(io.BytesIO(data))
    if book is None:
        return TableFile(()), problems or (damaged(place),)
    sheets = [Cells(sheet, place.file) for sheet in book.worksheets]
    filled = next((sheet for sheet in sheets if sheet.filled()), None)
    if filled is None:
        remedy = "请核对是否选错了文件。"
        return TableFile(()), (error("empty-file", place, "工作簿里没有内容。", remedy),)
    by_row: dict[int, dict[int, str]] = {}
    for row, column in filled.filled():
        by_row.setdefault(row, {})[column] = _cell_text(filled.value(row, column))
    rows = []
    for row, cells in sorted(by_row.items()):
        texts = tuple(plain_text(cells.get(column, "").strip()) for column in range(max(cells) + 1))
        rows.append(TableRow(texts, Place(place.file, sheet=filled.name, line=row + 1)))
    return TableFile(tuple(rows)), ()


def _cell_text(value: object) -> str:
    """A cell as the export meant it: whole numbers without a point, times as ISO writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    return "" if value is None else str(value)


def _from_text(data: bytes, place: Place) -> tuple[TableFile, tuple[Problem, ...]]:
    text = _decoded(data)
    if text is None or "\0" in text:
        remedy = "请在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。"
        return TableFile(()), (error("unknown-encoding", place, "文件的编码认不出来。", remedy),)
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[TableRow] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                texts = tuple(plain_text(cell.strip()) for cell in cells)
                rows.append(TableRow(texts, Place(place.file, line=line)))
            line = reader.line_num + 1
    except csv.Error:
        at = Place(place.file, line=line)
        message = "这一行的引号不成对，或内容过长，后面的没有读入。"
        return TableFile(tuple(rows)), (error("damaged-file", at, message, "请重新导出。"),)
    if not rows:
        return TableFile(()), (error("empty-file", place, "文件里没有内容。", "请核对是否选错了文件。"),)
    return TableFile(tuple(rows)), ()


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
