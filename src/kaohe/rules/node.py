"""What every node of a rule is: immutable, checked when built, of a known unit."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from kaohe.core import SourceSpan, Unit, UnitKind


class RuleError(ValueError):
    """A node that makes no sense, in plain Chinese. Whoever reads a file adds the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of a rule. Equality and hash are by meaning; `source` says where it was read."""

    source: SourceSpan | None = field(default=None, compare=False, repr=False)

    @property
    def unit(self) -> Unit:
        """What the node's value counts; `FLAG` for a condition, `POINTS` for a score."""
        raise NotImplementedError(type(self).__name__)

    def children(self) -> Iterator["Node"]:
        """The nodes directly below, in the order of the fields."""
        for entry in fields(self):
            if entry.name != "source":
                yield from _nodes(getattr(self, entry.name))


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled piece of a node (a line of a ledger, a tier): not a node itself, but it holds some."""

    def children(self) -> Iterator[Node]:
        for entry in fields(self):
            yield from _nodes(getattr(self, entry.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, Part):
        yield from value.children()
    elif isinstance(value, tuple):
        for entry in value:
            yield from _nodes(entry)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, depth first."""
    yield node
    for child in node.children():
        yield from walk(child)


def require(holds: bool, message: str) -> None:
    """Refuse to build a node that makes no sense."""
    if not holds:
        raise RuleError(message)


def quantity(node: Node, where: str) -> Unit:
    """The unit of a node that must be a number, not a condition."""
    unit = node.unit  # asked once: a node asks its parts anew each time
    require(unit.kind is not UnitKind.FLAG, f"{where}要的是一个数，写的却是一个条件")
    return unit


def condition(node: Node, where: str) -> None:
    """The node must be a condition."""
    require(node.unit.kind is UnitKind.FLAG, f"{where}要的是一个条件，写的却是一个数")


def points(node: Node, where: str) -> None:
    """The node must be a score: points, or a bare number that stands for points."""
    kind = quantity(node, where).kind
    require(kind in (UnitKind.POINTS, UnitKind.ANY), f"{where}要的是分数，写的却是以“{node.unit}”计的数")


def same_unit(where: str, *nodes: Node) -> Unit:
    """The one unit of several numbers that meet; a bare number takes the unit of the others."""
    return _one_unit(where, [quantity(node, where) for node in nodes])


def _one_unit(where: str, units: list[Unit]) -> Unit:
    first = next((unit for unit in units if unit.kind is not UnitKind.ANY), units[0])
    for unit in units:
        require(unit.fits(first), f"{where}把“{first}”与“{unit}”放在了一起")
    return first


def same_kind(where: str, *nodes: Node) -> Unit:
    """Branches of one choice: all conditions, or all numbers of one unit."""
    units = [node.unit for node in nodes]
    flags = [unit.kind is UnitKind.FLAG for unit in units]
    if any(flags):
        require(all(flags), f"{where}要的是一个条件，写的却是一个数")
        return units[0]
    return _one_unit(where, units)


def decimal(
    value: Decimal, where: str, *, least: Decimal | None = None, above: Decimal | None = None
) -> None:
    """A finite Decimal within bounds; a float never gets in."""
    require(type(value) is Decimal and value.is_finite(), f"{where}要的是一个十进制数")
    require(least is None or value >= least, f"{where}不能小于{least}")
    require(above is None or value > above, f"{where}必须大于{above}")
