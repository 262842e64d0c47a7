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
_LONG = 25


@dataclass(frozen=True, slots=True)
class Span:
    """Columns from `start` up to `end`."""

    start: int
    end: int


def fitted(rows: Sequence[Sequence[str]]) -> list[list[Span]]:
    """For each row the columns its cells stand in; the widest form that occurs more than once is the table's."""
    width = max(map(len, rows))
    kinds = _column_kinds([row for row in rows if len(row) == width])
    return [
        [Span(column, column + 1) for column in range(width)] if len(row) == width else _fit(row, kinds)
        for row in rows
    ]


def _kind(text: str) -> str:
    text = text.strip()
    if not text:
        return "empty"
    if _NUMBER.match(text.replace(" ", "")):
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


def _fit(row: Sequence[str], columns: list[Counter[str]]) -> list[Span]:
    """The spans, together all columns, under which most cells stand where their like stands."""
    width, count = len(columns), len(row)
    kinds = [_kind(text) for text in row]

    def value(cell: int, start: int, end: int) -> int:
        if kinds[cell] == "empty":
            return -2 * (end - start - 1)
        best = max(columns[column][kinds[cell]] for column in range(start, end))
        # Of two equally good ways the first cell is the likelier to be merged: a label over two columns.
        return best - (1 if cell == 0 else 2) * (end - start - 1)

    @cache
    def best(cell: int, start: int) -> tuple[int, tuple[int, ...]]:
        if cell == count - 1:
            return value(cell, start, width), (width,)
        choices = (
            (value(cell, start, end) + rest[0], (end, *rest[1]))
            for end in range(start + 1, width - (count - cell - 1) + 1)
            for rest in (best(cell + 1, end),)
        )
        return max(choices, key=lambda choice: choice[0])

    ends = best(0, 0)[1]
    return [Span(start, end) for start, end in zip((0, *ends), ends, strict=False)]
