"""Going through a rule for the values at which it turns."""

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Decimal

from kaohe.clauses.boundary.slots import ZERO, Asked, Slot
from kaohe.core import POINTS, Unit, UnitKind
from kaohe.rules import (
    AllOf,
    AnyOf,
    ByClass,
    ByLevel,
    Change,
    Compare,
    Const,
    Corrected,
    Correction,
    Default,
    Discretion,
    Fraction,
    Given,
    If,
    LastYear,
    Ledger,
    LevelIs,
    Node,
    Not,
    OverPeriods,
    PerStep,
    Proportional,
    Quotient,
    Relation,
    Round,
    Target,
    Tiers,
    Times,
)
from kaohe.rules.quantities import HUNDRED
from kaohe.scheme.model import Measure

_TWO = Decimal(2)
_WHOLE = Decimal(10)
"""What a rate is a rate of, where two figures make it: so many times its multiplier, 1000 for a percentage."""

_OTHER = "其他等级"

_ABOVE = {Relation.ABOVE: 1, Relation.AT_LEAST: 1, Relation.BELOW: -1, Relation.AT_MOST: -1}

Pulled = tuple[Slot, Callable[[Decimal], Decimal]]
"""The figure behind a quantity, and which value of it gives the quantity this value."""


class Survey:
    """Collects the figures of a rule in order of appearance, with their points.

    `sign` is 1 where more points are better for the unit, -1 inside a deduction.
    """

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self._measures = measures
        self.slots: dict[tuple[str, Asked], Slot] = {}

    # ---- figures

    def register(self, node: Node, asked: Asked = Asked.ACTUAL) -> None:
        """Every figure below."""
        match node:
            case Given():
                self._slot(node.measure, asked, node.of_unit)
            case Target():
                self._slot(node.measure, Asked.TARGET, node.of_unit)
            case ByLevel():
                self._slot(node.measure, asked, None)
            case LevelIs():
                slot = self._slot(node.measure, asked, None)
                slot.named = (*slot.named, *node.names)
            case Discretion():
                self._slot(node.measure, asked, POINTS)
            case LastYear():
                self.register(node.of, Asked.LAST_YEAR)
            case _:
                for child in node.children():
                    self.register(child, asked)

    def _slot(self, measure: str, asked: Asked, unit: Unit | None) -> Slot:
        return self.slots.setdefault(
            (measure, asked), Slot(measure, asked, unit, self._measures.get(measure))
        )

    def _pulled(self, node: Node) -> Pulled | None:
        """The one figure that a quantity rests on; None where it rests on several or on other units."""
        match node:
            case Given():
                return self._slot(node.measure, Asked.ACTUAL, node.of_unit), lambda value: value
            case Round() | OverPeriods() | Default():
                return self._pulled(node.of)
            case Corrected():
                self._found(node)
                return self._pulled(node.reported)
            case Times(by=Const(value=by)) if by > 0:
                return _through(self._pulled(node.of), lambda value: value / by)
            case Change(now=now, before=LastYear(of=Given() as last)) if isinstance(now, Given):
                before = self._slot(last.measure, Asked.LAST_YEAR, last.of_unit).given().value
                assert isinstance(before, Decimal)
                if node.relative:
                    return _through(self._pulled(now), lambda value: before * (1 + value / HUNDRED))
                return _through(self._pulled(now), lambda value: before + value)
            case Quotient(part=Given(), whole=Given() as whole):
                below = self._slot(whole.measure, Asked.ACTUAL, whole.of_unit)
                below.fixed = below.fixed or _WHOLE * max(node.times, Decimal(1))
                per = below.fixed / node.times
                return _through(self._pulled(node.part), lambda value: value * per)
            case _:
                return None

    def _found(self, node: Corrected) -> None:
        """What inspection finds counts only where there was one: no trial but its own supposes it."""
        if isinstance(node.found, Given):
            slot = self._slot(node.found.measure, Asked.ACTUAL, node.found.of_unit)
            slot.optional = True
            if node.how is Correction.DISCOUNT:
                slot.leans(-1)
                for weight, rate in enumerate((ZERO, Decimal(5), Decimal(20))):
                    slot.add(rate, f"差错率{rate}%", weight)

    def _limit(self, node: Node | None) -> Decimal | None:
        """What a limit is supposed to be; None where only the facts of others tell."""
        match node:
            case Const():
                return node.value
            case Target():
                value = self._slot(node.measure, Asked.TARGET, node.of_unit).given().value
            case ByClass():
                return self._limit(node.otherwise or node.cases[0].of)
            case If():
                return self._limit(node.otherwise)
            case LastYear(of=Given() as of):
                value = self._slot(of.measure, Asked.LAST_YEAR, of.of_unit).given().value
            case _:
                return None
        return value if isinstance(value, Decimal) else None

    # ---- points

    def points(self, node: Node, sign: int, budget: Decimal | None) -> None:
        """`budget` is what deductions may take before they end."""
        match node:
            case PerStep():
                self._per_step(node, sign, node.cap if node.cap is not None else budget)
            case Tiers():
                self._tiers(node, sign)
            case Proportional():
                self._proportional(node, sign)
            case Ledger():
                left = None if node.floor is None or node.start <= node.floor else node.start - node.floor
                for line in node.deductions:
                    self.points(line.points, -sign, left)
                for line in node.additions:
                    self.points(line.points, sign, node.cap)
            case If():
                better = sign if _worth(node.then) >= _worth(node.otherwise) else -sign
                self._condition(node.condition, better)
                self.points(node.then, sign, budget)
                self.points(node.otherwise, sign, budget)
            case ByLevel():
                ordered = sorted(node.levels, key=lambda level: -sign * level.points)
                slot = self._slot(node.measure, Asked.ACTUAL, None)
                slot.levels = slot.levels or tuple(level.name for level in ordered)
            case Discretion():
                self._discretion(node, sign)
            case Given():
                self._slot(node.measure, Asked.ACTUAL, node.of_unit).leans(sign)
            case Times():
                self.points(node.of, sign, None)
            case _:
                for child in node.children():
                    self.points(child, sign, None)

    def _per_step(self, node: PerStep, sign: int, budget: Decimal | None) -> None:
        pulled = self._pulled(node.of)
        low, high = self._limit(node.below), self._limit(node.above)
        if pulled is None or (low is None and high is None):
            return
        slot, back = pulled
        if node.below is not None and node.above is not None:
            if low is not None and high is not None:
                slot.inside = slot.inside or (back(low), back(high))
                self._steps(slot, back, node, low, -1, sign, budget)
                self._steps(slot, back, node, high, 1, sign, budget)
            return
        edge, away = (low, -1) if high is None else (high, 1)
        assert edge is not None
        slot.leans(away * sign)
        self._steps(slot, back, node, edge, away, sign, budget)
        slot.add(back(edge - away * node.step), "好一步" if sign < 0 else "差一步", 4)
        if sign > 0:
            slot.add(back(edge + away * 2 * node.step), "多两步", 4)
        slot.add(ZERO, "为零", 5)

    def _steps(
        self,
        slot: Slot,
        back: Callable[[Decimal], Decimal],
        node: PerStep,
        edge: Decimal,
        away: int,
        sign: int,
        budget: Decimal | None,
    ) -> None:
        """At the edge, half a step and a step away from it, and where the points end."""
        worse = "差" if sign < 0 else "多"
        slot.add(back(edge), "正好达到" if back(edge) else "没有", 0)
        slot.add(back(edge + away * node.step), f"{worse}一步", 1)
        half = back(edge + away * node.step / _TWO)
        if slot.kind not in (UnitKind.COUNT, UnitKind.RANK) or half == half.to_integral_value():
            slot.add(half, f"{worse}半步", 2)
        if budget is not None and node.points > 0:
            steps = budget / node.points
            if node.fraction is not Fraction.PROPORTIONAL:
                steps = steps.to_integral_value(ROUND_CEILING)
            slot.add(back(edge + away * node.step * steps), "扣完处" if sign < 0 else "加满处", 3)

    def _tiers(self, node: Tiers, sign: int) -> None:
        better = sign if _worth(node.tiers[0].points) >= _worth(node.otherwise) else -sign
        pulled = self._pulled(node.of)
        if pulled is not None:
            slot, back = pulled
            up = 1 if node.higher_is_better else -1
            slot.leans(up * better)
            for place, tier in enumerate(node.tiers, 1):
                edge = self._limit(tier.threshold)
                if edge is None:
                    continue
                reached = back(edge) + (up * slot.unit_step if tier.strict else ZERO)
                slot.add(reached, f"刚到第{place}档", 0)
                slot.add(reached - up * slot.unit_step, f"差一点到第{place}档", 1)
            if slot.points:
                slot.add(ZERO, "为零", 5)
        for tier in node.tiers:
            self.points(tier.points, sign, None)
        self.points(node.otherwise, sign, None)

    def _proportional(self, node: Proportional, sign: int) -> None:
        pulled, low, high = self._pulled(node.of), self._limit(node.low), self._limit(node.high)
        if pulled is None or low is None or high is None:
            return
        slot, back = pulled
        rises = (high > low) == (node.high_points >= node.low_points)
        slot.leans(sign if rises else -sign)
        slot.add(back(high), "正好达到", 0)
        slot.add(back(low), "在起点", 1)
        slot.add(back((low + high) / _TWO), "到一半", 2)
        slot.add(back(high + (high - low) / 10), "超过终点", 4)
        slot.add(ZERO, "为零", 5)

    def _discretion(self, node: Discretion, sign: int) -> None:
        slot = self._slot(node.measure, Asked.ACTUAL, POINTS)
        slot.leans(sign)
        slot.add(node.high, "评最高分", 0)
        slot.add(node.low, "评最低分", 0)
        slot.add((node.low + node.high) / _TWO, "评中间分", 1)
        if node.or_none:
            slot.add(ZERO, "不评分", 0)

    # ---- conditions

    def _condition(self, node: Node, sign: int, asked: Asked = Asked.ACTUAL) -> None:
        """`sign` is 1 where it is better that the condition holds."""
        match node:
            case Given():
                self._slot(node.measure, asked, node.of_unit).leans(sign)
            case LastYear():
                self._condition(node.of, sign, Asked.LAST_YEAR)
            case Not():
                self._condition(node.of, -sign, asked)
            case AllOf() | AnyOf():
                for part in node.of:
                    self._condition(part, sign, asked)
            case Compare():
                self._compare(node, sign)
            case LevelIs():
                self._level_is(node, sign)
            case _:
                return

    def _compare(self, node: Compare, sign: int) -> None:
        pulled, edge = self._pulled(node.left), self._limit(node.right)
        if pulled is None or edge is None:
            return
        slot, back = pulled
        slot.leans(_ABOVE.get(node.relation, 0) * sign)
        slot.add(back(edge), "正好在线上", 0)
        slot.add(back(edge) + slot.unit_step, "比线高一点", 1)
        slot.add(back(edge) - slot.unit_step, "比线低一点", 1)

    def _level_is(self, node: LevelIs, sign: int) -> None:
        slot = self._slot(node.measure, Asked.ACTUAL, None)
        declared = slot.declared.levels if slot.declared else ()
        named = tuple(dict.fromkeys(node.names))
        others = tuple(level for level in declared or (_OTHER,) if level not in named)
        slot.levels = slot.levels or ((*named, *others) if sign > 0 else (*others, *named))


def _through(pulled: Pulled | None, step: Callable[[Decimal], Decimal]) -> Pulled | None:
    if pulled is None:
        return None
    slot, back = pulled
    return slot, lambda value: back(step(value))


def _worth(node: Node) -> Decimal:
    """About how many points a branch is worth, to tell the better of two; what cannot be said counts one."""
    match node:
        case Const():
            return node.value
        case Ledger():
            return node.start or Decimal(1)
        case Tiers():
            return max(_worth(node.otherwise), *(_worth(tier.points) for tier in node.tiers))
        case Proportional():
            return max(node.low_points, node.high_points)
        case Discretion():
            return node.high
        case ByLevel():
            return max(level.points for level in node.levels)
        case _:
            return Decimal(1)
