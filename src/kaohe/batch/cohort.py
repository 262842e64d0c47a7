"""The figures of a table's units, block by block: what was read, checked and lined up with the list of units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kaohe.batch.cells import BAD
from kaohe.batch.columns import MISSING
from kaohe.batch.inspection import Inspector
from kaohe.batch.layout import CLASS, JUST_MISSING, PARENT, UNIT, Field, Slot, slots
from kaohe.batch.roster import LEVEL, NAME, Roster
from kaohe.batch.sources import LINE, Source
from kaohe.core import Period, Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.findings import error, masked
from kaohe.scheme.model import Scheme, Table

BLOCK = 1_000_000
"""So many units are held in memory at once; of more, block after block is read."""

_ROW = "#row"


@dataclass(slots=True)
class Cohort:
    """Everybody whom a table scores, with figures. `blocks` yields frames that hold everything a program reads from files:
    the unit, its class and the one above, and the slots; one row a unit, each unit once.
    """

    layout: dict[Slot, Field]
    count: int
    _main: pl.LazyFrame
    _attributes: pl.DataFrame
    _others: Sequence[pl.LazyFrame]
    _absent: pl.DataFrame
    _size: int

    def blocks(self) -> Iterator[pl.LazyFrame]:
        """Frames of at most so many units, in the order of the file; last those of whom the file has nothing."""
        rows = self._attributes.height
        for start in range(0, rows, self._size):
            attributes = self._attributes.slice(start, self._size)
            frame = (
                self._main
                if rows <= self._size
                else self._main.slice(start, self._size).collect(engine="streaming").lazy()
            )
            yield self._joined(
                pl.concat([frame.drop(UNIT), attributes.lazy()], how="horizontal")
                .filter(pl.col(_ROW))
                .drop(_ROW)
            )
        if self._absent.height:
            schema = self._main.drop(UNIT).collect_schema()
            empty = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items()]
            yield self._joined(self._absent.lazy().with_columns(empty))

    def _joined(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """With the figures of other periods; what a unit has no row for is missing, and says so."""
        for other in self._others:
            frame = frame.join(other, on=UNIT, how="left", maintain_order="left")
        said = [
            pl.when(pl.col(slot.column).is_null())
            .then(pl.coalesce(slot.why, pl.lit(MISSING, dtype=pl.Int8)))
            .alias(slot.why)
            for slot, field in self.layout.items()
            if len(field.absences) > 1
        ]
        return frame.with_columns(said) if said else frame


class CohortReader:
    """Reads the figures that a scheme's tables look at. Problems are collected; errors refuse the whole."""

    def __init__(
        self, scheme: Scheme, roster: Roster, sources: Mapping[Period, Source], block: int = BLOCK
    ) -> None:
        self._scheme, self._roster, self._sources, self._block = scheme, roster, sources, block
        self.problems: list[Problem] = []

    def read(self, table: Table) -> Cohort:
        """The figures of one table's units. Refused with every problem where a figure does not hold."""
        wanted: dict[Period, list[Slot]] = {self._scheme.period: []}
        for slot in slots(table, self._scheme.period):
            wanted.setdefault(slot.period, []).append(slot)
        layout: dict[Slot, Field] = {}
        frames: dict[Period, pl.LazyFrame] = {}
        held: dict[Period, dict[Slot, Field]] = {}
        for period, looked_at in wanted.items():
            if period in self._sources:
                frames[period], held[period] = self._figures(self._sources[period], looked_at)
        if has_errors(self.problems):
            raise Refused(
                "facts.has-errors", "数据有错误，没有计分。请先改好下面的问题。", tuple(self.problems)
            )
        level = self._roster.at(table.level)
        for period, frame in frames.items():
            lacking = level.join(frame.select(UNIT).collect(engine="streaming"), on=UNIT, how="anti").height
            layout.update(
                {slot: _or_missing(field) if lacking else field for slot, field in held[period].items()}
            )
        main = frames.pop(self._scheme.period, pl.LazyFrame(schema={UNIT: pl.String}))
        attributes = self._attributes(main, table)
        there = attributes.filter(pl.col(_ROW)).select(UNIT)
        absent = level.join(there, on=UNIT, how="anti", maintain_order="left").select(UNIT, CLASS, PARENT)
        others = [frame.collect(engine="streaming").lazy() for frame in frames.values()]
        return Cohort(layout, level.height, main, attributes, others, absent, self._block)

    def _figures(self, source: Source, looked_at: Sequence[Slot]) -> tuple[pl.LazyFrame, dict[Slot, Field]]:
        """One source's columns, held in memory where they are not too many, and what they hold."""
        cells = [each for slot in looked_at if (each := source.cells(self._scheme, slot)).found]
        wrong = [problem for each in cells for problem in each.problems(source.file)]
        if wrong:
            self.problems += wrong
            return pl.LazyFrame(schema={UNIT: pl.String}), {}
        frame = self._named(source.figures(self._scheme, looked_at))
        rows = source.rows.select(pl.len()).collect(engine="streaming").item()
        if rows <= self._block:
            frame = frame.collect(engine="streaming").lazy()
        fields, found = Inspector(self._scheme, source.file, cells, frame).look()
        self.problems += found
        self._check_units(frame, source.file)
        return _without_checks(frame), fields

    def _named(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Units by id, also where they are written by name."""
        names = self._roster.table.select(pl.col(NAME).alias(UNIT), pl.col(UNIT).alias("#id"))
        names = names.filter(~pl.col(UNIT).is_duplicated() & (pl.col(UNIT) != pl.col("#id")))
        written = frame.select(UNIT).collect(engine="streaming")
        strangers = written.join(self._roster.table.select(UNIT), on=UNIT, how="anti")
        if not strangers.height or not strangers.join(names, on=UNIT, how="semi").height:
            return frame
        joined = frame.join(names.lazy(), on=UNIT, how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce("#id", UNIT).alias(UNIT)).drop("#id")

    def _check_units(self, frame: pl.LazyFrame, file: str) -> None:
        has = LINE in frame.collect_schema()
        written = frame.select(UNIT, LINE) if has else frame.select(UNIT).with_row_index(LINE, offset=1)
        unknown = written.collect(engine="streaming").join(
            self._roster.table.select(UNIT), on=UNIT, how="anti", maintain_order="left"
        )
        for row in unknown.filter(pl.col(UNIT).is_not_null()).head(5).iter_rows(named=True):
            place = Place(file=file, line=row[LINE])
            message = f"单位名单里没有“{masked(row[UNIT])}”。"
            self.problems.append(
                error("unknown-unit", place, message, "请写名单里的编码或全称；新增的单位请先补进名单。")
            )

    def _attributes(self, main: pl.LazyFrame, table: Table) -> pl.DataFrame:
        """Class and parent of each row, and whether the table scores it."""
        units = main.select(UNIT).collect(engine="streaming")
        joined = units.join(self._roster.table, on=UNIT, how="left", maintain_order="left")
        mine = (pl.col(LEVEL) == table.level).fill_null(False)
        return joined.select(UNIT, CLASS, PARENT, mine.alias(_ROW))


def _or_missing(field: Field) -> Field:
    """Some units have no row at all."""
    return replace(field, absences=field.absences | JUST_MISSING)


def _without_checks(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = [name for name in frame.collect_schema().names() if name.endswith(BAD)]
    return frame.drop(names, LINE, strict=False)
