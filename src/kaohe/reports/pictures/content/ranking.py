"""The ranking as a picture shows it: each unit's points, in the order of the standings."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence
from kaohe.results import RoundResult, Standing, TableResult
from kaohe.scheme.model import Effect, Scope


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One unit: total = base + bonus + deduction (never positive), rounded; zero where a veto says so (`zeroed`).

    `rank` None: it is not ranked. `vetoes` and `cards` name what is in force.
    """

    unit: str
    name: str
    rank: int | None
    tied: bool
    grade: str
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal | Absence
    zeroed: bool = False
    vetoes: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """A table's ranking: those with a rank, best first, and those without. `grades` from the best down;
    `lines` the totals from which they are given; `within` says within whom ranks are counted.
    """

    table: str
    period: str
    full: Decimal
    units: tuple[RankedUnit, ...]
    grades: tuple[str, ...] = ()
    lines: tuple[tuple[str, Decimal], ...] = ()
    within: str = ""

    @property
    def ranked(self) -> tuple[RankedUnit, ...]:
        return tuple(unit for unit in self.units if unit.rank is not None)

    @property
    def apart(self) -> tuple[RankedUnit, ...]:
        return tuple(unit for unit in self.units if unit.rank is None)


WITHIN = {Scope.ALL: "", Scope.CLASS: "同类单位", Scope.PARENT: "同一上级的单位"}


def ranking_of(result: RoundResult, table: TableResult) -> Ranking:
    """The ranking of one table of a round."""
    grades = table.table.grades
    return Ranking(
        table=table.table.name,
        period=result.scheme.period.label,
        full=table.table.total,
        units=tuple(_unit(standing) for standing in table.standings),
        grades=tuple(grade.name for grade in grades),
        lines=tuple((grade.name, grade.at_least) for grade in grades if grade.at_least is not None),
        within=WITHIN[table.table.ranking.scope],
    )


def _unit(standing: Standing) -> RankedUnit:
    tally = standing.tally
    return RankedUnit(
        unit=tally.unit.id,
        name=tally.unit.name,
        rank=standing.rank,
        tied=standing.tied,
        grade=standing.grade,
        base=tally.base,
        bonus=tally.bonus,
        deduction=tally.deduction,
        total=tally.total,
        zeroed=tally.has(Effect.ZERO) and isinstance(tally.total, Decimal),
        vetoes=tuple(_in_force(standing, card=False)),
        cards=tuple(_in_force(standing, card=True)),
        provisional=tally.provisional,
    )


def _in_force(standing: Standing, *, card: bool) -> Iterator[str]:
    for outcome in standing.tally.vetoes:
        if outcome.in_force and outcome.veto.card is card:
            yield outcome.veto.name
