"""Nodes that work on numbers, points and conditions alike: choose, scale, round, repeat, stand in.

Their value is of the same unit as what they hold.
"""

from dataclasses import dataclass
from enum import Enum

from kaohe.core import Cadence, Unit, UnitKind
from kaohe.core.numbers import POINT_PLACES, RATE_PLACES
from kaohe.rules.node import Node, Part, condition, quantity, require, same_kind, same_unit


@dataclass(frozen=True, slots=True)
class If(Node):
    """`then` where the condition holds, else `otherwise`. Not decided: the condition's absence.

    条款如：出现不配合现象不得分；否则不计分。
    """

    condition: Node
    then: Node
    otherwise: Node

    def __post_init__(self) -> None:
        condition(self.condition, "“如果”")
        same_kind("“则”与“否则”", self.then, self.otherwise)

    @property
    def unit(self) -> Unit:
        return same_kind("“则”与“否则”", self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class ClassCase(Part):
    """A class of units, and what holds for it."""

    name: str
    of: Node


@dataclass(frozen=True, slots=True)
class ByClass(Node):
    """What the unit's class says; a class that is not named: `otherwise`, and without one NOT_APPLICABLE.

    条款如：城关镇80%，农村镇60%；街道不考核此项。
    """

    cases: tuple[ClassCase, ...]
    otherwise: Node | None = None

    def __post_init__(self) -> None:
        require(len(self.cases) > 0, "“按类别”里没有类别")
        names = [case.name for case in self.cases]
        require(len(set(names)) == len(names), "“按类别”里同一类别写了两次")
        same_kind("“按类别”", *self.children())

    @property
    def unit(self) -> Unit:
        return same_kind("“按类别”", *self.children())


class Pick(Enum):
    """Which of several counts: 就高, or 就低."""

    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class PickOne(Node):
    """The highest (or lowest) of several. One that does not apply is left out; one not reported makes
    it MISSING, because it might be the one. 条款如：同一事项就高不就低、不重复计分。
    """

    of: tuple[Node, ...]
    pick: Pick = Pick.HIGHEST

    def __post_init__(self) -> None:
        require(len(self.of) > 1, "“就高”（“就低”）至少要有两项")
        same_unit("“就高”", *self.of)

    @property
    def unit(self) -> Unit:
        return same_unit("“就高”", *self.of)


@dataclass(frozen=True, slots=True)
class Times(Node):
    """`of` × `by`: a coefficient, 加倍, 减半. Rounded to four places. 条款如：乘以难度系数；加倍扣分。"""

    of: Node
    by: Node

    def __post_init__(self) -> None:
        quantity(self.of, "“乘”")
        unit = quantity(self.by, "“乘”的系数")
        plain = (UnitKind.ANY, UnitKind.NUMBER, UnitKind.COUNT)
        require(unit.kind in plain, f"“乘”的系数要是一个不带单位的数，写的却是以“{unit}”计的数")

    @property
    def unit(self) -> Unit:
        return self.of.unit


class Rounding(Enum):
    """How `Round` rounds. HALF_UP is 四舍五入, a half going away from zero; DOWN cuts off; UP goes on."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Round(Node):
    """The number at `places` decimals. 条款如：完成率保留一位小数。"""

    of: Node
    places: int
    mode: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        unit = quantity(self.of, "“取整”")
        most = POINT_PLACES if unit.kind is UnitKind.POINTS else 12
        require(0 <= self.places <= most, f"“取整”的小数位数要在0到{most}之间")

    @property
    def unit(self) -> Unit:
        return self.of.unit


class Gather(Enum):
    """How the parts of a period become one."""

    MEAN = "mean"
    SUM = "sum"
    LAST = "last"
    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class OverPeriods(Node):
    """`of` for each month (quarter, half-year) of the period, gathered into one. A mean is rounded.

    A part that does not apply is left out; one not reported makes it MISSING. Where the period is not
    longer than the cadence, it is `of` itself. 条款如：月积分平均；全年累计。
    """

    of: Node
    cadence: Cadence
    gather: Gather = Gather.MEAN
    places: int = RATE_PLACES

    def __post_init__(self) -> None:
        quantity(self.of, "“逐期”")
        require(0 <= self.places <= 12, "“逐期”的小数位数要在0到12之间")

    @property
    def unit(self) -> Unit:
        return self.of.unit


@dataclass(frozen=True, slots=True)
class Default(Node):
    """`of`, and a stated stand-in where it is absent for a stated reason. What has no stand-in stays absent.

    The reason is part of the rule, so that nobody earns points by default unseen.
    条款如：半年考核时此项默认为满分；无任务的不扣分。
    """

    of: Node
    reason: str
    missing: Node | None = None
    pending: Node | None = None
    not_applicable: Node | None = None

    def __post_init__(self) -> None:
        stands_in = [node for node in (self.missing, self.pending, self.not_applicable) if node is not None]
        require(len(stands_in) > 0, "“默认”没有写默认什么")
        require(bool(self.reason.strip()), "“默认”要写明理由")
        same_kind("“默认”", self.of, *stands_in)

    @property
    def unit(self) -> Unit:
        return same_kind("“默认”", *self.children())
