"""What stands in an element once wrappers, alternatives and tracked changes are settled.

<w:tr> ─ <w:sdt> ─ <w:sdtContent> ─ <w:tc>          the cell, as if the content control were not there
<w:p>  ─ <w:ins> ─ <w:r>                            kept, and marked
<w:p>  ─ <w:del> ─ <w:r>                            dropped, and marked
<w:r>  ─ <mc:AlternateContent> ─ Choice | Fallback  one of the two, never both
"""

from collections.abc import Iterator
from enum import Enum

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import MC, w


class Mark(Enum):
    """Something in a paragraph or table that whoever works with it ought to know."""

    REVISION = "revision"
    HIDDEN = "hidden"
    OBJECT = "object"
    DIAGRAM = "diagram"
    PICTURE = "picture"
    LARGE_PICTURE = "large-picture"
    SYMBOL = "symbol"
    FIELD = "field"


Marks = set[Mark]

_WRAPPERS = {w(name) for name in ("customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")}
_KEPT = {w("ins"), w("moveTo")}
_DROPPED = {w("del"), w("moveFrom")}
_HOLDERS = {w("sdt"): w("sdtContent"), w("ruby"): w("rubyBase")}
"""What stands in their place is within one of their children. (w:rt, the small letters above, is a reading aid.)"""
_ALTERNATE, _CHOICE, _FALLBACK = (f"{{{MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
_OFFICE = "http://schemas.microsoft.com/office/"
_UNREAD = "/chartex"


def content(parent: Element, marks: Marks) -> Iterator[Element]:
    """The children that count, wrappers opened, in their order; tracked changes are noted in `marks`."""
    stack = [iter(parent)]
    while stack:
        for element in stack[-1]:
            if element.tag in _DROPPED:
                marks.add(Mark.REVISION)
                continue
            if element.tag in _KEPT:
                marks.add(Mark.REVISION)
            holder = _holder(element)
            if holder is None:
                yield element
            else:
                stack.append(iter(holder))
                break
        else:
            stack.pop()


def within(parent: Element, stop: frozenset[str]) -> Iterator[Element]:
    """Everything below, one of each pair of alternatives; what lies below an element named in `stop` is left out."""
    stack = [iter(parent)]
    while stack:
        for element in stack[-1]:
            below = alternative(element) if element.tag == _ALTERNATE else element
            if below is element:
                yield element
            if element.tag not in stop:
                stack.append(iter(below))
                break
        else:
            stack.pop()


def alternative(element: Element) -> Element:
    """The first choice that an office program of 2010 knows how to read, else the fallback, else the first."""
    choices = element.findall(_CHOICE)
    for choice in choices:
        needs = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
        if all(uri.startswith(_OFFICE) and _UNREAD not in uri for uri in needs) and len(choice):
            return choice
    fallback = element.find(_FALLBACK)
    if fallback is not None:
        return fallback
    return choices[0] if choices else etree.Element("nothing")


def _holder(element: Element) -> Element | None:
    """The element whose children stand in this one's place; None: it stands there itself."""
    tag = element.tag
    if tag in _WRAPPERS or tag in _KEPT:
        return element
    if tag == _ALTERNATE:
        return alternative(element)
    if tag in _HOLDERS:
        inner = element.find(_HOLDERS[str(tag)])
        return element if inner is None else inner
    return None
