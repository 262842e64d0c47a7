"""What a rule can yield: never less than occurs, and no more for the everyday clauses."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import PERCENT, Absence, Cadence, CountRatio, Unit, UnitKind
from kaohe.evaluate import Setting, evaluate
from kaohe.facts import Facts, Units
from kaohe.rules.bounds import Interval, bounds
from kaohe.scheme.model import Measure, MeasureKind
from tests import strategies
from tests.oracle.rules import World

PIECES = Unit(UnitKind.COUNT, "件")
DAYS = Unit(UnitKind.NUMBER, "天")
RATE, OTHER, CASES, STAYS = (
    r.Given("按期办结率", PERCENT),
    r.Given("入户走访率", PERCENT),
    r.Given("有责投诉", PIECES),
    r.Given("平均办结天数", DAYS),
)
RANGES = {
    "按期办结率": Interval(Decimal(0), Decimal(100)),
    "入户走访率": Interval(Decimal(0), Decimal(100)),
    "有责投诉": Interval(Decimal(0), None),
    "平均办结天数": Interval(Decimal(0), Decimal(60)),
}
TABLES = {"镇街考核表": Interval(Decimal(-5), Decimal(110))}


def d(text: str) -> Decimal:
    return Decimal(text)


def const(text: str) -> r.Const:
    return r.Const(Decimal(text))


def below(limit: str, points: str, **more: object) -> r.PerStep:
    return r.PerStep(RATE, d("1"), d(points), below=const(limit), **more)  # type: ignore[arg-type]


def line(node: r.Node) -> r.Line:
    return r.Line("", node)


def ladder(*tiers: tuple[str, str], otherwise: str = "0", higher: bool = True) -> r.Tiers:
    return r.Tiers(
        RATE, tuple(r.Tier(const(at), const(earns)) for at, earns in tiers), const(otherwise), higher
    )


COMPLAINTS = r.per_event(CASES, d("0.5"))

EXACT: dict[str, tuple[r.Node, str | None, str | None]] = {
    "deduct by percent, to zero": (r.Ledger(d("4"), (line(below("99", "0.5")),)), "0", "4"),
    "deduct by percent, below zero": (r.Ledger(d("4"), (line(below("99", "0.5")),), floor=None), "-45.5", "4"),
    "deduct by percent, at most 3": (r.Ledger(d("4"), (line(below("99", "0.5", cap=d("3"))),)), "1", "4"),
    "whole steps of five": (
        r.Ledger(d("8"), (line(r.PerStep(RATE, d("5"), d("1"), const("98"), fraction=r.Fraction.WHOLE)),), floor=None),
        "-11",
        "8",
    ),
    "a begun step of five": (
        r.PerStep(RATE, d("5"), d("1"), const("98"), fraction=r.Fraction.STARTED), "0", "20",
    ),
    "events without end, to zero": (r.Ledger(d("8"), (line(COMPLAINTS),)), "0", "8"),
    "events without end, below zero": (r.Ledger(d("8"), (line(COMPLAINTS),), floor=None), None, "8"),
    "events, at most 2": (r.Ledger(d("8"), (line(r.per_event(CASES, d("0.5"), cap=d("2"))),)), "6", "8"),
    "deduct and add": (
        r.Ledger(d("4"), (line(below("99", "0.5")),), (line(const("1")),), cap=d("5")), "0", "5",
    ),
    "bonus list with a cap": (r.Ledger(additions=(line(COMPLAINTS),), cap=d("5")), "0", "5"),
    "spent, and ten more": (r.Ledger(d("4"), (line(COMPLAINTS),), when_spent=d("10")), "-10", "4"),
    "outside 103 to 107": (
        r.PerStep(RATE, d("1"), d("1"), const("40"), const("70")), "0", "40",
    ),
    "tiers": (ladder(("95", "8"), ("90", "6"), otherwise="0"), "0", "8"),
    "tiers that are always reached": (ladder(("95", "8"), ("0", "2"), otherwise="-7"), "2", "8"),
    "a tier that is never reached": (ladder(("101", "9"), ("90", "6")), "0", "6"),
    "tiers, lower is better": (ladder(("5", "3"), ("10", "1"), higher=False), "0", "3"),
    "in proportion": (r.Proportional(RATE, const("0"), const("100"), d("0"), d("5")), "0", "5"),
    "in proportion within a band": (r.Proportional(RATE, const("30"), const("50"), d("1"), d("3")), "1", "3"),
    "in proportion, end out of reach": (
        r.Proportional(RATE, const("0"), const("200"), d("0"), d("5")), "0", "2.5",
    ),
    "in proportion, lower is better": (
        r.Proportional(STAYS, const("120"), const("10"), d("0"), d("11")), "6", "11",
    ),
    "levels": (r.ByLevel("服务质量", (r.Level("好", d("4")), r.Level("差", d("-1")))), "-1", "4"),
    "within a range": (r.Discretion("创新", d("1"), d("5")), "1", "5"),
    "within a range or none": (r.Discretion("创新", d("1"), d("5"), or_none=True), "0", "5"),
    "weighted": (
        r.Weighted((r.Weight(d("0.7"), ladder(("95", "10"))), r.Weight(d("0.3"), ladder(("95", "10"))))), "0", "10",
    ),
    "if": (r.If(r.InClass(("镇",)), const("3"), const("1")), "1", "3"),
    "by class": (r.ByClass((r.ClassCase("镇", const("3")),), const("2")), "2", "3"),
    "the higher of two": (r.PickOne((ladder(("95", "4")), const("1"))), "1", "4"),
    "doubled": (r.Times(r.Discretion("创新", d("1"), d("5")), const("2")), "2", "10"),
    "a negative factor": (r.Times(RATE, const("-0.5")), "-50", "0"),
    "rounded up": (r.Round(r.Times(RATE, const("0.333")), 0, r.Rounding.UP), "0", "34"),
    "twelve months added": (r.OverPeriods(ladder(("95", "2")), Cadence.MONTH, r.Gather.SUM), "0", "24"),
    "default": (r.Default(ladder(("95", "2")), "首年", missing=const("5")), "0", "5"),
    "difference from last year": (r.Change(RATE, r.LastYear(RATE)), "-100", "100"),
    "growth": (r.Change(RATE, r.LastYear(RATE), relative=True), "-100", None),
    "growth over a base of 20 to 40": (r.Change(RATE, r.Sum((const("20"),)), relative=True), "-100", "400"),
    "a quotient": (r.Quotient(CASES, r.Sum((const("4"),))), "0", None),
    "a sum of two": (r.Sum((RATE, OTHER)), "0", "200"),
    "a mean of two": (r.Mean((RATE, OTHER)), "0", "100"),
    "a rank": (r.Peer(RATE, r.Statistic.RANK), "1", None),
    "the peers' mean": (r.Peer(RATE, r.Statistic.MEAN), "0", "100"),
    "units below": (r.Subordinates("镇街考核表"), "-5", "110"),
    "an error rate": (r.Corrected(RATE, OTHER, r.Correction.DISCOUNT), "0", "100"),
    "found": (r.Corrected(RATE, OTHER), "0", "100"),
    "a measure that nobody bounds": (r.Given("别的", PIECES), None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_everyday_clauses_have_exact_bounds(name: str) -> None:
    rule, low, high = EXACT[name]
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    assert bounds(rule, RANGES, TABLES) == Interval(*ends)


def test_a_condition_has_no_bounds() -> None:
    with pytest.raises(TypeError):
        bounds(r.InClass(("镇",)), RANGES)


# ---- never narrower than what occurs


def _figures(measure: Measure) -> list[Decimal | Fraction]:
    figures = list[Decimal | Fraction](strategies.FIGURES[measure.unit.kind])
    if measure.kind is MeasureKind.RATIO:
        figures += [CountRatio(Decimal(a), Decimal(b), measure.per).exact for a, b in strategies.COUNTS]
    return figures


def _declared() -> dict[str, Interval]:
    numeric = [m for m in strategies.MEASURES.values() if m.unit.kind in strategies.FIGURES]
    numeric = [m for m in numeric if m.kind is not MeasureKind.LEVEL]
    return {m.id: Interval(min(_figures(m)), max(_figures(m))) for m in numeric}


DECLARED = _declared()
TOTALS = {strategies.TOWN_TABLE: Interval(Decimal(0), Decimal("100.01"))}


def _values(rule: r.Node, world: World) -> list[Decimal | Fraction]:
    where = Setting(
        period=world.period,
        units=Units(world.units),
        cohort=world.cohort,
        facts=Facts(world.facts),
        measures=world.measures,
        totals=world.totals,
    )
    traces = [evaluate(rule, where.context(unit)) for unit in world.cohort]
    return [t.value for t in traces if not isinstance(t.value, Absence | bool | str)]


def _holds(rule: r.Node, world: World) -> None:
    held = bounds(rule, DECLARED, TOTALS)
    for value in _values(rule, world):
        assert value in held, (value, held)


NUMBERS = [node for node in r.NODES if strategies.YIELDS[node] != {UnitKind.FLAG}]


@pytest.mark.parametrize("root", NUMBERS, ids=lambda node: node.__name__)
@given(data=st.data())
@settings(max_examples=60)
def test_no_kind_of_node_leaves_its_bounds(root: type[r.Node], data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(strategies.YIELDS[root] - {UnitKind.FLAG}, key=str)))
    _holds(*data.draw(strategies.cases(root=root, kind=kind)))


@given(case=strategies.cases(kind=UnitKind.POINTS, depth=4))
@settings(max_examples=200)
def test_no_score_leaves_its_bounds(case: tuple[r.Node, World]) -> None:
    _holds(*case)
