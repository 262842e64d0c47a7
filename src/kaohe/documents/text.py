"""Plain text: prose, and tables as they come out of a word processor or a spreadsheet as text.

Four forms of table occur in text:

    a tab begins a cell, a blank line ends a row      (dumped from Word or a web page)
    a line is a row, tabs stand between its cells     (copied from Excel)
    a line is a row, upright bars stand between       (Markdown, drawn tables)
    a line is a row, blanks set its cells in columns  (typed, copied from a page)

All else is prose, a paragraph a line.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaohe.core import Place, Problem, Severity
from kaohe.documents.addresses import cell_address
from kaohe.documents.aligned import TextCell, aligned_lines
from kaohe.documents.decoding import clipped, decoded, read_bytes
from kaohe.documents.limits import LIMITS
from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph
from kaohe.documents.ragged import Span, fitted

MOST_ROWS = LIMITS.sheet_rows
MOST_COLUMNS = 200

_LEADING_TAB = re.compile(r"^[ \u3000\xa0]*\t")
_BAR = re.compile(r"^\s*[|│┃].*[|│┃]\s*$")
_RULE = re.compile(r"^\s*[-+|:=─━═┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛│┃╔╦╗╠╬╣╚╩╝ ]{3,}$")
_ALIGNED_ROWS = 4
"""So many lines set in columns are a table; fewer are a heading, a date, a line to be signed."""
_DRAWN = re.compile(r"[+├┼┤┣╋┫╠╬╣┌└╔╚┏┗]")


def read_text(path: Path) -> Document:
    """Read a text file. Refused where it is none."""
    text, problems = decoded(read_bytes(path), path.name)
    reader = _Reader(path.name, text.split("\n"), problems=list(problems))
    return reader.read_separated(text) if path.suffix.lower() == ".csv" else reader.read()


@dataclass
class _Reader:
    """One file while it is read: its lines, and how far one has come."""

    source: str
    lines: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0
    ruled: int = 0
    """Up to this line bars and rules make no table."""

    def read(self) -> Document:
        at = 0
        while at < len(self.lines):
            end = self._table(at)
            if end > at:
                at = end
                continue
            self._paragraph(at)
            at += 1
        return Document(self.source, "txt", tuple(self.blocks), tuple(self.problems))

    def read_separated(self, text: str) -> Document:
        """A file of comma-separated values is one table; one that cannot be read as that is text."""
        try:
            records = [(row, line) for row, line in _records_of(text) if row]
        except csv.Error:
            return self.read()
        if records:
            self._add([[(cell.strip(), line) for cell in row] for row, line in records], 0, fit=False)
        return Document(self.source, "txt", tuple(self.blocks), tuple(self.problems))

    def _table(self, at: int) -> int:
        """Read a table that begins on this line; the line after it, or `at` where there is none."""
        line = self.lines[at]
        if _LEADING_TAB.match(line):
            rows, end = cell_lines(self.lines, at)
            if sum(len(row) for row in rows) >= 3 and _leading(self.lines[at:end]):
                return self._add(rows, end, fit=True)
        if "\t" in line:
            rows, end = tabbed_lines(self.lines, at)
            if rows and (len(rows) > 1 or len(rows[0]) > 3):
                return self._add(rows, end, fit=False)
        if at >= self.ruled and (_BAR.match(line) or (_RULE.match(line) and _DRAWN.search(line))):
            rows, end = barred_lines(self.lines, at)
            if len(rows) > 1 and max(map(len, rows)) > 1:
                return self._add(rows, end, fit=False)
            self.ruled = end
        rows, end = aligned_lines(self.lines, at)
        if len(rows) >= _ALIGNED_ROWS:
            return self._add(rows, end, fit=False)
        return at

    def _paragraph(self, at: int) -> None:
        text = self.lines[at].replace("\t", " ").strip(" \u3000\xa0")
        if text:
            place = Place(self.source, line=at + 1)
            self.blocks.append(Paragraph(clipped(text, place, self.problems), place))

    def _add(self, rows: list[list[TextCell]], end: int, *, fit: bool) -> int:
        self.tables += 1
        sheet = f"表{self.tables}"
        place = Place(self.source, sheet, line=rows[0][0][1] + 1)
        if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
            message = (
                f"这张表有{len(rows)}行、{max(map(len, rows))}列，只读了前{MOST_ROWS}行、前{MOST_COLUMNS}列。"
            )
            self.problems.append(
                Problem(
                    "document.table-too-large", Severity.WARNING, message, "请只留下考核表本身。", (place,)
                )
            )
            rows = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
        width = max(map(len, rows))
        if fit:
            spans = fitted([[text for text, _ in row] for row in rows])
        else:
            spans = _placed(rows, width)
            once = [
                _told_once(row) if len(row) > 1 else (row, own) for row, own in zip(rows, spans, strict=True)
            ]
            rows, spans = [cells for cells, _ in once], [own for _, own in once]
        cells = tuple(
            self._cell(text, number, line, span, sheet)
            for number, (row, row_spans) in enumerate(zip(rows, spans, strict=True))
            for (text, line), span in zip(row, row_spans, strict=False)
        )
        self.blocks.append(Grid(cells, len(rows), width, place))
        return end

    def _cell(self, text: str, row: int, line: int, span: Span, sheet: str) -> Cell:
        place = Place(self.source, sheet, cell_address(row, span.start), line=line + 1)
        return Cell(
            clipped(text, place, self.problems), row, span.start, columns=span.end - span.start, place=place
        )


def _records_of(text: str) -> Iterator[tuple[list[str], int]]:
    """The records of comma-separated text, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text))
    begun = 0
    for row in reader:
        yield row, begun
        begun = reader.line_num


def _leading(lines: Sequence[str]) -> bool:
    """Whether tabs begin cells: of the lines with tabs, most have theirs in front and no other."""
    tabbed = [line for line in lines if "\t" in line]
    front = sum(
        1 for line in tabbed if _LEADING_TAB.match(line) and line.strip(" \u3000\xa0").count("\t") == 1
    )
    return front * 2 > len(tabbed)


def _placed(rows: list[list[TextCell]], width: int) -> list[list[Span]]:
    """Cells where they stand; a line with one cell only goes across the table."""
    return [
        [Span(0, width)] if len(row) == 1 else [Span(column, column + 1) for column in range(len(row))]
        for row in rows
    ]


def _told_once(row: list[TextCell]) -> tuple[list[TextCell], list[Span]]:
    """A row with its repetitions taken together: a merged cell that a program wrote out into each of its columns.

    Figures may well be the same three times, words are not.
    """
    cells: list[TextCell] = []
    spans: list[Span] = []
    column = 0
    while column < len(row):
        text = row[column][0]
        end = column + 1
        while end < len(row) and text and row[end][0] == text:
            end += 1
        if end - column < 3 or len(text) < 2 or re.fullmatch(r"[\d.%分]+", text):
            end = column + 1
        cells.append(row[column])
        spans.append(Span(column, end))
        column = end
    return cells, spans


def cell_lines(lines: Sequence[str], at: int) -> tuple[list[list[TextCell]], int]:
    """Rows of a table in which a tab begins a cell and a blank line ends a row; the line after it.

    A cell may go on over lines without a tab. It may even hold one blank line (a label in a corner, “单位”
    above “内容”): one that is followed by a line without a tab and then at once by the next cell.
    """
    rows: list[list[TextCell]] = []
    row: list[tuple[list[str], int]] = []
    end = at
    while at < len(lines):
        line = lines[at]
        if _LEADING_TAB.match(line):
            row.append(([line.split("\t", 1)[1]], at))
        elif line.strip(" \u3000\xa0\t"):
            if not row:
                break
            row[-1][0].append(line)
        elif row and _goes_on(lines, at, first_row=not rows):
            pass
        elif row:
            rows.append([_joined(parts, begun) for parts, begun in row])
            row, end = [], at + 1
        elif not _next_has_tab(lines, at):
            break
        at += 1
    if row:
        rows.append([_joined(parts, begun) for parts, begun in row])
        end = at
    return [row for row in rows if row], end


def _joined(parts: list[str], begun: int) -> TextCell:
    return "\n".join(part.strip(" \u3000\xa0\t") for part in parts).strip("\n"), begun


def _goes_on(lines: Sequence[str], blank: int, *, first_row: bool) -> bool:
    """Whether the cell goes on behind this blank line: only in the table's first row, and only to be followed by a cell."""
    if not first_row or blank + 2 >= len(lines):
        return False
    follows, then = lines[blank + 1], lines[blank + 2]
    return (
        bool(follows.strip()) and "\t" not in follows and len(follows) < 20 and bool(_LEADING_TAB.match(then))
    )


def _next_has_tab(lines: Sequence[str], at: int) -> bool:
    """Whether the blank lines from here on are followed by another row, at most two lines on."""
    for line in lines[at : at + 3]:
        if line.strip(" \u3000\xa0\t") or _LEADING_TAB.match(line):
            return bool(_LEADING_TAB.match(line))
    return False


def tabbed_lines(lines: Sequence[str], at: int) -> tuple[list[list[TextCell]], int]:
    """Rows of a table in which a line is a row and tabs stand between its cells; the line after it.

    A quoted cell may hold line ends (as Excel copies them); so may the cells of a line that has too few
    tabs, where the lines after it make up for them.
    """
    records, end = _records(lines, at)
    counts = Counter(text.count("\t") for text, _ in records if "\t" in text).most_common(1)
    usual = counts[0][0] if counts else 0
    rows: list[list[TextCell]] = []
    position = 0
    while position < len(records):
        text, line = records[position]
        used = 1
        while text.count("\t") < usual and used < 12 and position + used < len(records):
            more = records[position + used][0]
            if text.count("\t") + more.count("\t") > usual or "\t" not in text:
                break
            text, used = f"{text}\n{more}", used + 1
        if text.count("\t") != usual:
            text, used = records[position][0], 1
        cells = [_unquoted(part).strip(" \u3000\xa0\n") for part in text.split("\t")]
        rows.append([(part, line) for part in cells])
        position += used
    while rows and len(rows[-1]) == 1:
        # What follows the table without a tab is prose, unless more rows come after it.
        end = rows.pop()[0][1]
    return rows, end


def _records(lines: Sequence[str], at: int) -> tuple[list[tuple[str, int]], int]:
    """Lines of the table with quoted line ends taken in; the table ends where four lines have no tab."""
    records: list[tuple[str, int]] = []
    end, missing = at, 0
    while at < len(lines) and missing < 4:
        line, begun = lines[at], at
        at += 1
        if not line.strip():
            missing += 1
            continue
        while _open_quote(line) and at < len(lines) and at - begun < 60:
            line, at = f"{line}\n{lines[at]}", at + 1
        records.append((line, begun))
        if "\t" in line:
            end, missing = at, 0
        else:
            missing += 1
    records = [record for record in records if record[1] < end]
    return records, end


def _open_quote(line: str) -> bool:
    """Whether the last cell begins with a quotation mark that is not closed."""
    last = line.rsplit("\t", 1)[-1]
    return last.startswith('"') and last.count('"') % 2 == 1 and "\t" in line


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def barred_lines(lines: Sequence[str], at: int) -> tuple[list[list[TextCell]], int]:
    """Rows of a table with upright bars; the line after it.

    Where rules stand between the rows (drawn tables), the lines between two rules are one row. Three rules or fewer
    only frame the table and its header, and the one under a Markdown header is no such rule.
    """
    end = at
    while end < len(lines) and (_BAR.match(lines[end]) or _RULE.match(lines[end])):
        end += 1
    body = [(lines[n], n) for n in range(at, end)]
    drawn = sum(1 for text, _ in body if _RULE.match(text) and _DRAWN.search(text)) > 3
    rows: list[list[TextCell]] = []
    fresh = True
    for text, line in body:
        if _RULE.match(text):
            fresh = True
            continue
        cells = [
            (part.strip().replace("<br>", "\n"), line) for part in re.split(r"[|│┃]", text.strip())[1:-1]
        ]
        if drawn and not fresh and rows and len(rows[-1]) == len(cells):
            rows[-1] = [
                (f"{old}{new}", begun) for (old, begun), (new, _) in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
        fresh = False
    return [row for row in rows if row], end
