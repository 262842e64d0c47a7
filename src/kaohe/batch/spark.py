"""Score on a Spark cluster: the same compiled expressions, over Arrow batches, with the same result as `running.Run`.

    facts ──▶ look (workers) ──▶ layout, Program (driver) ──▶ peers' figures (workers) ─▶ answers (driver)
                                                           ─▶ totals (workers) ─▶ ranks, grades (driver)
                                                           ─▶ every column of the result (workers) ─▶ Parquet

What has to be known of everybody is collected on the driver as narrow columns; the wide rows are never collected, never kept between
the passes, and go through the workers batch by batch. A worker that dies has its part computed again from the facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pyspark.sql import DataFrame, SparkSession

from kaohe.batch.cohort import _or_missing
from kaohe.batch.layout import CLASS, PARENT, UNIT, Field, Slot, slots
from kaohe.batch.peers import answers
from kaohe.batch.program import Program, below_columns, compile_table
from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import Roster
from kaohe.batch.running import Progress, no_progress
from kaohe.batch.spark_failures import told
from kaohe.batch.spark_inspection import SparkInspector
from kaohe.batch.spark_parcel import WIDEST
from kaohe.batch.spark_rows import Part, Rows
from kaohe.batch.spark_source import (
    SparkSource,
    collected,
    mapped,
    open_on_spark,
    refuse_alike,
)
from kaohe.batch.spark_tasks import STATED_TOTAL, Comparing, Reading, Scoring, Totalling
from kaohe.batch.standing import standings
from kaohe.batch.tally import TOTAL
from kaohe.core import Period, Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.findings import error, masked
from kaohe.scheme.model import Scheme, Table

BACKEND = "spark"


@dataclass(frozen=True, slots=True)
class SparkTable:
    """One table scored: its program, and what ranks are decided by and what came of it (on the driver, one row a unit, in the order
    of units). The wide columns are a Spark table, computed anew whenever it is asked for.
    """

    program: Program
    narrow: pl.DataFrame
    standing: pl.DataFrame
    _rows: DataFrame
    _reading: Reading

    @property
    def table(self) -> Table:
        return self.program.table

    def rows(self) -> tuple[DataFrame, pl.Schema]:
        """Every column of the result as whole numbers, with 名次, 并列 and 等次, as Spark has it; and its types before they travel."""
        return self._mapped(finish=False)

    def finished(self) -> DataFrame:
        """The result as it is written: points as decimals, words for codes."""
        return self._mapped(finish=True)[0]

    def frame(self) -> pl.DataFrame:
        """`rows` on the driver, in the order of units: for tables that fit there."""
        return collected(*self.rows()).sort(UNIT)

    def write(self, path: str | Path) -> None:
        """The finished result as a folder of Parquet files. Refused where the folder is there already."""
        with told(str(path)):
            self.finished().write.parquet(str(path))

    def _mapped(self, *, finish: bool) -> tuple[DataFrame, pl.Schema]:
        return mapped(self._rows, Scoring(self._reading, self.program, finish), self._reading.schema)


@dataclass(frozen=True, slots=True)
class SparkScores:
    """Every table by its name, and warnings about the figures; errors have refused the whole."""

    tables: Mapping[str, SparkTable]
    problems: tuple[Problem, ...]


def score_on_spark(
    spark: SparkSession,
    scheme: Scheme,
    roster: Roster,
    facts: Iterable[str | Path | DataFrame],
    *,
    progress: Progress = no_progress,
) -> SparkScores:
    """Every table of a scheme. `facts`: wide tables, each a Spark table or the path of a Parquet file or folder that the workers can read.

    Refused where the facts have errors, UnsupportedNodeError where a rule needs whole numbers that neither 128 bits nor
    38 digits hold.
    """
    sources, problems = open_on_spark(spark, facts, scheme)
    run = SparkRun(spark, scheme, roster, sources, progress)
    run.problems += problems
    for table in scheme.tables:
        run.score(table)
    return SparkScores(run.scored, tuple(run.problems))


class SparkRun:
    """A scheme over sources. `scored` holds the tables that are done; later ones may look at their totals."""

    def __init__(
        self,
        spark: SparkSession,
        scheme: Scheme,
        roster: Roster,
        sources: Mapping[Period, SparkSource],
        progress: Progress = no_progress,
    ) -> None:
        self.spark, self.scheme, self.roster = spark, scheme, roster
        self._sources, self._progress = sources, progress
        self._parts: dict[Period, Part] = {}
        self.problems: list[Problem] = []
        self.scored: dict[str, SparkTable] = {}

    def score(self, table: Table) -> SparkTable:
        """One table; the tables it looks at have been scored before."""
        level = self.roster.at(table.level).select(UNIT, CLASS, PARENT)
        self._progress(f"{table.name}：读入、核对", 0, level.height)
        rows, layout = self._looked_at(table, level)
        program = self.compiled(table, layout)
        known = self._known(program, level)
        if program.peers:
            self._progress(f"{table.name}：比照", 0, level.height)
            known = known.join(self._peers(program, rows, known), on=UNIT, how="left", maintain_order="left")
        self._progress(f"{table.name}：计分", 0, level.height)
        narrow = self._totals(program, rows, known)
        placed = standings(table, narrow)
        final = known.join(placed, on=UNIT, how="left", maintain_order="left")
        final = final.join(narrow.select(UNIT, pl.col(TOTAL).alias(STATED_TOTAL)), on=UNIT, how="left")
        wide, reading = rows.beside(program.asked, final)
        refuse_alike(self.spark, program.outputs.columns, f"“{table.name}”的结果")
        self.scored[table.name] = SparkTable(program, narrow, placed, wide, reading)
        self._progress(f"{table.name}：计分", level.height, level.height)
        return self.scored[table.name]

    def compiled(self, table: Table, layout: Mapping[Slot, Field]) -> Program:
        """The table's program, for these figures; UnsupportedNodeError also where 38 digits do not hold what travels."""
        totals = {name: (*each.program.total, each.table.precision) for name, each in self.scored.items()}
        program = compile_table(self.scheme, table, layout, self.roster.classes, totals)
        travelling = list(program.outputs.bounds.values())
        for job in program.peers:
            travelling += [(job.of.num.low, job.of.num.high), (job.of.den.low, job.of.den.high)]
        if any(max(abs(low), abs(high)) >= WIDEST for low, high in travelling):
            why = "得分的整数可能超出38位，Spark 里放不下"
            raise UnsupportedNodeError(next(table.items()).rule, BACKEND, why)
        return program

    def _looked_at(self, table: Table, level: pl.DataFrame) -> tuple[Rows, dict[Slot, Field]]:
        """The table's rows, and what is known of the figures that its rules look at. Refused with every problem of theirs."""
        wanted: dict[Period, list[Slot]] = {self.scheme.period: []}
        for slot in slots(table, self.scheme.period):
            wanted.setdefault(slot.period, []).append(slot)
        held = {
            period: self._figures(period, looked_at)
            for period, looked_at in wanted.items()
            if period in self._sources
        }
        if has_errors(self.problems):
            raise Refused(
                "facts.has-errors", "数据有错误，没有计分。请先改好下面的问题。", tuple(self.problems)
            )
        layout: dict[Slot, Field] = {}
        for period, fields in held.items():
            lacking = level.join(self._parts[period].ids, on=UNIT, how="anti").height
            layout |= {slot: _or_missing(field) if lacking else field for slot, field in fields.items()}
        parts = {period: self._parts[period] for period in held}
        return Rows(self.spark, self.scheme, parts, layout), layout

    def _figures(self, period: Period, looked_at: Sequence[Slot]) -> dict[Slot, Field]:
        """What one source's columns hold; problems are gathered."""
        source = self._sources[period]
        part = self._part(period)
        cells = [each for slot in looked_at if (each := source.cells(self.scheme, slot)).found]
        wrong = [problem for each in cells for problem in each.problems(source.file)]
        self.problems += wrong
        if wrong:
            return {}
        fields, found = SparkInspector(self.scheme, source, cells, part.ids).look()
        self.problems += found
        return fields

    def _part(self, period: Period) -> Part:
        """A source with its units by id; units that nobody knows are told once."""
        if period not in self._parts:
            source = self._sources[period]
            self._parts[period] = Part.of(source, self.roster)
            unknown = (
                self._parts[period].ids.join(self.roster.table, on=UNIT, how="anti").drop_nulls().sort(UNIT)
            )
            for name in unknown[UNIT].head(5):
                message = f"单位名单里没有“{masked(name)}”。"
                remedy = "请写名单里的编码或全称；新增的单位请先补进名单。"
                self.problems.append(error("unknown-unit", Place(file=source.file), message, remedy))
        return self._parts[period]

    def _known(self, program: Program, level: pl.DataFrame) -> pl.DataFrame:
        """Each unit with its class, the one above, and what the units below came to."""
        frames = {name: each.narrow for name, each in self.scored.items()}
        precisions = {name: each.table.precision for name, each in self.scored.items()}
        return below_columns(program, level.lazy(), frames, precisions).collect()

    def _peers(self, program: Program, rows: Rows, known: pl.DataFrame) -> pl.DataFrame:
        """What peers come to, from the few columns that are asked about."""
        asked = _compared(program)
        wide, reading = rows.beside(asked, known)
        told_of, schema = mapped(wide, Comparing(reading, program), reading.schema)
        return answers(program.peers, collected(told_of, schema).sort(UNIT))

    def _totals(self, program: Program, rows: Rows, known: pl.DataFrame) -> pl.DataFrame:
        """The few columns that decide ranks and grades, in the order of units."""
        wide, reading = rows.beside(program.asked, known)
        narrow, schema = mapped(wide, Totalling(reading, program), reading.schema)
        return collected(narrow, schema).sort(UNIT)


def _compared(program: Program) -> list[Slot]:
    """The slots that the pass over peers needs."""
    exprs = [expr for columns in program.peer_steps._rounds for expr in columns]
    exprs += [column for job in program.peers for column in job.outputs()]
    roots = {root for expr in exprs for root in expr.meta.root_names()}
    return [slot for slot in program.asked if roots & {slot.column, slot.whole, slot.why}]
