"""Steps measured from an award: 活动10次得5分，每少1次扣0.5分; 第1名得10分，每降1个名次减0.5分."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.comparisons import interval, value_of
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grounds import PER_PART, RATES, TIMES, number_and_unit, quoted, without_remarks
from kaohe.clauses.kinds import Interval, Kind, Side
from kaohe.clauses.lines import same_unit
from kaohe.clauses.naming import name_of
from kaohe.clauses.parsing import Ground
from kaohe.clauses.sharing import Sharing
from kaohe.clauses.state import kind_of


@dataclass(slots=True)
class Awarded(Sharing):
    """Finds the line of steps in the awards before them."""

    def _from_award(self, effect: Effect) -> bool:
        """“活动10次得5分，每少1次扣0.5分”: measured from the number that the award before asks for."""
        found = effect.trigger
        side = Side.ABOVE if found.side is Side.ABOVE else Side.BELOW
        for other in reversed(self.out.effects):
            if self._number_awarded(effect, other):
                return True
            first = (
                other.trigger.in_passing and effect.action is Action.GIVE and other.trigger.unit == found.unit
            )
            if first and side is Side.ABOVE and other.figure is not None:
                other.trigger = replace(other.trigger, kind=Kind.LINE, in_passing=False)
                other.interval = Interval(Decimal(1), None)
                effect.trigger = replace(
                    found, kind=Kind.STEPS, line=Decimal(1), line_unit=found.unit, side=side
                )
                effect.figure = other.figure
                return True
            lined = (
                other.kind is Kind.LINE
                and other.action in (Action.GIVE, Action.ALL)
                and other.interval is not None
            )
            if lined and found.shortage and self._asked_of_each_part(other):
                return False
            if lined and other.interval is not None and self._from_range(effect, other):
                return True
            if not lined or not same_unit(other.trigger.unit, found.unit) or other.statement.verdict is None:
                continue
            assert other.interval is not None
            number = other.interval.low if side is Side.BELOW else other.interval.high
            if number is None and side is Side.ABOVE and effect.action is Action.GIVE:
                number = other.interval.low
            if number is not None:
                effect.trigger = replace(found, kind=Kind.STEPS, line=number, line_unit=found.unit, side=side)
                effect.figure = other.figure
                return True
        return False

    def _line_in_days(self, effect: Effect) -> bool:
        """“优良天数320天以上得6分，…低于300天不得分”: a comparison alone, in the unit of the figure before it, is of that figure."""
        grounds = [
            ground
            for ground in without_remarks(effect.statement.grounds)
            if ground.kind != "COMMA" and ground.text != "的"
        ]
        alone = len(grounds) == 1 and grounds[0].kind in ("COMPARE", "VALUE")
        if effect.trigger.kind is not Kind.FACT or not alone:
            return False
        if grounds[0].kind == "VALUE":
            return self._next_time(effect, grounds[0])
        unit = number_and_unit(value_of(grounds[0]).text)[1]
        before = [
            other
            for other in self.out.effects
            if other.kind in (Kind.LINE, Kind.STEPS)
            and other.trigger.unit == unit
            and other.figure is not None
        ]
        if unit not in TIMES or not before:
            return False
        ends = interval(grounds[0])
        effect.trigger = replace(
            effect.trigger, kind=Kind.LINE, unit=unit, intervals=(ends,), own_subject=False
        )
        effect.interval, effect.figure = ends, before[-1].figure
        return True

    def _next_time(self, effect: Effect, value: Ground) -> bool:
        """“开放时长满700小时记8分，500小时记5分”: the next tier of the time that the awards before it are about."""
        number, unit = number_and_unit(value.text)
        last = self.out.effects[-1] if self.out.effects else None
        if (
            last is None
            or last.figure is None
            or last.kind is not Kind.LINE
            or last.interval is None
            or last.interval.low is None
            or last.interval.high is not None
            or unit not in TIMES
            or last.trigger.unit != unit
            or effect.action is not Action.GIVE
            or last.action not in (Action.GIVE, Action.ALL)
            or number >= last.interval.low
        ):
            return False
        ends = Interval(number, None)
        effect.trigger = replace(
            effect.trigger, kind=Kind.LINE, unit=unit, intervals=(ends,), own_subject=False
        )
        effect.interval, effect.figure = ends, last.figure
        return True

    def _asked_of_each_part(self, award: Effect) -> bool:
        """“每半年不少于1次得1分，缺1次扣0.5分”: the number is asked of each part of the year, so it is met or not."""
        words = self.normal.text[award.statement.start : award.verdict.start]
        once = award.interval is not None and award.interval.low == 1
        if award.figure is None or not once or not PER_PART.search(words) or award.trigger.unit in RATES:
            return False
        fact = replace(award.figure, name=name_of(self.normal, award.trigger.subject), type="bool", unit="")
        self.out.figures[self.out.figures.index(award.figure)] = fact
        award.trigger = replace(award.trigger, kind=Kind.FACT, intervals=())
        award.figure, award.interval = fact, None
        return True

    def _number_awarded(self, effect: Effect, award: Effect) -> bool:
        """“完成放流50万尾得3分，每少10万尾扣0.5分”: the number in the award's own words is the line."""
        found = effect.trigger
        if (
            award.kind is not Kind.FACT
            or award.action not in (Action.GIVE, Action.ALL)
            or effect.action is not Action.TAKE
            or found.side is Side.ABOVE
        ):
            return False
        if "缺" in self.text_of(effect.statement):
            return False
        names = quoted(award.statement.grounds)
        values = [
            number_and_unit(ground.text)
            for at, ground in enumerate(award.statement.grounds)
            if ground.kind == "VALUE" and at not in names
        ]
        fitting = [number for number, unit in values if unit == found.unit and number != 1]
        if len(fitting) != 1 or award.figure is None:
            return False
        figure = replace(award.figure, type=kind_of(found.unit), unit=found.unit)
        self.out.figures[self.out.figures.index(award.figure)] = figure
        award.trigger = replace(award.trigger, kind=Kind.LINE, unit=found.unit)
        award.interval, award.figure = Interval(fitting[0], None), figure
        effect.trigger = replace(
            found, kind=Kind.STEPS, line=fitting[0], line_unit=found.unit, side=Side.BELOW
        )
        effect.figure = figure
        return True

    def _from_range(self, effect: Effect, other: Effect) -> bool:
        """“103—107之间得满分，每超出1个点扣0.5分”: the distance outside the range that earns all."""
        found, interval = effect.trigger, other.interval
        plain = {"", "%", "百分点", "分", "个"}
        fits = same_unit(other.trigger.unit, found.unit) or {other.trigger.unit, found.unit} <= plain
        if (
            interval is None
            or interval.low is None
            or interval.high is None
            or interval.low == interval.high
            or not fits
            or effect.action is not Action.TAKE
        ):
            return False
        if other.figure is None or sum(one.figure is other.figure for one in self.out.effects) > 1:
            return False
        effect.trigger = replace(found, kind=Kind.STEPS, line=interval.low, between=interval)
        effect.figure = other.figure
        return True

    def _ranged_award(self, effect: Effect) -> bool:
        awards = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL)
        ]
        return len(awards) == 1 and self._from_range(effect, awards[0])

    def _by_rank(self, effect: Effect) -> bool:
        """“第1名得10分，每降低1个名次减0.5分”: steps down the ranking."""
        text = self.text_of(effect.statement)
        rank = next(
            (other for other in reversed(self.out.effects) if other.kind is Kind.RANK and other.interval),
            None,
        )
        if (
            rank is None
            or rank.interval is None
            or rank.interval.high is None
            or not re.search("名次|位次|[1一]名|[1一]位", text)
        ):
            return False
        effect.trigger = replace(effect.trigger, kind=Kind.STEPS, side=Side.ABOVE, line=rank.interval.high)
        effect.figure = rank.figure
        return True
