"""A parsed sentence → the rule it says."""

from __future__ import annotations

from typing import Any

from lark import Token, Tree

from kaohe.clauses.canonical.choices import Choices
from kaohe.clauses.canonical.conditions import Conditions
from kaohe.clauses.canonical.quantities import Quantities
from kaohe.clauses.canonical.scores import Scores
from kaohe.clauses.canonical.values import Award, Said, Unreadable, rule
from kaohe.rules import Node, RuleError


class Builder(Quantities, Conditions, Choices, Scores):
    """Builds from the leaves up: every form of the grammar has a method of its name."""

    def start(self, said: Said) -> Node:
        return rule(said)

    def default_whole(self, of: Award, stand_ins: Any) -> Node:
        return self.default(of, stand_ins)

    def build(self, tree: Tree[Token]) -> Any:
        """The value of the whole tree. Its depth is that of the brackets, which the reader limits."""
        parts = [self.build(part) if isinstance(part, Tree) else part for part in tree.children]
        try:
            return getattr(self, tree.data)(*parts)
        except RuleError as error:
            raise Unreadable("sentence.no-such-rule", f"{error}。", "请改正后再读。", _start(tree)) from error
        except Unreadable as error:
            if error.position is None:
                error.position = _start(tree)
            raise


def _start(tree: Tree[Token]) -> int:
    """Where the first word of a part stands."""
    starts = [token.start_pos or 0 for token in tree.scan_values(lambda value: isinstance(value, Token))]
    return min(starts, default=0)
