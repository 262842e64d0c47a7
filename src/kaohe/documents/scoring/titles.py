"""What a scoring table is called: by its own title row, by its caption, or by the nearest line above that reads like a title."""

import re
from collections.abc import Iterator, Sequence

from kaohe.documents.model import Cell, Grid, Paragraph
from kaohe.documents.scoring.points import bracketed, one_line, without
from kaohe.documents.scoring.rows import Row, RowKind, is_page_mark

_TITLE = re.compile(r"表|标准|细则|办法|方案|考核|考评|评分|评价|指标|体系|测评|目标|责任")
_TITLE_END = re.compile(r"(?:表|标准|细则|办法|方案|体系|指标|内容|明细|清单|要点)(?:[(（][^()（）]*[)）])*$")
_ATTACHED = re.compile(r"^附\s*(?:件|表|录)?\s*[\d一二三四五六七八九十]*\s*[:：]?\s*$")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+部分)"
)
_TO_FILL_IN = re.compile(r"[:：]\s*$|[:：][\s_]*(?:年\s*月\s*日|\S{2,8}[:：])")
_LAST_PARAGRAPHS = 12
_LONGEST_TITLE = 60
_WHOLE = 100


def all_grids(grid: Grid) -> Iterator[Grid]:
    """The grid and those nested in its cells."""
    yield grid
    for cell in grid.cells:
        for inner in cell.grids:
            yield from all_grids(inner)


class LinesAbove:
    """The short lines of a layout table above each of the grids in it.

    They stand in the rows above and in the cell that holds the grid. A page may hold thousands of grids in one table,
    so that each looks back only as far as it needs.
    """

    def __init__(self, outer: Grid) -> None:
        self._cells = sorted(outer.cells, key=lambda cell: cell.row)
        self._holders: dict[int, int] = {}
        for position, cell in enumerate(self._cells):
            for held in cell.grids:
                for grid in all_grids(held):
                    self._holders.setdefault(id(grid), position)

    def of(self, inner: Grid) -> list[Paragraph]:
        """The nearest of them, from top to bottom."""
        at = self._holders.get(id(inner))
        if at is None:
            return []
        found = self._short(self._cells[at])
        row = self._cells[at].row
        for position in range(at - 1, -1, -1):
            if len(found) >= _LAST_PARAGRAPHS:
                break
            cell = self._cells[position]
            if cell.row < row:
                found = [*self._short(cell), *found]
        return found[-_LAST_PARAGRAPHS:]

    def _short(self, cell: Cell) -> list[Paragraph]:
        lines = (line.strip() for line in cell.text.split("\n"))
        return [Paragraph(line, cell.place) for line in lines if 0 < len(line) <= _LONGEST_TITLE]


def table_names(grid: Grid, rows: Sequence[Row], between: Sequence[Paragraph]) -> tuple[str, str]:
    """The table's title, and the section heading that stands right above it instead of one."""
    part = part_heading(rows)
    inside = [row.text for row in rows if row.kind is RowKind.TITLE and row is not part]
    section = ""
    if between and _SECTION.match(between[-1].full_text.strip()) and len(between[-1].full_text) <= 50:
        section = between[-1].full_text.strip()
    for text in inside:
        if _TITLE.search(text) and len(text) <= 80:
            return _clean_title(text), section
    if grid.caption.strip():
        return _clean_title(grid.caption), section
    return _title_above([p for p in between if p.full_text.strip() != section]), section


def part_heading(rows: Sequence[Row]) -> Row | None:
    """The row above a table's header that names a part of the scheme and its points: “安全部分（50分）”; None where there is none.

    A title with 表 or 办法 at its end, or the hundred points of a whole, is a table's of its own.
    """
    for row in rows:
        if row.kind is RowKind.HEADER:
            return None
        if row.kind is not RowKind.TITLE:
            continue
        read = bracketed(row.text, name=True)
        if read is not None and read.value != _WHOLE and not _TITLE_END.search(without(row.text, read)):
            return row
    return None


def _title_above(between: Sequence[Paragraph]) -> str:
    """The nearest short line above that reads like a title; two lines of one are put together."""
    written = (paragraph.full_text.strip() for paragraph in between[-_LAST_PARAGRAPHS:])
    lines = [text for text in written if not is_page_mark(text)]
    for position in range(len(lines) - 1, -1, -1):
        line = lines[position]
        if len(line) > _LONGEST_TITLE or re.search(r"[。；;，]", line) or _ATTACHED.match(line):
            continue
        if _TO_FILL_IN.search(line):
            continue
        if _TITLE_END.search(line) or (_TITLE.search(line) and len(line) <= 40):
            above = lines[position - 1] if position else ""
            starts_above = (
                above
                and len(above) <= 40
                and not _ATTACHED.match(above)
                and not re.search(r"[。；;：:]$", above)
            )
            if re.match(r"^[(（]", line) and starts_above:
                return _clean_title(above + line)
            if (
                len(line) < 12
                and starts_above
                and not _TITLE_END.search(above)
                and re.search(r"\d年|市|县|区|镇|局", above)
            ):
                return _clean_title(above + line)
            return _clean_title(line)
    return ""


def _clean_title(text: str) -> str:
    plain = one_line(text)
    plain = re.sub(r"^附\s*(?:件|表|录)?\s*[\d一二三四五六七八九十]*\s*[:：、]?\s*(?=\S{4})", "", plain)
    return plain.strip()
