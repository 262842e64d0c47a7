"""A whole round scored: every table, every unit, ranks, grades and what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaohe.core import Problem
from kaohe.core.numbers import exactly
from kaohe.core.problem import Place, Severity
from kaohe.evaluate import Setting
from kaohe.evaluate.setting import Total
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.results.consequences import NO_HISTORY, Consequences, History, ListResult
from kaohe.results.standing import Standing, standings
from kaohe.results.tally import Tallier, Tally
from kaohe.scheme.model import Scheme, Table


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table: everybody's standing, best first, and the lists that follow from it."""

    table: Table
    standings: tuple[Standing, ...]
    lists: tuple[ListResult, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether any total may still change; then ranks, grades and lists may too."""
        return any(standing.tally.provisional for standing in self.standings)

    def of(self, unit: str) -> Standing | None:
        return next((s for s in self.standings if s.tally.unit.id == unit), None)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The whole result of a scheme over units and facts. A provisional one cannot be published."""

    scheme: Scheme
    tables: tuple[TableResult, ...]

    @property
    def provisional(self) -> bool:
        return any(table.provisional for table in self.tables)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for table in self.tables for problem in table.problems)

    def of(self, unit: str) -> Iterator[tuple[TableResult, Standing]]:
        """A unit's standing in every table that scores it."""
        for table in self.tables:
            standing = table.of(unit)
            if standing is not None:
                yield table, standing


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was scored before, of which a later scoring takes over what cannot have changed."""

    units: Units
    facts: Facts
    result: RoundResult


def score_scheme(
    scheme: Scheme, units: Units, facts: Facts, history: History = NO_HISTORY, earlier: Earlier | None = None
) -> RoundResult:
    """Score everything. The order of units matters only where the standings leave them equal.

    `earlier`: a result of the very same scheme. The answer is the one there would be without it; units whose figures are the same keep
    the scores of all items that look at nobody else.
    """
    totals: dict[tuple[str, str], Total] = {}
    known = _known(scheme, units, facts, earlier)
    results: list[TableResult] = []
    with exactly():
        for table in scheme.tables:
            result = _score_table(scheme, table, units, facts, totals, history, known)
            for standing in result.standings:
                total = standing.tally.total
                totals[table.name, standing.tally.unit.id] = (total, standing.tally.provisional)
            results.append(result)
    return RoundResult(scheme, tuple(results))


def scored_units(table: Table, units: Units) -> tuple[AssessedUnit, ...]:
    """The units that a table scores: those of its level."""
    return units.at(table.level)


def _score_table(
    scheme: Scheme,
    table: Table,
    units: Units,
    facts: Facts,
    totals: dict[tuple[str, str], Total],
    history: History,
    known: Mapping[tuple[str, str], Tally],
) -> TableResult:
    cohort = scored_units(table, units)
    setting = Setting(
        period=scheme.period,
        units=units,
        cohort=cohort,
        facts=facts,
        measures=scheme.measures,
        totals=totals,
    )
    tallier = Tallier(table)
    tallies = [tallier.tally(setting.context(unit), known.get((table.name, unit.id))) for unit in cohort]
    order = standings(table, tallies)
    consequences = Consequences(table, order, setting, history)
    lists = consequences.run()
    problems = [*_nobody(table, cohort), *consequences.problems]
    return TableResult(table, order, lists, tuple(problems))


def _known(
    scheme: Scheme, units: Units, facts: Facts, earlier: Earlier | None
) -> dict[tuple[str, str], Tally]:
    """By table and unit, what was tallied before of units of whom nothing has changed."""
    if earlier is None or earlier.result.scheme is not scheme:
        return {}
    unlike = facts.units_unlike(earlier.facts)
    same = {unit.id for unit in {*units} & {*earlier.units} if unit.id not in unlike}
    return {
        (table.table.name, standing.tally.unit.id): standing.tally
        for table in earlier.result.tables
        for standing in table.standings
        if standing.tally.unit.id in same
    }


def _nobody(table: Table, cohort: tuple[AssessedUnit, ...]) -> Iterator[Problem]:
    if not cohort:
        yield Problem(
            "results.nobody-to-score",
            Severity.ERROR,
            f"“{table.name}”考核“{table.level}”，单位表里没有这个层级的单位。",
            "请核对单位表的“层级”与考核表的“对象”。",
            (table.where or Place(),),
        )


__all__ = ["RoundResult", "TableResult", "score_scheme", "scored_units"]
