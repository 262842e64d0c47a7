"""What is earned: facts, lines, events, shares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.kinds import Kind
from kaohe.clauses.naming import figure_name, is_general_denial_text
from kaohe.clauses.nodes import Makers
from kaohe.clauses.state import HUNDRED, Resolved
from kaohe.clauses.tiers import award_node
from kaohe.rules import Const, Fraction, If, Level, Line, Node, PerStep, PickOne, Proportional, Quotient

ZERO = Decimal(0)


@dataclass(slots=True)
class Composition:
    """What the effects come to. `judged`: a person decides part of it. `decided` are the rules
    of parts that a person decides alone. `over`, `under`: it may leave 0 … full points."""

    rule: Node | None = None
    figures: list[Figure] = field(default_factory=list)
    levels: tuple[Level, ...] = ()
    range: tuple[Decimal, Decimal] | None = None
    judged: bool = False
    counted: bool = False
    over: bool = False
    under: bool = False
    decided: list[Node] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


BESIDES = ("另", "再", "加", "额外")
"""An award with such a word comes on top of the others."""


def is_general_denial(figure: Figure | None) -> bool:
    """Whether the name only says that what was asked is not so (不符合要求的, 未完成的)."""
    return figure is not None and is_general_denial_text(figure.name)


@dataclass(slots=True)
class Awards:
    """The awards among the effects of a clause, as lines of a ledger.

    `base`: full points of the item (or of the part of it), None where not stated. `mode`: score, bonus or adjust.
    """

    resolved: Resolved
    makers: Makers
    base: Decimal | None
    mode: str
    failed: bool = False
    _given: list[Line] = field(default_factory=list)
    _apart: bool = False
    out: Composition = field(default_factory=Composition)

    def _additions(self, awards: Sequence[Effect], effects: Sequence[Effect]) -> list[Line]:
        lines: list[Line] = []
        done: set[int] = set()
        for effect in awards:
            if effect.dropped:
                continue
            if effect.kind in (Kind.LINE, Kind.RANK) and effect.figure is not None:
                if id(effect.figure) not in done:
                    done.add(id(effect.figure))
                    lines.append(self._award_by_line(effect, effects))
            elif effect.points is None and effect.action is Action.GIVE:
                self.failed = True
                self.out.unread.append((effect.statement.start, effect.statement.end))
            elif effect.kind is Kind.EVENTS and effect.figure is not None and effect.points is not None:
                lines.append(Line("", self._per_step(effect)))
            elif effect.kind is Kind.FACT:
                lines.append(self._award_by_fact(effect, effects))
            else:
                self.out.unread.append((effect.statement.start, effect.statement.end))
        return self._one_of(lines, awards)

    def _one_of(self, lines: list[Line], awards: Sequence[Effect]) -> list[Line]:
        """Facts of which only the best counts: by the clause's word (就高不就低), or because together they would exceed the item."""
        facts = len(lines) > 1 and all(effect.kind is Kind.FACT for effect in awards)
        total = sum((effect.points or ZERO for effect in awards), ZERO)
        beyond = (
            not any(effect.rewards for effect in awards)
            and self.mode == "score"
            and self.base is not None
            and total > self.base
            and not self.resolved.caps
        )
        besides = [effect for effect in awards[1:] if effect.verdict.text.startswith(BESIDES)]
        if beyond and besides:
            self.out.over = True
            beyond = False
        if facts and (self.resolved.highest or beyond):
            return [Line("就高", PickOne(tuple(line.points for line in lines)))]
        return lines

    def _award_by_line(self, first: Effect, effects: Sequence[Effect]) -> Line:
        assert first.figure is not None
        own = [effect for effect in effects if effect.figure is first.figure and not effect.dropped]
        if self._apart:  # the item starts from its points, and the award comes on top of what is left of them
            own = [effect for effect in own if effect.kind is not Kind.STEPS]
        if self.base is None and self.mode != "score":
            own = _without_takes_beneath(own)
        own += [
            effect
            for effect in effects
            if effect.kind is Kind.STEPS and any(effect.figure is figure for figure in first.also)
        ]
        rest = self._rest(first, effects)
        node, used = award_node(first.figure, own, rest, self.makers, self.base)
        if node is None:
            self.failed = True
            self.out.unread += [(effect.statement.start, effect.statement.end) for effect in own]
            return Line("", Const(ZERO))
        for effect in used:
            effect.dropped = True
        return Line("", node)

    def _rest(self, first: Effect, effects: Sequence[Effect]) -> Node | None:
        """What “否则” or “未完成的，按比例得分” gives where the line is not reached."""
        at = list(effects).index(first)
        for effect in effects[at + 1 :]:
            if effect.action is Action.SHARE and "中间" in self.makers.whole(effect):
                effect.dropped = True
                return self._between(effect, first, effects)
            if effect.action is Action.SHARE and effect.statement.sentence == first.statement.sentence:
                effect.dropped = True
                return self._share(effect, first)
            if effect.action is Action.SHARE and not self._nearer(effect, first, effects):
                effect.dropped = True
                return self._share(effect, first)
            if effect.kind is Kind.OTHERWISE and effect.action is Action.GIVE and effect.points is not None:
                effect.dropped = True
                return Const(effect.points)
            if effect.kind is Kind.OTHERWISE and effect.action is Action.TAKE and effect.points is not None:
                effect.dropped = True
                if self.mode != "score":  # “加1分，否则扣1分”: from nothing, either way
                    return Const(-effect.points)
                return Const(max(ZERO, (first.points or self.base or ZERO) - effect.points))
            judged = effect.action is Action.JUDGE and (
                effect.kind is Kind.OTHERWISE or is_general_denial_text(self.makers.words(effect))
            )
            if judged and first.action in (Action.GIVE, Action.ALL):
                high = first.points or self.base
                if high is None or high <= 0:
                    return None
                effect.dropped = True
                self.out.judged = True
                self.out.range = (ZERO, high)
                return self.makers.discretion(ZERO, high)
        return None

    def _between(self, share: Effect, award: Effect, effects: Sequence[Effect]) -> Node | None:
        """“达到98%得4分，88%及以下不得分，中间按比例计分”: a straight line between the two."""
        voids = [
            effect
            for effect in effects
            if effect.action is Action.NOTHING
            and effect.kind is Kind.LINE
            and effect.interval is not None
            and effect.interval.high is not None
        ]
        top = award.interval.low if award.interval is not None else None
        points = award.points if award.action is Action.GIVE else self.base
        same = len(voids) == 1 and (voids[0].figure is award.figure or voids[0].figure is None)
        low = voids[0].interval.high if same and voids[0].interval is not None else None
        if award.figure is None or top is None or points is None or low is None or low >= top:
            self.failed = True
            self.out.unread.append((share.statement.start, share.statement.end))
            return None
        voids[0].dropped = True
        return Proportional(self.makers.given(award.figure), Const(low), Const(top), ZERO, points)

    def _nearer(self, share: Effect, award: Effect, effects: Sequence[Effect]) -> bool:
        """Whether another award stands in the sentence of the share."""
        return any(
            effect is not award
            and effect.statement.sentence == share.statement.sentence
            and effect.action in (Action.GIVE, Action.ALL)
            for effect in effects
        )

    def _shares(self, effects: Sequence[Effect]) -> list[Line]:
        """Points in proportion alone: 按完成比例得分."""
        lines = []
        for effect in effects:
            if effect.action is Action.SHARE and not effect.dropped:
                effect.dropped = True
                node = self._share(effect, effect if effect.figure is not None else None)
                if node is None:
                    self.failed = True
                    self.out.unread.append((effect.statement.start, effect.statement.end))
                else:
                    lines.append(Line("按比例", node))
        return lines

    def _share(self, effect: Effect, first: Effect | None, points: Decimal | None = None) -> Node | None:
        points = points or (first.points if first else None) or self.base
        if points is None:
            return None
        if effect.figure is not None and effect.base is not None:
            share = Quotient(self.makers.given(effect.figure), self.makers.given(effect.base))
            return Proportional(share, Const(ZERO), Const(HUNDRED), ZERO, points)
        times = re.search(r"(?:×|乘以)(\d+(?:\.\d+)?)分", effect.verdict.text)
        in_percent = first is not None and first.figure is not None and first.figure.type == "percent"
        divided = re.search("[÷/]", effect.verdict.text) is not None
        if times and not divided and in_percent:
            assert first is not None
            assert first.figure is not None
            return Proportional(
                self.makers.given(first.figure), Const(ZERO), Const(HUNDRED), ZERO, Decimal(times[1])
            )
        if divided and not self._says_the_same(effect, first, points):
            return None
        if first is not None and first.figure is not None and first.interval is not None:
            top = first.interval.low
            if top is None or top <= 0:
                return None
            if effect.cap is not None and effect.cap > points:
                self.out.over = True
                given = self.makers.given(first.figure)
                return PerStep(
                    given, top, points, above=Const(ZERO), fraction=Fraction.PROPORTIONAL, cap=effect.cap
                )
            return Proportional(self.makers.given(first.figure), Const(ZERO), Const(top), ZERO, points)
        known = [
            each
            for each in self.out.figures
            if each.type == "percent" and figure_name(each.name, each.type).endswith("完成率")
        ]
        if known:
            return Proportional(self.makers.given(known[0]), Const(ZERO), Const(HUNDRED), ZERO, points)
        if re.search("其他(?:单位|乡镇|部门|县|村)|其余(?:单位|乡镇|部门)", self.makers.whole(effect)):
            return None
        figure = Figure("完成率", "percent", (effect.statement.start, effect.statement.end), "%")
        self._insert(figure)
        return Proportional(self.makers.given(figure), Const(ZERO), Const(HUNDRED), ZERO, points)

    def _says_the_same(self, share: Effect, first: Effect | None, points: Decimal) -> bool:
        """“达到95%得10分，不足的按执行率÷95%×10分计算”: the numbers of the formula are those of the award."""
        top = first.interval.low if first is not None and first.interval is not None else None
        return [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", share.verdict.text)] == [
            top,
            points,
        ]

    def _award_by_fact(self, effect: Effect, effects: Sequence[Effect]) -> Line:
        points = effect.points if effect.action is Action.GIVE else self.base
        if points is None:
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return Line("", Const(ZERO))
        share = next(
            (
                other
                for other in effects
                if other.action is Action.SHARE and not self._nearer(other, effect, effects)
            ),
            None,
        )
        if share is not None:
            share.dropped = True
            self._drop(effect)
            of = share if share.figure is not None else None
            return Line("按比例", self._share(share, of, points) or Const(ZERO))
        figure = effect.figure
        if figure is None:
            figure = self.makers.fact(effect)
            self._insert(figure)
        rest = self._rest(effect, effects)
        return Line("", If(self.makers.given(figure), Const(points), rest or Const(ZERO)))

    def _insert(self, figure: Figure) -> None:
        at = next(
            (index for index, other in enumerate(self.out.figures) if other.span > figure.span),
            len(self.out.figures),
        )
        self.out.figures.insert(at, figure)

    def _raised(self, effect: Effect) -> Line:
        assert effect.figure is not None
        return Line("", self._per_step(effect))

    def _per_step(self, effect: Effect) -> PerStep:
        return self.makers.per_step(effect)

    def _drop(self, effect: Effect) -> None:
        effect.dropped = True
        figure = effect.figure
        if figure is not None and not any(
            other.figure is figure and not other.dropped for other in self.resolved.effects
        ):
            self.out.figures = [entry for entry in self.out.figures if entry is not figure]

    def _is_full(self, effect: Effect) -> bool:
        return effect.action is Action.ALL or (
            effect.action is Action.GIVE and effect.points == self.base and self.base is not None
        )


def _without_takes_beneath(effects: list[Effect]) -> list[Effect]:
    """“95%以上加1分，低于90%的扣1分” on no scale: the award and the deduction each stand for themselves."""
    lows = [
        effect.interval.low if effect.interval is not None else None
        for effect in effects
        if effect.kind is Kind.LINE and effect.action is Action.GIVE
    ]
    takes = [effect for effect in effects if effect.kind is Kind.LINE and effect.action is Action.TAKE]
    known = [low for low in lows if low is not None]
    beneath = len(known) == len(lows) > 0 and all(
        take.interval is not None and take.interval.high is not None and take.interval.high <= min(known)
        for take in takes
    )
    if not beneath:
        return effects
    for take in takes:
        if take.interval is not None and take.interval.high == min(known):
            take.interval = replace(take.interval, includes_high=False)
    return [effect for effect in effects if not any(effect is take for take in takes)]
