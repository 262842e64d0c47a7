"""Numbered prose of any depth and any order of styles becomes a tree, with every character's place."""

import pytest

from kaohe.core import Place
from kaohe.documents.marks import mark_at, marks_in
from kaohe.documents.model import Paragraph
from kaohe.documents.outline import Node, Outline, read_outline
from tests.unit.documents.prose_samples import paragraphs


def shape(outline: Outline) -> list[str]:
    """Each entry as its way from the root: “一、/（一）”."""

    def ways(nodes: tuple[Node, ...], above: str) -> list[str]:
        found = []
        for node in nodes:
            own = f"{above}{node.label or '·'}"
            found += [own, *ways(node.children, own + "/")]
        return found

    return ways(outline.nodes, "")


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("第一章 总则", "chapter", 1), ("第十二条 说明", "article", 12), ("一、目标", "cn", 1), ("一 、目标", "cn", 1), ("（三）分工", "(cn)", 3),
        ("㈢分工", "(cn)", 3), ("二）分工", "cn)", 2), ("1．宣传", "n", 1), ("１、宣传", "n", 1), ("2、2026年计划", "n", 2), ("⒊宣传", "n", 3),
        ("（2）检查", "(n)", 2), ("⑵检查", "(n)", 2), ("2）检查", "n)", 2), ("③台账", "circle", 3), ("B.台账", "A", 2), ("b) 台账", "a", 2),
        ("1.2.3 台账", "dotted2", 3), ("Ⅲ、台账", "I", 3), ("二是台账", "is", 2), ("第三，台账", "first", 3), ("第二阶段：整治", "stage", 2),
    ],
)  # fmt: skip
def test_a_label_is_known_by_its_style(text: str, style: str, value: int) -> None:
    mark = mark_at(text)
    assert mark is not None
    assert (mark.style, mark.number) == (style, value)


@pytest.mark.parametrize(
    "text",
    [
        "3.5分",
        "2026年",
        "10月底前",
        "3-5人",
        "一票否决",
        "十分重要",
        "12345热线",
        "1.5倍",
        "",
        "总则",
        "5个镇",
    ],
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert mark_at(text) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("计分办法：1、台账（5分）；2、报表（3分）。", "1、 2、"), ("一是台账；二是报表；三是归档", "二是 三是"), ("1.台账；2.报表；3.归档", "2. 3."),
        ("内容：①台账②报表③归档", "① ② ③"), ("分三步：(1)查；(2)改；(3)评", "(1) (2) (3)"), ("有1、2月份的台账，3、4月份的没有", ""),
        ("每年不少于2次，3次以上加分", ""), ("见附表1。", ""),
    ],
)  # fmt: skip
def test_labels_inside_a_paragraph_make_a_list_only_together(text: str, labels: str) -> None:
    assert " ".join(mark.label for mark in marks_in(text, mark_at(text))) == labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、甲\n（一）乙\n1．丙\n（1）丁\n①戊\n②己\n（2）庚\n2．辛\n（二）壬\n二、癸",
         "一、 一、/（一） 一、/（一）/1． 一、/（一）/1．/（1） 一、/（一）/1．/（1）/① 一、/（一）/1．/（1）/② 一、/（一）/1．/（2） 一、/（一）/2． 一、/（二） 二、"),
        ("1.甲\n一、乙\n二、丙\n2.丁", "1. 1./一、 1./二、 2."),
        ("A.甲\na)乙\nb)丙\nB.丁\na)戊\nb)己", "A. A./a) A./b) B. B./a) B./b)"),
        ("（1）甲\n⑵乙\n⑶丙", "（1） ⑵ ⑶"),
        ("1、甲\n2．乙\n３、丙", "1、 2． ３、"),
        ("1.1 甲\n1.1.1 乙\n1.1.2 丙\n1.2 丁", "1.1 1.1/1.1.1 1.1/1.1.2 1.2"),
        ("第一章 甲\n第一条 乙\n第二条 丙\n第二章 丁\n第三条 戊", "第一章 第一章/第一条 第一章/第二条 第二章 第二章/第三条"),
        ("3、办法\n1、听\n2、看\n四、时间", "3、 3、/1、 3、/2、 四、"),
        ("一、总的要求：1.快；2.好\n二、做法", "一、 一、/1. 一、/2. 二、"),
    ],
    ids=["usual", "一、 inside 1.", "letters", "mixed brackets", "mixed stops", "decimals", "articles", "same style inside", "inside"],
)  # fmt: skip
def test_the_order_of_styles_follows_from_the_text(text: str, expected: str) -> None:
    assert " ".join(shape(read_outline(paragraphs(text)))) == expected


def test_a_broken_label_counts_where_its_neighbours_are() -> None:
    outline = read_outline(paragraphs("一、内容\n1建立台账\n2健全制度\n3、加强检查\n（一摸排\n(二)整改"))
    assert [node.label for node in outline.nodes[0].children] == ["1", "2", "3、"]
    assert [node.number for node in outline.nodes[0].children[2].children] == [1, 2]


def test_a_number_that_begins_a_sentence_is_no_label() -> None:
    outline = read_outline(paragraphs("一、内容\n3支队伍同时上。\n二、做法"))
    assert shape(outline) == ["一、", "二、"]
    assert "3支队伍" in outline.nodes[0].text


def test_numbering_that_skips_is_told_with_its_place() -> None:
    outline = read_outline(paragraphs("1、甲事\n2、乙事\n4、丁事\n4、戊事"))
    assert [(problem.code, problem.where[0].line) for problem in outline.problems] == [
        ("outline.numbering-skips", 3),
        ("outline.numbering-skips", 4),
    ]
    assert len(outline.nodes) == 4


def test_articles_that_run_through_all_chapters_do_not_skip() -> None:
    outline = read_outline(paragraphs("第一章 甲\n第一条 乙\n第二章 丙\n第二条 丁\n第三章 戊\n第三条 己"))
    assert outline.problems == ()


def test_a_sentence_broken_over_lines_is_joined() -> None:
    text = "一、由各镇\n负责的台账，应当每月更新一次并报送备查，不得延误，不得瞒报。\n另起一段。"
    node = read_outline(paragraphs(text)).nodes[0]
    assert [piece.place.line for piece in node.pieces] == [1, 2, 3]
    assert node.text.endswith("不得瞒报。\n另起一段。")


def test_the_files_own_numbers_count() -> None:
    listed = (
        Paragraph("总则", number="一、"),
        Paragraph("甲", number="（一）"),
        Paragraph("乙", number="（二）"),
    )
    outline = read_outline(listed)
    assert shape(outline) == ["一、", "一、/（一）", "一、/（二）"]
    assert outline.nodes[0].pieces[0].start == 0


def test_offsets_point_into_the_paragraph() -> None:
    text = "　　二、办法：1、台账要全；2、报表要准。"
    outline = read_outline(
        [Paragraph("一、目标", Place("某件.txt", line=1)), Paragraph(text, Place("某件.txt", line=2))]
    )
    for node in outline.walk():
        for piece in node.pieces:
            source = text if piece.index == 1 else "一、目标"
            assert source[piece.start : piece.end] == piece.text
    last = outline.nodes[1].children[1]
    assert last.span is not None
    assert (last.span.document, last.span.address) == ("某件.txt", "第2行")
    assert text[last.span.start : last.span.end] == "报表要准。"


def test_nothing_is_lost() -> None:
    text = "前言\n一、甲：1.乙；2.丙\n丁\n加分项目：\n1、戊\n以上累计不超过3分。\n附件：1．己\n2．庚"
    outline = read_outline(paragraphs(text))
    kept = "".join(piece.text for piece in outline.preamble)
    kept += "".join(node.label + "".join(piece.text for piece in node.pieces) for node in outline.walk())
    assert sorted(kept) == sorted(text.replace("\n", ""))


def test_a_remark_on_the_list_is_not_its_last_entry() -> None:
    outline = read_outline(
        paragraphs("一、加分\n1、甲加1分\n2、乙加2分\n以上两项加分不超过2分。\n二、减分\n1、丙扣1分")
    )
    assert shape(outline) == ["一、", "一、/1、", "一、/2、", "一、/·", "二、", "二、/1、"]


def test_a_list_of_attachments_is_none_of_the_text() -> None:
    outline = read_outline(paragraphs("一、甲\n1．乙\n2．丙\n3．丁\n附件：1．表一\n2．表二"))
    assert [node.style for node in outline.nodes] == ["cn", "attached"]
    assert outline.problems == ()


def test_ten_thousand_lists_in_one_another_end() -> None:
    outline = read_outline(paragraphs("\n".join(["1、甲乙丙"] * 3000)))
    assert sum(1 for _ in outline.walk()) == 3000
