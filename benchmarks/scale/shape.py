"""What is scored: items of six families in turn, two lists besides, a veto, grades. Every engine reads its columns by these names.

Points are whole numbers of 1/10,000 point, totals of 1/100 point, as in the answers that engines write.
"""

from dataclasses import dataclass
from enum import Enum
from math import floor, sqrt

POINT = 10_000
"""One point in the unit of scores."""
CENT = POINT // 100
"""The unit of totals in the unit of scores: a total is rounded to it."""
FULL = 4 * POINT
"""Full points of every item."""


class Family(Enum):
    """How an item is scored. PERCENT, EVENTS and TIERS are exact as they stand, the others are rounded at four places."""

    PERCENT = "率"
    EVENTS = "起数"
    TIERS = "评分"
    SHARE = "完成"
    RATIO = "比率"
    TASK = "任务"


@dataclass(frozen=True, slots=True)
class Item:
    """One base item: `name` is its column in the answers, `figure` its column (or the stem of its columns) in the facts."""

    name: str
    figure: str
    family: Family

    @property
    def part(self) -> str:
        return f"{self.figure}.分子"

    @property
    def whole(self) -> str:
        return f"{self.figure}.分母"

    @property
    def target(self) -> str:
        return f"{self.figure}.目标"

    @property
    def state(self) -> str | None:
        """The column that says 不适用; None where the item applies to everybody."""
        return f"{self.figure}.状态" if self.family in (Family.TIERS, Family.RATIO) else None


def items(count: int) -> tuple[Item, ...]:
    """So many items, the families in turn."""
    families = tuple(Family)
    made = ((number, families[number % len(families)]) for number in range(count))
    return tuple(Item(f"指标{number}", f"{family.value}{number}", family) for number, family in made)


def answer_names(count: int) -> tuple[str, ...]:
    """The item columns of the answers, in order: the items, then those of the lists."""
    return (*(item.name for item in items(count)), *LISTS)


UNIT, CLASS, CITY, COUNTRY = "单位", "类别", "城", "乡"
NOT_APPLICABLE = "不适用"
PRAISED, MODEL, LATE, BLAMED = "表彰", "典型", "迟报", "通报"
"""Items of the lists: two that add (a count, a yes/no), two that take (two counts). Names and figures are the same."""
LISTS = (PRAISED, MODEL, LATE, BLAMED)
VETO = "弄虚作假"
BONUS_CAP = 2 * POINT
DEDUCTION_CAP = 3 * POINT
"""What the lists give and take at most."""
QUOTA_PERCENT = 30
"""So many percent of the ranked units may get the best grade."""

TOTAL, PROVISIONAL, RANK, GRADE = "总分", "暂定", "名次", "等次"
GRADES = ("优秀", "良好", "合格", "不合格")

_MEAN, _SPREAD = 2.19, 1.38
_LISTS_MEAN = -0.17
"""Mean and standard deviation of an item's points, and the mean of the lists, over the figures of `material`."""
_ABOVE = (0.84, -0.25, -1.4)
"""Where the limits of the grades lie, in standard deviations of the total: a fifth, three fifths, eleven twelfths reach them."""


def limits(count: int) -> tuple[int, int, int]:
    """The least total (1/100 point) of all grades but the last, for a scheme of so many items; whole points."""
    best, good, fair = (
        100 * floor(_MEAN * count + _LISTS_MEAN + above * _SPREAD * sqrt(count)) for above in _ABOVE
    )
    return best, good, fair
