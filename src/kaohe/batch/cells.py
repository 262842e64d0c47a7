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
_NUMBER = r"^[+-]?\d{1,15}(\.\d{1,9})?$"
_PAIR = r"^(\d{1,13}) ?/ ?(\d{1,13})$"


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns of a file that hold one slot: the figure's, a ratio's counts, the status."""

    slot: Slot
    field: Field
    name: str
    schema: Mapping[str, pl.DataType]

    @property
    def found(self) -> bool:
        """Whether the file has the figure at all."""
        return self.name in self.schema or (self._is_ratio and self.name + PART in self.schema)

    @property
    def _is_ratio(self) -> bool:
        return self.field.kind is MeasureKind.RATIO

    @property
    def reads(self) -> list[str]:
        """The columns that are looked at."""
        names = (self.name, self.name + PART, self.name + WHOLE, self.name + STATUS)
        return [name for name in names if name in self.schema]

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
        value, whole, bad = self._read(steps)
        said, returned = self._said(steps)
        if said is not None:
            value = steps.keep(value)
            present = value.is_not_null() if whole is None else value.is_not_null() | whole.is_not_null()
            bad = bad | (said.is_not_null() & present & ~returned)
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
        """Numbers that need no reading: whatever is in the column is one."""
        if self.says_why or self._is_ratio:
            return False
        dtype = self.schema[self.name]
        return dtype == pl.Boolean or dtype.is_integer() or _places(dtype) <= self.field.places

    def _said(self, steps: Steps) -> tuple[pl.Expr | None, pl.Expr]:
        """The word that stands for the absent figure, as a code; and where the figure was returned to its sender."""
        words = []
        if self._has_status:
            words.append(self._status(steps))
        if self.name in self.schema and _is_text(self.schema[self.name]):
            words.append(steps.keep(_word(pl.col(self.name))))
        if not words:
            return None, pl.lit(False)
        codes = [
            pl.when(word < _RETURNED).then(word).when(word == _RETURNED).then(pl.lit(MISSING, dtype=pl.Int8))
            for word in words
        ]
        said = codes[0] if len(codes) == 1 else pl.coalesce(codes)
        return steps.keep(said), (words[0] == _RETURNED).fill_null(False)

    def _status(self, steps: Steps) -> pl.Expr:
        return steps.keep(_word(pl.col(self.name + STATUS)))

    def _read(self, steps: Steps) -> tuple[pl.Expr, pl.Expr | None, pl.Expr]:
        """The figure, a ratio's second count, and where there is something that could not be read."""
        bad = self._bad_status(steps)
        if self._is_ratio and self.name + PART in self.schema:
            part, bad_part = self._number(self.name + PART, 0)
            whole, bad_whole = self._number(self.name + WHOLE, 0)
            return part, whole, bad | bad_part | bad_whole
        if self._is_ratio:
            text = pl.col(self.name).cast(pl.String)
            pair = text.str.extract_groups(_PAIR)
            part, whole = (pair.struct.field(name).cast(pl.Int64) for name in ("1", "2"))
            return part, whole, bad | _unread(text, part)
        dtype = self.schema[self.name]
        if self.field.kind is MeasureKind.YES_NO:
            if dtype == pl.Boolean:
                return pl.col(self.name), None, bad
            text = pl.col(self.name).cast(pl.String)
            answer = pl.when(text == "是").then(pl.lit(True)).when(text == "否").then(pl.lit(False))
            return answer, None, bad | _unread(text, answer)
        if self.field.kind is MeasureKind.LEVEL:
            text = pl.col(self.name).cast(pl.String)
            places = {name: place for place, name in enumerate(self.field.levels)}
            level = text.replace_strict(places, default=None, return_dtype=pl.Int8)
            return level, None, bad | _unread(text, level)
        number, bad_number = self._number(self.name, self.field.places)
        return number, None, bad | bad_number

    def _bad_status(self, steps: Steps) -> pl.Expr:
        if not self._has_status:
            return pl.lit(False)
        return pl.col(self.name + STATUS).is_not_null() & self._status(steps).is_null()

    def _number(self, name: str, places: int) -> tuple[pl.Expr, pl.Expr]:
        """A number as a whole one of 10^-places, and where that cannot be."""
        dtype, column = self.schema[name], pl.col(name)
        none = pl.lit(False)
        if _is_text(dtype):
            text = column.cast(pl.String)
            clean = pl.when(text.str.contains(_NUMBER)).then(text)
            column = clean.cast(pl.Decimal(28, 9), strict=False)
            whole, cut = _scaled(column, 9, places)
            return whole, _unread(text, column) | cut
        if dtype == pl.Boolean:
            return pl.lit(None, dtype=pl.Int64), column.is_not_null()
        if dtype.is_integer():
            if places:
                column = column.cast(pl.Int64) * 10**places
            return column.cast(TYPES[_bits(self.field)]), none
        whole, cut = _scaled(column, _places(dtype), places)
        return whole.cast(TYPES[_bits(self.field)]), cut


def _bits(field: Field) -> int:
    return max(width(field.low, field.high), 32)


def _scaled(column: pl.Expr, has: int, places: int) -> tuple[pl.Expr, pl.Expr]:
    """A decimal with `has` places as a whole number of 10^-places, and where it has more places than that."""
    held = column.to_physical()
    if has <= places:
        return held * 10 ** (places - has) if has < places else held, pl.lit(False)
    over = 10 ** (has - places)
    return held // over, (held % over != 0).fill_null(False)


def _unread(text: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Where something is written that is no value, and no word for its absence."""
    written = text.is_not_null() & (text.str.strip_chars() != "")
    return written & value.is_null() & ~(_word(text) <= _RETURNED).fill_null(False)


def _word(text: pl.Expr) -> pl.Expr:
    """The place of a word among those we know; null for any other text."""
    return text.cast(pl.String).cast(_WORD, strict=False).to_physical().cast(pl.Int8)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)


def _places(dtype: pl.DataType) -> int:
    return dtype.scale if isinstance(dtype, pl.Decimal) else 0


def column_name(slot: Slot) -> str:
    """What heads the figure in a wide file."""
    return slot.measure + (TARGET if slot.role is Role.TARGET else "")
