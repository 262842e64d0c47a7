"""Polars on its own decimals, as the clauses are written: 95 is 95 and half a point is 0.5.

A quotient is carried at twelve places, enough for the rounding at four to be right with these figures, and rounded half away
from zero by name: Polars rounds half to even unless told.
"""

from decimal import Decimal
from pathlib import Path

import polars as pl

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.polars_ints import placed, write
from benchmarks.scale.shape import (
    BLAMED,
    LATE,
    LISTS,
    MODEL,
    NOT_APPLICABLE,
    PRAISED,
    PROVISIONAL,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
)
from benchmarks.scale.tables import TOWN, scan_towns

Col = pl.col
_WIDE = pl.Decimal(38, 12)
_POINTS = pl.Decimal(12, 4)
_EACH_STEP = "每步"


def _rounded(exact: pl.Expr, places: int) -> pl.Expr:
    return exact.round(places, mode="half_away_from_zero")


def _literal(number: str) -> pl.Expr:
    return pl.lit(Decimal(number))


def score(item: Item) -> pl.Expr:
    """The item's points."""
    figure = Col(item.figure)
    match item.family:
        case Family.PERCENT:
            lost = (95 - figure).clip(0).cast(pl.Decimal(12, 3)) * _literal("0.5")
            return (4 - lost).clip(0)
        case Family.EVENTS:
            return 4 - (figure.cast(pl.Decimal(12, 1)) * _literal("0.3")).clip(upper_bound=3)
        case Family.TIERS:
            tiers = pl.when(figure >= 95).then(_literal("4.0")).when(figure >= 90).then(_literal("3.0"))
            return (
                tiers.when(figure >= 80)
                .then(_literal("1.5"))
                .when(figure.is_not_null())
                .then(_literal("0.0"))
            )
        case Family.SHARE:
            return _rounded(figure.cast(_WIDE) * 4 / 400, 4).clip(upper_bound=4)
        case Family.RATIO:
            part, whole = Col(item.part).cast(pl.Int64), Col(item.whole).cast(pl.Int64)
            short = (99 * whole - 100 * part).clip(0)
            return (4 - _rounded(short.cast(_WIDE) / (2 * whole), 4)).clip(0)
        case Family.TASK:
            percent = _rounded(figure.cast(_WIDE) * 100 / Col(item.target), 4)
            return (4 - (100 - percent).clip(0) // 10 * Col(_EACH_STEP)).clip(0)


def figures(facts: Path, units: Path) -> pl.LazyFrame:
    """The facts as they are, and what a step costs the unit."""
    each = pl.when(TOWN).then(_literal("0.8")).otherwise(_literal("0.5")).alias(_EACH_STEP)
    towns = scan_towns(units).select(UNIT, each)
    return pl.scan_parquet(facts).join(towns, on=UNIT, how="left", maintain_order="left")


def scores(held: pl.LazyFrame, count: int) -> pl.LazyFrame:
    """Items, total and whether it is provisional, one row a unit, as whole numbers in the end."""
    chosen = items(count)
    states = [item.state for item in chosen if item.state]
    names = [item.name for item in chosen]
    tenths = pl.Decimal(12, 1)
    scored = held.select(
        UNIT,
        VETO,
        *states,
        *(score(item).cast(_POINTS).alias(item.name) for item in chosen),
        (Col(PRAISED).cast(tenths) * _literal("0.5")).clip(upper_bound=2).cast(_POINTS),
        Col(MODEL).cast(pl.Int32).cast(_POINTS),
        (Col(LATE).cast(tenths) * _literal("-0.2")).clip(-1).cast(_POINTS),
        (Col(BLAMED).cast(tenths) * -1).clip(-3).cast(_POINTS),
    )
    apart = pl.sum_horizontal([Col(state) == NOT_APPLICABLE for state in states]) if states else pl.lit(0)
    nulls = pl.sum_horizontal([Col(name).is_null() for name in (*names, *LISTS, VETO)])
    bonus = pl.sum_horizontal(PRAISED, MODEL).clip(upper_bound=2)
    deduction = pl.sum_horizontal(LATE, BLAMED).clip(-3)
    summed = scored.with_columns(
        earned=pl.sum_horizontal(names), lists=bonus + deduction, apart=apart, nulls=nulls
    )
    full = 4 * count
    scaled = _rounded(Col("earned").cast(_WIDE) * full / (full - 4 * Col("apart").cast(pl.Int64)), 4)
    base = pl.when(Col("apart") == 0).then("earned").otherwise(scaled.cast(_POINTS))
    total = _rounded(base + Col("lists"), 2).alias("total")
    hundred = (Col("total") * 100).cast(pl.Int64)
    return summed.with_columns(total).select(
        UNIT,
        (Col(answer_names(count)) * 10_000).cast(pl.Int32),
        pl.when(VETO).then(0).otherwise(hundred).alias(TOTAL),
        (Col("nulls") > Col("apart")).alias(PROVISIONAL),
    )


def read(facts: Path, units: Path, _count: int) -> pl.DataFrame:
    """The facts in memory."""
    return figures(facts, units).collect(engine="streaming")


def compute(held: pl.DataFrame, count: int) -> pl.DataFrame:
    """All answers, in memory."""
    return placed(scores(held.lazy(), count).collect(engine="streaming"), count)


def at_once(facts: Path, units: Path, out: Path, count: int) -> None:
    """The scan streams into the scores."""
    write(placed(scores(figures(facts, units), count).collect(engine="streaming"), count), out)


ENGINE = Engine(read, compute, write, at_once)

if __name__ == "__main__":
    main(ENGINE)
