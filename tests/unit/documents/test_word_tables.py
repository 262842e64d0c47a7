"""The true grid of Word tables: merges of every kind, careless ones too, and the addresses of cells."""

import io
import random
from pathlib import Path

import docx as python_docx
import pytest

from kaohe.documents.word.body import letters_of
from kaohe.documents.word.columns import by_widths, column_of
from tests.unit.documents.word_builder import codes, docx, p, r, read, shape, t, tbl, tc, tr


def test_merges_across_and_down(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("指标", span=2), "分值"),
        tr(tc("党建", down="restart"), "学习", "5"),
        tr(tc(down="-"), "活动", "4"),
        tr(tc(down="continue"), "台账", "3"),
    )
    assert shape(read(tmp_path, docx(table))) == [
        ("指标", 0, 0, 1, 2), ("分值", 0, 2, 1, 1),
        ("党建", 1, 0, 3, 1), ("学习", 1, 1, 1, 1), ("5", 1, 2, 1, 1),
        ("活动", 2, 1, 1, 1), ("4", 2, 2, 1, 1),
        ("台账", 3, 1, 1, 1), ("3", 3, 2, 1, 1),
    ]  # fmt: skip


def test_a_block_merged_both_ways(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", span=2, down="restart"), "乙"),
        tr(tc(span=2, down="-"), "丙"),
        tr("丁", "戊", "己"),
    )
    document = read(tmp_path, docx(table))
    assert shape(document)[0] == ("甲", 0, 0, 2, 2)
    assert document.grids[0].at(1, 1) == document.grids[0].at(0, 0)


def test_merges_side_by_side_and_one_after_another(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", down="restart"), tc("乙", down="restart")),
        tr(tc(down="-"), tc(down="-")),
        tr(tc("丙", down="restart"), tc(down="-")),
        tr(tc(down="-"), tc("丁")),
    )
    assert shape(read(tmp_path, docx(table))) == [
        ("甲", 0, 0, 2, 1), ("乙", 0, 1, 3, 1), ("丙", 2, 0, 2, 1), ("丁", 3, 1, 1, 1),
    ]  # fmt: skip


def test_old_merges_across(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", across="restart"), tc(across="continue"), "乙"),
        tr("一", "二", "三"),
    )
    assert shape(read(tmp_path, docx(table)))[:2] == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 1, 1)]


def test_rows_that_begin_later_and_end_earlier(tmp_path: Path) -> None:
    before = '<w:gridBefore w:val="1"/>'
    after = '<w:gridAfter w:val="1"/>'
    table = tbl(tr("甲", "乙", "丙"), tr("丁", "戊", properties=before), tr("己", "庚", properties=after))
    document = read(tmp_path, docx(table))
    grid = document.grids[0]
    assert (grid.width, grid.height) == (3, 3)
    assert [grid.text(1, column) for column in range(3)] == ["", "丁", "戊"]
    assert grid.at(1, 0) is None
    assert grid.at(2, 2) is None
    assert [str(cell.place) for cell in grid.row(1)] == ["办法.docx 表1!B2", "办法.docx 表1!C2"]


def test_a_merge_breaks_where_the_row_between_begins_later(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", down="restart"), "乙"),
        tr("丙", properties='<w:gridBefore w:val="1"/>'),
        tr(tc("丁", down="-"), "戊"),
    )
    assert [cell[0] for cell in shape(read(tmp_path, docx(table)))] == ["甲", "乙", "丙", "丁", "戊"]


def test_a_merge_that_goes_on_with_nothing_begins_there(tmp_path: Path) -> None:
    table = tbl(tr(tc("甲", down="-"), "乙"), tr(tc(down="-"), "丙"))
    assert shape(read(tmp_path, docx(table)))[0] == ("甲", 0, 0, 2, 1)


def test_a_careless_merge_keeps_the_columns_that_its_rows_share(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", span=2, down="restart"), "乙"),
        tr(tc(down="-"), "丙", "丁"),
        tr(tc(span=2, down="-"), "戊"),
    )
    document = read(tmp_path, docx(table))
    assert shape(document) == [
        ("甲", 0, 0, 3, 1), ("", 0, 1, 1, 1), ("乙", 0, 2, 1, 1), ("丙", 1, 1, 1, 1), ("丁", 1, 2, 1, 1),
        ("", 2, 1, 1, 1), ("戊", 2, 2, 1, 1),
    ]  # fmt: skip
    assert codes(document) == ["document.uneven-merge"]
    assert [str(place) for place in document.problems[0].where] == ["办法.docx 表1!A1"]


def test_text_under_a_merge_is_said_and_not_read(tmp_path: Path) -> None:
    table = tbl(tr(tc("甲", down="restart"), "乙"), tr(tc("盖住的字", down="-"), "丙"))
    document = read(tmp_path, docx(table))
    assert "盖住" not in "".join(cell.text for cell in document.grids[0].cells)
    assert codes(document) == ["document.covered-text"]
    assert "“盖住的字”" in document.problems[0].message


def test_an_edge_that_no_row_has_is_no_edge(tmp_path: Path) -> None:
    table = tbl(tr(tc("甲", span=3), tc("乙", span=2)), tr(tc("丙", span=3), tc("丁", span=2)))
    document = read(tmp_path, docx(table))
    assert document.grids[0].width == 2
    assert shape(document)[1] == ("乙", 0, 1, 1, 1)


def test_edges_a_hair_apart_are_one(tmp_path: Path) -> None:
    """Somebody's mouse moved the edge by half a millimetre in the second row."""
    widths = (3000, 30, 2970, 2000)
    table = tbl(
        tr("甲", tc("乙", span=2), "丙", properties=""),
        tr(tc("丁", span=2), "戊", "己"),
        widths=widths,
    )
    document = read(tmp_path, docx(table))
    assert document.grids[0].width == 3
    assert [cell[1:] for cell in shape(document)] == [
        (row, column, 1, 1) for row in (0, 1) for column in (0, 1, 2)
    ]


def test_a_narrow_column_of_its_own_stays() -> None:
    assert column_of([(0, 1, 2), (0, 2)], (60, 4000)) == {0: 0, 1: 1, 2: 2}
    assert column_of([(0, 1, 3), (0, 2, 3)], (3000, 60, 3000)) == {0: 0, 1: 1, 2: 1, 3: 2}
    assert column_of([(0, 1, 3), (0, 2, 3)], (3, 1, 3)) == {0: 0, 1: 1, 2: 2, 3: 3}
    assert column_of([(0, 1, 3), (0, 2, 3)]) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_rows_without_spans_are_laid_out_by_their_widths(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", width=2000), tc("乙", width=3000), tc("丙", width=4000)),
        tr(tc("丁", width=2000), tc("戊", width=7000)),
    )
    assert shape(read(tmp_path, docx(table))) == [
        ("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1), ("丙", 0, 2, 1, 1), ("丁", 1, 0, 1, 1), ("戊", 1, 1, 1, 2),
    ]  # fmt: skip


def test_rows_of_different_width_stay_ragged(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", width=2000), tc("乙", width=2000), tc("丙", width=2000)), tr(tc("丁", width=2000))
    )
    document = read(tmp_path, docx(table))
    assert shape(document)[3] == ("丁", 1, 0, 1, 1)
    assert document.grids[0].at(1, 2) is None
    assert by_widths([(0, [1000, 0])]) is None
    assert by_widths([]) is None


def test_a_table_within_a_cell(tmp_path: Path) -> None:
    inner = tbl(tr("内", "里"))
    innermost = tbl(tr(tc(inside=p("外层") + tbl(tr("芯")) + p())))
    table = tbl(tr(tc(inside=p("前") + inner + p("后")), tc(inside=innermost + p("旁"))))
    document = read(tmp_path, docx(tbl(tr("另一张")) + p("隔开") + table))
    first, second = document.grids[1].cells
    assert (first.text, second.text) == ("前\n后", "旁")
    assert [cell.text for cell in first.grids[0].cells] == ["内", "里"]
    assert str(first.grids[0].place) == "办法.docx 表2.1"
    assert str(first.grids[0].cells[1].place) == "办法.docx 表2.1!B1"
    deep = second.grids[0].cells[0].grids[0].cells[0]
    assert (deep.text, str(deep.place)) == ("芯", "办法.docx 表2.2.1!A1")


def test_lines_paragraphs_and_tabs_in_a_cell(tmp_path: Path) -> None:
    inside = (
        p("", "", r(t("一") + "<w:br/>" + t("二") + "<w:cr/>" + t("三") + "<w:tab/>" + t("四")))
        + p()
        + p("五")
    )
    assert shape(read(tmp_path, docx(tbl(tr(tc(inside=inside))))))[0][0] == "一\n二\n三\t四\n五"


def test_controls_around_rows_and_cells(tmp_path: Path) -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr><w:id w:val='1'/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    row = control(tr(control(tc(inside=control(p("甲")))), tc("乙")))
    assert [cell[0] for cell in shape(read(tmp_path, docx(control(tbl(row, tr("丙", "丁"))))))] == list(
        "甲乙丙丁"
    )


def test_heading_rows_and_hidden_rows(tmp_path: Path) -> None:
    table = tbl(
        tr("指标", "分值", properties="<w:tblHeader/>"),
        tr("甲", "1"),
        tr("乙", "2", properties="<w:hidden/>"),
        tr("丙", "3", properties='<w:tblHeader w:val="0"/>'),
    )
    cells = read(tmp_path, docx(table)).grids[0].cells
    assert [cell.header for cell in cells] == [True, True] + [False] * 6
    assert [cell.text for cell in cells if cell.hidden] == ["乙", "2"]


def test_deleted_rows_and_cells_are_left_out(tmp_path: Path) -> None:
    change = '<w:del w:id="1" w:author="某"/>'
    removed = f"<w:tc><w:tcPr>{change.replace('w:del ', 'w:cellDel ')}</w:tcPr>{p('删')}</w:tc>"
    table = tbl(tr("甲", "乙"), tr("删", "去", properties=change), tr("丙", removed, "丁"))
    document = read(tmp_path, docx(table))
    assert [cell[0] for cell in shape(document)] == list("甲乙丙丁")
    assert codes(document) == ["document.revisions"]


def test_a_table_without_cells_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, docx(tbl("<w:tr/>") + p("文"))).grids == ()


@pytest.mark.parametrize("span", ["0", "-3", "x", "", "2.0"])
def test_a_span_that_is_no_number_counts_as_one_or_what_it_says(tmp_path: Path, span: str) -> None:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{p("甲")}</w:tc>'
    document = read(tmp_path, docx(tbl(tr(cell, "乙"), tr("丙", "丁", "戊"))))
    assert document.grids[0].at(0, 0 if span != "2.0" else 1) is document.grids[0].cells[0]
    assert document.grids[0].text(0, 2) == ("乙" if span == "2.0" else "")


def test_letters_of_columns() -> None:
    assert [letters_of(column) for column in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_addresses_are_unique(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("甲", span=2, down="restart"), "乙"), tr(tc(inside=tbl(tr("内", "里")) + p("文")), "丙", "丁")
    )
    document = read(tmp_path, docx(p("题") + table + p("注") + table))
    addresses = [str(paragraph.place) for paragraph in document.paragraphs]
    for grid in document.grids:
        addresses += [str(cell.place) for cell in grid.cells]
        addresses += [
            str(inner.place) for cell in grid.cells for nested in cell.grids for inner in nested.cells
        ]
    assert len(addresses) == len(set(addresses)) == 16


@pytest.mark.parametrize("seed", range(6))
def test_python_docx_writes_what_we_read(tmp_path: Path, seed: int) -> None:
    """Another program's merges, and where it says its cells are."""
    choice = random.Random(seed)
    document = python_docx.Document()
    document.add_heading("考核办法", 2)
    height, width = 6, 5
    table = document.add_table(height, width)
    for number in range(height * width):
        table.cell(number // width, number % width).text = f"格{number}"
    merged: set[tuple[int, int]] = set()
    for _ in range(12):
        top, left = choice.randrange(height), choice.randrange(width)
        bottom, right = choice.randrange(top, height), choice.randrange(left, width)
        block = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if merged.isdisjoint(block):  # python-docx refuses what overlaps, half of it done
            merged |= block
            table.cell(top, left).merge(table.cell(bottom, right))
    packed = io.BytesIO()
    document.save(packed)
    ours = read(tmp_path, packed.getvalue())
    assert (ours.paragraphs[0].level, ours.problems) == (2, ())
    positions: dict[object, list[tuple[int, int]]] = {}
    for row in range(height):
        for column in range(width):
            positions.setdefault(table.cell(row, column)._tc, []).append((row, column))
    grid = ours.grids[0]
    assert len(grid.cells) == len(positions)
    if (grid.height, grid.width) == (height, width):  # every column parted by some row
        for taken in positions.values():
            assert len({id(grid.at(*position)) for position in taken}) == 1
            assert grid.text(*taken[0]).split() == table.cell(*taken[0]).text.split()
