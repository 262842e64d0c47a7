"""What points can hang on: a fact, events, steps from a line, a line, a place in a ranking."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Kind(Enum):
    """FACT: it is so or not. EVENTS: for each one counted. STEPS: for each step away from a line.
    LINE: the figure stands on one side of a number, or between two. OTHERWISE: in all other cases.
    """

    FACT = "fact"
    EVENTS = "events"
    STEPS = "steps"
    LINE = "line"
    RANK = "rank"
    OTHERWISE = "otherwise"
    ALWAYS = "always"


class Side(Enum):
    """On which side of the line the figure must be for the points, or the step is counted."""

    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`; None: without end. `includes_…` whether the end itself belongs.

    `sizes`: the numbers are looked at without their sign, so -15 lies between 10 and 20 too.
    """

    low: Decimal | None
    high: Decimal | None
    includes_low: bool = True
    includes_high: bool = True
    sizes: bool = False

    @property
    def even(self) -> bool:
        """Whether it reaches as far below nothing as above it (±10%以内, ±30%以外)."""
        return self.sizes or (self.low is not None and self.low < 0 and self.high == -self.low)

    def outside(self) -> "Interval | None":
        """All numbers that are not in it; None where they lie on both sides of it."""
        if self.sizes or (self.low is None) == (self.high is None):
            return None
        if self.low is not None:
            return Interval(None, self.low, True, not self.includes_low)
        return Interval(self.high, None, not self.includes_high, True)


@dataclass(frozen=True, slots=True)
class Trigger:
    """`subject` is the stretch of normal text that names it. `unit` as written (“%”, “百分点”, “次”).

    STEPS: `side` and `step`, `line` where the statement says it, or
    `between` where the distance is from a range (103—107). LINE: `intervals`, more than one only where the
    statement lists several (低于80%、70%、60%的，分别…). `in_passing`: one counted thing named before an award (1次得1分), which may turn out to be the first of several tiers.
    `against_last_year`: the figure is the change; `against`: another figure,
    the stretch that names it. `meets`: being equal to it is enough. `of_task`: the figure is how much of the task is done, in percent.
    """

    kind: Kind
    subject: tuple[int, int]
    unit: str = ""
    step: Decimal = Decimal(1)
    side: Side | None = None
    line: Decimal | None = None
    line_unit: str = ""
    between: Interval | None = None
    intervals: tuple[Interval, ...] = ()
    against_last_year: bool = False
    against: tuple[int, int] | None = None
    shortage: bool = False
    own_subject: bool = True
    in_passing: bool = False
    of_task: bool = False
    meets: bool = False
    doubt: str = ""
