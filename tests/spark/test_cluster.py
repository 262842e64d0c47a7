"""A cluster of two worker processes: the result is that of one machine, also when processes die on the way."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl

from kaohe.batch.running import Run
from kaohe.batch.sources import open_sources
from kaohe.batch.writing import finished
from tests.spark import material
from tests.spark.accident import EXECUTOR, PEACE, WORKERS
from tests.spark.program import KILLED_AT
from tests.spark.session import needs_spark

pytestmark = needs_spark
ROOT = Path(__file__).resolve().parents[2]
CLUSTER = "local-cluster[2,1,1024]"
"""Two executors, each a process of its own with one core and 1024 MB."""


def run_on_the_cluster(folder: Path) -> None:
    """Let the driver program leave the results of every accident in the folder."""
    material.write(folder / "facts")
    (folder / "spark").mkdir()
    paths = [str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    command = [sys.executable, "-W", "error", "-m", "tests.spark.program", CLUSTER, str(folder)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-4000:]


def on_one_machine(facts: Path) -> dict[str, pl.DataFrame]:
    scheme = material.scheme()
    sources, _ = open_sources([facts], scheme)
    with Run(scheme, material.roster(), sources) as run:
        return {
            name: finished(each.frame().lazy(), each.program).collect() for name, each in run.run().items()
        }


def test_the_result_is_that_of_one_machine_whatever_happens(tmp_path: Path) -> None:
    """One test, since the cluster is started once for all accidents, and tests may run in several processes."""
    run_on_the_cluster(tmp_path)
    expected = on_one_machine(tmp_path / "facts")
    for accident in (PEACE, WORKERS, EXECUTOR):
        for name, table in expected.items():
            words = [column for column, dtype in table.schema.items() if isinstance(dtype, pl.Enum)]
            result = pl.read_parquet(tmp_path / accident / name / "*.parquet").sort("单位")
            assert result.equals(table.with_columns(pl.col(words).cast(pl.String)).sort("单位")), accident
            assert result.drop(words).schema == table.drop(words).schema
    for accident in (WORKERS, EXECUTOR):  # that they have happened, lest the comparison be of peace alone
        readings = {int(each.name) for each in (tmp_path / f"{accident}.markers").iterdir()}
        assert readings >= KILLED_AT[accident]
