"""HTML pages: spans, malformed markup, pages arranged by tables, and what is no text."""

from pathlib import Path

import pytest

from kaohe.core import Refused, Severity
from kaohe.documents.html import read_html
from kaohe.documents.model import Document, Grid


def _read(folder: Path, markup: str | bytes) -> Document:
    path = folder / "办法.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode("utf-8"))
    return read_html(path)


def _grid(folder: Path, rows: str) -> Grid:
    (grid,) = _read(folder, f"<table>{rows}</table>").grids
    return grid


def _texts(grid: Grid) -> list[list[str]]:
    return [[grid.text(row, column) for column in range(grid.width)] for row in range(grid.height)]


def test_spans_take_their_places(tmp_path: Path) -> None:
    grid = _grid(
        tmp_path,
        "<tr><th rowspan=2>项目</th><th colspan=2>分值</th></tr><tr><th>城区</th><th>农村</th></tr>"
        "<tr><td>保洁</td><td>6</td><td>4</td></tr>",
    )
    assert _texts(grid) == [["项目", "分值", "分值"], ["项目", "城区", "农村"], ["保洁", "6", "4"]]
    assert grid.cells[0].header
    assert grid.cells[3].place.cell == "C2"


def test_rowspan_zero_goes_to_the_end_of_its_part(tmp_path: Path) -> None:
    grid = _grid(
        tmp_path,
        "<tbody><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></tbody><tbody><tr><td>乙</td><td>3</td></tr></tbody>",
    )
    assert _texts(grid) == [["甲", "1"], ["甲", "2"], ["乙", "3"]]


@pytest.mark.parametrize(
    ("span", "expected"), [("-3", 1), ("abc", 1), ("999999999", 200), ("2.7", 2), ("", 1), ("0", 1)]
)
def test_absurd_column_spans_are_bounded(span: str, expected: int, tmp_path: Path) -> None:
    grid = _grid(tmp_path, f'<tr><td colspan="{span}">甲</td></tr><tr><td>乙</td><td>丙</td></tr>')
    assert grid.cells[0].columns == expected


def test_absurd_row_span_ends_with_the_table(tmp_path: Path) -> None:
    grid = _grid(tmp_path, "<tr><td rowspan=65000>甲</td><td>1</td></tr><tr><td>2</td></tr>")
    assert grid.cells[0].rows == 2
    assert grid.height == 2


def test_unclosed_and_loose_cells(tmp_path: Path) -> None:
    assert _texts(_grid(tmp_path, "<tr><td>甲<td>1<tr><td>乙<td>2")) == [["甲", "1"], ["乙", "2"]]
    assert _texts(_grid(tmp_path, "<td>甲</td><td>1</td><tr><td>乙</td><td>2</td></tr>")) == [
        ["甲", "1"],
        ["乙", "2"],
    ]


def test_overlapping_spans_do_not_collide(tmp_path: Path) -> None:
    grid = _grid(
        tmp_path, "<tr><td>甲</td><td rowspan=2>乙</td></tr><tr><td colspan=2>丙</td><td>丁</td></tr>"
    )
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert len(covered) == len(set(covered))
    assert {cell.text for cell in grid.cells} == {"甲", "乙", "丙", "丁"}


def test_lines_in_a_cell(tmp_path: Path) -> None:
    grid = _grid(
        tmp_path, "<tr><td>1.水面&nbsp;&nbsp;清洁<br>2.岸\n   坡整洁<p>3.完</p></td><td> 98\n % </td></tr>"
    )
    assert [cell.text for cell in grid.cells] == ["1.水面 清洁\n2.岸坡整洁\n3.完", "98 %"]


def test_table_in_a_cell_stands_apart(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>第{n}项要做的工作</td><td>{n}</td></tr>" for n in range(6))
    inner = "<table><tr><td>优</td><td>5</td></tr></table>"
    grid = _grid(tmp_path, f"{rows}<tr><td>分档{inner}</td><td>5</td></tr>")
    cell = next(cell for cell in grid.cells if cell.grids)
    assert cell.text == "分档"
    assert _texts(cell.grids[0]) == [["优", "5"]]


def test_table_that_arranges_the_page_comes_apart(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "<table><tr><td><h2>考核办法</h2><table><tr><td>项目</td><td>分值</td></tr><tr><td>保洁</td><td>6</td></tr></table></td></tr></table>",
    )
    assert document.paragraphs[0].text == "考核办法"
    assert document.paragraphs[0].level == 2
    assert _texts(document.grids[0]) == [["项目", "分值"], ["保洁", "6"]]


def test_scripts_styles_and_hidden_text_are_no_text(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "<html><head><title>网站</title><style>p{}</style></head><body><script>var a='分'</script><p>正文</p>"
        "<p style='display: none'>藏着的</p><div hidden>藏着的</div></body></html>",
    )
    assert [p.text for p in document.paragraphs] == ["正文"]


def test_hidden_rows_are_marked(tmp_path: Path) -> None:
    grid = _grid(
        tmp_path, "<tr style='display:none'><td>旧</td><td>1</td></tr><tr><td>新</td><td>2</td></tr>"
    )
    assert [cell.hidden for cell in grid.cells] == [True, True, False, False]


def test_caption_headings_and_numbered_lists(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "<h1>办法</h1><ol start=3><li>三项</li><li>四项</li></ol><table><caption>评分表</caption><tr><td>甲</td><td>1</td></tr></table>",
    )
    assert [p.full_text for p in document.paragraphs] == ["办法", "3. 三项", "4. 四项"]
    assert document.grids[0].caption == "评分表"


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8"])
def test_stated_encodings(encoding: str, tmp_path: Path) -> None:
    markup = f'<html><head><meta charset="{encoding}"></head><body><p>考核办法</p></body></html>'
    assert _read(tmp_path, markup.encode(encoding)).paragraphs[0].text == "考核办法"


def test_wrongly_stated_encoding(tmp_path: Path) -> None:
    markup = '<meta charset="gb2312"><p>考核办法</p>'
    assert _read(tmp_path, markup.encode("utf-8")).paragraphs[0].text == "考核办法"


def test_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        _read(tmp_path, "   ")


def test_deep_nesting_ends(tmp_path: Path) -> None:
    document = _read(tmp_path, "<div>" * 5000 + "<table><tr><td>" * 300 + "底")
    assert isinstance(document, Document)


def test_xhtml_declaration_and_outside_references_are_harmless(tmp_path: Path) -> None:
    markup = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>正文&e;</p><img src='http://127.0.0.1:9/a.png'></body></html>"
    )
    document = _read(tmp_path, markup)
    assert "root:" not in "".join(p.text for p in document.paragraphs)


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    row = "<tr{}><td>{}<td>5</tr>"
    rows = row.format("", "巡查") + row.format(' style="display: none"', "档案")
    hidden = row.format("", "保洁")
    document = _read(
        tmp_path, f"<table><tbody>{rows}</tbody><tbody style='display:none'>{hidden}</tbody></table>"
    )
    assert [cell.text for cell in document.grids[0].cells if cell.column == 0] == ["巡查", "档案", "保洁"]
    (problem,) = document.problems
    assert (problem.code, problem.severity) == ("document.hidden-rows", Severity.ADVICE)
    assert "第 2、3 行" in problem.message
