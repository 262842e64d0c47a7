"""Exact arithmetic and 四舍五入, held against Python's own fractions."""

from decimal import Decimal, FloatOperation, Inexact
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core.numbers import (
    EXACT,
    Number,
    add,
    divide,
    exactly,
    excess,
    less,
    multiply,
    plain,
    round_half_up,
    rounding,
    subtract,
    tidy,
    whole_steps,
)

decimals = st.decimals(min_value=-(10**7), max_value=10**7, places=6, allow_nan=False)
fractions = st.fractions(min_value=-(10**7), max_value=10**7, max_denominator=900)
numbers: st.SearchStrategy[Number] = st.one_of(decimals, fractions.map(tidy))


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.00005", 4, "0.0001"),
        ("-0.00005", 4, "-0.0001"),
        ("0.00004999", 4, "0.0000"),
        ("1.005", 2, "1.01"),
        ("99.995", 2, "100.00"),
        ("0", 2, "0.00"),
    ],
)
def test_a_half_goes_away_from_zero(number: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(number), places)) == expected
    assert str(round_half_up(Fraction(number), places)) == expected


@given(numbers, st.integers(0, 6))
def test_rounding_is_half_away_from_zero_for_both_kinds(number: Number, places: int) -> None:
    scaled = abs(Fraction(number)) * 10**places
    whole = int(scaled + Fraction(1, 2))
    expected = Fraction(whole, 10**places) * (-1 if number < 0 else 1)
    assert Fraction(round_half_up(number, places)) == expected
    assert rounding(number, places) == (round_half_up(number, places), expected != Fraction(number))


@given(numbers, numbers)
def test_the_four_operations_lose_nothing(left: Number, right: Number) -> None:
    a, b = Fraction(left), Fraction(right)
    with exactly():
        assert Fraction(add(left, right)) == a + b
        assert Fraction(subtract(left, right)) == a - b
        assert Fraction(multiply(left, right)) == a * b
        assert less(left, right) == (a < b)
        assert Fraction(excess(left, right)) == max(a - b, Fraction(0))
        if b:
            assert Fraction(divide(left, right)) == a / b


@given(numbers, st.decimals(min_value="0.01", max_value=50, places=2))
def test_whole_steps_never_begin_a_step(distance: Number, step: Decimal) -> None:
    distance = -distance if distance < 0 else distance
    steps = whole_steps(distance, step)
    assert steps * Fraction(step) <= Fraction(distance) < (steps + 1) * Fraction(step)


@given(fractions)
def test_tidy_makes_a_decimal_exactly_where_there_is_an_end(fraction: Fraction) -> None:
    rest = fraction.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    assert isinstance(tidy(fraction), Decimal) == (rest == 1)
    assert Fraction(tidy(fraction)) == fraction


def test_the_exact_context_refuses_floats_and_lost_digits() -> None:
    with exactly():
        with pytest.raises(FloatOperation):
            _ = Decimal("1") < 0.5
        with pytest.raises(Inexact):
            Decimal(1) / Decimal(3)
    assert EXACT.prec == 60


def test_the_collector_is_back_afterwards() -> None:
    import gc

    assert gc.isenabled()
    with exactly():
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Decimal("3.1000"), None, "3.1"),
        (Decimal("1E+3"), None, "1000"),
        (Decimal("-0.00"), None, "0"),
        (Fraction(292, 3), None, "97.3333"),
        (Decimal("3.14159"), 2, "3.14"),
        (Decimal("100"), None, "100"),
        (Decimal("0.5"), 0, "1"),
    ],
)
def test_plain_writes_numbers_as_offices_do(number: Number, places: int | None, text: str) -> None:
    assert plain(number, places) == text
