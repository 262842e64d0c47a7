"""What comes out: the algorithm as it is written down, exact chances, and chances counted over many seeds."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import combinations
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binom

from kaohe.fieldwork.draws import Spot
from kaohe.fieldwork.draws.keys import in_order, number_below
from kaohe.fieldwork.draws.selection import choose_by_size, choose_equally, systematic, without_certain

from .spots import spot

SEEDS = 4000
ODDS = 1e-7
"""A count outside these limits is not chance: of all counts below, one in ten thousand runs would be."""


def inside(count: int, chance: Fraction, times: int = SEEDS) -> bool:
    low, high = binom.ppf([ODDS / 2, 1 - ODDS / 2], times, float(chance))
    return bool(low <= count <= high)


def village(number: int, size: int | None = None) -> Spot:
    return spot(number, size=size)


def test_keys_are_the_hash_of_four_lines() -> None:
    """As a hash program gives them: printf '种子\\n甲镇\\n村\\n甲001' | sha256sum."""
    spots = [village(number) for number in range(1, 30)]
    by_hand = sorted(
        spots, key=lambda each: hashlib.sha256(f"种子\n甲镇\n村\n{each.id}".encode()).hexdigest()
    )
    assert in_order("种子", "甲镇", "村", spots) == by_hand
    assert in_order("种子", "甲镇", "村", spots[::-1]) == by_hand
    assert in_order("别的", "甲镇", "村", spots) != by_hand
    assert in_order("种子", "乙镇", "村", spots) != by_hand


def test_numbers_below_are_the_remainder_of_a_hash() -> None:
    text = "种子\n甲镇\n\n\n起点\n0"
    by_hand = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 977
    assert number_below(977, "种子", "甲镇", "", "起点") == by_hand


def test_the_last_round_that_is_not_whole_is_thrown_away() -> None:
    """2²⁵⁶ leaves 1 on division by 3: the largest hash of all would make 0 likelier, and the next is taken."""
    asked: list[str] = []

    def hashing(text: str) -> int:
        asked.append(text.rpartition("\n")[2])
        return (1 << 256) - 1 if len(asked) == 1 else 5

    assert number_below(3, "种子", "", "", "起点", hashing) == 2
    assert asked == ["0", "1"]
    assert number_below(1, "种子", "", "", "起点") == 0


def test_the_first_are_drawn_and_the_next_stand_in_reserve() -> None:
    spots = [village(number) for number in range(1, 10)]
    order = [each.id for each in in_order("种", "甲镇", "", spots)]
    chosen = choose_equally("种", "甲镇", "", spots, 3, 2)
    assert (list(chosen.drawn), list(chosen.reserves)) == (order[:3], order[3:5])


def test_equal_chances_over_many_seeds() -> None:
    """3 of 10: each with 3/10, each pair with 1/15, and each as first reserve with 1/10."""
    spots = [village(number) for number in range(10)]
    single, pairs, reserve = Counter[str](), Counter[tuple[str, ...]](), Counter[str]()
    for seed in range(SEEDS):
        chosen = choose_equally(f"{seed}", "甲镇", "", spots, 3, 1)
        single.update(chosen.drawn)
        pairs.update(combinations(sorted(chosen.drawn), 2))
        reserve.update(chosen.reserves)
    assert len(single) == len(reserve) == 10
    assert len(pairs) == 45
    assert all(inside(count, Fraction(3, 10)) for count in single.values())
    assert all(inside(count, Fraction(1, 15)) for count in pairs.values())
    assert all(inside(count, Fraction(1, 10)) for count in reserve.values())


def test_chances_by_size_over_many_seeds() -> None:
    """2 of 6 with sizes 10 … 60: each with 2 × size / 210, every pair possible; the first reserve by size too."""
    spots = [village(number, number * 10) for number in range(1, 7)]
    single, pairs = Counter[str](), Counter[tuple[str, ...]]()
    for seed in range(SEEDS):
        chosen = choose_by_size(f"{seed}", "甲镇", "", spots, 2, 0)
        single.update(chosen.drawn)
        pairs.update(combinations(sorted(chosen.drawn), 2))
    assert all(inside(single[each.id], Fraction(2 * (each.size or 0), 210)) for each in spots)
    assert len(pairs) == 15


@pytest.mark.parametrize("sizes", [(1, 2, 3, 4), (5, 5, 5), (1, 1, 1, 1, 7, 3), (2, 9, 4, 6, 8, 1)])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_by_size_each_is_drawn_by_exactly_its_share_of_the_starts(
    sizes: tuple[int, ...], number: int
) -> None:
    """Over every start there is, once each: a spot is drawn by n × size of them, and certain ones by all."""
    spots = [village(at, size) for at, size in enumerate(sizes)]
    certain, rest = without_certain(spots, number)
    left, total = number - len(certain), sum(each.size or 0 for each in rest)
    drawn = Counter[str]()
    for start in range(total if left else 0):
        with patch("kaohe.fieldwork.draws.selection.number_below", return_value=start):
            found = systematic("", "", "", rest, left)
        assert len(found) == len(set(found)) == left
        drawn.update(each.id for each in found)
    if left:
        assert {each.id: drawn[each.id] for each in rest} == {
            each.id: left * (each.size or 0) for each in rest
        }
    for each in certain:
        assert (each.size or 0) * number >= sum(sizes) or len(certain) > 1


def test_whoever_is_too_large_is_certain_and_the_rest_are_looked_at_again() -> None:
    """Of 100, 30, 10, 10, 10 three: 100 is certain at once; of the rest (60, two to draw) 30 is."""
    spots = [village(at, size) for at, size in enumerate((10, 100, 10, 30, 10))]
    certain, rest = without_certain(spots, 3)
    assert [each.size for each in certain] == [100, 30]
    assert [each.size for each in rest] == [10, 10, 10]
    chosen = choose_by_size("种", "甲镇", "", spots, 3, 9)
    assert set(chosen.certain) == {"甲001", "甲003"}
    assert len(chosen.drawn) == 3
    assert set(chosen.drawn) | set(chosen.reserves) == {each.id for each in spots}


def test_size_nothing_is_never_drawn() -> None:
    spots = [village(1, 0), village(2, 5), village(3, None), village(4, 5), village(5, 5)]
    for seed in range(50):
        chosen = choose_by_size(f"{seed}", "甲镇", "", spots, 2, 5)
        assert set(chosen.drawn) | set(chosen.reserves) == {"甲002", "甲004", "甲005"}


def test_reserves_by_size_come_in_proportion_to_what_is_left() -> None:
    """One drawn of three equal ones and a large one that is certain: then 3 to 1 for the first reserve."""
    spots = [village(1, 1000), village(2, 30), village(3, 10)]
    first = Counter(
        choose_by_size(f"{seed}", "甲镇", "", spots, 1, 1).reserves[0]
        for seed in range(SEEDS)
        if choose_by_size(f"{seed}", "甲镇", "", spots, 1, 1).drawn == ("甲001",)
    )
    assert inside(first["甲002"], Fraction(3, 4), sum(first.values()))


@given(
    some.lists(some.integers(0, 50), min_size=1, max_size=12),
    some.integers(0, 12),
    some.integers(0, 5),
    some.text("种子甲乙0123", min_size=1, max_size=5),
)
def test_by_size_as_many_as_asked_for_and_nobody_twice(
    sizes: list[int], number: int, reserves: int, seed: str
) -> None:
    spots = [village(at, size) for at, size in enumerate(sizes)]
    usable = {each.id for each in spots if each.size}
    number = min(number, len(usable))
    chosen = choose_by_size(seed, "甲镇", "", spots, number, reserves)
    assert len(chosen.drawn) == number
    assert len(chosen.reserves) == min(reserves, len(usable) - number)
    assert len({*chosen.drawn, *chosen.reserves}) == number + len(chosen.reserves)
    assert {*chosen.drawn, *chosen.reserves} <= usable
    assert choose_by_size(seed, "甲镇", "", spots[::-1], number, reserves) == chosen
    more = choose_by_size(seed, "甲镇", "", spots, number, reserves + 2)
    assert (more.drawn, more.reserves[: len(chosen.reserves)]) == (chosen.drawn, chosen.reserves)


def test_the_first_reserve_is_taken_by_exactly_its_share() -> None:
    """Over every number there is, once each: 3, 1 and 4 of eight."""
    spots = [village(at, size) for at, size in enumerate((3, 1, 4))]
    first = Counter[str]()
    for at in range(8):
        with patch("kaohe.fieldwork.draws.selection.number_below", return_value=at):
            first.update(choose_by_size("种", "甲镇", "", spots, 0, 1).reserves)
    assert first == {"甲000": 3, "甲001": 1, "甲002": 4}
