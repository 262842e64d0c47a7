"""Steps and events: 每下降1个百分点, 每少1次, 发现1处, 迟报1次."""

import re
from dataclasses import replace
from decimal import Decimal

from kaohe.clauses.comparisons import HUNDRED, interval, only_looked_at, value_of
from kaohe.clauses.grounds import (
    ABOVE_WORDS,
    ABSENT,
    AT_MOST_WORDS,
    PER_PART,
    RATES,
    SIZES,
    TIMES,
    joined,
    number_and_unit,
    quoted,
    subject_of,
    words_of,
)
from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.parsing import Ground, Statement
from kaohe.clauses.signs import around

_DOWN = re.compile("下降|降低|减少|减低|偏低|低于|少于|缺少|短缺|不足|低|少|缺|欠|差|降|减")
_UP = re.compile("延长|提高|上升|增加|增长|超过|超出|高于|多于|提升|升高|高|超|多|增|升")
_LATE = re.compile("延迟|推迟|滞后|逾期|迟|拖|超期|超时")
_UNIT = re.compile(
    r"(?:人次|件次|项次|户次|家次|台次|例次|处次|点次|场次|批次|起次|车次|篇次|万元|亿元|公里|小时|分钟|.)$"
)
_COMPARED = re.compile(r"(?:与|同|和|较|比)(?P<other>[^，]{2,30}?)(?:相比|比较|对比)")
_BEYOND = re.compile(
    r"(?:超过|超出|高于|低于|少于|大于|小于|未达到|达不到|未完成)(?P<other>[^，]{0,24}?(?:平均水平|平均值|平均数|均值|平均|控制指标|控制数|控制目标|指标数|目标值|目标线|达标线|达标值|合格线|基准线|目标任务数|计划数|任务数|下达的[^，]{0,6}指标))"
)


def each_at(grounds: tuple[Ground, ...]) -> int | None:
    """Where the last “每” of the grounds stands; one before a comparison is a ratio (每500人不少于1名), no step."""
    indexes = [index for index, ground in enumerate(grounds) if ground.kind in ("EACH", "EACH_UNIT")]
    if not indexes or any(ground.kind == "COMPARE" for ground in grounds[indexes[-1] :]):
        return None
    numbers = [ground for ground in grounds[indexes[-1] :] if ground.kind == "VALUE"]
    if numbers and _per_head(numbers[0], grounds):
        return None
    if len(numbers) == 2 and all(number_and_unit(ground.text)[1] in RATES for ground in numbers):
        return indexes[-1]
    one_by_one = (
        bool(numbers) and grounds[indexes[-1] + 1] is numbers[0] and number_and_unit(numbers[0].text)[0] == 1
    )
    several = len(numbers) > 1 and grounds[indexes[-1]].kind == "EACH" and not one_by_one
    return None if several else indexes[-1]


def _per_head(value: Ground, grounds: tuple[Ground, ...]) -> bool:
    """每千人口托位数: a ratio to many heads, followed by what is counted, is a name and no step."""
    number, unit = number_and_unit(value.text)
    at = grounds.index(value)
    named = at + 1 < len(grounds) and grounds[at + 1].kind == "TEXT"
    return number >= 100 and unit in ("人", "户", "名", "张", "口") and named


_OF_EACH = re.compile("每(?![年月季周天日])[一-龥]{1,2}$")
"""“每班每超5人”: of each of them, which one number cannot say."""


def steps(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """每下降1百分点, 每少1次, 每发现1处, 每人次 …"""
    at = each_at(grounds)
    if at is None:
        return None
    if statement.verdict is not None and statement.verdict.kind == "own" and grounds[at].text == "每个":
        return None  # “每个教学日开展服务（4分）”: all of them
    each, before, after = grounds[at], grounds[:at], grounds[at + 1 :]
    if each.kind == "EACH_UNIT":
        step, unit = Decimal(1), _trailing_unit(each.text)
        move_text = each.text[1 : len(each.text) - len(unit)]
        value = next(
            (
                ground
                for ground in after
                if ground.kind == "VALUE" and number_and_unit(ground.text)[1] in RATES
            ),
            None,
        )
        if value is not None:
            step, unit = number_and_unit(value.text)
            move_text = "".join(ground.text for ground in after if ground.kind == "MOVE")
    else:
        value = next((ground for ground in after if ground.kind in ("VALUE", "POINTS")), None)
        stretch = after[: after.index(value) + 2] if value is not None else after[:3]
        move_text = "".join(
            ground.text for ground in stretch if ground.kind in ("MOVE", "TEXT") or ground is not value
        )
        if value is None:
            return _without_number(before, each, after, move_text)
        step, unit = number_and_unit(value.text)
        second = next((ground for ground in after[after.index(value) + 1 :] if ground.kind == "VALUE"), None)
        if second is not None and unit in RATES:
            return _beyond_line(grounds, value, second, move_text)
    foreign = bool(behind_of(value, after)) if value is not None else False
    others = [ground for ground in after if ground.kind == "VALUE" and ground is not value]
    foreign |= bool(others) and "或" in joined(after)
    foreign |= step != 1 and any(ground.kind in ("EACH", "EACH_UNIT") for ground in after)
    foreign |= step != 1 and bool(before) and _OF_EACH.search(before[-1].text) is not None
    if foreign or _conditional(before, unit):
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    behind = after[after.index(value) + 1 :] if value is not None else after
    own = words_of(before) or any(
        ground.kind == "TEXT" and ground.text not in ("的", "者") for ground in behind
    )
    whole = any(ground.kind == "COMPARE" and "%" in ground.text for ground in before)
    rest = unit not in RATES and (whole or any(ground.kind == "TEXT" for ground in after))
    subject = subject_of((*before, each, *after) if rest or not words_of(before) else before)
    line = stated_line(before, unit)
    side = _side(move_text)
    if _unclear(before, unit, side):
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    if side is None and line is not None and unit in RATES:
        side = line[2]
    found = Trigger(Kind.EVENTS, subject, unit, step, side, own_subject=bool(own))
    around = _around(before, unit)
    if around is not None:
        return replace(
            found, kind=Kind.STEPS, line=around.low, line_unit=unit, between=around, side=Side.BELOW
        )
    return _measured(found, before, move_text, line)


def behind_of(value: Ground, after: tuple[Ground, ...]) -> str:
    """A counting word in Latin letters behind the step's number (每超1BP), which no list of ours has; else empty."""
    at = after.index(value) + 1
    unit = re.match("[A-Za-z]+", after[at].text) if at < len(after) and after[at].kind == "TEXT" else None
    return unit[0] if unit and not number_and_unit(value.text)[1] else ""


def _unclear(before: tuple[Ground, ...], unit: str, side: Side | None) -> bool:
    """Two lines of one unit before the step (3万人以上不少于6场，3万人以下不少于4场), or one that does not say on which side it counts."""
    comparisons = [ground for ground in before if ground.kind == "COMPARE"]
    rivals = {
        value_of(ground).text for ground in comparisons if number_and_unit(value_of(ground).text)[1] == unit
    }
    bounded = any(ground.part("BOUND") is not None and "内" in ground.text for ground in comparisons)
    return (len(rivals) > 1 and unit not in RATES) or (bounded and side is None and unit in RATES)


def _around(before: tuple[Ground, ...], unit: str) -> Interval | None:
    """低于95%或高于105%的，每偏离1个百分点: the distance outside a range."""
    comparisons = [ground for ground in before if ground.kind == "COMPARE"]
    if len(comparisons) == 1 and number_and_unit(value_of(comparisons[0]).text)[1] in {unit, "%", "百分点"}:
        return around(interval(comparisons[0]))
    if len(comparisons) != 2:
        return None
    first, second = (interval(ground) for ground in comparisons)
    units = {number_and_unit(value_of(ground).text)[1] for ground in comparisons}
    below, above = (first, second) if first.high is not None else (second, first)
    if (
        not units <= {unit, "%", "百分点"}
        or below.high is None
        or above.low is None
        or below.high > above.low
    ):
        return None
    return Interval(below.high, above.low)


def _beyond_line(grounds: tuple[Ground, ...], line: Ground, step: Ground, move_text: str) -> Trigger:
    """每低于100%一个百分点: the line stands between “每” and the step."""
    size, unit = number_and_unit(step.text)
    at = each_at(grounds)
    before = grounds[:at]
    own = bool(words_of(before))
    return Trigger(
        Kind.STEPS,
        subject_of(before or grounds),
        unit,
        size,
        _side(move_text),
        number_and_unit(line.text)[0],
        "%",
        own_subject=own,
    )


def _conditional(before: tuple[Ground, ...], unit: str) -> bool:
    """Whether the steps count only where another figure has passed a line (下降幅度超过15%的，每少1人…)."""
    if unit in RATES:
        return False
    for at, ground in enumerate(before):
        if ground.kind == "COMPARE" and number_and_unit(value_of(ground).text)[1] in RATES:
            number = number_and_unit(value_of(ground).text)[0]
            if interval(ground).high == number == HUNDRED:
                continue  # 走访率未达100%的，每少1人: not all of them, and that is all it says
            reached = interval(ground).low == number == HUNDRED
            if not reached or any(
                after.text.startswith(("的", "后", "时")) for after in before[at + 1 : at + 2]
            ):
                return True
    return False


def _without_number(
    before: tuple[Ground, ...], each: Ground, after: tuple[Ground, ...], move_text: str
) -> Trigger | None:
    """“每缺项扣1分”: one at a time."""
    if not before and not after:
        return None
    subject = subject_of((*before, each, *after))
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
        beyond = re.search("高于|超过|超出|大于", joined(before)) if found.side is None else None
        return replace(found, kind=Kind.STEPS, against=against, side=Side.ABOVE if beyond else found.side)
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


def stated_line(before: tuple[Ground, ...], unit: str) -> tuple[Decimal, str, Side] | None:
    """The number that the same statement compares with before its “每”: 低于80%的，每低1百分点."""
    comparisons = [ground for ground in before if ground.kind == "COMPARE"]
    for ground in reversed(comparisons):
        ahead = "".join(entry.text for entry in before[: before.index(ground)])
        if (
            unit not in TIMES
            and unit not in SIZES
            and unit not in RATES
            and PER_PART.search(re.split("[，、]", ahead)[-1])
        ):
            return None
        value = ground.part("VALUE") or ground.part("POINTS")
        if value is None:
            continue
        number, its_unit = number_and_unit(value.text)
        same = (
            its_unit == unit
            or {its_unit, unit} <= RATES
            or (not its_unit and number == 0 and unit in RATES)
            or (its_unit == "分" and unit in ("分", "百分点"))
        )
        if same:
            relation = ground.part("RELATION")
            words = relation.text if relation else ""
            above = words.endswith(ABOVE_WORDS) or words.endswith(AT_MOST_WORDS)
            return number, its_unit, Side.ABOVE if above else Side.BELOW
    return _bare_line(before) if unit in RATES and not comparisons else None


def _bare_line(before: tuple[Ground, ...]) -> tuple[Decimal, str, Side] | None:
    """“合格率目标值99.5%，每低0.1个百分点扣1分”: a rate at the end of the words before the step."""
    said = [
        ground
        for ground in before
        if ground.kind not in ("COMMA", "COLON") and ground.text not in ("的", "者")
    ]
    if (
        not said
        or said[-1].kind != "VALUE"
        or any(ground.kind in ("MOVE", "EACH", "AGAINST") for ground in said)
    ):
        return None
    number, unit = number_and_unit(said[-1].text)
    return (number, unit, Side.BELOW) if unit == "%" else None


def _against(before: tuple[Ground, ...]) -> tuple[int, int] | None:
    """The other figure that the same statement compares with: 与全省平均相比, 超过下达的控制指标."""
    if not before:
        return None
    text = joined(before)
    for pattern in (_COMPARED, _BEYOND):
        match = pattern.search(text)
        if match:
            origin = before[0].start
            return origin + match.start("other"), origin + match.end("other")
    return None


def _side(move_text: str) -> Side | None:
    if _LATE.search(move_text):
        return Side.ABOVE
    down, up = _DOWN.search(move_text), _UP.search(move_text)
    if down and (not up or down.start() <= up.start()):
        return Side.BELOW
    return Side.ABOVE if up else None


def _trailing_unit(text: str) -> str:
    match = _UNIT.search(text)
    return match[0] if match else ""


def by_verdict(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """扣1分/次, 扣0.5分/人"""
    if statement.verdict is None or not statement.verdict.per:
        return None
    unit = statement.verdict.per
    kind = Kind.STEPS if unit in RATES else Kind.EVENTS
    text = joined(grounds) if grounds else ""
    return Trigger(
        kind,
        subject_of(grounds),
        unit,
        side=_side(text) if unit in RATES else None,
        own_subject=bool(words_of(grounds)),
    )


_EVENT_BEFORE = re.compile(
    r"(?:有|发现|出现|发生|存在|查出|查到|查实|缺少|缺|少|漏报|漏|迟报|迟到|迟|错报|错|瞒报|谎报|误|任何|任意|任|其中|多|超|未报|被|报送|逾期|延迟|拖延|每|的|，|、|^)$"
)
_EVENT_AFTER = re.compile(
    r"^(?:未|不|没|无|缺|漏|迟|差|错|违|超|以上|及以上|的|，|$|[^，]{0,12}(?:未|不|没有|无|缺|差|违反|错误|问题|隐患|现象|行为|投诉|事故|事件|迟到|早退|缺席|缺勤|的$|$))"
)


def events(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """有1项未达到的, 发现1处, 迟报1次, 缺少1人 (扣…): one counted thing named in passing."""
    verdict = statement.verdict
    taking = verdict is not None and verdict.kind in ("take", "signed", "zero", "all", "judged", "half_taken")
    if not taking:
        return None
    names = {id(grounds[at]) for at in quoted(grounds)}
    ratios = {id(grounds[at + 1]) for at, ground in enumerate(grounds[:-1]) if ground.kind == "EACH"}
    found = [
        ground
        for ground in grounds
        if ground.kind == "VALUE" and id(ground) not in ratios | names and _countable(ground, grounds)
    ]
    if not found:
        return _slope(grounds)
    value = found[-1]
    number, unit = number_and_unit(value.text)
    at = grounds.index(value)
    others = grounds[:at] + grounds[at + 1 :]
    zero = verdict is not None and verdict.kind in ("zero", "all")
    if number != 1 and only_looked_at(at, grounds):
        return None
    if zero or number != 1:
        interval = Interval(number, None)
        doubt = "" if number == 1 else f"“{value.text}”按达到{value.text}即扣读"
        return Trigger(
            Kind.LINE,
            subject_of(grounds),
            unit,
            intervals=(interval,),
            own_subject=bool(words_of(others)),
            doubt=doubt,
        )
    verb = at > 1 and len(grounds[at - 1].text) < 4 and grounds[at - 2].text in ("少", "缺", "缺少")
    shortage = verb or (at > 0 and _DOWN.fullmatch(grounds[at - 1].text) is not None)
    ratio = any(ground.kind == "EACH" for ground in grounds)
    line = None if ratio else stated_line(grounds[:at], unit)
    if shortage and line is not None and line[1] == unit and unit != "人":
        return Trigger(Kind.STEPS, subject_of(others), unit, number, Side.BELOW, line[0], line[1])
    return Trigger(
        Kind.EVENTS, subject_of(grounds), unit, number, own_subject=bool(words_of(others)), shortage=shortage
    )


def _countable(value: Ground, grounds: tuple[Ground, ...]) -> bool:
    number, unit = number_and_unit(value.text)
    at = grounds.index(value)
    before = "".join(ground.text for ground in grounds[max(0, at - 2) : at])
    after = "".join(ground.text for ground in grounds[at + 1 : at + 3])
    if unit == "级" and number == 1 and before.endswith(("缺", "缺少", "少")):
        return True
    if unit in RATES or unit in SIZES or (unit in ("类", "级", "档", "部门") and number != 1):
        return False
    last = all(ground.text in ("的", "者", "，") for ground in grounds[at + 1 :])
    if number == 1 and unit in ("天", "日", "小时", "周", "个工作日") and last and ABSENT.search(before):
        return True
    if unit in TIMES:
        return bool(_LATE.search(before)) or before.endswith(
            (
                "超",
                "逾期",
                "延期",
                "晚",
                "迟报",
                "迟交",
                "缺",
                "缺少",
                "少",
                "漏",
                "空",
                "发现",
                "查到",
                "抽到",
            )
        )
    if number != number.to_integral_value():
        return False
    return bool(_EVENT_BEFORE.search(before)) or bool(_EVENT_AFTER.search(after))


def _slope(grounds: tuple[Ground, ...]) -> Trigger | None:
    """低1百分点, 下降1% (without 每)."""
    for at, ground in enumerate(grounds):
        if ground.kind == "VALUE" and at and grounds[at - 1].kind == "MOVE":
            number, unit = number_and_unit(ground.text)
            before = grounds[: at - 1]
            stated = stated_line(before, unit) is not None and number != 1
            if unit == "百分点" or (unit == "%" and number <= 10) or stated:
                line = stated_line(before, unit)
                found = Trigger(
                    Kind.STEPS,
                    subject_of(before or grounds),
                    unit,
                    number,
                    _side(grounds[at - 1].text),
                    own_subject=bool(words_of(before)),
                )
                return replace(found, line=line[0], line_unit=line[1]) if line else found
    return None
