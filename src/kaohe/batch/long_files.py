"""One file of long facts: its columns by position, and an excerpt of it for whoever says what is wrong.

What a row means, and what is said of one that means nothing, is decided in `facts.table_files` alone. Here are only rows
by the million; the few that look wrong are written into a small file of their own and read there.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from kaohe.batch.csv_files import LINE, open_csv
from kaohe.batch.layout import CLASS, PARENT, UNIT
from kaohe.batch.roster import LEVEL, NAME, Roster
from kaohe.batch.sources import reading
from kaohe.core import Place, Problem, Refused
from kaohe.facts import AssessedUnit, Units
from kaohe.facts.rows import plain_text, read_csv
from kaohe.facts.table_files import read_table
from kaohe.scheme.model import Scheme

_FIRST = 4
"""A list of people is known by what stands in the first rows."""

_KNOWN_NO_MORE = {"facts.unknown-measure", "facts.unknown-unit"}


@dataclass(frozen=True, slots=True)
class LongFile:
    """`rows`: columns "0", "1", … and the line of each row. `header`: what stands above, as it is written.

    Of an earlier year (`is_past`) only what came before is read, and nobody is told of what is known no more.
    """

    name: str
    header: tuple[str, ...]
    rows: pl.LazyFrame
    is_csv: bool
    is_past: bool = False

    def at(self, name: str) -> str | None:
        """The column under a header."""
        names = [cell.strip() for cell in self.header]
        return str(names.index(name)) if name in names else None

    def columns(self) -> dict[str, pl.DataType]:
        """The columns, but for the line."""
        return {name: dtype for name, dtype in self.rows.collect_schema().items() if name != LINE}

    @property
    def spare(self) -> list[str]:
        """Columns beyond the header."""
        return [name for name in self.columns() if int(name) >= len(self.header)]

    def text(self, name: str) -> pl.Expr:
        """The texts of a column; empty where the file has none or nothing is written."""
        at = self.at(name)
        return pl.lit("") if at is None else pl.col(at).cast(pl.String).fill_null("")

    def said(
        self, lines: Collection[int], scheme: Scheme, roster: Roster, folder: Path
    ) -> tuple[Problem, ...]:
        """What `read_table` says of these lines, of the first rows, and of the file as such."""
        with reading(self.name):
            first = self.rows.head(_FIRST).select(LINE).collect(engine="streaming")[LINE]
            wanted = pl.Series([*first, *lines], dtype=pl.UInt32).unique()
            rows = self.rows.filter(pl.col(LINE).is_in(wanted.implode())).sort(LINE)
            found = rows.collect(engine="streaming")
        path, places = self._written(found, folder)
        _, problems = read_table(path, scheme, self._units(found, roster))
        return tuple(
            replace(each, where=tuple(self._place(at, places) for at in each.where))
            for each in problems
            if not (self.is_past and each.code in _KNOWN_NO_MORE)
        )

    def _place(self, place: Place, lines: dict[int, int]) -> Place:
        return replace(place, file=self.name, line=lines.get(place.line, place.line))

    def _written(self, rows: pl.DataFrame, folder: Path) -> tuple[Path, dict[int, int]]:
        """A file of these rows, and which line of this one each of its lines is."""
        own = rows[LINE].to_list()
        if not self.is_csv:
            path = folder / "excerpt.parquet"
            rows.drop(LINE).rename({str(at): name for at, name in enumerate(self.header)}).write_parquet(path)
            return path, dict(enumerate(own, 1))
        path = folder / "excerpt.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.header)
            for row in rows.drop(LINE).iter_rows():
                cells = [cell or "" for cell in row]
                while len(cells) > len(self.header) and not cells[-1]:
                    cells.pop()
                writer.writerow(cells)
        lines = [line for line, _ in read_csv(path)[0][1:]]
        return path, dict(zip(lines, own, strict=False))

    def _units(self, rows: pl.DataFrame, roster: Roster) -> Units:
        """The units that may be meant, with all that bear the same name."""
        at = self.at("单位")
        texts = [] if at is None else rows[at].cast(pl.String).drop_nulls().unique().to_list()
        meant = pl.Series([plain_text(text.strip()) for text in texts], dtype=pl.String).implode()
        named = roster.table.filter(pl.col(UNIT).is_in(meant) | pl.col(NAME).is_in(meant))
        classes = {number: name for name, number in roster.classes.items()}
        return Units(
            AssessedUnit(row[UNIT], row[NAME], row[LEVEL], classes[row[CLASS]], row[PARENT])
            for row in named.iter_rows(named=True)
        )


def open_long(
    path: Path, folder: Path, *, is_past: bool = False
) -> tuple[list[LongFile], tuple[Problem, ...]]:
    """A file, or every Parquet file below a folder."""
    if path.suffix.lower() == ".csv":
        table, problems = open_csv(path, folder)
        return (
            [] if table is None else [LongFile(path.name, table.header, table.rows, True, is_past)]
        ), problems
    paths = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    files: list[LongFile] = []
    found: list[Problem] = []
    for each in paths:
        name = path.name if each == path else f"{path.name}/{each.relative_to(path)}"
        try:
            with reading(name):
                rows = pl.scan_parquet(each, row_index_name=LINE, row_index_offset=1, glob=False)
                header = [column for column in rows.collect_schema() if column != LINE]
                renamed = rows.rename({column: str(at) for at, column in enumerate(header)})
                files.append(LongFile(name, tuple(header), renamed, False, is_past))
        except Refused as refused:
            found += refused.problems
    return files, tuple(found)
