"""Whole schemes, with all that they are scored on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import FLAG, UnitKind
from kaohe.facts import AssessedUnit, Fact
from kaohe.scheme.model import (
    Consequence,
    Effect,
    Grade,
    Group,
    GroupKind,
    Item,
    Ranking,
    Scheme,
    Scope,
    Selector,
    Table,
    Veto,
    WhenNotApplicable,
)
from tests.strategies.measures import (
    CLASSES,
    COUNTIES,
    COUNTY_TABLE,
    FLAGS,
    PERIODS,
    TOWN_TABLE,
    TOWNS,
    decimals,
)
from tests.strategies.rules import Grow, by_level, condition, discretion, given, score
from tests.strategies.worlds import gather, slots, standing, units

GRADES = ("优秀", "良好", "合格", "不合格")
LISTS = ("表彰名单", "帮扶名单", "约谈名单")
FULL = decimals("0.5 5 10 10 20 0.33335")
WEIGHTS = decimals("1 1 1 0.7 0.3 0.33")


class Codes:
    """Codes of items and groups, no two the same, and which there are."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.groups: list[str] = []

    def next(self, names: list[str], letter: str) -> str:
        names.append(f"{letter}{len(names) + 1}")
        return names[-1]

    @property
    def all(self) -> list[str]:
        return self.items + self.groups


def item_rule(grow: Grow, kind: GroupKind, below: str) -> r.Node:
    """A rule for an item: often a plain one, of which totals can be equal; below zero in a deduction list."""
    rule: r.Node
    if grow.depth <= 0:
        rule = discretion(grow, UnitKind.POINTS)
    elif below and grow.chance(3):
        rule = r.Times(r.Subordinates(below, 2), r.Const(Decimal("0.1")))
    elif grow.chance(3):
        rule = score(replace(grow, depth=2))
    elif grow.chance():
        rule = r.Ledger(Decimal(5), (r.Line("信访", r.per_event(given(grow, UnitKind.COUNT), Decimal(1))),))
    else:
        rule = grow.pick((discretion, by_level))(grow, UnitKind.POINTS)
    return r.Times(rule, r.Const(Decimal(-1))) if kind is GroupKind.DEDUCTION else rule


def _item(grow: Grow, kind: GroupKind, codes: Codes, below: str) -> Item:
    full = grow.pick(FULL)
    limits: dict[GroupKind, tuple[tuple[Decimal | None, Decimal | None], ...]] = {
        GroupKind.BASE: ((Decimal(0), full), (Decimal(0), full), (None, full), (Decimal(0), None)),
        GroupKind.BONUS: ((Decimal(0), full), (Decimal(0), None), (None, None)),
        GroupKind.DEDUCTION: ((-full, Decimal(0)), (None, Decimal(0)), (None, None)),
    }
    floor, cap = grow.pick(limits[kind])
    code = codes.next(codes.items, "i")
    return Item(
        code,
        f"第{code}项",
        full,
        item_rule(grow, kind, below),
        floor=floor,
        cap=cap,
        when_not_applicable=grow.pick(list(WhenNotApplicable)),
    )


def _kind_below(grow: Grow, kind: GroupKind) -> GroupKind:
    """A base group may hold a bonus or deduction list of its own."""
    return grow.pick(list(GroupKind)) if kind is GroupKind.BASE and grow.chance() else kind


def _group(grow: Grow, kind: GroupKind, codes: Codes, below: str, levels: int) -> Group:
    code = codes.next(codes.groups, "g")
    children = grow.some(
        lambda: (
            _group(grow, _kind_below(grow, kind), codes, below, levels - 1)
            if levels > 1 and grow.chance(3)
            else _item(grow, kind, codes, below)
        )
    )
    held = [c.points * (c.weight if isinstance(c, Group) else 1) for c in children]
    limits = {
        GroupKind.BASE: ((None, None), (None, None), (None, Decimal(12)), (Decimal(2), None)),
        GroupKind.BONUS: ((None, Decimal(3)), (None, None), (None, Decimal("2.5"))),
        GroupKind.DEDUCTION: ((Decimal(-3), None), (None, None), (Decimal("-2.5"), None)),
    }
    floor, cap = grow.pick(limits[kind])
    points = sum(held, Decimal(0)) if kind is GroupKind.BASE else Decimal(0)
    return Group(code, f"第{code}组", children, kind, points, grow.pick(WEIGHTS), floor, cap)


def _veto(grow: Grow, position: int, grades: Sequence[Grade]) -> Veto:
    plain = grow.depth <= 0
    effects = [each for each in Effect if each is not Effect.GRADE]
    effect = grow.pick([*effects, *[Effect.GRADE] * (25 if plain else 3)] if grades else effects)
    named = effect is Effect.GRADE or (bool(grades) and grow.chance(3))
    grade = grow.pick(grades).name if named else ""
    often: tuple[r.Node, ...] = (r.Given(grow.pick(FLAGS), FLAG), r.InClass(("镇", "街道")))
    when = grow.pick(often) if plain or grow.chance() else condition(replace(grow, depth=1))
    return Veto(f"否决{position}", when, effect, grade, card=grow.chance())


def _grades(grow: Grow, total: Decimal) -> tuple[Grade, ...]:
    """From the best to the worst: each with a limit, a quota, both, or neither."""
    names = GRADES[: grow.pick((2, 0, 3, 4))]
    if not names:
        return ()
    lowest = grow.pick((None, None, Decimal("0.05")))
    parts: list[Decimal | None] = [*decimals("0.6 0.3 0.1")[: len(names) - 1], lowest]
    scale = grow.pick((total, Decimal(10)))  # whole numbers are hit exactly
    shares, numbers = decimals("0.3 0.5 0.25 1"), (0, 1, 2, 3)
    return tuple(
        Grade(
            name,
            scale * part if part is not None and grow.pick((True, True, False)) else None,
            grow.pick(shares) if name != names[-1] and grow.chance() else None,
            grow.pick(numbers) if name != names[-1] and grow.chance(3) else None,
        )
        for name, part in zip(names, parts, strict=True)
    )


def _selector(grow: Grow, codes: Codes, grades: Sequence[Grade], before: Sequence[str]) -> Selector:
    """One thing stated, or two."""
    stated: dict[str, Any] = {}
    edge = {grow.pick(("first", "last")): grow.pick((1, 2, 3))}
    ways: list[dict[str, Any]] = [
        edge,
        edge,
        {**edge, "of": grow.pick(codes.all)},
        {**edge, "scope": grow.pick(list(Scope))},
        {"classes": (grow.pick(CLASSES),)},
        {"vetoed": True},
        {"carded": True},
        {"condition": condition(replace(grow, depth=1))},
    ]
    if grades:
        ways.append({"grade": grow.pick(grades).name})
    if before:
        ways.append({"listed": grow.pick(before), "years": grow.pick((1, 1, 2, 3))})
    for _ in range(grow.pick((1, 1, 2))):
        stated.update(grow.pick(ways))
    return Selector(**stated)


def _consequence(
    grow: Grow, codes: Codes, grades: Sequence[Grade], before: Sequence[str], total: Decimal
) -> Consequence:
    over = (grow.pick(before),) if before and grow.chance() else ()
    return Consequence(
        grow.pick(LISTS),
        "通报",
        grow.some(lambda: _selector(grow, codes, grades, before), most=2),
        grow.pick((None, Decimal(20000), Decimal("33.33"))),
        total > 0 and grow.chance(),
        over,
        grow.chance(),
    )


def _table(grow: Grow, name: str, level: str, below: str = "") -> Table:
    codes = Codes()
    bonus = [GroupKind.BONUS] if grow.chance() else []
    deductions = [GroupKind.DEDUCTION] if grow.chance() else []
    kinds = [GroupKind.BASE] * grow.pick((1, 2)) + bonus + deductions
    groups = tuple(_group(grow, kind, codes, below, 3) for kind in kinds)
    total = sum((g.points * g.weight for g in groups if g.kind is GroupKind.BASE), Decimal(0))
    grades = _grades(grow, total)
    vetoes = tuple(_veto(grow, position, grades) for position in range(grow.pick((0, 1, 2, 3))))
    consequences: list[Consequence] = []
    for _ in range(grow.pick((0, 1, 3))):
        names = [each.list_name for each in consequences]
        consequences.append(_consequence(grow, codes, grades, names, total))
    tie_break = grow.some(lambda: grow.pick(codes.all), least=0, most=2)
    ranking = Ranking(grow.pick(list(Scope)), tie_break)
    return Table(
        name, level, total, groups, grow.pick((2, 2, 1, 0)), vetoes, grades, ranking, tuple(consequences)
    )


def rules_of(table: Table) -> list[r.Node]:
    """Every rule that a table holds."""
    conditions = [s.condition for c in table.consequences for s in c.selectors if s.condition is not None]
    return [*(item.rule for item in table.items()), *(v.condition for v in table.vetoes), *conditions]


@dataclass(frozen=True)
class Round:
    """A scheme, and all that it is scored on."""

    scheme: Scheme
    units: tuple[AssessedUnit, ...]
    facts: tuple[Fact, ...]
    years: tuple[dict[str, frozenset[str]], ...] = ()


@st.composite
def rounds(draw: st.DrawFn, towns: int = 5) -> Round:
    """A whole scheme of one table or two, the upper one looking at the lower, with units and facts.

    Every third has plain items of few figures only, so that totals tie and groups tell equals apart.
    """
    grow = Grow(draw, draw(st.sampled_from((1, 1, 0))))
    everybody, period = draw(units(towns=towns)), grow.pick(PERIODS)
    tables = [_table(grow, TOWN_TABLE, TOWNS)]
    if grow.chance(3):
        tables.append(_table(grow, COUNTY_TABLE, COUNTIES, TOWN_TABLE))
    gaps = grow.pick((0, 0, 1, 2, 8))
    facts: list[Fact] = []
    for table in tables:
        where = {slot for rule in rules_of(table) for slot in slots(rule, period, period)}
        facts += gather(draw, [unit for unit in everybody if unit.level == table.level], where, gaps)
    measures = standing(draw, [rule for table in tables for rule in rules_of(table)])
    scheme = Scheme("家庭支持工作考核办法", "1", period, CLASSES, measures, tuple(tables))
    ids = st.frozensets(st.sampled_from([unit.id for unit in everybody]))
    years = tuple({name: draw(ids) for name in LISTS} for _ in range(grow.pick((0, 1, 2, 3))))
    return Round(scheme, everybody, tuple(facts), years)
