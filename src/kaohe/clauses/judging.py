"""What a person decides: levels, a range of points, a share in an item that is otherwise counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.clauses.awards import ZERO, Awards
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grading import Graded, names_a_level
from kaohe.clauses.kinds import Kind
from kaohe.rules import Line


@dataclass(slots=True)
class Judging(Awards):
    """The parts of a rule that wait for somebody's word."""

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
            full += [
                effect for effect in effects if effect.action is Action.NOTHING and effect.kind is Kind.FACT
            ]
            top = max(judge.high for judge in judges if judge.high is not None)
            full += [
                effect
                for effect in effects
                if effect.action is Action.GIVE
                and effect.kind is Kind.FACT
                and effect not in full
                and names_a_level(effect)
                and effect.points is not None
                and effect.points < top
            ]
        return bool(judges) and len(judges) + len(full) == len(effects)

    def _judged_range(self) -> None:
        self.out.judged = True
        self.out.figures = []
        judges = [effect for effect in self.resolved.effects if effect.action is Action.JUDGE]
        low = ZERO
        high: Decimal | None = self.base if self.base is not None else next(iter(self.resolved.caps), None)
        for judge in judges:
            if judge.high is not None and len(judges) == 1:
                low, high = self._range_of(judge)
        if (
            len(self.resolved.effects) > len(judges)
            and all(judge.rewards for judge in judges)
            and self.base is not None
        ):
            low, high = ZERO, self.base
        if len(judges) > 1 and all(judge.rewards and judge.high is not None for judge in judges):
            high = max(judge.high for judge in judges if judge.high is not None)
            given = [each.points for each in self.resolved.effects if each.action is Action.GIVE]
            high = max([high, *(points for points in given if points is not None)])
            if all(judge.verdict.kind == "own" for judge in judges):  # parts, each with points of its own
                high = sum((judge.high for judge in judges if judge.high is not None), ZERO)
        if high is None:
            return
        for judge in judges:
            asked = judge.high if judge.high is not None else high
            each = judge.high is not None and any(
                ground.kind in ("EACH", "EACH_UNIT") for ground in judge.statement.grounds
            )
            beyond = self.base is not None and asked > self.base
            beside = len(judges) > 1 and judge.high is not None
            if judge.rewards and judge.high is not None and beyond and self.mode == "score":
                self.out.unread.append((judge.statement.start, judge.statement.end))
            alone = self.mode == "score" and (each or beyond)
            if not judge.rewards and (alone or beside):
                self.out.unread.append((judge.statement.start, judge.statement.end))
        if self.mode == "adjust" and low >= 0 and not judges[0].rewards:
            low, high = -high, -low
        self.out.range = (low, high)
        if low < high:
            gifts = self.mode == "bonus" and low > 0
            self.out.rule = self.makers.discretion(low, high, or_none=gifts)

    def _range_of(self, judge: Effect) -> tuple[Decimal, Decimal]:
        low, high = judge.points or ZERO, judge.high or ZERO
        taking = not judge.rewards
        if self.mode == "score" and taking and self.base is not None:
            return max(ZERO, self.base - high), self.base
        return low, high

    def _judged_parts(self, effects: Sequence[Effect]) -> list[Line]:
        """A person's share in an item that is otherwise counted: 资料不齐全的酌情扣分."""
        lines: list[Line] = []
        for effect in effects:
            if effect.action is not Action.JUDGE or effect.dropped:
                continue
            self.out.judged = True
            stated = any(other.action is Action.GIVE for other in effects) or (
                effect is effects[0]
                and "酌情" not in effect.verdict.text
                and any(other.action is Action.TAKE for other in effects)
            )
            if effect.rewards and effect.high is None and stated:
                words = (effect.statement.start, effect.statement.end)
                self.out.doubts.append(("后面写明了怎么计分，按写明的计", words))
                continue
            if effect.rewards and effect.high is not None and self.mode == "score":
                node = self.makers.discretion(ZERO, effect.high)
                self.out.decided.append(node)
                self._given.append(Line(self.makers.words(effect) or "评定", node))
                continue
            if effect.rewards and effect.high is not None and self.mode in ("bonus", "adjust"):
                node = self.makers.discretion(effect.points or ZERO, effect.high, or_none=True)
                self.makers.optional.append(node.measure)
                self.out.range = self.out.range or (effect.points or ZERO, effect.high)
                self._given.append(Line(self.makers.words(effect) or "评定", node))
                continue
            void = all(other is effect or other.action is Action.NOTHING for other in effects)
            if (
                effect.rewards
                and effect.high is None
                and void
                and self.base is not None
                and self.mode == "score"
            ):
                # “未建立制度的不得分；根据执行情况综合评分”
                self.out.range = (ZERO, self.base)
                node = self.makers.discretion(ZERO, self.base)
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
