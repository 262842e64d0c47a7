"""A cluster of two worker processes: the result is that of one machine, also when processes die on the way."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from kaohe.batch.running import Run
from kaohe.batch.sources import open_sources
from kaohe.batch.writing import finished
from tests.spark import material
from tests.spark.accident import EXECUTOR, PEACE, WORKERS
from tests.spark.program import KILLED_AT
from tests.spark.session import needs_spark

pytestmark = [needs_spark, pytest.mark.xdist_group("spark")]
ROOT = Path(__file__).resolve().parents[2]
CLUSTER = "local-cluster[2,1,1024]"
"""Two executors, each a process of its own with one core and 1024 MB."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the driver program has left: the results of every accident."""
    folder = tmp_path_factory.mktemp("cluster")
    material.write(folder / "facts")
    (folder / "spark").mkdir()
    paths = [str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    command = [sys.executable, "-W", "error", "-m", "tests.spark.program", CLUSTER, str(folder)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


def on_one_machine(facts: Path) -> dict[str, pl.DataFrame]:
    scheme = material.scheme()
    sources, _ = open_sources([facts], scheme)
    with Run(scheme, material.roster(), sources) as run:
        return {
            name: finished(each.frame().lazy(), each.program).collect() for name, each in run.run().items()
        }


@pytest.mark.parametrize("accident", [PEACE, WORKERS, EXECUTOR])
def test_the_result_is_that_of_one_machine(folder: Path, accident: str) -> None:
    for name, expected in on_one_machine(folder / "facts").items():
        words = [column for column, dtype in expected.schema.items() if isinstance(dtype, pl.Enum)]
        result = pl.read_parquet(folder / accident / name / "*.parquet").sort("单位")
        assert result.equals(expected.with_columns(pl.col(words).cast(pl.String)).sort("单位"))
        assert result.drop(words).schema == expected.drop(words).schema


@pytest.mark.parametrize("accident", [WORKERS, EXECUTOR])
def test_the_accidents_have_happened(folder: Path, accident: str) -> None:
    """Lest the comparison above be of peace alone."""
    readings = {int(each.name) for each in (folder / f"{accident}.markers").iterdir()}
    assert readings >= KILLED_AT[accident]
