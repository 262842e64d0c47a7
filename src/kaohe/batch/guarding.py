"""Personal numbers among millions of cells: found where they stand, as `facts.guard` finds them in one.

What has not the form of one is passed over by the engine; of the few texts that have it, `personal_kind` decides.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from kaohe.batch.csv_files import LINE
from kaohe.facts.guard import personal_kind

_DIGITS = r"[\d０-９]"
_LONG_NUMBER = rf"{_DIGITS}(?:[ \-－\u3000\xa0]?{_DIGITS}){{10}}"
_GAP = r"[ \-－\u3000\xa0]?"


def _run(*counts: int) -> str:
    return _GAP.join(f"{_DIGITS}{{{count}}}" for count in counts)


_MOBILE = rf"([8８][6６]{_GAP})?[1１][3-9３-９]{_DIGITS}{_GAP}{_run(4, 4)}"
_PERSONAL = rf"(^|[^\d０-９.])({_run(6, 8, 3)}[\dXx０-９Ｘｘ]|{_run(6, 6, 3)}|{_MOBILE})($|[^\d０-９])"
"""What has the form of a personal number; whether it is one, `personal_kind` says."""

_NEVER = (pl.Boolean, pl.Null, pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
_SMALLEST, _SHORTEST = 10**10, 11


def lines_of_people(rows: pl.LazyFrame, schema: Mapping[str, pl.DataType], most: int) -> list[int]:
    """The first lines with a personal number in any of these columns; `rows` has `LINE`."""
    flags = list(_flags(schema))
    if not flags:
        return []
    found = rows.filter(pl.any_horizontal(flags)).select(LINE).bottom_k(most, by=LINE)
    return found.collect(engine="streaming")[LINE].to_list()


def _flags(schema: Mapping[str, pl.DataType]) -> Iterator[pl.Expr]:
    """Of each column that can hold such a number, whether a cell does."""
    for name, dtype in schema.items():
        cells = pl.col(name)
        if dtype.is_temporal() or dtype.is_nested() or dtype.is_float() or dtype in _NEVER:
            continue
        if isinstance(dtype, pl.Decimal) and (dtype.scale or (dtype.precision or 38) <= 10):
            continue  # 13800138000.00 is an amount
        if dtype.is_numeric():
            cells = pl.when((cells >= _SMALLEST) | (cells <= -_SMALLEST)).then(cells)
        texts = cells.cast(pl.String)
        yield texts.map_batches(_of_people, return_dtype=pl.Boolean, is_elementwise=True)


def _of_people(texts: pl.Series) -> pl.Series:
    long = texts.filter(texts.str.len_bytes() >= _SHORTEST)
    suspects = long.filter(long.str.contains(_LONG_NUMBER))
    suspects = suspects.filter(suspects.str.contains(_PERSONAL)).unique()
    people = [text for text in suspects if personal_kind(text)]
    if not people:
        return pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True)
    return texts.is_in(pl.Series(people).implode()).fill_null(False)
