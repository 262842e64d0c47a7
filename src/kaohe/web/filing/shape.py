"""What a round asks of whom: targets, the forms of units by period, the forms of departments by period."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from kaohe.core import Period
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import Clause, asks, clauses, department_of, form_of
from kaohe.scheme import Measure, Scheme
from kaohe.scheme.model import Supply
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of

NOBODY = "未分科室"
"""Whose a figure is that the scheme gives to no department: the office fills it in."""
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Field:
    """One figure that is asked of every unit of these levels. `measure` as its cell takes it."""

    measure: Measure
    period: Period
    levels: tuple[str, ...]
    department: str
    uses: tuple[Clause, ...]

    @property
    def key(self) -> tuple[str, str]:
        """How a page names it."""
        return self.measure.id, str(self.period)


@dataclass(frozen=True, slots=True, order=True)
class FormKey:
    """One form: of a unit (its code), or of a department for all units, for one period."""

    period: Period
    unit: str = ""
    department: str = ""


@dataclass(frozen=True)
class Shape:
    """Everything that is asked. `reported` by units themselves, `supplied` by departments; each in the scheme's order."""

    scheme: Scheme
    targets: tuple[Field, ...]
    reported: tuple[Field, ...]
    supplied: tuple[Field, ...]

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Of all forms, in the order of time, the shorter before the longer that ends with it."""
        found = {field.period for field in (*self.reported, *self.supplied)}
        return tuple(sorted(found, key=lambda period: (period.last, period.months)))

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Those that supply figures."""
        return tuple(dict.fromkeys(field.department for field in self.supplied))

    def fields(self, key: FormKey, level: str = "") -> tuple[Field, ...]:
        """What one form asks for; `level` is the unit's."""
        if key.department:
            return tuple(
                field
                for field in self.supplied
                if field.department == key.department and field.period == key.period
            )
        return tuple(field for field in self.reported if field.period == key.period and level in field.levels)

    def keys_of_units(self, levels: dict[str, str]) -> list[FormKey]:
        """Every form of these units (code → level)."""
        by_level: dict[str, set[Period]] = {}
        for field in self.reported:
            for level in field.levels:
                by_level.setdefault(level, set()).add(field.period)
        return [
            FormKey(period, unit)
            for unit, level in levels.items()
            for period in self.periods
            if period in by_level.get(level, ())
        ]

    def keys_of_departments(self) -> list[FormKey]:
        """Every form of a department."""
        found = dict.fromkeys((field.department, field.period) for field in self.supplied)
        return [FormKey(period, department=department) for department, period in found]


def shape_for(round: Round) -> Shape:
    """The shape of a round; figures of earlier years are not asked for where the round before has them."""
    scheme_for(round)  # refused where there is none, or it has errors
    assert round.scheme is not None
    before = round.before.scheme.text if round.before is not None and round.before.scheme is not None else ""
    return shape_of(round.scheme.text, before)


@lru_cache(maxsize=_KEPT)
def shape_of(text: str, before: str = "") -> Shape:
    """Of a scheme's text; `before` is the text of last year's, whose figures are there already."""
    scheme, _ = scheme_of(text)
    assert scheme is not None
    earlier = scheme_of(before)[0] if before else None
    known = earlier.measures if earlier is not None else {}
    uses = clauses(scheme)
    targets, reported, supplied = [], [], []
    for ask in asks(scheme):
        form = form_of(scheme, ask.measure, ask.role)
        if form is None:
            continue
        own = uses.get(ask.measure.id, ())
        field = Field(form, ask.period, ask.levels, department_of(ask.measure, own) or NOBODY, own)
        if ask.role is FactRole.TARGET:
            targets.append(field)
        elif ask.period < scheme.period and ask.period.year < scheme.period.year and ask.measure.id in known:
            continue
        elif ask.measure.supply is Supply.REPORTED:
            reported.append(field)
        elif ask.measure.supply is Supply.EXTERNAL:
            supplied.append(field)
    return Shape(scheme, tuple(targets), tuple(reported), tuple(supplied))


def reduced(scheme: Scheme, fields: tuple[Field, ...]) -> Scheme:
    """The scheme with the measures of these fields alone, for a workbook that asks for nothing else."""
    wanted = {field.measure.id for field in fields}
    return replace(scheme, measures={name: m for name, m in scheme.measures.items() if name in wanted})
