"""Points, as clauses: each form gives an `Award`, the rule and the verb of its clause."""

from dataclasses import dataclass, replace
from decimal import Decimal

from lark import Token

from kaohe.clauses.canonical.naming import Name, Naming
from kaohe.clauses.canonical.values import (
    Award,
    Limit,
    Own,
    Said,
    amount,
    award,
    limit_of,
    places,
    rule,
    verb_of,
)
from kaohe.core import EXACT
from kaohe.rules import (
    ByLevel,
    Change,
    Const,
    Discretion,
    Fraction,
    LastYear,
    Ledger,
    Level,
    Line,
    Mean,
    Node,
    PerStep,
    Proportional,
    Sum,
    Tier,
    Tiers,
    Weight,
    Weighted,
)
from kaohe.rules.quantities import ZERO
from kaohe.rules.sentence.wording import TIER_WORDS, Verb

_NOTHING = Const(ZERO)
_TIERS: dict[str, tuple[bool, bool]] = {word: how for how, word in TIER_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a ladder, before it is known what climbs it."""

    higher_is_better: bool
    strict: bool
    limit: Limit
    points: Node


class Scores(Naming):
    """One method a form in the grammar."""

    def own_target(self) -> Own:
        return Own.TARGET

    def own_last_year(self) -> Own:
        return Own.LAST_YEAR

    def atoms(self, *of: Said) -> tuple[Node, ...]:
        return tuple(rule(part) for part in of)

    # ---- a number of points

    def earned(self, verb: Token, number: Token) -> Award:
        return Award(Const(amount(number)), verb_of(verb))

    def nothing(self, word: Token) -> Award:
        return Award(_NOTHING, verb_of(word))

    def held_award(self, of: Said, verb: Token) -> Award:
        return Award(rule(of), verb_of(verb))

    # ---- each step

    def each_below(
        self, of: Said, _less: Token, limit: Limit, _each: Token, step: Token, *points: Token
    ) -> Award:
        figure = rule(of)
        return _each_step(figure, step, points, below=limit_of(limit, figure))

    def each_above(
        self, of: Said, _more: Token, limit: Limit, _each: Token, step: Token, *points: Token
    ) -> Award:
        figure = rule(of)
        return _each_step(figure, step, points, above=limit_of(limit, figure))

    def each_outside(
        self,
        of: Said,
        _less: Token,
        low: Limit,
        _more: Token,
        high: Limit,
        _each: Token,
        step: Token,
        *points: Token,
    ) -> Award:
        figure = rule(of)
        return _each_step(figure, step, points, limit_of(low, figure), limit_of(high, figure))

    def each_event(self, of: Said, _each: Token, step: Token, *points: Token) -> Award:
        return _each_step(rule(of), step, points, above=_NOTHING)

    def each_since(self, of: Said, each: Token, step: Token, *points: Token) -> Award:
        change = Change(rule(of), LastYear(rule(of)), each.endswith(("增长", "下降")))
        if each.endswith(("增长", "增加")):
            return _each_step(change, step, points, above=_NOTHING)
        return _each_step(change, step, points, below=_NOTHING)

    def whole_steps(self, _step: Token) -> Fraction:
        return Fraction.WHOLE

    def started_steps(self, _step: Token, _counts_as: Token) -> Fraction:
        return Fraction.STARTED

    def per_step(
        self, each: Award, fraction: Fraction | None, _verb: Token | None, cap: Token | None
    ) -> Award:
        assert isinstance(each.rule, PerStep)
        most = None if cap is None else amount(cap)
        return replace(each, rule=replace(each.rule, fraction=fraction or Fraction.PROPORTIONAL, cap=most))

    # ---- by the figure

    def proportional(
        self, of: Said, _reaches: Token, high: Limit, verb: Token, points: Token, _rest: Token
    ) -> Award:
        figure = rule(of)
        line = Proportional(figure, _NOTHING, limit_of(high, figure), ZERO, amount(points))
        return Award(line, verb_of(verb))

    def between(self, of: Said, low: Limit, high: Limit, verb: Token, least: Token, most: Token) -> Award:
        figure = rule(of)
        ends = (limit_of(low, figure), limit_of(high, figure))
        return Award(Proportional(figure, *ends, amount(least), amount(most)), verb_of(verb))

    def tier(self, word: Token, limit: Limit, points: Said) -> Step:
        return Step(*_TIERS[word.removeprefix("，")], limit, rule(points))

    def ladder(self, *steps: Step) -> tuple[Step, ...]:
        return steps

    def tiers(self, of: Said, steps: tuple[Step, ...], otherwise: Said) -> Award:
        figure = rule(of)
        tiers = tuple(Tier(limit_of(step.limit, figure), step.points, step.strict) for step in steps)
        rungs = Tiers(figure, tiers, rule(otherwise), steps[0].higher_is_better)
        return Award(rungs, award(otherwise).verb)

    # ---- by a person

    def level(self, name: str, verb: Token, points: Token) -> tuple[Level, Verb]:
        return Level(name, amount(points)), verb_of(verb)

    def levels(self, *levels: tuple[Level, Verb]) -> tuple[tuple[Level, Verb], ...]:
        return levels

    def by_level(self, name: Name, levels: tuple[tuple[Level, Verb], ...]) -> Award:
        measure, _ = self.measure(name)
        return Award(ByLevel(measure, tuple(level for level, _ in levels)), levels[0][1])

    def discretion(self, name: Name, low: Token, high: Token, verb: Token, none: Token | None) -> Award:
        measure, _ = self.measure(name)
        return Award(Discretion(measure, amount(low), amount(high), none is not None), verb_of(verb))

    # ---- of several parts

    def line(self, label: str | None, points: Award) -> tuple[Line, Verb]:
        return Line(label or "", points.rule), points.verb

    def lines(self, *lines: tuple[Line, Verb]) -> tuple[tuple[Line, Verb], ...]:
        return lines

    def lowest(self, points: Token) -> Decimal:
        return amount(points)

    def spent_up(self) -> Decimal:
        return ZERO

    def no_floor(self) -> None:
        """It may go below zero without end."""

    def ledger(
        self,
        start: Token | None,
        lines: tuple[tuple[Line, Verb], ...],
        floor: Decimal | None,
        cap: Token | None,
        _spent: Token | None,
        besides: Token | None,
    ) -> Award:
        return Award(
            Ledger(
                _points(start) or ZERO,
                tuple(line for line, verb in lines if verb is Verb.TAKE),
                tuple(line for line, verb in lines if verb is not Verb.TAKE),
                floor,
                _points(cap),
                _points(besides) or ZERO,
            ),
            Verb.EARN,
        )

    def weight(self, label: str | None, of: Said, share: Token) -> Weight:
        return Weight(amount(share).scaleb(-2, EXACT), rule(of), label or "")

    def weights(self, *weights: Weight) -> tuple[Weight, ...]:
        return weights

    def weighted(self, head: Token, weights: tuple[Weight, ...]) -> Award:
        return Award(Weighted(weights), verb_of(head))

    def sum_award(self, head: Token, of: tuple[Node, ...]) -> Award:
        return Award(Sum(of), verb_of(head))

    def mean_award(self, head: Token, of: tuple[Node, ...], kept: Token | None) -> Award:
        return Award(Mean(of, places(kept)), verb_of(head))


def _each_step(
    of: Node, step: Token, points: tuple[Token, ...], below: Node | None = None, above: Node | None = None
) -> Award:
    """`points` is a verb and an amount."""
    verb, number = points
    return Award(PerStep(of, amount(step), amount(number), below, above), verb_of(verb))


def _points(token: Token | None) -> Decimal | None:
    return None if token is None else amount(token)
