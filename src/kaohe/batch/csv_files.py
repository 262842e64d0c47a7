"""CSV files of any size as tables: their header, and their rows as texts with the lines that an editor counts.

A small one is read as `facts.rows` reads it. A big one is read by Polars, a part at a time, once it is known that both would
read it in the same way: in an encoding of its kind, with quotes that match and no line break inside a cell.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import mkdtemp

import polars as pl

from kaohe.core import Place, Problem
from kaohe.facts.door import what_it_is
from kaohe.facts.findings import error
from kaohe.facts.rows import read_csv

LINE = "#line"
"""A row's number in its file: of a CSV file the line, of a Parquet file counted from one."""

SMALL = 8 * 1024 * 1024
PIECE = 4 * 1024 * 1024
_HEADER = 1024 * 1024
_SPARE = 8
"""So many cells beyond the header are looked at; a line that has more is found by its error."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """`rows`: columns "0", "1", … of texts, null where nothing is written, at least one a column of the header; and the line."""

    header: tuple[str, ...]
    rows: pl.LazyFrame


def open_csv(path: Path, folder: Path) -> tuple[CsvTable | None, tuple[Problem, ...]]:
    """The table, or why there is none. What must be written anew (another encoding, say) is put into the folder."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size <= SMALL:
        return _small(path)
    place = Place(file=path.name)
    with path.open("rb") as file:
        start = file.read(16)
    if (name := what_it_is(start)) or start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        message = f"这不是 CSV 文件，而是{name or '工作簿'}。"
        return None, (error("not-a-table", place, message, "请核对是否选错了文件。"),)
    own = Path(mkdtemp(dir=folder))
    text = _decoded(path, own)
    if text is None:
        remedy = "请在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。"
        return None, (error("unknown-encoding", place, "文件的编码认不出来。", remedy),)
    return _big(text, place, own)


def wide_csv(path: Path) -> tuple[pl.LazyFrame | None, tuple[Problem, ...]]:
    """A table as it lies there, under its own headers, with the line of each row; or why it cannot be read."""
    place = Place(file=path.name)
    if path.stat().st_size <= SMALL:
        table, problems = _small(path)
        if table is None:
            return None, problems
        header, rows = table.header, table.rows
        spare = [name for name in rows.collect_schema() if name != LINE and int(name) >= len(header)]
        crowded = rows.filter(pl.any_horizontal(pl.col(spare).is_not_null())) if spare else rows.clear()
        first = crowded.select(LINE).head(1).collect()
        if first.height:
            at = Place(file=path.name, line=first.item())
            return None, (
                error("too-many-cells", at, "这一行的格数比表头多。", "请核对这一行是否多写了逗号。"),
            )
        rows = rows.drop(spare)
    else:
        header = header_of(path)
        if _start(path)[0] != "utf-8-sig" or not header:
            remedy = "请存成 Parquet，或在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。"
            return None, (error("unknown-encoding", place, "文件很大，而编码不是 UTF-8。", remedy),)
        names = {str(at): pl.String() for at in range(len(header))}
        rows = pl.scan_csv(path, has_header=False, schema=names, row_index_name=LINE, row_index_offset=1)
        rows = rows.filter(pl.col(LINE) > 1)
    named = [cell.strip() for cell in header]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        message = f"“{twice[0]}”一栏写了两次。" if twice[0] else "有的栏没有表头。"
        return None, (error("duplicate-column", place, message, "请删去一栏。"),)
    return rows.rename({str(at): name for at, name in enumerate(named)}), ()


def header_of(path: Path) -> tuple[str, ...]:
    """The cells of the first line that has any, as far as they can be read."""
    _, text = _start(path)
    try:
        return tuple(next((cells for cells in csv.reader(text.splitlines(keepends=True)) if any(cells)), ()))
    except csv.Error:
        return ()


def _start(path: Path) -> tuple[str, str]:
    """The encoding, and what the file begins with; nothing where it is none that we know."""
    with path.open("rb") as file:
        start = file.read(_HEADER)
    encodings = ["utf-16"] if start.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return encoding, codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
    return "", ""


def _small(path: Path) -> tuple[CsvTable | None, tuple[Problem, ...]]:
    lines, problems = read_csv(path)
    if not lines or problems:
        return None, problems
    (_, header), *body = lines
    width = max(len(cells) for _, cells in lines)
    columns = {
        str(at): pl.Series(
            [cells[at] or None if at < len(cells) else None for _, cells in body], dtype=pl.String
        )
        for at in range(width)
    }
    numbers = pl.Series([line for line, _ in body], dtype=pl.UInt32)
    return CsvTable(tuple(header), pl.DataFrame({**columns, LINE: numbers}).lazy()), ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in UTF-8: the file, and what its characters allow."""

    path: Path
    quotes: bool
    odd_breaks: bool


def _decoded(path: Path, folder: Path) -> _Text | None:
    """The file, or a copy of it in UTF-8; None where the encoding is none that we know."""
    encodings = ["utf-8-sig", "gb18030"]
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            encodings = ["utf-16"]
    for encoding in encodings:
        copy = None if encoding == "utf-8-sig" else folder / f"{path.name}.{encoding}.csv"
        try:
            found = _looked_through(path, encoding, copy)
        except UnicodeDecodeError:
            continue
        return found
    return None


def _looked_through(path: Path, encoding: str, copy: Path | None) -> _Text | None:
    quotes = odd = False
    decoder = codecs.getincrementaldecoder(encoding)()
    output = copy.open("w", encoding="utf-8", newline="") if copy else None
    try:
        last = ""
        for piece in _pieces(path):
            text = decoder.decode(piece)
            if "\0" in text:
                return None
            quotes = quotes or '"' in text
            ends = (last + text).removesuffix("\r")
            odd = odd or ends.count("\r") != ends.count("\r\n")
            last = "\r" if text.endswith("\r") else ""
            if output:
                output.write(text)
        decoder.decode(b"", final=True)
    finally:
        if output:
            output.close()
    return _Text(copy or path, quotes, odd or last == "\r")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _big(text: _Text, place: Place, folder: Path) -> tuple[CsvTable | None, tuple[Problem, ...]]:
    if text.odd_breaks:
        message = "文件很大，而行与行之间的换行符不是通常的那一种。"
        return None, (error("damaged-file", place, message, "请另存为 CSV，或改存 Parquet。"),)
    header, line, faults = _header(text.path, place)
    faults = faults or (_faults(text.path, place, len(header)) if text.quotes else ())
    if faults:
        return None, faults
    made = folder / f"{place.file}.parquet"
    names = [str(at) for at in range(len(header) + _SPARE)]
    rows = pl.scan_csv(
        text.path if line == 1 else _without(text.path, line - 1, folder),
        has_header=False,
        schema=dict.fromkeys(names, pl.String()),
        row_index_name=LINE,
        row_index_offset=line,
        missing_columns="insert",
    )
    try:
        rows.filter((pl.col(LINE) > line) & pl.any_horizontal(pl.col(names).is_not_null())).sink_parquet(
            made, compression="lz4"
        )
    except pl.exceptions.PolarsError:
        message = "有的行读不懂：格数比表头多得多，或引号不成对。"
        found = _faults(text.path, place, len(header)) or (
            error("damaged-file", place, message, "请核对后另存为 CSV，或改存 Parquet。"),
        )
        return None, found
    return CsvTable(tuple(header), pl.scan_parquet(made)), ()


def _without(path: Path, lines: int, folder: Path) -> Path:
    """A copy without its first lines."""
    copy = folder / f"{path.name}.csv"
    with path.open("rb") as file, copy.open("wb") as output:
        for _ in range(lines):
            file.readline()
        copyfileobj(file, output)
    return copy


def _records(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """First and last line, and cells."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        line = 1
        for cells in reader:
            yield line, reader.line_num, cells
            line = reader.line_num + 1


def _header(path: Path, place: Place) -> tuple[list[str], int, tuple[Problem, ...]]:
    """The cells of the first line that has any, and its number."""
    try:
        for _, last, cells in _records(path):
            if any(cells):
                return cells, last, ()
    except csv.Error:
        pass
    return [], 0, (error("damaged-file", place, "表头读不懂。", "请在 Excel 里打开核对，再另存为 CSV。"),)


def _faults(path: Path, place: Place, width: int) -> tuple[Problem, ...]:
    """Why Polars would not read the file as it is meant: quotes that do not match, cells with line breaks, too many cells."""
    line = 1
    try:
        for first, last, cells in _records(path):
            line = last + 1
            at = Place(file=place.file, line=first)
            if last > first:
                remedy = "请去掉格子里的换行，或改存 Parquet。"
                return (error("damaged-file", at, "文件很大，而这一行有的格子里有换行。", remedy),)
            if len(cells) > width + _SPARE and any(cells[width:]):
                message = f"这一行有 {len(cells)} 格，表头只有 {width} 格。"
                remedy = "请核对这一行是否多写了逗号；内容里有逗号的，要用引号括起来。"
                return (error("too-many-cells", at, message, remedy),)
    except csv.Error:
        at = Place(file=place.file, line=line)
        message = "这一行的引号不成对，或内容过长。"
        return (error("damaged-file", at, message, "请在 Excel 里打开核对，再另存为 CSV。"),)
    return ()
