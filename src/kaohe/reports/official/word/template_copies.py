"""Copies of Word's paragraphs and rows for the entries of a list."""

from copy import deepcopy
from functools import cache

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import W14, child, w
from kaohe.reports.official.word.styles import MAIN

_ONCE = frozenset(
    map(
        w,
        [
            "bookmarkStart",
            "bookmarkEnd",
            "commentRangeStart",
            "commentRangeEnd",
            "commentReference",
            "permStart",
            "permEnd",
        ],
    )
)
"""What has a number that may stand in a file only once."""
_IDS = tuple(f"{{{W14}}}{name}" for name in ("paraId", "textId"))


def copied(element: Element, *, again: bool) -> Element:
    """A copy without the end of a section; `again`: also without what may stand in the file only once."""
    copy = deepcopy(element)
    copy.tail = None
    properties = child(copy, "pPr")
    section = child(properties, "sectPr")
    if properties is not None and section is not None:
        properties.remove(section)
    if again:
        for inner in list(copy.iter("*")):
            for name in _IDS:
                inner.attrib.pop(name, None)
            above = inner.getparent()
            if inner.tag in _ONCE and above is not None:
                above.remove(inner)
    return copy


def made(xml: str) -> Element:
    """An element of ours."""
    return deepcopy(_parsed(xml))


@cache
def _parsed(xml: str) -> Element:
    return etree.fromstring(f"<w:body {MAIN}>{xml}</w:body>")[0]
