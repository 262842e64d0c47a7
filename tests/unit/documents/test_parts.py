"""A page that strings several documents together comes apart into them; one document stays one."""

from dataclasses import replace

import pytest

from kaohe.core import Place
from kaohe.documents.model import Block, Document, Grid, Paragraph
from kaohe.documents.parts import split_parts
from tests.unit.documents.prose_samples import document, grid


def titles(text: str) -> list[str]:
    return [part.title for part in split_parts(document(text))]


@pytest.mark.parametrize(
    "text",
    [
        "某区安全生产考核办法\n为做好工作，制定本办法。\n一、原则\n二、内容\n三、附则\n2026年1月5日",
        "一、原则\n（一）公开\n（二）公正\n二、内容",
        "某区考核办法\n一、内容\n1、台账\n2、报表\n附件：1．评分表\n2．任务分解表",
        "只有一句话，没有别的。",
        "某县河道管护工作\n考核细则\n第一条 说明\n第二条 内容",
    ],
)
def test_a_single_document_stays_one(text: str) -> None:
    parts = split_parts(document(text))
    assert len(parts) == 1
    assert parts[0].document.blocks == document(text).blocks


def test_a_title_over_two_lines_is_one() -> None:
    assert titles("某县河道管护工作\n考核细则\n第一条 说明\n第二条 内容") == ["某县河道管护工作考核细则"]


def test_a_title_broken_within_its_paragraph_is_one() -> None:
    whole = document("某县河道管护工作考核细则\n第一条 说明")
    first = whole.blocks[0]
    assert isinstance(first, Paragraph)
    broken = replace(first, text="某县2026年河道管护工作\n考核细则")
    (part,) = split_parts(replace(whole, blocks=(broken, *whole.blocks[1:])))
    assert part.title == "某县2026年河道管护工作考核细则"


def test_attachments_come_apart_with_their_numbers() -> None:
    text = "某区工作方案\n一、做法\n二、要求\n附件1：\n某区任务分解表\n附件2\n某区日程安排表"
    parts = split_parts(document(text))
    assert [(part.number, part.title) for part in parts] == [
        ("", "某区工作方案"), ("附件1", "某区任务分解表"), ("附件2", "某区日程安排表"),
    ]  # fmt: skip


def test_pieces_of_a_collection_know_what_they_belong_to() -> None:
    text = "河道管护考核方案（共2篇）\n第1篇\n一、内容\n二、办法\n第2篇\n一、对象\n二、时间"
    parts = split_parts(document(text))
    assert [(part.number, part.within) for part in parts] == [
        ("第1篇", "河道管护考核方案（共2篇）"), ("第2篇", "河道管护考核方案（共2篇）"),
    ]  # fmt: skip
    assert parts[0].title.endswith("第1篇")
    assert parts[0].document.paragraphs[0].text.startswith("河道管护")


def test_a_page_of_pieces_with_its_own_frame() -> None:
    text = "网站首页 导航\n甲单位年度总结\n某网 年度材料 第一篇\n甲单位年度总结\n一、做法\n二、打算\n乙单位年度计划\n某网 年度材料 第二篇\n乙单位年度计划\n一、目标\n二、措施"
    assert titles(text) == ["甲单位年度总结", "乙单位年度计划"]


def test_a_title_behind_signature_and_date_begins_a_document() -> None:
    text = "关于印发某办法的通知\n各镇：\n现印发给你们，请执行。\n某区办公室 2026年3月2日\n某区安全生产考核办法\n一、内容\n二、办法"
    assert titles(text) == ["关于印发某办法的通知", "某区安全生产考核办法"]


def test_numbering_that_begins_again_behind_a_date_does_too() -> None:
    text = "一、内容\n二、办法\n三、附则\n二〇二六年一月五日\n一、对象\n二、时间"
    assert [len(part.document.blocks) for part in split_parts(document(text))] == [4, 2]


def test_a_title_before_a_new_first_chapter_does_too() -> None:
    text = "甲镇考核办法\n一、内容\n二、办法\n三、附则\n乙镇考核办法\n一、内容\n二、办法"
    assert titles(text) == ["甲镇考核办法", "乙镇考核办法"]


def test_a_heading_in_the_middle_begins_none() -> None:
    text = "甲镇考核办法\n一、内容\n具体任务\n二、办法\n评分标准\n三、附则"
    assert len(split_parts(document(text))) == 1


def test_a_second_document_number_begins_a_document() -> None:
    text = "某政发〔2026〕1号\n甲办法\n一、内容\n二、办法\n某政发〔2026〕2 号\n乙办法\n一、内容\n二、办法"
    assert titles(text) == ["甲办法", "乙办法"]


def test_every_block_keeps_its_address_and_none_is_lost() -> None:
    table = grid([["单位", "甲镇", "乙镇"], ["任务", "1", "2"]])
    blocks: list[Block] = [
        Paragraph("附件1", Place("某件.txt", line=1)),
        Paragraph("分解表", Place("某件.txt", line=2)),
        table,
    ]
    blocks += [Paragraph("附件2", Place("某件.txt", line=9)), Paragraph("安排表", Place("某件.txt", line=10))]
    parts = split_parts(Document("某件.txt", "txt", tuple(blocks)))
    assert [block for part in parts for block in part.document.blocks] == blocks
    assert [isinstance(block, Grid) for block in parts[0].document.blocks] == [False, False, True]


def test_a_line_that_the_page_repeats_is_left_out_and_told() -> None:
    text = "甲办法\n一、内容\n【更多材料请看本站相关栏目】\n二、办法\n【更多材料请看本站相关栏目】"
    (part,) = split_parts(document(text))
    assert len(part.document.blocks) == 3
    assert [(p.code, len(p.where)) for p in part.document.problems] == [("document.page-frame", 2)]
