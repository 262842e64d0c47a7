"""Tables in text of which blanks set the cells in columns, as they are typed or copied from a page.

序号  考核内容    分值  评分标准                A line with fewer cells is a row where they begin about where columns do;
1     河道保洁    40    每发现一处垃圾未清      it goes on with the row above where it has no figure below that row's.
                        运的扣2分
二、内业管理                                    A line of one cell between rows heads those below it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

TextCell = tuple[str, int]
"""The text of a cell as it stands in the file, and the line it begins on."""

_NARROW = 0x2E7F
"""Characters beyond this one are as wide as two."""
_ENOUGH = 50
"""After so many rows it shows whether they are set in columns; a long file is not gone through from each of its lines."""
_NEAR = 3
_FILLS = 4
"""So near to the next column a text has no room left."""
_LONG = 16
"""A text as wide as this may be broken though the next column leaves it room: a page's columns are not its cells."""
_MOST_BLANK_LINES = 2
_LONGEST_SECTION = 40
_FIGURE = re.compile(r"[+\-]?[\d０-９]+(?:[.．][\d０-９]+)?\s*[分%％]?|[（(][\d０-９]+分?[)）]")
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})*)[)）、.．]|第[一二三四五六七八九十]+"
)
_STOP = re.compile(r"[。；;！!]$")
_ENDED = re.compile(r"[。；;！!分）)]$")
_TWO_BLANKS = re.compile(r"\S+(?:[ \u3000\xa0]\S+)*")
_WIDE_BLANK = re.compile(r"\S+(?:[ \xa0]\S+)*")

Placed = tuple[str, int]
"""A text of a line, and the column of half a character it begins in."""


def aligned_lines(lines: Sequence[str], at: int) -> tuple[list[list[TextCell]], int]:
    """Rows of a table that begins on this line, and the line after it; no rows where none begins here.

    The first line has the columns, at least three of short words, two blanks apart or one as wide as a character.
    The first line that has no place in them ends the table.
    """
    for apart in (_TWO_BLANKS, _WIDE_BLANK):
        head = _set_apart(lines[at], apart)
        if len(head) >= 3 and not any(len(text) > 12 or text.endswith((":", "：", "。")) for text, _ in head):
            table = _Table(lines, apart, head, at)
            table.read()
            return (table.rows, table.end) if table.mostly_whole() else ([], at)
    return [], at


@dataclass
class _Table:
    """A table while it is read; `starts` are the columns as its header has them, `own` as its last whole row does."""

    lines: Sequence[str]
    apart: re.Pattern[str]
    head: list[Placed]
    at: int
    rows: list[list[TextCell]] = field(default_factory=list)
    end: int = 0
    starts: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    last: list[Placed] = field(default_factory=list)
    """The texts of the last line in each column, to see whether they had room for more."""

    def read(self) -> None:
        self.starts = [start for _, start in self.head]
        self._row(self.head, list(range(len(self.head))), self.at)
        while (line := self._next()) is not None:
            cells = _set_apart(self.lines[line], self.apart)
            columns = self._columns(cells)
            if columns and self._goes_on(cells, columns):
                self._add_to_row(cells, columns)
            elif columns and len(cells) > 1:
                self._row(cells, columns, line)
            elif len(cells) == 1 and self._is_section(cells[0][0], line):
                self.rows.append([(cells[0][0], line)])
                self.last = []
            else:
                return
            self.end = line + 1
            if len(self.rows) == _ENOUGH and not self.mostly_whole():
                return

    def mostly_whole(self) -> bool:
        """Whether most rows have a text in each column; a name may stand over several of them."""
        whole = sum(1 for row in self.rows if len(row) > 1 and all(text for text, _ in row[1:]))
        return whole * 2 > sum(1 for row in self.rows if len(row) > 1)

    def _next(self) -> int | None:
        """The next line with text; None: the table ends, or too many blank lines follow."""
        for line in range(self.end, min(self.end + _MOST_BLANK_LINES + 1, len(self.lines))):
            if self.lines[line].strip(" \t\u3000\xa0"):
                return line
        return None

    def _row(self, cells: Sequence[Placed], columns: Sequence[int], line: int) -> None:
        row = [("", line)] * len(self.starts)
        last = [("", start) for start in self.starts]
        for column, cell in zip(columns, cells, strict=True):
            row[column], last[column] = (cell[0], line), cell
        if len(cells) == len(self.starts):
            self.own = [start for _, start in cells]
        self.rows.append(row)
        self.last = last
        self.end = line + 1

    def _add_to_row(self, cells: Sequence[Placed], columns: Sequence[int]) -> None:
        row = self.rows[-1]
        for column, cell in zip(columns, cells, strict=True):
            text, begun = row[column]
            row[column] = (f"{text}\n{cell[0]}" if _STOP.search(text) else text + cell[0], begun)
            self.last[column] = cell

    def _columns(self, cells: Sequence[Placed]) -> list[int]:
        """The columns that these cells begin in; none where one begins in no column, or two in the same."""
        if len(cells) == len(self.starts):
            return list(range(len(cells)))
        found = []
        for _, start in cells:
            away = [min(abs(a - start), abs(b - start)) for a, b in zip(self.starts, self.own, strict=True)]
            nearest = min(range(len(away)), key=away.__getitem__)
            if away[nearest] > _NEAR:
                return []
            found.append(nearest)
        return found if all(one < two for one, two in pairwise(found)) else []

    def _goes_on(self, cells: Sequence[Placed], columns: Sequence[int]) -> bool:
        """Whether these cells go on with those of the row above, which were broken for want of room."""
        if len(self.rows) < 2 or not self.last or len(self.rows[-1]) < 2 or len(cells) == len(self.starts):
            return False
        above = [text for text, _ in self.rows[-1]]
        figures = {column for column, text in enumerate(above) if _FIGURE.fullmatch(text)}
        if not figures or figures & set(columns) or not all(above[column] for column in columns):
            return False
        if any(_LABEL.match(text) for (text, _), column in zip(cells, columns, strict=True) if column == 0):
            return False
        if len(columns) == 1:
            return columns[0] > 0
        return all(self._had_no_room(column) for column in columns)

    def _had_no_room(self, column: int) -> bool:
        text, start = self.last[column]
        if _ENDED.search(text):
            return False
        last = column + 1 == len(self.starts)
        return last or _width(text) >= _LONG or start + _width(text) + _FILLS >= self.last[column + 1][1]

    def _is_section(self, text: str, line: int) -> bool:
        """Whether a line of one cell heads the rows below it: it is labelled, and they go on right behind it."""
        if len(text) > _LONGEST_SECTION or not _LABEL.match(text) or _STOP.search(text):
            return False
        below = next(
            (n for n in range(line + 1, min(line + 3, len(self.lines))) if self.lines[n].strip()), None
        )
        cells = _set_apart(self.lines[below], self.apart) if below is not None else []
        return len(cells) > 2 and len(cells) >= len(self.starts) - 1 and bool(self._columns(cells))


def _set_apart(line: str, apart: re.Pattern[str]) -> list[Placed]:
    """The cells of a line that stand apart; a word of two characters that a wide blank spreads (合　计) is one."""
    found: list[Placed] = []
    for match in apart.finditer(line):
        text, start = match[0], _width(line[: match.start()])
        if found and len(text) == len(found[-1][0]) == 1 and not (text + found[-1][0]).isdigit():
            found[-1] = (found[-1][0] + text, found[-1][1])
        else:
            found.append((text, start))
    return found


def _width(text: str) -> int:
    return sum(2 if ord(char) > _NARROW else 1 for char in text)
