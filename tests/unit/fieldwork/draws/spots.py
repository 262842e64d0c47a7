"""Frames for tests: towns with villages, sizes that differ, some barred."""

from kaohe.fieldwork.draws import Frame, Plan, Spot, frame_of, prepare
from kaohe.fieldwork.draws.draw import NO_TERMS, Draw
from kaohe.fieldwork.draws.seeds import Seed


def spot(
    number: int, unit: str = "甲镇", kind: str = "村", size: int | None = None, barred: str = ""
) -> Spot:
    return Spot(f"{unit[0]}{number:03d}", f"{unit[0]}{number}村", unit, kind, size, barred)


def towns(**counts: int) -> Frame:
    """So many villages a town, sizes 100, 200, 300 …"""
    return frame_of(
        spot(number, unit, size=number * 100)
        for unit, count in counts.items()
        for number in range(1, count + 1)
    )


def prepared(frame: Frame, plan: Plan, seed: Seed = NO_TERMS) -> Draw:
    """A draw that has nothing wrong with it."""
    draw, problems = prepare(frame, plan, seed, announced="2026-12-20")
    assert draw is not None, problems
    return draw
