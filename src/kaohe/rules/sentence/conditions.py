"""Conditions as premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe.rules.conditions import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs
from kaohe.rules.quantities import Given
from kaohe.rules.sentence.wording import LENGTHS, RELATIONS, listed, scale_of

if TYPE_CHECKING:
    from kaohe.rules.sentence.writer import Writer


def compare(w: Writer, n: Compare) -> str:
    scale = scale_of(n.left, n.right)
    return f"{w.atom(n.left, scale)}{RELATIONS[n.relation]}{w.limit(n.right, n.left, scale)}"


def level_is(w: Writer, n: LevelIs) -> str:
    return f"{w.measure(n.measure)}评定为{listed(n.names)}"


def in_class(n: InClass) -> str:
    return f"单位类别为{listed(n.classes)}"


def period_is(n: PeriodIs) -> str:
    return f"考核期为{'、'.join(LENGTHS[cadence] for cadence in n.cadences)}"


def negation(w: Writer, n: Not) -> str:
    if isinstance(n.of, Given):
        return f"{w.measure(n.of.measure)}为“否”"
    return f"并非「{w.condition(n.of)}」"


def every(w: Writer, n: AllOf) -> str:
    return _joined(w, n, "，且", "全部满足")


def some(w: Writer, n: AnyOf) -> str:
    return _joined(w, n, "，或", "任一满足")


def _joined(w: Writer, n: AllOf | AnyOf, word: str, alone: str) -> str:
    if len(n.of) == 1:
        return f"{alone}「{w.condition(n.of[0])}」"
    return word.join(w.premise(part) for part in n.of)
