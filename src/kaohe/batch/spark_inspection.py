"""The look over every column of a source, taken on the workers part by part and put together on the driver.

The questions, and what is said of the answers, are those of `inspection`. A line number means nothing where rows lie in many parts:
a place is the file and the unit.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from pyspark.sql import DataFrame

from kaohe.batch.cells import Cells
from kaohe.batch.inspection import _MOST_PLACES, Inspector
from kaohe.batch.layout import UNIT, Field, Slot
from kaohe.batch.spark_source import SparkSource, base_name, collected, mapped, plain_names, quoted
from kaohe.batch.spark_tasks import FILE, Looking, Picking, Reading, together
from kaohe.core import Place, Problem
from kaohe.facts.findings import masked
from kaohe.scheme.model import Scheme


class SparkInspector(Inspector):
    """Looks at the figures of one source on a cluster. `units` are the units of its rows, by id, on the driver."""

    def __init__(
        self, scheme: Scheme, source: SparkSource, cells: Sequence[Cells], units: pl.DataFrame
    ) -> None:
        self._source, self._units = source, units
        self._reading = Reading.of({UNIT: pl.String()}, cells, checks=True)
        nobody = pl.DataFrame(schema=self._reading.schema)
        super().__init__(scheme, source.file, cells, self._reading.figures(nobody))

    def look(self) -> tuple[dict[Slot, Field], list[Problem]]:
        """What the columns hold, and what is wrong with them."""
        seen = self._seen()
        problems = self._unit_problems(seen)
        layout = {}
        for cells in self._cells:
            problems += self._cell_problems(cells, seen)
            layout[cells.slot] = self._field(cells, seen)
        return layout, problems

    def _seen(self) -> dict[str, Any]:
        units = self._units[UNIT]
        seen = {"#rows": units.len(), "#units": units.n_unique(), "#null": units.null_count()}
        asked = [question for cells in self._cells for question in self._questions(cells)]
        if asked:
            parts, schema = mapped(self._selected(), Looking(self._reading, asked), self._reading.schema)
            seen |= together(collected(parts, schema)).row(0, named=True)
        return seen

    def _rows(self, where: pl.Expr, columns: list[str], what: str = "") -> list[tuple[Place, dict[str, Any]]]:
        """The first few rows of which it holds, in the order of units."""
        if set(where.meta.root_names()) <= {UNIT}:
            found = self._units.filter(where).unique(maintain_order=True).head(_MOST_PLACES)
        else:
            found = self._fetched(where, columns)
        return [
            (
                Place(
                    file=base_name(row.get(FILE)) or self._file,
                    what="，".join(filter(None, (masked(row[UNIT] or ""), what))),
                ),
                row,
            )
            for row in found.iter_rows(named=True)
        ]

    def _fetched(self, where: pl.Expr, columns: list[str]) -> pl.DataFrame:
        """The rows themselves, with the names of the files that they stand in."""
        kept = {UNIT: pl.String(), FILE: pl.String()}
        reading = Reading(kept, self._reading.raw, self._reading.steps, self._reading.columns)
        rows = self._selected(f"{self._source.place} AS file")
        task = Picking(reading, where, [*kept, *columns], _MOST_PLACES)
        picked, schema = mapped(rows, task, reading.schema)
        return collected(picked, schema).sort(UNIT).head(_MOST_PLACES)

    def _selected(self, *more: str) -> DataFrame:
        """The unit, what else is asked for, and the columns that are read."""
        plain = plain_names("c", len(self._reading.raw))
        raw = [f"{quoted(own)} AS {name}" for own, name in zip(self._reading.raw, plain, strict=True)]
        return self._source.rows.selectExpr(f"CAST({quoted(UNIT)} AS STRING) AS k", *more, *raw)
