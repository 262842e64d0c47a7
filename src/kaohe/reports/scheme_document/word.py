"""The parts of a scheme's document as blocks of an official paper, and as .docx in that layout."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kaohe.reports.official.blocks import Align, Block, Document, Page, Paragraph, Table
from kaohe.reports.official.blocks import Cell as PaperCell
from kaohe.reports.official.blocks import Column as PaperColumn
from kaohe.reports.official.blocks import Part as Role
from kaohe.reports.official.word import write_docx as write_paper
from kaohe.reports.scheme_document.blocks import Basics, Grid, Heading, Line, Part, check_printable

_MOST_TEXT = 1_000_000
_HEADINGS = (Role.TITLE, Role.HEADING_1, Role.HEADING_2)


def write_docx(parts: Sequence[Part], path: Path, title: str) -> None:
    """The parts as one document, one after the other; pages with tables lie across."""
    check_printable(parts, _MOST_TEXT)
    write_paper(Document(title, tuple(paper_blocks(parts))), path)


def paper_blocks(parts: Sequence[Part]) -> Iterator[Block]:
    """The parts as blocks, beginning on an upright page; where a part has a table the page lies across."""
    wide = False
    for part in parts:
        across = any(isinstance(block, Grid) for block in part.blocks)
        if across != wide:
            yield Page(wide=across)
        elif part.apart:
            yield Page(wide=wide)
        wide = across
        yield from _part(part)


def _part(part: Part) -> Iterator[Block]:
    for block in part.blocks:
        match block:
            case Heading(in_sheets=True):
                continue
            case Heading(text, level):
                yield Paragraph(_HEADINGS[min(level, 2)], text)
            case Line(text, small):
                yield Paragraph(Role.REMARK if small else Role.BODY, text)
            case Basics(entries):
                yield from (Paragraph(Role.BODY, f"{label}：{text}") for label, text in entries)
            case Grid():
                yield table_of(block)


def table_of(grid: Grid) -> Table:
    """The grid with its head as a row of its own."""
    columns = tuple(
        PaperColumn(column.width, Align.CENTRE if column.centred else Align.LEFT) for column in grid.columns
    )
    head = [
        PaperCell(column.head, 0, at, strong=True, shade=1, align=Align.CENTRE)
        for at, column in enumerate(grid.columns)
    ]
    below = [
        PaperCell(
            cell.text,
            cell.row + 1,
            cell.column,
            cell.rows,
            cell.columns,
            strong=cell.strong,
            align=Align.CENTRE if cell.strong else None,
        )
        for cell in grid.cells
    ]
    return Table(columns, (*head, *below), grid.height + 1)
