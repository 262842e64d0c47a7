"""Whole rounds: random schemes, the structures of real documents, and the example."""

import pytest
from hypothesis import given, settings

from kaohe.batch.refusal import UnsupportedNodeError
from tests import strategies
from tests.conformance.backends import Columns, Files, Scalar
from tests.property.running import examples
from tests.strategies import Round
from tests.structures.handwork import NAMES, Case, structure

SCALAR, COLUMNS = Scalar(), Columns()
CASES = [case for name in NAMES for case in structure(name).cases()]


@given(drawn=strategies.rounds())
@examples(3)
def test_random_schemes_come_to_the_same(drawn: Round) -> None:
    try:
        found = COLUMNS.lines(drawn)
    except UnsupportedNodeError:
        return
    assert found == SCALAR.lines(drawn)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.structure.name}-{case.name}")
def test_the_structures_of_real_documents_come_to_the_same(case: Case) -> None:
    drawn = case.round()
    assert COLUMNS.lines(drawn) == SCALAR.lines(drawn)


@pytest.mark.parametrize("block", [2, 1000], ids=["by twos", "at once"])
@given(drawn=strategies.rounds())
@settings(max_examples=settings().max_examples)
def test_random_schemes_over_files_come_to_the_same(block: int, drawn: Round) -> None:
    try:
        found = Files(block).lines(drawn)
    except UnsupportedNodeError:
        return
    assert found == SCALAR.lines(drawn)
