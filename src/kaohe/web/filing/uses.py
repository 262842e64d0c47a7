"""What a figure is for, in the words of the scheme: a short help beside its box."""

from dataclasses import dataclass

from django.http import Http404

from kaohe.core import plain
from kaohe.facts import Role as FactRole
from kaohe.facts.hints import labelled, requirement
from kaohe.facts.needs import form_of
from kaohe.reports.trials import Limits, trials
from kaohe.rules import ByLevel, Discretion, Given, LevelIs, Target, walk
from kaohe.scheme import Scheme
from kaohe.scheme.model import Item


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a boundary table in words; `points` is a dash where one unit's figures alone do not decide."""

    what: str
    figures: str
    points: str


@dataclass(frozen=True, slots=True)
class Use:
    """One item that looks at the measure, with the table of what it scores at which figure."""

    item: Item
    points: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """The measure and all items that look at it."""

    name: str
    requirement: str
    note: str
    uses: tuple[Use, ...]


def uses_of(scheme: Scheme, name: str) -> Uses:
    """404 where the scheme has no such measure."""
    measure = scheme.measures.get(name)
    form = None if measure is None else form_of(scheme, measure, FactRole.ACTUAL)
    if measure is None or form is None:
        raise Http404
    found = tuple(
        Use(item, plain(item.points), _rows(item, scheme))
        for table in scheme.tables
        for item in table.items()
        if _looks_at(item, name)
    )
    return Uses(labelled(measure), requirement(form), measure.note, found)


def _rows(item: Item, scheme: Scheme) -> tuple[Row, ...]:
    limits = Limits(item.floor, item.points if item.cap is None else item.cap)
    return tuple(
        Row(
            trial.what,
            "，".join(f"{name} {value}" for name, value in trial.figures),
            "—" if trial.score is None else plain(trial.score),
        )
        for trial in trials(item.rule, scheme.measures, limits)
    )


def _looks_at(item: Item, name: str) -> bool:
    return any(
        isinstance(node, (Given, Target, ByLevel, Discretion, LevelIs)) and node.measure == name
        for node in walk(item.rule)
    )
