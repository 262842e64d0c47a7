"""Statements meet their neighbours: figures that are the same become one, open ends find what they speak of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.clauses.effects import ACTIONS, Action, Effect, Figure
from kaohe.clauses.lines import Standard, nearest, same_unit, standards, standards_in
from kaohe.clauses.naming import bare, looks_like_a_rate, name_of, parts_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.parsing import Ground, Statement
from kaohe.rules import Fraction
from kaohe.clauses.triggers import RATES, SIZES, TIMES, Interval, Kind, Side, Trigger, trigger, without_remarks
from kaohe.clauses.triggers import phrases as _phrases

HUNDRED = Decimal(100)
_DECIDED = re.compile("评定|评分|打分|评价|综合评|酌情|民主测评")
_ONE = "1(?:个|项|次|篇|条|件|家|处|人|名|例|起|户|场|期|种|类)次?"


_BEGUN = re.compile(
    r"不足(?:1|\d+(?:\.\d+)?)?(?:百分点|%|次|项|个|人|天|件|户|万元|元|分钟|小时|亩|公里|米)?的?部?分?，?(?:(?:按|以|视为|计为)[^，。；§]{0,10}(?:计算|计分|计|算|扣分|扣|处理)(?:\d+分)?|(?P<not>不扣分|不计分|不计|不扣|不算|忽略(?:不计)?|舍去))"
)


def kind_of(unit: str) -> str:
    """percent, count or number, by the counting word."""
    if unit in RATES:
        return "percent"
    measured = unit in SIZES or unit in ("分", "", "年", "小时", "分钟") or unit.endswith(("米", "元", "吨", "亩", "公里", "公顷"))
    return "number" if measured else "count"


@dataclass(slots=True)
class Resolved:
    """The effects of a clause (or of a part of it), and what holds for all of them together."""

    effects: list[Effect] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    caps: list[Decimal] = field(default_factory=list)
    sections: dict[int, Decimal] = field(default_factory=dict)
    floor: bool = False
    spent_at: Decimal | None = None
    below_zero: bool = False
    highest: bool = False
    when_spent: Decimal | None = None
    fraction: Fraction = Fraction.PROPORTIONAL
    placed: list[tuple[int, int]] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


def _says_anything(statement: Statement) -> bool:
    return any(ground.kind not in ("COMMA", "COLON", "LIST", "OPEN", "CLOSE") for ground in without_remarks(statement.grounds))


@dataclass(slots=True)
class Resolver:
    """Works through the statements of a clause in order. `item` and `context` are looked at for lines that the clause leaves out."""

    normal: NormalText
    statements: Sequence[Statement]
    item: str = ""
    context: str = ""
    points: Decimal | None = None
    out: Resolved = field(default_factory=Resolved)
    _stated: list[Standard] = field(default_factory=list)
    _outside: tuple[Standard, ...] | None = None
    _leading: tuple[int, Action, str] | None = None

    def run(self) -> Resolved:
        """The effects of all statements, in their order."""
        begun = _BEGUN.search(self.normal.text)
        if begun:
            self.out.fraction = Fraction.WHOLE if begun["not"] else Fraction.STARTED
            self.out.placed.append(begun.span())
            self.statements = [entry for entry in self.statements if not begun.start() <= entry.start < begun.end()]
        base = re.search(r"以(\d+(?:\.\d+)?)%为(?:满分|基准|基数|标准|起点)", self.normal.text)
        if base:
            ground = Ground("VALUE", base[0], base.start(), base.end())
            self._stated.append(Standard("", "%", Decimal(base[1]), Side.BELOW, False, ground))
        previous: Statement | None = None
        for statement in self.statements:
            if statement.verdict is None:
                self._stated += standards([statement], self.normal.text)
            elif statement.verdict.kind == "own" and not _says_anything(statement):
                self._points_of_part(statement, previous)
            else:
                self._statement(statement)
            previous = statement
        self._said_twice()
        self._tiers_by_wording()
        self._tiers_of_counts()
        self._tiers_of_faults()
        return self.out

    def _points_of_part(self, statement: Statement, previous: Statement | None) -> None:
        """“…，按完成比例得分（40分）”, “…治理工作。（25分）”: points in brackets that belong to what stands before them."""
        assert statement.verdict is not None
        amount = statement.verdict.amounts[0]
        if previous is not None and previous.verdict is None and previous.chunk == statement.chunk:
            self._statement(replace(statement, grounds=previous.grounds, start=previous.start))
        elif self.out.effects and self.out.effects[-1].statement.chunk == statement.chunk:
            self.out.effects[-1].part = amount
        elif amount != self.points:
            self.out.unread.append((statement.start, statement.end))

    def _said_twice(self) -> None:
        """“共4项，1项1分；落实，得1分；未落实，不得分”: what follows only says when one of them counts."""
        announced = re.search(r"共(\d+)[项个条]", self.normal.text)
        counted = next((effect for effect in self.out.effects if effect.trigger.in_passing and effect.action is Action.GIVE), None)
        if not announced or counted is None or counted.points is None or Decimal(announced[1]) * counted.points != self.points:
            return
        for effect in list(self.out.effects):
            again = effect.action is Action.GIVE and effect.points == counted.points or effect.action is Action.NOTHING
            if effect is not counted and effect.kind is Kind.FACT and again:
                self.out.effects.remove(effect)
                self.out.figures = [figure for figure in self.out.figures if figure is not effect.figure]

    def _tiers_by_wording(self) -> None:
        """“开展两类活动得10分；开展三类活动得20分”: the same words with another number are tiers of one count."""
        groups: dict[str, list[Effect]] = {}
        for effect in self.out.effects:
            if effect.action is Action.GIVE and effect.kind is Kind.FACT:
                text = "".join(ground.text for ground in without_remarks(effect.statement.grounds)).strip("，；其中")
                groups.setdefault(re.sub(r"\d+(?:\.\d+)?", "#", text), []).append(effect)
        for template, effects in groups.items():
            if len(effects) < 2 or template.count("#") != 1:
                continue
            values = [next(ground for ground in effect.statement.grounds if re.search(r"\d", ground.text)) for effect in effects]
            numbers = [Decimal(re.search(r"\d+(?:\.\d+)?", value.text)[0]) for value in values]  # type: ignore[index]
            if len(set(numbers)) < len(numbers):
                continue
            unit = re.sub(r"^.*[\d.]", "", values[0].text)
            figure = effects[0].figure
            kept = replace(figure, type=kind_of(unit), unit=unit) if figure else Figure(self.item, kind_of(unit), (0, 0), unit)
            others = [effect.figure for effect in effects[1:]]
            self.out.figures = [kept if entry is figure else entry for entry in self.out.figures if not any(entry is other for other in others)]
            for effect, number in zip(effects, numbers, strict=True):
                effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit=unit)
                effect.interval, effect.figure = Interval(number, None), kept

    def _tiers_of_counts(self) -> None:
        """“2次及以上得2分，1次得1分”: the single one is a tier of the same count."""
        for effect in self.out.effects:
            if not effect.trigger.in_passing:
                continue
            unit = effect.trigger.unit
            others = [
                other for other in self.out.effects
                if other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) and other.trigger.unit == unit
                and (not other.trigger.own_subject or not effect.trigger.own_subject or self._same_thing(effect, other))
            ]
            if others:
                own = effect.figure
                effect.trigger = replace(effect.trigger, kind=Kind.LINE)
                effect.interval = Interval(Decimal(1), None)
                first = min((effect, *others), key=lambda entry: entry.statement.start)
                kept = first.figure
                for entry in (effect, *others):
                    entry.figure = kept
                self.out.figures = [figure for figure in self.out.figures if figure is kept or figure is not own and figure not in [o.figure for o in others]]

    def _same_thing(self, first: Effect, second: Effect) -> bool:
        """Whether two effects speak of one thing counted: one name holds the other."""
        names = [bare(name_of(self.normal, effect.trigger.subject)) for effect in (first, second)]
        return len(names[0]) > 1 and len(names[1]) > 1 and (names[0] in names[1] or names[1] in names[0])

    def _tiers_of_faults(self) -> None:
        """“有1项不达标扣2分；2项不达标扣4分；3项及以上不得分”: tiers of one count, not one for each."""
        lines = [
            effect for effect in self.out.effects
            if effect.kind is Kind.LINE and effect.action in (Action.TAKE, Action.NOTHING)
            and effect.figure is not None and effect.figure.type == "count" and effect.interval is not None and effect.interval.low is not None
        ]
        for effect in self.out.effects:
            grounds = effect.statement.grounds
            single = effect.kind is Kind.EVENTS and effect.action is Action.TAKE and not effect.verdict.per
            if not single or any(ground.kind in ("EACH", "EACH_UNIT") for ground in grounds):
                continue
            others = [line for line in lines if line.trigger.unit == effect.trigger.unit and (not line.trigger.own_subject or self._same_thing(effect, line))]
            if not others:
                continue
            if not any(line.action is Action.TAKE for line in others):
                for line in others:
                    self.out.figures = [figure for figure in self.out.figures if figure is not line.figure]
                    line.figure = effect.figure
                continue
            gone = [line.figure for line in others]
            effect.trigger = replace(effect.trigger, kind=Kind.LINE)
            effect.interval = Interval(Decimal(1), None)
            for line in others:
                line.figure = effect.figure
            kept = effect.figure
            self.out.figures = [figure for figure in self.out.figures if figure is kept or not any(figure is entry for entry in gone)]

    # -- one statement ----------------------------------------------------------------------------------------------

    def _statement(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        if verdict.kind in ("floor", "below", "once", "cap"):
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
                return
            action = Action.EXEMPT
        if action is Action.NOTHING and self._otherwise_nothing(statement):
            return
        found = trigger(statement)
        if found.doubt == "several" and self._each_line(statement):
            return
        if found.doubt == "several":
            self.out.unread.append((statement.start, statement.end))
            return
        if found.doubt:
            self.out.doubts.append((found.doubt, (statement.start, statement.end)))
        effect = Effect(action, self._counted(found, statement), statement)
        if verdict.kind == "own" and _DECIDED.search(self.normal.text[statement.start : statement.end]):
            effect.action, effect.rewards = Action.JUDGE, True
            effect.points, effect.high = Decimal(0), verdict.amounts[0]
            self.out.effects.append(effect)
            return
        if "倒扣" in verdict.text and action is Action.TAKE and found.kind in (Kind.FACT, Kind.LINE):
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

    def _below_nothing(self, effect: Effect) -> None:
        """“引发重大舆情的，倒扣5分”: nothing is earned, and points are taken besides."""
        effect.points = effect.verdict.amounts[0]
        effect.interval = effect.trigger.intervals[0] if effect.trigger.intervals else None
        self._figure(effect)
        self.out.effects += [replace(effect, action=Action.NOTHING, points=None), replace(effect, action=Action.EXTRA)]

    def _otherwise_nothing(self, statement: Statement) -> bool:
        """“处理率达80%以上，污泥实现无害化处置，否则不得分”: each of them must be so."""
        grounds = without_remarks(statement.grounds)
        at = next((index for index, ground in enumerate(grounds) if ground.kind == "OTHERWISE"), 0)
        if at == 0 or any(effect.statement.sentence == statement.sentence for effect in self.out.effects):
            return False
        phrases = [list(phrase) for phrase in _phrases(grounds[:at])]
        merged: list[list[Ground]] = []
        for phrase in phrases:
            lined = any(ground.kind == "COMPARE" for ground in phrase)
            if merged and not lined and not any(ground.kind == "COMPARE" for ground in merged[-1]):
                merged[-1] += phrase
            else:
                merged.append(phrase)
        for phrase in merged:
            part = replace(statement, grounds=tuple(phrase), start=phrase[0].start)
            found = trigger(part)
            effect = Effect(Action.NOTHING, found, part, negated=True)
            effect.interval = found.intervals[0] if found.intervals else None
            self._figure(effect)
            self.out.effects.append(effect)
        return True

    def _each_line(self, statement: Statement) -> bool:
        """“甲比例≥10%，乙比例≥20%，各得2分”: each line has the points."""
        grounds = without_remarks(statement.grounds)
        verdict = statement.verdict
        assert verdict is not None
        apiece = any(ground.kind == "APIECE" or ground.text == "每项" for ground in grounds) or verdict.text.startswith("各")
        lined = self._lined_phrases(grounds)
        if not apiece or verdict.kind not in ("give", "take") or any(len([g for g in p if g.kind == "COMPARE"]) != 1 for p in lined):
            return False
        for phrase in lined:
            part = replace(statement, grounds=tuple(phrase), start=phrase[0].start)
            if any(ground.part("VALUE_LIST") for ground in phrase):
                self._line_each(part)
            else:
                self._statement(part)
        return True

    def _lined_phrases(self, grounds: Sequence[Ground]) -> list[list[Ground]]:
        """Phrases with a comparison; a list of names before one that compares with several numbers stays with it."""
        phrases: list[list[Ground]] = [[]]
        for ground in grounds:
            ahead = any(entry.part("VALUE_LIST") for entry in grounds[grounds.index(ground) :])
            between = ground.kind == "LIST" and ahead and not any(entry.kind == "COMPARE" for entry in phrases[-1])
            if ground.kind in ("COMMA", "LIST") and not between:
                phrases.append([])
            elif ground.kind not in ("APIECE", "EACH_UNIT"):
                phrases[-1].append(ground)
        return [phrase for phrase in phrases if any(ground.kind == "COMPARE" for ground in phrase)]

    def _line_each(self, statement: Statement) -> None:
        """“甲、乙、丙完好率分别低于75%、55%、35%”: a line for each of them."""
        found = trigger(statement)
        names = self._list_of([ground for ground in statement.grounds if ground.kind not in ("COMPARE", "RESPECTIVELY")], len(found.intervals))
        assert statement.verdict is not None
        if names is None or found.kind is not Kind.LINE:
            self.out.unread.append((statement.start, statement.end))
            return
        for name, interval in zip(names, found.intervals, strict=True):
            figure = Figure(name_of(self.normal, name), kind_of(found.unit), name, found.unit)
            self.out.figures.append(figure)
            points = statement.verdict.amounts[0]
            action = ACTIONS[statement.verdict.kind]
            self.out.effects.append(Effect(action, found, statement, points, figure=figure, interval=interval))

    def _counted(self, found: Trigger, statement: Statement) -> Trigger:
        """“引进1个亿元以上项目加5分，最高20分”: each one counts where a cap says that there may be several, or it is 加."""
        verdict = statement.verdict
        assert verdict is not None
        if found.kind is not Kind.FACT or verdict.kind != "give":
            return found
        several = verdict.text.startswith(("加", "奖", "另加")) or any(
            other.verdict is not None and other.verdict.kind == "cap" for other in self.statements
        )
        each = [ground for ground in without_remarks(statement.grounds) if ground.kind == "EACH_UNIT"]
        if several and each and verdict.amounts and not verdict.text.startswith(("加", "奖")):
            return replace(found, kind=Kind.EVENTS, unit=each[0].text[-1])
        ones = [ground for ground in without_remarks(statement.grounds) if ground.kind == "VALUE" and re.fullmatch(_ONE, ground.text)]
        return replace(found, kind=Kind.EVENTS, unit=ones[0].text[1:]) if several and len(ones) == 1 else found

    def _modifier(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        if verdict.kind == "floor":
            self.out.floor = True
            named = re.search(r"\d+(?:\.\d+)?(?=分)", verdict.text)
            self.out.spent_at = Decimal(named[0]) if named else self.out.spent_at
        elif verdict.kind == "below":
            if "扣分" in self._text(statement) or "负分" in verdict.text or "扣" in self._text(statement):
                self.out.below_zero = True
        elif verdict.kind == "once":
            self.out.highest = True
        else:
            self._cap(statement)

    def _text(self, statement: Statement) -> str:
        return self.normal.text[statement.start : statement.end]

    def _cap(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        if not verdict.amounts:
            return
        amount = verdict.amounts[0]
        last = self.out.effects[-1] if self.out.effects else None
        if not any(effect.statement.chunk == statement.chunk for effect in self.out.effects):
            self.out.sections[statement.chunk] = amount
            return
        whole = bool(re.search("累计|总计|合计|共计|总分|本项|此项|该项", verdict.text)) or bool(
            without_remarks(statement.grounds)
        )
        beside = [effect for effect in self.out.effects if effect.statement.sentence == statement.sentence]
        alike = len(beside) > 1 and all(effect.action is beside[0].action for effect in beside) and not re.match("单|每", verdict.text)
        if last is not None and beside and not whole and not alike:
            if last.action is Action.JUDGE:
                last.points, last.high = Decimal(0), amount
            else:
                last.cap = amount
        else:
            self.out.caps.append(amount)

    def _spent(self, statement: Statement) -> bool:
        """扣满15分的，追加扣除10分; 不得分，并追加扣除10分; 除不得分外，追加扣除10分."""
        verdict = statement.verdict
        assert verdict is not None
        spent = [ground for ground in statement.grounds if ground.kind == "SPENT"]
        amount = verdict.amounts[0]
        others = [
            ground for ground in without_remarks(statement.grounds) if ground.kind not in ("SPENT", "COMMA")
        ]
        if spent and not spent[0].text.startswith("除") and not others:
            self.out.when_spent = amount
            return True
        if not others and self.out.effects:
            last = self.out.effects[-1]
            self.out.effects.append(replace(last, action=Action.EXTRA, points=amount, statement=statement))
            return True
        if spent:
            kept = tuple(ground for ground in statement.grounds if ground.kind != "SPENT")
            bare = replace(statement, grounds=kept)
            nothing = Effect(Action.NOTHING, trigger(bare), statement)
            self._figure(nothing)
            extra = replace(nothing, action=Action.EXTRA, points=amount)
            self.out.effects += [nothing, extra]
            return True
        return False

    def _inherit(self, effect: Effect) -> None:
        """“每一项指标未完成月计划扣1分，未完成年度计划扣2分”: the second speaks of each one too."""
        last = self.out.effects[-1] if self.out.effects else None
        if last is None or effect.kind is not Kind.FACT:
            return
        bare_points = effect.verdict.kind == "give" and effect.verdict.text[:1].isdigit()
        if last.trigger.in_passing and bare_points and last.statement.sentence == effect.statement.sentence:
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=last.trigger.unit, in_passing=True)
            return
        if self._leading is not None and self._leading[:2] == (effect.statement.sentence, effect.action):
            effect.trigger = replace(effect.trigger, kind=Kind.EVENTS, unit=self._leading[2])
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

    def _points(self, effect: Effect) -> None:
        verdict = effect.verdict
        if verdict.ranged:
            effect.action, effect.rewards = Action.JUDGE, verdict.kind == "give"
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

    # -- several things in one statement ----------------------------------------------------------------------------

    def _expanded(self, effect: Effect) -> list[Effect]:
        """One effect for each of the things and points of a list (分别, 各); the effect itself where there is no list."""
        verdict = effect.verdict
        intervals = effect.trigger.intervals
        grounds = without_remarks(effect.statement.grounds)
        respectively = any(ground.kind == "RESPECTIVELY" for ground in grounds)
        apiece = (
            any(ground.kind == "APIECE" and ground.text == "各" for ground in grounds)
            or "各" in verdict.text[:2]
        )
        if len(verdict.amounts) > 1 and not verdict.ranged:
            return self._listed(effect, grounds)
        if effect.kind is Kind.LINE and len(intervals) > 1:
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return []
        if (
            (respectively or apiece)
            and effect.action in (Action.GIVE, Action.TAKE)
            and effect.points is not None
        ):
            return self._apiece(effect, grounds, respectively=respectively)
        if intervals:
            effect.interval = intervals[0]
        one_each = effect.trigger.in_passing and effect.trigger.unit == "项" and not self.out.effects
        if one_each and len(self._entries()) == self._fitting(effect) and not re.search("共\\d+项", self.normal.text):
            return self._from_context(effect) or [effect]
        return [effect]

    def _listed(self, effect: Effect, grounds: Sequence[Ground]) -> list[Effect]:
        amounts = effect.verdict.amounts
        intervals = effect.trigger.intervals
        if effect.kind in (Kind.LINE, Kind.RANK) and len(intervals) == len(amounts):
            return [
                replace(effect, points=amount, interval=one)
                for amount, one in zip(amounts, intervals, strict=True)
            ]
        if effect.kind is Kind.RANK and intervals and intervals[0].high == len(amounts):
            places = (Interval(Decimal(place), Decimal(place)) for place in range(1, len(amounts) + 1))
            return [
                replace(effect, points=amount, interval=one)
                for amount, one in zip(amounts, places, strict=True)
            ]
        stretches = self._list_of(grounds, len(amounts))
        if stretches is None or effect.kind not in (Kind.EVENTS, Kind.FACT):
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return []
        return [
            replace(effect, points=amount, trigger=replace(effect.trigger, subject=stretch, own_subject=True))
            for amount, stretch in zip(amounts, stretches, strict=True)
        ]

    def _apiece(self, effect: Effect, grounds: Sequence[Ground], *, respectively: bool) -> list[Effect]:
        """“甲、乙、丙等3部门各得4分”: each of them has its own."""
        if effect.kind is not Kind.FACT:
            if effect.trigger.intervals:
                effect.interval = effect.trigger.intervals[0]
            return [effect]
        if not self._plain_list(effect, grounds) and (outside := self._from_context(effect)):
            return outside
        stretches = next((found for count in self._counts(effect, grounds) if (found := self._list_of(grounds, count))), None)
        if stretches is None and effect.action is Action.GIVE:
            outside = self._from_context(effect)
            if outside:
                return outside
        if stretches is None:
            if effect.action is Action.TAKE and not respectively:
                return [effect]
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return []
        return [replace(effect, trigger=replace(effect.trigger, subject=stretch)) for stretch in stretches]

    def _plain_list(self, effect: Effect, grounds: Sequence[Ground]) -> bool:
        """Whether the statement itself names several things."""
        text = self.normal.text[effect.trigger.subject[0] : effect.trigger.subject[1]]
        return any(mark in text.rstrip("，各均") for mark in "、，和及") or self._announced(grounds) is not None

    def _counts(self, effect: Effect, grounds: Sequence[Ground]) -> list[int]:
        """How many things the list may have: as announced, as many as make up the points, as many as its marks part."""
        text = self.normal.text[effect.trigger.subject[0] : effect.trigger.subject[1]]
        phrase = text.rstrip("，：各均分别占").split("，")[-1]
        marks = phrase.count("、")
        joined = marks + 1 + (1 if re.search("、[^、]*[和及与][^、]*$", phrase) else 0) if marks else 2
        counts = [self._announced(grounds), joined if marks else None, self._fitting(effect), joined, marks + 1, text.count("，") + 1]
        return [count for count in dict.fromkeys(counts) if count is not None and count > 1]

    def _fitting(self, effect: Effect) -> int | None:
        """How many such awards make up the item's points."""
        if not self.points or not effect.points or self.points % effect.points:
            return None
        return int(self.points / effect.points)

    def _entries(self) -> list[str]:
        """The entries of the neighbouring column."""
        return [entry for entry in re.split(r"[\n；;。]+", self.context) if entry.strip()]

    def _from_context(self, effect: Effect) -> list[Effect] | None:
        """“符合标准，各得1分” beside a column that lists them: one of them each, where their number makes up the points."""
        entries = self._entries()
        count = self._fitting(effect)
        if count is None or not 1 < count <= 12:
            return None
        names = [re.sub(r"^\s*(?:\d+[.、）)]|[（(]\d+[）)]|[①-⑳])", "", entry).strip() for entry in entries]
        if len(names) != count:
            names = [f"{self.item or '第'}（第{number}项）" for number in range(1, count + 1)]
            self.out.doubts.append((f"“各”指哪{count}项没有写，按{count}项各算", (effect.statement.start, effect.statement.end)))
        made = []
        for name in names:
            figure = Figure(name[:40], "bool", effect.trigger.subject)
            self.out.figures.append(figure)
            made.append(replace(effect, figure=figure, trigger=replace(effect.trigger, kind=Kind.FACT)))
        return made

    def _announced(self, grounds: Sequence[Ground]) -> int | None:
        """The number in “等5部门”."""
        for at, ground in enumerate(grounds):
            if ground.kind == "VALUE" and at and grounds[at - 1].text.endswith("等"):
                return int(re.match(r"\d+", ground.text)[0])  # type: ignore[index]  # a VALUE begins with digits
        return None

    def _list_of(self, grounds: Sequence[Ground], count: int) -> list[tuple[int, int]] | None:
        """The stretches of the list of `count` things before the verdict: in the last phrase that comes apart so."""
        stretches: list[list[Ground]] = [[]]
        for ground in grounds:
            if ground.kind in ("COMMA", "COLON"):
                stretches.append([])
            elif ground.kind in ("EACH", "EACH_UNIT", "RESPECTIVELY", "APIECE"):
                continue
            else:
                stretches[-1].append(ground)
        for phrase in reversed([phrase for phrase in stretches if phrase]):
            start, end = phrase[0].start, phrase[-1].end
            cut = parts_of(self.normal.text[start:end], count)
            if cut is not None:
                return [(start + first, start + last) for first, last in cut]
        whole = [phrase for phrase in stretches if phrase]
        if len(whole) >= count:
            chosen = whole[-count:]
            return [(phrase[0].start, phrase[-1].end) for phrase in chosen]
        return None

    # -- figures ----------------------------------------------------------------------------------------------------

    def _figure(self, effect: Effect) -> None:
        """Find or make the figure that the effect looks at, and the line of its steps."""
        found = effect.trigger
        if effect.figure is not None:
            return
        if effect.action is Action.SHARE:
            self._shared_out(effect)
            return
        if found.kind in (Kind.OTHERWISE, Kind.ALWAYS) or effect.action is Action.JUDGE:
            return
        if effect.action is Action.ALL and found.kind is Kind.FACT:
            return
        if found.kind is Kind.FACT:
            effect.figure = self._new(found, "bool")
        elif found.kind is Kind.RANK:
            effect.figure = self._shared(found, "number", "名次")
        elif found.kind is Kind.EVENTS:
            self._events(effect)
        elif found.kind is Kind.STEPS:
            self._steps(effect)
        else:
            self._lined(effect)

    def _shared_out(self, effect: Effect) -> None:
        """“全年查处10例以上；否则按完成比例得分”: the share is of the number asked for."""
        rate = re.match(r"(?:则)?按(?P<name>[^，。；\d]{1,8}率)", effect.verdict.text)
        if rate and not re.search("比率|百分率|完成率", rate["name"]):
            effect.figure = Figure(rate["name"], "percent", (effect.verdict.start, effect.verdict.end), "%")
            effect.interval = Interval(HUNDRED, None)
            self.out.figures.append(effect.figure)
            return
        if effect.verdict.kind == "product":
            name = re.sub("^.*(?:=|：)", "", name_of(self.normal, effect.trigger.subject))
            if looks_like_a_rate(name):
                effect.figure = Figure(name, "percent", effect.trigger.subject, "%")
                effect.interval = Interval(HUNDRED, None)
                self.out.figures.append(effect.figure)
            else:
                self.out.unread.append((effect.statement.start, effect.statement.end))
            return
        if any(other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) for other in self.out.effects):
            return
        own = list(standards([effect.statement], self.normal.text)) or list(self._named(effect.statement))
        stated = self._stated + own
        standard = stated[-1] if stated else None
        if standard is None or standard.side is not Side.BELOW or standard.number <= 0:
            return
        span = (standard.ground.start - len(standard.name), standard.ground.end)
        effect.figure = Figure(name_of(self.normal, span) or self.item, kind_of(standard.unit), span, standard.unit)
        effect.interval = Interval(standard.number, None)
        self.out.figures.append(effect.figure)

    def _named(self, statement: Statement) -> Iterator[Standard]:
        """A number of things to be done that stands without a word of comparison: 完成抽检20件，未完成的按比例得分."""
        for at, ground in enumerate(statement.grounds):
            if ground.kind in ("EACH", "EACH_UNIT"):
                return
            if ground.kind == "VALUE" and ground.text[:-1] != "1" and re.fullmatch(r"\d+(?:次|项|处|人|名|例|起|件|个|户|份|条|种|家|篇|期|场|批|批次|人次)", ground.text):
                number = Decimal(re.match(r"\d+", ground.text)[0])  # type: ignore[index]  # the pattern begins with digits
                before = statement.grounds[at - 1].text if at else ""
                yield Standard(before, re.sub(r"\d", "", ground.text), number, Side.BELOW, False, ground)

    def _new(self, found: Trigger, kind: str, name: str = "") -> Figure:
        name = name or name_of(self.normal, found.subject) or self.item
        unit = found.unit if kind != "bool" else ""
        figure = Figure(name, kind, found.subject, unit)
        self.out.figures.append(figure)
        return figure

    def _shared(self, found: Trigger, kind: str, name: str = "") -> Figure:
        """The figure this speaks of: one already named, where no other is named here; else a new one."""
        own = name_of(self.normal, found.subject)
        alike = ("count", "number") if kind in ("count", "number") else (kind,)
        fitting = [figure for figure in self.out.figures if figure.type in alike]
        plain = bare(own)
        if fitting and (not found.own_subject or not plain):
            several = next((effect for effect in reversed(self.out.effects) if effect.also and effect.figure in fitting), None)
            return several.figure if several is not None and several.figure is not None else fitting[-1]
        for figure in reversed(fitting):
            theirs = bare(figure.name)
            if plain == theirs or (len(plain) > 1 and plain in theirs) or (len(theirs) > 2 and theirs in plain):
                return figure
        return self._new(found, kind, (own if plain else "") or name or self.item)

    def _events(self, effect: Effect) -> None:
        found = effect.trigger
        if found.against_last_year:
            effect.figure = self._new(found, "number")
            return
        if (found.side is not None or found.shortage) and self._from_award(effect):
            return
        if found.side is not None and self._beyond(effect):
            return
        if found.side is Side.ABOVE and self._unlike_line(effect):
            self.out.unread.append((effect.statement.start, effect.statement.end))
        if found.shortage:
            standard = self._minimum(found, effect.statement)
            if standard is not None:
                effect.trigger = replace(
                    found, kind=Kind.STEPS, line=standard.number, line_unit=standard.unit, side=Side.BELOW
                )
                effect.figure = self._new(found, "count", name_of(self.normal, found.subject))
                return
        kind = "count" if found.unit not in RATES else "number"
        effect.figure = self._new(found, kind)

    def _from_award(self, effect: Effect) -> bool:
        """“活动10次得5分，每少1次扣0.5分”: measured from the number that the award before asks for."""
        found = effect.trigger
        side = Side.ABOVE if found.side is Side.ABOVE else Side.BELOW
        for other in reversed(self.out.effects):
            lined = other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) and other.interval is not None
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

    def _beyond(self, effect: Effect) -> bool:
        """“每少1条扣2分；每多1条奖0.2分”: the second goes up from the line that the first goes down from."""
        for other in reversed(self.out.effects):
            if other.kind is Kind.STEPS and other.trigger.side is not effect.trigger.side and other.trigger.unit == effect.trigger.unit and other.figure and other.trigger.line:
                effect.trigger = replace(effect.trigger, kind=Kind.STEPS, line=other.trigger.line)
                effect.figure = other.figure
                return True
        own = [entry for entry in self._named(effect.statement) if same_unit(entry.unit, effect.trigger.unit)]
        if own and effect.trigger.side is Side.ABOVE:
            effect.trigger = replace(effect.trigger, kind=Kind.STEPS, line=own[-1].number)
            effect.figure = self._new(effect.trigger, "count")
            return True
        return False

    def _unlike_line(self, effect: Effect) -> bool:
        """“使用强度≤40DDDs，每超1个单位扣0.5分”: a line stands before it, but in another unit; then nothing is certain."""
        before = [entry for entry in self.statements if entry.chunk == effect.statement.chunk and entry.start < effect.statement.start]
        compared = any(ground.kind == "COMPARE" for ground in before[-1].grounds) if before else False
        return compared and effect.action is Action.TAKE and "每超" in self._text(effect.statement)

    def _minimum(self, found: Trigger, statement: Statement) -> Standard | None:
        """The number that “每少1次” is short of, where one is asked for in the same counting word."""
        text = self._text(statement)
        if "缺" in text or "少" not in text:
            return None
        for candidates in (self._stated, self.outside):
            chosen = nearest(candidates, text, found.unit, Side.BELOW, rates=False)
            if chosen is not None:
                return chosen
        return None

    @property
    def outside(self) -> tuple[Standard, ...]:
        """What the neighbouring column and the item's name ask for."""
        if self._outside is None:
            self._outside = standards_in(self.context) + standards_in(self.item)
        return self._outside

    def _steps(self, effect: Effect) -> None:
        found = effect.trigger
        rate = found.unit in RATES
        kind = (
            "percent"
            if rate
            else "count"
            if found.unit not in ("分", "") and found.line is not None
            else "number"
        )
        if found.against is not None:
            effect.figure = self._new(found, kind, self._before(found))
            effect.base = Figure(name_of(self.normal, found.against), kind, found.against, found.unit)
            self.out.figures.append(effect.base)
            return
        if found.line_unit == "分":
            kind = "number"
        if found.line is not None:
            self._several(effect, kind) or self._one(effect, kind)
            return
        if found.unit in SIZES | TIMES and self._from_award(effect):
            return
        effect.figure = self._shared(found, kind)
        line = self._line_for(effect, effect.figure)
        if line is None:
            effect.trigger = replace(found, kind=Kind.EVENTS)
            effect.figure = self._as_shortfall(effect.figure)
        else:
            effect.trigger = replace(found, line=line[0], side=found.side or line[1])
            self._for_each_line(effect)

    def _for_each_line(self, effect: Effect) -> None:
        """“甲率、乙率达到90%以上各得2分，每低1个百分点各扣0.1分”: the steps count for each of the lines before them."""
        grounds = effect.statement.grounds
        apiece = any(ground.kind == "APIECE" for ground in grounds) or effect.verdict.text.startswith(("各", "均"))
        if effect.trigger.own_subject:
            return
        own = next((other for other in reversed(self.out.effects) if other.figure is effect.figure and other.kind is Kind.LINE), None)
        if own is None or own.interval is None:
            return
        for other in list(self.out.effects):
            lined = other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) and other is not own
            together = other.statement is own.statement or apiece
            stepped = any(entry.kind is Kind.STEPS and entry.figure is other.figure for entry in self.out.effects)
            if lined and together and not stepped and other.interval is not None and other.interval.low is not None and other.figure is not effect.figure:
                copy = replace(effect, figure=other.figure, trigger=replace(effect.trigger, line=other.interval.low))
                self.out.effects.insert(self.out.effects.index(other) + 1, copy)

    def _one(self, effect: Effect, kind: str) -> None:
        effect.figure = self._shared(effect.trigger, kind)

    def _several(self, effect: Effect, kind: str) -> bool:
        """“甲率、乙率低于85%的，每低1百分点”: the same line for each of the rates listed before it."""
        figures = self._rates_in(effect.trigger)
        if kind != "percent" or len(figures) < 2:
            return False
        self.out.figures += figures
        effect.figure = figures[0]
        for figure in figures[1:]:
            self.out.effects.append(replace(effect, figure=figure))
        return True

    def _rates_in(self, found: Trigger) -> list[Figure]:
        """The rates that a list names (甲率、乙率和丙率)."""
        start, end = found.subject
        matches = re.finditer(r"[^、，和及]+?率(?=[、和及]|[^、，和及]{0,3}\d|均|$|低于|达|不)", self.normal.text[start:end])
        return [Figure(match[0], "percent", (start + match.start(), start + match.end()), "%") for match in matches]

    def _before(self, found: Trigger) -> str:
        assert found.against is not None
        text = name_of(self.normal, (found.subject[0], found.against[0]))
        return re.sub(r"(?:与|同|和|较|比|超过|超出|高于|低于|少于|大于|小于|，)+$", "", text) or self.item

    def _as_shortfall(self, figure: Figure) -> Figure:
        """The figure is itself a distance (未达到规定户次数，每下降2%): counted from zero."""
        changed = replace(figure, type="number" if figure.type == "percent" else figure.type)
        self.out.figures[self.out.figures.index(figure)] = changed
        return changed

    def _line_for(self, effect: Effect, figure: Figure) -> tuple[Decimal, Side] | None:
        found = effect.trigger
        for other in reversed(self.out.effects):
            lined = other.kind is Kind.LINE or other.action is Action.SHARE
            if other.figure is figure and lined and other.interval is not None:
                number = other.interval.low if other.interval.low is not None else other.interval.high
                if number is not None and same_unit(other.trigger.unit, found.unit):
                    return number, Side.BELOW if other.interval.low is not None else Side.ABOVE
        for candidates in (self._stated, self.outside):
            chosen = nearest(candidates, figure.name, found.unit, None, rates=True)
            if chosen is not None:
                return chosen.number, found.side or chosen.side
        if found.unit in RATES and found.side is not Side.ABOVE and looks_like_a_rate(figure.name):
            self.out.doubts.append(
                (f"“{figure.name}”没有写达标线，按100%起算", (effect.statement.start, effect.statement.end))
            )
            return HUNDRED, Side.BELOW
        return None

    def _lined(self, effect: Effect) -> None:
        found = effect.trigger
        if found.against_last_year:
            effect.figure = self._shared(found, "number")
            return
        kind = kind_of(found.unit)
        if kind == "count" and any(end is not None and end % 1 for one in found.intervals for end in (one.low, one.high)):
            kind = "number"
        if found.against is not None:
            effect.figure = self._new(found, "number", self._before(found))
            effect.base = Figure(name_of(self.normal, found.against), "number", found.against)
            self.out.figures.append(effect.base)
            return
        rates = self._rates_in(found) if kind == "percent" else []
        apiece = any(ground.kind == "APIECE" and ground.text == "各" for ground in effect.statement.grounds)
        if len(rates) > 1 and (apiece or effect.verdict.text.startswith("各")) and effect.trigger.intervals:
            self.out.figures += rates
            for rate in rates[:-1]:
                self.out.effects.append(replace(effect, figure=rate, interval=effect.trigger.intervals[0]))
            effect.figure, effect.interval = rates[-1], effect.trigger.intervals[0]
            return
        if len(rates) > 1 and effect.action in (Action.GIVE, Action.ALL):
            self.out.figures += rates
            effect.figure, effect.also = rates[0], tuple(rates[1:])
            return
        effect.figure = self._shared(found, kind)
