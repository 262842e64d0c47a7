"""Papers as workbooks: a sheet a table, numbers as numbers, nothing that runs."""

from pathlib import Path

import openpyxl
import pytest

from kaohe.reports.official.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Page,
    Paragraph,
    Part,
    Table,
    simple_table,
)
from kaohe.reports.official.excel import write_xlsx
from kaohe.reports.pictures.picture import Picture

HEADS = (("名称", 40, Align.LEFT), ("得分", 20, Align.RIGHT), ("说明", 90, Align.LEFT))
HOSTILE = ("=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "https://example.org/x", "响\x07铃", "{=1}")


def _written(tmp_path: Path, *blocks: object) -> openpyxl.Workbook:
    path = tmp_path / "文书.xlsx"
    write_xlsx(Document("文书", tuple(blocks)), path)  # type: ignore[arg-type]
    assert not list(tmp_path.glob(".*.part"))
    return openpyxl.load_workbook(path)


def test_a_sheet_a_table_with_its_text_above_and_below(tmp_path: Path) -> None:
    book = _written(
        tmp_path,
        Paragraph(Part.TITLE, "关于甲的通报"),
        Paragraph(Part.BODY, "正文"),
        Paragraph(Part.CAPTION, "排名表"),
        simple_table(HEADS, [("甲镇", "95.5", "好")]),
        Page(wide=True),
        Paragraph(Part.CAPTION, "排名表"),
        simple_table(HEADS, [("乙镇", "3", "差")]),
        Paragraph(Part.REMARK, "注：说明"),
    )
    assert book.sheetnames == ["排名表", "排名表（2）"]
    first, second = book.worksheets
    assert [first.cell(row, 1).value for row in range(1, 6)] == [
        "关于甲的通报",
        "正文",
        "排名表",
        "名称",
        "甲镇",
    ]
    assert first.freeze_panes == "A5"
    assert first.print_title_rows == "$4:$4"
    assert (first.page_setup.orientation, second.page_setup.orientation) == ("portrait", "landscape")
    assert [second.cell(row, 1).value for row in range(1, 5)] == ["排名表", "名称", "乙镇", "注：说明"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95.5", 95.5),
        ("3", 3),
        ("-0.4", -0.4),
        ("007", "007"),
        ("12345678901234", "12345678901234"),
        ("—", "—"),
    ],
)
def test_numbers_are_numbers_and_codes_are_not(text: str, value: object, tmp_path: Path) -> None:
    sheet = _written(tmp_path, simple_table(HEADS, [("甲", text, text)])).worksheets[0]
    assert sheet["B2"].value == value
    assert sheet["C2"].value == text


def test_nothing_runs(tmp_path: Path) -> None:
    book = _written(
        tmp_path,
        Paragraph(Part.TITLE, "=1+1"),
        Paragraph(Part.CAPTION, "a[b]:c*d?e/f\\g'h" + "长" * 40),
        simple_table(HEADS, [(text, text, text) for text in HOSTILE]),
    )
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_merged_cells_stay_merged(tmp_path: Path) -> None:
    cells = (
        Cell("组", 0, 0, rows=2),
        Cell("两列", 0, 1, columns=2),
        Cell("甲", 1, 1),
        Cell("乙", 1, 2),
    )
    table = Table((Column(20), Column(20), Column(20)), cells, 2)
    sheet = _written(tmp_path, table).worksheets[0]
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:A2", "B1:C1"]


def test_a_paper_without_a_table_and_one_with_a_picture(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><rect width="40" height="20"/></svg>'
    book = _written(tmp_path, Paragraph(Part.BODY, "只有正文"), Picture(svg, 40, 20, "图", "一个方块"))
    assert book.worksheets[0]["A1"].value == "只有正文"
    assert len(vars(book.worksheets[0])["_images"]) == 1


def test_the_same_paper_is_the_same_file(tmp_path: Path) -> None:
    document = Document("文书", (simple_table(HEADS, [("甲", "1", "乙")]),))
    write_xlsx(document, tmp_path / "一.xlsx")
    write_xlsx(document, tmp_path / "二.xlsx")
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()
