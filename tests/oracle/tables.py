"""What a table makes of its items: the section “From items to a total” of `semantics.md`."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from kaohe.core import Absence
from kaohe.facts import AssessedUnit, Fact
from kaohe.scheme.model import (
    Effect,
    Grade,
    Group,
    GroupKind,
    Item,
    Ranking,
    Scheme,
    Scope,
    Table,
    Veto,
    WhenNotApplicable,
)
from tests.oracle.rules import Out, World, exact, nearest, num, r4, total, value

ABSENT_FOR_NOW = (Absence.MISSING, Absence.PENDING)


@dataclass
class Scored:
    """One unit's line of the table. `total` is as shown; `rank` and `grade` None where there is none."""

    unit: AssessedUnit
    items: dict[str, Out] = field(default_factory=dict)
    counted: dict[str, Fraction] = field(default_factory=dict)
    groups: dict[str, Fraction] = field(default_factory=dict)
    base: Fraction | Absence = Fraction(0)
    bonus: Fraction = Fraction(0)
    deductions: Fraction = Fraction(0)
    total: Fraction | Absence = Fraction(0)
    provisional: bool = False
    vetoes: list[Veto] = field(default_factory=list)
    rank: int | None = None
    tied: bool = False
    grade: str | None = None

    def hit_by(self, effect: Effect) -> bool:
        return any(veto.effect is effect for veto in self.vetoes)

    @property
    def ranked(self) -> bool:
        return not isinstance(self.total, Absence) and not self.hit_by(Effect.UNRANKED)


Before = dict[str, dict[str, Scored]]
"""The lines of the tables before, by unit id, by the table's name."""


def world_of(
    scheme: Scheme, table: Table, units: Sequence[AssessedUnit], facts: Sequence[Fact], before: Before
) -> World:
    """What the rules of a table may look at."""
    cohort = [unit for unit in units if unit.level == table.level]
    totals = {
        (name, unit_id): (shown(line.total), line.provisional)
        for name, lines in before.items()
        for unit_id, line in lines.items()
    }
    return World(scheme.period, units, cohort, facts, scheme.measures, totals)


def score_table(table: Table, world: World) -> dict[str, Scored]:
    """Every unit's line, by its id."""
    lines = {unit.id: score_unit(table, world, unit) for unit in world.cohort}
    give_ranks(table.ranking, list(lines.values()))
    give_grades(table, list(lines.values()))
    return lines


def shown(number: Fraction | Absence) -> Decimal | Absence:
    if isinstance(number, Absence):
        return number
    return Decimal(number.numerator) / Decimal(number.denominator)  # ends after `precision` places


# ---- one unit


def score_unit(table: Table, world: World, unit: AssessedUnit) -> Scored:
    line = Scored(unit)
    for group in table.groups:
        group_score(group, world, line)
    line.base = base_score(table, line)
    line.bonus = sum_of(table, GroupKind.BONUS, line)
    line.deductions = sum_of(table, GroupKind.DEDUCTION, line)
    if isinstance(line.base, Absence):
        line.total = line.base
    else:
        line.total = nearest(line.base + line.bonus + line.deductions, table.precision)
    hold_vetoes(table, world, line)
    return line


def item_out(item: Item, world: World, unit: AssessedUnit) -> Out:
    """1. The rule's value, r4, kept between floor and cap."""
    out = value(item.rule, world, unit)
    if isinstance(out.value, Absence):
        return out
    points = r4(num(out.value))
    points = points if item.floor is None else max(points, exact(item.floor))
    points = points if item.cap is None else min(points, exact(item.cap))
    return Out(points, out.provisional)


def counts_as(item: Item, kind: GroupKind, out: Out) -> Fraction:
    """2. What it brings into its group."""
    if out.value is Absence.NOT_APPLICABLE:
        full = item.when_not_applicable is WhenNotApplicable.FULL and kind is not GroupKind.DEDUCTION
        return exact(item.points) if full else Fraction(0)
    return Fraction(0) if isinstance(out.value, Absence) else num(out.value)


def item_score(item: Item, kind: GroupKind, world: World, line: Scored) -> Fraction:
    out = item_out(item, world, line.unit)
    line.items[item.code] = out
    line.provisional = line.provisional or out.provisional or out.value in ABSENT_FOR_NOW
    line.counted[item.code] = counts_as(item, kind, out)
    return line.counted[item.code]


def group_score(group: Group, world: World, line: Scored) -> Fraction:
    """3. The sum of its children, kept between floor and cap, weighted."""
    parts = []
    for child in group.children:
        if isinstance(child, Item):
            parts.append(item_score(child, group.kind, world, line))
        else:
            parts.append(group_score(child, world, line))
    points = total(parts)
    points = points if group.floor is None else max(points, exact(group.floor))
    points = points if group.cap is None else min(points, exact(group.cap))
    line.groups[group.code] = r4(points * exact(group.weight))
    return line.groups[group.code]


def scaled_out(item: Item, line: Scored) -> bool:
    absent = line.items[item.code].value is Absence.NOT_APPLICABLE
    return absent and item.when_not_applicable is WhenNotApplicable.SCALE


def full_points(group: Group, keep: Callable[[Item], bool]) -> Fraction:
    """The full points of the base items below that are kept, each by the weights above it."""
    parts = [Fraction(0)]
    for child in group.children:
        if isinstance(child, Group):
            parts.append(full_points(child, keep))
        elif group.kind is GroupKind.BASE and keep(child):
            parts.append(exact(child.points))
    return total(parts) * exact(group.weight)


def base_score(table: Table, line: Scored) -> Fraction | Absence:
    """4. What the base groups earn, scaled up where items do not apply."""
    groups = [group for group in table.groups if group.kind is GroupKind.BASE]
    earned = sum_of(table, GroupKind.BASE, line)
    full = total([full_points(group, lambda _item: True) for group in groups])
    available = total([full_points(group, lambda item: not scaled_out(item, line)) for group in groups])
    if available == full:
        return earned
    return Absence.NOT_APPLICABLE if available == 0 else r4(earned * full / available)


def sum_of(table: Table, kind: GroupKind, line: Scored) -> Fraction:
    return total([line.groups[group.code] for group in table.groups if group.kind is kind])


def hold_vetoes(table: Table, world: World, line: Scored) -> None:
    """5. Which hold; those that are not known yet make the line provisional."""
    for veto in table.vetoes:
        out = value(veto.condition, world, line.unit)
        line.provisional = line.provisional or out.provisional or out.value in ABSENT_FOR_NOW
        if out.value is True:
            line.vetoes.append(veto)
    if line.hit_by(Effect.ZERO) and not isinstance(line.total, Absence):
        line.total = Fraction(0)


# ---- all units together


def place(line: Scored, ranking: Ranking) -> tuple[bool, Fraction, tuple[Fraction, ...]]:
    """What is compared, more being better: not being put last, the shown total, then the tie-breaks."""
    broken = tuple({**line.groups, **line.counted}[code] for code in ranking.tie_break)
    return (not line.hit_by(Effect.LAST), num(line.total), broken)


def within(scope: Scope, line: Scored, lines: Sequence[Scored]) -> list[Scored]:
    if scope is Scope.CLASS:
        return [other for other in lines if other.unit.unit_class == line.unit.unit_class]
    if scope is Scope.PARENT:
        return [other for other in lines if other.unit.parent == line.unit.parent]
    return list(lines)


def give_ranks(ranking: Ranking, lines: Sequence[Scored]) -> None:
    """6. Equals share the better rank."""
    for line in lines:
        if line.ranked:
            others = [other for other in within(ranking.scope, line, lines) if other.ranked]
            mine, places = place(line, ranking), [place(other, ranking) for other in others]
            line.rank = 1 + sum(other > mine for other in places)
            line.tied = places.count(mine) > 1


def limit(line: Scored, grades: Sequence[Grade]) -> int:
    """The place in the list of the best grade that the unit's vetoes leave it."""
    names = [grade.name for grade in grades]
    return max((names.index(veto.grade) for veto in line.vetoes if veto.grade), default=0)


def give_grades(table: Table, lines: Sequence[Scored]) -> None:
    """7. From the best grade to the worst, within the quotas, in the order of all units."""
    ranked = [line for line in lines if line.ranked]
    waiting = list(ranked)
    for position, grade in enumerate(table.grades):
        able = [
            line
            for line in waiting
            if (grade.at_least is None or num(line.total) >= exact(grade.at_least))
            and limit(line, table.grades) <= position
        ]
        places = quota(grade, len(ranked))
        for line in able:
            mine = place(line, table.ranking)
            not_behind = sum(place(other, table.ranking) >= mine for other in able)
            if places is None or not_behind <= places:
                line.grade = grade.name
        waiting = [line for line in waiting if line.grade is None]
    for line in lines:
        if not line.ranked and table.grades:
            named = any(veto.effect is Effect.UNRANKED and veto.grade for veto in line.vetoes)
            line.grade = table.grades[limit(line, table.grades) if named else -1].name


def quota(grade: Grade, ranked: int) -> int | None:
    """How many places there are; None: as many as reach it."""
    places = [] if grade.most is None else [grade.most]
    if grade.share is not None:
        places.append(math.floor(exact(grade.share) * ranked))
    return min(places) if places else None
