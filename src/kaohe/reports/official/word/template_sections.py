"""The sections of a template: which way the paper lies, and what happens where a table of ours turns it."""

from collections.abc import Sequence
from copy import deepcopy

from lxml.etree import _Element as Element

from kaohe.documents.word.names import child, w, whole

_SECTION = w("sectPr")


class Sections:
    """The sections of a text, by its paragraphs. A section's properties stand at its end."""

    def __init__(self, body: Element) -> None:
        self._of: dict[Element, Element | None] = {}
        here = child(body, "sectPr")
        for element in reversed(list(body)):
            ends = child(element, "pPr", "sectPr") if element.tag == w("p") else None
            here = here if ends is None else ends
            self._of[element] = here

    def knows(self, paragraph: Element) -> bool:
        """Whether the paragraph stands on the page itself, not in a table or text box."""
        return paragraph in self._of

    def wide(self, paragraph: Element) -> bool:
        """Whether the page on which the paragraph stands lies across."""
        section = self._of[paragraph]
        return section is not None and is_wide(section)

    def turn(self, paragraph: Element, made: Sequence[Element]) -> None:
        """Let the sections in blocks of ours have the headers and footers of the page they are put on."""
        own = self._of[paragraph]
        ends = [section for element in made for section in element.iter(_SECTION)]
        if own is None:
            for section in ends:
                for reference in section.findall(w("footerReference")):
                    section.remove(reference)
            return
        for number, section in enumerate(ends):
            before = deepcopy(own)
            turn_to(before, wide=is_wide(section))
            if number:
                _follow(before)
            above = section.getparent()
            if above is not None:
                above.replace(section, before)
        if ends:  # two orientations take turns
            turn_to(own, wide=not is_wide(ends[-1]))
            _follow(own)


def is_wide(section: Element) -> bool:
    """Whether the pages of a section lie across."""
    size = child(section, "pgSz")
    return (whole(size, "w") or 0) > (whole(size, "h") or 0)


def _follow(section: Element) -> None:
    """Pages that only go on have no first page of their own and no count from the start."""
    first, numbers = child(section, "titlePg"), child(section, "pgNumType")
    if first is not None:
        section.remove(first)
    if numbers is not None:
        numbers.attrib.pop(w("start"), None)
    kind = child(section, "type")
    if kind is not None:
        kind.set(w("val"), "nextPage")


def turn_to(section: Element, *, wide: bool) -> None:
    """Turn the paper with its margins, as a sheet is turned in the hand."""
    size, margins = child(section, "pgSz"), child(section, "pgMar")
    if size is None or is_wide(section) == wide:
        return
    width, height = size.get(w("w"), ""), size.get(w("h"), "")
    size.set(w("w"), height)
    size.set(w("h"), width)
    size.attrib.pop(w("orient"), None)
    if wide:
        size.set(w("orient"), "landscape")
    if margins is None:
        return
    sides = ("top", "right", "bottom", "left")
    now = [margins.get(w(side), "0") for side in sides]
    turned = [now[-1], *now[:-1]] if wide else [*now[1:], now[0]]
    bottom = whole(margins, "bottom") or 0
    for side, value in zip(sides, turned, strict=True):
        margins.set(w(side), value)
    footer = whole(margins, "footer")
    if footer is not None:  # as far from the text as before
        margins.set(w("footer"), str(max(0, footer - bottom + (whole(margins, "bottom") or 0))))
