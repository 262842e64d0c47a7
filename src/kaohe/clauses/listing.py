"""Lists: 分别扣10分、5分; 甲、乙、丙各得1分. One effect for each of the things."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.comparisons import interval
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.finding import Finding
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.naming import bare, name_of, parts_of
from kaohe.clauses.parsing import Ground
from kaohe.clauses.several_rates import BY_CLASS

_EACH_ITEM = ("每项", "每条", "每点", "每小项", "每款")
_GENERAL = re.compile("(?:以上|上述)?(?:各|[\\d]*)?[项条点]?(?:内容|要求|工作|指标)?|其中")


@dataclass(slots=True)
class Listing(Finding):
    """Takes a statement about several things apart."""

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
        entries = self._each_entry(effect)
        if entries:
            return entries
        if effect.kind is Kind.LINE and len(intervals) > 1:
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return []
        if (
            (respectively or apiece)
            and effect.action in (Action.GIVE, Action.TAKE)
            and effect.points is not None
        ):
            return self._apiece(effect, grounds, respectively=respectively)
        if effect.kind is Kind.RANK and len(intervals) > 1:
            whole = _run_of(intervals)
            if whole is None:
                self.out.unread.append((effect.statement.start, effect.statement.end))
                return []
            effect.interval = whole
            return [effect]
        if intervals:
            effect.interval = intervals[0]
        apiece_items = effect.kind is Kind.EVENTS and effect.action is Action.GIVE
        single = effect.trigger.in_passing or apiece_items
        one_each = single and effect.trigger.unit == "项" and not self.out.effects
        if (
            one_each
            and len(self._entries()) == self._fitting(effect)
            and not re.search("共\\d+项", self.normal.text)
        ):
            return self._from_context(effect) or [effect]
        return [effect]

    def _each_entry(self, effect: Effect) -> list[Effect]:
        """“1.有牌子；2.有章程；3.有账本，每项得2分” of 6 points: each of the entries before it, or of those behind (每项得2分：①…②…)."""
        each = next((one for one in effect.statement.grounds if one.text in _EACH_ITEM), None)
        said = self.normal.text[effect.statement.start : effect.verdict.start]
        if each is None or effect.action is not Action.GIVE or effect.kind is not Kind.EVENTS:
            return []
        at = next(index for index, one in enumerate(self.statements) if one is effect.statement)
        before, behind = self.statements[:at], self.statements[at + 1 :]
        own = [one for one in effect.statement.grounds if one.start < each.start]
        named = re.search("[一-龥]{2}", "".join(one.text for one in own))
        spans = [(one.start, one.end) for one in before if one.grounds]
        if named and not _GENERAL.fullmatch(said[: each.start - effect.statement.start].strip("，：（")):
            spans.append((own[0].start, own[-1].end))
        if any(one.verdict is not None for one in before) or len(spans) < 2:
            spans = [
                (one.start, one.end)
                for one in behind
                if one.verdict is None and one.chunk > effect.statement.chunk
            ]
        if len(spans) != self._fitting(effect) or self.out.effects:
            return []
        made = []
        for span in spans:
            figure = Figure(name_of(self.normal, span), "bool", span)
            self.out.figures.append(figure)
            made.append(replace(effect, figure=figure, trigger=Trigger(Kind.FACT, span)))
        return made

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
        bare_list = next((ground for ground in grounds if ground.kind == "VALUE_LIST"), None)
        if bare_list is not None and effect.kind is Kind.FACT and "%" in bare_list.text:
            numbers = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", bare_list.text)]
            if len(numbers) == len(amounts):
                trigger = replace(effect.trigger, kind=Kind.LINE, unit="%")
                return [
                    replace(effect, points=amount, interval=Interval(number, None), trigger=trigger)
                    for amount, number in zip(amounts, numbers, strict=True)
                ]
        listed = self._listed_lines_and_points(effect, grounds)
        if listed:
            return listed
        stretches = self._list_of(grounds, len(amounts))
        if stretches is None or effect.kind not in (Kind.EVENTS, Kind.FACT):
            self.out.unread.append((effect.statement.start, effect.statement.end))
            return []
        return [
            replace(effect, points=amount, trigger=replace(effect.trigger, subject=stretch, own_subject=True))
            for amount, stretch in zip(amounts, stretches, strict=True)
        ]

    def _listed_lines_and_points(self, effect: Effect, grounds: Sequence[Ground]) -> list[Effect]:
        """“甲率、乙率分别达到95%、98%，每低1个百分点分别扣0.2分、0.3分”: name, line and points of each."""
        lists = [ground for ground in grounds if ground.part("VALUE_LIST")]
        if effect.kind is Kind.STEPS and not lists:
            return self._lines_and_points(effect, grounds)
        if effect.kind is not Kind.STEPS or len(lists) != 1:
            return []
        numbers = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", lists[0].text)]
        before = [ground for ground in grounds[: grounds.index(lists[0])] if ground.kind != "RESPECTIVELY"]
        amounts = effect.verdict.amounts
        cut = (
            parts_of(self.normal.text[before[0].start : before[-1].end], len(numbers))
            if before and len(numbers) == len(amounts)
            else None
        )
        if cut is None:
            return []
        made = []
        for (first, last), number, amount in zip(cut, numbers, amounts, strict=True):
            span = before[0].start + first, before[0].start + last
            figure = Figure(name_of(self.normal, span), "percent", span, effect.trigger.unit)
            self.out.figures.append(figure)
            trigger = replace(
                effect.trigger, line=number, line_unit="%", side=effect.trigger.side or Side.BELOW
            )
            made.append(replace(effect, points=amount, figure=figure, trigger=trigger))
        return made

    def _lines_and_points(self, effect: Effect, grounds: Sequence[Ground]) -> list[Effect]:
        """“甲率不低于90%，乙率不低于80%，每低1个百分点分别扣0.4分、0.2分”: points for each of the lines before them."""
        amounts = effect.verdict.amounts
        lines = [ground for ground in grounds if ground.kind == "COMPARE"]
        respectively = any(ground.kind == "RESPECTIVELY" for ground in grounds)
        if not respectively or len(lines) != len(amounts) or not all("%" in ground.text for ground in lines):
            return []
        made, start = [], grounds[0].start
        for line, amount in zip(lines, amounts, strict=True):
            span, ends = (start, line.start), interval(line)
            name = name_of(self.normal, span)
            number = ends.low if ends.low is not None else ends.high
            if not bare(name) or BY_CLASS.match(name) or number is None:
                return []
            made.append((Figure(name, "percent", span, effect.trigger.unit), number, amount))
            start = line.end
        self.out.figures += [figure for figure, _, _ in made]
        side = effect.trigger.side or Side.BELOW
        return [
            replace(
                effect,
                points=amount,
                figure=figure,
                trigger=replace(effect.trigger, line=number, line_unit="%", side=side),
            )
            for figure, number, amount in made
        ]

    def _apiece(self, effect: Effect, grounds: Sequence[Ground], *, respectively: bool) -> list[Effect]:
        """“甲、乙、丙等3部门各得4分”: each of them has its own."""
        if effect.kind is not Kind.FACT:
            if effect.trigger.intervals:
                effect.interval = effect.trigger.intervals[0]
            return [effect]
        if not self._plain_list(effect, grounds) and (outside := self._from_context(effect)):
            return outside
        stretches = next(
            (found for count in self._counts(effect, grounds) if (found := self._list_of(grounds, count))),
            None,
        )
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
        return (
            any(mark in text.rstrip("，各均") for mark in "、，和及") or self._announced(grounds) is not None
        )

    def _counts(self, effect: Effect, grounds: Sequence[Ground]) -> list[int]:
        """How many things the list may have: as announced, as many as make up the points, as many as its marks part."""
        text = self.normal.text[effect.trigger.subject[0] : effect.trigger.subject[1]]
        phrase = text.rstrip("，：各均分别占").split("，")[-1]
        marks = phrase.count("、")
        joined = marks + 1 + (1 if re.search("、[^、]*[和及与][^、]*$", phrase) else 0) if marks else 2
        counts = [
            self._announced(grounds),
            joined if marks else None,
            self._fitting(effect),
            joined,
            marks + 1,
            text.count("，") + 1,
        ]
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
        if len(names) != count and self.out.effects:
            return None  # beside other points nothing says how many there are
        if len(names) != count:
            names = [f"{self.item or '第'}（第{number}项）" for number in range(1, count + 1)]
            self.out.doubts.append(
                (f"“各”指哪{count}项没有写，按{count}项各算", (effect.statement.start, effect.statement.end))
            )
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


def _run_of(places: Sequence[Interval]) -> Interval | None:
    """“第3、4名”: the places from the third to the fourth; None where there is a gap between them."""
    ends = [(place.low, place.high) for place in places]
    if any(low is None or high is None for low, high in ends):
        return None
    known = sorted((low, high) for low, high in ends if low is not None and high is not None)
    joined = all(after[0] == before[1] + 1 for before, after in pairwise(known))
    return Interval(known[0][0], known[-1][1]) if joined else None
