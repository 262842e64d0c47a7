"""What a node yields for all units at once: a number or an answer, why it is not there, and whether it may still change."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

import polars as pl

from kaohe.batch.steps import Steps
from kaohe.batch.whole import TYPES, Whole, chosen
from kaohe.core import Absence

CODES: dict[Absence, int] = {Absence.NOT_APPLICABLE: 0, Absence.MISSING: 1, Absence.PENDING: 2}
"""Why a value is not there, as a number; the least speaks for several, as `core.absence.weightiest` has it."""

NA, MISSING, PENDING = (CODES[each] for each in (Absence.NOT_APPLICABLE, Absence.MISSING, Absence.PENDING))
NOBODY: frozenset[Absence] = frozenset()


@cache
def code(number: int) -> pl.Expr:
    """One of the codes, as a column has it."""
    return pl.lit(number, dtype=pl.Int8)


@dataclass(frozen=True, slots=True)
class Absent:
    """In which ways a value may be absent, and the column of codes that says in which it is.

    The value itself is null exactly where it is absent. Where only one way occurs, the null says it, and `why` is None.
    """

    kinds: frozenset[Absence] = NOBODY
    why: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """num ÷ den, exactly; null where absent. `den` is above zero wherever there is a number.

    `unsure`: yes where peers or units below were still missing; None: nowhere.
    """

    num: Whole
    den: Whole
    absent: Absent = Absent()
    unsure: pl.Expr | None = None

    @classmethod
    def exactly(cls, value: Fraction | Decimal | int) -> "Number":
        """The same number for everybody."""
        above, below = Fraction(value).as_integer_ratio()
        return cls(Whole.of(above), Whole.of(below))

    @property
    def value(self) -> pl.Expr:
        """What is null where the number is absent."""
        return self.num.expr

    def kept(self, steps: Steps) -> "Number":
        """The same in columns of its own."""
        why = self.absent.why
        absent = self.absent if why is None or _plain(why) else Absent(self.absent.kinds, steps.keep(why))
        unsure = self.unsure
        if unsure is not None and not _plain(unsure):
            unsure = steps.keep(unsure)
        return Number(self.num.kept(steps), self.den.kept(steps), absent, unsure)

    def at(self, den: int) -> Whole:
        """The numerator over a common fixed denominator."""
        assert self.den.fixed
        return self.num.times(den // self.den.low)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no; null where absent."""

    value: pl.Expr
    absent: Absent = Absent()
    unsure: pl.Expr | None = None

    def kept(self, steps: Steps) -> "Flag":
        """The same in columns of its own."""
        why, unsure = self.absent.why, self.unsure
        value = self.value if _plain(self.value) else steps.keep(self.value)
        absent = self.absent if why is None or _plain(why) else Absent(self.absent.kinds, steps.keep(why))
        if unsure is not None and not _plain(unsure):
            unsure = steps.keep(unsure)
        return Flag(value, absent, unsure)


Column = Number | Flag


def _plain(expr: pl.Expr) -> bool:
    return expr.meta.is_column() or expr.meta.is_literal()


def reason(column: Column) -> pl.Expr | None:
    """The codes of why values are absent, null where there is one; None where all are always there."""
    return reason_of(column.value, column.absent)


def reason_of(value: pl.Expr, absent: Absent) -> pl.Expr | None:
    if absent.why is not None or not absent.kinds:
        return absent.why
    (only,) = absent.kinds
    return pl.when(value.is_null()).then(code(CODES[only]))


def is_out(column: Column) -> pl.Expr | None:
    """Where the value does not apply; None where it always does."""
    if Absence.NOT_APPLICABLE not in column.absent.kinds:
        return None
    if len(column.absent.kinds) == 1:
        return column.value.is_null()
    assert column.absent.why is not None
    return column.absent.why.eq_missing(code(NA))


def has(column: Column, absence: Absence) -> pl.Expr:
    """Where the value is absent in this way."""
    if column.absent.kinds == {absence}:
        return column.value.is_null()
    assert column.absent.why is not None
    return column.absent.why.eq_missing(code(CODES[absence]))


def together(columns: Iterable[Column], *, but: frozenset[Absence] = NOBODY) -> Absent:
    """Why a value that needs all of these is absent: the general rule, the weightiest reason speaks.

    `but`: reasons that are minded otherwise.
    """
    every = list(columns)
    kinds = frozenset[Absence]().union(*(column.absent.kinds for column in every)) - but
    if len(kinds) < 2:
        return Absent(kinds)
    reasons = []
    for column in every:
        why = reason(column) if column.absent.kinds - but else None
        if why is not None:
            reasons.append(_without(why, but) if column.absent.kinds & but else why)
    return Absent(kinds, reasons[0] if len(reasons) == 1 else pl.min_horizontal(reasons))


def spoken(columns: Iterable[Column]) -> pl.Expr | None:
    """The weightiest reason as a column of its own, however few there may be; None where none is ever absent."""
    reasons = [why for column in columns if (why := reason(column)) is not None]
    if not reasons:
        return None
    return reasons[0] if len(reasons) == 1 else pl.min_horizontal(reasons)


def together_or(columns: Sequence[Column], bad: pl.Expr, absence: Absence) -> Absent:
    """The general rule; and, where all are there but `bad` holds of them, this absence."""
    kinds = frozenset[Absence]({absence}).union(*(column.absent.kinds for column in columns))
    if len(kinds) == 1:
        return Absent(kinds)
    why = spoken(columns)
    own = pl.when(bad).then(code(CODES[absence]))
    return Absent(kinds, own if why is None else pl.coalesce(why, own))


def _without(why: pl.Expr, but: frozenset[Absence]) -> pl.Expr:
    held = pl.lit(True)
    for absence in but:
        held = held & (why != code(CODES[absence]))
    return pl.when(held).then(why)


def any_unsure(columns: Iterable[Column]) -> pl.Expr | None:
    """Whether any of them is provisional."""
    return either(*(column.unsure for column in columns))


def either(*answers: pl.Expr | None) -> pl.Expr | None:
    """Whether any holds; None where none can. No answer is ever null."""
    given = [answer for answer in answers if answer is not None]
    if not given:
        return None
    return given[0] if len(given) == 1 else pl.any_horizontal(given)


def where(condition: pl.Expr, answer: pl.Expr | None) -> pl.Expr | None:
    """The answer, where the condition holds; both are never null."""
    return None if answer is None else condition & answer


@dataclass(frozen=True, slots=True)
class Applying:
    """Parts of which those that do not apply are left out.

    `parts` are the parts with nothing (zero) where they are out, `outs` say where that is, `none` where all are
    (None: never); `absent` is why the whole is absent, and `unsure` whether any part may still change.
    """

    parts: tuple[Number, ...]
    outs: tuple[pl.Expr | None, ...]
    none: pl.Expr | None
    absent: Absent
    unsure: pl.Expr | None

    def masked(self, expr: pl.Expr) -> pl.Expr:
        """Null where nothing applies."""
        return expr if self.none is None else pl.when(~self.none).then(expr)

    def count(self) -> Whole:
        """How many parts apply."""
        always = sum(out is None for out in self.outs)
        counted = [(~out).cast(pl.Int32) for out in self.outs if out is not None]
        if not counted:
            return Whole.of(always)
        most = len(self.parts)
        expr = pl.sum_horizontal([*counted, pl.lit(always, dtype=pl.Int32)])
        return Whole(expr, max(always, 0), most, 32)


def leaving_out(columns: Sequence[Number], steps: Steps) -> Applying:
    """Numbers of which what does not apply is left out. One alone is what it is."""
    if len(columns) == 1:
        (only,) = columns
        bare = Number(only.num, only.den, Absent(), only.unsure)
        return Applying((bare,), (None,), None, only.absent, only.unsure)
    outs = tuple(_kept_flag(is_out(column), steps) for column in columns)
    none = (
        None
        if any(out is None for out in outs)
        else _kept_flag(pl.all_horizontal([o for o in outs if o is not None]), steps)
    )
    parts = [
        column if out is None else _zeroed(column, out) for column, out in zip(columns, outs, strict=True)
    ]
    return Applying(
        tuple(parts),
        outs,
        none,
        left_out_absent(columns, none),
        any_unsure(columns),
    )


def left_out_absent(columns: Sequence[Column], none: pl.Expr | None) -> Absent:
    """Why the whole is absent: nothing applies, or one that does is not known."""
    na = frozenset({Absence.NOT_APPLICABLE})
    rest = together(columns, but=na)
    if none is None:
        return rest
    if not rest.kinds:
        return Absent(na)
    why = rest.why
    if why is None:  # one kind only, but the nulls of several columns
        (kind,) = rest.kinds
        lacking = pl.any_horizontal([has(c, kind) for c in columns if kind in c.absent.kinds])
        why = pl.when(lacking).then(code(CODES[kind]))
    return Absent(rest.kinds | na, pl.when(none).then(code(NA)).otherwise(why))


def _kept_flag(expr: pl.Expr | None, steps: Steps) -> pl.Expr | None:
    return None if expr is None else steps.keep(expr)


def _zeroed(part: Number, out: pl.Expr) -> Number:
    """Zero where it is out, so that it adds nothing."""
    num, den = part.num, part.den
    zero = pl.lit(0, dtype=TYPES[num.bits])
    num = num.held(pl.when(out).then(zero).otherwise(num.expr))
    if not den.fixed:
        one = pl.lit(1, dtype=TYPES[den.bits])
        den = Whole(pl.when(out).then(one).otherwise(den.expr), min(den.low, 1), den.high, den.bits)
    return Number(num, den, Absent(), part.unsure)


def common(numbers: Sequence[Number], steps: Steps) -> tuple[list[Whole], Whole]:
    """The numerators over one denominator: the least common one where all are fixed, else the product of those that are not."""
    fixed = math.lcm(*(number.den.low for number in numbers if number.den.fixed))
    moving = [position for position, number in enumerate(numbers) if not number.den.fixed]
    if not moving:
        return [number.at(fixed) for number in numbers], Whole.of(fixed)
    dens = {position: numbers[position].den.kept(steps) for position in moving}
    nums = []
    for position, number in enumerate(numbers):
        num = number.num.times(fixed // number.den.low) if number.den.fixed else number.num.times(fixed)
        for other in moving:
            if other != position:
                num = num * dens[other]
        nums.append(num)
    den = Whole.of(fixed)
    for position in moving:
        den = den * dens[position]
    return nums, den


def choose(cases: Sequence[tuple[pl.Expr, Number]], otherwise: Number) -> Number:
    """The number of the first case that holds (null does not); what is not chosen is not looked at."""
    numbers = [*(number for _, number in cases), otherwise]
    conditions = [condition for condition, _ in cases]
    if all(number.den.fixed for number in numbers):
        den = math.lcm(*(number.den.low for number in numbers))
        wholes = [number.at(den) for number in numbers]
        num = chosen(list(zip(conditions, wholes, strict=False)), wholes[-1])
        below = Whole.of(den)
    else:
        num = chosen([(condition, number.num) for condition, number in cases], otherwise.num)
        below = chosen([(condition, number.den) for condition, number in cases], otherwise.den)
    return Number(num, below, chosen_absent(conditions, numbers), chosen_unsure(conditions, numbers))


def chosen_absent(conditions: Sequence[pl.Expr], columns: Sequence[Column]) -> Absent:
    """Why what was chosen is absent."""
    kinds = frozenset[Absence]().union(*(column.absent.kinds for column in columns))
    if len(kinds) < 2:
        return Absent(kinds)
    reasons = [
        why if (why := reason(column)) is not None else pl.lit(None, dtype=pl.Int8) for column in columns
    ]
    return Absent(kinds, _first(conditions, reasons))


def chosen_unsure(conditions: Sequence[pl.Expr], columns: Sequence[Column]) -> pl.Expr | None:
    """Whether what was chosen may still change."""
    if all(column.unsure is None for column in columns):
        return None
    return _first(
        conditions, [pl.lit(False) if column.unsure is None else column.unsure for column in columns]
    )


def _first(conditions: Sequence[pl.Expr], values: Sequence[pl.Expr]) -> pl.Expr:
    expr = values[-1]
    if all(value is expr or value.meta.eq(expr) for value in values):
        return expr
    for condition, value in reversed(list(zip(conditions, values, strict=False))):
        expr = pl.when(condition).then(value).otherwise(expr)
    return expr


def choose_flag(cases: Sequence[tuple[pl.Expr, Flag]], otherwise: Flag) -> Flag:
    """The answer of the first case that holds."""
    flags = [*(flag for _, flag in cases), otherwise]
    conditions = [condition for condition, _ in cases]
    value = _first(conditions, [flag.value for flag in flags])
    return Flag(value, chosen_absent(conditions, flags), chosen_unsure(conditions, flags))


def one_of(cases: Sequence[tuple[pl.Expr, Column]], otherwise: Column) -> Column:
    """The column of the first case that holds, be they numbers or answers."""
    if isinstance(otherwise, Flag):
        return choose_flag(
            [(condition, column) for condition, column in cases if isinstance(column, Flag)], otherwise
        )
    numbers = [(condition, column) for condition, column in cases if isinstance(column, Number)]
    return choose(numbers, otherwise)


def where_there(of: Column, result: Column) -> Column:
    """The result where the first is there, else the first's absence; what is then not looked at does not count."""
    unsure = result.unsure
    if not of.absent.kinds:
        return redressed(result, result.value, result.absent, either(of.unsure, unsure))
    there = of.value.is_not_null()
    unsure = either(of.unsure, None if unsure is None else there & unsure)
    value = pl.when(there).then(result.value)
    kinds = of.absent.kinds | result.absent.kinds
    if len(kinds) == 1:
        return redressed(result, value, Absent(kinds), unsure)
    why = reason(of)
    assert why is not None
    inner = reason(result)
    told = why if inner is None else pl.when(there).then(inner).otherwise(why)
    return redressed(result, value, Absent(kinds, told), unsure)


def redressed(result: Column, value: pl.Expr, absent: Absent, unsure: pl.Expr | None) -> Column:
    if isinstance(result, Flag):
        return Flag(value, absent, unsure)
    num = result.num if value is result.num.expr else result.num.held(value)
    return Number(num, result.den, absent, unsure)


def nothing(absence: Absence) -> Number:
    """A number that is absent for everybody."""
    num = Whole(pl.lit(None, dtype=pl.Int32), 0, 0, 32, plain=True)
    return Number(num, Whole.of(1), Absent(frozenset({absence})))


def no_answer(absence: Absence) -> Flag:
    """An answer that is absent for everybody."""
    return Flag(pl.lit(None, dtype=pl.Boolean), Absent(frozenset({absence})))
