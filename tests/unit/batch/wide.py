"""A scheme with every kind of measure, and what comes of wide files of its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from kaohe.batch.cohort import Cohort, CohortReader
from kaohe.batch.columns import CODES
from kaohe.batch.layout import UNIT, Field, Slot
from kaohe.batch.roster import Roster, roster_of
from kaohe.batch.sources import open_sources
from kaohe.core import FLAG, PERCENT, Absence, Cadence, Period, Problem, Refused, Unit, UnitKind
from kaohe.facts import AssessedUnit, Role
from kaohe.rules import (
    ByLevel,
    Const,
    Discretion,
    Gather,
    Given,
    If,
    LastYear,
    Level,
    Node,
    OverPeriods,
    Target,
)
from kaohe.scheme.model import Group, Item, Measure, MeasureKind, Scheme, Table

D = Decimal
YEAR = Period(2026)
LEVELS = ("好", "较好", "一般")

MEASURES = (
    Measure("rate", MeasureKind.RATIO, "办结率"),
    Measure("beds", MeasureKind.RATIO, "千人床位", per=1000, low=D(1), high=D(5000)),
    Measure("cover", MeasureKind.PERCENT, "覆盖率", places=1),
    Measure("tiny", MeasureKind.PERCENT, "差错率", places=3, high=D(1)),
    Measure("growth", MeasureKind.PERCENT, "增幅", low=D(-50), high=D(300)),
    Measure("money", MeasureKind.MONEY, "经费"),
    Measure("cases", MeasureKind.COUNT, "件数", "起", high=D(1000)),
    Measure("people", MeasureKind.COUNT, "人数", "人"),
    Measure("plan", MeasureKind.YES_NO, "计划"),
    Measure("work", MeasureKind.LEVEL, "宣传", levels=LEVELS),
    Measure("views", MeasureKind.POINTS, "现场评价"),
    Measure("place", MeasureKind.RANK, "位次"),
    Measure("index", MeasureKind.NUMBER, "指数", places=3),
    Measure("odd", MeasureKind.NUMBER, "偏差", low=D("-1.005"), high=D("1.005")),
    Measure("monthly", MeasureKind.COUNT, "月报件数", "件", cadence=Cadence.MONTH),
)
NUMBERS = ("cover", "tiny", "growth", "money", "cases", "people", "place", "index", "odd")
TARGETS = ("rate", "cover", "cases", "index")
COUNT = Unit(UnitKind.COUNT, "件")


def _rules() -> list[Node]:
    """One rule a measure, so that all are looked at; nothing is ever scored."""
    flags: list[Node] = [If(Given("plan", FLAG), Const(D(1)), Const(D(0)))]
    judged = [ByLevel("work", tuple(Level(name, D(1)) for name in LEVELS))]
    points = [Discretion("views", D(1), D(5), or_none=True)]
    months = [OverPeriods(Given("monthly", COUNT), Cadence.MONTH, Gather.SUM)]
    last = [LastYear(Given("money", PERCENT))]
    figures = [Given(name, PERCENT) for name in ("rate", "beds", *NUMBERS)]
    targets = [Target(name, PERCENT) for name in TARGETS]
    return [*flags, *judged, *points, *months, *last, *figures, *targets]


def _table(name: str, level: str) -> Table:
    items = tuple(
        Item(f"{name[0]}{at}", f"第{at}项", D(1), rule, cap=None, floor=None)
        for at, rule in enumerate(_rules(), 1)
    )
    return Table(name, level, D(len(items)), (Group(name[0], "全部", items, points=D(len(items))),))


SCHEME = Scheme(
    "宽表办法", "1", YEAR, ("镇", "街道"), {each.id: each for each in MEASURES}, (_table("镇表", "镇街"),)
)
(TOWNS,) = SCHEME.tables
COUNTY = AssessedUnit("q", "青河县", "县区")
UNITS = (
    COUNTY,
    *(AssessedUnit(f"t{n}", f"第{n}镇", "镇街", "镇" if n % 2 else "街道", "q") for n in range(1, 13)),
)
ROSTER = roster_of(UNITS)

Value = Fraction | bool | str | tuple[int, int] | Absence


@dataclass(frozen=True)
class Outcome:
    """What files come to: by slot and unit the figure or why there is none; or the problems for which they were refused."""

    figures: Mapping[Slot, Mapping[str, Value]]
    problems: tuple[Problem, ...]
    refused: str = ""

    def of(self, measure: str, role: Role = Role.ACTUAL, period: Period = YEAR) -> dict[str, Value]:
        """One slot's figures; nothing where nobody reported any."""
        return dict(self.figures.get(Slot(role, measure, period), {}))

    def told(self) -> list[str]:
        """Codes and places."""
        return [f"{p.code.removeprefix('facts.')}@{p.where[0].line}:{p.where[0].what}" for p in self.problems]


def outcome(*paths: Path, roster: Roster = ROSTER, scheme: Scheme = SCHEME) -> Outcome:
    """What these files come to: all at once, and three units at a time, which is the same."""
    whole, parts = (_outcome(paths, roster, scheme, block) for block in (1000, 3))
    assert whole == parts
    return whole


def of_frame(frame: pl.DataFrame, **also: Any) -> Outcome:
    """What a Parquet file of this frame comes to."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "宽表.parquet"
        frame.write_parquet(path)
        return outcome(path, **also)


def column(measure: str, values: Sequence[object] | pl.Series, dtype: Any = None, **more: Any) -> Outcome:
    """What one column comes to, of the first towns; `more`: further columns."""
    series = values if isinstance(values, pl.Series) else pl.Series(values, dtype=dtype)
    units = pl.Series(UNIT, [f"t{n}" for n in range(1, len(series) + 1)])
    others = [each if isinstance(each, pl.Series) else pl.Series(each) for each in more.values()]
    named = [each.alias(name) for name, each in zip(more, others, strict=True)]
    return of_frame(pl.DataFrame([units, series.alias(measure), *named]))


def _outcome(paths: Sequence[Path], roster: Roster, scheme: Scheme, block: int) -> Outcome:
    said: list[Problem] = []
    try:
        sources, said = open_sources(paths, scheme)
        reader = CohortReader(scheme, roster, sources, block)
        cohort = reader.read(scheme.tables[0])
        frames = [frame.collect() for frame in cohort.blocks()]
    except Refused as refused:
        return Outcome({}, (*said, *refused.problems), refused.code)
    frame = pl.concat([each.select(frames[0].columns) for each in frames])
    assert frame.height == cohort.count == roster.at(scheme.tables[0].level).height
    assert max(each.height for each in frames) <= block
    return Outcome(_figures(cohort, frame, scheme), (*said, *reader.problems))


def _figures(cohort: Cohort, frame: pl.DataFrame, scheme: Scheme) -> dict[Slot, dict[str, Value]]:
    return {
        slot: {row[UNIT]: _value(row, slot, field) for row in frame.iter_rows(named=True)}
        for slot, field in cohort.layout.items()
    }


_ABSENCES = {code: absence for absence, code in CODES.items()}


def _value(row: Mapping[str, Any], slot: Slot, field: Field) -> Value:
    value = row[slot.column]
    if value is None:
        if len(field.absences) > 1:
            return _ABSENCES[row[slot.why]]
        (only,) = field.absences
        return only
    if len(field.absences) > 1:
        assert row[slot.why] is None
    if field.kind is MeasureKind.YES_NO:
        return bool(value)
    if field.kind is MeasureKind.LEVEL:
        return field.levels[int(value)]
    assert field.low <= value <= field.high
    if field.kind is MeasureKind.RATIO:
        assert field.whole_low <= row[slot.whole] <= field.whole_high
        return int(value), int(row[slot.whole])
    return Fraction(int(value), 10**field.places)
