"""Wide facts from files: one row a unit (and period), one column a measure; Parquet or CSV, one file, several, or a folder.

`单位` names the unit, `期间` the period (where it is not written, the scheme's; a folder may carry it as `期间=2026-07`). A measure
stands under its id, its target under `….目标`, the reason why there is none under `….状态`, a ratio's counts under `….分子` and
`….分母`. Nothing is read but the columns that the rules look at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from kaohe.batch.cells import PART as PART_OF
from kaohe.batch.cells import STATUS, TARGET, WHOLE, Cells, column_name
from kaohe.batch.csv_files import LINE, header_of, wide_csv
from kaohe.batch.guarding import lines_of_people
from kaohe.batch.layout import UNIT, Slot, declared
from kaohe.batch.steps import Steps
from kaohe.core import Period, Place, Problem, Refused
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.guard import check_cell, header_problem, is_person_header
from kaohe.facts.values import as_target
from kaohe.scheme.model import MeasureKind, Scheme

PERIOD = "期间"
LONG = ("单位", "数据项", "期间", "值")

_MOST_PEOPLE = 20
"""So many lines with somebody's number are named."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file's rows of one period: its name, the rows, and the columns it has."""

    file: str
    rows: pl.LazyFrame
    schema: Mapping[str, pl.DataType]

    def cells(self, scheme: Scheme, slot: Slot) -> Cells:
        """Where a slot stands in this file."""
        return Cells(slot, declared(scheme, slot), column_name(slot), self.schema)

    def figures(self, scheme: Scheme, slots: Iterable[Slot]) -> pl.LazyFrame:
        """The unit, and the columns of these slots as far as the file has them."""
        steps = Steps("#c")
        columns = [
            column
            for slot in slots
            if (cells := self.cells(scheme, slot)).found
            for column in cells.columns(steps)
        ]
        line = [LINE] if LINE in self.rows.collect_schema() else []
        unit = pl.col(UNIT).cast(pl.String).str.strip_chars()
        return steps.added_to(self.rows).select(unit, *line, *columns)

    def read_through(self) -> None:
        """Refused where the file cannot be read to its end."""
        with reading(self.file):
            self.rows.sink_batches(lambda _: None)


def open_sources(paths: Sequence[Path], scheme: Scheme) -> tuple[dict[Period, Source], list[Problem]]:
    """What there is, by period, and what is to be said of it. Refused where the whole is unusable."""
    found: dict[Period, Source] = {}
    problems: list[Problem] = []
    for path in paths:
        for name, rows in _opened(path):
            with reading(name):
                schema = {each: dtype for each, dtype in rows.collect_schema().items() if each != LINE}
            problems += _header_problems(name, schema, scheme)
            _refuse_people(name, rows, schema, scheme)
            with reading(name):
                parts = _by_period(Path(name), rows, schema, scheme)
            for period, part in parts:
                if period in found:
                    message = f"{period.label}的数据在“{found[period].file}”和“{name}”里都有。"
                    remedy = "同一期的宽表请放在一个文件里。"
                    problems.append(error("twice", Place(file=name), message, remedy))
                    continue
                found[period] = Source(name, part, schema)
    return found, problems


def is_long(path: Path) -> bool:
    """Whether a file holds one figure a row."""
    if path.suffix.lower() == ".csv" and path.is_file():
        return set(LONG) <= {cell.strip() for cell in header_of(path)}
    return any(set(LONG) <= set(rows.collect_schema()) for _, rows in _opened(path))


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Whatever Polars stumbles over in a file is a refusal of the file."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as reason:
        remedy = "请核对是否选错了文件；重新导出或拷贝一份再试。"
        problem = error("damaged-file", Place(file=file), "文件已损坏或没有传完整，读不下去。", remedy)
        raise Refused("facts.damaged-file", f"{file} 读不下去，没有计分。", (problem,)) from reason


def _opened(path: Path) -> list[tuple[str, pl.LazyFrame]]:
    """A file, or the files of a folder, each with what messages call it. Refused where it is none."""
    if not path.exists():
        raise Refused("facts.no-file", f"没有找到数据文件 {path}。请核对文件名和所在文件夹。")
    if path.is_dir():
        return list(_of_folder(path))
    if path.suffix.lower() == ".csv":
        rows, problems = wide_csv(path)
        if rows is None:
            people = any(problem.code == "facts.personal-data" for problem in problems)
            code = "facts.personal-data" if people else "facts.not-a-table"
            raise Refused(code, f"{path.name} 读不了，没有计分。", problems)
        return [(path.name, rows)]
    return [(path.name, _scan([path], path.name))]


def _of_folder(path: Path) -> Iterator[tuple[str, pl.LazyFrame]]:
    """The Parquet files of a folder as one, and each folder `期间=…` below it with its period."""
    periods = sorted(each for each in path.glob(f"{PERIOD}=*") if each.is_dir())
    own = sorted(path.glob("*.parquet"))
    if own or not periods:
        yield path.name, _scan(own, path.name)
    for each in periods:
        period = unquote(each.name.removeprefix(f"{PERIOD}="))
        name = f"{path.name}/{each.name}"
        rows = _scan(sorted(each.rglob("*.parquet")), name)
        yield name, rows.with_columns(pl.lit(period).alias(PERIOD))


def _scan(paths: Sequence[Path], name: str) -> pl.LazyFrame:
    """Parquet files with the same columns. Refused where they are none, or others."""
    place = Place(file=name)
    if not paths:
        problem = error("not-a-table", place, "文件夹里没有 Parquet 文件。", "请核对是否选错了文件夹。")
        raise Refused("facts.not-a-table", f"{name} 里没有数据。", (problem,))
    try:
        schemas = [
            pl.scan_parquet(each, glob=False, hive_partitioning=False).collect_schema() for each in paths
        ]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as reason:
        message = "不是可以读的 Parquet 数据（CSV 请用扩展名 .csv）。"
        problem = error("not-a-table", place, message, "请核对是否选错了文件。")
        raise Refused(
            "facts.not-a-table", f"{name} 不是可以读的 Parquet 或 CSV 数据。", (problem,)
        ) from reason
    other = next((each for each, own in zip(paths, schemas, strict=True) if own != schemas[0]), None)
    if other is not None:
        message = f"“{other.name}”和“{paths[0].name}”的栏不一样（栏名、顺序或数据类型）。"
        problem = error("other-columns", place, message, "同一期的几个文件请用同样的栏。")
        raise Refused("facts.other-columns", f"{name} 里的几个文件拼不到一起。", (problem,))
    rows = pl.scan_parquet(list(paths), glob=False, hive_partitioning=False)
    return rows.drop(LINE, strict=False)  # a name of ours


def _refuse_people(file: str, rows: pl.LazyFrame, schema: Mapping[str, pl.DataType], scheme: Scheme) -> None:
    """Refused where a cell carries somebody's number. What stands under `….状态` is one of a few words, or is refused as none."""
    words = {f"{measure}{of}{STATUS}" for measure in scheme.measures for of in ("", TARGET)}
    asked = {name: dtype for name, dtype in schema.items() if name not in words}
    numbered = rows if LINE in rows.collect_schema() else rows.with_row_index(LINE, offset=1)
    with reading(file):
        lines = pl.Series(lines_of_people(numbered, asked, _MOST_PEOPLE), dtype=pl.UInt32)
        if not len(lines):
            return
        texts = [pl.col(name).cast(pl.String) for name, dtype in asked.items() if not dtype.is_nested()]
        found = numbered.filter(pl.col(LINE).is_in(lines.implode())).select(LINE, *texts).collect()
    problems = [
        problem
        for row in found.iter_rows(named=True)
        for name in found.columns[1:]
        if (problem := check_cell(row[name], Place(file=file, line=row[LINE], what=name))) is not None
    ]
    raise Refused("facts.personal-data", f"{file} 里有个人信息，没有读入。", problems)


def _by_period(
    path: Path, rows: pl.LazyFrame, schema: Mapping[str, pl.DataType], scheme: Scheme
) -> list[tuple[Period, pl.LazyFrame]]:
    if PERIOD not in schema:
        return [(scheme.period, rows)]
    written = pl.col(PERIOD).cast(pl.String)
    texts = rows.select(written.unique()).collect(engine="streaming")[PERIOD].to_list()
    parts: dict[Period, list[str]] = {}
    for text in sorted(texts, key=str):
        try:
            parts.setdefault(Period.parse(text or ""), []).append(text)
        except ValueError:
            message = f"认不出期间{quoted(text)}。" if text else "有的行没有写期间。"
            remedy = "请写成 2026、2026H1、2026Q3、2026-07 或 2025-10/2026-09。"
            problem = error("unknown-period", Place(file=path.name, what=PERIOD), message, remedy)
            raise Refused("facts.unknown-period", f"{path.name} 的期间有误，没有计分。", (problem,)) from None
    if len(parts) < 2:
        return [(period, rows) for period in parts]
    numbered = rows if LINE in rows.collect_schema() else rows.with_row_index(LINE, offset=1)
    return [(period, numbered.filter(written.is_in(own))) for period, own in parts.items()]


def _header_problems(file: str, schema: Mapping[str, pl.DataType], scheme: Scheme) -> list[Problem]:
    """Columns that list people refuse the file; columns that nobody knows are said."""
    people = [name for name in schema if is_person_header(name)]
    if people:
        found = tuple(header_problem(name, Place(file=file, what=name)) for name in people)
        raise Refused("facts.personal-data", f"{file} 里有个人信息，没有读入。", found)
    if UNIT not in schema:
        problem = error(
            "missing-column", Place(file=file), f"缺少“{UNIT}”一栏。", f"请把单位编码放在“{UNIT}”一栏。"
        )
        raise Refused("facts.missing-column", f"{file} 缺少“{UNIT}”一栏，没有读入。", (problem,))
    dtype = schema[UNIT]
    if dtype.is_float() or dtype.is_nested() or dtype == pl.Binary:
        problem = error(
            "not-a-table", Place(file=file), f"“{UNIT}”一栏要写编码或名称。", "请把这一栏存成文本再导入。"
        )
        raise Refused("facts.not-a-table", f"{file} 的“{UNIT}”一栏不是文本，没有读入。", (problem,))
    known = {UNIT, PERIOD}
    for measure in scheme.measures.values():
        known |= {measure.id, measure.id + STATUS}
        if measure.kind is MeasureKind.RATIO:
            known |= {measure.id + PART_OF, measure.id + WHOLE}
        if as_target(measure) is not None:
            known |= {measure.id + TARGET, measure.id + TARGET + STATUS}
    extra = [name for name in schema if name not in known]
    if not extra:
        return []
    shown = "、".join(quoted(name) for name in extra[:8]) + ("等" if len(extra) > 8 else "")
    message = f"{shown}{len(extra)}栏办法里没有，没有读入。"
    return [warning("extra-column", Place(file=file), message, "不需要的可以不管；需要的请核对数据项名称。")]
