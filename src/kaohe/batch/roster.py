"""The units of a round as a table: one row a unit, with its rung, class and the unit above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kaohe.batch.csv_files import LINE
from kaohe.batch.guarding import lines_of_people
from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.core import Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import AssessedUnit
from kaohe.facts.findings import error, masked, quoted, warning
from kaohe.facts.guard import check_cell, header_problem, is_person_header
from kaohe.scheme.model import Scheme

NAME, LEVEL = "名称", "层级"
_ID, _CLASS, _PARENT = "编码", "类别", "上级"
_MOST_RUNGS = 20


@dataclass(frozen=True, slots=True)
class Roster:
    """`table`: 单位 (the id), 名称, 层级, the number of the class, the id of the unit above. `classes` numbers the classes."""

    table: pl.DataFrame
    classes: Mapping[str, int]

    def at(self, level: str) -> pl.DataFrame:
        """The units of one rung."""
        return self.table.filter(pl.col(LEVEL) == level)

    def unit(self, text: str) -> AssessedUnit | None:
        """The unit with this id, else the only one with this name."""
        found = self.table.filter(pl.col(UNIT) == text)
        if not found.height:
            found = self.table.filter(pl.col(NAME) == text)
        if found.height != 1:
            return None
        row = found.row(0, named=True)
        names = {number: name for name, number in self.classes.items()}
        return AssessedUnit(row[UNIT], row[NAME], row[LEVEL], names[row[CLASS]], row[PARENT])


def roster_of(units: Iterable[AssessedUnit]) -> Roster:
    """The roster of units that are in memory."""
    rows = [(unit.id, unit.name, unit.level, unit.unit_class, unit.parent) for unit in units]
    return _numbered(
        pl.DataFrame(rows, schema=dict.fromkeys((UNIT, NAME, LEVEL, _CLASS, PARENT), pl.String), orient="row")
    )


def read_roster(path: Path) -> tuple[Roster, tuple[Problem, ...]]:
    """The units of a file: Parquet, or what `read_units` reads. Refused where there is an error."""
    if path.suffix.lower() != ".parquet":
        from kaohe.facts.unit_file import read_units

        units, problems = read_units(path)
        if has_errors(problems):
            raise Refused("units.has-errors", f"单位表 {path} 还有错误，先改好再用。", problems)
        return roster_of(units), problems
    try:
        raw = pl.read_parquet(path, glob=False, hive_partitioning=False)
        table = raw.select(pl.all().cast(pl.String).str.strip_chars().fill_null(""))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as problem:
        raise Refused("units.not-a-table", f"{path} 不是可以读的 Parquet 文件。") from problem
    wrong = _problems(table, path.name)
    if wrong:
        raise Refused("units.has-errors", f"单位表 {path} 还有错误，先改好再用。", tuple(wrong))
    ids = pl.col(_ID) if _ID in table.columns else pl.col(NAME)
    named = table.select(
        ids.alias(UNIT),
        pl.col(NAME),
        pl.col(LEVEL),
        (pl.col(_CLASS) if _CLASS in table.columns else pl.lit("")).alias(_CLASS),
        (pl.col(_PARENT) if _PARENT in table.columns else pl.lit("")).alias(PARENT),
    )
    return _numbered(_with_parent_ids(named, path.name)), ()


def unmatched(roster: Roster, scheme: Scheme) -> list[Problem]:
    """What the list and the scheme do not know of one another: classes that it does not have, tables that score nobody."""
    found = []
    numbers = set(roster.table[CLASS].unique())
    unknown = [
        name for name, n in roster.classes.items() if n in numbers and name and name not in scheme.classes
    ]
    for name in unknown if scheme.classes else ():
        first = roster.table.filter(pl.col(CLASS) == roster.classes[name])[NAME][0]
        message = f"单位“{masked(first)}”的类别{quoted(name)}，办法里没有。"
        found.append(
            error(
                "unknown-class", Place(what=masked(first)), message, f"请改为：{'、'.join(scheme.classes)}。"
            )
        )
    for table in scheme.tables:
        if not roster.at(table.level).height:
            message = f"“{table.name}”考核“{table.level}”，单位名单里没有这一层级的单位。"
            found.append(warning("no-units", Place(what=table.name), message, "请核对单位名单的“层级”一栏。"))
    return found


def _problems(table: pl.DataFrame, file: str) -> list[Problem]:
    """What is wrong with the columns, and every row that lacks or repeats what makes it a unit."""
    place = Place(file=file)
    people = [name for name in table.columns if is_person_header(name)]
    if people:
        return [header_problem(name, place) for name in people]
    lacking = [name for name in (NAME, LEVEL) if name not in table.columns]
    if lacking:
        return [
            error("missing-column", place, f"单位名单缺少“{name}”一栏。", "请补上这一栏。")
            for name in lacking
        ]
    numbered = table.with_row_index(LINE, offset=1)
    found = _people(numbered, file)
    key = _ID if _ID in table.columns else NAME
    for row in numbered.filter(pl.any_horizontal(pl.col(NAME, LEVEL) == "")).head(5).iter_rows(named=True):
        missing = "、".join(name for name in (NAME, LEVEL) if not row[name])
        at = Place(file=file, line=row[LINE])
        found.append(error("missing-cell", at, f"这一行没有写{missing}。", "请补写，或删去这一行。"))
    twice = numbered.filter(pl.col(key).is_duplicated() | (pl.col(key) == ""))
    for row in twice.head(5).iter_rows(named=True):
        at = Place(file=file, line=row[LINE])
        text = f"“{masked(row[key])}”在名单里出现了两次。" if row[key] else f"这一行没有写{key}。"
        found.append(error("duplicate-unit", at, text, "编码不要空着，也不要重复。"))
    return found


def _people(numbered: pl.DataFrame, file: str) -> list[Problem]:
    """Every cell with somebody's number, of the first lines that have one."""
    columns = {name: dtype for name, dtype in numbered.schema.items() if name != LINE}
    lines = lines_of_people(numbered.lazy(), columns, 20)
    return [
        problem
        for row in numbered.filter(pl.col(LINE).is_in(lines)).iter_rows(named=True)
        for name in columns
        if (problem := check_cell(row[name], Place(file=file, line=row[LINE], what=name))) is not None
    ]


def _with_parent_ids(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Parents by id, also where they are written by name. Refused where one is not in the list."""
    names = table.select(pl.col(NAME).alias(PARENT), pl.col(UNIT).alias("#id")).unique(PARENT, keep="none")
    known = table.select(pl.col(UNIT).alias(PARENT), pl.col(UNIT).alias("#own"))
    joined = table.join(known, on=PARENT, how="left", maintain_order="left").join(
        names, on=PARENT, how="left", maintain_order="left"
    )
    found = pl.coalesce("#own", "#id", pl.when(pl.col(PARENT) == "").then(pl.lit("")))
    resolved = joined.with_columns(found.alias("#parent-id"))
    lost = resolved.with_row_index(LINE, offset=1).filter(pl.col("#parent-id").is_null()).head(5)
    if lost.height:
        remedy = "请把上级单位也写进名单，或改正上级的名称（编码）。"
        problems = tuple(
            error(
                "unknown-parent",
                Place(file=file, line=row[LINE]),
                f"上级“{masked(row[PARENT])}”不在名单里。",
                remedy,
            )
            for row in lost.iter_rows(named=True)
        )
        raise Refused("units.has-errors", f"单位表 {file} 还有错误，先改好再用。", problems)
    _refuse_circles(resolved, file)
    return resolved.select(UNIT, NAME, LEVEL, _CLASS, pl.col("#parent-id").alias(PARENT))


def _refuse_circles(resolved: pl.DataFrame, file: str) -> None:
    """Going up from unit to unit, everybody arrives at the top."""
    parents = resolved.select(pl.col(UNIT).alias("#at"), pl.col("#parent-id").alias("#above"))
    climbing = parents.with_row_index(LINE, offset=1).select(LINE, "#above").filter(pl.col("#above") != "")
    for _ in range(_MOST_RUNGS):
        if not climbing.height:
            return
        above = climbing.join(parents, left_on="#above", right_on="#at", suffix="|next")
        climbing = above.select(LINE, pl.col("#above|next").alias("#above")).filter(pl.col("#above") != "")
    at = Place(file=file, line=min(climbing[LINE].to_list()))
    problem = error("parent-circle", at, "从这里往上找上级，绕成了一圈。", "请改正其中一个单位的上级。")
    raise Refused("units.has-errors", f"单位表 {file} 还有错误，先改好再用。", (problem,))


def _numbered(table: pl.DataFrame) -> Roster:
    names = table[_CLASS].unique(maintain_order=True).to_list()
    classes = {name: number for number, name in enumerate(names)}
    number = (
        pl.col(_CLASS).replace_strict(classes, return_dtype=pl.Int32)
        if classes
        else pl.lit(0, dtype=pl.Int32)
    )
    return Roster(table.select(UNIT, NAME, LEVEL, number.alias(CLASS), PARENT), classes)
