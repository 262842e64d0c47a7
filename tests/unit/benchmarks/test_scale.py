"""What `make bench-scale` compares is held to Kaohe's own results: engines by hand, equal on the same facts."""

import importlib
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from benchmarks.scale import decimal_loop, polars_ints
from benchmarks.scale.aims import aims, exponent
from benchmarks.scale.compare import Wrong, wrong_in
from benchmarks.scale.contenders import BY_HAND, OURS, ZEN, Contender
from benchmarks.scale.driver import Engine
from benchmarks.scale.growth import growth_picture
from benchmarks.scale.material import Paths, write_facts, write_material
from benchmarks.scale.measuring import Measured
from benchmarks.scale.page import Results, text
from benchmarks.scale.section import put, section
from benchmarks.scale.shape import (
    GRADE,
    GRADES,
    LISTS,
    NOT_APPLICABLE,
    PROVISIONAL,
    RANK,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
    limits,
)
from benchmarks.timing import Timing

from kaohe.core import Absence, CountRatio
from kaohe.facts import Fact, Facts, Role
from kaohe.facts.unit_file import read_units
from kaohe.results import Standing, score_scheme
from kaohe.scheme import Scheme, read_scheme

UNITS, ITEMS = 60, 30
NEEDS_NUMPY = pytest.mark.skipif(
    find_spec("numpy") is None, reason="NumPy is not installed (requirements/bench.txt)"
)
ENGINES = ("decimal_loop", "polars_ints", "polars_decimal", pytest.param("numpy_ints", marks=NEEDS_NUMPY))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """Sixty units; the fourth is vetoed, of the fifth it is not known."""
    made = write_material(tmp_path_factory.mktemp("scale"), UNITS, ITEMS)
    facts = pl.read_parquet(made.facts)
    veto = [number == 3 if number != 4 else None for number in range(UNITS)]
    facts.with_columns(pl.Series(VETO, veto)).write_parquet(made.facts)
    return made


@pytest.fixture(scope="module")
def scheme(paths: Paths) -> Scheme:
    read, problems = read_scheme(paths.scheme)
    assert read is not None
    assert problems == ()
    return read


@pytest.fixture(scope="module")
def right(paths: Paths, scheme: Scheme) -> dict[str, dict[str, Any]]:
    """Kaohe's own answers by unit, in the form of the engines'."""
    listed = paths.units.with_suffix(".csv")  # the list of a scheme's own appraisal is a text table
    pl.read_parquet(paths.units).write_csv(listed)
    units, problems = read_units(listed)
    assert problems == ()
    facts = Facts(
        fact for row in pl.read_parquet(paths.facts).iter_rows(named=True) for fact in _facts(row, scheme)
    )
    standings = score_scheme(scheme, units, facts).tables[0].standings
    return {standing.tally.unit.id: _record(standing) for standing in standings}


def _facts(row: dict[str, Any], scheme: Scheme) -> Iterator[Fact]:
    """A wide row as facts."""
    for item in items(ITEMS):
        value = _value(item, row)
        if value is not None:
            yield Fact(row[UNIT], item.figure, scheme.period, value)
        if item.family is Family.TASK and row[item.target] is not None:
            yield Fact(row[UNIT], item.figure, scheme.period, row[item.target], Role.TARGET)
    for name in (*LISTS, VETO):
        value = row[name]
        if value is not None:
            yield Fact(row[UNIT], name, scheme.period, value if isinstance(value, bool) else Decimal(value))


def _value(item: Item, row: dict[str, Any]) -> Any:
    if item.state and row[item.state] == NOT_APPLICABLE:
        return Absence.NOT_APPLICABLE
    if item.family is Family.RATIO:
        part, whole = row[item.part], row[item.whole]
        return None if part is None else CountRatio(Decimal(part), Decimal(whole))
    value = row[item.figure]
    return Decimal(value) if isinstance(value, int) else value


def _record(standing: Standing) -> dict[str, Any]:
    tally = standing.tally
    points = [None if isinstance(s.score, Absence) else int(s.score * 10_000) for s in tally.items()]
    assert isinstance(tally.total, Decimal)
    return {
        **dict(zip(answer_names(ITEMS), points, strict=True)),
        TOTAL: int(tally.total * 100),
        PROVISIONAL: tally.provisional,
        RANK: standing.rank,
        GRADE: standing.grade,
    }


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_by_hand_gives_what_kaohe_gives(
    name: str, apart: bool, paths: Paths, right: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    engine: Engine[Any, Any] = importlib.import_module(f"benchmarks.scale.{name}").ENGINE
    out = tmp_path / "out.parquet"
    phases = engine.score(paths.facts, paths.units, out, ITEMS, apart)
    assert set(phases) <= {"read", "compute", "write", "whole"}
    found = {row.pop(UNIT): row for row in pl.read_parquet(out).iter_rows(named=True)}
    assert found == right


def test_the_figures_hold_what_is_to_be_told_apart(right: dict[str, dict[str, Any]], paths: Paths) -> None:
    answers = list(right.values())
    facts = pl.read_parquet(paths.facts)
    assert {answer[PROVISIONAL] for answer in answers} == {True, False}
    assert any(answer[TOTAL] == 0 for answer in answers)
    assert len({answer[GRADE] for answer in answers}) == len(GRADES)
    assert any(NOT_APPLICABLE in facts[item.state].to_list() for item in items(ITEMS) if item.state)
    share = next(item for item in items(ITEMS) if item.family is Family.SHARE)
    assert any(str(figure).endswith("5") for figure in facts[share.figure])


def test_a_smaller_file_is_the_head_of_a_larger_one(tmp_path: Path) -> None:
    small, large, month = (tmp_path / name for name in ("small", "large", "month"))
    write_facts(small, 20, 12)
    write_facts(large, 45, 12)
    write_facts(month, 20, 12, month=7)
    assert pl.read_parquet(small).equals(pl.read_parquet(large).head(20))
    other = pl.read_parquet(month)
    assert other["期间"].unique().to_list() == ["2026-07"]
    assert not other.drop("期间").equals(pl.read_parquet(small))


def test_a_folder_of_months_gives_a_file_a_month(tmp_path: Path) -> None:
    made = write_material(tmp_path / "material", 20, 12, months=2)
    polars_ints.ENGINE.score(made.facts, made.units, tmp_path / "out", 12, apart=False)
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [
        "2026-01.parquet",
        "2026-02.parquet",
    ]


def test_equals_of_whom_not_all_fit_stay_out_of_the_quota() -> None:
    best = limits(ITEMS)[0]
    totals = [best + above for above in (9, 8, 7, 7, 6, 5, 4, 3, 2, 1)]
    ranks, grades = decimal_loop.standings([Decimal(total) / 100 for total in totals], ITEMS)
    placed = polars_ints.placed(pl.DataFrame({TOTAL: totals}), ITEMS)
    assert grades == [GRADES[0]] * 2 + [GRADES[1]] * 8
    assert ranks == [1, 2, 3, 3, 5, 6, 7, 8, 9, 10]
    assert placed[RANK].to_list() == ranks
    assert placed[GRADE].to_list() == grades


def test_what_differs_is_counted_by_unit(paths: Paths, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    polars_ints.at_once(paths.facts, paths.units, good, ITEMS)
    assert wrong_in(good, good, ITEMS).nothing
    first, second = answer_names(ITEMS)[:2]
    changed = pl.when(pl.col(UNIT) == "V00000007")
    spoilt = pl.read_parquet(good).reverse()
    spoilt = spoilt.with_columns(
        changed.then(-1).otherwise(name).cast(pl.Int32).alias(name) for name in (first, second)
    )
    spoilt.with_columns(changed.then(None).otherwise(TOTAL).alias(TOTAL)).write_parquet(bad)
    wrong = wrong_in(bad, good, ITEMS)
    assert (wrong.units, wrong.any_item, wrong.items, wrong.total) == (UNITS, 1, 2, 1)
    assert (wrong.grade, wrong.rank, wrong.provisional) == (0, 0, 0)
    assert not wrong.nothing


def test_the_power_of_growth() -> None:
    assert exponent([(10, 1.0), (100, 10.0), (1000, 100.0)]) == pytest.approx(1)
    assert exponent([(10, 1.0), (100, 100.0)]) == pytest.approx(2)


def _measured(
    contender: Contender, units: int, compute: float, megabytes: float = 100.0, count: int = 100
) -> Measured:
    phases = {phase: Timing.of([compute]) for phase in ("read", "compute", "write")}
    right = Wrong(units, 0, 0, 0, 0, 0, 0)
    return Measured(contender, units, count, Timing.of([3 * compute], megabytes), phases, right)


def test_what_is_reached_is_read_off_the_figures() -> None:
    sizes = [_measured(OURS, 690_000, 1.3, 2400), _measured(BY_HAND, 690_000, 1.0), _measured(ZEN, 1000, 1.0)]
    units = [_measured(OURS, 10_000 * 2**step, 0.1 * 3**step) for step in range(4)]
    items_grow = [_measured(OURS, 1000, 0.1 * count, count=count) for count in (25, 50)]
    found = aims(sizes, [(OURS, Timing.of([9.0], 4001))], units, items_grow)
    assert [(aim.found, aim.reached) for aim in found] == [
        ("1.30", True),  # computing, × by hand
        ("1.30", True),  # the whole process
        ("530.8", False),  # zen: 690,000 ÷ 1.3 ÷ 1,000
        ("2,400", True),
        ("4,001", False),
        ("1.58", False),  # three times as long for twice as many units
        ("1.00", True),
    ]
    results = Results((OURS, BY_HAND), (ZEN,), sizes, [], [], units, items_grow, runs=5)
    page = text(results)
    assert "没有达到 not reached" in page
    assert (
        "690,000 个单位，算得全对的引擎里，只算最快的是 手写 Polars int64（1.000 秒），其次是 Kaohe" in page
    )


def test_the_picture_of_growth_names_its_lines() -> None:
    units = [
        _measured(each, 10_000 * 2**step, 0.1 * 2**step) for step in range(8) for each in (OURS, BY_HAND)
    ]
    counts = [
        _measured(each, 1000, 0.1 * count, count=count) for count in (25, 50) for each in (OURS, BY_HAND)
    ]
    picture = growth_picture(units, counts)
    for name in ("Kaohe：整个进程", "手写 Polars：只算", "128万", "成正比"):
        assert name in picture.svg


def test_the_page_of_all_benchmarks_shows_the_main_part_once() -> None:
    page = """# 大规模测速

机器 · Machine: one.

### 1,000 × 100

|small|

### 690,000 × 100

|large|

没有测的 · Not asked:

- x

## 逐月 · Month after month

|months|

## 目标 · Aims

|aims|
"""
    once = put(section(page), "# 测速\n\nearlier\n")
    assert put(section(page), once) == once
    assert [
        word for word in ("|small|", "|large|", "- x", "|months|", "|aims|", "earlier") if word in once
    ] == [
        "|large|",
        "|months|",
        "|aims|",
        "earlier",
    ]
