"""Whole numbers keep to their proved bounds, take the narrowest type that holds them, and are refused beyond 128 bits."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.batch.refusal import TooWideError
from kaohe.batch.steps import Steps
from kaohe.batch.whole import Whole, summed, width
from kaohe.core import round_half_up

EDGES = st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31), 2**31, 2**62, -(2**63), 2**63, 10**25, -(10**25)])
NUMBERS = st.lists(EDGES | st.integers(-1000, 1000), min_size=1, max_size=5)


def column(name: str, numbers: list[int]) -> tuple[Whole, pl.Series]:
    low, high = min(numbers), max(numbers)
    dtype = {32: pl.Int32, 64: pl.Int64, 128: pl.Int128}[width(low, high)]
    return Whole.column(name, low, high), pl.Series(name, [*numbers, None], dtype=dtype)


def computed(whole: Whole, steps: Steps, *series: pl.Series) -> list[int | None]:
    frame = steps.added_to(pl.LazyFrame(list(series)))
    found = frame.with_columns(whole.expr.alias("=")).select("=").collect()["="]
    values: list[int | None] = found.to_list()
    assert all(value is None or whole.low <= value <= whole.high for value in values), "beyond its bounds"
    assert found.dtype.is_integer()
    return values


TWO: dict[str, tuple[Callable[[Whole, Whole], Whole], Callable[[int, int], int]]] = {
    "plus": (lambda a, b: a + b, lambda a, b: a + b),
    "minus": (lambda a, b: a - b, lambda a, b: a - b),
    "times": (lambda a, b: a * b, lambda a, b: a * b),
    "sum": (lambda a, b: summed([a, b, a]), lambda a, b: a + b + a),
}


@pytest.mark.parametrize("name", TWO)
@given(left=NUMBERS, right=NUMBERS)
def test_arithmetic_is_exact_or_refused(name: str, left: list[int], right: list[int]) -> None:
    ours, exact = TWO[name]
    size = min(len(left), len(right))
    left, right = left[:size], right[:size]
    (a, first), (b, second) = column("a", left), column("b", right)
    try:
        result = ours(a, b)
    except TooWideError:
        ends = [exact(x, y) for x in (min(left), max(left)) for y in (min(right), max(right))]
        assert max(abs(end) for end in ends) >= 2**126
        return
    wanted = [exact(x, y) for x, y in zip(left, right, strict=True)]
    assert computed(result, Steps(), first, second) == [*wanted, None]


@given(numbers=NUMBERS, by=st.integers(1, 10**6))
def test_division_rounds_a_half_away_from_zero(numbers: list[int], by: int) -> None:
    whole, series = column("a", numbers)
    steps = Steps()
    result = whole.rounded_over(Whole.of(by), steps)
    wanted = [int(round_half_up(Fraction(number, by), 0)) for number in numbers]
    assert computed(result, steps, series) == [*wanted, None]


@given(numbers=NUMBERS, by=st.integers(1, 50))
def test_division_by_a_column_rounds_in_the_same_way(numbers: list[int], by: int) -> None:
    whole, series = column("a", numbers)
    below = pl.Series("b", [by] * (len(numbers) + 1), dtype=pl.Int32)
    steps = Steps()
    result = whole.rounded_over(Whole.column("b", 1, 50), steps)
    wanted = [
        int((Decimal(number) / by).quantize(Decimal(1), ROUND_HALF_UP))
        for number in numbers
        if abs(number) < 10**20
    ]
    found = computed(result, steps, series, below)
    assert [value for value, number in zip(found, numbers, strict=False) if abs(number) < 10**20] == wanted


@given(numbers=NUMBERS, least=st.integers(-500, 500), more=st.integers(0, 500))
def test_floors_and_caps_hold(numbers: list[int], least: int, more: int) -> None:
    whole, series = column("a", numbers)
    steps = Steps()
    result = whole.floored(least, steps).capped(least + more, steps)
    wanted = [min(max(number, least), least + more) for number in numbers]
    assert computed(result, steps, series) == [*wanted, None]
    assert least <= result.low <= result.high <= least + more


def test_the_narrowest_type_is_taken() -> None:
    assert [width(-1, end) for end in (2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**127 - 1)] == [
        32,
        64,
        64,
        128,
        128,
    ]
    with pytest.raises(TooWideError):
        width(0, 2**127)


def test_kept_numbers_are_made_narrow() -> None:
    steps = Steps()
    wide = Whole.column("a", 0, 2**40)
    narrow = wide.capped(100, steps).kept(steps)
    assert narrow.bits == 32
    assert computed(narrow, steps, pl.Series("a", [2**39, 5, None], dtype=pl.Int64)) == [100, 5, None]
