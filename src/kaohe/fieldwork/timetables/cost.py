"""What a plan costs: kilometres, unequal loads, wishes not met, and what is no longer as it was. Lower is better."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product

from kaohe.fieldwork.timetables.check import wish_met
from kaohe.fieldwork.timetables.model import Arrangement, Stop, by_cell
from kaohe.fieldwork.timetables.travel import Travel


@dataclass(frozen=True, slots=True)
class Cost:
    """`travel`: the road, in `Travel`'s whole numbers; `apart`: half-days of the busiest team less the idlest's;
    `unmet`: wishes not met; `changed`: stops of the plan before that are no more; `weighed`: all but the changes,
    by the arrangement's weights.
    """

    travel: int
    apart: int
    unmet: int
    changed: int
    weighed: int

    @property
    def rank(self) -> tuple[int, int]:
        """Changes count before everything else."""
        return (self.changed, self.weighed)


def cost_of(arrangement: Arrangement, stops: Sequence[Stop], before: Iterable[Stop] = ()) -> Cost:
    """The cost of a plan. `before`: the plan that was there, from which as little as possible is to be changed."""
    travel = sum(length for length, _ in routes(arrangement, stops).values())
    loads = loads_of(arrangement, stops).values()
    apart = max(loads, default=0) - min(loads, default=0)
    soft = (wish for wish in arrangement.wishes if not wish.must)
    unmet = sum(not wish_met(wish, stops) for wish in soft)
    changed = len(set(before) - set(stops))
    weights, scale = arrangement.weights, scale_of(arrangement)
    weighed = weights.travel * travel + scale * (weights.balance * apart + weights.wish * unmet)
    return Cost(travel, apart, unmet, changed, weighed)


def scale_of(arrangement: Arrangement) -> int:
    """Whole numbers to one kilometre (step), in which costs are counted."""
    return 1 if arrangement.travel is None else arrangement.travel.scale


def loads_of(arrangement: Arrangement, stops: Iterable[Stop]) -> dict[str, int]:
    """Half-days that each team is out."""
    loads = dict.fromkeys((team.name for team in arrangement.teams), 0)
    for team, _ in by_cell(stops):
        loads[team] += 1
    return loads


Day = tuple[str, str]
"""A team and an ISO date."""


def routes(arrangement: Arrangement, stops: Sequence[Stop]) -> dict[Day, tuple[int, tuple[str, ...]]]:
    """The shortest way of each team through each of its days, and its order. Without distances all are 0."""
    days: dict[Day, list[list[str]]] = {}
    for stop in stops:
        halves = days.setdefault((stop.team, stop.slot.day.isoformat()), [[], []])
        halves[stop.slot.half].append(stop.unit)
    return {day: route(arrangement.travel, *halves) for day, halves in days.items()}


def route(
    travel: Travel | None, morning: Sequence[str], afternoon: Sequence[str]
) -> tuple[int, tuple[str, ...]]:
    """The shortest way from the base through the morning's units, then the afternoon's, and home; all orders are
    tried, so that at most a handful of units may stand in each.
    """
    later = [unit for unit in afternoon if unit not in morning]  # a visit of a whole day is one place
    if travel is None or not [*morning, *later]:
        return 0, (*morning, *later)
    orders = ((*first, *second) for first, second in product(permutations(morning), permutations(later)))
    return min((_length(travel, order), order) for order in orders)


def _length(travel: Travel, order: Sequence[str]) -> int:
    legs = sum(travel.between(one, other) for one, other in pairwise(order))
    return legs + travel.from_base(order[0]) + travel.from_base(order[-1])
