"""How the quantity nodes are compiled. What each means stands in `rules/semantics.md`."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from kaohe.batch.columns import (
    Absent,
    Applying,
    Column,
    Flag,
    Number,
    any_unsure,
    choose,
    common,
    has,
    leaving_out,
    no_answer,
    nothing,
    together,
    together_or,
)
from kaohe.batch.ground import Ground
from kaohe.batch.layout import CLASS, Field, Slot
from kaohe.batch.whole import Whole, above, summed
from kaohe.core import Absence, Period
from kaohe.facts import Role
from kaohe.rules import Change, Corrected, Correction, Quotient, Target
from kaohe.scheme.model import MeasureKind


def figure(ground: Ground, slot: Slot) -> Column:
    """A figure as it stands in its columns."""
    field = ground.layout.get(slot)
    if field is None:
        measure = ground.measures.get(slot.measure)
        yes_no = slot.role is Role.ACTUAL and measure is not None and measure.kind is MeasureKind.YES_NO
        return no_answer(Absence.MISSING) if yes_no else nothing(Absence.MISSING)
    ground.asked.add(slot)
    absent = Absent(field.absences, pl.col(slot.why) if len(field.absences) > 1 else None)
    if field.kind is MeasureKind.YES_NO:
        return Flag(pl.col(slot.column), absent)
    return Number(*_counted(slot, field), absent)


def _counted(slot: Slot, field: Field) -> tuple[Whole, Whole]:
    """A figure's numerator and denominator."""
    num = Whole.column(slot.column, field.low, field.high)
    if field.kind is MeasureKind.RATIO:
        return num.times(field.per), Whole.column(slot.whole, field.whole_low, field.whole_high)
    return num, Whole.of(10**field.places)


def target(node: Target, ground: Ground, period: Period) -> Column:
    """The unit's target for the very period, else for the whole, else the standing one: the first that is not missing."""
    roles = [Slot(Role.TARGET, node.measure, period)]
    inside = _inside(period, ground.period)
    if inside and period != ground.period:
        roles.append(Slot(Role.TARGET, node.measure, ground.period))
    figures = [figure(ground, slot) for slot in roles]
    numbers = [each for each in figures if isinstance(each, Number)]
    if inside:
        numbers.append(_standing(node.measure, ground))
    result = numbers.pop()
    while numbers:
        result = _first_that_stands(numbers.pop(), result, ground)
    return result


def _first_that_stands(first: Number, second: Number, ground: Ground) -> Number:
    if Absence.MISSING not in first.absent.kinds:
        return first
    kinds = first.absent.kinds - {Absence.MISSING}
    there = Number(first.num, first.den, Absent(kinds, first.absent.why if len(kinds) > 1 else None))
    return choose([(~has(first, Absence.MISSING), there)], second).kept(ground.steps)


def _standing(measure: str, ground: Ground) -> Number:
    """The target that the scheme sets for the unit's class, else for all."""
    targets = dict(ground.measures[measure].targets) if measure in ground.measures else {}
    everybody = targets.pop("", None)
    otherwise = nothing(Absence.MISSING) if everybody is None else Number.exactly(everybody)
    cases = [
        (pl.col(CLASS) == ground.class_number(name), Number.exactly(value)) for name, value in targets.items()
    ]
    return choose(cases, otherwise) if cases else otherwise


def _inside(period: Period, whole: Period) -> bool:
    first, last = period.year * 12 + period.month, whole.year * 12 + whole.month
    return last <= first and first + period.months <= last + whole.months


def ratio_at(num: Whole, den: Whole, times: Fraction, places: int, ground: Ground) -> Whole:
    """num ÷ den × times as a whole number of 10^-places, a half going away from zero; `den` above zero."""
    factor = times * 10**places
    if den.fixed:
        factor /= den.low
        den = Whole.of(1)
    return num.times(factor.numerator).rounded_over(den.times(factor.denominator), ground.steps)


def rounded(number: Number, places: int, ground: Ground) -> Number:
    """The number at so many places."""
    num = ratio_at(number.num, number.den, Fraction(1), places, ground)
    return Number(num, Whole.of(10**places), number.absent, number.unsure)


def change(node: Change, now: Number, before: Number, ground: Ground) -> Number:
    parts = (now, before)
    (new, old), den = common(parts, ground.steps)
    unsure = any_unsure(parts)
    if not node.relative:
        return Number(new - old, den, together(parts), unsure)
    old = old.kept(ground.steps)
    base = _positive(old, ground)
    num = ratio_at(new - old, base, Fraction(100), node.places, ground)
    absent = together(parts) if old.low > 0 else together_or(parts, old.expr <= 0, Absence.PENDING)
    return Number(num, Whole.of(10**node.places), absent, unsure)


def _positive(whole: Whole, ground: Ground) -> Whole:
    """The numbers above zero; null where it is not."""
    if whole.low > 0:
        return whole
    expr = ground.steps.keep(pl.when(whole.expr > 0).then(whole.expr))
    return Whole(expr, 1, max(whole.high, 1), whole.bits, plain=True)


def quotient(node: Quotient, part: Number, whole: Number, ground: Ground) -> Number:
    parts = (part, whole)
    unsure = any_unsure(parts)
    if whole.num.fixed and whole.num.low == 0:
        return _never(parts, unsure)
    over = whole.num.kept(ground.steps)
    num, den = part.num, over.size().kept(ground.steps)
    if over.low < 0:  # a negative whole is divided as it is: the sign goes to the part
        num = num.kept(ground.steps)
        num = _signed(num, over)
    base = _positive(den, ground)
    up, down = whole.den, part.den
    times = Fraction(node.times)
    if up.fixed:
        times, up = times * up.low, Whole.of(1)
    if down.fixed:
        times, down = times / down.low, Whole.of(1)
    value = ratio_at(num * up, base * down, times, node.places, ground)
    zero = over.low <= 0 <= over.high
    absent = together_or(parts, over.expr == 0, Absence.NOT_APPLICABLE) if zero else together(parts)
    return Number(value, Whole.of(10**node.places), absent, unsure)


def _signed(num: Whole, over: Whole) -> Whole:
    """The number, turned round where the other is negative."""
    turned = -num
    bits = max(num.bits, turned.bits)
    low, high = min(num.low, turned.low), max(num.high, turned.high)
    return Whole(pl.when(over.expr < 0).then(turned.at(bits)).otherwise(num.at(bits)), low, high, bits)


def _never(parts: Sequence[Number], unsure: pl.Expr | None) -> Number:
    """Nothing was due of anybody: not applicable, but where a part is absent for another reason that speaks."""
    absent = together_or(parts, pl.lit(True), Absence.NOT_APPLICABLE)
    if absent.why is not None:
        absent = together_or(
            parts, ~pl.any_horizontal([part.value.is_null() for part in parts]), Absence.NOT_APPLICABLE
        )
    empty = nothing(Absence.NOT_APPLICABLE)
    return Number(empty.num, empty.den, absent, unsure)


def total(parts: Sequence[Number], ground: Ground) -> Number:
    """Their sum, what does not apply left out."""
    applying = leaving_out(parts, ground.steps)
    num, den = added(applying, ground)
    return Number(num.held(applying.masked(num.expr)), den, applying.absent, applying.unsure)


def added(applying: Applying, ground: Ground) -> tuple[Whole, Whole]:
    nums, den = common(applying.parts, ground.steps)
    return summed(nums), den


def mean(parts: Sequence[Number], places: int, ground: Ground) -> Number:
    """Their mean over those that apply, rounded."""
    applying = leaving_out(parts, ground.steps)
    num, den = added(applying, ground)
    count = applying.count()
    if not count.fixed:
        count = _positive(count.kept(ground.steps), ground)
    value = ratio_at(num, den * count, Fraction(1), places, ground)
    return Number(value, Whole.of(10**places), applying.absent, applying.unsure)


def corrected(node: Corrected, reported: Number, found: Number, ground: Ground) -> Number:
    reported, found = reported.kept(ground.steps), found.kept(ground.steps)
    unsure = any_unsure((reported, found))
    both = ~pl.any_horizontal(reported.value.is_null(), found.value.is_null())
    there = Number(found.num, found.den)
    if node.how is Correction.DISCOUNT:
        hundred = Number.exactly(100)
        (rest, gone), den = common((hundred, there), ground.steps)
        num = ratio_at(
            reported.num * (rest - gone), reported.den * den, Fraction(1, 100), node.places, ground
        )
        there, counts = Number(num, Whole.of(10**node.places)), both
    else:
        counts = both & _apart(reported, there, node.tolerance, ground)
    case = Number(there.num, there.den)
    chosen = choose([(ground.steps.keep(counts.fill_null(False)), case)], reported)
    return Number(chosen.num, chosen.den, _as_reported(reported), unsure)


def _as_reported(reported: Number) -> Absent:
    """Nothing reported: its absence, whatever was found."""
    return reported.absent


def _apart(one: Number, other: Number, tolerance: Decimal, ground: Ground) -> pl.Expr:
    """Whether the two differ by more than the tolerance."""
    (left, right, most), _ = common((one, other, Number.exactly(tolerance)), ground.steps)
    return above((left - right).kept(ground.steps).size(), most)
