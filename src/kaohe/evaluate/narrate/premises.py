"""Conditions: what is so. “满意度78%低于80%”, or “满意度85%不低于80%”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe.core import Absence
from kaohe.evaluate.narrate import absent
from kaohe.evaluate.narrate.told import Told, below
from kaohe.evaluate.trace import Trace, number
from kaohe.rules import (
    Compare,
    Default,
    Given,
    InClass,
    LevelIs,
    PeriodIs,
    Relation,
    Target,
)
from kaohe.rules.sentence.wording import LENGTHS, RELATIONS, listed, reason, scale_of

if TYPE_CHECKING:
    from kaohe.evaluate.narrate.teller import Teller

CONTRARY = {
    Relation.AT_LEAST: Relation.BELOW,
    Relation.BELOW: Relation.AT_LEAST,
    Relation.AT_MOST: Relation.ABOVE,
    Relation.ABOVE: Relation.AT_MOST,
    Relation.EQUAL: Relation.UNEQUAL,
    Relation.UNEQUAL: Relation.EQUAL,
}


def compare(t: Teller, trace: Trace, n: Compare) -> Told:
    left, right = trace.parts
    scale = scale_of(n.left, n.right)
    word = RELATIONS[n.relation if trace.value else CONTRARY[n.relation]]
    said = t.figure(left, scale, (number(right),))
    limit = t.figure(right, scale, (number(left),))
    text = limit.text
    if isinstance(n.left, Given) and n.right == Target(n.left.measure, n.left.of_unit):
        text = text.removeprefix(f"{t.name(n.left.measure)}的")
    mark = "，" if "，" in said.text else ""
    return Told(f"{said.text}{mark}{word}{text}", below((said, limit)))


def level_is(t: Teller, trace: Trace, n: LevelIs) -> Told:
    return Told(f"{t.name(n.measure)}评定为“{dict(trace.detail)['level']}”")


def in_class(trace: Trace, n: InClass) -> Told:
    return Told(f"单位类别{'为' if trace.value else '不是'}{listed(n.classes)}")


def period_is(trace: Trace, n: PeriodIs) -> Told:
    lengths = "、".join(LENGTHS[cadence] for cadence in n.cadences)
    return Told(f"考核期{'为' if trace.value else '不是'}{lengths}")


def joined(t: Teller, trace: Trace) -> Told:
    """What settled it: those that decide as the whole did, where others do not; else all that apply."""
    applying = [part for part in trace.parts if part.value is not Absence.NOT_APPLICABLE]
    deciding = [part for part in applying if part.value is trace.value]
    parts = [t.premise(part) for part in deciding or applying]
    return Told("，".join(part.text for part in parts), below(parts))


def both(t: Teller, trace: Trace) -> Told:
    parts = [t.premise(part) for part in trace.parts]
    return Told("，".join(part.text for part in parts), below(parts))


def default(t: Teller, trace: Trace, n: Default) -> Told:
    if len(trace.parts) == 1:
        return t.premise(trace.parts[0])
    why = "，".join(absent.causes(t, trace.parts[0]))
    stand_in = t.premise(trace.parts[1])
    return Told(f"{why}，按“{stand_in.text}”看待{reason(n.reason)}", stand_in.below)
