"""Figures: which one an effect looks at, and where its steps are measured from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import FINE_RATES, RATES, SIZES, TIMES
from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.lines import same_unit
from kaohe.clauses.naming import bare, figure_name, looks_like_a_rate, name_of, only_compares
from kaohe.clauses.several_rates import SeveralRates
from kaohe.clauses.state import HUNDRED, kind_of

_OFFICE = re.compile("(?:县|镇|乡|村|街道|社区|单位|部门|学校|医院|企业|局)$")
"""“山区县每少1%扣0.1分，平原县每少1%扣0.2分”: what is behind the steps is a class of units, and no figure."""

_MEETS = re.compile("(?:达到|符合)(?:规定)?(?:要求|标准)(?:[（(][^（）()]*[）)])?")

_OCCURS = re.compile("(?:发现|出现|发生|累计|有|存在)*(?:[一二两三四五六七八九十]+[次项处个起件例人名户份])")


@dataclass(slots=True)
class Finding(SeveralRates):
    """Finds or makes the figure of an effect, and the line of its steps, among its neighbours."""

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
        if self._line_in_days(effect):
            return
        if found.kind is Kind.FACT and self._reaches_the_line_beside(effect):
            return
        if effect.action is Action.ALL and found.kind is Kind.FACT:
            return
        if found.meets and not self._plainly_compared(effect):
            found = effect.trigger = replace(found, kind=Kind.FACT, against=None, meets=False)
        if found.kind is Kind.FACT:
            effect.figure = self._new(found, "bool")
        elif found.kind is Kind.RANK:
            effect.figure = self._shared(found, "count", "名次")
            name = re.sub(
                "(?:[前第](?:[一二三四五六七八九十、]|\\d)*)?[名位]?$", "", effect.figure.name
            ).rstrip("前第位列居、")
            if not effect.figure.name.endswith(("名次", "排名")):
                ending = "" if name.endswith("排名") else "名" if name.endswith("排") else "名次"
                named = replace(effect.figure, name=name + ending)
                self.out.figures[self.out.figures.index(effect.figure)] = named
                effect.figure = named
        elif found.kind is Kind.EVENTS:
            self._events(effect)
        elif found.kind is Kind.STEPS:
            self._steps(effect)
        else:
            self._lined(effect)

    def _new(self, found: Trigger, kind: str, name: str = "") -> Figure:
        said = name_of(self.normal, found.subject)
        nameless = only_compares(said) or (kind == "percent" and _MEETS.fullmatch(said) is not None)
        said = "" if nameless and self.item else said
        name = name or (said if bare(said) or self.item else self._headed_by(found) or said) or self.item
        unit = found.unit if kind != "bool" else ""
        figure = Figure(name, kind, found.subject, unit)
        self.out.figures.append(figure)
        return figure

    def _headed_by(self, found: Trigger) -> str:
        """“入网率（4分）：达到90%得满分”: what stands before the points in brackets names the figure."""
        for entry in self.statements:
            headed = entry.verdict is not None and entry.verdict.kind == "own" and bool(entry.grounds)
            if headed and 0 <= found.subject[0] - entry.end <= len("）："):
                return name_of(self.normal, (entry.grounds[0].start, entry.grounds[-1].end))
        return ""

    def _shared(self, found: Trigger, kind: str, name: str = "") -> Figure:
        """The figure this speaks of: one already named, where no other is named here; else a new one."""
        own = name_of(self.normal, found.subject)
        if not found.own_subject and re.fullmatch("每?[一-龥]{1,2}(?:[\\d.一]+个?)?(?:百分点|%|点)", own):
            own = ""  # “每少一个百分点” names nothing
        if (not found.own_subject and only_compares(own)) or (kind == "percent" and _MEETS.fullmatch(own)):
            own = ""
        plainly = self._plain_number(found) if kind == "percent" and not found.own_subject else None
        if plainly is not None:
            return plainly
        alike = ("count", "number") if kind in ("count", "number") else (kind,)
        fitting = [figure for figure in self.out.figures if figure.type in alike]
        plain = bare(own)
        if kind == "count" and _OCCURS.fullmatch(plain):
            plain = ""  # “发现有两次及以上的”: of what was counted before
        if found.unit and not (found.own_subject and plain):  # 5万元 is not of what is counted in 个
            fitting = [
                figure
                for figure in fitting
                if not figure.unit
                or kind == "percent"
                or same_unit(figure.unit.rstrip("元"), found.unit.rstrip("元"))
            ]
        if fitting and (not found.own_subject or not plain):
            several = next(
                (effect for effect in reversed(self.out.effects) if effect.also and effect.figure in fitting),
                None,
            )
            if several is not None and several.figure is not None:
                return several.figure
            return self._spoken_of_last(fitting)
        for figure in reversed(fitting):
            if re.findall(r"\d+月|第\d+季度|上半年|下半年", figure.name) != re.findall(
                r"\d+月|第\d+季度|上半年|下半年", own
            ):
                continue
            theirs = bare(figure.name)
            if found.unit and figure.unit and not same_unit(found.unit, figure.unit):
                continue
            if (
                plain == theirs
                or (len(plain) > 1 and plain in theirs)
                or (len(theirs) > 2 and theirs in plain)
            ):
                return figure
        beyond = own if re.search("超额|超过目标|超出", own) else ""
        return self._new(found, kind, (own if plain else beyond) or name or self.item)

    def _events(self, effect: Effect) -> None:
        found = effect.trigger
        if found.against_last_year:
            effect.figure = self._new(found, "number")
            return
        if self._by_rank(effect) or self._from_allowed(effect) or self._each_beneath(effect):
            return
        apart = "偏离" in self.text_of(effect.statement)
        if (found.side is not None or found.shortage or apart) and self._from_award(effect):
            return
        if found.side is not None and self._beyond(effect):
            return
        if found.side is Side.ABOVE and self._above_the_line_beside(effect):
            return
        if found.side is Side.ABOVE and self._unlike_line(effect):
            self.out.unread.append((effect.statement.start, effect.statement.end))
        if found.shortage:
            standard = self._minimum(found, effect.statement)
            if standard is not None:
                effect.trigger = replace(
                    found, kind=Kind.STEPS, line=standard.number, line_unit=standard.unit, side=Side.BELOW
                )
                effect.figure = self._new(
                    found, "count", self._asked_name(standard, effect) or name_of(self.normal, found.subject)
                )
                return
            if self._asks_for_a_number():
                self.out.unread.append((effect.statement.start, effect.statement.end))
        kind = "count" if found.unit not in RATES else "number"
        named = self._short_of(effect) or self._spoken_of(effect) if kind == "count" else ""
        effect.figure = self._new(found, kind, named)

    def _beyond(self, effect: Effect) -> bool:
        """“每少1条扣2分；每多1条奖0.2分”: the second goes up from the line that the first goes down from."""
        for other in reversed(self.out.effects):
            if (
                other.kind is Kind.STEPS
                and other.trigger.side is not effect.trigger.side
                and other.trigger.unit == effect.trigger.unit
                and other.figure
                and other.trigger.line
            ):
                effect.trigger = replace(effect.trigger, kind=Kind.STEPS, line=other.trigger.line)
                effect.figure = other.figure
                return True
        own = [entry for entry in self._named(effect.statement) if same_unit(entry.unit, effect.trigger.unit)]
        if own and effect.trigger.side is Side.ABOVE:
            effect.trigger = replace(effect.trigger, kind=Kind.STEPS, line=own[-1].number)
            effect.figure = self._new(effect.trigger, "count")
            return True
        return False

    def _above_the_line_beside(self, effect: Effect) -> bool:
        """“不超过目标值得3分，每增加0.5天扣0.5分” beside “平均住院日≤9天”: measured from there."""
        found = effect.trigger
        if effect.action is not Action.TAKE:
            return False
        above = [
            entry for entry in self.outside if entry.side is Side.ABOVE and same_unit(entry.unit, found.unit)
        ]
        if len(above) != 1:
            return False
        effect.trigger = replace(found, kind=Kind.STEPS, line=above[0].number, line_unit=above[0].unit)
        effect.figure = self._new(found, kind_of(found.unit), bare(above[0].name) or self.item)
        return True

    def _unlike_line(self, effect: Effect) -> bool:
        """“使用强度≤40DDDs，每超1个单位扣0.5分”: a line stands before it, but in another unit; then nothing is certain."""
        before = [
            entry
            for entry in self.statements
            if entry.chunk == effect.statement.chunk and entry.start < effect.statement.start
        ]
        compared = any(ground.kind == "COMPARE" for ground in before[-1].grounds) if before else False
        return compared and effect.action is Action.TAKE and "每超" in self.text_of(effect.statement)

    def _steps(self, effect: Effect) -> None:
        found = effect.trigger
        rate = found.unit in RATES
        kind = (
            "percent"
            if rate and not {found.unit, found.line_unit} & FINE_RATES
            else "number"
            if rate
            else "count"
            if found.unit not in ("分", "") and found.line is not None
            else "number"
        )
        if found.against is not None and self._number_of_target(effect):
            return
        if found.against is not None:
            effect.figure = self._new(found, kind, self._before(found))
            effect.base = Figure(name_of(self.normal, found.against), kind, found.against, found.unit)
            self.out.figures.append(effect.base)
            return
        if found.of_task or self._of_awarded_task(effect):
            self._of_task(effect)
            return
        if self._from_growth(effect) or self._from_other_figure(effect) or self._from_allowed(effect):
            return
        if found.line_unit == "分":
            kind = "number"
        if self._listed_steps(effect, kind):
            return
        if found.line is not None:
            if not self._several(effect, kind):
                effect.figure = self._shared(effect.trigger, kind)
            return
        if found.unit in SIZES | TIMES and self._from_award(effect):
            return
        if (
            self._from_several_lines(effect)
            or self._rates_without_line(effect)
            or (not found.own_subject and self._ranged_award(effect))
        ):
            return
        self._measured_from(effect, kind)

    def _of_task(self, effect: Effect) -> None:
        """The completion rate that the clause names, or one of its own."""
        known = [
            figure
            for figure in self.out.figures
            if figure.type == "percent" and figure_name(figure.name, "percent").endswith("完成率")
        ]
        if not known and looks_like_a_rate(self.item):  # of which rate, and how far from which target?
            self.out.unread.append((effect.statement.start, effect.statement.end))
        effect.figure = known[-1] if known else Figure("完成率", "percent", effect.trigger.subject, "%")
        self.out.figures += [] if known else [effect.figure]

    def _measured_from(self, effect: Effect, kind: str) -> None:
        """Steps whose line stands elsewhere; counted from zero where none is found, and told where one was to be expected."""
        found = effect.trigger
        if self._from_all_stated(effect):
            return
        stated = (
            self._stated[-1]
            if self._stated and not found.own_subject and same_unit(self._stated[-1].unit, found.unit)
            else None
        )
        named = (
            name_of(self.normal, (stated.ground.start - len(stated.name), stated.ground.start))
            if stated is not None
            else ""
        )
        effect.figure = (
            self._shared(found, kind, named)
            if not named or any(f.type == kind for f in self.out.figures)
            else self._new(found, kind, named)
        )
        line = self._line_for(effect, effect.figure)
        rivals = {entry.number for entry in self.outside if same_unit(entry.unit, found.unit)}
        beside = line is None or (line[0] in rivals and not self._stated and stated is None)
        if beside and not found.own_subject and found.unit in RATES and len(rivals) > 1:
            self.out.unread.append((effect.statement.start, effect.statement.end))
        awarded = any(
            other.action in (Action.GIVE, Action.ALL) and other.kind is Kind.FACT
            for other in self.out.effects
        )
        if line is None and found.unit in RATES and _OFFICE.search(name_of(self.normal, found.subject)):
            self.out.unread.append((effect.statement.start, effect.statement.end))
        short = line is None and awarded and self._short_of_the_task(effect)
        if line is None and awarded and effect.action is Action.TAKE and not found.own_subject and not short:
            self.out.unread.append((effect.statement.start, effect.statement.end))
        if line is None:
            effect.trigger = replace(found, kind=Kind.EVENTS)
            effect.figure = self._as_shortfall(effect.figure)
        else:
            effect.trigger = replace(found, line=line[0], side=found.side or line[1])
            self._for_each_line(effect)

    def _for_each_line(self, effect: Effect) -> None:
        """“甲率、乙率达到90%以上各得2分，每低1个百分点各扣0.1分”: the steps count for each of the lines before them."""
        grounds = effect.statement.grounds
        apiece = any(ground.kind == "APIECE" for ground in grounds) or effect.verdict.text.startswith(
            ("各", "均")
        )
        if effect.trigger.own_subject:
            return
        own = next(
            (
                other
                for other in reversed(self.out.effects)
                if other.figure is effect.figure and other.kind is Kind.LINE
            ),
            None,
        )
        if own is None or own.interval is None:
            return
        for other in list(self.out.effects):
            lined = other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL) and other is not own
            together = other.statement is own.statement or apiece
            stepped = any(
                entry.kind is Kind.STEPS and entry.figure is other.figure for entry in self.out.effects
            )
            if (
                lined
                and together
                and not stepped
                and other.interval is not None
                and other.interval.low is not None
                and other.figure is not effect.figure
            ):
                copy = replace(
                    effect, figure=other.figure, trigger=replace(effect.trigger, line=other.interval.low)
                )
                self.out.effects.insert(self.out.effects.index(other) + 1, copy)

    def _as_shortfall(self, figure: Figure) -> Figure:
        """The figure is itself a distance (未达到规定户次数，每下降2%): counted from zero."""
        changed = replace(figure, type="number" if figure.type == "percent" else figure.type)
        self.out.figures[self.out.figures.index(figure)] = changed
        return changed

    def _line_for(self, effect: Effect, figure: Figure) -> tuple[Decimal, Side] | None:
        found = effect.trigger
        for other in self._nearest_lines(effect):
            lined = other.kind is Kind.LINE or other.action is Action.SHARE
            if other.figure is figure and lined and other.interval is not None:
                number = other.interval.low if other.interval.low is not None else other.interval.high
                plainly = other.trigger.unit == "" and figure.type == "number"
                if number is not None and (plainly or same_unit(other.trigger.unit, found.unit)):
                    return number, Side.BELOW if other.interval.low is not None else Side.ABOVE
        chosen = self._standard(figure.name, found.unit)
        if chosen is not None:
            self._named_beside(effect, chosen)
            return chosen.number, found.side or chosen.side
        if (
            found.unit in RATES
            and not re.search("相差|差距|偏差|误差", self.text_of(effect.statement))
            and found.side is not Side.ABOVE
            and effect.action is not Action.GIVE
            and looks_like_a_rate(figure.name)
        ):
            self.out.doubts.append(
                (f"“{figure.name}”没有写达标线，按100%起算", (effect.statement.start, effect.statement.end))
            )
            return HUNDRED, Side.BELOW
        return None

    def _nearest_lines(self, effect: Effect) -> Iterator[Effect]:
        """The effects before this one, the last first, but no line under which all is lost where a line is that earns.

        Steps that earn begin where the most is earned already.
        """
        earned = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE and other.action in (Action.GIVE, Action.ALL)
        ]
        if effect.action is Action.GIVE:
            full = [other for other in earned if other.action is Action.ALL]
            yield from full or sorted(earned, key=lambda other: -(other.points or 0))
        else:
            yield from reversed(earned)
        yield from reversed(self.out.effects)

    def _growth(self, effect: Effect) -> Figure | None:
        """“增速达到8%得10分，…，负增长不得分”: the growth that was named before."""
        figures = [
            figure
            for figure in self.out.figures
            if re.search("(?:增速|增幅|增长率?)$", figure_name(figure.name, figure.type))
        ]
        direction = self.text_of(effect.statement)
        if re.search("持平|反[升降增减]", direction):
            figures += [
                figure
                for figure in self.out.figures
                if re.search("(?:下降|上升|增长|提高|减少|降低|增加)$", figure_name(figure.name, figure.type))
            ]
        return (
            figures[-1]
            if figures and re.search("[负零]增长|[未有]增长|持平|反[升降增减]", direction)
            else None
        )

    def _turn(self, effect: Effect) -> None:
        """“提高4个百分点得3分，下降2个百分点及以上不得分”: a fall is a rise below zero."""
        assert effect.figure is not None
        start = effect.statement.start
        words = self.normal.text[start : effect.verdict.start]
        for written, meant in (
            ("不降反升", "上升"),
            ("不升反降", "下降"),
            ("不增反降", "下降"),
            ("不减反增", "增加"),
            ("不增反减", "减少"),
        ):
            words = words.replace(written, meant)
        up, down = re.compile("提高|增长|上升|提升|增加"), re.compile("下降|降低|减少")
        named = effect.figure.name
        if not up.search(named) and not down.search(named) and re.fullmatch("，?(?:下降|降低)的?，?", words):
            self.out.unread.append((effect.statement.start, effect.statement.end))
        turned = (
            bool(down.search(words))
            and not up.search(words)
            and bool(up.search(named))
            and not down.search(named)
        )
        turned |= (
            bool(up.search(words))
            and not down.search(words)
            and bool(down.search(named))
            and not up.search(named)
        )
        if not turned or not effect.trigger.intervals or re.search("[未没无]", words):
            return
        ends = effect.trigger.intervals[0]
        low, high = (
            (-ends.high if ends.high is not None else None),
            (-ends.low if ends.low is not None else None),
        )
        mirrored = Interval(low, high, ends.includes_high, ends.includes_low)
        effect.interval = mirrored
        effect.trigger = replace(effect.trigger, intervals=(mirrored,))

    def _lined(self, effect: Effect) -> None:
        found = effect.trigger
        if found.against_last_year:
            effect.figure = self._growth(effect) or self._shared(found, "number")
            self._turn(effect)
            return
        shared = self.out.effects and self.out.effects[-1].action is Action.SHARE
        if shared and kind_of(found.unit) == "percent" and not found.own_subject and not self.out.figures:
            effect.figure = self._new(found, "percent", "完成率")
            return
        if self._distance_again(effect) or self._beyond_by(effect):
            return
        kind = kind_of(found.unit)
        if kind == "count" and any(
            end is not None and end % 1 for one in found.intervals for end in (one.low, one.high)
        ):
            kind = "number"
        if found.against is not None and self._opposite_of_target(effect):
            return
        if found.against is not None and len(self._rates_in(found)) > 1:
            self.out.unread.append((effect.statement.start, effect.statement.end))
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
        named = self._spoken_of(effect) if kind == "count" else ""
        if named and not any(figure.type in ("count", "number") for figure in self.out.figures):
            effect.figure = self._new(found, kind, named)
            return
        effect.figure = self._shared(found, kind)
