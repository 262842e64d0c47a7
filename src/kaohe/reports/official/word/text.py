"""Runs and paragraphs of an official paper in Word's XML."""

import math
import re
from dataclasses import replace
from xml.sax.saxutils import escape

from kaohe.reports.official.blocks import Paragraph, Part
from kaohe.reports.official.geometry import (
    LEFT,
    PAGE,
    RED,
    ROOM,
    ROOM_HIGH,
    TOP,
    signature_indents,
    twips,
    width_in_characters,
)
from kaohe.reports.official.headings import split_heading
from kaohe.reports.official.titles import title_lines
from kaohe.reports.official.word.look import LOOKS, Look, style_id
from kaohe.reports.official.word.styles import indents, run_look, spacing

_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADINGS = (Part.HEADING_1, Part.HEADING_2, Part.HEADING_3, Part.HEADING_4)
_HEADS = (Part.RED_HEAD, Part.LETTER_HEAD)
_LARGEST_HEAD, _SMALLEST_HEAD = 50.0, 20.0
_POINTS_A_MM = 72 / 25.4
LETTER_WIDTH = 170
"""Millimetres: the red lines of a letter reach beyond the text (GB/T 9704-2012, 10.1)."""
_LETTER_FOOT = 20
"""Millimetres from the lower edge of the paper to the second double line."""
NO_ROOM_LINE = "14"
_FLAT = f'<w:spacing w:before="0" w:after="0" w:line="{NO_ROOM_LINE}" w:lineRule="exact"/>'


def no_room(more: str = "", runs: str = "") -> str:
    """A paragraph that takes no room, with more properties and runs."""
    return f'<w:p><w:pPr><w:snapToGrid w:val="0"/>{_FLAT}{more}</w:pPr>{runs}</w:p>'


NO_ROOM = no_room()
"""A paragraph that takes no room: Word wants one after a table, and frames are told apart by one. It is the least that
Word takes, and fits below 22 lines, so that what turns the page does not make an empty one.
"""


def printable(text: str) -> str:
    """The text without what XML does not allow and nobody sees."""
    return _UNPRINTABLE.sub("", text)


def run(text: str, look: str) -> str:
    """A run with the properties given; new lines and tabs in the text are breaks and tabs."""
    if not text:
        return ""
    pieces = []
    for number, line in enumerate(printable(text).split("\n")):
        pieces.append("<w:br/>" if number else "")
        for position, part in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if position else "")
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"


def head_size(text: str, room: float) -> float:
    """The size in points at which the head of the paper stands on one line of so many millimetres."""
    fits = room * _POINTS_A_MM / max(width_in_characters(text), 1)
    return max(_SMALLEST_HEAD, min(_LARGEST_HEAD, int(fits * 2) / 2))


def paragraph(block: Paragraph, signer: str = "", following: Part | None = None) -> str:
    """One paragraph. `signer` and date are centred on one another, so a signer is told the date and the reverse.
    `following`: the part that comes next.
    """
    part, look = block.part, LOOKS[block.part]
    if part in _HEADS:
        return _head(block, look)
    if part in (Part.SIGNER, Part.DATE):
        unit_free, date_free = signature_indents(
            *((block.text, signer) if part is Part.SIGNER else (signer, block.text))
        )
        free = unit_free if part is Part.SIGNER else date_free
        keep = _KEEP if following in KEEPING else ""
        return _plain(part, run(block.text, ""), keep + indents(replace(look, right=free)))
    if part in _HEADINGS:
        return _heading(block, look)
    if part is Part.NUMBER:
        return _number(block, look)
    if part is Part.TITLE:
        more = spacing(look, after=0) if following is Part.SUBTITLE else ""
        return _plain(part, run(title_lines(printable(block.text)), ""), more)
    return _plain(part, run(block.text, ""), _KEEP if following in KEEPING else "")


_KEEP = "<w:keepNext/>"
KEEPING = (Part.SIGNER, Part.NOTE, Part.ATTACHMENT)
"""What stands before these goes to a new page together with them, so that no page holds a signature alone."""


def _plain(part: Part, runs: str, more: str, style: Part | None = None) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style or part)}"/>{more}</w:pPr>{runs}</w:p>'


def _heading(block: Paragraph, look: Look) -> str:
    """A heading of its own, or one that runs into its paragraph and is set apart by its font."""
    head, rest = split_heading(block.text)
    if head and not rest:
        return _plain(block.part, run(head, ""), "")
    return _plain(Part.BODY, run(head, run_look(look)) + run(rest, ""), "")


def _head(block: Paragraph, look: Look) -> str:
    """The issuing office in red, as large as the line allows; of a letter, above its double line."""
    letter = block.part is Part.LETTER_HEAD
    room = LETTER_WIDTH if letter else ROOM
    sized = run_look(replace(look, size=head_size(block.text, room)))
    if not letter:
        return _plain(block.part, run(block.text, sized), "")

    def line(side: str, kind: str, down: float) -> str:
        frame = (
            f'<w:framePr w:w="{twips(LETTER_WIDTH)}" w:hSpace="0" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" '
            f'w:xAlign="center" w:y="{twips(down)}"/>'
        )
        return f'{frame}<w:pBdr><w:{side} w:val="{kind}" w:sz="24" w:space="8" w:color="{RED}"/></w:pBdr>'

    foot = _plain(block.part, "", line("top", "thinThickSmallGap", PAGE[1] - _LETTER_FOOT) + _FLAT)
    return (
        foot + NO_ROOM + _plain(block.part, run(block.text, sized), line("bottom", "thickThinSmallGap", 30))
    )


def _number(block: Paragraph, look: Look) -> str:
    """The number and, of a report upwards, who signs; the red line 4 mm below."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/></w:pBdr>'
    if not block.beside:
        return _plain(block.part, run(block.text, ""), line)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(ROOM) - 320}"/></w:tabs>'
    one_free = indents(replace(look, first=1))  # the line keeps to the margins, the text does not
    more = f'{line}{tab}{one_free}<w:jc w:val="left"/>'
    return _plain(block.part, run(f"{block.text}\t{block.beside}", ""), more)


_THICK, _THIN = 8, 6
"""Eighths of a point: the outer lines of the 版记, 0.35 mm, and those between, 0.25 mm (7.4.1)."""
_IMPRINT_CHARACTERS = 28
"""Characters of 4号 on a line of the 版记."""
_IMPRINT_PADDING = 90
"""Twentieths of a point between a line of the 版记 and its text, above and below."""


def imprint_height(block: Paragraph) -> int:
    """How high a line of the 版记 will be, in twentieths of a point."""
    apart = 1 if block.beside else 0
    width = width_in_characters(block.text) + width_in_characters(block.beside) + apart
    lines = max(1, math.ceil(width / _IMPRINT_CHARACTERS))
    return lines * LOOKS[block.part].line + 2 * _IMPRINT_PADDING


def imprint(block: Paragraph, below: int, *, first: bool, last: bool) -> str:
    """A line of the 版记 in a frame at the foot of the page, `below` it so much else of the 版记."""
    look = LOOKS[block.part]
    down = twips(TOP) + twips(ROOM_HIGH) - below - imprint_height(block)
    frame = (
        f'<w:framePr w:w="{twips(ROOM)}" w:h="{imprint_height(block)}" w:hRule="atLeast" w:hSpace="0" w:wrap="notBeside" '
        f'w:vAnchor="page" w:hAnchor="page" w:x="{twips(LEFT)}" w:y="{down}"/>'
    )
    top = f'<w:top w:val="single" w:sz="{_THICK if first else _THIN}" w:space="3" w:color="000000"/>'
    bottom = f'<w:bottom w:val="single" w:sz="{_THICK}" w:space="3" w:color="000000"/>' if last else ""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(ROOM) - 280}"/></w:tabs>' if block.beside else ""
    text = f"{block.text}\t{block.beside}" if block.beside else block.text
    return _plain(block.part, run(text, ""), f"{frame}<w:pBdr>{top}{bottom}</w:pBdr>{tab}{indents(look)}")


def cell_text(text: str, *, font: str, size: float, align: str, keep: bool) -> str:
    """A paragraph of a cell, as high as its text and not on the page's grid of lines."""
    half = round(size * 2)
    look = run_look(Look(font, size)) if text else ""
    mark = f'<w:rPr><w:sz w:val="{half}"/></w:rPr>'  # an empty cell is no higher than one with text
    next_ = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{next_}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/>{mark}</w:pPr>{run(text, look)}</w:p>'
    )
