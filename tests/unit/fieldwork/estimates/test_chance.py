"""How likely such a sample is, were the report true; and many looked at together."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from kaohe.fieldwork.estimates.chance import Basis, Chance, Claim, Verdict, chance_of, holm
from kaohe.fieldwork.estimates.clusters import Design
from kaohe.fieldwork.estimates.words import chance_text

ALONE = Design(0, None, "没有写检查点")


def claim(rate: str) -> Claim:
    return Claim(Fraction(rate), Basis.REPORTED)


def test_one_case_by_hand() -> None:
    """Claimed 1 in 10, looked at 3, wrong 2: 3 × 0.1² × 0.9 + 0.1³ = 0.028."""
    assert chance_of(3, 2, claim("1/10"), ALONE, None) == Fraction(28, 1000)


def test_where_all_cases_are_known_it_is_hypergeometric() -> None:
    """10 cases, one claimed wrong, two found wrong among 5: that cannot be."""
    assert chance_of(5, 2, claim("1/10"), ALONE, 10) == 0
    assert chance_of(5, 1, claim("1/10"), ALONE, 10) == Fraction(1, 2)


def test_the_claimed_share_is_rounded_up_to_whole_cases() -> None:
    """4.5% of 30 cases are 1.35: two may be wrong, in the unit's favour."""
    expected = hypergeom.sf(1, 30, 2, 10)
    assert float(chance_of(10, 2, claim("45/1000"), ALONE, 30)) == pytest.approx(expected)


def test_a_design_effect_counts_in_the_units_favour() -> None:
    """20 cases worth 4.2 independent ones: 4 cases, 4 × 4/20 = 0.8 wrong, rounded down to none."""
    found = chance_of(20, 4, claim("1/50"), Design(2, Fraction(19, 4)), None)
    assert found == 1 > chance_of(20, 4, claim("1/50"), ALONE, None)


@given(st.integers(1, 150), st.integers(0, 100), st.data())
def test_scipy_gives_the_same(looked: int, percent: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, looked))
    found = chance_of(looked, wrong, claim(f"{percent}/100"), ALONE, None)
    expected = binomtest(wrong, looked, percent / 100, alternative="greater").pvalue
    assert float(found) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@given(st.integers(1, 60), st.integers(0, 99), st.integers(0, 40), st.data())
def test_worse_samples_and_better_claims_are_less_likely(
    looked: int, percent: int, more: int, data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(0, looked))
    total = data.draw(st.sampled_from([None, looked + more]))
    here = chance_of(looked, wrong, claim(f"{percent}/100"), ALONE, total)
    assert 0 <= here <= 1
    assert chance_of(looked, 0, claim(f"{percent}/100"), ALONE, total) == 1
    assert chance_of(looked, wrong, claim(f"{percent + 1}/100"), ALONE, total) >= here
    if wrong < looked:
        assert chance_of(looked, wrong + 1, claim(f"{percent}/100"), ALONE, total) <= here


def test_holm_as_in_r() -> None:
    """p.adjust(c(0.01, 0.02, 0.03, 0.04), "holm") is 0.04 0.06 0.06 0.06."""
    chances = [Fraction(number, 100) for number in (3, 1, 4, 2)]
    assert holm(chances) == tuple(Fraction(number, 100) for number in (6, 4, 6, 6))
    assert holm([Fraction(1, 2), Fraction(2, 3)]) == (Fraction(1), Fraction(1))
    assert holm([]) == ()


@given(st.lists(st.fractions(0, 1), max_size=12))
def test_holm_never_makes_a_chance_smaller_and_keeps_the_order(chances: list[Fraction]) -> None:
    adjusted = holm(chances)
    assert all(before <= after <= 1 for before, after in zip(chances, adjusted, strict=True))
    pairs = sorted(zip(chances, adjusted, strict=True))
    assert [after for _, after in pairs] == sorted(adjusted)
    if len(chances) == 1:
        assert adjusted == tuple(chances)


def test_the_verdict_at_the_limit() -> None:
    limit = Fraction(1, 100)
    found = Chance(claim("0"), Fraction(1, 100), Fraction(1, 100))
    assert found.verdict(limit) is Verdict.IMPLAUSIBLE
    alone = Chance(claim("0"), Fraction(1, 100), Fraction(2, 100), tested=2)
    assert alone.verdict(limit) is Verdict.DOUBTFUL
    assert Chance(claim("0"), Fraction(2, 100), Fraction(4, 100), tested=2).verdict(limit) is Verdict.NOTHING


@pytest.mark.parametrize(
    ("chance", "text"),
    [
        ("0", "0"),
        ("1/100000", "不到0.01%"),
        ("1/10000", "0.01%"),
        ("3/1000", "0.3%"),
        ("301/100000", "0.31%"),
        ("21/1000", "2.1%"),
        ("2101/100000", "2.2%"),
        ("1/3", "34%"),
        ("1", "100%"),
    ],
)
def test_a_chance_is_never_shown_smaller_than_it_is(chance: str, text: str) -> None:
    assert chance_text(Fraction(chance)) == text
