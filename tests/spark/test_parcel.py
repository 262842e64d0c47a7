"""What is sent to the workers: it arrives as it was, and nowhere but where the same versions are."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl
import pytest

from tests.spark.session import needs_spark

pytestmark = needs_spark
WIDE = pl.DataFrame(
    {
        "整数": pl.Series([10**37, -(10**37), None], dtype=pl.Int128),
        "个数": pl.Series([1, 2, 3], dtype=pl.UInt32),
        "代码": pl.Series([0, None, 2], dtype=pl.Int8),
        "等次": pl.Series(["优秀", None, ""], dtype=pl.Enum(["", "优秀"])),
        "是否": [True, None, False],
        "分.数": pl.Series(["1.25", None, "-0.50"]).cast(pl.Decimal(9, 2)),
    }
)


@dataclass(frozen=True)
class Twice:
    """A task that says everything twice."""

    names: tuple[str, ...]

    def run(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield pl.concat([frame, frame])


def test_a_frame_arrives_with_the_types_that_it_had() -> None:
    from kaohe.batch.spark_parcel import arrived, arrow

    table = arrow(WIDE)
    assert str(table.schema.field("整数").type) == "decimal128(38, 0)"
    assert str(table.schema.field("个数").type) == "int64"
    assert str(table.schema.field("等次").type) == "string"
    assert arrived(table, WIDE.schema).equals(WIDE)
    assert arrived(table, WIDE.schema).schema == WIDE.schema


def test_a_number_that_38_digits_do_not_hold_is_not_cut() -> None:
    from kaohe.batch.spark_parcel import WIDEST, arrow

    with pytest.raises(pl.exceptions.PolarsError):
        arrow(pl.DataFrame({"整数": pl.Series([WIDEST], dtype=pl.Int128)}))


def test_a_parcel_does_its_task_batch_by_batch_under_the_names_of_the_task() -> None:
    from kaohe.batch.spark_parcel import Parcel, arrow

    parcel = pickle.loads(pickle.dumps(Parcel.of(Twice(("数",)))))
    batches = arrow(pl.DataFrame({"c0": [1, 2, 3, 4]})).to_batches(max_chunksize=2)
    found = [pl.DataFrame(pl.from_arrow(batch)) for batch in parcel(iter(batches))]
    assert pl.concat(found).to_dict(as_series=False) == {"数": [1, 2, 1, 2, 3, 4, 3, 4]}


def test_a_task_is_unpacked_once_a_process() -> None:
    from kaohe.batch.spark_parcel import Parcel, unpacked

    one, other = Parcel.of(Twice(("数",))), Parcel.of(Twice(("数",)))
    assert unpacked(one.packed) is unpacked(other.packed)


def test_another_version_is_refused_before_anything_is_unpacked() -> None:
    from kaohe.batch.spark_failures import OTHER_VERSION
    from kaohe.batch.spark_parcel import Parcel

    parcel = replace(Parcel.of(Twice(("数",))), packed=b"not for us", versions=("0.0", "0.0"))
    with pytest.raises(RuntimeError, match=OTHER_VERSION):
        next(parcel([]))


def test_answers_of_parts_are_put_together() -> None:
    from kaohe.batch.spark_tasks import together

    parts = pl.DataFrame(
        {
            "x|min": [3, None, 1],
            "x|max": [3, None, 7],
            "x|null": [0, 5, 2],
            "x|why|1": [False, None, True],
            "x|bad": [False, False, None],
        }
    )
    assert together(parts).row(0) == (1, 7, 7, True, False)
    assert together(parts.clear()).row(0) == (None, None, 0, False, False)
