"""One measure's columns in a file, and the columns of whole numbers that rules are computed from.

What a file may hold is what `facts.values` accepts in a cell: a number (decimal, whole, or text), yes or no, the name
of a level, two counts; or a word that says why there is none. A binary float is refused: it cannot say what was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kaohe.batch.columns import CODES, MISSING
from kaohe.batch.layout import Field, Slot
from kaohe.batch.steps import Steps
from kaohe.batch.whole import TYPES, width
from kaohe.core import Place, Problem
from kaohe.facts import Role
from kaohe.facts.findings import error
from kaohe.facts.model import State
from kaohe.facts.values import PERCENT_POINTS
from kaohe.scheme.model import MeasureKind

TARGET, STATUS, PART, WHOLE = ".目标", ".状态", ".分子", ".分母"
"""What is added to a measure's name to head its target, its status, and a ratio's two counts."""

BAD = "|bad"
_RETURNED = 3
_STATUSES = (
    *(each.label for each in sorted(CODES, key=CODES.__getitem__)),
    State.RETURNED.label,
    "",
    *(each.label for each in (State.REPORTED, State.VERIFIED, State.CORRECTED)),
)
"""Words that say why there is no figure, each at the place of its code; returned; and those behind which a figure stands."""

_WORD = pl.Enum(_STATUSES)
_NUMBER = r"^[+-]?[0-9]{1,25}(\.[0-9]{1,9}0*)?$"
_PAIR = r"^([0-9]{1,13}) ?/ ?([0-9]{1,13})$"
_BLANK = " \t\r\n\u3000\xa0"
_TEXT_PLACES, _TEXT_DIGITS = 9, 34


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns of a file that hold one slot: the figure's, a ratio's counts, the status."""

    slot: Slot
    field: Field
    name: str
    schema: Mapping[str, pl.DataType]

    @property
    def found(self) -> bool:
        """Whether the file has the figure, or says why there is none."""
        return bool(self.reads)

    @property
    def _is_ratio(self) -> bool:
        return self.field.kind is MeasureKind.RATIO

    @property
    def reads(self) -> list[str]:
        """The columns that are looked at."""
        counts = (self.name + PART, self.name + WHOLE) if self._is_ratio else ()
        return [name for name in (self.name, *counts, self.name + STATUS) if name in self.schema]

    def problems(self, file: str) -> list[Problem]:
        """What is wrong with the columns themselves."""
        found = []
        place = Place(file=file, what=self.name)
        for name in self.reads:
            dtype = self.schema[name]
            if dtype.is_float():
                message = f"“{name}”一栏是二进制浮点数，说不清原来写的是什么数。"
                remedy = "请把这一栏存成十进制数（decimal）、整数或文本再导入。"
                found.append(error("binary-float", place, message, remedy))
            elif not (dtype.is_integer() or dtype.is_decimal() or _is_text(dtype) or dtype == pl.Boolean):
                message = f"“{name}”一栏不是数，也不是文本。"
                found.append(error("not-a-table", place, message, "请把这一栏存成数或文本再导入。"))
        if self._is_ratio and (self.name + PART in self.schema) is not (self.name + WHOLE in self.schema):
            message = f"“{self.name}”要有“{self.name}{PART}”和“{self.name}{WHOLE}”两栏，这里只有一栏。"
            found.append(error("ratio-half", place, message, "请补上另一栏。"))
        return found

    def columns(self, steps: Steps) -> list[pl.Expr]:
        """The slot's columns as rules read them, and one that says where a cell could not be read."""
        value, whole, bad = self._read()
        said, wrong, returned = self._said(steps)
        if said is not None:
            value = steps.keep(value)
            present = value.is_not_null() if whole is None else value.is_not_null() | whole.is_not_null()
            bad = bad | wrong | (said.is_not_null() & present & ~returned)
            silent = steps.keep(said.is_null())
            value = steps.keep(pl.when(silent).then(value))
            whole = None if whole is None else pl.when(silent).then(whole)
        if whole is not None:
            bad = bad | (value.is_null() != whole.is_null())
        columns = [value.alias(self.slot.column)]
        if whole is not None:
            columns.append(whole.alias(self.slot.whole))
        if said is not None:
            lacking = pl.when(value.is_null()).then(said.fill_null(MISSING))
            columns.append(lacking.alias(self.slot.why))
        if not self._surely_good:
            columns.append(bad.fill_null(False).alias(self.slot.column + BAD))
        return columns

    @property
    def says_why(self) -> bool:
        """Whether a cell may say why there is no figure."""
        return self._has_status or any(_is_text(self.schema[name]) for name in self.reads)

    @property
    def _has_status(self) -> bool:
        return self.name + STATUS in self.schema

    @property
    def _surely_good(self) -> bool:
        """What needs no reading: whatever is in the column is a figure of the measure's kind."""
        if self.says_why or self._is_ratio or self.field.kind is MeasureKind.LEVEL or not self._figures:
            return False
        dtype = self.schema[self.name]
        if self.field.kind is MeasureKind.YES_NO:
            return dtype == pl.Boolean
        return dtype.is_integer() or (dtype.is_decimal() and _places(dtype) <= self.field.places)

    def _said(self, steps: Steps) -> tuple[pl.Expr | None, pl.Expr, pl.Expr]:
        """The word that stands for the absent figure, as a code; where words are none or contradict one another; and where
        the figure was returned to its sender.
        """
        no = pl.lit(False)
        figures = [name for name in self._figures if _is_text(self.schema[name])]
        words = [steps.keep(_word(_text(name))) for name in figures]
        returned = wrong = no
        if self._has_status:
            status = steps.keep(_word(pl.col(self.name + STATUS).cast(pl.String)))
            wrong = pl.col(self.name + STATUS).is_not_null() & status.is_null()
            returned = (status == _RETURNED).fill_null(False)
            words.insert(0, status)
        if not words:
            return None, no, no
        codes = [_absence(word) for word in words]
        if len(codes) == 1:
            return steps.keep(codes[0]), wrong, returned
        kept = [steps.keep(code) for code in codes]
        differ = pl.min_horizontal(kept) != pl.max_horizontal(kept)
        return steps.keep(pl.coalesce(kept)), wrong | (differ & ~returned), returned

    @property
    def _figures(self) -> list[str]:
        """The columns that hold the figure itself."""
        parts = [self.name + PART, self.name + WHOLE]
        names = parts if self._is_ratio and parts[0] in self.schema else [self.name]
        return [name for name in names if name in self.schema]

    def _read(self) -> tuple[pl.Expr, pl.Expr | None, pl.Expr]:
        """The figure, a ratio's second count, and where there is something that could not be read."""
        if not self._figures:
            kind = pl.Boolean if self.field.kind is MeasureKind.YES_NO else pl.Int32
            nothing = pl.lit(None, dtype=kind)
            return nothing, nothing if self._is_ratio else None, pl.lit(False)
        if self._is_ratio and self.name + PART in self.schema:
            part, bad_part = self._number(self.name + PART, 0)
            whole, bad_whole = self._number(self.name + WHOLE, 0)
            return part, whole, bad_part | bad_whole
        text = _text(self.name)
        if self._is_ratio:
            pair = text.str.extract_groups(_PAIR)
            part, whole = (pair.struct.field(name).cast(pl.Int64) for name in ("1", "2"))
            return part, whole, _unread(text, part)
        if self.field.kind is MeasureKind.YES_NO:
            if self.schema[self.name] == pl.Boolean:
                return pl.col(self.name), None, pl.lit(False)
            answer = pl.when(text == "是").then(pl.lit(True)).when(text == "否").then(pl.lit(False))
            return answer, None, _unread(text, answer)
        if self.field.kind is MeasureKind.LEVEL:
            places = {name: place for place, name in enumerate(self.field.levels)}
            level = text.replace_strict(places, default=None, return_dtype=pl.Int8)
            return level, None, _unread(text, level)
        number, bad_number = self._number(self.name, self.field.places)
        return number, None, bad_number

    def _number(self, name: str, places: int) -> tuple[pl.Expr, pl.Expr]:
        """A number as a whole one of 10^-places, and where that cannot be.

        A number beyond the declared range stays beyond it, but no further than the column's width allows.
        """
        dtype, column = self.schema[name], pl.col(name)
        if _is_text(dtype):
            text = _text(name)
            number, doubtful = _written(text, self.field)
            whole, cut = self._held(number.to_physical(), 10**_TEXT_DIGITS, _TEXT_PLACES, places)
            return whole, _unread(text, number) | doubtful | cut
        if dtype == pl.Boolean:
            return pl.lit(None, dtype=pl.Int64), column.is_not_null()
        if dtype.is_integer():
            return self._held(
                column if dtype.is_signed_integer() else _signed(column, dtype), _MOST[dtype], 0, places
            )
        most = 10 ** ((dtype.precision if isinstance(dtype, pl.Decimal) else None) or 38)
        return self._held(column.to_physical(), most, _places(dtype), places)

    def _held(self, number: pl.Expr, most: int, has: int, places: int) -> tuple[pl.Expr, pl.Expr]:
        """Whole numbers of 10^-has, of at most that size, as such of 10^-places; and where that cannot be."""
        factor, over = 10 ** max(places - has, 0), 10 ** max(has - places, 0)
        low, high = self.field.low * over // factor - over, self.field.high * over // factor + over
        bits = max(width(low * factor // over - 1, high * factor // over + 1), 32)
        if over > 1 and most < _MOST[pl.Int64()]:
            number = number.cast(pl.Int64)
        if most * factor // over >= 1 << (bits - 1):
            number = number.clip(low, high)
        if over == 1:
            whole = number.cast(TYPES[bits])
            return whole * factor if factor > 1 else whole, pl.lit(False)
        return (number // over).cast(TYPES[bits]), (number % over != 0).fill_null(False)


_MOST: dict[pl.DataType, int] = {
    pl.Int8(): 2**7, pl.Int16(): 2**15, pl.Int32(): 2**31, pl.Int64(): 2**63, pl.Int128(): 2**127,
    pl.UInt8(): 2**8, pl.UInt16(): 2**16, pl.UInt32(): 2**32, pl.UInt64(): 2**64, pl.UInt128(): 2**128,
}  # fmt: skip
"""How large a whole number of each type can be."""


def _signed(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A whole number without a sign, as one with a sign; what no type of ours holds is at its edge."""
    if dtype == pl.UInt128:
        column = column.clip(None, _MOST[pl.Int128()] - 1)
    return column.cast(TYPES[min(width(0, min(_MOST[dtype], _MOST[pl.Int128()]) - 1), 128)])


def _absence(word: pl.Expr) -> pl.Expr:
    """The code of a word that stands for an absent figure; what was returned is missing."""
    return pl.when(word < _RETURNED).then(word).when(word == _RETURNED).then(pl.lit(MISSING, dtype=pl.Int8))


def _written(text: pl.Expr, field: Field) -> tuple[pl.Expr, pl.Expr]:
    """A text as a number, and where the number could be meant in two ways: 0.5 percent is written 0.5个百分点."""
    bare = text
    if field.kind is MeasureKind.PERCENT:
        bare = text.str.strip_suffix(PERCENT_POINTS)
    number = pl.when(bare.str.contains(_NUMBER)).then(bare).cast(pl.Decimal(38, _TEXT_PLACES), strict=False)
    if field.kind is not MeasureKind.PERCENT or field.high <= 10**field.places:
        return number, pl.lit(False)
    return number, (number > 0) & (number < 1) & (bare == text)


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars(_BLANK)


def _unread(text: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Where something is written that is no value, and no word for its absence."""
    written = text.is_not_null() & (text != "")
    return written & value.is_null() & ~(_word(text) <= _RETURNED).fill_null(False)


def _word(text: pl.Expr) -> pl.Expr:
    """The place of a word among those we know; null for any other text."""
    return text.cast(_WORD, strict=False).to_physical().cast(pl.Int8)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype in (pl.String, pl.Null) or isinstance(dtype, pl.Categorical | pl.Enum)


def _places(dtype: pl.DataType) -> int:
    return dtype.scale if isinstance(dtype, pl.Decimal) else 0


def column_name(slot: Slot) -> str:
    """What heads the figure in a wide file."""
    return slot.measure + (TARGET if slot.role is Role.TARGET else "")
