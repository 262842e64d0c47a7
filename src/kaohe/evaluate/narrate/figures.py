"""Quantities: the name, the value, and how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe.core import PERCENT, Absence, CountRatio, Number, plain
from kaohe.evaluate.narrate import absent
from kaohe.evaluate.narrate.told import Told, below
from kaohe.evaluate.trace import Trace, number
from kaohe.rules import (
    ByClass,
    Change,
    Const,
    Corrected,
    Correction,
    Default,
    Given,
    LastYear,
    OverPeriods,
    Peer,
    Pick,
    PickOne,
    Quotient,
    Round,
    Statistic,
)
from kaohe.rules.sentence.choices import gathering, rounding
from kaohe.rules.sentence.wording import COHORTS, STATISTICS, Scale, reason, scale_of

if TYPE_CHECKING:
    from kaohe.evaluate.narrate.teller import Teller


def amount(t: Teller, trace: Trace, scale: Scale | None = None, against: tuple[Number, ...] = ()) -> str:
    """The value with its unit, and the two counts where it was reported as two."""
    own = scale_of(trace.node)
    text = t.amount(number(trace), own if scale is None or own.unit.label else scale, *against)
    counts = dict(trace.detail).get("counts")
    return f"{text}（{counts}）" if isinstance(counts, CountRatio) else text


def given(t: Teller, trace: Trace, against: tuple[Number, ...] = ()) -> Told:
    assert isinstance(trace.node, Given)
    return Told(t.name(trace.node.measure) + amount(t, trace, None, against))


def change(t: Teller, trace: Trace, n: Change) -> Told:
    """“信访件数5件，比上年同期3件增加2件”."""
    scale = scale_of(n.now, n.before)
    now = t.figure(trace.parts[0], scale)
    if n.before == LastYear(n.now):
        before = Told(f"上年同期{amount(t, trace.parts[1].parts[0], scale)}")
    else:
        before = t.figure(trace.parts[1], scale)
    return Told(f"{now.text}，比{before.text}{_moved(t, trace, n)}", below((now, before)))


def _moved(t: Teller, trace: Trace, n: Change) -> str:
    value = number(trace)
    if value == 0:
        return "没有变化"
    up, down = ("增长", "下降") if n.relative else ("增加", "减少")
    scale = Scale(n.unit)
    size = -value if value < 0 else value
    return (up if value > 0 else down) + (t.amount(size, scale) if n.relative else t.distance(size, scale))


def quotient(t: Teller, trace: Trace, n: Quotient) -> Told:
    part, whole = (t.figure(each) for each in trace.parts)
    value = amount(t, trace)
    if n.of_unit == PERCENT:
        return Told(f"{part.text}，占{whole.text}的{value}", below((part, whole)))
    return Told(f"{part.text}，除以{whole.text}，乘以{plain(n.times)}，为{value}", below((part, whole)))


def together(t: Teller, trace: Trace, word: str, scale: Scale | None) -> Told:
    """“…、…，合计5件”."""
    scale = _shared(trace, scale)
    parts = [t.figure(part, scale) for part in trace.parts]
    return Told(f"{'、'.join(part.text for part in parts)}，{word}{amount(t, trace, scale)}", below(parts))


def _shared(trace: Trace, scale: Scale | None) -> Scale:
    return scale or scale_of(*(part.node for part in trace.parts))


def peer(t: Teller, trace: Trace, n: Peer) -> Told:
    """“全部单位按期办结率的平均值95%（已报20个单位）”; the rank with the unit's own figure."""
    detail = dict(trace.detail)
    known, waiting = (plain(number_of(detail[name])) for name in ("peers", "waiting"))
    counted = f"（共{known}个单位）"
    if waiting != "0":
        counted = f"（还有{waiting}个单位未报或未评定，暂按其余{known}个单位计算）"
    if n.statistic is Statistic.RANK:
        own = t.figure(trace.parts[0])
        return Told(f"{own.text}，在{COHORTS[n.among]}中列{amount(t, trace)}{counted}", own.below)
    return Told(f"{COHORTS[n.among]}{t.label(n.of)}的{STATISTICS[n.statistic]}{amount(t, trace)}{counted}")


def number_of(value: object) -> Number:
    """A figure of a trace's detail."""
    assert not isinstance(value, bool | str | Absence | CountRatio)
    return value  # type: ignore[return-value]


def subordinates(t: Teller, trace: Trace) -> Told:
    units = plain(number_of(dict(trace.detail)["units"]))
    unsure = "，其中有的尚未定" if trace.provisional else ""
    return Told(f"所属{units}个单位平均得分{amount(t, trace)}{unsure}")


def corrected(t: Teller, trace: Trace, n: Corrected) -> Told:
    """“…自报98，抽查得95，相差超过允许误差1，按95计”."""
    reported, found = trace.parts
    scale = scale_of(n.reported, n.found)
    parts = [t.figure(part) for part in trace.parts if not isinstance(part.node, Given | Const)]
    if isinstance(found.value, Absence):
        return Told(f"{t.figure(reported, scale).text}（没有核实结果，按自报数计）")
    said = f"{t.label(n.reported)}自报{amount(t, reported, scale)}"
    if n.how is Correction.DISCOUNT:
        text = f"{said}，差错率{amount(t, found, Scale(PERCENT))}，折减后按{amount(t, trace)}计"
        return Told(text, tuple(parts))
    off, allowed = number_of(dict(trace.detail)["off"]), t.distance(n.tolerance, scale)
    seen = f"{said}，抽查得{amount(t, found, scale)}"
    if off == 0:
        return Told(f"{seen}，两者一致", tuple(parts))
    if off > n.tolerance:
        far = f"相差{t.distance(off, scale)}" + (f"，超过允许误差{allowed}" if n.tolerance else "")
        return Told(f"{seen}，{far}，按抽查数{amount(t, found, scale)}计", tuple(parts))
    near = f"相差{t.distance(off, scale)}，在允许误差{allowed}之内"
    return Told(f"{seen}，{near}，按自报数{amount(t, reported, scale)}计", tuple(parts))


# ---- choices


def branch(t: Teller, trace: Trace, scale: Scale | None) -> Told:
    premise, chosen = t.premise(trace.parts[0]), t.figure(trace.parts[1], scale)
    return Told(f"{premise.text}，取{chosen.text}", below((premise, chosen)))


def by_class(t: Teller, trace: Trace, n: ByClass, scale: Scale | None) -> Told:
    told = t.figure(trace.parts[0], scale)
    return told._replace(text=f"{told.text}（{class_words(trace, n)}）")


def class_words(trace: Trace, n: ByClass) -> str:
    """Under which class of units the part that was taken stands."""
    name = str(dict(trace.detail)["class"])
    return f"按“{name}”类单位" if name in {case.name for case in n.cases} else "按其他类单位"


def pick_one(t: Teller, trace: Trace, n: PickOne, scale: Scale | None) -> Told:
    word = "最高" if n.pick is Pick.HIGHEST else "最低"
    return together(t, trace, f"取{word}的", scale)


def times(t: Teller, trace: Trace, scale: Scale | None) -> Told:
    of, by = t.figure(trace.parts[0], scale), t.figure(trace.parts[1])
    return Told(f"{of.text}，乘以{by.text}，为{amount(t, trace, scale)}", below((of, by)))


def rounded(t: Teller, trace: Trace, n: Round, scale: Scale | None) -> Told:
    of = t.figure(trace.parts[0], scale)
    return Told(f"{of.text}，{rounding(n)}为{amount(t, trace, scale)}", of.below)


def over_periods(t: Teller, trace: Trace, n: OverPeriods, scale: Scale | None) -> Told:
    """Each part of the period has a line of its own; a period of one part is that part."""
    if "periods" not in dict(trace.detail):
        return t.figure(trace.parts[0], scale)
    parts = [t.figure(part, scale) for part in trace.parts]
    return Told(f"{t.label(n.of)}{gathering(n)}为{amount(t, trace, scale)}", by_period(n, parts))


def by_period(n: OverPeriods, parts: list[Told]) -> tuple[Told, ...]:
    return tuple(
        part.led_by(f"{absent.period_words(n, str(position))}：") for position, part in enumerate(parts, 1)
    )


def default(t: Teller, trace: Trace, n: Default, scale: Scale | None) -> Told:
    if len(trace.parts) == 1:
        return t.figure(trace.parts[0], scale)
    stand_in = t.figure(trace.parts[1], scale)
    why = "，".join(absent.causes(t, trace.parts[0]))
    return Told(f"{why}，按{stand_in.text}计{reason(n.reason)}", stand_in.below)
