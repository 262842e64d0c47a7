"""What a rule yields for one unit: the sections from “Numbers” to “Choices” of `semantics.md`."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from kaohe import rules as r
from kaohe.core import Absence, CountRatio, FactValue, Period
from kaohe.facts import AssessedUnit, Fact, Role, State
from kaohe.scheme.model import Measure

MISSING, PENDING, NOT_APPLICABLE = Absence.MISSING, Absence.PENDING, Absence.NOT_APPLICABLE

Value = Fraction | bool | Absence
MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


class Out(NamedTuple):
    """A value, and whether it rests on peers or units below that are still missing."""

    value: Value
    provisional: bool = False


@dataclass(frozen=True)
class World:
    """All that a rule may look at. `totals` are shown totals by (table, unit), with their provisional flag."""

    period: Period
    units: Sequence[AssessedUnit]
    cohort: Sequence[AssessedUnit]
    facts: Sequence[Fact] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    totals: Mapping[tuple[str, str], tuple[Decimal | Absence, bool]] = field(default_factory=dict)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """How Hypothesis prints it: short enough to read in a failure."""
        units = [f"{u.id} {u.unit_class}<{u.parent}" for u in self.cohort]
        facts = [
            f"{f.unit} {f.role.value} {f.measure} {f.period} {f.value} {f.state.value}" for f in self.facts
        ]
        targets = {m.id: m.targets for m in self.measures.values() if m.targets}
        entries = [f"World {self.period}", *units, *facts, f"targets {targets}", f"totals {self.totals}"]
        printer.text("\n  ".join(entries))


class At(NamedTuple):
    """Where a rule is read: whose, and for which period."""

    world: World
    unit: AssessedUnit
    period: Period


def value(node: r.Node, world: World, unit: AssessedUnit, period: Period | None = None) -> Out:
    """What the node yields for the unit, in the period of the round unless another is named."""
    return see(node, At(world, unit, period or world.period))


# ---- numbers and absences


def exact(number: Decimal | Fraction | int) -> Fraction:
    return Fraction(number)


def nearest(number: Fraction, places: int) -> Fraction:
    """四舍五入: the nearest number with so many places; a half goes away from zero."""
    away = math.floor(abs(number) * 10**places + Fraction(1, 2))
    return Fraction(away if number > 0 else -away, 10**places)


def r4(number: Fraction) -> Fraction:
    return nearest(number, 4)


def strongest(values: Sequence[Value]) -> Absence | None:
    """Which absence speaks for several: 不适用, else 未填报, else 待评定."""
    for absence in (NOT_APPLICABLE, MISSING, PENDING):
        if any(value is absence for value in values):
            return absence
    return None


def num(value: Value) -> Fraction:
    assert isinstance(value, Fraction), value
    return value


def nums(values: Sequence[Value]) -> list[Fraction]:
    return [num(value) for value in values]


def needing_all(outs: Sequence[Out], work: Callable[[list[Fraction]], Value]) -> Out:
    """General rule (G)."""
    values = [out.value for out in outs]
    absence = strongest(values)
    shaky = any(out.provisional for out in outs)
    return Out(work(nums(values)) if absence is None else absence, shaky)


def leaving_out(outs: Sequence[Out], work: Callable[[list[Value]], Value]) -> Out:
    """“left out”: what does not apply takes no part."""
    applying = [out.value for out in outs if out.value is not NOT_APPLICABLE]
    shaky = any(out.provisional for out in outs)
    if not applying:
        return Out(NOT_APPLICABLE, shaky)
    absence = strongest(applying)
    return Out(work(applying) if absence is None else absence, shaky)


def total(parts: Sequence[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


# ---- the nodes


def see(node: r.Node, at: At) -> Out:
    """One node, by its row of the page."""
    reading = READINGS[type(node)]
    return reading(node, at)


def see_all(nodes: Sequence[r.Node], at: At) -> list[Out]:
    return [see(node, at) for node in nodes]


def fact(at: At, measure: str, role: Role, period: Period) -> FactValue:
    """What was reported and not sent back; else missing."""
    for entry in at.world.facts:
        if (entry.unit, entry.measure, entry.period, entry.role) == (at.unit.id, measure, period, role):
            return MISSING if entry.state is State.RETURNED else entry.value
    return MISSING


def as_value(figure: FactValue) -> Value:
    assert not isinstance(figure, str)
    if isinstance(figure, CountRatio):
        return exact(figure.part) / exact(figure.whole) * figure.per
    return exact(figure) if isinstance(figure, Decimal) else figure


def see_const(node: r.Const, at: At) -> Out:
    return Out(exact(node.value))


def see_given(node: r.Given, at: At) -> Out:
    return Out(as_value(fact(at, node.measure, Role.ACTUAL, at.period)))


def see_target(node: r.Target, at: At) -> Out:
    very = fact(at, node.measure, Role.TARGET, at.period)
    if very is not MISSING or not inside(at.period, at.world.period):
        return Out(as_value(very))
    whole = fact(at, node.measure, Role.TARGET, at.world.period)
    if whole is not MISSING:
        return Out(as_value(whole))
    measure = at.world.measures.get(node.measure)
    standing = dict(measure.targets) if measure else {}
    for name in (at.unit.unit_class, ""):
        if name in standing:
            return Out(exact(standing[name]))
    return Out(MISSING)


def month_numbers(period: Period) -> set[int]:
    first = period.year * 12 + period.month
    return set(range(first, first + period.months))


def inside(period: Period, whole: Period) -> bool:
    return month_numbers(period) <= month_numbers(whole)


def see_last_year(node: r.LastYear, at: At) -> Out:
    before = Period(at.period.year - 1, at.period.month, at.period.months)
    return see(node.of, at._replace(period=before))


def see_change(node: r.Change, at: At) -> Out:
    def work(parts: list[Fraction]) -> Value:
        now, before = parts
        if not node.relative:
            return now - before
        return PENDING if before <= 0 else nearest((now - before) / before * 100, node.places)

    return needing_all(see_all((node.now, node.before), at), work)


def see_quotient(node: r.Quotient, at: At) -> Out:
    def work(parts: list[Fraction]) -> Value:
        part, whole = parts
        return NOT_APPLICABLE if whole == 0 else nearest(part / whole * exact(node.times), node.places)

    return needing_all(see_all((node.part, node.whole), at), work)


def see_sum(node: r.Sum, at: At) -> Out:
    return leaving_out(see_all(node.of, at), lambda parts: total(nums(parts)))


def see_mean(node: r.Mean, at: At) -> Out:
    return leaving_out(
        see_all(node.of, at), lambda parts: nearest(total(nums(parts)) / len(parts), node.places)
    )


def peers(node: r.Peer, at: At) -> list[AssessedUnit]:
    everyone = at.world.cohort
    if node.among is r.Cohort.CLASS:
        return [peer for peer in everyone if peer.unit_class == at.unit.unit_class]
    if node.among is r.Cohort.PARENT:
        return [peer for peer in everyone if peer.parent == at.unit.parent]
    return list(everyone)


def see_peer(node: r.Peer, at: At) -> Out:
    outs = [see(node.of, at._replace(unit=peer)) for peer in peers(node, at)]
    shaky = any(out.provisional or out.value in (MISSING, PENDING) for out in outs)
    there = [num(out.value) for out in outs if not isinstance(out.value, Absence)]
    if node.statistic is r.Statistic.RANK:
        own = see(node.of, at)
        if isinstance(own.value, Absence):
            return Out(own.value, shaky)
        mine = own.value
        better = [each for each in there if (each > mine if node.higher_is_better else each < mine)]
        return Out(exact(1 + len(better)), shaky)
    if not there:
        return Out(MISSING, shaky)
    if node.statistic is r.Statistic.MEAN:
        return Out(nearest(total(there) / len(there), node.places), shaky)
    highest = (node.statistic is r.Statistic.BEST) == node.higher_is_better
    return Out(max(there) if highest else min(there), shaky)


def see_subordinates(node: r.Subordinates, at: At) -> Out:
    below = [unit for unit in at.world.units if unit.parent == at.unit.id]
    scored = [
        at.world.totals[node.table, unit.id] for unit in below if (node.table, unit.id) in at.world.totals
    ]
    outs = [Out(as_value(shown), shaky) for shown, shaky in scored]
    return leaving_out(outs, lambda parts: nearest(total(nums(parts)) / len(parts), node.places))


def see_corrected(node: r.Corrected, at: At) -> Out:
    reported, found = see_all((node.reported, node.found), at)
    shaky = reported.provisional or found.provisional
    if isinstance(reported.value, Absence) or isinstance(found.value, Absence):
        return Out(reported.value, shaky)
    said, seen = num(reported.value), num(found.value)
    if node.how is r.Correction.DISCOUNT:
        return Out(nearest(said * (100 - seen) / 100, node.places), shaky)
    return Out(seen if abs(seen - said) > exact(node.tolerance) else said, shaky)


COMPARISONS: dict[r.Relation, Callable[[Fraction, Fraction], bool]] = {
    r.Relation.AT_LEAST: lambda left, right: left >= right,
    r.Relation.AT_MOST: lambda left, right: left <= right,
    r.Relation.ABOVE: lambda left, right: left > right,
    r.Relation.BELOW: lambda left, right: left < right,
    r.Relation.EQUAL: lambda left, right: left == right,
    r.Relation.UNEQUAL: lambda left, right: left != right,
}


def see_compare(node: r.Compare, at: At) -> Out:
    holds = COMPARISONS[node.relation]
    return needing_all(see_all((node.left, node.right), at), lambda parts: holds(parts[0], parts[1]))


def judged(at: At, measure: str) -> FactValue:
    """What a person decided: a level's name or points; until then pending."""
    figure = fact(at, measure, Role.ACTUAL, at.period)
    return PENDING if figure is MISSING else figure


def see_level_is(node: r.LevelIs, at: At) -> Out:
    level = judged(at, node.measure)
    return Out(level if isinstance(level, Absence) else level in node.names)


def see_in_class(node: r.InClass, at: At) -> Out:
    return Out(at.unit.unit_class in node.classes)


def see_period_is(node: r.PeriodIs, at: At) -> Out:
    return Out(at.period.months in [MONTHS[cadence.value] for cadence in node.cadences])


def see_not(node: r.Not, at: At) -> Out:
    of = see(node.of, at)
    return Out(of.value if isinstance(of.value, Absence) else not of.value, of.provisional)


def see_all_of(node: r.AllOf, at: At) -> Out:
    outs = see_all(node.of, at)
    if any(out.value is False for out in outs):
        return Out(False, any(out.provisional for out in outs))
    return leaving_out(outs, lambda _parts: True)


def see_any_of(node: r.AnyOf, at: At) -> Out:
    outs = see_all(node.of, at)
    if any(out.value is True for out in outs):
        return Out(True, any(out.provisional for out in outs))
    return leaving_out(outs, lambda _parts: False)


def steps_taken(distance: Fraction, node: r.PerStep) -> Fraction:
    steps = distance / exact(node.step)
    if node.fraction is r.Fraction.WHOLE:
        return exact(math.floor(steps))
    return exact(math.ceil(steps)) if node.fraction is r.Fraction.STARTED else steps


def see_per_step(node: r.PerStep, at: At) -> Out:
    limits = [limit for limit in (node.below, node.above) if limit is not None]

    def work(parts: list[Fraction]) -> Value:
        of, *bounds = parts
        distance = Fraction(0)
        if node.below is not None:
            distance += max(Fraction(0), bounds[0] - of)
        if node.above is not None:
            distance += max(Fraction(0), of - bounds[-1])
        points = steps_taken(distance, node) * exact(node.points)
        return r4(points if node.cap is None else min(points, exact(node.cap)))

    return needing_all(see_all((node.of, *limits), at), work)


def see_proportional(node: r.Proportional, at: At) -> Out:
    def work(parts: list[Fraction]) -> Value:
        of, low, high = parts
        if low == high:
            return PENDING
        along = (of - low) / (high - low)
        along = max(Fraction(0), min(Fraction(1), along))
        low_points, high_points = exact(node.low_points), exact(node.high_points)
        return r4(low_points + along * (high_points - low_points))

    return needing_all(see_all((node.of, node.low, node.high), at), work)


def reached(of: Fraction, threshold: Fraction, tier: r.Tier, higher_is_better: bool) -> bool:
    if of == threshold:
        return not tier.strict
    return of > threshold if higher_is_better else of < threshold


def see_tiers(node: r.Tiers, at: At) -> Out:
    of = see(node.of, at)
    shaky = of.provisional
    if isinstance(of.value, Absence):
        return of
    for tier in node.tiers:
        threshold = see(tier.threshold, at)
        shaky = shaky or threshold.provisional
        if isinstance(threshold.value, Absence):
            return Out(threshold.value, shaky)
        if reached(num(of.value), num(threshold.value), tier, node.higher_is_better):
            return colour(see(tier.points, at), shaky)
    return colour(see(node.otherwise, at), shaky)


def colour(out: Out, shaky: bool) -> Out:
    """The same value, provisional also where what led to it is."""
    return Out(out.value, out.provisional or shaky)


def see_ledger(node: r.Ledger, at: At) -> Out:
    taken = see_all([line.points for line in node.deductions], at)
    given = see_all([line.points for line in node.additions], at)

    def kept(points: Fraction) -> Fraction:
        points = points if node.floor is None else max(points, exact(node.floor))
        return points if node.cap is None else min(points, exact(node.cap))

    def work(_parts: list[Value]) -> Value:
        deductions = total([num(out.value) for out in taken if out.value is not NOT_APPLICABLE])
        additions = total([num(out.value) for out in given if out.value is not NOT_APPLICABLE])
        score = kept(exact(node.start) - deductions + additions)
        spent = node.when_spent > 0 and deductions >= exact(node.start)
        return score - exact(node.when_spent) if spent else score

    return leaving_out(taken + given, work)


def see_weighted(node: r.Weighted, at: At) -> Out:
    outs = see_all([part.of for part in node.of], at)
    weights = [exact(part.weight) for part in node.of]
    applying = [each for each, out in zip(weights, outs, strict=True) if out.value is not NOT_APPLICABLE]

    def work(parts: list[Value]) -> Value:
        weighed = total([each * part for each, part in zip(applying, nums(parts), strict=True)])
        return r4(weighed * total(weights) / total(applying))

    return leaving_out(outs, work)


def see_by_level(node: r.ByLevel, at: At) -> Out:
    level = judged(at, node.measure)
    if isinstance(level, Absence):
        return Out(level)
    return Out(exact(next(each.points for each in node.levels if each.name == level)))


def see_discretion(node: r.Discretion, at: At) -> Out:
    return Out(as_value(judged(at, node.measure)))


def see_if(node: r.If, at: At) -> Out:
    condition = see(node.condition, at)
    if isinstance(condition.value, Absence):
        return condition
    return colour(see(node.then if condition.value else node.otherwise, at), condition.provisional)


def see_by_class(node: r.ByClass, at: At) -> Out:
    for case in node.cases:
        if case.name == at.unit.unit_class:
            return see(case.of, at)
    return Out(NOT_APPLICABLE) if node.otherwise is None else see(node.otherwise, at)


def see_pick_one(node: r.PickOne, at: At) -> Out:
    pick = max if node.pick is r.Pick.HIGHEST else min
    return leaving_out(see_all(node.of, at), lambda parts: pick(nums(parts)))


def see_times(node: r.Times, at: At) -> Out:
    return needing_all(see_all((node.of, node.by), at), lambda parts: r4(parts[0] * parts[1]))


def see_round(node: r.Round, at: At) -> Out:
    def work(parts: list[Fraction]) -> Value:
        (number,) = parts
        if node.mode is r.Rounding.HALF_UP:
            return nearest(number, node.places)
        shift = 10**node.places
        toward = math.floor if node.mode is r.Rounding.DOWN else math.ceil
        size = Fraction(toward(abs(number) * shift), shift)
        return size if number > 0 else -size

    return needing_all([see(node.of, at)], work)


def parts_of(period: Period, months: int) -> list[Period]:
    first = period.year * 12 + period.month - 1
    starts = range(first, first + period.months, months)
    return [Period(start // 12, start % 12 + 1, months) for start in starts]


def see_over_periods(node: r.OverPeriods, at: At) -> Out:
    months = MONTHS[node.cadence.value]
    if at.period.months <= months:
        return see(node.of, at)

    def work(values: list[Value]) -> Value:
        parts = nums(values)
        return {
            r.Gather.MEAN: nearest(total(parts) / len(parts), node.places),
            r.Gather.SUM: total(parts),
            r.Gather.LAST: parts[-1],
            r.Gather.LOWEST: min(parts),
            r.Gather.HIGHEST: max(parts),
        }[node.gather]

    return leaving_out([see(node.of, at._replace(period=part)) for part in parts_of(at.period, months)], work)


def see_default(node: r.Default, at: At) -> Out:
    of = see(node.of, at)
    stands_in = {MISSING: node.missing, PENDING: node.pending, NOT_APPLICABLE: node.not_applicable}
    stand_in = stands_in[of.value] if isinstance(of.value, Absence) else None
    return of if stand_in is None else colour(see(stand_in, at), of.provisional)


READINGS: dict[type[r.Node], Callable[..., Out]] = {
    r.Const: see_const,
    r.Given: see_given,
    r.Target: see_target,
    r.LastYear: see_last_year,
    r.Change: see_change,
    r.Quotient: see_quotient,
    r.Sum: see_sum,
    r.Mean: see_mean,
    r.Peer: see_peer,
    r.Subordinates: see_subordinates,
    r.Corrected: see_corrected,
    r.Compare: see_compare,
    r.LevelIs: see_level_is,
    r.InClass: see_in_class,
    r.PeriodIs: see_period_is,
    r.Not: see_not,
    r.AllOf: see_all_of,
    r.AnyOf: see_any_of,
    r.PerStep: see_per_step,
    r.Proportional: see_proportional,
    r.Tiers: see_tiers,
    r.Ledger: see_ledger,
    r.Weighted: see_weighted,
    r.ByLevel: see_by_level,
    r.Discretion: see_discretion,
    r.If: see_if,
    r.ByClass: see_by_class,
    r.PickOne: see_pick_one,
    r.Times: see_times,
    r.Round: see_round,
    r.OverPeriods: see_over_periods,
    r.Default: see_default,
}
