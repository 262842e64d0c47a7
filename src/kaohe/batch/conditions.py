"""How conditions are compiled. What each means stands in `rules/semantics.md`."""

from collections.abc import Sequence

import polars as pl

from kaohe.batch.columns import (
    Absent,
    Flag,
    Number,
    any_unsure,
    common,
    is_out,
    left_out_absent,
    reason,
    together,
)
from kaohe.batch.ground import Ground
from kaohe.batch.layout import CLASS, Slot
from kaohe.batch.whole import Whole, above, same
from kaohe.core import Absence, Period
from kaohe.facts import Role
from kaohe.rules import AllOf, AnyOf, Compare, InClass, LevelIs, Relation


def compare(node: Compare, left: Number, right: Number, ground: Ground) -> Flag:
    parts = (left, right)
    (one, other), _ = common(parts, ground.steps)
    return Flag(_holds(node.relation, one, other), together(parts), any_unsure(parts))


def _holds(relation: Relation, left: Whole, right: Whole) -> pl.Expr:
    match relation:
        case Relation.AT_LEAST:
            return above(left, right, equal=True)
        case Relation.AT_MOST:
            return above(right, left, equal=True)
        case Relation.ABOVE:
            return above(left, right)
        case Relation.BELOW:
            return above(right, left)
        case Relation.EQUAL:
            return same(left, right)
        case Relation.UNEQUAL:
            return ~same(left, right)


def level_is(node: LevelIs, ground: Ground, period: Period) -> Flag:
    level, names, absent = judged(node.measure, ground, period)
    among = [names.index(name) for name in dict.fromkeys(node.names) if name in names]
    found = level.is_in(among) if among else pl.when(level.is_not_null()).then(pl.lit(False))
    return Flag(found, absent)


def judged(measure: str, ground: Ground, period: Period) -> tuple[pl.Expr, tuple[str, ...], Absent]:
    """The numbers of the levels judged, their names, and why there is none: not applicable, else pending."""
    slot = Slot(Role.ACTUAL, measure, period)
    field = ground.layout.get(slot)
    if field is None:
        return pl.lit(None, dtype=pl.Int8), (), Absent(frozenset({Absence.PENDING}))
    ground.asked.add(slot)
    level = pl.col(slot.column)
    return level, field.levels, judgement_absent(level, slot, field.absences)


def judgement_absent(value: pl.Expr, slot: Slot, absences: frozenset[Absence]) -> Absent:
    """A judgement that is not there is pending, however it came to be missing."""
    na = Absence.NOT_APPLICABLE
    kinds = frozenset(na if absence is na else Absence.PENDING for absence in absences)
    if len(kinds) < 2:
        return Absent(kinds)
    return Absent(kinds, pl.when(value.is_null()).then((pl.col(slot.why) != 0).cast(pl.Int8) * 2))


def in_class(node: InClass, ground: Ground) -> Flag:
    numbers = sorted({ground.class_number(name) for name in node.classes})
    return Flag(pl.col(CLASS).is_in(numbers))


def negation(of: Flag) -> Flag:
    return Flag(~of.value, of.absent, of.unsure)


def settled(node: AllOf | AnyOf, parts: Sequence[Flag], ground: Ground) -> Flag:
    """One no settles 全部, one yes settles 任一; otherwise all that apply must be known."""
    steps = ground.steps
    parts = [part.kept(steps) for part in parts]
    settles = isinstance(node, AnyOf)
    deciding = [part.value if settles else ~part.value for part in parts]
    decided = steps.keep(pl.any_horizontal([each.fill_null(False) for each in deciding]))
    outs = [is_out(part) for part in parts]
    none = None
    if all(out is not None for out in outs):
        none = steps.keep(pl.all_horizontal([out for out in outs if out is not None]))
    absent = left_out_absent(parts, none)
    unsure = any_unsure(parts)
    if not absent.kinds:
        return Flag(decided if settles else ~decided, Absent(), unsure)
    why = absent.why
    if why is None:
        (only,) = absent.kinds
        lacking = [part.value.is_null() for part in parts if only in part.absent.kinds]
        if only is Absence.NOT_APPLICABLE:
            assert none is not None
            waits = none
        else:
            rest = [part for part in parts if only in part.absent.kinds]
            waits = (
                pl.any_horizontal([_is(part, only) for part in rest]) if rest else pl.any_horizontal(lacking)
            )
        value = pl.when(decided).then(pl.lit(settles)).when(~waits).then(pl.lit(not settles))
        return Flag(value, absent, unsure)
    why = steps.keep(why)
    value = pl.when(decided).then(pl.lit(settles)).when(why.is_null()).then(pl.lit(not settles))
    return Flag(value, Absent(absent.kinds, pl.when(~decided).then(why)), unsure)


def _is(part: Flag, absence: Absence) -> pl.Expr:
    why = reason(part)
    assert why is not None
    code = {Absence.NOT_APPLICABLE: 0, Absence.MISSING: 1, Absence.PENDING: 2}[absence]
    return why.eq_missing(pl.lit(code, dtype=pl.Int8))
