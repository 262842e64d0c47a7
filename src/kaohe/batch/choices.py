"""How the choosing, scaling and repeating nodes are compiled. See `rules/semantics.md`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from kaohe.batch.columns import (
    Absent,
    Column,
    Flag,
    Number,
    any_unsure,
    choose,
    common,
    either,
    has,
    leaving_out,
    no_answer,
    nothing,
    one_of,
    redressed,
    together,
    where_there,
)
from kaohe.batch.ground import Ground
from kaohe.batch.layout import CLASS
from kaohe.batch.quantities import mean, ratio_at, rounded, total
from kaohe.batch.whole import Whole, above
from kaohe.core import Absence
from kaohe.core.numbers import POINT_PLACES
from kaohe.rules import Gather, OverPeriods, Pick, PickOne, Round, Rounding


def choose_by(condition: Flag, then: Column, otherwise: Column, ground: Ground) -> Column:
    """One branch or the other; not decided: the condition's absence, and no branch is looked at."""
    condition = condition.kept(ground.steps)
    yes = condition.value if not condition.absent.kinds else condition.value.fill_null(False)
    result = one_of([(yes, then)], otherwise)
    return where_there(condition, result)


def by_class(cases: Mapping[str, Column], otherwise: Column | None, ground: Ground) -> Column:
    first = next(iter(cases.values()))
    if otherwise is None:
        na = Absence.NOT_APPLICABLE
        otherwise = no_answer(na) if isinstance(first, Flag) else nothing(na)
    chosen = [(pl.col(CLASS) == ground.class_number(name), column) for name, column in cases.items()]
    return one_of(chosen, otherwise)


def pick_one(node: PickOne, parts: Sequence[Number], ground: Ground) -> Number:
    """The highest or the lowest of those that apply; the whole is absent where one that applies is."""
    return _extreme(parts, highest=node.pick is Pick.HIGHEST, ground=ground)


def _extreme(parts: Sequence[Number], *, highest: bool, ground: Ground) -> Number:
    steps = ground.steps
    parts = [part.kept(steps) for part in parts]
    applying = leaving_out(parts, steps)
    best, out = parts[0], applying.outs[0]
    for part, gone in zip(parts[1:], applying.outs[1:], strict=True):
        (one, other), _ = common((best, part), steps)
        better, worse = (other, one) if highest else (one, other)
        takes = above(better, worse).fill_null(False)
        if out is not None:
            takes = takes | out
        if gone is not None:
            takes = takes & ~gone
        bare_best, bare = (Number(each.num, each.den) for each in (best, part))
        best = choose([(steps.keep(takes), bare)], bare_best).kept(steps)
        out = None if out is None or gone is None else steps.keep(out & gone)
    lacking = [part.value.is_null() if gone is None else part.value.is_null() & ~gone
               for part, gone in zip(parts, applying.outs, strict=True) if part.absent.kinds]  # fmt: skip
    num = best.num
    if lacking:
        num = num.held(pl.when(~pl.any_horizontal(lacking)).then(num.expr))
    return Number(num, best.den, applying.absent, applying.unsure)


def times(of: Number, by: Number, ground: Ground) -> Number:
    parts = (of, by)
    num = ratio_at(of.num * by.num, of.den * by.den, Fraction(1), POINT_PLACES, ground)
    return Number(num, Whole.of(10**POINT_PLACES), together(parts), any_unsure(parts))


def round_off(node: Round, of: Number, ground: Ground) -> Number:
    if node.mode is Rounding.HALF_UP:
        return rounded(of, node.places, ground)
    unit = 10**node.places
    own = of.num.kept(ground.steps)
    size = own.size().times(unit).over(of.den, up=node.mode is Rounding.UP).kept(ground.steps)
    return Number(own.signing(size), Whole.of(unit), of.absent, of.unsure)


def over_periods(node: OverPeriods, parts: Sequence[Number], ground: Ground) -> Number:
    match node.gather:
        case Gather.MEAN:
            return mean(parts, node.places, ground)
        case Gather.SUM:
            return total(parts, ground)
        case Gather.LAST:
            return _last(parts, ground)
        case Gather.LOWEST | Gather.HIGHEST:
            return _extreme(parts, highest=node.gather is Gather.HIGHEST, ground=ground)


def _last(parts: Sequence[Number], ground: Ground) -> Number:
    """The last part that applies, where all that apply are known."""
    steps = ground.steps
    parts = [part.kept(steps) for part in parts]
    applying = leaving_out(parts, steps)
    result = parts[0]
    for part, gone in zip(parts[1:], applying.outs[1:], strict=True):
        bare, before = (Number(each.num, each.den) for each in (part, result))
        result = bare if gone is None else choose([(~gone, bare)], before)
    lacking = [part.value.is_null() if gone is None else part.value.is_null() & ~gone
               for part, gone in zip(parts, applying.outs, strict=True) if part.absent.kinds]  # fmt: skip
    num = result.num
    if lacking:
        num = num.held(pl.when(~pl.any_horizontal(lacking)).then(num.expr))
    return Number(num, result.den, applying.absent, applying.unsure)


def default(of: Column, stand_ins: Mapping[Absence, Column | None], ground: Ground) -> Column:
    """`of`, and where it is absent for a reason that has a stand-in, the stand-in."""
    of = of.kept(ground.steps)
    cases = [
        (ground.steps.keep(has(of, absence)), column)
        for absence, column in stand_ins.items()
        if column is not None and absence in of.absent.kinds
    ]
    if not cases:
        return of
    replaced = {absence for absence, column in stand_ins.items() if column is not None}
    rest = of.absent.kinds - replaced
    bare = Absent(rest, of.absent.why if len(rest) > 1 else None)
    left: Column = Flag(of.value, bare) if isinstance(of, Flag) else Number(of.num, of.den, bare)
    result = one_of(cases, left)
    return redressed(result, result.value, result.absent, either(of.unsure, result.unsure))
