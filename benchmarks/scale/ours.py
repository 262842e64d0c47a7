"""Kaohe's own columnar engine, `kaohe.batch`: the scheme file compiled, the figures checked, every status and group told."""

import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import polars as pl

from benchmarks.scale.driver import Phases, Scores, main
from benchmarks.scale.shape import GRADE, PROVISIONAL, RANK, TOTAL, UNIT, answer_names
from kaohe.batch.roster import read_roster
from kaohe.batch.running import Run, TableScores
from kaohe.batch.sources import open_sources
from kaohe.batch.tally import ITEM
from kaohe.scheme import read_scheme


class Kaohe:
    """The steps as `kaohe score` takes them, each with its own seconds. It always reads, computes and writes apart."""

    def score(self, facts: Path, units: Path, out: Path, items: int, apart: bool) -> Phases:
        if not facts.is_dir():
            return self._file(facts, units, out, items, apart)
        out.mkdir(parents=True, exist_ok=True)
        sums: Phases = {}
        for month in sorted(facts.glob("*.parquet")):
            for phase, seconds in self._file(month, units, out / month.name, items, apart).items():
                sums[phase] = sums.get(phase, 0.0) + seconds
        return sums

    def _file(self, facts: Path, units: Path, out: Path, items: int, apart: bool) -> Phases:
        times = [time.perf_counter()]
        scheme, problems = read_scheme(units.with_name("scheme.yaml"))
        assert scheme is not None, problems
        roster, _ = read_roster(units)
        sources, _ = open_sources([facts], scheme)
        (period,) = sources
        scheme = replace(scheme, period=period)
        (table,) = scheme.tables
        with Run(scheme, roster, sources) as run:
            cohort = run.read(table)
            times.append(time.perf_counter())
            program = run.compiled(table, cohort)
            times.append(time.perf_counter())
            scores = run.computed(program, cohort)
            times.append(time.perf_counter())
            _write(scores, out, items)
        times.append(time.perf_counter())
        phases = dict(zip(("read", "compile", "compute", "write"), _between(times), strict=True))
        return phases if apart else {"whole": times[-1] - times[0]}


def _write(scores: TableScores, out: Path, items: int) -> None:
    """The answers in the form that all engines write."""
    names = {item.code: item.name for item in scores.table.items()}
    columns = [pl.col(ITEM + code).alias(name) for code, name in names.items()]
    frame = pl.concat([block.lazy() for block in scores.blocks()])
    chosen = frame.select(UNIT, *columns, TOTAL, PROVISIONAL, RANK, GRADE)
    chosen.select(UNIT, *answer_names(items), TOTAL, PROVISIONAL, RANK, GRADE).collect().write_parquet(out)


def _between(times: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


ENGINE: Scores | None = Kaohe()

if __name__ == "__main__":
    assert ENGINE is not None
    main(ENGINE)
