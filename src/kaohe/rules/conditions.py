"""Conditions: yes, no, or not known yet.

A condition that cannot be decided is an `Absence`, never a no. 全部 and 任一 decide as soon as what is
known suffices (one no settles 全部, one yes settles 任一).
"""

from dataclasses import dataclass
from enum import Enum

from kaohe.core import FLAG, Cadence, Unit
from kaohe.rules.node import Node, condition, require, same_unit


class Relation(Enum):
    """How two numbers compare."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    EQUAL = "equal"
    UNEQUAL = "unequal"


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """What can hold or not."""

    @property
    def unit(self) -> Unit:
        return FLAG


@dataclass(frozen=True, slots=True)
class Compare(Condition):
    """The two numbers stand in the relation, decided exactly. An absent side: that absence.

    条款如：低于80%；不高于5%。
    """

    left: Node
    relation: Relation
    right: Node

    def __post_init__(self) -> None:
        same_unit("比较", self.left, self.right)


@dataclass(frozen=True, slots=True)
class LevelIs(Condition):
    """The level that was judged is one of these. Not judged yet: PENDING. 条款如：评为“差”的。"""

    measure: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        require(bool(self.measure) and len(self.names) > 0, "等级条件要写明数据项和等级名称")


@dataclass(frozen=True, slots=True)
class InClass(Condition):
    """The unit belongs to one of these classes. Always known. 条款如：农村镇。"""

    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        require(len(self.classes) > 0, "没有写单位类别")


@dataclass(frozen=True, slots=True)
class PeriodIs(Condition):
    """The period that is being scored is of one of these lengths. Always known. 条款如：半年考核时。"""

    cadences: tuple[Cadence, ...]

    def __post_init__(self) -> None:
        require(len(self.cadences) > 0, "没有写考核期")


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The contrary. Absent stays absent. 条款如：未建立的。"""

    of: Node

    def __post_init__(self) -> None:
        condition(self.of, "“不是”")


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every one holds. One that does not apply is left out; all so: NOT_APPLICABLE. 条款如：均已签订的。"""

    of: tuple[Node, ...]

    def __post_init__(self) -> None:
        require(len(self.of) > 0, "“全部”里没有条件")
        for part in self.of:
            condition(part, "“全部”")


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one holds. One that does not apply is left out; all so: NOT_APPLICABLE. 条款如：有一项的。"""

    of: tuple[Node, ...]

    def __post_init__(self) -> None:
        require(len(self.of) > 0, "“任一”里没有条件")
        for part in self.of:
            condition(part, "“任一”")
