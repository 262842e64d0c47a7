"""The words in which rules are written in scheme files: one table, read by the reader, the writer and
the JSON Schema alike.

A node is written as a mapping that carries the node's tag, with the other fields beside it:

    {指标: 核实完成率, 低于: 99, 每: 1, 分: 0.5}        PerStep
    {指标: 考核得分, 分档: [{达到: 95, 得: 8}], 否则: 0}  Tiers

A bare number is a `Const`; a bare word is the measure of that name (`Given`).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from kaohe.core import Cadence
from kaohe.rules.choices import (
    ByClass,
    Default,
    Gather,
    If,
    OverPeriods,
    Pick,
    PickOne,
    Round,
    Rounding,
    Times,
)
from kaohe.rules.conditions import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs, Relation
from kaohe.rules.node import Node
from kaohe.rules.quantities import (
    ZERO,
    Change,
    Cohort,
    Const,
    Corrected,
    Correction,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Statistic,
    Subordinates,
    Sum,
    Target,
)
from kaohe.rules.scores import (
    ByLevel,
    Discretion,
    Fraction,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)


class Slot(Enum):
    """What may be written in a field."""

    NODE = "node"
    NODES = "nodes"
    LINES = "lines"
    TIERS = "tiers"
    WEIGHTS = "weights"
    CASES = "cases"
    LEVELS = "levels"
    DECIMAL = "decimal"
    OPTIONAL_DECIMAL = "optional_decimal"
    INTEGER = "integer"
    YES_NO = "yes_no"
    TEXT = "text"
    TEXTS = "texts"
    MEASURE = "measure"
    UNIT = "unit"
    CHOICE = "choice"
    CHOICES = "choices"


REQUIRED: Any = object()
"""The default of a field that must be written."""


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A field of a node: its name in code, its word in the file, what it holds, and its default.

    `choice` gives the words of an enumeration, in the order in which they are offered.
    """

    name: str
    word: str
    slot: Slot
    default: Any = REQUIRED
    choice: dict[str, Enum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NodeWords:
    """A kind of node: its name for people, its fields, and the words one of which tells it."""

    label: str
    fields: tuple[FieldWord, ...]
    tags: tuple[str, ...]


STATISTICS: dict[str, Enum] = {
    "平均": Statistic.MEAN,
    "最好": Statistic.BEST,
    "最差": Statistic.WORST,
    "名次": Statistic.RANK,
}
COHORTS: dict[str, Enum] = {"全部": Cohort.ALL, "同类": Cohort.CLASS, "同一上级": Cohort.PARENT}
CORRECTIONS: dict[str, Enum] = {"以查得为准": Correction.REPLACE, "按差错率折减": Correction.DISCOUNT}
FRACTIONS: dict[str, Enum] = {
    "按比例": Fraction.PROPORTIONAL,
    "只计整步": Fraction.WHOLE,
    "不足一步按一步": Fraction.STARTED,
}
CADENCES: dict[str, Enum] = {
    "年": Cadence.YEAR,
    "半年": Cadence.HALF,
    "季": Cadence.QUARTER,
    "月": Cadence.MONTH,
}
GATHERS: dict[str, Enum] = {
    "平均": Gather.MEAN,
    "合计": Gather.SUM,
    "最后": Gather.LAST,
    "最低": Gather.LOWEST,
    "最高": Gather.HIGHEST,
}
ROUNDINGS: dict[str, Enum] = {"四舍五入": Rounding.HALF_UP, "舍去": Rounding.DOWN, "进一": Rounding.UP}
RELATIONS: dict[str, Relation] = {
    "不低于": Relation.AT_LEAST,
    "不高于": Relation.AT_MOST,
    "高于": Relation.ABOVE,
    "低于": Relation.BELOW,
    "等于": Relation.EQUAL,
    "不等于": Relation.UNEQUAL,
}
BETTER: dict[str, bool] = {"高": True, "低": False}
CHANGES: dict[str, bool] = {"差值": False, "百分比": True}

TIER_WORDS: dict[str, tuple[bool, bool]] = {
    "达到": (True, False),
    "高于": (True, True),
    "不超过": (False, False),
    "低于": (False, True),
}
"""The word of a tier's threshold: whether higher is better, and whether the threshold itself is excluded."""

LINE_LABEL = "事由"
PART_LABEL = "名称"
PART_CONTENT = "计"
TIER_POINTS = "得"
WEIGHT = "权重"
UNBOUNDED = "不设"


def _f(name: str, word: str, slot: Slot, default: Any = REQUIRED, choice: Any = None) -> FieldWord:
    return FieldWord(name, word, slot, default, dict(choice or {}))


def _w(label: str, *fields: FieldWord, tags: tuple[str, ...] = ()) -> NodeWords:
    return NodeWords(label, fields, tags or (fields[0].word,))


_PLACES = _f("places", "小数位", Slot.INTEGER, 4)

WORDS: dict[type[Node], NodeWords] = {
    PerStep: _w(
        "按步计分",
        _f("of", "指标", Slot.NODE),
        _f("below", "低于", Slot.NODE, None),
        _f("above", "高于", Slot.NODE, None),
        _f("step", "每", Slot.DECIMAL),
        _f("points", "分", Slot.DECIMAL),
        _f("fraction", "余数", Slot.CHOICE, Fraction.PROPORTIONAL, FRACTIONS),
        _f("cap", "最多", Slot.DECIMAL, None),
        tags=("每",),
    ),
    Tiers: _w(
        "分档计分",
        _f("of", "指标", Slot.NODE),
        _f("tiers", "分档", Slot.TIERS),
        _f("otherwise", "否则", Slot.NODE, Const(ZERO)),
        tags=("分档",),
    ),
    Ledger: _w(
        "加减计分",
        _f("start", "起分", Slot.DECIMAL, ZERO),
        _f("deductions", "扣分", Slot.LINES, ()),
        _f("additions", "加分", Slot.LINES, ()),
        _f("floor", "最低", Slot.OPTIONAL_DECIMAL, ZERO),
        _f("cap", "最高", Slot.OPTIONAL_DECIMAL, None),
        _f("when_spent", "扣完追加", Slot.DECIMAL, ZERO),
        tags=("扣分", "加分"),
    ),
    Proportional: _w(
        "按比例计分",
        _f("of", "按比例", Slot.NODE),
        _f("low", "起点", Slot.NODE, Const(ZERO)),
        _f("low_points", "起点分", Slot.DECIMAL, ZERO),
        _f("high", "终点", Slot.NODE),
        _f("high_points", "终点分", Slot.DECIMAL),
    ),
    Weighted: _w("加权", _f("of", "加权", Slot.WEIGHTS)),
    ByLevel: _w("按等级计分", _f("measure", "评定", Slot.MEASURE), _f("levels", "等级", Slot.LEVELS)),
    Discretion: _w(
        "由人评分",
        _f("measure", "评分", Slot.MEASURE),
        _f("low", "从", Slot.DECIMAL, ZERO),
        _f("high", "到", Slot.DECIMAL),
        _f("or_none", "可不评", Slot.YES_NO, False),
    ),
    If: _w(
        "看条件",
        _f("condition", "如果", Slot.NODE),
        _f("then", "则", Slot.NODE),
        _f("otherwise", "否则", Slot.NODE, Const(ZERO)),
    ),
    ByClass: _w("按单位类别", _f("cases", "按类别", Slot.CASES), _f("otherwise", "其他", Slot.NODE, None)),
    Times: _w("乘以系数", _f("of", "内容", Slot.NODE), _f("by", "乘", Slot.NODE), tags=("乘",)),
    Round: _w(
        "取整",
        _f("of", "取整", Slot.NODE),
        _f("places", "小数位", Slot.INTEGER, 0),
        _f("mode", "方式", Slot.CHOICE, Rounding.HALF_UP, ROUNDINGS),
    ),
    OverPeriods: _w(
        "逐期计算",
        _f("cadence", "逐期", Slot.CHOICE, REQUIRED, CADENCES),
        _f("gather", "取", Slot.CHOICE, Gather.MEAN, GATHERS),
        _f("of", "内容", Slot.NODE),
        _PLACES,
    ),
    Default: _w(
        "默认",
        _f("of", "默认", Slot.NODE),
        _f("reason", "理由", Slot.TEXT),
        _f("missing", "未填报时", Slot.NODE, None),
        _f("pending", "待评定时", Slot.NODE, None),
        _f("not_applicable", "不适用时", Slot.NODE, None),
    ),
    Target: _w("目标值", _f("measure", "目标", Slot.MEASURE)),
    LastYear: _w("上年", _f("of", "上年", Slot.NODE)),
    Change: _w(
        "变化",
        _f("now", "变化", Slot.NODE),
        _f("before", "对比", Slot.NODE),
        _f("relative", "方式", Slot.CHOICE, False, CHANGES),
        _PLACES,
    ),
    Quotient: _w(
        "比",
        _f("part", "分子", Slot.NODE),
        _f("whole", "分母", Slot.NODE),
        _f("times", "倍数", Slot.DECIMAL, Decimal(100)),
        _f("of_unit", "单位", Slot.UNIT, None),
        _PLACES,
    ),
    Sum: _w("合计", _f("of", "合计", Slot.NODES)),
    Mean: _w("平均", _f("of", "平均", Slot.NODES), _PLACES),
    Peer: _w(
        "比照",
        _f("statistic", "比照", Slot.CHOICE, REQUIRED, STATISTICS),
        _f("of", "指标", Slot.NODE),
        _f("among", "范围", Slot.CHOICE, Cohort.ALL, COHORTS),
        _f("higher_is_better", "优者", Slot.CHOICE, True, BETTER),
        _PLACES,
    ),
    Subordinates: _w("下级得分", _f("table", "下级得分", Slot.TEXT), _PLACES),
    Corrected: _w(
        "核实",
        _f("reported", "核实", Slot.NODE),
        _f("found", "查得", Slot.NODE),
        _f("how", "方式", Slot.CHOICE, Correction.REPLACE, CORRECTIONS),
        _f("tolerance", "允许误差", Slot.DECIMAL, ZERO),
        _PLACES,
    ),
    LevelIs: _w("等级条件", _f("measure", "等级", Slot.MEASURE), _f("names", "为", Slot.TEXTS), tags=("为",)),
    InClass: _w("类别条件", _f("classes", "类别", Slot.TEXTS)),
    PeriodIs: _w("考核期条件", _f("cadences", "考核期", Slot.CHOICES, REQUIRED, CADENCES)),
    Not: _w("不是", _f("of", "不是", Slot.NODE)),
    AllOf: _w("全部", _f("of", "全部", Slot.NODES)),
    AnyOf: _w("任一", _f("of", "任一", Slot.NODES)),
}
"""All nodes but four that are written in a way of their own: `Const` (a bare number), `Given` (a bare
word), `Compare` (`{指标: …, 不低于: …}`, see `RELATIONS`) and `PickOne` (`{就高: […]}`, `{就低: […]}`).
The first kind whose tag a mapping carries is the one it means, so the order matters where words are shared.
"""

PICKS: dict[str, Pick] = {"就高": Pick.HIGHEST, "就低": Pick.LOWEST}
COMPARED = "指标"
COMPARE = Compare
PICK_ONE = PickOne
