"""Score files: every table of a scheme over as many units as the files hold, block by block.

What has to be known of everybody (peers, ranks, grades, totals of units below) is decided over narrow columns; the wide
columns are held for one block of units at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from kaohe.batch.cohort import BLOCK, Cohort, CohortReader
from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.batch.peers import answers
from kaohe.batch.program import Program, below_columns, compile_table
from kaohe.batch.roster import Roster
from kaohe.batch.sources import Source
from kaohe.batch.standing import standings
from kaohe.batch.steps import computed
from kaohe.batch.tally import AHEAD, LIMIT, NAMED, PROVISIONAL, TIE, TOTAL, UNRANKED
from kaohe.batch.watching import Watched, facts_of, peers_of
from kaohe.core import Period, Problem
from kaohe.scheme.model import Scheme, Table

Progress = Callable[[str, int, int], None]
"""Told what is going on, how many units are done, and of how many."""


def no_progress(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class TableScores:
    """One table scored: its program, what ranks are decided by and what came of it (one row a unit, in one order), and the wide
    columns, block by block in the same order.
    """

    program: Program
    narrow: pl.DataFrame
    standing: pl.DataFrame
    _blocks: list[pl.DataFrame | Path] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return self.program.table

    def blocks(self) -> Iterator[pl.DataFrame]:
        """Every column of the result, as whole numbers, with 名次, 并列 and 等次."""
        start = 0
        for block in self._blocks:
            frame = pl.read_ipc(block) if isinstance(block, Path) else block
            yield frame.hstack(self.standing.slice(start, frame.height).drop(UNIT).get_columns())
            start += frame.height

    def frame(self) -> pl.DataFrame:
        """All of it at once."""
        return pl.concat(list(self.blocks()))


class Run:
    """A scheme over files. `scored` holds the tables that are done; later ones may look at their totals.

    `watch` names a unit of which everything is kept that its score was computed from, in `watched` by table.
    """

    def __init__(
        self,
        scheme: Scheme,
        roster: Roster,
        sources: Mapping[Period, Source],
        *,
        block: int = BLOCK,
        progress: Progress = no_progress,
        watch: str = "",
    ) -> None:
        self.scheme, self.roster = scheme, roster
        self.watched: dict[str, Watched] = {}
        self._watch = watch
        self._reader = CohortReader(scheme, roster, sources, block)
        self._block, self._progress = block, progress
        self._spill = TemporaryDirectory(prefix="kaohe-")
        self.scored: dict[str, TableScores] = {}

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self._spill.cleanup()

    @property
    def problems(self) -> list[Problem]:
        """Warnings about the figures; errors have refused the whole."""
        return self._reader.problems

    def run(self) -> dict[str, TableScores]:
        """Every table in its order."""
        for table in self.scheme.tables:
            self.score(table)
        return self.scored

    def score(self, table: Table) -> TableScores:
        """One table; the tables it looks at have been scored before."""
        cohort = self.read(table)
        return self.computed(self.compiled(table, cohort), cohort)

    def read(self, table: Table) -> Cohort:
        """The figures of the units that a table scores, checked. Refused where one does not hold."""
        self._progress(f"{table.name}：读入、核对", 0, 1)
        return self._reader.read(table)

    def computed(self, program: Program, cohort: Cohort) -> TableScores:
        """A table's scores, ranks and grades."""
        table = program.table
        extra = self._everybodys(program, cohort)
        blocks: list[pl.DataFrame | Path] = []
        narrow: list[pl.DataFrame] = []
        done = 0
        for number, frame in enumerate(cohort.blocks()):
            ready = self._with(frame, program, extra)
            scores = computed(program.scores(ready))
            self._keep(program, ready, scores)
            narrow.append(scores.select(narrow_columns(program)))
            blocks.append(scores if cohort.count <= self._block else self._spilled(table, number, scores))
            done += scores.height
            self._progress(f"{table.name}：计分", done, cohort.count)
        together = pl.concat(narrow) if narrow else _nobody(program)
        placed = standings(table, together)
        if table.name in self.watched:
            own = placed.row(by_predicate=pl.col(UNIT) == self._watch, named=True)
            self.watched[table.name].line = {**self.watched[table.name].line, **own}
        self.scored[table.name] = TableScores(program, together, placed, blocks)
        return self.scored[table.name]

    def _keep(self, program: Program, frame: pl.LazyFrame, scores: pl.DataFrame) -> None:
        """The watched unit's figures and line, if it is in this block."""
        line = scores.filter(pl.col(UNIT) == self._watch) if self._watch else scores.clear()
        if not line.height:
            return
        row = computed(frame.filter(pl.col(UNIT) == self._watch)).row(0, named=True)
        watched = self.watched.setdefault(program.table.name, Watched())
        watched.facts = facts_of(self._watch, row, program.layout)
        watched.line = line.row(0, named=True)

    def compiled(self, table: Table, cohort: Cohort) -> Program:
        """The table's program, for these figures."""
        totals = {name: (*each.program.total, each.table.precision) for name, each in self.scored.items()}
        return compile_table(self.scheme, table, cohort.layout, self.roster.classes, totals)

    def _everybodys(self, program: Program, cohort: Cohort) -> pl.DataFrame | None:
        """What peers come to: one pass over the few columns that are asked about."""
        if not program.peers:
            return None
        parts = []
        for frame in cohort.blocks():
            table = computed(program.peer_table(self._with(frame, program, None)))
            parts.append(table)
            self._progress(f"{program.table.name}：比照", sum(part.height for part in parts), cohort.count)
        everybody = pl.concat(parts)
        answered = answers(program.peers, everybody)
        if self._watch and everybody.filter(pl.col(UNIT) == self._watch).height:
            watched = self.watched.setdefault(program.table.name, Watched())
            watched.peers = peers_of(program, everybody, answered, self._watch)
        return answered

    def _with(self, frame: pl.LazyFrame, program: Program, extra: pl.DataFrame | None) -> pl.LazyFrame:
        """A block with what the units below and the peers came to."""
        if program.below:
            frames = {name: each.narrow for name, each in self.scored.items()}
            precisions = {name: each.table.precision for name, each in self.scored.items()}
            frame = below_columns(program, frame, frames, precisions)
        if extra is None:
            return frame
        return frame.join(extra.lazy(), on=UNIT, how="left", maintain_order="left")

    def _spilled(self, table: Table, number: int, scores: pl.DataFrame) -> Path:
        position = self.scheme.tables.index(table)
        path = Path(self._spill.name) / f"{self.scheme.period!s}-{position}-{number}.arrow".replace("/", "_")
        scores.write_ipc(path)
        return path


def narrow_columns(program: Program) -> list[str]:
    """The few columns that decide ranks and grades, and that tables above look at."""
    ties = [f"{TIE}{place}" for place in range(len(program.table.ranking.tie_break))]
    return [UNIT, CLASS, PARENT, TOTAL, PROVISIONAL, AHEAD, UNRANKED, LIMIT, NAMED, *ties]


def _nobody(program: Program) -> pl.DataFrame:
    """The narrow columns of a table that scores no unit."""
    kinds: dict[str, pl.DataType] = {
        UNIT: pl.String(), CLASS: pl.Int32(), PARENT: pl.String(), TOTAL: pl.Int32(), PROVISIONAL: pl.Boolean(),
        AHEAD: pl.Boolean(), UNRANKED: pl.Boolean(), LIMIT: pl.Int32(), NAMED: pl.Boolean(),
    }  # fmt: skip
    return pl.DataFrame(schema={name: kinds.get(name, pl.Int32()) for name in narrow_columns(program)})
