"""A scheme (考核办法) as data: complete, frozen, with a content hash.

A `Scheme` is never edited; a change makes a new version. What may still have holes is a
`SchemeDraft` (`scheme.draft`), and `complete` makes the one from the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kaohe.core import FLAG, MONEY, PERCENT, POINTS, RANK, Cadence, Period, Place, Unit, UnitKind
from kaohe.rules import Node


class MeasureKind(Enum):
    """What a measure's facts look like."""

    PERCENT = "percent"
    RATIO = "ratio"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    LEVEL = "level"
    POINTS = "points"
    RANK = "rank"


class Supply(Enum):
    """How a figure comes about: reported by the unit, taken from elsewhere, found on inspection, judged."""

    REPORTED = "reported"
    EXTERNAL = "external"
    FOUND = "found"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Measure:
    """数据项: what is counted, in which unit, within which bounds, how often and by whom.

    `places` are the decimals a figure may have; `low` and `high` the bounds outside which it is
    refused. A RATIO is reported as two counts (`part_name` of `whole_name`), times `per`. `targets` pairs a
    class (empty: every class) with the target that holds for its units unless they are given one of their own.
    """

    id: str
    kind: MeasureKind
    label: str = ""
    unit_label: str = ""
    part_name: str = "分子"
    whole_name: str = "分母"
    per: int = 100
    places: int = 2
    low: Decimal | None = None
    high: Decimal | None = None
    higher_is_better: bool | None = None
    cadence: Cadence | None = None
    department: str = ""
    supply: Supply = Supply.REPORTED
    levels: tuple[str, ...] = ()
    targets: tuple[tuple[str, Decimal], ...] = ()
    note: str = ""
    where: Place = field(default=Place(), compare=False)

    @property
    def unit(self) -> Unit:
        """The unit that rules see."""
        return _UNITS.get(self.kind) or _counted(self)

    @property
    def name(self) -> str:
        return self.label or self.id

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The bounds that hold: as declared, else what the kind implies (a percentage: 0 to 100)."""
        low = self.low if self.low is not None else _LOWEST.get(self.kind)
        if self.high is not None or self.kind not in _PERCENTAGES or self.per != 100:
            return low, self.high
        return low, Decimal(100)

    def standing_target(self, unit_class: str) -> Decimal | None:
        """The target of a class, else of all; None where the scheme sets none."""
        targets = dict(self.targets)
        return targets.get(unit_class, targets.get(""))


_UNITS = {
    MeasureKind.PERCENT: PERCENT,
    MeasureKind.MONEY: MONEY,
    MeasureKind.YES_NO: FLAG,
    MeasureKind.POINTS: POINTS,
    MeasureKind.RANK: RANK,
}


_PERCENTAGES = (MeasureKind.PERCENT, MeasureKind.RATIO)
_LOWEST = {
    MeasureKind.PERCENT: Decimal(0),
    MeasureKind.RATIO: Decimal(0),
    MeasureKind.COUNT: Decimal(0),
    MeasureKind.MONEY: Decimal(0),
    MeasureKind.RANK: Decimal(1),
}


def _counted(measure: Measure) -> Unit:
    if measure.kind is MeasureKind.RATIO:
        return PERCENT if measure.per == 100 else Unit(UnitKind.NUMBER, measure.unit_label)
    kind = UnitKind.COUNT if measure.kind is MeasureKind.COUNT else UnitKind.NUMBER
    return Unit(kind, measure.unit_label)


class WhenNotApplicable(Enum):
    """What an item that does not apply does to the total.

    SCALE: it leaves the full points too, and the rest is scaled up to the table's total (按比例折算).
    FULL: it counts full points. ZERO: it earns nothing.
    """

    SCALE = "scale"
    FULL = "full"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Item:
    """A scored indicator: its full points, the clause as written, and the rule the clause means.

    The rule's result is kept between `floor` and `cap`. `floor` None: it may go below zero without end
    (可得负分). In a deduction group points are negative and `cap` is zero. `standard` is what is asked, where the
    document states it apart from the clause.
    """

    code: str
    name: str
    points: Decimal
    rule: Node
    clause: str = ""
    departments: tuple[str, ...] = ()
    method: str = ""
    floor: Decimal | None = Decimal(0)
    cap: Decimal | None = None
    when_not_applicable: WhenNotApplicable = WhenNotApplicable.SCALE
    note: str = ""
    standard: str = ""
    where: Place = field(default=Place(), compare=False)


class GroupKind(Enum):
    """BASE makes up the table's full points; BONUS and DEDUCTION lists come on top, within their caps."""

    BASE = "base"
    BONUS = "bonus"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True)
class Group:
    """An indicator that has others below it. Its score is the sum of theirs, between `floor` and `cap`,
    times `weight` (rounded). `points` is what its children add up to, before the weight.
    """

    code: str
    name: str
    children: tuple["Group | Item", ...]
    kind: GroupKind = GroupKind.BASE
    points: Decimal = Decimal(0)
    weight: Decimal = Decimal(1)
    floor: Decimal | None = None
    cap: Decimal | None = None
    where: Place = field(default=Place(), compare=False)

    def items(self) -> Iterator[Item]:
        """All items below, in order."""
        for child in self.children:
            if isinstance(child, Item):
                yield child
            else:
                yield from child.items()


class Effect(Enum):
    """What a veto or a card does.

    UNRANKED: no rank, listed apart. LAST: ranked behind all others. ZERO: the total is zero.
    GRADE: the grade is at best the one that is named. NOTE: it is only listed.
    """

    UNRANKED = "unranked"
    LAST = "last"
    ZERO = "zero"
    GRADE = "grade"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决 or, with `card`, 黄牌: a condition and what it does.

    `approval` names the approved list it rests on.
    """

    name: str
    condition: Node
    effect: Effect
    grade: str = ""
    card: bool = False
    approval: str = ""
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Grade:
    """等次: from which total on, and for how many. Grades stand from the best to the worst.

    `share` is a share of the ranked units (0.3), rounded down; `most` a number. Who reaches the points
    but not the quota gets the next grade. `at_least` None: everybody else.
    """

    name: str
    at_least: Decimal | None = None
    share: Decimal | None = None
    most: int | None = None
    where: Place = field(default=Place(), compare=False)


class Scope(Enum):
    """Within whom a rank is counted."""

    ALL = "all"
    CLASS = "class"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Ranking:
    """排名: within whom, and what decides between equal totals.

    `tie_break` are codes of items or groups, compared in turn, more is better; who is still equal
    shares the rank (1, 2, 2, 4).
    """

    scope: Scope = Scope.ALL
    tie_break: tuple[str, ...] = ()
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Selector:
    """Who a consequence is for. All that is stated must hold; of `first` and `last` either suffices.

    first / last: so many from the top or bottom of `of` (a code; empty: the total, of ranked units) within
    `scope`, among those who meet all the rest; equals at the edge are all in, and said so. grade: who got this grade. vetoed / carded: who was.
    condition: for whom it holds. lists: who is on all of these lists of consequences, evaluated before
    or, with `years`, was on it so many years running (this year included).
    """

    first: int | None = None
    last: int | None = None
    of: str = ""
    scope: Scope = Scope.ALL
    classes: tuple[str, ...] = ()
    grade: str = ""
    vetoed: bool = False
    carded: bool = False
    condition: Node | None = None
    listed: str = ""
    years: int = 1


@dataclass(frozen=True, slots=True)
class Consequence:
    """结果运用: a list of units, what is done, and an amount for each unit (never for a person).

    Any one selector suffices. `passing_over` names lists whose members are passed over, the next one
    moving up (顺延). With `in_proportion` the amount is × total ÷ full points, rounded to cents, never
    below zero.
    `vetoed` units are left out unless `includes_vetoed`.
    """

    list_name: str
    action: str
    selectors: tuple[Selector, ...]
    amount: Decimal | None = None
    in_proportion: bool = False
    passing_over: tuple[str, ...] = ()
    includes_vetoed: bool = False
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """考核表: who is scored (units of one level), by which indicators, and what follows.

    total = Σ base groups (weighted) + bonuses within their caps − deductions within theirs, shown at
    `precision` decimals (四舍五入) and ranked as shown.
    """

    name: str
    level: str
    total: Decimal
    groups: tuple[Group, ...]
    precision: int = 2
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    ranking: Ranking = Ranking()
    consequences: tuple[Consequence, ...] = ()
    where: Place = field(default=Place(), compare=False)

    def items(self) -> Iterator[Item]:
        """All items of the table, in order."""
        for group in self.groups:
            yield from group.items()

    def find(self, code: str) -> Group | Item | None:
        """The group or item with this code, else with this name."""
        entries = list(self.entries())
        by_code = (entry for entry in entries if entry.code == code)
        return next(by_code, None) or next((entry for entry in entries if entry.name == code), None)

    def entries(self) -> Iterator[Group | Item]:
        """All groups and items, each before what is below it."""
        stack: list[Group | Item] = list(reversed(self.groups))
        while stack:
            entry = stack.pop()
            yield entry
            if isinstance(entry, Group):
                stack.extend(reversed(entry.children))


@dataclass(frozen=True, slots=True)
class Scheme:
    """考核办法: the whole, of one version. Tables are scored in their order; a table may look at the
    totals of those before it (`Subordinates`).
    """

    title: str
    version: str
    period: Period
    classes: tuple[str, ...]
    measures: Mapping[str, Measure]
    tables: tuple[Table, ...]
    basis: tuple[str, ...] = ()
    note: str = ""

    @property
    def judged(self) -> frozenset[str]:
        """The measures that a person judges."""
        return frozenset(m.id for m in self.measures.values() if m.supply is Supply.JUDGED)

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)
