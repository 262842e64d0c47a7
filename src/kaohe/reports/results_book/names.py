"""Names that Excel takes: of sheets, in footers, in cells.

A name that a user typed may hold anything. What Excel forbids is left out or stands in for, so that no file needs
repair and nothing that was typed means something to Excel.
"""

import re
from unicodedata import east_asian_width

MOST_SHEET_NAME = 31
"""Characters of a sheet's name, as Excel counts them (UTF-16)."""
MOST_TEXT = 32_767
"""Characters that a cell can hold, counted likewise."""
_FOOTER_LETTERS = 56
"""Letters of 8 points that a third of a landscape page holds, a Chinese one counting double."""
CUT = "……（太长，未写完）"

_FORBIDDEN = re.compile(r"[\[\]:*?/\\［］：＊？／＼￥¥]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RESERVED = {"history", "历史记录", "工作表历史"}


class SheetNames:
    """Hands out names for sheets: legal, never the same twice (Excel sees no difference between a and A)."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def make(self, wanted: str, mark: str = "") -> str:
        """The wanted name, cut to what Excel takes, with the table's mark and, where needed, a number behind it."""
        name = _FORBIDDEN.sub("-", " ".join(clean(wanted).replace("'", "’").split())) or "未命名"
        behind = _FORBIDDEN.sub("", mark.replace("'", ""))
        number = 1
        while True:
            tail = behind + (f"～{number}" if number > 1 else "")
            made = cut(name, MOST_SHEET_NAME - length(tail)).rstrip() + tail
            if made.casefold() not in self._given | _RESERVED:
                self._given.add(made.casefold())
                return made
            number += 1


def clean(text: str) -> str:
    """A text without what no file can hold; each such character becomes a sign that something was there."""
    return cut(_UNPRINTABLE.sub("\ufffd", text), MOST_TEXT, CUT)


def cut(text: str, most: int, mark: str = "") -> str:
    """The text within so many characters, with a mark behind what was cut."""
    if length(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: 2 * (most - length(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def length(text: str) -> int:
    """Characters as Excel counts them: those beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def footer(left: str, right: str, *, portrait: bool = False) -> str:
    """Left and right texts with the page's number between; & is Excel's own sign in a footer, so it is widened."""
    room = _FOOTER_LETTERS * 2 // 3 if portrait else _FOOTER_LETTERS
    first, last = (_short(" ".join(clean(side).replace("&", "＆").split()), room) for side in (left, right))
    return f"&L&8 {first}&C&9 第 &P 页　共 &N 页&R&8 {last}"  # the blanks keep a text's digits from the sizes


def letters(text: str) -> int:
    """How many letters wide a text is; a Chinese character is two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _short(text: str, room: int) -> str:
    """The text within a width, dots for what was cut."""
    if letters(text) <= room:
        return text
    while text and letters(text) > room - 2:
        text = text[:-1]
    return text + "…"
