"""The three voices of an account, and which family of nodes says what in each."""

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never, cast

from kaohe.core import Absence, Number, UnitKind, plain
from kaohe.evaluate.narrate import absent, figures, points, premises
from kaohe.evaluate.narrate.told import Told
from kaohe.evaluate.trace import Trace
from kaohe.rules import (
    AllOf,
    AnyNode,
    AnyOf,
    ByClass,
    ByLevel,
    Change,
    Compare,
    Const,
    Corrected,
    Default,
    Discretion,
    Given,
    If,
    InClass,
    LastYear,
    Ledger,
    LevelIs,
    Mean,
    Node,
    Not,
    OverPeriods,
    Peer,
    PeriodIs,
    PerStep,
    PickOne,
    Proportional,
    Quotient,
    Round,
    Subordinates,
    Sum,
    Target,
    Tiers,
    Times,
    Weighted,
)
from kaohe.rules.sentence.wording import Scale, Verb, scale_of
from kaohe.rules.sentence.writer import Writer

_SHOWN_PLACES = (2, 4, 6, 8, 12)


class Teller:
    """Tells traces, with these names of measures by id.

    `places` None: a decimal is shown as it is. Otherwise every figure is shown at so many decimals.
    """

    def __init__(self, names: Mapping[str, str], places: int | None = None) -> None:
        self.names = names
        self.places = places
        self._writer = Writer(names)

    @property
    def brief(self) -> bool:
        """Whether it is to fit into a cell of a table."""
        return self.places is not None

    def name(self, measure: str) -> str:
        return self.names.get(measure, measure)

    def label(self, node: Node) -> str:
        """A quantity by its name: the measure's, or the rule's own words."""
        if isinstance(node, Given):
            return self.name(node.measure)
        return f"「{self._writer.term(node, scale_of(node))}」"

    # ---- numbers

    def amount(self, number: Number, scale: Scale, *against: Number) -> str:
        """A number with its unit, told from the numbers it is held against."""
        return scale.amount(number, self._places(number, against))

    def distance(self, number: Number, scale: Scale) -> str:
        return scale.distance(number, self._places(number))

    def plain(self, number: Number) -> str:
        return plain(number, self._places(number))

    def _places(self, number: Number, against: tuple[Number, ...] = ()) -> int | None:
        """Decimals to show: as few as tell the number from nothing and from what it is held against."""
        if self.places is None and isinstance(number, Decimal):
            return None
        others = [other for other in (Decimal(0), *against) if other != number]
        for places in _SHOWN_PLACES:
            text = plain(number, places)
            if all(plain(other, places) != text for other in others):
                return places
        return _SHOWN_PLACES[-1]

    def result(self, verb: Verb, number: Number) -> str:
        """得3.17分, 扣0.5分, 不扣分."""
        if number == 0 and verb is not Verb.EARN:
            return f"不{verb}分"
        return f"{verb}{self.plain(number)}分"

    # ---- the three voices

    def figure(self, trace: Trace, scale: Scale | None = None, against: tuple[Number, ...] = ()) -> Told:
        """A number with its name. `scale` says what a bare number is counted in."""
        if isinstance(trace.value, Absence):
            return Told("，".join(absent.causes(self, trace)))
        match cast(AnyNode, trace.node):
            case Const():
                return Told(figures.amount(self, trace, scale, against))
            case Given():
                return figures.given(self, trace, against)
            case Target() as n:
                return Told(f"{self.name(n.measure)}的目标值{figures.amount(self, trace, scale, against)}")
            case LastYear():
                return self.figure(trace.parts[0], scale).led_by("上年同期")
            case Change() as n:
                return figures.change(self, trace, n)
            case Quotient() as n:
                return figures.quotient(self, trace, n)
            case Sum():
                return figures.together(self, trace, "合计", scale)
            case Mean():
                return figures.together(self, trace, "平均", scale)
            case Peer() as n:
                return figures.peer(self, trace, n)
            case Subordinates():
                return figures.subordinates(self, trace)
            case Corrected() as n:
                return figures.corrected(self, trace, n)
            case If():
                return figures.branch(self, trace, scale)
            case ByClass() as n:
                return figures.by_class(self, trace, n, scale)
            case PickOne() as n:
                return figures.pick_one(self, trace, n, scale)
            case Times():
                return figures.times(self, trace, scale)
            case Round() as n:
                return figures.rounded(self, trace, n, scale)
            case OverPeriods() as n:
                return figures.over_periods(self, trace, n, scale)
            case Default() as n:
                return figures.default(self, trace, n, scale)
            case PerStep() | Proportional() | Tiers() | Ledger() | Weighted() | ByLevel() | Discretion():
                return self.points(trace, Verb.EARN)
            case Compare() | LevelIs() | InClass() | PeriodIs() | Not() | AllOf() | AnyOf():
                return self.premise(trace)
            case _ as never:
                assert_never(never)

    def premise(self, trace: Trace) -> Told:
        """What is so, whether the condition holds or not."""
        if isinstance(trace.value, Absence):
            return Told("，".join(absent.causes(self, trace)))
        match cast(AnyNode, trace.node):
            case Given() as n:
                return Told(f"{self.name(n.measure)}：{'是' if trace.value else '否'}")
            case LastYear():
                return self.premise(trace.parts[0]).led_by("上年同期")
            case Compare() as n:
                return premises.compare(self, trace, n)
            case LevelIs() as n:
                return premises.level_is(self, trace, n)
            case InClass() as n:
                return premises.in_class(trace, n)
            case PeriodIs() as n:
                return premises.period_is(trace, n)
            case Not() | ByClass():
                return self.premise(trace.parts[0])
            case AllOf() | AnyOf():
                return premises.joined(self, trace)
            case If():
                return premises.both(self, trace)
            case Default() as n:
                return premises.default(self, trace, n)
            case (
                Const() | Target() | Change() | Quotient() | Sum() | Mean() | Peer() | Subordinates()
                | Corrected() | PerStep() | Proportional() | Tiers() | Ledger() | Weighted() | ByLevel()
                | Discretion() | PickOne() | Times() | Round() | OverPeriods()
            ):  # fmt: skip
                return self.figure(trace)
            case _ as never:
                assert_never(never)

    def points(self, trace: Trace, verb: Verb) -> Told:
        """What was earned, taken or given, and for what."""
        if isinstance(trace.value, Absence) and not isinstance(trace.node, Ledger):
            return absent.line(self, trace)
        told = self._points(trace, verb)
        return told._replace(idle=trace.value == 0 and verb is not Verb.EARN)

    def _points(self, trace: Trace, verb: Verb) -> Told:
        match cast(AnyNode, trace.node):
            case Const():
                return Told(points.result(self, trace, verb))
            case PerStep() as n:
                return points.per_step(self, trace, n, verb)
            case Proportional() as n:
                return points.proportional(self, trace, n, verb)
            case Tiers() as n:
                return points.tiers(self, trace, n, verb)
            case Ledger() as n:
                return points.ledger(self, trace, n, verb)
            case Weighted() as n:
                return points.weighted(self, trace, n, verb)
            case ByLevel() | Discretion() as n:
                return points.judged(self, trace, n.measure, verb)
            case If():
                return points.branch(self, trace, verb)
            case ByClass() as n:
                return self.points(trace.parts[0], verb).led_by(f"{figures.class_words(trace, n)}，")
            case PickOne() | Sum() | Mean() as n:
                return points.together(self, trace, n, verb)
            case Times() | Round() as n:
                return points.scaled(self, trace, n, verb)
            case OverPeriods() as n:
                return points.over_periods(self, trace, n, verb)
            case Default() as n:
                return points.default(self, trace, n, verb)
            case (
                Given()
                | Target()
                | LastYear()
                | Change()
                | Quotient()
                | Peer()
                | Subordinates()
                | Corrected()
            ):
                return points.of_figure(self, trace, verb)
            case Compare() | LevelIs() | InClass() | PeriodIs() | Not() | AllOf() | AnyOf():
                return self.premise(trace)
            case _ as never:
                assert_never(never)

    def whole(self, trace: Trace) -> Told:
        """The trace on its own, in the voice that its unit asks for."""
        match trace.node.unit.kind:
            case UnitKind.FLAG:
                return self.premise(trace)
            case UnitKind.POINTS | UnitKind.ANY:
                return self.points(trace, Verb.EARN)
            case _:
                return self.figure(trace)
