"""From a unit's items to its total."""

from decimal import Decimal
from typing import Any

import pytest

from kaohe.core import Absence, FactValue
from kaohe.core.numbers import exactly
from kaohe.evaluate import Setting
from kaohe.facts import Facts, Units
from kaohe.results.tally import GroupScore, ItemScore, Tallier, Tally
from kaohe.rules import Given, Peer, Relation, Statistic
from kaohe.rules.conditions import Compare
from kaohe.scheme.model import Effect, Group, Item, Veto, WhenNotApplicable
from tests.unit.results.samples import (
    MISSING,
    NOT_APPLICABLE,
    PENDING,
    YEAR,
    bonus,
    d,
    deduction,
    facts,
    flag,
    group,
    item,
    points,
    score_table,
    table,
    tally,
    town,
    veto,
)

SCALE, FULL, ZERO = WhenNotApplicable.SCALE, WhenNotApplicable.FULL, WhenNotApplicable.ZERO


def of_item(entry: Item, value: Any) -> ItemScore:
    """The score of one base item whose rule yields this."""
    return next(tally(table(group("1", entry)), {entry.code: value}).items())


def of_group(entry: Group, row: dict[str, Any]) -> GroupScore:
    """The score of one group."""
    return tally(table(entry), row).groups[0]


# ---- items


@pytest.mark.parametrize(
    ("floor", "cap", "value", "score", "kept_at"),
    [
        ("0", "10", "-0.5", "0", "0"),
        ("0", "10", "0", "0", None),
        ("0", "10", "3.25", "3.25", None),
        ("0", "10", "10", "10", None),
        ("0", "10", "10.0001", "10", "10"),
        ("2", "4", "1.9999", "2", "2"),
        ("2", "4", "2", "2", None),
        ("2", "4", "4.5", "4", "4"),
        (None, "10", "-300", "-300", None),
        (None, "10", "11", "10", "10"),
        ("0", None, "300", "300", None),
        ("0", None, "-1", "0", "0"),
        ("-3", "0", "-5", "-3", "-3"),
        ("-3", "0", "1", "0", "0"),
    ],
)
def test_an_item_is_kept_between_its_floor_and_its_cap(
    floor: str | None, cap: str | None, value: str, score: str, kept_at: str | None
) -> None:
    limits: dict[str, Any] = {
        "floor": None if floor is None else d(floor),
        "cap": None if cap is None else d(cap),
    }
    result = of_item(item("a", 10, **limits), value)
    assert result.score == d(score)
    assert result.points == d(score)
    assert result.kept_at == (None if kept_at is None else d(kept_at))
    assert result.full == 10
    assert not result.open


@pytest.mark.parametrize(
    ("value", "score"),
    [("3.33335", "3.3334"), ("3.33334999", "3.3333"), ("-0.00005", "-0.0001"), ("-0.00004", "0")],
)
def test_an_item_is_rounded_to_four_places_half_away_from_zero(value: str, score: str) -> None:
    assert of_item(item("a"), value).score == d(score)


def test_an_item_is_rounded_before_it_is_capped() -> None:
    """5.00004 is 5.0000 and lies within; 5.00005 is 5.0001 and does not."""
    within = of_item(item("a", 5, cap=d(5)), "5.00004")
    beyond = of_item(item("a", 5, cap=d(5)), "5.00005")
    assert (within.score, within.kept_at) == (d(5), None)
    assert (beyond.score, beyond.kept_at) == (d(5), d(5))


@pytest.mark.parametrize(("absence", "is_open"), [(None, True), (MISSING, True), (PENDING, True)])
def test_an_item_that_waits_counts_nothing_and_its_points_stay_in_the_table(
    absence: Absence | None, is_open: bool
) -> None:
    result = of_item(item("a", 4), absence)
    assert result.score is (absence or MISSING)
    assert (result.points, result.full, result.kept_at) == (d(0), d(4), None)
    assert result.open is is_open


def test_an_absent_item_is_not_lifted_to_its_floor() -> None:
    assert of_item(item("a", 4, floor=d(2)), None).points == 0


@pytest.mark.parametrize(("when", "counted", "full"), [(SCALE, "0", "0"), (FULL, "4", "4"), (ZERO, "0", "4")])
def test_an_item_that_does_not_apply(when: WhenNotApplicable, counted: str, full: str) -> None:
    result = of_item(item("a", 4, when_not_applicable=when), NOT_APPLICABLE)
    assert result.score is NOT_APPLICABLE
    assert (result.points, result.full) == (d(counted), d(full))
    assert not result.open


@pytest.mark.parametrize("when", WhenNotApplicable)
def test_what_does_not_apply_in_a_bonus_list_counts_only_where_it_counts_full(
    when: WhenNotApplicable,
) -> None:
    one = table(group("1", item("b")), bonus("2", item("a", 4, when_not_applicable=when)))
    result = tally(one, {"b": 7, "a": NOT_APPLICABLE})
    score = result.find("a")
    assert isinstance(score, ItemScore)
    assert score.score is NOT_APPLICABLE
    assert score.points == (4 if when is FULL else 0)
    assert score.full == 0
    assert result.total == (11 if when is FULL else 7)


@pytest.mark.parametrize("when", WhenNotApplicable)
def test_what_does_not_apply_in_a_list_of_deductions_counts_nothing(when: WhenNotApplicable) -> None:
    one = table(group("1", item("b")), deduction("2", item("a", 4, when_not_applicable=when)))
    result = tally(one, {"b": 7, "a": NOT_APPLICABLE})
    assert (result.total, result.available, result.deduction) == (d(7), d(10), d(0))


def test_bonus_and_deduction_items_bring_no_full_points() -> None:
    one = table(group("1", item("a")), bonus("2", item("b", 4)), deduction("3", item("c", 4)))
    result = tally(one, {"a": 10, "b": None, "c": -1})
    assert [score.full for score in result.items()] == [d(10), d(0), d(0)]
    assert [score.full for score in result.groups] == [d(10), d(0), d(0)]
    assert (result.total, result.available) == (d(9), d(10))


@pytest.mark.parametrize("value", [True, "好"])
def test_a_rule_that_is_no_score_is_a_bug(value: FactValue) -> None:
    with pytest.raises(TypeError, match="项a"):
        of_item(item("a"), value)


# ---- groups


@pytest.mark.parametrize(
    ("floor", "cap", "row", "raw", "score", "kept_at"),
    [
        (None, "5", {"a": 3, "b": 1}, "4", "4", None),
        (None, "5", {"a": 3, "b": 2}, "5", "5", None),
        (None, "5", {"a": 3, "b": 3}, "6", "5", "5"),
        ("-15", None, {"a": -9, "b": -6}, "-15", "-15", None),
        ("-15", None, {"a": -9, "b": -7}, "-16", "-15", "-15"),
        ("-15", "0", {"a": 1, "b": 0}, "1", "0", "0"),
        (None, None, {"a": -9, "b": 300}, "291", "291", None),
    ],
)
def test_a_group_is_the_sum_of_its_children_within_floor_and_cap(
    floor: str | None, cap: str | None, row: dict[str, int], raw: str, score: str, kept_at: str | None
) -> None:
    limits: dict[str, Any] = {
        "floor": None if floor is None else d(floor),
        "cap": None if cap is None else d(cap),
    }
    result = of_group(group("1", item("a"), item("b"), **limits), row)
    assert (result.raw, result.score) == (d(raw), d(score))
    assert result.kept_at == (None if kept_at is None else d(kept_at))


def test_a_group_is_capped_before_it_is_weighted() -> None:
    """6 capped at 5, × 0.6 = 3; weighted first it would be 3.6."""
    result = of_group(group("1", item("a"), item("b"), cap=d(5), weight=d("0.6")), {"a": 3, "b": 3})
    assert (result.raw, result.kept_at, result.score, result.full) == (d(6), d(5), d(3), d(12))


def test_a_weighted_group_is_rounded_to_four_places() -> None:
    """0.3335 × 0.45 = 0.150075 → 0.1501; the negative of it goes away from zero too."""
    assert of_group(group("1", item("a"), weight=d("0.45")), {"a": "0.3335"}).score == d("0.1501")
    assert of_group(group("1", item("a"), weight=d("0.5")), {"a": "0.0001"}).score == d("0.0001")
    assert of_group(group("1", item("a"), weight=d("0.5")), {"a": "-0.0001"}).score == d("-0.0001")


def test_groups_three_deep() -> None:
    """Innermost 4 + 5 capped at 8; × 0.5 = 4; + 3 = 7, × 0.6 = 4.2; + 10 = 14.2, × 0.5 = 7.1.

    Full points: 20 × 0.5 = 10, + 10 = 20, × 0.6 = 12, + 10 = 22, × 0.5 = 11.
    """
    deep = group("1.1.1", item("a"), item("b"), cap=d(8), weight=d("0.5"))
    middle = group("1.1", deep, item("c"), weight=d("0.6"))
    top = group("1", middle, item("e"), weight=d("0.5"))
    result = tally(table(top), {"a": 4, "b": 5, "c": 3, "e": 10})
    scores = {code: result.find(code) for code in ("1", "1.1", "1.1.1")}
    found = {code: (s.raw, s.score, s.full) for code, s in scores.items() if isinstance(s, GroupScore)}
    assert found == {
        "1.1.1": (d(9), d(4), d(10)),
        "1.1": (d(7), d("4.2"), d(12)),
        "1": (d("14.2"), d("7.1"), d(11)),
    }
    assert (result.earned, result.available, result.full) == (d("7.1"), d(11), d(11))
    assert result.total == d("7.1")


def test_an_item_three_deep_that_does_not_apply_leaves_its_weighted_points_out() -> None:
    """Of 11 points a's 10 × 0.5 × 0.6 × 0.5 = 1.5 go: 9.5 are left; b, c and e full give 9.5 → 11."""
    deep = group("1.1.1", item("a"), item("b"), weight=d("0.5"))
    middle = group("1.1", deep, item("c"), weight=d("0.6"))
    top = group("1", middle, item("e"), weight=d("0.5"))
    result = tally(table(top), {"a": NOT_APPLICABLE, "b": 10, "c": 10, "e": 10})
    assert (result.earned, result.available, result.base, result.total) == (d("9.5"), d("9.5"), d(11), d(11))


def test_a_deduction_list_inside_a_bonus_list_is_summed_with_it() -> None:
    """Inside a group the kinds do not matter: the sum does."""
    inner = deduction("2.1", item("c"), floor=d(-2))
    one = table(group("1", item("a")), bonus("2", item("b"), inner, cap=d(5)))
    result = tally(one, {"a": 10, "b": 9, "c": -3})
    assert (result.bonus, result.deduction, result.total) == (d(5), d(0), d(15))


# ---- the total


def test_the_total_is_base_and_bonus_and_deductions_each_within_its_limits() -> None:
    one = table(
        group("1", item("a", 60), item("b", 40)),
        bonus("2", item("c"), cap=d(5)),
        deduction("3", item("e"), floor=d(-15)),
    )
    result = tally(one, {"a": 50, "b": 30, "c": 9, "e": -20})
    assert (result.base, result.bonus, result.deduction) == (d(80), d(5), d(-15))
    assert result.total == d(70)


def test_bonuses_and_deductions_of_several_lists_add_up() -> None:
    one = table(
        group("1", item("a")),
        group("2", item("b")),
        bonus("3", item("c")),
        bonus("4", item("e")),
        deduction("5", item("f")),
        deduction("6", item("g")),
    )
    result = tally(one, {"a": 1, "b": 2, "c": 4, "e": 8, "f": -16, "g": -32})
    assert (result.base, result.bonus, result.deduction) == (d(3), d(12), d(-48))
    assert result.total == d(-33)


@pytest.mark.parametrize(
    ("precision", "value", "shown"),
    [
        (2, "89.995", "90.00"),
        (2, "89.9949", "89.99"),
        (2, "-0.005", "-0.01"),
        (1, "89.95", "90.0"),
        (0, "89.5", "90"),
        (0, "-0.5", "-1"),
        (4, "89.9951", "89.9951"),
        (2, "90", "90.00"),
    ],
)
def test_the_total_is_shown_at_the_tables_precision(precision: int, value: str, shown: str) -> None:
    assert str(tally(table(group("1", item("a")), precision=precision), {"a": value}).total) == shown


def test_a_total_may_be_below_zero_and_above_the_full_points() -> None:
    one = table(group("1", item("a")))
    assert tally(one, {"a": -4}).total == d(-4)
    assert tally(one, {"a": 40}).total == d(40)


# ---- what does not apply


def test_scaled_out_points_are_made_up_by_the_others() -> None:
    """(50 + 0) × 100 ÷ 60 = 83.33333… → 83.3333, shown 83.33."""
    result = tally(table(group("1", item("a", 60), item("b", 40))), {"a": 50, "b": NOT_APPLICABLE})
    assert (result.earned, result.available, result.full) == (d(50), d(60), d(100))
    assert (result.base, result.total) == (d("83.3333"), d("83.33"))


def test_scaling_rounds_half_away_from_zero() -> None:
    """Available 32 of 64: 0.00005 earned × 2 = 0.0001; 2.00005 … at four places from the fifth on."""
    one = table(group("1", item("a", 48), item("b", 16)))
    assert tally(one, {"a": "0.0006", "b": NOT_APPLICABLE}).base == d("0.0008")
    third = table(group("1", item("a", 3), item("b", 1)))  # × 4/3
    assert tally(third, {"a": "0.0005", "b": NOT_APPLICABLE}).base == d("0.0007")
    assert tally(third, {"a": "-0.0005", "b": NOT_APPLICABLE}).base == d("-0.0007")
    half = table(group("1", item("a", 4), item("b", 1)))  # × 1.25: 0.0002 → 0.00025 → 0.0003
    assert tally(half, {"a": "0.0002", "b": NOT_APPLICABLE}).base == d("0.0003")
    assert tally(half, {"a": "-0.0002", "b": NOT_APPLICABLE}).base == d("-0.0003")


def test_bonuses_and_deductions_are_not_scaled() -> None:
    one = table(group("1", item("a", 50), item("b", 50)), bonus("2", item("c")), deduction("3", item("e")))
    result = tally(one, {"a": 40, "b": NOT_APPLICABLE, "c": 3, "e": -7})
    assert (result.base, result.total) == (d(80), d(76))


def test_full_and_zero_do_not_scale() -> None:
    full, zero = (
        item("b", 40, when_not_applicable=FULL),
        item("c", 20, when_not_applicable=ZERO),
    )
    result = tally(
        table(group("1", item("a", 40), full, zero)), {"a": 10, "b": NOT_APPLICABLE, "c": NOT_APPLICABLE}
    )
    assert (result.earned, result.available, result.base, result.total) == (d(50), d(100), d(50), d(50))


def test_the_three_ways_mix() -> None:
    """10 + 40 full + 0 of the 20, with 30 scaled out: 50 × 130 ÷ 100 = 65."""
    one = table(
        group(
            "1",
            item("a", 40),
            item("b", 40, when_not_applicable=FULL),
            item("c", 20, when_not_applicable=ZERO),
            item("e", 30),
        )
    )
    absent = dict.fromkeys("bce", NOT_APPLICABLE)
    assert tally(one, {"a": 10, **absent}).total == d(65)


def test_scaling_goes_by_weighted_points() -> None:
    """60 : 40, the 40 not applicable: 54 of 60 → 90."""
    one = table(group("1", item("a", 100), weight=d("0.6")), group("2", item("b", 100), weight=d("0.4")))
    result = tally(one, {"a": 90, "b": NOT_APPLICABLE})
    assert (result.earned, result.available, result.full, result.total) == (d(54), d(60), d(100), d(90))


def test_where_nothing_applies_there_is_no_total() -> None:
    one = table(group("1", item("a"), item("b")), bonus("2", item("c")))
    result = tally(one, {"a": NOT_APPLICABLE, "b": NOT_APPLICABLE, "c": 5})
    assert result.total is NOT_APPLICABLE
    assert (result.base, result.bonus, result.available) == (d(0), d(5), d(0))
    assert not result.provisional


@pytest.mark.parametrize("left", ["1", "0.5", "0.0001"])
def test_however_few_points_are_left_they_are_scaled_up(left: str) -> None:
    result = tally(table(group("1", item("a", left), item("b", 99))), {"a": left, "b": NOT_APPLICABLE})
    assert result.base == d(left) + 99


def test_a_base_group_inside_a_bonus_list_is_no_part_of_the_full_points() -> None:
    """b counts with the bonus; where a does not apply there is no base at all."""
    one = table(group("1", item("a")), bonus("2", group("2.1", item("b"))))
    result = tally(one, {"a": 6, "b": 5})
    assert (result.available, result.full, result.base, result.bonus) == (d(10), d(10), d(6), d(5))
    assert tally(one, {"a": NOT_APPLICABLE, "b": 5}).total is NOT_APPLICABLE


def test_points_that_are_missing_are_not_scaled_out() -> None:
    result = tally(table(group("1", item("a", 60), item("b", 40))), {"a": 50, "b": None})
    assert (result.total, result.available) == (d(50), d(100))


def test_a_table_of_bonuses_alone_starts_from_nothing() -> None:
    assert tally(table(bonus("1", item("a"))), {"a": 7}).total == d(7)


# ---- vetoes


def with_vetoes(*vetoes: Veto, row: dict[str, Any]) -> Tally:
    return tally(table(group("1", item("a")), vetoes=vetoes), {"a": 7, **row})


def test_a_veto_that_zeroes() -> None:
    zero = veto("甲案", Effect.ZERO)
    held = with_vetoes(zero, row={"甲案": True})
    assert str(held.total) == "0.00"
    assert held.base == 7
    assert with_vetoes(zero, row={"甲案": False}).total == d(7)
    assert with_vetoes(zero, row={"甲案": None}).total == d(7)
    assert with_vetoes(zero, row={"甲案": NOT_APPLICABLE}).total == d(7)


@pytest.mark.parametrize("effect", [effect for effect in Effect if effect is not Effect.ZERO])
def test_other_effects_leave_the_total(effect: Effect) -> None:
    """One in force that does not zero beside one that would but is not in force."""
    vetoes = (veto("甲案", effect, "末等"), veto("乙案", Effect.ZERO))
    assert with_vetoes(*vetoes, row={"甲案": True, "乙案": False}).total == d(7)


def test_zero_wins_over_bonuses_but_makes_no_total_where_there_is_none() -> None:
    one = table(group("1", item("a")), bonus("2", item("b")), vetoes=(veto("案", Effect.ZERO),))
    assert tally(one, {"a": 7, "b": 5, "案": True}).total == d(0)
    assert tally(one, {"a": NOT_APPLICABLE, "b": 5, "案": True}).total is NOT_APPLICABLE


def test_vetoes_and_cards_are_told_apart() -> None:
    vetoes = (veto("否", Effect.UNRANKED), veto("牌", Effect.NOTE, card=True))
    neither = with_vetoes(*vetoes, row={"否": False, "牌": False})
    vetoed = with_vetoes(*vetoes, row={"否": True, "牌": False})
    carded = with_vetoes(*vetoes, row={"否": False, "牌": True})
    both = with_vetoes(*vetoes, row={"否": True, "牌": True})
    said = [(each.vetoed, each.carded) for each in (neither, vetoed, carded, both)]
    assert said == [(False, False), (True, False), (False, True), (True, True)]
    assert [each.has(Effect.UNRANKED) for each in (neither, vetoed, carded)] == [False, True, False]
    assert [each.has(Effect.NOTE) for each in (neither, vetoed, carded)] == [False, False, True]


@pytest.mark.parametrize(
    ("value", "in_force", "is_open"),
    [
        (True, True, False),
        (False, False, False),
        (None, False, True),
        (PENDING, False, True),
        (NOT_APPLICABLE, False, False),
    ],
)
def test_a_veto_is_in_force_or_not_or_not_known_yet(value: Any, in_force: bool, is_open: bool) -> None:
    result = with_vetoes(veto("否", Effect.NOTE), row={"否": value})
    (outcome,) = result.vetoes
    assert (outcome.in_force, outcome.open) == (in_force, is_open)
    assert result.provisional is is_open


# ---- provisional, gaps, finding


def test_a_gap_makes_the_total_provisional() -> None:
    one = table(group("1", item("a"), group("1.2", item("b"))), bonus("2", item("c")))
    whole = tally(one, {"a": 1, "b": 2, "c": 3})
    assert (whole.provisional, whole.gaps) == (False, ())
    for code in "abc":
        result = tally(one, {"a": 1, "b": 2, "c": 3, code: None})
        assert result.provisional
        assert [score.item.code for score in result.gaps] == [code]


def test_gaps_come_in_the_order_of_the_table() -> None:
    one = table(group("1", item("a"), group("1.2", item("b"), item("c"))), group("2", item("e")))
    result = tally(one, {"a": PENDING, "b": NOT_APPLICABLE})
    assert [score.item.code for score in result.gaps] == ["a", "c", "e"]
    assert [score.item.code for score in result.items()] == ["a", "b", "c", "e"]


def test_what_looks_at_peers_who_have_not_reported_is_provisional() -> None:
    """甲's own items are all there, but the mean it is measured by is not yet final."""
    mean = Peer(points("b"), Statistic.MEAN)
    one = table(group("1", item("a", 10, mean)))
    result = score_table(one, {"甲": {"b": 4}, "乙": {"b": 8}})
    assert [s.tally.provisional for s in result.standings] == [False, False]
    waiting = score_table(one, {"甲": {"b": 4}, "乙": {"b": None}})
    assert {s.tally.unit.id: (s.tally.total, s.tally.provisional) for s in waiting.standings} == {
        "甲": (d(4), True),
        "乙": (d(4), True),
    }


def test_a_veto_that_looks_at_such_peers_is_provisional_too() -> None:
    below_mean = Compare(points("b"), Relation.BELOW, Peer(points("b"), Statistic.MEAN))
    one = table(group("1", item("a")), vetoes=(Veto("低", below_mean, Effect.NOTE),))
    result = score_table(one, {"甲": {"a": 1, "b": 4}, "乙": {"a": 1, "b": 8}, "丙": {"a": 1, "b": None}})
    (outcome,) = next(s.tally.vetoes for s in result.standings if s.tally.unit.id == "甲")
    assert (outcome.in_force, outcome.open) == (True, False)
    assert all(s.tally.provisional for s in result.standings)


def test_scores_are_found_by_code_or_name_at_any_depth() -> None:
    one = table(
        group("1", item("a", name="甲"), group("1.2", item("b", name="乙"), name="中"), name="上"),
        group("2", item("c", name="a"), name="下"),
    )
    result = tally(one, {"a": 1, "b": 2, "c": 3})

    def scored(code: str) -> Decimal | Absence | None:
        found = result.find(code)
        return None if found is None else found.score

    assert [scored(code) for code in ("a", "甲", "b", "乙", "c")] == [d(1), d(1), d(2), d(2), d(3)]
    assert [scored(code) for code in ("1", "上", "1.2", "中", "2", "下")] == [
        d(3),
        d(3),
        d(2),
        d(2),
        d(3),
        d(3),
    ]
    assert result.find("没有") is None


def test_a_tallier_serves_every_unit() -> None:
    """Rules are planned once; the account says whose it is and of which table."""
    one = table(group("1", item("a")), vetoes=(veto("否", Effect.NOTE),))
    units = Units([town("甲"), town("乙")])
    setting = Setting(
        period=YEAR,
        units=units,
        cohort=units,
        facts=Facts(facts({"甲": {"a": 1, "否": True}, "乙": {"a": 2}})),
    )
    tallier = Tallier(one)
    with exactly():
        first, second = (tallier.tally(setting.context(unit)) for unit in units)
    assert (first.unit.id, first.total, first.table) == ("甲", d(1), one)
    assert (second.unit.id, second.total) == ("乙", d(2))
    assert [len(each.vetoes) for each in (first, second)] == [1, 1]
    assert first.vetoes[0].veto is one.vetoes[0]
    assert isinstance(first.vetoes[0].trace.node, Given)
    assert flag("否") == first.vetoes[0].trace.node
