"""Several rates in one statement: 甲率、乙率分别达到95%、98%，每低1百分点…; the same steps for each, from its own line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.elsewhere import Elsewhere, done_in_full, said_of
from kaohe.clauses.grounds import RATES, subject_of, without_remarks
from kaohe.clauses.kinds import Kind, Side, Trigger
from kaohe.clauses.lines import same_unit, standards
from kaohe.clauses.naming import looks_like_a_rate, name_of, parts_of
from kaohe.clauses.parsing import Statement

BY_CLASS = re.compile("城区|城市|农村|街道|乡镇|镇|平原|山区|产区|非产区|沿海|内陆")
"""Rates of classes of units: no unit has both of them."""


@dataclass(slots=True)
class SeveralRates(Elsewhere):
    """Takes the rates of a list apart, each with its line."""

    def _listed_steps(self, effect: Effect, kind: str) -> bool:
        """“甲、乙辍学率分别控制在0.5%、1.8%以内，每超0.1个百分点扣1分”: each from its own line."""
        grounds = effect.statement.grounds
        lists = [ground for ground in grounds if ground.part("VALUE_LIST")]
        if len(lists) != 1:
            return False
        numbers = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", lists[0].text)]
        before = [ground for ground in grounds[: grounds.index(lists[0])] if ground.kind != "RESPECTIVELY"]
        cut = parts_of(self.normal.text[before[0].start : before[-1].end], len(numbers)) if before else None
        if cut is None:
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return False
        spans = [(before[0].start + first, before[0].start + last) for first, last in cut]
        figures = [Figure(name_of(self.normal, span), kind, span, effect.trigger.unit) for span in spans]
        self._each_of(effect, figures, numbers)
        return True

    def _several(self, effect: Effect, kind: str) -> bool:
        """“甲率、乙率低于85%的，每低1百分点”: the same line for each of the rates listed before it."""
        figures = self._rates_in(effect.trigger)
        if kind != "percent" or len(figures) < 2:
            return False
        self._each_of(effect, figures, self._own_lines(effect, figures))
        return True

    def _own_lines(self, effect: Effect, figures: Sequence[Figure]) -> list[Decimal | None]:
        """“甲率低于95%、乙率低于85%的，每低…”: the line behind each of the rates; the last line where there is but one."""
        grounds = [
            ground
            for ground in effect.statement.grounds
            if ground.kind == "COMPARE" or (ground.kind == "VALUE" and ground.text.endswith("%"))
        ]
        ends = [figure.span[0] for figure in figures[1:]] + [effect.verdict.start]
        lines: list[Decimal | None] = []
        for figure, end in zip(figures, ends, strict=True):
            own = [ground for ground in grounds if figure.span[0] <= ground.start < end]
            found = list(standards([replace(effect.statement, grounds=tuple(own[:1]))], self.normal.text))
            lines.append(found[0].number if found else None)
        return lines if all(line is not None for line in lines) else [effect.trigger.line] * len(figures)

    def _each_of(self, effect: Effect, figures: Sequence[Figure], lines: Sequence[Decimal | None]) -> None:
        """The same steps for each of several figures, each from its own line."""
        self.out.figures += figures
        for figure, line in list(zip(figures, lines, strict=True))[:-1]:
            self.out.effects.append(
                replace(
                    effect,
                    figure=figure,
                    trigger=replace(effect.trigger, line=line, side=effect.trigger.side or Side.BELOW),
                )
            )
        effect.figure = figures[-1]
        effect.trigger = replace(effect.trigger, line=lines[-1], side=effect.trigger.side or Side.BELOW)

    def _from_all_stated(self, effect: Effect) -> bool:
        """“小学入学率达到100%。初中入学率达到98%以上。每低0.1个百分点扣2分”: from the line of each of the rates that stand before it."""
        found = effect.trigger
        beside = not self._stated
        lines = [
            entry for entry in (self.outside if beside else self._stated) if same_unit(entry.unit, found.unit)
        ]
        scored = any(other.verdict.kind != "own" for other in self.out.effects)
        if found.own_subject or found.unit not in RATES or effect.action is not Action.TAKE or scored:
            return False
        spans = [
            found.subject if beside else (entry.ground.start - len(entry.name), entry.ground.start)
            for entry in lines
        ]
        names = [
            said_of(entry) if beside else name_of(self.normal, span)
            for entry, span in zip(lines, spans, strict=True)
        ]
        apart = len(set(names)) == len(names) and all(looks_like_a_rate(name) for name in names)
        alike = len({entry.side for entry in lines}) == 1
        if len(lines) < 2 or not apart or not alike or any(map(BY_CLASS.match, names)):
            return False
        figures = [Figure(name, "percent", span, found.unit) for name, span in zip(names, spans, strict=True)]
        effect.trigger = replace(found, side=found.side or lines[0].side)
        self._each_of(effect, figures, [entry.number for entry in lines])
        return True

    def _from_several_lines(self, effect: Effect) -> bool:
        """“办理率达到100%，满意率达到95%以上，得5分，每下降1百分点扣0.5分”: the steps count for each rate from its own line."""
        award = self._several_lines
        found = effect.trigger
        if award is None or award.verdict is None or award.chunk != effect.statement.chunk:
            return False
        whole = award.verdict.kind == "full" or (
            award.verdict.kind == "give" and award.verdict.amounts[:1] == (self.points,)
        )
        if not whole or effect.action is not Action.TAKE or found.unit not in RATES:
            return False
        if found.own_subject:
            return self._from_its_own_line(effect, award)
        grounds = without_remarks(award.grounds)
        figures = self._rates_in(Trigger(Kind.FACT, subject_of(grounds)))
        lined = sum(ground.kind == "COMPARE" for ground in grounds)
        by_class = any(BY_CLASS.match(figure.name) for figure in figures)
        if len(figures) < 2 or lined != len(figures) or by_class:
            return False
        lines = self._own_lines(replace(effect, statement=award), figures)
        if any(line is None for line in lines):
            return False
        self.out.unread = [span for span in self.out.unread if span != (award.start, award.end)]
        self._each_of(effect, figures, lines)
        return True

    def _from_its_own_line(self, effect: Effect, award: Statement) -> bool:
        """“甲率90%以上、乙率40%以上得4分；甲率每低1个百分点扣0.3分，乙率每低…”: each rate's steps from its line in the award."""
        if self._lined_rates is None:
            figures = self._rates_in(Trigger(Kind.FACT, subject_of(without_remarks(award.grounds))))
            lines = self._own_lines(replace(effect, statement=award), figures)
            self._lined_rates = {
                figure.span: (figure, line)
                for figure, line in zip(figures, lines, strict=True)
                if line is not None and not BY_CLASS.match(figure.name)
            }
        own = name_of(self.normal, effect.trigger.subject)
        named = [entry for entry in self._lined_rates.values() if own and entry[0].name.endswith(own)]
        if len(named) != 1:
            return False
        figure, line = named[0]
        del self._lined_rates[figure.span]
        if not self._lined_rates:
            self.out.unread = [span for span in self.out.unread if span != (award.start, award.end)]
        self.out.figures.append(figure)
        effect.figure = figure
        effect.trigger = replace(effect.trigger, line=line, side=effect.trigger.side or Side.BELOW)
        return True

    def _rates_without_line(self, effect: Effect) -> bool:
        """“甲率、乙率每低1个百分点扣0.2分”, the lines standing in another column."""
        figures = self._rates_in(effect.trigger)
        if effect.trigger.unit not in RATES or len(figures) < 2:
            return False
        found = [self._standard(figure.name, effect.trigger.unit) for figure in figures]
        if any(standard is None for standard in found):
            return False
        self._each_of(effect, figures, [standard.number for standard in found if standard is not None])
        return True

    def _short_of_the_task(self, effect: Effect) -> bool:
        """“完成造林任务得8分，每少完成100亩扣0.5分”: how much is missing from the task, in its own unit."""
        found, award, figure = effect.trigger, self._award_of_all(effect), effect.figure
        if (
            award is None
            or figure is None
            or found.side is not Side.BELOW
            or found.unit in RATES
            or not found.unit
        ):
            return False
        words = re.sub("（[^（）]*）", "", self.normal.text[award.statement.start : award.verdict.start])
        said = re.search("(?:^|，)每?(?:少|差|欠)(?P<done>完成)?\\d", self.text_of(effect.statement))
        if said is None or not done_in_full(words):
            return False
        named = replace(figure, name=f"少{said['done'] or ''}的{found.unit}数", type="number")
        self.out.figures[self.out.figures.index(figure)] = named
        effect.figure = named
        return True

    def _spoken_of_last(self, fitting: list[Figure]) -> Figure:
        """“甲率达95%得8分，乙率达70%得2分；甲率每低1%扣1分，低于85%不得分”: the last one speaks of what the one just before it speaks of."""
        last = self.out.effects[-1].figure if self.out.effects else None
        return next((figure for figure in fitting if figure is last), fitting[-1])
