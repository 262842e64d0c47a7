"""What a rule is compiled on: the figures' layout, the steps on the way, and where peers and units below stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kaohe.batch.columns import Column, Number
from kaohe.batch.layout import Layout, Slot
from kaohe.batch.steps import Steps
from kaohe.core import Period
from kaohe.rules import Node, Peer
from kaohe.scheme.model import Measure

UNCLASSED = -1
"""The number of every class that no rule and no target names."""

PeerKey = tuple[Peer, Period]


@dataclass(slots=True)
class Ground:
    """Everything outside the tree that compiling looks at.

    `period` is the scheme's. `peers` finds what an earlier pass computed for a `Peer` in a period; `below` what the units
    below came to in another table, at so many places. `asked` gathers the slots that the rules look at.
    """

    period: Period
    measures: Mapping[str, Measure]
    layout: Layout
    classes: Mapping[str, int]
    steps: Steps
    peers: Callable[[PeerKey], Number]
    below: Callable[[str, int], Number]
    asked: set[Slot] = field(default_factory=set)

    def class_number(self, name: str) -> int:
        return self.classes.get(name, UNCLASSED)


Compile = Callable[[Node, Period], Column]
"""A node, in a period, as a column."""
