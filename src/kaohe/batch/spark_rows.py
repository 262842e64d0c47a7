"""The rows of a table's units on a cluster: figures of one period or several, and beside them what the driver knows of each unit.

What the driver knows is narrow: the unit, its class, the one above, and what peers, units below and the ranking have come to. Up to
`BROADCAST` bytes of it are sent to every executor, and the wide rows stay where they are; of more, both sides are sorted and joined.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 — as everybody calls it

from kaohe.batch.layout import UNIT, Field, Slot
from kaohe.batch.roster import NAME, Roster
from kaohe.batch.spark_source import SparkSource, at, plain_names, quoted, sent, written_units
from kaohe.batch.spark_tasks import Reading
from kaohe.core import Period
from kaohe.scheme.model import Scheme

BROADCAST = 128 * 1024 * 1024
"""Bytes of narrow columns that are sent to every executor: some two million units."""

_KEY, _WRITTEN = "k", "#written"


@dataclass(frozen=True, slots=True)
class Part:
    """One period's source. `units` has a row for each of its rows: what is written there, and the id that is meant."""

    source: SparkSource
    units: pl.DataFrame

    @classmethod
    def of(cls, source: SparkSource, roster: Roster) -> "Part":
        """The source, its units looked up: by id, and where some are written otherwise by name."""
        written = written_units(source)[UNIT].alias(_WRITTEN)
        bare = written.str.strip_chars()
        units = pl.DataFrame({_WRITTEN: written, UNIT: written if bare.equals(written) else bare})
        if units[UNIT].is_in(roster.table[UNIT].implode()).all():
            return cls(source, units)
        names = roster.table.select(pl.col(NAME).alias(UNIT), pl.col(UNIT).alias("#id"))
        names = names.filter(~pl.col(UNIT).is_duplicated()).join(roster.table, on=UNIT, how="anti")
        named = units.join(names, on=UNIT, how="left", maintain_order="left")
        return cls(source, named.select(_WRITTEN, pl.coalesce("#id", UNIT).alias(UNIT)))

    @property
    def ids(self) -> pl.DataFrame:
        return self.units.select(UNIT)

    @property
    def by_name(self) -> bool:
        """Whether some units are written otherwise than by id."""
        return not self.units[_WRITTEN].equals(self.units[UNIT], check_names=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everybody whom a table scores. `parts` are the sources that its rules look at, by period, `layout` what they hold."""

    spark: SparkSession
    scheme: Scheme
    parts: Mapping[Period, Part]
    layout: Mapping[Slot, Field]

    def beside(self, slots: Collection[Slot], known: pl.DataFrame) -> tuple[DataFrame, Reading]:
        """One row a unit of `known` (which has its columns first), with the raw columns of these slots; and how they are read.

        A unit that a source has no row of has nothing there. Columns are told by their position.
        """
        cells = [
            cell
            for slot in slots
            if slot.period in self.parts
            and (cell := self.parts[slot.period].source.prefixed(self.scheme, slot)).found
        ]
        reading = Reading.of(known.schema, cells, fields=self.layout)
        plain = dict(zip(reading.raw, plain_names("c", len(reading.raw)), strict=True))
        asked = {
            period: {
                name.removeprefix(at(period, "")): plain[name]
                for name in plain
                if name.startswith(at(period, ""))
            }
            for period in self.parts
        }
        main = self.parts.get(self.scheme.period)
        rows = (
            sent(self.spark, known.rename(_beside(known)))
            if main is None
            else self._with_main(main, known, asked[self.scheme.period])
        )
        for period, part in self.parts.items():
            if period != self.scheme.period and asked[period]:
                rows = self._joined(rows, part, asked[period])
        return rows.select(*_beside(known).values(), *plain.values()), reading

    def _with_main(self, main: Part, known: pl.DataFrame, asked: Mapping[str, str]) -> DataFrame:
        """The rows of the scheme's own period with what is known beside them; and units that it has no row of."""
        keyed = main.units.join(known, on=UNIT, how="inner").select(_WRITTEN, *known.columns)
        beside = self._narrow(keyed.rename({_WRITTEN: _KEY, **_beside(known)}))
        rows = _selected(main, asked).join(beside, on=_KEY, how="inner").drop(_KEY)
        absent = known.join(main.units, on=UNIT, how="anti")
        if not absent.height:
            return rows
        lacking = sent(self.spark, absent.rename(_beside(known)))
        return rows.unionByName(lacking, allowMissingColumns=True)

    def _joined(self, rows: DataFrame, part: Part, asked: Mapping[str, str]) -> DataFrame:
        """With the figures of another period."""
        own = _selected(part, asked)
        if part.by_name:
            ids = self._narrow(part.units.rename({_WRITTEN: _KEY, UNIT: "id"}))
            own = own.join(ids, on=_KEY, how="inner").drop(_KEY).withColumnRenamed("id", _KEY)
        return rows.join(own, on=rows["b0"] == own[_KEY], how="left").drop(_KEY)

    def _narrow(self, frame: pl.DataFrame) -> DataFrame:
        """A table of the driver to be joined: sent to every executor where it is small."""
        table = sent(self.spark, frame)
        return F.broadcast(table) if frame.estimated_size() <= BROADCAST else table


def _selected(part: Part, asked: Mapping[str, str]) -> DataFrame:
    """The unit as it is written, and the columns that are asked for under plain names."""
    raw = [f"{quoted(own)} AS {name}" for own, name in asked.items()]
    return part.source.rows.selectExpr(f"CAST({quoted(UNIT)} AS STRING) AS {_KEY}", *raw)


def _beside(known: pl.DataFrame) -> dict[str, str]:
    """The columns of what is known, under plain names."""
    return dict(zip(known.columns, plain_names("b", known.width), strict=True))
