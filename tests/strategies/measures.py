"""What is counted, and the small sets from which figures and thresholds are drawn."""

from decimal import Decimal

from kaohe.core import Period, UnitKind
from kaohe.scheme.model import (
    Measure,
    MeasureKind,
    Supply,
)

CLASSES = ("镇", "街道", "农村镇")
TOWNS, COUNTIES = "镇街", "县区"
TOWN_TABLE, COUNTY_TABLE = "镇街考核表", "县区考核表"
LEVELS = ("好", "较好", "一般", "差")
PERIODS = (
    Period(2026),
    Period(2025, 10, 12),
    Period(2026, 1, 6),
    Period(2026, 4, 3),
    Period(2026, 11, 1),
)


def decimals(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(word) for word in text.split())


AWKWARD = decimals(
    "0 1 -1 2 0.5 -0.5 0.25 1.5 2.5 -2.5 0.0001 -0.0001 0.00005 -0.00005 0.00015 -0.00015 0.00025 "
    "0.00004999 1.00005 33.33335 -33.33335 66.66665 7 20 100 1E+2 123456789.12 0.333333333333 1E-9"
)
STEPS = decimals("0.1 0.5 1 3 5 7 10 20")
PRICES = decimals("0 0.1 0.2 0.3333 0.5 1 1.5 2 3 0.12345 0.00005")
BOUNDS = decimals("0 1 2 3 4.5 8 10 2.00005")

FIGURES: dict[UnitKind, tuple[Decimal, ...]] = {
    UnitKind.PERCENT: decimals("0 30 60 80 90 94.5 95 95.00005 98 99 100 103 107 110 33.3333 66.6667"),
    UnitKind.COUNT: decimals("0 0 1 1 2 3 4 7 8 20 21 300"),
    UnitKind.NUMBER: decimals("-2.5 -0.00005 0 0.00005 0.6 1 1.2 2.5 3.3 4.6 7 12.34565"),
    UnitKind.MONEY: decimals("0 0.01 12.5 20 99.99 100 3000"),
    UnitKind.POINTS: decimals("0 1 1.5 2 3 4 4.25 5 2.00005"),
    UnitKind.RANK: decimals("1 1 2 3 4 5"),
}
COUNTS = ((1, 3), (2, 3), (19, 20), (95, 100), (0, 7), (7, 7), (5, 6), (1, 16), (292, 300), (99, 100))

MEASURES = {
    measure.id: measure
    for measure in (
        Measure("孕前优生检查覆盖率", MeasureKind.PERCENT),
        Measure("入户走访率", MeasureKind.PERCENT),
        Measure("随访到位率", MeasureKind.RATIO),
        Measure("每千人托位数", MeasureKind.RATIO, unit_label="个", per=1000),
        Measure("信访件数", MeasureKind.COUNT, unit_label="件"),
        Measure("活动次数", MeasureKind.COUNT, unit_label="次"),
        Measure("人均得数", MeasureKind.NUMBER),
        Measure("投入经费", MeasureKind.MONEY),
        Measure("已建阵地", MeasureKind.YES_NO),
        Measure("已签协议", MeasureKind.YES_NO),
        Measure("台账质量", MeasureKind.LEVEL, levels=LEVELS, supply=Supply.JUDGED),
        Measure("现场评分", MeasureKind.POINTS, supply=Supply.JUDGED),
        Measure("条线得分", MeasureKind.POINTS),
        Measure("条线名次", MeasureKind.RANK),
    )
}
FLAGS = ("已建阵地", "已签协议")
LEVEL_MEASURES = ("台账质量",)
JUDGED_POINTS = ("现场评分", "条线得分")
NUMERIC = tuple(FIGURES)


def measures_of(kind: UnitKind) -> list[Measure]:
    """The measures a rule may put where a number of this kind is due."""
    return [m for m in MEASURES.values() if m.unit.kind is kind and m.kind is not MeasureKind.LEVEL]
