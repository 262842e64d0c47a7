"""Columns of every type: each cell is the figure that is written, or is said to be none. Nothing is ever guessed, cut or wrapped."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence, CountRatio, FactValue, Place
from kaohe.facts import Role
from kaohe.facts.needs import form_of
from kaohe.facts.values import read_value
from kaohe.scheme.model import MeasureKind
from tests.property.running import examples
from tests.unit.batch.wide import LEVELS, NUMBERS, SCHEME, D, Value, column

NA, MISSING, PENDING = Absence.NOT_APPLICABLE, Absence.MISSING, Absence.PENDING
INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.UInt128)  # fmt: skip


def _first(found: dict[str, Value], number: int) -> list[Value]:
    return [found.get(f"t{n}", MISSING) for n in range(1, number + 1)]


@pytest.mark.parametrize(
    ("measure", "values", "dtype", "expected"),
    [
        ("cover", [D("95.5"), None], pl.Decimal(9, 1), [Fraction("95.5"), MISSING]),
        ("cover", [D(95), D(0)], pl.Decimal(9, 0), [95, 0]),
        ("cover", [D("95.500"), D("0.100")], pl.Decimal(9, 3), [Fraction("95.5"), Fraction("0.1")]),
        ("cover", [D("95.5")], pl.Decimal(38, 36), [Fraction("95.5")]),
        ("index", [D("-12.345"), D("999999999999.999")], pl.Decimal(15, 3), [Fraction("-12.345"), Fraction("999999999999.999")]),
        ("money", [D("1000000000000")], pl.Decimal(38, 0), [10**12]),
        ("odd", [D("-1.00"), D("1.00")], pl.Decimal(5, 2), [-1, 1]),
        ("cover", ["95.5", " 3 ", "", None, "+4.0", "007"], pl.String, [Fraction("95.5"), 3, MISSING, MISSING, 4, 7]),
        ("cover", ["不适用", "待评定", "未填报", "100.000000000000"], pl.String, [NA, PENDING, MISSING, 100]),
        ("growth", ["0.5个百分点", "-0.5", "0", "1"], pl.String, [Fraction("0.5"), Fraction("-0.5"), 0, 1]),
        ("tiny", ["0.5", "1"], pl.String, [Fraction("0.5"), 1]),
        ("cover", ["95.5", None, "95.5"], pl.Categorical, [Fraction("95.5"), MISSING, Fraction("95.5")]),
        ("people", ["1000000000000", "5"], pl.Enum(["5", "1000000000000"]), [10**12, 5]),
        ("plan", [True, False, None], pl.Boolean, [True, False, MISSING]),
        ("plan", ["是", "否", " 是", "", "不适用"], pl.String, [True, False, True, MISSING, NA]),
        ("work", ["好", "一般 ", None, "不适用", "待评定"], pl.String, ["好", "一般", MISSING, NA, PENDING]),
        ("work", ["好", "较好", None], pl.Categorical, ["好", "较好", MISSING]),
        ("work", ["较好", "好"], pl.Enum(LEVELS), ["较好", "好"]),
        ("rate", ["292/300", "1 / 3", " 0/7", None, "不适用"], pl.String, [(292, 300), (1, 3), (0, 7), MISSING, NA]),
        ("beds", ["5/1000", "999999999999/1000000000000"], pl.String, [(5, 1000), (999999999999, 1000000000000)]),
        ("cover", [None, None], pl.Null, [MISSING, MISSING]),
        ("work", [None], pl.Null, [MISSING]),
        ("plan", [None], pl.Null, [MISSING]),
        ("rate", [None], pl.Null, [MISSING]),
    ],
)  # fmt: skip
def test_what_is_written_is_read(
    measure: str, values: list[object], dtype: Any, expected: list[Value]
) -> None:
    found = column(measure, values, dtype)
    assert found.told() == []
    assert _first(found.of(measure), len(values)) == expected


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("measure", NUMBERS)
def test_whole_numbers_of_every_width(measure: str, dtype: Any) -> None:
    least, most = (int(pl.select(edge).item()) for edge in (dtype.min(), dtype.max()))
    form = SCHEME.measures[measure]
    low, high = form.bounds
    for number in (1, 0, most, least, most // 2, most // 10**6, least // 10**6):
        inside = (low is None or number >= low) and number <= (10**12 if high is None else high)
        inside = inside and number >= -(10**12)
        found = column(measure, [number, None], dtype)
        if inside:
            assert _first(found.of(measure), 2) == [number, MISSING]
        else:
            assert [p.code for p in found.problems] in (["facts.out-of-range"], ["facts.personal-data"])
            assert str(number) not in str(found.problems) or number in (low, high, 0, -1)


UNREADABLE: list[tuple[str, list[object], Any, list[int]]] = [
    ("cover", ["95.55", "9５", "95%", "0.95", "abc", "1e2", "95,5", "1.", ".5", "是"], pl.String, [1, 2, 3, 4, 5]),
    ("cover", [D("95.55"), D("95.50")], pl.Decimal(9, 2), [1]),
    ("cover", [D("95.5000001")], pl.Decimal(38, 7), [1]),
    ("cases", ["1.5", "2.0"], pl.String, [1]),
    ("cases", [D("1.5"), D("2.0")], pl.Decimal(9, 1), [1]),
    ("cases", [True, None], pl.Boolean, [1]),
    ("cover", [False, True], pl.Boolean, [1, 2]),
    ("people", ["9" * 30, "0" * 30], pl.String, [1, 2]),
    ("money", ["0.0000000001", "0.00000000010"], pl.String, [1, 2]),
    ("plan", ["有", "TRUE", "1", "是"], pl.String, [1, 2, 3]),
    ("plan", [1, 0], pl.Int8, [1, 2]),
    ("plan", [D(1)], pl.Decimal(1, 0), [1]),
    ("work", ["很好", "好", "0"], pl.String, [1, 3]),
    ("work", [0, 1], pl.Int64, [1, 2]),
    ("work", [True], pl.Boolean, [1]),
    ("rate", ["97", "３/4", "1/2/3", "-1/3", "1.5/3", "/3"], pl.String, [1, 2, 3, 4, 5]),
    ("rate", [97], pl.Int8, [1]),
    ("rate", [True], pl.Boolean, [1]),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "values", "dtype", "lines"), UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_place(
    measure: str, values: list[object], dtype: Any, lines: list[int]
) -> None:
    found = column(measure, values, dtype)
    assert found.told() == [f"not-a-number@{line}:t{line}，{measure}" for line in lines]
    assert found.refused == "facts.has-errors"


@pytest.mark.parametrize("name", ["cover", "cover.目标", "cover.状态", "rate.分子"])
@pytest.mark.parametrize(
    ("series", "code"),
    [
        (pl.Series([95.5]), "binary-float"),
        (pl.Series([95.5], dtype=pl.Float32), "binary-float"),
        (pl.Series([[1]]), "not-a-table"),
        (pl.Series([{"a": 1}]), "not-a-table"),
        (pl.Series([b"95"]), "not-a-table"),
        (pl.Series(["2026-01-01"]).str.to_date(), "not-a-table"),
    ],
)
def test_columns_that_hold_no_figures(name: str, series: pl.Series, code: str) -> None:
    measure = name.partition(".")[0]
    others = {"rate.分母": [1]} if measure == "rate" else {}
    found = column(name, series, **others)
    assert f"{code}@0:{measure if '目标' not in name else name}" in found.told()


# ---- two counts


def _counts(part: object, whole: object, dtype: Any = pl.Int64) -> list[Value]:
    found = column("rate.分子", [part], dtype, **{"rate.分母": pl.Series([whole], dtype=dtype)})
    return _first(found.of("rate"), 1) if not found.problems else [*found.told()]


def test_two_counts_in_two_columns() -> None:
    for dtype in INTEGERS:
        assert _counts(29, 30, dtype) == [(29, 30)]
    assert _counts(D(29), D(30), pl.Decimal(9, 0)) == [(29, 30)]
    assert _counts(D("29.0"), D("30.0"), pl.Decimal(9, 1)) == [(29, 30)]
    assert _counts("29", " 30 ", pl.String) == [(29, 30)]
    assert _counts(None, None) == [MISSING]
    assert _counts("不适用", "不适用", pl.String) == [NA]
    assert _counts("不适用", None, pl.String) == [NA]
    assert _counts(None, "不适用", pl.String) == [NA]
    assert _counts(10**12, 10**12) == [(10**12, 10**12)]


@pytest.mark.parametrize(
    ("part", "whole", "dtype", "code"),
    [
        (29, None, pl.Int64, "not-a-number"),
        (None, 30, pl.Int64, "not-a-number"),
        ("29", "不适用", pl.String, "not-a-number"),
        ("不适用", "待评定", pl.String, "not-a-number"),
        (D("29.5"), D("30.0"), pl.Decimal(9, 1), "not-a-number"),
        (True, True, pl.Boolean, "not-a-number"),
        (31, 30, pl.Int64, "out-of-range"),
        (0, 0, pl.Int64, "out-of-range"),
        (-1, 30, pl.Int64, "out-of-range"),
        (1, -(10**10), pl.Int64, "out-of-range"),
        (1, -(2**63), pl.Int64, "out-of-range"),
        (10**12, 10**12 + 1, pl.Int64, "out-of-range"),
        (2**63 - 1, 2**63 - 1, pl.Int64, "out-of-range"),
        (2**64 - 1, 2**64 - 1, pl.UInt64, "out-of-range"),
        (2**127 - 1, 2**127 - 1, pl.Int128, "out-of-range"),
        (2**128 - 1, 2**128 - 1, pl.UInt128, "out-of-range"),
    ],
)
def test_two_counts_that_make_no_rate(part: object, whole: object, dtype: Any, code: str) -> None:
    assert f"{code}@1:t1，rate" in _counts(part, whole, dtype)


def test_one_count_wants_the_other() -> None:
    assert column("rate.分子", [1]).told() == ["ratio-half@0:rate"]
    assert column("rate.分母", [1]).told() == ["ratio-half@0:rate"]


def test_rates_are_held_to_their_range() -> None:
    assert column("beds", ["1/1000", "1/1001", "5/1"]).told() == ["out-of-range@2:t2，beds"]
    assert column("beds", ["5001/1000"]).told() == ["out-of-range@1:t1，beds"]


# ---- why there is none


def test_a_status_says_why_there_is_none() -> None:
    words = ["不适用", "待评定", "未填报", "退回", "已报", "", None]
    found = column("cover", [None] * 7, pl.Int8, **{"cover.状态": words})
    assert _first(found.of("cover"), 7) == [NA, PENDING, MISSING, MISSING, MISSING, MISSING, MISSING]


def test_a_status_behind_which_a_figure_stands() -> None:
    words = ["已报", "已核", "更正", "", None, "退回"]
    found = column("cover", [95] * 6, pl.Int8, **{"cover.状态": words})
    assert _first(found.of("cover"), 6) == [95, 95, 95, 95, 95, MISSING]


def test_a_status_without_a_column_of_figures() -> None:
    for measure in ("cover", "plan", "work", "rate"):
        found = column(f"{measure}.状态", ["不适用", "待评定", "退回", None])
        assert _first(found.of(measure), 4) == [NA, PENDING, MISSING, MISSING]


@pytest.mark.parametrize("measure", ["cover", "plan", "work", "rate"])
def test_a_status_that_contradicts_a_figure(measure: str) -> None:
    value = {"cover": "95", "plan": "是", "work": "好", "rate": "1/2"}[measure]
    words = ["不适用", "待评定", "未填报", "停报", "已核"]
    found = column(measure, [value] * 5, pl.String, **{f"{measure}.状态": words})
    assert found.told() == [f"not-a-number@{line}:t{line}，{measure}" for line in (1, 2, 3, 4)]
    assert "停报" not in str(found.problems)


def test_an_unknown_status_without_a_figure() -> None:
    found = column("cover", [None, None], pl.Int8, **{"cover.状态": ["停报", "不适用"]})
    assert found.told() == ["not-a-number@1:t1，cover"]


def test_a_word_in_the_cell_and_another_in_the_status() -> None:
    words = ["不适用", "待评定", "退回", None, "已核"]
    found = column("cover", ["不适用"] * 5, pl.String, **{"cover.状态": words})
    assert found.told() == ["not-a-number@2:t2，cover"]
    found = column("cover", ["不适用"] * 2, pl.String, **{"cover.状态": ["退回", "不适用"]})
    assert _first(found.of("cover"), 2) == [MISSING, NA]


def test_status_columns_of_other_types() -> None:
    enum = pl.Series(["不适用", None], dtype=pl.Categorical)
    assert _first(column("cover", [None, 5], pl.Int8, **{"cover.状态": enum}).of("cover"), 2) == [NA, 5]
    assert column("cover", [5], pl.Int8, **{"cover.状态": [1]}).told() == ["not-a-number@1:t1，cover"]


# ---- targets


def test_targets_stand_beside_figures() -> None:
    found = column(
        "cover", [95, 90], pl.Int8, **{"cover.目标": ["96.5", "不适用"], "rate.目标": [D("95.00"), None]}
    )
    assert _first(found.of("cover", Role.TARGET), 2) == [Fraction("96.5"), NA]
    assert _first(found.of("rate", Role.TARGET), 2) == [95, MISSING]
    assert _first(found.of("cover"), 2) == [95, 90]
    found = column("cover.目标", [None, 5], pl.Int8, **{"cover.目标.状态": ["不适用", None]})
    assert _first(found.of("cover", Role.TARGET), 2) == [NA, 5]


def test_a_target_of_a_rate_is_one_number() -> None:
    assert column("rate.目标", ["29/30", "95"]).told() == ["not-a-number@1:t1，rate.目标"]
    assert column("rate.目标", [101], pl.Int8).told() == ["out-of-range@1:t1，rate.目标"]


# ---- as a clerk's cell is read

PIECES = ["1", "0", "9", "12", ".", "-", "+", " ", "/", "%", "个百分点", "５", ",", "e", "不适用", "待评定", "是", "否", "好", "较好", "\u3000", "'", "99.5", "100", "0.5", "7/8", "1000"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@given(measure=st.sampled_from(sorted(SCHEME.measures)), texts=st.lists(TEXTS, min_size=1, max_size=4))
@examples(3)
def test_texts_are_read_as_the_cells_of_a_workbook(measure: str, texts: list[str]) -> None:
    """`facts.values` decides; what it reads is read alike, what it refuses is refused."""
    form = form_of(SCHEME, SCHEME.measures[measure], Role.ACTUAL)
    assert form is not None
    read = [read_value(text, form, Place()) for text in texts]
    wrong = {line for line, (value, problems) in enumerate(read, 1) if problems and value is None}
    awarded = {
        line
        for line, (value, _) in enumerate(read, 1)
        if measure == "views" and isinstance(value, Decimal) and not (1 <= value <= 5 or value == 0)
    }
    found = column(measure, texts, pl.String)
    if measure == "monthly":
        assert found.problems == ()  # nobody looks at a whole year of it
        return
    assert {problem.where[0].line for problem in found.problems} >= wrong
    assert bool(found.problems) is bool(wrong | awarded)
    if not found.problems:
        assert _first(found.of(measure), len(texts)) == [_plain(value) for value, _ in read]


def _plain(value: FactValue | None) -> Value:
    if isinstance(value, CountRatio):
        return int(value.part), int(value.whole)
    if isinstance(value, bool | str | Absence):
        return value
    return MISSING if value is None else Fraction(value)


@given(data=st.data())
@examples(3)
def test_numbers_of_every_type_are_the_numbers_written(data: st.DataObject) -> None:
    """Whatever a typed column holds comes out to the last digit, or is refused."""
    measure = SCHEME.measures[data.draw(st.sampled_from(NUMBERS))]
    scale = data.draw(st.integers(0, 12))
    digits = data.draw(st.integers(scale + 1, 38))
    near = st.integers(-(10**4), 10**4) | st.integers(-(10**digits) + 1, 10**digits - 1)
    units = data.draw(st.lists(near.filter(lambda n: abs(n) < 10**digits), min_size=1, max_size=4))
    numbers = [Decimal(f"{unit}E-{scale}") for unit in units]
    found = column(measure.id, numbers, pl.Decimal(digits, scale))
    low, high = measure.bounds
    places = 0 if measure.kind in (MeasureKind.COUNT, MeasureKind.RANK) else measure.places
    good = [
        (low is None or number >= low)
        and number <= (Decimal(10**12) if high is None else high)
        and number >= -(10**12)
        and Fraction(number) * 10**places == int(Fraction(number) * 10**places)
        for number in numbers
    ]
    if all(good) and not any(p.code == "facts.personal-data" for p in found.problems):
        assert _first(found.of(measure.id), len(numbers)) == [Fraction(number) for number in numbers]
    else:
        assert found.refused
