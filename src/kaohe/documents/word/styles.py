"""What paragraph and character styles say, each with the styles it is based on: numbering, outline level, hidden."""

import re
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from kaohe.documents.word.names import child, is_on, value, w, whole

BODY_LEVEL = 9
"""The outline level that means running text."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with all that it is based on; None and “”: nothing.

    `list`: the list its paragraphs are in, `at` which level (None: by the list's link to `carrier`, the style that
    says so). `heading`: level from 1, 0 running text. `contents`: a line of the table of contents.
    """

    list: str = ""
    at: int | None = None
    carrier: str = ""
    heading: int | None = None
    contents: bool = False
    hidden: bool | None = None


_NO_STYLE = Style()


class Styles:
    """The styles of a document; without a styles part every answer is “nothing stated”."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(w("style"))
        self._elements = {value(style, "styleId"): style for style in styles}
        ordinary = (style for style in styles if value(style, "type") == "paragraph" and _is_default(style))
        self._default = value(next(ordinary, None), "styleId")
        self._read: dict[str, Style] = {}

    def of(self, properties: Element | None) -> str:
        """The style of a paragraph by its properties: the one it names, else the document's ordinary one."""
        return value(child(properties, "pStyle")) or self._default

    def style(self, name: str) -> Style:
        """What the style of this name says; an unknown one says nothing."""
        waiting: dict[str, Element] = {}
        at = name
        while (
            at in self._elements and at not in self._read and at not in waiting
        ):  # based on one another in a ring
            waiting[at] = self._elements[at]
            at = value(child(waiting[at], "basedOn"))
        found = self._read.get(at, _NO_STYLE)
        for at, element in reversed(waiting.items()):
            found = _with(found, at, element)
            self._read[at] = found
        return found


def heading_level(outline: int) -> int:
    """The level from 1 for an outline level from 0; 0 for running text and for what is no level."""
    return outline + 1 if 0 <= outline < BODY_LEVEL else 0


def _with(base: Style, name: str, element: Element) -> Style:
    """What a style says on top of the one that it is based on."""
    found = base
    numbered = child(element, "pPr", "numPr")
    if numbered is not None:
        number, at = value(child(numbered, "numId")), whole(child(numbered, "ilvl"))
        if number:
            found = replace(found, list=number, at=at, carrier=name)
        elif at is not None:
            found = replace(found, at=at)
    label = value(child(element, "name")).strip()
    outline, heading = whole(child(element, "pPr", "outlineLvl")), _HEADING.fullmatch(label)
    if outline is not None:
        found = replace(found, heading=heading_level(outline))
    elif heading:
        found = replace(found, heading=int(heading[1]))
    vanish = child(element, "rPr", "vanish")
    if vanish is not None:
        found = replace(found, hidden=is_on(vanish))
    return replace(found, contents=True) if _CONTENTS.fullmatch(label) else found


def _is_default(style: Element) -> bool:
    return value(style, "default").lower() in ("1", "true", "on")
