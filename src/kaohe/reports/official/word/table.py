"""A table in Word's XML: merged cells, a head that stands again on every page, rows that no page cuts."""

from collections.abc import Iterator, Sequence

from kaohe.reports.official.blocks import Align, Cell, Table
from kaohe.reports.official.geometry import (
    ROOM,
    TWIPS_A_MM,
    WIDE_ROOM,
    table_size,
    twips,
)
from kaohe.reports.official.word.look import HEITI, SONGTI
from kaohe.reports.official.word.text import cell_text

_SHADES = ("", "EDEDED", "D9D9D9", "BFBFBF", "A6A6A6")
_KEPT_WHOLE, _SHORT = 9, 30
"""Rows of a table, its head among them, and characters of a cell, up to which the whole stays on one page."""


def table_xml(table: Table, *, wide: bool) -> str:
    """The table, as wide as the room between the margins."""
    widths = _widths(table, WIDE_ROOM if wide else ROOM)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    size = table_size(len(table.columns))
    rows = "".join(_rows(table, widths, size))
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _widths(table: Table, room: int) -> list[int]:
    wanted = sum(column.width for column in table.columns)
    return [round(column.width * room / wanted * TWIPS_A_MM) for column in table.columns]


def _rows(table: Table, widths: Sequence[int], size: float) -> Iterator[str]:
    owner: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            owner.update({(row, column): cell for column in range(cell.column, cell.column + cell.columns)})
    small = table.height <= _KEPT_WHOLE and all(len(cell.text) <= _SHORT for cell in table.cells)
    for row in range(table.height):
        head = row < table.head
        keep = row < table.height - 1 if small else head
        pieces = []
        column = 0
        while column < len(widths):
            cell = owner[row, column]
            width = sum(widths[cell.column : cell.column + cell.columns])
            pieces.append(_cell(cell, row, width, table.columns[cell.column].align, size, keep=keep))
            column = cell.column + cell.columns
        least = f'<w:trHeight w:val="{twips(table.least)}" w:hRule="atLeast"/>' if table.least else ""
        properties = f"<w:cantSplit/>{least}{'<w:tblHeader/>' if head else ''}"
        yield f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(pieces)}</w:tr>"


def _cell(cell: Cell, row: int, width: int, align: Align, size: float, *, keep: bool) -> str:
    begins = cell.row == row
    down = "" if cell.rows == 1 else f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>'
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    fill = _SHADES[cell.shade]
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    text = cell_text(
        cell.text if begins else "",
        font=HEITI if cell.strong else SONGTI,
        size=size,
        align=(cell.align or align).value,
        keep=keep,
    )
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{down}{shade}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"
