"""`rules/semantics.md`, the nodes and the interpreter speak of the same things."""

import re
from pathlib import Path
from typing import get_args

from kaohe import rules
from kaohe.rules import NODES, Node
from kaohe.rules.kinds import AnyNode
from tests.unit.evaluate import test_choices, test_conditions, test_quantities, test_scores
from tests.unit.evaluate.cases import Case

PAGE = Path(rules.__file__).with_name("semantics.md")
ROW = re.compile(r"^\| `(\w+)` \|")


def test_the_page_has_one_row_a_node_in_their_order() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [found[1] for line in lines if (found := ROW.match(line))]
    assert rows == [node.__name__ for node in NODES]


def test_every_row_fills_every_column() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if ROW.match(line)]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 5, row
        assert all(cells), row


def test_the_interpreter_knows_exactly_these_nodes() -> None:
    assert set(get_args(AnyNode)) == set(NODES)


def test_every_node_class_is_listed() -> None:
    """A class that is exported, can be built and has a unit of its own is one of `NODES`."""
    exported = [getattr(rules, name) for name in rules.__all__]
    classes = {each for each in exported if isinstance(each, type) and issubclass(each, Node)}
    assert classes - {Node} == set(NODES)


def test_every_node_has_a_case_worked_by_hand() -> None:
    modules = (test_quantities, test_conditions, test_scores, test_choices)
    lists = [each for module in modules for each in vars(module).values() if isinstance(each, list)]
    cases = [case for each in lists for case in each if isinstance(case, Case)]
    assert {type(case.rule) for case in cases} == set(NODES)
