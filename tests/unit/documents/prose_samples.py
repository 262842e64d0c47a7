"""Short ways to write a document, a grid and a draft in tests."""

from collections.abc import Sequence

from kaohe.core import Place, plain
from kaohe.documents.model import Cell, Document, Grid, Paragraph
from kaohe.scheme.draft import DraftGroup, DraftItem, SchemeDraft
from kaohe.scheme.model import GroupKind


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """A paragraph a line, with the line as its place."""
    lines = text.strip().split("\n")
    return tuple(Paragraph(line, Place("某件.txt", line=number)) for number, line in enumerate(lines, 1))


def document(text: str) -> Document:
    return Document("某件.txt", "txt", paragraphs(text))


def grid(rows: Sequence[Sequence[str | tuple[str, int, int] | None]], caption: str = "") -> Grid:
    """A cell a text; None: the position belongs to the cell before; (text, rows, columns): a span."""
    cells = []
    for row, line in enumerate(rows):
        for column, written in enumerate(line):
            if written is None:
                continue
            text, height, width = (written, 1, 1) if isinstance(written, str) else written
            cells.append(
                Cell(text, row, column, height, width, Place("某件.docx", "表1", f"{row + 1},{column + 1}"))
            )
    return Grid(tuple(cells), len(rows), max(map(len, rows)), Place("某件.docx", "表1"), caption)


def brief(entry: DraftGroup | DraftItem) -> str:
    """“组织领导20(机构5 责任15)”."""
    points = "?" if entry.points is None else plain(entry.points)
    if isinstance(entry, DraftItem):
        return f"{entry.name}{points}"
    inner = " ".join(brief(child) for child in entry.children)
    sign = {GroupKind.BASE: "", GroupKind.BONUS: "＋", GroupKind.DEDUCTION: "－"}[entry.kind]
    weight = "" if entry.weight == 1 else f"×{plain(entry.weight)}"
    return f"{sign}{entry.name}{points}{weight}({inner})"


def tables(draft: SchemeDraft | None) -> list[list[str]]:
    """The groups of each table, as briefs."""
    return [] if draft is None else [[brief(group) for group in table.groups] for table in draft.tables]
