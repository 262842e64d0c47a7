"""The text of a paragraph in a template, and its placeholders, however Word has cut them into runs.

Word splits what was typed in one go over several runs (spelling, revisions, a change of input method). A paragraph is
read as one text; what replaces a placeholder stands in the run in which the placeholder begins, in that run's format.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element as Element

from kaohe.documents.word.names import w
from kaohe.reports.official.fields import Data, Entry, filled, marks
from kaohe.reports.official.word.text import printable

_RUN, _TEXT, _TAB, _BREAK = w("r"), w("t"), w("tab"), w("br")
_WRAPS = frozenset(
    map(
        w,
        [
            "hyperlink",
            "ins",
            "moveTo",
            "smartTag",
            "sdt",
            "sdtContent",
            "fldSimple",
            "customXml",
            "dir",
            "bdo",
        ],
    )
)
"""What runs may stand in within their paragraph. Text struck out by a revision and text boxes are not among them."""
_SIGNS = {_TAB: "\t", w("ptab"): "\t", _BREAK: "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BRACES = str.maketrans("｛｝", "{}")
_POINTS = str.maketrans("．。", "..")
_GAPS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_CONDITION = re.compile("如有|如无")
_LINES = re.compile("([\n\t])")


def has_braces(element: Element) -> bool:
    """Whether a placeholder may stand somewhere in here."""
    return any("{" in text or "｛" in text for text in element.itertext(_TEXT) if isinstance(text, str))


def own_text(paragraph: Element) -> str:
    """The text of a paragraph without its text boxes, each placeholder as `fields` writes it."""
    text = "".join(piece for _, piece in _pieces(paragraph))
    return meant(text)


def meant(text: str) -> str:
    """The text with each placeholder as `fields` writes it: full-width braces and spaces are a matter of typing."""
    plain = text.translate(_BRACES)
    if "{{" not in plain:
        return text if "{" not in plain and "}" not in plain else plain
    out, at = [], 0
    for start, end in marks(plain):
        out += [plain[at:start], _mark(plain[start:end])]
        at = end
    return "".join([*out, plain[at:]])


@lru_cache(maxsize=4096)
def _mark(mark: str) -> str:
    name = _GAPS.sub("", mark[2:-2]).translate(_POINTS)
    if condition := _CONDITION.match(name):
        name = f"{condition[0]} {name[condition.end() :]}"
    return f"{{{{{name}}}}}"


def _pieces(element: Element) -> Iterator[tuple[Element, str]]:
    """The elements that are the text of a paragraph, in order, each with what it says."""
    for child in element.iterchildren("*"):
        if child.tag == _RUN:
            for piece in child.iterchildren("*"):
                if piece.tag == _TEXT:
                    yield piece, piece.text or ""
                elif piece.tag in _SIGNS:
                    yield piece, _SIGNS[str(piece.tag)]
        elif child.tag in _WRAPS:
            yield from _pieces(child)


def fill_text(paragraph: Element, data: Data, entry: Entry | None) -> bool:
    """Replace every placeholder in the paragraph's own text; whether there was one."""
    pieces = list(_pieces(paragraph))
    text = "".join(piece for _, piece in pieces).translate(_BRACES)
    spans = list(marks(text))
    starts, at = [], 0
    for _, piece in pieces:
        starts.append(at)
        at += len(piece)
    for start, end in reversed(spans):  # from the end, so that what stands before keeps its place
        value = printable(filled(_mark(text[start:end]), data, entry))
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        touched = [element for element, _ in pieces[first : last + 1]]
        _replace(touched, start - starts[first], end - starts[last], value)
    return bool(spans)


def break_lines(paragraph: Element, broken: str) -> None:
    """Give a paragraph the line breaks of `broken`, which is otherwise its own text."""
    pieces = list(_pieces(paragraph))
    starts, at = [], 0
    for _, piece in pieces:
        starts.append(at)
        at += len(piece)
    cuts, at = [], 0
    for line in broken.split("\n")[:-1]:
        at += len(line)
        cuts.append(at)
    for cut in reversed(cuts):
        number = bisect_right(starts, cut) - 1
        element, here = pieces[number][0], cut - starts[number]
        text = element.text or ""
        if element.tag == _TEXT:
            _put(element, text[:here], "\n", text[here:])
        else:
            element.addprevious(element.makeelement(_BREAK))


def _replace(touched: list[Element], start: int, end: int, value: str) -> None:
    """Put the value from `start` in the first element to `end` in the last one; what is between goes."""
    first, last = touched[0], touched[-1]
    tail = ""
    if first is last:
        tail = (first.text or "")[end:]
    else:
        last.text = (last.text or "")[end:]
        last.set(_SPACE, "preserve")
        for element in touched[1:-1]:
            _drop(element)
        if not last.text:
            _drop(last)
    _put(first, (first.text or "")[:start], value, tail)


def _put(element: Element, head: str, value: str, tail: str) -> None:
    words = _LINES.split(value)
    words[0] = head + words[0]
    words[-1] += tail
    element.text = words[0]
    element.set(_SPACE, "preserve")
    last = element
    for sign, word in zip(words[1::2], words[2::2], strict=True):
        sign_element = element.makeelement(_BREAK if sign == "\n" else _TAB)
        text = element.makeelement(_TEXT)
        text.text = word
        text.set(_SPACE, "preserve")
        last.addnext(sign_element)
        sign_element.addnext(text)
        last = text
    if not element.text:
        _drop(element)


def _drop(element: Element) -> None:
    """Take an element out, and its run where nothing but a format is left of it."""
    run = element.getparent()
    if run is None:
        return
    run.remove(element)
    above = run.getparent()
    if above is not None and all(child.tag == w("rPr") for child in run):
        above.remove(run)
