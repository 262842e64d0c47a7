"""One unit among many: its figures, what its peers and the units below came to, and its line in the result.

It is all that is needed to compute the unit's score again by the interpreter that keeps the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from kaohe.batch.columns import CODES
from kaohe.batch.ground import PeerKey
from kaohe.batch.layout import UNIT, Field, Layout, Slot
from kaohe.batch.peers import PeerJob
from kaohe.batch.program import Program
from kaohe.core import Absence, CountRatio, FactValue, Number
from kaohe.core.numbers import tidy
from kaohe.facts import Fact
from kaohe.scheme.model import MeasureKind

_ABSENCES = {code: absence for absence, code in CODES.items()}


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What peers came to for the unit: the value, over how many, while how many were waited for, and whether it may change."""

    value: Number | Absence
    peers: int
    waiting: int
    unsure: bool


@dataclass(slots=True)
class Watched:
    """What is known of the unit in one table."""

    facts: list[Fact] = field(default_factory=list)
    peers: dict[PeerKey, PeerAnswer] = field(default_factory=dict)
    line: Mapping[str, Any] = field(default_factory=dict)


def facts_of(unit: str, row: Mapping[str, Any], layout: Layout) -> list[Fact]:
    """The unit's figures, out of its row of whole numbers."""
    values = {slot: _value(slot, held, row) for slot, held in layout.items()}
    return [
        Fact(unit, slot.measure, slot.period, value, slot.role)
        for slot, value in values.items()
        if value is not Absence.MISSING
    ]


def _value(slot: Slot, held: Field, row: Mapping[str, Any]) -> FactValue:
    value = row[slot.column]
    if value is None:
        why = row.get(slot.why)
        if why is not None:
            return _ABSENCES[why]
        (only,) = held.absences
        return only
    match held.kind:
        case MeasureKind.YES_NO:
            return bool(value)
        case MeasureKind.LEVEL:
            return held.levels[int(value)]
        case MeasureKind.RATIO:
            return CountRatio(Decimal(value), Decimal(row[slot.whole]), held.per)
    return Decimal(value).scaleb(-held.places)


def peers_of(
    program: Program, table: pl.DataFrame, answers: pl.DataFrame, unit: str
) -> dict[PeerKey, PeerAnswer]:
    """What each statistic came to for the unit."""
    row = answers.row(by_predicate=pl.col(UNIT) == unit, named=True)
    return {job.key: _answer(job, table, row, unit) for job in program.peers}


def _answer(job: PeerJob, table: pl.DataFrame, row: Mapping[str, Any], unit: str) -> PeerAnswer:
    result = job.result
    peers, waiting = job.counts(table, unit)
    unsure = bool(row.get(f"{job.name}|unsure", False))
    number = row[job.name]
    if number is None:
        why = row.get(f"{job.name}|why")
        absent = _ABSENCES[why] if why is not None else next(iter(result.absent.kinds))
        return PeerAnswer(absent, peers, waiting, unsure)
    below = result.den.low if result.den.fixed else row[f"{job.name}|den"]
    return PeerAnswer(tidy(Fraction(number, below)), peers, waiting, unsure)
