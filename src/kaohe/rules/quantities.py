"""Numbers: what was reported, what was asked for, and what is derived from them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import ANY, PERCENT, POINTS, RANK, Unit, UnitKind
from kaohe.core.numbers import RATE_PLACES
from kaohe.rules.node import Node, decimal, quantity, require, same_unit, walk

HUNDRED = Decimal(100)
ZERO = Decimal(0)


def _places(value: int, where: str) -> None:
    require(0 <= value <= 12, f"{where}的小数位数要在0到12之间")


def _named(name: str, where: str) -> None:
    require(bool(name.strip()), f"{where}没有写名称")


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A number that the rule states: points, a threshold, a coefficient.

    Its unit is `ANY`: it takes the unit of what it stands beside. 条款如：得4分；99%。
    """

    value: Decimal

    def __post_init__(self) -> None:
        decimal(self.value, "常数")

    @property
    def unit(self) -> Unit:
        return ANY


@dataclass(frozen=True, slots=True)
class Given(Node):
    """The unit's own figure for a measure, in the period that is being scored.

    A yes/no measure gives a condition. Not reported, or returned to its sender: MISSING.
    条款如：完成率；去北京上访的人次。
    """

    measure: str
    of_unit: Unit

    def __post_init__(self) -> None:
        _named(self.measure, "数据项")

    @property
    def unit(self) -> Unit:
        return self.of_unit


@dataclass(frozen=True, slots=True)
class Target(Node):
    """The target that was set for this unit, else for its class, else for all. None set: MISSING.

    条款如：完成下达指标。
    """

    measure: str
    of_unit: Unit

    def __post_init__(self) -> None:
        _named(self.measure, "目标")
        require(self.of_unit.kind is not UnitKind.FLAG, "“是否”一类的数据项没有目标值")

    @property
    def unit(self) -> Unit:
        return self.of_unit


@dataclass(frozen=True, slots=True)
class LastYear(Node):
    """The same number or condition, one year earlier. 条款如：比上年。"""

    of: Node

    @property
    def unit(self) -> Unit:
        return self.of.unit


@dataclass(frozen=True, slots=True)
class Change(Node):
    """How far `now` lies above `before`: in percent of `before`, or as a difference in the same unit.

    In percent it is rounded to `places`; over a base of zero (or below) it is PENDING, because no rule
    says what growth from nothing is. 条款如：与上年相比每上升一个百分点；每增加1起。
    """

    now: Node
    before: Node
    relative: bool = False
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        same_unit("“变化”", self.now, self.before)
        _places(self.places, "“变化”")

    @property
    def unit(self) -> Unit:
        return PERCENT if self.relative else same_unit("“变化”", self.now, self.before)


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """`part` ÷ `whole` × `times`, rounded to `places`. `whole` zero: NOT_APPLICABLE, nothing was due.

    条款如：完成比例；每千人口。
    """

    part: Node
    whole: Node
    times: Decimal = HUNDRED
    of_unit: Unit = PERCENT
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        quantity(self.part, "“比”的分子")
        quantity(self.whole, "“比”的分母")
        decimal(self.times, "“比”的倍数", above=ZERO)
        _places(self.places, "“比”")

    @property
    def unit(self) -> Unit:
        return self.of_unit


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """All of them added. A part that does not apply is left out; all of them so: NOT_APPLICABLE.

    条款如：三项合计。
    """

    of: tuple[Node, ...]

    def __post_init__(self) -> None:
        require(len(self.of) > 0, "“合计”里没有内容")
        same_unit("“合计”", *self.of)

    @property
    def unit(self) -> Unit:
        return same_unit("“合计”", *self.of)


@dataclass(frozen=True, slots=True)
class Mean(Node):
    """Their arithmetic mean, rounded to `places`. A part that does not apply is left out of sum and number.

    条款如：三率平均。
    """

    of: tuple[Node, ...]
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        require(len(self.of) > 0, "“平均”里没有内容")
        same_unit("“平均”", *self.of)
        _places(self.places, "“平均”")

    @property
    def unit(self) -> Unit:
        return same_unit("“平均”", *self.of)


class Statistic(Enum):
    """What is asked of the peers."""

    MEAN = "mean"
    BEST = "best"
    WORST = "worst"
    RANK = "rank"


class Cohort(Enum):
    """Who the peers are: everyone scored by the table, the same class, the same parent (a county's towns)."""

    ALL = "all"
    CLASS = "class"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Peer(Node):
    """A statistic over the peers, the unit itself included, frozen before anybody is scored.

    RANK: 1 is best, equals share the better place (1, 2, 2, 4). MEAN is rounded to `places`. Peers for
    whom `of` does not apply are left out; while some have not reported, the statistic is taken over
    those who have and the result is provisional. Nobody has: MISSING. The unit itself without a value
    has no rank: its own absence. 条款如：位居全市前两位；低于全市平均水平。
    """

    of: Node
    statistic: Statistic
    among: Cohort = Cohort.ALL
    higher_is_better: bool = True
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        quantity(self.of, "“比照”")
        _places(self.places, "“比照”")
        require(not any(isinstance(node, Peer) for node in walk(self.of)), "“比照”里面不能再有“比照”")

    @property
    def unit(self) -> Unit:
        return RANK if self.statistic is Statistic.RANK else self.of.unit


@dataclass(frozen=True, slots=True)
class Subordinates(Node):
    """The mean total of the units directly below this one, as another table of the scheme scored them.

    Rounded to `places`. Units below without a final total: the result is provisional; no unit below:
    NOT_APPLICABLE. 条款如：县级得分的70分取各乡镇得分平均。
    """

    table: str
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        _named(self.table, "“下级得分”")
        _places(self.places, "“下级得分”")

    @property
    def unit(self) -> Unit:
        return POINTS


class Correction(Enum):
    """How what was found changes what was reported."""

    REPLACE = "replace"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Corrected(Node):
    """The reported figure after inspection.

    REPLACE: where `found` differs from `reported` by more than `tolerance`, `found` counts. DISCOUNT:
    `found` is an error rate in percent, and the reported figure is cut by it, rounded to `places`.
    Not inspected (`found` MISSING, PENDING or NOT_APPLICABLE): the reported figure stands; nothing
    reported: MISSING, whatever was found. 条款如：以样本点上报误差修正。
    """

    reported: Node
    found: Node
    how: Correction = Correction.REPLACE
    tolerance: Decimal = ZERO
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        _places(self.places, "“核实”")
        decimal(self.tolerance, "允许误差", least=ZERO)
        if self.how is Correction.REPLACE:
            same_unit("“核实”", self.reported, self.found)
        else:
            quantity(self.reported, "“核实”")
            unit = quantity(self.found, "差错率")
            require(unit.fits(PERCENT), "差错率要以百分比计")
            require(self.tolerance == 0, "按差错率折减时没有允许误差")

    @property
    def unit(self) -> Unit:
        return self.reported.unit
