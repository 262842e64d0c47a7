"""Statements that only say the opposite of an award before them, and those that look so and are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaohe.clauses.awards import is_general_denial
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.judging import Judging
from kaohe.clauses.kinds import Kind
from kaohe.clauses.naming import is_general_denial_text, likeness

_OCCURS = re.compile(
    "(?:经|在|被)?[^，。]{0,6}(?:核实|检查中|查实|督查中)[^，。]{0,24}(?:出现|发生|存在|发现|有)|出现|发生|有(?!效)|存在|发现|被|擅自|违反|违规|弄虚作假|造成|因|受到|瞒报|虚报"
)
_NONE_OF_THEM = re.compile("(?:上述|以上)[^，。；]{0,6}[均都][不未没无]")
_WAYS = (
    ("延长", "增加", "上升", "提高", "增长", "上浮", "升高", "增多", "反弹"),
    ("缩短", "下降", "降低", "减少", "下浮", "回落"),
)
_LEVEL = ("持平", "不变", "无变化")
_MOVED = re.compile(
    f"(?:(?:比|较|与|同)?(?:上年|去年|上1年|同期|上年同期|去年同期|上月|上期|上季度?)(?:相比)?|同比|环比|反而?|不[增减升降]反)*"
    f"(?:(?:{'|'.join(_LEVEL)})(?:或者?|、|和))?(?P<how>{'|'.join((*_WAYS[0], *_WAYS[1], *_LEVEL))})(?:(?:或者?|、|和)(?:{'|'.join(_LEVEL)}))?了?(?:的|者)?，?"
)
"""比上年延长的, 同比持平的: nothing but a movement."""
ALIKE = 5
"""Two names that have a word in common: a pair of characters and two more."""


_PAST = re.compile(
    "(?P<above>超过|超出|超标|突破|高于|大于|多于)|(?:低于|不足|少于|小于|达不到|未达到?|不到)"
)


def _past_it(effect: Effect, award: Effect | None) -> bool:
    """“不超过30%得5分，超过的不得分”: the other side of the award's line, where only one award has it."""
    if effect.action is not Action.NOTHING or effect.kind is not Kind.FACT or effect.figure is None:
        return False
    said = _PAST.fullmatch(effect.figure.name)
    end = award.interval if award is not None else None
    earns = award is not None and award.action in (Action.GIVE, Action.ALL) and award.kind is Kind.LINE
    if said is None or end is None or not earns:
        return False
    return end.low is None if said["above"] else end.high is None


@dataclass(slots=True)
class Opposites(Judging):
    """Drops what an award has said already; what it has not said is kept, or told."""

    def _drop_opposites(self, effects: Sequence[Effect]) -> None:
        """“按时报送得2分，未报送不得分”: the second says no more than that the first does not hold."""
        previous: Effect | None = None
        takes = any(effect.action is Action.TAKE for effect in effects)
        for effect in effects:
            if effect.action is Action.NOTHING and effect.kind is Kind.OTHERWISE:
                effect.dropped = True
            if (
                effect.action is Action.NOTHING
                and not takes
                and _NONE_OF_THEM.match(self.makers.whole(effect))
            ):
                self._drop(effect)
                continue
            if (
                self._takes_it_back(effect, previous)
                or self._moves_back(effect, effects)
                or _past_it(effect, previous)
            ):
                self._drop(effect)
                continue
            if effect.action is Action.NOTHING and effect.kind is Kind.FACT and previous is not None:
                award = previous.action in (Action.GIVE, Action.ALL) and previous.kind in (
                    Kind.FACT,
                    Kind.LINE,
                )
                if effect.figure is not None and re.fullmatch(
                    "(?:缺|少|有)(?:一|1)项?(?:的|者)?", effect.figure.name
                ):
                    self.failed = True
                    self.out.unread.append((effect.statement.start, effect.statement.end))
                occurs = effect.figure is not None and bool(_OCCURS.match(effect.figure.name))
                if effect.verdict.text == "0分" and previous.verdict.text[:1].isdigit():
                    occurs = False  # “独立账户5分；违规账户0分” are the ends of one scale
                if award and (is_general_denial(effect.figure) or (not takes and not occurs)):
                    if self._nothing_left(previous, effects) or self._says_another(effect, previous):
                        self.failed = True
                        self.out.unread.append((effect.statement.start, effect.statement.end))
                    self._drop(effect)
                    continue
                if occurs and self._is_full(previous) and previous.kind is Kind.FACT:
                    self._drop(previous)
            if effect.action is Action.NOTHING and effect.kind is Kind.LINE and previous is not None:
                apart = previous.figure is not effect.figure and previous.kind is Kind.FACT
                if apart and self._is_full(previous) and previous.action in (Action.GIVE, Action.ALL):
                    self._drop(previous)
            previous = effect

    def _takes_it_back(self, effect: Effect, award: Effect | None) -> bool:
        """“建成的得2分；未完成的，扣2分”: what is taken is what is not earned then."""
        return (
            award is not None
            and effect.action is Action.TAKE
            and effect.kind is Kind.FACT
            and self.mode == "score"
            and award.action is Action.GIVE
            and award.kind in (Kind.FACT, Kind.LINE)
            and award.points is not None
            and award.points == effect.points
            and award.figure is not None
            and is_general_denial(effect.figure)
        )

    def _moves_back(self, effect: Effect, effects: Sequence[Effect]) -> bool:
        """“比上年每缩短1小时得2分；比上年延长的不得分”: where nothing moved forward, nothing is earned anyway."""
        if effect.action is not Action.NOTHING or effect.kind is not Kind.FACT or effect.figure is None:
            return False
        moved = _MOVED.fullmatch(effect.figure.name)
        others = [other for other in effects if other is not effect]
        only = bool(others) and all(
            other.action is Action.GIVE
            and other.kind in (Kind.EVENTS, Kind.STEPS)
            and other.figure is not None
            and (other.trigger.against_last_year or "同比" in self.makers.whole(other))
            for other in others
        )
        if moved is None or not only:
            return False
        way = "_" if moved["how"] in _LEVEL else next(each for each in _WAYS if moved["how"] in each)
        words = [self.makers.whole(other) for other in others]
        return all(way == "_" or not any(move in said for move in way) for said in words) and all(
            any(move in said for each in _WAYS for move in each) for said in words
        )

    def _says_another(self, denial: Effect, award: Effect) -> bool:
        """“积极转报的得2分。…不予答复的不得分”: a denial that has no word in common with the award is not its opposite."""
        if denial.figure is None or award.figure is None or is_general_denial(denial.figure):
            return False
        said = denial.figure.name.split("，")[-1]
        compared = (
            len(said) <= 4
            or is_general_denial_text(said)
            or re.match("大于|小于|超过|低于|高于|不足", said) is not None
        )
        return not compared and likeness(said, award.figure.name) < ALIKE

    def _nothing_left(self, award: Effect, effects: Sequence[Effect]) -> bool:
        """Whether the awards on the figure leave no case for “…的不得分”: then it says more than their opposite."""
        return (
            award.kind is Kind.LINE
            and any(
                effect.figure is award.figure
                and effect.action is Action.GIVE
                and effect.interval is not None
                and effect.interval.low is None
                and effect.interval.high is not None
                and award.interval is not None
                and award.interval.low is None
                for effect in effects
            )
            and any(
                effect.figure is award.figure
                and effect.interval is not None
                and effect.interval.low is not None
                for effect in effects
            )
        )
