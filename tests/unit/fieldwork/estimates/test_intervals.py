"""Intervals beside published tables and SciPy; outward rounding; what may never happen to them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom, binomtest, hypergeom, norm

from kaohe.core import exactly
from kaohe.fieldwork.estimates.clusters import Design
from kaohe.fieldwork.estimates.intervals import (
    Interval,
    Law,
    clopper_pearson,
    hypergeometric_interval,
    intervals,
    wilson_interval,
)
from kaohe.fieldwork.estimates.tails import (
    binomial_at_least,
    binomial_exceeds,
    hypergeometric_at_least,
    normal_quantile,
)

ALONE = Design(0, None, "没有写检查点")
AT_95 = Fraction(1, 40)
STEP = 0.0001

# Newcombe, R. G. (1998): Two-sided confidence intervals for the single proportion. Statistics in Medicine 17,
# 857-872, table I: methods 3 (score, Wilson) and 5 (exact, Clopper and Pearson), 95 per cent.
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]
GRID = [(n, k) for n in (1, 2, 5, 12, 60, 148, 400) for k in sorted({0, 1, n // 7, n // 2, n - 1, n})]


def _near(found: Interval, low: float, high: float) -> None:
    """The limits at two decimals of a per cent, never inside the true ones."""
    assert low - STEP * 1.001 <= float(found.low) / 100 <= low + 1e-12
    assert high - 1e-12 <= float(found.high) / 100 <= high + STEP * 1.001


@pytest.mark.parametrize(("wrong", "looked", "wilson", "exact"), NEWCOMBE)
def test_the_published_table(
    wrong: int, looked: int, wilson: tuple[float, float], exact: tuple[float, float]
) -> None:
    found = intervals(looked, wrong, ALONE, None, Decimal(95))
    for interval, (low, high) in ((found.wilson, wilson), (found.exact, exact)):
        assert abs(float(interval.low) / 100 - low) <= 1.5 * STEP
        assert abs(float(interval.high) / 100 - high) <= 1.5 * STEP


def test_conovers_peas() -> None:
    """Conover (1971), p. 97, as in R's binom.test: 682 of 925, 0.7076683 to 0.7654066."""
    assert clopper_pearson(925, 682, AT_95) == Interval(Decimal("70.76"), Decimal("76.55"))


@pytest.mark.parametrize("confidence", ["80", "90", "95", "99", "99.9"])
@pytest.mark.parametrize(("looked", "wrong"), GRID)
def test_scipy_gives_the_same_intervals(looked: int, wrong: int, confidence: str) -> None:
    level = float(confidence) / 100
    found = intervals(looked, wrong, ALONE, None, Decimal(confidence))
    test = binomtest(wrong, looked)
    wilson = test.proportion_ci(level, "wilson")
    _near(found.wilson, max(wilson.low, 0.0), min(wilson.high, 1.0))
    exact = test.proportion_ci(level, "exact")
    _near(found.exact, exact.low, exact.high)
    if 0 < wrong < looked:
        half = (1 - level) / 2
        low, high = beta.ppf(half, wrong, looked - wrong + 1), beta.ppf(1 - half, wrong + 1, looked - wrong)
        _near(found.exact, float(low), float(high))


def test_a_large_sample_is_still_exact() -> None:
    wilson, exact = (binomtest(1234, 20000).proportion_ci(0.95, name) for name in ("wilson", "exact"))
    found = intervals(20000, 1234, ALONE, None, Decimal(95))
    _near(found.wilson, wilson.low, wilson.high)
    _near(found.exact, exact.low, exact.high)


def test_limits_on_the_grid_are_not_pushed_outward() -> None:
    """One of one wrong: P(X ≥ 1) = p, so the lower limit is α/2 itself, 2.5%."""
    assert clopper_pearson(1, 1, AT_95) == Interval(Decimal("2.5"), Decimal(100))
    assert clopper_pearson(1, 0, AT_95) == Interval(Decimal(0), Decimal("97.5"))


def test_the_normal_quantile() -> None:
    assert str(normal_quantile(AT_95)).startswith("1.95996398454005423552459443052")
    assert abs(normal_quantile(Fraction(1, 2))) < Decimal("1e-38")
    with exactly():  # nothing leans on the context of whoever calls
        assert normal_quantile.__wrapped__(AT_95) == normal_quantile(AT_95)
        assert intervals(29, 1, ALONE, None, Decimal(95)).wilson == Interval(
            Decimal("0.61"), Decimal("17.18")
        )
    for tail in ("0.1", "0.05", "0.005", "0.0005", "0.0000005"):
        assert float(normal_quantile(Fraction(tail))) == pytest.approx(norm.isf(float(tail)), rel=1e-12)


@given(st.integers(1, 80), st.data())
def test_tails_are_scipys(looked: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, looked))
    rate = Fraction(data.draw(st.integers(0, 100)), 100)
    exact = binomial_at_least(wrong, looked, rate)
    assert float(exact) == pytest.approx(binom.sf(wrong - 1, looked, float(rate)), rel=1e-9, abs=1e-15)
    for level in (AT_95, exact, exact + Fraction(1, 10**12), exact - Fraction(1, 10**12)):
        if 0 < level < 1:
            assert binomial_exceeds(wrong, looked, rate, level) is (exact > level)


@given(st.integers(1, 60), st.data())
def test_tails_without_replacement_are_scipys(total: int, data: st.DataObject) -> None:
    looked = data.draw(st.integers(1, total))
    bad = data.draw(st.integers(0, total))
    wrong = data.draw(st.integers(0, looked))
    exact = hypergeometric_at_least(wrong, looked, total, bad)
    assert float(exact) == pytest.approx(hypergeom.sf(wrong - 1, total, bad, looked), rel=1e-9, abs=1e-15)


@given(st.integers(2, 50), st.data())
def test_the_hypergeometric_interval_is_that_of_a_search_through_all_counts(
    total: int, data: st.DataObject
) -> None:
    looked = data.draw(st.integers(1, total))
    wrong = data.draw(st.integers(0, looked))
    inside = [
        bad
        for bad in range(wrong, total - looked + wrong + 1)
        if hypergeom.sf(wrong - 1, total, bad, looked) > 0.025 + 1e-12
        and hypergeom.cdf(wrong, total, bad, looked) > 0.025 + 1e-12
    ]
    _near(hypergeometric_interval(looked, wrong, total, AT_95), inside[0] / total, inside[-1] / total)


def test_all_cases_looked_at_leave_no_doubt() -> None:
    found = intervals(40, 3, ALONE, 40, Decimal(95))
    assert found.exact == found.wilson == Interval(Decimal("7.5"), Decimal("7.5"))
    assert found.law is Law.HYPERGEOMETRIC


def test_the_finite_population_correction_is_cochrans() -> None:
    """100 of 400 looked at: as sure as 100 × 399 ÷ 300 = 133 without replacement from no end of cases."""
    found = intervals(100, 20, ALONE, 400, Decimal(95))
    assert found.wilson == wilson_interval(Fraction(1, 5), Fraction(133), AT_95)
    wide = intervals(100, 20, ALONE, None, Decimal(95))
    assert wide.wilson.low < found.wilson.low < found.wilson.high < wide.wilson.high
    assert wide.exact.low < found.exact.low < found.exact.high < wide.exact.high


@given(st.integers(1, 120), st.data())
def test_what_may_never_happen_to_an_interval(looked: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, looked))
    rate = Decimal(wrong * 100) / looked
    narrow = intervals(looked, wrong, ALONE, None, Decimal(90))
    wide = intervals(looked, wrong, ALONE, None, Decimal(99))
    for name in ("wilson", "exact"):
        inner, outer = getattr(narrow, name), getattr(wide, name)
        assert 0 <= outer.low <= inner.low <= rate <= inner.high <= outer.high <= 100
    if wrong < looked:
        more = intervals(looked, wrong + 1, ALONE, None, Decimal(90))
        for name in ("wilson", "exact"):
            before, after = getattr(narrow, name), getattr(more, name)
            assert (after.low >= before.low, after.high >= before.high) == (True, True)


@given(st.integers(2, 90), st.fractions(Fraction(1), Fraction(20)), st.data())
def test_a_design_effect_never_narrows(looked: int, effect: Fraction, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, looked))
    plain = intervals(looked, wrong, ALONE, None, Decimal(95))
    found = intervals(looked, wrong, Design(3, effect), None, Decimal(95))
    assert found.law is (Law.EFFECTIVE if effect > 1 else Law.BINOMIAL)
    for name in ("wilson", "exact"):
        inner, outer = getattr(plain, name), getattr(found, name)
        assert outer.low <= inner.low <= inner.high <= outer.high
    less = intervals(looked, wrong, Design(3, Fraction(1, 2)), None, Decimal(95))
    assert (less.wilson, less.exact) == (plain.wilson, plain.exact)


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(0, 200))
def test_the_exact_interval_covers_as_often_as_it_says(looked: int, step: int) -> None:
    """Summed over every outcome: the true rate lies inside with at least the stated probability."""
    rate = Fraction(step, 200)
    covered = sum(
        (
            binomial_at_least(wrong, looked, rate) - binomial_at_least(wrong + 1, looked, rate)
            for wrong in range(looked + 1)
            if clopper_pearson(looked, wrong, AT_95).low
            <= rate * 100
            <= clopper_pearson(looked, wrong, AT_95).high
        ),
        Fraction(0),
    )
    assert covered >= Fraction(95, 100)
