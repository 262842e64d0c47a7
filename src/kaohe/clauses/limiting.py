"""What ends points: caps, floors, what is taken once an item is spent, what it starts from."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Kind
from kaohe.clauses.onward import Onward
from kaohe.clauses.parsing import Statement
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
        elif verdict.kind == "once":
            self.out.highest = True
        else:
            self._cap(statement)

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
        elif verdict.amounts and not (words.endswith("全年") and verdict.amounts[0] == self.points):
            self._limit(statement, verdict.amounts[0])

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
        beside = [effect for effect in self.out.effects if effect.statement.sentence == statement.sentence]
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
