"""`kaohe score --engine spark` as somebody types it: with nothing set up, on this machine alone."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl

from tests.spark import material
from tests.spark.session import needs_spark

pytestmark = needs_spark
SCHEME = Path(__file__).with_name("scheme.yaml")


def kaohe(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """In an environment that says nothing of Spark."""
    plain = {name: value for name, value in os.environ.items() if "SPARK" not in name}
    command = [sys.executable, "-m", "kaohe.cli.main", *map(str, words)]
    return subprocess.run(command, check=False, env=plain, capture_output=True, text=True, timeout=300)


def units(folder: Path) -> Path:
    """The list of units as a file."""
    roster = material.roster()
    names = {number: name for name, number in roster.classes.items()}
    classes = pl.col("#class").replace_strict(names, return_dtype=pl.String)
    listed = roster.table.select(编码="单位", 名称="名称", 层级="层级", 类别=classes, 上级="#parent")
    listed.write_csv(folder / "units.csv")
    return folder / "units.csv"


def test_it_scores_as_polars_does(tmp_path: Path) -> None:
    material.write(tmp_path / "facts")
    given = (SCHEME, "--facts", tmp_path / "facts", "--units", units(tmp_path))
    one = kaohe("score", *given, "-o", tmp_path / "one", "--engine", "polars")
    many = kaohe("score", *given, "-o", tmp_path / "many", "--engine", "spark")
    assert (one.returncode, many.returncode) == (0, 0), many.stderr
    assert many.stdout.replace("many", "one").split() == one.stdout.split()
    compared = 0
    for path in (tmp_path / "one").rglob("*.parquet"):
        expected = pl.read_parquet(path)
        found = pl.read_parquet(tmp_path / "many" / path.relative_to(tmp_path / "one") / "*.parquet")
        words = [name for name, dtype in expected.schema.items() if isinstance(dtype, pl.Enum)]
        plain = pl.col(words).cast(pl.String)
        assert found.with_columns(plain).sort("单位").equals(expected.with_columns(plain).sort("单位"))
        compared += 1
    assert compared


def test_what_is_wrong_is_said_and_no_more(tmp_path: Path) -> None:
    given = (SCHEME, "--facts", tmp_path / "没有.parquet", "--units", units(tmp_path))
    done = kaohe("score", *given, "-o", tmp_path / "out", "--engine", "spark")
    assert done.returncode == 1
    assert "没有找到数据文件" in done.stderr
    assert "Exception" not in done.stderr
    assert not (tmp_path / "out").exists()
