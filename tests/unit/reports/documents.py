"""Documents of the first example, and what a hand may do to them in Word or Excel."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from kaohe.documents import Block, Cell, Document, Grid, Paragraph
from kaohe.documents.opening import open_document
from kaohe.documents.whole import read_whole
from kaohe.reports.scheme_document import write_scheme_document
from kaohe.scheme import Scheme, SchemeDraft, read_scheme
from kaohe.scheme.draft import DraftGroup, DraftItem

EXAMPLES = Path(__file__).parents[3] / "examples"


@cache
def example(name: str = "first/scheme.yaml") -> Scheme:
    scheme, _ = read_scheme(EXAMPLES / name)
    assert scheme is not None
    return scheme


def written(scheme: Scheme, suffix: str = ".docx", *, plain: bool = False) -> Document:
    """The document that is written of the scheme, as the reader sees it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"办法{suffix}"
        write_scheme_document(scheme, path, plain=plain)
        return open_document(path)


@cache
def first() -> Document:
    return written(example())


def read(document: Document) -> SchemeDraft:
    draft = read_whole(document)
    assert draft is not None
    return draft


def with_cells(document: Document, change: Callable[[Cell], Cell], table: int = 0) -> Document:
    """The document with the cells of one of its tables changed."""
    grid = document.grids[table]
    return with_grid(document, replace(grid, cells=tuple(map(change, grid.cells))), table)


def with_grid(document: Document, grid: Grid, table: int = 0) -> Document:
    old = document.grids[table]
    return with_blocks(document, lambda block: grid if block is old else block)


def with_blocks(document: Document, change: Callable[[Block], Block | None]) -> Document:
    """The document with its blocks changed; None leaves one out."""
    changed = (change(block) for block in document.blocks)
    return replace(document, blocks=tuple(block for block in changed if block is not None))


def with_text(document: Document, old: str, new: str) -> Document:
    """The document with one cell or paragraph that says something else."""
    found = []

    def change(block: Block) -> Block:
        if isinstance(block, Paragraph):
            found.extend([block.place] if block.text == old else [])
            return replace(block, text=new) if block.text == old else block
        found.extend(cell.place for cell in block.cells if cell.text == old)
        cells = (replace(cell, text=new) if cell.text == old else cell for cell in block.cells)
        return replace(block, cells=tuple(cells))

    document = with_blocks(document, change)
    assert len(found) == 1, f"{old} stands {len(found)} times"
    return document


def place_of(document: Document, text: str) -> str:
    """Where the cell with this text stands."""
    return next(str(cell.place) for grid in document.grids for cell in grid.cells if cell.text == text)


def items(draft: SchemeDraft) -> dict[str, DraftItem]:
    """The items of a draft by name."""

    def below(group: DraftGroup) -> Iterator[DraftItem]:
        for child in group.children:
            if isinstance(child, DraftItem):
                yield child
            else:
                yield from below(child)

    return {item.name: item for table in draft.tables for group in table.groups for item in below(group)}


def codes(draft: SchemeDraft) -> list[str]:
    return [problem.code for problem in draft.problems]
