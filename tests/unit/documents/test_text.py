"""Plain text: encodings, the three forms of table, prose between them, and files that are none."""

from pathlib import Path

import pytest

from kaohe.core import Refused
from kaohe.documents.model import Document, Grid, Paragraph
from kaohe.documents.text import read_text


def _read(folder: Path, content: str | bytes, name: str = "办法.txt") -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_text(path)


def _rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.row(row)] for row in range(grid.height)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_an_office(encoding: str, tmp_path: Path) -> None:
    document = _read(tmp_path, "河道考核办法\r\n\r\n一、总则".encode(encoding))
    assert [p.text for p in document.paragraphs] == ["河道考核办法", "一、总则"]
    assert document.problems == ()


def test_utf16_without_a_mark(tmp_path: Path) -> None:
    document = _read(tmp_path, ("abc 123 考核\n" * 20).encode("utf-16-le"))
    assert document.paragraphs[0].text == "abc 123 考核"


def test_bad_bytes_are_told(tmp_path: Path) -> None:
    document = _read(tmp_path, "考核办法，共十条。".encode() * 20 + b"\xff\xfe\x81" + "完".encode())
    assert [problem.code for problem in document.problems] == ["document.encoding-doubtful"]


def test_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        _read(tmp_path, bytes(range(256)) * 40)
    assert refused.value.code == "document.not-text"


def test_nul_bytes_are_left_out(tmp_path: Path) -> None:
    assert _read(tmp_path, "考核\x00办法").paragraphs[0].text == "考核办法"


def test_paragraphs_keep_their_line(tmp_path: Path) -> None:
    document = _read(tmp_path, "第一段\n\n　　第二段\n")
    assert [(p.text, p.place.line) for p in document.paragraphs] == [("第一段", 1), ("第二段", 3)]


def test_a_tab_begins_a_cell_and_a_blank_line_ends_a_row(tmp_path: Path) -> None:
    text = "附表\n\t项目\n\t分值\n\n\t河道\n保洁\n\t6\n\n\t\n\t4\n\n\n附则\n"
    document = _read(tmp_path, text)
    title, grid, after = document.blocks
    assert isinstance(grid, Grid)
    assert isinstance(title, Paragraph)
    assert isinstance(after, Paragraph)
    assert _rows(grid) == [["项目", "分值"], ["河道\n保洁", "6"], ["", "4"]]
    assert grid.cells[2].place.cell == "A2"
    assert grid.cells[2].place.line == 5


def test_row_with_too_few_cells_is_fitted_by_what_stands_in_it(tmp_path: Path) -> None:
    rows = ["甲|乙事项|5|说明说明说明说明说明说明说明说明说明说明说明说明说明|水利局"] * 3
    short = "合并的一项|10|这里是很长的一段说明这里是很长的一段说明这里是很长的一段说明|水利局"
    text = "".join("".join(f"\t{cell}\n" for cell in row.split("|")) + "\n" for row in [*rows, short])
    (grid,) = _read(tmp_path, text).grids
    assert [(cell.column, cell.columns) for cell in grid.row(3)] == [(0, 2), (2, 1), (3, 1), (4, 1)]


def test_corner_cell_with_a_blank_line_in_it(tmp_path: Path) -> None:
    text = "\t   单位\n\n内容\n\t东河镇\n\t西河镇\n\n\t清洁率\n\t98\n\t97\n"
    (grid,) = _read(tmp_path, text).grids
    assert _rows(grid)[1] == ["清洁率", "98", "97"]
    assert grid.width == 3


def test_a_line_is_a_row_with_tabs_between(tmp_path: Path) -> None:
    text = '标题\n类别\t项目\t分值\n甲\t"一行\n两行"\t5\n\t丙\t6\n结尾'
    document = _read(tmp_path, text)
    (grid,) = document.grids
    assert _rows(grid) == [["类别", "项目", "分值"], ["甲", "一行\n两行", "5"], ["", "丙", "6"]]
    assert [p.text for p in document.paragraphs] == ["标题", "结尾"]


def test_cells_broken_over_lines_without_quotes(tmp_path: Path) -> None:
    (grid,) = _read(tmp_path, "甲\t乙\t丙\nA\tB一\nB二\tC\nD\tE\tF\n").grids
    assert _rows(grid)[1] == ["A", "B一\nB二", "C"]


def test_bars_stand_between_cells(tmp_path: Path) -> None:
    (grid,) = _read(tmp_path, "| 项目 | 分值 |\n|---|---|\n| 保洁 | 6 |\n").grids
    assert _rows(grid) == [["项目", "分值"], ["保洁", "6"]]


def test_drawn_table(tmp_path: Path) -> None:
    text = "┌──┬──┐\n│项目│分值│\n├──┼──┤\n│河道│6   │\n│保洁│    │\n├──┼──┤\n│护栏│4   │\n└──┴──┘\n"
    (grid,) = _read(tmp_path, text).grids
    assert _rows(grid) == [["项目", "分值"], ["河道保洁", "6"], ["护栏", "4"]]


def test_comma_separated_file(tmp_path: Path) -> None:
    (grid,) = _read(tmp_path, '项目,分值\n"保洁,绿化",6\n', "办法.csv").grids
    assert _rows(grid) == [["项目", "分值"], ["保洁,绿化", "6"]]


def test_a_tab_in_prose_is_a_blank(tmp_path: Path) -> None:
    document = _read(tmp_path, "联系人：\t某某\n\n一、总则\n")
    assert document.grids == ()
    assert document.paragraphs[0].text == "联系人： 某某"


def test_huge_line_is_cut_and_told(tmp_path: Path) -> None:
    document = _read(tmp_path, "扣" * 300_000)
    assert len(document.paragraphs[0].text) == 20_000
    assert [problem.code for problem in document.problems] == ["document.text-too-long"]


def test_table_of_many_rows_is_bounded(tmp_path: Path) -> None:
    document = _read(tmp_path, "甲\t乙\t丙\n" * 30_000)
    assert document.grids[0].height == 20_000
    assert "document.table-too-large" in [problem.code for problem in document.problems]


def test_empty_file_has_nothing_in_it(tmp_path: Path) -> None:
    assert _read(tmp_path, "").blocks == ()


@pytest.mark.parametrize("content", ["a\t\n\t\n", "\t\n", "\t\n\t\n\t\n", "\n\t\n \t \n"])
def test_tabs_and_nothing_else(content: str, tmp_path: Path) -> None:
    assert _read(tmp_path, content).kind == "txt"
