"""What is known of the figures before any is read: where each stands, how it is held, within which bounds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kaohe.core import Absence, Period
from kaohe.facts import Role
from kaohe.facts.needs import form_of
from kaohe.facts.values import MOST, places_of
from kaohe.rules import ByLevel, Discretion, Given, LastYear, LevelIs, Node, OverPeriods, Target
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Table

UNIT, CLASS, PARENT = "单位", "#class", "#parent"
"""Columns of a frame beside its figures: the unit's id, the number of its class, the id of the unit above."""

ALL_ABSENCES = frozenset(Absence)
JUST_MISSING = frozenset({Absence.MISSING})


class Slot(NamedTuple):
    """Where a figure stands: what the unit did, or what was asked of it, by a measure, in a period."""

    role: Role
    measure: str
    period: Period

    @property
    def column(self) -> str:
        """The column of its figure: a whole number, yes or no, or the number of a level."""
        return f"{self.role.value}|{self.period}|{self.measure}"

    @property
    def whole(self) -> str:
        """The column of a ratio's second count."""
        return f"{self.column}|whole"

    @property
    def why(self) -> str:
        """The column that says why there is no figure (`columns.CODES`); null where there is one."""
        return f"{self.column}|why"


@dataclass(frozen=True, slots=True)
class Field:
    """How a slot's column is to be understood.

    A number is held as a whole number of 10^-`places`, from `low` to `high`; of a ratio that is the part (the first
    count), and `whole_low` to `whole_high` the second. A level is held as its place in `levels`. `absences` are those
    that may occur; where there is only one, a null says it, and there is no `why` column.
    """

    kind: MeasureKind
    places: int = 0
    low: int = 0
    high: int = 0
    whole_low: int = 1
    whole_high: int = 1
    per: int = 1
    levels: tuple[str, ...] = ()
    absences: frozenset[Absence] = ALL_ABSENCES


Layout = Mapping[Slot, Field]
"""By slot; a slot that is not in it was reported by nobody."""


def declared(scheme: Scheme, slot: Slot) -> Field:
    """What the scheme says of a figure: its places and range, and that it may be absent in every way."""
    measure = form_of(scheme, scheme.measures[slot.measure], slot.role)
    if measure is None:
        raise ValueError(f"{slot.measure} has no target")
    return field_of(measure)


def field_of(measure: Measure) -> Field:
    """How a measure's figures are held, from its declared range."""
    match measure.kind:
        case MeasureKind.YES_NO:
            return Field(measure.kind)
        case MeasureKind.LEVEL:
            return Field(measure.kind, levels=measure.levels)
        case MeasureKind.RATIO:
            most = int(MOST)
            return Field(measure.kind, 0, 0, most, 1, most, measure.per)
    places = places_of(measure)
    low, high = measure.bounds
    return Field(
        measure.kind,
        places,
        scaled(-MOST if low is None else low, places),
        scaled(MOST if high is None else high, places),
    )


def scaled(number: Decimal, places: int) -> int:
    """The number as a whole number of 10^-places, outward where it has more places (a bound may)."""
    units = number.scaleb(places)
    whole = int(units)
    return whole if whole == units else whole + (1 if units > 0 else -1)


def slots(table: Table, period: Period) -> tuple[Slot, ...]:
    """Every slot that the table's rules look at, in the order of the rules."""
    return slots_of(
        [*(item.rule for item in table.items()), *(veto.condition for veto in table.vetoes)], period
    )


def slots_of(rules: Iterable[Node], period: Period) -> tuple[Slot, ...]:
    """Every slot that these rules look at in a period."""
    return tuple(dict.fromkeys(slot for rule in rules for slot in _slots(rule, period, period)))


def _slots(node: Node, period: Period, whole: Period) -> Iterator[Slot]:
    match node:
        case Given(measure) | LevelIs(measure) | ByLevel(measure) | Discretion(measure):
            yield Slot(Role.ACTUAL, measure, period)
        case Target(measure):
            yield Slot(Role.TARGET, measure, period)
            yield Slot(Role.TARGET, measure, whole)
        case LastYear():
            yield from _slots(node.of, period.years_later(-1), whole)
        case OverPeriods() if node.cadence.months < period.months:
            for part in period.parts(node.cadence):
                yield from _slots(node.of, part, whole)
        case _:
            for child in node.children():
                yield from _slots(child, period, whole)
