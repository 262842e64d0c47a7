"""Rows × columns of small fields: what the heat map and the state of reporting have in common.

Columns bear their names written downwards, below the name of their group; what does not fit goes to further pictures,
columns first and rows after them, with the names repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kaohe.reports.pictures import ink
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    SMALL,
    Sign,
    heading,
    label_width,
    legend,
    note,
    numbered,
)
from kaohe.reports.pictures.ink import Fill
from kaohe.reports.pictures.picture import Look, Picture
from kaohe.reports.pictures.text import text_width

ROW = 17.0
_NARROWEST, _WIDEST = 11.5, 34.0
_NAME, _NUMBER = 9.5, 8.0
_MOST_LETTERS = 12
_AROUND = 110.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (for `data-item`), its name and whole description, its group."""

    key: str
    name: str
    told: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the unit's id and name, what stands before it (a rank) and behind its fields (a total)."""

    unit: str
    name: str
    before: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its filling, its text (drawn where all texts fit), and what it says when pointed at."""

    fill: Fill
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything that is to be laid out. `field(row, column)` gives a field by the two positions."""

    title: str
    subtitle: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    field: Callable[[int, int], Field]
    signs: tuple[Sign, ...]
    head_before: str = ""
    head_behind: str = ""
    told_by_numbers: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things lie, alike in every picture of the grid."""

    before: float
    name: float
    name_room: float
    left: float
    step: float
    right: float
    behind: float
    letters: int
    grouped: bool
    numbers: bool


def grid_pages(grid: Grid, look: Look) -> tuple[Picture, ...]:
    """As many pictures as the grid takes."""
    layout = _layout(grid, look)
    across = _portions(len(grid.columns), max(int((layout.right - layout.left) / layout.step + 0.001), 1))
    head = layout.letters * _NAME * 1.08 + (20 if layout.grouped else 6)
    down = _portions(len(grid.rows), max(int((look.tallest - _AROUND - head) / ROW), 5))
    parts = [(rows, columns) for rows in down for columns in across]
    return tuple(
        _part(grid, look, layout, rows, columns, numbered(grid.title, place, len(parts)))
        for place, (rows, columns) in enumerate(parts, 1)
    )


def _portions(length: int, most: int) -> list[range]:
    """The whole in as few equal parts as it takes."""
    count = -(-length // most)
    size = -(-length // count)
    return [range(start, min(start + size, length)) for start in range(0, length, size)]


def _layout(grid: Grid, look: Look) -> _Layout:
    before = label_width([row.before for row in grid.rows] + [grid.head_before], SMALL, 60)
    names = label_width([row.name for row in grid.rows], BODY, look.width * 0.22)
    behind = label_width([row.behind for row in grid.rows] + [grid.head_behind], SMALL, 70)
    left = MARGIN + before + 6 + names + 6
    right = look.width - MARGIN - behind - 5
    fitting = max(int((right - left) / _NARROWEST), 1)
    count = -(-len(grid.columns) // -(-len(grid.columns) // fitting))
    step = min((right - left) / count, _WIDEST)
    letters = min(max(len(column.name) for column in grid.columns), _MOST_LETTERS)
    texts = (grid.field(y, x).text for y in range(len(grid.rows)) for x in range(len(grid.columns)))
    numbers = all(text_width(text, _NUMBER) <= step - 2 for text in texts)
    grouped = any(column.group for column in grid.columns)
    rank, name = MARGIN + before, MARGIN + before + 6
    end = left + count * step
    return _Layout(rank, name, names, left, step, end, end + behind + 5, letters, grouped, numbers)


def _part(grid: Grid, look: Look, layout: _Layout, rows: range, columns: range, title: str) -> Picture:
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, grid.subtitle)
    top = legend(drawing, top, grid.signs) + 2
    top = _heads(drawing, grid, layout, columns, top)
    for place, row in enumerate(rows):
        _row(drawing, grid, layout, row, columns, top + place * ROW)
    bottom = top + len(rows) * ROW
    _edges(drawing, [grid.columns[column].group for column in columns], layout, top, bottom)
    if layout.numbers and grid.told_by_numbers:
        bottom = note(drawing, bottom + 7, grid.told_by_numbers) - 5
    return drawing.finish(bottom + MARGIN, title, grid.words)


def _heads(drawing: Drawing, grid: Grid, layout: _Layout, columns: range, top: float) -> float:
    """Group names with a line over their columns, and the columns' names; the height below."""
    if layout.grouped:
        groups = groupby(enumerate(columns), lambda entry: grid.columns[entry[1]].group)
        for name, entries in groups:
            places = [place for place, _ in entries]
            left = layout.left + places[0] * layout.step
            width = len(places) * layout.step
            drawing.line(
                (left + 1.5, top + 14), (left + width - 1.5, top + 14), ink.SOFT, thick=1.2, mark=Mark(name)
            )
            if width > 3 * SMALL or text_width(name, SMALL) <= width:
                drawing.text(
                    left + width / 2, top + 6, name, SMALL, colour=ink.SOFT, anchor="middle", room=width - 2
                )
        top += 18
    height = layout.letters * _NAME * 1.08 + 3
    for place, number in enumerate(columns):
        column = grid.columns[number]
        shown = min(len(column.name), layout.letters)
        start = top + height - 3 - shown * _NAME * 1.08
        middle = layout.left + (place + 0.5) * layout.step
        drawing.stacked(
            middle, start, column.name, _NAME, layout.letters, mark=Mark(column.told, item=column.key)
        )
    foot = top + height - 9
    drawing.text(layout.before, foot, grid.head_before, SMALL, colour=ink.SOFT, anchor="end")
    drawing.text(layout.behind, foot, grid.head_behind, SMALL, colour=ink.SOFT, anchor="end")
    return top + height


def _row(drawing: Drawing, grid: Grid, layout: _Layout, number: int, columns: range, top: float) -> None:
    row = grid.rows[number]
    middle = top + ROW / 2
    with drawing.group(Mark(unit=row.unit)):
        drawing.text(layout.before, middle, row.before, SMALL, colour=ink.SOFT, anchor="end")
        drawing.text(layout.name, middle, row.name, BODY, room=layout.name_room)
        drawing.text(layout.behind, middle, row.behind, SMALL, anchor="end", room=70)
        for place, column in enumerate(columns):
            field = grid.field(number, column)
            x = layout.left + place * layout.step
            mark = Mark(field.told, row.unit, grid.columns[column].key)
            drawing.area(x + 0.5, top + 0.5, layout.step - 1, ROW - 1, field.fill, mark)
            if layout.numbers and field.text:
                _number(drawing, field, x + layout.step / 2, middle)


def _number(drawing: Drawing, field: Field, x: float, y: float) -> None:
    """A field's text; upon a hatch it gets a ground of its own."""
    if field.fill.hatch is not None:
        half = text_width(field.text, _NUMBER) / 2
        drawing.area(x - half, y - _NUMBER * 0.6, 2 * half, _NUMBER * 1.2, Fill(field.fill.colour))
    drawing.text(x, y, field.text, _NUMBER, colour=ink.on(field.fill.colour), anchor="middle")


def _edges(drawing: Drawing, groups: Sequence[str], layout: _Layout, top: float, bottom: float) -> None:
    """A thin line between groups."""
    for place in range(1, len(groups)):
        if groups[place] != groups[place - 1]:
            x = layout.left + place * layout.step
            drawing.line((x, top), (x, bottom), ink.SOFT, thick=0.9)
