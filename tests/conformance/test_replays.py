"""Any unit of a columnar result can be explained: replayed step by step, it comes to the same, peers and units below included."""

from dataclasses import replace

from hypothesis import given, settings

from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import roster_of
from kaohe.batch.running import Run
from kaohe.evaluate.narrate import narrate
from kaohe.results.replay import replay
from tests import strategies
from tests.conformance.backends import Scalar, measured, sources_of
from tests.conformance.lines import of_result
from tests.strategies import Round


@given(drawn=strategies.rounds(towns=3))
@settings(max_examples=max(1, settings().max_examples // 2))
def test_a_unit_replayed_comes_to_the_same(drawn: Round) -> None:
    scheme = replace(drawn.scheme, measures=measured(drawn.scheme.measures))
    roster, sources = roster_of(drawn.units), sources_of(scheme, drawn.facts)
    wanted = Scalar().lines(drawn)
    for unit in drawn.units:
        with Run(scheme, roster, sources, watch=unit.id) as run:
            try:
                run.run()
            except UnsupportedNodeError:
                return
            result = replay(run, unit)
        for table, found in of_result(result).items():
            assert found == {unit.id: wanted[table][unit.id]}
        for each in result.tables:
            for score in each.standings[0].tally.items():
                assert all(narrate(score.trace))
