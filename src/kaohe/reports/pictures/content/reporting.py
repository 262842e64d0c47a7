"""What has been reported of what is asked for: units × measures, counted figure by figure."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kaohe.core import Absence, Period
from kaohe.facts import AssessedUnit, Fact, Facts, Units
from kaohe.facts.model import Role, State
from kaohe.facts.needs import Ask, asks, clauses, department_of, inside
from kaohe.scheme.model import Scheme, Supply

Due = Callable[[Ask], date | None]
"""Until when a figure is to be in; None: it cannot be late."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many figures are in on time, in late, returned (to be reported again), and not in."""

    reported: int = 0
    late: int = 0
    returned: int = 0
    missing: int = 0

    @property
    def asked(self) -> int:
        return self.reported + self.late + self.returned + self.missing

    @property
    def there(self) -> int:
        return self.reported + self.late

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.reported + other.reported,
            self.late + other.late,
            self.returned + other.returned,
            self.missing + other.missing,
        )


@dataclass(frozen=True, slots=True)
class ReportedMeasure:
    """A column: a measure and who is responsible for it."""

    measure: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class ReportingRow:
    """A unit and its count for each measure, in the order of the columns; nothing asked: an empty count."""

    unit: str
    name: str
    counts: tuple[Count, ...]

    @property
    def whole(self) -> Count:
        return sum(self.counts, Count())


@dataclass(frozen=True, slots=True)
class Reporting:
    """The state of reporting of the units of one level."""

    level: str
    period: str
    measures: tuple[ReportedMeasure, ...]
    rows: tuple[ReportingRow, ...]

    @property
    def whole(self) -> Count:
        return sum((row.whole for row in self.rows), Count())


def reporting_of(
    scheme: Scheme,
    units: Units,
    facts: Facts,
    level: str,
    *,
    due: Due | None = None,
    supplies: Container[Supply] = tuple(Supply),
) -> Reporting:
    """Figures of the scheme's own period, targets apart. A figure is late by the date of its `at` (ISO); without a
    date it is not. 不适用 is an answer; a returned figure is none.
    """
    uses = clauses(scheme)
    wanted: dict[str, list[Ask]] = {}
    for ask in asks(scheme):
        own = ask.role is Role.ACTUAL and inside(ask.period, scheme.period)
        if own and level in ask.levels and ask.measure.supply in supplies:
            wanted.setdefault(ask.measure.id, []).append(ask)
    given = {(fact.unit, fact.measure, fact.period): fact for fact in facts if fact.role is Role.ACTUAL}
    measures = [scheme.measures[name] for name in wanted]
    return Reporting(
        level=level,
        period=scheme.period.label,
        measures=tuple(ReportedMeasure(m.id, m.name, department_of(m, uses.get(m.id, ()))) for m in measures),
        rows=tuple(
            ReportingRow(unit.id, unit.name, tuple(_counts(unit, wanted, given, due)))
            for unit in units.at(level)
        ),
    )


Given = Mapping[tuple[str, str, Period], Fact]


def _counts(
    unit: AssessedUnit, wanted: Mapping[str, list[Ask]], given: Given, due: Due | None
) -> Iterator[Count]:
    for name, asked in wanted.items():
        yield sum(
            (_count(given.get((unit.id, name, ask.period)), due and due(ask)) for ask in asked), Count()
        )


def _count(fact: Fact | None, limit: date | None) -> Count:
    if fact is None or fact.value in (Absence.MISSING, Absence.PENDING):
        return Count(missing=1)
    if fact.state is State.RETURNED:
        return Count(returned=1)
    day = _day(fact.at)
    return Count(late=1) if limit is not None and day is not None and day > limit else Count(reported=1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
