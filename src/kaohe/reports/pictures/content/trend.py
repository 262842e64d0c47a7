"""Totals or ranks over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import Absence, Number, round_half_up
from kaohe.core.numbers import add, divide
from kaohe.results import RoundResult, TableResult


class TrendOf(Enum):
    """What is followed: points (more is better) or a rank (1 is best)."""

    POINTS = "points"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Course:
    """One line: a unit's (its id), or of something else (no id), and a value for each year; None where there is none."""

    name: str
    values: tuple[Number | None, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Years in their order, and the courses over them; the first is the one that matters."""

    title: str
    years: tuple[str, ...]
    courses: tuple[Course, ...]
    of: TrendOf = TrendOf.POINTS


def trend_of(
    title: str,
    values: Sequence[tuple[str, Number | None]],
    name: str,
    unit: str = "",
    of: TrendOf = TrendOf.POINTS,
) -> Trend:
    """A single course from pairs of year and value."""
    years = tuple(year for year, _ in values)
    return Trend(title, years, (Course(name, tuple(value for _, value in values), unit),), of)


def totals_over(rounds: Sequence[RoundResult], table: str, unit: str) -> Trend:
    """A unit's total in one table over several rounds, beside the mean of all units. A year in which the table or
    the unit is not found has no value.
    """
    name, own, means = unit, [], []
    for result in rounds:
        found = _table(result, table)
        standing = found.of(unit) if found else None
        if standing is not None:
            name = standing.tally.unit.name
        own.append(standing.tally.total if standing and isinstance(standing.tally.total, Decimal) else None)
        means.append(mean_total(found) if found else None)
    courses = (Course(name, tuple(own), unit), Course("平均", tuple(means)))
    return Trend(f"{name}历年总分", _years(rounds), courses)


def ranks_over(rounds: Sequence[RoundResult], table: str, units: Sequence[str]) -> Trend:
    """Units' ranks over several rounds. Not ranked: no value in that year."""
    courses = []
    for unit in units:
        name, ranks = unit, []
        for result in rounds:
            found = _table(result, table)
            standing = found.of(unit) if found else None
            name = standing.tally.unit.name if standing else name
            ranks.append(None if standing is None or standing.rank is None else Decimal(standing.rank))
        courses.append(Course(name, tuple(ranks), unit))
    whose = courses[0].name if len(courses) == 1 else f"{len(courses)}个单位"
    return Trend(f"{whose}历年名次", _years(rounds), tuple(courses), TrendOf.RANK)


def mean_total(table: TableResult) -> Number | None:
    """The mean of all totals at the table's precision; None where nobody has one."""
    totals = [s.tally.total for s in table.standings if not isinstance(s.tally.total, Absence)]
    if not totals:
        return None
    total: Number = Decimal(0)
    for each in totals:
        total = add(total, each)
    return round_half_up(divide(total, Decimal(len(totals))), table.table.precision)


def _table(result: RoundResult, name: str) -> TableResult | None:
    return next((table for table in result.tables if table.table.name == name), None)


def _years(rounds: Sequence[RoundResult]) -> tuple[str, ...]:
    return tuple(result.scheme.period.label for result in rounds)
