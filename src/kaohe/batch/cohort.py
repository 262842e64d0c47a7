"""The figures of a table's units, block by block: what was read, checked and lined up with the list of units."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kaohe.batch.cells import BAD
from kaohe.batch.columns import MISSING
from kaohe.batch.csv_files import LINE
from kaohe.batch.inspection import Inspector
from kaohe.batch.layout import CLASS, JUST_MISSING, PARENT, UNIT, Field, Slot, slots
from kaohe.batch.roster import LEVEL, NAME, Roster
from kaohe.batch.sources import Source
from kaohe.batch.steps import computed
from kaohe.batch.whole import TYPES, width
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
            beside = pl.concat([frame.drop(UNIT), attributes.lazy()], how="horizontal")
            wanted = beside if attributes[_ROW].all() else beside.filter(pl.col(_ROW))  # a filter copies all
            yield self._joined(wanted.drop(_ROW))
        schema = self._main.drop(UNIT).collect_schema()
        empty = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items()]
        for absent in self._absent.iter_slices(self._size):
            yield self._joined(absent.lazy().with_columns(empty))

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

    def read(self, table: Table, only: Iterable[Slot] | None = None) -> Cohort:
        """The figures of one table's units, of `only` these slots where they are named. Refused with every problem where a
        figure does not hold.
        """
        wanted: dict[Period, list[Slot]] = {self._scheme.period: []}
        for slot in slots(table, self._scheme.period) if only is None else only:
            wanted.setdefault(slot.period, []).append(slot)
        held = {
            period: self._read(self._sources[period], looked_at)
            for period, looked_at in wanted.items()
            if period in self._sources
        }
        if has_errors(self.problems):
            raise Refused(
                "facts.has-errors", "数据有错误，没有计分。请先改好下面的问题。", tuple(self.problems)
            )
        level = self._roster.at(table.level)
        layout: dict[Slot, Field] = {}
        for each in held.values():
            lacking = each.at(table.level) < level.height
            layout.update(
                {slot: _or_missing(field) if lacking else field for slot, field in each.fields.items()}
            )
        main = held.pop(self._scheme.period, self._nothing())
        mine = (pl.col(LEVEL) == table.level).fill_null(False)
        attributes = main.seats.select(UNIT, CLASS, PARENT, mine.alias(_ROW))
        absent = level.select(UNIT, CLASS, PARENT)
        if main.at(table.level):
            there = attributes.filter(pl.col(_ROW)).select(UNIT)
            complete = there.height == level.height
            absent = (
                absent.clear() if complete else absent.join(there, on=UNIT, how="anti", maintain_order="left")
            )
        others = [computed(each.frame).lazy() for each in held.values()]
        return Cohort(layout, level.height, main.frame, attributes, others, absent, self._block)

    def _nothing(self) -> "_Held":
        return _Held(pl.LazyFrame(schema={UNIT: pl.String}), {}, self._roster.table.clear())

    def _read(self, source: Source, looked_at: Sequence[Slot]) -> "_Held":
        """One source's figures. Refused where the file itself cannot be read through."""
        try:
            return self._figures(source, looked_at)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            source.read_through()
            raise

    def _figures(self, source: Source, looked_at: Sequence[Slot]) -> "_Held":
        """One source's columns, in memory where they are not too many, what they hold, and whose they are."""
        cells = [each for slot in looked_at if (each := source.cells(self._scheme, slot)).found]
        wrong = [problem for each in cells for problem in each.problems(source.file)]
        if wrong:
            self.problems += wrong
            return self._nothing()
        frame = source.figures(self._scheme, looked_at)
        rows = source.rows.select(pl.len()).collect(engine="streaming").item()
        if rows <= self._block:
            frame = computed(frame).lazy()
        frame, seats = self._seated(frame, source.file)
        fields, found = Inspector(self._scheme, source.file, cells, frame).look()
        self.problems += found
        frame = _as_narrow(_without_checks(frame), fields)
        return _Held(computed(frame).lazy() if rows <= self._block else frame, fields, seats)

    def _seated(self, frame: pl.LazyFrame, file: str) -> tuple[pl.LazyFrame, pl.DataFrame]:
        """The figures by the ids of units, and each row's unit in the roster. Units that nobody knows are said."""
        seats = self._seats(frame)
        if seats[LEVEL].null_count():  # some are written by name, or wrongly
            names = self._roster.table.select(pl.col(NAME).alias(UNIT), pl.col(UNIT).alias("#id"))
            names = names.filter(~pl.col(UNIT).is_duplicated()).join(self._roster.table, on=UNIT, how="anti")
            joined = frame.join(names.lazy(), on=UNIT, how="left", maintain_order="left")
            frame = joined.with_columns(pl.coalesce("#id", UNIT).alias(UNIT)).drop("#id")
            seats = self._seats(frame)
            self._say_unknown(frame, seats, file)
        return frame, seats

    def _seats(self, frame: pl.LazyFrame) -> pl.DataFrame:
        units = frame.select(UNIT).collect(engine="streaming")
        if units[UNIT].equals(self._roster.table[UNIT]):
            return self._roster.table
        return units.join(self._roster.table, on=UNIT, how="left", maintain_order="left")

    def _say_unknown(self, frame: pl.LazyFrame, seats: pl.DataFrame, file: str) -> None:
        has = LINE in frame.collect_schema()
        lines = (
            frame.select(LINE).collect(engine="streaming")
            if has
            else seats.with_row_index(LINE, offset=1).select(LINE)
        )
        unknown = seats.hstack(lines.get_columns()).filter(
            pl.col(LEVEL).is_null() & pl.col(UNIT).is_not_null()
        )
        for row in unknown.head(5).iter_rows(named=True):
            message = f"单位名单里没有“{masked(row[UNIT])}”。"
            remedy = "请写名单里的编码或全称；新增的单位请先补进名单。"
            self.problems.append(error("unknown-unit", Place(file=file, line=row[LINE]), message, remedy))


@dataclass(frozen=True, slots=True)
class _Held:
    """One period's figures: the columns, what they hold, and each row's unit as the roster has it."""

    frame: pl.LazyFrame
    fields: Mapping[Slot, Field]
    seats: pl.DataFrame

    def at(self, level: str) -> int:
        """How many rows are of units of this rung."""
        return int((self.seats[LEVEL] == level).sum())


def _or_missing(field: Field) -> Field:
    """Some units have no row at all."""
    return replace(field, absences=field.absences | JUST_MISSING)


def _as_narrow(frame: pl.LazyFrame, fields: Mapping[Slot, Field]) -> pl.LazyFrame:
    """Whole numbers in the narrowest type that holds what there is: half the bytes are half the time."""
    schema = frame.collect_schema()
    bounds = {slot.column: (field.low, field.high) for slot, field in fields.items()}
    bounds |= {slot.whole: (field.whole_low, field.whole_high) for slot, field in fields.items()}
    casts = []
    for name, dtype in schema.items():
        if name in bounds and dtype in (pl.Int64, pl.Int128):
            narrow = TYPES[width(*bounds[name])]
            casts += [pl.col(name).cast(narrow)] if narrow != dtype else []
    return frame.with_columns(casts) if casts else frame


def _without_checks(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = [name for name in frame.collect_schema().names() if name.endswith(BAD)]
    return frame.drop(names, LINE, strict=False)
