"""Standards by population become targets: what each unit has to have, with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, Number, Place, Problem, plain
from kaohe.core.numbers import add, divide, multiply, round_half_up, subtract, whole_steps
from kaohe.facts.findings import warning
from kaohe.facts.hints import unit_of
from kaohe.facts.model import Fact, Facts, Role, State
from kaohe.facts.quality.rules import Band, Standard
from kaohe.facts.units import AssessedUnit, Units
from kaohe.facts.values import places_of
from kaohe.rules import Fraction
from kaohe.scheme.model import Measure, Scheme

BY = "配备标准"


@dataclass(frozen=True, slots=True)
class Required:
    """What a standard asks of one unit. `value` None: it cannot be told, and `said` says why."""

    unit: str
    standard: Standard
    base: Decimal | Absence | None
    band: Band | None
    value: Decimal | None
    said: str


def required(
    standards: Iterable[Standard], scheme: Scheme, units: Units, facts: Facts
) -> tuple[Required, ...]:
    """Every unit that a standard is for, with what it asks; standard by standard, in the order of the units."""
    found = []
    for standard in standards:
        levels = standard.levels or _scored_levels(scheme)
        for unit in units:
            if unit.level in levels and (not standard.classes or unit.unit_class in standard.classes):
                found.append(_required(standard, scheme, unit, facts))
    return tuple(found)


def standard_targets(
    standards: Iterable[Standard], scheme: Scheme, units: Units, facts: Facts
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """The targets as facts, and of whom there is none, or another one.

    A target that the unit was given stands: nothing is put beside it, and where it differs that is said.
    """
    made, problems = [], []
    for one in required(standards, scheme, units, facts):
        unit, measure = units[one.unit], scheme.measures[one.standard.measure]
        place = Place(what=f"{unit.name} {measure.name}")
        if one.value is None:
            problems.append(
                warning(
                    "no-standard",
                    place,
                    f"{unit.name}的“{measure.name}”算不出标准：{one.said}",
                    "请补上，再算一遍。",
                )
            )
            continue
        given = facts.row(unit.id, scheme.period, Role.TARGET).get(measure.id)
        if given is None or given is Absence.MISSING:
            made.append(
                Fact(
                    unit.id,
                    measure.id,
                    scheme.period,
                    one.value,
                    Role.TARGET,
                    State.VERIFIED,
                    by=BY,
                    note=one.said,
                )
            )
        elif given != one.value:
            shown = plain(given) if isinstance(given, Decimal) else given
            message = f"{unit.name}的“{measure.name}”已下达目标 {shown}，标准是 {plain(one.value)}（{one.said}）；以下达的为准。"
            problems.append(warning("standard-differs", place, message, "请核对下达的目标。"))
    return tuple(made), tuple(problems)


def _scored_levels(scheme: Scheme) -> frozenset[str]:
    return frozenset(table.level for table in scheme.tables)


def _required(standard: Standard, scheme: Scheme, unit: AssessedUnit, facts: Facts) -> Required:
    base_measure, measure = scheme.measures[standard.base], scheme.measures[standard.measure]
    period = scheme.period.years_later(-1) if standard.last_year else scheme.period
    base, name = (
        facts.row(unit.id, period).get(standard.base),
        f"{'上年' if standard.last_year else ''}{base_measure.name}",
    )
    if not isinstance(base, Decimal):
        why = "不适用" if base is Absence.NOT_APPLICABLE else "没有数"
        absent = base if isinstance(base, Absence) else None
        return Required(unit.id, standard, absent, None, None, f"“{name}”{why}。")
    scaled = divide(base, Decimal(standard.scale))
    assert isinstance(scaled, Decimal)  # a power of ten
    size = f"{name} {plain(base)}{base_measure.unit_label}"
    band = next((band for band in standard.bands if band.holds(scaled)), None)
    if band is None:
        return Required(unit.id, standard, base, None, None, f"{size}，标准里没有这一档。")
    value = value_on(band, scaled, places_of(measure))
    return Required(unit.id, standard, base, band, value, _said(standard, band, size, value, measure))


def value_on(band: Band, scaled: Decimal, places: int) -> Decimal:
    """What a band asks at a size: its value, and `each` more for each step above its lower bound, at most `most`."""
    value: Number = band.value
    if band.step is not None and band.low is not None:
        value = add(value, multiply(band.each, steps_of(band, scaled)))
    if band.most is not None and value > band.most:
        value = band.most
    return value if isinstance(value, Decimal) and not value % 1 else round_half_up(value, places)


def steps_of(band: Band, scaled: Decimal) -> Number:
    """How many steps a size lies above the lower bound, a begun one as the band says."""
    assert band.step is not None
    assert band.low is not None
    distance = subtract(scaled, band.low)
    if band.fraction is Fraction.PROPORTIONAL:
        return divide(distance, band.step)
    whole = whole_steps(distance, band.step)
    begun = band.fraction is Fraction.STARTED and multiply(Decimal(whole), band.step) != distance
    return Decimal(whole + (1 if begun else 0))


def _said(standard: Standard, band: Band, size: str, value: Decimal, measure: Measure) -> str:
    steps = ""
    if band.step is not None and band.each:
        rest = {"whole": "，不足的不计", "started": "，不足的按一步", "proportional": "，按比例"}[
            band.fraction.value
        ]
        steps = f"，在 {plain(band.value)} 的基础上每增加 {plain(band.step)}{standard.scale_word}增 {plain(band.each)}{rest}"
        if band.most is not None and value == band.most:
            steps += f"，最多 {plain(band.most)}"
    basis = f"（{standard.basis}）" if standard.basis else ""
    return f"{size}，在{span(band, standard.scale_word)}一档{steps}，应为 {plain(value)}{unit_of(measure)}{basis}"


def span(band: Band, word: str = "") -> str:
    """A band in words: 高于3万、不超过5万."""
    parts = []
    if band.low is not None:
        parts.append(f"{'达到' if band.low_in else '高于'} {plain(band.low)}{word}")
    if band.high is not None:
        parts.append(f"{'不超过' if band.high_in else '低于'} {plain(band.high)}{word}")
    return "、".join(parts) or "全部"
