"""One unit of a columnar result, computed again by the interpreter that keeps the record: why this score.

There is no second explanation. The unit's figures, and what its peers and the units below came to, are taken from the
columnar run; rules, totals and reasons are those of `results.tally`. The two must agree to the last digit.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from kaohe.batch.layout import PARENT, UNIT
from kaohe.batch.roster import Roster
from kaohe.batch.running import Run
from kaohe.batch.standing import GRADE, RANK, TIED
from kaohe.batch.tally import ITEM, PROVISIONAL, TOTAL
from kaohe.batch.watching import Watched
from kaohe.core import Absence
from kaohe.core.numbers import exactly
from kaohe.evaluate import Frozen, Setting
from kaohe.evaluate.setting import Total
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.standing import Standing
from kaohe.results.tally import Tallier, Tally
from kaohe.scheme.model import Table


class ReplayDiffersError(AssertionError):
    """The two interpreters do not agree: a bug, whatever the figures."""


def replay(run: Run, unit: AssessedUnit) -> RoundResult:
    """The unit's whole result, with traces, out of a run that watched it. Tables that do not score it are left out."""
    tables = []
    for name, watched in run.watched.items():
        table = run.scored[name].table
        tally = _tally(run, table, unit, watched)
        line = watched.line
        _agree(run, tally, line)
        standing = Standing(tally, line[RANK], bool(line[TIED]), line[GRADE] or "")
        tables.append(TableResult(table, (standing,), ()))
    return RoundResult(run.scheme, tuple(tables))


def _tally(run: Run, table: Table, unit: AssessedUnit, watched: Watched) -> Tally:
    frozen = {key: Frozen(a.value, a.peers, a.waiting, a.unsure) for key, a in watched.peers.items()}
    below, totals = _below(run, run.roster, unit)
    setting = Setting(
        period=run.scheme.period,
        units=Units([unit, *below]),
        cohort=(unit,),
        facts=Facts(watched.facts),
        measures=run.scheme.measures,
        totals=totals,
        frozen=frozen,
    )
    with exactly():
        return Tallier(table).tally(setting.context(unit))


def _below(
    run: Run, roster: Roster, unit: AssessedUnit
) -> tuple[list[AssessedUnit], Mapping[tuple[str, str], Total]]:
    """The units directly below, and what they came to in every table that scored them."""
    children = roster.table.filter(pl.col(PARENT) == unit.id)[UNIT].to_list()
    units = [found for child in children if (found := roster.unit(child)) is not None]
    totals: dict[tuple[str, str], Total] = {}
    for name, scored in run.scored.items():
        rows = scored.narrow.filter(pl.col(PARENT) == unit.id).select(UNIT, TOTAL, PROVISIONAL)
        for child, total, unsure in rows.iter_rows():
            value = (
                Absence.NOT_APPLICABLE if total is None else Decimal(total).scaleb(-scored.table.precision)
            )
            totals[name, child] = (value, unsure)
    return units, totals


def _agree(run: Run, tally: Tally, line: Mapping[str, object]) -> None:
    """Every item and the total must be what the columns say."""
    places = run.scored[tally.table.name].program.outputs.places
    pairs: Iterable[tuple[str, Decimal | Absence]] = [
        *((ITEM + score.item.code, score.score) for score in tally.items()),
        (TOTAL, tally.total),
    ]
    for name, value in pairs:
        found = line[name]
        wanted = None if isinstance(value, Absence) else int(value.scaleb(places[name]))
        if found != wanted:
            raise ReplayDiffersError(f"{tally.unit.id} {name}: {found} by columns, {wanted} step by step")
    if bool(line[PROVISIONAL]) is not tally.provisional:
        raise ReplayDiffersError(f"{tally.unit.id}: provisional")
