"""One page of a PDF: its tables with the text in their cells, and the lines outside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kaohe.documents.limits import Limits
from kaohe.documents.pdf_lines import Char, Line, cell_text, chars_of, lines_of
from kaohe.documents.pdf_tables import Box, Frame, frames_of, rules_of

_SAME_COLUMN = 6.0
_MANY_CURVES = 300


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page, the `number`-th there; the texts of its cells in the order of the frame's boxes."""

    page: int
    number: int
    frame: Frame
    texts: tuple[str, ...]

    def meets(self, following: "PageTable") -> bool:
        """Whether the first table overleaf may be this one going on: the same width, and columns that agree."""
        if following.page != self.page + 1:
            return False
        xs, others = self.frame.xs, following.frame.xs
        if abs(xs[0] - others[0]) > _SAME_COLUMN or abs(xs[-1] - others[-1]) > _SAME_COLUMN:
            return False
        few, many = sorted((xs, others), key=len)
        return all(any(abs(x - other) <= _SAME_COLUMN for other in many) for x in few)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page. `characters` counts all of them, `unreadable` those without a meaning.

    `pictured`: the share of it that pictures cover, or drawings that may be outlined text. `crowded`: too many lines to look for tables. `aside`: text on its side outside
    tables, left out.
    """

    number: int
    height: float
    lines: tuple[Line, ...] = ()
    tables: tuple[PageTable, ...] = ()
    characters: int = 0
    unreadable: int = 0
    pictured: float = 0.0
    crowded: bool = False
    aside: bool = False

    def with_lines(self, lines: Sequence[Line]) -> "PageContent":
        return replace(self, lines=tuple(lines))

    def items(self) -> Iterator[Line | PageTable]:
        """Lines and tables from top to bottom."""
        found: list[tuple[float, int, Line | PageTable]] = []
        found += [(line.top, index, line) for index, line in enumerate(self.lines)]
        found += [(table.frame.ys[0], -index, table) for index, table in enumerate(reversed(self.tables), 1)]
        yield from (item for _, _, item in sorted(found, key=lambda one: one[:2]))


def page_content(page: Any, limits: Limits) -> PageContent:
    """Read one page that has been drawn."""
    across, down = rules_of(page)
    crowded = len(across) + len(down) > limits.table_lines
    frames = [] if crowded else frames_of(across, down)
    chars = chars_of(page.chars)
    unreadable = sum(1 for char in chars if _is_unreadable(char.text))
    inside: list[list[Char]] = [[] for _ in frames]
    outside: list[Char] = []
    for char in chars:
        if _is_unreadable(char.text):
            continue
        index = next((i for i, frame in enumerate(frames) if frame.holds(*char.middle)), None)
        (outside if index is None else inside[index]).append(char)
    number = int(page.page_number)
    tables = [_table(frame, found) for frame, found in zip(frames, inside, strict=True) if found]
    return PageContent(
        number,
        float(page.height),
        tuple(_numbered(lines_of([char for char in outside if char.upright], number))),
        tuple(PageTable(number, index, *table) for index, table in enumerate(tables, 1)),
        len(chars),
        unreadable,
        _pictured(page),
        crowded,
        any(not char.upright for char in outside),
    )


def _pictured(page: Any) -> float:
    """How much of a page pictures cover. Hundreds of curves are taken for one: text may be drawn as outlines."""
    if len(page.curves) > _MANY_CURVES:
        return 1.0
    whole = float(page.width) * float(page.height)
    covered = sum(
        max(0.0, float(image["x1"]) - float(image["x0"]))
        * max(0.0, float(image["bottom"]) - float(image["top"]))
        for image in page.images
    )
    return min(1.0, covered / whole) if whole > 0 else 0.0


def _is_unreadable(text: str) -> bool:
    """A character that the font does not name: pdfminer says (cid:17); or one nobody can print."""
    return text.startswith("(cid:") or text == "\ufffd"


def _numbered(lines: Sequence[Line]) -> Iterator[Line]:
    for number, line in enumerate((line for line in lines if line.text), 1):
        yield replace(line, number=number)


def _table(frame: Frame, chars: Sequence[Char]) -> tuple[Frame, tuple[str, ...]]:
    """The texts of a table's cells."""
    owner: dict[tuple[int, int], int] = {}
    for index, box in enumerate(frame.boxes):
        for row in range(box.row, box.row + box.rows):
            for column in range(box.column, box.column + box.columns):
                owner[row, column] = index
    found: list[list[Char]] = [[] for _ in frame.boxes]
    for char in chars:
        found[owner[frame.position(*char.middle)]].append(char)
    texts = (_text(frame, box, cell) for box, cell in zip(frame.boxes, found, strict=True))
    return frame, tuple(texts)


def _text(frame: Frame, box: Box, chars: Sequence[Char]) -> str:
    return cell_text(lines_of(chars), frame.xs[box.column], frame.xs[box.column + box.columns])
