"""Pages that are left empty once a template is filled: their breaks go, as `fill` leaves them out."""

from collections.abc import Iterable

from lxml.etree import _Element as Element

from kaohe.documents.word.names import child, value, w
from kaohe.reports.official.word.text import NO_ROOM_LINE

_PARAGRAPH, _SECTION = w("p"), w("sectPr")
_SHOWN = frozenset(map(w, ["t", "drawing", "pict", "object", "sym", "tab", "fldChar", "footnoteReference"]))


class Pages:
    """The breaks between a text's pages, looked at before it is filled."""

    def __init__(self, body: Element) -> None:
        children = list(body)
        self._place = {element: number for number, element in enumerate(children)}
        self._content = [_is_content(element) for element in children]
        self._any = any(_is_break(element) for element in children)

    def without_empty(self, elements: Iterable[Element]) -> list[Element]:
        """The elements without breaks that would leave a page empty which was not so in the template."""
        kept: list[Element] = []
        last: Element | None = None
        filled = False
        for element in elements:
            kept.append(element)
            if _is_content(element):
                filled, last = not _ends_section(element), element
            elif _is_break(element):
                if filled or self._was_empty(last, element):
                    filled, last = False, element
                elif last is not None and not _ends_section(last) and _ends_section(element):
                    kept.remove(last)
                    last = element
                else:
                    kept.pop()
        if last is not None and not filled and not self._was_empty(last, None):
            _end_with(kept, last)
        return kept

    def _was_empty(self, first: Element | None, second: Element | None) -> bool:
        """Whether there was nothing between the two in the template either; None: its beginning, or its end."""
        if (first is not None and first not in self._place) or (
            second is not None and second not in self._place
        ):
            return False
        start = -1 if first is None else self._place[first]
        end = len(self._content) if second is None else self._place[second]
        return not any(self._content[start + 1 : end])


def _end_with(kept: list[Element], last: Element) -> None:
    """Let the paper end where its last break stands."""
    section = child(last, "pPr", "sectPr")
    if section is not None:
        final = next((number for number, element in enumerate(kept) if element.tag == _SECTION), None)
        above = section.getparent()
        if above is not None:
            above.remove(section)
        if final is not None:
            kept[final] = section
        else:
            kept.append(section)
    if not _is_content(last):
        kept.remove(last)


def _ends_section(element: Element) -> bool:
    return element.tag == _PARAGRAPH and child(element, "pPr", "sectPr") is not None


def _is_break(element: Element) -> bool:
    """A paragraph that does nothing but begin a page."""
    return (
        element.tag == _PARAGRAPH
        and not _shows(element)
        and (_ends_section(element) or _breaks_page(element))
    )


def _breaks_page(paragraph: Element) -> bool:
    return any(value(each, "type") == "page" for each in paragraph.iter(w("br")))


def _is_content(element: Element) -> bool:
    """Whether something stands on the page; an empty line does, a paragraph that takes no room does not."""
    if element.tag != _PARAGRAPH:
        return element.tag in (w("tbl"), w("sdt"), w("customXml"))
    if _shows(element):
        return True
    no_room = value(child(element, "pPr", "spacing"), "line") == NO_ROOM_LINE
    return not (no_room or _ends_section(element) or _breaks_page(element))


def _shows(paragraph: Element) -> bool:
    return any(True for _ in paragraph.iter(*_SHOWN))
