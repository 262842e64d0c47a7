"""The three voices of a rule, and which family of nodes says what in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never, cast

from kaohe.core import UnitKind, plain
from kaohe.rules.choices import ByClass, Default, If, OverPeriods, PickOne, Round, Times
from kaohe.rules.conditions import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs
from kaohe.rules.kinds import AnyNode
from kaohe.rules.node import Node
from kaohe.rules.quantities import (
    Change,
    Const,
    Corrected,
    Given,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Subordinates,
    Sum,
    Target,
)
from kaohe.rules.scores import (
    ByLevel,
    Discretion,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)
from kaohe.rules.sentence import choices, conditions, quantities, scores
from kaohe.rules.sentence.wording import Scale, Verb, named, scale_of

FIGURES = (Given, Target, LastYear, Change, Quotient, Peer, Subordinates, Corrected)
"""Where points are due, these are said as nouns: 按「…」得分."""

COMPOUND = (AllOf, AnyOf, If, ByClass, Default)
"""Conditions that consist of several clauses, and stand in 「」 inside another."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes rules, with these names of measures by id."""

    names: Mapping[str, str]

    def whole(self, node: Node) -> str:
        """The rule on its own, in the voice that its unit asks for."""
        match node.unit.kind:
            case UnitKind.FLAG:
                return self.condition(node)
            case UnitKind.POINTS | UnitKind.ANY:
                if isinstance(node, Default) and not isinstance(node.of, Default):
                    return f"{self.award(node.of, Verb.EARN)}；{choices.stand_ins_for_points(self, node)}"
                return self.award(node, Verb.EARN)
            case _:
                return self.term(node, scale_of(node))

    def measure(self, measure: str) -> str:
        """A measure by its name."""
        return named(self.names.get(measure, measure))

    # ---- numbers

    def term(self, node: Node, scale: Scale) -> str:
        """A number as a noun. `scale` says what a bare number is counted in."""
        match cast(AnyNode, node):
            case Const() as n:
                return scale.amount(n.value)
            case Given() as n:
                return self.measure(n.measure)
            case Target() as n:
                return f"{self.measure(n.measure)}的目标值"
            case LastYear() as n:
                return f"上年同期{self.atom(n.of, scale)}"
            case Change() as n:
                return quantities.change(self, n)
            case Quotient() as n:
                return quantities.quotient(self, n)
            case Sum() as n:
                return quantities.total(self, n)
            case Mean() as n:
                return quantities.mean(self, n)
            case Peer() as n:
                return quantities.peer(self, n)
            case Subordinates() as n:
                return quantities.subordinates(n)
            case Corrected() as n:
                return quantities.corrected(self, n)
            case If() as n:
                return choices.if_number(self, n, scale)
            case ByClass() as n:
                return choices.by_class_number(self, n, scale)
            case PickOne() as n:
                return choices.pick_number(self, n)
            case Times() as n:
                return f"{self.atom(n.of, scale)}乘以{self.atom(n.by, scale_of(n.by))}"
            case Round() as n:
                return f"{self.atom(n.of, scale)}{choices.rounding(n)}"
            case OverPeriods() as n:
                return f"{self.atom(n.of, scale)}{choices.gathering(n)}"
            case Default() as n:
                return choices.default_number(self, n, scale)
            case PerStep() | Proportional() | Tiers() | Ledger() | Weighted() | ByLevel() | Discretion() as n:
                return self.award(n, Verb.EARN)
            case Compare() | LevelIs() | InClass() | PeriodIs() | Not() | AllOf() | AnyOf() as n:
                raise TypeError(f"{type(n).__name__} is no number")
            case _ as never:
                assert_never(never)

    def atom(self, node: Node, scale: Scale) -> str:
        """A number inside another part: a name or a bare number, else in 「」."""
        term = self.term(node, scale)
        return term if isinstance(node, Const | Given) else f"「{term}」"

    def limit(self, node: Node, of: Node, scale: Scale) -> str:
        """What `of` is held against: a number, its own target, its own last year's figure, or another."""
        if isinstance(of, Given) and node == Target(of.measure, of.of_unit):
            return "目标值"
        if node == LastYear(of):
            return "上年同期"
        return self.atom(node, scale)

    # ---- conditions

    def condition(self, node: Node) -> str:
        """A condition as a premise, without “的”."""
        match cast(AnyNode, node):
            case Given() as n:
                return f"{self.measure(n.measure)}为“是”"
            case LastYear() as n:
                return f"上年同期「{self.condition(n.of)}」"
            case Compare() as n:
                return conditions.compare(self, n)
            case LevelIs() as n:
                return conditions.level_is(self, n)
            case InClass() as n:
                return conditions.in_class(n)
            case PeriodIs() as n:
                return conditions.period_is(n)
            case Not() as n:
                return conditions.negation(self, n)
            case AllOf() as n:
                return conditions.every(self, n)
            case AnyOf() as n:
                return conditions.some(self, n)
            case If() as n:
                return choices.if_condition(self, n)
            case ByClass() as n:
                return choices.by_class_condition(self, n)
            case Default() as n:
                return choices.default_condition(self, n)
            case (
                Const() | Target() | Change() | Quotient() | Sum() | Mean() | Peer() | Subordinates()
                | Corrected() | PerStep() | Proportional() | Tiers() | Ledger() | Weighted() | ByLevel()
                | Discretion() | PickOne() | Times() | Round() | OverPeriods()
            ) as n:  # fmt: skip
                raise TypeError(f"{type(n).__name__} is no condition")
            case _ as never:
                assert_never(never)

    def premise(self, node: Node) -> str:
        """A condition inside another part: in 「」 where it consists of several clauses."""
        text = self.condition(node)
        return f"「{text}」" if isinstance(node, COMPOUND) else text

    # ---- points

    def award(self, node: Node, verb: Verb) -> str:
        """Points as a clause: earned, taken or given."""
        match cast(AnyNode, node):
            case Const() as n:
                return (
                    f"不{verb}分" if n.value == 0 and verb is not Verb.EARN else f"{verb}{plain(n.value)}分"
                )
            case PerStep() as n:
                return scores.per_step(self, n, verb)
            case Proportional() as n:
                return scores.proportional(self, n, verb)
            case Tiers() as n:
                return scores.tiers(self, n, verb)
            case Ledger() as n:
                text = scores.ledger(self, n)
                return text if verb is Verb.EARN else f"按「{text}」{verb}分"
            case Weighted() as n:
                return scores.weighted(self, n, verb)
            case ByLevel() as n:
                return scores.by_level(self, n, verb)
            case Discretion() as n:
                return scores.discretion(self, n, verb)
            case If() as n:
                return choices.if_points(self, n, verb)
            case ByClass() as n:
                return choices.by_class_points(self, n, verb)
            case PickOne() as n:
                return choices.pick_points(self, n, verb)
            case Sum() as n:
                return f"合计{verb}分：{'、'.join(self.item(part, verb) for part in n.of)}"
            case Mean() as n:
                return scores.mean(self, n, verb)
            case Times() as n:
                by = self.atom(n.by, scale_of(n.by))
                return f"按{self.held(n.of, verb)}乘以{by}的积{verb}分"
            case Round() as n:
                return f"按{self.held(n.of, verb)}{choices.rounding(n)}{verb}分"
            case OverPeriods() as n:
                return f"按{self.held(n.of, verb)}{choices.gathering(n)}{verb}分"
            case Default() as n:
                return f"{self.branch(n.of, verb)}，{choices.stand_ins_for_points(self, n)}"
            case (
                Given()
                | Target()
                | LastYear()
                | Change()
                | Quotient()
                | Peer()
                | Subordinates()
                | Corrected()
            ) as n:
                return f"按「{self.term(n, scale_of(n))}」{verb}分"
            case Compare() | LevelIs() | InClass() | PeriodIs() | Not() | AllOf() | AnyOf() as n:
                raise TypeError(f"{type(n).__name__} yields no points")
            case _ as never:
                assert_never(never)

    def branch(self, node: Node, verb: Verb) -> str:
        """Points inside another clause, with their verb; in 「」 where the clause could be mistaken."""
        text = self.award(node, verb)
        closed = isinstance(node, (Const, *FIGURES)) or (isinstance(node, Ledger) and verb is not Verb.EARN)
        return text if closed else f"「{text}」"

    def item(self, node: Node, verb: Verb) -> str:
        """Points as one of a list: a name, a bare number of points, else in 「」."""
        if isinstance(node, Const):
            return f"{plain(node.value)}分"
        if isinstance(node, FIGURES):
            return self.atom(node, scale_of(node))
        return f"「{self.award(node, verb)}」"

    def held(self, node: Node, verb: Verb) -> str:
        """The same behind 按, always in 「」: a name that itself begins with 按 is common (按期办结率)."""
        item = self.item(node, verb)
        return f"「{item}」" if isinstance(node, Const | Given) else item
