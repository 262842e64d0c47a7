"""What an official paper consists of, before anybody lays it out: paragraphs by their role, tables, pictures.

A document with placeholders (`{{单位}}`) is a form; `fill` makes documents of it. The writers lay either out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from kaohe.reports.pictures.picture import Picture


class Part(Enum):
    """What a paragraph is in an official paper (GB/T 9704-2012, clause 7); the value is its name in Word."""

    RED_HEAD = "公文红头"
    LETTER_HEAD = "公文函头"
    NUMBER = "公文字号"
    LETTER_NUMBER = "公文函号"
    TITLE = "公文标题"
    SUBTITLE = "公文副标题"
    RECIPIENT = "公文主送"
    BODY = "公文正文"
    HEADING_1 = "公文一级标题"
    HEADING_2 = "公文二级标题"
    HEADING_3 = "公文三级标题"
    HEADING_4 = "公文四级标题"
    ATTACHMENT = "公文附件说明"
    SIGNER = "公文署名"
    DATE = "公文日期"
    NOTE = "公文附注"
    ANNEX = "公文附件标记"
    CAPTION = "公文表题"
    REMARK = "公文表注"
    COPIES = "公文抄送"
    PRINTED = "公文印发"
    SPACE = "公文空行"


class Align(Enum):
    """Where a cell's text stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `beside`: what stands on the same line at the other side (签发人 beside a number, the date beside
    the printing office).
    """

    part: Part
    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its share of the width (millimetres where there is room) and how its texts stand."""

    width: int
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at `row` and `column` over `rows` × `columns`; a new line in its text is a new line in the cell.

    `shade`: 0 none, to 4 dark: a share of black that prints as well without colour.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    strong: bool = False
    shade: int = 0
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first `head` rows stand again at the top of every page. Every position belongs to one cell.

    `height` rows in all. `least`: the height of a row to be written into by hand, in millimetres.
    """

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    height: int
    head: int = 1
    least: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A new page; wide ones lie across (long tables)."""

    wide: bool = False


Block = Paragraph | Table | Picture | Page


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: its title for the file's own record, and its blocks. `wide`: the first page lies across."""

    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


def simple_table(
    heads: Sequence[tuple[str, int, Align]],
    rows: Iterable[Sequence[str]],
    *,
    strong: frozenset[int] = frozenset(),
) -> Table:
    """A table without merged cells: heads with width and alignment, then rows of texts; `strong` rows from 0."""
    columns = tuple(Column(width, align) for _, width, align in heads)
    cells = [
        Cell(head, 0, number, strong=True, shade=1, align=Align.CENTRE)
        for number, (head, _, _) in enumerate(heads)
    ]
    height = 1
    for row in rows:
        cells += [Cell(text, height, column, strong=height - 1 in strong) for column, text in enumerate(row)]
        height += 1
    return Table(columns, tuple(cells), height)


def paragraphs(texts: Iterable[str], part: Part = Part.BODY) -> tuple[Paragraph, ...]:
    """Plain paragraphs of one kind."""
    return tuple(Paragraph(part, text) for text in texts)


def partner(block: Paragraph, neighbour: Block | None) -> str:
    """The text that a signer or a date is centred on: a date below a signer, a signer above a date; else nothing."""
    wanted = {Part.SIGNER: Part.DATE, Part.DATE: Part.SIGNER}.get(block.part)
    return neighbour.text if isinstance(neighbour, Paragraph) and neighbour.part is wanted else ""


def texts_of(document: Document) -> Iterator[str]:
    """Every text that a reader of the document sees, in order."""
    yield document.title
    for block in document.blocks:
        match block:
            case Paragraph(_, text, beside):
                yield text
                yield beside
            case Table(cells=cells):
                yield from (cell.text for cell in cells)
            case Picture(title=title, words=words):
                yield title
                yield words
            case Page():
                pass


def mapped(table: Table, cells: Iterable[Cell], height: int) -> Table:
    """The same table with other cells."""
    return replace(table, cells=tuple(cells), height=height)
