"""After a change to some figures: what depends on them is computed again, and nothing else. The result equals a full run.

An item depends on a change for the units whose figures changed; for all whose peers' statistic came out otherwise; and for
units above those whose totals changed. Only these items of these units are computed; their groups and totals follow; ranks
and grades, which hang on everybody's total, are decided anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kaohe.batch.cohort import Cohort, CohortReader
from kaohe.batch.columns import MISSING, Absent, Number
from kaohe.batch.layout import ALL_ABSENCES, CLASS, JUST_MISSING, PARENT, UNIT, Slot, slots_of
from kaohe.batch.peers import answers
from kaohe.batch.program import Program, below_columns, compile_table
from kaohe.batch.roster import Roster
from kaohe.batch.sources import Source
from kaohe.batch.standing import GRADE, RANK, TIED, standings
from kaohe.batch.steps import computed
from kaohe.batch.tally import ITEM, TOTAL, WHY, standing_columns
from kaohe.batch.whole import TYPES, Whole
from kaohe.batch.writing import as_written, scales, whole
from kaohe.core import Period
from kaohe.rules import Node, Peer, Subordinates, walk
from kaohe.scheme.model import Item, Scheme, Table


@dataclass(frozen=True, slots=True)
class Updated:
    """A table brought up to date: the finished result, how many units were touched, and how many item scores were computed."""

    frame: pl.DataFrame
    units: int
    scores: int


class Updater:
    """Brings the tables of a round up to date, in the order of the scheme.

    `before` and `after` are the figures; `changed` says by unit which slots differ.
    """

    def __init__(
        self,
        scheme: Scheme,
        roster: Roster,
        before: Mapping[Period, Source],
        after: Mapping[Period, Source],
        changed: Mapping[str, frozenset[Slot]],
    ) -> None:
        self._scheme, self._roster = scheme, roster
        self._before, self._after = before, after
        self._changed = changed
        self._slots = frozenset(slot for slots in changed.values() for slot in slots)
        self._places: Mapping[str, int] = {}
        self._old: dict[str, pl.DataFrame] = {}
        self._new: dict[str, pl.DataFrame] = {}

    def update(self, table: Table, previous: pl.DataFrame) -> Updated:
        """The table's result after the change, from the finished one before it."""
        places = self._places = scales(previous.schema)
        old = whole(previous.lazy()).drop(RANK, TIED, GRADE).collect()
        units = set(old.filter(pl.col(UNIT).is_in(list(self._changed)))[UNIT])
        elsewhere = [item for item in table.items() if _looks_elsewhere(item.rule)]
        changed = [item for item in table.items() if item not in elsewhere and self._hangs_on(item.rule)]
        narrow = self._elsewhere(table, elsewhere, old)
        moved = (set() if narrow is None else narrow.moved) - units
        if not changed and not elsewhere and not any(self._hangs_on(v.condition) for v in table.vetoes):
            units = set()
        parts, scores = [], 0
        for rows, items in ((units, [*changed, *elsewhere]), (moved, elsewhere)):
            if rows:
                parts.append(self._computed(table, old, rows, items, narrow))
                scores += len(rows) * len(items)
        new = _replaced(old, parts, units | moved)
        seated = self._seated(table, new).with_columns(standing_columns(table, places, new.columns))
        placed = standings(table, seated)
        self._old[table.name], self._new[table.name] = self._seated(table, old), self._seated(table, new)
        full = new.hstack([placed[name] for name in (RANK, TIED, GRADE)])
        return Updated(_finished(full, table, places), len(units | moved), scores)

    def _hangs_on(self, rule: Node) -> bool:
        return bool(self._slots & frozenset(slots_of([rule], self._scheme.period)))

    def _seated(self, table: Table, result: pl.DataFrame) -> pl.DataFrame:
        """A result with each unit's class and the one above."""
        seats = self._roster.at(table.level).select(UNIT, CLASS, PARENT)
        return result.join(seats, on=UNIT, how="left", maintain_order="left")

    def _elsewhere(self, table: Table, items: Sequence[Item], old: pl.DataFrame) -> "_Narrow | None":
        """What peers and units below came to, and for whom that is not what it was; None where nobody looks at them."""
        conditions = [veto.condition for veto in table.vetoes]
        if not items and not any(_looks_elsewhere(condition) for condition in conditions):
            return None
        rules = [*(item.rule for item in items), *conditions]
        now = self._answers(table, rules, items, old, self._after, self._new)
        then = self._answers(table, rules, items, old, self._before, self._old)
        return _Narrow(now, _differing(then, now))

    def _answers(
        self,
        table: Table,
        rules: Iterable[Node],
        items: Sequence[Item],
        old: pl.DataFrame,
        sources: Mapping[Period, Source],
        totals: Mapping[str, pl.DataFrame],
    ) -> pl.DataFrame:
        """What everybody's peers and units below come to: narrow columns, one row a unit."""
        cohort = self._reader(sources).read(table, slots_of(rules, self._scheme.period))
        program = self._program(table, cohort, items, old, totals)
        parts = []
        for block in cohort.blocks():
            frame = self._with_below(program, block, totals)
            below = [name for each in program.below for name in (each.name, f"{each.name}|unsure")]
            peers = [column for job in program.peers for column in job.outputs()]
            parts.append(
                computed(program.peer_steps.added_to(frame).select(UNIT, CLASS, PARENT, *peers, *below))
            )
        everybody = pl.concat(parts)
        found = answers(program.peers, everybody)
        return found.hstack(everybody.select(pl.col("^below.*$")).get_columns())

    def _reader(self, sources: Mapping[Period, Source]) -> CohortReader:
        return CohortReader(self._scheme, self._roster, sources)

    def _program(
        self,
        table: Table,
        cohort: Cohort,
        items: Sequence[Item],
        old: pl.DataFrame,
        totals: Mapping[str, pl.DataFrame],
    ) -> Program:
        """The table with these items computed and the others as they were."""
        codes = {item.code for item in items}
        known = {
            item.code: _known(item, old, self._places[ITEM + item.code])
            for item in table.items()
            if item.code not in codes
        }
        bounds = {name: (*_range(each), _precision(self._scheme, name)) for name, each in totals.items()}
        return compile_table(self._scheme, table, cohort.layout, self._roster.classes, bounds, known)

    def _with_below(
        self, program: Program, frame: pl.LazyFrame, totals: Mapping[str, pl.DataFrame]
    ) -> pl.LazyFrame:
        precisions = {name: _precision(self._scheme, name) for name in totals}
        return below_columns(program, frame, totals, precisions)

    def _computed(
        self,
        table: Table,
        old: pl.DataFrame,
        rows: set[str],
        items: Sequence[Item],
        narrow: "_Narrow | None",
    ) -> pl.DataFrame:
        """These items of these units, their groups, totals and vetoes."""
        rules = [*(item.rule for item in items), *(veto.condition for veto in table.vetoes)]
        cohort = self._reader(self._after).read(table, slots_of(rules, self._scheme.period))
        program = self._program(table, cohort, items, old, self._new)
        known = [name for name in old.columns if name.startswith((ITEM, WHY))]
        before = old.select(UNIT, *known).lazy()
        parts = []
        for block in cohort.blocks():
            frame = block.filter(pl.col(UNIT).is_in(list(rows)))
            frame = frame.join(before, on=UNIT, how="left", maintain_order="left")
            if narrow is not None:
                frame = frame.join(narrow.answers.lazy(), on=UNIT, how="left", maintain_order="left")
            parts.append(computed(program.scores(frame)))
        return pl.concat(parts)


@dataclass(frozen=True, slots=True)
class _Narrow:
    """What peers and units below came to, one row a unit, and the units for which that has changed."""

    answers: pl.DataFrame
    moved: set[str]


def _looks_elsewhere(rule: Node) -> bool:
    return any(isinstance(node, Peer | Subordinates) for node in walk(rule))


def _differing(then: pl.DataFrame, now: pl.DataFrame) -> set[str]:
    """The units whose answers are not what they were."""
    names = [name for name in dict.fromkeys((*then.columns, *now.columns)) if name != UNIT]
    left, right = (_with_all(frame, names) for frame in (then, now))
    both = left.join(right, on=UNIT, how="full", suffix="|now", coalesce=True)
    if not names:
        return set()
    differs = [pl.col(name).ne_missing(pl.col(f"{name}|now")) for name in names]
    return set(both.filter(pl.any_horizontal(differs))[UNIT])


def _with_all(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """With a column that only the other has: nobody is unsure there, and nobody absent for another reason."""
    lacking = [name for name in names if name not in frame.columns]
    empty = [pl.lit(False if name.endswith("|unsure") else None).alias(name) for name in lacking]
    return frame.with_columns(empty)


def _known(item: Item, result: pl.DataFrame, places: int) -> Number:
    """An item's score as it stands in a result of whole numbers."""
    name, why = ITEM + item.code, WHY + item.code
    low, high = _ends(result[name])
    bits = next(bits for bits, dtype in TYPES.items() if result.schema[name] == dtype)
    says_why = why in result.columns
    absent = Absent(ALL_ABSENCES if says_why else JUST_MISSING, pl.col(why) if says_why else None)
    return Number(Whole.column(name, low, high, bits), Whole.of(10**places), absent)


def _replaced(old: pl.DataFrame, parts: Sequence[pl.DataFrame], rows: set[str]) -> pl.DataFrame:
    """The result with these rows in the place of those before, in the same order."""
    if not parts:
        return old
    order = old.select(UNIT).with_row_index("#order")
    kept = old.filter(~pl.col(UNIT).is_in(list(rows)))
    fresh = [part.select(pl.exclude("^#.*$")) for part in parts]
    together = pl.concat([kept, *fresh], how="diagonal_relaxed")
    filled = together.with_columns(list(_told(together)))
    return filled.join(order, on=UNIT, how="left").sort("#order").drop("#order")


def _told(result: pl.DataFrame) -> Iterator[pl.Expr]:
    """Where one part of the rows says why there is no score, the rows that do not are missing."""
    for name in result.columns:
        if name.startswith(WHY):
            score = pl.col(ITEM + name.removeprefix(WHY))
            missing = pl.lit(MISSING, dtype=pl.Int8)
            yield pl.when(score.is_null()).then(pl.coalesce(name, missing)).alias(name)


def _finished(result: pl.DataFrame, table: Table, places: Mapping[str, int]) -> pl.DataFrame:
    bounds = {name: _ends(result[name]) for name in places}
    return as_written(result.lazy(), table, places, bounds).collect()


def _ends(column: pl.Series) -> tuple[int, int]:
    low, high = column.min() or 0, column.max() or 0
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low, high


def _range(result: pl.DataFrame) -> tuple[int, int]:
    return _ends(result[TOTAL])


def _precision(scheme: Scheme, name: str) -> int:
    table = scheme.table(name)
    assert table is not None
    return table.precision
