"""Every node, and deep rules: the columnar interpreter against the scalar one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.batch.refusal import UnsupportedNodeError
from tests import strategies
from tests.conformance.backends import Columns, Scalar
from tests.oracle import World
from tests.property.running import examples

SCALAR, COLUMNS = Scalar(), Columns()


def agree(rule: r.Node, world: World) -> bool:
    """Whether the columnar backend took the rule; where it did, it must agree."""
    try:
        found = COLUMNS.values(rule, world)
    except UnsupportedNodeError:
        return False
    assert found == SCALAR.values(rule, world)
    return True


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
@examples(2)
def test_every_kind_of_node_yields_the_same(root: type[r.Node], data: st.DataObject) -> None:
    agree(*data.draw(strategies.cases(root=root)))


@given(case=strategies.cases(depth=4))
@examples(4)
def test_deep_rules_yield_the_same(case: tuple[r.Node, World]) -> None:
    agree(*case)


def test_what_is_refused_is_the_rare_case() -> None:
    """Lest the comparisons above be of nothing."""
    seen: Counter[bool] = Counter()

    @given(case=strategies.cases(depth=3))
    @examples(2)
    def count(case: tuple[r.Node, World]) -> None:
        seen[agree(*case)] += 1

    count()
    assert seen[True] > 20 * seen[False], seen
