"""`kaohe score … --engine spark`: on a cluster, as its own settings say (spark-submit, spark-defaults.conf)."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from kaohe.cli.score_columns import Asked, Written, periods_asked, result_path
from kaohe.core import Problem, Refused
from kaohe.scheme import Scheme

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kaohe.batch.roster import Roster
    from kaohe.batch.running import Progress


def on_spark(
    asked: Asked, scheme: Scheme, roster: "Roster", progress: "Progress"
) -> tuple[list[Written], list[Problem]]:
    """Score and write a folder of Parquet files a table and period. The session is the cluster's, or this machine alone."""
    if asked.changes:
        raise Refused(
            "score.changes-on-spark", "更正几个数只重算受影响的，用 --engine polars；集群上请全部重算。"
        )
    try:
        import pyspark  # noqa: F401 - asked for before anything is begun

        from kaohe.batch.spark import SparkRun
        from kaohe.batch.spark_source import open_on_spark
    except ImportError:
        message = "在集群上计分需要扩展组件，请先安装：pip install 'kaohe[spark]'（还要有 Java 17）。"
        raise Refused("score.needs-spark", message) from None
    from kaohe.batch.tally import PROVISIONAL

    with _session() as spark:
        last = () if asked.last_year is None else (asked.last_year,)
        sources, problems = open_on_spark(spark, (*asked.fact_files, *last), scheme)
        written = []
        for period in periods_asked(asked.periods, scheme, sources):
            run = SparkRun(spark, replace(scheme, period=period), roster, sources, progress)
            for table in scheme.tables:
                scores = run.score(table)
                path = result_path(asked, run.scheme, table.name, asked.output)
                progress(f"{table.name}：写出", 0, 1)
                scores.write(path)
                doubtful = int(scores.narrow[PROVISIONAL].sum())
                written.append(Written(path, table.name, period, scores.narrow.height, doubtful))
            problems = [*problems, *run.problems]
        return written, list(problems)


_A_CLUSTERS = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_HOME", "SPARK_CONF_DIR", "SPARK_REMOTE")
"""Who has one of these in the environment has said how Spark is to run, and may want its logs."""


@contextmanager
def _session() -> "Iterator[SparkSession]":
    """The cluster's session. Where nothing speaks of a cluster: all cores of this machine, this very Python, no open port, no log."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("kaohe")
    if not any(os.environ.get(name) for name in _A_CLUSTERS):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = (
            builder.master("local[*]")
            .config("spark.log.level", "OFF")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
        )
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
