"""NumPy on float64, as it is written where nobody minds: NaN is what is absent, `numpy.round` rounds (half to even).

Not exact; `compare` counts the units whose items, total, grade or rank come out wrong. `numpy_floats_away` is the same with halves
rounded away from zero, as the office does it, so that what is left wrong there is the binary fraction's doing alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.scale.arrays import NOT_SCORED, Answers, Array, Held, added, answers_of, read_floats, write
from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import BLAMED, LATE, LISTS, MODEL, POINT, PRAISED, VETO, Family, Item, items
from benchmarks.scale.tables import TOWN

_BLOCK = 16_384
Block = Mapping[str, Array]
Rounding = Callable[[Array, int], Array]


def away(number: Array, places: int) -> Array:
    """Half away from zero, as far as floats can."""
    unit = 10.0**places
    return np.sign(number) * np.floor(np.abs(number) * unit + 0.5) / unit


def _within(points: Array) -> Array:
    """Not below zero, not above the full points."""
    return np.clip(points, 0, 4)


@dataclass(frozen=True, slots=True)
class Floats:
    """The scheme in floats, with the rounding that is wanted."""

    rounding: Rounding

    def score(self, item: Item, block: Block) -> Array:
        """One item's points over a block of units, NaN where absent."""
        match item.family:
            case Family.PERCENT:
                return _within(4 - np.maximum(95 - block[item.figure], 0) * 0.5)
            case Family.EVENTS:
                return _within(4 - np.minimum(block[item.figure] * 0.3, 3))
            case Family.TIERS:
                figure = block[item.figure]
                reached = [np.isnan(figure), figure >= 95, figure >= 90, figure >= 80]
                return np.select(reached, [np.nan, 4, 3, 1.5], 0)
            case Family.SHARE:
                return _within(self.rounding(block[item.figure] / 400 * 4, 4))
            case Family.RATIO:
                percent = block[item.part] / block[item.whole] * 100
                return _within(4 - self.rounding(np.maximum(99 - percent, 0) * 0.5, 4))
            case Family.TASK:
                percent = self.rounding(block[item.figure] / block[item.target] * 100, 4)
                steps = np.floor(np.maximum(100 - percent, 0) / 10)
                return _within(4 - steps * np.where(block[TOWN], 0.8, 0.5))

    def _block(self, block: Block, chosen: tuple[Item, ...], points: Array) -> tuple[Array, Array]:
        """Fills the block's part of `points` (items × units); gives totals × 100 and whether they are provisional."""
        scores = [self.score(item, block) for item in chosen]
        apart = np.zeros(points.shape[1])
        for item in chosen:
            if item.state:
                apart += block[item.state]
        lists = [
            np.minimum(block[PRAISED] * 0.5, 2),
            block[MODEL],
            np.maximum(block[LATE] * -0.2, -1),
            np.maximum(-block[BLAMED], -3),
        ]
        missing = added(
            (np.isnan(each) for each in (*scores, *lists, block[VETO])), np.zeros(points.shape[1])
        )
        for row, each in zip(points, (*scores, *lists), strict=True):
            row[...] = np.where(np.isnan(each), NOT_SCORED, np.rint(np.nan_to_num(each) * POINT))
        earned = added((np.nan_to_num(each) for each in scores), np.zeros(points.shape[1]))
        full = 4 * len(chosen)
        base = np.where(apart == 0, earned, self.rounding(earned * full / (full - 4 * apart), 4))
        praised, model, late, blamed = (np.nan_to_num(each) for each in lists)
        total = self.rounding(base + np.minimum(praised + model, 2) + np.maximum(late + blamed, -3), 2)
        return np.where(block[VETO] == 1, 0, np.rint(total * 100)), missing > apart

    def compute(self, held: Held, count: int) -> Answers:
        """All answers."""
        chosen, units = items(count), len(held.units)
        points = np.empty((count + len(LISTS), units), np.int32)
        totals, provisional = np.empty(units), np.empty(units, bool)
        for start in range(0, units, _BLOCK):
            rows = slice(start, start + _BLOCK)
            block = {name: column[rows] for name, column in held.columns.items()}
            totals[rows], provisional[rows] = self._block(block, chosen, points[:, rows])
        return answers_of(held, points, totals, provisional, count)


ENGINE = Engine(read_floats, Floats(np.round).compute, write)

if __name__ == "__main__":
    main(ENGINE)
