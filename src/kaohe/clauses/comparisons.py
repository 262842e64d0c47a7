"""Comparisons: 低于80%, 95分及以上, 90-94分, 前3名; and what they are about."""

import re
from collections.abc import Sequence
from decimal import Decimal

from kaohe.clauses.grounds import (
    ABOVE_WORDS,
    AT_LEAST_WORDS,
    AT_MOST_WORDS,
    BELOW_WORDS,
    PER_PART,
    RATES,
    SIZES,
    TIMES,
    joined,
    number_and_unit,
    phrases,
    subject_of,
    words_of,
)
from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.parsing import NUMBER, Ground, Statement
from kaohe.clauses.signs import signed


def interval(ground: Ground) -> Interval:
    """The numbers for which a comparison holds. 以上 and 以下 include the number itself."""
    value = value_of(ground)
    relation = ground.part("RELATION")
    bound = ground.part("BOUND")
    relation_words, bound_words = (relation.text if relation else ""), (bound.text if bound else "")
    numbers = [Decimal(text) for text in NUMBER.findall(value.text)]
    if "±" in value.text:
        return signed(value.text, relation_words, bound_words)
    if value.kind == "FROM":
        return Interval(numbers[0], None, "≤" in value.text)
    if value.kind == "RANGE":
        low, high = sorted(numbers[:2])
        ends = re.split(r"-(?=\d)", value.text + bound_words)
        return Interval(low, high, "不含" not in ends[0], "不含" not in ends[-1] and bound_words != "以下")
    number = numbers[0]
    if bound_words in ("以后", "以外", "之后", "之外"):
        return Interval(number, None, False)
    mark = ground.part("MARKED")  # “超过95%（含）”
    excluded = "不含" in bound_words or (mark is not None and "不" in mark.text)
    included = mark is not None and "不" not in mark.text
    if relation_words.endswith(AT_MOST_WORDS) or relation_words in ("≤",):
        return Interval(None, number, True, not excluded)
    at_least = relation_words.lstrip("应须要需").startswith(AT_LEAST_WORDS)
    if relation_words.endswith(BELOW_WORDS) and not at_least:
        return Interval(None, number, True, included)
    if relation_words.endswith(ABOVE_WORDS) and not relation_words.startswith("不"):
        return Interval(number, None, included)
    if "以下" in bound_words or "以内" in bound_words or "之内" in bound_words or bound_words == "内":
        return Interval(None, number, True, not excluded)
    if relation_words == "为" and number == 0:
        return Interval(number, number)
    if relation_words in ("等于", "为") and not bound_words and number != HUNDRED:
        return Interval(number, number)
    return Interval(number, None, not excluded)


def value_of(ground: Ground) -> Ground:
    return next(part for part in ground.parts if part.kind not in ("RELATION", "BOUND", "MARKED"))


def _both(first: Interval, second: Interval) -> Interval | None:
    """高于60%低于80%: both must hold."""
    low = first if first.low is not None else second
    high = second if first.low is not None else first
    if low.low is None or high.high is None or low.low > high.high:
        return None
    return Interval(low.low, high.high, low.includes_low, high.includes_high)


def _listed(ground: Ground, grounds: tuple[Ground, ...]) -> Trigger:
    """低于80%、70%、60%的"""
    values = value_of(ground)
    relation = ground.part("RELATION")
    numbers = [Decimal(text) for text in NUMBER.findall(values.text)]
    unit = "%" if "%" in values.text else re.sub(r"^.*\d", "", values.text)
    words = relation.text if relation else ""
    below = words.endswith(BELOW_WORDS)
    above = words.endswith(ABOVE_WORDS) and not words.startswith("不")
    intervals = tuple(
        Interval(None, number, True, False) if below else Interval(number, None, not above)
        for number in numbers
    )
    others = tuple(entry for entry in grounds if entry is not ground)
    return Trigger(
        Kind.LINE, subject_of(grounds), unit, intervals=intervals, own_subject=bool(words_of(others))
    )


def _target_line(grounds: tuple[Ground, ...]) -> Trigger | None:
    """超过下达的控制指标: compared with another figure."""
    if not grounds:
        return None
    text = joined(grounds)
    match = re.search(
        r"(?P<how>超过|超出|高于|突破|低于|少于)(?P<other>[^，]{0,16}?(?:控制指标|控制数|控制目标|指标数|目标值|计划数|任务数|平均水平|平均值|平均数))",
        text,
    )
    if not match:
        return None
    side = Side.BELOW if match["how"] in ("低于", "少于") else Side.ABOVE
    origin = grounds[0].start
    against = origin + match.start("other"), origin + match.end("other")
    return Trigger(Kind.LINE, subject_of(grounds), side=side, against=against)


_TARGET = re.compile(
    r"(?P<how>达到|不低于|不少于|高于|≥|不超过|未超过|不高于|不大于|≤|控制在|保持在)"
    r"(?P<other>(?:(?!达到)[^，≥≤]){0,20}?(?:责任指标|控制指标|考核指标|任务指标|目标值|控制数|计划数|任务数|指标数)[^，\d]{0,4}?)(?:以内|之内|以下|范围内)?的?，?$"
)


_OTHER_FIGURE = re.compile(
    r"(?P<how>[≥≤])(?P<other>[^，；≥≤\d]{3,26}?(?:面积|量|规模|水平|任务|[数额值]|目标|指标))的?，?$"
)


def _target_met(grounds: tuple[Ground, ...]) -> Trigger | None:
    """达到下达的责任指标, 不超过年度目标值: another figure is the line, and it is reached where both are equal."""
    words = joined(grounds) if grounds else ""
    match = _TARGET.search(words) or _OTHER_FIGURE.search(words)
    if match is None:
        return None
    side = Side.ABOVE if match["how"] in ("达到", "不低于", "不少于", "高于", "≥") else Side.BELOW
    origin = grounds[0].start
    against = origin + match.start("other"), origin + match.end("other")
    return Trigger(Kind.LINE, subject_of(grounds), side=side, against=against, meets=match["how"] != "高于")


def line(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """低于80%, 95分及以上, 90-94分, 超过3次, 面积小于60平方米"""
    comparisons = [ground for ground in grounds if ground.kind == "COMPARE"]
    awarding = statement.verdict is not None and statement.verdict.kind in ("give", "full", "half", "own")
    if not comparisons or grounds.index(comparisons[-1]) < _last_value(grounds):
        return (_target_met(grounds) or _reached(grounds)) if awarding else _target_line(grounds)
    last = comparisons[-1]
    if last.part("VALUE_LIST") or last.part("POINT_LIST"):
        return _listed(last, grounds)
    unit = number_and_unit(value_of(last).text)[1]
    if not _decides(last, grounds, awarding=awarding):
        return _target_line(grounds)
    alike = [ground for ground in comparisons if number_and_unit(value_of(ground).text)[1] == unit]
    others = tuple(ground for ground in grounds if ground not in alike)
    own = bool(words_of(others))
    if len(alike) == 2:
        both = _both(interval(alike[0]), interval(alike[1]))
        if both is not None and both.low == both.high:  # “90分以上…90分以下”: two things, not one number
            return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
        if both is not None and _near(alike, grounds):
            lead = grounds[: grounds.index(alike[0])]  # “超过60%但不超过80%”: 但 is no part of the name
            said = (*lead, alike[0]) if awarding and words_of(lead) else grounds
            return Trigger(Kind.LINE, subject_of(said), unit, intervals=(both,), own_subject=own)
        if len({value_of(ground).text for ground in alike}) > 1:
            return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    rates = [ground for ground in comparisons if number_and_unit(value_of(ground).text)[1] in RATES]
    if len(rates) > 1:
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    single = re.search(
        "单(?P<one>起|次|件|宗|笔|例)[^，；]{0,8}$", joined(grounds[: grounds.index(last)] or grounds)
    )
    if single and not awarding:
        return Trigger(Kind.EVENTS, subject_of(grounds), single["one"], own_subject=own)
    if _one_of_two(last, grounds) or (awarding and unit not in RATES and _done_and_reached(last, grounds)):
        return Trigger(Kind.FACT, subject_of(grounds))
    ahead = grounds[grounds.index(last) - 1] if grounds.index(last) else None
    though = _though(last, grounds)
    if though is not None:
        return though
    moved = ahead is not None and ahead.kind == "MOVE"
    change = unit == "百分点" and (moved or any(ground.kind == "AGAINST" for ground in grounds))
    return Trigger(
        Kind.LINE,
        subject_of(grounds),
        unit,
        intervals=(interval(last),),
        own_subject=own,
        against_last_year=change,
    )


_TWO = re.compile("^(?P<fact>[^，]{3,}?)(?:或者?|且|并且)(?P<rate>[^，或且]+)$")
_NEEDED = re.compile("^(?:无|未|没有?|不|缺|有|及时|按时|按要求|建立|制定|成立|开展|完善|落实|配备)")


def _one_of_two(last: Ground, grounds: tuple[Ground, ...]) -> bool:
    """“无培训计划或培训率未达到50%”, “及时完善信息库且准确率96%以上”: a fact and a line together are one fact."""
    phrase = "".join(ground.text for ground in grounds[: grounds.index(last)]).split("，")[-1]
    two = _TWO.match(phrase)
    return (
        two is not None
        and _NEEDED.match(two["fact"]) is not None
        and "率" not in two["fact"]
        and re.search("率|比例|面积|度$", two["rate"]) is not None
    )


_ALSO = re.compile("^(?:及时|按时|按要求|认真|积极|建立|制定|成立|开展|完善|落实|配备|加强|完成)[^，率]{5,}$")


def _done_and_reached(last: Ground, grounds: tuple[Ground, ...]) -> bool:
    """“及时完成统计工作，每季度上报信息1条以上，得…”: the award is for both, and a number alone is not it."""
    before = "".join(ground.text for ground in grounds[: grounds.index(last)]).split("，")
    return any(_ALSO.match(phrase) for phrase in before[:-1])


def _though(last: Ground, grounds: tuple[Ground, ...]) -> Trigger | None:
    """“下降但不足0.5个百分点”: more than nothing, and less than that."""
    at = grounds.index(last)
    unit = number_and_unit(value_of(last).text)[1]
    chosen = interval(last)
    but = (
        at > 1
        and grounds[at - 1].text in ("但", "但是", "但降幅", "但增幅")
        and grounds[at - 2].kind == "MOVE"
    )
    if not but or chosen.high is None or unit not in RATES:
        return None
    between = Interval(Decimal(0), chosen.high, False, chosen.includes_high)
    own = bool(words_of(grounds[: at - 2]))
    return Trigger(
        Kind.LINE,
        subject_of(grounds[: at - 1]),
        unit,
        intervals=(between,),
        own_subject=own,
        against_last_year=True,
    )


def _near(alike: list[Ground], grounds: tuple[Ground, ...]) -> bool:
    """Whether two comparisons speak of one figure: nothing but a name of it or “且” between them."""
    between = grounds[grounds.index(alike[0]) + 1 : grounds.index(alike[1])]
    text = "".join(ground.text for ground in between)
    return alike[0].part("FROM") is not None or len(text) <= 3


def only_looked_at(at: int, grounds: tuple[Ground, ...]) -> bool:
    """“抽查20户，知晓率低于90%的”: how many are looked at, and behind a comma what the points hang on."""
    behind = grounds[at + 1 :]
    comma = next((index for index, ground in enumerate(behind) if ground.kind == "COMMA"), len(behind))
    return any(
        ground.kind == "COMPARE" and number_and_unit(value_of(ground).text)[1] not in TIMES
        for ground in behind[comma:]
    )


def _last_value(grounds: tuple[Ground, ...]) -> int:
    """Where the last bare number of the grounds stands; -1: nowhere."""
    return max((index for index, ground in enumerate(grounds) if ground.kind == "VALUE"), default=-1)


HUNDRED = Decimal(100)
_AFTER = re.compile(r"^(?:[的者，时村镇乡次]|单位|企业|乡镇|街道|部门|学校|医院|机构|情况下?|的)*$")


def _decides(last: Ground, grounds: tuple[Ground, ...], *, awarding: bool) -> bool:
    """Whether the comparison is what the points hang on, and not part of what a fact is called (3个月内未明确的)."""
    value = value_of(last)
    unit = number_and_unit(value.text)[1]
    bound, relation = last.part("BOUND"), last.part("RELATION")
    after = "".join(ground.text for ground in grounds[grounds.index(last) + 1 :])
    if after.startswith(("且", "并且", "同时", "又")):
        return False  # 满意度低于75%且未回访的: both together
    if not _AFTER.match(after):
        counted = (
            unit not in TIMES and unit not in SIZES and unit not in RATES and unit not in ("名", "人", "分")
        )
        if counted and not awarding and bound is not None and "以上" in bound.text and relation is None:
            return True
        if unit in RATES and not awarding and len(after) <= 8 and relation is not None:
            return True
        return unit in RATES and relation is not None and len(after) <= 2
    if bound is not None and bound.text == "内" and unit in TIMES:
        return False
    if bound is not None and bound.text in ("以内", "之内") and unit in TIMES and awarding:
        return True
    if _spell(last, grounds):
        return True
    if unit in TIMES and (not awarding or relation is None):
        return False
    if unit in TIMES and any(ground.kind == "LIST" for ground in grounds):
        return False
    if (
        relation is not None
        and relation.text.endswith("为")
        and number_and_unit(value.text) == (Decimal(0), "")
    ):
        return True
    if value.kind == "RANGE":
        return unit not in ("年", "月", "日")
    return not (
        unit in ("年", "月", "日", "级", "") and (relation is None or relation.text in ("在", "为", "满"))
    )


_SPELL = re.compile("(?:时长|天数|日数|时数|年龄|优良天|良好天|达标天)(?:均|都)?$")


def _spell(last: Ground, grounds: tuple[Ground, ...]) -> bool:
    """“平均年龄超过45岁”, “每周开放少于5天”: a spell of time that is itself what is measured."""
    relation = last.part("RELATION")
    unit = number_and_unit(value_of(last).text)[1]
    words = relation.text if relation else ""
    at = grounds.index(last)
    ahead = re.split("[，、]", "".join(ground.text for ground in grounds[:at]))[-1]
    timed = unit in ("天", "小时", "分钟", "日", "个月", "岁", "年")
    if timed and relation is None and last.part("BOUND") is not None and _SPELL.search(ahead):
        return True  # 优良天数320天以上
    counted = timed and words.endswith(
        ABOVE_WORDS + BELOW_WORDS + AT_LEAST_WORDS + AT_MOST_WORDS + ("达到", "达")
    )
    often = re.match("每(?:周|月|天|日|年|学期|季度?)", ahead) and unit in ("天", "小时")
    return counted and bool(_SPELL.search(ahead) or often)


def _announced(value: Ground, words: Sequence[Ground]) -> bool:
    """“共4项，1项1分”: the number of all of them is no rival of the one that is awarded."""
    at = words.index(value)
    return at > 0 and words[at - 1].text.endswith(("共", "共有", "共计", "总计"))


_THINGS = ("次", "场", "期", "个", "项", "篇", "条", "人", "名", "家")


def _at_least(words: Sequence[Ground]) -> Trigger | None:
    """“每年至少组织2次演练”: the word of comparison stands before the verb, the thing counted behind the number."""
    values = [ground for ground in words if ground.kind in ("VALUE", "COMPARE")]
    if len(values) != 1 or values[0].kind != "VALUE" or any(ground.kind == "LIST" for ground in words):
        return None
    number, unit = number_and_unit(values[0].text)
    place = words.index(values[0])
    ahead = "".join(ground.text for ground in words[:place])
    behind = "".join(ground.text for ground in words[place + 1 :])
    if not re.search("至少[一-龥]{1,6}$", ahead) or len(behind) > 6 or unit not in _THINGS:
        return None
    others = tuple(ground for ground in words if ground is not values[0])
    return Trigger(
        Kind.LINE,
        subject_of(tuple(words)),
        unit,
        intervals=(Interval(number, None),),
        own_subject=bool(words_of(others)),
    )


_UPPER = re.compile("(?:不(?:得|能)?超过|不突破|不高于|不大于|不多于|低于|少于|小于|不足|≤|<)[^，]*$")
"""“不超过净资产50%”: with such a word before it, a number is no line to be reached."""


def _reached(grounds: tuple[Ground, ...]) -> Trigger | None:
    """A number without a word of comparison just before the award: 率100%得6分, 举办活动10次得5分."""
    words = [
        ground
        for ground in grounds
        if ground.kind not in ("COMMA", "COLON") and ground.text not in ("的", "者")
    ]
    at_least = _at_least(words) if len(phrases(grounds)) == 1 else None
    if at_least is not None:
        return at_least
    if not words or words[-1].kind != "VALUE":
        return None
    if any(ground.kind == "EACH" for ground in words):
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    number, unit = number_and_unit(words[-1].text)
    if len(words) > 1 and words[-2].text.endswith("等"):
        return None
    rivals = [
        ground
        for ground in words[:-1]
        if ground.kind in ("VALUE", "COMPARE")
        and ground.text.endswith(unit)
        and unit
        and not _announced(ground, words)
    ]
    if _UPPER.search("".join(ground.text for ground in words[:-1])):
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    if rivals or (len(words) > 1 and words[-2].text.endswith(("前", "后", "末")) and unit in RATES):
        return Trigger(Kind.FACT, subject_of(grounds), doubt="several")
    if (
        unit in TIMES
        or unit in ("", "级", "部门", "指标")
        or (unit not in RATES and number != number.to_integral_value())
    ):
        return None
    others = tuple(words[:-1])
    if number == 1 and PER_PART.search("".join(ground.text for ground in others)):
        return None
    change = any(ground.kind == "AGAINST" for ground in others) or (
        unit == "百分点" and bool(others) and others[-1].kind == "MOVE"
    )
    own = bool(words_of(others))
    if number == 1 and unit not in RATES:
        return Trigger(Kind.EVENTS, subject_of(grounds), unit, own_subject=own, in_passing=True)
    return Trigger(
        Kind.LINE,
        subject_of(grounds),
        unit,
        intervals=(Interval(number, None),),
        own_subject=own,
        against_last_year=change,
    )


def share_of_ranking(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """位居前20%的, 排在后30%的: the place as a share of all of them."""
    verdict = statement.verdict
    said = [ground for ground in grounds if ground.text not in ("的", "者")]
    if verdict is None or verdict.kind not in ("give", "full", "own", "zero") or len(said) < 2:
        return None
    value, before = said[-1], said[-2].text
    if value.kind != "VALUE" or number_and_unit(value.text)[1] != "%" or not before.endswith(("前", "后")):
        return None
    number = number_and_unit(value.text)[0]
    last = before.endswith("后")
    place = Interval(HUNDRED - number, None, False) if last else Interval(None, number)
    own = bool(words_of(tuple(said[:-2]))) or len(before.strip("，前后位居列于排名在")) > 1
    return Trigger(Kind.LINE, subject_of(tuple(said[:-1])), "%", intervals=(place,), own_subject=own)


def rank(_: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """前3名, 第1名, 第4-8名, 第9名及以后, 第1、2、3名; 后2位 is a fact"""
    ranked = [ground for ground in grounds if ground.kind == "RANKED" and NUMBER.search(ground.text)]
    if not ranked:
        return None
    if ranked[-1].text.startswith(("后", "末")):
        return Trigger(Kind.FACT, subject_of(grounds))
    intervals = tuple(place for ground in ranked for place in _places(ground.text))
    own = bool(words_of(tuple(ground for ground in grounds if ground not in ranked)))
    return Trigger(Kind.RANK, subject_of(grounds), "名", intervals=intervals, own_subject=own)


def _places(text: str) -> list[Interval]:
    numbers = [Decimal(number) for number in NUMBER.findall(text)]
    if text.startswith("前"):
        return [Interval(None, numbers[0])]
    if "、" in text:
        return [Interval(number, number) for number in numbers]
    if len(numbers) > 1:
        return [Interval(numbers[0], numbers[1])]
    return [Interval(numbers[0], None if text.endswith(("以后", "之后", "以下")) else numbers[0])]
