"""A whole round: tables in their order, and who is in them."""

import pytest

from kaohe.core import Place, Severity
from kaohe.facts import Facts, Units
from kaohe.results import (
    GroupScore,
    History,
    ItemScore,
    ListResult,
    RoundResult,
    Standing,
    TableResult,
    Tally,
)
from kaohe.results.compare import Comparison, YearComparison
from kaohe.results.consequences import Listed
from kaohe.results.round import score_scheme, scored_units
from kaohe.results.tally import VetoOutcome
from kaohe.results.whatif import ListMove, Move, TableMoves
from kaohe.rules import Subordinates
from kaohe.scheme.model import Effect, Selector
from tests.unit.results.samples import (
    d,
    facts,
    group,
    item,
    listing,
    order,
    plain_table,
    scheme,
    score,
    table,
    totals,
    town,
    veto,
)

TOWNS = table(group("1", item("t", 10)), name="镇表", level="镇", vetoes=(veto("除名", Effect.UNRANKED),))
COUNTIES = table(group("1", item("下", 10, Subordinates("镇表"))), name="县表", level="县")
UNITS = (
    town("东", level="县"),
    town("甲", parent="东", level="镇"),
    town("乙", parent="东", level="镇"),
    town("丙", parent="西", level="镇"),
)


def test_a_table_scores_the_units_of_its_level() -> None:
    assert [unit.id for unit in scored_units(TOWNS, Units(UNITS))] == ["甲", "乙", "丙"]
    assert [unit.id for unit in scored_units(COUNTIES, Units(UNITS))] == ["东"]


def test_a_later_table_sees_the_totals_of_an_earlier_one() -> None:
    figures = {"甲": {"t": 4, "除名": False}, "乙": {"t": 7, "除名": True}, "丙": {"t": 9, "除名": False}}
    result = score((TOWNS, COUNTIES), figures, UNITS)
    towns, counties = result.tables
    assert order(towns) == [("丙", 1), ("甲", 2), ("乙", None)]
    assert counties.standings[0].tally.total == d("5.5")
    assert not result.provisional
    assert result.problems == ()


def test_what_is_provisional_below_is_provisional_above() -> None:
    figures = {"甲": {"t": 4, "除名": False}, "乙": {"t": 7, "除名": None}, "丙": {"t": 9, "除名": False}}
    result = score((TOWNS, COUNTIES), figures, UNITS)
    assert [table.provisional for table in result.tables] == [True, True]
    assert [s.tally.provisional for s in result.tables[0].standings] == [False, True, False]
    assert result.provisional
    elsewhere = {
        "甲": {"t": 4, "除名": False},
        "乙": {"t": 7, "除名": False},
        "丙": {"t": None, "除名": False},
    }
    other = score((TOWNS, COUNTIES), elsewhere, UNITS)
    assert [table.provisional for table in other.tables] == [True, False]
    assert other.provisional


def test_a_unit_in_every_table_that_scores_it() -> None:
    one, other = plain_table(name="一表"), plain_table(name="二表")
    result = score((one, other, TOWNS), totals({"甲": 5}))
    assert [(found.table.name, standing.tally.total) for found, standing in result.of("甲")] == [
        ("一表", d(5)),
        ("二表", d(5)),
    ]
    assert list(result.of("没有")) == []
    assert result.tables[0].of("没有") is None


def test_a_table_with_nobody_to_score_is_said() -> None:
    where = Place("办法.yaml", line=9)
    empty = table(group("1", item("a")), level="村", name="村表", where=where)
    result = score((plain_table(), empty), totals({"甲": 5}))
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.where) == (
        "results.nobody-to-score",
        Severity.ERROR,
        (where,),
    )
    assert "“村表”" in problem.message
    assert "“村”" in problem.message
    assert result.tables[1].standings == ()
    assert not result.provisional


def test_problems_of_all_tables_come_in_their_order() -> None:
    tied = plain_table(consequences=(listing("名单", Selector(first=1)),))
    empty = table(group("1", item("a")), level="村", name="村表")
    result = score((tied, empty), totals({"甲": 5, "乙": 5}))
    assert [problem.code for problem in result.problems] == [
        "results.equals-at-the-edge",
        "results.nobody-to-score",
    ]


def test_units_come_in_their_own_order_only_where_they_are_equal() -> None:
    units = [town(name) for name in "甲乙丙"]
    held = Facts(facts(totals({"甲": 5, "乙": 9, "丙": 5})))
    forwards = score_scheme(scheme(plain_table()), Units(units), held)
    backwards = score_scheme(scheme(plain_table()), Units(reversed(units)), held)
    assert order(forwards.tables[0]) == [("乙", 1), ("甲", 2), ("丙", 2)]
    assert order(backwards.tables[0]) == [("乙", 1), ("丙", 2), ("甲", 2)]


@pytest.mark.parametrize(
    "kind",
    [
        ItemScore, GroupScore, VetoOutcome, Tally, Standing, Listed, ListResult, History, TableResult, RoundResult,
        Move, ListMove, TableMoves, Comparison, YearComparison,
    ],
)  # fmt: skip
def test_a_result_cannot_be_changed_afterwards(kind: type) -> None:
    assert vars(kind)["__dataclass_params__"].frozen
    assert "__slots__" in vars(kind)
