"""One year against another: performance and rules add up to the change."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kaohe.core import Absence, Period, Refused
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.results import History
from kaohe.results.compare import Comparison, YearComparison, compare_years
from kaohe.rules import Const, LastYear, Line, PerStep, Subordinates
from kaohe.rules.scores import Ledger
from kaohe.scheme.model import Effect, Ranking, Scheme, Selector, Table
from tests.unit.results.samples import (
    NOT_APPLICABLE,
    PENDING,
    bonus,
    d,
    deduction,
    facts,
    group,
    item,
    listing,
    points,
    scheme,
    table,
    town,
    veto,
)

LAST, THIS = Period(2025), Period(2026)
Rows = Mapping[str, Any]


def compared(
    old: Table | Scheme,
    new: Table | Scheme,
    last: Rows,
    this: Rows,
    units: tuple[AssessedUnit, ...] = (),
    name: str = "表",
    history: History | None = None,
) -> YearComparison:
    """Figures of both years under the schemes of both."""
    schemes = [
        each if isinstance(each, Scheme) else scheme(each, period=period)
        for each, period in ((old, LAST), (new, THIS))
    ]
    known = units or tuple(town(unit) for unit in {**last, **this})
    both = Facts([*facts(last, LAST), *facts(this, THIS)])
    args = (schemes[0], schemes[1], Units(known), both, name)
    return compare_years(*args) if history is None else compare_years(*args, history)


def falls(measure: str, start: int, per: str) -> Ledger:
    """`start` points, `per` off for each one counted; may go below zero."""
    step = PerStep(points(measure), d(1), d(per), above=Const(d(0)))
    return Ledger(d(start), (Line("", step),), (), None, None)


def test_the_same_rules_leave_it_all_to_performance() -> None:
    one = table(group("1", item("a", 60), item("b", 40)))
    found = compared(
        one,
        one,
        {"甲": {"a": 50, "b": 30}, "乙": {"a": 60, "b": 40}},
        {"甲": {"a": 58, "b": 37}, "乙": {"a": 44, "b": 37}},
    )
    assert found == YearComparison(
        "表",
        (
            Comparison("甲", "甲镇", d(80), d(95), (2, 1), d(15), d(15)),
            Comparison("乙", "乙镇", d(100), d(81), (1, 2), d(-19), d(-19)),
        ),
        (),
        (),
    )
    assert [(each.change, each.rules) for each in found.units] == [(d(15), d(0)), (d(-19), d(0))]


def test_the_same_work_under_other_rules_is_all_rules() -> None:
    """5 cases at 1 point, then at 3: 95 → 85; nobody did anything else."""
    old = table(group("1", item("a", 100, falls("n", 100, "1"))))
    new = table(group("1", item("a", 100, falls("n", 100, "3"))))
    (row,) = compared(old, new, {"甲": {"n": 5}}, {"甲": {"n": 5}}).units
    assert (row.last_year, row.this_year, row.change) == (d(95), d(85), d(-10))
    assert (row.performance, row.performance_under_old, row.rules) == (d(0), d(0), d(-10))


def test_performance_is_measured_under_this_years_rules() -> None:
    """5 cases fall to 2. At 3 each: 85 → 94, +9; at 1 each: 95 → 98, +3. The change: 95 → 94, −1 = 9 − 10."""
    old = table(group("1", item("a", 100, falls("n", 100, "1"))))
    new = table(group("1", item("a", 100, falls("n", 100, "3"))))
    (row,) = compared(old, new, {"甲": {"n": 5}}, {"甲": {"n": 2}}).units
    assert (row.last_year, row.this_year, row.change) == (d(95), d(94), d(-1))
    assert (row.performance, row.performance_under_old, row.rules) == (d(9), d(3), d(-10))
    assert row.performance is not None
    assert row.rules is not None
    assert row.performance + row.rules == row.change


def test_an_item_that_only_one_year_can_answer_is_left_out_of_the_ground() -> None:
    """New: b is asked this year only, so it belongs to the rules. Old: c belonged to last year only.

    Last year a 50 + c 20 = 70; this year a 55 + b 35 = 90; change 20. Performance: a 50 → 55 = 5. Rules: 15.
    """
    old = table(group("1", item("a", 60), item("c", 40, name="旧项")))
    new = table(group("1", item("a", 60)), group("2", item("b", 40, name="新项")))
    found = compared(old, new, {"甲": {"a": 50, "c": 20}}, {"甲": {"a": 55, "b": 35}})
    (row,) = found.units
    assert (row.change, row.performance, row.performance_under_old, row.rules) == (d(20), d(5), d(5), d(15))
    assert (found.only_this_year, found.only_last_year) == (("新项",), ("旧项",))


def test_an_item_that_one_unit_cannot_answer_is_left_out_for_all() -> None:
    """乙 did not report b last year: b is no common ground for 甲 either."""
    one = table(group("1", item("a", 60), item("b", 40)))
    found = compared(
        one,
        one,
        {"甲": {"a": 50, "b": 30}, "乙": {"a": 50, "b": None}},
        {"甲": {"a": 55, "b": 40}, "乙": {"a": 40, "b": 40}},
    )
    assert found.only_this_year == ("项b",)
    assert [(row.change, row.performance, row.rules) for row in found.units] == [
        (d(15), d(5), d(10)),
        (d(30), d(-10), d(40)),
    ]


@pytest.mark.parametrize("absence", [None, PENDING])
def test_what_waits_this_year_is_no_common_ground_either(absence: Absence | None) -> None:
    one = table(group("1", item("a", 60), item("b", 40)))
    found = compared(one, one, {"甲": {"a": 50, "b": 30}}, {"甲": {"a": 55, "b": absence}})
    (row,) = found.units
    assert (row.change, row.performance, row.rules) == (d(-25), d(5), d(-30))
    assert found.only_this_year == ("项b",)
    assert found.only_last_year == ("项b",)


def test_an_item_that_does_not_apply_is_an_answer() -> None:
    """Not applicable last year, 40 of 40 this year: 50 of 60 scaled is 83.33, now 95."""
    one = table(group("1", item("a", 60), item("b", 40)))
    found = compared(one, one, {"甲": {"a": 50, "b": NOT_APPLICABLE}}, {"甲": {"a": 55, "b": 40}})
    (row,) = found.units
    assert found.only_this_year == ()
    assert (row.last_year, row.this_year) == (d("83.33"), d(95))
    assert (row.performance, row.rules) == (d("11.67"), d(0))


def test_an_item_measured_by_the_year_before_is_no_common_ground() -> None:
    """Last year's own last year is not in the facts."""
    against = item("b", 40, LastYear(points("b")))
    one = table(group("1", item("a", 60), against))
    found = compared(one, one, {"甲": {"a": 50, "b": 30}}, {"甲": {"a": 55, "b": 1}})
    (row,) = found.units
    assert found.only_this_year == ("项b",)
    assert (row.last_year, row.this_year) == (d(50), d(85))
    assert (row.performance, row.rules) == (d(5), d(30))


def test_what_rests_on_units_below_that_still_wait_is_no_common_ground() -> None:
    """The county's own item is whole; the mean of its towns rests on one that has not reported."""
    towns = table(group("1", item("t", 10)), name="镇表", level="镇")
    county = table(group("1", item("a", 60), item("下", 10, Subordinates("镇表"))), name="县表", level="县")
    units = (
        town("县", level="县"),
        town("甲", parent="县", level="镇"),
        town("乙", parent="县", level="镇"),
    )
    last, this = (
        {"县": {"a": 50}, "甲": {"t": 4}, "乙": {"t": None}},
        {"县": {"a": 52}, "甲": {"t": 4}, "乙": {"t": 6}},
    )
    old, new = (scheme(towns, county, period=period) for period in (LAST, THIS))
    found = compared(old, new, last, this, units, "县表")
    (row,) = found.units
    assert (row.unit, found.table, found.only_this_year) == ("县", "县表", ("项下",))
    assert (row.last_year, row.this_year) == (d(52), d(57))
    assert (row.performance, row.rules) == (d(2), d(3))
    whole = compared(old, new, {**last, "乙": {"t": 2}}, this, units, "县表")
    assert whole.only_this_year == ()
    assert (whole.units[0].performance, whole.units[0].rules) == (d(4), d(0))


def test_nested_weighted_and_bonus_groups_are_cut_with_care() -> None:
    """b, in the inner group, is left out; the groups' points and weights follow.

    Full ground: ((a 10) × 0.5 + c 20) × 0.6, bonus e up to 5. Last: (8 × 0.5 + 10) × 0.6 = 8.4 + 3 = 11.4;
    this: (10 × 0.5 + 20) × 0.6 = 15 + 5 (7 capped) = 20; performance 8.6. f, alone in its group, leaves with it.
    """
    inner = group("1.1", item("a"), item("b"), weight=d("0.5"))
    one = table(
        group("1", inner, item("c", 20), weight=d("0.6")),
        group("2", item("f", 30)),
        bonus("3", item("e"), item("g"), cap=d(5)),
    )
    found = compared(
        one,
        one,
        {"甲": {"a": 8, "b": None, "c": 10, "f": None, "e": 3, "g": None}},
        {"甲": {"a": 10, "b": 10, "c": 20, "f": 30, "e": 7, "g": 1}},
    )
    (row,) = found.units
    assert found.only_this_year == ("项b", "项f", "项g")
    assert (row.performance, row.performance_under_old) == (d("8.6"), d("8.6"))
    assert (row.last_year, row.this_year) == (d("11.4"), d(53))


def test_an_inner_group_that_becomes_empty_goes_with_its_items() -> None:
    inner = group("1.1", item("b", 40), item("c", 40))
    one = table(group("1", inner, item("a", 20)))
    found = compared(one, one, {"甲": {"a": 4, "b": None, "c": None}}, {"甲": {"a": 9, "b": 1, "c": 2}})
    assert found.only_this_year == ("项b", "项c")
    assert [row.performance for row in found.units] == [d(5)]


def test_scaling_on_the_ground_goes_by_the_points_that_are_left() -> None:
    """b is no common ground, c does not apply last year: a alone, 45 of 50, is scaled to what is left, 80.

    45 × 80 ÷ 50 = 72; this year 45 + 27 = 72: performance 0. (By the whole table's 100 it would be 90.)
    Last year's own total: b is missing, not left out, so 45 × 100 ÷ 70 = 64.29.
    """
    one = table(group("1", item("a", 50), item("b", 20), item("c", 30)))
    found = compared(
        one, one, {"甲": {"a": 45, "b": None, "c": NOT_APPLICABLE}}, {"甲": {"a": 45, "b": 20, "c": 27}}
    )
    (row,) = found.units
    assert row.performance == d(0)
    assert (row.last_year, row.this_year) == (d("64.29"), d(92))


def test_scaling_on_a_weighted_ground() -> None:
    """The inner weights count: left are a 50 × 0.5 = 25 and c 30, all × 0.4 = 22; c not applicable: 10.

    Last year a full: 50 × 0.5 × 0.4 = 10, × 22 ÷ 10 = 22; this year 10 + 30 × 0.4 = 22.
    """
    inner = group("1.1", item("a", 50), item("b", 50), weight=d("0.5"))
    one = table(group("1", inner, item("c", 30), weight=d("0.4")))
    found = compared(
        one, one, {"甲": {"a": 50, "b": None, "c": NOT_APPLICABLE}}, {"甲": {"a": 50, "b": 1, "c": 30}}
    )
    assert found.units[0].performance == d(0)


def test_where_nothing_is_common_the_rules_have_done_it_all() -> None:
    old, new = table(group("1", item("a"))), table(group("1", item("b")))
    found = compared(old, new, {"甲": {"a": 4}}, {"甲": {"b": 9}})
    (row,) = found.units
    assert (row.performance, row.performance_under_old, row.change, row.rules) == (d(0), d(0), d(5), d(5))


def test_deductions_and_vetoes_are_performance_too() -> None:
    one = table(
        group("1", item("a")), deduction("2", item("b"), floor=d(-5)), vetoes=(veto("案", Effect.ZERO),)
    )
    found = compared(one, one, {"甲": {"a": 9, "b": -9, "案": False}}, {"甲": {"a": 9, "b": -1, "案": True}})
    (row,) = found.units
    assert (row.last_year, row.this_year, row.performance, row.rules) == (d(4), d(0), d(-4), d(0))


def test_a_unit_without_a_total_in_one_year_has_no_performance() -> None:
    one = table(group("1", item("a")))
    found = compared(
        one, one, {"甲": {"a": NOT_APPLICABLE}, "乙": {"a": 5}}, {"甲": {"a": 5}, "乙": {"a": NOT_APPLICABLE}}
    )
    rows = {row.unit: row for row in found.units}
    for unit in "甲乙":
        row = rows[unit]
        assert (row.change, row.performance, row.performance_under_old, row.rules) == (None, None, None, None)
    assert (rows["甲"].last_year, rows["甲"].this_year) == (NOT_APPLICABLE, d(5))
    assert (rows["甲"].ranks, rows["乙"].ranks) == ((None, 1), (1, None))


def test_a_change_without_a_performance_has_no_part_of_the_rules() -> None:
    assert Comparison("甲", "甲镇", d(1), d(2), (1, 1), None, None).rules is None
    assert Comparison("甲", "甲镇", d(1), d(2), (1, 1), None, None).change == d(1)
    assert Comparison("甲", "甲镇", d(1), NOT_APPLICABLE, (1, 1), d(1), None).rules is None


def test_units_that_only_one_year_scored_are_left_out() -> None:
    """Last year's table was for villages, this year's for towns; only who stands in both is compared."""
    old = table(group("1", item("a")), level="村")
    new = table(group("1", item("a")), level="镇")
    units = (town("甲", level="镇"), town("乙", level="村"))
    found = compared(old, new, {"甲": {"a": 1}, "乙": {"a": 2}}, {"甲": {"a": 3}, "乙": {"a": 4}}, units)
    assert found.units == ()


def test_the_order_is_that_of_this_years_standings() -> None:
    one = table(group("1", item("a")))
    found = compared(
        one,
        one,
        {"甲": {"a": 9}, "乙": {"a": 5}, "丙": {"a": 1}},
        {"甲": {"a": 2}, "乙": {"a": 3}, "丙": {"a": 8}},
    )
    assert [(row.unit, row.ranks) for row in found.units] == [("丙", (3, 1)), ("乙", (2, 2)), ("甲", (1, 3))]


def test_tie_breaks_and_lists_do_not_hinder_the_cut() -> None:
    """The item that breaks ties and orders a list is no common ground."""
    one = table(
        group("1", item("a"), item("b")),
        ranking=Ranking(tie_break=("b",)),
        consequences=(listing("名单", Selector(last=1, of="b")),),
    )
    found = compared(one, one, {"甲": {"a": 9, "b": None}}, {"甲": {"a": 2, "b": 3}})
    assert [row.performance for row in found.units] == [d(-7)]


def test_a_table_that_is_not_there_is_refused() -> None:
    one = table(group("1", item("a")))
    other = table(group("1", item("a")), name="别表")
    for old, new, name in ((one, other, "表"), (other, one, "表"), (one, one, "别表")):
        with pytest.raises(Refused) as refused:
            compared(old, new, {"甲": {"a": 1}}, {"甲": {"a": 2}}, name=name)
        assert refused.value.code == "compare.no-table"
        assert f"“{name}”" in refused.value.message
        assert ("别表" if name == "表" else "表") in refused.value.message.split("有的是：")[1]


def test_the_table_named_is_the_one_compared() -> None:
    first, second = table(group("1", item("a")), name="一表"), table(group("1", item("b")), name="二表")
    old, new = (scheme(first, second, period=period) for period in (LAST, THIS))
    changes = {
        name: compared(old, new, {"甲": {"a": 1, "b": 5}}, {"甲": {"a": 2, "b": 9}}, name=name)
        .units[0]
        .change
        for name in ("一表", "二表")
    }
    assert changes == {"一表": d(1), "二表": d(4)}


def test_earlier_lists_count_for_this_years_round() -> None:
    """Nothing in a comparison shows them, but the round must be scored with them as it was."""
    one = table(
        group("1", item("a")),
        consequences=(listing("帮助", Selector(last=1)), listing("连续", Selector(listed="帮助", years=2))),
    )
    history = History(({"帮助": frozenset({"甲"})},))
    found = compared(one, one, {"甲": {"a": 1}}, {"甲": {"a": 2}}, history=history)
    assert [row.change for row in found.units] == [d(1)]


def test_what_is_shown_adds_up_at_the_tables_precision() -> None:
    one = table(group("1", item("a", 10)), precision=0)
    (row,) = compared(one, one, {"甲": {"a": "1.4"}}, {"甲": {"a": "2.5"}}).units
    assert (row.last_year, row.this_year, row.change) == (Decimal(1), Decimal(3), Decimal(2))
    assert (row.performance, row.rules) == (Decimal(2), Decimal(0))


def test_only_the_table_compared_is_cut() -> None:
    """A table below with an item of the same code keeps it: the total above still stands on it."""
    below = table(group("1", item("a", 100)), name="镇表")
    above = Table(
        "县表",
        "县区",
        d(100),
        (group("1", item("a", 40, rule=points("b")), item("c", 60, rule=Subordinates("镇表"))),),
    )
    units = (
        AssessedUnit("县", "某县", "县区"),
        AssessedUnit("甲", "甲镇", below.level, "", "县"),
    )
    found = compared(
        scheme(below, above, period=LAST),
        scheme(below, above, period=THIS),
        {"甲": {"a": 30}},
        {"甲": {"a": 50}, "县": {"b": 10}},
        units,
        "县表",
    )
    assert found.only_this_year == ("项a",)
    assert [(unit.change, unit.performance) for unit in found.units] == [(d(30), d(20))]
