"""Parts of a text that belong together, marked: what a clause asks for, its points, its limits, what was not read.

The same key stands on every place of one part, in the clause, in the document and in the rule's sentence, so that a page can
show them together. Numbers are only marked where the rule holds them: a mark is no claim that was not checked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum
from html import escape
from itertools import pairwise
from typing import Any

from kaohe.core import plain
from kaohe.reports.study import ItemStudy
from kaohe.rules import Node
from kaohe.rules.node import Part

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_NUMBER = re.compile(r"(?<![0-9０-９.．])[0-9０-９]+(?:[.．][0-9０-９]+)?(?![0-9０-９])")
_POINTS = re.compile(r"\s*分(?!之(?!间)|钟|别|类|级|项|管|解|析|布|散|数)")
_FLOOR = re.compile("扣完为止|直至扣完|不倒扣|不设上限|上不封顶|封顶|最高不超过|最多不超过")
_IN_SENTENCE = re.compile("“(?:[^”]|””)*”|[0-9]+(?:\\.[0-9]+)?")


class Kind(Enum):
    """What a marked part is."""

    UNREAD = "unread"
    POINTS = "points"
    LIMIT = "limit"
    INPUT = "input"


_ORDER = {Kind.UNREAD: 0, Kind.POINTS: 1, Kind.LIMIT: 2, Kind.INPUT: 3}
"""Which kind shows where several lie over one another: the narrowest, and above all what was not read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters from `start` up to `end`. `key` is shared by all places of one part; `badge` is shown in front of it."""

    start: int
    end: int
    kind: Kind
    key: str
    title: str = ""
    badge: str = ""


def clause_marks(study: ItemStudy, anchor: str) -> tuple[Mark, ...]:
    """The parts of an item's clause. `anchor` makes the keys those of this item alone."""
    reading = study.reading
    if reading is None:
        return ()
    marks = [
        Mark(span.start, span.end, Kind.UNREAD, f"{anchor}-u{n}", "没有读懂", "？")
        for n, span in enumerate(reading.unread, 1)
        if span.end > span.start
    ]
    for n, asked in enumerate(study.asked, 1):
        if asked.span is not None and asked.span.end > asked.span.start:
            title = f"数据项{n}：{asked.name}"
            marks.append(Mark(asked.span.start, asked.span.end, Kind.INPUT, f"{anchor}-n{n}", title, str(n)))
    unread = [(mark.start, mark.end) for mark in marks if mark.kind is Kind.UNREAD]
    numbers = _numbers_in_clause(reading.text, study.item.rule, anchor)
    marks += [mark for mark in numbers if not any(a < mark.end and mark.start < b for a, b in unread)]
    return tuple(marks)


def sentence_marks(study: ItemStudy, anchor: str) -> tuple[Mark, ...]:
    """The same parts in the rule's sentence: names of figures, numbers of points and limits, the floor."""
    text = study.words
    taken: list[Mark] = []
    names = sorted(enumerate(study.asked, 1), key=lambda entry: -len(entry[1].name))
    for n, asked in names:
        for found in re.finditer(re.escape(asked.name), text) if asked.name else ():
            if not any(mark.start < found.end() and found.start() < mark.end for mark in taken):
                title = f"数据项{n}：{asked.name}"
                mark = Mark(found.start(), found.end(), Kind.INPUT, f"{anchor}-n{n}", title, str(n))
                taken.append(mark)
    for found in _IN_SENTENCE.finditer(text):
        inside = any(mark.start < found.end() and found.start() < mark.end for mark in taken)
        if not inside and found[0][0].isdigit():
            taken.append(_number(text, found, anchor))
    taken += _floors(text, anchor)
    return tuple(taken)


def render(text: str, marks: Iterable[Mark]) -> str:
    """The text as HTML, everything in it escaped, with its marked parts in `<mark>`."""
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    edges = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    return "".join(
        _segment(text[start:end], [m for m in marks if m.start <= start and end <= m.end], start)
        for start, end in pairwise(edges)
    )


def _segment(text: str, over: list[Mark], start: int) -> str:
    if not over:
        return escape(text)
    over.sort(key=lambda mark: _ORDER[mark.kind])
    keys = " ".join(dict.fromkeys(mark.key for mark in over))
    badges = "".join(
        f'<sup class="badge">{escape(mark.badge)}</sup>'
        for mark in over
        if mark.badge and mark.start == start
    )
    title = "；".join(dict.fromkeys(mark.title for mark in over if mark.title))
    return (
        f'<mark class="{over[0].kind.value}" data-part="{escape(keys)}" title="{escape(title)}">'
        f"{badges}{escape(text)}</mark>"
    )


def _numbers_in_clause(text: str, rule: Node | None, anchor: str) -> Iterator[Mark]:
    if rule is None:
        return
    held = {plain(abs(value)) for value in _decimals(rule)}
    for found in _NUMBER.finditer(text):
        if _value(found[0]) in held:
            yield _number(text, found, anchor)
    yield from _floors(text, anchor)


def _floors(text: str, anchor: str) -> Iterator[Mark]:
    for found in _FLOOR.finditer(text):
        yield Mark(found.start(), found.end(), Kind.LIMIT, f"{anchor}-floor", "界限")


def _number(text: str, found: re.Match[str], anchor: str) -> Mark:
    value = _value(found[0])
    points = _POINTS.match(text, found.end())
    kind = Kind.POINTS if points else Kind.LIMIT
    end = points.end() if points else found.end()
    key = f"{anchor}-{kind.value[0]}{value.replace('.', '_')}"
    return Mark(found.start(), end, kind, key, "分值" if points else "界限")


def _value(text: str) -> str:
    return plain(Decimal(text.translate(_FULL_WIDTH)))


def _decimals(value: Any) -> Iterator[Decimal]:
    """Every number that a rule holds."""
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _decimals(entry)
    elif isinstance(value, Node | Part):
        for entry in fields(value):
            yield from _decimals(getattr(value, entry.name))
