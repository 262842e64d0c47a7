"""Statements that say less than they mean: one of a thing where several may be, and what each of them costs."""

import re
from dataclasses import dataclass, replace

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Kind, Trigger
from kaohe.clauses.limiting import Limiting
from kaohe.clauses.parsing import Statement

_ONE = "1(?:个|项|次|篇|条|件|家|处|人|名|例|起|户|场|期|种|类)次?"

_MONTHLY = re.compile("每个?(月|季度|季)$")
_TIMES_A_YEAR = {"月": 12, "季度": 4, "季": 4}


@dataclass(slots=True)
class Inheriting(Limiting):
    """Finds what is counted where the statement itself does not say."""

    def _counted(self, found: Trigger, statement: Statement) -> Trigger:
        """“引进1个亿元以上项目加5分，最高20分”: each one counts where a cap says that there may be several, or it is 加."""
        verdict = statement.verdict
        assert verdict is not None
        if self._every_time(found, statement):
            return replace(found, kind=Kind.FACT, unit="")
        if found.kind is not Kind.FACT or verdict.kind != "give":
            return found
        monthly = _MONTHLY.search(self.normal.text[statement.start : verdict.start])
        if (
            monthly
            and self.points is not None
            and verdict.amounts[:1] == (self.points / _TIMES_A_YEAR[monthly[1]],)
        ):
            return replace(found, kind=Kind.EVENTS, unit=monthly[1])
        several = verdict.text.startswith(("加", "奖", "另加")) or any(
            other.verdict is not None and other.verdict.kind == "cap" for other in self.statements
        )
        each = [ground for ground in without_remarks(statement.grounds) if ground.kind == "EACH_UNIT"]
        if several and each and verdict.amounts and not verdict.text.startswith(("加", "奖")):
            return replace(found, kind=Kind.EVENTS, unit=each[0].text[-1])
        ones = [
            ground
            for ground in without_remarks(statement.grounds)
            if ground.kind == "VALUE" and re.fullmatch(_ONE, ground.text)
        ]
        return (
            replace(found, kind=Kind.EVENTS, unit=ones[0].text[1:]) if several and len(ones) == 1 else found
        )

    def _inherit(self, effect: Effect) -> None:
        """“每一处公示栏未更新扣1分，未设立扣2分”: the second speaks of each one too."""
        last = self.out.effects[-1] if self.out.effects else None
        if last is None or effect.kind is not Kind.FACT:
            return
        bare_points = effect.verdict.kind == "give" and effect.verdict.text[:1].isdigit()
        if last.trigger.in_passing and bare_points and last.statement.sentence == effect.statement.sentence:
            effect.trigger = replace(
                effect.trigger, kind=Kind.EVENTS, unit=last.trigger.unit, in_passing=True
            )
            return
        each = any(
            ground.kind in ("EACH", "EACH_UNIT")
            for other in self.out.effects
            if other.statement.sentence == effect.statement.sentence
            for ground in other.statement.grounds
        )
        level = re.fullmatch(
            "，?(?:国家|中央|全国|省部?|市|县|区|镇|乡)[级区县厅]*(?:以上|及以上)?的?",
            self.text_of(effect.statement)[: effect.verdict.start - effect.statement.start],
        )
        same = last.statement.sentence == effect.statement.sentence and effect.verdict.text[:1].isdigit()
        if each and level and same and last.kind is Kind.EVENTS:
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=last.trigger.unit)
            return
        if self._leading is not None and self._leading[:2] == (effect.statement.sentence, effect.action):
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=self._leading[2])
            return
        words = self.text_of(effect.statement)[: effect.verdict.start - effect.statement.start]
        others = re.match("，?其[他它余]", words) is not None and last.action is effect.action
        if (
            others
            and last.kind is Kind.EVENTS
            and last.statement.chunk == effect.statement.chunk
            and effect.action is Action.TAKE
        ):
            # “主责一次扣4分；其它有责扣2分”
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=last.trigger.unit)
            return
        if last.statement.sentence != effect.statement.sentence:
            return
        grounds = without_remarks(last.statement.grounds)
        at = next(
            (index for index, ground in enumerate(grounds) if ground.kind in ("EACH", "EACH_UNIT")), None
        )
        leads = at is not None and any(
            ground.kind == "TEXT" and len(ground.text) > 3 for ground in grounds[at:]
        )
        heads = at is not None and not any(ground.kind == "TEXT" for ground in grounds[max(0, at - 1) : at])
        if last.kind is Kind.EVENTS and leads and heads and effect.action is last.action:
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=last.trigger.unit)
            self._leading = (effect.statement.sentence, effect.action, last.trigger.unit)
