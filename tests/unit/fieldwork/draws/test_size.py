"""Sample sizes beside published tables."""

from decimal import Decimal
from fractions import Fraction

import pytest
from scipy.stats import norm

from kaohe.core import Refused
from kaohe.fieldwork.draws import sample_size
from kaohe.fieldwork.draws.size import quantile

KREJCIE_MORGAN = {
    10: 10, 20: 19, 30: 28, 40: 36, 50: 44, 100: 80, 150: 108, 200: 132, 250: 152, 300: 169, 400: 196, 500: 217,
    600: 234, 700: 248, 800: 260, 900: 269, 1000: 278, 1500: 306, 2000: 322, 3000: 341, 5000: 357, 10000: 370,
    20000: 377, 50000: 381, 75000: 382, 1000000: 384,
}  # fmt: skip
"""R. V. Krejcie and D. W. Morgan, Determining sample size for research activities, Educational and Psychological
Measurement 30 (1970): 95 %, 5 points, p = ½. Their figures are rounded to the nearest; ours are rounded up."""

FIVE = Fraction(5, 100)


@pytest.mark.parametrize(("population", "printed"), KREJCIE_MORGAN.items())
def test_the_table_of_krejcie_and_morgan(population: int, printed: int) -> None:
    size = sample_size(FIVE, population=population)
    assert abs(size.exact - printed) < Fraction(6, 10)
    assert size.number - 1 < size.exact <= size.number
    assert size.number in (printed, printed + 1)


@pytest.mark.parametrize(
    ("error", "confidence", "expected", "number"),
    [
        (5, 95, 50, 385),  # 384.15
        (3, 95, 50, 1068),
        (2, 95, 50, 2401),
        (1, 95, 50, 9604),
        (5, 90, 50, 271),
        (5, 99, 50, 664),
        (10, 95, 50, 97),
        (5, 95, 10, 139),  # 138.29
        (2, 95, 5, 457),
    ],
)
def test_very_large_populations(error: int, confidence: int, expected: int, number: int) -> None:
    wanted, sure, like = (Fraction(value, 100) for value in (error, confidence, expected))
    assert sample_size(wanted, sure, like).number == number


@pytest.mark.parametrize("confidence", ["0.5", "0.8", "0.9", "0.95", "0.98", "0.99", "0.999", "0.9999"])
def test_quantiles_beside_another_library(confidence: str) -> None:
    theirs = norm.ppf((1 + float(confidence)) / 2)
    assert abs(float(quantile(Fraction(confidence))) - theirs) < 0.6e-6


def test_quantiles_as_tables_print_them() -> None:
    printed = {"0.9": "1.644854", "0.95": "1.959964", "0.99": "2.575829", "0.999": "3.290527"}
    assert {text: str(quantile(Fraction(text))) for text in printed} == printed


def test_the_design_effect_comes_before_the_correction() -> None:
    size = sample_size(FIVE, population=1000, effect=Fraction(3, 2))
    assert size.unlimited == Fraction(Decimal("1.959964")) ** 2 / 4 / FIVE**2 * Fraction(3, 2)
    assert size.exact == size.unlimited / (1 + (size.unlimited - 1) / 1000)
    assert size.number == 366


def test_never_more_than_there_are_and_never_none() -> None:
    assert sample_size(Fraction(1, 1000), population=7).number == 7
    assert sample_size(Fraction(1, 1000), population=7, effect=Fraction(9)).number == 7
    assert sample_size(Fraction(99, 100), population=7).number == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (Fraction(0),),
        (Fraction(1),),
        (FIVE, Fraction(1)),
        (FIVE, Fraction(95, 100), Fraction(0)),
        (FIVE, Fraction(95, 100), Fraction(1, 2), 0),
        (FIVE, Fraction(95, 100), Fraction(1, 2), 5, Fraction(0)),
        (FIVE, 1 - Fraction(1, 10**9)),
    ],
)
def test_what_is_no_part_is_refused(arguments: tuple[Fraction]) -> None:
    with pytest.raises(Refused):
        sample_size(*arguments)


def test_the_answer_in_words() -> None:
    words = sample_size(FIVE, population=320).in_words()
    assert "z=1.959964" in words
    assert "至少抽175个" in words
