"""From effects to one rule: what is earned, what is taken from it, where it stops.

Points are exact decimals. A figure that is not reported makes the rule MISSING, as `rules/semantics.md` says;
nothing here earns points by default.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grading import Graded, graded
from kaohe.clauses.nodes import Makers, condition, line_condition, minus
from kaohe.clauses.resolve import Resolved
from kaohe.clauses.tiers import award_node, taken_node
from kaohe.clauses.triggers import Interval, Kind
from kaohe.rules.bounds import bounds
from kaohe.rules import AnyOf, Const, If, Ledger, Level, Line, Node, PerStep, PickOne, Proportional, Sum

ZERO = Decimal(0)
HUNDRED = Decimal(100)


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


@dataclass(slots=True)
class Composer:
    """`base`: full points of the item (or of the part of it), None where not stated. `mode`: score, bonus or adjust."""

    resolved: Resolved
    makers: Makers
    base: Decimal | None
    mode: str
    failed: bool = False
    _given: list[Line] = field(default_factory=list)
    out: Composition = field(default_factory=Composition)

    def run(self) -> Composition:
        effects = self.resolved.effects
        self._shares_of_points()
        self.out.figures = list(self.resolved.figures)
        self.out.unread = list(self.resolved.unread)
        self.out.doubts = list(self.resolved.doubts)
        scale = graded(effects, self.base)
        if scale is not None:
            self._judged_levels(scale)
        elif self._only_judged():
            self._judged_range()
        else:
            self._scored()
        return self.out

    def _shares_of_points(self) -> None:
        """“得一半分” as points."""
        for effect in self.resolved.effects:
            if effect.verdict.kind in ("half", "half_taken"):
                tops = [
                    other.points for other in self.resolved.effects
                    if other.figure is effect.figure and other.figure is not None and other.points is not None and other.verdict.kind != "half"
                ]
                of = max(tops) if tops and effect.action is Action.GIVE else self.base
                points = None if of is None else effect.verdict.amounts[0] * of
                exact = points is not None and points == round(points, 4)
                effect.points = points if exact else None
                if effect.points is None:
                    self.failed = True
                    self.resolved.unread.append((effect.statement.start, effect.statement.end))

    # -- a person decides -------------------------------------------------------------------------------------------

    def _judged_levels(self, scale: Graded) -> None:
        self.out.judged = True
        self.out.figures = []
        self.out.levels = scale.levels
        self.out.rule = self.makers.by_level(scale.levels)

    def _only_judged(self) -> bool:
        """Whether nothing is counted: 得4分，推进不力的酌情扣分; 有较强影响力得3-4分 … 无影响力不得分."""
        effects = self.resolved.effects
        judges = [effect for effect in effects if effect.action is Action.JUDGE]
        full = [effect for effect in effects if self._is_full(effect) and effect.kind is not Kind.LINE]
        if judges and all(judge.rewards and judge.high is not None for judge in judges):
            full += [effect for effect in effects if effect.action is Action.NOTHING and effect.kind is Kind.FACT]
        return bool(judges) and len(judges) + len(full) == len(effects)

    def _is_full(self, effect: Effect) -> bool:
        return effect.action is Action.ALL or (
            effect.action is Action.GIVE and effect.points == self.base and self.base is not None
        )

    def _judged_range(self) -> None:
        self.out.judged = True
        self.out.figures = []
        judges = [effect for effect in self.resolved.effects if effect.action is Action.JUDGE]
        low, high = ZERO, self.base if self.base is not None else (self.resolved.caps or [None])[0]
        for judge in judges:
            if judge.high is not None and len(judges) == 1:
                low, high = self._range_of(judge)
        if len(self.resolved.effects) > len(judges) and all(judge.rewards for judge in judges) and self.base is not None:
            low, high = ZERO, self.base
        if len(judges) > 1 and all(judge.rewards and judge.high is not None for judge in judges):
            high = max(judge.high for judge in judges if judge.high is not None)
        if high is None:
            return
        if self.mode == "adjust" and low >= 0 and not judges[0].rewards:
            low, high = -high, -low
        self.out.range = (low, high)
        if low < high:
            self.out.rule = self.makers.discretion(low, high)

    def _range_of(self, judge: Effect) -> tuple[Decimal, Decimal]:
        low, high = judge.points or ZERO, judge.high or ZERO
        taking = not judge.rewards
        if self.mode == "score" and taking and self.base is not None:
            return max(ZERO, self.base - high), self.base
        return low, high

    # -- figures decide ---------------------------------------------------------------------------------------------

    def _scored(self) -> None:
        effects = [effect for effect in self.resolved.effects if not effect.dropped]
        if not effects:
            return
        self._drop_opposites(effects)
        effects = [effect for effect in effects if not effect.dropped]
        awards = [
            effect
            for effect in effects
            if effect.action in (Action.GIVE, Action.ALL) and effect.kind is not Kind.STEPS
        ]
        raises = [effect for effect in effects if effect.action is Action.GIVE and effect.kind is Kind.STEPS]
        takes = [effect for effect in effects if effect.action is Action.TAKE]
        start, awards = self._start(awards, takes, effects)
        if start is None:
            self.out.unread += [(effect.statement.start, effect.statement.end) for effect in effects]
            return
        additions = self._additions(awards, effects)
        if not awards and not takes:
            additions += self._shares(effects)
        additions += [self._raised(effect) for effect in raises if not effect.dropped]
        deductions = self._deductions([effect for effect in takes if not effect.dropped])
        deductions += self._judged_parts(effects)
        additions += self._given
        if (start > 0 and (awards or raises)) or (raises and any(self._is_full(effect) for effect in awards)):
            self.out.over = True
        rule = None if self.failed else self._ledger(start, deductions, additions)
        self.out.counted = True
        self.out.rule = self._extras(self._voided(rule, effects), effects) if rule is not None else None

    def _start(
        self, awards: list[Effect], takes: list[Effect], effects: list[Effect]
    ) -> tuple[Decimal | None, list[Effect]]:
        """What the item starts from, and the awards that remain: an award of the full points from which points are
        taken is the start itself."""
        if self.mode != "score":
            return ZERO, awards
        voids = [effect for effect in effects if effect.action is Action.NOTHING]
        judges = [effect for effect in effects if effect.action is Action.JUDGE and not effect.rewards]
        full = [effect for effect in awards if self._is_full(effect)]
        partial = [effect for effect in awards if effect not in full]
        detailed = (
            self.base is not None
            and bool(full)
            and sum((effect.points or ZERO for effect in partial), ZERO) == self.base
            and all(effect.kind is Kind.FACT for effect in full)
        )
        if self._beside(full, partial, takes, effects):
            return ZERO, awards
        if full and (detailed or (takes and all(effect.kind in (Kind.FACT, Kind.ALWAYS) for effect in full))):
            for effect in full:
                self._drop(effect)
            return (
                (ZERO, partial) if detailed and not takes else (self.base if not partial else ZERO, partial)
            )
        for effect in list(full):
            if takes and not partial and self._only_says_all(effect, takes, effects):
                self._drop(effect)
                return self.base, []
        if not awards or all(effect.rewards for effect in awards):
            if takes or voids or judges:
                return self.base, awards
            return ZERO, awards
        lines = {id(effect.figure) for effect in awards if effect.kind is Kind.LINE}
        own = [effect for effect in takes if id(effect.figure) in lines]
        others = [effect for effect in takes if effect not in own]
        if (
            others
            and not own
            and not full
            and partial
            and all(effect.verdict.text.startswith(("加", "奖", "另加", "可加")) for effect in partial)
        ):
            return self.base, awards
        return ZERO, awards

    def _beside(self, full: list[Effect], partial: list[Effect], takes: Sequence[Effect], effects: Sequence[Effect]) -> bool:
        """“有，并落实，得满分；专职人员占比不达标，扣1分”: facts beside the award, and the award is a fact of its own."""
        if len(full) != 1 or partial or not takes or full[0].kind is not Kind.FACT:
            return False
        return all(effect.kind is Kind.FACT and not is_general_denial(effect.figure) for effect in effects if effect is not full[0])

    def _only_says_all(self, award: Effect, takes: Sequence[Effect], effects: Sequence[Effect]) -> bool:
        """“持证率100%得5分，每有1人无证扣1分”: all of them is what the deductions start from."""
        whole = award.kind is Kind.LINE and award.interval is not None and award.interval.low == HUNDRED
        apart = all(effect.figure is not award.figure and effect.kind is Kind.EVENTS for effect in takes)
        return whole and apart and all(effect is award or effect in takes for effect in effects)

    def _drop(self, effect: Effect) -> None:
        effect.dropped = True
        figure = effect.figure
        if figure is not None and not any(
            other.figure is figure and not other.dropped for other in self.resolved.effects
        ):
            self.out.figures = [entry for entry in self.out.figures if entry is not figure]

    def _drop_opposites(self, effects: Sequence[Effect]) -> None:
        """“按时报送得2分，未报送不得分”: the second says no more than that the first does not hold."""
        previous: Effect | None = None
        takes = any(effect.action is Action.TAKE for effect in effects)
        for effect in effects:
            if effect.action is Action.NOTHING and effect.kind is Kind.OTHERWISE:
                effect.dropped = True
            if effect.action is Action.NOTHING and effect.kind is Kind.FACT and previous is not None:
                award = previous.action in (Action.GIVE, Action.ALL) and previous.kind in (
                    Kind.FACT,
                    Kind.LINE,
                )
                occurs = effect.figure is not None and bool(_OCCURS.match(effect.figure.name))
                if award and (is_general_denial(effect.figure) or (not takes and not occurs)):
                    self._drop(effect)
                    continue
                if occurs and self._is_full(previous) and previous.kind is Kind.FACT:
                    self._drop(previous)
            if effect.action is Action.NOTHING and effect.kind is Kind.LINE and previous is not None:
                apart = previous.figure is not effect.figure and previous.kind is Kind.FACT
                if apart and self._is_full(previous) and previous.action in (Action.GIVE, Action.ALL):
                    self._drop(previous)
            previous = effect

    def _additions(self, awards: Sequence[Effect], effects: Sequence[Effect]) -> list[Line]:
        lines: list[Line] = []
        done: set[int] = set()
        for effect in awards:
            if effect.kind in (Kind.LINE, Kind.RANK) and effect.figure is not None:
                if id(effect.figure) not in done:
                    done.add(id(effect.figure))
                    lines.append(self._award_by_line(effect, effects))
            elif effect.kind is Kind.EVENTS and effect.figure is not None:
                lines.append(Line(effect.figure.name, self._per_step(effect)))
            elif effect.kind is Kind.FACT:
                lines.append(self._award_by_fact(effect, effects))
            else:
                self.out.unread.append((effect.statement.start, effect.statement.end))
        return self._one_of(lines, awards)

    def _one_of(self, lines: list[Line], awards: Sequence[Effect]) -> list[Line]:
        """Facts of which only the best counts: by the clause's word (就高不就低), or because together they would exceed the item."""
        facts = len(lines) > 1 and all(effect.kind is Kind.FACT for effect in awards)
        total = sum((effect.points or ZERO for effect in awards), ZERO)
        beyond = not any(effect.rewards for effect in awards) and self.mode == "score" and self.base is not None and total > self.base and not self.resolved.caps
        if facts and (self.resolved.highest or beyond):
            return [Line("就高", PickOne(tuple(line.points for line in lines)))]
        return lines

    def _award_by_line(self, first: Effect, effects: Sequence[Effect]) -> Line:
        assert first.figure is not None
        own = [effect for effect in effects if effect.figure is first.figure and not effect.dropped]
        rest = self._rest(first, effects)
        node, used = award_node(first.figure, own, rest, self.makers, self.base)
        if node is None:
            self.failed = True
            self.out.unread += [(effect.statement.start, effect.statement.end) for effect in own]
            return Line(first.figure.name, Const(ZERO))
        for effect in used:
            effect.dropped = True
        return Line(first.figure.name, node)

    def _rest(self, first: Effect, effects: Sequence[Effect]) -> Node | None:
        """What “否则” or “未完成的，按比例得分” gives where the line is not reached."""
        at = list(effects).index(first)
        for effect in effects[at + 1 :]:
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
                return Const(max(ZERO, (first.points or self.base or ZERO) - effect.points))
            judged = effect.action is Action.JUDGE and (
                effect.kind is Kind.OTHERWISE or is_general_denial_text(self.makers.words(effect))
            )
            if judged and first.action in (Action.GIVE, Action.ALL):
                effect.dropped = True
                self.out.judged = True
                high = first.points or self.base
                assert high is not None
                self.out.range = (ZERO, high)
                return self.makers.discretion(ZERO, high)
        return None

    def _nearer(self, share: Effect, award: Effect, effects: Sequence[Effect]) -> bool:
        """Whether another award stands in the sentence of the share."""
        return any(
            effect is not award and effect.statement.sentence == share.statement.sentence and effect.action in (Action.GIVE, Action.ALL)
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
        if (
            first is not None
            and first.figure is not None
            and first.interval is not None
        ):
            top = first.interval.low
            if top is None or top <= 0:
                return None
            return Proportional(self.makers.given(first.figure), Const(ZERO), Const(top), ZERO, points)
        figure = Figure("完成率", "percent", (effect.statement.start, effect.statement.end), "%")
        self._insert(figure)
        return Proportional(self.makers.given(figure), Const(ZERO), Const(HUNDRED), ZERO, points)

    def _award_by_fact(self, effect: Effect, effects: Sequence[Effect]) -> Line:
        points = effect.points if effect.action is Action.GIVE else self.base
        if points is None:
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return Line("", Const(ZERO))
        share = next((other for other in effects if other.action is Action.SHARE and not self._nearer(other, effect, effects)), None)
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
        return Line(figure.name, If(self.makers.given(figure), Const(points), rest or Const(ZERO)))

    def _insert(self, figure: Figure) -> None:
        at = next(
            (index for index, other in enumerate(self.out.figures) if other.span > figure.span),
            len(self.out.figures),
        )
        self.out.figures.insert(at, figure)

    def _raised(self, effect: Effect) -> Line:
        assert effect.figure is not None
        return Line(effect.figure.name, self._per_step(effect))

    def _per_step(self, effect: Effect) -> PerStep:
        return self.makers.per_step(effect)

    def _deductions(self, takes: Sequence[Effect]) -> list[Line]:
        lines: list[Line] = []
        done: set[int] = set()
        for effect in takes:
            figure = effect.figure
            if figure is None or effect.points is None:
                self.out.unread.append((effect.statement.start, effect.statement.end))
            elif effect.kind in (Kind.EVENTS, Kind.STEPS):
                lines.append(Line(figure.name, self._per_step(effect)))
            elif effect.kind in (Kind.LINE, Kind.RANK):
                if id(figure) not in done:
                    done.add(id(figure))
                    own = [other for other in takes if other.figure is figure and other.kind is effect.kind]
                    lines.append(Line(figure.name, taken_node(figure, own, self.makers)))
            else:
                lines.append(
                    Line(figure.name, If(condition(effect, self.makers), Const(effect.points), Const(ZERO)))
                )
        return lines

    def _judged_parts(self, effects: Sequence[Effect]) -> list[Line]:
        """A person's share in an item that is otherwise counted: 资料不齐全的酌情扣分."""
        lines: list[Line] = []
        for effect in effects:
            if effect.action is not Action.JUDGE or effect.dropped:
                continue
            self.out.judged = True
            if effect.rewards and effect.high is None and any(other.action is Action.GIVE for other in effects):
                words = (effect.statement.start, effect.statement.end)
                self.out.doubts.append(("后面写明了怎么加分，按写明的计", words))
                continue
            if effect.rewards and effect.high is not None and self.mode == "score":
                node = self.makers.discretion(ZERO, effect.high)
                self.out.decided.append(node)
                self._given.append(Line(self.makers.words(effect) or "评定", node))
                continue
            if effect.rewards:
                self.out.unread.append((effect.statement.start, effect.statement.end))
                continue
            high = effect.high or self.base
            if high is None:
                self.out.unread.append((effect.statement.start, effect.statement.end))
                continue
            low = effect.points if effect.high is not None and effect.points else ZERO
            self.out.range = self.out.range or (ZERO, high)
            lines.append(
                Line(self.makers.words(effect) or "酌情", self.makers.discretion(low, high, taken=True))
            )
        return lines

    def _ledger(self, start: Decimal, deductions: list[Line], additions: list[Line]) -> Node | None:
        cap = min(self.resolved.caps) if self.resolved.caps else None
        floor: Decimal | None = ZERO
        if self.resolved.below_zero or self.mode == "adjust" or (self.mode == "bonus" and deductions):
            floor = None
            self.out.under = True
        spent = self.resolved.when_spent if start > 0 and deductions else None
        if spent:
            self.out.under = True
        if cap is not None and deductions and not additions:
            floor, cap = self._capped_deductions(start, cap, floor), None
        if cap is not None and start > 0:
            cap = start + cap if cap != start else None
        if not deductions and not additions:
            return (
                Const(start)
                if any(effect.action is Action.NOTHING for effect in self.resolved.effects)
                else None
            )
        if len(additions) == 1 and not deductions and start == 0 and cap is None and not spent:
            return additions[0].points
        return Ledger(start, tuple(deductions), tuple(additions), floor, cap, spent or ZERO)

    def _capped_deductions(self, start: Decimal, cap: Decimal, floor: Decimal | None) -> Decimal | None:
        lowest = start - cap
        return lowest if floor is None or lowest > floor else floor

    def _voided(self, rule: Node, effects: Sequence[Effect]) -> Node:
        voids = [
            effect
            for effect in effects
            if effect.action is Action.NOTHING and not effect.dropped and effect.figure is not None
        ]
        conditions = [condition(effect, self.makers) for effect in voids]
        exempt = [effect for effect in effects if effect.action is Action.EXEMPT and effect.figure is not None]
        if conditions:
            rule = self._void(rule, conditions)
        for effect in exempt:
            if self.base is not None:
                rule = If(condition(effect, self.makers), Const(self.base), rule)
        return rule

    def _void(self, rule: Node, conditions: Sequence[Node]) -> Node:
        return If(conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions)), Const(ZERO), rule)

    def _extras(self, rule: Node, effects: Sequence[Effect]) -> Node:
        extras = [effect for effect in effects if effect.action is Action.EXTRA]
        if not extras:
            return rule
        self.out.under = True
        lines = tuple(
            Line(
                effect.figure.name if effect.figure else "",
                If(condition(effect, self.makers), Const(effect.points or ZERO), Const(ZERO)),
            )
            for effect in extras
        )
        return Sum((rule, Ledger(ZERO, lines, (), None)))


_GENERAL = ("不符合", "未达到", "达不到", "未完成", "没有完成", "没完成", "不达标", "未达标", "不合格", "未按要求", "没有", "未开展", "没有开展", "未落实", "不满足", "未实现", "不满意", "不具备", "未做到", "未建立", "无")  # fmt: skip


_OCCURS = re.compile("出现|发生|有(?!效)|存在|发现|被|擅自|违反|违规|弄虚作假|造成|因|受到|瞒报|虚报")


def is_general_denial(figure: Figure | None) -> bool:
    """Whether the name only says that what was asked is not so (不符合要求的, 未完成的)."""
    return figure is not None and is_general_denial_text(figure.name)


def is_general_denial_text(name: str) -> bool:
    return name.startswith(_GENERAL) and len(name) <= 9


def compose(resolved: Resolved, makers: Makers, base: Decimal | None, mode: str) -> Composition:
    """The rule of a clause: of its parts, each with points of its own, where it has several; else of the whole."""
    makers.fraction = resolved.fraction
    parts = (sections_of(resolved, base) or parts_of(resolved, base)) if mode == "score" else None
    if parts is None:
        resolved.caps += resolved.sections.values() if len(resolved.sections) == 1 else ()
        return Composer(resolved, makers, base, mode).run()
    done = together([within(Composer(part, makers, points, mode).run(), points) for part, points in parts])
    done.unread += resolved.unread
    done.doubts += resolved.doubts
    if resolved.unread:
        done.rule = None
    return done


def within(done: Composition, points: Decimal) -> Composition:
    """A part that cannot earn more than it is worth: “每建1个得1分（3分）”."""
    if done.rule is None or done.over:
        return done
    most = bounds(done.rule, {}, {}).high
    if most is None or most > points:
        done.rule = Ledger(ZERO, (), (Line("", done.rule),), None if done.under else ZERO, points)
    return done


def together(parts: Sequence[Composition]) -> Composition:
    """Several parts as one: the sum of their rules, where each has one."""
    whole = Composition()
    for done in parts:
        whole.unread += done.unread
        whole.doubts += done.doubts
        whole.figures += [figure for figure in done.figures if not any(figure is other for other in whole.figures)]
        whole.judged |= done.judged
        whole.counted |= done.counted
        whole.under |= done.under
        whole.over |= done.over
        whole.range = whole.range or done.range
        whole.decided += done.decided
    whole.figures.sort(key=lambda figure: figure.span)
    rules = [done.rule for done in parts if done.rule is not None]
    if len(rules) == len(parts):
        whole.rule = Sum(tuple(rules))
    else:
        whole.unread = whole.unread or [(0, 0)]
    for done in parts:
        if not done.counted and done.rule is not None:
            whole.decided.append(done.rule)
    return whole


Part = tuple[Resolved, Decimal]


def sections_of(resolved: Resolved, base: Decimal | None) -> list[Part] | None:
    """Entries with a limit of their own (服务内容：最高得20分。其中…), where the limits make up the item's points."""
    if not resolved.sections or base is None:
        return None
    chunks: dict[int, list[Effect]] = {}
    for effect in resolved.effects:
        chunks.setdefault(effect.statement.chunk, []).append(effect)
    parts = []
    for chunk, effects in chunks.items():
        limit = resolved.sections.get(chunk)
        if limit is None:
            limit = sum((effect.points or ZERO for effect in effects if effect.action is Action.GIVE), ZERO)
        parts.append((_part(resolved, effects), limit))
    return parts if sum(limit for _, limit in parts) == base and len(parts) > 1 else None


def parts_of(resolved: Resolved, base: Decimal | None) -> list[Part] | None:
    """The parts of a clause that carry points of their own, each an award and what is taken from it; None where it is one whole.

    The points of the parts make up the item's; what follows the last award and has none keeps what is left.
    """
    if resolved.highest or resolved.caps:
        return None
    groups = _groups(resolved.effects)
    if not groups or (len(groups) == 1 and groups[0][1] is None) or any(points is None for _, points in groups[:-1]):
        return None
    if not any(_needs_its_own(group) for group, _ in groups):
        return None
    known = [points for _, points in groups if points is not None]
    lines = [id(group[0].figure) for group, _ in groups if group[0].kind is Kind.LINE]
    if len(set(lines)) < len(lines):
        return None
    total = sum(known, ZERO)
    if groups[-1][1] is None:
        if base is None or total >= base:
            return None
        return [(_part(resolved, group), points if points is not None else base - total) for group, points in groups]
    if base is not None and total < base:
        return _with_the_rest(resolved, groups, base - total)
    if len(groups) < 2 or (base is not None and total != base):
        return None
    return [(_part(resolved, group), points) for group, points in groups if points is not None]


def _groups(effects: Sequence[Effect]) -> list[tuple[list[Effect], Decimal | None]]:
    """Effects in runs: an award begins one, points in brackets behind an effect end one."""
    groups: list[tuple[list[Effect], Decimal | None]] = []
    closed = True
    for effect in effects:
        if _heads_a_part(effect):
            groups.append(([effect], effect.points))
            closed = False
        elif closed:
            groups.append(([effect], None))
            closed = False
        else:
            groups[-1][0].append(effect)
        if effect.part is not None:
            run, points = groups[-1]
            groups[-1] = (run, points if points is not None else effect.part)
            closed = True
    return groups


def _needs_its_own(group: Sequence[Effect]) -> bool:
    """Whether the run is more than a plain award, so that it must be kept apart from the others."""
    shared = group[0].action is Action.SHARE or any(effect.action is Action.SHARE and effect.part is not None for effect in group)
    return shared or any(effect.action in (Action.TAKE, Action.JUDGE) for effect in group[1:])


def _with_the_rest(
    resolved: Resolved, groups: list[tuple[list[Effect], Decimal | None]], rest: Decimal
) -> list[Part] | None:
    """The last sentences, which have no award of their own, share what the awards leave."""
    last = groups[-1][0]
    cut = next(
        (
            index
            for index, effect in enumerate(last)
            if effect.statement.sentence != last[0].statement.sentence and effect.figure is not last[0].figure
        ),
        None,
    )
    if cut is None:
        return None
    parts = [(group, points) for group, points in groups[:-1]]
    parts += [(last[:cut], groups[-1][1]), (last[cut:], rest)]
    return [(_part(resolved, group), points) for group, points in parts if points is not None]


def _heads_a_part(effect: Effect) -> bool:
    return effect.action is Action.GIVE and effect.kind in (Kind.FACT, Kind.LINE) and not effect.rewards and effect.interval is None or (
        effect.action is Action.GIVE and effect.kind is Kind.LINE and not effect.rewards
    )


def _part(resolved: Resolved, group: list[Effect]) -> Resolved:
    figures = [figure for figure in resolved.figures if any(figure is effect.figure or figure is effect.base or figure in effect.also for effect in group)]
    return Resolved(group, figures, floor=resolved.floor, below_zero=resolved.below_zero)
