"""What the columnar engine does not do, said by name."""

from kaohe.rules import Node


class TooWideError(ArithmeticError):
    """A whole number that could leave 128 bits, from the bounds of what it is computed from."""


class UnsupportedNodeError(Exception):
    """A node that a backend cannot express for these figures: which, where, and why. It never approximates."""

    def __init__(self, node: Node, backend: str, why: str) -> None:
        super().__init__(f"{type(node).__name__}: {why}")
        self.node = node
        self.backend = backend
        self.why = why
