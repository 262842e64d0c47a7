"""Excel workbooks: how cells look, tables and lines of text on a sheet, what is hidden, what is hostile."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kaohe.core import Refused, Severity
from kaohe.documents.limits import Limits
from kaohe.documents.model import Cell, Document, Grid
from kaohe.documents.number_formats import shown
from kaohe.documents.sheets import read_xlsx

Write = Callable[[Any, Any], None]


def _book(tmp_path: Path, *sheets: Write, name: str = "办法.xlsx") -> Path:
    """A workbook; each function fills one sheet."""
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path)) as book:
        for index, write in enumerate(sheets):
            write(book, book.add_worksheet(f"表{index + 1}"))
    return path


def _rows(grid: Grid) -> list[list[str]]:
    return [[grid.text(row, column) for column in range(grid.width)] for row in range(grid.height)]


def _codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def _put(sheet: Any, rows: list[list[Any]], row: int = 0, column: int = 0, style: Any = None) -> None:
    for i, texts in enumerate(rows):
        for j, text in enumerate(texts):
            if text is not None:
                sheet.write(row + i, column + j, text, style)
            elif style is not None:
                sheet.write_blank(row + i, column + j, None, style)


TABLE: list[list[Any]] = [["指标", "分值", "标准"], ["信访", 5, "每起扣1分"], ["环保", 10, "每起扣2分"]]


@pytest.mark.parametrize(
    ("value", "code", "look"),
    [
        ("0.95", "0%", "95%"),
        ("0.9555", "0.0%", "95.6%"),
        ("5", "General", "5"),
        ("5", "0.00", "5.00"),
        ("0.30000000000000004", "General", "0.3"),
        ("0.333333333333333", "General", "0.3333333333"),
        ("12345.5", "#,##0.00", "12,345.50"),
        ("5", '0"分"', "5分"),
        ("0.9", '"≥"0%', "≥90%"),
        ("-2.5", "0.0;[Red]0.0", "-2.5"),
        ("-2.5", "0.0_);(0.0)", "(2.5)"),
        ("8", '[>=10]0"优";0"差"', "8差"),
        ("3", "#,##0_ ;[Red]-#,##0 ", "3"),
        ("5", ";;;", "5"),
        ("0", "0;-0;;@", ""),
        ("7", "000", "007"),
        ("5", "@", "5"),
        ("5", "0\\分", "5分"),
        ("0.125", "# ?/?", "0.125"),
        ("123456789012345678", "0", "123456789012346000"),
        ("1E+60", "0", "1E+60"),
        ("45717", 'yyyy"年"m"月"d"日"', "2025年3月1日"),
        ("45717", "[$-804]yyyy年m月d日;@", "2025年3月1日"),
        ("45717", "yyyy/m/d", "2025-03-01"),
        ("45717", "mmm-yy", "2025年3月"),
        ("45717", "m/d", "3月1日"),
        ("45717.5", "yyyy-mm-dd h:mm", "2025-03-01 12:00"),
        ("45717", "aaaa", "星期六"),
        ("0.5", "h:mm", "12:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("99999999", "yyyy-mm-dd", "99999999"),
    ],
)
def test_a_number_is_read_as_it_looks(value: str, code: str, look: str) -> None:
    assert shown(Decimal(value), code).text == look


def test_what_rounding_hides_is_told(tmp_path: Path) -> None:
    assert shown(Decimal("2.5"), "0").rounded == "2.5"
    assert shown(Decimal("0.955"), "0%").rounded == "95.5%"
    assert shown(Decimal(1) / 3, "0.00%").rounded == ""

    def write(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        sheet.write(1, 1, 2.5, book.add_format({"num_format": "0"}))

    document = read_xlsx(_book(tmp_path, write))
    (problem,) = document.problems
    assert (problem.code, problem.where[0].cell) == ("sheet.rounded", "B2")
    assert document.grids[0].text(1, 1) == "3"


def test_title_table_and_note_come_apart(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        box = book.add_format({"border": 1})
        sheet.merge_range("A1:C1", "青石区考核表\n（试行）")
        sheet.write("C2", "单位：分")
        _put(sheet, TABLE, 2, 0, box)
        sheet.write("A6", "注：由考核办解释。")

    document = read_xlsx(_book(tmp_path, write))
    assert [(p.text, p.place.cell) for p in document.paragraphs] == [
        ("青石区考核表", "A1"), ("（试行）", "A1"), ("单位：分", "C2"), ("注：由考核办解释。", "A6"),
    ]  # fmt: skip
    (grid,) = document.grids
    assert _rows(grid) == [["指标", "分值", "标准"], ["信访", "5", "每起扣1分"], ["环保", "10", "每起扣2分"]]
    assert (grid.page, str(grid.place), str(grid.cells[3].place)) == (
        "表1",
        "办法.xlsx 表1!A3",
        "办法.xlsx 表1!A4",
    )
    assert document.problems == ()


def test_without_lines_a_title_and_a_note_are_known_by_their_looks(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "青石区考核表")
        _put(sheet, [*TABLE, ["备注：本表一式两份"]], 1)

    document = read_xlsx(_book(tmp_path, write))
    assert [p.text for p in document.paragraphs] == ["青石区考核表", "备注：本表一式两份"]
    assert document.grids[0].height == 3


def test_in_doubt_a_row_stays_in_the_grid(tmp_path: Path) -> None:
    """A heading in the middle, a heading over some columns, a last row without a note's word."""

    def write(book: Any, sheet: Any) -> None:
        sheet.merge_range("B1:C1", "目标")
        _put(sheet, [["单位", "人数", "比率"], ["甲镇", 5, 9]], 1)
        sheet.merge_range("A4:C4", "二类镇")
        _put(sheet, [["乙镇", 6, 8], ["丙镇另行下达"]], 4)

    document = read_xlsx(_book(tmp_path, write))
    assert document.paragraphs == ()
    assert document.grids[0].height == 6


def test_tables_apart_by_blank_rows_and_columns(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        _put(sheet, [["镇", "人数"], ["甲镇", 3]], 5)
        _put(sheet, [["村", "户数"], ["甲村", 4]], 5, 4)
        sheet.write(9, 0, "附表二")

    document = read_xlsx(_book(tmp_path, write))
    assert [(g.place.cell, g.height, g.width) for g in document.grids] == [
        ("A1", 3, 3), ("A6", 2, 2), ("E6", 2, 2),
    ]  # fmt: skip
    assert [p.text for p in document.paragraphs] == ["附表二"]


def test_a_blank_row_within_lines_a_merge_or_between_figures_parts_nothing(tmp_path: Path) -> None:
    def lined(book: Any, sheet: Any) -> None:
        _put(sheet, [*TABLE, [None] * 3, ["合计", 15, None]], 0, 0, book.add_format({"border": 1}))

    def merged(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE, 0, 1)
        sheet.merge_range("A1:A5", "综合")
        _put(sheet, [["廉政", 3, "每起扣3分"]], 4, 1)

    def figures(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        _put(sheet, [["廉政", 3, "每起扣3分"]], 4)

    document = read_xlsx(_book(tmp_path, lined, merged, figures))
    assert [grid.height for grid in document.grids] == [5, 5, 5]
    assert document.grids[1].cells[0].rows == 5


def test_a_title_and_the_same_heading_begin_a_second_table(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        box = book.add_format({"border": 1})
        for top in (0, 4):
            sheet.merge_range(top, 0, top, 2, f"表{top}")
            _put(sheet, TABLE, top + 1, 0, box)
        sheet.merge_range(8, 0, 8, 2, "其他")
        _put(sheet, [["廉政", 3, "每起扣3分"]], 9, 0, box)

    document = read_xlsx(_book(tmp_path, write))
    assert [p.text for p in document.paragraphs] == ["表0", "表4"]
    assert [grid.height for grid in document.grids] == [3, 5]


def test_prose_in_one_column_is_paragraphs(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        _put(sheet, [["考核办法"], ["一、总则"], ["（一）按季考核。"]])

    document = read_xlsx(_book(tmp_path, write))
    assert [p.text for p in document.paragraphs] == ["考核办法", "一、总则", "（一）按季考核。"]


def test_merged_cells_rich_text_and_line_breaks(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.merge_range("A1:B2", "类别")
        _put(sheet, [["分值"], ["基本"]], 0, 2)
        sheet.merge_range("A3:A4", "安全\n生产")
        _put(sheet, [["甲", 1], ["乙", 2]], 2, 1)
        sheet.write_rich_string("B3", "每起", bold, "扣2分", "\n扣完为止")

    (grid,) = read_xlsx(_book(tmp_path, write)).grids
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in grid.cells] == [
        ("类别", 0, 0, 2, 2), ("分值", 0, 2, 1, 1), ("基本", 1, 2, 1, 1), ("安全\n生产", 2, 0, 2, 1),
        ("每起扣2分\n扣完为止", 2, 1, 1, 1), ("1", 2, 2, 1, 1), ("乙", 3, 1, 1, 1), ("2", 3, 2, 1, 1),
    ]  # fmt: skip


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    def first(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})

    def second(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        sheet.hide()

    document = read_xlsx(_book(tmp_path, first, second))
    one, two = document.grids
    assert [[cell.hidden for cell in one.row(row)] for row in range(3)] == [
        [False, False, True], [True, True, True], [False, False, True],
    ]  # fmt: skip
    assert all(cell.hidden for cell in two.cells)
    assert [(p.code, p.severity) for p in document.problems] == [("sheet.hidden", Severity.ADVICE)] * 2
    assert "第 2 行、第 C 列" in document.problems[0].message


def test_formulas_count_by_the_value_stored(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        sheet.write_formula("B4", "=SUM(B2:B3)", None, 15)
        sheet.write_formula("A4", '="合"&"计"', None, "合计")
        sheet.write_formula("C4", "=1/0", None, "#DIV/0!")

    document = read_xlsx(_book(tmp_path, write))
    assert _rows(document.grids[0])[3] == ["合计", "15", "#DIV/0!"]
    assert _codes(document) == ["sheet.formula-error", "sheet.stale-values"]


def test_a_formula_nobody_computed_is_an_error(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*TABLE, ["合计", "=SUM(B2:B3)", ""]]:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    document = read_xlsx(tmp_path / "a.xlsx")
    (problem,) = [problem for problem in document.problems if problem.code == "sheet.not-calculated"]
    assert (problem.severity, problem.where[0].cell) == (Severity.ERROR, "B4")
    assert document.grids[0].text(3, 1) == "=SUM(B2:B3)"


def test_dates_booleans_and_the_calendar_of_1904(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        sheet.write_row(0, 0, ["日期", "是否"])
        sheet.write_datetime(1, 0, datetime.date(2025, 3, 1), date)
        sheet.write_boolean(1, 1, True)
    assert _rows(read_xlsx(path).grids[0])[1] == ["2025年3月1日", "TRUE"]


def test_text_boxes_are_read_pictures_and_comments_are_told(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        _put(sheet, TABLE)
        sheet.insert_textbox("E2", "本表按季填报\n逾期扣分")
        sheet.write_comment("A1", "待定")
        png = bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
            "0000000c4944415408d763f8ffff3f0005fe02fea735810000000049454e44ae426082"
        )
        sheet.insert_image("H1", "a.png", {"image_data": io.BytesIO(png)})

    document = read_xlsx(_book(tmp_path, write))
    assert [(p.text, p.place.what, p.place.cell) for p in document.paragraphs] == [
        ("本表按季填报", "文本框", "E2"), ("逾期扣分", "文本框", "E2"),
    ]  # fmt: skip
    assert _codes(document) == ["sheet.pictures", "sheet.comments"]


def _rewritten(path: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """The workbook with its parts changed, left out or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in added.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    path.write_bytes(out.getvalue())
    return path


def _table(tmp_path: Path) -> Path:
    return _book(tmp_path, lambda book, sheet: _put(sheet, TABLE))


def _sheet_with(tmp_path: Path, pattern: str, replacement: str) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return data
        text = re.sub(pattern, replacement, data.decode())
        assert text != data.decode()
        return text.encode()

    return _rewritten(_table(tmp_path), change)


def test_macros_and_links_are_told_and_left_alone(tmp_path: Path) -> None:
    added = {"xl__vbaProject_dot_bin": b"x", "xl__externalLinks__externalLink1_dot_xml": b"<a/>"}
    document = read_xlsx(_rewritten(_table(tmp_path), lambda name, data: data, **added))
    assert _codes(document) == ["sheet.macros", "sheet.external-links"]
    assert document.grids[0].height == 3


def test_cells_and_rows_may_leave_their_names_to_the_order(tmp_path: Path) -> None:
    document = read_xlsx(_sheet_with(tmp_path, r' (?:r|spans)="[^"]*"', ""))
    assert _rows(document.grids[0])[2] == ["环保", "10", "每起扣2分"]


def test_a_workbook_without_formats_or_in_the_strict_dialect_is_read(tmp_path: Path) -> None:
    bare = _rewritten(_table(tmp_path), lambda name, data: None if name == "xl/styles.xml" else data)
    assert read_xlsx(bare).grids[0].text(1, 1) == "5"
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    strict = _rewritten(_table(tmp_path), lambda name, data: data.replace(old, new))
    assert read_xlsx(strict).grids[0].text(1, 1) == "5"


def test_a_text_under_a_merged_cell_and_overlapping_merges_are_told(tmp_path: Path) -> None:
    merges = '</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/></mergeCells>'
    document = read_xlsx(_sheet_with(tmp_path, "</sheetData>", merges))
    assert _codes(document) == ["sheet.covered", "sheet.merges-overlap"]
    assert document.problems[0].where[0].cell == "B1"


def test_a_merge_over_the_whole_sheet_ends_with_its_texts(tmp_path: Path) -> None:
    merges = '</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    (grid,) = read_xlsx(_sheet_with(tmp_path, "</sheetData>", merges)).grids
    assert (grid.height, grid.width) == (3, 3)


def test_a_format_at_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    (grid,) = read_xlsx(_sheet_with(tmp_path, "</sheetData>", far)).grids
    assert (grid.height, grid.width) == (3, 3)
    text = far.replace(' s="0"/>', ' t="str"><v>末</v></c>')
    document = read_xlsx(_sheet_with(tmp_path, "</sheetData>", text))
    assert [p.place.cell for p in document.paragraphs] == ["XFD1048576"]


def test_a_sheet_that_is_too_long_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        lambda book, sheet: _put(sheet, [["甲", row] for row in range(60)]),
        lambda book, sheet: _put(sheet, TABLE),
    )
    for limits in (Limits(sheet_rows=50), Limits(sheet_cells=100)):
        document = read_xlsx(path, limits)
        assert [grid.page for grid in document.grids] == ["表2"]
        assert [(p.code, p.severity) for p in document.problems] == [("sheet.too-large", Severity.ERROR)]
    with pytest.raises(Refused) as refused:
        read_xlsx(path, Limits(sheet_rows=2))
    assert (refused.value.code, len(refused.value.problems)) == ("document.too-large", 2)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(visited_cells=5), "document.too-large"),
        (Limits(sheets=0), "document.too-large"),
        (Limits(cell_characters=4), "document.too-large"),
        (Limits(unpacked_bytes=100), "document.unsafe"),
        (Limits(xml_bytes=100), "document.unsafe"),
        (Limits(archive_entries=2), "document.unsafe"),
    ],
)
def test_what_is_too_large_is_refused(tmp_path: Path, limits: Limits, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_xlsx(_table(tmp_path), limits)
    assert refused.value.code == code


def test_entities_are_refused_however_they_are_written(tmp_path: Path) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    for data in (
        evil.encode(),
        evil.encode("utf-16"),
        b"<?xml version='1.0'?>" + b" " * 300_000 + evil[21:].encode(),
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
    ):

        def change(name: str, old: bytes, new: bytes = data) -> bytes:
            return new if "sharedStrings" in name else old

        path = _rewritten(_table(tmp_path), change)
        with pytest.raises(Refused) as refused:
            read_xlsx(path)
        assert refused.value.code == "document.unsafe"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_xlsx(_book(tmp_path, lambda book, sheet: None))
    assert refused.value.code == "document.empty"


def test_a_cell_is_the_stretch_its_clause_came_from(tmp_path: Path) -> None:
    cell: Cell = read_xlsx(_table(tmp_path)).grids[0].cells[-1]
    assert str(cell.span(0, 2)) == "办法.xlsx 表1!C3"
