"""OpenFisca-core: a variable an item, formulas over whole arrays, whole numbers throughout.

Its whole numbers have 32 bits; where a step needs more, the formula widens it. A figure that is absent is MISSING, an item that was
not scored NOT_SCORED: a variable of OpenFisca has no null. The formulas of the items are those of `numpy_ints`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.scale import numpy_ints
from benchmarks.scale.arrays import (
    MISSING,
    NOT_SCORED,
    Answers,
    Array,
    Held,
    added,
    answers_of,
    figures_of,
    read_integers,
    write,
)
from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import (
    BLAMED,
    BONUS_CAP,
    CENT,
    DEDUCTION_CAP,
    FULL,
    LATE,
    LISTS,
    MODEL,
    POINT,
    PRAISED,
    VETO,
    Family,
    Item,
    items,
)
from benchmarks.scale.tables import TOWN

PERIOD = "2026"
Figures = Callable[[str], Array]
"""Gives the array of a column or of another variable."""
Formula = Callable[[Figures], Array]

_WIDE = (Family.RATIO, Family.TASK)


@dataclass(frozen=True, slots=True)
class Named:
    """A variable: its name, the type of its values, and its formula (None: it is given)."""

    name: str
    kind: type
    formula: Formula | None = None


def points_name(name: str) -> str:
    """The variable that holds an item's points."""
    return f"points_{name}"


def _item(item: Item) -> Formula:
    """Points × 10,000, or NOT_SCORED."""
    names = (*figures_of(item), *((TOWN,) if item.family is Family.TASK else ()))
    wide = item.family in _WIDE

    def formula(of: Figures) -> Array:
        block = {name: of(name).astype(np.int64) if wide and name != TOWN else of(name) for name in names}
        points, there = numpy_ints.score(item, block)
        return np.where(there, points, NOT_SCORED)

    return formula


def _list_item(name: str, times: int, least: int, most: int) -> Formula:
    def formula(of: Figures) -> Array:
        count = of(name)
        return np.where(count == MISSING, NOT_SCORED, np.clip(count * times, least, most))

    return formula


_LIST_ITEMS = {
    PRAISED: (POINT // 2, 0, 2 * POINT),
    MODEL: (POINT, 0, POINT),
    LATE: (POINT // -5, -POINT, 0),
    BLAMED: (-POINT, -3 * POINT, 0),
}


def _earned(points: Array) -> Array:
    return np.where(points == NOT_SCORED, 0, points)


def _total(chosen: tuple[Item, ...]) -> Formula:
    """The total × 100."""
    full = FULL * len(chosen)

    def formula(of: Figures) -> Array:
        nothing = np.zeros_like(of(VETO), np.int64)
        earned = added((_earned(of(points_name(item.name))) for item in chosen), nothing)
        available = full - FULL * of("apart").astype(np.int64)
        base = np.where(of("apart") == 0, earned, (2 * full * earned + available) // (2 * available))
        praised, model, late, blamed = (_earned(of(points_name(name))) for name in LISTS)
        lists = np.minimum(praised + model, BONUS_CAP) + np.maximum(late + blamed, -DEDUCTION_CAP)
        exact = base + lists
        rounded = np.sign(exact) * ((np.abs(exact) + CENT // 2) // CENT)
        return np.where(of(VETO) == 1, 0, rounded)

    return formula


def _provisional(chosen: tuple[Item, ...]) -> Formula:
    names = [points_name(name) for name in (*(item.name for item in chosen), *LISTS)]

    def formula(of: Figures) -> Array:
        missing = added((of(name) == NOT_SCORED for name in names), np.zeros_like(of(VETO)))
        return np.asarray((missing > of("apart")) | (of(VETO) == MISSING))

    return formula


def _apart(chosen: tuple[Item, ...]) -> Formula:
    states = [item.state for item in chosen if item.state]
    return lambda of: added((of(state) for state in states), np.zeros_like(of(VETO)))


def variables(count: int) -> list[Named]:
    """Everything that is given and everything that is computed."""
    chosen = items(count)
    named = [Named(name, int) for item in chosen for name in figures_of(item)]
    named += [Named(name, int) for name in (*LISTS, VETO)]
    named += [Named(name, bool) for name in (TOWN, *(item.state for item in chosen if item.state))]
    named += [Named(points_name(item.name), int, _item(item)) for item in chosen]
    named += [Named(points_name(name), int, _list_item(name, *_LIST_ITEMS[name])) for name in LISTS]
    named.append(Named("apart", int, _apart(chosen)))
    named.append(Named("total", int, _total(chosen)))
    named.append(Named("provisional", bool, _provisional(chosen)))
    return named


def system(named: list[Named]) -> TaxBenefitSystem:
    """The variables as OpenFisca's own classes."""
    entity = Entity("unit", "units", "被考核单位", "")
    made = TaxBenefitSystem([entity])
    for each in named:
        made.add_variable(_class(each, entity))
    return made


def _class(named: Named, entity: Entity) -> type[Variable]:
    fields: dict[str, Any] = {
        "value_type": named.kind,
        "entity": entity,
        "definition_period": DateUnit.YEAR,
        "label": named.name,
    }
    formula = named.formula
    if formula is not None:
        fields["formula"] = lambda unit, period: formula(lambda name: unit(name, period))
    return type(named.name, (Variable,), fields)


def simulation(named: list[Named], columns: Mapping[str, Array], units: int) -> Simulation:
    """A simulation that has been given every figure."""
    made = SimulationBuilder().build_default_simulation(system(named), units)
    for each in named:
        if each.formula is None:
            made.set_input(each.name, PERIOD, columns[each.name])
    return made


def compute(held: Held, count: int) -> Answers:
    """All answers."""
    made = simulation(variables(count), held.columns, len(held.units))
    names = [points_name(name) for name in (*(item.name for item in items(count)), *LISTS)]
    points = [made.calculate(name, PERIOD) for name in names]
    totals, provisional = made.calculate("total", PERIOD), made.calculate("provisional", PERIOD)
    return answers_of(held, points, totals, provisional, count)


ENGINE = Engine(read_integers, compute, write)

if __name__ == "__main__":
    main(ENGINE)
