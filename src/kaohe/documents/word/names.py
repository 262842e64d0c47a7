"""Names of WordprocessingML, and its attributes as values."""

import re
from functools import cache

from lxml.etree import _Element as Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741 - the usual prefix
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"

_ON = {"1", "true", "on"}
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]*)?")


@cache
def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


VAL = w("val")


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and its first child …; None where one is missing."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(w(name)), None)
    return element


def value(element: Element | None, name: str = "val") -> str:
    """An attribute; the empty string where the element or the attribute is missing."""
    return "" if element is None else element.get(w(name), "")


def is_on(element: Element | None) -> bool:
    """An on-off property: there and not switched off."""
    return element is not None and element.get(VAL, "1").lower() in _ON


def whole(element: Element | None, name: str = "val") -> int | None:
    """An attribute as a whole number; None where it is missing or is none."""
    text = value(element, name).strip()
    return int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None
