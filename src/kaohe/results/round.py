"""A whole round scored: every table, every unit, ranks, grades and what follows."""

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.core import Problem
from kaohe.core.numbers import exactly
from kaohe.core.problem import Place, Severity
from kaohe.evaluate import Setting
from kaohe.evaluate.setting import Total
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.results.consequences import NO_HISTORY, Consequences, History, ListResult
from kaohe.results.standing import Standing, standings
from kaohe.results.tally import Tallier
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


def score_scheme(scheme: Scheme, units: Units, facts: Facts, history: History = NO_HISTORY) -> RoundResult:
    """Score everything. The order of units matters only where the standings leave them equal."""
    totals: dict[tuple[str, str], Total] = {}
    results: list[TableResult] = []
    with exactly():
        for table in scheme.tables:
            result = _score_table(scheme, table, units, facts, totals, history)
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
    order = standings(table, [tallier.tally(setting.context(unit)) for unit in cohort])
    consequences = Consequences(table, order, setting, history)
    lists = consequences.run()
    problems = [*_nobody(table, cohort), *consequences.problems]
    return TableResult(table, order, lists, tuple(problems))


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
