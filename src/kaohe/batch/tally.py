"""From the rules of a table to everybody's total: items, groups, caps, weights, composition, vetoes.

The order is stated in `rules/semantics.md`, “From items to a total”. Every column that a result shows is
named here; points are whole numbers over a stated power of ten.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import polars as pl

from kaohe.batch.columns import NA, Absent, Flag, Number, code, either, has, is_out, reason
from kaohe.batch.ground import Ground
from kaohe.batch.quantities import ratio_at, rounded
from kaohe.batch.steps import Steps
from kaohe.batch.whole import Whole, chosen, same, summed
from kaohe.core import Absence
from kaohe.core.numbers import POINT_PLACES
from kaohe.scheme.model import Effect, Group, GroupKind, Item, Table, Veto, WhenNotApplicable

POINT = 10**POINT_PLACES
ABSENCE_TYPE = pl.Enum([each.label for each in (Absence.NOT_APPLICABLE, Absence.MISSING, Absence.PENDING)])
TOTAL, PROVISIONAL, EARNED, AVAILABLE, BASE, BONUS, DEDUCTION = (
    "总分", "暂定", "基本分", "应得分", "折算后基本分", "加分", "扣分",
)  # fmt: skip
ITEM, WHY, GROUP, VETO = "项:", "状态:", "组:", "否决:"
AHEAD, UNRANKED, LIMIT, NAMED, TIE = "#ahead", "#unranked", "#limit", "#named", "#tie"


@dataclass(frozen=True, slots=True)
class Points:
    """Points as a whole number over a fixed power of ten. `gaps`: a null counts as nothing."""

    num: Whole
    den: int
    gaps: bool = False

    def over(self, den: int) -> Whole:
        return self.num.times(den // self.den)


@dataclass(slots=True)
class Outputs:
    """The columns of a result: expressions by name, and by name the decimals that points carry."""

    columns: dict[str, pl.Expr] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, tuple[int, int]] = field(default_factory=dict)

    def points(self, name: str, points: Points) -> None:
        """Points, how many decimals they have, and between which bounds they lie."""
        self.columns[name] = points.num.expr
        self.places[name] = len(str(points.den)) - 1
        self.bounds[name] = (points.num.low, points.num.high)


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """One item for all units: its score (null where absent), what enters the sum, the full points that count."""

    score: Number
    points: Points
    full: Points


class Tallier:
    """Compiles a table's composition, the items' values being given. One use: one table."""

    def __init__(self, table: Table, ground: Ground) -> None:
        self.table = table
        self.ground = ground
        self.steps: Steps = ground.steps
        self.outputs = Outputs()
        self._items: dict[str, ItemColumns] = {}
        self._doubts: list[pl.Expr] = []

    def run(
        self, values: Mapping[str, Number], vetoes: Sequence[Flag], known: Mapping[str, Number] | None = None
    ) -> Outputs:
        """All columns of the result but ranks and grades. `values` are what the items' rules yield, `known` the scores of
        items that were computed before.
        """
        known = known or {}
        for item, kind in items_with_kind(self.table.groups):
            score = known[item.code] if item.code in known else self.scored(item, values[item.code])
            self._items[item.code] = self._item(item, kind, score)
        sums = {kind: self._top(kind) for kind in GroupKind}
        earned, available = sums[GroupKind.BASE]
        base, applies = self._scaled(earned, available)
        bonus, deduction = sums[GroupKind.BONUS][0], sums[GroupKind.DEDUCTION][0]
        total = self._total(base, bonus, deduction, vetoes)
        for name, points in (
            (EARNED, earned),
            (AVAILABLE, available),
            (BASE, base),
            (BONUS, bonus),
            (DEDUCTION, deduction),
        ):
            self.outputs.points(name, points)
        if applies is not None:  # nothing applies: there is no base, which counts zero, and no total
            base_shown = base.num.expr.fill_null(0)
            self.outputs.columns[BASE] = base_shown
        self.outputs.points(TOTAL, total)
        self._doubt_of_vetoes(vetoes)
        self.outputs.columns[PROVISIONAL] = (
            pl.any_horizontal(self._doubts).fill_null(False) if self._doubts else pl.lit(False)
        )
        return self.outputs

    def _item(self, item: Item, kind: GroupKind, score: Number) -> ItemColumns:
        self._show(item, score)
        na = item.when_not_applicable
        out = is_out(score)
        own = item.points if kind is GroupKind.BASE else Decimal(0)
        den = math.lcm(score.den.low, *(_den(each) for each in (item.points,)))
        num = score.at(den)
        counts_full = na is WhenNotApplicable.FULL and kind is not GroupKind.DEDUCTION
        gaps = bool(score.absent.kinds)
        if gaps and out is not None and counts_full:
            filled = num.held(num.expr.fill_null(0))
            num, gaps = chosen([(out, Whole.of(_whole(item.points, den)))], filled).kept(self.steps), False
        full = Whole.of(_whole(own, den))
        if out is not None and own and na is WhenNotApplicable.SCALE:
            full = chosen([(out, Whole.of(0))], full)
        self._doubt(score)
        return ItemColumns(score, Points(num, den, gaps), Points(full, den))

    def scored(self, item: Item, value: Number) -> Number:
        """The rule's value at four places, within the item's floor and cap."""
        if not (value.den.fixed and POINT % value.den.low == 0):
            value = rounded(value, POINT_PLACES, self.ground)
        limits = [limit for limit in (item.floor, item.cap) if limit is not None]
        den = math.lcm(POINT, *(_den(limit) for limit in limits))
        num = value.num.times(den // value.den.low)
        if item.floor is not None:
            num = num.floored(_whole(item.floor, den), self.steps)
        if item.cap is not None:
            num = num.capped(_whole(item.cap, den), self.steps)
        return Number(num, Whole.of(den), value.absent, value.unsure).kept(self.steps)

    def _show(self, item: Item, score: Number) -> None:
        self.outputs.points(ITEM + item.code, Points(score.num, score.den.low))
        why = reason(score)
        if why is not None and score.absent.kinds != {Absence.MISSING}:
            self.outputs.columns[WHY + item.code] = why

    def _doubt(self, score: Number) -> None:
        waits = score.absent.kinds - {Absence.NOT_APPLICABLE}
        if waits and Absence.NOT_APPLICABLE not in score.absent.kinds:
            self._doubts.append(score.value.is_null())
        elif waits:
            assert score.absent.why is not None
            self._doubts.append(score.absent.why > code(NA))
        if score.unsure is not None:
            self._doubts.append(score.unsure)

    def _group(self, group: Group) -> tuple[Points, Points]:
        """The group's score, and the full points that count, both weighted."""
        scores, fulls = [], []
        for child in group.children:
            if isinstance(child, Group):
                score, full = self._group(child)
            else:
                columns = self._items[child.code]
                score, full = columns.points, columns.full
            scores.append(score)
            fulls.append(full)
        limits = [limit for limit in (group.floor, group.cap) if limit is not None]
        raw = _sum(scores, *(_den(limit) for limit in limits))
        num = raw.num
        if group.floor is not None:
            num = num.floored(_whole(group.floor, raw.den), self.steps)
        if group.cap is not None:
            num = num.capped(_whole(group.cap, raw.den), self.steps)
        weight = Fraction(group.weight)
        if weight == 1 and POINT % raw.den == 0:
            score = Points(num.times(POINT // raw.den).kept(self.steps), POINT)
        else:
            score = Points(
                ratio_at(num, Whole.of(raw.den), weight, POINT_PLACES, self.ground).kept(self.steps), POINT
            )
        self.outputs.points(GROUP + group.code, score)
        full, unit = _sum(fulls), _den(group.weight)
        return score, Points(full.num.times(_whole(group.weight, unit)), full.den * unit)

    def _top(self, kind: GroupKind) -> tuple[Points, Points]:
        """What the table's groups of one kind come to, and their full points."""
        pairs = [self._group(group) for group in self.table.groups if group.kind is kind]
        nothing = Points(Whole.of(0), POINT)
        return _sum([nothing, *(score for score, _ in pairs)]), _sum([nothing, *(full for _, full in pairs)])

    def _scaled(self, earned: Points, available: Points) -> tuple[Points, pl.Expr | None]:
        """Base points as if every item applied; null, and where that is, where none does."""
        full = Fraction(self.table.total)
        if available.num.fixed and Fraction(available.num.low, available.den) == full:
            return earned, None
        have = available.num.kept(self.steps)
        most = Whole(pl.when(have.expr > 0).then(have.at(have.bits)), 1, max(have.high, 1), have.bits).kept(
            self.steps
        )
        times = full * available.den / earned.den
        base = ratio_at(earned.num, most, times, POINT_PLACES, self.ground)
        if full <= 0:
            den = math.lcm(available.den, full.denominator)
            there = same(have.times(den // available.den), Whole.of(int(full * den)))
            base = chosen([(there, earned.over(POINT))], base)
        base = base.kept(self.steps)
        return Points(base, POINT), base.expr.is_not_null()

    def _total(self, base: Points, bonus: Points, deduction: Points, vetoes: Sequence[Flag]) -> Points:
        raw = _sum([base, bonus, deduction])
        total = ratio_at(raw.num, Whole.of(raw.den), Fraction(1), self.table.precision, self.ground)
        zero = self._in_force(vetoes, Effect.ZERO)
        if zero is not None:
            total = total.kept(self.steps)
            total = chosen([(zero & total.expr.is_not_null(), Whole.of(0))], total)
        return Points(total.kept(self.steps), 10**self.table.precision)

    def _in_force(self, vetoes: Sequence[Flag], effect: Effect) -> pl.Expr | None:
        return either(
            *(
                in_force(flag)
                for veto, flag in zip(self.table.vetoes, vetoes, strict=True)
                if veto.effect is effect
            )
        )

    def _doubt_of_vetoes(self, vetoes: Sequence[Flag]) -> None:
        for veto, flag in zip(self.table.vetoes, vetoes, strict=True):
            self.outputs.columns[VETO + veto.name] = flag.value
            waiting = [kind for kind in (Absence.MISSING, Absence.PENDING) if kind in flag.absent.kinds]
            self._doubts += [has(flag, kind) for kind in waiting]
            if flag.unsure is not None:
                self._doubts.append(flag.unsure)


def standing_columns(table: Table, places: Mapping[str, int], columns: Container[str]) -> list[pl.Expr]:
    """What ranks and grades are decided by, out of the columns of a result as whole numbers (`columns` it has, `places` their
    decimals).
    """
    vetoes = [
        (veto, Flag(pl.col(VETO + veto.name), Absent(frozenset({Absence.MISSING})))) for veto in table.vetoes
    ]
    names = [grade.name for grade in table.grades]
    last = either(*(in_force(flag) for veto, flag in vetoes if veto.effect is Effect.LAST))
    gone = either(*(in_force(flag) for veto, flag in vetoes if veto.effect is Effect.UNRANKED))
    named = either(
        *(in_force(flag) for veto, flag in vetoes if veto.effect is Effect.UNRANKED and veto.grade)
    )
    limits = [_limit(veto, flag, names) for veto, flag in vetoes if veto.grade in names]
    lacking = pl.col(TOTAL).is_null()
    return [
        (pl.lit(True) if last is None else ~last).alias(AHEAD),
        (lacking if gone is None else lacking | gone).alias(UNRANKED),
        (pl.max_horizontal(limits) if limits else pl.lit(-1, dtype=pl.Int32)).alias(LIMIT),
        (pl.lit(False) if named is None else named).alias(NAMED),
        *(
            _tie(table, name, places, columns).alias(f"{TIE}{position}")
            for position, name in enumerate(table.ranking.tie_break)
        ),
    ]


def _tie(table: Table, name: str, places: Mapping[str, int], columns: Container[str]) -> pl.Expr:
    """What an item brings into its group, or a group's score; nothing where there is neither."""
    entry = table.find(name)
    if entry is None:
        return pl.lit(0, dtype=pl.Int32)
    if isinstance(entry, Group):
        return pl.col(GROUP + entry.code)
    score, why = pl.col(ITEM + entry.code), WHY + entry.code
    kind = next(kind for item, kind in items_with_kind(table.groups) if item.code == entry.code)
    full = entry.when_not_applicable is WhenNotApplicable.FULL and kind is not GroupKind.DEDUCTION
    if not full or why not in columns:
        return score.fill_null(0)
    unit = 10 ** places[ITEM + entry.code]
    den = math.lcm(unit, _den(entry.points))
    whole = Whole.of(_whole(entry.points, den))
    return (
        pl.when(pl.col(why) == NA)
        .then(whole.at(64))
        .otherwise(score.cast(pl.Int64).fill_null(0) * (den // unit))
    )


def items_with_kind(groups: Iterable[Group]) -> list[tuple[Item, GroupKind]]:
    """All items with the kind of the group they stand in, in order."""
    found: list[tuple[Item, GroupKind]] = []
    for group in groups:
        for child in group.children:
            found += items_with_kind([child]) if isinstance(child, Group) else [(child, group.kind)]
    return found


def in_force(flag: Flag) -> pl.Expr:
    """Whether a veto holds: not known yet is no."""
    return flag.value.fill_null(False) if flag.absent.kinds else flag.value


def _limit(veto: Veto, flag: Flag, names: Sequence[str]) -> pl.Expr:
    position = pl.lit(names.index(veto.grade), dtype=pl.Int32)
    return pl.when(in_force(flag)).then(position).otherwise(pl.lit(-1, dtype=pl.Int32))


def _den(number: Decimal) -> int:
    """The power of ten that makes a whole number of it."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return int(10 ** max(0, -exponent))


def _whole(number: Decimal, den: int) -> int:
    whole = Fraction(number) * den
    assert whole.denominator == 1
    return whole.numerator


def _sum(parts: Sequence[Points], *dens: int) -> Points:
    """Their sum over a denominator that holds all of them."""
    den = math.lcm(*(part.den for part in parts), *dens)
    return Points(summed([part.over(den) for part in parts], gaps=any(part.gaps for part in parts)), den)
