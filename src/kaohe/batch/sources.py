"""Wide facts from files: one row a unit (and period), one column a measure; Parquet or CSV, one file, several, or a folder.

`单位` names the unit, `期间` the period (where it is not written, the scheme's; a folder may carry it as `期间=2026-07`). A measure
stands under its id, its target under `….目标`, the reason why there is none under `….状态`, a ratio's counts under `….分子` and
`….分母`. Nothing is read but the columns that the rules look at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kaohe.batch.cells import PART as PART_OF
from kaohe.batch.cells import STATUS, TARGET, WHOLE, Cells, column_name
from kaohe.batch.layout import UNIT, Slot, declared
from kaohe.batch.steps import Steps
from kaohe.core import Period, Place, Problem, Refused
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.guard import header_problem, is_person_header
from kaohe.scheme.model import Scheme

PERIOD = "期间"
LINE = "#line"
"""A row's number in its file, where only some of the file's rows are looked at."""

LONG = ("单位", "数据项", "期间", "值")


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
        return steps.added_to(self.rows).select(pl.col(UNIT).cast(pl.String), *line, *columns)


def open_sources(paths: Sequence[Path], scheme: Scheme) -> tuple[dict[Period, Source], list[Problem]]:
    """What there is, by period, and what is to be said of it. Refused where the whole is unusable."""
    found: dict[Period, Source] = {}
    problems: list[Problem] = []
    for path in paths:
        rows, schema = _scan(path)
        problems += _header_problems(path.name, schema, scheme)
        for period, part in _by_period(path, rows, schema, scheme):
            if period in found:
                message = f"{period.label}的数据在“{found[period].file}”和“{path.name}”里都有。"
                problems.append(
                    error("twice", Place(file=path.name), message, "同一期的宽表请放在一个文件里。")
                )
                continue
            found[period] = Source(path.name, part, schema)
    return found, problems


def is_long(path: Path) -> bool:
    """Whether a file holds one figure a row."""
    _, schema = _scan(path)
    return set(LONG) <= set(schema)


def _scan(path: Path) -> tuple[pl.LazyFrame, dict[str, pl.DataType]]:
    """A file, or all Parquet files of a folder, and its columns. Refused where it is none."""
    if not path.exists():
        raise Refused("facts.no-file", f"没有找到数据文件 {path}。请核对文件名和所在文件夹。")
    try:
        if path.is_dir():
            rows = (
                pl.scan_parquet(
                    path / "**" / "*.parquet", hive_partitioning=True, hive_schema={PERIOD: pl.String}
                )
                if _is_hive(path)
                else pl.scan_parquet(path / "*.parquet")
            )
        elif path.suffix.lower() == ".csv":
            rows = pl.scan_csv(path, infer_schema=False, encoding="utf8")
        else:
            rows = pl.scan_parquet(path)
        schema = dict(rows.collect_schema())
    except (pl.exceptions.PolarsError, OSError) as problem:
        raise Refused(
            "facts.not-a-table", f"{path} 不是可以读的 Parquet 或 CSV 数据。请核对是否选错了文件。"
        ) from problem
    return rows, schema


def _is_hive(path: Path) -> bool:
    return any(each.is_dir() and each.name.startswith(f"{PERIOD}=") for each in path.iterdir())


def _by_period(
    path: Path, rows: pl.LazyFrame, schema: Mapping[str, pl.DataType], scheme: Scheme
) -> list[tuple[Period, pl.LazyFrame]]:
    if PERIOD not in schema:
        return [(scheme.period, rows)]
    texts = rows.select(pl.col(PERIOD).cast(pl.String).unique()).collect(engine="streaming")[PERIOD].to_list()
    parts = []
    for text in sorted(texts, key=str):
        try:
            period = Period.parse(text or "")
        except ValueError:
            message = f"认不出期间{quoted(text)}。" if text else "有的行没有写期间。"
            remedy = "请写成 2026、2026H1、2026Q3、2026-07 或 2025-10/2026-09。"
            problem = error("unknown-period", Place(file=path.name, what=PERIOD), message, remedy)
            raise Refused("facts.unknown-period", f"{path.name} 的期间有误，没有计分。", (problem,)) from None
        parts.append(
            (period, rows.filter(pl.col(PERIOD).cast(pl.String) == text) if len(texts) > 1 else rows)
        )
    return parts


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
    known = {UNIT, PERIOD}
    for measure in scheme.measures:
        known |= {
            measure,
            measure + TARGET,
            measure + STATUS,
            measure + PART_OF,
            measure + WHOLE,
            measure + TARGET + STATUS,
        }
    extra = [name for name in schema if name not in known]
    if not extra:
        return []
    shown = "、".join(quoted(name) for name in extra[:8]) + ("等" if len(extra) > 8 else "")
    message = f"{shown}{len(extra)}栏办法里没有，没有读入。"
    return [warning("extra-column", Place(file=file), message, "不需要的可以不管；需要的请核对数据项名称。")]
