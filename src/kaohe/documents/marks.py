"""Labels of numbered prose: 第一章 / 一、 /（一）/ 1. /（1）/ ⑴ / ① / A. / a) / 一是, and where they stand.

A label's style is its family: “1.”, “1、” and “1．” are the same list written by a careless hand, “(3)” and “⑶” too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe.documents.figures import half_width, number

_CN = "[一二三四五六七八九十]{1,3}"
_HAN = r"(?=[\u4e00-\u9fff“《\"(])"
_UNIT = "月日年个名人次项%分万元倍号时点周天岁位篇家份条例级种度季期户场村镇批大方轮种届亿千百十、.-~至到~/及和或与对层件"

_FORMS: tuple[tuple[str, str], ...] = (
    ("chapter", rf"第({_CN}|\d{{1,2}})([章编部])(?:分)?[、.,:\s]*"),
    ("section", rf"第({_CN}|\d{{1,2}})节[、.,:\s]*"),
    ("article", r"第([一二三四五六七八九十百零]{1,6}|\d{1,3})条[、.,:\s]*"),
    ("(cn)", rf"\(\s*({_CN})\s*\)[、.,]?\s*"),
    ("cn", rf"({_CN})\s*[、.](?!\d)\s*"),
    ("cn)", rf"({_CN})\)\s*"),
    ("(cn)", rf"\(({_CN})\s*(?=[\u4e00-\u9fff](?<![一二三四五六七八九十、]))(?![^()]{{0,6}}\))"),
    ("(n)", r"\(\s*(\d{1,2})\s*\)[、.,]?\s*"),
    ("n)", r"(\d{1,2})\)[、.]?\s*"),
    ("dotted", rf"(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:[、.]?\s+|[、.]?(?=[\u4e00-\u9fff“《(])(?![{_UNIT}]))"),
    ("n", r"(\d{1,2})\s*(?:[.、](?!\d)|[.、]\s*(?=(?:19|20)\d{2}年))\s*"),
    ("n", rf"(\d{{1,2}})[,:]\s*{_HAN}"),
    ("bare", r"(\d{1,2})\s*、\s*(?=\d)"),
    ("bare", rf"(\d{{1,2}})\s*{_HAN}(?![{_UNIT}])"),
    ("A", r"([A-H])[.、)]\s*(?![A-Za-z0-9])"),
    ("a", r"\(?([a-h])[.、)]\s*(?![A-Za-z0-9])"),
    ("I", r"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])[.、\s]*"),
    ("stage", rf"第({_CN})(?:阶段|步|方面)[:,、\s]*"),
    ("first", rf"(?:其|第)({_CN})[,、:]\s*"),
    ("is", rf"({_CN})(?:是要|是|要)"),
)
_STARTS = tuple((style, re.compile(form)) for style, form in _FORMS)
_SIGNS = {
    **{chr(0x2460 + offset): ("circle", offset + 1) for offset in range(20)},
    **{chr(0x2474 + offset): ("(n)", offset + 1) for offset in range(20)},
    **{chr(0x2488 + offset): ("n", offset + 1) for offset in range(20)},
    **{chr(0x2776 + offset): ("circle", offset + 1) for offset in range(10)},
    **{chr(0x3220 + offset): ("(cn)", offset + 1) for offset in range(10)},
}
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_INNER = ("(cn)", "(n)", "n)", "n", "circle", "is", "first", "A", "a")
"""Styles of which a list may begin in the middle of a paragraph."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A label: its `style` (family), its number, and where it stands in its text (`end`: where the entry begins).

    `broken`: a bracket or a point is missing (“(一试点”, “1建立”).
    """

    style: str
    number: int
    label: str
    start: int
    end: int
    broken: bool = False


def mark_at(text: str, start: int = 0) -> Mark | None:
    """The label that stands at `start` of the text, leading blanks skipped; None where there is none."""
    return _mark_at(text, half_width(text), start)


def _mark_at(text: str, plain: str, start: int) -> Mark | None:
    begin = start
    while begin < len(plain) and plain[begin].isspace():
        begin += 1
    if begin >= len(text):
        return None
    if text[begin] in _SIGNS:
        sign, counted = _SIGNS[text[begin]]
        end = begin + 1
        while end < len(plain) and plain[end] in " 、.":
            end += 1
        return Mark(sign, counted, text[begin : begin + 1], begin, end)
    for style, pattern in _STARTS:
        if found := pattern.match(plain, begin):
            value = _value(found[1])
            if value is not None and 0 < value < 200:
                broken = style == "bare" or (style == "(cn)" and ")" not in found[0])
                name = {"bare": "n"}.get(style, style)
                if style == "dotted":
                    name = f"dotted{found[1].count('.')}"
                return Mark(name, value, text[begin : found.end()].strip(), begin, found.end(), broken)
    return None


def _value(text: str) -> int | None:
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    if text.isascii() and text.isalpha():
        return ord(text.lower()) - ord("a") + 1
    value = number(text.rpartition(".")[2])
    return None if value is None else int(value)


def marks_in(text: str, first: Mark | None = None) -> tuple[Mark, ...]:
    """The labels inside a paragraph, in order; `first` is the one at its beginning, already known.

    A label in the middle counts only where its list is there: 1 and then 2, both behind a stop or a colon; or
    the number that follows on the paragraph's own label, written the same way.
    """
    found = list(_inner(text, first.end if first else 0))
    kept: list[Mark] = []
    for style in _INNER:
        run = [mark for mark in found if mark.style == style]
        kept.extend(_lists(run, first if first and first.style == style else None))
    return tuple(sorted(kept, key=lambda mark: mark.start))


def _inner(text: str, begin: int) -> Iterator[Mark]:
    plain = half_width(text)
    position = begin
    while position < len(plain):
        back = position - 1
        while back >= 0 and plain[back].isspace():
            back -= 1
        before = plain[back : back + 1] if back >= 0 else ""
        sign = text[position] in _SIGNS
        if plain[position].isspace() or (not sign and before and before not in ":;。,、)”\n"):
            position += 1
            continue
        mark = _mark_at(text, plain, position)
        if mark is None or mark.broken or (before == "、" and not sign) or not before:
            position += 1
            continue
        yield mark
        position = max(mark.end, position + 1)


def _lists(run: Sequence[Mark], first: Mark | None) -> Iterator[Mark]:
    """Those of `run` (one style) that make lists: 1, 2, … or going on from `first`."""
    current: list[Mark] = []
    known = 0
    if first is not None:
        known = first.number
    for mark in run:
        if mark.number == known + 1 and known:
            current.append(mark)
            known = mark.number
        elif mark.number == 1:
            if len(current) > 1 or (current and current[0].number > 1):
                yield from current
            current, known = [mark], 1
    if len(current) > 1 or (current and current[0].number > 1):
        yield from current
