"""What is text in a Word file and what is not: revisions, fields, symbols, boxes, notes, hidden text."""

from pathlib import Path

import pytest

from kaohe.core import Severity
from kaohe.documents import Document
from tests.unit.documents.word_builder import box, codes, docx, p, part, r, read, shape, t, tbl, tc, tr


def _one(folder: Path, inside: str, **parts: str) -> Document:
    return read(folder, docx(p("", "", inside), **parts))  # type: ignore[arg-type]  # only parts that are texts


def _text(folder: Path, inside: str) -> str:
    return "|".join(paragraph.text for paragraph in _one(folder, inside).paragraphs)


def _field(instruction: str, result: str | None = None) -> str:
    start, middle, end = (r(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
    shown = "" if result is None else middle + r(t(result))
    return start + r(f"<w:instrText>{instruction}</w:instrText>") + shown + end


def test_paragraphs_have_their_places(tmp_path: Path) -> None:
    document = read(tmp_path, docx(p("考核办法") + p() + p("　　为做好工作，") + p("制定本办法。")))
    assert [(str(item.place), item.text) for item in document.paragraphs] == [
        ("办法.docx 第1段", "考核办法"),
        ("办法.docx 第2段", "为做好工作，"),
        ("办法.docx 第3段", "制定本办法。"),
    ]
    assert (document.source, document.kind, document.problems) == ("办法.docx", "docx", ())


def test_revisions_are_read_as_accepted_and_said(tmp_path: Path) -> None:
    inside = (
        r(t("扣"))
        + f'<w:del w:id="1">{r("<w:delText>1</w:delText>")}</w:del><w:ins w:id="2">{r(t("2"))}</w:ins>'
        + f'<w:moveFrom w:id="3">{r(t("旧"))}</w:moveFrom><w:moveTo w:id="4">{r(t("分"))}</w:moveTo>'
    )
    document = _one(tmp_path, inside)
    assert document.paragraphs[0].text == "扣2分"
    assert codes(document) == ["document.revisions"]
    assert document.problems[0].severity is Severity.ADVICE
    assert str(document.problems[0].where[0]) == "办法.docx 第1段"


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    mark = '<w:rPr><w:del w:id="1" w:author="某"/></w:rPr>'
    document = read(tmp_path, docx(p("每少一次", mark) + p("扣1分") + p("完") + p("尾", mark)))
    assert [item.text for item in document.paragraphs] == ["每少一次扣1分", "完", "尾"]
    assert codes(document) == ["document.revisions"]


def test_hidden_text_is_left_out_and_said(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="h2"><w:basedOn w:val="h"/></w:style>'
    )
    hidden = r(t("藏"), "<w:vanish/>") + r(t("藏"), '<w:rStyle w:val="h2"/>')
    seen = r(t("见"), '<w:vanish w:val="0"/>') + r(t("着"), '<w:rStyle w:val="h2"/><w:vanish w:val="false"/>')
    document = _one(tmp_path, hidden + seen, styles=styles)
    assert document.paragraphs[0].text == "见着"
    assert codes(document) == ["document.hidden-text"]


def test_links_wrappers_and_reading_aids(tmp_path: Path) -> None:
    inside = (
        f'<w:hyperlink r:id="rId9">{r(t("甲"))}</w:hyperlink>'
        f'<w:smartTag w:element="x">{r(t("乙"))}</w:smartTag>'
        f'<w:fldSimple w:instr="DATE">{r(t("丙"))}</w:fldSimple>'
        f"<w:sdt><w:sdtContent>{r(t('丁'))}</w:sdtContent></w:sdt>"
        + r(f"<w:ruby><w:rt>{r(t('wù'))}</w:rt><w:rubyBase>{r(t('戊'))}</w:rubyBase></w:ruby>")
        + r("<w:noBreakHyphen/><w:softHyphen/><w:lastRenderedPageBreak/>" + t("己"))
    )
    assert _text(tmp_path, inside) == "甲乙丙丁戊-己"


def test_fields_show_their_results(tmp_path: Path) -> None:
    assert _text(tmp_path, r(t("第")) + _field(" PAGE ", "3") + r(t("页"))) == "第3页"
    assert _text(tmp_path, r(t("甲")) + _field(" XE 索引 ") + r(t("乙"))) == "甲乙"
    nested = (
        r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText> IF </w:instrText>") + _field(" A ", "不算")
    )
    nested += r('<w:fldChar w:fldCharType="separate"/>') + r(t("算")) + r('<w:fldChar w:fldCharType="end"/>')
    assert _text(tmp_path, nested) == "算"


def test_a_field_without_end_hides_nothing(tmp_path: Path) -> None:
    broken = r('<w:fldChar w:fldCharType="begin"/>') + r(t("正文还在"))
    document = read(
        tmp_path, docx(p("", "", broken) + p("后文") + p("", "", r('<w:fldChar w:fldCharType="end"/>')))
    )
    assert [item.text for item in document.paragraphs] == ["正文还在", "后文"]


@pytest.mark.parametrize(
    ("instruction", "seen"),
    [
        (r" eq \o\ac(○,3) ", "③"),
        (r"EQ \o(○,12)", "⑫"),
        (r"eq \o\ac(□,优)", "优"),
        (r"eq \f(1,2)", "1/2"),
    ],
)
def test_fields_that_are_written_by_their_instruction(tmp_path: Path, instruction: str, seen: str) -> None:
    assert _text(tmp_path, r(t("按")) + _field(instruction) + r(t("办"))) == f"按{seen}办"
    assert _text(tmp_path, r(t("按")) + _field(instruction, "") + r(t("办"))) == f"按{seen}办"


def test_a_formula_in_a_field_that_is_not_understood_is_said(tmp_path: Path) -> None:
    document = _one(tmp_path, _field(r"EQ \r(3,x)"))
    assert document.paragraphs[0].text == r"EQ \r(3,x)"
    assert codes(document) == ["document.unread-field"]


def test_boxes_of_forms(tmp_path: Path) -> None:
    def form(state: str) -> str:
        data = f"<w:ffData><w:checkBox>{state}</w:checkBox></w:ffData>"
        return r(f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>') + r(
            '<w:fldChar w:fldCharType="end"/>'
        )

    inside = (
        form("<w:default w:val='0'/>") + form("<w:default w:val='0'/><w:checked/>") + form("<w:default/>")
    )
    assert _text(tmp_path, inside) == "☐☑☑"


def test_signs_of_picture_fonts(tmp_path: Path) -> None:
    def sign(font: str, code: str) -> str:
        return r(f'<w:sym w:font="{font}" w:char="{code}"/>')

    known = (
        sign("Wingdings", "F0FE")
        + sign("Wingdings 2", "F0A3")
        + sign("Wingdings 2", "F052")
        + sign("Symbol", "F0B3")
    )
    document = _one(tmp_path, known + r(t("95分")))
    assert (document.paragraphs[0].text, document.problems) == ("☑□☑≥95分", ())
    assert _text(tmp_path, r(t("³甲"), '<w:rFonts w:ascii="Symbol"/>')) == "≥甲"
    assert _text(tmp_path, r(t("\uf0fe"))) == "☑"
    assert _text(tmp_path, r(t("甲 ü中"), '<w:rFonts w:ascii="Wingdings"/>')) == "甲 ✓中"
    assert _text(tmp_path, sign("宋体", "2611") + sign("宋体", "F0FE")) == "☑☑"
    unknown = _one(tmp_path, sign("Wingdings", "F021") + sign("Webdings", "zz"))
    assert (unknown.paragraphs[0].text, codes(unknown)) == ("□□", ["document.unknown-symbol"])


def test_equations_on_one_line(tmp_path: Path) -> None:
    def m(tag: str, *inside: str) -> str:
        return f"<m:{tag}>{''.join(inside)}</m:{tag}>"

    def mt(text: str) -> str:
        return m("r", m("t", text))

    share = m("f", m("num", mt("完成数")), m("den", mt("目标数+1")))
    power = m("sSup", m("e", mt("x")), m("sup", mt("2")))
    inside = r(t("得分=")) + m(
        "oMath", share, mt("×"), m("d", m("e", power)), m("rad", m("deg"), m("e", mt("y")))
    )
    assert _text(tmp_path, inside) == "得分=完成数/(目标数+1)×(x^2)√y"
    total = m(
        "nary",
        '<m:naryPr><m:chr m:val="∑"/></m:naryPr>',
        m("sub", mt("i")),
        m("sup", mt("n")),
        m("e", mt("a")),
    )
    assert (
        _text(tmp_path, m("oMathPara", m("oMath", total, m("sSub", m("e", mt("b")), m("sub", mt("i"))))))
        == "∑_i^nab_i"
    )


def test_space_at_the_ends_of_a_text_counts_only_where_the_file_says_so(tmp_path: Path) -> None:
    inside = r("<w:t>\n  甲 \n</w:t>") + r('<w:t xml:space="preserve"> 乙\n丙 </w:t>') + r("<w:t>丁</w:t>")
    assert _text(tmp_path, inside) == "甲 乙 丙 丁"


def test_text_boxes_are_read_once_at_their_place(tmp_path: Path) -> None:
    first = box(p("框一") + tbl(tr("框中表")) + p("", "", box(p("框中框"))))
    vml = r(
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{p('旧框')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    document = read(tmp_path, docx(p("前", "", first) + p("后", "", vml)))
    assert [getattr(item, "text", "表") if not hasattr(item, "cells") else "表" for item in document.blocks] == [
        "前", "框一", "表", "框中框", "后", "旧框",
    ]  # fmt: skip
    assert str(document.paragraphs[1].place) == "办法.docx 第2段 文本框"
    assert shape(document) == [("框中表", 0, 0, 1, 1)]


def test_a_text_box_in_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    document = read(tmp_path, docx(tbl(tr(tc(inside=p("格", "", box(p("框") + tbl(tr("表")))))))))
    cell = document.grids[0].cells[0]
    assert cell.text == "格\n框"
    assert cell.grids[0].cells[0].text == "表"


def test_of_alternatives_that_nobody_knows_the_fallback_is_read(tmp_path: Path) -> None:
    choice = f'<mc:Choice Requires="cx1">{t("新")}</mc:Choice>'
    both = f"<mc:AlternateContent>{choice}<mc:Fallback>{t('旧')}</mc:Fallback></mc:AlternateContent>"
    alone = f"<mc:AlternateContent>{choice}</mc:AlternateContent>"
    assert _text(tmp_path, r(both)) == "旧"
    assert _text(tmp_path, r(alone) + r("<mc:AlternateContent/>")) == "新"


def test_notes_stand_at_the_end(tmp_path: Path) -> None:
    def note(number: int, inside: str, kind: str = "") -> str:
        return f'<w:footnote w:id="{number}"{kind}>{inside}</w:footnote>'

    footnotes = (
        note(0, p("线"), ' w:type="separator"')
        + note(1, p("注一") + p("续"))
        + note(2, p("没人提"))
        + note(3, p("注三"))
    )
    body = p("扣0.5分", "", r('<w:footnoteReference w:id="3"/>')) + tbl(
        tr(tc(inside=p("格", "", r('<w:footnoteReference w:id="1"/>'))))
    )
    body += p("末", "", r('<w:endnoteReference w:id="1"/>') + r('<w:footnoteReference w:id="77"/>'))
    document = read(
        tmp_path, docx(body, footnotes=footnotes, endnotes=f'<w:endnote w:id="1">{p("尾")}</w:endnote>')
    )
    assert [(item.text, str(item.place)) for item in document.paragraphs] == [
        ("扣0.5分", "办法.docx 第1段"),
        ("末", "办法.docx 第2段"),
        ("注三", "办法.docx 脚注1"),
        ("注一", "办法.docx 脚注2"),
        ("续", "办法.docx 脚注2.2"),
        ("尾", "办法.docx 尾注1"),
    ]


def test_headings_and_contents(tmp_path: Path) -> None:
    def style(name: str, label: str, inside: str = "", base: str = "") -> str:
        on = f'<w:basedOn w:val="{base}"/>' if base else ""
        return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>{on}<w:pPr>{inside}</w:pPr></w:style>'

    def styled(name: str, more: str = "") -> str:
        return p(name, f'<w:pStyle w:val="{name}"/>{more}')

    styles = (
        style("a", "heading 1") + style("b", "自定", '<w:outlineLvl w:val="2"/>') + style("c", "再定", base="b")
        + style("d", "toc 1", '<w:outlineLvl w:val="9"/>') + style("x", "绕", base="y") + style("y", "圈", base="x")
    )  # fmt: skip
    body = styled("a") + styled("b") + styled("c") + styled("d") + styled("x")
    body += p("直", '<w:outlineLvl w:val="1"/>') + styled("a", '<w:outlineLvl w:val="9"/>') + styled("没有的")
    document = read(tmp_path, docx(body, styles=styles))
    assert [item.level for item in document.paragraphs] == [1, 3, 3, 0, 0, 2, 0, 0]
    assert [item.place.what for item in document.paragraphs] == ["", "", "", "目录", "", "", "", ""]


_PICTURE = '<w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing>'


def test_a_document_of_pictures_is_said_to_be_a_scan(tmp_path: Path) -> None:
    scan = _one(tmp_path, r(_PICTURE.format(9_000_000)))
    assert (scan.blocks, codes(scan)) == ((), ["document.scan"])
    assert scan.problems[0].severity is Severity.ERROR
    old = _one(tmp_path, r('<w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict>'))
    assert codes(old) == ["document.scan"]
    empty = read(tmp_path, docx(p()))
    assert (empty.blocks, codes(empty)) == ((), ["document.empty"])


def test_what_is_not_text_is_said_where_it_may_matter(tmp_path: Path) -> None:
    small, large = r(_PICTURE.format(1_000_000)), r(_PICTURE.format(9_000_000))
    assert codes(_one(tmp_path, r(t("印章")) + small)) == []
    assert codes(_one(tmp_path, r(t("附表")) + large)) == ["document.large-picture"]
    sheet = r('<w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>')
    chart = r("<w:drawing><wp:inline><a:graphic><c:chart/></a:graphic></wp:inline></w:drawing>")
    diagram = r("<w:drawing><wp:inline><a:graphic><dgm:relIds/></a:graphic></wp:inline></w:drawing>")
    assert codes(_one(tmp_path, r(t("附表")) + sheet)) == ["document.embedded"]
    assert codes(_one(tmp_path, r(t("附表")) + chart)) == ["document.embedded"]
    assert codes(_one(tmp_path, r(t("附表")) + diagram)) == ["document.diagram"]
    assert codes(read(tmp_path, docx(p("正文") + '<w:altChunk r:id="rId5"/>'))) == ["document.embedded"]
    many = read(tmp_path, docx("".join(p("附表", "", sheet) for _ in range(5))))
    assert "5处" in many.problems[0].message
    assert len(many.problems[0].where) == 3


def test_headers_footers_and_comments_are_no_text(tmp_path: Path) -> None:
    more = {"word/header1.xml": part("hdr", p("页眉")), "word/comments.xml": part("comments", p("批注"))}
    body = p("正文", "", '<w:commentRangeStart w:id="0"/>' + r('<w:commentReference w:id="0"/>'))
    assert [item.text for item in read(tmp_path, docx(body, more=more)).paragraphs] == ["正文"]
