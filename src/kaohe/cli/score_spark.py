"""`kaohe score … --engine spark`: on a cluster, as its own settings say (spark-submit, spark-defaults.conf)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kaohe.cli.score_columns import Asked, Written, periods_asked, result_path
from kaohe.core import Problem, Refused
from kaohe.scheme import Scheme

if TYPE_CHECKING:
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
        from pyspark.sql import SparkSession

        from kaohe.batch.spark import SparkRun
        from kaohe.batch.spark_source import open_on_spark
    except ImportError:
        message = "在集群上计分需要扩展组件，请先安装：pip install 'kaohe[spark]'（还要有 Java 17）。"
        raise Refused("score.needs-spark", message) from None
    from kaohe.batch.tally import PROVISIONAL

    spark = SparkSession.builder.appName("kaohe").getOrCreate()
    try:
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
    finally:
        spark.stop()
