"""Facts held against the scheme: what no single cell can show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Number, Period, Place, Problem, plain
from kaohe.facts.findings import advice, error, quoted, warning
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.facts.model import Fact, Facts, Role
from kaohe.facts.needs import Ask, asks, inside, nodes
from kaohe.facts.units import Units
from kaohe.facts.values import as_target
from kaohe.rules import ByLevel, Discretion
from kaohe.scheme.model import Measure, MeasureKind, Scheme

OUTLIER = 3
_FEW = 10
"""Below this, a count jumps threefold by chance."""

_TYPES: dict[MeasureKind, type] = {
    MeasureKind.RATIO: CountRatio,
    MeasureKind.YES_NO: bool,
    MeasureKind.LEVEL: str,
}


def validate(facts: Facts, scheme: Scheme, units: Units) -> tuple[Problem, ...]:
    """Everything about the facts that scoring would stumble over, or that wants a second look."""
    known = [fact for fact in facts if fact.unit in units and fact.measure in scheme.measures]
    found: list[Problem] = [
        *_unknown(facts, scheme, units),
        *_units(scheme, units),
        *_kinds(known, scheme),
        *_periods(known, scheme),
        *_judgements(known, scheme),
        *_outliers(known, scheme, units),
        *_personal(facts),
    ]
    return tuple(found)


def _unknown(facts: Iterable[Fact], scheme: Scheme, units: Units) -> Iterator[Problem]:
    """Each unknown unit and measure once, at its first place."""
    seen: set[tuple[str, str]] = set()
    for fact in facts:
        if fact.unit not in units and ("unit", fact.unit) not in seen:
            seen.add(("unit", fact.unit))
            message = f"单位名单里没有{quoted(fact.unit)}。"
            yield error(
                "unknown-unit", fact.place, message, "请写名单里的编码或全称；新增的单位请先补进名单。"
            )
        if fact.measure not in scheme.measures and ("measure", fact.measure) not in seen:
            seen.add(("measure", fact.measure))
            message = f"办法里没有数据项{quoted(fact.measure)}。"
            yield error("unknown-measure", fact.place, message, "请写办法里的数据项名称。")


def _units(scheme: Scheme, units: Units) -> Iterator[Problem]:
    """Classes that the scheme does not know, and tables that find nobody to score."""
    for unit in units:
        if scheme.classes and unit.unit_class and unit.unit_class not in scheme.classes:
            message = f"单位“{unit.name}”的类别{quoted(unit.unit_class)}，办法里没有。"
            remedy = f"请改为：{'、'.join(scheme.classes)}。"
            yield error("unknown-class", Place(what=unit.name), message, remedy)
    for table in scheme.tables:
        if not units.at(table.level):
            message = f"“{table.name}”考核“{table.level}”，单位名单里没有这一层级的单位。"
            remedy = "请核对单位名单的“层级”一栏。"
            yield warning("no-units", Place(what=table.name), message, remedy)


def _kinds(facts: Iterable[Fact], scheme: Scheme) -> Iterator[Problem]:
    """A value of another kind than the measure's, as may come from other programs."""
    for fact in facts:
        measure = scheme.measures[fact.measure]
        form = as_target(measure) if fact.role is Role.TARGET else measure
        if form is None:
            message = f"“{measure.name}”没有目标值可言。"
            yield error("no-target", fact.place, message, "请删去这一个目标。")
        elif not isinstance(fact.value, (Absence, _TYPES.get(form.kind, Decimal))):
            message = f"“{measure.name}”的数据类型不对。"
            yield error("wrong-kind", fact.place, message, "请按办法规定的填法重新填报。")


def _periods(facts: Iterable[Fact], scheme: Scheme) -> Iterator[Problem]:
    """Figures for periods that no rule looks at, once a measure and period.

    Earlier years of a measure that is reported for this one too are welcome: they are compared with.
    """
    wanted = asks(scheme)
    groups: dict[tuple[str, Role, Period], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.measure, fact.role, fact.period].append(fact)
    current = {(m, role) for m, role, period in groups if _wanted(scheme, wanted, m, role, period)}
    for (name, role, period), found in groups.items():
        if _wanted(scheme, wanted, name, role, period):
            continue
        if period < scheme.period and not inside(period, scheme.period) and (name, role) in current:
            continue
        measure = scheme.measures[name]
        due = "、".join(a.period.label for a in wanted if a.measure.id == name and a.role is role)
        message = f"“{measure.name}”报的是{period.label}的数（{len(found)}个），办法不看这一期。"
        remedy = f"请改报：{due}。" if due else "请核对期间，或删去这些数。"
        yield error("wrong-period", found[0].place, message, remedy)


def _wanted(scheme: Scheme, wanted: Iterable[Ask], name: str, role: Role, period: Period) -> bool:
    if role is Role.TARGET and inside(period, scheme.period):
        return True  # a target may be set for the whole, or for a part of it
    return any((ask.measure.id, ask.role, ask.period) == (name, role, period) for ask in wanted)


def _judgements(facts: Iterable[Fact], scheme: Scheme) -> Iterator[Problem]:
    """Points outside the range of a judgement, and levels that no rule knows."""
    ranges: dict[str, list[Discretion]] = defaultdict(list)
    levels: dict[str, dict[str, None]] = defaultdict(dict)
    for node in nodes(scheme):
        if isinstance(node, Discretion):
            ranges[node.measure].append(node)
        elif isinstance(node, ByLevel):
            levels[node.measure].update((level.name, None) for level in node.levels)
    for fact in facts:
        measure, value = scheme.measures[fact.measure], fact.value
        if fact.role is not Role.ACTUAL:
            continue
        if isinstance(value, Decimal) and fact.measure in ranges:
            allowed = ranges[fact.measure]
            if not any(_within(value, node) for node in allowed):
                text = "，或".join(dict.fromkeys(_range(node) for node in allowed))
                message = f"“{measure.name}”评了 {plain(value)} 分，超出了办法规定的范围。"
                yield error("outside-range", fact.place, message, f"请评 {text}。")
        if isinstance(value, str) and fact.measure in levels and value not in levels[fact.measure]:
            message = f"“{measure.name}”没有{quoted(value)}这一等级。"
            remedy = f"请评：{'、'.join(levels[fact.measure])}。"
            yield error("unknown-level", fact.place, message, remedy)


def _within(value: Decimal, node: Discretion) -> bool:
    return node.low <= value <= node.high or (node.or_none and value == 0)


def _range(node: Discretion) -> str:
    text = f"{plain(node.low)} 到 {plain(node.high)} 分"
    return f"{text}，不评的填 0" if node.or_none and not node.low <= 0 <= node.high else text


def _outliers(facts: list[Fact], scheme: Scheme, units: Units) -> Iterator[Problem]:
    """Figures more than threefold, or less than a third, of the year before's."""
    actual = {(f.unit, f.measure, f.period): f for f in facts if f.role is Role.ACTUAL}
    for (unit, name, period), fact in actual.items():
        before = actual.get((unit, name, period.years_later(-1)))
        if before is None or not inside(period, scheme.period):
            continue
        measure = scheme.measures[name]
        now, then = _number(fact.counts), _number(before.counts)
        if now is None or then is None or not _leaps(now, then, measure):
            continue
        message = f"{units[unit].name}的“{measure.name}”今年是 {plain(now)}，上年是 {plain(then)}，相差{OUTLIER}倍以上。"
        yield advice(
            "outlier", fact.place, message, "请核对有没有错位或多写少写一位；确是这样可不改。", before.place
        )


def _number(value: FactValue) -> Number | None:
    if isinstance(value, CountRatio):
        return value.exact
    return value if isinstance(value, Decimal) else None


def _leaps(now: Number, then: Number, measure: Measure) -> bool:
    if measure.kind in (MeasureKind.RANK, MeasureKind.POINTS) or now <= 0 or then <= 0:
        return False
    if measure.kind is MeasureKind.COUNT and max(now, then) < _FEW:
        return False
    return max(now, then) > OUTLIER * min(now, then)


def _personal(facts: Iterable[Fact]) -> Iterator[Problem]:
    """Notes with a personal number. (`by` is a user of the system, but a number in it is still one.)"""
    for fact in facts:
        for text in (fact.note, fact.by):
            if kind := personal_kind(text):
                yield number_problem(kind, fact.place)
