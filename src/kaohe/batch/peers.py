"""The pass before: what every unit has for what peers are asked about, and what comes of it.

A statistic is taken over the few columns it needs, for everybody at once; what it yields stands in narrow columns, one
row a unit, that the pass over the items reads like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from kaohe.batch.columns import Absent, Number, reason
from kaohe.batch.ground import PeerKey
from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.whole import TYPES, Whole, width
from kaohe.core import Absence, round_half_up
from kaohe.rules import Cohort, Statistic

MOST_UNITS = 2**31 - 1
_SCOPE = {Cohort.ALL: "#all", Cohort.CLASS: CLASS, Cohort.PARENT: PARENT}
_WAITING = (Absence.MISSING, Absence.PENDING)
_MOST_BITS = 127


@dataclass(frozen=True, slots=True)
class PeerJob:
    """One statistic: the question, what each unit has (`of`), and under which name the answer stands."""

    key: PeerKey
    name: str
    of: Number

    @property
    def result(self) -> Number:
        """The answer as a number of the pass over the items."""
        node = self.key[0]
        unsure = pl.col(f"{self.name}|unsure") if self._may_wait else None
        if node.statistic is Statistic.RANK:
            why = pl.col(f"{self.name}|why") if len(self.of.absent.kinds) > 1 else None
            rank = Whole.column(self.name, 1, MOST_UNITS)
            return Number(rank, Whole.of(1), Absent(self.of.absent.kinds, why), unsure)
        absent = Absent(frozenset({Absence.MISSING}) if self.of.absent.kinds else frozenset())
        num, den = self._bounds
        below = den if den.fixed else Whole.column(f"{self.name}|den", den.low, den.high, den.bits)
        return Number(Whole.column(self.name, num.low, num.high, num.bits), below, absent, unsure)

    @property
    def _may_wait(self) -> bool:
        return self.of.unsure is not None or any(kind in self.of.absent.kinds for kind in _WAITING)

    @property
    def _bounds(self) -> tuple[Whole, Whole]:
        """The bounds of the answer: a mean lies within those of what it is taken over, rounded."""
        node = self.key[0]
        num, den = self.of.num, self.of.den
        if node.statistic is not Statistic.MEAN:
            return num, den
        unit = 10**node.places
        ends = [
            Fraction(end * unit, below)
            for end in (num.low, num.high)
            for below in {max(den.low, 1), den.high}
        ]
        low, high = (int(round_half_up(end, 0)) for end in (min(ends), max(ends)))
        return Whole(num.expr, low, high, width(low, high)), Whole.of(unit)

    def outputs(self) -> list[pl.Expr]:
        """What each unit has, as columns of the narrow table that `answer` takes."""
        of = self.of
        columns = [of.num.expr.alias(self.name)]
        if not of.den.fixed:
            columns.append(of.den.expr.alias(f"{self.name}|den"))
        why = reason(of)
        if why is not None:
            columns.append(why.alias(f"{self.name}|why"))
        if of.unsure is not None:
            columns.append(of.unsure.alias(f"{self.name}|unsure"))
        return columns

    def answer(self, table: pl.DataFrame) -> pl.DataFrame:
        """For every unit of the table, in its order: the statistic over its peers. One row a unit."""
        node = self.key[0]
        scope = _SCOPE[node.among]
        keyed = table.with_columns(pl.lit(0, dtype=pl.Int8).alias("#all")) if scope == "#all" else table
        wide = [self.name] + ([] if self.of.den.fixed else [f"{self.name}|den"])
        known = keyed.filter(pl.col(self.name).is_not_null()).select(UNIT, scope, *wide)
        if node.statistic is Statistic.RANK:
            found = self._ranks(known, scope)
            columns = keyed.drop(self.name).join(found, on=UNIT, how="left", maintain_order="left")
            kept = columns.select(self.name, *([f"{self.name}|why"] if len(self.of.absent.kinds) > 1 else []))
        else:
            stated = (
                self._means(known, scope) if node.statistic is Statistic.MEAN else self._ends(known, scope)
            )
            kept = (
                keyed.select(scope)
                .join(stated, on=scope, how="left", nulls_equal=True, maintain_order="left")
                .drop(scope)
            )
        if not self._may_wait:
            return kept
        return kept.hstack(
            [keyed.select(self._waits().any().over(scope).alias(f"{self.name}|unsure")).to_series()]
        )

    def counts(self, table: pl.DataFrame, unit: str) -> tuple[int, int]:
        """Over how many peers of a unit the statistic was taken, and how many were waited for."""
        scope = _SCOPE[self.key[0].among]
        peers = table
        if scope != "#all":
            own = table.filter(pl.col(UNIT) == unit)
            peers = table.join(own.select(scope), on=scope, how="semi", nulls_equal=True)
        absent = peers.filter(pl.col(self.name).is_null())
        if not self.of.absent.kinds:
            return peers.height, 0
        waiting = absent.filter(pl.col(f"{self.name}|why") > 0).height
        return peers.height - absent.height, waiting

    def _waits(self) -> pl.Expr:
        """Where a unit is still waited for, or may itself still change."""
        waits = [pl.col(f"{self.name}|unsure")] if self.of.unsure is not None else []
        if any(kind in self.of.absent.kinds for kind in _WAITING):
            waits.append(pl.col(f"{self.name}|why").fill_null(0) > 0)
        return pl.any_horizontal(waits)

    def _ranks(self, known: pl.DataFrame, scope: str) -> pl.DataFrame:
        """1 is best; equals share the better place."""
        ordered = known.with_columns(self._order())
        descending = self.key[0].higher_is_better
        rank = pl.struct("#q", "#r").rank("min", descending=descending).over(scope).cast(pl.Int32)
        if not ordered.height:
            rank = pl.lit(None, dtype=pl.Int32)
        return ordered.select(UNIT, rank.alias(self.name))

    def _order(self) -> list[pl.Expr]:
        """Two whole numbers that order the values exactly as the fractions are ordered, equal where they are equal.

        Two different fractions over at most D lie at least 1/D² apart, so that their rests, times D² and cut off, differ.
        """
        num, den = pl.col(self.name), self.of.den
        if den.fixed:
            return [num.alias("#q"), pl.lit(0, dtype=pl.Int8).alias("#r")]
        below = pl.col(f"{self.name}|den").cast(pl.Int128)
        rest = num.cast(pl.Int128) % below
        scale = pl.lit(den.high**2, dtype=pl.Int128)
        return [(num.cast(pl.Int128) // below).alias("#q"), (rest * scale // below).alias("#r")]

    def _ends(self, known: pl.DataFrame, scope: str) -> pl.DataFrame:
        """The best or the worst of each scope."""
        node = self.key[0]
        highest = node.higher_is_better is (node.statistic is Statistic.BEST)
        if self.of.den.fixed:
            end = pl.col(self.name).max() if highest else pl.col(self.name).min()
            return known.group_by(scope).agg(end)
        ordered = known.with_columns(self._order()).sort("#q", "#r", descending=highest)
        return ordered.group_by(scope, maintain_order=True).agg(pl.col(self.name, f"{self.name}|den").first())

    def _means(self, known: pl.DataFrame, scope: str) -> pl.DataFrame:
        """The exact mean of each scope, rounded once."""
        node, den = self.key[0], self.of.den
        below = [] if den.fixed else [f"{self.name}|den"]
        sums = known.group_by(scope, *below).agg(
            pl.col(self.name).cast(pl.Int128).sum(), pl.len().alias("#n")
        )
        gathered: dict[object, list[tuple[int, int, int]]] = {}
        for row in sums.iter_rows(named=True):
            over = den.low if den.fixed else row[f"{self.name}|den"]
            gathered.setdefault(row[scope], []).append((row[self.name], over, row["#n"]))
        num, _ = self._bounds
        values = {
            key: int(
                round_half_up(_total(parts) / sum(n for _, _, n in parts), node.places).scaleb(node.places)
            )
            for key, parts in gathered.items()
        }
        keys = pl.Series(scope, list(values), dtype=known.schema[scope])
        return pl.DataFrame([keys, pl.Series(self.name, list(values.values()), dtype=TYPES[num.bits])])


def _total(parts: Sequence[tuple[int, int, int]]) -> Fraction:
    """The exact sum of fractions, added pair by pair so that long numbers meet long ones."""
    sums = [(num, den) for num, den, _ in parts]
    while len(sums) > 1:
        pairs = zip(sums[::2], sums[1::2], strict=False)
        added = [(a * d + c * b, b * d) if b != d else (a + c, b) for (a, b), (c, d) in pairs]
        sums = added + ([sums[-1]] if len(sums) % 2 else [])
    return Fraction(*sums[0])


def checked(job: PeerJob) -> PeerJob:
    """The job, where its values can be ordered and added in 128 bits; UnsupportedNodeError where not."""
    num, den = job.of.num, job.of.den
    node = job.key[0]
    most = max(abs(num.low), abs(num.high))
    if (most * MOST_UNITS).bit_length() > _MOST_BITS:
        raise UnsupportedNodeError(node, "polars", "各单位的数加起来可能超出128位")
    if not den.fixed and (den.high**3).bit_length() > _MOST_BITS:
        raise UnsupportedNodeError(node, "polars", "两个比率的先后要用超出128位的整数才分得清")
    return job


def answers(jobs: Iterable[PeerJob], table: pl.DataFrame) -> pl.DataFrame:
    """The narrow table of all statistics: the unit, and each job's columns. One row a unit."""
    result = table.select(UNIT)
    for job in jobs:
        result = result.hstack(job.answer(table).get_columns())
    return result
