"""Who stands out: a figure outside its usual range, or one that changed unlike those of the units of its level and class.

    change      percentages: 百分点; counts, numbers, money: growth in percent; points: 分. Where growth cannot be computed, because
                the earlier figure is zero or less, the difference is compared instead, with the others' differences.
    fence       median ± times × s, with s = 1.4826 × MAD, the median absolute deviation made comparable with a standard deviation
                (Iglewicz & Hoaglin 1993). Where more than half of the changes are the same the MAD is zero, and s = 1.2533 × the
                mean absolute deviation takes its place; where that is zero too nothing stands out.
    cohort      units of the same level and class with a change, itself among them; fewer than `fewest`: no statistic.

Growth, rates of two counts and the width of the fence are rounded half away from zero to four decimals before anything is compared; all
else is exact. What is found asks for a reason and stops nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import CountRatio, FactValue, Number, Period, Place, Problem, plain, round_half_up
from kaohe.core.numbers import divide, multiply, subtract
from kaohe.facts.findings import warning
from kaohe.facts.hints import unit_of
from kaohe.facts.model import Fact, Facts, Role
from kaohe.facts.needs import inside
from kaohe.facts.quality.rules import STANDARD, Against, Fences
from kaohe.facts.units import AssessedUnit, Units
from kaohe.scheme.model import Measure, MeasureKind, Scheme

PLACES = 4
_OF_MAD, _OF_MEAN = Decimal("1.4826"), Decimal("1.2533")
_HUNDRED = Decimal(100)
_SHOWN = 1
_FIGURE = 2
_REMEDY = "请核对有没有错位、多写少写一位或口径变化；确是这样的，请在“说明”里写明原因。"
_NONE = (MeasureKind.YES_NO, MeasureKind.LEVEL, MeasureKind.RANK)


class Scale(Enum):
    """What a change is counted in."""

    GROWTH = "growth"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit's figure now and then."""

    unit: str
    now: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class Fence:
    """What the cohort's changes look like. `inside` of `size` lie within low and high; theirs run from `least` to `most`."""

    low: Decimal
    high: Decimal
    median: Decimal
    size: int
    inside: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    """One figure that stands out, with what it is held against."""

    unit: str
    measure: str
    period: Period
    against: Against
    scale: Scale
    now: Decimal
    then: Decimal
    change: Decimal
    fence: Fence


def median(numbers: Sequence[Decimal]) -> Decimal:
    """The middle one; of an even number the mean of the two in the middle, exact."""
    ordered = sorted(numbers)
    middle, odd = divmod(len(ordered), 2)
    return ordered[middle] if odd else (ordered[middle - 1] + ordered[middle]) / 2


def fence_of(changes: Sequence[Decimal], fences: Fences, least: Decimal) -> Fence | None:
    """The fence of a cohort's changes; None where they are too few or all the same.

    least: a change nearer to the median than this is within, however alike the others are.
    """
    if len(changes) < fences.fewest:
        return None
    middle = median(changes)
    apart = [abs(change - middle) for change in changes]
    spread: Number = median(apart) * _OF_MAD
    if not spread:
        spread = divide(sum(apart, Decimal(0)) * _OF_MEAN, Decimal(len(apart)))
    if not spread:
        return None
    reach = max(round_half_up(multiply(spread, fences.times), PLACES), least)
    within = [change for change in changes if abs(change - middle) <= reach]
    return Fence(middle - reach, middle + reach, middle, len(changes), len(within), min(within), max(within))


def outliers_of(
    measure: Measure, pairs: Sequence[Pair], fences: Fences, wanted: frozenset[str] | None = None
) -> Iterator[tuple[Pair, Scale, Decimal, Fence]]:
    """Those of a cohort whose change stands out; of the `wanted` units alone where they are named."""
    growing = relative(measure)
    usable = [pair for pair in pairs if not growing or pair.then > 0]
    changes = {pair.unit: (_growth(pair) if growing else pair.now - pair.then) for pair in usable}
    scale = Scale.GROWTH if growing else Scale.DIFFERENCE
    least = fences.least_growth if growing else _least_difference(measure, fences)
    yield from _beyond(
        measure, usable, changes, scale, fence_of(list(changes.values()), fences, least), wanted
    )
    if growing and len(usable) < len(pairs):
        differences = {pair.unit: pair.now - pair.then for pair in pairs}
        fence = fence_of(list(differences.values()), fences, fences.least_count)
        rest = [pair for pair in pairs if pair.then <= 0]
        yield from _beyond(measure, rest, differences, Scale.DIFFERENCE, fence, wanted)


def _beyond(
    measure: Measure, pairs: Iterable[Pair], changes: Mapping[str, Decimal], scale: Scale, fence: Fence | None,
    wanted: frozenset[str] | None,
) -> Iterator[tuple[Pair, Scale, Decimal, Fence]]:  # fmt: skip
    if fence is None:
        return
    for pair in pairs:
        change = changes[pair.unit]
        if fence.low <= change <= fence.high or (wanted is not None and pair.unit not in wanted):
            continue
        if measure.kind is MeasureKind.COUNT and max(pair.now, pair.then) < 10:
            continue  # a handful doubles by chance
        yield pair, scale, change, fence


def relative(measure: Measure) -> bool:
    """Whether its change is told as growth in percent, and not as a difference."""
    return measure.kind in (MeasureKind.COUNT, MeasureKind.NUMBER, MeasureKind.MONEY)


def _growth(pair: Pair) -> Decimal:
    return round_half_up(divide(multiply(subtract(pair.now, pair.then), _HUNDRED), pair.then), PLACES)


def _least_difference(measure: Measure, fences: Fences) -> Decimal:
    return fences.least_points * (measure.per if measure.kind is MeasureKind.RATIO else 100) / 100


def number_of(value: FactValue | None) -> Decimal | None:
    """A figure's number for comparing; a rate of two counts at four decimals."""
    if isinstance(value, CountRatio):
        return round_half_up(value.exact, PLACES)
    return value if isinstance(value, Decimal) else None


def find_outliers(
    scheme: Scheme,
    units: Units,
    facts: Facts,
    fences: Fences = STANDARD,
    against: Against = Against.LAST_YEAR,
) -> tuple[Outlier, ...]:
    """Everything of the round that stands out against the year before, or the period before; by measure, period, unit."""
    numbers: dict[tuple[str, Period], dict[str, Decimal]] = {}
    for fact in facts:
        if fact.role is Role.ACTUAL and (number := number_of(fact.counts)) is not None and fact.unit in units:
            numbers.setdefault((fact.measure, fact.period), {})[fact.unit] = number
    earlier: Callable[[Period], Period] = _year_before if against is Against.LAST_YEAR else _period_before
    found = []
    for (name, period), now in numbers.items():
        measure, then = scheme.measures.get(name), numbers.get((name, earlier(period)))
        if measure is None or measure.kind in _NONE or then is None or not inside(period, scheme.period):
            continue
        for cohort in _cohorts(units, now, then):
            for pair, scale, change, fence in outliers_of(measure, cohort, fences):
                found.append(
                    Outlier(pair.unit, name, period, against, scale, pair.now, pair.then, change, fence)
                )
    return tuple(sorted(found, key=lambda o: (o.measure, o.period, o.unit)))


def _cohorts(units: Units, now: Mapping[str, Decimal], then: Mapping[str, Decimal]) -> Iterable[list[Pair]]:
    found: dict[tuple[str, str], list[Pair]] = {}
    for unit, number in now.items():
        if unit in then:
            key = (units[unit].level, units[unit].unit_class)
            found.setdefault(key, []).append(Pair(unit, number, then[unit]))
    return found.values()


def _year_before(period: Period) -> Period:
    return period.years_later(-1)


def _period_before(period: Period) -> Period:
    first = period.year * 12 + period.month - 1 - period.months
    return Period(first // 12, first % 12 + 1, period.months)


def in_words(outlier: Outlier, measure: Measure, kin: str) -> str:
    """“托位总数”比上年增长 340%（100 → 440），10个同类镇里9个的增长在 −5% 到 10% 之间。 `kin`: the class or level of the cohort."""
    fence = outlier.fence
    growing = outlier.scale is Scale.GROWTH
    unit = "%" if growing else change_unit(measure)
    least, most = signed(fence.least), signed(fence.most)
    space = " " if unit.startswith("个") else ""
    span = f"在 {least}{unit} 到 {most}{unit} 之间" if growing else f"在 {least} 到 {most}{space}{unit}之间"
    peers = f"{fence.size}个同类{kin}里{fence.inside}个"
    if least == most == "0":
        peers += "没有变化"
    else:
        peers += f"的{'增长' if growing else '变化'}" + (
            f"都是 {least}{space}{unit}" if least == most else span
        )
    figures = f"{plain(outlier.then, _FIGURE)} → {plain(outlier.now, _FIGURE)}"
    return f"“{measure.name}”{_change_words(outlier, measure)}（{figures}），{peers}。"


def _change_words(outlier: Outlier, measure: Measure) -> str:
    size = plain(abs(outlier.change), _SHOWN)
    against = outlier.against.value
    if outlier.scale is Scale.GROWTH:
        return f"比{against}{'增长' if outlier.change > 0 else '下降'} {size}%"
    unit = change_unit(measure)
    zero = f"{against}是 {plain(outlier.then)}，" if relative(measure) else ""
    word = (
        ("增加" if relative(measure) else "提高")
        if outlier.change > 0
        else ("减少" if relative(measure) else "下降")
    )
    return f"{zero}比{against}{word} {size} {unit}".rstrip()


def change_unit(measure: Measure) -> str:
    """What a difference of its figures is counted in: 百分点, never %."""
    if measure.kind is MeasureKind.PERCENT or (measure.kind is MeasureKind.RATIO and measure.per == 100):
        return "个百分点"
    if measure.kind is MeasureKind.RATIO and measure.per == 1000:
        return "个千分点"
    return unit_of(measure)


def signed(number: Number, places: int = _SHOWN) -> str:
    """With a proper minus."""
    return plain(number, places).replace("-", "−")


def kin_of(unit: AssessedUnit) -> str:
    """How the units it is compared with are called."""
    return unit.unit_class or unit.level


def outlier_problem(outlier: Outlier, measure: Measure, unit: AssessedUnit, *places: Place) -> Problem:
    """The warning; it asks for a reason and stops nothing."""
    where = places or (Place(what=f"{unit.name} {measure.name} {outlier.period.label}"),)
    message = f"{unit.name}{outlier.period.label}的{in_words(outlier, measure, kin_of(unit))}"
    return warning("peer-outlier", where[0], message, _REMEDY, *where[1:])


def outside_usual(measure: Measure, value: FactValue | None, fences: Fences) -> str:
    """What is said of a figure outside its usual range; empty where it lies within, or none is stated."""
    low, high = fences.usual.get(measure.id, (None, None))
    number = value.exact if isinstance(value, CountRatio) else value if isinstance(value, Decimal) else None
    if number is None or ((low is None or number >= low) and (high is None or number <= high)):
        return ""
    span = f"{plain(low) if low is not None else '不设'} 到 {plain(high) if high is not None else '不设'}"
    return f"“{measure.name}”是 {plain(number)}，一般在 {span} 之间。"


def outlier_problems(
    scheme: Scheme, units: Units, facts: Facts, fences: Fences = STANDARD
) -> tuple[Problem, ...]:
    """Every warning about the round's figures: outside the usual range, and unlike the peers' change on the year or on the period
    before, as the fences say; each figure is asked about once.
    """
    places = {(f.unit, f.measure, f.period): f for f in facts if f.role is Role.ACTUAL}
    found = list(_unusual(scheme, units, facts, fences))
    asked: set[tuple[str, str, Period]] = set()
    for outlier in (
        one for against in fences.against for one in find_outliers(scheme, units, facts, fences, against)
    ):
        key = (outlier.unit, outlier.measure, outlier.period)
        fact = places[key]
        if key not in asked and not fact.note.strip():
            asked.add(key)
            at = (fact.place,) if fact.place != Place() else ()
            found.append(outlier_problem(outlier, scheme.measures[outlier.measure], units[outlier.unit], *at))
    return tuple(found)


def _unusual(scheme: Scheme, units: Units, facts: Iterable[Fact], fences: Fences) -> Iterator[Problem]:
    for fact in facts:
        measure = scheme.measures.get(fact.measure)
        if measure is None or fact.role is not Role.ACTUAL or fact.note.strip() or fact.unit not in units:
            continue
        if inside(fact.period, scheme.period) and (text := outside_usual(measure, fact.counts, fences)):
            name = units[fact.unit].name
            place = (
                fact.place
                if fact.place != Place()
                else Place(what=f"{name} {measure.name} {fact.period.label}")
            )
            yield warning("unusual", place, f"{name}{fact.period.label}的{text}", _REMEDY)
