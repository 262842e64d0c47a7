"""One Word table, read as a grid by several programs, and what of its items each of them leaves standing.

Every grid goes two ways. The plain rule is what anybody would write: find the columns of 二级指标 and 分值 by their
headers, go down the rows, take the name and the points that stand in each. The other is Kaohe's own `recognise`.
An item is found where its name comes once and with its points; one whose points come more than once is counted twice
by whoever adds them up.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import docx

from kaohe.core import Place
from kaohe.documents.model import Cell, Document, Grid, Paragraph
from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise
from kaohe.scheme.draft import DraftGroup, DraftItem

Pair = tuple[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Found:
    """Of so many items: found, counted more than once, neither. `points`: the sum of all that was taken for points."""

    items: int
    right: int
    repeated: int
    points: Decimal

    @property
    def lost(self) -> int:
        return self.items - self.right - self.repeated

    def __str__(self) -> str:
        return f"{self.right} / {self.repeated} / {self.lost}"


def compare(pairs: Sequence[Pair], items: Sequence[tuple[str, Decimal]]) -> Found:
    """What was read beside what there is."""
    named: dict[str, list[Decimal | None]] = {}
    for name, points in pairs:
        named.setdefault("".join(name.split()), []).append(points)
    right = sum(named.get(name) == [points] for name, points in items)
    repeated = sum(Counter(named.get(name, ()))[points] > 1 for name, points in items)
    return Found(
        len(items), right, repeated, sum((points for _, points in pairs if points is not None), Decimal(0))
    )


def by_plain_rule(document: Document) -> list[Pair]:
    """Name and points of every row of the grids that has points, by the columns that the header names."""
    pairs: list[Pair] = []
    item_column = points_column = -1
    for grid in document.grids:
        for row in _rows(grid):
            if "分值" in row or "二级指标" in row:
                points_column = row.index("分值") if "分值" in row else points_column
                item_column = row.index("二级指标") if "二级指标" in row else item_column
                continue
            points = _number(row[points_column]) if 0 <= points_column < len(row) else None
            if points is not None and row[0] not in ("小计", "合计"):
                pairs.append((row[item_column] or row[0], points))
    return pairs


def by_recognition(document: Document) -> list[Pair]:
    """Name and points of every item that `recognise` finds."""
    tables = (table for draft in recognise(document).drafts for table in draft.tables)
    return [
        (item.name, item.points) for table in tables for group in table.groups for item in items_in(group)
    ]


def items_in(group: DraftGroup) -> Iterator[DraftItem]:
    """The items of a group and of those below it, in order."""
    for child in group.children:
        if isinstance(child, DraftGroup):
            yield from items_in(child)
        else:
            yield child


def _rows(grid: Grid) -> Iterator[list[str]]:
    """The texts of each row, a cell's text where it begins."""
    texts = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        texts[cell.row][cell.column] = cell.text.strip()
    yield from texts


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


# the readers: path of a .docx → Document


def ours(path: Path) -> Document:
    """Kaohe's own reader."""
    return open_document(path)


def row_cells(path: Path) -> Document:
    """python-docx as most people use it: `row.cells`, row by row."""
    return _document(path, lambda number, row: [(number, at, cell) for at, cell in enumerate(row.cells)], {})


def row_cells_once(path: Path) -> Document:
    """python-docx as who knows it uses it: the same `_tc` is one cell, rows begin after `grid_cols_before`."""
    spans: dict[Any, tuple[int, int, int, int]] = {}

    def places(number: int, row: Any) -> list[tuple[int, int, Any]]:
        fresh = []
        for at, cell in enumerate(row.cells, row.grid_cols_before):
            begun = spans.get(cell._tc)
            if begun is None:
                fresh.append((number, at, cell))
            first, left, *_ = begun or (number, at)
            spans[cell._tc] = first, left, number - first + 1, at - left + 1
        return fresh

    return _document(path, places, spans)


def _document(
    path: Path,
    places: Callable[[int, Any], list[tuple[int, int, Any]]],
    spans: dict[Any, tuple[int, int, int, int]],
) -> Document:
    """A Document from the cells that python-docx gives, so that both ways can be gone with it."""
    file = docx.Document(str(path))
    blocks: list[Paragraph | Grid] = [Paragraph(line.text, Place(path.name)) for line in file.paragraphs]
    for table in file.tables:
        placed = [each for number, row in enumerate(table.rows) for each in places(number, row)]
        cells = tuple(
            Cell(cell.text, row, column, *spans.get(cell._tc, (0, 0, 1, 1))[2:])
            for row, column, cell in placed
        )
        width = max(cell.column + cell.columns for cell in cells)
        blocks.append(Grid(cells, len(table.rows), width, Place(path.name, "表1")))
    return Document(path.name, "docx", tuple(blocks))


def pandoc() -> str | None:
    """Where pandoc is; None where it is not installed."""
    return shutil.which("pandoc")


def pandoc_version() -> str:
    """“pandoc 3.9”."""
    found = subprocess.run([pandoc() or "pandoc", "--version"], check=True, capture_output=True, text=True)
    return found.stdout.split("\n", 1)[0]


GRID = "markdown"
PIPE = "markdown-grid_tables-simple_tables-multiline_tables-raw_html"
"""Markdown that knows no tables but those with strokes."""


def pandoc_html(path: Path) -> Document:
    """pandoc to HTML, its spans read by our own reader of web pages."""
    return _from_pandoc(path, "html")


def pandoc_grid(path: Path) -> Document:
    """pandoc to Markdown with grid tables, which pandoc itself then reads again."""
    return _from_pandoc(path, GRID)


def pandoc_pipe(path: Path) -> Document:
    """pandoc to Markdown with pipe tables, which pandoc itself then reads again."""
    return _from_pandoc(path, PIPE)


def _from_pandoc(path: Path, form: str) -> Document:
    made = path.with_suffix(f".{form[:8]}.html")
    program = pandoc() or "pandoc"
    if form == "html":
        subprocess.run([program, str(path), "-t", form, "-o", str(made)], check=True)
    else:
        text = subprocess.run([program, str(path), "-t", form], check=True, capture_output=True).stdout
        again = [program, "-f", f"{form}+east_asian_line_breaks", "-t", "html", "-o", str(made)]
        subprocess.run(again, check=True, input=text)
    return replace(open_document(made), source=path.name)
