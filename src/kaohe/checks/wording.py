"""A clause's text as the checks look at it: no white space, one kind of punctuation, cut into sentences."""

import re
from decimal import Decimal

_MARKS = str.maketrans(
    ",;:!?()０１２３４５６７８９．％－～〜﹣−–—―",
    "，；：！？（）0123456789.%" + "-" * 8,
)
_NEW_POINT = re.compile(r"\n\s*(?=\(?（?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．)）]|[①-⑳⑴-⒇])")
_SPACE = re.compile(r"\s+")
_DASHES = re.compile(r"-{2,}")
_END = re.compile(r"[。；！？]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def squeezed(text: str) -> str:
    """The text without white space, digits and marks in one form; a line that begins a new point starts a sentence."""
    text = _NEW_POINT.sub("；", text)
    return _DASHES.sub("-", _SPACE.sub("", text).translate(_MARKS))


def sentences(text: str) -> list[str]:
    """The sentences of a text, squeezed."""
    return [part for part in _END.split(squeezed(text)) if part]


def numbers(text: str) -> list[Decimal]:
    """All numbers of a squeezed text."""
    return [Decimal(found) for found in _NUMBER.findall(text)]


def shortened(text: str, most: int = 24) -> str:
    """The text for a message, cut where it is long."""
    flat = _SPACE.sub("", text)
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
