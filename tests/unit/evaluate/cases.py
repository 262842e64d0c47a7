"""Hand-worked cases: a clause, the rule it means, the figures, and what they come to.

Figures are written as offices write them: `95.5`, `292/300`, `是`, `较好`, `未填报`, `待评定`, `不适用`, `退回`.
A figure's name is `measure`, of the town 甲镇 in 2026 unless it says more: `乙镇:measure`, `measure@2025`,
`measure#目标` (what was asked),
`measure#目标@2026Q1`. The answer is written the same way; `暂` behind it means provisional.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from kaohe.core import (
    MONEY,
    PERCENT,
    POINTS,
    RANK,
    Absence,
    CountRatio,
    FactValue,
    Number,
    Period,
    Unit,
    UnitKind,
)
from kaohe.evaluate import Setting, Trace, evaluate
from kaohe.facts import AssessedUnit, Fact, Facts, Role, State, Units
from kaohe.rules import Const, Given, Node
from kaohe.scheme.model import Measure, MeasureKind

ASKED_FOR = "#目标"
COUNT = Unit(UnitKind.COUNT, "件")
NUMBER = Unit(UnitKind.NUMBER)
FLAG = Unit(UnitKind.FLAG)

TOWNS = (
    AssessedUnit("甲镇", "甲镇", "镇街", "镇", "山南县"),
    AssessedUnit("乙镇", "乙镇", "镇街", "镇", "山南县"),
    AssessedUnit("丙街道", "丙街道", "镇街", "街道", "山南县"),
    AssessedUnit("丁镇", "丁镇", "镇街", "镇", "水北县"),
)
COUNTIES = (
    AssessedUnit("山南县", "山南县", "县区"),
    AssessedUnit("水北县", "水北县", "县区"),
    AssessedUnit("新设县", "新设县", "县区"),
)
EVERYBODY = Units((*COUNTIES, *TOWNS))

MEASURES = {
    "托位使用率": Measure(
        "托位使用率", MeasureKind.PERCENT, targets=(("", Decimal(60)), ("街道", Decimal(70)))
    ),
    "母婴设施数": Measure("母婴设施数", MeasureKind.COUNT),
}

WORDS: dict[str, FactValue] = {
    "是": True,
    "否": False,
    "未填报": Absence.MISSING,
    "待评定": Absence.PENDING,
    "不适用": Absence.NOT_APPLICABLE,
}

RATE = Given("托位使用率", PERCENT)
OTHER_RATE = Given("随访到位率", PERCENT)
THIRD_RATE = Given("监测及时率", PERCENT)
EVENTS = Given("信访件数", COUNT)
ROOMS = Given("母婴设施数", COUNT)
COST = Given("投入经费", MONEY)
SCORE = Given("条线得分", POINTS)
OTHER_SCORE = Given("窗口得分", POINTS)
PLACE = Given("条线名次", RANK)
BUILT = Given("已建阵地", FLAG)
SIGNED = Given("已签协议", FLAG)


class Case(NamedTuple):
    """A clause, its rule, the figures, and the answer."""

    clause: str
    rule: Node
    facts: Mapping[str, str]
    expected: str
    unit: str = "甲镇"
    period: str = "2026"
    totals: Mapping[str, str] = {}

    def __str__(self) -> str:
        return f"{type(self.rule).__name__} {self.clause} {self.expected}"


def const(text: str) -> Const:
    return Const(Decimal(text))


def figure(text: str) -> FactValue:
    """A figure as written."""
    if text in WORDS:
        return WORDS[text]
    if "/" in text:
        part, whole = text.split("/")
        return CountRatio(Decimal(part), Decimal(whole))
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def fact(name: str, text: str, period: str) -> Fact:
    """One figure, from its name and what is written there."""
    who, measure = name.split(":") if ":" in name else ("甲镇", name)
    measure, when = measure.split("@") if "@" in measure else (measure, period)
    role = Role.TARGET if measure.endswith(ASKED_FOR) else Role.ACTUAL
    measure = measure.removesuffix(ASKED_FOR)
    if text.startswith("退回"):
        sent_back = figure(text.removeprefix("退回"))
        return Fact(who, measure, Period.parse(when), sent_back, role, State.RETURNED)
    return Fact(who, measure, Period.parse(when), figure(text), role)


def record(case: Case) -> Trace:
    """Run it."""
    totals = {
        ("镇街考核表", unit): (total_of(text), text.endswith("暂")) for unit, text in case.totals.items()
    }
    setting = Setting(
        period=Period.parse(case.period),
        units=EVERYBODY,
        cohort=COUNTIES if case.unit.endswith("县") else TOWNS,
        facts=Facts(fact(name, text, case.period) for name, text in case.facts.items()),
        measures=MEASURES,
        totals=totals,
    )
    return evaluate(case.rule, setting.context(EVERYBODY[case.unit]))


def total_of(text: str) -> Decimal | Absence:
    value = figure(text.removesuffix("暂"))
    assert isinstance(value, Decimal | Absence)
    return value


def check(case: Case) -> None:
    """Hold it against what is expected; a number written `1/3` is that fraction exactly."""
    trace = record(case)
    wanted: FactValue | Number = figure(case.expected.removesuffix("暂"))
    if isinstance(wanted, CountRatio):
        wanted = Fraction(wanted.part) / Fraction(wanted.whole)
    assert (trace.value, trace.provisional) == (wanted, case.expected.endswith("暂"))
    assert isinstance(trace.value, bool) == isinstance(wanted, bool)
