"""What ends points: caps, floors, what is taken once an item is spent, what it starts from."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.comparisons import value_of
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grounds import RATES, number_and_unit, without_remarks
from kaohe.clauses.joint import joint
from kaohe.clauses.kinds import Kind, Trigger
from kaohe.clauses.listed_lines import listed_lines
from kaohe.clauses.onward import Onward
from kaohe.clauses.parsing import Statement
from kaohe.clauses.several_tasks import several_tasks
from kaohe.clauses.signs import below_nothing, one_sided
from kaohe.clauses.triggers import trigger


@dataclass(slots=True)
class Limiting(Onward):
    """Statements that move no points themselves, but say how far those of others go."""

    def _modifier(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        if verdict.kind == "floor":
            self.out.floor = True
            named = re.search(r"\d+(?:\.\d+)?(?=分)", verdict.text)
            self.out.spent_at = Decimal(named[0]) if named and Decimal(named[0]) > 0 else self.out.spent_at
            if named and Decimal(named[0]) not in (self.points, Decimal(0)):
                self._limit(statement, Decimal(named[0]))
        elif verdict.kind == "below":
            taken = bool(self.out.effects) and all(
                effect.action in (Action.TAKE, Action.NOTHING) for effect in self.out.effects
            )
            if "扣" in self.text_of(statement) or "负分" in verdict.text or taken:
                self.out.below_zero = True
        elif verdict.kind == "lowest":
            number = re.search(r"\d+(?:\.\d+)?", verdict.text)
            known = self.out.lowest is not None or not self.out.effects
            if number is None or known:
                self.out.unread.append((statement.start, statement.end))
            else:
                self.out.lowest = -Decimal(number[0])
        elif verdict.kind == "once":
            self.out.highest = True
            self._only_the_worst(statement)
        else:
            self._cap(statement)

    def _only_the_worst(self, statement: Statement) -> None:
        """“迟报扣1分，漏报扣2分，同一事项只按最高标准扣一次”: facts of a year do not say whether they are of one and the same thing."""
        takes = [
            effect
            for effect in self.out.effects
            if effect.action is Action.TAKE
            and effect.kind is Kind.FACT
            and effect.statement.sentence == statement.sentence
        ]
        if len(takes) > 1 and "扣" in self.text_of(statement):
            self.out.unread.append((statement.start, statement.end))

    def _cap(self, statement: Statement) -> None:
        verdict = statement.verdict
        assert verdict is not None
        last = self._limited(verdict.text)
        if not verdict.amounts and last is not None and last.action is Action.GIVE:
            last.cap = self.points  # 加分不超过基本分
            return
        words = self.text_of(statement)[: verdict.start - statement.start]
        begins = re.search("(?:基础|基本|基准|起评)分(?:为|是|：)?$", words)
        if begins and verdict.amounts and verdict.amounts[0] != self.points:
            self.out.start_at = verdict.amounts[0]
        elif verdict.amounts and self._down_to(verdict.text, verdict.amounts[0]):
            self.out.unread.append((statement.start, statement.end))
        elif re.search("(?:以上|上述)[^，。；]{0,6}$", words) and verdict.amounts[:1] == (self.points,):
            return  # “以上项目累计扣分不超过2分” of 2
        elif verdict.amounts and not (words.endswith("全年") and verdict.amounts[0] == self.points):
            self._limit(statement, verdict.amounts[0])

    def _down_to(self, words: str, amount: Decimal) -> bool:
        """“扣至9分为止” of 15: nine taken, or nine left? Where both come to the same it does not matter."""
        said = re.search(r"[扣减](?:分)?(?:至|到)\d", words) is not None
        return said and self.points is not None and amount not in (self.points, self.points / 2)

    def _limit(self, statement: Statement, amount: Decimal) -> None:
        """So many points at most: of the effect before it, or of all together."""
        verdict = statement.verdict
        assert verdict is not None
        announced = not self.out.effects and re.search("[加奖]", verdict.text) and amount == self.points
        if announced and any("扣" in entry.verdict.text for entry in self.statements if entry.verdict):
            self.out.extra_cap = amount
            return
        last = self._limited(verdict.text)
        if not any(effect.statement.chunk == statement.chunk for effect in self.out.effects):
            self.out.sections[statement.chunk] = amount
            return
        whole = bool(re.search("累计|总计|合计|共计|总分|本项|此项|该项", verdict.text)) or bool(
            without_remarks(statement.grounds)
        )
        whole |= amount == self.points
        several = sum(
            1 for entry in self.statements if entry.verdict is not None and entry.verdict.kind == "cap"
        )
        beside = [effect for effect in self.out.effects if effect.statement.sentence == statement.sentence]
        if several > 1 and beside and whole and not without_remarks(statement.grounds):
            # “每项扣0.1分，累计不超过1分；每次扣0.1分，累计不超过0.5分”: each of what stands before it
            whole = (
                re.search("总|合计|共计|本项|此项|该项", verdict.text) is not None or amount == self.points
            )
        alike = (
            len(beside) > 1
            and all((effect.action, effect.kind) == (beside[0].action, beside[0].kind) for effect in beside)
            and not re.match("单|每", verdict.text)
        )
        again = last is not None and last.verdict.text.startswith("再") and len(beside) > 1
        if again and self.points is None and "再" not in verdict.text:
            self.out.unread.append((statement.start, statement.end))  # of the additions, or of all together?
        if last is not None and beside and not whole and not alike:
            if last.action is Action.JUDGE:
                last.points, last.high = Decimal(0), amount
            else:
                last.cap = amount
        else:
            self.out.caps.append(amount)

    def _limited(self, words: str) -> Effect | None:
        """The effect that “加分最多5分” or “最多扣3分” ends: the last one of its kind; the last of all where it does not say."""
        last = self.out.effects[-1] if self.out.effects else None
        wanted = (
            Action.GIVE if re.search("[加奖]", words) else Action.TAKE if re.search("[扣减]", words) else None
        )
        stepped = [effect for effect in self.out.effects if effect.kind in (Kind.STEPS, Kind.EVENTS)]
        alike = [effect for effect in stepped if effect.action is wanted]
        if last is None or wanted is None or last.action is wanted or not alike or last not in stepped:
            return last
        return alike[-1]

    def _spent(self, statement: Statement) -> bool:
        """扣满15分的，追加扣除10分; 不得分，并追加扣除10分; 除不得分外，追加扣除10分."""
        verdict = statement.verdict
        assert verdict is not None
        spent = [ground for ground in statement.grounds if ground.kind == "SPENT"]
        amount = verdict.amounts[0]
        others = [
            ground for ground in without_remarks(statement.grounds) if ground.kind not in ("SPENT", "COMMA")
        ]
        named = re.search(r"\d+(?:\.\d+)?", spent[0].text) if spent else None
        if named and Decimal(named[0]) != self.points:
            self.out.unread.append((statement.start, statement.end))
        if spent and not spent[0].text.startswith("除") and not others:
            self.out.when_spent = amount
            return True
        if not others and self.out.effects:
            if "总" in self.normal.words(verdict.start, verdict.end):
                self.out.doubts.append(("从总分里扣的，按这一项记负分读", (statement.start, statement.end)))
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

    def _each_quarter(self, statement: Statement, words: str) -> None:
        """“按季度考核，每季度2.5分”: what the rest says is said of each quarter."""
        often = re.search("每个?(?P<part>季度|月)$", words)
        points = re.search(r"\d+(?:\.\d+)?", statement.verdict.text) if statement.verdict else None
        if often and points and self.points == Decimal(points[0]) * (4 if often["part"] == "季度" else 12):
            self._quarterly = statement, Decimal(points[0])

    def _once_a_year(self) -> None:
        """“每季度2.5分，未完成季度任务的扣2.5分”: a fact of the year cannot say in how many quarters."""
        if self._quarterly is None:
            return
        statement, points = self._quarterly
        if any(effect.kind is Kind.FACT and effect.points == points for effect in self.out.effects):
            self.out.unread.append((statement.start, statement.end))

    def _nothing_beneath(self, found: Trigger) -> bool:
        """“低于85%不得分，85%-95%倒扣2分”: a tier above one that earns nothing cannot itself be below nothing."""
        return any(
            entry.verdict is not None
            and entry.verdict.kind == "zero"
            and any(
                ground.kind == "COMPARE" and number_and_unit(value_of(ground).text)[1] == found.unit
                for ground in entry.grounds
            )
            for entry in self.statements
        )

    def _either_side(self) -> None:
        """“误差在±5%以内得5分，每超1个百分点扣1分”: what is said of both sides must not be read of one."""
        effects = self.out.effects
        lined = [(effect.statement, effect.interval) for effect in effects if effect.kind is Kind.LINE]
        stepped = [effect for effect in effects if effect.kind is Kind.STEPS or effect.trigger.unit in RATES]
        steps = [
            (effect.statement, effect.trigger.between) for effect in stepped if effect.kind is not Kind.LINE
        ]
        self.out.unread += one_sided(self.statements, lined, steps)
        self.out.unread += below_nothing(self.normal.text)

    def _said_together(self) -> None:
        """What only several statements together say: of both sides of nothing, of a line and a fact, of several tasks or rates."""
        self._either_side()
        joint(self.normal, self.out)
        several_tasks(self.normal, self.out)
        listed_lines(self.normal, self.statements, self.points, self.out)

    def _every_time(self, found: Trigger, statement: Statement) -> bool:
        """“每次活动中，秩序良好，无事故得3分；出现1次…扣1分” of 3 points: earned where it was so every time, and not once for each."""
        verdict = statement.verdict
        if verdict is None or verdict.kind not in ("give", "full") or found.kind is not Kind.EVENTS:
            return False
        grounds = without_remarks(statement.grounds)
        at = next((index for index, ground in enumerate(grounds) if ground.kind == "EACH_UNIT"), None)
        whole = verdict.kind == "full" or verdict.amounts[:1] == (self.points,)
        taken = any(
            other.verdict is not None and other.verdict.kind in ("take", "signed")
            for other in self.statements
        )
        first = at is not None and not any(ground.kind == "TEXT" for ground in grounds[:at])
        behind = at is not None and any(ground.kind == "COMMA" for ground in grounds[at + 2 :])
        return whole and taken and first and behind
