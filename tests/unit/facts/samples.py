"""A small scheme with every kind of measure, its units, and ways to fill in a workbook."""

import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kaohe.core import FLAG, MONEY, PERCENT, Cadence, Period, Place, Unit, UnitKind
from kaohe.facts import AssessedUnit, Units
from kaohe.facts.entry_map import SHEET
from kaohe.rules import (
    ByLevel,
    Change,
    Compare,
    Const,
    Discretion,
    Gather,
    Given,
    If,
    LastYear,
    Level,
    Node,
    OverPeriods,
    PerStep,
    Proportional,
    Relation,
    Target,
    per_event,
)
from kaohe.scheme.model import (
    Effect,
    Group,
    Item,
    Measure,
    MeasureKind,
    Ranking,
    Scheme,
    Supply,
    Table,
    Veto,
)

D = Decimal
YEAR = Period(2026)
HASH = "ab" * 32
COUNT = Unit(UnitKind.COUNT, "起")

MEASURES = (
    Measure(
        "rate",
        MeasureKind.RATIO,
        "按时办结率",
        part_name="按时办结件数",
        whole_name="应办件数",
        department="政策科",
        targets=(("", D(95)), ("镇", D(90))),
    ),
    Measure("cover", MeasureKind.PERCENT, "公共服务覆盖率", places=1, department="政策科"),
    Measure("growth", MeasureKind.PERCENT, "投入增幅", low=D(-50), high=D(300), department="财务科"),
    Measure("money", MeasureKind.MONEY, "经费投入", department="财务科", note="含上级补助"),
    Measure("cases", MeasureKind.COUNT, "越级上访", "起", department="信访科", cadence=Cadence.QUARTER),
    Measure("plan", MeasureKind.YES_NO, "制定年度计划", department="政策科"),
    Measure(
        "work",
        MeasureKind.LEVEL,
        "宣传工作",
        department="宣传科",
        supply=Supply.JUDGED,
        levels=("好", "较好", "一般"),
    ),
    Measure("views", MeasureKind.POINTS, "现场评价", department="宣传科", supply=Supply.JUDGED),
    Measure("place", MeasureKind.RANK, "全县位次", department="宣传科"),
    Measure("index", MeasureKind.NUMBER, "均衡指数", places=3, department="财务科"),
)


def given(name: str, unit: Unit) -> Given:
    return Given(name, unit)


def _item(code: str, name: str, rule: Node, clause: str) -> Item:
    return Item(code, name, D(10), rule, clause)


def _items() -> tuple[Item, ...]:
    rate = PerStep(given("rate", PERCENT), D(1), D("0.5"), below=Target("rate", PERCENT), cap=D(10))
    money = given("money", MONEY)
    grown = Change(money, LastYear(money), relative=True)
    cases = OverPeriods(given("cases", COUNT), Cadence.QUARTER, Gather.SUM)
    share = Proportional(given("cover", PERCENT), Const(D(0)), Const(D(100)), D(0), D(10))
    return (
        _item("A1", "办件", rate, "按时办结率达到目标的得10分，每低1个百分点扣0.5分，扣完为止。"),
        _item("A2", "覆盖", share, "按覆盖率计分。"),
        _item(
            "B1",
            "经费",
            Proportional(grown, Const(D(0)), Const(D(10)), D(0), D(10)),
            "比上年增长10%的得10分。",
        ),
        _item("C1", "信访", per_event(cases, D(2), cap=D(10)), "每发生1起扣2分，扣完为止。"),
        _item("D1", "计划", If(given("plan", FLAG), Const(D(10)), Const(D(0))), "制定年度计划的得10分。"),
        _item(
            "E1",
            "宣传",
            ByLevel("work", (Level("好", D(10)), Level("较好", D(8)), Level("一般", D(6)))),
            "好的得10分，较好的得8分，一般的得6分。",
        ),
        _item("E2", "现场", Discretion("views", D(1), D(5), or_none=True), "视情况加1—5分。"),
    )


def scheme(**changes: Any) -> Scheme:
    """One table for towns, with a veto on petitions in the first quarter."""
    veto = Veto(
        "重大事件", Compare(given("index", Unit(UnitKind.NUMBER)), Relation.ABOVE, Const(D(9))), Effect.LAST
    )
    table = Table(
        "镇街考核表",
        "镇街",
        D(70),
        (Group("A", "全部", _items(), points=D(70)),),
        vetoes=(veto,),
        ranking=Ranking(),
    )
    base: dict[str, Any] = {
        "title": "青河县2026年目标管理责任制考核",
        "version": "1",
        "period": YEAR,
        "classes": ("镇", "街道"),
        "measures": {measure.id: measure for measure in MEASURES},
        "tables": (table,),
    }
    return Scheme(**{**base, **changes})


def units() -> Units:
    return Units(
        (
            AssessedUnit("q", "青河县", "县区"),
            AssessedUnit("t1", "城关镇", "镇街", "镇", "q"),
            AssessedUnit("t2", "河东镇", "镇街", "镇", "q"),
            AssessedUnit("t3", "新华街道", "镇街", "街道", "q"),
        )
    )


def load(path: Path) -> Workbook:
    """Open a template to fill it in, as a clerk would."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path)


def slots(book: Workbook) -> Iterator[tuple[str, int, int, str, str, str, str, str]]:
    """The map: sheet, row and column (from one), role, unit, measure, period, part."""
    for row in book[SHEET].iter_rows(values_only=True):
        if row[0] == "slot":
            cells = [str(cell or "") for cell in (*row, *[None] * 9)[:9]]
            yield (cells[1], int(cells[2]) + 1, int(cells[3]) + 1, *cells[4:9])  # type: ignore[misc]


def cell_of(
    book: Workbook, unit: str, measure: str, *, part: str = "", period: str = "2026", role: str = "actual"
) -> Any:
    """The entry cell of one figure."""
    for sheet, row, column, *what in slots(book):
        if what[:4] == [role, unit, measure, period] and part in ("", what[4]):
            return book[sheet].cell(row, column)
    raise LookupError((unit, measure, part, period, role))


def at(cell: Any, file: str = "entry.xlsx") -> Place:
    return Place(file=file, sheet=cell.parent.title, cell=cell.coordinate)
