"""A form and what it is filled with: a document."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kaohe.core import Place, Problem
from kaohe.reports.official.blocks import Block, Cell, Document, Page, Paragraph, Part, Table, mapped
from kaohe.reports.official.fields import (
    Data,
    Entry,
    Vocabulary,
    filled,
    keeps,
    list_of,
    problems_of,
    slot_of,
)


def fill(form: Document, data: Data) -> Document:
    """The document with every placeholder replaced, lists written out, tables and pictures in their places."""
    return without_empty_pages(
        Document(filled(form.title, data), tuple(_blocks(form.blocks, data)), form.wide)
    )


def _blocks(blocks: Sequence[Block], data: Data) -> Iterator[Block]:
    filled_in = (
        block
        for name, group in groupby(blocks, lambda block: list_of(_text(block)))
        for block in _repeated(tuple(group), name, data)
    )
    yield from without_empty_tables(filled_in)


def without_empty_tables(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without tables that are nothing but their head: it says nothing, and neither does its caption."""
    caption: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Table) and block.height <= block.head:
            caption = None
            continue
        if caption is not None:
            yield caption
        caption = block if isinstance(block, Paragraph) and block.part is Part.CAPTION else None
        if caption is None:
            yield block
    if caption is not None:
        yield caption


def without_empty_pages(document: Document) -> Document:
    """The document without pages on which nothing is left."""
    wide, kept = document.wide, list[Block]()
    for block in document.blocks:
        if isinstance(block, Page):
            if not kept:
                wide = block.wide
                continue
            if isinstance(kept[-1], Page):
                kept.pop()
        kept.append(block)
    if kept and isinstance(kept[-1], Page):
        kept.pop()
    return Document(document.title, tuple(kept), wide)


def _text(block: Block) -> str:
    return block.text + block.beside if isinstance(block, Paragraph) else ""


def _repeated(group: tuple[Block, ...], name: str, data: Data) -> Iterator[Block]:
    entries: Sequence[Entry | None] = data.lists[name] if name else [None]
    for entry in entries:
        for block in group:
            yield from _one(block, data, entry)


def _one(block: Block, data: Data, entry: Entry | None) -> Iterator[Block]:
    match block:
        case Paragraph(part, text, beside):
            if not keeps(text + beside, data):
                return
            slot = slot_of(text)
            if slot in data.slots:
                yield from data.slots[slot]
            else:
                yield Paragraph(part, filled(text, data, entry), filled(beside, data, entry))
        case Table():
            yield _table(block, data)
        case _:
            yield block


def _table(table: Table, data: Data) -> Table:
    """Rows of a list once for each entry. A row that is repeated has no cells that reach over other rows."""
    rows = [[cell for cell in table.cells if cell.row == row] for row in range(table.height)]
    cells: list[Cell] = []
    height = 0
    for name, numbers in groupby(
        range(table.height), lambda row: list_of("".join(cell.text for cell in rows[row]))
    ):
        group = list(numbers)
        for entry in data.lists[name] if name else [None]:
            for number in group:
                row = rows[number]
                if keeps("".join(cell.text for cell in row), data):
                    cells += [_cell(cell, height, data, entry) for cell in row]
                    height += 1
    return mapped(table, cells, height)


def _cell(cell: Cell, row: int, data: Data, entry: Entry | None) -> Cell:
    text = filled(cell.text, data, entry)
    return Cell(text, row, cell.column, cell.rows, cell.columns, cell.strong, cell.shade, cell.align)


def check_form(form: Document, vocabulary: Vocabulary, file: str) -> tuple[Problem, ...]:
    """Everything wrong with the placeholders of a form."""
    return tuple(_problems(form, vocabulary, file))


def _problems(form: Document, vocabulary: Vocabulary, file: str) -> Iterator[Problem]:
    yield from problems_of(form.title, vocabulary, Place(file=file))
    for number, block in enumerate(form.blocks, 1):
        if isinstance(block, Table):
            for row in range(block.height):
                text = "".join(cell.text for cell in block.cells if cell.row == row)
                yield from problems_of(
                    text, vocabulary, Place(file=file, what=f"第{number}段表格第{row + 1}行")
                )
        else:
            yield from problems_of(_text(block), vocabulary, Place(file=file, what=f"第{number}段"))
