"""Automatic numbers: their forms, how they count, and where they stand."""

from pathlib import Path

import pytest

from kaohe.documents.word.counting import count
from kaohe.documents.word.numbering import Label
from tests.unit.documents.word_builder import codes, docx, level, listed, lists, p, read, tbl, tc, tr


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五", 99: "九十九", 100: "一○○"},
        ),
        (
            "chineseCountingThousand",
            {10: "十", 100: "一百", 101: "一百零一", 110: "一百一十", 1011: "一千零一十一"},
        ),
        ("japaneseCounting", {10: "十", 11: "十一", 100: "百", 110: "百十", 211: "二百十一", 1000: "千"}),
        ("ideographDigital", {1: "一", 10: "一〇", 12: "一二"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographLegalTraditional", {13: "壹拾參"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB", 781: "781"}),
        ("lowerLetter", {3: "c"}),
        ("upperRoman", {4: "IV", 9: "IX", 2024: "MMXXIV", 4000: "4000"}),
        ("lowerRoman", {14: "xiv"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 112: "112th"}),
        ("numberInDash", {5: "- 5 -"}),
        ("none", {5: ""}),
    ],
)
def test_forms_of_numbers(form: str, numbers: dict[int, str]) -> None:
    assert {number: count(number, form) for number in numbers} == numbers


def test_a_form_that_is_not_known() -> None:
    assert count(3, "hebrew1") is None
    assert count(0, "chineseCounting") == "0"


def _numbers(folder: Path, body: str, numbering: str, styles: str = "") -> list[str]:
    document = read(folder, docx(body, numbering=numbering, styles=styles))
    return [item.full_text for item in document.paragraphs]


def test_an_outline_of_four_levels(tmp_path: Path) -> None:
    levels = level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "（%2）")
    levels += level(2, "decimal", "%3.") + level(3, "decimalEnclosedCircle", "%4")
    steps = [0, 1, 2, 3, 3, 2, 1, 2, 0, 1]
    body = "".join(listed("文", level=step) for step in steps)
    assert _numbers(tmp_path, body, lists(levels)) == [
        "一、文", "（一）文", "1.文", "①文", "②文", "2.文", "（二）文", "1.文", "二、文", "（一）文",
    ]  # fmt: skip
    document = read(tmp_path, docx(body, numbering=lists(levels)))
    assert [item.level for item in document.paragraphs] == [step + 1 for step in steps]
    assert [item.number for item in document.paragraphs][:3] == ["一、", "（一）", "1."]


def test_numbers_of_several_levels_and_legal_style(tmp_path: Path) -> None:
    levels = (
        level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2")
        + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    )
    body = "".join(listed("文", level=step) for step in (0, 1, 1, 2, 0, 2))
    assert _numbers(tmp_path, body, lists(levels)) == [
        "第一章 文", "一.1 文", "一.2 文", "1.2.1 文", "第二章 文", "2.1.1 文",
    ]  # fmt: skip


def test_a_number_never_runs_into_the_text() -> None:
    assert Label("1.").before("5分") == "1. "
    assert Label("1.").before("分") == "1."
    assert Label("1、").before("5分") == "1、"
    assert Label("（一）").before("5分") == "（一）"
    assert Label("第一条").before("为") == "第一条 "
    assert Label("1").before("个") == "1 "
    assert Label("1", spaced=False).before("个") == "1"
    assert Label("①").before("一") == "①"
    assert Label("1").before("") == "1"


def test_starts_and_restarts(tmp_path: Path) -> None:
    levels = level(0, "decimal", "%1.", start=5) + level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')
    body = "".join(listed("文", level=step) for step in (0, 1, 1, 0, 1))
    assert _numbers(tmp_path, body, lists(levels)) == ["5.文", "(1)文", "(2)文", "6.文", "(3)文"]
    levels = "".join(level(at, "decimal", f"%{at + 1}.") for at in (0, 1)) + level(
        2, "decimal", "%3)", '<w:lvlRestart w:val="1"/>'
    )
    body = "".join(listed("文", level=step) for step in (0, 1, 2, 1, 2, 0, 2))
    assert _numbers(tmp_path, body, lists(levels)) == ["1.文", "1.文", "1)文", "2.文", "2)文", "2.文", "1)文"]


def test_lists_of_one_family_count_on_and_one_with_a_start_of_its_own_begins_anew(tmp_path: Path) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        f'<w:num w:numId="3"><w:abstractNumId w:val="0"/>{again}</w:num>',
    )
    body = "".join(listed("文", number) for number in (1, 1, 2, 3, 3, 1))
    numbering = lists(level(0, "decimal", "%1、"), *more)
    assert _numbers(tmp_path, body, numbering) == ["1、文", "2、文", "3、文", "1、文", "2、文", "3、文"]


def test_a_list_may_change_a_level(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    more = f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    assert _numbers(tmp_path, listed("文", 2), lists(level(0, "decimal", "%1."), more)) == ["A)文"]


def test_numbers_by_style(tmp_path: Path) -> None:
    def style(name: str, inside: str, base: str = "") -> str:
        on = f'<w:basedOn w:val="{base}"/>' if base else ""
        return f'<w:style w:type="paragraph" w:styleId="{name}">{on}<w:pPr>{inside}</w:pPr></w:style>'

    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (
        style("一级", number) + style("二级", number) + style("子", "", base="一级")
        + style("三级", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
    )  # fmt: skip
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="一级"/>')
    levels += level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="二级"/>') + level(2, "decimal", "%3.")
    body = "".join(p("文", f'<w:pStyle w:val="{name}"/>') for name in ("一级", "二级", "三级", "子"))
    body += p("文", '<w:pStyle w:val="一级"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("文", '<w:pStyle w:val="一级"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    assert _numbers(tmp_path, body, lists(levels), styles) == [
        "一、文",
        "（一）文",
        "1.文",
        "二、文",
        "文",
        "（一）文",
    ]


def test_a_list_style_leads_to_the_list(tmp_path: Path) -> None:
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    more = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    assert _numbers(tmp_path, listed("文", 2), lists(level(0, "decimal", "%1."), more), styles) == ["1.文"]
    loop = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    assert _numbers(tmp_path, listed("文"), loop, styles) == ["文"]


def test_bullets_and_forms_of_the_offices_own(tmp_path: Path) -> None:
    font = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    levels = (
        f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/>{font}</w:lvl>'
        + level(1, "bullet", "-")
        + '<w:lvl w:ilvl="2"><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%3、"/></w:lvl>'
    )
    body = "".join(listed("文", level=step) for step in (0, 1, 2, 2))
    assert _numbers(tmp_path, body, lists(levels)) == ["●文", "-文", "001、文", "002、文"]


def test_numbers_in_cells_stand_in_the_text(tmp_path: Path) -> None:
    numbering = lists(level(0, "decimal", "%1"), '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>')
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "decimalEnclosedParen", "%1")}</w:abstractNum>'
        + numbering
    )
    serial = tc(inside=listed("", 1))
    hidden = tc(inside=listed("", 1), down="-")
    table = tbl(
        tr(tc(inside=listed("", 1), down="restart"), tc(inside=listed("学习", 2) + listed("活动", 2))),
        tr(hidden, "乙"),
        tr(serial, "丙"),
    )
    cells = read(tmp_path, docx(table, numbering=numbering)).grids[0].cells
    assert [cell.text for cell in cells] == ["1", "⑴学习\n⑵活动", "乙", "2", "丙"]


def test_an_empty_paragraph_with_a_number_counts_and_a_deleted_one_does_not(tmp_path: Path) -> None:
    gone = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>'
    body = listed("甲") + listed("") + gone + listed("乙")
    assert _numbers(tmp_path, body, lists(level(0, "decimal", "%1、"))) == ["1、甲", "2、", "3、乙"]


def test_forms_that_are_not_known_are_said(tmp_path: Path) -> None:
    document = read(tmp_path, docx(listed("文"), numbering=lists(level(0, "hebrew1", "%1."))))
    assert (document.paragraphs[0].number, codes(document)) == ("1.", ["document.number-format"])


def test_a_list_that_begins_at_its_second_level_counts_as_if_the_first_had_been_there(tmp_path: Path) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.")
    body = "".join(listed("文", level=step) for step in (1, 1, 0, 1))
    assert _numbers(tmp_path, body, lists(levels)) == ["1.1.文", "1.2.文", "2.文", "2.1.文"]


def test_lists_that_are_not_there(tmp_path: Path) -> None:
    assert _numbers(tmp_path, listed("文", 9) + listed("文", 1, 8), lists(level(0, "decimal", "%1."))) == [
        "文",
        "文",
    ]
    assert _numbers(tmp_path, listed("文"), "") == ["文"]
    huge = lists(level(0, "upperLetter", "%1" * 500, start=999_999_999))
    assert len(_numbers(tmp_path, listed("文"), huge)[0]) < 1000
