"""What every reader makes of a file: paragraphs and grids in the order of the document.

Document ── blocks ─┬─ Paragraph (text, address, level)
                    └─ Grid (rows × columns) ── cells (text, address, span)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kaohe.core import Place, Problem, SourceSpan


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text.

    `number` is a label that the program that wrote the file made by itself (automatic numbering: “（一）”);
    it is not part of `text`. `level` is the heading or list level the file states, 1 being the outermost;
    0: none stated. `page` names the sheet or page it stands on, where the format has any.
    """

    text: str
    place: Place = Place()
    number: str = ""
    level: int = 0
    page: str = ""

    @property
    def full_text(self) -> str:
        """The text as it looked, its automatic number in front."""
        return f"{self.number}{self.text}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it looks: at its upper left `row` and `column` (from 0), over `rows` × `columns`.

    Line breaks and paragraphs in it are "\\n". A nested table is in `grids`, and its text is not in `text`.
    `hidden`: it stands in a hidden row or column. `header`: the file itself marks it as a heading.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    place: Place = Place()
    hidden: bool = False
    header: bool = False
    grids: tuple["Grid", ...] = ()

    def span(self, start: int, end: int) -> SourceSpan:
        """The stretch of its text from `start` to `end`."""
        return SourceSpan(self.place.file, self.address, start, end)

    @property
    def address(self) -> str:
        """Where it stands in its file, without the file's name: “表1!B3”, “Sheet1!C7”."""
        return "!".join(part for part in (self.place.sheet, self.place.cell) if part)


@dataclass(frozen=True)
class Grid:
    """A table as it looks: `height` rows by `width` columns; each position belongs to one cell, or to none.

    `caption` is text that belongs to it by the file's own word (HTML caption, a sheet's name is in `page`).
    """

    cells: tuple[Cell, ...]
    height: int
    width: int
    place: Place = Place()
    caption: str = ""
    page: str = ""

    @cached_property
    def _by_position(self) -> Mapping[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this position."""
        return self._by_position.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text of the cell that covers this position; nothing there: the empty string."""
        cell = self.at(row, column)
        return cell.text if cell else ""

    def row(self, row: int) -> Iterator[Cell]:
        """The cells that cover this row, from left to right, each once."""
        last: Cell | None = None
        for column in range(self.width):
            cell = self.at(row, column)
            if cell is not None and cell is not last:
                yield cell
                last = cell


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `source` is its name without folders; `kind` is what it was read as (docx, html, …)."""

    source: str
    kind: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))
