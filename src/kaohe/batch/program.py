"""A table made ready for any number of units: the pass over peers, the pass over items, and what they look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import polars as pl

from kaohe.batch.columns import Absent, Number
from kaohe.batch.compiling import BACKEND, Compiler
from kaohe.batch.ground import Ground, PeerKey
from kaohe.batch.layout import CLASS, PARENT, UNIT, Layout, Slot
from kaohe.batch.peers import PeerJob, checked
from kaohe.batch.refusal import TooWideError, UnsupportedNodeError
from kaohe.batch.steps import Steps
from kaohe.batch.tally import TOTAL, Outputs, Tallier, standing_columns
from kaohe.batch.whole import Whole, width
from kaohe.core import Absence, round_half_up
from kaohe.rules import Node, Peer, Subordinates, walk
from kaohe.scheme.model import Scheme, Table


@dataclass(frozen=True, slots=True)
class Below:
    """What the units below a unit came to in another table: the mean of their totals, at so many places."""

    table: str
    places: int
    low: int
    high: int

    @property
    def name(self) -> str:
        return f"below|{self.table}|{self.places}"

    @property
    def number(self) -> Number:
        whole = Whole.column(self.name, self.low, self.high)
        absent = Absent(frozenset({Absence.NOT_APPLICABLE}))
        return Number(whole, Whole.of(10**self.places), absent, pl.col(f"{self.name}|unsure"))


@dataclass(slots=True)
class Program:
    """A compiled table. `peers` are answered first, from `peer_steps`; then `steps` and `outputs` give every column of the result."""

    table: Table
    layout: Layout
    peers: Sequence[PeerJob]
    peer_steps: Steps
    below: Sequence[Below]
    steps: Steps
    outputs: Outputs
    asked: frozenset[Slot]
    total: tuple[int, int]

    def peer_table(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """What each unit has for what peers are asked about: a narrow table, one row a unit."""
        columns = [column for job in self.peers for column in job.outputs()]
        return self.peer_steps.added_to(frame).select(UNIT, CLASS, PARENT, *columns)

    def scores(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Every column of the result but ranks and grades, as whole numbers. One row a unit, in the frame's order."""
        names = list(self.outputs.columns)
        columns = [expr.alias(name) for name, expr in self.outputs.columns.items()]
        shown = self.steps.added_to(frame).with_columns(columns).select(UNIT, CLASS, PARENT, *names)
        return shown.with_columns(standing_columns(self.table, self.outputs.places, names))

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of figures that a frame must have."""
        return frozenset(slot.column for slot in self.asked)


def compile_table(
    scheme: Scheme,
    table: Table,
    layout: Layout,
    classes: Mapping[str, int],
    totals: Mapping[str, tuple[int, int, int]] | None = None,
    known: Mapping[str, Number] | None = None,
) -> Program:
    """Compile a table. `classes` numbers the classes of units; `totals` gives, by name of an earlier table, the least and
    greatest total and its precision; `known` by code the scores of items that need no computing. UnsupportedNodeError names what 128 bits do not hold.
    """
    compiler = TableCompiler(scheme, table, layout, classes, totals or {})
    return compiler.build(known or {})


class TableCompiler:
    """Compiles the rules of one table: the second pass as it goes, and the first for the peers that the second asks for."""

    def __init__(
        self,
        scheme: Scheme,
        table: Table,
        layout: Layout,
        classes: Mapping[str, int],
        totals: Mapping[str, tuple[int, int, int]],
    ) -> None:
        self.scheme, self.table, self.layout, self.classes, self.totals = (
            scheme,
            table,
            layout,
            classes,
            totals,
        )
        self.below: dict[tuple[str, int], Below] = {}
        self.jobs: dict[PeerKey, PeerJob] = {}
        self.first = self._ground(Steps("#p"))
        self.first_pass = Compiler(self.first)
        self.second = self._ground(Steps())
        self.compiler = Compiler(self.second)

    def _ground(self, steps: Steps) -> Ground:
        return Ground(
            self.scheme.period,
            self.scheme.measures,
            self.layout,
            self.classes,
            steps,
            self._peer,
            self._below,
        )

    def build(self, known: Mapping[str, Number]) -> Program:
        """The whole table."""
        compiler, period = self.compiler, self.scheme.period
        computed = [item for item in self.table.items() if item.code not in known]
        values = {item.code: compiler.number(item.rule, period) for item in computed}
        vetoes = [compiler.flag(veto.condition, period) for veto in self.table.vetoes]
        try:
            outputs = Tallier(self.table, self.second).run(values, vetoes, known)
        except TooWideError as error:
            rule = next(self.table.items()).rule
            raise UnsupportedNodeError(
                rule, BACKEND, f"“{self.table.name}”的合计可能超出128位（{error}）"
            ) from error
        return Program(
            self.table,
            self.layout,
            tuple(self.jobs.values()),
            self.first.steps,
            tuple(self.below.values()),
            self.second.steps,
            outputs,
            frozenset(self.first.asked | self.second.asked),
            outputs.bounds[TOTAL],
        )

    def _peer(self, key: PeerKey) -> Number:
        if key not in self.jobs:
            node, period = key
            of = self.first_pass.number(node.of, period)
            self.jobs[key] = checked(PeerJob(key, f"peer{len(self.jobs)}", of))
        return self.jobs[key].result

    def _below(self, table: str, places: int) -> Number:
        if (table, places) not in self.below:
            if table not in self.totals:  # a table that has not been scored has no units below
                self.below[table, places] = Below(table, places, 0, 0)
            else:
                low, high, precision = self.totals[table]
                ends = [round_half_up(Fraction(end, 10**precision), places) for end in (low, high)]
                self.below[table, places] = Below(table, places, *(int(end.scaleb(places)) for end in ends))
        return self.below[table, places].number


def below_table(
    below: Sequence[Below], results: Mapping[str, pl.DataFrame], precisions: Mapping[str, int]
) -> pl.DataFrame:
    """For each unit that has scored units below: the mean of their totals, and whether it may change. One row a unit above."""
    parts: dict[str, pl.DataFrame] = {}
    for each in below:
        if each.table in results:
            parts[each.name] = _means(each, results[each.table], precisions[each.table])
    joined: pl.DataFrame | None = None
    for part in parts.values():
        joined = part if joined is None else joined.join(part, on=UNIT, how="full", coalesce=True)
    return pl.DataFrame(schema={UNIT: pl.String}) if joined is None else joined


def below_columns(
    program: Program,
    frame: pl.LazyFrame,
    results: Mapping[str, pl.DataFrame],
    precisions: Mapping[str, int],
) -> pl.LazyFrame:
    """The frame with what the units below came to, where the table looks at that."""
    if not program.below:
        return frame
    means = below_table(program.below, results, precisions)
    frame = frame.join(means.lazy(), on=UNIT, how="left", maintain_order="left")
    columns = []
    for each in program.below:
        unsure = f"{each.name}|unsure"
        if each.name in means.columns:
            columns.append(pl.col(unsure).fill_null(False))
        else:
            columns += [pl.lit(None, dtype=pl.Int32).alias(each.name), pl.lit(False).alias(unsure)]
    return frame.with_columns(columns)


def _means(each: Below, totals: pl.DataFrame, precision: int) -> pl.DataFrame:
    sums = totals.filter(pl.col(PARENT) != "").group_by(PARENT).agg(
        pl.col(TOTAL).cast(pl.Int128).sum().alias("#sum"),
        pl.col(TOTAL).count().cast(pl.Int64).alias("#n"),
        pl.col("暂定").any().alias(f"{each.name}|unsure"),
    )  # fmt: skip
    steps = Steps("#b")
    bits = 128
    largest = (1 << 100) - 1
    total = Whole(pl.col("#sum"), -largest, largest, bits, plain=True)
    number = Whole(steps.keep(pl.when(pl.col("#n") > 0).then(pl.col("#n"))), 1, 2**31, 64, plain=True)
    factor = Fraction(10**each.places, 10**precision)
    mean = total.times(factor.numerator).rounded_over(number.times(factor.denominator), steps)
    dtype = {32: pl.Int32, 64: pl.Int64, 128: pl.Int128}[width(each.low, each.high)]
    unsure = f"{each.name}|unsure"
    return (
        steps.added_to(sums.lazy())
        .select(pl.col(PARENT).alias(UNIT), mean.expr.cast(dtype).alias(each.name), pl.col(unsure))
        .collect()
    )


def uses_below(table: Table) -> bool:
    """Whether a table looks at the totals of units below."""
    return any(isinstance(node, Subordinates) for rule in _rules(table) for node in walk(rule))


def uses_peers(table: Table) -> bool:
    """Whether a table looks at peers."""
    return any(isinstance(node, Peer) for rule in _rules(table) for node in walk(rule))


def _rules(table: Table) -> list[Node]:
    return [*(item.rule for item in table.items()), *(veto.condition for veto in table.vetoes)]
