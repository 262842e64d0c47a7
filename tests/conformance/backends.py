"""The interpreters, each made to answer the same questions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from kaohe import rules as r
from kaohe.batch.columns import CODES, Flag, reason
from kaohe.batch.gathering import gather
from kaohe.batch.layout import PARENT, UNIT, Slot
from kaohe.batch.layout import slots_of as slots_looked_at
from kaohe.batch.patching import Changes, patched
from kaohe.batch.peers import answers
from kaohe.batch.program import Program, TableCompiler, below_table
from kaohe.batch.roster import roster_of
from kaohe.batch.running import Run
from kaohe.batch.scoring import Scored, score_facts
from kaohe.batch.sources import Source
from kaohe.batch.standing import GRADE, RANK, TIED
from kaohe.batch.tally import (
    AVAILABLE,
    BASE,
    BONUS,
    DEDUCTION,
    EARNED,
    GROUP,
    ITEM,
    PROVISIONAL,
    TOTAL,
    VETO,
    WHY,
)
from kaohe.core import Absence, Period
from kaohe.facts import Fact, Facts, Units
from kaohe.results import score_scheme
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Table
from tests.conformance.lines import Line, Lines, Value, of_result
from tests.oracle import Out, World
from tests.property.running import run
from tests.strategies import TOWN_TABLE, Round

_ABSENCES = {code: absence for absence, code in CODES.items()}
_PLACES, _MOST = 5, Decimal(10**6)
"""The figures that are drawn have up to five decimals."""


def measured(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measures with the places and the range that the figures drawn for them have."""
    return {name: _wider(measure) for name, measure in measures.items()}


def _wider(measure: Measure) -> Measure:
    if measure.kind in (MeasureKind.YES_NO, MeasureKind.LEVEL):
        return measure
    wide = replace(measure, low=-_MOST, high=_MOST)
    return wide if measure.kind in (MeasureKind.COUNT, MeasureKind.RANK) else replace(wide, places=_PLACES)


class Scalar:
    """`kaohe.evaluate` and `kaohe.results`."""

    def values(self, rule: r.Node, world: World) -> dict[str, Out]:
        return run(rule, world)

    def lines(self, drawn: Round) -> Lines:
        return of_result(score_scheme(drawn.scheme, Units(drawn.units), Facts(drawn.facts)))


class Columns:
    """`kaohe.batch`."""

    def values(self, rule: r.Node, world: World) -> dict[str, Out]:
        scheme = Scheme("", "", world.period, (), measured(world.measures), ())
        looked_at: list[Slot] = list(slots_looked_at([rule], world.period))
        figures = gather(scheme, world.cohort, Facts(world.facts), looked_at)
        totals = {TOWN_TABLE: (0, 10001, 2)} if world.totals else {}
        compiler = TableCompiler(
            scheme, Table("", "", Decimal(0), ()), figures.layout, figures.classes, totals
        )
        column = compiler.compiler.column(rule, world.period)
        frame = figures.frame
        if compiler.below:
            means = below_table(tuple(compiler.below.values()), {TOWN_TABLE: _totals(world)}, {TOWN_TABLE: 2})
            frame = frame.join(means.lazy(), on=UNIT, how="left", maintain_order="left")
            frame = frame.with_columns(
                [pl.col(f"{each.name}|unsure").fill_null(False) for each in compiler.below.values()]
                if len(means.columns) > 1
                else [
                    column
                    for each in compiler.below.values()
                    for column in (
                        pl.lit(None, dtype=pl.Int32).alias(each.name),
                        pl.lit(False).alias(f"{each.name}|unsure"),
                    )
                ]
            )
        jobs = list(compiler.jobs.values())
        if jobs:
            outputs = [expr for job in jobs for expr in job.outputs()]
            narrow = compiler.first.steps.added_to(frame).select(UNIT, "#class", PARENT, *outputs).collect()
            frame = frame.join(answers(jobs, narrow).lazy(), on=UNIT, how="left", maintain_order="left")
        why = reason(column)
        columns = {"value": column.value, "why": pl.lit(None, dtype=pl.Int8) if why is None else why}
        columns["unsure"] = pl.lit(False) if column.unsure is None else column.unsure
        if not isinstance(column, Flag):
            columns["den"] = column.den.expr
        named = [expr.alias(f"={name}") for name, expr in columns.items()]
        table = compiler.second.steps.added_to(frame).with_columns(named).select(UNIT, r"^=.*$").collect()
        return {row[UNIT]: _out(row) for row in table.iter_rows(named=True)}

    def lines(self, drawn: Round) -> Lines:
        scheme = replace(drawn.scheme, measures=measured(drawn.scheme.measures))
        return of_frames(score_facts(scheme, Units(drawn.units), Facts(drawn.facts)))


class Files:
    """`kaohe.batch` over wide files, as many units in memory as `block` says."""

    def __init__(self, block: int) -> None:
        self._block = block

    def lines(self, drawn: Round) -> Lines:
        scheme = replace(drawn.scheme, measures=measured(drawn.scheme.measures))
        with Run(scheme, roster_of(drawn.units), sources_of(scheme, drawn.facts), block=self._block) as run:
            tables = run.run()
            return {name: of_frame(each.program, each.frame()) for name, each in tables.items()}


def sources_of(scheme: Scheme, facts: Iterable[Fact]) -> dict[Period, Source]:
    """The figures as wide files have them."""
    return patched({}, Changes.of(facts), scheme, {})


def _totals(world: World) -> pl.DataFrame:
    """Totals of the table below, as the columns of its result."""
    parents = {unit.id: unit.parent for unit in world.units}
    rows = [
        (unit, parents[unit], None if isinstance(total, Absence) else int(total.scaleb(2)), unsure)
        for (table, unit), (total, unsure) in world.totals.items()
        if table == TOWN_TABLE
    ]
    schema = {UNIT: pl.String, PARENT: pl.String, TOTAL: pl.Int32, PROVISIONAL: pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _out(row: dict[str, Any]) -> Out:
    value, why = row["=value"], row["=why"]
    assert (value is None) is (why is not None), row
    if value is None:
        return Out(_ABSENCES[why], row["=unsure"])
    return Out(value if isinstance(value, bool) else Fraction(value, row["=den"]), row["=unsure"])


def of_frames(tables: tuple[Scored, ...]) -> Lines:
    """The columnar result, row by row."""
    return {scored.table.name: of_frame(scored.program, scored.frame) for scored in tables}


def of_frame(program: Program, frame: pl.DataFrame) -> dict[str, Line]:
    """One table's."""
    return {
        row[UNIT]: line(program.table, program.outputs.places, row) for row in frame.iter_rows(named=True)
    }


def line(table: Table, places: Mapping[str, int], row: dict[str, Any]) -> Line:
    """One row of whole numbers."""

    def points(name: str) -> Fraction:
        return Fraction(row[name], 10 ** places[name])

    def item(code: str) -> Value:
        if row[ITEM + code] is not None:
            return points(ITEM + code)
        why = row.get(WHY + code)
        return Absence.MISSING if why is None else _ABSENCES[why]

    total: Value = Absence.NOT_APPLICABLE if row[TOTAL] is None else points(TOTAL)
    return Line(
        items={each.code: item(each.code) for each in table.items()},
        groups={name.removeprefix(GROUP): points(name) for name in row if name.startswith(GROUP)},
        earned=points(EARNED),
        available=points(AVAILABLE),
        base=points(BASE),
        bonus=points(BONUS),
        deduction=points(DEDUCTION),
        total=total,
        provisional=row[PROVISIONAL],
        vetoes={name.removeprefix(VETO): bool(row[name]) for name in row if name.startswith(VETO)},
        rank=row[RANK],
        tied=row[TIED],
        grade=row[GRADE],
    )
