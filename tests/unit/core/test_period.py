"""Periods: what they are called, what they consist of, the year before."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Cadence, Period

periods = st.builds(Period, st.integers(1950, 2199), st.integers(1, 12), st.sampled_from([1, 3, 6, 12]))


@given(periods)
def test_both_forms_read_back(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", Period(2026)),
        ("２０２６年度", Period(2026)),
        ("2026上半年", Period(2026, 1, 6)),
        ("2026H2", Period(2026, 7, 6)),
        ("2026年第三季度", Period(2026, 7, 3)),
        ("2026Q4", Period(2026, 10, 3)),
        ("2026年7月", Period(2026, 7, 1)),
        ("2025-10/2026-09", Period(2025, 10, 12)),
        ("2025年10月至2026年9月", Period(2025, 10, 12)),
    ],
)
def test_forms_that_offices_write(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize("text", ["", "去年", "2026-13", "2026Q5", "26", "2026-01/2026-05", "20261", "1900"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@given(periods, st.sampled_from(Cadence))
def test_parts_fill_the_period_without_gap_or_overlap(period: Period, cadence: Cadence) -> None:
    if cadence.months > period.months:
        with pytest.raises(ValueError, match="no parts"):
            period.parts(cadence)
        return
    parts = period.parts(cadence)
    assert sum(part.months for part in parts) == period.months
    assert parts[0].year == period.year
    assert parts[0].month == period.month
    assert parts[-1].last == period.last
    for before, after in pairwise(parts):
        index = before.year * 12 + before.month + before.months
        assert after.year * 12 + after.month == index


@given(periods)
def test_a_year_earlier_is_the_same_months(period: Period) -> None:
    earlier = period.years_later(-1)
    assert (earlier.year, earlier.month, earlier.months) == (period.year - 1, period.month, period.months)
    assert period.cadence.months == period.months
