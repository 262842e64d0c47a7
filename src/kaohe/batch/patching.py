"""Figures that were changed after a wide file was written: the file's rows with these put in their place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from kaohe.batch.cells import PART, STATUS, WHOLE, column_name
from kaohe.batch.layout import UNIT, Slot, declared
from kaohe.batch.sources import PERIOD, Source
from kaohe.core import Absence, CountRatio, FactValue, Period, plain
from kaohe.facts import Fact
from kaohe.scheme.model import MeasureKind, Scheme


@dataclass(frozen=True, slots=True)
class Changes:
    """New values by unit and slot. A returned figure is a missing one."""

    values: Mapping[tuple[str, Slot], FactValue]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Changes":
        return cls({(fact.unit, Slot(fact.role, fact.measure, fact.period)): fact.counts for fact in facts})

    @property
    def slots(self) -> frozenset[Slot]:
        return frozenset(slot for _, slot in self.values)

    @property
    def units(self) -> frozenset[str]:
        return frozenset(unit for unit, _ in self.values)


def patched(
    sources: Mapping[Period, Source], changes: Changes, scheme: Scheme, names: Mapping[str, str]
) -> dict[Period, Source]:
    """The sources with the changes; a period of which there was no file gets one. `names` gives the names of changed units,
    as a file may have them instead of ids.
    """
    result = dict(sources)
    for period in dict.fromkeys(slot.period for slot in changes.slots):
        own: dict[str, dict[Slot, FactValue]] = {}
        for (unit, slot), value in changes.values.items():
            if slot.period == period:
                own.setdefault(unit, {})[slot] = value
        source = sources.get(
            period, Source("（更正）", pl.LazyFrame(schema={UNIT: pl.String}), {UNIT: pl.String()})
        )
        result[period] = _patched(source, own, scheme, names)
    return result


def _patched(
    source: Source, changes: Mapping[str, Mapping[Slot, FactValue]], scheme: Scheme, names: Mapping[str, str]
) -> Source:
    ids = {name: unit for unit, name in names.items() if unit in changes} | {unit: unit for unit in changes}
    theirs = pl.col(UNIT).cast(pl.String).is_in(list(ids))
    looked_up = source.rows.filter(theirs).collect(engine="streaming")
    rows = {ids[row[UNIT]]: row for row in looked_up.iter_rows(named=True)}
    schema: dict[str, pl.DataType] = dict(source.schema)
    for unit, values in changes.items():
        row = rows.setdefault(unit, {})
        row[UNIT] = unit
        for slot, value in values.items():
            for name, cell, dtype in _cells(slot, value, scheme, schema):
                row[name] = cell
                schema.setdefault(name, dtype)
    schema.pop(PERIOD, None)
    held = {name: _held(dtype, [row.get(name) for row in rows.values()]) for name, dtype in schema.items()}
    changed = pl.DataFrame(
        [_series(name, dtype, [row.get(name) for row in rows.values()]) for name, dtype in held.items()]
    )
    others = source.rows.filter(~theirs).select(pl.exclude(PERIOD))
    together = pl.concat([others, changed.lazy()], how="diagonal_relaxed")
    return Source(source.file, together, dict(together.collect_schema()))


def _cells(
    slot: Slot, value: FactValue, scheme: Scheme, schema: Mapping[str, pl.DataType]
) -> Iterable[tuple[str, Any, pl.DataType]]:
    """The cells that say a value: column, content, and the column's type where the file does not have it yet."""
    name, field = column_name(slot), declared(scheme, slot)
    absent = value if isinstance(value, Absence) else None
    if absent not in (None, Absence.MISSING) or name + STATUS in schema:
        yield name + STATUS, None if absent is None else absent.label, pl.String()
    if field.kind is MeasureKind.RATIO and not (name in schema and name + PART not in schema):
        counts = (value.part, value.whole) if isinstance(value, CountRatio) else (None, None)
        for suffix, count in zip((PART, WHOLE), counts, strict=True):
            yield name + suffix, _as(schema.get(name + suffix, pl.Int64()), count), pl.Int64()
        return
    own = _own_type(field.kind, field.places)
    yield name, _as(schema.get(name, own), None if absent else value), own


def _own_type(kind: MeasureKind, places: int) -> pl.DataType:
    if kind is MeasureKind.YES_NO:
        return pl.Boolean()
    return pl.String() if kind is MeasureKind.LEVEL else pl.Decimal(38, places)


def _as(dtype: pl.DataType, value: object) -> object:
    """A value as such a column writes it."""
    if value is None or isinstance(value, Absence):
        return None
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        if isinstance(value, bool):
            return "是" if value else "否"
        return plain(value) if isinstance(value, Decimal) else str(value)
    if isinstance(value, Decimal) and dtype.is_integer() and value == value.to_integral_value():
        return int(value)
    return value


def _held(dtype: pl.DataType, cells: list[Any]) -> pl.DataType:
    """A type that holds the cells: a column of whole numbers may get a decimal."""
    places = [-int(c.as_tuple().exponent) for c in cells if isinstance(c, Decimal)]
    if not places:
        return pl.String() if isinstance(dtype, pl.Enum) else dtype
    has = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    return pl.Decimal(38, max(0, has, *places))


def _series(name: str, dtype: pl.DataType, cells: list[Any]) -> pl.Series:
    if isinstance(dtype, pl.Decimal):
        cells = [Decimal(cell) if isinstance(cell, int) else cell for cell in cells]
    return pl.Series(name, cells, dtype=dtype)
