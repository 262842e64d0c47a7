"""Small scoring tables in many shapes, written for the tests: as cells, as HTML, as text with tabs."""

from collections.abc import Sequence
from pathlib import Path

from kaohe.core import Place
from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph
from kaohe.documents.reading import DocumentReading
from kaohe.documents.recognise import recognise
from kaohe.scheme.draft import DraftGroup, DraftItem

Sample = str | tuple[str, int, int]
"""A cell's text; or its text, the rows and the columns it covers."""

Read = tuple[str, str | None, list[str | None]]
"""A group's name, its points, and the points of its items (those of groups in it too)."""


def grid(rows: Sequence[Sequence[Sample]]) -> Grid:
    """A grid from rows of cells; places that a cell from above covers are skipped, as in HTML."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(rows):
        column = 0
        for sample in row:
            while (number, column) in taken:
                column += 1
            text, high, wide = sample if isinstance(sample, tuple) else (sample, 1, 1)
            taken |= {(number + down, column + right) for down in range(high) for right in range(wide)}
            place = Place("办法.html", "表1", f"{chr(65 + column)}{number + 1}")
            cells.append(Cell(text, number, column, high, wide, place))
            column += wide
    width = max(column for _, column in taken) + 1
    return Grid(tuple(cells), len(rows), width, Place("办法.html", "表1"))


def read_rows(rows: Sequence[Sequence[Sample]], *above: str, below: Sequence[str] = ()) -> DocumentReading:
    """What is read of one table with paragraphs above and below it."""
    blocks: tuple[Block, ...] = (
        *(Paragraph(text, Place("办法.html", cell=f"段{n}")) for n, text in enumerate(above, 1)),
        grid(rows),
        *(Paragraph(text, Place("办法.html", cell=f"段{n}")) for n, text in enumerate(below, 50)),
    )
    return recognise(Document("办法.html", "html", blocks))


def dump(rows: Sequence[Sequence[Sample]], folder: Path) -> Path:
    """The table as a word processor dumps it: a tab begins a cell, a blank line ends a row, merges are empty or gone."""
    made = grid(rows)
    lines = []
    for row in range(made.height):
        for column in range(made.width):
            cell = made.at(row, column)
            if cell is None:
                lines.append("\t")
            elif cell.column == column:
                lines.append("\t" + (cell.text if cell.row == row else ""))
        lines.append("")
    path = folder / "办法.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def groups(reading: DocumentReading, number: int = 0) -> list[Read]:
    """The outermost groups of a scheme with the points of their items."""
    return [
        (group.name, _plain(group.points), [_plain(item.points) for item in items(group)])
        for group in reading.drafts[number].tables[0].groups
    ]


def items(group: DraftGroup) -> list[DraftItem]:
    found: list[DraftItem] = []
    for child in group.children:
        found += [child] if isinstance(child, DraftItem) else items(child)
    return found


def all_items(reading: DocumentReading, number: int = 0) -> list[DraftItem]:
    return [item for group in reading.drafts[number].tables[0].groups for item in items(group)]


def codes(reading: DocumentReading) -> list[str]:
    return sorted({problem.code for problem in reading.problems if problem.severity.value != "advice"})


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
