"""Quantities as nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe.core import PERCENT, plain
from kaohe.rules.quantities import (
    HUNDRED,
    Change,
    Corrected,
    Correction,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Statistic,
    Subordinates,
    Sum,
)
from kaohe.rules.sentence.wording import COHORTS, KINDS, STATISTICS, Scale, kept, quoted, scale_of

if TYPE_CHECKING:
    from kaohe.rules.sentence.writer import Writer


def change(w: Writer, n: Change) -> str:
    what = ("增长率" if n.relative else "增加值") + kept(n.places)
    scale = scale_of(n.now, n.before)
    if n.before == LastYear(n.now):
        return f"{w.atom(n.now, scale)}比上年同期的{what}"
    return f"「{w.term(n.now, scale)}」比「{w.term(n.before, scale)}」的{what}"


def quotient(w: Writer, n: Quotient) -> str:
    part, whole = w.atom(n.part, scale_of(n.part)), w.atom(n.whole, scale_of(n.whole))
    if n.times == HUNDRED and n.of_unit == PERCENT:
        return f"{part}占{whole}的百分比{kept(n.places)}"
    unit = n.of_unit
    counted = KINDS[unit.kind] + (f"，以{quoted(unit.label)}计" if unit != PERCENT else "")
    return f"{part}除以{whole}再乘以{plain(n.times)}（{counted}）{kept(n.places)}"


def total(w: Writer, n: Sum) -> str:
    scale = scale_of(*n.of)
    return "、".join(w.atom(part, scale) for part in n.of) + "之和"


def mean(w: Writer, n: Mean) -> str:
    scale = scale_of(*n.of)
    return "、".join(w.atom(part, scale) for part in n.of) + f"的平均数{kept(n.places)}"


def peer(w: Writer, n: Peer) -> str:
    of, cohort = w.atom(n.of, scale_of(n.of)), COHORTS[n.among]
    how = ("" if n.higher_is_better else "（低者为优）") + kept(n.places)
    if n.statistic is Statistic.RANK:
        return f"{of}在{cohort}中的名次{how}"
    return f"{cohort}{of}的{STATISTICS[n.statistic]}{how}"


def subordinates(n: Subordinates) -> str:
    return f"所属单位在{quoted(n.table)}中得分的平均值{kept(n.places)}"


def corrected(w: Writer, n: Corrected) -> str:
    reported = w.atom(n.reported, scale_of(n.reported, n.found))
    if n.how is Correction.DISCOUNT:
        return f"{reported}按差错率「{w.term(n.found, Scale(PERCENT))}」折减后的数{kept(n.places)}"
    scale = scale_of(n.reported, n.found)
    off = f"相差超过{scale.distance(n.tolerance)}" if n.tolerance else "不一致"
    found = w.term(n.found, scale)
    return f"{reported}按核实结果「{found}」修正后的数（{off}的以核实结果为准）{kept(n.places)}"
