"""From statements to effects: each with the figure it looks at, what is given or taken, and up to how much.

Here a statement meets its neighbours: “每下降1百分点” finds the line it is measured from, “否则” the fact it is the
opposite of, “分别扣10分、5分” the two things it speaks of.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from kaohe.clauses.kinds import Interval, Kind, Side, Trigger
from kaohe.clauses.parsing import Statement, Verdict


class Action(Enum):
    """TAKE and GIVE so many points; NOTHING: the item earns none; ALL: full points; JUDGE: a person decides;
    SHARE: in proportion; EXTRA: taken besides, below zero; REMARK: no points move (不扣分); EXEMPT: full points whatever else (此项不扣分).
    """

    TAKE = "take"
    GIVE = "give"
    NOTHING = "nothing"
    ALL = "all"
    JUDGE = "judge"
    SHARE = "share"
    EXTRA = "extra"
    REMARK = "remark"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a rule asks for. `type`: percent, count, number or bool; `span` in the normal text, where it is first named.

    `lacking_of`: things asked for with yes or no, of which the figure is how many are lacking; it is not asked for itself.
    """

    name: str
    type: str
    span: tuple[int, int]
    unit: str = ""
    lacking_of: tuple["Figure", ...] = ()


@dataclass(slots=True)
class Effect:
    """One thing that moves points. `also`: other figures that must stand on the same side of the line. `negated`: it comes about where the trigger does not hold.
    `part`: points in brackets behind it, of the part it stands in.
    `figure` None: it hangs on what other effects say (否则) or on nothing."""

    action: Action
    trigger: Trigger
    statement: Statement
    points: Decimal | None = None
    high: Decimal | None = None
    figure: Figure | None = None
    base: Figure | None = None
    also: tuple[Figure, ...] = ()
    cap: Decimal | None = None
    rewards: bool = False
    interval: Interval | None = None
    dropped: bool = field(default=False)
    part: Decimal | None = None
    negated: bool = False

    @property
    def verdict(self) -> Verdict:
        assert self.statement.verdict is not None
        return self.statement.verdict

    @property
    def kind(self) -> Kind:
        return self.trigger.kind


ACTIONS = {
    "take": Action.TAKE,
    "give": Action.GIVE,
    "own": Action.GIVE,
    "half": Action.GIVE,
    "half_taken": Action.TAKE,
    "zero": Action.NOTHING,
    "all": Action.NOTHING,
    "full": Action.ALL,
    "judged": Action.JUDGE,
    "proportional": Action.SHARE,
    "product": Action.SHARE,
    "extra": Action.EXTRA,
    "untouched": Action.REMARK,
}
"""What each verdict of the grammar does; floors, caps and the like work on effects and are none themselves."""


def side_of(effect: Effect) -> Side | None:
    return effect.trigger.side


def with_points(effect: Effect, points: Decimal, figure: Figure | None) -> Effect:
    """The same effect for one of several things, with its own points."""
    return replace(effect, points=points, figure=figure)
