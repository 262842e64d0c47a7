"""Everything papers are written from: a round that was scored (or only planned), last year's, and the office's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.reports.office import Office
from kaohe.results.explain import Reasons
from kaohe.results.inputs import Inputs
from kaohe.results.round import RoundResult, TableResult, scored_units
from kaohe.results.standing import Standing
from kaohe.scheme.model import Scheme, Table


@dataclass(frozen=True, slots=True)
class LastYear:
    """The round before: its own scheme, units, figures and result."""

    inputs: Inputs
    result: RoundResult


@dataclass(frozen=True, slots=True)
class Material:
    """What papers are written from. `result` None: the round is planned and nothing has been scored yet."""

    scheme: Scheme
    units: Units
    facts: Facts
    office: Office
    result: RoundResult | None = None
    inputs: Inputs | None = None
    last_year: LastYear | None = None

    def reasons(self) -> Reasons:
        """Why points were lost, in a line each."""
        return Reasons({measure.id: measure.name for measure in self.scheme.measures.values()})

    def scored(self) -> Iterator[tuple[Table, AssessedUnit]]:
        """Every unit with each table that scores it."""
        for table in self.scheme.tables:
            for unit in scored_units(table, self.units):
                yield table, unit

    def standings(self) -> Iterator[tuple[TableResult, Standing]]:
        """Everybody's standing, table by table, in the order of the units' list."""
        for table in self.result.tables if self.result else ():
            by_unit = {standing.tally.unit.id: standing for standing in table.standings}
            for unit in scored_units(table.table, self.units):
                yield table, by_unit[unit.id]
