"""Whole columns as NumPy arrays: how the engines on arrays read the facts, place the units and write the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.scale.shape import (
    GRADE,
    GRADES,
    LISTS,
    NOT_APPLICABLE,
    PROVISIONAL,
    QUOTA_PERCENT,
    RANK,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
    limits,
)
from benchmarks.scale.tables import TOWN, scan_towns

Array: TypeAlias = "npt.NDArray[Any]"
MISSING = -1
"""What stands for an absent figure; no figure is negative."""
NOT_SCORED = int(np.iinfo(np.int32).min)
"""What stands for an item that was not scored."""


@dataclass(frozen=True, slots=True)
class Held:
    """The facts: one array a column, all of one length. States are true where the item does not apply, `TOWN` where the
    class is 城; a yes/no is 1, 0 or MISSING.
    """

    units: pl.Series
    columns: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Answers:
    """Points (int32, NOT_SCORED where there are none) by item column, total × 100, whether provisional; in the order of the units."""

    units: pl.Series
    points: Mapping[str, Array]
    totals: Array
    provisional: Array
    ranks: Array
    grades: Array


def read_integers(facts: Path, units: Path, count: int) -> Held:
    """Every figure as a whole number (int64) of its last place, MISSING where absent."""
    return _held(facts, units, count, lambda column: column.to_physical().cast(pl.Int64).fill_null(MISSING))


def read_floats(facts: Path, units: Path, count: int) -> Held:
    """Every figure as a float64, NaN where absent."""
    nothing = float("nan")
    return _held(facts, units, count, lambda column: column.cast(pl.Float64).fill_null(nothing))


def _held(facts: Path, units: Path, count: int, convert: Any) -> Held:
    states = [item.state for item in items(count) if item.state]
    numbers = [name for item in items(count) for name in figures_of(item)]
    frame = (
        pl.scan_parquet(facts)
        .join(scan_towns(units), on=UNIT, how="left", maintain_order="left")
        .select(
            UNIT,
            TOWN,
            *(convert(pl.col(name)) for name in (*numbers, *LISTS, VETO)),
            *((pl.col(state) == NOT_APPLICABLE).fill_null(False) for state in states),
        )
        .collect(engine="streaming")
    )
    names = (TOWN, *numbers, *LISTS, VETO, *states)
    return Held(frame[UNIT], {name: frame[name].to_numpy() for name in names})


def added(arrays: Iterable[Array], start: Array) -> Array:
    """The sum, in the type of `start` or wider."""
    for array in arrays:
        start = start + array
    return start


def figures_of(item: Item) -> tuple[str, ...]:
    """The columns of the item's figures."""
    match item.family:
        case Family.RATIO:
            return item.part, item.whole
        case Family.TASK:
            return item.figure, item.target
        case _:
            return (item.figure,)


def placed(totals: Array, count: int) -> tuple[Array, Array]:
    """Rank and grade of each; the best grade goes to whoever is within the quota with all equals."""
    ordered = np.sort(-totals)
    ranks = np.searchsorted(ordered, -totals, "left") + 1
    last = np.searchsorted(ordered, -totals, "right")
    best, good, fair = limits(count)
    within = (totals >= best) & (last <= len(totals) * QUOTA_PERCENT // 100)
    grades = np.select([within, totals >= good, totals >= fair], [0, 1, 2], 3)
    return ranks, grades.astype(np.uint32)


def write(answers: Answers, out: Path) -> None:
    """The answers as Parquet; `grades` are positions in GRADES."""
    names = pl.Series(GRADES, dtype=pl.String)
    frame = pl.DataFrame({UNIT: answers.units, **{name: pl.Series(a) for name, a in answers.points.items()}})
    scored = pl.col(answers.points.keys())
    frame = frame.with_columns(pl.when(scored != NOT_SCORED).then(scored))
    frame.with_columns(
        pl.Series(TOTAL, answers.totals.astype(np.int64)),
        pl.Series(PROVISIONAL, answers.provisional),
        pl.Series(RANK, answers.ranks.astype(np.int64)),
        names.gather(pl.Series(answers.grades)).alias(GRADE),
    ).write_parquet(out)


def answers_of(held: Held, points: Iterable[Array], totals: Array, provisional: Array, count: int) -> Answers:
    """Rank and grade beside what was scored; `points` has one row an item column."""
    by_name = dict(zip(answer_names(count), points, strict=True))
    return Answers(held.units, by_name, totals, provisional, *placed(totals, count))
