"""LibreOffice: a workbook with the figures on one sheet and a formula for every item, total, rank and grade on another.

XlsxWriter writes it without results; LibreOffice opens it, computes it and saves the sheet as CSV. Reading ends with the workbook,
computing is LibreOffice from start to end. A spreadsheet computes in binary floats; its ROUND goes half away from zero.
"""

import csv
import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from benchmarks.scale.arrays import figures_of
from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import (
    BLAMED,
    CITY,
    CLASS,
    GRADE,
    GRADES,
    LATE,
    LISTS,
    MODEL,
    NOT_APPLICABLE,
    PRAISED,
    PROVISIONAL,
    QUOTA_PERCENT,
    RANK,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
    limits,
)
from benchmarks.scale.tables import read_classes

_FIGURES, _SCORES = "数据", "计分"
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
"""Comma, quotes, UTF-8, from the first line; values as they are, not as they are shown; the first sheet."""
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""A profile that computes every workbook when it is opened."""


@dataclass(frozen=True, slots=True)
class Held:
    """A folder with the workbook in it, and the units in its order."""

    folder: Path
    units: pl.Series


@dataclass(frozen=True, slots=True)
class Made:
    """The sheet of scores as LibreOffice saved it."""

    folder: Path
    units: pl.Series
    items: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where the figures and the scores of a row stand."""

    figures: dict[str, str]
    scores: dict[str, str]
    row: int

    def __call__(self, name: str) -> str:
        """The cell of a figure."""
        return f"{_FIGURES}!{self.figures[name]}{self.row}"

    def score(self, name: str) -> str:
        """The cell of a score."""
        return f"{self.scores[name]}{self.row}"

    def scores_between(self, first: str, last: str) -> str:
        return f"{self.score(first)}:{self.score(last)}"


def _item(item: Item, at: _Sheet) -> str:
    """The item's formula; an absent figure leaves the cell empty."""
    cells = [at(name) for name in figures_of(item)]
    figure = cells[0]
    match item.family:
        case Family.PERCENT:
            value = f"MAX(4-MAX(95-{figure},0)*0.5,0)"
        case Family.EVENTS:
            value = f"4-MIN({figure}*0.3,3)"
        case Family.TIERS:
            value = f"IF({figure}>=95,4,IF({figure}>=90,3,IF({figure}>=80,1.5,0)))"
        case Family.SHARE:
            value = f"MIN(ROUND({figure}/400*4,4),4)"
        case Family.RATIO:
            value = f"MAX(4-ROUND(MAX(99-{figure}/{cells[1]}*100,0)*0.5,4),0)"
        case Family.TASK:
            steps = f"INT(MAX(100-ROUND({figure}/{cells[1]}*100,4),0)/10)"
            value = f'MAX(4-{steps}*IF({at(CLASS)}="{CITY}",0.8,0.5),0)'
    absent = f'{figure}=""' if len(cells) == 1 else 'OR({}="",{}="")'.format(*cells)
    return f'=IF({absent},"",{value})'


def _row(count: int, rows: int, at: _Sheet) -> Iterator[tuple[str, str]]:
    """Every formula of a row, by its column."""
    chosen = items(count)
    for item in chosen:
        yield item.name, _item(item, at)
    yield PRAISED, f'=IF({at(PRAISED)}="","",MIN({at(PRAISED)}*0.5,2))'
    yield MODEL, f'=IF({at(MODEL)}="","",IF({at(MODEL)},1,0))'
    yield LATE, f'=IF({at(LATE)}="","",MAX({at(LATE)}*-0.2,-1))'
    yield BLAMED, f'=IF({at(BLAMED)}="","",MAX(-{at(BLAMED)},-3))'
    states = "+".join(f'({at(item.state)}="{NOT_APPLICABLE}")' for item in chosen if item.state)
    yield "不适用", f"={states}"
    earned = f"SUM({at.scores_between(chosen[0].name, chosen[-1].name)})"
    apart, full = at.score("不适用"), 4 * count
    base = f"IF({apart}=0,{earned},ROUND({earned}*{full}/({full}-4*{apart}),4))"
    bonus = f"MIN(SUM({at.scores_between(PRAISED, MODEL)}),2)"
    deduction = f"MAX(SUM({at.scores_between(LATE, BLAMED)}),-3)"
    yield TOTAL, f"=IF(N({at(VETO)})=1,0,ROUND({base}+{bonus}+{deduction},2))"
    nulls = f'COUNTBLANK({at.scores_between(chosen[0].name, BLAMED)})+({at(VETO)}="")'
    yield PROVISIONAL, f"=IF({nulls}>{apart},1,0)"
    column = f"${at.scores[TOTAL]}$2:${at.scores[TOTAL]}${rows + 1}"
    total, rank = at.score(TOTAL), at.score(RANK)
    yield RANK, f"=RANK({total},{column})"
    best, good, fair = (limit / 100 for limit in limits(count))
    within = f"AND({total}>={best},{rank}+COUNTIF({column},{total})-1<={rows * QUOTA_PERCENT // 100})"
    first, second, third, fourth = (f'"{grade}"' for grade in GRADES)
    yield GRADE, f"=IF({within},{first},IF({total}>={good},{second},IF({total}>={fair},{third},{fourth})))"


def read(facts: Path, units: Path, count: int) -> Held:
    """The workbook, in a folder of its own."""
    frame = pl.read_parquet(facts).join(read_classes(units), on=UNIT, how="left", maintain_order="left")
    folder = Path(tempfile.mkdtemp())
    figures = [name for item in items(count) for name in (*figures_of(item), item.state) if name]
    figures += [*LISTS, VETO, CLASS]
    scores = [*answer_names(count), "不适用", TOTAL, PROVISIONAL, RANK, GRADE]
    letters = {name: xl_col_to_name(place) for place, name in enumerate(figures)}
    score_letters = {name: xl_col_to_name(place) for place, name in enumerate(scores)}
    with xlsxwriter.Workbook(folder / "book.xlsx") as book:
        sheet, source = book.add_worksheet(_SCORES), book.add_worksheet(_FIGURES)
        sheet.write_row(0, 0, scores)
        source.write_row(0, 0, figures)
        for row, values in enumerate(frame.select(figures).iter_rows(), 1):
            _write_figures(source, row, values)
            formulas = _row(count, frame.height, _Sheet(letters, score_letters, row + 1))
            for place, (_, formula) in enumerate(formulas):
                sheet.write_formula(row, place, formula, None, "")
    return Held(folder, frame[UNIT])


def _write_figures(sheet: Any, row: int, values: tuple[Any, ...]) -> None:
    for place, value in enumerate(values):
        if isinstance(value, bool):
            sheet.write_number(row, place, int(value))
        elif isinstance(value, str):
            sheet.write_string(row, place, value)
        elif value is not None:
            sheet.write_number(row, place, float(value))


def compute(held: Held, count: int) -> Made:
    """LibreOffice, from start to end."""
    profile = held.folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    program = shutil.which("soffice") or "soffice"
    command = [
        program,
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--headless",
        "--convert-to",
        _CSV,
    ]
    command += ["--outdir", str(held.folder), str(held.folder / "book.xlsx")]
    subprocess.run(command, check=True, capture_output=True)
    return Made(held.folder, held.units, count)


def write(made: Made, out: Path) -> None:
    """The CSV as whole numbers; the folder goes."""
    with (made.folder / "book.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    shutil.rmtree(made.folder)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    names = answer_names(made.items)
    points = {
        name: pl.Series(name, [_scaled(cell, 10_000) for cell in columns[name]], pl.Int32) for name in names
    }
    pl.DataFrame(
        {
            UNIT: made.units,
            **points,
            TOTAL: pl.Series(TOTAL, [_scaled(cell, 100) for cell in columns[TOTAL]], pl.Int64),
            PROVISIONAL: [cell == "1" for cell in columns[PROVISIONAL]],
            RANK: pl.Series(RANK, [int(cell) for cell in columns[RANK]], pl.Int64),
            GRADE: list(columns[GRADE]),
        }
    ).write_parquet(out)


def _scaled(cell: str, unit: int) -> int | None:
    return None if cell == "" else math.floor(float(cell) * unit + 0.5)


ENGINE = Engine(read, compute, write)

if __name__ == "__main__":
    main(ENGINE)
