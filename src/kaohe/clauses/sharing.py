"""Shares: 按完成比例得分, 得分=完成率×5分, 实际完成值÷目标值×10分."""

import re
from dataclasses import dataclass, replace

from kaohe.clauses.effects import Action, Effect, Figure
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
        if "÷" in effect.verdict.text:
            return
        rate = re.match(r"(?:则)?按(?P<name>[^，。；\d]{1,8}率)", effect.verdict.text)
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
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return
        if effect.verdict.kind == "product":
            name = re.sub("^.*(?:=|：)", "", name_of(self.normal, effect.trigger.subject))
            if self._quotient(effect):
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
            return False
        spans = [(start + parts.start(each), start + parts.end(each)) for each in ("part", "whole")]
        figures = [Figure(name_of(self.normal, span), "number", span) for span in spans]
        self.out.figures += figures
        effect.figure, effect.base = figures
        return True
