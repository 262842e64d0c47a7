"""Wide facts as Spark reads them, and the ways between Spark's tables and ours.

A source is what `sources.Source` is on one machine: the rows of one period. Spark resolves names without regard to case unless
told, takes `.` in a name for a field within a field, and reads `期间=2026` in a path as a number: all three are minded here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 — as everybody calls it
from pyspark.sql import types as T  # noqa: N812

from kaohe.batch.cells import STATUS, TARGET, Cells, column_name
from kaohe.batch.guarding import _flags
from kaohe.batch.layout import UNIT, Slot, declared
from kaohe.batch.sources import _MOST_PEOPLE, PERIOD, _by_period, _header_problems
from kaohe.batch.spark_failures import told
from kaohe.batch.spark_parcel import Parcel, arrived, arrow, carried, yields
from kaohe.batch.spark_tasks import FILE, Guarding, Task
from kaohe.core import Period, Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.findings import error
from kaohe.facts.guard import number_problem
from kaohe.scheme.model import Scheme

TABLE = "Spark 表"
"""What a table that is no file is called."""

IN_A_FILE, NOWHERE = "input_file_name()", "''"
"""Where a row stands: Spark knows it of what it has read itself, not of any table that it is given."""

_WHOLE: dict[type[T.DataType], pl.DataType] = {
    T.ByteType: pl.Int8(), T.ShortType: pl.Int16(), T.IntegerType: pl.Int32(), T.LongType: pl.Int64(),
    T.BooleanType: pl.Boolean(), T.StringType: pl.String(), T.FloatType: pl.Float32(), T.DoubleType: pl.Float64(),
}  # fmt: skip
_SPARK: dict[pl.DataType, T.DataType] = {
    dtype: kind() for kind, dtype in _WHOLE.items() if not dtype.is_float()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SparkSource:
    """One file's rows of one period: its name, the rows, the columns it has as Polars will see them, and the expression of
    Spark's that says which file a row stands in.
    """

    file: str
    rows: DataFrame
    schema: Mapping[str, pl.DataType]
    place: str = NOWHERE

    def cells(self, scheme: Scheme, slot: Slot) -> Cells:
        """Where a slot stands in this file."""
        return Cells(slot, declared(scheme, slot), column_name(slot), self.schema)

    def prefixed(self, scheme: Scheme, slot: Slot) -> Cells:
        """The same, where columns of several periods stand side by side."""
        named = {at(slot.period, name): dtype for name, dtype in self.schema.items()}
        return Cells(slot, declared(scheme, slot), at(slot.period, column_name(slot)), named)


def at(period: Period, name: str) -> str:
    """A file's column among those of several periods."""
    return f"{period}|{name}"


def quoted(name: str) -> str:
    """A column by its very name, in an expression of Spark's."""
    return "`" + name.replace("`", "``") + "`"


def plain_names(letter: str, number: int) -> list[str]:
    """Names that no dot or quote stands in, for columns that are told by their position."""
    return [f"{letter}{position}" for position in range(number)]


def open_on_spark(
    spark: SparkSession, facts: Iterable[str | Path | DataFrame], scheme: Scheme
) -> tuple[dict[Period, SparkSource], list[Problem]]:
    """What there is, by period, and what is to be said of it. Refused where there is an error."""
    found: dict[Period, SparkSource] = {}
    problems: list[Problem] = []
    for each in facts:
        if isinstance(each, DataFrame):
            file, rows, place = TABLE, each, NOWHERE
        else:
            file, rows, place = Path(each).name, _read(spark, str(each)), IN_A_FILE
        refuse_alike(spark, rows.columns, file)
        schema = {each.name: polars_type(each.dataType) for each in rows.schema.fields}
        problems += _header_problems(file, schema, scheme)
        _refuse_people(SparkSource(file, rows, schema, place), scheme)
        for period, part in _periods(file, rows, scheme):
            if period in found:
                message = f"{period.label}的数据在“{found[period].file}”和“{file}”里都有。"
                problems.append(error("twice", Place(file=file), message, "同一期的宽表请放在一个文件里。"))
                continue
            found[period] = SparkSource(file, part, schema, place)
    if has_errors(problems):
        raise Refused("facts.has-errors", "数据有错误，没有计分。请先改好下面的问题。", tuple(problems))
    return found, problems


def refuse_alike(spark: SparkSession, names: Iterable[str], where: str) -> None:
    """Names that only case tells apart would be one name to Spark."""
    if spark.conf.get("spark.sql.caseSensitive") == "true":
        return
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            message = f"{where} 里的“{other}”和“{name}”只差大小写，Spark 分不清。"
            raise Refused("spark.case", message + "请把 spark.sql.caseSensitive 设为 true 再运行。")


def polars_type(kind: T.DataType) -> pl.DataType:
    """How Polars will see a column; what is neither a number, text, yes or no is shown as bytes, and refused where it is asked."""
    if isinstance(kind, T.DecimalType):
        return pl.Decimal(kind.precision, kind.scale)
    return _WHOLE.get(type(kind), pl.Binary())


def spark_schema(schema: Mapping[str, pl.DataType]) -> T.StructType:
    """Columns as they travel, as Spark names their types."""
    return T.StructType([T.StructField(name, _spark_type(carried(dtype))) for name, dtype in schema.items()])


def _spark_type(dtype: pl.DataType) -> T.DataType:
    if isinstance(dtype, pl.Decimal):
        return T.DecimalType(dtype.precision or 38, dtype.scale)
    return _SPARK[dtype]


def mapped(rows: DataFrame, task: Task, schema: Mapping[str, pl.DataType]) -> tuple[DataFrame, pl.Schema]:
    """The rows (in the columns of `schema` by position, under plain names) after a task, and the columns that they then have."""
    result = yields(task, schema)
    return rows.mapInArrow(Parcel.of(task), spark_schema(result)), result


def collected(rows: DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """All rows on the driver."""
    with told():
        return arrived(rows.toArrow(), schema)


def sent(spark: SparkSession, frame: pl.DataFrame) -> DataFrame:
    """A frame of the driver, to be joined."""
    return spark.createDataFrame(arrow(frame))


def _read(spark: SparkSession, path: str) -> DataFrame:
    """A Parquet file, a folder of them, or one with `期间=…` folders. All files' columns count: one that a file lacks is empty there."""
    with told(path):
        reader = spark.read.option("mergeSchema", "true")
        rows = reader.parquet(path)
        fields = rows.schema.fields
        if any(each.name == PERIOD and not isinstance(each.dataType, T.StringType) for each in fields):
            written = [
                T.StructField(PERIOD, T.StringType()) if each.name == PERIOD else each for each in fields
            ]
            rows = reader.schema(T.StructType(written)).parquet(path)
        return rows


def _refuse_people(source: SparkSource, scheme: Scheme) -> None:
    """Refused where a cell carries somebody's number, be its column asked for or not."""
    words = {f"{measure}{of}{STATUS}" for measure in scheme.measures for of in ("", TARGET)}
    asked = {
        name: dtype
        for name, dtype in source.schema.items()
        if name not in words and list(_flags({name: dtype}))
    }
    if not asked:
        return
    raw = [f"{quoted(own)} AS {name}" for own, name in zip(asked, plain_names("c", len(asked)), strict=True)]
    rows = source.rows.selectExpr(f"{source.place} AS file", *raw)
    cells = collected(*mapped(rows, Guarding(asked, _MOST_PEOPLE), {FILE: pl.String(), **asked}))
    if cells.height:
        found = tuple(
            number_problem(kind, Place(file=base_name(path) or source.file, what=name))
            for kind, name, path in cells.sort(pl.all()).head(_MOST_PEOPLE).iter_rows()
        )
        raise Refused("facts.personal-data", f"{source.file} 里有个人信息，没有读入。", found)


def base_name(path: str | None) -> str:
    """A file's own name; nothing where rows do not come straight from one."""
    return unquote(path or "").rpartition("/")[2]


def _periods(file: str, rows: DataFrame, scheme: Scheme) -> list[tuple[Period, DataFrame]]:
    if PERIOD not in rows.columns:
        return [(scheme.period, rows)]
    text = F.col(quoted(PERIOD)).cast("string")
    texts = [row[0] for row in rows.select(text).distinct().collect()]
    written = pl.LazyFrame({PERIOD: texts}, schema={PERIOD: pl.String})
    return [
        (period, rows.where(text.isin(own.collect()[PERIOD].to_list())))
        for period, own in _by_period(Path(file), written, {PERIOD: pl.String()}, scheme)
    ]


def written_units(source: SparkSource) -> pl.DataFrame:
    """What stands in the column of units, row by row, on the driver."""
    rows = source.rows.select(F.col(quoted(UNIT)).cast("string").alias("k"))
    return collected(rows, {UNIT: pl.String()})
