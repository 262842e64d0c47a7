"""Blocks → .docx: landscape A4, heads of tables repeated, rows never broken over two pages.

Tables are written as XML at once. Merging cells one by one through python-docx takes minutes for a long table.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from kaohe.reports.scheme_document.blocks import (
    Basics,
    Cell,
    Column,
    Grid,
    Heading,
    Line,
    Part,
    check_printable,
)

_BODY, _HEADS, _TITLE = "仿宋", "黑体", "方正小标宋简体"
_TABLE = "宋体"
_PAPER = (297, 210)
_MARGIN = 15
_ROOM = _PAPER[0] - 2 * _MARGIN
_TWIPS_A_MM = 1440 / 25.4
_MOST_TEXT = 1_000_000
_SMALL = 9


def write_docx(parts: Sequence[Part], path: Path, title: str) -> None:
    """The parts as one document, one after the other."""
    check_printable(parts, _MOST_TEXT)
    document = Document()
    _set_up(document, title)
    for part in parts:
        _Part(document, part).write()
    stream = BytesIO()
    document.save(stream)
    path.write_bytes(_undated(stream))


def _undated(document: BytesIO) -> bytes:
    """The same package without the hour of its writing: the same scheme is the same file."""
    packed = BytesIO()
    with ZipFile(document) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def _set_up(document: Any, title: str) -> None:
    """Paper, fonts, page numbers."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAPER[0]), Mm(_PAPER[1])
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    document.core_properties.title = title[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    style = document.styles["Normal"]
    style.font.size = Pt(12)
    _set_fonts(style.element.get_or_add_rPr(), _BODY)
    style.paragraph_format.space_after = Pt(0)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(_page_number())


def _set_fonts(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute, font in (
        ("w:ascii", "Times New Roman"),
        ("w:hAnsi", "Times New Roman"),
        ("w:eastAsia", name),
    ):
        fonts.set(qn(attribute), font)


def _page_number() -> Any:
    """“— 1 —”"""
    field = (
        '<w:fldChar w:fldCharType="begin"/><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        '<w:fldChar w:fldCharType="end"/>'
    )
    before, after = ('<w:t xml:space="preserve">— </w:t>', '<w:t xml:space="preserve"> —</w:t>')
    return parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="20"/></w:rPr>{before}{field}{after}</w:r>')


class _Part:
    """Writes the blocks of one part."""

    def __init__(self, document: Any, part: Part) -> None:
        self.document, self.part = document, part
        self.new_page = part.apart

    def write(self) -> None:
        for block in self.part.blocks:
            match block:
                case Heading(in_sheets=True):
                    continue
                case Heading():
                    self._heading(block)
                case Line():
                    self._line(block.text, _SMALL if block.small else 12)
                case Basics():
                    for label, text in block.entries:
                        self._line(f"{label}：{text}", 12)
                case Grid():
                    self.document.element.body.insert(-1, parse_xml(_table(block)))

    def _paragraph(self, text: str, font: str, size: int) -> Any:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _set_fonts(run._r.get_or_add_rPr(), font)
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        return paragraph

    def _heading(self, heading: Heading) -> None:
        font, size = ((_TITLE, 22), (_HEADS, 16), (_HEADS, 13))[min(heading.level, 2)]
        paragraph = self._paragraph(heading.text, font, size)
        spacing = paragraph.paragraph_format
        spacing.keep_with_next = True
        spacing.space_before, spacing.space_after = Pt(0 if heading.level == 0 else 10), Pt(6)
        if heading.level == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            spacing.space_after = Pt(12)
        else:
            _set_outline(paragraph, heading.level)

    def _line(self, text: str, size: int) -> None:
        paragraph = self._paragraph(text, _BODY if size > _SMALL else _TABLE, size)
        paragraph.paragraph_format.space_after = Pt(4)


def _set_outline(paragraph: Any, level: int) -> None:
    """The level in the document's outline, so that it can be leafed through."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(outline)


# ---- tables


def _table(grid: Grid) -> str:
    widths = _widths(grid.columns)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
        '<w:left w:w="57" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_rows(grid, widths))
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(columns: Sequence[Column]) -> list[int]:
    """In twips, stretched or squeezed to the room there is between the margins."""
    wanted = sum(column.width for column in columns)
    room = _ROOM if wanted > _ROOM // 2 else wanted
    return [round(column.width * room / wanted * _TWIPS_A_MM) for column in columns]


def _rows(grid: Grid, widths: Sequence[int]) -> Iterator[str]:
    head = (
        _cell(_text(column.head, strong=True, centred=True), width, shaded=True)
        for column, width in zip(grid.columns, widths, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>"
    owner: dict[tuple[int, int], Cell] = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    for row in range(grid.height):
        pieces = []
        column = 0
        while column < len(grid.columns):
            cell = owner[row, column]
            width = sum(widths[cell.column : cell.column + cell.columns])
            begins = cell.row == row
            centred = grid.columns[cell.column].centred or cell.strong
            text = (
                _text(cell.text, strong=cell.strong, centred=centred)
                if begins
                else _text("", strong=False, centred=False)
            )
            down = ("restart" if begins else "continue") if cell.rows > 1 else ""
            pieces.append(_cell(text, width, span=cell.columns, down=down))
            column += cell.columns
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(pieces)}</w:tr>"


def _cell(text: str, width: int, *, span: int = 1, down: str = "", shaded: bool = False) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{down}"/>' if down else ""
    properties += '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if shaded else ""
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'


def _text(text: str, *, strong: bool, centred: bool) -> str:
    """A paragraph of a cell; a new line in it is a break, so that it stays one paragraph."""
    font = _HEADS if strong else _TABLE
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
    style = f'<w:rPr>{fonts}<w:sz w:val="{2 * _SMALL}"/></w:rPr>'
    pieces = []
    for number, line in enumerate(text.split("\n")):
        pieces.append("<w:br/>" if number else "")
        for position, part in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if position else "")
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "")
    align = f'<w:jc w:val="{"center" if centred else "left"}"/>'
    mark = f'<w:rPr><w:sz w:val="{2 * _SMALL}"/></w:rPr>'  # an empty cell is no higher than one with text
    run = f"<w:r>{style}{''.join(pieces)}</w:r>" if text else ""
    return f"<w:p><w:pPr>{align}{mark}</w:pPr>{run}</w:p>"
