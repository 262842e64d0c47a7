"""How numbers, units and names are written. Shared with what explains a score (`evaluate.narrate`)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import ANY, EXACT, Cadence, Number, Unit, UnitKind, plain
from kaohe.core.numbers import RATE_PLACES
from kaohe.rules.choices import Rounding
from kaohe.rules.conditions import Relation
from kaohe.rules.node import Node
from kaohe.rules.quantities import Change, Cohort, Statistic


class Verb(Enum):
    """What is done with the points of a clause."""

    EARN = "得"
    TAKE = "扣"
    GIVE = "加"

    def __str__(self) -> str:
        return self.value


# ---- names

RESERVED = (
    "低于", "高于", "少于", "多于", "等于", "达到", "不超过", "介于", "之间的", "占", "与", "除以", "乘以", "的积",
    "之和", "的平均", "的最好值", "的最差值", "中的", "的百分比", "上年同期", "目标值", "并非", "如果", "满足", "考核期", "每发生", "每有", "每偏离",
    "由考核人员", "按核实结果", "按差错率", "修正后", "折减后", "四舍五入", "舍去尾数", "进一", "逐年", "逐半年", "逐季", "逐月",
    "未填报时", "待评定时", "不适用时", "不扣分", "不加分", "扣完为止", "全部单位", "同类单位", "同一上级", "所属单位",
    "其他单位", "单位类别",
)  # fmt: skip
"""Words that carry the grammar; a name that holds one of them is written in “”."""

_PLAIN = re.compile(r"[A-Za-z\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff]*")
_AWARD = re.compile(r"(得|扣|扣满|加|起始|最高|最低)\d|(合计|平均|加权|就高|就低)[得扣加]分|^第\d+名")
_CROSSING = ("不", "的", "按", "再", "或", "评定")
"""What ends in one of these would make another word with the word behind it: 甲评定 + 为“是”."""

_OPENING = re.compile("否则|最多|且|或")
"""How a clause behind a comma begins; a level or a class that begins so is written in “”."""

_BEHIND_NUMBERS = re.compile(
    "[得扣加的与之占除乘四舍进逐按比不低高少多等每在中达介或再至计，、。；：（）“”「」]"
)
"""Characters with which the words behind a number begin: a unit's word that holds one is written in “”."""


def quoted(text: str) -> str:
    """In “”, a closing mark inside doubled."""
    return f"“{text.replace('”', '””')}”"


def named(text: str) -> str:
    """A name, bare where nobody can take a part of it for the grammar."""
    clear = (
        _PLAIN.fullmatch(text)
        and not text.endswith(_CROSSING)
        and not _AWARD.search(text)
        and not any(word in text for word in RESERVED)
    )
    return text if clear else quoted(text)


def short_name(text: str) -> str:
    """The name of a level or a class, behind which a verb follows at once."""
    clear = (
        _PLAIN.fullmatch(text)
        and not re.search("[得扣加取不看其按]", text)
        and not _OPENING.match(text)
        and not any(word in text for word in RESERVED)
    )
    return text if clear else quoted(text)


def listed(texts: tuple[str, ...]) -> str:
    """Names of a list, always in “”."""
    return "、".join(quoted(text) for text in texts)


def reason(text: str) -> str:
    """A reason within its brackets."""
    return f"（理由：{quoted(text) if re.search('[（）“”「」]', text) else text}）"


# ---- numbers with their units


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number beside it is counted in. `gap`: the numbers are differences, so that percent reads
    个百分点."""

    unit: Unit
    gap: bool = False

    def amount(self, number: Number, places: int | None = None) -> str:
        """The number with its unit: 99%, 3件, 第2名. A distance is `distance`."""
        if self.gap:
            return self.distance(number, places)
        text = plain(number, places)
        match self.unit.kind:
            case UnitKind.PERCENT:
                return f"{text}%"
            case UnitKind.RANK:
                return f"第{text}名"
            case _:
                return text + _behind(self.unit)

    def distance(self, number: Number, places: int | None = None) -> str:
        """How far apart two such numbers lie: 1.67个百分点, 3件, 2名."""
        text = plain(number, places)
        return f"{text}个百分点" if self.unit.kind is UnitKind.PERCENT else text + _behind(self.unit)


def _behind(unit: Unit) -> str:
    """The unit's word behind a number. One that begins like a number is not written."""
    if re.match(r"[\d.\-%]", unit.label):
        return ""
    return quoted(unit.label) if _BEHIND_NUMBERS.search(unit.label) else unit.label


def scale_of(*nodes: Node) -> Scale:
    """The scale of numbers that stand beside one another: the first that has a unit gives it."""
    for node in nodes:
        unit = node.unit
        if unit.kind not in (UnitKind.ANY, UnitKind.FLAG):
            return Scale(unit, gap=isinstance(node, Change) and not node.relative)
    return Scale(ANY)


def share(weight: Decimal) -> str:
    """A weight as a share: 0.7 → 70%."""
    return f"{plain(weight.scaleb(2, EXACT))}%"


def kept(places: int, usual: int = RATE_PLACES) -> str:
    """The places of a node, said where they are not the usual."""
    return "" if places == usual else f"（保留{places}位小数）"


# ---- words of the enumerations

RELATIONS = {
    Relation.AT_LEAST: "不低于",
    Relation.AT_MOST: "不高于",
    Relation.ABOVE: "高于",
    Relation.BELOW: "低于",
    Relation.EQUAL: "等于",
    Relation.UNEQUAL: "不等于",
}
TIER_WORDS = {(True, False): "达到", (True, True): "高于", (False, False): "不超过", (False, True): "低于"}
"""By higher-is-better and strict."""

COHORTS = {Cohort.ALL: "全部单位", Cohort.CLASS: "同类单位", Cohort.PARENT: "同一上级的单位"}
STATISTICS = {Statistic.MEAN: "平均值", Statistic.BEST: "最好值", Statistic.WORST: "最差值"}
ROUNDINGS = {Rounding.HALF_UP: "四舍五入", Rounding.DOWN: "舍去尾数", Rounding.UP: "进一"}
PARTS = {Cadence.YEAR: "年", Cadence.HALF: "半年", Cadence.QUARTER: "季", Cadence.MONTH: "月"}
"""What a period is divided into."""

LENGTHS = {Cadence.YEAR: "年度", Cadence.HALF: "半年", Cadence.QUARTER: "季度", Cadence.MONTH: "月度"}
KINDS = {
    UnitKind.PERCENT: "百分数",
    UnitKind.COUNT: "件数",
    UnitKind.NUMBER: "数值",
    UnitKind.MONEY: "金额",
    UnitKind.RANK: "名次",
    UnitKind.POINTS: "分数",
    UnitKind.FLAG: "是否",
    UnitKind.ANY: "不计单位",
}
