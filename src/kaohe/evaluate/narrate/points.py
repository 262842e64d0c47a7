"""Points: what was earned, taken or given, and for what."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe.core import Absence, Number, UnitKind, plain
from kaohe.evaluate.narrate import absent, figures
from kaohe.evaluate.narrate.figures import number_of
from kaohe.evaluate.narrate.told import Told, below
from kaohe.evaluate.trace import Trace, number
from kaohe.rules import (
    Const,
    Default,
    Fraction,
    Given,
    Ledger,
    Line,
    Mean,
    OverPeriods,
    PerStep,
    Pick,
    PickOne,
    Proportional,
    Round,
    Sum,
    Target,
    Tiers,
    Times,
    Weighted,
)
from kaohe.rules.sentence.choices import gathering, rounding
from kaohe.rules.sentence.wording import Scale, Verb, reason, scale_of, share

if TYPE_CHECKING:
    from kaohe.evaluate.narrate.teller import Teller

_FROM_NOTHING = Const(Decimal(0))


def result(t: Teller, trace: Trace, verb: Verb) -> str:
    return t.result(verb, number(trace))


def _limit(t: Teller, trace: Trace, of: Trace, scale: Scale) -> str:
    """What the figure is held against; its own target is not named twice."""
    node = of.node
    if isinstance(node, Given) and trace.node == Target(node.measure, node.of_unit):
        return f"目标值{figures.amount(t, trace, scale)}"
    return t.figure(trace, scale, (number(of),)).text


# ---- each step


def per_step(t: Teller, trace: Trace, n: PerStep, verb: Verb) -> Told:
    """“…97.33%（292/300），比99%低1.67个百分点，每1个百分点扣0.5分，扣0.8333分”."""
    of, *limits = trace.parts
    detail = dict(trace.detail)
    scale = scale_of(n.of, *(limit.node for limit in limits))
    told = t.figure(of, scale, tuple(number(limit) for limit in limits))
    words = [told.text, _outside(t, trace, n, scale)]
    if number_of(detail["distance"]) and (not t.brief or "steps" in detail):
        words.append(_rate(trace, n, scale, verb))
    if "raw" in detail:
        words.append(f"算得{t.plain(number_of(detail['raw']))}分，按最多{t.plain(number(trace))}分计")
    words.append(result(t, trace, verb))
    return Told("，".join(word for word in words if word), told.below)


def _outside(t: Teller, trace: Trace, n: PerStep, scale: Scale) -> str:
    """How the figure lies to the limits; nothing where what is counted is the figure itself."""
    of, *limits = trace.parts
    distance = number_of(dict(trace.detail)["distance"])
    if n.below is not None and n.above is not None:
        low, high = (_limit(t, limit, of, scale) for limit in limits)
        if not distance:
            return f"在{low}至{high}之内"
        return _beside(t, of, limits, (low, high), distance, scale)
    if limits[0].node == _FROM_NOTHING:
        return ""
    limit, (less, more) = _limit(t, limits[0], of, scale), _words(scale)
    if not distance:
        return f"未{less if n.above is None else more}于{limit}"
    return f"比{limit}{less if n.above is None else more}{t.distance(distance, scale)}"


def _beside(
    t: Teller, of: Trace, limits: list[Trace], said: tuple[str, str], distance: Number, scale: Scale
) -> str:
    """On which side of a range; where the limits are figures and cross, on both."""
    short, excess = number(of) < number(limits[0]), number(of) > number(limits[1])
    (less, more), away = _words(scale), t.distance(distance, scale)
    if short and excess:
        return f"{less}于{said[0]}，{more}于{said[1]}，相差合计{away}"
    return f"比{said[0]}{less}{away}" if short else f"比{said[1]}{more}{away}"


def _words(scale: Scale) -> tuple[str, str]:
    return ("少", "多") if scale.unit.kind in (UnitKind.COUNT, UnitKind.MONEY) else ("低", "高")


def _rate(trace: Trace, n: PerStep, scale: Scale, verb: Verb) -> str:
    each = f"每{scale.distance(n.step)}{verb}{plain(n.points)}分"
    steps = dict(trace.detail).get("steps")
    if steps is None:
        return each
    begun = "不足的也算" if n.fraction is Fraction.STARTED else "不足的不算"
    return f"{each}，计{plain(number_of(steps))}次（{begun}）"


# ---- by the figure


def proportional(t: Teller, trace: Trace, n: Proportional, verb: Verb) -> Told:
    """“…80%，在0%至100%之间按比例0.8，得4分”."""
    of, low, high = trace.parts
    scale = scale_of(n.of, n.low, n.high)
    told = t.figure(of, scale)
    start, end = _limit(t, low, of, scale), _limit(t, high, of, scale)
    part = number_of(dict(trace.detail)["share"])
    if part >= 1:
        how = f"已到{end}，按满比例"
    elif part <= 0:
        how = f"没有越过{start}，按起点"
    else:
        how = f"从{start}到{end}，比例为{t.plain(part)}"
    return Told(f"{told.text}，{how}，{result(t, trace, verb)}", told.below)


def tiers(t: Teller, trace: Trace, n: Tiers, verb: Verb) -> Told:
    """“考核得分92分，达到90分，得6分”."""
    of, *thresholds, points = trace.parts
    scale = scale_of(n.of, *(tier.threshold for tier in n.tiers))
    told = t.figure(of, scale, tuple(number(each) for each in thresholds))
    limit, strict = _limit(t, thresholds[-1], of, scale), n.tiers[len(thresholds) - 1].strict
    reached = number_of(dict(trace.detail)["tier"]) != 0
    word = _TIERS[n.higher_is_better, strict][0 if reached else 1]
    chosen = _chosen(t, points, verb)
    return Told(f"{told.text}，{word}{limit}，{chosen.text}", (*told.below, *chosen.below))


def _chosen(t: Teller, trace: Trace, verb: Verb) -> Told:
    """The points of a branch: a stated number in the same line, a rule of its own below it."""
    told = t.points(trace, verb)
    if isinstance(trace.node, Const) or isinstance(trace.value, Absence):
        return told
    return Told(result(t, trace, verb), (told,))


_TIERS = {
    (True, False): ("达到", "未达到"),
    (True, True): ("高于", "不高于"),
    (False, False): ("不超过", "超过"),
    (False, True): ("低于", "不低于"),
}
"""By higher-is-better and strict: reached, and none reached."""


# ---- by a person


def judged(t: Teller, trace: Trace, measure: str, verb: Verb) -> Told:
    level = dict(trace.detail).get("level")
    how = "由考核人员评定" if level is None else f"评定为“{level}”"
    return Told(f"{t.name(measure)}{how}，{result(t, trace, verb)}")


# ---- of several parts


def ledger(t: Teller, trace: Trace, n: Ledger, verb: Verb) -> Told:
    """A ledger within another rule: the outcome, and the account below it."""
    *steps, end = account(t, trace, n)
    if verb is not Verb.EARN and not isinstance(trace.value, Absence):
        end = Told(f"{end.text}，{result(t, trace, verb)}")
    if n.start:
        return Told(f"{steps[0].text}，{end.text}", steps[0].below)
    return Told(end.text, tuple(steps))


def account(t: Teller, trace: Trace, n: Ledger) -> list[Told]:
    """The start with the lines below it, then the outcome."""
    taken = len(n.deductions)
    lines = [
        _line(t, line, part, Verb.TAKE if position < taken else Verb.GIVE)
        for position, (line, part) in enumerate(zip(n.deductions + n.additions, trace.parts, strict=True))
    ]
    outcome = Told(_outcome(t, trace, n))
    return [Told(f"起始{t.plain(n.start)}分", tuple(lines)), outcome] if n.start else [*lines, outcome]


def _line(t: Teller, line: Line, part: Trace, verb: Verb) -> Told:
    told = t.points(part, verb)
    return told.led_by(f"{line.label}：") if line.label else told


def _outcome(t: Teller, trace: Trace, n: Ledger) -> str:
    if isinstance(trace.value, Absence):
        return absent.verdict(trace.value)
    detail = {name: number_of(value) for name, value in trace.detail}
    words = []
    if len(n.deductions) > 1 and detail["deducted"]:
        words.append(f"共扣{t.plain(detail['deducted'])}分")
    if len(n.additions) > 1 and detail["added"]:
        words.append(f"共加{t.plain(detail['added'])}分")
    words += _kept(t, n, detail["raw"])
    if "when_spent" in detail:
        words.append(f"已扣满{t.plain(n.start)}分，追加扣{t.plain(detail['when_spent'])}分")
    return "，".join([*words, t.result(Verb.EARN, number(trace))])


def _kept(t: Teller, n: Ledger, raw: Number) -> list[str]:
    if n.floor is not None and raw < n.floor:
        return [f"算得{t.plain(raw)}分，按最低{t.plain(n.floor)}分计"]
    if n.cap is not None and raw > n.cap:
        return [f"算得{t.plain(raw)}分，按最高{t.plain(n.cap)}分计"]
    return []


def weighted(t: Teller, trace: Trace, n: Weighted, verb: Verb) -> Told:
    lines = []
    for part, of in zip(n.of, trace.parts, strict=True):
        told = t.points(of, Verb.EARN)
        label = f"{part.label}：" if part.label else ""
        weight = "" if isinstance(of.value, Absence) else f"，占{share(part.weight)}"
        lines.append(Told(f"{label}{told.text}{weight}", told.below))
    some = any(of.value is Absence.NOT_APPLICABLE for of in trace.parts)
    left = "不适用的不计，其余的权重按比例放大，" if some else ""
    return Told(f"{left}加权后{result(t, trace, verb)}", tuple(lines))


def together(t: Teller, trace: Trace, n: PickOne | Sum | Mean, verb: Verb) -> Told:
    lines = tuple(t.points(part, verb) for part in trace.parts)
    match n:
        case PickOne():
            how = "取最高的一项" if n.pick is Pick.HIGHEST else "取最低的一项"
        case Sum():
            how = "合计"
        case Mean():
            how = "平均"
    return Told(f"{how}{'，' if isinstance(n, PickOne) else ''}{result(t, trace, verb)}", lines)


# ---- choices


def branch(t: Teller, trace: Trace, verb: Verb) -> Told:
    premise, chosen = t.premise(trace.parts[0]), _chosen(t, trace.parts[1], verb)
    return Told(f"{premise.text}，{chosen.text}", below((premise, chosen)))


def scaled(t: Teller, trace: Trace, n: Times | Round, verb: Verb) -> Told:
    of = trace.parts[0]
    told = t.points(of, verb)
    if isinstance(n, Round):
        return Told(f"{told.text}，{rounding(n)}，{result(t, trace, verb)}", told.below)
    by = t.figure(trace.parts[1])
    return Told(f"{told.text}，乘以{by.text}，{result(t, trace, verb)}", below((told, by)))


_MANY_ALIKE = 3
"""So many periods with the same points are told together where there is one line for all."""


def over_periods(t: Teller, trace: Trace, n: OverPeriods, verb: Verb) -> Told:
    if "periods" not in dict(trace.detail):
        return t.points(trace.parts[0], verb)
    parts = [t.points(part, verb) for part in trace.parts]
    lines = figures.by_period(n, parts)
    if t.brief:
        lines = _unusual(t, trace, n, verb, lines)
    return Told(f"{gathering(n)}，{result(t, trace, verb)}", lines)


def _unusual(
    t: Teller, trace: Trace, n: OverPeriods, verb: Verb, lines: tuple[Told, ...]
) -> tuple[Told, ...]:
    """In one sentence: the periods that stand out, and what all the others got, where most got the same."""
    values = [part.value for part in trace.parts]
    usual = max(values, key=values.count)
    same = [part for part in trace.parts if part.value == usual]
    if len(same) < _MANY_ALIKE or isinstance(usual, Absence):
        return lines
    others = tuple(line for line, part in zip(lines, trace.parts, strict=True) if part.value != usual)
    among = "其余" if others else ""
    each = f"{among}{len(same)}个{absent.PERIODS[n.cadence]}各{result(t, same[0], verb)}"
    return (*others, Told(each))


def default(t: Teller, trace: Trace, n: Default, verb: Verb) -> Told:
    if len(trace.parts) == 1:
        return t.points(trace.parts[0], verb)
    why = "，".join(absent.causes(t, trace.parts[0]))
    stand_in = trace.parts[1]
    told = Told("") if isinstance(stand_in.node, Const) else t.points(stand_in, Verb.EARN)
    text = f"{why}，按{t.plain(number(trace))}分计{reason(n.reason)}"
    return Told(text, (told,) if told.text else ())


def of_figure(t: Teller, trace: Trace, verb: Verb) -> Told:
    """Points that are a figure: 现场评分4分，得4分."""
    told = t.figure(trace)
    return Told(f"{told.text}，{result(t, trace, verb)}", told.below)
