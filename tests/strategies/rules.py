"""Rules of every kind of node, well-typed by construction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Cadence, UnitKind
from tests.strategies.measures import (
    AWKWARD,
    BOUNDS,
    CLASSES,
    FIGURES,
    JUDGED_POINTS,
    LEVEL_MEASURES,
    LEVELS,
    NUMERIC,
    PRICES,
    STEPS,
    TOWN_TABLE,
    decimals,
    measures_of,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Grow:
    """How a rule may still grow: the source of choices, how deep, and whether peers may be asked."""

    draw: st.DrawFn
    depth: int
    peer: bool = True

    @property
    def down(self) -> "Grow":
        return replace(self, depth=self.depth - 1)

    def pick(self, choices: Sequence[T]) -> T:
        return self.draw(st.sampled_from(choices))

    def chance(self, of: int = 2) -> bool:
        return self.pick(range(of)) == 0

    def some(self, build: Callable[[], T], least: int = 1, most: int = 3) -> tuple[T, ...]:
        return tuple(build() for _ in range(self.pick(range(least, most + 1))))

    def constant(self, kind: UnitKind) -> r.Const:
        pool = AWKWARD if self.chance(3) else FIGURES[kind]
        return r.Const(self.pick(pool))


Build = Callable[[Grow, UnitKind], r.Node]


ZERO = Decimal(0)


def condition(grow: Grow) -> r.Node:
    return node(grow, UnitKind.FLAG)


def number(grow: Grow, kind: UnitKind) -> r.Node:
    return node(grow, kind)


def score(grow: Grow) -> r.Node:
    return node(grow, UnitKind.POINTS)


def node(grow: Grow, kind: UnitKind) -> r.Node:
    """Anything of this kind of unit."""
    kinds = LEAVES if grow.depth <= 0 else tuple(BUILDERS)
    fitting = [cls for cls in kinds if kind in YIELDS[cls] and (grow.peer or cls is not r.Peer)]
    return BUILDERS[grow.pick(fitting)](grow.down, kind)


def _const(grow: Grow, kind: UnitKind) -> r.Node:
    return grow.constant(kind)


def given(grow: Grow, kind: UnitKind) -> r.Node:
    measure = grow.pick(measures_of(kind))
    return r.Given(measure.id, measure.unit)


def _target(grow: Grow, kind: UnitKind) -> r.Node:
    measure = grow.pick(measures_of(kind))
    return r.Target(measure.id, measure.unit)


def _last_year(grow: Grow, kind: UnitKind) -> r.Node:
    return r.LastYear(node(grow, kind))


def _change(grow: Grow, kind: UnitKind) -> r.Node:
    relative = kind is UnitKind.PERCENT and grow.chance()
    inner = grow.pick(NUMERIC) if relative else kind
    now = number(grow, inner)
    before = r.LastYear(now) if grow.chance() else number(grow, inner)
    return r.Change(now, before, relative, places(grow))


def _quotient(grow: Grow, kind: UnitKind) -> r.Node:
    part, whole = number(grow, grow.pick(NUMERIC)), number(grow, grow.pick(NUMERIC))
    times = grow.pick(decimals("1 100 1000 0.5"))
    return r.Quotient(part, whole, times, measures_of(kind)[0].unit, places(grow))


def _sum(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Sum(grow.some(lambda: number(grow, kind)))


def _mean(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Mean(grow.some(lambda: number(grow, kind)), places(grow))


def _peer(grow: Grow, kind: UnitKind) -> r.Node:
    rank = kind is UnitKind.RANK and grow.chance(3) is False
    statistics = [each for each in r.Statistic if each is not r.Statistic.RANK]
    of = number(replace(grow, peer=False), grow.pick(NUMERIC) if rank else kind)
    statistic = r.Statistic.RANK if rank else grow.pick(statistics)
    return r.Peer(of, statistic, grow.pick(list(r.Cohort)), grow.chance(), places(grow))


def _subordinates(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Subordinates(TOWN_TABLE, places(grow))


def _corrected(grow: Grow, kind: UnitKind) -> r.Node:
    reported = number(grow, kind)
    if grow.chance():
        return r.Corrected(reported, number(grow, UnitKind.PERCENT), r.Correction.DISCOUNT,
                           places=places(grow))  # fmt: skip
    tolerance = grow.pick(decimals("0 0.5 1 5"))
    return r.Corrected(reported, number(grow, kind), r.Correction.REPLACE, tolerance, places(grow))


def places(grow: Grow) -> int:
    return grow.pick((4, 4, 2, 1, 0))


def _compare(grow: Grow, kind: UnitKind) -> r.Node:
    inner = grow.pick(NUMERIC)
    return r.Compare(number(grow, inner), grow.pick(list(r.Relation)), number(grow, inner))


def _level_is(grow: Grow, kind: UnitKind) -> r.Node:
    return r.LevelIs(grow.pick(LEVEL_MEASURES), grow.some(lambda: grow.pick(LEVELS), most=2))


def _in_class(grow: Grow, kind: UnitKind) -> r.Node:
    return r.InClass(grow.some(lambda: grow.pick(CLASSES), most=2))


def _period_is(grow: Grow, kind: UnitKind) -> r.Node:
    return r.PeriodIs(grow.some(lambda: grow.pick(list(Cadence)), most=2))


def _not(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Not(condition(grow))


def _all_of(grow: Grow, kind: UnitKind) -> r.Node:
    return r.AllOf(grow.some(lambda: condition(grow)))


def _any_of(grow: Grow, kind: UnitKind) -> r.Node:
    return r.AnyOf(grow.some(lambda: condition(grow)))


def _per_step(grow: Grow, kind: UnitKind) -> r.Node:
    inner = grow.pick(NUMERIC)
    of, first, second = number(grow, inner), number(grow, inner), number(grow, inner)
    if isinstance(first, r.Const) and isinstance(second, r.Const) and first.value > second.value:
        first, second = second, first
    below, above = grow.pick(((first, None), (None, first), (first, second)))
    cap = grow.pick(BOUNDS) if grow.chance(3) else None
    return r.PerStep(of, grow.pick(STEPS), grow.pick(PRICES), below, above, grow.pick(list(r.Fraction)), cap)


def _proportional(grow: Grow, kind: UnitKind) -> r.Node:
    inner = grow.pick(NUMERIC)
    low, high = number(grow, inner), number(grow, inner)
    if isinstance(low, r.Const) and isinstance(high, r.Const) and low.value == high.value:
        high = r.Const(high.value + 7)
    return r.Proportional(number(grow, inner), low, high, grow.pick(BOUNDS), grow.pick(BOUNDS))


def _tiers(grow: Grow, kind: UnitKind) -> r.Node:
    inner, upward = grow.pick(NUMERIC), grow.chance()
    stated = sorted({grow.constant(inner).value for _ in range(grow.pick((1, 2, 3)))}, reverse=upward)
    thresholds: list[tuple[r.Node, bool]] = [(r.Const(each), grow.chance()) for each in stated]
    if grow.chance(3):  # a figure as a threshold: the target, last year's
        thresholds[-1] = (number(grow, inner), grow.chance())
    elif grow.chance(3):  # above 95 so many, at 95 so many
        (last, _), thresholds = thresholds[-1], thresholds[:-1]
        thresholds += [(last, True), (last, False)]
    tiers = tuple(r.Tier(threshold, score(grow), strict) for threshold, strict in thresholds)
    otherwise = r.Const(Decimal(0)) if grow.chance() else score(grow)
    return r.Tiers(number(grow, inner), _falling(tiers, upward), otherwise, upward)


def _falling(tiers: tuple[r.Tier, ...], upward: bool) -> tuple[r.Tier, ...]:
    """Without a last tier that happens to be a constant out of order."""
    try:
        r.Tiers(r.Const(Decimal(0)), tiers, r.Const(Decimal(0)), upward)
    except r.RuleError:
        return tiers[:-1]
    return tiers


def _ledger(grow: Grow, kind: UnitKind) -> r.Node:
    deductions = tuple(r.Line(f"扣{i}", score(grow)) for i in range(grow.pick((1, 2, 0))))
    additions = tuple(
        r.Line(f"加{i}", score(grow)) for i in range(grow.pick((0, 1) if deductions else (1, 2)))
    )
    floor = grow.pick((None, Decimal(0), Decimal(0), Decimal("-3")))
    cap = None if grow.chance() else grow.pick(BOUNDS)
    spent = grow.pick(BOUNDS) if deductions and grow.chance(3) else Decimal(0)
    start = grow.pick(BOUNDS)
    return r.Ledger(start, deductions, additions, floor, cap, spent if start and deductions else ZERO)


def _weighted(grow: Grow, kind: UnitKind) -> r.Node:
    weights = decimals("0.7 0.3 0.6 0.4 60 3")
    return r.Weighted(grow.some(lambda: r.Weight(grow.pick(weights), score(grow))))


def by_level(grow: Grow, kind: UnitKind) -> r.Node:
    levels = tuple(r.Level(name, grow.pick(BOUNDS)) for name in LEVELS)
    return r.ByLevel(grow.pick(LEVEL_MEASURES), levels)


def discretion(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Discretion(grow.pick(JUDGED_POINTS), Decimal(-5), Decimal(20), grow.chance())


def _if(grow: Grow, kind: UnitKind) -> r.Node:
    return r.If(condition(grow), node(grow, kind), node(grow, kind))


def _by_class(grow: Grow, kind: UnitKind) -> r.Node:
    names = [name for name in CLASSES if grow.chance()] or ["镇"]
    cases = tuple(r.ClassCase(name, node(grow, kind)) for name in names)
    return r.ByClass(cases, node(grow, kind) if grow.chance() else None)


def _pick_one(grow: Grow, kind: UnitKind) -> r.Node:
    return r.PickOne(grow.some(lambda: number(grow, kind), least=2), grow.pick(list(r.Pick)))


def _times(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Times(number(grow, kind), number(grow, grow.pick((UnitKind.NUMBER, UnitKind.COUNT))))


def _round(grow: Grow, kind: UnitKind) -> r.Node:
    return r.Round(number(grow, kind), places(grow), grow.pick(list(r.Rounding)))


def _over_periods(grow: Grow, kind: UnitKind) -> r.Node:
    return r.OverPeriods(
        number(grow, kind), grow.pick(list(Cadence)), grow.pick(list(r.Gather)), places(grow)
    )


def _default(grow: Grow, kind: UnitKind) -> r.Node:
    of = node(grow, kind)
    stand_ins = [node(grow, kind) if grow.chance() else None for _ in range(3)]
    if stand_ins == [None, None, None]:
        stand_ins[grow.pick((0, 1, 2))] = node(grow, kind)
    return r.Default(of, "文件规定", *stand_ins)


BUILDERS: dict[type[r.Node], Build] = {
    r.Const: _const,
    r.Given: given,
    r.Target: _target,
    r.LastYear: _last_year,
    r.Change: _change,
    r.Quotient: _quotient,
    r.Sum: _sum,
    r.Mean: _mean,
    r.Peer: _peer,
    r.Subordinates: _subordinates,
    r.Corrected: _corrected,
    r.Compare: _compare,
    r.LevelIs: _level_is,
    r.InClass: _in_class,
    r.PeriodIs: _period_is,
    r.Not: _not,
    r.AllOf: _all_of,
    r.AnyOf: _any_of,
    r.PerStep: _per_step,
    r.Proportional: _proportional,
    r.Tiers: _tiers,
    r.Ledger: _ledger,
    r.Weighted: _weighted,
    r.ByLevel: by_level,
    r.Discretion: discretion,
    r.If: _if,
    r.ByClass: _by_class,
    r.PickOne: _pick_one,
    r.Times: _times,
    r.Round: _round,
    r.OverPeriods: _over_periods,
    r.Default: _default,
}

_NUMBERS = frozenset(NUMERIC)
_ANYTHING = _NUMBERS | {UnitKind.FLAG}
_FLAG = frozenset({UnitKind.FLAG})
_POINTS = frozenset({UnitKind.POINTS})
_QUANTITIES = (
    r.Const, r.Target, r.Change, r.Quotient, r.Sum, r.Mean, r.Peer, r.Corrected,
    r.PickOne, r.Times, r.Round, r.OverPeriods,
)  # fmt: skip
_CONDITIONS = (r.Compare, r.LevelIs, r.InClass, r.PeriodIs, r.Not, r.AllOf, r.AnyOf)
_SCORES = (
    r.Subordinates, r.PerStep, r.Proportional, r.Tiers, r.Ledger, r.Weighted, r.ByLevel, r.Discretion,
)  # fmt: skip
_CHOICES = (r.Given, r.LastYear, r.If, r.ByClass, r.Default)
YIELDS: dict[type[r.Node], frozenset[UnitKind]] = {
    **dict.fromkeys(_QUANTITIES, _NUMBERS),
    **dict.fromkeys(_CONDITIONS, _FLAG),
    **dict.fromkeys(_SCORES, _POINTS),
    **dict.fromkeys(_CHOICES, _ANYTHING),
}
LEAVES: tuple[type[r.Node], ...] = (
    r.Given, r.Given, r.Const, r.Target, r.Subordinates, r.Discretion, r.ByLevel, r.LevelIs, r.InClass,
    r.PeriodIs,
)  # fmt: skip


@st.composite
def rules(
    draw: st.DrawFn, root: type[r.Node] | None = None, kind: UnitKind | None = None, depth: int = 3
) -> r.Node:
    """A rule: of this kind of node at its root, or of this kind of unit, where either is named."""
    grow = Grow(draw, depth)
    kinds = sorted(YIELDS[root] if root else _ANYTHING, key=lambda each: each.value)
    kinds += [UnitKind.POINTS] * 5 if root is None else []  # rules are for points, most of them
    kind = kind or grow.pick(kinds)
    return node(grow, kind) if root is None else BUILDERS[root](grow.down, kind)


def scores(depth: int = 3) -> st.SearchStrategy[r.Node]:
    """A rule that yields points."""
    return rules(kind=UnitKind.POINTS, depth=depth)


def conditions(depth: int = 2) -> st.SearchStrategy[r.Node]:
    """A rule that holds or not."""
    return rules(kind=UnitKind.FLAG, depth=depth)
