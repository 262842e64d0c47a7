"""What a document consists of, before it is laid out on paper or in sheets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Refused

_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the document's title. `in_sheets`: only where what it stands over is a sheet of its own."""

    text: str
    level: int
    in_sheets: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `small`: a remark below a table."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Basics:
    """Short facts, each with its label: lines on paper, a small table in a sheet."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in millimetres where there is room, and whether its texts are centred."""

    head: str
    width: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at `row` and `column` (from 0, the head not counted), over `rows` × `columns`.

    `number`: the text is this number and may be counted with.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    number: Decimal | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table below its head. Every position belongs to one cell. `fixed`: columns that stay in sight in a sheet."""

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    height: int
    fixed: int = 0


Block = Heading | Line | Basics | Grid


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: a sheet of its own in Excel, called `name`. `apart`: a new page in Word."""

    name: str
    blocks: tuple[Block, ...]
    apart: bool = False


def figure(value: Decimal | None, text: str, row: int, column: int, *, strong: bool = False) -> Cell:
    """A cell with a number; with nothing where there is none."""
    return Cell(text if value is not None else "", row, column, number=value, strong=strong)


def simple(columns: Sequence[Column], rows: Iterable[Sequence[str | Decimal | int | None]]) -> Grid:
    """A table without merged cells; a column that nobody fills is left out, the first two aside."""
    table = [list(row) for row in rows]
    kept = [
        number
        for number in range(len(columns))
        if number < 2 or not table or any(row[number] not in ("", None) for row in table)
    ]
    cells = tuple(
        _cell(row[number], at, position)
        for at, row in enumerate(table)
        for position, number in enumerate(kept)
    )
    return Grid(tuple(columns[number] for number in kept), cells, len(table), 1)


def _cell(value: str | Decimal | int | None, row: int, column: int) -> Cell:
    if isinstance(value, Decimal | int):
        return figure(Decimal(value), format(Decimal(value), "f"), row, column)
    return Cell(value or "", row, column)


def texts_of(parts: Iterable[Part]) -> Iterator[str]:
    """Every text of the document."""
    for block in (block for part in parts for block in part.blocks):
        match block:
            case Heading(text) | Line(text):
                yield text
            case Basics(entries):
                yield from (text for entry in entries for text in entry)
            case Grid(columns, cells):
                yield from (column.head for column in columns)
                yield from (cell.text for cell in cells)


def check_printable(parts: Iterable[Part], most: int) -> None:
    """Refused where a text holds a character that no document can, or is longer than `most`."""
    for text in texts_of(parts):
        if found := _UNPRINTABLE.search(text):
            near = text[max(found.start() - 8, 0) : found.start()]
            message = f"“{near}”后面有一个看不见的控制字符，写不进文件。请在办法里删去它。"
            raise Refused("document.unprintable", message)
        if len(text) > most:
            message = f"“{text[:12]}…”这一格有{len(text)}个字，超过了{most}个字的上限。请分成几项写。"
            raise Refused("document.text-too-long", message)
