"""What is sent to the workers of a cluster, and what comes back: compiled expressions there, Arrow batches both ways.

A task (`spark_tasks`) travels as a `Parcel`: packed once by the driver, unpacked once by each worker process, and refused by a worker
whose versions are not the driver's. Whole numbers of 128 bits, which neither Arrow nor Spark has, travel as decimal(38, 0).
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
import pyarrow as pa

import kaohe
from kaohe.batch.spark_failures import OTHER_VERSION
from kaohe.batch.spark_tasks import Task

WIDEST = 10**38
"""A whole number of so many digits has no place in decimal(38, 0)."""

_CARRIED = {
    pl.Int128: pl.Decimal(38, 0),
    pl.UInt32: pl.Int64(),
    pl.Enum: pl.String(),
    pl.Categorical: pl.String(),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task on its way, as Spark calls it: with an iterator of Arrow batches, for one of the same."""

    packed: bytes
    versions: tuple[str, str]

    @classmethod
    def of(cls, task: Task) -> "Parcel":
        return cls(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL), versions())

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if self.versions != versions():
            raise RuntimeError(f"{OTHER_VERSION}: {self.versions} {versions()}")
        task = unpacked(self.packed)
        for frame in task.run(_frames(batches, task.names)):
            yield from arrow(frame).to_batches()


@lru_cache(maxsize=16)
def unpacked(packed: bytes) -> Task:
    """The task, once a process: a worker process lives for many parts of the rows."""
    task: Task = pickle.loads(packed)  # noqa: S301 — packed by our own driver, like every function Spark sends
    return task


def versions() -> tuple[str, str]:
    """What must be the same on the driver and on every worker: compiled expressions are Polars' own form."""
    return kaohe.__version__, pl.__version__


def yields(task: Task, schema: Mapping[str, pl.DataType]) -> pl.Schema:
    """The columns that come back from a task over rows of these columns."""
    return next(task.run([pl.DataFrame(schema=dict(schema))])).schema


def carried(dtype: pl.DataType) -> pl.DataType:
    """The type as which a column travels."""
    return _CARRIED.get(type(dtype), dtype)


def arrow(frame: pl.DataFrame) -> pa.Table:
    """The frame as it travels."""
    columns = [pl.col(name).cast(carried(dtype)) for name, dtype in frame.schema.items()]
    table = frame.select(columns).to_arrow(compat_level=pl.CompatLevel.oldest())
    fields = [
        pa.field(each.name, pa.string() if pa.types.is_large_string(each.type) else each.type)
        for each in table.schema
    ]
    return table.cast(pa.schema(fields))


def arrived(table: pa.Table, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """What has travelled, with the types that it had."""
    frame = pl.DataFrame(pl.from_arrow(table))
    names = zip(frame.columns, schema.items(), strict=True)
    return frame.select([pl.col(plain).cast(dtype).alias(name) for plain, (name, dtype) in names])


def _frames(batches: Iterable[pa.RecordBatch], names: Sequence[str]) -> Iterator[pl.DataFrame]:
    for batch in batches:
        if batch.num_rows:
            renamed = pa.RecordBatch.from_arrays(batch.columns, names=list(names))
            yield pl.DataFrame(pl.from_arrow(renamed))
