"""Old Excel workbooks (.xls): what each cell looks like, sheet by sheet, as for .xlsx.

xlrd reads the stored values and formats; it runs nothing. The format keeps no formula apart from its
value, so one that was never computed cannot be told from a zero.
"""

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlrd

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.addresses import cell_address
from kaohe.documents.limits import LIMITS, Limits
from kaohe.documents.model import Block, Document
from kaohe.documents.number_formats import BUILTIN, GENERAL
from kaohe.documents.ole_container import Container
from kaohe.documents.sheet_blocks import sheet_blocks
from kaohe.documents.sheet_content import Area, Budget, SheetBuilder, SheetTooLargeError
from kaohe.documents.sheets import DAMAGED, finished, too_large, too_many_sheets

ENCRYPTED = "文件设了密码，读不了。请用 Excel 或 WPS 打开，去掉密码，保存后再读入。"


def read_xls(path: Path, limits: Limits = LIMITS) -> Document:
    """The workbook as paragraphs and grids, sheet by sheet. Refused where it cannot or must not be opened."""
    data = path.read_bytes()
    try:
        container = Container(data)
        if "EncryptedPackage" in container.names:
            raise Refused("document.encrypted", ENCRYPTED)
        workbook = container.stream("Workbook", "Book")
        if not workbook:
            raise Refused("document.damaged", DAMAGED)
        # The stream alone: xlrd would follow a circle of sectors for ever.
        book = xlrd.open_workbook(
            file_contents=workbook,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
        return _read(book, path.name, limits, macros="_VBA_PROJECT_CUR" in container.names)
    except (Refused, MemoryError):
        raise
    except Exception as reason:  # the border of somebody else's code: a mangled file fails in many ways
        if isinstance(reason, xlrd.XLRDError) and "encrypt" in str(reason).lower():
            raise Refused("document.encrypted", ENCRYPTED) from reason
        raise Refused("document.damaged", DAMAGED) from reason


def _read(book: Any, file: str, limits: Limits, *, macros: bool) -> Document:
    if book.nsheets > limits.sheets:
        raise too_many_sheets(book.nsheets, limits)
    blocks: list[Block] = []
    problems: list[Problem] = []
    if macros:
        message = "工作簿里带有宏；宏没有运行，也没有读入。"
        remedy = "不需要宏的，请另存为“Excel 工作簿（*.xlsx）”。"
        problems.append(Problem("sheet.macros", Severity.ADVICE, message, remedy, (Place(file=file),)))
    budget = Budget(limits)
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        builder = SheetBuilder(sheet.name, file, budget, hidden=bool(sheet.visibility))
        try:
            _fill(builder, book, sheet)
            found, notes = sheet_blocks(builder.content(), file)
            blocks += found
            problems += (*builder.problems(), *notes, *_comments(sheet, file))
        except SheetTooLargeError as reason:
            builder.leave_out()
            problems.append(too_large(sheet.name, file, reason))
        book.unload_sheet(index)
    return finished(file, "xls", blocks, problems)


def _fill(builder: SheetBuilder, book: Any, sheet: Any) -> None:
    """Every cell of a sheet, its merges, and what is hidden."""
    styles = [_style(book, form) for form in book.xf_list]
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            builder.visit()
            code, bordered = styles[cell.xf_index] if cell.xf_index is not None else (GENERAL, False)
            if bordered:
                builder.line(row, column)
            _put_cell(builder, cell, code, row, column, from_1904=book.datemode == 1)
    for top, bottom, left, right in sheet.merged_cells:
        builder.merge(Area(top, left, bottom - 1, right - 1))
    for row, shape in sheet.rowinfo_map.items():
        if shape.hidden or shape.height == 0:
            builder.hidden_rows.add(row)
    for column, shape in sheet.colinfo_map.items():
        if shape.hidden or shape.width == 0:
            builder.hidden_columns.append((column, column))


def _style(book: Any, form: Any) -> tuple[str, bool]:
    """How numbers look under a cell format, and whether it draws a line around the cell."""
    known = book.format_map.get(form.format_key)
    code = known.format_str if known else GENERAL
    border = form.border
    lines = (border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style)
    return BUILTIN.get(form.format_key, code), any(lines)


def _put_cell(builder: SheetBuilder, cell: Any, code: str, row: int, column: int, *, from_1904: bool) -> None:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            builder.put_text(row, column, cell.value.replace("\r\n", "\n").replace("\r", "\n"))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            number = Decimal(repr(cell.value))
            if number.is_finite():
                builder.put_number(row, column, number, code, from_1904=from_1904)
        case xlrd.XL_CELL_BOOLEAN:
            builder.put_text(row, column, "TRUE" if cell.value else "FALSE")
        case xlrd.XL_CELL_ERROR:
            builder.put_error(row, column, xlrd.error_text_from_code.get(cell.value, "#N/A"))


def _comments(sheet: Any, file: str) -> Iterator[Problem]:
    positions = sorted(sheet.cell_note_map)
    if positions:
        message = f"工作表“{sheet.name}”里有 {len(positions)} 条批注，没有当作正文读入。"
        remedy = "批注里有考核内容的，请写进单元格。"
        where = tuple(Place(file=file, sheet=sheet.name, cell=cell_address(*p)) for p in positions[:20])
        yield Problem("sheet.comments", Severity.ADVICE, message, remedy, where)
