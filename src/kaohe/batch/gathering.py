"""Figures of a round that fits into memory, as a frame: one row a unit, one column a slot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from kaohe.batch.columns import CODES
from kaohe.batch.layout import CLASS, PARENT, UNIT, Field, Layout, Slot, declared
from kaohe.batch.whole import TYPES, width
from kaohe.core import Absence, CountRatio, FactValue
from kaohe.facts import AssessedUnit, Facts
from kaohe.scheme.model import MeasureKind, Scheme


@dataclass(frozen=True, slots=True)
class Figures:
    """A frame of figures, what is known of its columns, and the numbers of the classes of its units."""

    frame: pl.LazyFrame
    layout: Layout
    classes: Mapping[str, int]


def gather(scheme: Scheme, units: Iterable[AssessedUnit], facts: Facts, slots: Iterable[Slot]) -> Figures:
    """The figures of these units. Bounds are those of the figures themselves, which lie within the declared ones.

    ValueError for a figure with more places than its measure: facts are validated before they are scored.
    """
    cohort = list(units)
    classes = {name: number for number, name in enumerate(dict.fromkeys(unit.unit_class for unit in cohort))}
    columns: dict[str, pl.Series] = {
        UNIT: pl.Series([unit.id for unit in cohort], dtype=pl.String),
        CLASS: pl.Series([classes[unit.unit_class] for unit in cohort], dtype=pl.Int32),
        PARENT: pl.Series([unit.parent for unit in cohort], dtype=pl.String),
    }
    layout: dict[Slot, Field] = {}
    for slot in slots:
        values = [
            facts.row(unit.id, slot.period, slot.role).get(slot.measure, Absence.MISSING) for unit in cohort
        ]
        layout[slot] = _held(slot, declared(scheme, slot), values, columns)
    return Figures(pl.DataFrame(columns).lazy(), layout, classes)


def _held(slot: Slot, field: Field, values: list[FactValue], columns: dict[str, pl.Series]) -> Field:
    """Put one slot's values into columns, and say what they hold."""
    kinds = frozenset(value for value in values if isinstance(value, Absence))
    if len(kinds) > 1:
        codes = [CODES[value] if isinstance(value, Absence) else None for value in values]
        columns[slot.why] = pl.Series(codes, dtype=pl.Int8)
    there = [None if isinstance(value, Absence) else value for value in values]
    if field.kind is MeasureKind.YES_NO:
        columns[slot.column] = pl.Series(there, dtype=pl.Boolean)
        return replace(field, absences=kinds)
    if field.kind is MeasureKind.LEVEL:
        names = field.levels or tuple(sorted({str(value) for value in there if value is not None}))
        columns[slot.column] = pl.Series(
            [None if v is None else names.index(str(v)) for v in there], dtype=pl.Int8
        )
        return replace(field, levels=names, absences=kinds)
    if field.kind is MeasureKind.RATIO:
        parts = [int(value.part) if isinstance(value, CountRatio) else None for value in there]
        wholes = [int(value.whole) if isinstance(value, CountRatio) else None for value in there]
        low, high = _put(columns, slot.column, parts)
        whole_low, whole_high = _put(columns, slot.whole, wholes)
        counts = (low, high, max(whole_low, 1), max(whole_high, 1))
        return Field(field.kind, 0, *counts, field.per, absences=kinds)
    scaled = [None if value is None else _whole(value, field.places) for value in there]
    low, high = _put(columns, slot.column, scaled)
    return replace(field, low=low, high=high, absences=kinds)


def _put(columns: dict[str, pl.Series], name: str, numbers: list[int | None]) -> tuple[int, int]:
    known = [number for number in numbers if number is not None]
    low, high = (min(known), max(known)) if known else (0, 0)
    columns[name] = pl.Series(numbers, dtype=TYPES[width(low, high)])
    return low, high


def _whole(value: FactValue, places: int) -> int:
    if not isinstance(value, Decimal):
        raise ValueError(
            f"{value!r} stands where a number is due; facts are validated before they are scored"
        )
    number = value.scaleb(places)
    if number != int(number):
        raise ValueError(f"{value} has more than {places} places")
    return int(number)
