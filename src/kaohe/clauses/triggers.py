"""What the points of one statement hang on: a fact, a count, a step away from a line, a comparison.

This looks at one statement alone. What it leaves open (the line that “每下降1个百分点” is measured from, the figure
that “低于80%” speaks of) is found by `resolve` among its neighbours.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from kaohe.clauses.parsing import NUMBER, Ground, Statement


class Kind(Enum):
    """FACT: it is so or not. EVENTS: for each one counted. STEPS: for each step away from a line.
    LINE: the figure stands on one side of a number, or between two. OTHERWISE: in all other cases.
    """

    FACT = "fact"
    EVENTS = "events"
    STEPS = "steps"
    LINE = "line"
    RANK = "rank"
    OTHERWISE = "otherwise"
    ALWAYS = "always"


class Side(Enum):
    """On which side of the line the figure must be for the points, or the step is counted."""

    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`; None: without end. `includes_…` whether the end itself belongs."""

    low: Decimal | None
    high: Decimal | None
    includes_low: bool = True
    includes_high: bool = True


@dataclass(frozen=True, slots=True)
class Trigger:
    """`subject` is the stretch of normal text that names it. `unit` as written (“%”, “百分点”, “次”).

    STEPS: `side` and `step`, `line` where the statement says it. LINE: `intervals`, more than one only where the
    statement lists several (低于80%、70%、60%的，分别…). `in_passing`: one counted thing named before an award (1次得1分), which may turn out to be the first of several tiers.
    `against_last_year`: the figure is the change; `against`: another figure,
    the stretch that names it.
    """

    kind: Kind
    subject: tuple[int, int]
    unit: str = ""
    step: Decimal = Decimal(1)
    side: Side | None = None
    line: Decimal | None = None
    line_unit: str = ""
    intervals: tuple[Interval, ...] = ()
    against_last_year: bool = False
    against: tuple[int, int] | None = None
    shortage: bool = False
    own_subject: bool = True
    in_passing: bool = False
    doubt: str = ""


_SHRINKING = re.compile("(?:^|，)(?P<how>负增长|零增长|(?:未|没有|无)(?:提高|增长|上升|提升|增加|下降|降低|减少)|(?:有|有所|实现)(?:提高|增长|上升|提升|增加|下降|降低|减少))的?，?$")
TIMES = {"年", "月", "个月", "天", "日", "小时", "分钟", "周", "季度", "季", "工作日", "个工作日", "岁"}
SIZES = {"㎡", "m", "m2", "km", "cm", "mm", "kg", "t", "dB", 
    "平方米",
    "平米",
    "平方公里",
    "公里",
    "米",
    "亩",
    "公顷",
    "吨",
    "万",
    "亿",
    "元",
    "万元",
    "亿元",
    "级",
    "倍",
    "层",
    "页",
    "字",
    "学时",
    "课时",
    "",
}
RATES = {"%", "百分点", "‰"}
_DOWN = re.compile("下降|降低|减少|减低|偏低|低于|少于|缺少|短缺|不足|低|少|缺|欠|差|降|减")
_UP = re.compile("提高|上升|增加|增长|超过|超出|高于|多于|提升|升高|高|超|多|增|升")
_LATE = re.compile("延迟|推迟|滞后|逾期|迟|拖|超期|超时")
_TARGET = re.compile(
    "控制指标|控制数|控制目标|下达[^，。；]{0,8}(?:指标|任务|目标|计划|数)|目标值|目标任务|计划数|任务数|考核指标数|规定值|标准值|限额|定额|指标值|核定数"
)
_BELOW_WORDS = (
    "低于",
    "少于",
    "小于",
    "不足",
    "不到",
    "未达",
    "达不到",
    "未能达到",
    "没有达到",
    "没达到",
    "不满",
    "<",
    "未达到",
    "未完成",
)
_AT_MOST_WORDS = ("不高于", "不超过", "不大于", "不多于", "不得超过", "不得高于", "不得多于", "≤", "控制在")
_AT_LEAST_WORDS = ("不低于", "不少于", "不小于", "不得低于", "不得少于")
_ABOVE_WORDS = ("高于", "多于", "超过", "超出", "大于", ">", "超")


def trigger(statement: Statement) -> Trigger:
    """What the statement's points hang on, as far as its own words say."""
    grounds = without_remarks(statement.grounds)
    if any(ground.kind == "OTHERWISE" for ground in grounds) and not _each(grounds):
        comparisons = [ground for ground in grounds if ground.kind == "COMPARE"]
        if not comparisons:
            return Trigger(Kind.OTHERWISE, _subject(grounds))
    direction = _SHRINKING.search("".join(ground.text for ground in grounds if ground.kind in ("TEXT", "MOVE", "COMMA")))
    if direction:
        words = direction["how"]
        rising = words.startswith(("有", "实现"))
        zero = Interval(Decimal(0), None, False) if rising else Interval(None, Decimal(0), True, words != "负增长")
        return Trigger(Kind.LINE, _subject(grounds), "%", intervals=(zero,), own_subject=False, against_last_year=True)
    for attempt in (_steps, _by_verdict, _events, _line, _rank):
        found = attempt(statement, grounds)
        if found is not None:
            return found
    words = [ground for ground in grounds if ground.kind not in ("COMMA", "COLON", "LIST")]
    if not words:
        return Trigger(Kind.ALWAYS, _subject(grounds), own_subject=False)
    return Trigger(Kind.FACT, _subject(grounds))


def without_remarks(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """The grounds without what stands in closed brackets, and without the mark before the first word."""
    kept: list[Ground] = []
    opened: list[int] = []
    for ground in grounds:
        if ground.kind == "OPEN":
            opened.append(len(kept))
            kept.append(ground)
        elif ground.kind == "CLOSE":
            if opened:
                del kept[opened.pop() :]
        else:
            kept.append(ground)
    kept = [ground for ground in kept if ground.kind not in ("OPEN", "CLOSE")]
    while kept and kept[0].kind in ("COMMA", "LIST", "COLON"):
        kept.pop(0)
    return tuple(kept)


def phrases(grounds: tuple[Ground, ...]) -> list[list[Ground]]:
    """The grounds cut at commas and colons; no phrase is empty."""
    found: list[list[Ground]] = [[]]
    for ground in grounds:
        if ground.kind in ("COMMA", "COLON"):
            found.append([])
        else:
            found[-1].append(ground)
    return [phrase for phrase in found if phrase]


def _each(grounds: tuple[Ground, ...]) -> int | None:
    """Where the last “每” of the grounds stands; one before a comparison is a ratio (每500人不少于1名), no step."""
    indexes = [index for index, ground in enumerate(grounds) if ground.kind in ("EACH", "EACH_UNIT")]
    if not indexes or any(ground.kind == "COMPARE" for ground in grounds[indexes[-1] :]):
        return None
    numbers = [ground for ground in grounds[indexes[-1] :] if ground.kind == "VALUE"]
    if len(numbers) == 2 and all(_number_and_unit(ground.text)[1] in RATES for ground in numbers):
        return indexes[-1]
    return None if len(numbers) > 1 and grounds[indexes[-1]].kind == "EACH" else indexes[-1]


def _subject(grounds: tuple[Ground, ...]) -> tuple[int, int]:
    if not grounds:
        return (0, 0)
    words = [ground for ground in grounds if ground.kind not in ("COMMA", "COLON")]
    return (words[0].start, words[-1].end) if words else (grounds[0].start, grounds[0].start)


def _number_and_unit(text: str) -> tuple[Decimal, str]:
    """The first number, and the counting word after the last one (“60%-79%”: 60 and “%”)."""
    match = NUMBER.search(text)
    assert match is not None
    unit = re.sub(r"^.*[\d.]", "", text.replace("（含）", "").replace("（不含）", ""))
    return Decimal(match[0]), unit.rstrip("≤<")


def _steps(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """每下降1百分点, 每少1次, 每发现1处, 每人次 …"""
    at = _each(grounds)
    if at is None:
        return None
    each, before, after = grounds[at], grounds[:at], grounds[at + 1 :]
    if each.kind == "EACH_UNIT":
        step, unit = Decimal(1), _trailing_unit(each.text)
        move_text = each.text[1 : len(each.text) - len(unit)]
        value = next(
            (
                ground
                for ground in after
                if ground.kind == "VALUE" and _number_and_unit(ground.text)[1] in RATES
            ),
            None,
        )
        if value is not None:
            step, unit = _number_and_unit(value.text)
            move_text = "".join(ground.text for ground in after if ground.kind == "MOVE")
    else:
        value = next((ground for ground in after if ground.kind == "VALUE"), None)
        stretch = after[: after.index(value) + 2] if value is not None else after[:3]
        move_text = "".join(
            ground.text for ground in stretch if ground.kind in ("MOVE", "TEXT") or ground is not value
        )
        if value is None:
            return _without_number(before, each, after, move_text)
        step, unit = _number_and_unit(value.text)
        second = next((ground for ground in after[after.index(value) + 1 :] if ground.kind == "VALUE"), None)
        if second is not None and unit in RATES:
            return _beyond_line(grounds, value, second, move_text)
    if _conditional(before, unit):
        return Trigger(Kind.FACT, _subject(grounds), doubt="several")
    own = _words(before) or any(ground.kind == "TEXT" for ground in after)
    subject = _subject(before if _words(before) else (each, *after))
    line = _stated_line(before, unit)
    side = _side(move_text)
    if side is None and line is not None and unit in RATES:
        side = line[2]
    found = Trigger(Kind.EVENTS, subject, unit, step, side, own_subject=bool(own))
    return _measured(found, before, move_text, line)


def _beyond_line(grounds: tuple[Ground, ...], line: Ground, step: Ground, move_text: str) -> Trigger:
    """每低于100%一个百分点: the line stands between “每” and the step."""
    size, unit = _number_and_unit(step.text)
    at = _each(grounds)
    before = grounds[:at]
    own = bool(_words(before))
    return Trigger(
        Kind.STEPS, _subject(before or grounds), unit, size, _side(move_text), _number_and_unit(line.text)[0], "%", own_subject=own
    )


def _conditional(before: tuple[Ground, ...], unit: str) -> bool:
    """Whether the steps count only where another figure has passed a line (下降幅度超过15%的，每少1人…)."""
    if unit in RATES:
        return False
    return any(ground.kind == "COMPARE" and _number_and_unit(_value_of(ground).text)[1] in RATES for ground in before)


def _without_number(
    before: tuple[Ground, ...], each: Ground, after: tuple[Ground, ...], move_text: str
) -> Trigger | None:
    """“每缺项扣1分”: one at a time."""
    if not before and not after:
        return None
    subject = _subject((*before, each, *after))
    return Trigger(
        Kind.EVENTS, subject, "", Decimal(1), _side(move_text), doubt="“每”后面没有写数量，按每一次（项）读"
    )


def _measured(
    found: Trigger, before: tuple[Ground, ...], move_text: str, line: tuple[Decimal, str, Side] | None
) -> Trigger:
    """Whether the step is one of events, of a shortage, or of the distance from a line."""
    last_year = any(ground.kind == "AGAINST" for ground in before)
    against = _against(before)
    late = bool(_LATE.search(move_text)) and found.unit in TIMES
    moves = found.side is not None and not late
    rate = found.unit in RATES
    if last_year:
        return replace(found, kind=Kind.EVENTS, against_last_year=True)
    if against is not None and (moves or rate):
        return replace(found, kind=Kind.STEPS, against=against)
    if line is not None and (moves or rate) and (line[1] == found.unit or {line[1], found.unit} <= RATES):
        side = (
            found.side if rate and found.side is not None else line[2] if found.side is None else found.side
        )
        return replace(found, kind=Kind.STEPS, side=side, line=line[0], line_unit=line[1])
    if rate or (moves and found.unit in SIZES):
        return replace(found, kind=Kind.STEPS)
    if moves and found.side is Side.BELOW:
        return replace(found, kind=Kind.EVENTS, shortage=True)
    return replace(found, kind=Kind.EVENTS)


def _stated_line(before: tuple[Ground, ...], unit: str) -> tuple[Decimal, str, Side] | None:
    """The number that the same statement compares with before its “每”: 低于80%的，每低1百分点."""
    comparisons = [ground for ground in before if ground.kind == "COMPARE"]
    for ground in reversed(comparisons):
        ahead = "".join(entry.text for entry in before[: before.index(ground)])
        if unit not in TIMES and unit not in SIZES and unit not in RATES and _PER_PART.search(re.split("[，、]", ahead)[-1]):
            return None
        value = ground.part("VALUE") or ground.part("POINTS")
        if value is None:
            continue
        number, its_unit = _number_and_unit(value.text)
        same = (
            its_unit == unit or {its_unit, unit} <= RATES or (its_unit == "分" and unit in ("分", "百分点"))
        )
        if same:
            relation = ground.part("RELATION")
            words = relation.text if relation else ""
            above = words.endswith(_ABOVE_WORDS) or words.endswith(_AT_MOST_WORDS)
            return number, its_unit, Side.ABOVE if above else Side.BELOW
    return None


_PER_PART = re.compile("每个?(?:月|季度?|周|旬|半年|天|日)|按[月季周]")
_COMPARED = re.compile(r"(?:与|同|和|较|比)(?P<other>[^，]{2,30}?)(?:相比|比较|对比)")
_BEYOND = re.compile(
    r"(?:超过|超出|高于|低于|少于|大于|小于|未达到|达不到|未完成)(?P<other>[^，]{0,24}?(?:平均水平|平均值|平均数|均值|平均|控制指标|控制数|控制目标|指标数|目标值|目标任务数|计划数|任务数|下达的[^，]{0,6}指标))"
)


def _against(before: tuple[Ground, ...]) -> tuple[int, int] | None:
    """The other figure that the same statement compares with: 与全省平均相比, 超过下达的控制指标."""
    if not before:
        return None
    text = _joined(before)
    for pattern in (_COMPARED, _BEYOND):
        match = pattern.search(text)
        if match:
            origin = before[0].start
            return origin + match.start("other"), origin + match.end("other")
    return None


def _joined(grounds: tuple[Ground, ...]) -> str:
    """The text from the first to the last of them; what was left out in between is blank."""
    text = [" "] * (grounds[-1].end - grounds[0].start)
    for ground in grounds:
        text[ground.start - grounds[0].start : ground.end - grounds[0].start] = list(ground.text)
    return "".join(text)


def _side(move_text: str) -> Side | None:
    if _LATE.search(move_text):
        return Side.ABOVE
    down, up = _DOWN.search(move_text), _UP.search(move_text)
    if down and (not up or down.start() <= up.start()):
        return Side.BELOW
    return Side.ABOVE if up else None


_UNIT = re.compile(r"(?:人次|件次|项次|户次|家次|台次|例次|处次|点次|场次|批次|起次|车次|篇次|.)$")


def _trailing_unit(text: str) -> str:
    match = _UNIT.search(text)
    return match[0] if match else ""


def _words(grounds: tuple[Ground, ...], but: Ground | None = None) -> str:
    kept = (
        ground
        for ground in grounds
        if ground.kind in ("TEXT", "LIST", "RELATION", "BOUND", "MOVE", "AGAINST") and ground is not but
    )
    text = re.sub("每(?:年|月|季度?|周|天|日)", "", "".join(ground.text for ground in kept))
    return re.sub("[的，、；如其中或并且对在有者]", "", text)


def _by_verdict(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """扣1分/次, 扣0.5分/人"""
    if statement.verdict is None or not statement.verdict.per:
        return None
    unit = statement.verdict.per
    kind = Kind.STEPS if unit in RATES else Kind.EVENTS
    text = _joined(grounds) if grounds else ""
    return Trigger(
        kind,
        _subject(grounds),
        unit,
        side=_side(text) if unit in RATES else None,
        own_subject=bool(_words(grounds)),
    )


_EVENT_BEFORE = re.compile(
    r"(?:有|发现|出现|发生|存在|查出|查到|查实|缺少|缺|少|漏报|漏|迟报|迟到|迟|错报|错|瞒报|谎报|误|任何|任意|任|其中|多|超|未报|被|报送|逾期|延迟|拖延|每|的|，|、|^)$"
)
_EVENT_AFTER = re.compile(
    r"^(?:未|不|没|无|缺|漏|迟|差|错|违|超|以上|及以上|的|，|$|[^，]{0,12}(?:未|不|没有|无|缺|差|违反|错误|问题|隐患|现象|行为|投诉|事故|事件|迟到|早退|缺席|缺勤|的$|$))"
)


def _events(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """有1项未达到的, 发现1处, 迟报1次, 缺少1人 (扣…): one counted thing named in passing."""
    verdict = statement.verdict
    taking = verdict is not None and verdict.kind in ("take", "signed", "zero", "all", "judged")
    if not taking:
        return None
    ratios = {id(grounds[at + 1]) for at, ground in enumerate(grounds[:-1]) if ground.kind == "EACH"}
    found = [ground for ground in grounds if ground.kind == "VALUE" and id(ground) not in ratios and _countable(ground, grounds)]
    if not found:
        return _slope(grounds)
    value = found[-1]
    number, unit = _number_and_unit(value.text)
    at = grounds.index(value)
    others = grounds[:at] + grounds[at + 1 :]
    zero = verdict is not None and verdict.kind in ("zero", "all")
    if zero or number != 1:
        interval = Interval(number, None)
        doubt = "" if number == 1 else f"“{value.text}”按达到{value.text}即扣读"
        return Trigger(
            Kind.LINE,
            _subject(grounds),
            unit,
            intervals=(interval,),
            own_subject=bool(_words(others)),
            doubt=doubt,
        )
    shortage = _DOWN.fullmatch(grounds[at - 1].text) is not None if at else False
    ratio = any(ground.kind == "EACH" for ground in grounds)
    line = None if ratio else _stated_line(grounds[:at], unit)
    if shortage and line is not None and line[1] == unit and unit != "人":
        return Trigger(Kind.STEPS, _subject(others), unit, number, Side.BELOW, line[0], line[1])
    return Trigger(
        Kind.EVENTS, _subject(grounds), unit, number, own_subject=bool(_words(others)), shortage=shortage
    )


def _countable(value: Ground, grounds: tuple[Ground, ...]) -> bool:
    number, unit = _number_and_unit(value.text)
    at = grounds.index(value)
    before = grounds[at - 1].text if at else ""
    after = "".join(ground.text for ground in grounds[at + 1 : at + 3])
    if unit == "级" and number == 1 and before.endswith(("缺", "缺少", "少")):
        return True
    if unit in RATES or unit in SIZES or (unit in ("类", "级", "档", "部门") and number != 1):
        return False
    if unit in TIMES:
        return bool(_LATE.search(before)) or before.endswith(("超", "逾期", "延期", "晚", "迟报", "迟交", "缺", "缺少", "少", "漏", "空", "发现", "查到", "抽到"))
    if number != number.to_integral_value():
        return False
    return bool(_EVENT_BEFORE.search(before)) or bool(_EVENT_AFTER.search(after))


def _slope(grounds: tuple[Ground, ...]) -> Trigger | None:
    """低1百分点, 下降1% (without 每)."""
    for at, ground in enumerate(grounds):
        if ground.kind == "VALUE" and at and grounds[at - 1].kind == "MOVE":
            number, unit = _number_and_unit(ground.text)
            before = grounds[: at - 1]
            stated = _stated_line(before, unit) is not None and number != 1
            if unit == "百分点" or (unit == "%" and number <= 10) or stated:
                line = _stated_line(before, unit)
                found = Trigger(
                    Kind.STEPS,
                    _subject(before or grounds),
                    unit,
                    number,
                    _side(grounds[at - 1].text),
                    own_subject=bool(_words(before)),
                )
                return replace(found, line=line[0], line_unit=line[1]) if line else found
    return None


def _line(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """低于80%, 95分及以上, 90-94分, 超过3次, 面积小于60平方米"""
    comparisons = [ground for ground in grounds if ground.kind == "COMPARE"]
    awarding = statement.verdict is not None and statement.verdict.kind in ("give", "full", "half", "own")
    if not comparisons or grounds.index(comparisons[-1]) < _last_value(grounds):
        return _reached(grounds) if awarding else _target_line(grounds)
    last = comparisons[-1]
    if last.part("VALUE_LIST") or last.part("POINT_LIST"):
        return _listed(last, grounds)
    unit = _number_and_unit(_value_of(last).text)[1]
    if not _decides(last, grounds, awarding=awarding):
        return _target_line(grounds)
    alike = [ground for ground in comparisons if _number_and_unit(_value_of(ground).text)[1] == unit]
    others = tuple(ground for ground in grounds if ground not in alike)
    own = bool(_words(others))
    if len(alike) == 2:
        both = _both(interval(alike[0]), interval(alike[1]))
        if both is not None and _near(alike, grounds):
            return Trigger(Kind.LINE, _subject(grounds), unit, intervals=(both,), own_subject=own)
    rates = [ground for ground in comparisons if _number_and_unit(_value_of(ground).text)[1] in RATES]
    if len(rates) > 1:
        return Trigger(Kind.FACT, _subject(grounds), doubt="several")
    return Trigger(Kind.LINE, _subject(grounds), unit, intervals=(interval(last),), own_subject=own)


def _near(alike: list[Ground], grounds: tuple[Ground, ...]) -> bool:
    """Whether two comparisons speak of one figure: nothing but a name of it or “且” between them."""
    between = grounds[grounds.index(alike[0]) + 1 : grounds.index(alike[1])]
    text = "".join(ground.text for ground in between)
    return alike[0].part("FROM") is not None or len(text) <= 3


def _last_value(grounds: tuple[Ground, ...]) -> int:
    """Where the last bare number of the grounds stands; -1: nowhere."""
    return max((index for index, ground in enumerate(grounds) if ground.kind == "VALUE"), default=-1)


_AFTER = re.compile(r"^(?:[的者，时村镇乡]|单位|企业|乡镇|街道|部门|学校|医院|机构|情况下?|的)*$")


def _decides(last: Ground, grounds: tuple[Ground, ...], *, awarding: bool) -> bool:
    """Whether the comparison is what the points hang on, and not part of what a fact is called (3个月内未明确的)."""
    value = _value_of(last)
    unit = _number_and_unit(value.text)[1]
    bound, relation = last.part("BOUND"), last.part("RELATION")
    after = "".join(ground.text for ground in grounds[grounds.index(last) + 1 :])
    if not _AFTER.match(after):
        counted = unit not in TIMES and unit not in SIZES and unit not in RATES and unit not in ("名", "人", "分")
        if counted and not awarding and bound is not None and "以上" in bound.text and relation is None:
            return True
        if unit in RATES and not awarding and len(after) <= 8 and relation is not None:
            return True
        return unit in RATES and relation is not None and len(after) <= 2
    if bound is not None and bound.text == "内" and unit in TIMES:
        return False
    if bound is not None and bound.text in ("以内", "之内") and unit in TIMES and awarding:
        return True
    if unit in TIMES and (not awarding or relation is None):
        return False
    if unit in TIMES and any(ground.kind == "LIST" for ground in grounds):
        return False
    if value.kind == "RANGE":
        return unit not in ("年", "月", "日")
    return not (unit in ("年", "月", "日", "级", "") and (relation is None or relation.text in ("在", "为", "满")))


def _reached(grounds: tuple[Ground, ...]) -> Trigger | None:
    """A number without a word of comparison just before the award: 率100%得6分, 举办活动10次得5分."""
    words = [ground for ground in grounds if ground.kind not in ("COMMA", "COLON") and ground.text not in ("的", "者")]
    if not words or words[-1].kind != "VALUE":
        return None
    number, unit = _number_and_unit(words[-1].text)
    if unit in TIMES or unit in ("", "级", "部门", "指标") or (unit not in RATES and number != number.to_integral_value()):
        return None
    others = tuple(words[:-1])
    if number == 1 and _PER_PART.search("".join(ground.text for ground in others)):
        return None
    change = any(ground.kind == "AGAINST" for ground in others) or (unit == "百分点" and bool(others) and others[-1].kind == "MOVE")
    own = bool(_words(others))
    if number == 1 and unit not in RATES:
        return Trigger(Kind.EVENTS, _subject(grounds), unit, own_subject=own, in_passing=True)
    return Trigger(Kind.LINE, _subject(grounds), unit, intervals=(Interval(number, None),), own_subject=own, against_last_year=change)


def _value_of(ground: Ground) -> Ground:
    return next(part for part in ground.parts if part.kind not in ("RELATION", "BOUND"))


def interval(ground: Ground) -> Interval:
    """The numbers for which a comparison holds. 以上 and 以下 include the number itself."""
    value = _value_of(ground)
    relation = ground.part("RELATION")
    bound = ground.part("BOUND")
    relation_words, bound_words = (relation.text if relation else ""), (bound.text if bound else "")
    numbers = [Decimal(text) for text in NUMBER.findall(value.text)]
    if value.kind == "FROM":
        return Interval(numbers[0], None, "≤" in value.text)
    if value.kind == "RANGE":
        low, high = sorted(numbers[:2])
        ends = re.split(r"-(?=\d)", value.text + bound_words)
        return Interval(low, high, "不含" not in ends[0], "不含" not in ends[-1] and bound_words != "以下")
    number = numbers[0]
    excluded = "不含" in bound_words
    if relation_words.endswith(_AT_MOST_WORDS) or relation_words in ("≤",):
        return Interval(None, number)
    at_least = relation_words.lstrip("应须要需").startswith(_AT_LEAST_WORDS)
    if relation_words.endswith(_BELOW_WORDS) and not at_least:
        return Interval(None, number, True, False)
    if relation_words.endswith(_ABOVE_WORDS) and not relation_words.startswith("不"):
        return Interval(number, None, False)
    if "以下" in bound_words or "以内" in bound_words or "之内" in bound_words or bound_words == "内":
        return Interval(None, number, True, not excluded)
    if relation_words in ("等于", "为") and not bound_words:
        return Interval(number, number)
    return Interval(number, None, not excluded)


def _both(first: Interval, second: Interval) -> Interval | None:
    """高于60%低于80%: both must hold."""
    low = first if first.low is not None else second
    high = second if first.low is not None else first
    if low.low is None or high.high is None or low.low > high.high:
        return None
    return Interval(low.low, high.high, low.includes_low, high.includes_high)


def _listed(ground: Ground, grounds: tuple[Ground, ...]) -> Trigger:
    """低于80%、70%、60%的"""
    values = _value_of(ground)
    relation = ground.part("RELATION")
    numbers = [Decimal(text) for text in NUMBER.findall(values.text)]
    unit = "%" if "%" in values.text else re.sub(r"^.*\d", "", values.text)
    words = relation.text if relation else ""
    below = words.endswith(_BELOW_WORDS)
    above = words.endswith(_ABOVE_WORDS) and not words.startswith("不")
    intervals = tuple(
        Interval(None, number, True, False) if below else Interval(number, None, not above)
        for number in numbers
    )
    others = tuple(entry for entry in grounds if entry is not ground)
    return Trigger(Kind.LINE, _subject(grounds), unit, intervals=intervals, own_subject=bool(_words(others)))


def _target_line(grounds: tuple[Ground, ...]) -> Trigger | None:
    """超过下达的控制指标: compared with another figure."""
    if not grounds:
        return None
    text = _joined(grounds)
    match = re.search(
        r"(?P<how>超过|超出|高于|突破|低于|少于)(?P<other>[^，]{0,16}?(?:控制指标|控制数|控制目标|指标数|目标值|计划数|任务数|平均水平|平均值|平均数))",
        text,
    )
    if not match:
        return None
    side = Side.BELOW if match["how"] in ("低于", "少于") else Side.ABOVE
    origin = grounds[0].start
    against = origin + match.start("other"), origin + match.end("other")
    return Trigger(Kind.LINE, _subject(grounds), side=side, against=against)


def _rank(_: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """前3名, 第1名, 第4-8名, 第9名及以后, 第1、2、3名; 后2位 is a fact"""
    ranked = [ground for ground in grounds if ground.kind == "RANKED" and NUMBER.search(ground.text)]
    if not ranked:
        return None
    if ranked[-1].text.startswith(("后", "末")):
        return Trigger(Kind.FACT, _subject(grounds))
    intervals = tuple(place for ground in ranked for place in _places(ground.text))
    own = bool(_words(tuple(ground for ground in grounds if ground not in ranked)))
    return Trigger(Kind.RANK, _subject(grounds), "名", intervals=intervals, own_subject=own)


def _places(text: str) -> list[Interval]:
    numbers = [Decimal(number) for number in NUMBER.findall(text)]
    if text.startswith("前"):
        return [Interval(Decimal(1), numbers[0])]
    if "、" in text:
        return [Interval(number, number) for number in numbers]
    if len(numbers) > 1:
        return [Interval(numbers[0], numbers[1])]
    return [Interval(numbers[0], None if text.endswith(("以后", "之后", "以下")) else numbers[0])]
