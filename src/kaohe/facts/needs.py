"""What a scheme asks for: which measures, of which units, for which periods, and by which clauses.

Read off the rules: a `Given` below an `OverPeriods` asks for each month, one below a `LastYear` for the
year before, a `Target` for what was set. A measure that no rule uses is asked for at its own cadence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kaohe.core import Cadence, Period
from kaohe.facts.model import Role
from kaohe.facts.values import as_target
from kaohe.rules import ByLevel, Discretion, Given, LastYear, LevelIs, Node, OverPeriods, Target, walk
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Table


@dataclass(frozen=True, slots=True)
class Ask:
    """One figure that is wanted of every unit of these levels."""

    measure: Measure
    period: Period
    role: Role
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a measure is used: the item's code, name and clause, and who is responsible."""

    code: str
    name: str
    text: str
    departments: tuple[str, ...]


def asks(scheme: Scheme) -> tuple[Ask, ...]:
    """Everything the scheme wants to know, measure by measure in its order, earliest period first."""
    wanted: dict[tuple[str, Period, Role], dict[str, None]] = {}
    for table in scheme.tables:
        for rule in _rules(table):
            for use in _uses(rule, scheme.period):
                wanted.setdefault(_at_target_period(use, scheme.period), {})[table.level] = None
    levels = dict.fromkeys(table.level for table in scheme.tables)
    used = {measure for measure, _, _ in wanted}
    for measure in scheme.measures.values():
        for period in _own_periods(measure, scheme.period):
            if measure.cadence is not None or measure.id not in used:
                own = wanted.setdefault((measure.id, period, Role.ACTUAL), {})
                own.update({} if own else _levels_of(measure.id, wanted) or levels)
    order = {measure: number for number, measure in enumerate(scheme.measures)}
    known = [key for key in wanted if key[0] in order]
    known.sort(key=lambda key: (order[key[0]], key[2].value, key[1]))
    return tuple(Ask(scheme.measures[key[0]], key[1], key[2], tuple(wanted[key])) for key in known)


def clauses(scheme: Scheme) -> dict[str, tuple[Clause, ...]]:
    """By measure id: the items and vetoes whose rules look at it, in the scheme's order."""
    found: dict[str, dict[Clause, None]] = {}
    for table in scheme.tables:
        for item in table.items():
            clause = Clause(item.code, item.name, item.clause, item.departments)
            for measure in _measures(item.rule):
                found.setdefault(measure, {})[clause] = None
        for veto in table.vetoes:
            name = "黄牌" if veto.card else "一票否决"
            for measure in _measures(veto.condition):
                found.setdefault(measure, {})[Clause(name, veto.name, "", ())] = None
    return {measure: tuple(uses) for measure, uses in found.items()}


def department_of(measure: Measure, uses: tuple[Clause, ...]) -> str:
    """Who fills in a measure: its own department, else that of the first item that uses it, else nobody's."""
    if measure.department:
        return measure.department
    return next(("、".join(use.departments) for use in uses if use.departments), "")


def form_of(scheme: Scheme, measure: Measure, role: Role) -> Measure | None:
    """The measure as its cell takes it: a target as one number, a level with the names that rules know.

    None: the measure has no target.
    """
    if role is Role.TARGET:
        return as_target(measure)
    levels = levels_of(scheme, measure)
    return measure if levels == measure.levels else replace(measure, levels=levels)


def levels_of(scheme: Scheme, measure: Measure) -> tuple[str, ...]:
    """The names a level measure may take: its own, else those that rules award points for."""
    if measure.levels or measure.kind is not MeasureKind.LEVEL:
        return measure.levels
    names: dict[str, None] = {}
    for node in nodes(scheme):
        if isinstance(node, ByLevel) and node.measure == measure.id:
            names.update((level.name, None) for level in node.levels)
    return tuple(names)


def nodes(scheme: Scheme) -> Iterator[Node]:
    """Every node of every rule."""
    for table in scheme.tables:
        for rule in _rules(table):
            yield from walk(rule)


def _rules(table: Table) -> Iterator[Node]:
    for item in table.items():
        yield item.rule
    for veto in table.vetoes:
        yield veto.condition
    for consequence in table.consequences:
        for selector in consequence.selectors:
            if selector.condition is not None:
                yield selector.condition


def _measures(rule: Node) -> Iterator[str]:
    for node in walk(rule):
        if isinstance(node, (Given, Target, ByLevel, Discretion, LevelIs)):
            yield node.measure


def _uses(node: Node, period: Period) -> Iterator[tuple[str, Period, Role]]:
    """Each figure a rule looks at in a period, as the interpreters look it up."""
    if isinstance(node, Target):
        yield node.measure, period, Role.TARGET
    elif isinstance(node, (Given, ByLevel, Discretion, LevelIs)):
        yield node.measure, period, Role.ACTUAL
    elif isinstance(node, LastYear):
        yield from _uses(node.of, period.years_later(-1))
    elif isinstance(node, OverPeriods):
        for part in parts(period, node.cadence):
            yield from _uses(node.of, part)
    else:
        for child in node.children():
            yield from _uses(child, period)


def parts(period: Period, cadence: Cadence) -> tuple[Period, ...]:
    """The shorter periods at a cadence, or the period itself where it is not longer."""
    return (period,) if period.months <= cadence.months else period.parts(cadence)


def inside(period: Period, whole: Period) -> bool:
    """Whether a period lies within another."""
    first, begin = period.year * 12 + period.month, whole.year * 12 + whole.month
    return begin <= first and first + period.months <= begin + whole.months


def _at_target_period(use: tuple[str, Period, Role], whole: Period) -> tuple[str, Period, Role]:
    """A target for a part of the round is asked for once, for the whole: it holds for each part."""
    measure, period, role = use
    return (measure, whole, role) if role is Role.TARGET and inside(period, whole) else use


def _own_periods(measure: Measure, period: Period) -> tuple[Period, ...]:
    return (period,) if measure.cadence is None else parts(period, measure.cadence)


def _levels_of(measure: str, wanted: dict[tuple[str, Period, Role], dict[str, None]]) -> dict[str, None]:
    levels: dict[str, None] = {}
    for (name, _, role), at in wanted.items():
        if name == measure and role is Role.ACTUAL:
            levels.update(at)
    return levels
