"""A whole round, scored by columns: every table of the scheme, every unit, ranks and grades."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kaohe.batch.gathering import Figures, gather
from kaohe.batch.layout import UNIT, slots
from kaohe.batch.peers import answers
from kaohe.batch.program import Program, below_columns, compile_table
from kaohe.batch.standing import standings
from kaohe.batch.steps import computed
from kaohe.facts import Facts, Units
from kaohe.scheme.model import Scheme, Table


@dataclass(frozen=True, slots=True)
class Scored:
    """One table: its program, and for every unit the columns of the result with 名次, 并列 and 等次."""

    program: Program
    frame: pl.DataFrame

    @property
    def table(self) -> Table:
        return self.program.table


def score_facts(scheme: Scheme, units: Units, facts: Facts) -> tuple[Scored, ...]:
    """Score a round that is in memory. One table after the other, as later ones may look at earlier ones."""
    results: dict[str, Scored] = {}
    for table in scheme.tables:
        figures = gather(scheme, units.at(table.level), facts, slots(table, scheme.period))
        results[table.name] = score_table(scheme, table, figures, results)
    return tuple(results.values())


def score_table(scheme: Scheme, table: Table, figures: Figures, earlier: Mapping[str, Scored]) -> Scored:
    """Score one table over a frame of figures."""
    totals = {name: (*scored.program.total, scored.table.precision) for name, scored in earlier.items()}
    program = compile_table(scheme, table, figures.layout, figures.classes, totals)
    frames = {name: scored.frame for name, scored in earlier.items()}
    precisions = {name: scored.table.precision for name, scored in earlier.items()}
    frame = below_columns(program, figures.frame, frames, precisions)
    if program.peers:
        narrow = computed(program.peer_table(frame))
        frame = frame.join(answers(program.peers, narrow).lazy(), on=UNIT, how="left", maintain_order="left")
    scores = computed(program.scores(frame))
    placed = standings(table, scores).drop(UNIT)
    return Scored(program, scores.hstack(placed.get_columns()))
