"""The tree of a scoring table while it is read: groups and items with their places, before they become a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe.core import Place
from kaohe.scheme.model import GroupKind

ZERO = Decimal(0)
COLUMN_LEVEL = 100
"""Groups named in columns lie this deep at least; sections lie above them."""


@dataclass(slots=True)
class ItemNode:
    """An item as found. `points` None: none were found; `unread`: what stands there is no figure.

    `extra` are points on top (奖励分). `head` is the name in the column of names, which several items may share.
    `where` is the cell of its clause, `figure_at` that of its points. `stops`: its name says 扣完为止.
    `scoring_remark`: what its remark says of points.
    """

    name: str
    points: Decimal | None = None
    extra: Decimal | None = None
    unread: str = ""
    clause: str = ""
    standard: str = ""
    departments: tuple[str, ...] = ()
    method: str = ""
    note: str = ""
    slip: str = ""
    negative: bool = False
    stops: bool = False
    scoring_remark: str = ""
    head: str = ""
    where: Place = Place()
    figure_at: Place = Place()

    @property
    def text(self) -> str:
        return f"{self.name}\n{self.standard}\n{self.clause}"


@dataclass(slots=True)
class GroupNode:
    """A group as found. `points`: stated in its name, in a column of its own, or in its subtotal; `said` by which.

    `cap`: the most a list can give or take. `weight`: its share, where its parts are scored apart.
    """

    name: str
    points: Decimal | None = None
    extra: Decimal | None = None
    kind: GroupKind = GroupKind.BASE
    weight: Decimal = Decimal(1)
    cap: Decimal | None = None
    children: "list[GroupNode | ItemNode]" = field(default_factory=list)
    where: Place = Place()
    level: int = 0
    subtotal: Decimal | None = None
    counted: bool = False
    alternatives: bool = False
    """`counted`: a list's points are part of the document's total. `alternatives`: each unit is scored by one of its groups."""

    def items(self) -> Iterator[ItemNode]:
        for child in self.children:
            if isinstance(child, ItemNode):
                yield child
            else:
                yield from child.items()

    def groups(self) -> "Iterator[GroupNode]":
        """This group and those below it."""
        yield self
        for child in self.children:
            if isinstance(child, GroupNode):
                yield from child.groups()

    @property
    def text(self) -> str:
        return "\n".join((self.name, *(item.text for item in self.items())))

    def sum_below(self) -> Decimal:
        """What its items and base groups below add up to, by their own stated points where they have any."""
        return sum((worth(child) for child in self.children), ZERO)


def worth(node: "GroupNode | ItemNode") -> Decimal:
    """What a node adds to what is above it: its stated points, else the sum of what is below it, weighted."""
    if isinstance(node, ItemNode):
        return node.points or ZERO
    if node.kind is not GroupKind.BASE:
        return ZERO
    if node.alternatives:
        return node.points or ZERO
    below = node.sum_below()
    return (below if below else node.points or ZERO) * node.weight


class RunningSums:
    """What groups add up to while a table is still being read: children are only ever put behind the last one.

    Asked after each of thousands of subtotals, so what stands before the last child is added up once.
    """

    def __init__(self) -> None:
        self._done: dict[int, tuple[int, Decimal]] = {}

    def below(self, group: GroupNode) -> Decimal:
        """The same as `group.sum_below()`."""
        if not group.children:
            return ZERO
        done, total = self._done.get(id(group), (0, ZERO))
        total += sum((worth(child) for child in group.children[done:-1]), ZERO)
        self._done[id(group)] = len(group.children) - 1, total
        last = group.children[-1]
        if isinstance(last, ItemNode) or last.kind is not GroupKind.BASE or last.alternatives:
            return total + worth(last)
        return total + (self.below(last) or last.points or ZERO) * last.weight


@dataclass(frozen=True, slots=True)
class StatedSum:
    """A total that the document states: in a row of the table (`in_table`) or in the words around it."""

    value: Decimal
    where: Place
    in_table: bool = True
    base: bool = False
