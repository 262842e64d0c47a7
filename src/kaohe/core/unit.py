"""Units of measurement. (The units that are appraised live in `facts.units`.)"""

from dataclasses import dataclass
from enum import Enum


class UnitKind(Enum):
    """What a number counts; two numbers are compared or added only within one kind."""

    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    RANK = "rank"
    POINTS = "points"
    FLAG = "flag"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind, and the word the office writes behind the number (%, 人次, 万元)."""

    kind: UnitKind
    label: str = ""

    def fits(self, other: "Unit") -> bool:
        """Whether the two may stand beside one another in a comparison or a sum.

        A bare number in a rule (`ANY`) takes the unit of what it stands beside.
        """
        return self.kind is other.kind or UnitKind.ANY in (self.kind, other.kind)

    def __str__(self) -> str:
        return self.label or self.kind.value


PERCENT = Unit(UnitKind.PERCENT, "%")
MONEY = Unit(UnitKind.MONEY, "万元")
POINTS = Unit(UnitKind.POINTS, "分")
RANK = Unit(UnitKind.RANK, "名")
FLAG = Unit(UnitKind.FLAG)
ANY = Unit(UnitKind.ANY)
