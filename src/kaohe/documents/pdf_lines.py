"""Characters on a page into lines, and lines into paragraphs as they were typed.

A PDF knows where characters stand, not what belongs together. A line that reaches the right edge goes on in
the next one; Chinese is joined without a space. A new paragraph begins after a short line, with an indent,
a gap, another size of type, or a number in front.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,4}[章节条款]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳⑴-⒇]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}(?:[、)）]|[.．](?!\d))|附[件表]\s*\d*\s*[:：]?$|[-－·●■◆★※])"
)
_SENTENCE_END = "。；;：:！!？?"
_ASCII_HEAD = re.compile(r"[\x21-\x7e]+")
_GAP_SPACE, _LATIN_SPACE = 0.8, 0.2
_FULL, _INDENT, _OTHER_SIZE, _WIDE_GAP, _TITLE_GAP = 1.6, 1.4, 1.15, 1.6, 2.5
_PADDING = 6.0
_SLANT = 0.2


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box, in points from the upper left of the page. `rising`: on its side, read upwards."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    upright: bool = True
    rising: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its box; `number` counts the lines of running text of its page, from 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    page: int = 0
    number: int = 0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def chars_of(found: Sequence[dict[str, Any]]) -> list[Char]:
    """pdfplumber's characters, without blanks, and those drawn twice (a way to make type bold) only once."""
    chars: list[Char] = []
    seen: set[tuple[str, int, int]] = set()
    for raw in found:
        text = plain_character(str(raw["text"]))
        x0, top = float(raw["x0"]), float(raw["top"])
        spots = [(text, round(x0) + dx, round(top) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        if not text.strip() or any(spot in seen for spot in spots):
            continue
        seen.add((text, round(x0), round(top)))
        along, rise = float(raw["matrix"][0]), float(raw["matrix"][1])
        upright = abs(rise) <= _SLANT * abs(along)
        size = max(float(raw["bottom"]) - top if upright else float(raw["size"]), 1.0)
        box = (x0, top, float(raw["x1"]), float(raw["bottom"]))
        chars.append(Char(text, *box, size, upright, not upright and rise > 0))
    return chars


def plain_character(text: str) -> str:
    """Some fonts name a character by its radical (⼈ for 人); it looks the same and is not."""
    if any("\u2e80" <= letter <= "\u2fdf" for letter in text):
        return unicodedata.normalize("NFKC", text)
    return text.replace("\u00a0", " ").replace("\u00ad", "-").replace("\x00", "")


def lines_of(chars: Sequence[Char], page: int = 0) -> list[Line]:
    """The characters in lines, from top to bottom. Text that stands on its side is put behind, a run a line."""
    upright = sorted((char for char in chars if char.upright), key=lambda char: char.middle[1])
    rows: list[list[Char]] = []
    level = 0.0
    for char in upright:
        if rows and abs(char.middle[1] - level) < 0.5 * min(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
            level = char.middle[1]
    lines = [_line(sorted(row, key=lambda char: char.x0), page) for row in rows]
    aside = sorted((char for char in chars if not char.upright), key=_along_its_side)
    if aside:
        text = "".join(char.text for char in aside)
        left, right = min(c.x0 for c in aside), max(c.x1 for c in aside)
        lines.append(
            Line(
                text,
                left,
                min(c.top for c in aside),
                right,
                max(c.bottom for c in aside),
                aside[0].size,
                page,
            )
        )
    return lines


def _along_its_side(char: Char) -> tuple[int, float]:
    return round(char.x0), -char.top if char.rising else char.top


def _line(row: Sequence[Char], page: int) -> Line:
    pieces = [row[0].text]
    for before, char in pairwise(row):
        gap = char.x0 - before.x1
        latin = before.text[-1:].isascii() and char.text[:1].isascii()
        if gap > (_LATIN_SPACE if latin else _GAP_SPACE) * min(char.size, before.size):
            pieces.append(" ")
        pieces.append(char.text)
    size = median(char.size for char in row)
    top, bottom = min(char.top for char in row), max(char.bottom for char in row)
    return Line("".join(pieces).strip(), row[0].x0, top, max(c.x1 for c in row), bottom, size, page)


def glued(left: str, right: str) -> str:
    """Two lines of one paragraph: a space only between Latin words."""
    latin = left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha()
    return f"{left} {right}" if latin else left + right


def starts_item(text: str) -> bool:
    """Whether a line begins with a number or mark of a list."""
    return bool(_LABEL.match(text))


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of a table cell: lines that fill it are joined, others keep their breaks."""
    paragraphs: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None and _fills(before, line, left, right) and not _begins(before.text, line.text):
            paragraphs[-1] = glued(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
        before = line
    return "\n".join(paragraphs)


def _fills(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether what follows did not fit behind this line."""
    room = _room(following) + _PADDING
    return right - line.x1 < room or (right - left) - (line.x1 - line.x0) < room + _PADDING


def _room(following: Line) -> float:
    """What the next line's first word needs: one Chinese character, or a whole Latin word or number."""
    head = _ASCII_HEAD.match(following.text)
    return following.size * max(_FULL, 0.55 * min(len(head[0]), 12) + 0.6 if head else 0.0)


def _begins(before: str, text: str) -> bool:
    return starts_item(text) and before.endswith(tuple(_SENTENCE_END))


@dataclass(frozen=True, slots=True)
class Margins:
    """Where running text begins and ends on the page, its size of type, and the step from line to line."""

    left: float
    right: float
    size: float
    step: float


def margins_of(lines: Sequence[Line]) -> Margins:
    """What is usual in the document. (One line alone is its own margin.)"""
    sizes = median(line.size for line in lines)
    usual = [line for line in lines if abs(line.size - sizes) < 0.15 * sizes] or list(lines)
    steps = [b.top - a.top for a, b in pairwise(usual) if a.page == b.page and 0 < b.top - a.top < 4 * sizes]
    step = median(steps) if steps else 1.5 * sizes
    return Margins(min(line.x0 for line in usual), max(line.x1 for line in usual), sizes, step)


def goes_on(before: Line, line: Line, margins: Margins) -> bool:
    """Whether a line of running text belongs to the paragraph of the one before it."""
    bigger = max(before.size, line.size) > _OTHER_SIZE * min(before.size, line.size)
    if bigger or _begins(before.text, line.text):
        return False
    step = line.top - before.top if before.page == line.page else 0.0
    middle = (margins.left + margins.right) / 2
    title = line.size > _OTHER_SIZE * margins.size
    if title and all(abs(one.middle - middle) < 1.5 * line.size for one in (before, line)):
        return step < _TITLE_GAP * line.size and not before.text.endswith(tuple(_SENTENCE_END))
    if step > _WIDE_GAP * max(margins.step, line.size):
        return False
    full = margins.right - before.x1 < _room(line)
    return full and line.x0 - margins.left < _INDENT * line.size
