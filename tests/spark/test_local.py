"""Spark's local mode: every way in which facts may lie, and the result as it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from kaohe.batch.running import Run
from kaohe.batch.sources import PERIOD, open_sources
from kaohe.batch.writing import finished
from kaohe.core import Refused
from tests.spark import material
from tests.spark.accident import WORKERS, endangered
from tests.spark.session import needs_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kaohe.batch.spark import SparkScores

pytestmark = needs_spark


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return material.write(tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def expected(facts: Path) -> dict[str, pl.DataFrame]:
    """What one machine comes to: whole numbers, in the order of units."""
    scheme = material.scheme()
    with Run(scheme, material.roster(), open_sources([facts], scheme)[0]) as run:
        return {name: each.frame().sort("单位") for name, each in run.run().items()}


def score(spark: "SparkSession", *facts: Any, **more: Any) -> "SparkScores":
    from kaohe.batch.spark import score_on_spark

    return score_on_spark(spark, material.scheme(), material.roster(), facts, **more)


def agree(scores: "SparkScores", expected: dict[str, pl.DataFrame]) -> None:
    for name, table in expected.items():
        found = scores.tables[name].frame()
        assert found.schema == table.schema
        assert found.equals(table), name
    assert list(scores.tables) == list(expected)


def one_table(facts: Path) -> pl.DataFrame:
    """Both years' figures as one table, the period in a column of its own."""
    years = [
        pl.read_parquet(facts / f"{PERIOD}={year}").with_columns(**{PERIOD: pl.lit(year)})
        for year in (2026, 2025)
    ]
    return pl.concat(years).select(pl.all().exclude(PERIOD), pl.col(PERIOD).cast(pl.String))


def by_name(table: pl.DataFrame) -> pl.DataFrame:
    """Some units are written by name."""
    number = pl.col("单位").str.slice(1).cast(pl.Int32)
    name = pl.format("第{}村", number)
    return table.with_columns(pl.when(number % 7 == 0).then(name).otherwise("单位").alias("单位"))


def as_texts(table: pl.DataFrame) -> pl.DataFrame:
    """Every figure as a text, as an export to CSV has them."""
    answers = pl.col("弄虚作假").replace_strict({True: "是", False: "否"}, return_dtype=pl.String)
    return table.with_columns(answers).with_columns(pl.all().cast(pl.String))


@pytest.mark.parametrize("way", ["folder", "files of years", "file", "two tables", "tables put together"])
def test_the_result_is_that_of_one_machine(
    spark: "SparkSession", facts: Path, expected: dict[str, pl.DataFrame], tmp_path: Path, way: str
) -> None:
    tables = [spark.read.parquet(str(facts / f"{PERIOD}={year}")) for year in (2026, 2025)]
    years = zip(tables, (2026, 2025), strict=True)
    literal = [table.selectExpr("*", f"'{year}' AS `{PERIOD}`") for table, year in years]
    if way == "folder":
        agree(score(spark, facts), expected)
    elif way == "tables put together":
        agree(score(spark, literal[0].union(literal[1])), expected)
    elif way == "file":
        one_table(facts).write_parquet(tmp_path / "全部.parquet")
        agree(score(spark, str(tmp_path / "全部.parquet")), expected)
    elif way == "two tables":
        agree(score(spark, *literal), expected)
    else:
        both = one_table(facts)
        for year in ("2026", "2025"):
            both.filter(pl.col(PERIOD) == year).write_parquet(tmp_path / f"{year}.parquet")
        agree(score(spark, tmp_path / "2026.parquet", tmp_path / "2025.parquet"), expected)


@pytest.mark.parametrize("written", [by_name, as_texts])
def test_units_by_name_and_figures_as_texts_are_read_as_on_one_machine(
    spark: "SparkSession", facts: Path, tmp_path: Path, written: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    path = tmp_path / "全部.parquet"
    written(one_table(facts)).write_parquet(path)
    scheme = material.scheme()
    with Run(scheme, material.roster(), open_sources([path], scheme)[0]) as run:
        expected = {name: each.frame().sort("单位") for name, each in run.run().items()}
    agree(score(spark, path), expected)


def test_a_column_that_only_some_files_have_is_empty_in_the_others(
    spark: "SparkSession", facts: Path, tmp_path: Path
) -> None:
    table = one_table(facts)
    folder = tmp_path / "facts"
    folder.mkdir()
    whole = table.with_columns(pl.when(pl.col("单位") < "V01000").then("满意度").alias("满意度"))
    whole.write_parquet(tmp_path / "whole.parquet")
    whole.filter(pl.col("单位") < "V01000").write_parquet(folder / "1.parquet")
    whole.filter(pl.col("单位") >= "V01000").drop("满意度").write_parquet(folder / "2.parquet")
    one, other = score(spark, folder), score(spark, tmp_path / "whole.parquet")
    agree(one, {name: each.frame() for name, each in other.tables.items()})


def test_nothing_changes_where_narrow_columns_are_too_many_to_be_sent_to_everybody(
    spark: "SparkSession", facts: Path, expected: dict[str, pl.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaohe.batch.spark_rows.BROADCAST", 0)
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        scores = score(spark, facts)
        plan = scores.tables[material.TABLE].finished()._jdf.queryExecution().toString()
        assert "BroadcastHashJoin" not in plan
        agree(scores, expected)
    finally:
        spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")


def test_python_workers_that_are_killed_change_nothing(
    spark: "SparkSession", facts: Path, expected: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    markers = tmp_path / "markers"
    markers.mkdir()
    rows = endangered(spark.read.parquet(str(facts)), markers, WORKERS, frozenset({1, 6, 11}))
    agree(score(spark, rows), expected)
    assert {int(each.name) for each in markers.iterdir()} >= {1, 6, 11}


def test_the_written_result_is_that_of_one_machine(
    spark: "SparkSession", facts: Path, tmp_path: Path
) -> None:
    scheme = material.scheme()
    with Run(scheme, material.roster(), open_sources([facts], scheme)[0]) as run:
        tables = {
            name: finished(each.frame().lazy(), each.program).collect() for name, each in run.run().items()
        }
    scores = score(spark, facts)
    for name, table in tables.items():
        scores.tables[name].write(tmp_path / name)
        words = [column for column, dtype in table.schema.items() if isinstance(dtype, pl.Enum)]
        found = pl.read_parquet(tmp_path / name / "*.parquet").sort("单位")
        assert found.schema == table.with_columns(pl.col(words).cast(pl.String)).schema
        assert found.with_columns(pl.col(word).cast(table.schema[word]) for word in words).equals(
            table.sort("单位")
        )
    with pytest.raises(Refused) as refused:
        scores.tables[material.TABLE].write(tmp_path / material.TABLE)
    assert refused.value.code == "spark.exists"


def test_progress_is_told(spark: "SparkSession", facts: Path) -> None:
    told: list[tuple[str, int, int]] = []
    score(spark, facts, progress=lambda what, done, of: told.append((what, done, of)))
    assert [what for what, _, of in told if of == material.VILLAGES] == [
        "村评分表：读入、核对", "村评分表：比照", "村评分表：计分", "村评分表：计分",
    ]  # fmt: skip
    assert (told[-1][1], told[-1][2]) == (material.COUNTIES, material.COUNTIES)


def test_the_pass_over_peers_reads_the_columns_that_it_needs(spark: "SparkSession", facts: Path) -> None:
    from kaohe.batch.spark import _compared

    program = score(spark, facts).tables[material.TABLE].program
    assert [slot.measure for slot in _compared(program)] == ["走访率"]
    assert len(program.asked) == 6
