"""Which figures a clause is tried with."""

from decimal import Decimal

import pytest
from hypothesis import given

from kaohe import rules as r
from kaohe.clauses.boundary import MOST, MOST_OF_ONE, Asked, BoundaryRow, boundary_table
from kaohe.core import FLAG, PERCENT, Period, Unit, UnitKind, exactly, plain
from kaohe.evaluate import Setting, evaluate
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.scheme.model import Measure, MeasureKind
from tests import strategies

RATE = r.Given("完成率", PERCENT)
CASES = r.Given("案件", Unit(UnitKind.COUNT, "件"))
VISITS = r.Given("走访次数", Unit(UnitKind.COUNT, "次"))
DAYS = r.Given("办结天数", Unit(UnitKind.NUMBER, "天"))
BOOK = r.Given("已建台账", FLAG)
YEAR = Period(2026)
TOWN = AssessedUnit("甲镇", "甲镇", "镇街", "镇")


def _c(number: str) -> r.Const:
    return r.Const(Decimal(number))


def _ledger(start: str, *lines: r.Node) -> r.Ledger:
    return r.Ledger(Decimal(start), tuple(r.Line("", line) for line in lines))


def _below(of: r.Node, limit: str, step: str, points: str, **more: object) -> r.PerStep:
    return r.PerStep(of, Decimal(step), Decimal(points), below=_c(limit), **more)  # type: ignore[arg-type]  # fraction, cap


def _shown(row: BoundaryRow, measure: str) -> str:
    value = next(
        figure.value for figure in row.figures if (figure.measure, figure.asked) == (measure, Asked.ACTUAL)
    )
    return plain(value) if isinstance(value, Decimal) else str(value)


def _tried(rule: r.Node, measure: str) -> list[str]:
    return [_shown(row, measure) for row in boundary_table(rule)]


def _score(rule: r.Node, row: BoundaryRow) -> Decimal:
    facts = [
        Fact(
            TOWN.id,
            figure.measure,
            Period(2025) if figure.asked is Asked.LAST_YEAR else YEAR,
            figure.value,
            Role.TARGET if figure.asked is Asked.TARGET else Role.ACTUAL,
        )
        for figure in row.figures
    ]
    setting = Setting(period=YEAR, units=Units((TOWN,)), cohort=(TOWN,), facts=Facts(facts))
    with exactly():
        value = evaluate(rule, setting.context(TOWN)).value
    assert isinstance(value, Decimal), value
    return value


ONE_INPUT: list[tuple[r.Node, str]] = [
    (_ledger("4", _below(RATE, "99", "1", "0.5")), "100 99 98.5 98 91 0"),
    (_ledger("6", _below(RATE, "90", "5", "1", fraction=r.Fraction.WHOLE)), "95 90 87.5 85 60 0"),
    (_ledger("4", r.per_event(CASES, Decimal("0.5"))), "0 1 8"),
    (_ledger("4", r.per_event(CASES, Decimal("0.5"), cap=Decimal(1))), "0 1 2"),
    (_ledger("3", _below(VISITS, "4", "1", "0.5")), "5 4 3 0"),
    (_ledger("3", _below(VISITS, "40", "4", "0.5")), "44 40 38 36 16 0"),
    (_ledger("5", r.PerStep(DAYS, Decimal(5), Decimal(1), above=_c("30"))), "0 25 30 32.5 35 55"),
    (r.per_event(VISITS, Decimal(1), cap=Decimal(3)), "3 2 1 0"),
    (
        _ledger("5", r.PerStep(RATE, Decimal(1), Decimal(1), _c("103"), _c("107"))),
        "103 107 102.5 107.5 102 108 98 112",
    ),
    (r.Tiers(RATE, (r.Tier(_c("95"), _c("8")), r.Tier(_c("90"), _c("6"))), _c("0")), "95 94.99 90 89.99 0"),
    (r.Tiers(VISITS, (r.Tier(_c("12"), _c("3"), strict=True),), _c("0")), "13 12 0"),
    (r.Proportional(VISITS, _c("0"), _c("12"), Decimal(0), Decimal(6)), "13 12 6 0"),
    (r.Proportional(RATE, _c("0"), _c("100"), Decimal(0), Decimal(6)), "100 50 0"),
    (r.If(r.Compare(RATE, r.Relation.BELOW, _c("80")), _c("0"), _c("5")), "80.01 80 79.99"),
    (r.If(BOOK, _c("2"), _c("0")), "True False"),
    (_ledger("2", r.If(r.Not(BOOK), _c("2"), _c("0"))), "True False"),
    (_ledger("2", r.If(BOOK, _c("2"), _c("0"))), "False True"),
    (r.ByLevel("管理", (r.Level("差", Decimal(0)), r.Level("好", Decimal(4)))), "好 差"),
    (_ledger("2", r.If(r.LevelIs("管理", ("差",)), _c("2"), _c("0"))), "其他等级 差"),
    (r.Discretion("创新", Decimal(0), Decimal(5)), "5 2.5 0"),
    (_ledger("5", r.Discretion("创新", Decimal(1), Decimal(5), or_none=True)), "0 1 3 5"),
]


@pytest.mark.parametrize(("rule", "values"), ONE_INPUT, ids=[values for _, values in ONE_INPUT])
def test_the_values_of_one_input(rule: r.Node, values: str) -> None:
    measure = boundary_table(rule)[0].measure
    assert _tried(rule, measure) == values.split()


@pytest.mark.parametrize(("rule", "values"), ONE_INPUT, ids=[values for _, values in ONE_INPUT])
def test_they_stand_from_best_to_worst(rule: r.Node, values: str) -> None:
    scores = [_score(rule, row) for row in boundary_table(rule)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


def test_every_row_says_which_point_it_is() -> None:
    rows = boundary_table(_ledger("4", _below(RATE, "99", "1", "0.5")))
    assert [row.what for row in rows] == ["好一步", "正好达到", "差半步", "差一步", "扣完处", "为零"]


def test_several_inputs_are_tried_in_turn_while_the_others_stay_at_their_best() -> None:
    rows = boundary_table(_ledger("8", _below(RATE, "99", "1", "0.5"), r.If(r.Not(BOOK), _c("2"), _c("0"))))
    assert rows[0].measure == ""
    assert {_shown(row, "完成率") for row in rows if row.measure == "已建台账"} == {"100"}
    assert {_shown(row, "已建台账") for row in rows if row.measure == "完成率"} == {"True"}


def test_a_target_and_last_years_figure_are_supposed() -> None:
    target = r.PerStep(VISITS, Decimal(1), Decimal(1), below=r.Target("走访次数", VISITS.of_unit))
    rows = boundary_table(_ledger("5", target))
    assert {(f.asked, f.value) for row in rows for f in row.figures if f.asked is Asked.TARGET} == {
        (Asked.TARGET, Decimal(10))
    }
    assert _tried(_ledger("5", target), "走访次数") == ["11", "10", "9", "5", "0"]
    growth = r.Change(CASES, r.LastYear(CASES))
    rule = _ledger("5", r.PerStep(growth, Decimal(1), Decimal(2), above=_c("0")))
    assert _tried(rule, "案件") == ["0", "9", "10", "11", "13"]
    assert [_score(rule, row) for row in boundary_table(rule)] == [5, 5, 5, 3, 0]


def test_what_is_declared_of_a_measure_holds() -> None:
    visits = Measure("走访次数", MeasureKind.COUNT, low=Decimal(2), targets=(("", Decimal(30)),))
    target = r.PerStep(VISITS, Decimal(1), Decimal(1), below=r.Target("走访次数", VISITS.of_unit))
    rows = boundary_table(_ledger("5", target), {"走访次数": visits})
    assert [_shown(row, "走访次数") for row in rows] == ["31", "30", "29", "25", "2"]
    level = Measure("管理", MeasureKind.LEVEL, levels=("好", "一般", "差"))
    rule = _ledger("2", r.If(r.LevelIs("管理", ("差",)), _c("2"), _c("0")))
    assert [_shown(row, "管理") for row in boundary_table(rule, {"管理": level})] == ["好", "一般", "差"]


def test_a_rate_of_two_figures_is_tried_by_its_part() -> None:
    rule = _ledger("4", _below(r.Quotient(CASES, VISITS), "90", "1", "1"))
    rows = boundary_table(rule)
    assert [_shown(row, "案件") for row in rows] == ["910", "900", "895", "890", "860", "0"]
    assert [_score(rule, row) for row in rows] == [4, 4, Decimal("3.5"), 3, 0, 0]


def test_an_inspection_is_supposed_only_where_it_is_tried_itself() -> None:
    found = r.Corrected(CASES, r.Given("差错率", PERCENT), r.Correction.DISCOUNT)
    rows = boundary_table(r.Proportional(found, _c("0"), _c("100"), Decimal(0), Decimal(5)))
    assert [len(row.figures) for row in rows if row.measure != "差错率"] == [1] * 4
    assert [_shown(row, "差错率") for row in rows if row.measure == "差错率"] == ["0", "5", "20"]


def test_a_rule_that_asks_for_nothing_has_no_rows() -> None:
    assert boundary_table(_c("4")) == ()


@given(rule=strategies.scores(depth=3))
def test_tables_are_small_sensible_and_always_the_same(rule: r.Node) -> None:
    rows = boundary_table(rule, strategies.MEASURES)
    assert rows == boundary_table(rule, strategies.MEASURES)
    assert len(rows) <= MOST
    for measure in {row.measure for row in rows}:
        assert (
            sum(row.measure == measure for row in rows) <= 2 * MOST_OF_ONE
        )  # this year's, and last year's yes or no
    for figure in (figure for row in rows for figure in row.figures):
        assert _sensible(strategies.MEASURES[figure.measure], figure.value), figure


def _sensible(measure: Measure, value: Decimal | bool | str) -> bool:
    if not isinstance(value, Decimal):
        return isinstance(value, bool) == (measure.kind is MeasureKind.YES_NO)
    low, high = measure.bounds
    whole = measure.kind not in (MeasureKind.COUNT, MeasureKind.RANK) or value == value.to_integral_value()
    return whole and (low is None or low <= value) and (high is None or value <= high)
