"""From effects to one rule: what is earned, what is taken from it, where it stops.

Points are exact decimals. A figure that is not reported makes the rule MISSING, as `rules/semantics.md` says;
nothing here earns points by default.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.clauses.awards import BESIDES, ZERO, Composition, is_general_denial
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grading import graded, is_a_value
from kaohe.clauses.graver import lesser_of
from kaohe.clauses.grounds import RATES
from kaohe.clauses.kinds import Kind
from kaohe.clauses.nodes import condition
from kaohe.clauses.opposites import Opposites
from kaohe.clauses.state import HUNDRED
from kaohe.clauses.tiers import taken_node
from kaohe.rules import AnyOf, Const, If, Ledger, Line, Node, Sum, walk
from kaohe.rules.bounds import bounds

_FAULTS = "[未没缺漏]|不(?:及时|到位|符合|规范|全|力|整|洁|合格|落实|清)|违|导致|损坏|脏|污|乱|积存|杂物|滋生"
"""Words of what is held against a unit."""


@dataclass(slots=True)
class Composer(Opposites):
    """The rule of the effects: what is earned, what is taken, where it stops."""

    def run(self) -> Composition:
        effects = self.resolved.effects
        self._signs()
        self._shares_of_points()
        self.out.figures = list(self.resolved.figures)
        self.out.unread = list(self.resolved.unread)
        self.out.doubts = list(self.resolved.doubts)
        scale = graded(effects, self.base)
        if scale is None:
            self._valued()
        if scale is not None:
            self._judged_levels(scale)
        elif self._only_judged():
            self._judged_range()
        else:
            self._scored()
        return self.out

    def _signs(self) -> None:
        """“2分/项” in a column of deductions: the column says which way it goes; where it does not, nobody can know."""
        if self.mode != "adjust":
            return
        for effect in self.resolved.effects:
            if effect.verdict.kind == "own" or effect.verdict.text[:1].isdigit():
                about = f"{self.makers.item}{self.makers.normal.text}{self.makers.beside}"
                own = self.makers.whole(effect)
                if re.search("[加奖]", own) and "扣" not in own:
                    effect.action = Action.GIVE
                elif "扣" in about or re.search(_FAULTS, f"{self.makers.item}{self.makers.beside}{own}"):
                    effect.action = Action.TAKE
                elif not re.search("[加奖]", about):
                    self.resolved.unread.append((effect.verdict.start, effect.verdict.end))

    def _valued(self) -> None:
        """“力度大、成效明显的得1分”, “研究的深度（5分）”: nobody counts that; somebody says how many of the points."""
        for effect in self.resolved.effects:
            figure, full = effect.figure, effect.points if effect.action is Action.GIVE else self.base
            gives = effect.action in (Action.GIVE, Action.ALL) and effect.kind is Kind.FACT
            if not gives or figure is None or full is None or full <= 0 or effect.part is not None:
                continue
            own = effect.verdict.kind == "own"
            if not is_a_value(figure.name, degree=own):
                continue
            effect.action, effect.rewards, effect.points, effect.high = Action.JUDGE, True, ZERO, full
            effect.figure = None
            if not any(other.figure is figure for other in self.resolved.effects):
                self.out.figures = [known for known in self.out.figures if known is not figure]

    def _shares_of_points(self) -> None:
        """“得一半分” as points."""
        for effect in self.resolved.effects:
            if effect.verdict.kind in ("half", "half_taken"):
                tops = [
                    other.points
                    for other in self.resolved.effects
                    if other.figure is effect.figure
                    and other.figure is not None
                    and other.points is not None
                    and other.verdict.kind != "half"
                ]
                of = max(tops) if tops and effect.action is Action.GIVE else self.base
                points = None if of is None else effect.verdict.amounts[0] * of
                exact = points is not None and points == round(points, 4)
                effect.points = points if exact else None
                if effect.points is None:
                    self.failed = True
                    self.resolved.unread.append((effect.statement.start, effect.statement.end))

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
        raises = [
            effect
            for effect in effects
            if effect.action is Action.GIVE and effect.kind is Kind.STEPS and effect.points is not None
        ]
        takes = [effect for effect in effects if effect.action is Action.TAKE]
        start, awards = self._start(awards, takes, effects)
        if start is None:
            self.out.unread += [(effect.statement.start, effect.statement.end) for effect in effects]
            return
        self._apart = start > 0 and bool(awards)
        additions = self._additions(awards, effects)
        filled = bool(raises) and self._fills(additions)
        if not awards:
            additions += self._shares(effects)
        self._first_so_many(raises)
        additions += [self._raised(effect) for effect in raises if not effect.dropped]
        deductions = self._deductions([effect for effect in takes if not effect.dropped])
        deductions += self._judged_parts(effects)
        additions += self._given
        if (
            (start > 0 and (awards or raises))
            or (filled and self.mode == "score")
            or (raises and any(self._is_full(effect) or effect.points == self.base for effect in effects))
        ):
            self.out.over = True
        self._mixed_scales(awards)
        self._filled_by_one(awards, effects)
        self.out.unread += [
            (effect.statement.start, effect.statement.end)
            for effect in effects
            if effect.action is Action.SHARE and not effect.dropped
        ]
        if self._awards_too_much(start, additions):
            self.failed = True
            self.out.unread += [(effect.statement.start, effect.statement.end) for effect in awards]
        rule = None if self.failed else self._ledger(start, deductions, additions)
        self.out.counted = True
        self.out.rule = self._extras(self._voided(rule, effects), effects) if rule is not None else None
        self._keeps_the_lowest(rule)

    def _keeps_the_lowest(self, rule: Node | None) -> None:
        """“最低计至-5分” has its place where points are taken from a start, and nowhere else."""
        lowest = self.resolved.lowest
        if lowest is None or rule is None:
            return
        kept = any(isinstance(node, Ledger) and node.floor == lowest for node in walk(rule))
        least = bounds(rule, {}, {}).low
        if not kept or (least is not None and least > lowest):
            self.out.unread.append((0, 0))

    def _fills(self, additions: Sequence[Line]) -> bool:
        """Whether the awards come to all of the item's points: what is added then goes beyond them."""
        most = [bounds(line.points, {}, {}).high for line in additions]
        known = [high for high in most if high is not None]
        return bool(most) and len(known) == len(most) and sum(known) == self.base

    def _first_so_many(self, raises: Sequence[Effect]) -> None:
        """“每创成1个得1分，超过5个的，每多1个加0.5分”: whether the first ones count on beyond the line is not said."""
        for effect in raises:
            beneath = [
                other
                for other in self.resolved.effects
                if other.action is Action.GIVE and other.kind is Kind.EVENTS and other.figure is effect.figure
            ]
            if beneath and effect.trigger.line is not None:
                self.failed = True
                self.out.unread.append((effect.statement.start, effect.statement.end))

    def _start(
        self, awards: list[Effect], takes: list[Effect], effects: list[Effect]
    ) -> tuple[Decimal | None, list[Effect]]:
        """What the item starts from, and the awards that remain: an award of the full points from which points are
        taken is the start itself."""
        if self.mode != "score" or (not awards and any(effect.action is Action.SHARE for effect in effects)):
            return ZERO, awards
        if self.resolved.start_at is not None:
            return self.resolved.start_at, awards
        voids = [effect for effect in effects if effect.action is Action.NOTHING]
        judges = [effect for effect in effects if effect.action is Action.JUDGE and not effect.rewards]
        full = [effect for effect in awards if self._is_full(effect)]
        partial = [effect for effect in awards if effect not in full]
        detailed = (
            self.base is not None
            and bool(full)
            and sum((effect.points or ZERO for effect in partial), ZERO) == self.base
            and all(effect.kind is Kind.FACT for effect in full)
            and (
                "其中" in self.makers.normal.text
                or all(effect.verdict.kind == "own" for effect in partial)
                or self._announced(full, partial)
            )
        )
        if self._beside(full, partial, takes, effects):
            return ZERO, awards
        shared = any(effect.action is Action.SHARE for effect in effects)
        if shared and full and all(effect.kind is Kind.FACT for effect in full):
            return ZERO, awards  # what the award is worth is earned in proportion, and no start besides
        if full and (detailed or (takes and all(effect.kind in (Kind.FACT, Kind.ALWAYS) for effect in full))):
            for effect in full:
                if self._loses_a_number(effect):
                    self.out.unread.append((effect.statement.start, effect.statement.end))
                self._drop(effect)
            return (
                (ZERO, partial) if detailed and not takes else (self.base if not partial else ZERO, partial)
            )
        for effect in list(full):
            if takes and not partial and self._only_says_all(effect, takes, effects):
                self._drop(effect)
                return self.base, []
        earned = any(
            effect.action is Action.GIVE
            and effect.kind is Kind.STEPS
            and effect.verdict.text.startswith(("得", "计", "记", "给", "赋"))
            for effect in effects
        )
        if earned and not awards and not takes:
            return ZERO, awards
        if not awards or all(effect.rewards for effect in awards):
            if takes or voids or judges:
                return self.base, awards
            return ZERO, awards
        lines = {id(effect.figure) for effect in awards if effect.kind is Kind.LINE}
        own = [effect for effect in takes if id(effect.figure) in lines]
        if (
            takes
            and (not own or all(self._beyond_the_steps(effect, own) for effect in partial))
            and not full
            and partial
            and all(effect.verdict.text.startswith(("加", "奖", "另加", "可加")) for effect in partial)
        ):
            return self.base, awards
        return ZERO, awards

    def _beyond_the_steps(self, award: Effect, takes: Sequence[Effect]) -> bool:
        """“不少于50条，每少5条扣0.5分；超过100条的加1分”: the addition begins above the line of the deductions."""
        low = award.interval.low if award.interval is not None else None
        lines = [take.trigger.line for take in takes if take.figure is award.figure]
        return low is not None and all(line is not None and line < low for line in lines)

    def _announced(self, full: Sequence[Effect], partial: Sequence[Effect]) -> bool:
        """“办公场所建设计2分。有宣传窗计1分，有公开栏计1分”: a sentence of its own says what the parts come to."""
        first = self.resolved.effects[0]
        return (
            len(full) == 1
            and full[0] is first
            and len(partial) > 1
            and all(effect.statement.period != first.statement.period for effect in partial)
        )

    def _beside(
        self, full: list[Effect], partial: list[Effect], takes: Sequence[Effect], effects: Sequence[Effect]
    ) -> bool:
        """“有，并落实，得满分；专职人员占比不达标，扣1分”: facts beside the award, and the award is a fact of its own."""
        if len(full) != 1 or partial or not takes or full[0].kind is not Kind.FACT:
            return False
        award = full[0]
        if award.verdict.kind == "own" or any(
            effect.statement.chunk == award.statement.chunk for effect in takes
        ):
            return False
        costs = sum((effect.points or ZERO for effect in takes), ZERO)
        first = full[0] is effects[0] and all(
            effect.statement.period != full[0].statement.period for effect in takes
        )
        if first and costs == self.base:
            return False
        return all(
            effect.kind is Kind.FACT and not is_general_denial(effect.figure)
            for effect in effects
            if effect is not full[0]
        )

    def _mixed_scales(self, awards: Sequence[Effect]) -> None:
        """“增长5%及以上得3分，增长不到5%但不减少得2分”: a fact with a percentage beside lines in percent is no fact."""
        lined = any(effect.kind is Kind.LINE and effect.trigger.unit in RATES for effect in awards)
        for effect in awards:
            compared = any(
                ground.kind == "COMPARE" and "%" in ground.text for ground in effect.statement.grounds
            )
            if lined and compared and effect.kind is Kind.FACT:
                self.failed = True
                self.out.unread.append((effect.statement.start, effect.statement.end))

    def _filled_by_one(self, awards: Sequence[Effect], effects: Sequence[Effect]) -> None:
        """“推广的加2分；被采用每条加0.2分，加到2分为止”: a limit that one award fills is not a limit of the others too."""
        limit = min(self.resolved.caps) if self.resolved.caps else None
        counted = any(other.kind is Kind.EVENTS and other.action is Action.GIVE for other in effects)
        for effect in awards:
            filled = effect.kind is Kind.FACT and effect.points == limit and self.base is None
            if filled and counted and not self.resolved.highest:
                self.failed = True
                self.out.unread.append((effect.statement.start, effect.statement.end))

    def _awards_too_much(self, start: Decimal, additions: Sequence[Line]) -> bool:
        """Whether awards that each have an end come to more than the item: then they are not to be added."""
        if (
            self.mode != "score"
            or self.base is None
            or len(additions) < 2
            or start > 0
            or self.resolved.caps
            or self.out.over
        ):
            return False
        awards = [effect for effect in self.resolved.effects if effect.action in (Action.GIVE, Action.ALL)]
        if (
            awards
            and all(effect.verdict.text.startswith(BESIDES) for effect in awards[1:])
            and self._is_full(awards[0])
        ):
            self.out.over = True
            return False
        most = [bounds(line.points, {}, {}).high for line in additions]
        return (
            all(high is not None for high in most)
            and sum(high for high in most if high is not None) > self.base
        )

    def _loses_a_number(self, award: Effect) -> bool:
        """“镇不少于8场，街道不少于6场，达到的得2分；每少1场扣…”: numbers of an award that nothing else takes up."""
        compared = [ground for ground in award.statement.grounds if ground.kind == "COMPARE"]
        numbers = {
            Decimal(number) for ground in compared for number in re.findall(r"\d+(?:\.\d+)?", ground.text)
        } - {HUNDRED, Decimal(1)}
        units = {ground.text[-1] for ground in compared}
        used = {effect.trigger.line for effect in self.resolved.effects if effect.trigger.line is not None}
        steps = {effect.trigger.unit[-1:] for effect in self.resolved.effects if effect.action is Action.TAKE}
        return bool(numbers - used) and bool(units & steps)

    def _only_says_all(self, award: Effect, takes: Sequence[Effect], effects: Sequence[Effect]) -> bool:
        """“持证率100%得5分，每有1人无证扣1分”: all of them is what the deductions start from."""
        whole = award.kind is Kind.LINE and award.interval is not None and award.interval.low == HUNDRED
        apart = all(effect.figure is not award.figure and effect.kind is Kind.EVENTS for effect in takes)
        counted = [effect.figure for effect in takes]
        return (
            whole
            and apart
            and all(
                effect is award
                or effect in takes
                or (effect.action is Action.NOTHING and any(effect.figure is one for one in counted))
                for effect in effects
            )
        )

    def _deductions(self, takes: Sequence[Effect]) -> list[Line]:
        lines: list[Line] = []
        done: set[int] = set()
        graver = self._graver(takes)
        for effect in takes:
            figure = effect.figure
            if any(effect is other for other in graver.values()):
                continue
            if figure is None or effect.points is None:
                self.out.unread.append((effect.statement.start, effect.statement.end))
            elif effect.kind in (Kind.EVENTS, Kind.STEPS):
                lines.append(Line("", self._per_step(effect)))
            elif effect.kind in (Kind.LINE, Kind.RANK):
                if id(figure) not in done:
                    done.add(id(figure))
                    own = [other for other in takes if other.figure is figure and other.kind is effect.kind]
                    lines.append(Line("", taken_node(figure, own, self.makers)))
            else:
                node = If(condition(effect, self.makers), Const(effect.points), Const(ZERO))
                worse = graver.get(id(effect))
                if worse is not None and worse.points is not None:
                    node = If(condition(worse, self.makers), Const(worse.points), node)
                lines.append(Line("", node))
        return lines

    def _graver(self, takes: Sequence[Effect]) -> dict[int, Effect]:
        """“被曝光扣2分，情节严重扣5分”: the graver case by the lesser one whose place it takes; told where the lesser one is counted."""
        found: dict[int, Effect] = {}
        for effect in takes:
            lesser = lesser_of(effect, takes)
            if lesser is None:
                continue
            span = effect.statement.start, effect.statement.end
            if lesser.kind is Kind.FACT and id(lesser) not in found:
                found[id(lesser)] = effect
                self.out.doubts.append((f"从重的扣{effect.points}分，不再另扣{lesser.points}分", span))
            else:
                self.out.unread.append(span)
        return found

    def _ledger(self, start: Decimal, deductions: list[Line], additions: list[Line]) -> Node | None:
        cap = min(self.resolved.caps) if self.resolved.caps else None
        floor: Decimal | None = ZERO
        if self.resolved.lowest is not None:
            self.out.under = True
        if self.resolved.below_zero or self.mode == "adjust" or (self.mode == "bonus" and deductions):
            floor = None
            self.out.under = True
        spent = self.resolved.when_spent if start > 0 and deductions else None
        if spent:
            self.out.under = True
        if self.resolved.lowest is not None:
            floor = self.resolved.lowest
        if cap is not None and deductions and not additions:
            floor, cap = self._capped_deductions(start, cap, floor), None
        if self.resolved.extra_cap is not None and start > 0 and additions:
            cap, self.out.over = start + self.resolved.extra_cap, True
        elif cap is not None and start > 0:
            cap = start + cap if cap != start else None
        if self.resolved.start_at is not None and start == self.resolved.start_at:
            cap = self.base
            self.out.over = False
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
        exempt = [
            effect for effect in effects if effect.action is Action.EXEMPT and effect.figure is not None
        ]
        if conditions:
            rule = self._void(rule, conditions)
        for effect in exempt:
            if self.base is not None:
                rule = If(condition(effect, self.makers), Const(self.base), rule)
        return rule

    def _void(self, rule: Node, conditions: Sequence[Node]) -> Node:
        return If(conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions)), Const(ZERO), rule)

    def _extras(self, rule: Node, effects: Sequence[Effect]) -> Node:
        extras = [effect for effect in effects if effect.action is Action.EXTRA and effect.figure is not None]
        loose = [effect for effect in effects if effect.action is Action.EXTRA and effect.figure is None]
        self.out.unread += [(effect.statement.start, effect.statement.end) for effect in loose]
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
