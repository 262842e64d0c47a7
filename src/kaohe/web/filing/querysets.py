"""Reading forms: whose is whose to see. What is not theirs is 404."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import Http404
from django.utils.translation import gettext as _

from kaohe.core import Period, Place, Problem, Severity, plain
from kaohe.facts import Fact, Facts
from kaohe.facts import Role as FactRole
from kaohe.facts.validate import validate
from kaohe.web.accounts.models import Department, User
from kaohe.web.accounts.roles import SEEING_ALL
from kaohe.web.filing.cells import Saved
from kaohe.web.filing.facts import fact_of
from kaohe.web.filing.grid import Box, Column, Grid, Key, Row, earlier_of, figures_of, problems_of
from kaohe.web.filing.hinting import hints_at_entry
from kaohe.web.filing.models import Figure
from kaohe.web.filing.shape import Field, FormKey, Shape, shape_for
from kaohe.web.filing.standing import Standing, of_department, standings
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import round_for, unit_for, units_for

_OUTLIER = "facts.outlier"


@dataclass(frozen=True, slots=True)
class Form:
    """One form as somebody sees it."""

    round: Round
    shape: Shape
    key: FormKey
    unit: RoundUnit | None
    units: tuple[RoundUnit, ...]
    fields: tuple[Field, ...]
    standing: Standing

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.unit.name if self.unit else self.key.department


def form_for(user: User, round_id: int, period: str, *, unit: str = "", department: str = "") -> Form:
    """One form; 404 where it is not theirs to see, or there is none."""
    round = round_for(user, round_id)
    shape = shape_for(round)
    key = FormKey(_period(period), unit, department)
    owner = unit_for(user, round, unit) if unit else None
    if owner is None:
        _see_department(user, shape, department)
    fields = shape.fields(key, owner.level if owner else "")
    if owner is not None and not fields:
        raise Http404
    levels = {level for field in fields for level in field.levels}
    units = (owner,) if owner else tuple(unit for unit in round.units.all() if unit.level in levels)
    return Form(round, shape, key, owner, units, fields, standings(round, [key])[key])


def grid_of(form: Form) -> Grid:
    """The boxes of a form, last year's figures and hints beside them."""
    figures = figures_of(form.round, FactRole.ACTUAL, form.units, form.fields)
    earlier = earlier_of(form.round, form.units, form.fields)
    hints = hints_of(form, figures, earlier)
    columns = tuple(Column(field) for field in form.fields)

    def box(row: int, column: int, unit: RoundUnit) -> Box | None:
        field = columns[column].field
        if unit.level not in field.levels:
            return None
        key = (unit.code, *field.key)
        figure, before = figures.get(key), earlier.get(key)
        problems = (*problems_of(figure, field), *hints.get(key, ()))
        return Box(f"{row}.{column}", columns[column], figure, problems, before.value if before else "")

    rows = (
        Row(unit, tuple(box(row, column, unit) for column in range(len(columns))))
        for row, unit in enumerate(form.units)
    )
    return Grid(columns, tuple(rows), noted=form.unit is not None)


def asked_for(grid: Grid) -> Grid:
    """The grid with every box in which nothing stands pointed out: it is to be filled in before the form is handed in."""
    lack = Problem(
        "filing.blank", Severity.ERROR, _("还没有填。"), _("确实没有的，勾选“没有填的按未填报计”。")
    )

    def told(box: Box | None) -> Box | None:
        return replace(box, problems=(*box.problems, lack)) if box is not None and box.missing else box

    return replace(grid, rows=tuple(Row(row.unit, tuple(map(told, row.boxes))) for row in grid.rows))


def target_units(user: User, round: Round) -> list[RoundUnit]:
    """The units that have targets and that somebody sees."""
    levels = {level for field in shape_for(round).targets for level in field.levels}
    return [unit for unit in units_for(user, round) if unit.level in levels]


def targets_of(user: User, round: Round) -> Grid:
    """The grid of targets: all units, or one's own."""
    shape = shape_for(round)
    units = target_units(user, round)
    figures = figures_of(round, FactRole.TARGET, units, shape.targets)
    columns = tuple(Column(field) for field in shape.targets)
    rows = []
    for row, unit in enumerate(units):
        boxes: list[Box | None] = []
        for number, column in enumerate(columns):
            field = column.field
            figure = figures.get((unit.code, *field.key))
            standing = field.measure.standing_target(unit.unit_class)
            holds = "" if standing is None else plain(standing)
            found = Box(f"{row}.{number}", column, figure, problems_of(figure, field), standing=holds)
            boxes.append(found if unit.level in field.levels else None)
        rows.append(Row(unit, tuple(boxes)))
    return Grid(columns, tuple(rows))


def hints_of(
    form: Form, figures: Mapping[Key, Figure], earlier: Mapping[Key, Figure]
) -> dict[Key, tuple[Problem, ...]]:
    """What the library finds strange in these figures, beside one another, last year's and the peers': by figure."""
    scheme = form.shape.scheme
    facts: list[Fact] = []
    keys: dict[int, Key] = {}
    for key, before in earlier.items():
        row = figures.get(key)
        now, then = (fact_of(row, scheme) if row else None), fact_of(before, scheme)
        if now is not None and then is not None and then.period != now.period:
            mark = Place(line=len(keys) + 1)
            keys[mark.line] = key
            facts += [replace(now, place=mark), replace(then, place=Place())]
    found = hints_at_entry(form, figures, earlier)
    for problem in validate(Facts(facts), scheme, form.round.assessed) if facts else ():
        if problem.code == _OUTLIER:
            key = keys[problem.where[0].line]
            if (
                key not in found and not figures[key].note.strip()
            ):  # the peers' word goes before the plain threefold
                found[key] = (replace(problem, where=()),)
    return found


def advice_for(form: Form, saved: Iterable[Saved]) -> dict[Key, tuple[Problem, ...]]:
    """The same for figures that were just saved."""
    figures = {
        (one.cell.unit, one.cell.measure, one.figure.period): one.figure for one in saved if one.figure
    }
    fields = [field for field in form.fields if any(field.key == (name, when) for _, name, when in figures)]
    units = [unit for unit in form.units if any(unit.code == code for code, _, _ in figures)]
    return hints_of(form, figures, earlier_of(form.round, units, fields)) if figures else {}


def _see_department(user: User, shape: Shape, department: str) -> None:
    if user.has(*SEEING_ALL):
        if department in shape.departments or Department.objects.filter(name=department).exists():
            return
    elif of_department(user, department):
        return
    raise Http404


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise Http404 from None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that one unit reports, or one department supplies, over all periods: what its workbook asks for.

    `given`: the figures of this round that are shown in it and not asked for (targets).
    """

    round: Round
    shape: Shape
    name: str
    unit_code: str
    units: tuple[RoundUnit, ...]
    fields: tuple[Field, ...]
    given: Facts

    def unit_class(self, code: str) -> str:
        return next((unit.unit_class for unit in self.units if unit.code == code), "")


def book_for(user: User, round_id: int, *, unit: str = "", department: str = "") -> Book:
    """One's own; 404 where it is not theirs, or nothing is asked."""
    round = round_for(user, round_id)
    shape = shape_for(round)
    if unit:
        owner = unit_for(user, round, unit)
        fields = tuple(field for field in shape.reported if owner.level in field.levels)
        units: tuple[RoundUnit, ...] = (owner,)
    else:
        _see_department(user, shape, department)
        fields = tuple(field for field in shape.supplied if field.department == department)
        levels = {level for field in fields for level in field.levels}
        units = tuple(one for one in round.units.all() if one.level in levels)
    rows = Figure.objects.filter(
        round__in=[pk for pk in (round.pk, round.before_id) if pk],
        unit__code__in=[one.code for one in units],
        measure__in={field.measure.id for field in fields},
    ).exclude(value="")
    known = {
        fact.key: fact
        for row in rows.select_related("unit", "by")
        if (fact := fact_of(row, shape.scheme)) is not None
    }
    name = units[0].name if unit else department
    return Book(round, shape, name, unit, units, fields, Facts(known.values()))
