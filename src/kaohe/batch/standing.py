"""Ranks and grades of everybody, from the few columns that decide them."""

from decimal import Decimal

import polars as pl

from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.batch.tally import AHEAD, LIMIT, NAMED, TIE, TOTAL, UNRANKED
from kaohe.scheme.model import Effect, Grade, Scope, Table

RANK, TIED, GRADE = "名次", "并列", "等次"
_SCOPES: dict[Scope, list[str]] = {Scope.ALL: [], Scope.CLASS: [CLASS], Scope.PARENT: [PARENT]}


def standings(table: Table, totals: pl.DataFrame) -> pl.DataFrame:
    """名次, 并列 and 等次 for every unit, in the order of `totals`. One row a unit.

    `totals` carries the columns that `tally` names. Who is not ranked has no rank, and the last grade unless the
    veto that takes it out names another.
    """
    keys = [AHEAD, TOTAL, *(f"{TIE}{place}" for place in range(len(table.ranking.tie_break)))]
    if not any(veto.effect is Effect.LAST for veto in table.vetoes):
        keys.remove(AHEAD)
    scope = _SCOPES[table.ranking.scope]
    numbered = totals.with_row_index("#row")
    ranked = numbered.filter(~pl.col(UNRANKED)).select("#row", LIMIT, *dict.fromkeys((*scope, TOTAL, *keys)))
    if scope:
        ranked = _ranked(
            ranked.sort(*scope, *keys, descending=[False, *[True] * len(keys)], maintain_order=True),
            keys,
            scope,
        )
        ranked = ranked.sort(keys, descending=True, maintain_order=True)
    else:
        ranked = _ranked(ranked.sort(keys, descending=True, maintain_order=True), keys, scope)
    placed = _graded(table, ranked, keys).select("#row", RANK, TIED, GRADE)
    unranked = numbered.filter(pl.col(UNRANKED)).select(
        "#row",
        pl.lit(None, dtype=pl.Int32).alias(RANK),
        pl.lit(False).alias(TIED),
        _grade_of_unranked(table).alias(GRADE),
    )
    together = pl.concat([placed, unranked]).sort("#row").select(RANK, TIED, _named(table))
    return totals.select(UNIT).hstack(together.get_columns())


def _ranked(ordered: pl.DataFrame, keys: list[str], scope: list[str]) -> pl.DataFrame:
    """1, 2, 2, 4 within each scope; `ordered` is best first, scope by scope."""
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    begins = _differs(scope) if scope else pl.int_range(pl.len()) == 0
    first = _differs([*scope, *keys])
    start = pl.when(begins).then(place).forward_fill() - 1
    rank = pl.when(first).then(place).forward_fill() - start
    tied = ~first | ~first.shift(-1, fill_value=True)
    return ordered.with_columns(rank.cast(pl.Int32).alias(RANK), tied.alias(TIED))


def _differs(columns: list[str]) -> pl.Expr:
    """Where a row differs from the one before it; the first does."""
    changed = [pl.col(name).ne_missing(pl.col(name).shift(1)) for name in columns]
    return pl.any_horizontal([*changed, pl.int_range(pl.len()) == 0])


def _graded(table: Table, ordered: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The place of each one's grade, from the best down, each within its quota, counted in rank order over all units of the
    table. Who gets none has the place after the last.
    """
    ungraded = len(table.grades)
    last_of_equals = _differs(keys).shift(-1, fill_value=True)
    graded = ordered.with_columns(pl.lit(ungraded, dtype=pl.Int8).alias(GRADE), last_of_equals.alias("#last"))
    for position, grade in enumerate(table.grades):
        candidate = (pl.col(GRADE) == ungraded) & (pl.col(LIMIT) <= position) & _reaches(table, grade)
        graded = graded.with_columns(candidate.alias("#may"))
        quota = _quota(grade, int(graded["#may"].sum()), ordered.height)
        won = pl.col("#may")
        if quota is not None:  # equals of whom not all fit stay out, with all behind them
            ends = pl.when(pl.col("#last")).then(pl.col("#may").cast(pl.Int32).cum_sum()).backward_fill()
            won = won & (ends <= quota)
        place = pl.lit(position, dtype=pl.Int8)
        graded = graded.with_columns(pl.when(won).then(place).otherwise(pl.col(GRADE)).alias(GRADE))
    return graded


def _named(table: Table) -> pl.Expr:
    """The grades' names for their places among the grades; none for the place after the last."""
    told = pl.lit("")
    for position, grade in enumerate(table.grades):
        told = pl.when(pl.col(GRADE) == position).then(pl.lit(grade.name)).otherwise(told)
    return told.alias(GRADE)


def _quota(grade: Grade, candidates: int, ranked: int) -> int | None:
    """How many may have the grade; None where there are not more."""
    quota = candidates
    if grade.share is not None:
        quota = int(grade.share * Decimal(ranked))
    if grade.most is not None:
        quota = min(quota, grade.most)
    return None if quota >= candidates else quota


def _reaches(table: Table, grade: Grade) -> pl.Expr:
    if grade.at_least is None:
        return pl.lit(True)
    least = grade.at_least.scaleb(table.precision)
    whole = int(least)
    edge = whole + (1 if whole < least else 0)
    return pl.col(TOTAL) >= edge


def _grade_of_unranked(table: Table) -> pl.Expr:
    """The grade that is named by what takes a unit out of the ranking, or else the last."""
    last = max(len(table.grades) - 1, 0)
    named = pl.col(NAMED) & pl.col(LIMIT).is_between(0, last)
    return pl.when(named).then(pl.col(LIMIT)).otherwise(last).cast(pl.Int8)
