"""Ranks and grades of everybody, from the few columns that decide them."""

from decimal import Decimal

import polars as pl

from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.batch.tally import AHEAD, LIMIT, NAMED, TIE, TOTAL, UNRANKED
from kaohe.scheme.model import Grade, Scope, Table

RANK, TIED, GRADE = "名次", "并列", "等次"
_SCOPES: dict[Scope, list[str]] = {Scope.ALL: [], Scope.CLASS: [CLASS], Scope.PARENT: [PARENT]}


def standings(table: Table, totals: pl.DataFrame) -> pl.DataFrame:
    """名次, 并列 and 等次 for every unit, in the order of `totals`. One row a unit.

    `totals` carries the columns that `tally` names. Who is not ranked has no rank, and the last grade unless the
    veto that takes it out names another.
    """
    keys = [AHEAD, TOTAL, *(f"{TIE}{place}" for place in range(len(table.ranking.tie_break)))]
    ranked = (
        totals.with_row_index("#row")
        .filter(~pl.col(UNRANKED))
        .sort(keys, descending=True, maintain_order=True)
    )
    scope = _SCOPES[table.ranking.scope]
    ranked = _ranked(ranked, keys, scope)
    ranked = _graded(table, ranked, keys)
    placed = totals.with_row_index("#row").join(
        ranked.select("#row", RANK, TIED, GRADE), on="#row", how="left", maintain_order="left"
    )
    return placed.select(UNIT, RANK, pl.col(TIED).fill_null(False), _grade_of_unranked(table).alias(GRADE))


def _ranked(ordered: pl.DataFrame, keys: list[str], scope: list[str]) -> pl.DataFrame:
    """1, 2, 2, 4 within each scope; `ordered` is best first."""
    together = [*scope, *keys]
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    first = place.over(scope) if scope else place
    numbered = ordered.with_columns(first.alias("#place"))
    equals = numbered.group_by(together).agg(pl.col("#place").min().alias(RANK), (pl.len() > 1).alias(TIED))
    return numbered.join(equals, on=together, how="left", nulls_equal=True, maintain_order="left")


def _graded(table: Table, ordered: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Grades from the best down, each within its quota, counted in rank order over all units of the table."""
    count = ordered.height
    graded = ordered.with_columns(pl.lit(None, dtype=pl.String).alias(GRADE)).with_row_index("#order")
    for position, grade in enumerate(table.grades):
        candidates = graded.filter(
            pl.col(GRADE).is_null() & (pl.col(LIMIT) <= position) & _reaches(table, grade)
        )
        taken = _within_quota(grade, candidates.select("#order", *keys), keys, count)
        won = pl.col("#order").is_in(taken.implode())
        graded = graded.with_columns(
            pl.when(won).then(pl.lit(grade.name)).otherwise(pl.col(GRADE)).alias(GRADE)
        )
    return graded


def _reaches(table: Table, grade: Grade) -> pl.Expr:
    if grade.at_least is None:
        return pl.lit(True)
    least = grade.at_least.scaleb(table.precision)
    whole = int(least)
    edge = whole + (1 if whole < least else 0)
    return pl.col(TOTAL) >= edge


def _within_quota(grade: Grade, candidates: pl.DataFrame, keys: list[str], ranked: int) -> pl.Series:
    """The rows of those whom the quota allows, best first; equals of whom not all fit stay out, with all behind them."""
    quota = candidates.height
    if grade.share is not None:
        quota = int(grade.share * Decimal(ranked))
    if grade.most is not None:
        quota = min(quota, grade.most)
    if quota >= candidates.height:
        return candidates["#order"]
    numbered = candidates.with_row_index("#place", offset=1)
    ends = numbered.group_by(keys).agg(pl.col("#place").max().alias("#end"))
    fits = numbered.join(ends, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return fits.filter(pl.col("#end") <= quota)["#order"]


def _grade_of_unranked(table: Table) -> pl.Expr:
    """The grade of the ranked stays; others get the one that is named, or the last."""
    names = [grade.name for grade in table.grades]
    last = names[-1] if names else ""
    out = pl.lit(last)
    for position, name in enumerate(names):
        out = pl.when(pl.col(NAMED) & (pl.col(LIMIT) == position)).then(pl.lit(name)).otherwise(out)
    return pl.when(pl.col(UNRANKED)).then(out).otherwise(pl.col(GRADE).fill_null(""))
