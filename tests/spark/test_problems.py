"""What is wrong with the facts is told as on one machine, with the file and the unit in place of a line; bad facts are never scored."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from kaohe import rules as r
from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import roster_of
from kaohe.batch.running import Run
from kaohe.batch.sources import Source, open_sources
from kaohe.core import Period, Problem, Refused
from kaohe.facts import AssessedUnit
from kaohe.scheme.model import Group, Item, Measure, MeasureKind, Scheme, Table
from tests.spark import material
from tests.spark.session import needs_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = needs_spark
UNITS = 60


def table(**columns: Any) -> pl.DataFrame:
    """Good figures of some villages, but for these columns."""
    return material.figures(3, UNITS).sort("单位").with_columns(**columns)


def at(row: int, value: Any, name: str) -> pl.Expr:
    return pl.when(pl.int_range(pl.len()) == row).then(pl.lit(value)).otherwise(name).alias(name)


BAD: dict[str, Callable[[], pl.DataFrame]] = {
    "unknown unit": lambda: table(单位=at(3, "V99999", "单位")),
    "unit twice": lambda: table(单位=at(3, "V00011", "单位")),
    "no unit": lambda: table(单位=at(3, None, "单位")),
    "above the range": lambda: table(信访件数=at(3, 1001, "信访件数")),
    "below the range": lambda: table(满意度=at(5, "-0.1", "满意度")),
    "more done than due": lambda: table(**{"走访率.分子": pl.lit(101), "走访率.分母": pl.lit(100), "走访率.状态": pl.lit(None)}),
    "one count of two": lambda: table(**{"走访率.分子": pl.lit(1), "走访率.分母": pl.lit(None, dtype=pl.Int64)}),
    "unread": lambda: table(活动评定=at(7, "很好", "活动评定")),
    "unread figure": lambda: table(信访件数=pl.lit("一件")),
    "figure and word": lambda: table(**{"走访率.状态": pl.lit("不适用")}),
    "somebody's number": lambda: table(信访件数=pl.lit(13912345678)),
    "binary float": lambda: table(满意度=pl.col("满意度").cast(pl.Float64)),
    "a date": lambda: table(满意度=pl.date(2026, 1, 1)),
    "half a ratio": lambda: table().drop("走访率.分母"),
    "names of people": lambda: table(身份证号=pl.lit("x")),
    "no column of units": lambda: table().drop("单位"),
    "what nobody knows": lambda: table(别的=pl.lit(1), 单位=at(3, "V99999", "单位")),
    "no period": lambda: table(期间=pl.lit(None, dtype=pl.String)),
    "unknown period": lambda: table(期间=pl.lit("去年")),
}  # fmt: skip


def said(problems: tuple[Problem, ...]) -> set[tuple[str, str, str, str]]:
    """All but the places."""
    return {(each.code, each.severity.value, each.message, each.remedy) for each in problems}


def on_one_machine(path: Path) -> tuple[Refused, set[tuple[str, str, str, str]]]:
    """How one machine refuses the file, and all that it has said of it."""
    scheme, warnings = material.scheme(), tuple[Problem, ...]()
    try:
        sources, found = open_sources([path], scheme)
        warnings = tuple(found)
        with Run(scheme, material.roster(), sources) as run:
            run.run()
    except Refused as refused:
        return refused, said((*warnings, *refused.problems))
    raise AssertionError("one machine has scored it")


@pytest.mark.parametrize("bad", BAD)
def test_what_is_wrong_is_told_as_on_one_machine(spark: "SparkSession", tmp_path: Path, bad: str) -> None:
    from kaohe.batch.spark import score_on_spark

    path = tmp_path / "数据.parquet"
    BAD[bad]().write_parquet(path)
    with pytest.raises(Refused) as refused:
        score_on_spark(spark, material.scheme(), material.roster(), [path])
    expected, problems = on_one_machine(path)
    assert (refused.value.code, str(refused.value)) == (expected.code, str(expected))
    assert said(refused.value.problems) == problems
    assert all(
        place.file == path.name and not place.line for each in refused.value.problems for place in each.where
    )


def refused(spark: "SparkSession", *facts: Any) -> Refused:
    from kaohe.batch.spark import score_on_spark

    with pytest.raises(Refused) as refused:
        score_on_spark(spark, material.scheme(), material.roster(), facts)
    return refused.value


def test_a_place_is_the_file_and_the_unit(spark: "SparkSession", tmp_path: Path) -> None:
    good, bad = table(), table(信访件数=at(3, 1001, "信访件数"))
    good.slice(10).write_parquet(tmp_path / "好的.parquet")
    bad.slice(0, 10).write_parquet(tmp_path / "坏的.parquet")
    (problem,) = refused(spark, tmp_path).problems
    assert str(problem.where[0]) == "坏的.parquet V00013，信访件数"


def test_of_many_places_the_first_few_units_are_named(spark: "SparkSession", tmp_path: Path) -> None:
    table(信访件数=pl.lit(-1)).sort("单位", descending=True).write_parquet(tmp_path / "数据.parquet")
    places = [each.where[0].what for each in refused(spark, tmp_path).problems]
    assert places == [f"V000{number}，信访件数" for number in range(10, 15)]


def test_no_file(spark: "SparkSession", tmp_path: Path) -> None:
    assert refused(spark, tmp_path / "没有.parquet").code == "facts.no-file"


def test_no_table(spark: "SparkSession", tmp_path: Path) -> None:
    (tmp_path / "数据.parquet").write_text("单位,信访件数")
    assert refused(spark, tmp_path / "数据.parquet").code == "facts.not-a-table"


def test_files_that_hold_different_kinds_of_figures(spark: "SparkSession", tmp_path: Path) -> None:
    table().slice(0, 20).write_parquet(tmp_path / "1.parquet")
    table(信访件数=pl.col("信访件数").cast(pl.String)).slice(20).write_parquet(tmp_path / "2.parquet")
    assert refused(spark, tmp_path).code == "facts.other-columns"


def test_an_empty_folder(spark: "SparkSession", tmp_path: Path) -> None:
    assert refused(spark, tmp_path).code == "facts.not-a-table"


def test_a_damaged_file(spark: "SparkSession", tmp_path: Path) -> None:
    path = tmp_path / "数据.parquet"
    table().write_parquet(path, compression="uncompressed")
    content = bytearray(path.read_bytes())
    content[4:2000] = bytes(1996)
    path.write_bytes(content)
    assert refused(spark, path).code == "facts.damaged-file"


def test_two_tables_of_one_period(spark: "SparkSession", tmp_path: Path) -> None:
    table().write_parquet(tmp_path / "数据.parquet")
    again = spark.read.parquet(str(tmp_path / "数据.parquet"))
    assert refused(spark, tmp_path / "数据.parquet", again).code == "facts.has-errors"


def test_columns_that_only_case_tells_apart(spark: "SparkSession", tmp_path: Path) -> None:
    rows = spark.createDataFrame([("V00000", 1, 2)], ["单位", "x", "X"])
    assert refused(spark, rows).code == "spark.case"
    table(x=pl.lit(1), X=pl.lit(1)).write_parquet(tmp_path / "数据.parquet")
    assert refused(spark, tmp_path / "数据.parquet").code == "spark.case"


def test_facts_that_change_on_the_way_are_no_result(spark: "SparkSession", tmp_path: Path) -> None:
    from kaohe.batch.spark import score_on_spark

    path = tmp_path / "数据.parquet"
    table(信访件数=pl.lit(1)).write_parquet(path)
    scores = score_on_spark(spark, material.scheme(), material.roster(), [path])
    table(信访件数=pl.lit(0)).write_parquet(path)
    with pytest.raises(Refused) as refused:
        scores.tables[material.TABLE].write(tmp_path / "得分")
    assert refused.value.code == "facts.changed"
    assert not (tmp_path / "得分" / "_SUCCESS").exists()


@pytest.mark.parametrize("package", ["kaohe", "polars"])
def test_workers_that_lack_a_package(spark: "SparkSession", tmp_path: Path, package: str) -> None:
    rows = spark.createDataFrame(table().to_arrow())
    plain = rows.toDF(*(f"c{number}" for number in range(len(rows.columns))))

    def fail(_batches: Any) -> Any:
        raise ModuleNotFoundError(f"No module named '{package}'")

    found = refused(spark, plain.mapInArrow(fail, plain.schema).toDF(*rows.columns))
    assert found.code == "spark.worker-packages"
    assert package in str(found)


def test_workers_of_another_version(
    spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table().write_parquet(tmp_path / "数据.parquet")
    monkeypatch.setattr("kaohe.batch.spark_parcel.versions", lambda: ("0.0", "0.0"))
    assert refused(spark, tmp_path / "数据.parquet").code == "spark.worker-versions"


def test_a_failure_of_our_own_stays_what_it_is(spark: "SparkSession") -> None:
    from pyspark.errors import PySparkException

    from kaohe.batch.spark import score_on_spark

    rows = spark.createDataFrame(table().to_arrow())
    plain = rows.toDF(*(f"c{number}" for number in range(len(rows.columns))))

    def fail(_batches: Any) -> Any:
        raise ZeroDivisionError

    broken = plain.mapInArrow(fail, plain.schema).toDF(*rows.columns)
    with pytest.raises(PySparkException, match="ZeroDivisionError"):
        score_on_spark(spark, material.scheme(), material.roster(), [broken])


def test_points_that_38_digits_do_not_hold_are_refused_by_name(spark: "SparkSession") -> None:
    """They fit into the 128 bits of one machine, but not into Spark's widest decimal."""
    from kaohe.batch.spark import score_on_spark

    measures = {name: Measure(name, MeasureKind.NUMBER, places=0) for name in ("甲", "乙", "丙")}
    one, other, third = (r.Given(name, measure.unit) for name, measure in measures.items())
    item = Item("1.1", "乘积", Decimal(1), r.Times(r.Times(one, other), third), floor=None)
    table = Table("表", "村", Decimal(1), (Group("1", "组", (item,), points=Decimal(1)),))
    scheme = Scheme("办法", "1", Period(2026), (), measures, (table,))
    roster = roster_of([AssessedUnit("V1", "某村", "村")])
    facts = pl.DataFrame({"单位": ["V1"], "甲": [10**10], "乙": [10**12], "丙": [10**12]})
    source = Source("数据", facts.lazy(), facts.schema)
    with Run(scheme, roster, {scheme.period: source}) as run:
        assert run.run()["表"].frame()["项:1.1"].to_list() == [10**38]
    with pytest.raises(UnsupportedNodeError) as refused:
        score_on_spark(spark, scheme, roster, [spark.createDataFrame(facts.to_arrow())])
    assert refused.value.backend == "spark"
