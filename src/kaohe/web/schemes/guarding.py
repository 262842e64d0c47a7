"""Residents' data stops here too: documents and pasted texts with identity numbers, mobile numbers or lists of people.

Whoever is on an office's own staff may be named; a column of people with something in it is a list.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused
from kaohe.documents.model import Block, Document, Grid, Paragraph
from kaohe.facts.guard import (
    header_problem,
    is_person_header,
    may_carry_numbers,
    number_problem,
    personal_kind,
)

_MOST = 50
"""So many places are named; the rest is told by its number."""


def refuse_people(document: Document) -> None:
    """Refused with the places, where the document carries residents' data."""
    _refuse(list(_in_blocks(document.blocks)))


def refuse_people_in(text: str) -> None:
    """The same for a text that somebody typed or pasted, by its lines."""
    if may_carry_numbers(text):
        _refuse(list(_in_lines(text)))


def _refuse(problems: list[Problem]) -> None:
    if problems:
        message = _("里面有 %(count)s 处像是居民的个人信息。考核只收单位的数据，没有收下，也没有留存。")
        raise Refused("personal-data", message % {"count": len(problems)}, problems[:_MOST])


def _in_lines(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        if kind := personal_kind(line):
            yield number_problem(kind, Place(line=number))


def _in_blocks(blocks: Iterable[Block]) -> Iterator[Problem]:
    for block in blocks:
        if isinstance(block, Paragraph):
            if kind := personal_kind(block.full_text):
                yield number_problem(kind, block.place)
        else:
            yield from _in_grid(block)


def _in_grid(grid: Grid) -> Iterator[Problem]:
    for cell in grid.cells:
        if kind := personal_kind(cell.text):
            yield number_problem(kind, cell.place)
        elif is_person_header(cell.text) and _filled_below(grid, cell.row + cell.rows, cell.column):
            yield header_problem(cell.text, cell.place)
        yield from _in_blocks(cell.grids)


def _filled_below(grid: Grid, row: int, column: int) -> bool:
    """Whether at least two cells below have something in them: an empty form is no list."""
    texts = (grid.text(number, column).strip() for number in range(row, grid.height))
    return sum(bool(text) and not is_person_header(text) for text in texts) >= 2
