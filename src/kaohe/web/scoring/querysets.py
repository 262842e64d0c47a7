"""Reading what is being scored: figures, scores, what is still missing. Nothing here is shown before its time: see `may_see`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from kaohe.core import Absence, plain
from kaohe.facts import Role as FactRole
from kaohe.facts.values import NOT_APPLICABLE
from kaohe.results import ItemScore
from kaohe.results.explain import points_text
from kaohe.scheme.model import GroupKind, MeasureKind
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.filing.models import Evidence, Figure
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Deadline, Round, RoundUnit
from kaohe.web.rounds.states import Sight, sees
from kaohe.web.scoring.layout import Column, Entry, Layout, layout_of
from kaohe.web.scoring.models import Appeal, SecondReading, SelfScore

Key = tuple[str, str, str]
"""A figure within a round: unit, measure, period."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A department at its scoring: what it scores, by which layout."""

    round: Round
    layout: Layout
    number: int
    department: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.layout.of(self.department)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.layout.entered_by(self.department)

    def entry(self, number: int) -> Entry:
        """One of its items; 404 where it is another's."""
        entry = self.layout.entry(number)
        if entry is None or self.department not in entry.departments:
            raise Http404
        return entry


def bench_for(user: User, round: Round, number: int) -> Bench:
    """A department by its number; 404 where it is not theirs."""
    layout = layout_of(round)
    department = layout.department(number)
    if department is None or not (user.has(Role.OFFICE) or department in user.department_names):
        raise Http404
    return Bench(round, layout, number, department)


def benches_for(user: User, round: Round) -> list[Bench]:
    """The departments that somebody scores for; all for the office."""
    layout = layout_of(round)
    mine = [name for name in layout.departments if user.has(Role.OFFICE) or name in user.department_names]
    return [Bench(round, layout, layout.number_of(name), name) for name in mine]


def unit_of(user: User, round: Round, code: str) -> RoundUnit:
    """A unit whose own pages somebody comes to: their own, or any for who sees all. Another duty opens none of them: 404."""
    if not (user.has(*SEEING_ALL) or code in user.unit_codes):
        raise Http404
    found = round.units.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def own_units(user: User, round: Round) -> list[RoundUnit]:
    """The scored units whose own pages somebody comes to."""
    units = scored_units(round) if round.scheme else []
    return units if user.has(*SEEING_ALL) else [unit for unit in units if unit.code in user.unit_codes]


def sees_unit(user: User, round: Round, unit: str, sight: Sight = Sight.SCORES) -> bool:
    """Whether somebody sees a unit's scores by now, by a duty that has to do with this unit."""
    roles = user.roles & (SEEING_ALL | (OF_A_UNIT if unit in user.unit_codes else frozenset()))
    return sees(roles, round, sight)


def sees_bench(user: User, bench: Bench) -> bool:
    """Whether somebody sees a department's scores by now, by a duty that has to do with this department."""
    own = OF_A_DEPARTMENT if bench.department in user.department_names else frozenset()
    return sees(user.roles & (frozenset({Role.OFFICE}) | own), bench.round, Sight.SCORES)


def figures_of(
    round: Round, columns: Iterable[Column], units: Iterable[str] | None = None
) -> dict[Key, Figure]:
    """The figures of some columns by unit, measure and period."""
    wanted = {column.key for column in columns}
    found = Figure.objects.filter(
        round=round, role=FactRole.ACTUAL.value, measure__in={measure for measure, _ in wanted}
    ).select_related("unit", "by")
    if units is not None:
        found = found.filter(unit__code__in=list(units))
    keyed = {(figure.unit.code, figure.measure, figure.period): figure for figure in found}
    return {key: figure for key, figure in keyed.items() if key[1:] in wanted}


def scores_of(round: Round) -> dict[tuple[str, int], ItemScore]:
    """Every item's score, by unit and number of the entry."""
    layout = layout_of(round)
    numbers = {
        (entry.table.name, entry.code): entry.number for entry in layout.entries if entry.item is not None
    }
    _inputs, result = result_of(round)
    return {
        (standing.tally.unit.id, numbers[table.table.name, score.item.code]): score
        for table in result.tables
        for standing in table.standings
        for score in standing.tally.items()
    }


def points_shown(score: ItemScore | None) -> str:
    """The points, or nothing while there are none."""
    if score is None or score.open:
        return ""
    return "—" if isinstance(score.score, Absence) else plain(score.score)


def in_words(score: ItemScore | None) -> str:
    return "" if score is None else points_text(score)


def differs(entry: Entry, score: ItemScore | None) -> bool:
    """Whether a person's judgement moved the points, so that a reason is due: below the full points; of a bonus or
    a deduction, anything but zero. While there is no score yet, nothing is due.
    """
    if score is None or isinstance(score.score, Absence):
        return False
    return score.points < score.item.points if entry.kind is GroupKind.BASE else score.points != 0


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a department from handing in. reason: the figure is there, and why is not."""

    unit: RoundUnit
    entry: Entry
    column: Column
    reason: bool


READINGS = "readings_so_far"
"""Where the figures of `Material` have their second readings."""


class Material:
    """What is read of a round once, where several departments are looked at together."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.layout = layout_of(round)

    @cached_property
    def scores(self) -> dict[tuple[str, int], ItemScore]:
        return scores_of(self.round)

    @cached_property
    def units(self) -> dict[str, list[RoundUnit]]:
        """By level, in their order."""
        found: dict[str, list[RoundUnit]] = {}
        for unit in self.round.units.all():
            found.setdefault(unit.level, []).append(unit)
        return found

    @cached_property
    def figures(self) -> dict[Key, Figure]:
        """Everything that departments put in, with who has read it again, in the order of units."""
        wanted = {column.key for column in self.layout.columns if column.entered}
        every = SecondReading.objects.select_related("by").order_by("id")
        readings = Prefetch(
            "readings", every, to_attr=READINGS
        )  # as a list: a queryset for each figure takes longer than all the rest
        found = (
            Figure.objects.filter(
                round=self.round, role=FactRole.ACTUAL.value, measure__in={key[0] for key in wanted}
            )
            .select_related("by")
            .prefetch_related(readings)
            .order_by("unit__order", "unit__code", "measure")
        )
        units = {unit.pk: unit for listed in self.units.values() for unit in listed}
        kept: dict[Key, Figure] = {}
        for figure in found:
            figure.unit = units[figure.unit_id]  # it stands beside many figures: made once
            if (figure.measure, figure.period) in wanted:
                kept[figure.unit.code, figure.measure, figure.period] = figure
        return kept


def lacks_of(bench: Bench, material: Material | None = None) -> list[Lack]:
    """Every figure that a department still has to put in, and every reason, item by item."""
    material = material or Material(bench.round)
    figures, scores, units = material.figures, material.scores, material.units
    columns = bench.columns
    own = {column.number for column in columns}
    found, seen = [], set()
    for entry in bench.entries:
        for column in entry.columns:
            if column.number not in own:
                continue
            for unit in units.get(entry.table.level, []):
                figure = figures.get((unit.code, *column.key))
                missing = figure is None or not figure.value
                unsaid = not missing and needs_reason(
                    entry, column, figure, scores.get((unit.code, entry.number))
                )
                if (missing or unsaid) and (unit.code, column.number, unsaid) not in seen:
                    seen.add((unit.code, column.number, unsaid))
                    found.append(Lack(unit, entry, column, unsaid))
    return found


def needs_reason(entry: Entry, column: Column, figure: Figure | None, score: ItemScore | None) -> bool:
    """Whether points are taken by a figure of this item without a word of why."""
    if figure is None or figure.note or not figure.value:
        return False
    return takes(entry, column, figure, score)


def takes(entry: Entry, column: Column, figure: Figure, score: ItemScore | None) -> bool:
    """Whether a figure that a person put in is what moves the points.

    A judgement does, unless it is the best there is; a finding does where it is a fault counted, or a “否”. What was measured on
    inspection is held against what was reported, and its record is the inspection's.
    """
    if figure.value == NOT_APPLICABLE or not differs(entry, score):
        return False
    if column.judged:
        return figure.value != entry.best(column)
    if column.form.kind is MeasureKind.COUNT:
        return figure.value != "0"
    return column.form.kind is MeasureKind.YES_NO and figure.value == "否"


def evidence_of(round: Round, unit: str, entry: Entry) -> QuerySet[Evidence]:
    """What a unit has put up for an item and not withdrawn, the newest versions."""
    return Evidence.objects.filter(
        round=round,
        unit__code=unit,
        table=entry.table.name,
        item=entry.code,
        withdrawn_at=None,
        replaced_by=None,
    )


def self_scores_of(round: Round, unit: str) -> dict[tuple[str, str], SelfScore]:
    """A unit's own scores by table and code."""
    found = SelfScore.objects.filter(round=round, unit__code=unit).select_related("by")
    return {(score.table, score.item): score for score in found}


def judged_figures(bench: Bench, material: Material) -> list[Figure]:
    """The figures that people of a department judged, with who has read them again."""
    wanted = {column.key for column in bench.columns if column.judged}
    return [figure for key, figure in material.figures.items() if key[1:] in wanted and figure.value]


def appeals_for(user: User, round: Round) -> QuerySet[Appeal]:
    """The appeals that somebody sees: all, or those of their own units."""
    found = round.appeals.select_related("unit", "filed_by", "decided_by")
    if user.has(*SEEING_ALL):
        return found
    return found.filter(unit__code__in=user.unit_codes)


def appeal_for(user: User, round: Round, appeal_id: int) -> Appeal:
    """One appeal; 404 where it is not theirs to see."""
    found = appeals_for(user, round).filter(pk=appeal_id).first()
    if found is None:
        raise Http404
    return found


def scored_units(round: Round) -> list[RoundUnit]:
    """The units that any table of the scheme scores."""
    levels = {table.level for table in layout_of(round).scheme.tables}
    return [unit for unit in round.units.all() if unit.level in levels]


def deadline_of(round: Round, stage: str) -> Deadline | None:
    """Until when a stage lasts, where a day has been set."""
    return Deadline.objects.filter(round=round, stage=stage, period="").first()
