"""What a worker of a cluster does with its part of the rows: frame after frame, by expressions that the driver has compiled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

import polars as pl

from kaohe.batch.cells import BAD, Cells
from kaohe.batch.cohort import _as_narrow
from kaohe.batch.guarding import _flags
from kaohe.batch.layout import UNIT, Field, Slot
from kaohe.batch.program import Program
from kaohe.batch.running import narrow_columns
from kaohe.batch.spark_failures import CHANGED
from kaohe.batch.standing import GRADE, RANK, TIED
from kaohe.batch.steps import Steps
from kaohe.batch.tally import TOTAL
from kaohe.batch.writing import finished
from kaohe.facts.guard import personal_kind

FILE = "#file"
"""The path of the file that a row stands in; empty where it comes from none."""

STATED_TOTAL = "#total"
"""The total that ranks were decided by, beside the figures from which it is computed once more."""


class Task(Protocol):
    """What a worker does with its part of the rows."""

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """What comes of them, frame by frame; every frame has the columns that `yields` tells."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """The names of the columns as the worker knows them; on the way they have plain ones."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures out of a file's columns: `kept` are columns that are no figures and stay, `raw` those of the file, `columns` what they
    are read as, `narrow` the same in the narrowest type that holds what there is.
    """

    kept: Mapping[str, pl.DataType]
    raw: Mapping[str, pl.DataType]
    steps: Steps
    columns: Sequence[pl.Expr]
    narrow: Sequence[pl.Expr] = ()

    @classmethod
    def of(
        cls,
        kept: Mapping[str, pl.DataType],
        cells: Iterable[Cells],
        *,
        checks: bool = False,
        fields: Mapping[Slot, Field] = MappingProxyType({}),
    ) -> "Reading":
        """`checks`: also the columns that say where a cell could not be read. `fields`: within which bounds the figures are known to lie."""
        steps = Steps("#c")
        each_cell = list(cells)
        raw = {name: cell.schema[name] for cell in each_cell for name in cell.reads}
        columns = [
            column
            for cell in each_cell
            for column in cell.columns(steps)
            if checks or not column.meta.output_name().endswith(BAD)
        ]
        found = cls(dict(kept), raw, steps, columns)
        wide = found.figures(pl.DataFrame(schema=found.schema))
        before, after = wide.collect_schema(), _as_narrow(wide, fields).collect_schema()
        narrow = [pl.col(name).cast(dtype) for name, dtype in after.items() if before[name] != dtype]
        return replace(found, narrow=narrow)

    @property
    def names(self) -> list[str]:
        return [*self.kept, *self.raw]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of a frame that is read."""
        return {**self.kept, **self.raw}

    def figures(self, frame: pl.DataFrame) -> pl.LazyFrame:
        """What is kept, and the slots' columns."""
        kept = [pl.col(name).cast(dtype) for name, dtype in self.kept.items()]
        return self.steps.added_to(frame.lazy()).select(*kept, *self.columns).with_columns(self.narrow)


@dataclass(frozen=True, slots=True)
class Looking:
    """Questions about all figures of a source, answered for a part of its rows: one row a part."""

    reading: Reading
    questions: Sequence[pl.Expr]

    @property
    def names(self) -> list[str]:
        return self.reading.names

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        seen = [self.reading.figures(frame).select(self.questions).collect() for frame in frames]
        if seen:
            yield together(pl.concat(seen))


def together(answers: pl.DataFrame) -> pl.DataFrame:
    """Answers of parts as one answer: the least, the greatest, how many, whether any. One row."""
    ways = {"min": pl.Expr.min, "max": pl.Expr.max, "null": pl.Expr.sum}
    names = [(name, name.rpartition("|")[2]) for name in answers.columns]
    return answers.select([ways.get(last, pl.Expr.any)(pl.col(name)) for name, last in names])


@dataclass(frozen=True, slots=True)
class Guarding:
    """Cells of a part that carry somebody's number: the kind of number, the column and the file; never the number. One row a cell."""

    columns: Mapping[str, pl.DataType]
    most: int

    @property
    def names(self) -> list[str]:
        return [FILE, *self.columns]

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        flags = list(_flags(self.columns))
        found: list[tuple[str, str, str]] = []
        for frame in frames:
            rows = frame.filter(pl.any_horizontal(flags)).head(self.most)
            found += [
                (kind, name, row[FILE])
                for row in rows.iter_rows(named=True)
                for name in self.columns
                if (kind := personal_kind(row[name]))
            ]
        yield pl.DataFrame(
            found[: self.most], schema=dict.fromkeys(("kind", "column", FILE), pl.String), orient="row"
        )


@dataclass(frozen=True, slots=True)
class Picking:
    """The first few units of a part of which something holds, with the columns that are to be shown."""

    reading: Reading
    where: pl.Expr
    columns: Sequence[str]
    most: int

    @property
    def names(self) -> list[str]:
        return self.reading.names

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        found = [
            self.reading.figures(frame)
            .filter(self.where)
            .select(self.columns)
            .sort(UNIT)
            .head(self.most)
            .collect()
            for frame in frames
        ]
        if found:
            yield pl.concat(found).sort(UNIT).head(self.most)


@dataclass(frozen=True, slots=True)
class Comparing:
    """What each unit has for what peers are asked about. One row a unit."""

    reading: Reading
    program: Program

    @property
    def names(self) -> list[str]:
        return self.reading.names

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield self.program.peer_table(self.reading.figures(frame)).collect()


@dataclass(frozen=True, slots=True)
class Totalling:
    """The few columns of the result that ranks and grades are decided by. One row a unit."""

    reading: Reading
    program: Program

    @property
    def names(self) -> list[str]:
        return self.reading.names

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        columns = narrow_columns(self.program)
        for frame in frames:
            yield self.program.scores(self.reading.figures(frame)).select(columns).collect()


@dataclass(frozen=True, slots=True)
class Scoring:
    """Every column of the result, with the ranks and grades that `reading` keeps; `finish`: as decimals and words. One row a unit.

    The total by which ranks were decided must be found again: facts that have changed since are no result.
    """

    reading: Reading
    program: Program
    finish: bool

    @property
    def names(self) -> list[str]:
        return self.reading.names

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            whole = self._placed(frame, self.program.scores(self.reading.figures(frame)).collect())
            yield finished(whole.lazy(), self.program).collect() if self.finish else whole

    def _placed(self, frame: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
        stated = frame[STATED_TOTAL].cast(self.reading.kept[STATED_TOTAL])
        changed = stated.ne_missing(scores[TOTAL])
        if changed.any():
            units = scores[UNIT].filter(changed).head(3).to_list()
            raise RuntimeError(f"{CHANGED}: {units}")
        return scores.hstack(frame.select(RANK, TIED, GRADE).get_columns())
