"""The interpreter against the oracle: the same value, the same absence, the same provisional flag."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Absence
from tests import oracle, strategies
from tests.oracle import Out, World
from tests.property.running import examples, run


def expected(rule: r.Node, world: World) -> dict[str, Out]:
    return {unit.id: oracle.value(rule, world, unit) for unit in world.cohort}


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
def test_every_kind_of_node_means_what_the_page_says(root: type[r.Node], data: st.DataObject) -> None:
    rule, world = data.draw(strategies.cases(root=root))
    assert run(rule, world) == expected(rule, world)


@given(case=strategies.cases(depth=5))
@examples(4)
def test_deep_rules_mean_what_the_page_says(case: tuple[r.Node, World]) -> None:
    rule, world = case
    assert run(rule, world) == expected(rule, world)


def test_the_rules_drawn_hold_every_kind_of_node_and_every_kind_of_answer() -> None:
    """Lest the properties above be true of nothing."""
    nodes: Counter[type[r.Node]] = Counter()
    answers: Counter[str] = Counter()

    @given(case=strategies.cases(depth=4))
    @examples(3)
    def count(case: tuple[r.Node, World]) -> None:
        rule, world = case
        nodes.update(type(node) for node in r.walk(rule))
        answers.update(kind_of(each) for each in run(rule, world).values())

    count()
    assert set(nodes) == set(r.NODES)
    assert set(answers) >= {
        "number",
        "yes",
        "no",
        "missing",
        "pending",
        "not_applicable",
        "provisional number",
    }


def kind_of(answer: Out) -> str:
    if isinstance(answer.value, Absence):
        return answer.value.value
    if isinstance(answer.value, bool):
        return "yes" if answer.value else "no"
    return "provisional number" if answer.provisional else "number"
