"""Statements meet their neighbours: figures that are the same become one, open ends find what they speak of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from kaohe.clauses.effects import ACTIONS, Action, Effect, Figure
from kaohe.clauses.grounds import phrases, without_remarks
from kaohe.clauses.inheriting import Inheriting
from kaohe.clauses.kinds import Kind, Side
from kaohe.clauses.lacking import tiers_of_lacking
from kaohe.clauses.lines import Standard, standards
from kaohe.clauses.naming import is_general_denial_text, name_of
from kaohe.clauses.parsing import Ground, Statement
from kaohe.clauses.second_look import second_look
from kaohe.clauses.several_rates import BY_CLASS
from kaohe.clauses.state import Resolved, kind_of
from kaohe.clauses.triggers import trigger
from kaohe.rules import Fraction

_DECIDED = re.compile("由[^，。；]{2,20}(?:评定|评分|打分|评价)|综合评[定价]|现场评[定分]|酌情|民主测评")
_BEGUN = re.compile(
    r"(?:不足|不满|不到)(?:1|\d+(?:\.\d+)?)?(?:百分点|%|次|项|个|人|天|件|户|万元|元|分钟|小时|亩|公里|米)?的?部?分?，?(?:(?:按|以|视为|计为)[^，。；§]{0,10}(?:计算|计分|计|算|扣分|扣|处理)(?:\d+分)?|(?P<not>不加分|不加|不扣分|不计分|不计|不扣|不算|忽略(?:不计)?|舍去))"
)


def _says_anything(statement: Statement) -> bool:
    return any(
        ground.kind not in ("COMMA", "COLON", "LIST", "OPEN", "CLOSE")
        for ground in without_remarks(statement.grounds)
    )


@dataclass(slots=True)
class Resolver(Inheriting):
    """Works through the statements of a clause in their order."""

    def run(self) -> Resolved:
        """The effects of all statements, in their order."""
        begun = _BEGUN.search(self.normal.text)
        if re.search(r"每[低少高超增降缺多]?满\d|向下取整|舍去(?:小数|零头|尾数)", self.normal.text):
            self.out.fraction = Fraction.WHOLE
        if begun:
            shared = Fraction.PROPORTIONAL if "比例" in begun[0] else Fraction.STARTED
            self.out.fraction = Fraction.WHOLE if begun["not"] else shared
            self.out.placed.append(begun.span())
            self.statements = [
                entry for entry in self.statements if not begun.start() <= entry.start < begun.end()
            ]
        started = re.search(r"以(\d+(?:\.\d+)?)分为(?:基|起评)", self.normal.text)
        if started and Decimal(started[1]) != self.points:
            self.out.start_at = Decimal(started[1])
        base = re.search(r"以(\d+(?:\.\d+)?)%为(?:满分|基准|基数|标准|起点)", self.normal.text)
        if base:
            ground = Ground("VALUE", base[0], base.start(), base.end())
            self._stated.append(Standard("", "%", Decimal(base[1]), Side.BELOW, False, ground))
        previous: Statement | None = None
        for statement in self.statements:
            if statement.verdict is None:
                self._stated += standards([statement], self.normal.text)
            elif not _says_anything(statement) and (
                statement.verdict.kind == "own"
                or (
                    statement.verdict.kind == "give"
                    and statement.verdict.text[:1].isdigit()
                    and not statement.verdict.per
                )
            ):
                self._points_of_part(statement, previous)
            else:
                self._statement(statement)
            previous = statement
        self._headings()
        self._title()
        self._heading_of_entry()
        self._divided_headings()
        self._once_a_year()
        self._said_of_each_part()
        self._said_twice()
        self._one_by_one()
        tiers_of_lacking(self.normal, self.statements, self.out)
        self._tiers_of_times()
        self._whole_of_task()
        self._tiers_of_lateness()
        self._tiers_by_wording()
        self._tiers_of_last_places()
        self._tiers_of_counts()
        self._explicit_ends()
        self._fewer_is_better()
        self._tiers_of_faults()
        self._and_so_on()
        self._all_of_several_lines()
        self._said_together()
        second_look(self.normal, self.item, self.out)
        return self.out

    def _headings(self) -> None:
        """“1.…（4分）2.…（5分）。工作开展好的，得9分”: points in brackets only divide what the last sentence awards as a whole."""
        owns = [
            effect for effect in self.out.effects if effect.verdict.kind == "own" and effect.kind is Kind.FACT
        ]
        whole = [
            effect
            for effect in self.out.effects
            if effect.action is Action.GIVE and effect.verdict.kind == "give" and effect.points == self.points
        ]
        total = sum((effect.points or Decimal(0) for effect in owns), Decimal(0))
        if len(owns) > 1 and whole and total == self.points:
            self.out.effects = [effect for effect in self.out.effects if effect not in owns]
            gone = [effect.figure for effect in owns]
            self.out.figures = [
                figure for figure in self.out.figures if not any(figure is entry for entry in gone)
            ]
            self.out.headed = True

    def _title(self) -> None:
        """“水利工程5分。按时完成得满分，…”: a sentence of its own that only names the item and its points."""
        first = self.out.effects[0] if len(self.out.effects) > 1 else None
        if first is None or first.kind is not Kind.FACT or first.verdict.kind != "own":
            return
        rest = self.out.effects[1:]
        words = self.text_of(first.statement)[: first.verdict.start - first.statement.start].strip("，：（")
        if (
            first.points != self.points
            or not 1 < len(words) <= 16
            or "，" in words
            or all(effect.verdict.kind == "own" for effect in rest)
            or any(effect.statement.period == first.statement.period for effect in rest)
            or all(effect.rewards or effect.verdict.text.startswith(("加", "奖")) for effect in rest)
        ):
            return
        self.out.effects = rest
        if not any(effect.figure is first.figure for effect in rest):
            self.out.figures = [figure for figure in self.out.figures if figure is not first.figure]

    def _points_of_part(self, statement: Statement, previous: Statement | None) -> None:
        """“…，按完成比例得分（40分）”, “…治理工作。（25分）”: points in brackets that belong to what stands before them."""
        assert statement.verdict is not None
        amount = statement.verdict.amounts[0]
        statement = replace(statement, verdict=replace(statement.verdict, kind="own"))
        if previous is not None and previous.verdict is None and previous.chunk == statement.chunk:
            self._statement(replace(statement, grounds=previous.grounds, start=previous.start))
        elif self.out.effects and self.out.effects[-1].statement.chunk == statement.chunk:
            self.out.effects[-1].part = amount
        elif amount != self.points:
            self.out.unread.append((statement.start, statement.end))

    def _statement(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        if verdict.kind in ("floor", "below", "lowest", "once", "cap"):
            self._modifier(statement)
            return
        if verdict.kind == "extra" and self._spent(statement):
            return
        if verdict.kind == "signed":
            action = Action.TAKE if verdict.text.startswith("-") else Action.GIVE
        else:
            action = ACTIONS[verdict.kind]
        if action is Action.REMARK:
            words = "".join(ground.text for ground in statement.grounds)
            if not re.search("(?:此|本|该)项(?:目|内容)?(?:的)?$", words):
                self._allow(statement)
                self.out.unread += (
                    [(statement.start, statement.end)] if words.endswith(("可", "可以")) else []
                )
                self._each_quarter(statement, words)
                return
            action = Action.EXEMPT
        if self._set_aside(action, statement):
            return
        if action is Action.TAKE and self._down_the_ranking(statement):
            return
        self._stated += standards([self._bracketed(statement)], self.normal.text)
        if self._listed_lines(statement) and self._each_line(statement):
            return
        found = trigger(statement)
        if found.doubt == "several" and self._each_line(statement):
            return
        if found.doubt == "several":
            self._several_lines = statement
            self.out.unread.append((statement.start, statement.end))
            return
        if found.doubt:
            self.out.doubts.append((found.doubt, (statement.start, statement.end)))
        if self._exempts(action, statement):
            action = Action.EXEMPT
        effect = Effect(action, self._counted(found, statement), statement)
        if verdict.kind == "own" and _DECIDED.search(self.normal.text[statement.start : statement.end]):
            effect.action, effect.rewards = Action.JUDGE, True
            effect.points, effect.high = Decimal(0), verdict.amounts[0]
            self.out.effects.append(effect)
            return
        below = found.kind is Kind.FACT or (found.kind is Kind.LINE and not self._nothing_beneath(found))
        if "倒扣" in verdict.text and action is Action.TAKE and below:
            self._below_nothing(effect)
            return
        self._inherit(effect)
        self._points(effect)
        if action is Action.ALL or verdict.kind in ("give", "own"):
            self._stated += standards([statement], self.normal.text)
        for number, each in enumerate(self._expanded(effect)):
            if number and each.kind in (Kind.LINE, Kind.RANK):
                each.figure = self.out.effects[-1].figure
            else:
                self._figure(each)
            self.out.effects.append(each)

    def _set_aside(self, action: Action, statement: Statement) -> bool:
        """Statements that are settled without an effect of their own, or that nobody can place."""
        span = statement.start, statement.end
        words = "".join(ground.text for ground in statement.grounds)
        if action is Action.SHARE and re.search("不考核|不适用|合理缺项|总分", self.text_of(statement)):
            self.out.doubts.append(("不考核的单位怎样折算由办法统一规定，这里不计入规则", span))
            return True
        if action is Action.JUDGE and words.strip("，") in ("或", "或者"):
            self.out.unread.append(span)
            return True
        if action is not Action.NOTHING:
            return False
        if self._otherwise_nothing(statement):
            return True
        if re.search("(?:该|当)(?:月|季度?|周|次|点|户|村|日|天)$", words):
            self.out.unread.append(span)
            return True
        return False

    def _bracketed(self, statement: Statement) -> Statement:
        """What stands in brackets: “组织演练（全年不少于3次），每少1次扣2分” is measured from there."""
        kept = without_remarks(statement.grounds)
        return replace(statement, grounds=tuple(ground for ground in statement.grounds if ground not in kept))

    def _listed_lines(self, statement: Statement) -> bool:
        """“甲、乙、丙分别低于95%、90%、85%的，每项扣2分”"""
        grounds = statement.grounds
        listed = any(ground.part("VALUE_LIST") for ground in grounds)
        return listed and any(ground.kind == "RESPECTIVELY" for ground in grounds)

    def _below_nothing(self, effect: Effect) -> None:
        """“引发重大舆情的，倒扣5分”: nothing is earned, and points are taken besides."""
        effect.points = effect.verdict.amounts[0]
        effect.interval = effect.trigger.intervals[0] if effect.trigger.intervals else None
        self._figure(effect)
        self.out.effects += [
            replace(effect, action=Action.NOTHING, points=None),
            replace(effect, action=Action.EXTRA),
        ]

    def _exempts(self, action: Action, statement: Statement) -> bool:
        """“没有建设任务的得满分”, after the clause has said what costs points: an exemption, not the award."""
        verdict = statement.verdict
        assert verdict is not None
        full = action is Action.ALL or (
            action is Action.GIVE and self.points is not None and verdict.amounts[:1] == (self.points,)
        )
        scaled = any(
            effect.action in (Action.TAKE, Action.NOTHING) or effect.kind is Kind.LINE
            for effect in self.out.effects
        )
        words = "".join(ground.text for ground in without_remarks(statement.grounds))
        return (
            full
            and scaled
            and bool(re.match("(?:辖区|本年度?|年内)?(?:没有|无|未发生|未涉及|不涉及)", words))
        )

    def _otherwise_nothing(self, statement: Statement) -> bool:
        """“处理率达80%以上，污泥实现无害化处置，否则不得分”: each of them must be so."""
        grounds = without_remarks(statement.grounds)
        at = next((index for index, ground in enumerate(grounds) if ground.kind == "OTHERWISE"), 0)
        if at == 0 or any(effect.statement.sentence == statement.sentence for effect in self.out.effects):
            return False
        merged: list[list[Ground]] = []
        for phrase in phrases(grounds[:at]):
            lined = any(ground.kind == "COMPARE" for ground in phrase)
            if merged and not lined and not any(ground.kind == "COMPARE" for ground in merged[-1]):
                merged[-1] += phrase
            else:
                merged.append(phrase)
        first = next(
            (
                index
                for index, phrase in enumerate(merged)
                if any(ground.kind == "COMPARE" for ground in phrase)
            ),
            0,
        )
        for phrase in merged[first:]:
            part = replace(statement, grounds=tuple(phrase), start=phrase[0].start)
            found = trigger(part)
            effect = Effect(Action.NOTHING, found, part, negated=True)
            effect.interval = found.intervals[0] if found.intervals else None
            self._figure(effect)
            beyond = effect.interval.outside() if effect.interval is not None else None
            if beyond is not None:
                effect.interval, effect.negated = beyond, False
            self.out.effects.append(effect)
        return True

    def _said_of_each_part(self) -> None:
        """“有机构（1分）；有方案（1分）。缺一项扣1分”: the last says no more than that each is worth 1."""
        owns = [
            effect for effect in self.out.effects if effect.verdict.kind == "own" and effect.kind is Kind.FACT
        ]
        for effect in list(self.out.effects):
            again = re.fullmatch(
                "，?每?[缺少](?:少)?1?项的?",
                self.text_of(effect.statement)[: effect.verdict.start - effect.statement.start],
            )
            if (
                again
                and owns
                and effect.action is Action.TAKE
                and all(one.points == effect.points for one in owns)
            ):
                self.out.effects.remove(effect)
                if not any(other.figure is effect.figure for other in self.out.effects):
                    self.out.figures = [figure for figure in self.out.figures if figure is not effect.figure]

    def _all_of_several_lines(self) -> None:
        """“办理率达到100%，满意率达到95%以上，得5分”: full points where each line is reached, none where one is not."""
        award = self._several_lines
        if award is None or award.verdict is None or (award.start, award.end) not in self.out.unread:
            return
        whole = award.verdict.kind == "full" or (
            award.verdict.kind == "give" and award.verdict.amounts[:1] == (self.points,)
        )
        lined = self._linedphrases(without_remarks(award.grounds))
        plain = all(sum(ground.kind == "COMPARE" for ground in phrase) == 1 for phrase in lined)
        denied = all(
            effect.action is Action.NOTHING
            and (
                effect.kind is Kind.OTHERWISE
                or (effect.figure is not None and is_general_denial_text(effect.figure.name))
            )
            for effect in self.out.effects
        )
        if not whole or not plain or not denied or len(lined) < 2:
            return
        parts = [replace(award, grounds=tuple(phrase), start=phrase[0].start) for phrase in lined]
        effects = [Effect(Action.NOTHING, trigger(part), part, negated=True) for part in parts]
        names = [name_of(self.normal, effect.trigger.subject) for effect in effects]
        if any(len(effect.trigger.intervals) != 1 for effect in effects) or any(map(BY_CLASS.match, names)):
            return
        self.out.figures, self.out.effects = [], []
        for effect in effects:
            self._figure(effect)
            beyond = effect.trigger.intervals[0].outside()
            effect.interval, effect.negated = beyond or effect.trigger.intervals[0], beyond is None
            self.out.effects.append(effect)
        self.out.unread = [span for span in self.out.unread if span != (award.start, award.end)]

    def _each_line(self, statement: Statement) -> bool:
        """“甲比例≥10%，乙比例≥20%，各得2分”: each line has the points."""
        grounds = without_remarks(statement.grounds)
        verdict = statement.verdict
        assert verdict is not None
        apiece = any(
            ground.kind == "APIECE" or ground.text == "每项" for ground in grounds
        ) or verdict.text.startswith("各")
        lined = self._linedphrases(grounds)
        if (
            not apiece
            or verdict.kind not in ("give", "take")
            or any(len([g for g in p if g.kind == "COMPARE"]) != 1 for p in lined)
        ):
            return False
        for phrase in lined:
            part = replace(statement, grounds=tuple(phrase), start=phrase[0].start)
            if any(ground.part("VALUE_LIST") for ground in phrase):
                self._line_each(part)
            else:
                self._statement(part)
        return True

    def _linedphrases(self, grounds: Sequence[Ground]) -> list[list[Ground]]:
        """Phrases with a comparison; a list of names before one that compares with several numbers stays with it."""
        phrases: list[list[Ground]] = [[]]
        for ground in grounds:
            ahead = any(entry.part("VALUE_LIST") for entry in grounds[grounds.index(ground) :])
            between = (
                ground.kind == "LIST" and ahead and not any(entry.kind == "COMPARE" for entry in phrases[-1])
            )
            if ground.kind in ("COMMA", "LIST") and not between:
                phrases.append([])
            elif ground.kind not in ("APIECE", "EACH_UNIT"):
                phrases[-1].append(ground)
        return [phrase for phrase in phrases if any(ground.kind == "COMPARE" for ground in phrase)]

    def _line_each(self, statement: Statement) -> None:
        """“甲、乙、丙完好率分别低于75%、55%、35%”: a line for each of them."""
        found = trigger(statement)
        names = self._list_of(
            list(takewhile(lambda ground: ground.kind != "COMPARE", statement.grounds)),
            len(found.intervals),
        )
        assert statement.verdict is not None
        if names is None or found.kind is not Kind.LINE:
            self.out.unread.append((statement.start, statement.end))
            return
        for name, interval in zip(names, found.intervals, strict=True):
            figure = Figure(name_of(self.normal, name), kind_of(found.unit), name, found.unit)
            self.out.figures.append(figure)
            points = statement.verdict.amounts[0]
            action = ACTIONS[statement.verdict.kind]
            self.out.effects.append(
                Effect(action, found, statement, points, figure=figure, interval=interval)
            )

    def _points(self, effect: Effect) -> None:
        verdict = effect.verdict
        if verdict.ranged:
            gives = verdict.kind == "give" or (
                verdict.kind == "judged" and not re.search("扣|减", verdict.text)
            )
            effect.action, effect.rewards = Action.JUDGE, gives
            effect.points, effect.high = min(verdict.amounts), max(verdict.amounts)
        elif effect.action is Action.JUDGE:
            effect.rewards = not re.search("扣|减", verdict.text)
            if verdict.amounts:
                effect.points, effect.high = Decimal(0), max(verdict.amounts)
            elif verdict.capped is not None:
                effect.points, effect.high = Decimal(0), verdict.capped
        elif verdict.amounts:
            effect.points = verdict.amounts[0]
        elif verdict.kind == "product" and (number := re.search(r"\d+(?:\.\d+)?", verdict.text)):
            effect.points = Decimal(number[0])
        if effect.action is Action.GIVE and verdict.text.startswith(("奖", "各奖", "另奖")):
            effect.rewards = True
