"""Faults counted: 有1项不达标扣2分；2项不达标扣4分；3项均不达标不得分. One number of one thing, and not several."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.listing import Listing
from kaohe.clauses.naming import bare, name_of

_NOT_THE_THING = re.compile(
    r"\d+(?:\.\d+)?(?:人次|件次|项次|户次|百分点|[一-龥])?|（含）|(?:及其?|或)?以[上下]|达到?|超过|不少于|[的者]"
)
_LEAD = re.compile("^(?:其中|若|如|凡|有|被?发现|出现|发生|存在|查实|每|累计|共|[均都皆各全]|全部|全都)+")


@dataclass(slots=True)
class Faulting(Listing):
    """Puts the counts of one fault together."""

    def _same_thing(self, first: Effect, second: Effect) -> bool:
        """Whether two effects speak of one thing counted: one name holds the other."""
        names = [bare(name_of(self.normal, effect.trigger.subject)) for effect in (first, second)]
        things = [self._thing(effect) for effect in (first, second)]
        return _one_in_the_other(names) or _one_in_the_other(things)

    def _thing(self, effect: Effect) -> str:
        """What is counted, in its last phrase: “抽考2名护士，1人不合格” and “2人均不合格” both count 不合格."""
        said = re.split("[，：；。]", self.normal.text[slice(*effect.trigger.subject)])
        phrase = next((part for part in reversed(said) if re.search("[一-龥]", part)), "")
        thing = _LEAD.sub("", _NOT_THE_THING.sub("", phrase))
        return _LEAD.sub("", thing.removeprefix(effect.trigger.unit))

    def _tiers_of_faults(self) -> None:
        """“有1项不达标扣2分；2项不达标扣4分；3项及以上不得分”: tiers of one count, not one for each."""
        lines = [
            effect
            for effect in self.out.effects
            if effect.kind is Kind.LINE
            and effect.action in (Action.TAKE, Action.NOTHING)
            and effect.figure is not None
            and effect.figure.type == "count"
            and effect.interval is not None
            and effect.interval.low is not None
        ]
        for effect in self.out.effects:
            grounds = effect.statement.grounds
            single = effect.kind is Kind.EVENTS and effect.action is Action.TAKE and not effect.verdict.per
            each = any(ground.kind in ("EACH", "EACH_UNIT") for ground in grounds)
            others = [
                line
                for line in lines
                if line.trigger.unit == effect.trigger.unit
                and (not (line.trigger.own_subject or each) or self._same_thing(effect, line))
            ]
            if not single or (each and any(line.action is Action.TAKE for line in others)):
                continue
            if not others:
                continue
            if not any(line.action is Action.TAKE for line in others):
                for line in others:
                    if line.figure is not effect.figure:
                        self.out.figures = [
                            figure for figure in self.out.figures if figure is not line.figure
                        ]
                    line.figure = effect.figure
                continue
            gone = [line.figure for line in others]
            lows = sorted(
                line.interval.low
                for line in others
                if line.interval is not None and line.interval.low is not None
            )
            if lows and lows[0] != 2:
                words = f"1{effect.trigger.unit}到{lows[0]}{effect.trigger.unit}之间没有写，按1{effect.trigger.unit}的扣法读"
                self.out.doubts.append((words, (effect.statement.start, effect.statement.end)))
            effect.trigger = replace(effect.trigger, kind=Kind.LINE)
            effect.interval = Interval(Decimal(1), None)
            for line in others:
                line.figure = effect.figure
            kept = effect.figure
            self.out.figures = [
                figure
                for figure in self.out.figures
                if figure is kept or not any(figure is entry for entry in gone)
            ]


def _one_in_the_other(names: list[str]) -> bool:
    first, second = names
    if first == second and first in ("缺", "少", "漏"):
        return True
    return len(first) > 1 and len(second) > 1 and (first in second or second in first)
