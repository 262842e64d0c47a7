"""What several statements say of one figure: tiers of a count, the same thing said twice."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.comparisons import interval, value_of
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.elsewhere import ALL_DONE
from kaohe.clauses.faulting import Faulting
from kaohe.clauses.grounds import TIMES, number_and_unit, without_remarks
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.parsing import Ground
from kaohe.clauses.state import HUNDRED, kind_of

_MARKED = re.compile(r"(\d+(?:\.\d+)?)(?:%|[一-龥]{1,5})?（含）")
_LATE = re.compile(
    "(?:^|[，.])[^，；.#]{0,12}(?:逾期|迟报|超期|超时|延迟|推迟|延期|迟到|滞后|拖延)(?:报送|上报|完成|办理|时间)?#的?，?$"
)


@dataclass(slots=True)
class Tiering(Faulting):
    """Looks at all effects once they are there."""

    def _heading_of_entry(self) -> None:
        """“质量（5分）：合格率95%以上得5分，每低1%扣0.5分”: the points behind the name are those that the entry awards."""
        first = self.out.effects[0] if len(self.out.effects) > 1 else None
        if first is None or first.verdict.kind != "own" or first.kind is not Kind.FACT:
            return
        behind = self.normal.text[first.verdict.end : first.verdict.end + 2]
        rest = self.out.effects[1:]
        whole = any(effect.action is Action.ALL for effect in rest)
        tops = [
            effect.points for effect in rest if effect.action is Action.GIVE and effect.points is not None
        ]
        awarded = first.points in tops or (
            first.points in (self.points, sum(tops, Decimal(0))) and bool(tops)
        )
        if not behind.lstrip("）").startswith("：") or not (whole or awarded):
            return
        if any(effect.verdict.kind == "own" for effect in rest):
            return
        if whole and first.points is not None:
            self.out.sections[first.statement.chunk] = first.points
        self.out.effects = rest
        self.out.figures = [
            figure
            for figure in self.out.figures
            if figure is not first.figure or any(effect.figure is figure for effect in rest)
        ]

    def _divided_headings(self) -> None:
        """“建立消费统计台账。（4分）1）整理票据得1分；2）…得1分；…”: points in brackets that the awards right behind them come to."""
        effects = self.out.effects
        for at, heading in enumerate(effects):
            if heading.verdict.kind != "own" or heading.kind is not Kind.FACT or heading.points is None:
                continue
            total, count = Decimal(0), 0
            for effect in effects[at + 1 :]:
                if (
                    effect.action is not Action.GIVE
                    or effect.verdict.kind != "give"
                    or total >= heading.points
                ):
                    break
                total, count = total + (effect.points or Decimal(0)), count + 1
            if (
                count < 2
                or total != heading.points
                or effects[at + 1].statement.chunk == heading.statement.chunk
            ):
                continue
            self.out.effects = [effect for effect in effects if effect is not heading]
            self.out.placed.append((heading.statement.start, heading.verdict.end))
            self.out.figures = [
                figure
                for figure in self.out.figures
                if figure is not heading.figure or any(effect.figure is figure for effect in self.out.effects)
            ]
            return

    def _said_twice(self) -> None:
        """“共4项，1项1分；落实，得1分；未落实，不得分”: what follows only says when one of them counts."""
        announced = re.search(r"共(\d+)[项个条]", self.normal.text)
        counted = next(
            (
                effect
                for effect in self.out.effects
                if effect.trigger.in_passing and effect.action is Action.GIVE
            ),
            None,
        )
        if (
            not announced
            or counted is None
            or counted.points is None
            or Decimal(announced[1]) * counted.points != self.points
        ):
            self._done_or_not()
            return
        for effect in list(self.out.effects):
            again = (
                effect.action is Action.GIVE and effect.points == counted.points
            ) or effect.action is Action.NOTHING
            if effect is not counted and effect.kind is Kind.FACT and again:
                self.out.effects.remove(effect)
                self.out.figures = [figure for figure in self.out.figures if figure is not effect.figure]

    def _done_or_not(self) -> None:
        """“1项1分，完成即得分，未完成不得分”: when one of them counts, said once more."""
        effects = self.out.effects
        firsts = [
            effect for effect in effects if re.fullmatch("1[项个条]", self.text_of(effect.statement)[:2])
        ] or [effect for effect in effects if sum(one.statement is effect.statement for one in effects) > 1]
        rest = [effect for effect in effects if effect not in firsts]
        full = [effect for effect in rest if effect.verdict.text.rstrip("。") in ("即得分", "得分", "可得分")]
        voids = [effect for effect in rest if effect.action is Action.NOTHING]
        if not firsts or len(full) != 1 or len(full) + len(voids) != len(rest):
            return
        self.out.effects = firsts
        self.out.figures = [
            figure for figure in self.out.figures if not any(figure is effect.figure for effect in rest)
        ]

    def _one_by_one(self) -> None:
        """“5A级加10分，4A级加5分（按个数累计）”: each of them counts."""
        if not re.search(
            "按(?:个|件|次|项|家|篇|人)数?累计|可以?累计(?:计分|加分|计算)?(?=[，。；）]|$)", self.normal.text
        ):
            return
        for effect in self.out.effects:
            if effect.action is Action.GIVE and effect.kind is Kind.FACT and effect.figure is not None:
                counted = replace(effect.figure, type="count", unit="个")
                self.out.figures[self.out.figures.index(effect.figure)] = counted
                effect.figure, effect.trigger = counted, replace(effect.trigger, kind=Kind.EVENTS, unit="个")

    def _tiers_of_times(self) -> None:
        """“5分钟内到场得5分，6-10分钟到场得3分，超过10分钟不得分”: one time, not three facts."""
        found: list[tuple[Effect, Ground]] = []
        for effect in self.out.effects:
            grounds = without_remarks(effect.statement.grounds)
            compared = [ground for ground in grounds if ground.kind == "COMPARE"]
            timed = len(compared) == 1 and number_and_unit(value_of(compared[0]).text)[1] in TIMES
            if (
                timed
                and effect.kind is Kind.FACT
                and effect.action in (Action.GIVE, Action.ALL, Action.NOTHING)
            ):
                found.append((effect, compared[0]))
        units = {number_and_unit(value_of(ground).text)[1] for _, ground in found}
        awards = [effect for effect, _ in found if effect.action is not Action.NOTHING]
        first = found[0][0].figure if found else None
        if (
            len(found) < 3
            or len(found) != len(self.out.effects)
            or len(awards) < 2
            or len(units) > 1
            or not first
        ):
            return
        at = found[0][1]
        words = self.normal.words(first.span[0], at.start) + self.normal.words(at.end, first.span[1])
        figure = Figure(words.strip("的，,"), "number", first.span, units.pop())
        self.out.figures = [figure]
        for effect, ground in found:
            effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit=figure.unit)
            effect.interval, effect.figure = interval(ground), figure

    def _tiers_of_lateness(self) -> None:
        """“逾期3天以内扣1分，逾期3天以上扣2分”: one number of days late, not two facts."""
        found: list[tuple[Effect, Ground]] = []
        for effect in self.out.effects:
            grounds = without_remarks(effect.statement.grounds)
            numbers = [ground for ground in grounds if ground.kind in ("COMPARE", "VALUE")]
            if len(numbers) != 1 or number_and_unit(_value(numbers[0]).text)[1] not in TIMES:
                continue
            said = _LATE.search(_blanked(grounds)) or (found and _blanked(grounds).strip("，的") == "#")
            if said and effect.action in (Action.TAKE, Action.NOTHING) and effect.base is None:
                found.append((effect, numbers[0]))
        units = {number_and_unit(_value(ground).text)[1] for _, ground in found}
        first = found[0][0].figure if found else None
        if len(found) < 2 or len(units) > 1 or first is None:
            return
        unit = units.pop()
        words = re.sub("#.*", "", _blanked(without_remarks(found[0][0].statement.grounds))).strip("，")
        kept = Figure(f"{re.split('[，.]', words)[-1]}{unit}数", kind_of(unit), first.span, unit)
        gone = [effect.figure for effect, _ in found]
        self.out.figures = [
            kept if figure is first else figure
            for figure in self.out.figures
            if figure is first or not any(figure is entry for entry in gone)
        ]
        tiers = sum(effect.action is Action.TAKE for effect, _ in found) > 1
        for effect, ground in found:
            effect.figure = kept
            if tiers or effect.kind is not Kind.EVENTS:
                effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit=unit)
                effect.interval = (
                    interval(ground)
                    if ground.kind == "COMPARE"
                    else Interval(number_and_unit(ground.text)[0], None)
                )

    def _whole_of_task(self) -> None:
        """“完成年度任务得满分；完成90%以上不足100%的得8分”: the first is all of what the others are parts of."""
        lines = [
            effect
            for effect in self.out.effects
            if effect.kind is Kind.LINE
            and effect.figure is not None
            and effect.figure.type == "percent"
            and effect.action in (Action.GIVE, Action.NOTHING)
            and re.match(
                "，?(?:仅|只)?完成(?:年度|目标|任务|计划|全年|总|值|数)*的?$", self._ahead_of_number(effect)
            )
        ]
        whole = [
            effect
            for effect in self.out.effects
            if effect.kind is Kind.FACT
            and effect.action in (Action.GIVE, Action.ALL)
            and ALL_DONE.fullmatch(self.words_before(effect))
        ]
        beyond = [
            effect for effect in self.out.effects if effect.kind is Kind.STEPS and effect.trigger.of_task
        ]
        lines += beyond if lines or all(effect.action is Action.GIVE for effect in beyond) else []
        if (
            not lines
            or len(whole) != 1
            or any(line.interval is None and line.kind is Kind.LINE for line in lines)
        ):
            return
        lows = [
            line.interval.low for line in lines if line.interval is not None and line.interval.low is not None
        ]
        if any(low >= HUNDRED for low in lows):
            return
        effect, gone = whole[0], [whole[0].figure, *(line.figure for line in lines)]
        span = (effect.statement.start, effect.verdict.start)
        kept = Figure("完成率", "percent", span, "%")
        at = next(
            index for index, figure in enumerate(self.out.figures) if any(figure is one for one in gone)
        )
        self.out.figures = [figure for figure in self.out.figures if not any(figure is one for one in gone)]
        self.out.figures.insert(at, kept)
        effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit="%")
        effect.interval = Interval(HUNDRED, None)
        for entry in (effect, *lines):
            entry.figure = kept
        for other in self.out.effects:
            if any(other.figure is one for one in gone):
                other.figure = kept

    def _ahead_of_number(self, effect: Effect) -> str:
        """What the effect's statement says before its first number."""
        return re.split(r"\d", self.words_before(effect), maxsplit=1)[0].rstrip("的达到在不足低于≥>≤<")

    def _tiers_by_wording(self) -> None:
        """“开展两类活动得10分；开展三类活动得20分”: the same words with another number are tiers of one count."""
        groups: dict[str, list[Effect]] = {}
        for effect in self.out.effects:
            if effect.action is Action.GIVE and effect.kind is Kind.FACT:
                text = "".join(ground.text for ground in without_remarks(effect.statement.grounds)).strip(
                    "，；其中"
                )
                groups.setdefault(re.sub(r"\d+(?:\.\d+)?(?![月日年号])", "#", text), []).append(effect)
        for template, effects in groups.items():
            if len(effects) < 2 or template.count("#") != 1:
                continue
            values = [
                next(ground for ground in effect.statement.grounds if re.search(r"\d", ground.text))
                for effect in effects
            ]
            numbers = [Decimal(re.search(r"\d+(?:\.\d+)?", value.text)[0]) for value in values]  # type: ignore[index]
            if len(set(numbers)) < len(numbers):
                continue
            unit = re.sub(r"^.*[\d.]", "", values[0].text)
            figure = effects[0].figure
            kept = (
                replace(figure, type=kind_of(unit), unit=unit)
                if figure
                else Figure(self.item, kind_of(unit), (0, 0), unit)
            )
            others = [effect.figure for effect in effects[1:]]
            self.out.figures = [
                kept if entry is figure else entry
                for entry in self.out.figures
                if not any(entry is other for other in others)
            ]
            for effect, number in zip(effects, numbers, strict=True):
                effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit=unit)
                effect.interval, effect.figure = Interval(number, None), kept

    def _tiers_of_last_places(self) -> None:
        """“排名倒数第1的扣3分，倒数第2的扣2分”: one place counted from the end, not several facts."""
        found = [
            (effect, Decimal("一二三四五六七八九十".find(last[1]) + 1 or last[1]))
            for effect in self.out.effects
            if effect.kind is Kind.FACT
            and effect.figure is not None
            and (
                last := re.search(
                    r"倒数第([一二三四五六七八九十]|\d+)[名位]?(?:的|，)*$", self.words_before(effect)
                )
            )
        ]
        if len({place for _, place in found}) < 2:
            return
        first = found[0][0].figure
        assert first is not None
        kept = replace(first, name="倒数名次", type="count", unit="名")
        gone = [effect.figure for effect, _ in found]
        self.out.figures = [
            kept if figure is first else figure
            for figure in self.out.figures
            if figure is first or not any(figure is entry for entry in gone)
        ]
        for effect, place in found:
            effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit="名")
            effect.figure, effect.interval = kept, Interval(place, place)

    def words_before(self, effect: Effect) -> str:
        """What the effect's statement says before its points."""
        return self.normal.text[effect.statement.start : effect.verdict.start]

    def _tiers_of_counts(self) -> None:
        """“2次及以上得2分，1次得1分”: the single one is a tier of the same count."""
        for effect in self.out.effects:
            often = re.fullmatch(
                r"，?(?P<each>每个?[年月周季]度?)[一-龥]{0,4}1(?P<unit>[次场期])的?",
                self.words_before(effect),
            )
            beside = often is not None and any(
                other.kind is Kind.LINE
                and other.trigger.unit == often["unit"]
                and often["each"] in self.words_before(other)
                for other in self.out.effects
            )
            if often is not None and beside and effect.kind is Kind.FACT and effect.action is Action.GIVE:
                effect.trigger = replace(
                    effect.trigger, unit=often["unit"], in_passing=True, own_subject=False
                )
            if not effect.trigger.in_passing:
                continue
            unit = effect.trigger.unit
            others = [
                other
                for other in self.out.effects
                if other.kind is Kind.LINE
                and other.action in (Action.GIVE, Action.ALL)
                and other.trigger.unit == unit
                and (
                    not other.trigger.own_subject
                    or not effect.trigger.own_subject
                    or self._same_thing(effect, other)
                )
            ]
            if others:
                own = effect.figure
                effect.trigger = replace(effect.trigger, kind=Kind.LINE)
                effect.interval = Interval(Decimal(1), None)
                first = min((effect, *others), key=lambda entry: entry.statement.start)
                kept = first.figure
                gone = [own, *(other.figure for other in others)]
                for entry in self.out.effects:
                    if any(entry.figure is figure for figure in gone):
                        entry.figure = kept
                self.out.figures = [
                    figure
                    for figure in self.out.figures
                    if figure is kept or (figure is not own and figure not in [o.figure for o in others])
                ]

    def _explicit_ends(self) -> None:
        """“60%-80%扣4分，60%（含）以下扣8分”: an end that is marked belongs to where the mark stands."""
        lined = [effect for effect in self.out.effects if effect.kind is Kind.LINE and effect.interval]
        marked = {
            (id(effect.figure), Decimal(number))
            for effect in lined
            for ground in effect.statement.grounds
            if ground.kind == "COMPARE"
            for number in _MARKED.findall(ground.text)
        }
        for effect in lined:
            end = effect.interval
            compared = [ground for ground in effect.statement.grounds if ground.kind == "COMPARE"]
            text = "".join(ground.text for ground in compared)
            if end is None or end.low == end.high or "（不含）" in text or not compared:
                continue
            if not ground_range(effect) and not all(map(_loosely, compared)):
                continue
            own = {Decimal(number) for number in _MARKED.findall(text)}
            low = end.includes_low and (end.low in own or (id(effect.figure), end.low) not in marked)
            high = end.includes_high and (end.high in own or (id(effect.figure), end.high) not in marked)
            effect.interval = replace(end, includes_low=low, includes_high=high)
        for before, effect in pairwise(self.out.effects):
            if effect.action is Action.EXTRA and before.figure is effect.figure and before.interval:
                effect.interval = before.interval  # “…5%以上的不得分，另扣2分”

    def _fewer_is_better(self) -> None:
        """“0起得5分，1起得3分，2起得1分，3起及以上不得分”: numbers that rise while the points fall."""
        rows: dict[int, list[Effect]] = {}
        for effect in self.out.effects:
            plain = any(ground.kind == "VALUE" for ground in effect.statement.grounds) and not any(
                ground.kind in ("COMPARE", "EACH", "EACH_UNIT") for ground in effect.statement.grounds
            )
            if (
                effect.kind is Kind.LINE
                and effect.action is Action.GIVE
                and plain
                and effect.figure is not None
            ):
                rows.setdefault(id(effect.figure), []).append(effect)
        for row in rows.values():
            lows = [effect.interval.low for effect in row if effect.interval is not None]
            points = [effect.points for effect in row]
            if len(row) < 2 or None in lows or None in points or len(lows) != len(row):
                continue
            rising = all(a < b for a, b in pairwise(low for low in lows if low is not None))
            falling = all(a > b for a, b in pairwise(point for point in points if point is not None))
            if rising and falling:
                for effect, low in zip(row, lows, strict=True):
                    effect.interval = Interval(None, low)


def _blanked(grounds: tuple[Ground, ...]) -> str:
    """The words with “#” for each number."""
    return "".join("#" if ground.kind in ("COMPARE", "VALUE") else ground.text for ground in grounds)


def _value(ground: Ground) -> Ground:
    """The number of a comparison, or the number itself."""
    return value_of(ground) if ground.kind == "COMPARE" else ground


def _loosely(ground: Ground) -> bool:
    """“3%以下”, “控制在3%以内”: 以上 and 以下 take the number itself in where nothing else is said, and “不超过3%” always does."""
    relation, bound = ground.part("RELATION"), ground.part("BOUND")
    return bound is not None and (
        relation is None or relation.text in ("控制在", "保持在", "在", "达", "达到")
    )


def ground_range(effect: Effect) -> bool:
    """Whether the effect's line is a stretch between two numbers (60%-80%)."""
    return any(ground.part("RANGE") is not None for ground in effect.statement.grounds)
