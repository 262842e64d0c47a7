"""Excel workbooks (.xlsx, .xlsm): what each cell looks like, sheet by sheet.

Nothing of a workbook is run: formulas count by the value stored with them, macros and links to other
files are left alone and said. A hidden row, column or sheet is read like any other, and said.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.core.archive import ArchiveFault, archive_fault
from kaohe.documents.addresses import cell_address
from kaohe.documents.limits import LIMITS, Limits
from kaohe.documents.model import Block, Document, Paragraph
from kaohe.documents.sheet_blocks import sheet_blocks
from kaohe.documents.sheet_content import Area, Budget, SheetBuilder, SheetTooLargeError
from kaohe.documents.workbook_parts import (
    Package,
    SheetPart,
    Style,
    attribute,
    is_on,
    local,
    rich_text,
    unescaped,
)

DAMAGED = "文件已损坏或没有传完整，读不下去。请用 Excel 或 WPS 打开并重新保存；打不开就请重新拷贝一份。"
_FAULTS = {
    ArchiveFault.LOCKED: (
        "encrypted",
        "文件设了密码，读不了。请用 Excel 或 WPS 打开，去掉密码，保存后再读入。",
    ),
    ArchiveFault.SWOLLEN: (
        "unsafe",
        "文件解压后大得不合情理，为安全起见没有打开。请删去图片和无关的内容，另存后再读入。",
    ),
    ArchiveFault.UNSAFE: (
        "unsafe",
        "文件的内部结构不寻常，为安全起见没有打开。请用 Excel 或 WPS 打开，另存一份再读入。",
    ),
    ArchiveFault.DAMAGED: ("damaged", DAMAGED),
}
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
_STYLE_NONE = Style()


def read_xlsx(path: Path, limits: Limits = LIMITS) -> Document:
    """The workbook as paragraphs and grids, sheet by sheet. Refused where it cannot or must not be opened."""
    data = path.read_bytes()
    check_archive(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(Package(archive), path.name, limits)
    except (Refused, MemoryError):
        raise
    except Exception as reason:  # the border of somebody else's format: mangled XML fails in many ways
        raise Refused("document.damaged", DAMAGED) from reason


def check_archive(data: bytes, limits: Limits = LIMITS) -> None:
    """Refused where a .xlsx or .docx must not be unpacked: a bomb, a lock, entities, damage."""
    fault = archive_fault(
        data,
        most_entries=limits.archive_entries,
        most_unpacked=limits.unpacked_bytes,
        most_xml=limits.xml_bytes,
        most_tags=limits.xml_tags,
        most_ratio=limits.swell,
    )
    if fault is not None:
        code, message = _FAULTS[fault]
        raise Refused(f"document.{code}", message)


def _read(package: Package, file: str, limits: Limits) -> Document:
    sheets = package.sheets
    if not sheets:
        raise Refused("document.damaged", DAMAGED)
    if len(sheets) > limits.sheets:
        raise too_many_sheets(len(sheets), limits)
    blocks: list[Block] = []
    problems = list(_file_problems(package, file))
    budget = Budget(limits)
    formulas: set[str] = set()
    for sheet in sheets:
        builder = SheetBuilder(sheet.name, file, budget, hidden=sheet.hidden)
        try:
            if _fill(builder, package, sheet):
                formulas.add(sheet.name)
            found, notes = sheet_blocks(builder.content(), file)
            blocks += found
            problems += (*builder.problems(), *notes)
            blocks += _text_boxes(package, sheet, file)
            problems += _beside_problems(package, sheet, file)
        except SheetTooLargeError as reason:
            builder.leave_out()
            problems.append(too_large(sheet.name, file, reason))
    if formulas and package.waits_for_calculation:
        problems.append(_stale(file))
    return finished(file, "xlsx", blocks, problems)


def finished(file: str, kind: str, blocks: list[Block], problems: list[Problem]) -> Document:
    """The document; Refused where nothing was to be read in it."""
    if not blocks:
        reasons = [problem for problem in problems if problem.severity is Severity.ERROR]
        message = reasons[0].message if reasons else "工作簿里没有文字。"
        remedy = reasons[0].remedy if reasons else "请核对是否选错了文件。"
        code = "document.too-large" if reasons else "document.empty"
        raise Refused(code, f"{message}{remedy}", problems)
    return Document(file, kind, tuple(blocks), tuple(problems))


def too_many_sheets(sheets: int, limits: Limits) -> Refused:
    """The answer to a workbook with more sheets than anybody reads."""
    message = f"工作簿有 {sheets} 个工作表，超过了 {limits.sheets} 个。请只保留要读的工作表，另存后再读入。"
    return Refused("document.too-large", message)


def too_large(sheet: str, file: str, reason: Exception) -> Problem:
    """A sheet that was left out because it is beyond the limits."""
    message = f"工作表“{sheet}”太大（{reason}），没有读入。"
    remedy = "考核办法不会这么长；请删去无关的行和工作表，另存后再读入。"
    return Problem("sheet.too-large", Severity.ERROR, message, remedy, (Place(file=file, sheet=sheet),))


def _fill(builder: SheetBuilder, package: Package, sheet: SheetPart) -> bool:
    """Every cell of a sheet, its merges, and what is hidden; says whether there are formulas among them."""
    row, column, done, computed = 0, -1, -1, False
    formulas: dict[str, str] = {}
    for element in package.elements(sheet.path, "c", "row", "col", "mergeCell"):
        match local(element):
            case "c":
                builder.visit()
                row, column = _position(element, done, column)
                computed |= _put_cell(builder, package, element, row, column, formulas)
            case "row":
                done, column = _row_number(element, done), -1
                if is_on(element.get("hidden")) or element.get("ht") == "0":
                    builder.hidden_rows.add(done)
            case "col":
                if is_on(element.get("hidden")) or element.get("width") == "0":
                    first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                    builder.hidden_columns.append((first - 1, last - 1))
            case _:
                corner, _, other = element.get("ref", "").partition(":")
                (top, left), (bottom, right) = _reference(corner), _reference(other or corner)
                builder.merge(Area(top, left, bottom, right))
    return computed


def _position(cell: etree._Element, done: int, before: int) -> tuple[int, int]:
    """Where a cell stands; files may leave it to the order. `done` is the last row that is complete."""
    if name := cell.get("r"):
        return _reference(name)
    parent = cell.getparent()
    return (done + 1 if parent is None else _row_number(parent, done)), before + 1


def _row_number(row: etree._Element, done: int) -> int:
    number = row.get("r")
    return int(number) - 1 if number else done + 1


def _reference(name: str) -> tuple[int, int]:
    """B3 → (2, 1). ValueError where it is none."""
    found = _REFERENCE.fullmatch(name)
    if found is None:
        raise ValueError(f"not a cell: {name}")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _put_cell(
    builder: SheetBuilder,
    package: Package,
    cell: etree._Element,
    row: int,
    column: int,
    formulas: dict[str, str],
) -> bool:
    """Hand one cell over as it looks; says whether it is a formula."""
    kind = cell.get("t", "n")
    number = int(cell.get("s", "0"))
    style = package.styles[number] if number < len(package.styles) else _STYLE_NONE
    if style.bordered:
        builder.line(row, column)
    parts = {local(child): child for child in cell}
    value = parts["v"].text if "v" in parts else None
    if "f" in parts:
        formula = _formula(parts["f"], formulas)
        if value is None and kind != "str" and "is" not in parts:
            builder.put_uncalculated(row, column, formula)
            return True
    if kind == "inlineStr":
        if "is" in parts:
            builder.put_text(row, column, rich_text(parts["is"]))
    elif value is None:
        pass
    elif kind == "s":
        builder.put_text(row, column, package.strings[int(value)])
    elif kind == "e":
        builder.put_error(row, column, value)
    elif kind == "b":
        builder.put_text(row, column, "TRUE" if is_on(value.strip()) else "FALSE")
    elif kind == "n":
        _put_number(builder, value, style, package, row, column)
    else:  # str: the text of a formula; d: a date in the form of files
        text = unescaped(value)
        builder.put_text(row, column, text.removesuffix("T00:00:00") if kind == "d" else text)
    return "f" in parts


def _put_number(
    builder: SheetBuilder, value: str, style: Style, package: Package, row: int, column: int
) -> None:
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        builder.put_text(row, column, value)
        return
    if number.is_finite():
        builder.put_number(row, column, number, style.code, from_1904=package.from_1904)
    else:
        builder.put_error(row, column, value)


def _formula(element: etree._Element, formulas: dict[str, str]) -> str:
    """The text of a formula; those that share one carry only its number."""
    text, shared = element.text or "", element.get("si")
    if shared is not None and text:
        formulas[shared] = text
    return text or formulas.get(shared or "", "…")


def _file_problems(package: Package, file: str) -> Iterator[Problem]:
    """What is to be said of the workbook as a whole."""
    place = (Place(file=file),)
    if any(name.endswith("vbaProject.bin") for name in package.names):
        message = "工作簿里带有宏；宏没有运行，也没有读入。"
        remedy = "不需要宏的，请另存为“Excel 工作簿（*.xlsx）”。"
        yield Problem("sheet.macros", Severity.ADVICE, message, remedy, place)
    if any(name.startswith("xl/externalLinks/") for name in package.names):
        message = "工作簿引用了别的文件；那些文件没有打开，用的是上次保存的数。"
        remedy = "请核对引用来的数是否最新，或把它们粘贴为数值。"
        yield Problem("sheet.external-links", Severity.ADVICE, message, remedy, place)


def _stale(file: str) -> Problem:
    """Formulas whose stored values the writing program did not vouch for."""
    message = "工作簿里的公式要等打开时才计算，文件里存的数可能不是最新的。"
    remedy = "请用 Excel 或 WPS 打开，保存一次，再读入。"
    return Problem("sheet.stale-values", Severity.WARNING, message, remedy, (Place(file=file),))


def _text_boxes(package: Package, sheet: SheetPart, file: str) -> Iterator[Paragraph]:
    """The text in shapes that lie over a sheet, in their order, each under the cell it begins at."""
    for drawing in package.beside(sheet, "drawing"):
        for anchor in package.elements(drawing, "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
            cell = _anchor_cell(anchor)
            for paragraph in anchor.iterfind(".//{*}txBody/{*}p"):
                if any(local(parent) == "Fallback" for parent in paragraph.iterancestors()):
                    continue
                text = "".join(run.text or "" for run in paragraph.iter("{*}t")).strip()
                if text:
                    place = Place(file=file, sheet=sheet.name, cell=cell, what="文本框")
                    yield Paragraph(text, place, page=sheet.name)


def _anchor_cell(anchor: etree._Element) -> str:
    row, column = anchor.findtext("{*}from/{*}row"), anchor.findtext("{*}from/{*}col")
    return cell_address(int(row), int(column)) if row and column else ""


def _beside_problems(package: Package, sheet: SheetPart, file: str) -> Iterator[Problem]:
    """Pictures and notes that lie over a sheet and are not part of its text."""
    pictures = sum(
        1 for drawing in package.beside(sheet, "drawing") for _ in package.elements(drawing, "pic")
    )
    if pictures:
        message = f"工作表“{sheet.name}”里有 {pictures} 张图片，图片里的字没有读入。"
        remedy = "图片里有考核内容的，请打成文字。"
        place = (Place(file=file, sheet=sheet.name),)
        yield Problem("sheet.pictures", Severity.ADVICE, message, remedy, place)
    notes = [
        attribute(note, "ref")
        for part in package.beside(sheet, "comments")
        for note in package.elements(part, "comment")
    ]
    if notes:
        message = f"工作表“{sheet.name}”里有 {len(notes)} 条批注，没有当作正文读入。"
        remedy = "批注里有考核内容的，请写进单元格。"
        where = tuple(Place(file=file, sheet=sheet.name, cell=cell) for cell in notes[:20])
        yield Problem("sheet.comments", Severity.ADVICE, message, remedy, where)
