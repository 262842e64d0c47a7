"""Figures outside what is declared are said, each with its place and without repeating it; what is within gives the bounds."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kaohe.batch.cohort import CohortReader
from kaohe.batch.layout import Slot
from kaohe.batch.sources import open_sources
from kaohe.core import Absence
from kaohe.facts import Role
from tests.unit.batch.wide import ROSTER, SCHEME, TOWNS, YEAR, D, column, of_frame

RANGES: list[tuple[str, list[object], Any, list[int]]] = [
    ("cover", [0, 100, 101, -1], pl.Int16, [3, 4]),
    ("cover", [D("0.0"), D("100.0"), D("100.1"), D("-0.1")], pl.Decimal(5, 1), [3, 4]),
    ("cover", ["100.0", "100.1", "-1"], pl.String, [2, 3]),
    ("growth", [D("-50.00"), D("-50.01"), D("300.00"), D("300.01")], pl.Decimal(9, 2), [2, 4]),
    ("cases", [1000, 1001, -1, 0], pl.Int32, [2, 3]),
    ("people", [10**12, 10**12 + 1], pl.Int64, [2]),
    ("index", [D(10**12), D(10**12) + D("0.001"), -D(10**12), -D(10**12) - D("0.001")], pl.Decimal(20, 3), [2, 4]),
    ("place", [1, 0, -(2**31)], pl.Int32, [2, 3]),
    ("odd", [D("1.00"), D("1.01"), D("-1.00"), D("-1.01")], pl.Decimal(5, 2), [2, 4]),
    ("tiny", [D("1.000"), D("1.001")], pl.Decimal(5, 3), [2]),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "values", "dtype", "lines"), RANGES)
def test_figures_out_of_their_range(measure: str, values: list[object], dtype: Any, lines: list[int]) -> None:
    found = column(measure, values, dtype)
    assert sorted(found.told()) == [f"out-of-range@{line}:t{line}，{measure}" for line in lines]
    assert all(f"“{SCHEME.measures[measure].name}”" in problem.message for problem in found.problems)


def test_a_range_is_told_as_it_is_declared() -> None:
    (problem,) = column("odd", [D("1.01")], pl.Decimal(5, 2)).problems
    assert problem.message == "“偏差”不能大于 1.005。"
    (problem,) = column("growth", [D("-51")], pl.Decimal(5, 2)).problems
    assert problem.message == "“增幅”不能小于 -50。"


def test_points_are_awarded_within_the_ranges_of_the_rules() -> None:
    found = column("views", [D("0.00"), D("1.00"), D("5.00"), None, D("0.99"), D("5.01")], pl.Decimal(9, 2))
    assert found.told() == ["outside-range@5:t5，views", "outside-range@6:t6，views"]
    assert found.problems[0].remedy == "请评 1 到 5 分，不评的填 0。"


def test_of_many_places_the_first_are_named() -> None:
    found = column("cases", [1001] * 12, pl.Int32)
    assert found.told() == [f"out-of-range@{line}:t{line}，cases" for line in range(1, 6)]


def test_what_is_wrong_in_several_columns_is_said_at_once() -> None:
    found = column("cases", [1001, 5], pl.Int32, cover=["x", "5"], plan=["是", "有"])
    assert sorted(found.told()) == [
        "not-a-number@1:t1，cover",
        "not-a-number@2:t2，plan",
        "out-of-range@1:t1，cases",
    ]


def test_bounds_and_absences_are_those_of_the_figures(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "单位": [f"t{n}" for n in range(1, 13)],
            "cover": pl.Series([D("7.5"), D("95.0")] * 6, dtype=pl.Decimal(9, 1)),
            "cases": [*range(11), None],
            "work": ["好", "不适用"] * 6,
            "rate": ["7/9", "1/30"] * 6,
            "growth": [None, D(-5)] * 6,
            "growth.状态": ["待评定", None] * 6,
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    sources, _ = open_sources([tmp_path / "a.parquet"], SCHEME)
    layout = CohortReader(SCHEME, ROSTER, sources).read(TOWNS).layout
    field = {slot.measure: layout[slot] for slot in layout if slot.role is Role.ACTUAL}
    assert (field["cover"].low, field["cover"].high, field["cover"].absences) == (75, 950, frozenset())
    assert (field["cases"].low, field["cases"].high) == (0, 10)
    assert field["cases"].absences == {Absence.MISSING}
    assert field["work"].absences == {Absence.NOT_APPLICABLE}
    rate = field["rate"]
    assert (rate.low, rate.high, rate.whole_low, rate.whole_high) == (1, 7, 9, 30)
    assert (field["growth"].low, field["growth"].high) == (-500, -500)
    assert field["growth"].absences == {Absence.PENDING}
    assert Slot(Role.ACTUAL, "money", YEAR) not in layout


# ---- units


def test_units_written_twice_or_not_at_all() -> None:
    frame = pl.DataFrame({"单位": ["t1", None, "t2", "t1", None], "cover": [1, 2, 3, 4, 5]})
    found = of_frame(frame)
    assert found.told() == ["unknown-unit@2:", "duplicate-fact@1:t1", "duplicate-fact@4:t1"]
    assert "2 行" in found.problems[0].message


def test_a_unit_under_its_id_and_its_name_is_one() -> None:
    frame = pl.DataFrame({"单位": ["t1", "第2镇", "第1镇"], "cover": [1, 2, 3]})
    assert of_frame(frame).told() == ["duplicate-fact@1:t1", "duplicate-fact@3:t1"]


def test_blank_units_are_none() -> None:
    frame = pl.DataFrame({"单位": ["t1", " "], "cover": [1, 2]})
    assert [told.partition(":")[0] for told in of_frame(frame).told()] == ["unknown-unit@2"]


def test_numbers_of_any_length_are_not_repeated() -> None:
    for number in (10**9, 10**10, 10**17, 123456789012345678):
        found = column("cases", [number], pl.Int64)
        assert found.problems
        assert str(number) not in str(found.problems)
        found = column("cases", [Decimal(number)], pl.Decimal(20, 0))
        assert str(number) not in str(found.problems)
