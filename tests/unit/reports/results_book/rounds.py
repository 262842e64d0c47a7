"""Rounds to write workbooks of: built by hand, so that every score is what is put in."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaohe.core import FLAG
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.reports.results_book import write_results_book
from kaohe.results import RoundResult, score_scheme
from kaohe.rules import Given
from kaohe.scheme.model import Consequence, Effect, Measure, MeasureKind, Scheme, Selector, Table, Veto
from tests.unit.results.samples import (
    MISSING,
    NOT_APPLICABLE,
    PENDING,
    TOWNS,
    YEAR,
    bonus,
    d,
    deduction,
    facts,
    grades,
    group,
    item,
    table,
)

HOSTILE = (
    "=1+1",
    "@SUM(1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "https://example.org/x",
    "{=1+1}",
    "a[b]:c*d?e/f\\g'h",
    "很长的名称" * 8,
    "响\x07铃",
    "&G&[Picture]&P&D",
    "'撇号'",
    "History",
    "_x0041_",
    "全角／：？＊［］",
)


class Written(NamedTuple):
    """A workbook on disk, read back, and what it was written from."""

    path: Path
    book: Workbook
    result: RoundResult

    def sheet(self, name: str) -> Worksheet:
        found = self.book[name]
        assert isinstance(found, Worksheet)
        return found

    def rows(self, name: str, top: int) -> list[dict[str, Any]]:
        """The rows below the one (counted from 1) that heads the columns."""
        sheet = self.sheet(name)
        heads = [str(cell.value) for cell in sheet[top]]
        return [
            dict(zip(heads, (cell.value for cell in row), strict=True))
            for row in sheet.iter_rows(min_row=top + 1, max_col=len(heads))
        ]


class Material(NamedTuple):
    """What a round is scored from."""

    scheme: Scheme
    units: Units
    facts: Facts


def written(folder: Path, material: Material) -> Written:
    """Score, write, read back."""
    result = score_scheme(*material)
    path = folder / "results.xlsx"
    write_results_book(path, result, material.facts, material.units)
    return Written(path, openpyxl.load_workbook(path), result)


def a_table(**fields: Any) -> Table:
    """Two levels of groups, a bonus, a deduction, a veto, grades, lists; figures go by the items' codes."""
    people, data = ("人口科",), ("信息科", "人口科")
    groups = (
        group(
            "1",
            item("1.1", 10, name="及时", departments=people),
            item("1.2", 20, name="准确", departments=data),
            name="数据",
        ),
        group(
            "2",
            group(
                "2.1", item("2.1.1", "30.5", name="覆盖", departments=people, floor=Decimal(0)), name="服务面"
            ),
            item("2.2", "39.5", name="满意", departments=()),
            name="服务",
        ),
        bonus("3", item("3.1", 5, name="创新", departments=data), name="加分项", cap=d(3)),
        deduction("4", item("4.1", -5, name="迟报", departments=data, cap=d(0)), name="扣分项"),
    )
    defaults: dict[str, Any] = {
        "name": "镇街考核表",
        "grades": grades(("优秀", 90), ("合格", 60), ("不合格", None)),
        "vetoes": (
            Veto("弄虚作假", Given("否决", FLAG), Effect.UNRANKED),
            Veto("警示", Given("警示", FLAG), Effect.NOTE, card=True),
        ),
        "consequences": (
            Consequence("先进", "表扬", (Selector(first=1),), amount=d("10000.50")),
            Consequence("帮扶", "约谈", (Selector(grade="不合格"),)),
        ),
    }
    return table(*groups, **{**defaults, **fields})


def a_scheme(*tables: Table, **fields: Any) -> Scheme:
    measures = {
        "托位": Measure("托位", MeasureKind.NUMBER, "每千人托位数", unit_label="个", higher_is_better=True,
                      targets=(("镇", d("3.6")), ("", d(4)))),
        "逾期": Measure("逾期", MeasureKind.COUNT, unit_label="件", higher_is_better=False, targets=(("", d(2)),)),
    }  # fmt: skip
    return Scheme(
        fields.pop("title", "示例区考核办法"),
        "3",
        YEAR,
        ("镇", "街道"),
        {**measures, **fields.pop("measures", {})},
        tables or (a_table(),),
    )


FULL = {
    "1.1": 10,
    "1.2": 20,
    "2.1.1": "30.5",
    "2.2": "39.5",
    "3.1": 0,
    "4.1": 0,
    "否决": False,
    "警示": False,
}


def figures(**units: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Full points but for what is named."""
    return {unit: {**FULL, **row} for unit, row in units.items()}


def a_round(scheme: Scheme | None = None) -> Material:
    """Six towns and streets: one without a lost point, one vetoed, one not ready, one with hardly an item that applies."""
    rows = figures(
        甲={"3.1": 5, "托位": "3.9", "逾期": 0},
        乙={"1.1": "7.5", "2.2": "33.3333", "4.1": "-1.5", "托位": "3.5", "逾期": 3},
        丙={"否决": True, "1.2": 0, "警示": True, "托位": 4, "逾期": 2},
        丁={"1.1": MISSING, "2.2": PENDING, "2.1.1": 12},
        戊={"1.1": NOT_APPLICABLE, "1.2": "19.9", "托位": NOT_APPLICABLE},
        己=dict.fromkeys(("1.1", "1.2", "2.1.1", "2.2"), NOT_APPLICABLE),
    )
    units = Units(
        AssessedUnit(
            name, f"{name}镇" if number % 2 else f"{name}街道", TOWNS, "镇" if number % 2 else "街道"
        )
        for number, name in enumerate(rows)
    )
    target = Fact("乙", "托位", YEAR, d("3.8"), role=Role.TARGET)
    return Material(scheme or a_scheme(), units, Facts([*facts(rows), target]))


def full_round() -> Material:
    """Nobody lost a point."""
    return _plain_round(figures(甲={}, 乙={}, 丙={}))


def open_round() -> Material:
    """A round of which hardly anything is known yet."""
    return _plain_round({"甲": {"1.1": 3}, "乙": {}})


def empty_round() -> Material:
    return Material(a_scheme(), Units([]), Facts())


def _plain_round(rows: dict[str, dict[str, Any]]) -> Material:
    units = Units(AssessedUnit(name, f"{name}镇", TOWNS) for name in rows)
    return Material(a_scheme(), units, Facts(facts(rows)))


def large_round(units: int, items: int, departments: Sequence[str] = ("甲科", "乙科")) -> Material:
    """So many units and items, in groups of five, with names of all lengths and every state among the scores."""
    groups = []
    for first in range(0, items, 5):
        below = [
            item(f"{first // 5 + 1}.{n + 1}", 4, rule=None, name=f"第{n}项" + "名称很长" * (n % 4) * 2,
                 departments=(departments[n % len(departments)],))
            for n in range(first, min(first + 5, items))
        ]  # fmt: skip
        groups.append(group(str(first // 5 + 1), *below, name=f"第{first // 5 + 1}组"))
    one = table(*groups, name="大表", grades=grades(("优秀", 80), ("其他", None)))
    codes = [each.code for each in one.items()]
    states: tuple[Any, ...] = (4, 4, "3.5", "2.25", 0, 4, MISSING, 4, NOT_APPLICABLE, "3.9999")
    rows = {
        f"u{u}": {code: states[(u * 7 + n * 3 + u * n // 4) % len(states)] for n, code in enumerate(codes)}
        for u in range(units)
    }
    towns = Units(AssessedUnit(f"u{n}", f"第{n}镇", TOWNS, "山区" if n % 3 else "平原") for n in range(units))
    return Material(a_scheme(one), towns, Facts(facts(rows)))


def hostile_round() -> Material:
    """Everything that a user names is named to do harm."""
    evil = HOSTILE
    items = [
        item(f"i{n}", 10, name=name, departments=(name, f"{'同名科室' * 9}{n}"))
        for n, name in enumerate(evil)
    ]
    one = table(
        group("=g", *items, name="=SUM(A1)"),
        name='=HYPERLINK("x")',
        level="[镇]:街*?/\\'",
        grades=grades(("=优", 50), ("@差", None)),
        vetoes=(Veto("=否决", Given("否决", FLAG), Effect.NOTE, card=True),),
        consequences=(Consequence("+名单", "=cmd|'/c'!A1", (Selector(first=3),)),),
    )
    two = replace(one, name="@第二张表")
    rows = {
        f"u{n}": {**{f"i{k}": (n + k) % 11 for k in range(len(evil))}, "否决": n == 1}
        for n in range(len(evil))
    }
    units = Units(AssessedUnit(f"u{n}", name, one.level, evil[-1 - n]) for n, name in enumerate(evil))
    measure = Measure(
        "i0", MeasureKind.NUMBER, "=目标()", unit_label="=个", higher_is_better=True, targets=(("", d(5)),)
    )
    scheme = a_scheme(one, two, title='=cmd|"&G&D', measures={"i0": measure})
    return Material(scheme, units, Facts(facts(rows)))
