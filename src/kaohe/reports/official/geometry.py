"""The page of an official paper: the figures of GB/T 9704-2012, stated once for every writer.

A4 with margins of 37, 35, 28 and 26 mm leaves 156 × 225 mm for 22 lines of 28 characters.
"""

import re
from unicodedata import east_asian_width

PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
ROOM, ROOM_HIGH = 156, 225
WIDE_ROOM, WIDE_ROOM_HIGH = 225, 156
"""Millimetres between the margins, upright and lying across (the page is turned with its margins)."""

LINES, CHARACTERS = 22, 28
BODY_SIZE = 16
"""Points: 3号."""
TITLE_SIZE = 22
"""Points: 2号."""
PAGE_NUMBER_SIZE = 14
"""Points: 4号."""
TABLE_SIZE = 10.5
"""Points: 五号."""
LINE = 579
"""Twentieths of a point: 225 mm ÷ 22, rounded down, so that 22 lines fit and 23 do not."""
TIGHTER = -5
"""Twentieths of a point taken off each character of the body, so that 28 fit into 156 mm (28 × 16 pt are 158 mm)."""
RED = "FF0000"

TWIPS_A_MM = 1440 / 25.4
_MANY_COLUMNS, _CROWDED_SIZE = 12, 9.0
"""With so many columns the text is set smaller, so that words do not break in every cell."""
_FREE_BESIDE_PICTURE = 20
"""Millimetres of a page that a picture leaves for its heading."""


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * TWIPS_A_MM)


def width_in_characters(text: str) -> float:
    """How wide a text is, a Chinese character being one; digits and Latin letters count half."""
    return sum(1.0 if east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def signature_indents(signer: str, date: str) -> tuple[float, float]:
    """How many characters stay free at the right of the signing unit and of the date under it.

    The date stays four characters from the edge and the unit stands centred above it (7.3.5.1); where the unit is
    so long that it would leave the page, both move left together; a unit of more than a line takes the whole line.
    """
    half = (width_in_characters(date) - min(width_in_characters(signer), CHARACTERS)) / 2
    date_free = max(4.0, -half)
    return date_free + half, date_free


def heading_level(text: str) -> int:
    """The level of a heading by its number: 一、 1, （一） 2, 1. 3, （1） 4; 0 where it has none (7.3.3)."""
    return next((level for level, starts in enumerate(_NUMBERS, 1) if starts.match(text)), 0)


_NUMERAL = "[一二三四五六七八九十百]+"
_NUMBERS = tuple(map(re.compile, (f"{_NUMERAL}、", f"（{_NUMERAL}）", r"\d+[.．](?!\d)", r"（\d+）")))


def table_size(columns: int) -> float:
    """The size of the text of a table, in points."""
    return _CROWDED_SIZE if columns > _MANY_COLUMNS else TABLE_SIZE


def picture_size(width: float, height: float, *, wide: bool) -> tuple[float, float]:
    """A picture's size on paper in millimetres: as large as it was drawn, or as the page has room for."""
    room, high = (WIDE_ROOM, WIDE_ROOM_HIGH) if wide else (ROOM, ROOM_HIGH)
    scale = min(1.0, room / width, (high - _FREE_BESIDE_PICTURE) / height)
    return width * scale, height * scale
