"""Every kind of node there is: once as a type for `match` to exhaust, once as a list to walk."""

from typing import get_args

from kaohe.rules.choices import ByClass, Default, If, OverPeriods, PickOne, Round, Times
from kaohe.rules.conditions import AllOf, AnyOf, Compare, InClass, LevelIs, Not, PeriodIs
from kaohe.rules.node import Node
from kaohe.rules.quantities import (
    Change,
    Const,
    Corrected,
    Given,
    LastYear,
    Mean,
    Peer,
    Quotient,
    Subordinates,
    Sum,
    Target,
)
from kaohe.rules.scores import (
    ByLevel,
    Discretion,
    Ledger,
    PerStep,
    Proportional,
    Tiers,
    Weighted,
)

AnyNode = (
    Const | Given | Target | LastYear | Change | Quotient | Sum | Mean | Peer | Subordinates | Corrected
    | Compare | LevelIs | InClass | PeriodIs | Not | AllOf | AnyOf
    | PerStep | Proportional | Tiers | Ledger | Weighted | ByLevel | Discretion
    | If | ByClass | PickOne | Times | Round | OverPeriods | Default
)  # fmt: skip
"""Every kind of node, in the order of `semantics.md`. An interpreter's `match` over it ends in
`assert_never`, so that a new node makes mypy name each place to extend."""

NODES: tuple[type[Node], ...] = get_args(AnyNode)
"""The same, as classes."""
