"""Facts as wide tables: one row a unit, one table a period, as an office's export would have them."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from kaohe.batch.cells import PART, STATUS, WHOLE, column_name
from kaohe.batch.layout import UNIT, Field, Slot, declared
from kaohe.batch.sources import PERIOD
from kaohe.core import Absence, CountRatio, Period
from kaohe.facts import Fact, State
from kaohe.scheme.model import MeasureKind, Scheme

TYPES = {MeasureKind.YES_NO: pl.Boolean(), MeasureKind.LEVEL: pl.String(), MeasureKind.RATIO: pl.Int64()}


def wide(scheme: Scheme, facts: Iterable[Fact]) -> dict[Period, pl.DataFrame]:
    """A returned figure stands beside the word that it was returned."""
    cells: dict[Period, dict[str, dict[str, object]]] = {}
    types: dict[str, pl.DataType] = {}
    for fact in facts:
        slot = Slot(fact.role, fact.measure, fact.period)
        row = cells.setdefault(fact.period, {}).setdefault(fact.unit, {})
        for name, (value, dtype) in _columns(fact, column_name(slot), declared(scheme, slot)).items():
            row[name] = value
            types[name] = dtype
    return {period: _table(rows, types) for period, rows in cells.items()}


def _columns(fact: Fact, name: str, field: Field) -> dict[str, tuple[object, pl.DataType]]:
    """The fact's cells: the figure's one or two, and the state's where there is something to say."""
    dtype = TYPES.get(field.kind, pl.Decimal(28, field.places))
    figures = [name + PART, name + WHOLE] if field.kind is MeasureKind.RATIO else [name]
    cells: dict[str, tuple[object, pl.DataType]] = {}
    if isinstance(fact.value, Absence) or fact.state is State.RETURNED:
        word = fact.value.label if isinstance(fact.value, Absence) else fact.state.label
        cells[name + STATUS] = (word, pl.String())
    if isinstance(fact.value, Absence):
        return dict.fromkeys(figures, (None, dtype)) | cells
    values = [fact.value]
    if isinstance(fact.value, CountRatio):
        values = [fact.value.part, fact.value.whole]
    whole = dtype == pl.Int64
    for each, value in zip(figures, values, strict=True):
        cells[each] = (int(str(value)) if whole else value, dtype)
    return cells


def _table(rows: dict[str, dict[str, object]], types: dict[str, pl.DataType]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows.values() for name in row)
    columns = [pl.Series(UNIT, list(rows), dtype=pl.String)]
    columns += [
        pl.Series(name, [row.get(name) for row in rows.values()], dtype=types[name]) for name in names
    ]
    return pl.DataFrame(columns)


def by_period(tables: dict[Period, pl.DataFrame], folder: Path) -> Path:
    """A folder with one folder a period."""
    for period, table in tables.items():
        place = folder / f"{PERIOD}={period}".replace("/", "%2F")
        place.mkdir(parents=True)
        table.write_parquet(place / "各单位.parquet")
    return folder
