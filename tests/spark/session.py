"""One Spark for all tests of a run: two cores of this machine, Python workers of this very interpreter."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LACKING = [
    *(["Java"] if shutil.which("java") is None else []),
    *(["the package pyspark"] if importlib.util.find_spec("pyspark") is None else []),
]
needs_spark = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {' and '.join(LACKING)}")

_SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that is not meant to live long needs no long warming up."""

CONFIG = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.default.parallelism": "2",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": _SHORT_LIFE,
    "spark.executor.extraJavaOptions": _SHORT_LIFE,
}
"""Nothing listens but on this machine; tables of a few rows are not cut into many parts."""


def environment(folder: Path) -> dict[str, str]:
    """What Spark is told by the environment, beside what this process has: its Python, and where its files may lie."""
    paths = [str(Path(each).resolve()) for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    return os.environ | {
        "SPARK_HOME": str(_home(folder)),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(paths),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
    }


def _home(folder: Path) -> Path:
    """The installed Spark under another path: a worker writes beside it, which is not to be among installed packages."""
    import pyspark

    home = folder / "home"
    home.mkdir()
    for each in Path(pyspark.__file__).parent.iterdir():
        (home / each.name).symlink_to(each)
    return home


@contextmanager
def started(master: str, folder: Path, more: Mapping[str, str]) -> "Iterator[SparkSession]":
    """A session, and nothing left of it afterwards: no Java process, no open pipe, the environment as it was."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    before, own = dict(os.environ), environment(folder)
    os.environ.clear()
    os.environ.update(own)
    builder = SparkSession.builder.master(master).appName("kaohe tests")
    for name, value in {**CONFIG, "spark.sql.warehouse.dir": str(folder / "warehouse"), **more}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        gateway = SparkContext._gateway
        assert gateway is not None
        with suppress(ConnectionError):  # Java that has ended by itself needs no stopping
            session.stop()
        SparkContext._gateway = SparkContext._jvm = None
        gateway.shutdown()
        gateway.proc.stdin.close()  # the Java process ends with its standard input
        gateway.proc.wait(60)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession]":
    """Spark's local mode, in which a part that fails is tried again as on a cluster.

    It is known to all tests through `tests/conftest.py` and imported by none: a fixture that two modules import is two
    fixtures, and a process has one Spark.
    """
    with started("local[2, 4]", tmp_path_factory.mktemp("spark"), {}) as session:
        yield session
