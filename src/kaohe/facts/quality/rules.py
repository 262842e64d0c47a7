"""What an office holds figures against, beside its scheme: relations, fences, the rates' measures, standards (数据规则)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kaohe.core import Place, Severity
from kaohe.facts.quality.relation import Relation
from kaohe.rules import Fraction


class Rate(Enum):
    """The four rates of data quality."""

    COVERAGE = "coverage"
    COMPLETENESS = "completeness"
    LOGIC = "logic"
    TIMELINESS = "timeliness"

    @property
    def label(self) -> str:
        return RATE_WORDS[self]


RATE_WORDS = {
    Rate.COVERAGE: "覆盖率",
    Rate.COMPLETENESS: "完整率",
    Rate.LOGIC: "逻辑准确率",
    Rate.TIMELINESS: "及时率",
}


@dataclass(frozen=True, slots=True)
class FigureRule:
    """校验: how figures of one unit have to stand to one another.

    `tolerance`: by how much it may be missed. `reason`: why it has to be so, shown with what does not hold. ERROR keeps a form from
    being handed in; WARNING (unless written) asks for an explanation. `when`: it is tried only where this holds.
    """

    name: str
    relation: Relation
    reason: str = ""
    tolerance: Decimal = Decimal(0)
    severity: Severity = Severity.WARNING
    when: Relation | None = None
    where: Place = field(default=Place(), compare=False)


class Against(Enum):
    """What a figure's change is counted from."""

    LAST_YEAR = "上年"
    BEFORE = "上期"


@dataclass(frozen=True, slots=True)
class Fences:
    """异常: when a change stands out among the units of the same level and class.

    fewest: so many units must have a change for the statistic to say anything. times: how many robust standard deviations from the
    median are too far. least_growth (percent), least_points (百分点), least_count: a change nearer to the median than this is never
    spoken of, however alike the others are. usual: by measure, the range outside of which a figure wants a second look. against: what
    changes are counted from, in the order in which they are asked about.
    """

    fewest: int = 8
    times: Decimal = Decimal("3.5")
    least_growth: Decimal = Decimal(20)
    least_points: Decimal = Decimal(5)
    least_count: Decimal = Decimal(10)
    usual: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    against: tuple[Against, ...] = (Against.LAST_YEAR,)


STANDARD = Fences()


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the base and what is required on it; None is no bound.

    `step` and `each`: for each `step` above `low`, `each` more, a begun step as `fraction` says, and at most `most`.
    """

    value: Decimal
    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False
    step: Decimal | None = None
    each: Decimal = Decimal(0)
    fraction: Fraction = Fraction.WHOLE
    most: Decimal | None = None
    where: Place = field(default=Place(), compare=False)

    def holds(self, base: Decimal) -> bool:
        """Whether a base lies on it."""
        above = self.low is None or base > self.low or (self.low_in and base == self.low)
        return above and (self.high is None or base < self.high or (self.high_in and base == self.high))


@dataclass(frozen=True, slots=True)
class Standard:
    """标准: what a unit has to have by the size of a measure (its population), a target of `measure`.

    `scale`: the bands' bounds and steps are in so many (万: 10000), `scale_word` the word for it. `levels` and `classes` empty: all.
    `last_year`: by the base of the year before (the population at its end), which is known when targets are set.
    """

    measure: str
    base: str
    bands: tuple[Band, ...]
    scale: int = 1
    scale_word: str = ""
    levels: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    basis: str = ""
    last_year: bool = False
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class DataRules:
    """Everything in the file. `rates`: the measures that the four rates are put into.

    `running` (累计数): the figure of each period counts from the beginning of the year already, so that they are never added up.
    `stocks` (时点数): the figure says how many there are on a day (staff, places), not how many came about; never added up, and not
    held against time. A measure with a standard is one.
    """

    relations: tuple[FigureRule, ...] = ()
    fences: Fences = STANDARD
    rates: Mapping[Rate, str] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()
    running: frozenset[str] = frozenset()
    stocks: frozenset[str] = frozenset()


NO_RULES = DataRules()
