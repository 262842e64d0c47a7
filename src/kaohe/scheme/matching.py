"""Which entry of an old list is which of a new one."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
LIKE_ENOUGH = 0.55
MOST_COMPARISONS = 40_000


@dataclass(frozen=True, slots=True)
class Pair(Generic[Entry]):
    """An entry before and after. `place` is where it stood in the old list; `guessed`: nothing but likeness
    says that the two are the same.
    """

    old: Entry
    new: Entry
    place: int
    guessed: bool


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """Pairs in the order of the new list, and what is left on either side."""

    pairs: "tuple[Pair[Entry], ...]"
    removed: tuple[Entry, ...]
    added: tuple[Entry, ...]


def match(
    old: Sequence[Entry],
    new: Sequence[Entry],
    keys: Sequence[Callable[[Entry], Hashable | None]],
    likeness: Callable[[Entry, Entry], float] | None = None,
) -> Match[Entry]:
    """Pair by the first key, what is left by the next, and at last by likeness. A key of None pairs nothing."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    found: dict[int, Pair[Entry]] = {}
    for key in keys:
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for place, entry in left.items():
            if (name := key(entry)) is not None:
                waiting[name].append(place)
        for place, entry in list(right.items()):
            if waiting.get(key(entry)):
                there = waiting[key(entry)].popleft()
                found[place] = Pair(left.pop(there), right.pop(place), there, guessed=False)
    if likeness is not None and len(left) * len(right) <= MOST_COMPARISONS:
        for there, here in _by_likeness(left, right, likeness):
            found[here] = Pair(left.pop(there), right.pop(here), there, guessed=True)
    return Match(tuple(found[place] for place in sorted(found)), tuple(left.values()), tuple(right.values()))


def _by_likeness(
    left: dict[int, Entry], right: dict[int, Entry], likeness: Callable[[Entry, Entry], float]
) -> list[tuple[int, int]]:
    """The best pairs first, each entry once."""
    scored = [(likeness(old, new), there, here) for there, old in left.items() for here, new in right.items()]
    pairs: list[tuple[int, int]] = []
    taken_there: set[int] = set()
    taken_here: set[int] = set()
    for score, there, here in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if score >= LIKE_ENOUGH and there not in taken_there and here not in taken_here:
            pairs.append((there, here))
            taken_there.add(there)
            taken_here.add(here)
    return pairs
