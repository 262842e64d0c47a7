"""What several engines read alike."""

from pathlib import Path

import polars as pl

from benchmarks.scale.shape import CITY, CLASS, UNIT

TOWN = "在城"
"""The column that `scan_towns` gives: whether the unit is of class 城."""


def scan_classes(units: Path) -> pl.LazyFrame:
    """单位 and 类别, one row a unit, from CSV or Parquet."""
    scanned = pl.scan_csv(units, infer_schema=False) if units.suffix == ".csv" else pl.scan_parquet(units)
    return scanned.select(pl.col("编码").alias(UNIT), pl.col(CLASS))


def scan_towns(units: Path) -> pl.LazyFrame:
    """单位 and whether it is of class 城."""
    return scan_classes(units).select(UNIT, (pl.col(CLASS) == CITY).alias(TOWN))


def read_classes(units: Path) -> pl.DataFrame:
    """`scan_classes`, read."""
    return scan_classes(units).collect()
