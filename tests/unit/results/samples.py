"""Small tables built by hand: an item's rule is the figure of the same name, so that scores are what is put in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kaohe.core import FLAG, POINTS, Absence, FactValue, Period
from kaohe.facts import AssessedUnit, Fact, Facts, Units
from kaohe.results import History, RoundResult, Standing, TableResult, Tally, score_scheme
from kaohe.rules import Given, Node
from kaohe.scheme.model import (
    Consequence,
    Effect,
    Grade,
    Group,
    GroupKind,
    Item,
    Scheme,
    Selector,
    Table,
    Veto,
)

TOWNS = "镇街"
YEAR = Period(2026)
MISSING, PENDING, NOT_APPLICABLE = Absence.MISSING, Absence.PENDING, Absence.NOT_APPLICABLE
Figures = Mapping[str, Any]


def d(text: str | int | Decimal) -> Decimal:
    return Decimal(text)


def points(measure: str) -> Given:
    """A rule that is nothing but a figure."""
    return Given(measure, POINTS)


def flag(measure: str) -> Given:
    """A condition that is nothing but a yes or no."""
    return Given(measure, FLAG)


def item(code: str, full: str | int = 10, rule: Node | None = None, **fields: Any) -> Item:
    """An item without floor or cap unless they are given; its figure goes by its code."""
    fields = {"floor": None, **fields}
    return Item(code, fields.pop("name", f"项{code}"), d(full), rule or points(code), **fields)


def group(code: str, *children: Group | Item, kind: GroupKind = GroupKind.BASE, **fields: Any) -> Group:
    full = sum((c.points * (c.weight if isinstance(c, Group) else 1) for c in children), d(0))
    fields = {"name": f"组{code}", **fields}
    return Group(
        code, children=tuple(children), kind=kind, points=full if kind is GroupKind.BASE else d(0), **fields
    )


def bonus(code: str, *children: Group | Item, **fields: Any) -> Group:
    return group(code, *children, kind=GroupKind.BONUS, **fields)


def deduction(code: str, *children: Group | Item, **fields: Any) -> Group:
    return group(code, *children, kind=GroupKind.DEDUCTION, **fields)


def table(*groups: Group, **fields: Any) -> Table:
    total = sum((g.points * g.weight for g in groups if g.kind is GroupKind.BASE), d(0))
    return Table(fields.pop("name", "表"), fields.pop("level", TOWNS), total, tuple(groups), **fields)


def plain_table(**fields: Any) -> Table:
    """One item of 100 points, with its figure 分."""
    return table(group("1", item("分", 100)), **fields)


def veto(name: str, effect: Effect, grade: str = "", *, card: bool = False) -> Veto:
    """In force where the figure of this name is yes."""
    return Veto(name, flag(name), effect, grade, card)


def grades(*written: tuple[str, str | int | None] | Grade) -> tuple[Grade, ...]:
    return tuple(
        each if isinstance(each, Grade) else Grade(each[0], None if each[1] is None else d(each[1]))
        for each in written
    )


def listing(name: str, *selectors: Selector, **fields: Any) -> Consequence:
    return Consequence(name, fields.pop("action", "通报"), tuple(selectors), **fields)


def town(name: str, unit_class: str = "", parent: str = "", level: str = TOWNS) -> AssessedUnit:
    return AssessedUnit(name, f"{name}镇", level, unit_class, parent)


def facts(figures: Figures, period: Period = YEAR) -> list[Fact]:
    """None: not reported."""
    return [
        Fact(unit, measure, period, _value(value))
        for unit, row in figures.items()
        for measure, value in row.items()
        if value is not None
    ]


def _value(value: Any) -> FactValue:
    return Decimal(str(value)) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _text(value: Any) -> FactValue:
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    assert isinstance(value, Decimal | bool | Absence)
    return value


def scheme(*tables: Table, period: Period = YEAR, **fields: Any) -> Scheme:
    return Scheme(fields.pop("title", "办法"), "1", period, (), fields.pop("measures", {}), tables)


def score(
    tables: Table | Sequence[Table],
    figures: Figures,
    units: Sequence[AssessedUnit] = (),
    years: Sequence[Mapping[str, frozenset[str]]] = (),
) -> RoundResult:
    """The round; units are towns of the figures' names unless they are given."""
    several = (tables,) if isinstance(tables, Table) else tuple(tables)
    known = tuple(units) or tuple(town(name) for name in figures)
    return score_scheme(scheme(*several), Units(known), Facts(facts(figures)), History(tuple(years)))


def score_table(
    one: Table,
    figures: Figures,
    units: Sequence[AssessedUnit] = (),
    years: Sequence[Mapping[str, frozenset[str]]] = (),
) -> TableResult:
    (result,) = score(one, figures, units, years).tables
    return result


def tally(one: Table, row: Mapping[str, Any]) -> Tally:
    """One unit's account."""
    return standing(one, row).tally


def standing(one: Table, row: Mapping[str, Any]) -> Standing:
    return score_table(one, {"甲": row}).standings[0]


def totals(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Figures for `plain_table`: each unit's total."""
    return {unit: {"分": total} for unit, total in figures.items()}


def order(result: TableResult) -> list[tuple[str, int | None]]:
    """Units and ranks, in the order of the standings."""
    return [(s.tally.unit.id, s.rank) for s in result.standings]
