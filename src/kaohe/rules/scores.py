"""Points: what a figure, a count, a level or a person's decision earns or costs.

Points carry four decimals inside. Every node here that multiplies or divides rounds its own result
to four, half away from zero; no other rounding happens unless a `Round` says so.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from kaohe.core import POINTS, Unit
from kaohe.rules.node import Node, Part, decimal, points, require, same_unit
from kaohe.rules.quantities import ZERO, Const


class Fraction(Enum):
    """What a begun step does: in proportion, only whole steps count, or a begun step counts whole."""

    PROPORTIONAL = "proportional"
    WHOLE = "whole"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class Score(Node):
    """What yields points."""

    @property
    def unit(self) -> Unit:
        return POINTS


@dataclass(frozen=True, slots=True)
class PerStep(Score):
    """`points` for each `step` by which `of` lies below `below` or above `above`; up to `cap`.

    Always zero or more: the ledger it stands in says whether it is taken or given. Events are counted
    above zero (`per_event`). With both limits it is the distance outside a range. Zero distance: zero
    points. 条款如：每下降1个百分点扣0.5分；每1人次扣0.2分；103—107，每超出1扣0.5分；最多扣3分。
    """

    of: Node
    step: Decimal
    points: Decimal
    below: Node | None = None
    above: Node | None = None
    fraction: Fraction = Fraction.PROPORTIONAL
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        limits = [limit for limit in (self.below, self.above) if limit is not None]
        require(len(limits) > 0, "“每…”没有写从哪里算起")
        same_unit("“每…”", self.of, *limits)
        decimal(self.step, "每一步的大小", above=ZERO)
        decimal(self.points, "每一步的分", least=ZERO)
        if self.cap is not None:
            decimal(self.cap, "“最多”", least=ZERO)
        if isinstance(self.below, Const) and isinstance(self.above, Const):
            require(self.below.value <= self.above.value, "区间的下限大于上限")


@dataclass(frozen=True, slots=True)
class Proportional(Score):
    """A straight line from (`low`, `low_points`) to (`high`, `high_points`), flat beyond both ends.

    `low` above `high` is the slope of a figure that is better when lower. Both ends equal: PENDING.
    条款如：按完成比例得分；30%至50%之间按比例得分。
    """

    of: Node
    low: Node
    high: Node
    low_points: Decimal
    high_points: Decimal

    def __post_init__(self) -> None:
        same_unit("“按比例”", self.of, self.low, self.high)
        decimal(self.low_points, "起点得分")
        decimal(self.high_points, "终点得分")
        if isinstance(self.low, Const) and isinstance(self.high, Const):
            require(self.low.value != self.high.value, "“按比例”的起点和终点是同一个数")


@dataclass(frozen=True, slots=True)
class Tier(Part):
    """A threshold (strict: the threshold itself does not count) and what reaching it earns."""

    threshold: Node
    points: Node
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Tiers(Score):
    """The points of the first tier that `of` reaches, best tier first; none reached: `otherwise`.

    Tiers stand from the best to the worst, so that there is no gap and no overlap.
    条款如：95分及以上得8分，90—94分得6分，80分以下不得分。
    """

    of: Node
    tiers: tuple[Tier, ...]
    otherwise: Node
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        require(len(self.tiers) > 0, "“分档”里没有一档")
        same_unit("“分档”", self.of, *(tier.threshold for tier in self.tiers))
        for tier in self.tiers:
            points(tier.points, "分档的得分")
        points(self.otherwise, "“否则”")
        for upper, lower in pairwise(self.tiers):
            if isinstance(upper.threshold, Const) and isinstance(lower.threshold, Const):
                better, worse = upper.threshold.value, lower.threshold.value
                falls = better > worse if self.higher_is_better else better < worse
                touches = better == worse and upper.strict and not lower.strict
                require(falls or touches, "“分档”要从最好的一档写到最差的一档")


@dataclass(frozen=True, slots=True)
class Line(Part):
    """One entry of a ledger: what for, and the rule that says how many points."""

    label: str
    points: Node


@dataclass(frozen=True, slots=True)
class Ledger(Score):
    """Start from `start`, take the deductions, give the bonuses, stop at `floor` and `cap`.

    `when_spent` is taken besides once the deductions reach `start` (扣完后追加扣除), after the floor.
    No floor: it may go below zero. A line that does not apply is left out, and where no line applies,
    neither does the ledger, whatever it starts from; a line not reported makes the whole MISSING, because
    it might still cost points.
    条款如：得4分；每…扣…；扣完为止。上不封顶可得负分。扣满4分的，追加扣除10分。
    """

    start: Decimal = ZERO
    deductions: tuple[Line, ...] = ()
    additions: tuple[Line, ...] = ()
    floor: Decimal | None = ZERO
    cap: Decimal | None = None
    when_spent: Decimal = ZERO

    def __post_init__(self) -> None:
        decimal(self.start, "起分", least=ZERO)
        decimal(self.when_spent, "扣完追加", least=ZERO)
        require(len(self.deductions) + len(self.additions) > 0, "计分台账里没有一条")
        for line in self.deductions + self.additions:
            points(line.points, f"“{line.label}”" if line.label else "加减分")
        if self.floor is not None and self.cap is not None:
            require(self.floor <= self.cap, "最低分大于最高分")
        spendable = len(self.deductions) > 0 and self.start > 0
        require(self.when_spent == 0 or spendable, "“扣完追加”要有起分和扣分的条款，才谈得上扣完")


@dataclass(frozen=True, slots=True)
class Weight(Part):
    """A weight (0.7, not 70) and what it weighs."""

    weight: Decimal
    of: Node
    label: str = ""


@dataclass(frozen=True, slots=True)
class Weighted(Score):
    """The weighted sum, rounded. A part that does not apply is left out and the other weights are
    scaled up to the same sum; all so: NOT_APPLICABLE. 条款如：水平占70%，进步占30%；市60:县40。
    """

    of: tuple[Weight, ...]

    def __post_init__(self) -> None:
        require(len(self.of) > 0, "“加权”里没有内容")
        for part in self.of:
            points(part.of, "“加权”")
            decimal(part.weight, "权重", above=ZERO)


@dataclass(frozen=True, slots=True)
class Level(Part):
    """A level's name and its points."""

    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class ByLevel(Score):
    """The points of the level that somebody judged. Not judged yet: PENDING.

    条款如：落实好的得3分；较好得2分；一般得1分。
    """

    measure: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        require(bool(self.measure) and len(self.levels) > 1, "“评定”至少要有两个等级")
        names = [level.name for level in self.levels]
        require(len(set(names)) == len(names), "“评定”里有同名的等级")
        for level in self.levels:
            decimal(level.points, f"等级“{level.name}”的分")


@dataclass(frozen=True, slots=True)
class Discretion(Score):
    """Points that somebody decides within a range, both ends included; or none where `or_none`.

    Not decided yet: PENDING. A figure outside the range is refused where facts are read.
    条款如：视情况扣1—5分；酌情加分，最高5分。
    """

    measure: str
    low: Decimal
    high: Decimal
    or_none: bool = False

    def __post_init__(self) -> None:
        require(bool(self.measure), "“评分”没有写数据项")
        decimal(self.low, "评分范围")
        decimal(self.high, "评分范围")
        require(self.low < self.high, "评分范围的下限要小于上限")


def per_event(of: Node, points: Decimal, *, cap: Decimal | None = None) -> PerStep:
    """每发生1起扣…分: `points` for each one counted above zero."""
    return PerStep(of, Decimal(1), points, above=Const(ZERO), cap=cap)
