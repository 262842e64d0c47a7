"""What is missing, who owes it, and what that means for the score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe.core import Absence, Cadence
from kaohe.evaluate.narrate.told import Told
from kaohe.evaluate.trace import Trace
from kaohe.rules import (
    ByClass,
    ByLevel,
    Change,
    Discretion,
    Given,
    LastYear,
    LevelIs,
    OverPeriods,
    Peer,
    Proportional,
    Quotient,
    Subordinates,
    Target,
)
from kaohe.rules.sentence.wording import COHORTS

if TYPE_CHECKING:
    from kaohe.evaluate.narrate.teller import Teller

NOT_APPLICABLE = Absence.NOT_APPLICABLE
PERIODS = {Cadence.YEAR: "年", Cadence.HALF: "半年", Cadence.QUARTER: "季度", Cadence.MONTH: "月"}


def verdict(absence: Absence) -> str:
    """What the absence of the whole means."""
    return "本条不适用" if absence is NOT_APPLICABLE else "本条暂不能计分"


def line(t: Teller, trace: Trace) -> Told:
    """An absent step within an account."""
    return Told("，".join(causes(t, trace) + (["不计"] if trace.value is NOT_APPLICABLE else [])))


def causes(t: Teller, trace: Trace) -> list[str]:
    """Why there is no value: the figures and judgements that lack, each once, in their order."""
    if own := _own(t, trace):
        return [own]
    inner = [part for part in trace.parts if _counts(part, trace)]
    if not inner:
        return [_here(t, trace)]
    if isinstance(trace.node, OverPeriods) and "periods" in dict(trace.detail):
        return _by_period(t, trace, trace.node)
    found = [cause for part in inner for cause in causes(t, part)]
    if isinstance(trace.node, LastYear):
        found = [f"上年同期{cause}" for cause in found]
    return list(dict.fromkeys(found))


def _counts(part: Trace, whole: Trace) -> bool:
    """Whether the part is why the whole is absent. Who still owes a figure hears of judgements due as well."""
    if whole.value is NOT_APPLICABLE:
        return part.value is NOT_APPLICABLE
    return part.value in (Absence.MISSING, Absence.PENDING)


def _own(t: Teller, trace: Trace) -> str:
    """What a leaf says of itself."""
    match trace.node:
        case Given() as n if trace.value is Absence.MISSING:
            return f"数据项“{t.name(n.measure)}”未填报"
        case Target() as n if trace.value is Absence.MISSING:
            return f"“{t.name(n.measure)}”没有下达目标值"
        case Given() | Target() | ByLevel() | Discretion() | LevelIs() as n:
            state = "不适用" if trace.value is NOT_APPLICABLE else "尚未评定"
            return f"“{t.name(n.measure)}”{state}"
        case _:
            return ""


def _here(t: Teller, trace: Trace) -> str:
    """What the operation itself could not do."""
    match trace.node:
        case Change() as n:
            return f"{t.label(n.now)}的对比基数不大于0，无法计算增长率"
        case Quotient() as n:
            return f"{t.label(n.whole)}为0，不存在比例"
        case Proportional():
            return "起点与终点是同一个数，无法按比例计分"
        case Peer() as n:
            return f"{COHORTS[n.among]}均未填报"
        case Subordinates():
            return "没有已计分的所属单位"
        case ByClass():
            return "本类单位不考核此项"
        case _:
            assert isinstance(trace.value, Absence)
            return trace.value.label


def _by_period(t: Teller, trace: Trace, node: OverPeriods) -> list[str]:
    """Periods that lack the same are named together."""
    lacking: dict[str, list[str]] = {}
    for position, part in enumerate(trace.parts, 1):
        if _counts(part, trace):
            for cause in causes(t, part):
                lacking.setdefault(cause, []).append(str(position))
    return [period_words(node, "、".join(where)) + cause for cause, where in lacking.items()]


def period_words(node: OverPeriods, which: str) -> str:
    """“第1个季度”: parts of the period are counted from its beginning, whenever that is."""
    return f"第{which}个{PERIODS[node.cadence]}"
