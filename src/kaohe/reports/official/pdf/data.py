"""A paper as plain data for the page's layout: every measure stated, nothing left to be looked up there."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from kaohe.reports.official import geometry
from kaohe.reports.official.blocks import Block, Document, Page, Paragraph, Part, Table, partner
from kaohe.reports.official.headings import split_heading
from kaohe.reports.official.titles import title_lines
from kaohe.reports.official.word.look import LOOKS
from kaohe.reports.official.word.text import KEEPING, head_size
from kaohe.reports.pictures.picture import Picture

_MM_A_PIXEL = 25.4 / 96
_HEADINGS = (Part.HEADING_1, Part.HEADING_2, Part.HEADING_3, Part.HEADING_4)
_IMPRINT = (Part.COPIES, Part.PRINTED)
_POINTS_A_TWIP = 1 / 20


def paper_data(document: Document) -> dict[str, Any]:
    """The whole paper: its geometry, and its sections with their blocks."""
    parts = [block.part for block in document.blocks if isinstance(block, Paragraph)]
    top, right, bottom, left = geometry.TOP, geometry.RIGHT, geometry.BOTTOM, geometry.LEFT
    return {
        "title": document.title,
        "letter": Part.LETTER_HEAD in parts,
        "geometry": {
            "line": geometry.LINE * _POINTS_A_TWIP,
            "body": geometry.BODY_SIZE,
            "tighter": geometry.TIGHTER * _POINTS_A_TWIP,
            "red": geometry.RED,
            "height": geometry.PAGE[1],
            "margins": [top, right, bottom, left],
            "wide-margins": [left, top, right, bottom],
        },
        "sections": list(_sections(document)),
    }


def _sections(document: Document) -> Iterator[dict[str, Any]]:
    wide, blocks = document.wide, list[Block]()
    for block in document.blocks:
        if isinstance(block, Page) and block.wide != wide:
            if blocks:
                yield {"wide": wide, "blocks": list(_blocks(blocks, wide=wide))}
            wide, blocks = block.wide, []
        else:
            blocks.append(block)
    yield {"wide": wide, "blocks": list(_blocks(blocks, wide=wide))}


def _blocks(blocks: Sequence[Block], *, wide: bool) -> Iterator[dict[str, Any]]:
    imprint = [block for block in blocks if isinstance(block, Paragraph) and block.part in _IMPRINT]
    for number, block in enumerate(blocks):
        match block:
            case Paragraph() if block.part in _IMPRINT:
                if block is imprint[0]:
                    yield {
                        "kind": "imprint",
                        "rows": [{"text": line.text, "beside": line.beside} for line in imprint],
                    }
            case Paragraph():
                neighbours = blocks[number - 1] if number else None, blocks[number + 1 : number + 2]
                yield _paragraph(block, neighbours[0], neighbours[1][0] if neighbours[1] else None)
            case Table():
                yield _table(block)
            case Picture():
                yield _picture(block, wide=wide)
            case Page():
                yield {"kind": "break"}


def _paragraph(block: Paragraph, before: Block | None, after: Block | None) -> dict[str, Any]:
    part, look = block.part, LOOKS[block.part]
    head, text, head_font = "", block.text, look.font
    if part in _HEADINGS:
        head, text = split_heading(block.text)
        body = LOOKS[Part.BODY]
        look = replace(look, font=body.font, keep=not text)
    elif part in (Part.RED_HEAD, Part.LETTER_HEAD):
        look = replace(look, size=head_size(block.text, geometry.ROOM if part is Part.RED_HEAD else 170))
    elif part is Part.SIGNER:
        look = replace(look, right=geometry.signature_indents(block.text, partner(block, after))[0])
    elif part is Part.DATE:
        look = replace(look, right=geometry.signature_indents(partner(block, before), block.text)[1])
    elif part is Part.TITLE:
        text = title_lines(text)
        if isinstance(after, Paragraph) and after.part is Part.SUBTITLE:
            look = replace(look, after=0)
    if isinstance(after, Paragraph) and after.part in KEEPING:
        look = replace(look, keep=True)
    return {
        "kind": "paragraph",
        "part": part.name,
        "text": text,
        "beside": block.beside,
        "head": head,
        "head-font": head_font,
        **asdict(replace(look, line=0)),
        "line": look.line * _POINTS_A_TWIP,
    }


def _table(table: Table) -> dict[str, Any]:
    size = geometry.table_size(len(table.columns))
    cells = [
        {**asdict(cell), "align": (cell.align or table.columns[cell.column].align).value}
        for cell in table.cells
    ]
    return {
        "kind": "table",
        "columns": [column.width for column in table.columns],
        "cells": cells,
        "height": table.height,
        "head": table.head,
        "least": table.least,
        "size": size,
    }


def _picture(picture: Picture, *, wide: bool) -> dict[str, Any]:
    width, _ = geometry.picture_size(picture.width * _MM_A_PIXEL, picture.height * _MM_A_PIXEL, wide=wide)
    return {"kind": "picture", "svg": picture.svg, "width": width, "words": picture.words}
