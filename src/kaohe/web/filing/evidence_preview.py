"""What a page shows of a file without the program that made it: paragraphs and tables of a document, the first rows of a workbook."""

import csv
import io
from dataclasses import dataclass

from kaohe.core import Refused
from kaohe.documents import Grid
from kaohe.web.filing.evidence_checks import decoded, read
from kaohe.web.filing.evidence_kinds import Kind

_MOST_LINES = 200
_MOST_ROWS = 60
_MOST_COLUMNS = 20
_LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph (`text`) or a table (`rows`, as texts). `head`: the sheet it stands on, where it changes."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    head: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The beginning of a file. `cut`: there is more of it. `trouble`: why nothing can be shown."""

    parts: tuple[Part, ...] = ()
    cut: bool = False
    trouble: str = ""


def kind_of(name: str) -> Kind:
    """The kind by the word it is stored under."""
    return Kind[name.upper()]


def snippet(name: str, kind: Kind, data: bytes) -> Snippet:
    """The words of a document, workbook or text; nothing for pictures and PDFs, which the browser shows itself."""
    if kind is Kind.TEXT:
        return _of_text(decoded(data) or "")
    if kind is Kind.CSV:
        return _of_csv(decoded(data) or "")
    if kind not in (Kind.DOCX, Kind.XLSX):
        return Snippet()
    try:
        document = read(name, data)
    except Refused as refused:
        return Snippet(trouble=refused.message)
    parts: list[Part] = []
    left, cut, page = _MOST_LINES, False, ""
    for block in document.blocks:
        if left <= 0:
            cut = True
            break
        head = block.page if block.page != page else ""
        page = block.page
        if isinstance(block, Grid):
            rows = _rows_of(block)
            cut |= block.height > _MOST_ROWS or block.width > _MOST_COLUMNS
            parts.append(Part(rows=rows, head=head))
            left -= len(rows)
        else:
            parts.append(Part(text=block.full_text[: _LONGEST_CELL * 10], head=head))
            left -= 1
    return Snippet(tuple(parts), cut)


def _rows_of(grid: Grid) -> tuple[tuple[str, ...], ...]:
    height, width = min(grid.height, _MOST_ROWS), min(grid.width, _MOST_COLUMNS)
    rows = []
    for row in range(height):
        begin = {cell.column: cell for cell in grid.row(row) if cell.row == row}
        rows.append(
            tuple(begin[column].text[:_LONGEST_CELL] if column in begin else "" for column in range(width))
        )
    return tuple(rows)


def _of_text(text: str) -> Snippet:
    lines = text.splitlines()
    return Snippet((Part(text="\n".join(lines[:_MOST_LINES])),), len(lines) > _MOST_LINES)


def _of_csv(text: str) -> Snippet:
    rows: list[tuple[str, ...]] = []
    for cells in csv.reader(io.StringIO(text, newline="")):
        if len(rows) == _MOST_ROWS:
            return Snippet((Part(rows=tuple(rows)),), True)
        rows.append(tuple(cell[:_LONGEST_CELL] for cell in cells[:_MOST_COLUMNS]))
    return Snippet((Part(rows=tuple(rows)),))
