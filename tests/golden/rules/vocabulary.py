"""What the golden cases are written with: today's measures of family support, and short words for rules.

In a case, `D("0.5")` is a decimal, `C("99")` a constant, `G("按期办结率")` the unit's figure for a measure and
`T(...)` its target; every node goes by its own name.
"""

import os
from decimal import Decimal
from pathlib import Path

from kaohe import rules
from kaohe.core import PERCENT, Cadence, Unit, UnitKind
from kaohe.rules import Const, Given, Node, Target
from kaohe.scheme.model import Measure, MeasureKind, Supply

RERECORD = bool(os.environ.get("KAOHE_RERECORD"))

_LEVELS = ("好", "较好", "一般", "差")

MEASURES = {
    measure.id: measure
    for measure in (
        Measure("监测数据核实完成率", MeasureKind.RATIO),
        Measure("监测数据差错率", MeasureKind.PERCENT),
        Measure("抽查核实完成率", MeasureKind.PERCENT),
        Measure("信访按期办结率", MeasureKind.RATIO),
        Measure("群众满意度", MeasureKind.PERCENT),
        Measure("困难家庭走访率", MeasureKind.PERCENT),
        Measure("托育机构备案率", MeasureKind.PERCENT),
        Measure("千人托位数", MeasureKind.NUMBER, unit_label="个"),
        Measure("托位数", MeasureKind.COUNT, unit_label="个"),
        Measure("常住人口", MeasureKind.NUMBER, unit_label="人"),
        Measure("平均办结天数", MeasureKind.NUMBER, unit_label="天"),
        Measure("有责投诉", MeasureKind.COUNT, unit_label="件"),
        Measure("信访积案", MeasureKind.COUNT, unit_label="件"),
        Measure("未设母婴室的公共场所", MeasureKind.COUNT, unit_label="处"),
        Measure("新建母婴室", MeasureKind.COUNT, unit_label="处"),
        Measure("家庭活动", MeasureKind.COUNT, unit_label="次"),
        Measure("帮扶资金", MeasureKind.MONEY),
        Measure("难度系数", MeasureKind.NUMBER),
        Measure("已签订托育服务协议", MeasureKind.YES_NO),
        Measure("已建立帮扶台账", MeasureKind.YES_NO),
        Measure("母婴室管理", MeasureKind.LEVEL, levels=_LEVELS, supply=Supply.JUDGED),
        Measure("特色工作", MeasureKind.POINTS, supply=Supply.JUDGED),
        Measure("条线评分", MeasureKind.POINTS, supply=Supply.JUDGED),
    )
}


def D(text: str) -> Decimal:
    return Decimal(text)


def C(text: str) -> Const:
    return Const(Decimal(text))


def G(measure: str) -> Given:
    return Given(measure, MEASURES[measure].unit)


def T(measure: str) -> Target:
    return Target(measure, MEASURES[measure].unit)


WORDS = {name: getattr(rules, name) for name in rules.__all__} | {
    "D": D, "C": C, "G": G, "T": T, "Cadence": Cadence, "PERCENT": PERCENT, "Unit": Unit, "UnitKind": UnitKind,
}  # fmt: skip


def read_rule(source: str) -> Node:
    """The rule that a case is written as."""
    node = eval(source, dict(WORDS))
    assert isinstance(node, Node)
    return node


def block(section: str, kind: str) -> str:
    """What stands in a fenced block of a section."""
    head = f"```{kind}\n"
    return section.split(head, 1)[1].split("\n```", 1)[0] if head in section else ""


def fenced(kind: str, text: str) -> str:
    return f"```{kind}\n{text}\n```\n"


def sections(text: str) -> list[str]:
    """The cases of a file; what stands before the first is its heading."""
    return [f"## {section.strip()}\n" for section in text.split("\n## ")[1:]]


def heading(text: str) -> str:
    return text.split("\n## ", maxsplit=1)[0].rstrip() + "\n"


def hold(path: Path, now: str) -> None:
    """The file says what the program says; recorded anew where that is asked for."""
    if RERECORD:
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, "KAOHE_RERECORD=1 records it anew"
