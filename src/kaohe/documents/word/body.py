"""The story of a document from its first paragraph to its last note, as blocks with their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from lxml.etree import _Element as Element

from kaohe.core import Place
from kaohe.documents.model import Block, Cell, Grid, Paragraph
from kaohe.documents.word import limits
from kaohe.documents.word.flow import Mark, Marks, content
from kaohe.documents.word.names import child, is_on, value, w, whole
from kaohe.documents.word.paragraphs import Line, Paragraphs
from kaohe.documents.word.remarks import Remarks
from kaohe.documents.word.tables import Layout, Merge, Oversized, Piece, Placed, Row, lay_out

_P, _TBL, _TR, _TC = w("p"), w("tbl"), w("tr"), w("tc")
_ELSEWHERE = {w("altChunk"), w("subDoc")}
_MOST_SPAN = 10_000
_BOX = "文本框"


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in a cell, before it has its place."""

    text: str
    grids: tuple[Grid, ...]
    marks: Marks
    header: bool
    hidden: bool


class Body:
    """Reads the story of one document. `notes`: kind (脚注, 尾注) → number in the file → the note."""

    def __init__(self, file: str, paragraphs: Paragraphs, notes: dict[tuple[str, str], Element]) -> None:
        self.remarks = Remarks(file)
        self._file = file
        self._paragraphs = paragraphs
        self._notes = notes
        self._met: dict[tuple[str, str], None] = {}
        """Notes in the order in which the text refers to them."""
        self._cells = limits.MOST_CELLS
        self._positions = limits.MOST_POSITIONS

    def blocks(self, body: Element) -> tuple[Block, ...]:
        """Paragraphs and grids in their order, then the notes."""
        sheets = (f"表{number}" for number in count(1))
        cells = (f"第{number}段" for number in count(1))
        blocks = list(self._told(self._story(body, sheets, 0), cells))
        numbers = {kind: count(1) for kind, _ in self._notes}
        done = 0
        while done < len(self._met):  # a note may refer to another
            note = list(self._met)[done]
            done += 1
            if note in self._notes:
                name = f"{note[0]}{next(numbers[note[0]])}"
                places = (name if part == 1 else f"{name}.{part}" for part in count(1))
                blocks += self._told(self._story(self._notes[note], sheets, 0), places)
        return tuple(blocks)

    def _told(self, story: Iterator[Line | Grid], cells: Iterator[str]) -> Iterator[Block]:
        """The paragraphs that show something, with their addresses, and the grids."""
        for item in story:
            if isinstance(item, Grid):
                yield item
                continue
            if not item.full_text:
                self.remarks.add(item.marks, Place(file=self._file))
                continue
            place = Place(file=self._file, cell=next(cells), what=item.what)
            self.remarks.add(item.marks, place)
            yield Paragraph(item.text, place, item.number, item.level)

    def _story(
        self, parent: Element, sheets: Iterator[str], depth: int, what: str = "", *, numbered: bool = True
    ) -> Iterator[Line | Grid]:
        """Lines and grids in their order; a text box follows the paragraph that it hangs on."""
        self._check_depth(depth)
        marks: Marks = set()
        inline = None
        paragraph = parent
        for item in content(parent, marks):
            if item.tag == _P:
                inline, paragraph = inline or self._paragraphs.inline(), item
                inline.add(item)
                if (
                    child(item, "pPr", "rPr", "del") is not None
                ):  # deleted: the next paragraph goes on in this one
                    inline.marks.add(Mark.REVISION)
                    continue
            elif item.tag not in (_TBL, *_ELSEWHERE):
                continue
            if inline is not None:
                self._met.update(dict.fromkeys(inline.notes))
                yield self._paragraphs.line(inline, paragraph, what=what, numbered=numbered)
                for box in inline.boxes:
                    yield from self._story(box, sheets, depth + 1, _BOX, numbered=numbered)
                inline = None
            if item.tag == _TBL:
                yield from self._table(item, next(sheets), depth + 1)
            elif item.tag in _ELSEWHERE:
                marks.add(Mark.OBJECT)
        if inline is not None:
            yield self._paragraphs.line(inline, paragraph, what=what, numbered=numbered)
        if marks:
            yield Line("", "", 0, "", marks)

    def _table(self, table: Element, sheet: str, depth: int) -> Iterator[Grid]:
        """The grid of a table; nothing where no row has a cell."""
        self._check_depth(depth)
        marks: Marks = set()
        nested = (f"{sheet}.{number}" for number in count(1))
        rows: list[Row[_Content]] = []
        for item in content(table, marks):
            if item.tag == _TR and not _is_deleted(child(item, "trPr"), "del", marks):
                rows.append(self._row(item, nested, depth, marks, first=not rows))
        stated = [whole(column, "w") or 0 for column in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
        try:
            layout = lay_out(rows, stated, self._positions)
        except Oversized:
            raise limits.too_big(self._file, f"的{sheet}的行列太多") from None
        self._positions -= layout.width * layout.height
        self.remarks.add(marks, Place(file=self._file, sheet=sheet))
        if layout.cells:
            yield self._grid(layout, sheet)

    def _row(
        self, row: Element, nested: Iterator[str], depth: int, marks: Marks, *, first: bool
    ) -> Row[_Content]:
        properties = child(row, "trPr")
        if child(properties, "ins") is not None:
            marks.add(Mark.REVISION)
        header, hidden = is_on(child(properties, "tblHeader")), is_on(child(properties, "hidden"))
        pieces = []
        for item in content(row, marks):
            stated = child(item, "tcPr")
            if item.tag != _TC or _is_deleted(stated, "cellDel", marks):
                continue
            down = _merge(child(stated, "vMerge"))
            if first and down is Merge.CONTINUE:  # goes on with nothing: Word shows it as the beginning
                down = Merge.RESTART
            across = _merge(child(stated, "hMerge"))
            covered = Merge.CONTINUE in (down, across)
            inside = self._cell(item, nested, depth, header, hidden, numbered=not covered)
            pieces.append(
                Piece(inside, _span(child(stated, "gridSpan")), down, across, _twips(child(stated, "tcW")))
            )
        before, after = child(properties, "gridBefore"), child(properties, "gridAfter")
        return Row(tuple(pieces), _span(before, 0), _span(after, 0), _twips(child(properties, "wBefore")))

    def _cell(
        self, cell: Element, nested: Iterator[str], depth: int, header: bool, hidden: bool, *, numbered: bool
    ) -> _Content:
        self._cells -= 1
        if self._cells < 0:
            raise limits.too_big(self._file, "里的表格格子太多")
        lines: list[str] = []
        grids: list[Grid] = []
        marks: Marks = set()
        for item in self._story(cell, nested, depth, numbered=numbered):
            if isinstance(item, Grid):
                grids.append(item)
            else:
                marks |= item.marks
                if item.full_text:
                    lines.append(item.full_text)
        text = "\n".join(lines)
        if len(text) > limits.MOST_TEXT:
            raise limits.too_big(self._file, f"的表格里有一格长达{len(text)}个字")
        return _Content(text, tuple(grids), marks, header, hidden)

    def _grid(self, layout: Layout[_Content], sheet: str) -> Grid:
        cells = tuple(self._placed(cell, sheet) for cell in layout.cells)
        return Grid(cells, layout.height, layout.width, Place(file=self._file, sheet=sheet))

    def _placed(self, cell: Placed[_Content], sheet: str) -> Cell:
        place = Place(file=self._file, sheet=sheet, cell=f"{letters_of(cell.column)}{cell.row + 1}")
        inside = cell.content or _Content("", (), set(), header=False, hidden=False)
        self.remarks.add(inside.marks, place)
        for covered in cell.covered:
            self.remarks.covered(covered.text, place)
            self.remarks.add(covered.marks, place)
        if cell.uneven:
            self.remarks.uneven(place)
        # A table in a cell that a merge hides is not seen either; it stays where it can be found.
        grids = inside.grids + tuple(grid for covered in cell.covered for grid in covered.grids)
        return Cell(
            inside.text,
            cell.row,
            cell.column,
            cell.rows,
            cell.columns,
            place,
            inside.hidden,
            inside.header,
            grids,
        )

    def _check_depth(self, depth: int) -> None:
        if depth > limits.MOST_DEPTH:
            raise limits.too_deep(self._file, "里表格套着表格")


def letters_of(column: int) -> str:
    """The letters of a column (from 0), as in Excel: A … Z, AA …"""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _merge(element: Element | None) -> Merge:
    if element is None:
        return Merge.NONE
    return Merge.RESTART if value(element) == "restart" else Merge.CONTINUE


def _span(element: Element | None, least: int = 1) -> int:
    return min(max(whole(element) or 0, least), _MOST_SPAN)


def _twips(element: Element | None) -> int:
    """A width in twips; 0 where it is stated in another measure or not at all."""
    return whole(element, "w") or 0 if value(element, "type") == "dxa" else 0


def _is_deleted(properties: Element | None, name: str, marks: Marks) -> bool:
    """Whether a row or cell is deleted by a change that nobody has accepted yet."""
    if child(properties, name) is None:
        return False
    marks.add(Mark.REVISION)
    return True
