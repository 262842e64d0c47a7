"""Targets against actual figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Number
from kaohe.core.numbers import subtract
from kaohe.evaluate import Setting
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.scheme.model import Measure, Scheme


@dataclass(frozen=True, slots=True)
class Aim:
    """One target and what was done. `actual` as reported (a ratio as its two counts); `label` names the row."""

    unit: str
    measure: str
    label: str
    told: str
    target: Decimal
    actual: Decimal | CountRatio | Absence
    higher_is_better: bool | None
    sign: str = ""

    @property
    def figure(self) -> Number | Absence:
        return self.actual.exact if isinstance(self.actual, CountRatio) else self.actual

    @property
    def short(self) -> Number | None:
        """How far the figure stays short of the target, in the measure's own unit; zero where it is reached. None: it is not
        known, because there is no figure or the scheme does not say which way is better.
        """
        if isinstance(self.figure, Absence) or self.higher_is_better is None:
            return None
        above = subtract(self.figure, self.target)
        distance = -above if self.higher_is_better else above
        return distance if distance > 0 else Decimal(0)


@dataclass(frozen=True, slots=True)
class Aims:
    """Rows of one picture. `alike`: all are of one measure and share its axis; otherwise each is a share of its target."""

    title: str
    rows: tuple[Aim, ...]
    alike: bool = False


def aims_of_unit(scheme: Scheme, units: Units, facts: Facts, unit: AssessedUnit) -> Aims:
    """All targets of one unit for the scheme's whole period, in the order of the measures."""
    rows = tuple(
        aim
        for measure in scheme.measures.values()
        for aim in _aims(scheme, measure, units, facts, [unit], of_units=False)
    )
    return Aims(f"{unit.name}{scheme.period.label}目标完成情况", rows)


def aims_of_measure(
    scheme: Scheme, units: Units, facts: Facts, measure: Measure, among: Sequence[AssessedUnit]
) -> Aims:
    """One measure's target and figure of each of these units that has a target."""
    rows = tuple(_aims(scheme, measure, units, facts, among, of_units=True))
    return Aims(f"{scheme.period.label}{measure.name}目标完成情况", rows, alike=True)


def _aims(
    scheme: Scheme,
    measure: Measure,
    units: Units,
    facts: Facts,
    among: Sequence[AssessedUnit],
    *,
    of_units: bool,
) -> Iterator[Aim]:
    setting = Setting(period=scheme.period, units=units, cohort=(), facts=facts, measures=scheme.measures)
    for unit in among:
        target = setting.targets(unit, scheme.period).get(measure.id)
        if not isinstance(target, Decimal):
            continue
        actual = facts.row(unit.id, scheme.period).get(measure.id, Absence.MISSING)
        yield Aim(
            unit=unit.id,
            measure=measure.id,
            label=unit.name if of_units else measure.name,
            told=f"{unit.name} · {measure.name}",
            target=target,
            actual=_numeric(actual),
            higher_is_better=measure.higher_is_better,
            sign=measure.unit_label or str(measure.unit) * (measure.unit.label != ""),
        )


def _numeric(value: FactValue) -> Decimal | CountRatio | Absence:
    return Absence.MISSING if isinstance(value, bool | str) else value
