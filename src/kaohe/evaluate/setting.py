"""What a rule is evaluated in: the setting that all units of a table share, and the context of one unit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, FactValue, Number, Period
from kaohe.evaluate.trace import Plan, Trace
from kaohe.facts import AssessedUnit, Facts, Role, Units
from kaohe.rules import Cohort, Peer
from kaohe.scheme.model import Measure

Total = tuple[Decimal | Absence, bool]
"""A unit's shown total in another table, and whether it is provisional."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What peers came to when they were looked at all together: the value for one unit, of how many, while how many were
    waited for, and whether it may still change.
    """

    value: Number | Absence
    peers: int
    waiting: int
    unsure: bool


class Setting:
    """Units, facts, standing targets and earlier totals: the same for every unit that a table scores.

    `cohort` are the units that the table scores. Peers' figures are computed once, when a rule first
    asks for them, from facts alone; so the cohort is frozen before anybody's score depends on it. Where they
    have been computed elsewhere, for more units than are at hand here, `frozen` says what they came to for the one unit.
    """

    def __init__(
        self,
        *,
        period: Period,
        units: Units,
        cohort: Iterable[AssessedUnit],
        facts: Facts,
        measures: Mapping[str, Measure] | None = None,
        totals: Mapping[tuple[str, str], Total] | None = None,
        frozen: Mapping[tuple[Peer, Period], Frozen] | None = None,
    ) -> None:
        self.period = period
        self.units = units
        self.cohort = tuple(cohort)
        self.facts = facts
        self.measures = measures or {}
        self.totals = totals or {}
        self.frozen = frozen or {}
        self._standing: dict[str, dict[str, FactValue]] = {}
        self._peers: dict[tuple[Peer, Period], dict[str, Trace]] = {}

    def context(self, unit: AssessedUnit, period: Period | None = None) -> "Context":
        """One unit, in the period of the round unless another is named."""
        return Context(self, unit, period or self.period)

    def targets(self, unit: AssessedUnit, period: Period) -> Mapping[str, FactValue]:
        """Targets by measure: the unit's for this period, else for the whole, else the standing ones."""
        own = _given(self.facts.row(unit.id, period, Role.TARGET))
        if not _inside(period, self.period):
            return own
        whole = _given(self.facts.row(unit.id, self.period, Role.TARGET))
        return {**self._standing_targets(unit.unit_class), **whole, **own}

    def _standing_targets(self, unit_class: str) -> dict[str, FactValue]:
        if unit_class not in self._standing:
            targets = {name: m.standing_target(unit_class) for name, m in self.measures.items()}
            self._standing[unit_class] = {name: value for name, value in targets.items() if value is not None}
        return self._standing[unit_class]

    def peers(self, node: Peer, of: Plan, context: "Context") -> dict[str, Trace]:
        """What every unit of the cohort has for `of` in the context's period, by unit id."""
        key = (node, context.period)
        if key not in self._peers:
            self._peers[key] = {unit.id: of(self.context(unit, context.period)) for unit in self.cohort}
        everyone = self._peers[key]
        same = _SAME[node.among]
        return {unit.id: everyone[unit.id] for unit in self.cohort if same(unit, context.unit)}


_SAME: dict[Cohort, Callable[[AssessedUnit, AssessedUnit], bool]] = {
    Cohort.ALL: lambda _peer, _unit: True,
    Cohort.CLASS: lambda peer, unit: peer.unit_class == unit.unit_class,
    Cohort.PARENT: lambda peer, unit: peer.parent == unit.parent,
}


def _given(row: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The targets that stand: one that was returned is none, so that the next in line holds."""
    return {measure: value for measure, value in row.items() if value is not Absence.MISSING}


def _inside(period: Period, whole: Period) -> bool:
    first, last = period.year * 12 + period.month, whole.year * 12 + whole.month
    return last <= first and first + period.months <= last + whole.months


class Context:
    """One unit in one period: what `Given` and `Target` look up."""

    __slots__ = ("_targets", "actuals", "period", "setting", "unit")

    def __init__(self, setting: Setting, unit: AssessedUnit, period: Period) -> None:
        self.setting = setting
        self.unit = unit
        self.period = period
        self.actuals = setting.facts.row(unit.id, period)
        self._targets: Mapping[str, FactValue] | None = None

    @property
    def targets(self) -> Mapping[str, FactValue]:
        """Targets by measure, gathered when a rule first asks."""
        if self._targets is None:
            self._targets = self.setting.targets(self.unit, self.period)
        return self._targets

    def in_period(self, period: Period) -> "Context":
        """The same unit in another period."""
        return Context(self.setting, self.unit, period)


def as_number(value: FactValue) -> Number | Absence:
    """A fact's value where a number is due."""
    if isinstance(value, bool | str):
        raise TypeError(f"{value!r} stands where a number is due; facts are validated before they are scored")
    return value if isinstance(value, Decimal | Absence) else value.exact
