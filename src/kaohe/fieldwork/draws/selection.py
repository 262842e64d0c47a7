"""Choose in one group: so many with equal chances, or in proportion to their sizes; and who stands in reserve.

By size we draw systematically from a random order (Goodman & Kish 1950; Hartley & Rao 1962): each spot is chosen with
the probability n × size ÷ sum of sizes exactly, and all is done in whole numbers. A spot whose probability would be one
or more is chosen for certain, and the rest are drawn from what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kaohe.fieldwork.draws.frame import Spot
from kaohe.fieldwork.draws.keys import in_order, number_below


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids in the order in which they were drawn. `certain`: those of `drawn` that were sure to be (by size only)."""

    drawn: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()


def choose_equally(
    seed: str, unit: str, kind: str, spots: Sequence[Spot], number: int, reserves: int
) -> Chosen:
    """The first `number` of the order are drawn, the next are reserves; fewer where the group has no more."""
    ids = [spot.id for spot in in_order(seed, unit, kind, spots)]
    return Chosen(tuple(ids[:number]), tuple(ids[number : number + reserves]))


def choose_by_size(
    seed: str, unit: str, kind: str, spots: Sequence[Spot], number: int, reserves: int
) -> Chosen:
    """In proportion to size. Spots of size 0 are never drawn; `number` is at most the count of the others."""
    ordered = [spot for spot in in_order(seed, unit, kind, spots) if spot.size]
    certain, rest = without_certain(ordered, number)
    drawn = systematic(seed, unit, kind, rest, number - len(certain))
    taken_already = set(drawn)
    left = [spot for spot in rest if spot not in taken_already]
    stand_by = []
    for place in range(1, min(reserves, len(left)) + 1):
        at = number_below(_total(left), seed, unit, kind, f"候补{place}")
        sums = accumulate(spot.size or 0 for spot in left)
        taken = next(index for index, reached in enumerate(sums) if at < reached)
        stand_by.append(left.pop(taken))
    return Chosen(
        tuple(spot.id for spot in (*certain, *drawn)),
        tuple(spot.id for spot in stand_by),
        tuple(spot.id for spot in certain),
    )


def without_certain(spots: Sequence[Spot], number: int) -> tuple[list[Spot], list[Spot]]:
    """Those who are sure to be drawn, and the rest, from which number − len(certain) are to be drawn. Order is kept."""
    certain: list[Spot] = []
    rest = list(spots)
    while wanted := number - len(certain):
        total = _total(rest)
        sure = [spot for spot in rest if (spot.size or 0) * wanted >= total]
        if not sure:
            break
        certain += sure
        rest = [spot for spot in rest if (spot.size or 0) * wanted < total]
    return certain, rest


def systematic(seed: str, unit: str, kind: str, spots: Sequence[Spot], number: int) -> list[Spot]:
    """`number` of the spots: sizes laid end to end, one mark every total ÷ number, the first at random.

    Everything is multiplied by `number`, so that marks are whole: a spot covers `number` × its size, marks stand at
    start, start + total, start + 2 total … No spot is as long as the distance of two marks, so none is met twice.
    """
    if not number:
        return []
    total = _total(spots)
    mark = number_below(total, seed, unit, kind, "起点")
    found = []
    reached = 0
    for spot in spots:
        reached += (spot.size or 0) * number
        if mark < reached:
            found.append(spot)
            mark += total
    return found


def _total(spots: Sequence[Spot]) -> int:
    return sum(spot.size or 0 for spot in spots)
