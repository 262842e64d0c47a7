"""Templates edited in Word: what is filled, what stays, what is told and what is refused."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from kaohe.core import Refused
from kaohe.reports.official.blocks import Align, Block, Page, Paragraph, Part, simple_table
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.official.fill import fill
from kaohe.reports.official.geometry import ROOM
from kaohe.reports.official.markup import parse_form
from kaohe.reports.official.titles import title_lines
from kaohe.reports.official.word.package import write_zip
from kaohe.reports.official.word.template import Template, fill_template
from kaohe.reports.official.word.text import head_size
from kaohe.reports.official.word.writer import write_docx
from kaohe.reports.pictures.picture import Picture
from tests.unit.reports.official.dump import WP, W, attribute, dump, parts_of, root_of, text_of
from tests.unit.reports.official.forms import PICTURE
from tests.unit.reports.official.handmade import SECTION, box, link, p, table, template

LOST = [{"指标": "河道保洁", "分值": "1.5"}, {"指标": "信访办理", "分值": "0.5"}]
RANKING = (
    Paragraph(Part.CAPTION, "表1　排名"),
    simple_table((("单位", 30, Align.LEFT), ("得分", 20, Align.RIGHT)), [("甲街道", "96"), ("乙镇", "95")]),
)
KNOWN = Vocabulary(
    {"单位": "", "总分": "", "发文机关": ""},
    {"失分": {"指标": "", "分值": ""}, "名单": {"姓名": ""}},
    {"排名表": ""},
)


def raster(pictures: Sequence[Picture]) -> list[bytes]:
    return [b"png"] * len(pictures)


def values(slot: Sequence[Block] = RANKING, lost: Sequence[dict[str, str]] = LOST, **fields: str) -> Data:
    return Data(
        {"单位": "青石街道", "总分": "95.5", "发文机关": "区考核办", **fields},
        {"失分": lost, "名单": []},
        {"排名表": slot},
    )


def written(tmp_path: Path, body: str, data: Data | None = None, parts: dict[str, str] | None = None) -> Path:
    path = tmp_path / "paper.docx"
    fill_template(template(tmp_path / "template.docx", body, parts=parts), data or values(), path, raster)
    return path


def seen(path: Path) -> list[str]:
    return [line for line in dump(path) if not line.startswith("节")]


# ---- text


@pytest.mark.parametrize(
    "runs",
    [
        ("致{{单位}}：",),
        ("致", "{", "{单", "位}", "}：",),
        ("致{{", "<w:proofErr/>", "单位", "<w:bookmarkStart w:id='0' w:name='a'/>", "}}：",),
        ("致｛｛单位｝｝：",),
        ("致｛{　单 位 }｝：",),
        ("致{{", "<w:r><w:tab/></w:r>", "单位}}：",),
        ("致<w:x/>".replace("<w:x/>", ""), "<w:hyperlink><w:r><w:t>{{单位</w:t></w:r></w:hyperlink>", "}}："),
        ("致", "<w:ins><w:r><w:t>{{单位}}</w:t></w:r></w:ins>", "<w:del><w:r><w:delText>{{旧}}</w:delText></w:r></w:del>", "："),
    ],
)  # fmt: skip
def test_a_placeholder_is_known_however_word_has_cut_it(runs: tuple[str, ...], tmp_path: Path) -> None:
    assert seen(written(tmp_path, p(*runs))) == ["｜致青石街道："]


def test_the_value_takes_the_format_in_which_the_placeholder_begins(tmp_path: Path) -> None:
    body = p(
        "得分",
        "<w:b/>|{{总",
        "<w:i/>|分}}",
        "<w:u/>|分，",
        "<w:drawing><wp:inline><wp:docPr id='3' name='章'/></wp:inline></w:drawing>",
    )
    paper = root_of(written(tmp_path, body))
    runs = [
        (text_of_run(run), [look.tag for look in run.iterfind(f"{W}rPr/*")]) for run in paper.iter(f"{W}r")
    ]
    assert runs == [("得分", []), ("95.5", [f"{W}b"]), ("分，", [f"{W}u"])]
    assert paper.find(f".//{WP}docPr") is not None


def text_of_run(run: object) -> str:
    return "".join(text.text or "" for text in run.iter(f"{W}t"))  # type: ignore[attr-defined]


def test_lines_and_tabs_of_a_value_are_lines_and_tabs_and_the_rest_is_text(tmp_path: Path) -> None:
    paper = written(tmp_path, p("（{{单位}}）"), values(单位="甲\n乙\t丙\x07<&{{总分}}"))
    assert seen(paper) == ["｜（甲\n乙\t丙<&{{总分}}）"]
    assert len(root_of(paper).findall(f".//{W}br")) == 1


def test_placeholders_stand_in_headers_footers_notes_boxes_and_nested_tables(tmp_path: Path) -> None:
    inner = table(["{{失分.指标}}"], ["完"])
    body = p("正文", box(p("框{{单位}}"))) + table([inner + p("{{总分}}")])
    parts = {
        "header1": p("页眉{{单位}}"),
        "footer1": p("页脚", box(p("{{总分}}"))),
        "footnotes": f'<w:footnote w:id="1">{p("注{{单位}}")}</w:footnote>',
    }
    paper = written(tmp_path, body, parts=parts)
    text = {name: "".join(root_of(paper, f"word/{name}.xml").itertext()) for name in ("document", *parts)}
    assert text["document"].startswith("正文框青石街道框青石街道")
    assert [text_of(each) for each in root_of(paper).iter(f"{W}p")][-4:] == [
        "河道保洁",
        "信访办理",
        "完",
        "95.5",
    ]
    assert (text["header1"], text["footer1"], text["footnotes"]) == (
        "页眉青石街道",
        "页脚95.595.5",
        "注青石街道",
    )


def test_a_box_in_a_repeated_row_has_the_entry_of_its_row(tmp_path: Path) -> None:
    body = table([p("{{失分.指标}}", box(p("减{{失分.分值}}")))])
    paper = root_of(written(tmp_path, body))
    assert "".join(paper.itertext()) == "河道保洁减1.5减1.5信访办理减0.5减0.5"


# ---- lists, conditions, tables


def test_neighbouring_paragraphs_of_a_list_are_repeated_together(tmp_path: Path) -> None:
    mark = "<w:bookmarkStart w:id='4' w:name='甲'/>"
    body = p("{{失分.指标}}", mark) + "<w:bookmarkEnd w:id='4'/>" + p("减{{失分.分值}}分") + p("完")
    paper = written(tmp_path, body)
    assert seen(paper) == ["｜河道保洁", "｜减1.5分", "｜信访办理", "｜减0.5分", "｜完"]
    assert len(root_of(paper).findall(f".//{W}bookmarkStart")) == 1


@pytest.mark.parametrize("head", [0, 1])
def test_a_table_without_entries_goes_with_its_caption(head: int, tmp_path: Path) -> None:
    body = (
        p("前")
        + p("表一", style="a7")
        + table(["指标", "分"], ["{{失分.指标}}", "{{失分.分值}}"], head=head)
        + p("后")
    )
    assert seen(written(tmp_path, body, values(lost=[]))) == ["｜前", "｜后"]
    assert "公文表题｜表一" in seen(written(tmp_path, body))


def test_a_table_of_nothing_but_text_stays(tmp_path: Path) -> None:
    body = p("表一", style="a7") + table(["指标{{总分}}", "分"], head=1)
    assert seen(written(tmp_path, body)) == ["公文表题｜表一", "表", "行　指标95.5　分", "表毕"]


def test_rows_have_conditions(tmp_path: Path) -> None:
    body = table(["项", "值"], ["{{如无 失分}}无", "—"], ["{{如有失分}}有", "{{总分}}"])
    assert seen(written(tmp_path, body)) == ["表", "行　项　值", "行　有　95.5", "表毕"]


def down(kind: str, text: str) -> str:
    """A cell that is part of a merge."""
    return f'<w:tc><w:tcPr><w:vMerge w:val="{kind}"/></w:tcPr>{p(text)}</w:tc>'


@pytest.mark.parametrize(
    ("label", "lost", "expected"),
    [
        ("扣分", LOST, ["（restart）扣分　河道保洁", "（continue）　信访办理", "（continue）　合计"]),
        ("扣分", [], ["（restart）扣分　合计"]),
        (
            "{{失分.分值}}",
            LOST,
            ["（restart）1.5　河道保洁", "（restart）0.5　信访办理", "（continue）　合计"],
        ),
        ("{{失分.分值}}", [], ["（restart）　合计"]),
    ],
)
def test_cells_that_reach_down_reach_over_the_copies(
    label: str, lost: list[dict[str, str]], expected: list[str], tmp_path: Path
) -> None:
    rows = (down("restart", label), p("{{失分.指标}}")), (down("continue", ""), p("合计"))
    body = table(["项", "值"], ["占", "位"])
    lines = "".join(f"<w:tr>{first}<w:tc><w:tcPr/>{second}</w:tc></w:tr>" for first, second in rows)
    body = body.replace("</w:tbl>", f"{lines}</w:tbl>")
    assert [
        line.removeprefix("行　") for line in seen(written(tmp_path, body, values(lost=lost)))[3:-1]
    ] == expected


def test_the_end_of_a_section_outlives_its_paragraph(tmp_path: Path) -> None:
    wide = SECTION.replace('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"')
    for gone in ("{{如无 总分}}没有", "{{名单.姓名}}", "{{排名表}}"):
        body = p("横") + p(gone, more=wide) + p("竖")
        lines = dump(written(tmp_path, body, values(slot=())))
        assert lines == ["节｜横landscape", "｜横", "节｜竖", "｜竖"], gone


def test_word_finds_a_paragraph_where_it_wants_one(tmp_path: Path) -> None:
    body = (
        table(["甲{{总分}}"])
        + p("{{如无 总分}}")
        + table([p("{{如无 总分}}") + "", "乙"], ["丙", "丁{{总分}}"])
    )
    paper = root_of(written(tmp_path, body, values()))
    tags = [str(child.tag).removeprefix(W) for child in paper[0]]
    assert tags == ["tbl", "p", "tbl", "p", "sectPr"]
    single = table([p("{{排名表}}")])
    for cell in root_of(written(tmp_path, single, values(slot=()))).iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for cell in root_of(written(tmp_path, single)).iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


# ---- blocks


def test_blocks_come_in_the_styles_of_the_template_and_bring_those_it_lacks(tmp_path: Path) -> None:
    """Word has given our caption another id; the note's style was never in this file."""
    paper = written(tmp_path, p("{{排名表}}"), values(slot=(*RANKING, Paragraph(Part.REMARK, "注：含加分"))))
    assert seen(paper)[0] == "公文表题｜表1　排名"
    assert seen(paper)[-1] == "公文表注｜注：含加分"
    styles = root_of(paper, "word/styles.xml")
    ids = [style.get(f"{W}styleId") for style in styles.iter(f"{W}style")]
    assert ids == ["a", "a7", "ab", "KaoheRemark"]
    assert styles.find(f"{W}style[@{W}styleId='KaoheRemark']/{W}basedOn") is None


def test_pictures_bring_their_parts_beside_those_of_the_template(tmp_path: Path) -> None:
    logo = '<w:drawing><wp:inline><wp:docPr id="41" name="徽"/></wp:inline></w:drawing>'
    extra = {"word/media/kaohe1.PNG": b"logo", "word/media/image1.jpeg": b"jpeg"}
    relations = link("rIdKaohePng1", "image", "media/kaohe1.PNG")
    source = template(tmp_path / "t.docx", p(logo) + p("{{排名表}}"), extra=extra, relations=relations)
    paper = tmp_path / "paper.docx"
    fill_template(source, values(slot=(PICTURE, PICTURE)), paper, raster)
    parts = parts_of(paper)
    assert parts["word/media/kaohe1.PNG"] == b"logo"
    assert parts["word/media/kaohe2.png"] == b"png"
    assert parts["word/media/kaohe1.svg"].endswith(PICTURE.svg.encode())
    links = {each.get("Id"): each.get("Target") for each in root_of(paper, "word/_rels/document.xml.rels")}
    assert links["rIdKaohePng1"] == "media/kaohe1.PNG"
    used = {
        value
        for each in root_of(paper).iter()
        for name, value in each.attrib.items()
        if name.endswith("}embed")
    }
    assert {links[id_] for id_ in used} == {"/word/media/kaohe2.png", "/word/media/kaohe1.svg"}
    types = {each.get("Extension") for each in root_of(paper, "[Content_Types].xml")}
    assert {"png", "svg"} <= types
    numbers = [each.get("id") for each in root_of(paper).iter(f"{WP}docPr")]
    assert numbers[0] == "41"
    assert "41" not in numbers[1:]


def test_paper_turned_by_a_table_keeps_the_pages_of_the_template(tmp_path: Path) -> None:
    slot = (Page(wide=True), *RANKING, Page(), Paragraph(Part.BODY, "以下竖排"))
    section = SECTION.replace(
        "<w:pgSz", '<w:footerReference w:type="default" r:id="rId9"/><w:pgSz', 1
    ).replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    source = template(tmp_path / "t.docx", p("首页") + p("{{排名表}}") + p("末页"), section=section)
    paper = tmp_path / "paper.docx"
    fill_template(source, values(slot=slot), paper, raster)
    sections = list(root_of(paper).iter(f"{W}sectPr"))
    assert [line for line in dump(paper) if line[0] == "节"] == ["节｜竖", "节｜横landscape", "节｜竖"]
    assert [each.find(f"{W}titlePg") is not None for each in sections] == [True, False, False]
    margins = [
        [attribute(each, "pgMar", side) for side in ("top", "right", "bottom", "left")] for each in sections
    ]
    assert margins == [
        ["1440", "1800", "1440", "1800"],
        ["1800", "1440", "1800", "1440"],
        ["1440", "1800", "1440", "1800"],
    ]
    assert all(each.find(f"{W}footerReference") is not None for each in sections)


@pytest.mark.parametrize("office", ["区考核办", "云溪区目标管理绩效考核和督促检查工作领导小组办公室"])
def test_the_head_is_as_large_as_its_line_allows(office: str, tmp_path: Path) -> None:
    body = p("<w:sz w:val='100'/>|{{发文机关}}", "文件", style="ab") + p("<w:sz w:val='100'/>|{{发文机关}}")
    paper = root_of(written(tmp_path, body, values(发文机关=office)))
    sizes = [[size.get(f"{W}val") for size in each.iter(f"{W}sz")] for each in paper.iter(f"{W}p")]
    assert sizes == [[str(round(head_size(f"{office}文件", ROOM) * 2))] * 2, ["100"]]


# ---- what is laid out by its text


def from_form(tmp_path: Path, form: str, data: Data) -> Path:
    """A form of ours, given out as a Word file and filled from there."""
    source, path = tmp_path / "form.docx", tmp_path / "paper.docx"
    write_docx(parse_form(form), source, raster)
    fill_template(source, data, path, raster)
    return path


def test_a_long_title_is_broken_once_it_is_known(tmp_path: Path) -> None:
    office = "云溪区青石街道沿江经济开发片区管理委员会"
    paper = from_form(tmp_path, "@标题 关于{{单位}}2026年度目标管理考核结果的通报", values(单位=office))
    (title,) = (text_of(each) for each in root_of(paper).iter(f"{W}p"))
    assert title == title_lines(f"关于{office}2026年度目标管理考核结果的通报")
    assert "\n" in title
    assert "\n" not in seen(from_form(tmp_path, "@标题 关于{{单位}}考核结果的通报", values()))[0]


def test_signature_and_imprint_are_set_by_what_was_filled_in(tmp_path: Path) -> None:
    form = "正文\n@署名 {{单位}}\n@日期 {{总分}}\n@抄送 抄送：{{发文机关}}\n@印发 {{单位}}||{{总分}}印发\n"
    office, date, copies = "云溪区目标管理绩效考核办公室", "2026年12月31日", "区委办公室，" * 12
    data = values(单位=office, 总分=date, 发文机关=copies)
    direct = tmp_path / "direct.docx"
    write_docx(fill(parse_form(form), data), direct)
    paper = from_form(tmp_path, form, data)
    for where in (
        ("pPr/ind", "rightChars"),
        ("pPr/ind", "right"),
        ("pPr/framePr", "y"),
        ("pPr/framePr", "h"),
    ):
        there = [attribute(each, *where) for each in root_of(direct).iter(f"{W}p")]
        assert there == [attribute(each, *where) for each in root_of(paper).iter(f"{W}p")]
        assert any(there)


def kept_with_next(path: Path) -> dict[str, bool]:
    return {
        text_of(each): each.find(f"{W}pPr/{W}keepNext") is not None for each in root_of(path).iter(f"{W}p")
    }


def test_a_signature_does_not_stand_alone_whatever_went_before_it(tmp_path: Path) -> None:
    gone = from_form(tmp_path, "前\n{{如无 单位}}去\n@署名 {{单位}}\n@日期 {{总分}}", values())
    assert kept_with_next(gone)["前"]
    many = kept_with_next(from_form(tmp_path, "前\n{{失分.指标}}\n@署名 {{单位}}", values()))
    assert (many["河道保洁"], many["信访办理"]) == (False, True)


@pytest.mark.parametrize(
    ("form", "pages"),
    [
        ("前\n@横页\n{{排名表}}\n@竖页\n后", "竖前竖后"),
        ("前\n@横页\n{{排名表}}", "竖前"),
        ("前\n@新页\n{{排名表}}", "竖前"),
        ("@横页\n{{排名表}}\n@竖页\n后", "竖后"),
        ("前\n@横页\n@表题 表\n@表 甲 1\n| {{名单.姓名}}\n@竖页\n后", "竖前竖后"),
        ("{{排名表}}\n@横页\n后\n@新页\n{{排名表}}\n@竖页\n{{排名表}}", "横landscape后"),
    ],
)
def test_no_page_is_left_empty(form: str, pages: str, tmp_path: Path) -> None:
    data = values(slot=())
    direct = tmp_path / "direct.docx"
    write_docx(fill(parse_form(form), data), direct)
    assert "".join(line.partition("｜")[2] for line in dump(direct)) == pages
    assert dump(from_form(tmp_path, form, data)) == dump(direct)


# ---- what stays


def test_what_has_no_placeholder_stays_byte_for_byte(tmp_path: Path) -> None:
    extra = {
        "word/media/image1.jpeg": b"\xff\xd8jpeg",
        "word/comments.xml": b"<comments>{{</comments>",
        "customXml/item1.xml": b"<a/>",
    }
    source = template(tmp_path / "t.docx", p("{{单位}}"), parts={"header1": p("某区人民政府")}, extra=extra)
    paper = tmp_path / "paper.docx"
    fill_template(source, values(), paper)
    before, after = parts_of(source), parts_of(paper)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]


def test_the_same_paper_is_the_same_bytes_at_any_hour(tmp_path: Path) -> None:
    made = Template.read(template(tmp_path / "t.docx", p("{{单位}}") + p("{{排名表}}")).read_bytes())
    for name in ("a", "b"):
        made.write(values(slot=(PICTURE,)), tmp_path / name, raster)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_one_paper_leaves_nothing_in_the_next(tmp_path: Path) -> None:
    made = Template.read(template(tmp_path / "t.docx", p("{{单位}}") + p("{{失分.指标}}") + p("{{排名表}}")))
    made.write(values(), tmp_path / "a.docx", raster)
    made.write(values(lost=[], slot=(), 单位="乙镇"), tmp_path / "b.docx", raster)
    assert seen(tmp_path / "b.docx") == ["｜乙镇"]


# ---- problems


def test_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    body = (
        p("通知")
        + p("")
        + p("致{{单 位}}、{{总份}}：", box(p("{{旁}}")))
        + table(["甲"], ["乙"])
        + table(
            ["项", "值"], ["{{失分.指标}}", "{{名单.姓名}}"], ["{{失分.分支}}", table(["{{里}}"]) + p("")]
        )
        + p("结果{{排名表}}如上")
        + p("{{单位")
    )
    parts = {"footer1": p("{{尾}}"), "footnotes": f'<w:footnote w:id="1">{p("{{注}}")}</w:footnote>'}
    problems = Template.read(template(tmp_path / "t.docx", body, parts=parts)).check(KNOWN)
    found = [(problem.code.removeprefix("template."), problem.where[0].what) for problem in problems]
    assert found == [
        ("unknown-name", "第2段“致{{单位}}、{{总份}}：”"),
        ("unknown-name", "第2段的文本框第1段“{{旁}}”"),
        ("two-lists", "第2个表第2行“{{失分.指标}}{{名单.姓名…”"),
        ("unknown-name", "第2个表第3行“{{失分.分支}}”"),
        ("unknown-name", "第2个表第3行里的表第1行“{{里}}”"),
        ("slot-not-alone", "第3段“结果{{排名表}}如上”"),
        ("unclosed", "第4段“{{单位”"),
        ("unknown-name", "页脚“{{尾}}”"),
        ("unknown-name", "脚注“{{注}}”"),
    ]
    assert "总分" in problems[0].message
    assert "失分.分值" in problems[3].message
    assert {problem.where[0].file for problem in problems} == {"t.docx"}


def test_a_template_without_mistakes_has_no_problems(tmp_path: Path) -> None:
    body = p("｛｛单位｝｝{{ 如有 失分 }}") + table(["{{失分。指标}}", "{{失分．分值}}"]) + p("{{排名表}}")
    assert Template.read(template(tmp_path / "t.docx", body)).check(KNOWN) == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (p("{{没有}}"), "unknown-name"),
        (p("{{失分.没有}}"), "unknown-name"),
        (p("{{没有.指标}}"), "unknown-name"),
        (p("见{{排名表}}"), "slot-not-alone"),
        (p("{{失分.指标}}{{名单.姓名}}"), "two-lists"),
        (p("{{单位"), "unclosed"),
    ],
)
def test_what_cannot_be_filled_is_refused_not_guessed(body: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        written(tmp_path, body)
    assert refused.value.code == "template.cannot-fill"
    assert [problem.code for problem in refused.value.problems] == [f"template.{code}"]
    assert "第1段" in refused.value.message
    assert not (tmp_path / "paper.docx").exists()


def test_nothing_is_asked_of_an_empty_list(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        written(tmp_path, p("{{名单.年龄}}") + p("{{没有}}"))
    assert len(refused.value.problems) == 1


# ---- refusals


def with_part(path: Path, name: str, data: bytes) -> Path:
    write_zip(path, {**parts_of(path), name: data})
    return path


def test_a_file_that_is_no_template_is_refused_with_what_to_do(tmp_path: Path) -> None:
    good = template(tmp_path / "t.docx", p("{{单位}}")).read_bytes()
    cases = (
        ("template.missing", tmp_path / "没有.docx"),
        ("document.damaged", good[:-60]),
        ("template.not-docx", "这是文字".encode()),
        ("template.not-docx", b"\x89PNG\r\n\x1a\n\0\0\0\0"),
        ("template.not-docx", b"%PDF-1.7"),
    )
    for code, source in cases:
        with pytest.raises(Refused) as refused:
            Template.read(source)
        assert "请" in refused.value.message, code
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("word/vbaProject.bin", b"x", "template.macros"),
        ("word/vbaproject.BIN", b"x", "template.macros"),
        ("word/header9.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document.unsafe"),
    ],
)
def test_a_template_with_something_in_it_is_refused(
    name: str, data: bytes, code: str, tmp_path: Path
) -> None:
    path = with_part(template(tmp_path / "t.docx", p("{{单位}}")), name, data)
    with pytest.raises(Refused) as refused:
        Template.read(path)
    assert refused.value.code == code


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = with_part(template(tmp_path / "t.docx", p("{{单位}}")), "word/media/a.bmp", b"\0" * 50_000_000)
    with pytest.raises(Refused):
        Template.read(path)


@pytest.mark.parametrize("kind", ["image", "attachedTemplate", "oleObject", "frame"])
def test_a_template_that_reaches_outside_itself_is_refused(kind: str, tmp_path: Path) -> None:
    relations = link("rId70", kind, "file:///c:/a", outside=True)
    with pytest.raises(Refused) as refused:
        Template.read(template(tmp_path / "t.docx", p("{{单位}}"), relations=relations))
    assert refused.value.code == "template.outside"
    assert "请" in refused.value.message


def test_a_link_to_click_is_no_reason_to_refuse(tmp_path: Path) -> None:
    relations = link("rId70", "hyperlink", "http://example.gov.cn", outside=True)
    assert Template.read(template(tmp_path / "t.docx", p("{{单位}}"), relations=relations)).check(KNOWN) == ()


def test_a_word_template_becomes_a_document(tmp_path: Path) -> None:
    path = template(tmp_path / "t.dotx", p("{{单位}}"))
    parts = parts_of(path)
    dotx = parts["[Content_Types].xml"].replace(b"document.main", b"template.main")
    write_zip(path, {**parts, "[Content_Types].xml": dotx})
    fill_template(path, values(), tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert b"template.main" not in archive.read("[Content_Types].xml")
