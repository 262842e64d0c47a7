"""The four rates of a round, computed by the library from its forms: what came, when, and what stands in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kaohe.core import Period
from kaohe.facts import Fact, Facts, Units
from kaohe.facts import Role as FactRole
from kaohe.facts.quality.deliveries import Delivery
from kaohe.facts.quality.rate_facts import percent
from kaohe.facts.quality.rates import RATES, Flaw, Quality, Tally, quality_of
from kaohe.facts.quality.rules import Rate
from kaohe.scheme.model import Supply
from kaohe.web.accounts.models import User
from kaohe.web.filing.data_rules import rules_of
from kaohe.web.filing.facts import facts_in
from kaohe.web.filing.models import Filing
from kaohe.web.filing.shape import FormKey, shape_for
from kaohe.web.filing.standing import due_days, due_of
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import units_for

_FEW = 5
"""Figures of more units than these are read with everybody's, which the process remembers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rate as a page shows it."""

    text: str
    part: int
    whole: int

    @property
    def lacking(self) -> bool:
        return self.part < self.whole


@dataclass(frozen=True, slots=True)
class QualityLine:
    """One unit, one period, or all."""

    name: str
    code: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A flaw as a page shows it."""

    unit: str
    period: str
    rate: str
    measure: str
    text: str


def quality_for(user: User, round: Round) -> tuple[Quality, dict[str, RoundUnit]]:
    """The rates of the units that somebody sees, as of today, and those units by code; the same number of queries for all."""
    units = {unit.code: unit for unit in units_for(user, round)}
    return quality_of_units(round, list(units.values())), units


def quality_of_units(round: Round, units: Sequence[RoundUnit]) -> Quality:
    """The rates of some units. A form that was never handed in has not come, whatever stands in it."""
    shape = shape_for(round)
    deliveries = _deliveries(round, shape.keys_of_units({unit.code: unit.level for unit in units}))
    came = {(delivery.unit, delivery.period) for delivery in deliveries if delivery.received is not None}
    codes = {unit.code for unit in units}
    scheme = shape.scheme
    own = {name for name, measure in scheme.measures.items() if measure.supply is Supply.REPORTED}
    facts = Facts(
        fact
        for fact in figures_of_both_years(round, codes)
        if fact.measure not in own or fact.role is not FactRole.ACTUAL or (fact.unit, fact.period) in came
    )
    assessed = Units(unit.as_assessed() for unit in units)
    return quality_of(scheme, assessed, facts, deliveries, rules_of(round), on=timezone.localdate())


def figures_of_both_years(round: Round, codes: set[str]) -> Iterator[Fact]:
    """This round's figures of these units, and last year's, which relations may look at."""
    scheme = shape_for(round).scheme
    wanted = codes if len(codes) <= _FEW else None
    known: dict[tuple[str, str, str, str], Fact] = {}
    for number in (round.before_id, round.pk):
        for fact in facts_in(number, scheme, wanted).each() if number else ():
            if fact.unit in codes:
                known[fact.key] = fact
    return iter(known.values())


def _deliveries(round: Round, keys: Sequence[FormKey]) -> list[Delivery]:
    """Every form as a delivery: due on its day; received when it was last handed in, late as it was decided then."""
    rows = Filing.objects.filter(round=round, unit__isnull=False).values_list(
        "unit__code", "period", "submitted_at", "late"
    )
    known = {(unit, Period.parse(period)): (at, late) for unit, period, at, late in rows}
    days = due_days(round)
    found = []
    for key in keys:
        at, late = known.get((key.unit, key.period), (None, False))
        received: date | None = timezone.localtime(at).date() if at else None
        due = due_of(days, key.period)
        decided = late if received is not None and (late or due is not None) else None
        found.append(Delivery(key.unit, key.period, due, received, late=decided))
    return found


def lines_of(quality: Quality, units: dict[str, RoundUnit], period: Period | None) -> list[QualityLine]:
    """A line a unit that owes something, over all periods or in one."""
    tallies = quality.by_unit(period)
    return [
        QualityLine(unit.name, code, _cells(tallies[code])) for code, unit in units.items() if code in tallies
    ]


def total_of(quality: Quality, period: Period | None) -> tuple[Cell, ...]:
    """All units together."""
    if period is None:
        return _cells(quality.total)
    return _cells(quality.by_period().get(period, dict.fromkeys(RATES, Tally())))


def period_lines(quality: Quality) -> list[tuple[Period, tuple[Cell, ...]]]:
    """A line a period."""
    return [(period, _cells(tallies)) for period, tallies in quality.by_period().items()]


def flaws_of(
    quality: Quality,
    units: dict[str, RoundUnit],
    names: dict[str, str],
    *,
    unit: str = "",
    period: Period | None = None,
) -> list[Shown]:
    """What the rates lack, of one unit or of all, in one period or in all."""

    def wanted(flaw: Flaw) -> bool:
        return (not unit or flaw.unit == unit) and (period is None or flaw.period == period)

    return [
        Shown(units[f.unit].name, f.period.label, f.rate.label, names.get(f.measure, ""), f.text)
        for f in quality.flaws
        if wanted(f)
    ]


def _cells(tallies: Mapping[Rate, Tally]) -> tuple[Cell, ...]:
    return tuple(Cell(percent(tallies[rate]), tallies[rate].part, tallies[rate].whole) for rate in RATES)


def csv_rows(quality: Quality, units: dict[str, RoundUnit]) -> Iterator[tuple[str, ...]]:
    """A row a unit × period with the two counts of every rate, for the export."""
    for row in quality.rows:
        cells = [text for rate in RATES for text in _counts(row.tallies[rate])]
        yield (row.unit, units[row.unit].name, str(row.period), *cells)


def _counts(tally: Tally) -> tuple[str, str, str]:
    return percent(tally, 2), str(tally.part), str(tally.whole)


def heads() -> tuple[str, ...]:
    """The names of the rates, in their order."""
    return tuple(rate.label for rate in Rate)
