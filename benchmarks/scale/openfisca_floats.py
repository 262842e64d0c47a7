"""OpenFisca-core with its usual values, floats of 32 bits: the formulas of `numpy_floats_away` over whole arrays.

Not exact; `compare` counts what comes out wrong.
"""

import numpy as np

from benchmarks.scale.arrays import (
    NOT_SCORED,
    Answers,
    Array,
    Held,
    added,
    answers_of,
    figures_of,
    read_floats,
    write,
)
from benchmarks.scale.driver import Engine, main
from benchmarks.scale.numpy_floats import Floats, away
from benchmarks.scale.openfisca import PERIOD, Figures, Formula, Named, points_name, simulation
from benchmarks.scale.shape import (
    BLAMED,
    LATE,
    LISTS,
    MODEL,
    POINT,
    PRAISED,
    VETO,
    Item,
    items,
)
from benchmarks.scale.tables import TOWN

_FLOATS = Floats(away)


def _item(item: Item) -> Formula:
    names = (*figures_of(item), TOWN)
    return lambda of: _FLOATS.score(item, {name: of(name) for name in names})


def _list_item(name: str, times: float, least: float, most: float) -> Formula:
    return lambda of: np.clip(of(name) * np.float32(times), least, most)


_LIST_ITEMS = {PRAISED: (0.5, 0, 2), MODEL: (1, 0, 1), LATE: (-0.2, -1, 0), BLAMED: (-1, -3, 0)}


def _total(chosen: tuple[Item, ...]) -> Formula:
    full = 4 * len(chosen)
    states = [item.state for item in chosen if item.state]

    def formula(of: Figures) -> Array:
        nothing = np.zeros_like(of(VETO))
        earned = added((np.nan_to_num(of(points_name(item.name))) for item in chosen), nothing)
        apart = added((of(state) for state in states), nothing)
        base = np.where(apart == 0, earned, away(earned * full / (full - 4 * apart), 4))
        praised, model, late, blamed = (np.nan_to_num(of(points_name(name))) for name in LISTS)
        total = away(base + np.minimum(praised + model, 2) + np.maximum(late + blamed, -3), 2)
        return np.where(of(VETO) == 1, 0, total)

    return formula


def _provisional(chosen: tuple[Item, ...]) -> Formula:
    names = [points_name(name) for name in (*(item.name for item in chosen), *LISTS)]
    states = [item.state for item in chosen if item.state]

    def formula(of: Figures) -> Array:
        nothing = np.zeros_like(of(VETO), np.int32)
        missing = added((np.isnan(of(name)) for name in (*names, VETO)), nothing)
        apart = added((of(state) for state in states), nothing)
        return np.asarray(missing > apart)

    return formula


def variables(count: int) -> list[Named]:
    """Everything that is given and everything that is computed."""
    chosen = items(count)
    named = [Named(name, float) for item in chosen for name in figures_of(item)]
    named += [Named(name, float) for name in (*LISTS, VETO)]
    named += [Named(name, bool) for name in (TOWN, *(item.state for item in chosen if item.state))]
    named += [Named(points_name(item.name), float, _item(item)) for item in chosen]
    named += [Named(points_name(name), float, _list_item(name, *_LIST_ITEMS[name])) for name in LISTS]
    named.append(Named("total", float, _total(chosen)))
    named.append(Named("provisional", bool, _provisional(chosen)))
    return named


def _scaled(points: Array) -> Array:
    scaled = np.rint(np.nan_to_num(points).astype(np.float64) * POINT)
    return np.where(np.isnan(points), NOT_SCORED, scaled).astype(np.int32)


def compute(held: Held, count: int) -> Answers:
    """All answers."""
    made = simulation(variables(count), held.columns, len(held.units))
    names = [points_name(name) for name in (*(item.name for item in items(count)), *LISTS)]
    points = [_scaled(made.calculate(name, PERIOD)) for name in names]
    totals = np.rint(made.calculate("total", PERIOD).astype(np.float64) * 100)
    return answers_of(held, points, totals, made.calculate("provisional", PERIOD), count)


ENGINE = Engine(read_floats, compute, write)

if __name__ == "__main__":
    main(ENGINE)
