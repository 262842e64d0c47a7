"""What must be true of every rule, whatever it means."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal, FloatOperation, localcontext
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Absence, Period, UnitKind, exactly
from kaohe.evaluate import Trace, evaluate, plan
from kaohe.evaluate.remember import remembering
from kaohe.facts import AssessedUnit, Fact, Role, State
from kaohe.rules import Const, Given, Ledger, Line, per_event
from tests import strategies
from tests.oracle import Out, World
from tests.property.running import run, setting, traces

TOWN = AssessedUnit("t", "某镇", "镇街", "镇")
YEAR = Period(2026)
EVENTS = Given("信访件数", strategies.MEASURES["信访件数"].unit)
ZERO = Decimal(0)

awkward = st.sampled_from(strategies.AWKWARD)
steps = st.sampled_from(strategies.STEPS)
prices = st.sampled_from(strategies.PRICES)
bounds = st.sampled_from(strategies.BOUNDS)
maybe_bounds = st.none() | bounds
fractions = st.sampled_from(list(r.Fraction))


def alone(rule: r.Node, *facts: Fact) -> Fraction | bool | Absence:
    """The value for one unit with these facts."""
    return run(rule, World(YEAR, (TOWN,), (TOWN,), facts))[TOWN.id].value


def points(rule: r.Node, *facts: Fact) -> Fraction:
    value = alone(rule, *facts)
    assert type(value) is Fraction
    return value


def counted(events: int) -> Fact:
    return Fact(TOWN.id, EVENTS.measure, YEAR, Decimal(events))


# ---- the order of things


@given(data=st.data())
def test_the_order_of_facts_and_units_changes_nothing(data: st.DataObject) -> None:
    rule, world = data.draw(strategies.cases())
    shuffled = replace(
        world,
        units=data.draw(st.permutations(world.units)),
        cohort=data.draw(st.permutations(world.cohort)),
        facts=data.draw(st.permutations(world.facts)),
    )
    assert traces(rule, shuffled) == traces(rule, world)


@given(case=strategies.cases())
def test_evaluating_twice_gives_the_same_record(case: tuple[r.Node, World]) -> None:
    rule, world = case
    where = setting(world)
    for unit in world.cohort:
        assert evaluate(rule, where.context(unit)) == evaluate(rule, where.context(unit))
    assert traces(rule, world) == traces(rule, world)


@given(case=strategies.cases())
def test_a_plan_that_remembers_gives_the_same_record(case: tuple[r.Node, World]) -> None:
    rule, world = case
    where = setting(world)
    with exactly():
        remembered = remembering(rule, plan(rule))
        records = {unit.id: remembered(where.context(unit)) for unit in (*world.cohort, *world.cohort)}
    assert records == traces(rule, world)


@given(case=strategies.cases())
def test_a_returned_figure_is_none(case: tuple[r.Node, World]) -> None:
    rule, world = case
    sent_back = [f.state is State.RETURNED or f.value is Absence.MISSING for f in world.facts]
    left = tuple(fact for fact, gone in zip(world.facts, sent_back, strict=True) if not gone)
    assume(len(left) < len(world.facts))
    assert run(rule, replace(world, facts=left)) == run(rule, world)


@given(case=strategies.cases())
def test_a_verified_or_corrected_figure_counts_like_a_reported_one(case: tuple[r.Node, World]) -> None:
    rule, world = case
    said = {State.REPORTED: State.VERIFIED, State.VERIFIED: State.CORRECTED}
    facts = tuple(replace(fact, state=said.get(fact.state, fact.state)) for fact in world.facts)
    assert run(rule, replace(world, facts=facts)) == run(rule, world)


@given(case=strategies.cases())
def test_nothing_is_provisional_where_nobody_waits(case: tuple[r.Node, World]) -> None:
    rule, world = case
    assume(not any(shaky for _, shaky in world.totals.values()))
    assume(not any(isinstance(node, r.Peer) for node in r.walk(rule)))
    assert not any(each.provisional for each in run(rule, world).values())


# ---- bounds and directions


@given(of=awkward, below=awkward, above=awkward, step=steps, price=prices, cap=maybe_bounds, part=fractions)
def test_steps_never_cost_less_than_nothing_nor_more_than_their_cap(
    of: Decimal, below: Decimal, above: Decimal, step: Decimal, price: Decimal, cap: Decimal | None,
    part: r.Fraction,
) -> None:  # fmt: skip
    assume(below <= above)
    value = points(r.PerStep(Const(of), step, price, Const(below), Const(above), part, cap))
    assert value >= 0
    assert cap is None or value <= Fraction(cap) + Fraction(1, 20000)  # the cap itself is rounded to 4 places
    assert value == 0 or not below <= of <= above


@given(one=awkward, other=awkward, edge=awkward, step=steps, price=prices, cap=maybe_bounds, part=fractions)
def test_going_further_never_costs_less(
    one: Decimal, other: Decimal, edge: Decimal, step: Decimal, price: Decimal, cap: Decimal | None,
    part: r.Fraction,
) -> None:  # fmt: skip
    near, far = sorted((one, other))
    above = [points(r.PerStep(Const(x), step, price, None, Const(edge), part, cap)) for x in (near, far)]
    below = [points(r.PerStep(Const(x), step, price, Const(edge), None, part, cap)) for x in (near, far)]
    assert above[0] <= above[1]
    assert below[0] >= below[1]


@given(of=awkward, edge=awkward, step=steps, price=prices)
def test_started_steps_cost_at_least_their_share_and_whole_steps_at_most(
    of: Decimal, edge: Decimal, step: Decimal, price: Decimal
) -> None:
    started, share, whole = (
        points(r.PerStep(Const(of), step, price, None, Const(edge), part))
        for part in (r.Fraction.STARTED, r.Fraction.PROPORTIONAL, r.Fraction.WHOLE)
    )
    assert started >= share >= whole


@given(low=awkward, high=awkward, of=awkward, low_points=bounds, high_points=bounds)
def test_a_line_stays_between_its_ends(
    low: Decimal, high: Decimal, of: Decimal, low_points: Decimal, high_points: Decimal
) -> None:
    assume(low != high)
    value = points(r.Proportional(Const(of), Const(low), Const(high), low_points, high_points))
    ends = sorted(points(r.Times(Const(end), Const(Decimal(1)))) for end in (low_points, high_points))
    assert ends[0] <= value <= ends[1]


@given(data=st.data())
def test_a_ledger_stays_between_floor_and_cap(data: st.DataObject) -> None:
    rule, world = data.draw(strategies.cases(root=Ledger))
    assert isinstance(rule, Ledger)
    rule = replace(rule, when_spent=ZERO)
    for value, _ in run(rule, world).values():
        if isinstance(value, Fraction):
            assert rule.floor is None or value >= rule.floor
            assert rule.cap is None or value <= rule.cap


@given(
    start=bounds, price=prices, cap=maybe_bounds, spent=bounds, floor=st.sampled_from((None, ZERO)),
    few=st.integers(0, 30), more=st.integers(0, 30),
)  # fmt: skip
def test_more_events_never_raise_a_score(
    start: Decimal, price: Decimal, cap: Decimal | None, spent: Decimal, floor: Decimal | None, few: int,
    more: int,
) -> None:  # fmt: skip
    assume(start or not spent)
    lines = (Line("信访", per_event(EVENTS, price, cap=cap)),)
    rule = Ledger(start, lines, floor=floor, when_spent=spent)
    assert points(rule, counted(few)) >= points(rule, counted(few + more))


@given(case=strategies.cases(root=r.PickOne))
def test_the_pick_is_one_of_them_and_none_is_better(case: tuple[r.Node, World]) -> None:
    rule, world = case
    assert isinstance(rule, r.PickOne)
    parts = [run(part, world) for part in rule.of]
    for unit, (picked, _) in run(rule, world).items():
        if isinstance(picked, Fraction):
            there = [value for part in parts if isinstance(value := part[unit].value, Fraction)]
            assert picked == (max if rule.pick is r.Pick.HIGHEST else min)(there)


@given(case=strategies.cases(kind=UnitKind.FLAG))
def test_not_all_is_any_not(case: tuple[r.Node, World]) -> None:
    rule, world = case
    parts = (rule, r.InClass(("镇",)), r.LevelIs("台账质量", ("好",)))
    contrary = r.AnyOf(tuple(r.Not(part) for part in parts))
    assert run(r.Not(r.AllOf(parts)), world) == run(contrary, world)


# ---- the record


@given(data=st.data())
def test_a_ledger_is_what_its_own_record_says(data: st.DataObject) -> None:
    rule, world = data.draw(strategies.cases(root=Ledger))
    assert isinstance(rule, Ledger)
    for trace in traces(rule, world).values():
        if isinstance(trace.value, Absence):
            continue
        said: dict[str, Any] = dict(trace.detail)
        left = Fraction(rule.start) - Fraction(said["deducted"])
        assert Fraction(said["raw"]) == left + Fraction(said["added"])
        kept = max(Fraction(said["raw"]), Fraction(rule.floor)) if rule.floor is not None else said["raw"]
        kept = min(Fraction(kept), Fraction(rule.cap)) if rule.cap is not None else Fraction(kept)
        assert number(trace) == kept - Fraction(said.get("when_spent", 0))
        assert losses(rule, trace) == Fraction(said["deducted"])


def losses(rule: Ledger, trace: Trace) -> Fraction:
    """What the parts of the record that are deductions add up to."""
    taken = trace.parts[: len(rule.deductions)]
    return sum((number(t) for t in taken if t.value is not Absence.NOT_APPLICABLE), Fraction(0))


def number(trace: Trace) -> Fraction:
    assert isinstance(trace.value, Decimal | Fraction)
    return Fraction(trace.value)


def pieces(thing: object) -> Iterator[object]:
    """Everything within a record, down to the leaves."""
    yield thing
    if isinstance(thing, tuple):
        for each in thing:
            yield from pieces(each)
    elif is_dataclass(thing):
        for entry in fields(thing):
            yield from pieces(getattr(thing, entry.name))


@given(case=strategies.cases())
def test_no_float_takes_part(case: tuple[r.Node, World]) -> None:
    rule, world = case
    with localcontext() as context:
        context.traps[FloatOperation] = True
        records = traces(rule, world)
    for record in records.values():
        assert not any(isinstance(piece, float | complex) for piece in pieces(record))
        assert all(type(t.value) in (Decimal, Fraction, bool, Absence) for t in record.walk())


@given(case=strategies.cases())
def test_the_precision_around_it_changes_nothing(case: tuple[r.Node, World]) -> None:
    """A caller's decimal context (3 digits, rounding down) must not leak in."""
    rule, world = case
    wanted = traces(rule, world)
    with localcontext() as context:
        context.prec, context.rounding = 3, "ROUND_FLOOR"
        assert traces(rule, world) == wanted


# ---- rounding


@given(half=st.integers(-2_000_000, 2_000_000), places=st.integers(0, 4))
def test_a_half_goes_away_from_zero(half: int, places: int) -> None:
    exact = Decimal(2 * half + 1) / (2 * 10**places)
    away = Fraction(half + 1 if half >= 0 else half, 10**places)
    toward = Fraction(half if half >= 0 else half + 1, 10**places)
    assert points(r.Round(Const(exact), places)) == away
    assert points(r.Round(Const(exact), places, r.Rounding.UP)) == away
    assert points(r.Round(Const(exact), places, r.Rounding.DOWN)) == toward
    assert points(r.Mean((Const(exact), Const(exact)), places)) == away


@given(half=st.integers(-300_000, 300_000))
def test_points_are_rounded_with_halves_away_from_zero(half: int) -> None:
    exact = Decimal(2 * half + 1) / 20_000
    away = Fraction(half + 1 if half >= 0 else half, 10_000)
    assert points(r.Times(Const(exact), Const(Decimal(1)))) == away
    assert points(r.Weighted((r.Weight(Decimal("0.5"), Const(exact * 2)),))) == away
    line = r.Proportional(Const(Decimal(1)), Const(ZERO), Const(Decimal(2)), ZERO, exact * 2)
    assert points(line) == away
    if half >= 0:
        assert points(per_event(Const(Decimal(1)), exact)) == away


@given(part=st.integers(-50, 50), whole=st.sampled_from((-7, -3, 3, 7, 8, 300)), places=st.integers(0, 4))
def test_a_quotient_is_the_nearest_there_is(part: int, whole: int, places: int) -> None:
    rule = r.Quotient(Const(Decimal(part)), Const(Decimal(whole)), Decimal(100), places=places)
    exact = Fraction(part * 100, whole)
    assert abs(points(rule) - exact) <= Fraction(1, 2 * 10**places)


@given(case=strategies.cases(root=r.Round))
def test_what_is_rounded_has_that_many_places(case: tuple[r.Node, World]) -> None:
    rule, world = case
    assert isinstance(rule, r.Round)
    for value, _ in run(rule, world).values():
        if isinstance(value, Fraction):
            assert (value * 10**rule.places).denominator == 1


# ---- targets and years


@given(case=strategies.cases())
def test_last_years_rule_on_last_years_facts(case: tuple[r.Node, World]) -> None:
    """A rule about last year is the rule itself a year ago, where no target of this round is asked."""
    rule, world = case
    assume(not any(isinstance(node, r.Target) for node in r.walk(rule)))
    before = replace(world, period=world.period.years_later(-1))
    assert run(r.LastYear(rule), world) == run(rule, before)


def test_a_target_is_not_a_figure() -> None:
    """What was asked is not what was done."""
    asked = Fact(TOWN.id, EVENTS.measure, YEAR, Decimal(3), Role.TARGET)
    assert alone(EVENTS, asked) is Absence.MISSING
    assert Out(alone(r.Target(EVENTS.measure, EVENTS.of_unit), asked)) == Out(Fraction(3))
