"""NumPy on int64, by hand, in one thread: blocks of rows that fit into the processor's cache, one column after the other."""

from collections.abc import Mapping

import numpy as np

from benchmarks.scale.arrays import (
    MISSING,
    NOT_SCORED,
    Answers,
    Array,
    Held,
    answers_of,
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

_BLOCK = 16_384
Block = Mapping[str, Array]
Scored = tuple[Array, Array]
"""Points × 10,000 and where there are any; points mean nothing where there are none."""


def score(item: Item, block: Block) -> Scored:
    """One item over a block of units."""
    match item.family:
        case Family.RATIO:
            return _ratio(block[item.part], block[item.whole])
        case Family.TASK:
            return _task(block[item.figure], block[item.target], block[TOWN])
    figure = block[item.figure]
    there = figure != MISSING
    match item.family:
        case Family.PERCENT:
            return np.clip((figure - 9500) * 50 + FULL, 0, FULL), there
        case Family.EVENTS:
            return FULL - np.minimum(figure * 3000, 3 * POINT), there
        case Family.TIERS:
            reached = [figure >= limit for limit in (950, 900, 800)]
            return np.select(reached, [4 * POINT, 3 * POINT, POINT * 3 // 2], 0), there
        case _:
            return np.minimum((figure + 5) // 10, FULL), there


def _ratio(part: Array, whole: Array) -> Scored:
    there = (part != MISSING) & (whole != MISSING)
    whole = np.where(there, whole, 1)
    lost = (np.maximum(990_000 * whole - 1_000_000 * part, 0) + whole) // (2 * whole)
    return np.maximum(FULL - lost, 0), there


def _task(done: Array, target: Array, town: Array) -> Scored:
    there = (done != MISSING) & (target != MISSING)
    target = np.where(there, target, 1)
    percent = (2_000_000 * done + target) // (2 * target)
    steps = np.maximum((1_000_000 - percent) // 100_000, 0)
    return np.maximum(FULL - steps * np.where(town, 8000, 5000), 0), there


def _lists(block: Block) -> tuple[Scored, ...]:
    praised, model, late, blamed = (block[name] for name in LISTS)
    points = (
        np.minimum(praised * (POINT // 2), 2 * POINT),
        model * POINT,
        np.maximum(late * (POINT // -5), -POINT),
        np.maximum(blamed * -POINT, -3 * POINT),
    )
    there = (block[name] != MISSING for name in (PRAISED, MODEL, LATE, BLAMED))
    return tuple(zip(points, there, strict=True))


def _kept(scored: Scored, row: Array) -> Array:
    """Writes the item's points down; gives what it adds to a sum."""
    points, there = scored
    row[...] = np.where(there, points, NOT_SCORED)
    return np.where(there, points, 0)


def _block(block: Block, chosen: tuple[Item, ...], points: Array) -> Scored:
    """Fills the block's part of `points` (items × units); gives totals × 100 and whether they are provisional."""
    units = points.shape[1]
    earned, missing, apart = (np.zeros(units, np.int64) for _ in range(3))
    for item, row in zip(chosen, points, strict=False):
        scored = score(item, block)
        earned += _kept(scored, row)
        missing += ~scored[1]
        if item.state:
            apart += block[item.state]
    lists = _lists(block)
    sums = [_kept(scored, row) for scored, row in zip(lists, points[len(chosen) :], strict=True)]
    missing += sum(~there for _, there in lists)
    full = FULL * len(chosen)
    available = full - FULL * apart
    base = np.where(apart == 0, earned, (2 * full * earned + available) // (2 * available))
    exact = base + np.minimum(sums[0] + sums[1], BONUS_CAP) + np.maximum(sums[2] + sums[3], -DEDUCTION_CAP)
    rounded = np.sign(exact) * ((np.abs(exact) + CENT // 2) // CENT)
    veto = block[VETO]
    return np.where(veto == 1, 0, rounded), (missing > apart) | (veto == MISSING)


def compute(held: Held, count: int) -> Answers:
    """All answers."""
    chosen, units = items(count), len(held.units)
    points = np.empty((count + len(LISTS), units), np.int32)
    totals, provisional = np.empty(units, np.int64), np.empty(units, bool)
    for start in range(0, units, _BLOCK):
        rows = slice(start, start + _BLOCK)
        block = {name: column[rows] for name, column in held.columns.items()}
        totals[rows], provisional[rows] = _block(block, chosen, points[:, rows])
    return answers_of(held, points, totals, provisional, count)


ENGINE = Engine(read_integers, compute, write)

if __name__ == "__main__":
    main(ENGINE)
