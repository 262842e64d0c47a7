"""Cells that reach down over several rows, where rows of a template are repeated or go."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from kaohe.documents.word.names import VAL, child, w, whole
from kaohe.reports.official.fields import list_of
from kaohe.reports.official.word.template_text import own_text

_CELL, _PARAGRAPH = w("tc"), w("p")


def join_down(row: Element, name: str) -> None:
    """Let a cell that reaches down from a repeated row reach over this copy too, where it says the same in each."""
    for _, cell, merge in _merged(row):
        if merge.get(VAL) == "restart" and not _is_of_list(cell, name):
            merge.set(VAL, "continue")
            first, *others = cell.iterchildren(_PARAGRAPH)  # what stands here is not seen, but would be read
            for other in [*others, *(inner for inner in first if inner.tag != w("pPr"))]:
                other.getparent().remove(other)  # type: ignore[union-attr]  # both stand in the cell


def pass_down(rows: Sequence[Element], gone: Sequence[Element]) -> None:
    """Where a row goes from which a cell reaches down, the next row that it reaches takes the cell over."""
    if not gone:
        return
    lost: dict[int, Element] = {}
    for row in rows:
        for column, cell, merge in list(_merged(row)):
            if merge.get(VAL) == "restart":
                lost.pop(column, None)
                if row in gone:
                    lost[column] = cell
            elif column in lost and row not in gone:
                _take_over(cell, merge, lost.pop(column))


def _take_over(cell: Element, merge: Element, lost: Element) -> None:
    merge.set(VAL, "restart")
    if any(list_of(own_text(each)) for each in lost.iter(_PARAGRAPH)):
        return  # it was said of each entry, and there is none
    for old in [inner for inner in cell if inner.tag != w("tcPr")]:
        cell.remove(old)
    cell.extend([inner for inner in lost if inner.tag != w("tcPr")])


def _merged(row: Element) -> Iterator[tuple[int, Element, Element]]:
    """The cells of a row that are part of a merge downwards, each with its column and its mark."""
    column = 0
    for cell in row.iterchildren(_CELL):
        merge = child(cell, "tcPr", "vMerge")
        if merge is not None:
            yield column, cell, merge
        column += whole(child(cell, "tcPr", "gridSpan")) or 1


def _is_of_list(cell: Element, name: str) -> bool:
    """Whether the cell says something else for every entry of the list."""
    return any(list_of(own_text(each)) == name for each in cell.iter(_PARAGRAPH))
