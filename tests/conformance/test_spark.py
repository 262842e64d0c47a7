"""Whole rounds on Spark: the same compiled expressions, over Arrow batches, to the last digit what the scalar interpreter says.

A start of Spark's is dear, so that draws are few and far apart, and the cases of a structure that are of one period are one round.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings

from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import roster_of
from kaohe.batch.sources import PERIOD
from kaohe.core import Period
from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.rules import ByClass, LastYear, OverPeriods, Peer, Subordinates, walk
from kaohe.scheme.complete import complete
from kaohe.scheme.reader import read_draft
from tests import strategies
from tests.conformance.backends import Files, Scalar, measured, of_frame
from tests.conformance.lines import Lines
from tests.spark.session import needs_spark
from tests.spark.wide import by_period, wide
from tests.strategies import Round
from tests.structures.handwork import NAMES, structure

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = needs_spark
YUNXI = Path(__file__).resolve().parents[2] / "examples" / "yunxi"
SCALAR = Scalar()


def scored(session: "SparkSession", drawn: Round) -> Lines:
    """The round, its figures being tables of Spark's, one a period."""
    from pyspark.sql import functions

    from kaohe.batch.spark import score_on_spark

    scheme = replace(drawn.scheme, measures=measured(drawn.scheme.measures))
    tables = [
        session.createDataFrame(table.to_arrow()).withColumn(PERIOD, functions.lit(str(period)))
        for period, table in wide(scheme, drawn.facts).items()
    ]
    scores = score_on_spark(session, scheme, roster_of(drawn.units), tables)
    return {name: of_frame(each.program, each.frame()) for name, each in scores.tables.items()}


def rounds(number: int, apart: int) -> list[Round]:
    """So many rounds, the same every time. Draws that follow one another are alike: of so many one is taken."""
    found: list[Round] = []

    @given(drawn=strategies.rounds())
    @settings(max_examples=number * apart, phases=(Phase.generate,))
    def gather(drawn: Round) -> None:
        found.append(drawn)

    gather()
    return found[::apart]


def test_random_schemes_come_to_the_same(spark: "SparkSession") -> None:
    taken = 0
    for position, drawn in enumerate(rounds(30, apart=8)):
        try:
            expected = Files(1000).lines(drawn)
        except UnsupportedNodeError:
            continue
        taken += 1
        assert scored(spark, drawn) == expected == SCALAR.lines(drawn), f"draw {position}"
    assert taken > 25


def together(name: str) -> dict[Period, Round]:
    """All cases of a structure that are of one period, as one round; a unit of two cases is two units."""
    found: dict[Period, Round] = {}
    for number, case in enumerate(structure(name).cases()):
        own = case.round()
        units = [
            replace(
                unit,
                id=f"{number}.{unit.id}",
                name=f"{number}.{unit.name}",
                parent=unit.parent and f"{number}.{unit.parent}",
            )
            for unit in own.units
        ]
        facts = [replace(fact, unit=f"{number}.{fact.unit}") for fact in own.facts]
        before = found.get(case.period, Round(own.scheme, (), ()))
        found[case.period] = Round(own.scheme, (*before.units, *units), (*before.facts, *facts))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_structures_of_real_documents_come_to_the_same(spark: "SparkSession", name: str) -> None:
    for period, drawn in together(name).items():
        assert scored(spark, drawn) == SCALAR.lines(drawn), str(period)


def example() -> Round:
    """This year's round of the bundled example, with last year's figures."""
    scheme, problems = complete(read_draft(YUNXI / "2026" / "scheme.yaml"))
    units, more = read_units(YUNXI / "units.csv")
    assert scheme is not None
    assert not problems
    assert not more
    facts = []
    for year in ("2026", "2025"):
        own, _ = complete(read_draft(YUNXI / year / "scheme.yaml"))
        assert own is not None
        read, wrong = read_table(YUNXI / year / "facts.csv", own, units)
        assert not wrong
        facts += [fact for fact in read if fact.measure in scheme.measures]
    return Round(scheme, tuple(units), tuple(facts))


def test_the_example_is_about_peers_last_year_classes_and_units_below() -> None:
    """Lest the comparison below be of less than it says."""
    rules = [item.rule for table in example().scheme.tables for item in table.items()]
    kinds = {type(node) for rule in rules for node in walk(rule)}
    assert kinds >= {Peer, LastYear, Subordinates, OverPeriods, ByClass}


def test_the_example_in_a_folder_with_a_folder_a_period(spark: "SparkSession", tmp_path: Path) -> None:
    from kaohe.batch.spark import score_on_spark

    drawn = example()
    folder = by_period(wide(drawn.scheme, drawn.facts), tmp_path)
    scores = score_on_spark(spark, drawn.scheme, roster_of(drawn.units), [folder])
    assert scores.problems == ()
    found = {name: of_frame(each.program, each.frame()) for name, each in scores.tables.items()}
    assert found == SCALAR.lines(drawn)
