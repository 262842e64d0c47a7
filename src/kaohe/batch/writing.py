"""A result as a file: Parquet, one row a unit, points as decimals.

Columns: 单位; 名次 (null: not ranked), 并列, 等次; 总分 (null: no item applies), 暂定; 基本分, 应得分, 折算后基本分, 加分, 扣分;
`项:编码` for each item (null where there is no score) and, where it may be absent for more than one reason, `状态:编码`
(a null without one is 未填报); `组:编码` for each group; `否决:名称` for each veto and card (null: not known).
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from kaohe import __version__
from kaohe.batch.layout import UNIT
from kaohe.batch.program import Program
from kaohe.batch.running import TableScores
from kaohe.batch.standing import GRADE, RANK, TIED
from kaohe.batch.tally import ABSENCE_TYPE, PROVISIONAL, TOTAL, WHY
from kaohe.scheme import scheme_digest
from kaohe.scheme.model import Scheme, Table

_FIRST = (RANK, TIED, GRADE, TOTAL, PROVISIONAL)
_PRECISIONS = (9, 18, 38)
METADATA = "kaohe"


def finished(frame: pl.LazyFrame, program: Program) -> pl.LazyFrame:
    """Whole numbers as decimals, codes as words, in the order in which people look for them."""
    return as_written(frame, program.table, program.outputs.places, program.outputs.bounds)


def as_written(
    frame: pl.LazyFrame, table: Table, places: Mapping[str, int], bounds: Mapping[str, tuple[int, int]]
) -> pl.LazyFrame:
    """`finished`, the decimals of points and their bounds being given by column."""
    names = frame.collect_schema().names()
    grades = pl.Enum(list(dict.fromkeys(["", *(grade.name for grade in table.grades)])))
    columns = []
    for name in [*_FIRST, *(name for name in names if name not in _FIRST)]:
        column = pl.col(name)
        if name.startswith("#") or name == UNIT:
            continue
        if name in places:
            columns.append(decimal(column, places[name], *bounds[name]))
        elif name.startswith(WHY):
            columns.append(column.cast(pl.UInt8).cat.to(ABSENCE_TYPE))
        else:
            columns.append(column.cast(grades) if name == GRADE else column)
    return frame.select(UNIT, *columns)


def decimal(column: pl.Expr, places: int, low: int, high: int) -> pl.Expr:
    """Whole numbers of 10^-places as the decimals they stand for, without a division."""
    digits = len(str(max(abs(low), abs(high))))
    precision = next(each for each in _PRECISIONS if each >= max(digits, places))
    return column.cast(pl.Int128).reinterpret(dtype=pl.Decimal(precision, places))


def whole(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A finished result as whole numbers and codes again."""
    schema = frame.collect_schema()
    columns = []
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Decimal):
            kind = {9: pl.Int32, 18: pl.Int64}.get(dtype.precision or 38, pl.Int128)
            columns.append(pl.col(name).to_physical().cast(kind))
        elif name.startswith(WHY):
            columns.append(pl.col(name).cast(ABSENCE_TYPE).to_physical().cast(pl.Int8))
        else:
            columns.append(pl.col(name).cast(pl.String) if isinstance(dtype, pl.Enum) else pl.col(name))
    return frame.select(columns)


def scales(schema: Mapping[str, pl.DataType]) -> dict[str, int]:
    """By column, the decimals of the points in a finished result."""
    return {name: dtype.scale for name, dtype in schema.items() if isinstance(dtype, pl.Decimal)}


def write_scores(scores: TableScores, path: Path, about: Mapping[str, str]) -> None:
    """The table's result as one file. `about` is kept in the file: which scheme, which figures."""
    frames = [finished(block.lazy(), scores.program) for block in scores.blocks()]
    whole_result = frames[0] if len(frames) == 1 else pl.concat(frames)
    _sink(whole_result, path, about)


def write_frame(frame: pl.DataFrame, path: Path, about: Mapping[str, str]) -> None:
    """A finished result as one file."""
    _sink(frame.lazy(), path, about)


def _sink(frame: pl.LazyFrame, path: Path, about: Mapping[str, str]) -> None:
    part = path.with_name(path.name + ".part")  # whoever sees the file sees all of it
    frame.sink_parquet(part, metadata={METADATA: json.dumps(dict(about), ensure_ascii=False, sort_keys=True)})
    part.replace(path)


def about(scheme: Scheme, table: str, files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What a result rests on: the scheme's hash, the table and period, each file of figures with its hash."""
    return {
        "program": f"kaohe {__version__}",
        "scheme_sha256": scheme_digest(scheme),
        "period": str(scheme.period),
        "table": table,
        **{f"facts:{name}": digest for name, digest in files},
    }


def read_about(path: Path) -> dict[str, str]:
    """What `write_scores` kept in a file; empty where it is not one of ours."""
    text = pl.read_parquet_metadata(path).get(METADATA, "{}")
    found: dict[str, str] = json.loads(text)
    return found
