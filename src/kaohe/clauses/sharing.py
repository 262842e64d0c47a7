"""Shares: 按完成比例得分, 得分=完成率×5分, 实际完成值÷目标值×10分."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import TIMES, number_and_unit
from kaohe.clauses.kinds import Interval, Kind, Side
from kaohe.clauses.lines import Standard, standards
from kaohe.clauses.lookup import Lookup
from kaohe.clauses.naming import bare, figure_name, looks_like_a_rate, name_of
from kaohe.clauses.normalise import normalise
from kaohe.clauses.parsing import parse
from kaohe.clauses.state import HUNDRED, kind_of


@dataclass(slots=True)
class Sharing(Lookup):
    """Finds the figure that points are a share of."""

    def _shared_out(self, effect: Effect) -> None:
        """“全年查处10例以上；否则按完成比例得分”: the share is of the number asked for."""
        if re.search("[÷/]", effect.verdict.text):
            return
        rate = re.match(r"(?:则)?按(?P<name>[^，。；\d]{1,8}率)", effect.verdict.text) or re.search(
            r"×(?:实际)?(?P<name>[^，。；\d×÷]{1,10}率)$", effect.verdict.text
        )
        if rate and not re.search("比率|百分率|完成率", rate["name"]):
            known = [
                figure
                for figure in self.out.figures
                if figure.type == "percent" and figure_name(figure.name, "percent").endswith(rate["name"])
            ]
            if known:
                effect.figure, effect.interval = known[-1], Interval(HUNDRED, None)
                return
            effect.figure = Figure(rate["name"], "percent", (effect.verdict.start, effect.verdict.end), "%")
            effect.interval = Interval(HUNDRED, None)
            self.out.figures.append(effect.figure)
            return
        if effect.trigger.intervals and effect.trigger.intervals[0].low is not None:
            if (
                self._share_of_own_line(effect)
                or self._within_its_lines(effect)
                or self._above_its_void(effect)
            ):
                return
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return
        if any(ground.part("RANGE") for ground in effect.statement.grounds):
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return
        if effect.verdict.kind == "product":
            name = re.sub("^.*(?:=|＝|：)", "", name_of(self.normal, effect.trigger.subject))
            if self._of_the_award(effect, name) or self._quotient(effect):
                return
            if looks_like_a_rate(name):
                effect.figure = Figure(name, "percent", effect.trigger.subject, "%")
                effect.interval = Interval(HUNDRED, None)
                effect.trigger = replace(effect.trigger, unit="%")
                self.out.figures.append(effect.figure)
            else:
                self.out.unread.append((effect.statement.start, effect.statement.end))
            return
        if any(
            other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL)
            for other in self.out.effects
        ):
            return
        if self._target_awarded():
            return
        own = list(standards([effect.statement], self.normal.text)) or list(self._named(effect.statement))
        stated = self._stated + own
        standard = stated[-1] if stated else None
        beside = self._asked_beside() if standard is None else None
        if beside is not None:
            span = effect.verdict.start, effect.verdict.end
            effect.figure = Figure(bare(beside.name) or self.item, kind_of(beside.unit), span, beside.unit)
            effect.interval = Interval(beside.number, None)
            self.out.figures.append(effect.figure)
            return
        if standard is None or standard.side is not Side.BELOW or standard.number <= 0:
            return
        span = (standard.ground.start - len(standard.name), standard.ground.end)
        effect.figure = Figure(
            name_of(self.normal, span) or self.item, kind_of(standard.unit), span, standard.unit
        )
        effect.interval = Interval(standard.number, None)
        self.out.figures.append(effect.figure)

    def _of_the_award(self, effect: Effect, name: str) -> bool:
        """“工程完成率达到100%得10分，低于100%，得分=完成率×10分”: the rate that the award before it is about."""
        award = self.out.effects[-1] if self.out.effects else None
        if (
            award is None
            or award.figure is None
            or award.kind is not Kind.LINE
            or award.action not in (Action.GIVE, Action.ALL)
            or award.figure.type != "percent"
            or award.statement.sentence != effect.statement.sentence
        ):
            return False
        known = bare(figure_name(award.figure.name, "percent"))
        said = re.sub("^(?:实际|任务|目标|计划|当年|年度|该|其)+", "", bare(name))
        if (
            not looks_like_a_rate(name)
            or len(said) < 2
            or not (known.endswith(said) or bare(name).endswith(known))
        ):
            return False
        effect.figure, effect.interval = award.figure, Interval(HUNDRED, None)
        effect.trigger = replace(effect.trigger, unit="%")
        return True

    def _target_awarded(self) -> bool:
        """“年度目标到位资金10亿元，完成得20分，未完成按比例得分”: reaching the number is what the award asks for."""
        award = self.out.effects[-1] if self.out.effects else None
        if award is None or award.kind is not Kind.FACT or award.action not in (Action.GIVE, Action.ALL):
            return False
        said = [ground for ground in award.statement.grounds if ground.kind not in ("COMMA", "COLON")]
        values = [ground for ground in said if ground.kind == "VALUE"]
        if len(values) != 1 or award.figure is None:
            return False
        number, unit = number_and_unit(values[0].text)
        ahead, behind = said[: said.index(values[0])], said[said.index(values[0]) + 1 :]
        done = re.fullmatch(
            "(?:全部|全面|按时)?(?:完成|达到|实现)(?:目标|任务|的)*", "".join(g.text for g in behind)
        )
        if not ahead or not done or unit in TIMES or number <= 1:
            return False
        span = ahead[0].start, ahead[-1].end
        figure = Figure(name_of(self.normal, span) or self.item, kind_of(unit), span, unit)
        self.out.figures[self.out.figures.index(award.figure)] = figure
        award.trigger = replace(award.trigger, kind=Kind.LINE, unit=unit)
        award.interval, award.figure = Interval(number, None), figure
        return True

    def _share_of_own_line(self, effect: Effect) -> bool:
        """“年内治理20家以上，否则按完成比例得分（10分）”: the line and the share in one statement."""
        found, grounds = effect.trigger, effect.statement.grounds
        bare_otherwise = bool(grounds) and grounds[-1].kind == "OTHERWISE"
        if effect.verdict.kind != "proportional" or not bare_otherwise or len(found.intervals) != 1:
            return False
        effect.figure = Figure(
            name_of(self.normal, found.subject) or self.item, kind_of(found.unit), found.subject, found.unit
        )
        effect.interval = found.intervals[0]
        self.out.figures.append(effect.figure)
        return True

    def _above_its_void(self, effect: Effect) -> bool:
        """“完成任务70%以下不得分，70%以上按实际完成比例得分”: in proportion to all of it, from the line on."""
        own = effect.trigger.intervals[0]
        void = self.out.effects[-1] if self.out.effects else None
        if (
            void is None
            or void.action is not Action.NOTHING
            or void.figure is None
            or void.interval is None
            or void.interval.high != own.low
            or own.high is not None
            or effect.trigger.own_subject
            or void.figure.type != "percent"
            or effect.verdict.kind != "proportional"
        ):
            return False
        void.interval = replace(void.interval, includes_high=not own.includes_low)
        effect.figure, effect.interval = void.figure, Interval(HUNDRED, None)
        return True

    def _within_its_lines(self, effect: Effect) -> bool:
        """“≥100%得30分；80%≤完成率<100%，得分=完成率×30；<80%不得分”: in proportion between lines that are themselves said."""
        own = effect.trigger.intervals[0]
        awards = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) and other.interval
        ]
        if effect.verdict.kind != "product" or own.high != HUNDRED or len(awards) != 1:
            return False
        reached = awards[0].interval
        nothing = [
            number_and_unit(value.text)[0]
            for statement in self.statements
            if statement.verdict is not None and statement.verdict.kind == "zero"
            for ground in statement.grounds
            if (value := ground.part("VALUE")) is not None
        ]
        named = bare(re.split("[=＝：]", name_of(self.normal, effect.trigger.subject))[-1])
        figure = awards[0].figure
        return (
            reached is not None
            and reached.low == own.high
            and own.low in nothing
            and figure is not None
            and bool(named)
            and named in figure.name
        )

    def _asked_beside(self) -> Standard | None:
        """The one number of things that the next column asks for (全年新建停车泊位500个)."""
        normal = normalise(self.context)
        named = [found for statement in parse(normal.text) or () for found in self._named(statement)]
        return named[0] if len(named) == 1 else None

    def _quotient(self, effect: Effect) -> bool:
        """“得分=实际完成值÷目标值×10分”: a share of two figures."""
        start, end = effect.trigger.subject
        parts = re.search(
            r"[=：]?[（(]?(?P<part>[^=：÷/×+（）()，\d-]{2,16})[÷/](?P<whole>[^=：÷/×+（）()，\d-]{2,16})[）)]?(?:×100%)?$",
            self.normal.text[start:end],
        )
        if parts is None:
            return self._quotient_of_number(effect)
        spans = [(start + parts.start(each), start + parts.end(each)) for each in ("part", "whole")]
        figures = [Figure(name_of(self.normal, span), "number", span) for span in spans]
        self.out.figures += figures
        effect.figure, effect.base = figures
        return True

    def _quotient_of_number(self, effect: Effect) -> bool:
        """“完成额÷3500×10分”: a share of a number."""
        start, end = effect.trigger.subject
        parts = re.search(
            r"(?:^|[=：，（(])(?P<part>[^=：÷/×+（）()，\d-]{2,16})[÷/](?P<whole>\d+(?:\.\d+)?)(?P<unit>[一-龥%]{0,3})[）)]?$",
            self.normal.text[start:end],
        )
        if parts is None or Decimal(parts["whole"]) <= 0:
            return False
        span = start + parts.start("part"), start + parts.end("part")
        unit = parts["unit"]
        kind = "percent" if unit == "%" else kind_of(unit)
        effect.figure = Figure(name_of(self.normal, span) or self.item, kind, span, unit)
        effect.interval = Interval(Decimal(parts["whole"]), None)
        self.out.figures.append(effect.figure)
        return True
