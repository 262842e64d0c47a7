"""The source document as it looked, in HTML: paragraphs, and tables with their merged cells; parts of clauses marked in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from kaohe.core import Place
from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph
from kaohe.reports.marks import Mark, render

MOST_ROWS = 3000
"""Rows of one table that are shown; a longer one is cut, and said to be."""
_MANY = 10
"""A table with more columns than these is set narrower."""
_NEAR = 8
"""Paragraphs after an item's own in which the rest of its clause is looked for."""

Spot = Paragraph | Cell
"""What text stands in."""


@dataclass
class SourceView:
    """One document. Items and problems are put at their places first; then the whole is rendered once."""

    document: Document
    _order: list[Spot] = field(default_factory=list)
    _grid_of: dict[int, Grid] = field(default_factory=dict)
    _by_place: dict[tuple[str, str, int], int] = field(default_factory=dict)
    _marks: dict[int, list[Mark]] = field(default_factory=dict)
    _items: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    _named: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._enter(self.document.blocks)

    def _enter(self, blocks: Iterable[Block], grid: Grid | None = None) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self._add(block)
                continue
            for cell in block.cells:
                self._add(cell)
                self._grid_of[len(self._order) - 1] = block
                self._enter(cell.grids, block)
        del grid

    def _add(self, spot: Spot) -> None:
        self._order.append(spot)
        place = spot.place
        for key in (*_keys(place), (place.sheet, "", place.line), ("", "", place.line)):
            if any(key):
                self._by_place.setdefault(key, len(self._order) - 1)

    # ---- what is put into it

    def anchor(self, place: Place) -> str:
        """The id of what stands at this place; empty where it is not known."""
        number = self._at(place)
        if number is None:
            return ""
        self._named.add(number)
        return f"s{number}"

    def put_item(
        self, anchor: str, label: str, state: str, place: Place, text: str, marks: Sequence[Mark]
    ) -> bool:
        """Put an item at its place, its clause's marks where its text is found. False: the place is not known."""
        number = self._at(place)
        if number is None:
            return False
        self._items.setdefault(number, []).append((anchor, label, state))
        for spot, at in self._found(text, number):
            self._marks.setdefault(spot, []).extend(_moved(marks, at))
        return True

    def _at(self, place: Place) -> int | None:
        return next((self._by_place[key] for key in _keys(place) if key in self._by_place), None)

    def _found(self, text: str, number: int) -> Iterator[tuple[int, dict[int, int]]]:
        """Where a clause stands: for each spot that has some of it, its characters' places there.

        A clause may come from several cells of a row, or several paragraphs; each of its lines is looked for.
        """
        near = self._near(number)
        for start, end in _pieces(text, self._order[number].text):
            for spot in near:
                at = _inside(text, start, end, self._order[spot].text)
                if at:
                    yield spot, at
                    break

    def _near(self, number: int) -> list[int]:
        own = self._order[number]
        grid = self._grid_of.get(number)
        if grid is None or isinstance(own, Paragraph):
            after = range(number + 1, min(number + 1 + _NEAR, len(self._order)))
            return [number, *(spot for spot in after if isinstance(self._order[spot], Paragraph))]
        rows = range(own.row, own.row + own.rows)
        beside = [
            spot
            for spot in self._same_grid(number, grid)
            if isinstance(cell := self._order[spot], Cell)
            and cell.row < rows.stop
            and rows.start < cell.row + cell.rows
        ]
        return [number, *(spot for spot in beside if spot != number)]

    def _same_grid(self, number: int, grid: Grid) -> Iterator[int]:
        """The spots of the same table around one; they stand together."""
        reach = 4 * grid.width + 40
        for spot in range(max(0, number - reach), min(len(self._order), number + reach)):
            if self._grid_of.get(spot) is grid:
                yield spot

    # ---- as HTML

    def html(self) -> str:
        """All blocks in their order."""
        self._numbers = {id(spot): number for number, spot in enumerate(self._order)}
        return "\n".join(self._block(block) for block in self.document.blocks)

    def _block(self, block: Block) -> str:
        return self._grid(block) if isinstance(block, Grid) else self._paragraph(block)

    def _paragraph(self, block: Paragraph) -> str:
        if not block.full_text.strip():
            return ""
        level = f' class="level-{min(block.level, 4)}"' if block.level else ""
        number = escape(block.number)
        return f"<p{level}{self._id(block)}>{self._refs(block)}{number}{self._text(block)}</p>"

    def _grid(self, grid: Grid) -> str:
        rows = "\n".join(
            f"<tr>{''.join(self._row(grid, row))}</tr>" for row in range(min(grid.height, MOST_ROWS))
        )
        cut = (
            f'<p class="cut">后面还有{grid.height - MOST_ROWS}行，没有列出。</p>'
            if grid.height > MOST_ROWS
            else ""
        )
        caption = "　".join(text for text in (grid.page, grid.caption) if text)
        head = f"<caption>{escape(caption)}</caption>" if caption else ""
        many = " many" if grid.width > _MANY else ""
        table = f'<table class="source{many}" style="--columns: {min(grid.width, _MANY)}">'
        return f'<div class="wide">{table}{head}\n{rows}\n</table></div>{cut}'

    def _row(self, grid: Grid, row: int) -> Iterator[str]:
        for column in range(grid.width):
            cell = grid.at(row, column)
            if cell is None:
                yield '<td class="none"></td>'
            elif cell.row == row and cell.column == column:
                yield self._cell(cell, min(grid.height, MOST_ROWS))

    def _cell(self, cell: Cell, height: int) -> str:
        tag = "th" if cell.header else "td"
        rows = min(cell.rows, height - cell.row)
        spans = "".join(
            f' {name}="{number}"'
            for name, number in (("rowspan", rows), ("colspan", cell.columns))
            if number > 1
        )
        hidden = '<span class="hidden-cell">（隐藏）</span>' if cell.hidden and cell.text.strip() else ""
        inner = "".join(self._grid(grid) for grid in cell.grids)
        address = f' title="{escape(cell.address)}"' if cell.address else ""
        return f"<{tag}{spans}{address}{self._id(cell)}>{self._refs(cell)}{hidden}{self._text(cell)}{inner}</{tag}>"

    def _id(self, spot: Spot) -> str:
        number = self._numbers[id(spot)]
        return f' id="s{number}"' if number in self._named or number in self._items else ""

    def _refs(self, spot: Spot) -> str:
        """A link to each item that was read here."""
        return "".join(
            f'<a class="ref {state}" id="src-{anchor}" href="#{anchor}">{escape(label)}</a>'
            for anchor, label, state in self._items.get(self._numbers[id(spot)], ())
        )

    def _text(self, spot: Spot) -> str:
        return render(spot.text, self._marks.get(self._numbers[id(spot)], ()))


def _keys(place: Place) -> Iterator[tuple[str, str, int]]:
    """By cell where it has one, else by line; a dump has both."""
    if place.cell:
        yield place.sheet, place.cell, 0
    elif place.line or place.sheet:
        yield place.sheet, "", place.line


def _pieces(text: str, own: str) -> Iterator[tuple[int, int]]:
    """The whole text where it stands together, else its lines."""
    if _squeezed(text)[0] in _squeezed(own)[0]:
        yield 0, len(text)
        return
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _inside(text: str, start: int, end: int, other: str) -> dict[int, int]:
    """Characters of a piece → their places in the other text, spaces apart; nothing where it is not in it."""
    piece, places = _squeezed(text[start:end])
    whole, targets = _squeezed(other)
    at = whole.find(piece) if piece else -1
    if at < 0:
        return {}
    return {start + place: targets[at + n] for n, place in enumerate(places)}


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without spaces, and where each of its letters stood."""
    kept = [n for n, letter in enumerate(text) if not letter.isspace()]
    return "".join(text[n] for n in kept), kept


def _moved(marks: Iterable[Mark], at: dict[int, int]) -> Iterator[Mark]:
    """The marks at their places in the document, as far as they lie in this piece."""
    for mark in marks:
        inside = [at[n] for n in range(mark.start, mark.end) if n in at]
        if inside:
            yield replace(mark, start=inside[0], end=inside[-1] + 1)
