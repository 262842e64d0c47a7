"""How much longer a bigger input takes: the same on a slow machine as on a fast one, unlike a number of seconds."""

import gc
import time
from collections.abc import Callable

MOST_GROWTH = 9.0
"""Times the processor time, for four times the input: four where it grows with the length, sixteen with the square."""

TOO_SHORT_TO_COMPARE = 0.5
"""Seconds of the processor below which a ratio says nothing."""


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def assert_grows_with_length(work: Callable[[int], object], size: int) -> None:
    """Do ``work`` on a quarter of ``size`` and on ``size``; four times as much must not take far more than four times.

    A ratio that is out of bounds is measured once more, since a busy machine can spoil one.
    """
    grown = 0.0
    for _ in range(2):
        quarter, whole = _seconds(lambda: work(size // 4)), _seconds(lambda: work(size))
        if whole < TOO_SHORT_TO_COMPARE:
            return
        grown = whole / quarter
        if grown < MOST_GROWTH:
            return
    raise AssertionError(f"four times the input took {grown:.1f} times as long")
