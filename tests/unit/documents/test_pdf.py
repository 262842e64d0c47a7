"""PDF files: paragraphs, tables with merged cells, tables over the page, scans, locks, bombs and damage."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from kaohe.core import Refused, Severity
from kaohe.documents.limits import Limits
from kaohe.documents.model import Document, Grid
from kaohe.documents.pdf import read_pdf
from tests.unit.documents.pdf_writer import Page, assemble, pdf

LEFT = 72.0
FULL = 37
"""Characters of size 12 between the margins at 72 and 516."""


def _read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Document:
    path = tmp_path / "办法.pdf"
    path.write_bytes(data)
    return read_pdf(path, limits) if limits else read_pdf(path)


def _codes(document: Document) -> set[str]:
    return {problem.code for problem in document.problems}


def _rows(grid: Grid) -> list[list[str]]:
    return [[grid.text(row, column) for column in range(grid.width)] for row in range(grid.height)]


def _prose(page: Page, text: str, y: float, size: float = 12) -> float:
    """A paragraph with its first line indented, broken at the right margin; gives the next free height."""
    room, x = FULL - 2, LEFT + 2 * size
    while text:
        page.text(x, y, text[:room], size)
        text, room, x, y = text[room:], FULL, LEFT, y + 1.6 * size
    return y


def test_lines_become_the_paragraphs_that_were_typed(tmp_path: Path) -> None:
    long = (
        "为推动各镇街按期完成全年任务，依照上级部署并结合本区实际，特制定本办法，请各单位对照执行，不得拖延。"
        * 2
    )
    page = Page().text(200, 80, "青石区考核办法", 20)
    y = _prose(page, long, 130)
    y = _prose(page, "一、考核对象", y)
    _prose(page, "（一）各镇人民政府。", y)
    page.text(280, 800, "— 1 —")
    document = _read(tmp_path, pdf(page))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "青石区考核办法", long, "一、考核对象", "（一）各镇人民政府。",
    ]  # fmt: skip
    assert str(document.paragraphs[1].place) == "办法.pdf 第1页!第2行"
    assert document.problems == ()


def test_a_paragraph_goes_on_overleaf(tmp_path: Path) -> None:
    first, second = Page(), Page()
    first.text(LEFT + 24, 700, "指" * 35).text(LEFT, 719, "标" * 37)
    second.text(LEFT, 80, "完成情况。").text(LEFT + 24, 99, "另起一段。")
    document = _read(tmp_path, pdf(first, second))
    assert [p.text for p in document.paragraphs] == ["指" * 35 + "标" * 37 + "完成情况。", "另起一段。"]
    assert document.paragraphs[1].page == "第2页"


def test_a_title_of_two_lines_is_one_paragraph(tmp_path: Path) -> None:
    page = Page().text(114, 80, "青石区重点工作目标管理责任制年度", 24).text(246, 118, "考核办法", 24)
    _prose(page, "正文" * 50, 180)
    document = _read(tmp_path, pdf(page))
    assert document.paragraphs[0].text == "青石区重点工作目标管理责任制年度考核办法"


def test_merged_cells_are_where_no_line_parts_them(tmp_path: Path) -> None:
    xs, ys = [72, 150, 250, 300, 500], [100, 130, 160, 190]
    page = Page()
    for y in (100, 190):
        page.line(72, y, 500, y)
    page.line(150, 130, 500, 130).line(150, 160, 500, 160)  # the first column is merged downwards
    for x in (72, 150, 500):
        page.line(x, 100, x, 190)
    page.line(250, 130, 250, 190).line(300, 130, 300, 190)  # the head of the others is merged across
    page.text(80, 140, "工作").text(260, 108, "指标与标准")
    page.text(155, 138, "整改").text(260, 138, "5").text(305, 138, "每少一项扣一分")
    page.text(155, 168, "报送").text(260, 168, "10")
    grid = _read(tmp_path, pdf(page)).grids[0]
    assert (grid.height, grid.width) == (len(ys) - 1, len(xs) - 1)
    assert [(c.text, c.row, c.column, c.rows, c.columns, c.place.cell) for c in grid.cells] == [
        ("工作", 0, 0, 3, 1, "表1 A1"),
        ("指标与标准", 0, 1, 1, 3, "表1 B1"),
        ("整改", 1, 1, 1, 1, "表1 B2"),
        ("5", 1, 2, 1, 1, "表1 C2"),
        ("每少一项扣一分", 1, 3, 1, 1, "表1 D2"),
        ("报送", 2, 1, 1, 1, "表1 B3"),
        ("10", 2, 2, 1, 1, "表1 C3"),
        ("", 2, 3, 1, 1, "表1 D3"),
    ]
    assert grid.cells[0].address == "第1页!表1 A1"


def test_a_table_open_at_its_sides_has_its_outer_columns(tmp_path: Path) -> None:
    page = Page()
    for y in (100, 130, 160):
        page.line(72, y, 500, y)
    page.line(200, 100, 200, 160).line(300, 100, 300, 160)
    for y, texts in ((108, ("指标", "分值", "标准")), (138, ("甲", "5", "乙"))):
        for x, text in zip((80, 210, 310), texts, strict=True):
            page.text(x, y, text)
    assert _rows(_read(tmp_path, pdf(page)).grids[0]) == [["指标", "分值", "标准"], ["甲", "5", "乙"]]


def test_an_underline_and_a_frame_around_text_are_no_tables(tmp_path: Path) -> None:
    page = Page().text(80, 100, "填报单位").line(80, 114, 140, 114)
    page.grid([72, 500], [200, 260]).text(90, 220, "框里的话")
    document = _read(tmp_path, pdf(page))
    assert document.grids == ()
    assert [paragraph.text for paragraph in document.paragraphs] == ["填报单位", "框里的话"]


def test_lines_that_fill_a_cell_are_joined_and_others_keep_their_breaks(tmp_path: Path) -> None:
    page = Page().grid([72, 192, 500], [100, 200])
    page.text(78, 105, "每降低一个百分点").text(78, 120, "扣1分").text(78, 140, "迟报扣分")
    page.text(198, 105, "第一段。").text(198, 120, "第二段。")
    page.text(198, 140, "甲" * 24 + "。").text(198, 155, "2.乙")
    assert _rows(_read(tmp_path, pdf(page)).grids[0]) == [
        ["每降低一个百分点扣1分\n迟报扣分", f"第一段。\n第二段。\n{'甲' * 24}。\n2.乙"]
    ]


def _part(page: Page, top: float, rows: list[tuple[str, str, str]], *, merged: bool = True) -> Page:
    """A table of three columns whose first is merged downwards."""
    bottom = top + 30 * len(rows)
    for x in (72, 150, 250, 500):
        page.line(x, top, x, bottom)
    for index in range(len(rows) + 1):
        whole = index in (0, len(rows)) or not merged
        page.line(72 if whole else 150, top + 30 * index, 500, top + 30 * index)
    for index, texts in enumerate(rows):
        for x, text in zip((78, 156, 256), texts, strict=True):
            if text:
                page.text(x, top + 30 * index + 8, text)
    return page


def test_a_merged_cell_that_the_page_break_cut_is_one_again(tmp_path: Path) -> None:
    first = _part(Page(), 700, [("安全", "指标一", "扣2分。"), ("", "指标二", "扣3分。")])
    second = _part(Page(), 80, [("", "指标三", "扣4分。"), ("", "指标四", "扣5分。")])
    document = _read(tmp_path, pdf(first, second))
    (grid,) = document.grids
    assert (grid.height, grid.cells[0].rows, grid.text(3, 0)) == (4, 4, "安全")
    assert _codes(document) == {"pdf.cell-over-page"}
    assert [str(cell.place) for cell in grid.row(2)][1] == "办法.pdf 第2页!表1 B1"


def test_a_row_that_the_page_break_cut_is_one_again(tmp_path: Path) -> None:
    first = _part(
        Page(), 700, [("一", "指标一", "扣2分。"), ("二", "指标二", "每超过规定时间一")], merged=False
    )
    second = _part(Page(), 80, [("", "", "天扣3分。"), ("三", "指标三", "扣4分。")], merged=False)
    document = _read(tmp_path, pdf(first, second))
    assert _rows(document.grids[0]) == [
        ["一", "指标一", "扣2分。"],
        ["二", "指标二", "每超过规定时间一天扣3分。"],
        ["三", "指标三", "扣4分。"],
    ]
    assert _codes(document) == {"pdf.row-over-page"}


def test_a_repeated_heading_stays_unless_a_cell_runs_across_it(tmp_path: Path) -> None:
    head = ("类别", "指标", "标准")
    first = _part(Page(), 700, [head, ("一", "指标一", "扣2分。")], merged=False)
    second = _part(Page(), 80, [head, ("二", "指标二", "扣3分。")], merged=False)
    document = _read(tmp_path, pdf(first, second))
    assert _rows(document.grids[0]) == [
        ["类别", "指标", "标准"],
        ["一", "指标一", "扣2分。"],
        ["类别", "指标", "标准"],
        ["二", "指标二", "扣3分。"],
    ]
    assert document.problems == ()
    second = _part(Page(), 80, [head, ("", "", "并通报。"), ("二", "指标二", "扣3分。")], merged=False)
    document = _read(tmp_path, pdf(first, second))
    assert [row[0] for row in _rows(document.grids[0])] == ["类别", "一", "二"]
    assert _codes(document) == {"pdf.repeated-heading", "pdf.row-over-page"}


def test_a_total_overleaf_is_no_rest_of_a_row(tmp_path: Path) -> None:
    first = _part(Page(), 700, [("一", "指标一", "扣2分。"), ("二", "指标二", "扣3分。")], merged=False)
    second = _part(Page(), 80, [("合计", "", "100"), ("", "", "100")], merged=False)
    grid = _read(tmp_path, pdf(first, second)).grids[0]
    assert [row[2] for row in _rows(grid)] == ["扣2分。", "扣3分。", "100", "100"]


def test_tables_of_other_widths_or_with_text_between_stay_apart(tmp_path: Path) -> None:
    rows = [("一", "甲", "乙"), ("二", "丙", "丁")]
    second = Page().text(LEFT, 60, "附表").text(LEFT, 760, "完")
    document = _read(tmp_path, pdf(_part(Page(), 700, rows), _part(second, 80, rows)))
    assert [len(document.grids), len(document.paragraphs)] == [2, 2]
    other = Page().grid([72, 300, 400], [80, 110, 140]).text(80, 88, "戊").text(310, 88, "己")
    assert len(_read(tmp_path, pdf(_part(Page(), 700, rows), other)).grids) == 2


def test_running_heads_are_read_once_and_page_numbers_never(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        page = Page().text(200, 40, "青石区考核工作资料汇编").text(280, 800, f"第 {number} 页 共 4 页")
        pages.append(page.text(LEFT + 24, 200, f"第{number}项工作。"))
    document = _read(tmp_path, pdf(*pages))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["青石区考核工作资料汇编", *(f"第{n}项工作。" for n in range(1, 5))]
    assert _codes(document) == {"pdf.running-head"}


def test_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="扫描件") as refused:
        _read(tmp_path, pdf(Page().picture(), Page().picture()))
    assert refused.value.code == "document.scan"
    with pytest.raises(Refused, match="扫描件"):  # a stamped number does not make it text
        _read(tmp_path, pdf(*(Page().picture().text(LEFT, 800, f"第{n}页") for n in (1, 2))))
    document = _read(tmp_path, pdf(Page().text(LEFT, 100, "正文" * 15), Page().picture()))
    (problem,) = document.problems
    assert (problem.code, problem.severity) == ("pdf.scanned-pages", Severity.ERROR)
    assert "第 2 页" in problem.message


def test_text_over_a_picture_of_the_page_is_doubted(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf(Page().picture().text(LEFT, 100, "识别的字" * 8)))
    assert [(p.code, p.severity) for p in document.problems] == [("pdf.recognised-text", Severity.WARNING)]


def test_text_on_its_side_is_read_in_a_cell_and_told_outside(tmp_path: Path) -> None:
    page = Page().grid([72, 110, 500], [100, 200, 300]).text(120, 140, "指标")
    code = "党建工作".encode("utf-16-be").hex()
    page.parts.append(f"BT /F1 12 Tf 0 1 -1 0 95 680 Tm <{code}> Tj ET")  # turned to the left: read upwards
    page.parts.append(f"BT /F1 12 Tf 0 -1 1 0 88 600 Tm <{code}> Tj ET")  # turned to the right
    page.parts.append(f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{code}> Tj ET")
    document = _read(tmp_path, pdf(page))
    assert _rows(document.grids[0]) == [["党建工作", "指标"], ["党建工作", ""]]
    assert (_codes(document), document.paragraphs) == ({"pdf.turned-text"}, ())


def test_an_empty_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        _read(tmp_path, pdf(Page()))
    assert refused.value.code == "document.empty"


def test_characters_drawn_twice_are_read_once_and_radicals_as_characters(tmp_path: Path) -> None:
    page = Page().text(LEFT, 100, "加粗的字").text(LEFT + 0.3, 100, "加粗的字")
    assert _read(tmp_path, pdf(page)).paragraphs[0].text == "加粗的字"
    from kaohe.documents.pdf_lines import plain_character

    assert plain_character("\u2f08") == "人"


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    data = pdf(Page().text(LEFT, 100, "锁"), trailer="/Encrypt 9 0 R /ID [<00> <00>]", extra=[lock])
    with pytest.raises(Refused) as refused:
        _read(tmp_path, data)
    assert refused.value.code == "document.encrypted"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n%%EOF", b"%PDF-" + bytes(range(256)) * 40])
def test_a_damaged_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        _read(tmp_path, data)
    assert refused.value.code in ("document.damaged", "document.empty")


def test_limits_of_pages_objects_time_and_size(tmp_path: Path) -> None:
    pages = [Page().text(LEFT, 100, "字" * 30) for _ in range(4)]
    for limits in (Limits(pages=3), Limits(page_objects=20)):
        with pytest.raises(Refused) as refused:
            _read(tmp_path, pdf(*pages), limits)
        assert refused.value.code == "document.too-large"
    with pytest.raises(Refused) as refused:
        _read(tmp_path, pdf(*pages), Limits(seconds=-1))
    assert refused.value.code == "document.too-slow"
    crowded = _read(tmp_path, pdf(_part(Page(), 100, [("一", "甲", "乙")])), Limits(table_lines=3))
    assert _codes(crowded) == {"pdf.too-many-lines"}


def test_a_stream_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    bomb = zlib.compress(b"q Q " * 5_000_000, 9)
    body = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(bomb), bomb)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        body,
    ]
    with pytest.raises(Refused) as refused:
        _read(tmp_path, assemble(objects), Limits(stream_bytes=1_000_000))
    assert refused.value.code == "document.unsafe"


def test_forms_that_draw_one_another_stop_at_the_limit(tmp_path: Path) -> None:
    """Eight forms, each drawing the next twenty times: 25 thousand million in all."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /A 5 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        page,
        b"<< /Length 5 >>\nstream\n/A Do\nendstream",
    ]
    for index in range(8):
        drawn = b"/A Do " * 20
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A %d 0 R >> >> /Length %d >>"
            b"\nstream\n%b\nendstream" % (6 + index, len(drawn), drawn)
        )
    objects.append(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream")
    with pytest.raises(Refused) as refused:
        _read(tmp_path, assemble(objects), Limits(page_objects=2_000))
    assert refused.value.code == "document.too-large"


def test_what_the_parser_finds_odd_is_not_printed(tmp_path: Path) -> None:
    page = Page().text(LEFT, 80, "河道考核办法，各单位对照执行。")
    page.parts.append("BT /F1 /F1 Tf ET")
    path = tmp_path / "办法.pdf"
    path.write_bytes(pdf(page, packed=False))
    code = (
        "import sys, pathlib; from kaohe.documents.pdf import read_pdf; read_pdf(pathlib.Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
