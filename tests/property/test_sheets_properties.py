"""Spreadsheets and PDF: grids come back as they were written, and damage never does more than be refused."""

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Refused
from kaohe.documents.legacy_sheets import read_xls
from kaohe.documents.model import Document
from kaohe.documents.pdf import read_pdf
from kaohe.documents.sheets import read_xlsx
from tests.unit.documents.pdf_writer import Page, pdf
from tests.unit.documents.small_xls import SMALL_XLS

Box = tuple[int, int, int, int]
"""Row, column, rows, columns."""


@st.composite
def boxes(draw: st.DrawFn) -> tuple[int, int, list[Box]]:
    """A table cut into merged cells without a gap: its height, width and cells."""
    height, width = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(height) for column in range(width)}
    found: list[Box] = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            across = 1
            most = draw(st.integers(1, 3))
            while across < most and (row, column + across) in free:
                across += 1
            down, deepest = 1, draw(st.integers(1, 3))
            while down < deepest and all((row + down, c) in free for c in range(column, column + across)):
                down += 1
            free -= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
            found.append((row, column, down, across))
    return height, width, found


TEXTS = st.text(st.sampled_from("考核分扣0123456789.%（）。；\n每 a=+-@"), max_size=12)


@given(boxes(), st.data())
def test_merged_grids_come_back_as_they_were_written(
    table: tuple[int, int, list[Box]], data: st.DataObject
) -> None:
    height, width, found = table
    texts = [data.draw(TEXTS) for _ in found]
    texts[0] = texts[-1] = "文字"  # the outermost ones hold the table to its size
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, line = book.add_worksheet("表"), book.add_format({"border": 1})
        for (row, column, down, across), text in zip(found, texts, strict=True):
            if (down, across) != (1, 1):
                sheet.merge_range(row + 1, column + 1, row + down, column + across, "", line)
            if text.strip():
                sheet.write_string(row + 1, column + 1, text, line)
            else:
                sheet.write_blank(row + 1, column + 1, None, line)
    document = _read(read_xlsx, out.getvalue(), "表.xlsx")
    assert isinstance(document, Document)
    expected = {
        (row, column): (down, across, "\n".join(part.rstrip() for part in text.strip().split("\n")))
        for (row, column, down, across), text in zip(found, texts, strict=True)
    }
    seen = {}
    for grid in document.grids:
        top, left = int(grid.place.cell[1:]) - 2, ord(grid.place.cell[0]) - 66
        for cell in grid.cells:
            seen[cell.row + top, cell.column + left] = (cell.rows, cell.columns, cell.text)
    told = {paragraph.text for paragraph in document.paragraphs}
    for position, (down, across, text) in expected.items():
        if position in seen:
            rows, columns, found_text = seen[position]
            assert found_text == text
            if text:
                assert (rows, columns) == (down, across)
        else:  # a row of its own above the table, or blank at its edge
            assert set(filter(None, map(str.strip, text.split("\n")))) <= told
    assert len(document.grids) <= 1
    assert {(r, c) for r, c in seen if seen[r, c][2]} <= set(expected)
    assert height >= 2 <= width


def _read(reader: Callable[[Path], Document], data: bytes, name: str) -> Document | Refused:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return reader(path)
        except Refused as refused:
            return refused


def mutated(data: bytes, seed: int) -> bytes:
    """The bytes with a few changes: others put in their place, pieces cut out, doubled or moved."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) or 1)
        length = min(chance.choice((1, 1, 2, 4, 40)), len(out) - at)
        piece = bytes(out[at : at + length])
        match chance.randrange(6):
            case 0:
                out[at : at + length] = chance.randbytes(length)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = piece * chance.choice((1, 3, 50))
            case 3:
                out[at : at + length] = b"0123456789<>/()[]\x00\xff"[chance.randrange(18) :][:length]
            case 4:
                out[chance.randrange(len(out) or 1) :][:0] = piece
            case _:
                out[at : at + 1] = str(chance.choice((-1, 0, 65536, 2**31, 10**12))).encode()
        if not out:
            break
    return bytes(out)


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet("表"), book.add_format({"num_format": "0%", "border": 1})
        sheet.merge_range("A1:C1", "考核表")
        sheet.write_row(1, 0, ["指标", "目标", "标准"])
        sheet.merge_range("A3:A4", "安全")
        sheet.write(2, 1, 0.95, percent)
        sheet.write_formula(3, 1, "=B3+1", None, 2)
        sheet.write_rich_string(2, 2, "每起", book.add_format({"bold": True}), "扣1分")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.insert_textbox("E2", "说明")
    return out.getvalue()


WORKBOOK = _workbook()
PARTS = [name for name in zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist() if not name.startswith("docProps")]


def _with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


@given(st.sampled_from(PARTS), st.integers(0, 2**32))
def test_mangled_parts_of_a_workbook_are_read_or_refused(part: str, seed: int) -> None:
    _read(read_xlsx, _with_part(part, lambda data: mutated(data, seed)), "a.xlsx")


@given(st.integers(0, 2**32))
def test_mangled_workbooks_are_read_or_refused(seed: int) -> None:
    _read(read_xlsx, mutated(WORKBOOK, seed), "a.xlsx")


@given(st.integers(0, 2**32))
def test_mangled_old_workbooks_are_read_or_refused(seed: int) -> None:
    _read(read_xls, mutated(SMALL_XLS, seed), "a.xls")


SHEET = pdf(
    Page()
    .text(200, 60, "考核办法", 20)
    .grid([72, 200, 500], [100, 130, 160])
    .text(80, 108, "指标")
    .text(80, 138, "5"),
    Page().picture().text(96, 80, "一、总则").text(96, 100, "各单位按季报送，由考核办汇总，年终一并计分。"),
    packed=False,
)


@given(st.integers(0, 2**32))
def test_mangled_pdfs_are_read_or_refused(seed: int) -> None:
    _read(read_pdf, mutated(SHEET, seed), "a.pdf")
