"""Lines of steps that other statements draw: 6起不扣分，每超1起扣0.5分; 每高1个点加分，每低1个点减分; 有1项未达到扣1.5分."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.awarded import Awarded
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import FINE_RATES, RATES, number_and_unit, without_remarks
from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.lines import Standard, same_unit, standards
from kaohe.clauses.naming import figure_name, likeness, looks_like_a_rate, name_of
from kaohe.clauses.parsing import Ground, Statement
from kaohe.clauses.state import HUNDRED, kind_of

_DISTANCE = re.compile(
    "(?:超过|超出|高于|低于|高出|超)了?(?:年度|全年)?(?:目标|计划|任务|控制|指标|考核)(?:任务|指标)?[值数线]?$"
)
"""How far something is from a target that the clause does not name."""
_DENIAL = re.compile("(?:未|没有?|不)(?:达到?|完成|达标|符合|合格|到位)(?:目标|要求|标准|任务)?的?$")

_NEXT_PLACES = re.compile(
    "[，；]?(?:其余|其他|其它|以下|以后|之后|往后|后面|余下|剩余)?(?:的|者|各?名次|各?单位|排名|名次)?"
    "(?:依次|逐[名次位]|按(?:名次|排名|位次)(?:依次)?|每(?:低|降|下降|降低|后退|退后)?(?:1个?)?(?:名次|位次|名|位))"
)
"""What is said of the places after the last one that is named."""


_ASKED = re.compile(r"(?:不少于|不低于|至少|≥|达到)[^，。；]{0,6}[\d一二两三四五六七八九十]")
_NAMELESS = re.compile(
    "每?(?:发现|出现|发生|查实|查出|有)?(?:1|１|一)?[一-龥]{1,2}|(?:发现|出现|发生|查实|查出|有)(?:1|１|一)[一-龥]{1,2}"
)
_NONE_OF = re.compile(
    "(?P<time>全年|年内|辖区内?|本年度?)?(?:无|没有|未发生|未出现|不发生|不出现|杜绝|确保无)(?P<thing>[^，。；]{2,20})$"
)
ALL_DONE = re.compile(
    "，?(?:全面|全部|按时|如期|圆满|按期|保质保量)?完成(?:了)?(?:[^，。；\\d]{0,12}?(?:目标|任务|计划|指标)[值数]?)*的?，?"
)
"""An award for all of the task, whatever the task is called."""
_RELATION = re.compile(
    "(?:达到|不低于|不少于|高于|[≥≤]|不超过|未超过|不高于|不大于|[大小高低]于(?:或)?等于|控制在|保持在)$"
)
_ALL_OF = re.compile(
    "(?:全面|全部|按时|如期|圆满|按期|保质保量)?完成(?:了)?[^，。；\\d未不没]{0,14}?"
    "(?:目标|任务|计划|指标|面积|数量|总量|工程量|产量|总额|收入)(?:任务|指标)?[值数量]?(?:的|时|者)?"
)
_RATE_OR_RISE = re.compile("率|比例|比重|占比|增幅|增速|增长|[满意]度")
"""“完成签约率目标”: percentages away from it are of the rate, and not of the task."""
_TASK_DONE = re.compile(
    "[^，。；\\d未不没]{0,14}(?:任务|计划|目标|指标)[数量值]?(?:均|已|都|全面|全部|按时|如期|按期|圆满)*(?:完成|实现)(?:的|时|者)?"
)
"""“年度建设任务全面完成的”."""
_AMOUNT_REACHED = re.compile(
    "[^，]{0,16}(?:规模|面积|产量|总量|数量|总额|收入|产值|投资额?)(?:均)?(?:达到|完成|实现)(?:了)?"
    "[^，。；\\d未不没]{0,8}?(?:计划|任务|目标|指标)[值数]?(?:任务|要求)?(?:的|时|者)?"
)
"""“种植面积达到下达计划的”: an amount, so that percentages away from it are of the task."""
_ANNOUNCES = re.compile(
    "[^，]{0,20}以[^，]{2,24}为(?:考核)?(?:目标|基准|基数|标准|依据)|(?:重点|大力|积极|扎实|全力|深入|切实|加快)[^，]+"
)
"""What may stand before “全面完成造林面积”: where the target is from, what the work is."""
NAMED = 3
"""Characters that a name of the next column must have."""
_POOR = re.compile("(?:未达到?|达不到|不达标|未完成|达标)[^，]{0,4}，?(?:每|$)|每[低降少下减]|达标$")
_REACHES = re.compile(
    "(?P<name>[^，。；、]{2,16}?)(?:均)?(?:达标|达到(?:目标|要求|标准)(?:要求|值)?|符合(?:要求|标准|规定))"
)
SHORT = 12
"""Characters of a name that can stand before another word."""
LIKE = 6
"""How alike two names must be to be of one thing: two pairs of neighbouring characters in common."""


@dataclass(slots=True)
class Elsewhere(Awarded):
    """Finds the line of steps in statements that move no points, or that move them on the other side."""

    def _allow(self, statement: Statement) -> None:
        """“6起不扣分”, “误差3%以内不扣分”: a number up to which nothing moves."""
        said = without_remarks(statement.grounds)
        numbers = [ground for ground in said if ground.kind in ("VALUE", "COMPARE")]
        if len(numbers) != 1:
            return
        value = numbers[0].part("VALUE") or numbers[0]
        if value.kind != "VALUE" or not _ends_here(numbers[0], said):
            return
        number, unit = number_and_unit(value.text)
        ahead = said[: said.index(numbers[0])]
        name = self.normal.text[ahead[0].start : numbers[0].start] if ahead else ""
        self._allowed.append((statement, Standard(name, unit, number, Side.ABOVE, False, numbers[0])))

    def _from_allowed(self, effect: Effect) -> bool:
        """“商业险6起不扣分，每降1起加0.5分，每超1起扣0.5分”: measured from the number that moves nothing."""
        found = effect.trigger
        if found.side is None or found.line is not None or effect.action not in (Action.TAKE, Action.GIVE):
            return False
        for statement, allowed in reversed(self._allowed):
            if statement.chunk != effect.statement.chunk or not same_unit(allowed.unit, found.unit):
                continue
            span = (allowed.ground.start - len(allowed.name), allowed.ground.start)
            figure = next((known for known in self.out.figures if known.span == span), None)
            if figure is None:
                named = name_of(self.normal, span) or self.item
                figure = Figure(named, kind_of(allowed.unit), span, allowed.unit)
                self.out.figures.append(figure)
            effect.trigger = replace(
                found, kind=Kind.STEPS, line=allowed.number, line_unit=allowed.unit, shortage=False
            )
            effect.figure = figure
            return True
        return False

    def _from_other_figure(self, effect: Effect) -> bool:
        """“与全县平均相比，每高1个点加0.5分；每低1个点减1分”: the second is measured from the other figure too."""
        found = effect.trigger
        if found.line is not None or found.own_subject or found.side is None:
            return False
        for other in reversed(self.out.effects):
            opposite = other.kind is Kind.STEPS and other.base is not None
            if (
                opposite
                and other.trigger.side is not found.side
                and same_unit(other.trigger.unit, found.unit)
            ):
                effect.trigger = replace(found, kind=Kind.STEPS)
                effect.figure, effect.base = other.figure, other.base
                return True
        return False

    def _from_growth(self, effect: Effect) -> bool:
        """“税收较上年增长20%得20分，每增1百分点加5分”: measured from the growth that was asked for."""
        found = effect.trigger
        if found.line is not None or found.own_subject or found.side is None or found.unit not in RATES:
            return False
        grown = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE
            and other.action in (Action.GIVE, Action.ALL)
            and other.trigger.against_last_year
            and other.interval is not None
            and other.interval.low is not None
        ]
        if len(grown) != 1 or grown[0].interval is None or len({id(f) for f in self.out.figures}) != 1:
            return False
        effect.trigger = replace(found, kind=Kind.STEPS, line=grown[0].interval.low, line_unit="%")
        effect.figure = grown[0].figure
        return True

    def _plainly_compared(self, effect: Effect) -> bool:
        """Whether the figure itself is named, and nothing is said of how far it is from the target (每超1人扣2分)."""
        stepped = any(
            ground.kind in ("EACH", "EACH_UNIT")
            for entry in self.statements
            if entry.chunk == effect.statement.chunk
            for ground in entry.grounds
        )
        against = effect.trigger.against
        named = name_of(self.normal, (effect.trigger.subject[0], against[0])) if against is not None else ""
        return not stepped and (len(_RELATION.sub("", named)) > 2 or looks_like_a_rate(self.item))

    def _opposite_of_target(self, effect: Effect) -> bool:
        """“不超过目标值得10分；大于目标值不得分”: the figure and the target of the award."""
        award = self.out.effects[-1] if self.out.effects else None
        if award is None or award.base is None or not award.trigger.meets or award.figure is None:
            return False
        if effect.action is not Action.NOTHING or effect.trigger.side is award.trigger.side:
            return False
        effect.figure, effect.base = award.figure, award.base
        return True

    def _distance_again(self, effect: Effect) -> bool:
        """“每超目标值1%扣1分，超过目标值10%以上的不得分”: the distance that the steps count."""
        start, end = effect.trigger.subject
        words = self.normal.text[start:end]
        ahead = re.split(r"\d", words, maxsplit=1)[0]
        if effect.action is not Action.NOTHING or not _DISTANCE.search(ahead):
            return False
        for other in reversed(self.out.effects):
            counted = other.kind is Kind.EVENTS and other.action is Action.TAKE and other.figure is not None
            above = other.trigger.side is Side.ABOVE
            if (
                counted
                and above is ("低" not in ahead)
                and same_unit(other.trigger.unit, effect.trigger.unit)
            ):
                assert other.figure is not None
                named = replace(other.figure, name=name_of(self.normal, (start, start + len(ahead))))
                self.out.figures[self.out.figures.index(other.figure)] = named
                other.figure = effect.figure = named
                span = other.statement.start, other.statement.end
                self.out.unread = [entry for entry in self.out.unread if entry != span]
                return True
        return False

    def _reaches_the_line_beside(self, effect: Effect) -> bool:
        """“同步组建率达标得2分” beside “组建率达98%以上”: the line stands in the next column."""
        said = name_of(self.normal, effect.trigger.subject)
        rate = re.fullmatch(
            "(?P<name>[^，。；、]{2,20}率)(?:均)?(?:达标|达到(?:目标|要求|标准)(?:要求|值)?|符合(?:要求|标准)|完成(?:目标)?)",
            said,
        )
        lines = [entry for entry in self.outside if entry.unit == "%" and entry.side is Side.BELOW]
        if self._reaches_the_number_beside(effect, said):
            return True
        if effect.action not in (Action.GIVE, Action.ALL) or len(lines) != 1:
            return False
        beside = said_of(lines[0])
        plain = re.fullmatch(
            "达标|达到(?:目标|要求|标准)(?:要求|值)?|完成目标值?", said
        ) and looks_like_a_rate(beside)
        if not plain and (rate is None or likeness(lines[0].name, rate["name"]) < LIKE):
            return False
        start = effect.trigger.subject[0]
        effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit="%")
        effect.interval = Interval(lines[0].number, None)
        name = rate["name"] if rate is not None else beside
        effect.figure = Figure(name, "percent", (start, effect.trigger.subject[1]), "%")
        self.out.figures.append(effect.figure)
        return True

    def _reaches_the_number_beside(self, effect: Effect, said: str) -> bool:
        """“管床数达到要求得满分，管床数≥3张得2分” beside “管床数≥5张”: the highest of the lines stands in the next column."""
        reached = _REACHES.fullmatch(said)
        lines = [entry for entry in self.outside if entry.side is Side.BELOW and entry.unit not in RATES]
        if effect.action not in (Action.GIVE, Action.ALL) or len(lines) != 1 or reached is None:
            return False
        line, name = lines[0], reached["name"]
        lower = [
            entry
            for statement in self.statements
            for entry in standards([statement], self.normal.text)
            if same_unit(entry.unit, line.unit) and name in entry.name and entry.number < line.number
        ]
        if not lower or likeness(line.name, name) < LIKE:
            return False
        start = effect.trigger.subject[0]
        effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit=line.unit)
        effect.interval = Interval(line.number, None)
        effect.figure = Figure(name, kind_of(line.unit), (start, start + len(name)), line.unit)
        self.out.figures.append(effect.figure)
        return True

    def _down_the_ranking(self, statement: Statement) -> bool:
        """“第1名得10分，其余依次递减0.5分”: each place after the last one named costs so much."""
        verdict = statement.verdict
        assert verdict is not None
        rank = self.out.effects[-1] if self.out.effects else None
        if (
            rank is None
            or rank.kind is not Kind.RANK
            or rank.action not in (Action.GIVE, Action.ALL)
            or rank.interval is None
            or rank.interval.high is None
            or len(verdict.amounts) != 1
        ):
            return False
        words = self.normal.text[statement.start : verdict.start]
        if not _NEXT_PLACES.fullmatch(words):
            return False
        trigger = Trigger(
            Kind.STEPS,
            rank.trigger.subject,
            "名",
            Decimal(1),
            Side.ABOVE,
            rank.interval.high,
            "名",
            own_subject=False,
        )
        self.out.effects.append(
            Effect(Action.TAKE, trigger, statement, verdict.amounts[0], figure=rank.figure)
        )
        return True

    def _beyond_by(self, effect: Effect) -> bool:
        """“误差控制在5%以内得6分，超过0.1个百分点扣1分”: a distance from the line of the award, not a line itself."""
        found = effect.trigger
        if effect.action is not Action.TAKE or found.unit != "百分点" or found.own_subject or found.against:
            return False
        awards = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE and other.trigger.unit == "%" and other.interval is not None
        ]
        if (
            len(awards) != 1
            or awards[0].interval is None
            or awards[0].action not in (Action.GIVE, Action.ALL)
        ):
            return False
        own = found.intervals[0]
        above = own.low is not None
        line = awards[0].interval.high if above else awards[0].interval.low
        distance = own.low if above else own.high
        if line is None or distance is None or distance <= 0 or distance >= line:
            return False
        effect.figure = awards[0].figure
        effect.interval = None
        effect.trigger = replace(
            found,
            kind=Kind.STEPS,
            step=distance,
            side=Side.ABOVE if above else Side.BELOW,
            line=line,
            line_unit="%",
            intervals=(),
        )
        self.out.doubts.append(
            ("没有写“每”，按每一个这样的幅度读", (effect.statement.start, effect.statement.end))
        )
        return True

    def _each_beneath(self, effect: Effect) -> bool:
        """“甲率、乙率均达到95%得3分，有1项未达到扣1.5分”: each of them that stays below costs so much."""
        award = self.out.effects[-1] if self.out.effects else None
        if award is None or award.figure is None or award.interval is None or effect.points is None:
            return False
        named = name_of(self.normal, effect.trigger.subject)
        full = award.action is Action.ALL or award.points == self.points
        several = (award.figure, *award.also)
        if (
            len(several) < 2
            or not full
            or effect.action is not Action.TAKE
            or effect.trigger.unit not in ("项", "个", "")
            or not _DENIAL.search(named)
            or award.interval.low is None
            or len(several) * effect.points > (self.points or 0)
        ):
            return False
        missed = Interval(None, award.interval.low, True, not award.interval.includes_low)
        award.dropped = True
        trigger = replace(effect.trigger, kind=Kind.LINE, unit="%", intervals=(missed,))
        for figure in several[:-1]:
            self.out.effects.append(replace(effect, figure=figure, trigger=trigger, interval=missed))
        effect.trigger, effect.figure, effect.interval = trigger, several[-1], missed
        return True

    def _short_of(self, effect: Effect) -> str:
        """“每月报信息不少于3篇，少1篇扣0.1分”: what is counted is not the 篇 that were sent, but those that are missing."""
        named = name_of(self.normal, effect.trigger.subject)
        if not effect.trigger.shortage:
            return ""
        if not _ASKED.search(named):
            said = bool(re.search("[少缺差漏欠减降退]", named)) or not named
            short = "差" if "差" in self.text_of(effect.statement) else "少"
            return "" if said else f"{named if len(named) < SHORT else ''}{short}的{effect.trigger.unit}数"
        base = re.split("不少于|不低于|至少|≥|达到", figure_name(_ASKED.split(named)[0], "count"))[0]
        return f"{base}少的{effect.trigger.unit}数" if len(base) > 1 else ""

    def _asked_name(self, standard: Standard, effect: Effect) -> str:
        """“开展督查4次，少1次扣1分”: 开展督查次数 is what is reported."""
        start = standard.ground.start
        if any(standard is entry for entry in self.outside):
            name = said_of(standard)
            return f"{name}{standard.unit}数" if len(name) > 1 else ""
        if not effect.statement.start <= start < effect.statement.end or not standard.name:
            return ""
        name = name_of(self.normal, (start - len(standard.name), start))
        name = re.sub("(?:不少于|不低于|至少|≥|达到)$", "", name)
        named = len(re.sub("全年|每年|年内|本年度?|每学期|每半年|每季度?|每月", "", name)) > 1
        return f"{name}{standard.unit}数" if named else ""

    def _named_beside(self, effect: Effect, standard: Standard) -> None:
        """“未达到的，每低1百分点扣0.3分” beside “电子病历使用率达90%”: the next column names the figure."""
        figure, name = effect.figure, said_of(standard)
        beside = any(standard is entry for entry in self.outside)
        if figure is None or not beside or len(name) < NAMED or not _POOR.match(figure.name):
            return
        effect.figure = replace(figure, name=name)
        self.out.figures[self.out.figures.index(figure)] = effect.figure

    def _number_of_target(self, effect: Effect) -> bool:
        """“每低于目标值1百分点扣0.5分” beside “目标值：95%”: the number is there."""
        found = effect.trigger
        assert found.against is not None
        named = name_of(self.normal, found.against)
        lines = [entry for entry in self.outside if same_unit(entry.unit, found.unit)]
        if len(lines) != 1 or not re.search("目标|计划|任务|指标", named):
            return False
        effect.trigger = replace(found, against=None, line=lines[0].number, line_unit=lines[0].unit)
        name, kind = self._before(found), kind_of(found.unit)
        known = [figure for figure in self.out.figures if (figure.name, figure.type) == (name, kind)]
        effect.figure = known[0] if known else Figure(name, kind, found.subject, found.unit)
        self.out.figures += [] if known else [effect.figure]
        return True

    def _spoken_of(self, effect: Effect) -> str:
        """“无进京上访得5分，每发生1人次扣1分”: what occurs is what the statement before says there is none of."""
        before = [
            entry
            for entry in self.statements
            if entry.chunk == effect.statement.chunk and entry.end <= effect.statement.start
        ]
        own = name_of(self.normal, effect.trigger.subject)
        if not before or not _NAMELESS.fullmatch(own):
            return ""
        grounds = [ground for ground in before[-1].grounds if ground.kind not in ("OPEN", "CLOSE")]
        plain = bool(grounds) and all(ground.kind in ("TEXT", "COMMA", "LIST", "MOVE") for ground in grounds)
        named = name_of(self.normal, (grounds[0].start, grounds[-1].end)) if plain else ""
        thing = _NONE_OF.match(named)
        return f"{thing['time'] or ''}{thing['thing']}{effect.trigger.unit}数" if thing else ""

    def _plain_number(self, found: Trigger) -> Figure | None:
        """“性别比控制在110以内得10分，每上升1个百分点扣0.5分”: points of a number that stands without a unit."""
        lines = [
            other
            for other in self.out.effects
            if other.kind is Kind.LINE
            and other.action in (Action.GIVE, Action.ALL)
            and other.figure is not None
        ]
        alone = len(self.out.figures) == 1 and len(lines) == 1 and lines[0].trigger.unit == ""
        return (
            lines[0].figure if alone and found.kind is Kind.STEPS and found.unit not in FINE_RATES else None
        )

    def _of_awarded_task(self, effect: Effect) -> bool:
        """“完成招生任务得60分，每超1%加1分，每低1百分点扣3分”: away from all of the task that the award is for."""
        found = effect.trigger
        award = self._award_of_all(effect)
        side = Side.ABOVE if effect.action is Action.GIVE else Side.BELOW
        if (
            award is None
            or found.own_subject
            or found.line is not None
            or found.unit not in RATES
            or found.side not in (side, None if side is Side.BELOW else side)
            or any(figure.type == "percent" and figure.name != "完成率" for figure in self.out.figures)
            or looks_like_a_rate(self.item)
        ):
            return False
        words = re.sub("（[^（）]*）", "", self.normal.text[award.statement.start : award.verdict.start])
        if not done_in_full(words):
            return False
        effect.trigger = replace(found, line=HUNDRED, line_unit="%", side=side, of_task=True)
        return True

    def _award_of_all(self, effect: Effect) -> Effect | None:
        """The award before the effect, where nothing but steps of the same task stands between them, and none before it."""
        effects = self.out.effects
        last = next((at for at in reversed(range(len(effects))) if not effects[at].trigger.of_task), -1)
        award = effects[last] if last >= 0 else None
        if (
            award is None
            or award.kind is not Kind.FACT
            or award.action not in (Action.GIVE, Action.ALL)
            or award.statement.chunk != effect.statement.chunk
            or effect.action not in (Action.TAKE, Action.GIVE)
            or any(other.trigger.of_task for other in effects[:last])
        ):
            return None
        return award


def done_in_full(words: str) -> bool:
    """Whether the words of an award say that all of a task is done, and no more."""
    if _RATE_OR_RISE.search(words):
        return False
    if ALL_DONE.fullmatch(words):
        return True
    *before, last = words.strip("，；：").split("，")
    reached = _ALL_OF.fullmatch(last) or _TASK_DONE.fullmatch(last) or _AMOUNT_REACHED.fullmatch(last)
    return reached is not None and all(map(_ANNOUNCES.fullmatch, before))


def said_of(standard: Standard) -> str:
    """What a standard of the next column is about: 电子病历使用率达90% → 电子病历使用率."""
    name = re.split("[，；：。、]", standard.name.strip("，；：。、（）"))[-1]
    return re.sub("(?:应|须|要|均)?(?:达到?|不低于|不少于|至少|[≥≤]|控制在|保持在|不超过|为|在)+$", "", name)


def _ends_here(number: Ground, said: tuple[Ground, ...]) -> bool:
    """Whether nothing but “的” stands behind the number."""
    behind = said[said.index(number) + 1 :]
    return all(ground.text in ("的", "，") or ground.kind == "MARKED" for ground in behind)
