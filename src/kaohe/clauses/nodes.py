"""Nodes from effects: given figures, conditions, steps."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.clauses.effects import Effect, Figure
from kaohe.clauses.grounds import SPOKEN_UNITS
from kaohe.clauses.kinds import Interval, Kind, Side
from kaohe.clauses.naming import figure_name, name_of
from kaohe.clauses.normalise import NormalText
from kaohe.core import FLAG, PERCENT, SourceSpan, Unit, UnitKind
from kaohe.rules import (
    AllOf,
    AnyOf,
    ByLevel,
    Compare,
    Const,
    Discretion,
    Fraction,
    Given,
    If,
    Level,
    Node,
    Not,
    PerStep,
    Relation,
    Sum,
    per_event,
)

ZERO = Decimal(0)


@dataclass(slots=True)
class Makers:
    """Makes nodes that know where they were read, with measures named once and for all."""

    normal: NormalText
    item: str
    document: str = ""
    address: str = ""
    taken: frozenset[str] = frozenset()
    names: dict[int, str] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    fraction: Fraction = Fraction.PROPORTIONAL
    beside: str = ""

    def measure(self, figure: Figure) -> str:
        """The measure's name: the figure's, made unlike all others of the clause."""
        if id(figure) not in self.names:
            chosen = self._unlike(figure_name(figure.name, figure.type) or self.item or "数据项")
            self.names[id(figure)] = chosen
            self.figures.append(figure)
        return self.names[id(figure)]

    def _unlike(self, name: str) -> str:
        """The name, with the item's before it or a number behind it where another measure has it already."""
        taken = {*self.taken, *self.names.values(), *self.judged}
        if name in taken and self.item and not name.startswith(self.item):
            name = f"{self.item}：{name}"
        chosen, number = name, 2
        while chosen in taken:
            chosen, number = f"{name}（{number}）", number + 1
        return chosen

    def given(self, figure: Figure) -> Node:
        """The figure as reported; how many of its parts are lacking, where it has such."""
        if figure.lacking_of:
            one, none = Const(Decimal(1)), Const(ZERO)
            return Sum(tuple(If(self.given(part), none, one) for part in figure.lacking_of))
        return Given(self.measure(figure), unit_of(figure), source=self.source(figure.span))

    def source(self, span: tuple[int, int]) -> SourceSpan:
        start, end = self.normal.place(*span)
        return SourceSpan(self.document, self.address, start, end)

    def words(self, effect: Effect) -> str:
        """What the effect is about, in the clause's words."""
        return name_of(self.normal, effect.trigger.subject)

    def whole(self, effect: Effect) -> str:
        """The effect's statement in normal spelling."""
        return self.normal.text[effect.statement.start : effect.statement.end]

    def fact(self, effect: Effect) -> Figure:
        """A yes/no figure for an effect that had none: what the clause asks for."""
        name = self.words(effect) or self.item or "符合要求"
        return Figure(name, "bool", effect.trigger.subject)

    def by_level(self, levels: tuple[Level, ...]) -> ByLevel | None:
        if len(levels) < 2:
            return None
        return ByLevel(self._judged("评定"), levels)

    def discretion(
        self, low: Decimal, high: Decimal, *, taken: bool = False, or_none: bool = False
    ) -> Discretion:
        """Points a person decides; as a deduction, or as a bonus that need not be given, it may also be none."""
        measure = self._judged("酌情扣分" if taken else "评分")
        if taken:
            self.optional.append(measure)
        return Discretion(measure, low, high, or_none=or_none or (taken and low > 0))

    def _judged(self, what: str) -> str:
        chosen = self._unlike(f"{self.item}{what}" if self.item else what)
        self.judged.append(chosen)
        return chosen

    def per_step(self, effect: Effect) -> PerStep:
        """Points for each step or event; from the other figure where there is one."""
        assert effect.figure is not None
        assert effect.points is not None
        of = self.given(effect.figure)
        found = effect.trigger
        source = self.source((effect.statement.start, effect.statement.end))
        between = found.between
        if (
            effect.kind is Kind.STEPS
            and between is not None
            and between.low is not None
            and between.high is not None
        ):
            low, high = Const(between.low), Const(between.high)
            return PerStep(
                of,
                found.step,
                effect.points,
                low,
                high,
                fraction=self.fraction,
                cap=effect.cap,
                source=source,
            )
        if effect.kind is Kind.STEPS:
            line: Node = self.given(effect.base) if effect.base else Const(found.line or ZERO)
            below = found.side is not Side.ABOVE
            return PerStep(
                of,
                found.step,
                effect.points,
                below=line if below else None,
                above=None if below else line,
                fraction=self.fraction,
                cap=effect.cap,
                source=source,
            )
        if found.step == 1:
            node = per_event(of, effect.points, cap=effect.cap)
            return PerStep(node.of, node.step, node.points, above=node.above, cap=node.cap, source=source)
        return PerStep(
            of,
            found.step,
            effect.points,
            above=Const(ZERO),
            fraction=self.fraction,
            cap=effect.cap,
            source=source,
        )


def unit_of(figure: Figure) -> Unit:
    """The unit that the rule sees."""
    if figure.type == "bool":
        return FLAG
    if figure.type == "percent":
        return PERCENT
    kind = UnitKind.COUNT if figure.type == "count" else UnitKind.NUMBER
    return Unit(kind, SPOKEN_UNITS.get(figure.unit, figure.unit))


def condition(effect: Effect, makers: Makers) -> Node:
    """When the effect comes about."""
    holds = _condition(effect, makers)
    return Not(holds) if effect.negated else holds


def _condition(effect: Effect, makers: Makers) -> Node:
    assert effect.figure is not None
    given = makers.given(effect.figure)
    if effect.kind is Kind.EVENTS:
        return Compare(given, Relation.AT_LEAST, Const(effect.trigger.step))
    if effect.kind in (Kind.LINE, Kind.RANK):
        if effect.base is not None:
            below = effect.trigger.side is Side.BELOW
            relation = Relation.BELOW if below else Relation.ABOVE
            if effect.trigger.meets:
                relation = Relation.AT_MOST if below else Relation.AT_LEAST
            return Compare(given, relation, makers.given(effect.base))
        assert effect.interval is not None
        return line_condition(given, effect.interval)
    return given


def line_condition(given: Node, interval: Interval) -> Node:
    """The figure lies in the interval."""
    found: list[Node] = []
    if interval.sizes:
        below = Interval(
            -interval.high if interval.high is not None else None,
            -interval.low if interval.low is not None else None,
            interval.includes_high,
            interval.includes_low,
        )
        return AnyOf((line_condition(given, replace(interval, sizes=False)), line_condition(given, below)))
    if interval.low is not None and interval.low == interval.high:
        return Compare(given, Relation.EQUAL, Const(interval.low))
    if interval.low is not None:
        found.append(
            Compare(
                given, Relation.AT_LEAST if interval.includes_low else Relation.ABOVE, Const(interval.low)
            )
        )
    if interval.high is not None:
        found.append(
            Compare(
                given, Relation.AT_MOST if interval.includes_high else Relation.BELOW, Const(interval.high)
            )
        )
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def minus(points: Decimal) -> Const:
    return Const(-points)
