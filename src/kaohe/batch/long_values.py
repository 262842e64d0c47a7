"""The texts of one slot as figures: most are plain numbers and are read by the million; `facts.values` reads the others.

What is read here without it is only what it would take as it stands: a clean number within the declared places and bounds,
two clean counts that make a rate. Everything else is asked of it once a text.
"""

from collections.abc import Sequence

import polars as pl

from kaohe.batch.cells import PART, STATUS, WHOLE, column_name
from kaohe.batch.columns import CODES, MISSING
from kaohe.batch.layout import Slot, field_of
from kaohe.batch.whole import TYPES, width
from kaohe.core import Absence, CountRatio, FactValue, Place
from kaohe.facts.needs import form_of
from kaohe.facts.rows import plain_text
from kaohe.facts.values import MOST, places_of, read_value
from kaohe.rules import Discretion
from kaohe.scheme.model import Measure, MeasureKind, Scheme

TEXT, VALUE, WHOLE_COUNT, WHY, MARK = "#text", "#value", "#whole", "#why", "#mark"
GOOD, WARNED, BAD = 0, 1, 2
"""What `MARK` says of a figure: nothing, that it wants a look, that it is none."""

_NUMBER = r"^[+-]?[0-9]{1,12}(\.[0-9]{1,9})?$"
_PAIR = r"^([0-9]{1,12}) ?/ ?([0-9]{1,12})$"
_WORDS = (MeasureKind.YES_NO, MeasureKind.LEVEL)
_ENOUGH = 10_000
"""Nobody mends more than so many different texts at once; the rest is not looked at."""

_Asked = tuple[FactValue | None, int]


class TooManyError(Exception):
    """So much is wrong that the rest is not worth a look."""


class SlotReader:
    """Reads the texts of one slot, in as many parts as they come."""

    def __init__(self, scheme: Scheme, slot: Slot) -> None:
        form = form_of(scheme, scheme.measures[slot.measure], slot.role)
        assert form is not None
        self.slot, self._form, self._dtype = slot, form, _type_of(form)
        self._asked: dict[str, _Asked] = {}
        self._bad = 0

    def read(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (`TEXT` is the figure as written) with their value, why there is none (a code), and what is to be said.

        Of a ratio the value is the first count. What cannot be read has neither a value nor a reason.
        """
        read = rows.with_columns(self._plain())
        others = read.filter(pl.col(VALUE).is_null())[TEXT].unique()
        if not len(others):
            return read.with_columns(_none(WHY), self._marked(pl.lit(GOOD)))
        told = self._told({text: self._asked.get(text) or self._ask(text) for text in others})
        joined = read.join(told, on=TEXT, how="left", maintain_order="left")
        values = [name for name in (VALUE, WHOLE_COUNT) if name in read.columns]
        return joined.select(
            *rows.columns, *(pl.coalesce(name, f"{name}?").alias(name) for name in values), WHY, MARK
        ).with_columns(self._marked(pl.col(MARK).fill_null(GOOD)))

    def _plain(self) -> list[pl.Expr]:
        """What needs no asking."""
        form, text = self._form, pl.col(TEXT)
        if form.kind in _WORDS:
            return [_none(VALUE, self._dtype)]
        if form.kind is MeasureKind.RATIO:
            return _plain_pair(text, form)
        number = pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Decimal(38, 9), strict=False)
        held = number.cast(pl.Decimal(38, places_of(form)), strict=False)
        low, high = form.bounds
        fine = (held == number) & held.is_between(
            -MOST if low is None else low, MOST if high is None else high
        )
        if form.kind is MeasureKind.PERCENT and (form.high is None or form.high > 1):
            fine = fine & ((held <= 0) | (held >= 1))
        return [pl.when(fine).then(held).cast(self._dtype, strict=False).alias(VALUE)]

    def _marked(self, marks: pl.Expr) -> pl.Expr:
        """The marks, and one for figures that are taken and yet want a look."""
        if self._form.kind is MeasureKind.NUMBER and self._form.low is None:
            marks = pl.when(pl.col(VALUE) < 0).then(pl.lit(WARNED)).otherwise(marks)
        return marks.cast(pl.Int8).alias(MARK)

    def _ask(self, text: str) -> _Asked:
        value, problems = read_value(plain_text(text), self._form, Place())
        mark = GOOD if not problems else BAD if value is None else WARNED
        self._bad += mark == BAD
        if self._bad > _ENOUGH:
            raise TooManyError
        if len(self._asked) < _ENOUGH:
            self._asked[text] = value, mark
        return value, mark

    def _told(self, asked: dict[str, _Asked]) -> pl.DataFrame:
        values = [value for value, _ in asked.values()]
        columns = {
            TEXT: pl.Series(list(asked), dtype=pl.String),
            f"{VALUE}?": pl.Series([_stored(value) for value in values], dtype=self._dtype),
            f"{WHOLE_COUNT}?": pl.Series(
                [int(value.whole) if isinstance(value, CountRatio) else None for value in values],
                dtype=pl.Int64,
            ),
            WHY: pl.Series(
                [CODES[value] if isinstance(value, Absence) else None for value in values], dtype=pl.Int8
            ),
            MARK: pl.Series([mark for _, mark in asked.values()], dtype=pl.Int8),
        }
        return pl.DataFrame(columns)

    def wide(self, rows: pl.DataFrame, *, says_why: bool) -> list[pl.Series]:
        """The slot's columns as a wide file has them."""
        name = column_name(self.slot)
        columns = [rows[VALUE].alias(name)]
        if self._form.kind is MeasureKind.RATIO:
            columns = [rows[VALUE].alias(name + PART), rows[WHOLE_COUNT].alias(name + WHOLE)]
        if says_why:
            labels = {CODES[each]: each.label for each in Absence if CODES[each] != MISSING}
            words = rows[WHY].replace_strict(labels, default=None, return_dtype=pl.String)
            columns.append(words.alias(name + STATUS))
        return columns


def awarded_outside(rows: pl.DataFrame, ranges: Sequence[Discretion]) -> pl.DataFrame:
    """Rows with points that lie in none of the ranges within which they are to be awarded."""
    value = pl.col(VALUE)
    within = [
        value.is_between(rule.low, rule.high) | (value == 0 if rule.or_none else pl.lit(False))
        for rule in ranges
    ]
    return rows.filter(value.is_not_null() & ~pl.any_horizontal(within))


def _stored(value: FactValue | None) -> object:
    if value is None or isinstance(value, Absence):
        return None
    return int(value.part) if isinstance(value, CountRatio) else value


def _plain_pair(text: pl.Expr, form: Measure) -> list[pl.Expr]:
    counts = text.str.extract_groups(_PAIR)
    part, whole = (counts.struct.field(name).cast(pl.Int64) for name in ("1", "2"))
    fine = whole > 0
    if form.per == 100 and (form.high is None or form.high <= 100):
        fine = fine & (part <= whole)
    for limit, above in ((form.low, False), (form.high, True)):
        if limit is not None:
            up, down = limit.as_integer_ratio()
            left, right = part.cast(pl.Int128) * (form.per * down), whole.cast(pl.Int128) * up
            fine = fine & (left <= right if above else left >= right)
    return [pl.when(fine).then(part).alias(VALUE), pl.when(fine).then(whole).alias(WHOLE_COUNT)]


def _type_of(form: Measure) -> pl.DataType:
    """How a wide file holds the figure."""
    if form.kind is MeasureKind.YES_NO:
        return pl.Boolean()
    if form.kind is MeasureKind.LEVEL:
        return pl.String()
    if form.kind is MeasureKind.RATIO:
        return pl.Int64()
    field = field_of(form)
    if not field.places:
        return TYPES[width(field.low, field.high)]()
    digits = max(len(str(abs(bound))) for bound in (field.low, field.high))
    return pl.Decimal(max(digits, field.places + 1), field.places)


def _none(name: str, dtype: pl.DataType | None = None) -> pl.Expr:
    return pl.lit(None, dtype=pl.Int8() if dtype is None else dtype).alias(name)
