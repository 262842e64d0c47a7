"""A second reading of `rules/semantics.md`, to hold the interpreter against.

Written from that page alone: naive, slow, on `fractions.Fraction` and small recursive functions, with no
arithmetic shared with `src` (not even rounding). Where it differs from `kaohe.evaluate` or
`kaohe.results`, one of the three (page, program, oracle) is wrong.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kaohe.facts import AssessedUnit, Fact
from kaohe.scheme.model import Scheme
from tests.oracle.lists import Amounts, Years, make_lists
from tests.oracle.rules import Out, World, value
from tests.oracle.tables import Before, Scored, score_table, world_of

__all__ = ["Amounts", "Out", "Scored", "ScoredTable", "World", "score_scheme", "score_table", "value"]


class ScoredTable(NamedTuple):
    """The lines of a table by unit id, and the lists that follow in the order written."""

    lines: dict[str, Scored]
    lists: list[Amounts]


def score_scheme(
    scheme: Scheme, units: Sequence[AssessedUnit], facts: Sequence[Fact], years: Years = ()
) -> dict[str, ScoredTable]:
    """Every table in its order, by its name."""
    done: dict[str, ScoredTable] = {}
    for table in scheme.tables:
        before: Before = {name: scored.lines for name, scored in done.items()}
        world = world_of(scheme, table, units, facts, before)
        lines = score_table(table, world)
        lists = make_lists(table, world, list(lines.values()), years)
        done[table.name] = ScoredTable(lines, lists)
    return done
