"""One figure that a rule asks for, and the values of it that are worth a trial."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum

from kaohe.core import Unit, UnitKind
from kaohe.scheme.model import Measure

ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_WHOLE = (UnitKind.COUNT, UnitKind.RANK)

Value = Decimal | bool | str
"""A number, a yes or no, or the name of a level."""


class Asked(Enum):
    """Which figure of a measure: this period's, its target, or last year's."""

    ACTUAL = "actual"
    TARGET = "target"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Point:
    """A value worth a trial, what it is in Chinese, and how much it matters (0 most)."""

    value: Value
    what: str
    weight: int = 0


_USUAL = {UnitKind.PERCENT: 90, UnitKind.MONEY: 100, UnitKind.RANK: 5, UnitKind.POINTS: 5}
"""What a figure is supposed to be where the rule says nothing: a target, last year's. Else ten."""

_PLAIN = {
    UnitKind.PERCENT: (100, 90, 60, 0),
    UnitKind.MONEY: (1000, 100, 0),
    UnitKind.RANK: (1, 2, 5),
    UnitKind.POINTS: (10, 5, 0),
}
"""What is tried where the rule has no edge that can be named beforehand, such as the mean of the peers."""


@dataclass
class Slot:
    """A figure with its points. `up`: 1 where more is better, -1 where less is, 0 not known.

    `inside` is the range outside of which it gets worse on both sides. `fixed` is supposed and not tried;
    `optional` is supposed only where it is tried itself. `levels` stand from best to worst; `named` are those that
    conditions name.
    """

    measure: str
    asked: Asked
    unit: Unit | None
    declared: Measure | None = None
    points: list[Point] = field(default_factory=list)
    levels: tuple[str, ...] = ()
    up: int = 0
    inside: tuple[Decimal, Decimal] | None = None
    fixed: Decimal | None = None
    optional: bool = False
    named: tuple[str, ...] = ()

    @property
    def kind(self) -> UnitKind | None:
        """None for a level."""
        return self.unit.kind if self.unit else None

    @property
    def tried(self) -> bool:
        """Targets and last year's figures are given; what is reported is tried."""
        return self.fixed is None and (self.asked is Asked.ACTUAL or self.kind in (UnitKind.FLAG, None))

    @property
    def unit_step(self) -> Decimal:
        """The smallest difference that can be reported: 1 for counts, else two decimals or as declared."""
        if self.kind in _WHOLE:
            return Decimal(1)
        return Decimal(1).scaleb(-(self.declared.places if self.declared else 2))

    def leans(self, up: int) -> None:
        """The first part of the rule that says which way is better decides."""
        self.up = self.up or up

    def add(self, value: Decimal, what: str, weight: int) -> None:
        """A value that may be off the grid of what can be reported: it is moved to the worse side."""
        step = self.unit_step if self.kind in _WHOLE else min(self.unit_step, _last_digit(value))
        rounded = value.quantize(step, ROUND_CEILING if self.up < 0 else ROUND_FLOOR)
        self.points.append(
            Point(rounded.normalize() + ZERO, what if rounded or not weight else "为零", weight)
        )

    def given(self) -> Point:
        """What a figure that is not tried is supposed to be."""
        if self.fixed is not None:
            return Point(self.fixed, "假定")
        targets = self.declared.targets if self.declared and self.asked is Asked.TARGET else ()
        usual = Decimal(_USUAL.get(self.kind or UnitKind.ANY, 10))
        return Point(targets[0][1] if targets else usual, "假定")

    def chosen(self, most: int) -> tuple[Point, ...]:
        """At most so many, from the best to the worst; which ones, their weight decides."""
        if self.kind is None:
            levels = self.levels or (self.declared.levels if self.declared else ()) or self.named
            return tuple(Point(level, f"评为“{level}”") for level in dict.fromkeys(levels))[:most]
        if self.kind is UnitKind.FLAG:
            return tuple(Point(yes, "是" if yes else "否") for yes in (self.up >= 0, self.up < 0))
        points: dict[Value, Point] = {}
        for point in sorted(self._within_bounds(), key=lambda point: point.weight):
            points.setdefault(point.value, point)
        kept = list(points.values())[:most]
        return tuple(sorted(kept, key=lambda point: self._badness(_number(point))))

    def _badness(self, value: Decimal) -> tuple[Decimal, Decimal]:
        if self.inside is None:
            return (value if self.up < 0 else -value, ZERO)
        low, high = self.inside
        return (max(low - value, value - high, ZERO), value)

    def _within_bounds(self) -> list[Point]:
        points = self.points or [
            Point(Decimal(value), "试算") for value in _PLAIN.get(self.kind or UnitKind.ANY, (10, 1, 0))
        ]
        low, high = self._bounds([_number(point) for point in points])
        return [
            Point(min(max(_number(p), low), high if high is not None else _number(p)), p.what, p.weight)
            if low <= _number(p) or p.weight == 0
            else Point(low, "最低" if low else "为零", p.weight)
            for p in points
        ]

    def _bounds(self, values: list[Decimal]) -> tuple[Decimal, Decimal | None]:
        """As declared; else what the kind implies, unless the rule itself names a number beyond."""
        low, high = self.declared.bounds if self.declared else (None, None)
        edges = [_number(p) for p in self.points if p.weight == 0] or values
        if low is None:
            low = min([Decimal(1) if self.kind is UnitKind.RANK else ZERO, *edges])
        if high is None and self.kind is UnitKind.PERCENT and max(edges) <= _HUNDRED:
            high = _HUNDRED
        return low, high


def _number(point: Point) -> Decimal:
    assert isinstance(point.value, Decimal)
    return point.value


def _last_digit(value: Decimal) -> Decimal:
    """0.01 for 98.25; never finer than four decimals."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(max(-4, min(0, exponent if isinstance(exponent, int) else 0)))
