"""How wide a text is drawn, and what of it fits: widths of Noto Sans SC, rounded up so that other faces fit too."""

import re
import unicodedata

from kaohe.core import Absence, Number, plain

FONTS = "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, SimHei, sans-serif"

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]+")
_UNSEEN = re.compile(
    "[\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]"
)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_WIDE = "FWA"
_WIDTHS = {
    **dict.fromkeys("mw%@MW", 0.95),
    **dict.fromkeys("fijlrtI.,:;!'|()[]{}-/ ", 0.4),
    **dict.fromkeys("0123456789−+", 0.6),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 0.75),
}
_OTHER = 0.62


def clean(text: str) -> str:
    """One line without characters that are not drawn, break XML or turn the direction of writing."""
    return _UNSEEN.sub("", _CONTROL.sub(" ", text)).strip()


def escaped(text: str) -> str:
    """The text as it may stand in XML, in an element or in an attribute."""
    return clean(text).translate(_ESCAPES)


def text_width(text: str, size: float) -> float:
    """The width in pixels, at most a little too large."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in _WIDE or ord(character) > 0xFFFF else _OTHER


def shortened(text: str, size: float, width: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis behind it."""
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    kept, used = "", text_width("…", size)
    for character in text:
        used += size * _advance(character)
        if used > width:
            break
        kept += character
    return f"{kept}…"


def signed(number: Number) -> str:
    """+2, −0.35, 0: with the sign that stands for a gain or a loss."""
    if number == 0:
        return "0"
    return f"+{plain(number)}" if number > 0 else f"−{plain(-number)}"


def minus(text: str) -> str:
    """A number with a real minus sign, as wide as a plus."""
    return text.replace("-", "−")


def points(value: Number | Absence) -> str:
    """Points as they are shown in a picture, or the reason why there are none."""
    return value.label if isinstance(value, Absence) else minus(plain(value))
