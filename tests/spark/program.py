"""A driver program as an office would run it: `python program.py MASTER FOLDER`. Scores the material on the cluster that it is given:
as it is, with Python workers killed on the way, and with an executor killed; and writes the results.
"""

import sys
from pathlib import Path

from tests.spark import material
from tests.spark.accident import EXECUTOR, PEACE, WORKERS, endangered
from tests.spark.session import started

SMALL_BATCHES = {"spark.sql.execution.arrow.maxRecordsPerBatch": "100"}
KILLED_AT = {
    PEACE: frozenset[int](),
    WORKERS: frozenset({2, 7, 12, 17, 22}),
    EXECUTOR: frozenset({3, 13}),
}


def main(master: str, folder: Path) -> None:
    from kaohe.batch.spark import score_on_spark

    more = {**SMALL_BATCHES, "spark.task.maxFailures": "8", "spark.executorEnv.POLARS_MAX_THREADS": "1"}
    with started(master, folder / "spark", more) as session:
        facts = session.read.parquet(str(folder / "facts"))
        for name, at in KILLED_AT.items():
            markers = folder / f"{name}.markers"
            markers.mkdir()
            rows = endangered(facts, markers, name, at) if at else facts
            scores = score_on_spark(session, material.scheme(), material.roster(), [rows])
            for table, scored in scores.tables.items():
                scored.write(folder / name / table)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
