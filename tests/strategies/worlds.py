"""Units, and facts where a rule looks."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Absence, CountRatio, FactValue, Period, UnitKind
from kaohe.facts import AssessedUnit, Fact, Role, State
from kaohe.scheme.model import (
    Measure,
    MeasureKind,
)
from tests.oracle.rules import World, parts_of
from tests.strategies.measures import (
    CLASSES,
    COUNTIES,
    COUNTS,
    FIGURES,
    MEASURES,
    PERIODS,
    TOWN_TABLE,
    TOWNS,
    decimals,
)
from tests.strategies.rules import rules


@st.composite
def units(draw: st.DrawFn, towns: int = 4, counties: int = 2) -> tuple[AssessedUnit, ...]:
    """Towns of several classes below counties, or below none; a county may have none."""
    above = [
        AssessedUnit(f"c{i}", f"第{i}县", COUNTIES, draw(st.sampled_from(("", "山区"))))
        for i in range(draw(st.integers(1, counties)))
    ]
    parents = st.sampled_from([*(unit.id for unit in above), *(unit.id for unit in above), ""])
    below = [
        AssessedUnit(f"t{i}", f"第{i}镇", TOWNS, draw(st.sampled_from((*CLASSES, ""))), draw(parents))
        for i in range(draw(st.integers(1, towns)))
    ]
    return tuple(draw(st.sampled_from((above + below, below + above))))


# ---- facts

Slot = tuple[Role, str, Period]
Entry = tuple[FactValue, State]


def slots(node: r.Node, period: Period, whole: Period) -> set[Slot]:
    """Where a rule looks: measures in periods."""
    match node:
        case r.Given(measure) | r.LevelIs(measure) | r.ByLevel(measure) | r.Discretion(measure):
            return {(Role.ACTUAL, measure, period)}
        case r.Target(measure):
            return {(Role.TARGET, measure, period), (Role.TARGET, measure, whole)}
        case r.LastYear():
            return slots(node.of, Period(period.year - 1, period.month, period.months), whole)
        case r.OverPeriods() if node.cadence.months < period.months:
            parts = parts_of(period, node.cadence.months)
            return {slot for part in parts for slot in slots(node.of, part, whole)}
    return {slot for child in node.children() for slot in slots(child, period, whole)}


def figures(measure: Measure, role: Role) -> list[FactValue]:
    """What may be reported for a measure."""
    if role is Role.TARGET or measure.kind not in (
        MeasureKind.RATIO, MeasureKind.YES_NO, MeasureKind.LEVEL,
    ):  # fmt: skip
        return list(FIGURES[measure.unit.kind])
    if measure.kind is MeasureKind.RATIO:
        return [CountRatio(Decimal(part), Decimal(whole), measure.per) for part, whole in COUNTS]
    return [True, False] if measure.kind is MeasureKind.YES_NO else list(measure.levels)


def pool(measure: Measure, role: Role, gaps: int) -> list[Entry | None]:
    """What may stand in a slot, from which one is drawn: figures, and `gaps` times every kind of absence."""
    there = figures(measure, role)
    reported: list[Entry | None] = [(value, State.REPORTED) for value in there]
    absent: list[Entry | None] = [
        None,
        (there[-1], State.RETURNED),
        (Absence.MISSING, State.REPORTED),
        (Absence.PENDING, State.REPORTED),
        (Absence.NOT_APPLICABLE, State.REPORTED),
        (Absence.NOT_APPLICABLE, State.VERIFIED),
    ]
    return reported * 3 + absent * gaps


def gather(draw: st.DrawFn, who: Iterable[AssessedUnit], where: Iterable[Slot], gaps: int) -> list[Fact]:
    facts = []
    wanted = sorted(where, key=lambda slot: (slot[0].value, slot[1], slot[2]))
    pools = {slot: st.sampled_from(pool(MEASURES[slot[1]], slot[0], gaps)) for slot in wanted}
    for unit in who:
        for role, measure, period in wanted:
            entry = draw(pools[role, measure, period])
            if entry is not None:
                facts.append(Fact(unit.id, measure, period, entry[0], role, entry[1]))
    return facts


def _stray(period: Period) -> set[Slot]:
    """Slots of other periods and roles, in which a figure must change nothing."""
    return {
        (Role.TARGET, "信访件数", period),
        (Role.ACTUAL, "信访件数", Period(2023, 1, 1)),
        (Role.TARGET, "条线得分", Period(period.year - 1, period.month, period.months)),
    }


def standing(draw: st.DrawFn, rules: Iterable[r.Node]) -> dict[str, Measure]:
    """The measures, with standing targets for those that a rule may ask."""
    asked = {n.measure for rule in rules for n in r.walk(rule) if isinstance(n, r.Target)}
    measures = dict(MEASURES)
    for name in sorted(asked):
        figures = st.sampled_from(FIGURES[MEASURES[name].unit.kind])
        classes = draw(st.sampled_from(((), ("",), ("镇",), ("镇", ""), ("街道", "镇"))))
        measures[name] = replace(MEASURES[name], targets=tuple((c, draw(figures)) for c in classes))
    return measures


def _totals(
    draw: st.DrawFn, who: Iterable[AssessedUnit]
) -> dict[tuple[str, str], tuple[Decimal | Absence, bool]]:
    """Totals of an earlier table for some of the units."""
    shown: list[Decimal | Absence | None] = [
        *decimals("88.5 90 92.25 100.01 0"),
        Absence.NOT_APPLICABLE,
        None,
    ]
    totals: dict[tuple[str, str], tuple[Decimal | Absence, bool]] = {}
    for unit in who:
        total = draw(st.sampled_from(shown))
        if total is not None:
            totals[TOWN_TABLE, unit.id] = (total, draw(st.sampled_from((False, False, True))))
            totals["别的表", unit.id] = (Decimal(1), True)
    return totals


@st.composite
def worlds(draw: st.DrawFn, *rules: r.Node) -> World:
    """Units, a period, and facts where these rules look."""
    everybody = draw(units())
    period = draw(st.sampled_from(PERIODS))
    above = any(isinstance(n, r.Subordinates) for rule in rules for n in r.walk(rule))
    levels = draw(
        st.sampled_from(((COUNTIES,), (TOWNS, COUNTIES)) if above else ((TOWNS,), (TOWNS, COUNTIES)))
    )
    cohort = tuple(unit for unit in everybody if unit.level in levels)
    where = {slot for rule in rules for slot in slots(rule, period, period)} | _stray(period)
    facts = gather(draw, cohort, where, draw(st.sampled_from((0, 1, 1, 4))))
    totals = _totals(draw, everybody) if above else {}
    return World(period, everybody, cohort, tuple(facts), standing(draw, rules), totals)


@st.composite
def cases(
    draw: st.DrawFn, root: type[r.Node] | None = None, kind: UnitKind | None = None, depth: int = 3
) -> tuple[r.Node, World]:
    """A rule and a world in which to read it."""
    rule = draw(rules(root, kind, depth))
    return rule, draw(worlds(rule))
