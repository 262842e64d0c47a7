"""The design effect, worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.fieldwork.estimates import Inspected
from kaohe.fieldwork.estimates.clusters import Design, design_of


def rows(*points: tuple[str, int, int]) -> list[Inspected]:
    return [Inspected("A", "m", looked, wrong, place=place) for place, looked, wrong in points]


def test_two_villages_by_hand() -> None:
    """r = 4/20; apart: (0 − 2)² + (4 − 2)² = 8; v = 2/1 × 8 ÷ 400 = 0.04; v₀ = 0.16 ÷ 19; deff = 4.75; n* = 20 ÷ 4.75."""
    design = design_of(rows(("甲村", 10, 0), ("乙村", 10, 4)))
    assert design == Design(2, Fraction(19, 4))
    assert design.effective(20) == Fraction(80, 19)


def test_three_villages_of_different_size_by_hand() -> None:
    """r = 0.3; apart: 0.25 + 1 + 2.25 = 3.5; v = 1.5 × 3.5 ÷ 900; v₀ = 0.21 ÷ 29; deff = 29/36, which is not used."""
    design = design_of(rows(("甲村", 5, 1), ("乙村", 10, 2), ("丙村", 15, 6)))
    assert design == Design(3, Fraction(29, 36))
    assert design.used == 1
    assert design.effective(30) == 30


def test_two_visits_of_one_place_are_one_point() -> None:
    once = design_of(rows(("甲村", 10, 1), ("乙村", 10, 4)))
    twice = design_of(rows(("甲村", 4, 1), ("乙村", 10, 4), ("甲村", 6, 0)))
    assert once == twice


def test_cases_on_their_own_have_no_design_effect() -> None:
    """Every case a point of its own is a simple sample: exactly 1."""
    points = [(f"{number}号", 1, int(number < 3)) for number in range(9)]
    assert design_of(rows(*points)) == Design(9, Fraction(1))


@pytest.mark.parametrize(
    ("points", "named", "why"),
    [
        ((), 0, "没有写检查数"),
        ((("", 10, 1),), 0, "没有写检查点"),
        ((("甲村", 10, 1),), 1, "只有一个检查点"),
        ((("甲村", 10, 1), ("", 5, 1)), 1, "有的检查没有写检查点"),
        ((("甲村", 10, 0), ("乙村", 5, 0)), 2, "各检查点查得的完全一样"),
        ((("甲村", 10, 10), ("乙村", 5, 5)), 2, "各检查点查得的完全一样"),
    ],
)
def test_where_it_cannot_be_estimated_it_says_why(
    points: tuple[tuple[str, int, int], ...], named: int, why: str
) -> None:
    design = design_of(rows(*points))
    assert design == Design(named, None, why)
    assert design.used == 1


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 30)), min_size=2, max_size=6), st.randoms())
def test_the_order_of_points_does_not_matter(points: list[tuple[int, int]], order: object) -> None:
    named = [(f"{number}村", looked, min(wrong, looked)) for number, (looked, wrong) in enumerate(points)]
    turned = list(named)
    order.shuffle(turned)  # type: ignore[attr-defined]
    assert design_of(rows(*named)) == design_of(rows(*turned))
    assert design_of(rows(*named)).used >= 1
