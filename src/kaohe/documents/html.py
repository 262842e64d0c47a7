"""HTML pages: paragraphs, headings and tables with their spans, however badly the page is written.

Tables that only arrange the page (they hold other tables, or one cell) are taken apart. Scripts, styles and
what is hidden are no text; nothing that the page points to is fetched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.addresses import cell_address
from kaohe.documents.decoding import clipped, decoded, read_bytes
from kaohe.documents.limits import LIMITS
from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph

Element = etree._Element

MOST_COLUMNS = 200
_NAMED = 8
_MOST_PLACES = 20

_NO_TEXT = {"script", "style", "template", "noscript", "head", "select", "svg", "object", "iframe"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "td", "th", "title", "tr", "ul",
}  # fmt: skip
_SECTIONS = {"thead", "tbody", "tfoot"}
_HAN = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BREAK_IN_HAN = re.compile(rf"(?<=[{_HAN}])[ \t]*\n[ \t\n]*(?=[{_HAN}])")
_BLANKS = re.compile(r"[ \t\n\xa0\u3000]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")
BREAK = "\x1e"
"""Stands for a line end in text whose own line ends mean nothing."""


def read_html(path: Path) -> Document:
    """Read an HTML page. Refused where it is empty or no text."""
    text, problems = decoded(read_bytes(path), path.name, declared=True)
    text = _DECLARATION.sub("", text)
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        message = f"{path.name} 里没有读得出的网页内容。请用浏览器打开，另存为网页后再读。"
        raise Refused("document.empty", message) from error
    page = _Page(path.name, list(problems))
    page.block(root)
    page.flush()
    if any(entry.type == etree.ErrorTypes.ERR_INTERNAL_ERROR for entry in parser.error_log):
        page.problem("document.too-deep", "网页的层次太深，后面的内容可能没有读到。", Place(path.name))
    return Document(path.name, "html", tuple(page.blocks), tuple(page.problems))


@dataclass
class _Page:
    """A page while it is read: what came out so far, and the text of the paragraph one is in."""

    source: str
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    level: int = 0
    number: str = ""
    tables: int = 0
    paragraphs: int = 0
    cells: int = 0
    area: int = 0
    full: bool = False
    listed: dict[Element, int] = field(default_factory=dict)

    def problem(self, code: str, message: str, place: Place) -> None:
        remedy = "请只留下考核办法的正文和附表，另存后再读。"
        self.problems.append(Problem(code, Severity.WARNING, message, remedy, (place,)))

    def block(self, element: Element) -> None:
        """Read an element and what is in it, paragraph by paragraph."""
        tag = _tag(element)
        if tag in _NO_TEXT or _hidden(element):
            return
        if tag == "table":
            self.flush()
            self._table(element)
            return
        own = tag in _BLOCKS
        if own:
            self.flush()
            self._begin(element, tag)
        if tag == "br":
            self.pieces.append(BREAK)
        self.pieces.append(element.text or "")
        for child in element:
            self.block(child)
            self.pieces.append(child.tail or "")
        if own:
            self.flush()

    def _begin(self, element: Element, tag: str) -> None:
        self.level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0
        parent = element.getparent()
        if tag == "li" and parent is not None and _tag(parent) == "ol":
            before = self.listed.get(parent, 0)
            self.listed[parent] = before + 1
            self.number = f"{_count(parent.get('start'), 1) + before}. "

    def flush(self) -> None:
        """End the paragraph."""
        text, number = _tidy("".join(self.pieces)), self.number
        for line in text.split("\n"):
            if not line:
                continue
            self.paragraphs += 1
            place = Place(self.source, cell=f"段{self.paragraphs}")
            kept = clipped(line, place, self.problems)
            self.blocks.append(Paragraph(kept, place, number, self.level))
            number = ""
        if text:
            self.number, self.level = "", 0
        self.pieces.clear()

    def _table(self, element: Element) -> None:
        if _is_layout(element):
            caption = next((child for child in element if _tag(child) == "caption"), None)
            if caption is not None:
                self.block(caption)
            for row in _rows(element):
                for cell in row.cells:
                    self.block(cell)
            return
        grid = self.grid(element)
        if grid.cells:
            self.blocks.append(grid)

    def grid(self, element: Element) -> Grid:
        """A table with the places that its spans give to its cells."""
        self.tables += 1
        sheet = f"表{self.tables}"
        rows = _rows(element)
        if len(rows) > LIMITS.sheet_rows:
            message = f"这张表有{len(rows)}行，只读了前{LIMITS.sheet_rows}行。"
            self.problem("document.table-too-large", message, Place(self.source, sheet))
            rows = rows[: LIMITS.sheet_rows]
        taken: dict[int, int] = {}
        cells = [
            cell for number, row in enumerate(rows) for cell in self._row(row, number, rows, taken, sheet)
        ]
        self._tell_hidden(cells, sheet)
        caption = next((_text(child) for child in element if _tag(child) == "caption"), "")
        width = max((cell.column + cell.columns for cell in cells), default=0)
        return Grid(tuple(cells), len(rows), width, Place(self.source, sheet), caption)

    def _tell_hidden(self, cells: Sequence[Cell], sheet: str) -> None:
        """Hidden rows and cells are read like any other, and said."""
        hidden = [cell for cell in cells if cell.hidden and cell.text]
        if not hidden:
            return
        rows = [str(row + 1) for row in dict.fromkeys(cell.row for cell in hidden)]
        shown = "、".join(rows[:_NAMED]) + (f" 等 {len(rows)} " if len(rows) > _NAMED else " ")
        message = f"“{sheet}”的第 {shown}行有隐藏的内容（网页上看不到），照样读入。"
        remedy = "请核对这些内容是否仍然有效；无效的请删去后再读入。"
        where = tuple(cell.place for cell in hidden[:_MOST_PLACES])
        self.problems.append(Problem("document.hidden-rows", Severity.ADVICE, message, remedy, where))

    def _row(
        self, row: "_Row", number: int, rows: "list[_Row]", taken: dict[int, int], sheet: str
    ) -> Iterator[Cell]:
        """The cells of a row; `taken` says up to which row a column is taken by a cell from above."""
        column = 0
        for element in row.cells:
            while taken.get(column, 0) > number:
                column += 1
            self.cells += 1
            if column >= MOST_COLUMNS or self.cells > LIMITS.sheet_cells:
                if column == MOST_COLUMNS or self.cells == LIMITS.sheet_cells + 1:
                    place = Place(self.source, sheet)
                    self.problem("document.table-too-large", "这张表太宽或太长，后面的没有读。", place)
                return
            wide = min(max(_count(element.get("colspan"), 1), 1), MOST_COLUMNS - column)
            free = next((n for n in range(1, wide) if taken.get(column + n, 0) > number), wide)
            # 0: down to the end of its part of the table; a span never reaches beyond it.
            high = _count(element.get("rowspan"), 1) or row.end
            high = max(1, min(high, row.end - number, len(rows) - number))
            self.area += free * high
            if self.area > LIMITS.visited_cells:
                if not self.full:
                    message = "合并的单元格大得不合情理，后面的表格没有读。"
                    self.problem("document.table-too-large", message, Place(self.source, sheet))
                self.full = True
                return
            for n in range(free):
                taken[column + n] = number + high
            place = Place(self.source, sheet, cell_address(number, column))
            yield Cell(
                clipped(_text(element), place, self.problems), number, column, high, free, place,
                hidden=row.hidden or _hidden(element),
                header=row.header or _tag(element) == "th",
                grids=tuple(self.grid(table) for table in _nested(element)),
            )  # fmt: skip
            column += free


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells; `end` is the row behind the last of its part (thead, tbody, tfoot) of the table."""

    cells: list[Element]
    end: int
    header: bool
    hidden: bool


@dataclass
class _Found:
    """The rows met so far: their cells, the part of the table they stand in, and whether they are hidden."""

    rows: list[tuple[list[Element], Element | None, bool]] = field(default_factory=list)

    def collect(self, parent: Element, part: Element | None) -> None:
        """The rows below an element, in order; cells that stand in no row make one together."""
        loose: list[Element] = []
        for child in parent:
            tag = _tag(child)
            if tag in ("td", "th"):
                if not loose:
                    self.rows.append((loose, part, False))
                loose.append(child)
                continue
            loose = []
            if tag == "tr":
                self.row(child, part)
            elif tag in _SECTIONS:
                self.collect(child, child)
            elif tag not in ("caption", "colgroup", "col", "table"):
                self.collect(child, part)

    def row(self, row: Element, part: Element | None) -> None:
        """A row, and those that stand in it because somebody forgot to close it."""
        self.rows.append(([cell for cell in row if _tag(cell) in ("td", "th")], part, _hidden(row)))
        for child in row:
            if _tag(child) == "tr":
                self.row(child, part)
            elif _tag(child) in _SECTIONS:
                self.collect(child, child)


def _rows(table: Element) -> list[_Row]:
    """The rows of a table, those of tables in it left out."""
    found = _Found()
    found.collect(table, None)
    ends: dict[Element | None, int] = {part: n for n, (_, part, _) in enumerate(found.rows, 1)}
    return [
        _Row(
            cells,
            ends[part],
            part is not None and _tag(part) == "thead",
            hidden or (part is not None and _hidden(part)),
        )
        for cells, part, hidden in found.rows
    ]


def _nested(cell: Element) -> list[Element]:
    """The tables in a cell, those inside them left out."""
    found = []
    for table in cell.iter("table"):
        parents = table.iterancestors("table")
        nearest = next(parents, None)
        outer = next(cell.iterancestors("table"), None)
        if nearest is outer:
            found.append(table)
    return found


def _is_layout(table: Element) -> bool:
    """Whether a table only arranges the page: one cell, or hardly any text of its own beside other tables."""
    cells = [cell for row in _rows(table) for cell in row.cells]
    filled = [cell for cell in cells if len(_text(cell)) > 1 or _nested(cell)]
    if len(cells) == 1:
        return True
    nested = [inner for cell in filled for inner in _nested(cell)]
    if not nested:
        return False
    own = sum(len(_text(cell)) for cell in filled)
    inner_text = sum(len(_tidy("".join(inner.itertext()))) for inner in nested)
    return sum(1 for cell in filled if _text(cell)) < 4 or inner_text > 3 * own


def _text(element: Element) -> str:
    """The text of a cell or caption, lines and paragraphs on lines of their own, tables in it left out."""
    pieces: list[str] = []

    def collect(parent: Element) -> None:
        pieces.append(parent.text or "")
        for child in parent:
            tag = _tag(child)
            if tag == "br":
                pieces.append(BREAK)
            elif tag not in _NO_TEXT and tag != "table" and not _hidden(child):
                if tag in _BLOCKS:
                    pieces.append(BREAK)
                collect(child)
                if tag in _BLOCKS:
                    pieces.append(BREAK)
            pieces.append(child.tail or "")

    collect(element)
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    """Line ends of the source are blanks (none between Chinese characters), runs of blanks are one."""
    joined = _BLANKS.sub(" ", _BREAK_IN_HAN.sub("", text.replace("\r", "")))
    lines = (line.strip() for line in joined.split(BREAK))
    return "\n".join(line for line in lines if line)


def _tag(element: Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _count(text: str | None, otherwise: int) -> int:
    found = _NUMBER.match(text or "")
    return int(found[1]) if found else otherwise
