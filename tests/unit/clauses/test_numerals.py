"""Chinese numerals as clauses have them."""

import doctest
import re

import pytest

from kaohe.clauses import numerals
from kaohe.clauses.numerals import NUMERAL, numeral

_DIGITS = "零一二三四五六七八九"


def test_the_examples_of_the_docstring_hold() -> None:
    assert doctest.testmod(numerals).failed == 0
    assert doctest.testmod(numerals).attempted > 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", "1"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("二十五", "25"),
        ("九十九", "99"),
        ("一百", "100"),
        ("一百零五", "105"),
        ("一百一十", "110"),
        ("三百六十五", "365"),
        ("一千", "1000"),
        ("一千二百", "1200"),
        ("两千零八", "2008"),
        ("九千九百九十九", "9999"),
        ("百", "100"),
        ("零", "0"),
        ("〇", "0"),
        ("二〇", "20"),
        ("二〇二六", "2026"),
        ("半", "0.5"),
    ],
)
def test_numerals(text: str, value: str) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    "text", ["", "十百", "十千", "百百", "一二十", "半百", "甲", "一甲", "三十二十", "十两十"]
)
def test_what_is_none_is_not_read(text: str) -> None:
    assert numeral(text) is None


def _written(number: int) -> str:
    """The numeral for a number from 1 to 9999, as people write it."""
    text, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + word
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


def test_every_number_below_ten_thousand_is_read_back() -> None:
    assert [number for number in range(1, 10_000) if numeral(_written(number)) != str(number)] == []


def test_the_pattern_takes_all_of_a_numeral() -> None:
    for number in (1, 10, 15, 20, 99, 105, 1234):
        assert re.fullmatch(NUMERAL, _written(number))
