"""Rows with too few cells: which columns were merged in them.

A text dump keeps no spans. A row of four cells in a table of five columns has one that goes over two; which
one shows in what stands in the columns: numbers under numbers, long text under long text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_NUMBER = re.compile(r"^[+\-−]?[0-9０-９]+([.．][0-9０-９]+)?[分%％]?$")
_LABEL = re.compile(r"序号?|编号|[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_LONG = 25
_TIE = 8
"""Layouts that differ by less than this fit equally well."""
_MOST_FITTED = 40
"""No appraisal table has more columns; in wider ones cells stand one after the other."""


@dataclass(frozen=True, slots=True)
class Span:
    """Columns from `start` up to `end`."""

    start: int
    end: int


def fitted(rows: Sequence[Sequence[str]]) -> list[list[Span]]:
    """For each row the columns its cells stand in; the widest row has a column for each of its cells.

    Of rows with equally many cells that could be laid out in several ways those that fit alike are laid out alike.
    """
    width = max(map(len, rows))
    kinds = _column_kinds([row for row in rows if len(row) == width])
    single = [Span(column, column + 1) for column in range(width)]
    if width > _MOST_FITTED:
        return [single[: len(row)] for row in rows]
    fits: dict[tuple[str, ...], list[Span]] = {}
    found = []
    for number, row in enumerate(rows):
        spans = single if len(row) == width else _above_divided(rows, number, width)
        if spans is None:
            own = tuple(map(_kind, row))
            spans = fits[own] = fits.get(own) or _fit(own, kinds)
        found.append(spans)
    layouts: dict[int, Counter[tuple[Span, ...]]] = {}
    for row, spans in zip(rows, found, strict=True):
        layouts.setdefault(len(row), Counter())[tuple(spans)] += 1
    usual = {count: list(counter.most_common(1)[0][0]) for count, counter in layouts.items()}
    return [_like_others(row, spans, usual[len(row)], kinds) for row, spans in zip(rows, found, strict=True)]


def _above_divided(rows: Sequence[Sequence[str]], number: int, width: int) -> list[Span] | None:
    """The spans of a header of which one cell is divided in the row below: where that row has its only words."""
    below = rows[number + 1] if number + 1 < len(rows) else ()
    filled = [column for column, text in enumerate(below) if text.strip()]
    if len(below) != width or not filled or len(filled) == width:
        return None
    start, end = filled[0], filled[-1] + 1
    if len(filled) != end - start or end - start != width - len(rows[number]) + 1 or end - start < 2:
        return None
    before = [Span(column, column + 1) for column in range(start)]
    return [*before, Span(start, end), *(Span(column, column + 1) for column in range(end, width))]


def _like_others(
    row: Sequence[str], spans: list[Span], usual: list[Span], columns: Sequence[Counter[str]]
) -> list[Span]:
    """The usual layout of rows with as many cells, where this one fits it as well as its own."""
    if spans == usual or len(row) == len(columns):
        return spans

    def worth(layout: list[Span]) -> int:
        pairs = zip(row, layout, strict=True)
        return sum(_value(_kind(text), span.start, span.end, columns) for text, span in pairs)

    # A header's words are short above whatever stands below them: they say nothing of the layout.
    header = len(row) > 3 and all(_kind(text) == "short" or _LABEL.fullmatch(text.strip()) for text in row)
    return usual if header or worth(usual) + _TIE >= worth(spans) else spans


def _value(kind: str, start: int, end: int, columns: Sequence[Counter[str]]) -> int:
    """How well a cell stands in these columns: like stands with like, wide cells are rare, wide figures rarer."""
    wide = end - start - 1
    if kind == "empty":
        return -2 * wide
    best = max(columns[column][kind] for column in range(start, end))
    # Of two equally good ways the cell further left is the likelier to be merged: a label over two columns.
    return best - (20 if kind == "number" else 2) * wide - (start if wide else 0)


def _kind(text: str) -> str:
    text = text.strip()
    if not text:
        return "empty"
    if _NUMBER.match(text.replace(" ", "")) or _LABEL.fullmatch(text):
        return "number"
    return "long" if len(text) > _LONG else "short"


def _column_kinds(rows: Sequence[Sequence[str]]) -> list[Counter[str]]:
    """What the columns hold in the rows that are whole, as shares of a hundred; empty cells do not count."""
    columns: list[Counter[str]] = []
    for column in range(len(rows[0])):
        kinds = Counter(kind for row in rows if (kind := _kind(row[column])) != "empty")
        whole = sum(kinds.values()) or 1
        columns.append(Counter({kind: 100 * count // whole for kind, count in kinds.items()}))
    return columns


def _fit(kinds: Sequence[str], columns: list[Counter[str]]) -> list[Span]:
    """The spans, together all columns, under which most cells (of these kinds) stand where their like stands."""
    width, count = len(columns), len(kinds)

    @cache
    def best(cell: int, start: int) -> tuple[int, tuple[int, ...]]:
        if cell == count - 1:
            return _value(kinds[cell], start, width, columns), (width,)
        choices = (
            (_value(kinds[cell], start, end, columns) + rest[0], (end, *rest[1]))
            for end in range(start + 1, width - (count - cell - 1) + 1)
            for rest in (best(cell + 1, end),)
        )
        return max(choices, key=lambda choice: choice[0])

    ends = best(0, 0)[1]
    return [Span(start, end) for start, end in zip((0, *ends), ends, strict=False)]
