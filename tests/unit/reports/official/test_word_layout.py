"""The page of GB/T 9704-2012 in the Word file itself: margins, lines, fonts, page numbers, heads, tables, imprint."""

import itertools
from pathlib import Path

import pytest
from lxml.etree import _Element as Element

from kaohe.reports.official.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Page,
    Paragraph,
    Part,
    Table,
    simple_table,
)
from kaohe.reports.official.geometry import signature_indents
from kaohe.reports.official.word import write_docx
from kaohe.reports.official.word.look import style_id
from tests.unit.reports.official.dump import W, attribute, dump, parts_of, root_of, text_of

MM = 1440 / 25.4
SHORT, LONG = "区考核办", "云溪区目标管理绩效考核和督促检查工作领导小组办公室（代章）"


def paper(tmp_path: Path, *blocks: Block, wide: bool = False) -> Path:
    path = tmp_path / "paper.docx"
    write_docx(Document("题", blocks, wide), path)
    return path


def sections(path: Path) -> list[Element]:
    return list(root_of(path).iter(f"{W}sectPr"))


def millimetres(element: Element, path: str, *names: str) -> list[int]:
    return [round(int(attribute(element, path, name)) / MM) for name in names]


def style(path: Path, part: Part) -> Element:
    found = root_of(path, "word/styles.xml").find(f"{W}style[@{W}styleId='{style_id(part)}']")
    assert found is not None
    return found


def paragraph(path: Path, text: str) -> Element:
    return next(each for each in root_of(path).iter(f"{W}p") if text in text_of(each))


# ---- the page


def test_margins_paper_and_the_turn_of_a_wide_page(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.BODY, "一"), Page(wide=True), Paragraph(Part.BODY, "二"))
    upright, across = sections(path)
    sides = ("top", "bottom", "left", "right")
    assert millimetres(upright, "pgSz", "w", "h") == [210, 297]
    assert millimetres(upright, "pgMar", *sides) == [37, 35, 28, 26]
    assert attribute(upright, "pgSz", "orient") == ""
    assert millimetres(across, "pgSz", "w", "h") == [297, 210]
    assert attribute(across, "pgSz", "orient") == "landscape"
    assert millimetres(across, "pgMar", *sides) == [28, 26, 35, 37]


def test_twenty_two_lines_fit_and_twenty_three_do_not(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.BODY, "一"))
    (section,) = sections(path)
    height = int(attribute(section, "pgSz", "h"))
    room = height - int(attribute(section, "pgMar", "top")) - int(attribute(section, "pgMar", "bottom"))
    line = int(attribute(style(path, Part.BODY), "pPr/spacing", "line"))
    assert attribute(style(path, Part.BODY), "pPr/spacing", "lineRule") == "exact"
    assert line * 22 <= room < line * 23
    assert attribute(section, "docGrid", "linePitch") == str(line)


def test_twenty_eight_characters_fit_and_twenty_nine_do_not(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.BODY, "一"))
    (section,) = sections(path)
    width = int(attribute(section, "pgSz", "w"))
    room = width - int(attribute(section, "pgMar", "left")) - int(attribute(section, "pgMar", "right"))
    body = style(path, Part.BODY)
    one = int(attribute(body, "rPr/sz")) * 10 + int(attribute(body, "rPr/spacing"))
    assert one * 28 <= room < one * 29


def test_page_numbers_stand_outside(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.BODY, "一"), Page(wide=True), Paragraph(Part.BODY, "二"))
    assert root_of(path, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    links = {each.get("Id"): each.get("Target") for each in root_of(path, "word/_rels/document.xml.rels")}
    id_ = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    for section in sections(path):
        footers = {
            each.get(f"{W}type"): root_of(path, f"word/{links[each.get(id_, '')]}")
            for each in section.iter(f"{W}footerReference")
        }
        for kind, side in (("default", "right"), ("even", "left")):
            assert attribute(footers[kind], "p/pPr/jc") == side
            assert attribute(footers[kind], "p/pPr/ind", f"{side}Chars") == "100"
            assert "".join(footers[kind].itertext()) == "—  PAGE 1 —"
            sizes = {each.get(f"{W}val") for each in footers[kind].iter(f"{W}sz")}
            assert sizes == {"28"}


# ---- fonts


@pytest.mark.parametrize(
    ("part", "font", "points"),
    [
        (Part.TITLE, "方正小标宋简体", 22),
        (Part.BODY, "仿宋_GB2312", 16),
        (Part.RECIPIENT, "仿宋_GB2312", 16),
        (Part.HEADING_1, "黑体", 16),
        (Part.HEADING_2, "楷体_GB2312", 16),
        (Part.HEADING_3, "仿宋_GB2312", 16),
        (Part.HEADING_4, "仿宋_GB2312", 16),
        (Part.ANNEX, "黑体", 16),
        (Part.COPIES, "仿宋_GB2312", 14),
        (Part.PRINTED, "仿宋_GB2312", 14),
    ],
)
def test_each_part_has_its_font_and_size(part: Part, font: str, points: int, tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(part, "考核"))
    look = style(path, part)
    assert attribute(look, "rPr/rFonts", "eastAsia") == font
    assert attribute(look, "rPr/rFonts", "ascii") == "Times New Roman"
    assert attribute(look, "rPr/sz") == str(points * 2)
    assert attribute(look, "name") == part.value


def test_every_chinese_font_has_a_free_one_that_stands_in(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.TITLE, "题"), simple_table((("甲", 1, Align.LEFT),), [("一",)]))
    used = {
        each.get(f"{W}eastAsia")
        for part in ("document", "styles", "footer1")
        for each in root_of(path, f"word/{part}.xml").iter(f"{W}rFonts")
    }
    declared = {
        each.get(f"{W}name"): attribute(each, "altName") for each in root_of(path, "word/fontTable.xml")
    }
    assert used == set(declared)
    assert all("Noto" in instead and "Source Han" in instead for instead in declared.values())


def test_a_heading_that_runs_into_its_text_is_set_apart_by_its_font(tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.HEADING_2, "（一）总体情况。全区平稳。"))
    fonts = [
        (text.text, attribute(run, "rPr/rFonts", "eastAsia"))
        for run in root_of(path).iter(f"{W}r")
        for text in run.iter(f"{W}t")
    ]
    assert fonts == [("（一）总体情况。", "楷体_GB2312"), ("全区平稳。", "")]


# ---- head, signature, imprint


def test_the_head_is_red_with_a_red_line_below_the_number(tmp_path: Path) -> None:
    path = paper(
        tmp_path,
        Paragraph(Part.RED_HEAD, SHORT + "文件"),
        Paragraph(Part.NUMBER, "云考〔2026〕1号", "签发人：某某"),
    )
    assert attribute(style(path, Part.RED_HEAD), "rPr/color") == "FF0000"
    number = paragraph(path, "签发人")
    assert attribute(number, "pPr/pBdr/bottom", "color") == "FF0000"
    assert text_of(number) == "云考〔2026〕1号\t签发人：某某"
    assert attribute(number, "pPr/tabs/tab") == "right"


@pytest.mark.parametrize("office", [SHORT, LONG, LONG * 2])
def test_the_head_stands_on_one_line_of_the_text(office: str, tmp_path: Path) -> None:
    path = paper(tmp_path, Paragraph(Part.RED_HEAD, office))
    size = int(attribute(paragraph(path, office), "r/rPr/sz")) / 2
    fits = size * len(office) <= 156 / 25.4 * 72
    assert fits or size == 20


@pytest.mark.parametrize("office", [SHORT, LONG])
def test_the_signer_stands_centred_above_the_date(office: str, tmp_path: Path) -> None:
    date = "2026年12月31日"
    path = paper(tmp_path, Paragraph(Part.SIGNER, office), Paragraph(Part.DATE, date))
    frees = [
        int(attribute(paragraph(path, text), "pPr/ind", "rightChars") or 0) / 100 for text in (office, date)
    ]
    widths = [min(len(office), 28), 7.0]
    centres = [free + width / 2 for free, width in zip(frees, widths, strict=True)]
    assert abs(centres[0] - centres[1]) < 0.01
    assert min(frees) >= 0
    assert frees[1] >= 4
    assert max(free + width for free, width in zip(frees, widths, strict=True)) <= 28


def test_a_date_without_a_signer_is_not_moved_by_what_stands_above(tmp_path: Path) -> None:
    long = Paragraph(Part.BODY, "各单位要按照要求认真做好整改并按时报送结果，" * 3)
    path = paper(tmp_path, long, Paragraph(Part.DATE, "2026年1月1日"))
    assert attribute(paragraph(path, "1月"), "pPr/ind", "rightChars") == str(
        round(signature_indents("", "2026年1月1日")[1] * 100)
    )
    assert attribute(paragraph(path, "1月"), "pPr/ind", "rightChars") == "400"


def test_the_first_page_of_a_letter_has_no_number_and_the_wide_page_after_it_has(tmp_path: Path) -> None:
    blocks = (
        Paragraph(Part.LETTER_HEAD, SHORT),
        Paragraph(Part.BODY, "一"),
        Page(wide=True),
        Paragraph(Part.BODY, "二"),
    )
    path = paper(tmp_path, *blocks)
    first, second = sections(path)
    assert first.find(f"{W}titlePg") is not None
    assert not [each for each in first.iter(f"{W}footerReference") if each.get(f"{W}type") == "first"]
    assert second.find(f"{W}titlePg") is None


def test_the_imprint_stands_at_the_foot_of_the_page(tmp_path: Path) -> None:
    path = paper(
        tmp_path,
        Paragraph(Part.BODY, "一"),
        Paragraph(
            Part.COPIES, "抄送：区委办公室，区人大常委会办公室，区政协办公室，区纪委监委，区法院，区检察院。"
        ),
        Paragraph(Part.PRINTED, "云溪区人民政府办公室", "2026年12月31日印发"),
    )
    frames = [each for each in root_of(path).iter(f"{W}p") if each.find(f"{W}pPr/{W}framePr") is not None]
    tops = [int(attribute(each, "pPr/framePr", "y")) for each in frames]
    heights = [int(attribute(each, "pPr/framePr", "h")) for each in frames]
    assert abs(tops[0] + heights[0] - tops[1]) <= 1
    assert abs(tops[1] + heights[1] - (297 - 35) * MM) <= 2
    assert attribute(frames[0], "pPr/pBdr/top", "sz") == attribute(frames[1], "pPr/pBdr/bottom", "sz") == "8"
    assert attribute(frames[1], "pPr/pBdr/top", "sz") == "6"


# ---- tables


def test_tables_repeat_their_head_and_split_no_row(tmp_path: Path) -> None:
    cells = (
        *(Cell("头", 0, column, 1, 1) for column in range(2)),
        *(Cell("次", 1, column, 1, 1) for column in range(2)),
        Cell("并", 2, 0, 2, 1),
        *(Cell("值", row, 1) for row in (2, 3)),
    )
    path = paper(tmp_path, Table((Column(10), Column(30)), cells, 4, head=2))
    rows = list(root_of(path).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert dump(path)[1:] == [
        "表",
        "行　头　头",
        "行　次　次",
        "行　（restart）并　值",
        "行　（continue）　值",
        "表毕",
    ]


@pytest.mark.parametrize(("wide", "room"), [(False, 156), (True, 225)])
def test_tables_are_as_wide_as_the_room(wide: bool, room: int, tmp_path: Path) -> None:
    heads = [(f"第{number}列", 7 + number, Align.LEFT) for number in range(9)]
    path = paper(tmp_path, simple_table(heads, [["一"] * 9]), wide=wide)
    (table,) = root_of(path).iter(f"{W}tbl")
    widths = [int(each.get(f"{W}w", "0")) for each in table.iter(f"{W}gridCol")]
    assert abs(sum(widths) - room * MM) < 10
    assert attribute(table, "tblPr/tblW", "w") == str(sum(widths))


@pytest.mark.parametrize("after", [(), (Paragraph(Part.BODY, "完"),), (Page(),), (Page(wide=True),)])
def test_a_paragraph_stands_after_every_table(after: tuple[Block, ...], tmp_path: Path) -> None:
    """Word joins tables that touch, and a file that ends with one is damaged to it."""
    table = simple_table((("甲", 1, Align.LEFT),), [("一",)])
    path = paper(tmp_path, table, table, *after)
    body = root_of(path)[0]
    for block, following in itertools.pairwise(body):
        assert block.tag != f"{W}tbl" or following.tag == f"{W}p"


def test_texts_of_users_are_only_text(tmp_path: Path) -> None:
    nasty = "<w:br/>&lt;]]>\x00\x0b\ufffe\ud800\"'{{单位}}"
    path = tmp_path / "a.docx"
    write_docx(
        Document(nasty, (Paragraph(Part.BODY, nasty), simple_table(((nasty, 1, Align.LEFT),), [(nasty,)]))),
        path,
    )
    clean = "<w:br/>&lt;]]>\"'{{单位}}"
    assert [line for line in dump(path) if clean in line] == [
        f"公文正文｜{clean}",
        f"行　{clean}",
        f"行　{clean}",
    ]
    assert clean in "".join(root_of(path, "docProps/core.xml").itertext())


def test_the_same_paper_is_the_same_bytes(tmp_path: Path) -> None:
    blocks = (Paragraph(Part.TITLE, "题"), simple_table((("甲", 1, Align.LEFT),), [("一",)]))
    first = paper(tmp_path, *blocks).read_bytes()
    assert paper(tmp_path, *blocks).read_bytes() == first
    assert next(iter(parts_of(tmp_path / "paper.docx"))) == "[Content_Types].xml"
