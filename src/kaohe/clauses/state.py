"""The work on one clause: effects found so far, figures named so far, what holds for all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import FINE_RATES, RATES, SIZES
from kaohe.clauses.lines import Standard
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.parsing import Statement
from kaohe.rules import Fraction

HUNDRED = Decimal(100)


def kind_of(unit: str) -> str:
    """percent, count or number, by the counting word."""
    if unit in FINE_RATES:
        return "number"
    if unit in RATES:
        return "percent"
    measured = (
        unit in SIZES
        or unit in ("分", "", "年", "小时", "分钟")
        or unit.endswith(("米", "元", "吨", "亩", "公里", "公顷"))
    )
    return "number" if measured else "count"


@dataclass(slots=True)
class Resolved:
    """The effects of a clause (or of a part of it), and what holds for all of them together.

    `extra_cap`: how much may be added on top of the item's points. `start_at`: what the item starts from, where that is not its points (以5分为基准). `lowest`: how far below zero it may end (最低计至-5分).
    """

    effects: list[Effect] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    caps: list[Decimal] = field(default_factory=list)
    extra_cap: Decimal | None = None
    sections: dict[int, Decimal] = field(default_factory=dict)
    floor: bool = False
    spent_at: Decimal | None = None
    below_zero: bool = False
    lowest: Decimal | None = None
    highest: bool = False
    headed: bool = False
    when_spent: Decimal | None = None
    start_at: Decimal | None = None
    fraction: Fraction = Fraction.PROPORTIONAL
    placed: list[tuple[int, int]] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """What is known while the statements of a clause are worked through.

    `item` and `context` are looked at for lines that the clause leaves out; `points` are the item's.
    """

    normal: NormalText
    statements: Sequence[Statement]
    item: str = ""
    context: str = ""
    points: Decimal | None = None
    out: Resolved = field(default_factory=Resolved)
    _stated: list[Standard] = field(default_factory=list)
    _allowed: list[tuple[Statement, Standard]] = field(default_factory=list)
    _quarterly: tuple[Statement, Decimal] | None = None
    _several_lines: Statement | None = None
    _lined_rates: dict[tuple[int, int], tuple[Figure, Decimal]] | None = None
    _outside: tuple[Standard, ...] | None = None
    _leading: tuple[int, Action, str] | None = None

    def text_of(self, statement: Statement) -> str:
        return self.normal.text[statement.start : statement.end]
