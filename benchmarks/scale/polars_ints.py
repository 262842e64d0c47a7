"""Polars on scaled integers, written by hand for just this scheme: the yardstick.

Decimals are taken as the whole numbers that they are stored as, in the narrowest type that holds every step; null is what
was not scored, and Polars carries it by itself. The scan streams into the scores, which are kept (4 bytes each) until the
last unit's total is known; ranks and grades come from the totals alone.
"""

from pathlib import Path

import polars as pl

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import (
    BLAMED,
    BONUS_CAP,
    CENT,
    DEDUCTION_CAP,
    FULL,
    GRADE,
    GRADES,
    LATE,
    LISTS,
    MODEL,
    NOT_APPLICABLE,
    POINT,
    PRAISED,
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

Col = pl.col
_EACH_STEP = "每步"


def score(item: Item) -> pl.Expr:
    """The item's points × 10,000."""
    figure = Col(item.figure)
    match item.family:
        case Family.PERCENT:  # 50 of 1/10,000 point for each 0.01 below 95
            return ((figure - 9500) * 50 + FULL).clip(0, FULL)
        case Family.EVENTS:
            return (FULL - figure * 3000).clip(lower_bound=FULL - 3 * POINT)
        case Family.TIERS:
            tiers = pl.when(figure >= 950).then(4 * POINT).when(figure >= 900).then(3 * POINT)
            return tiers.when(figure >= 800).then(POINT * 3 // 2).when(figure.is_not_null()).then(0)
        case Family.SHARE:  # a thousandth is 0.1 of 1/10,000 point
            return ((figure + 5) // 10).clip(upper_bound=FULL)
        case Family.RATIO:
            part, whole = Col(item.part).cast(pl.Int64), Col(item.whole).cast(pl.Int64)
            lost = (990_000 * whole - 1_000_000 * part + whole) // (2 * whole)  # below zero above 99 %
            return (FULL - lost).clip(0, FULL)
        case Family.TASK:
            target = Col(item.target)
            percent = ((2_000_000 * figure + target) // (2 * target)).cast(pl.Int32)
            return (FULL - (1_000_000 - percent) // 100_000 * Col(_EACH_STEP)).clip(0, FULL)


def _whole_numbers(item: Item) -> tuple[pl.Expr, ...]:
    """The item's figures as whole numbers of their last place."""
    match item.family:
        case Family.RATIO:
            return Col(item.part), Col(item.whole)
        case Family.TASK:
            return tuple(Col(name).to_physical().cast(pl.Int64) for name in (item.figure, item.target))
        case _:
            return (Col(item.figure).to_physical().cast(pl.Int32),)


def figures(facts: Path, units: Path, count: int) -> pl.LazyFrame:
    """What is computed on: whole numbers, the states, the lists, and what a step costs the unit."""
    chosen = items(count)
    scanned = pl.scan_parquet(facts).select(
        UNIT,
        *(expression for item in chosen for expression in _whole_numbers(item)),
        *(item.state for item in chosen if item.state),
        *(*LISTS, VETO),
    )
    each = pl.when(TOWN).then(8000).otherwise(5000).cast(pl.Int32).alias(_EACH_STEP)
    towns = scan_towns(units).select(UNIT, each)
    return scanned.join(towns, on=UNIT, how="left", maintain_order="left")


def scores(held: pl.LazyFrame, count: int) -> pl.LazyFrame:
    """Items, total and whether it is provisional, one row a unit."""
    chosen = items(count)
    names, full = [item.name for item in chosen], FULL * count
    states = [item.state for item in chosen if item.state]
    scored = held.select(
        UNIT,
        VETO,
        *states,
        *(score(item).cast(pl.Int32).alias(item.name) for item in chosen),
        (Col(PRAISED) * (POINT // 2)).clip(upper_bound=2 * POINT),
        Col(MODEL).cast(pl.Int32) * POINT,
        (Col(LATE) * (POINT // -5)).clip(-POINT),
        (Col(BLAMED) * -POINT).clip(-3 * POINT),
    )
    bonus = pl.sum_horizontal(PRAISED, MODEL).clip(upper_bound=BONUS_CAP)
    deduction = pl.sum_horizontal(LATE, BLAMED).clip(-DEDUCTION_CAP)
    apart = pl.sum_horizontal([Col(state) == NOT_APPLICABLE for state in states]) if states else pl.lit(0)
    nulls = pl.sum_horizontal([Col(name).is_null() for name in (*names, *LISTS, VETO)])
    summed = scored.with_columns(
        earned=pl.sum_horizontal(names).cast(pl.Int64),
        lists=bonus + deduction,
        apart=apart.cast(pl.Int64),
        nulls=nulls.cast(pl.Int64),
    )
    available = full - FULL * Col("apart")
    scaled = (2 * full * Col("earned") + available) // (2 * available)
    exact = pl.when(Col("apart") == 0).then("earned").otherwise(scaled) + Col("lists")
    half = CENT // 2
    rounded = pl.when(Col("exact") < 0).then(-((half - Col("exact")) // CENT))
    return summed.with_columns(exact=exact).select(
        UNIT,
        *answer_names(count),
        pl.when(VETO).then(0).otherwise(rounded.otherwise((Col("exact") + half) // CENT)).alias(TOTAL),
        (Col("nulls") > Col("apart")).alias(PROVISIONAL),
    )


def placed(scored: pl.DataFrame, count: int) -> pl.DataFrame:
    """Rank and grade beside. The best grade goes to whoever is followed, with all equals, by few enough ahead."""
    best, good, fair = limits(count)
    quota = scored.height * QUOTA_PERCENT // 100
    total = Col(TOTAL)
    within = total.rank("max", descending=True) <= quota
    grade = (
        pl.when((total >= best) & within).then(pl.lit(GRADES[0])).when(total >= good).then(pl.lit(GRADES[1]))
    )
    return scored.with_columns(
        total.rank("min", descending=True).cast(pl.Int64).alias(RANK),
        grade.when(total >= fair).then(pl.lit(GRADES[2])).otherwise(pl.lit(GRADES[3])).alias(GRADE),
    )


def read(facts: Path, units: Path, count: int) -> pl.DataFrame:
    """The figures as whole numbers, in memory."""
    return figures(facts, units, count).collect(engine="streaming")


def compute(held: pl.DataFrame, count: int) -> pl.DataFrame:
    """All answers, in memory."""
    return placed(scores(held.lazy(), count).collect(engine="streaming"), count)


def write(answers: pl.DataFrame, out: Path) -> None:
    """The answers as Parquet."""
    answers.write_parquet(out)


def at_once(facts: Path, units: Path, out: Path, count: int) -> None:
    """The scan streams into the scores."""
    scored = scores(figures(facts, units, count), count).collect(engine="streaming")
    write(placed(scored, count), out)


ENGINE = Engine(read, compute, write, at_once)

if __name__ == "__main__":
    main(ENGINE)
