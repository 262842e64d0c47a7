"""From totals to ranks and grades."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from kaohe.facts import AssessedUnit
from kaohe.results import TableResult
from kaohe.results.standing import order_key, scope_of
from kaohe.scheme.model import Effect, Grade, Ranking, Scope, Table, WhenNotApplicable
from tests.unit.results.samples import (
    NOT_APPLICABLE,
    bonus,
    d,
    grades,
    group,
    item,
    order,
    plain_table,
    score_table,
    table,
    tally,
    totals,
    town,
    veto,
)


def ranked(
    one: Table, figures: Mapping[str, Mapping[str, Any]], units: Sequence[AssessedUnit] = ()
) -> list[tuple[str, int | None]]:
    return order(score_table(one, figures, units))


def graded(one: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """Grades by unit for a table of one item; a value may be a row of figures."""
    figures = {unit: row if isinstance(row, Mapping) else {"分": row} for unit, row in values.items()}
    return {s.tally.unit.id: s.grade for s in score_table(one, figures).standings}


def ties(result: TableResult) -> list[bool]:
    return [standing.tied for standing in result.standings]


# ---- ranks


def test_more_is_better_and_the_best_comes_first() -> None:
    assert ranked(plain_table(), totals({"甲": 80, "乙": 95, "丙": "-3"})) == [
        ("乙", 1),
        ("甲", 2),
        ("丙", 3),
    ]


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    result = score_table(
        plain_table(), totals({"甲": 90, "乙": 80, "丙": 95, "丁": 90, "戊": 80, "己": 80, "庚": 7})
    )
    assert order(result) == [("丙", 1), ("甲", 2), ("丁", 2), ("乙", 4), ("戊", 4), ("己", 4), ("庚", 7)]
    assert ties(result) == [False, True, True, True, True, True, False]


def test_ranks_go_by_the_total_as_shown() -> None:
    """89.995 and 90.004 are both 90.00; 89.994 is 89.99."""
    result = score_table(plain_table(), totals({"甲": "89.995", "乙": "90.004", "丙": "89.994"}))
    assert order(result) == [("甲", 1), ("乙", 1), ("丙", 3)]
    finer = score_table(plain_table(precision=3), totals({"甲": "89.995", "乙": "90.004", "丙": "89.994"}))
    assert order(finer) == [("乙", 1), ("甲", 2), ("丙", 3)]


def three_items(*tie_break: str) -> Table:
    inner = group("2", item("b"), item("c"), name="后组")
    return table(group("1", item("a")), inner, ranking=Ranking(tie_break=tie_break))


EQUAL = {
    "甲": {"a": 5, "b": 1, "c": 4},
    "乙": {"a": 5, "b": 2, "c": 3},
    "丙": {"a": 6, "b": 4, "c": 0},
    "丁": {"a": 5, "b": 2, "c": 3},
}


def test_equal_totals_stay_equal_where_nothing_decides() -> None:
    assert {rank for _, rank in ranked(three_items(), EQUAL)} == {1}


def test_what_decides_is_tried_in_turn_and_more_is_better() -> None:
    assert ranked(three_items("a"), EQUAL) == [("丙", 1), ("甲", 2), ("乙", 2), ("丁", 2)]
    assert ranked(three_items("a", "b"), EQUAL) == [("丙", 1), ("乙", 2), ("丁", 2), ("甲", 4)]
    assert ranked(three_items("c"), EQUAL) == [("甲", 1), ("乙", 2), ("丁", 2), ("丙", 4)]
    assert ranked(three_items("后组", "b"), EQUAL) == [("乙", 1), ("丁", 1), ("甲", 3), ("丙", 4)]


def test_the_total_comes_before_what_decides() -> None:
    figures = {"甲": {"a": 9, "b": 0, "c": 0}, "乙": {"a": 0, "b": 10, "c": 0}}
    assert ranked(three_items("a"), figures) == [("乙", 1), ("甲", 2)]


def test_what_decides_is_the_points_that_count() -> None:
    """A missing item is 0; one that does not apply but counts full has its full points."""
    full = item("b", 10, when_not_applicable=WhenNotApplicable.FULL)
    one = table(group("1", item("a", 20), full), ranking=Ranking(tie_break=("b",)))
    figures: dict[str, dict[str, Any]] = {
        "甲": {"a": 9, "b": NOT_APPLICABLE},
        "乙": {"a": 19, "b": None},
        "丙": {"a": 10, "b": 9},
    }
    assert ranked(one, figures) == [("甲", 1), ("丙", 2), ("乙", 3)]


def test_a_name_that_nothing_bears_decides_nothing() -> None:
    result = tally(three_items("a", "没有"), {"a": 5, "b": 2, "c": 1})
    assert order_key(Ranking(tie_break=("a", "没有")), result) == (d(1), d(8), d(5), d(0))


def test_a_unit_without_a_total_is_ordered_as_one_with_nothing() -> None:
    """It is never ranked; but whoever orders it must not stumble."""
    assert order_key(Ranking(), tally(plain_table(), {"分": NOT_APPLICABLE})) == (d(1), d(0))


def test_ranks_within_a_class_and_within_a_parent() -> None:
    units = (
        town("甲", "镇", "东县"),
        town("乙", "街道", "东县"),
        town("丙", "镇", "西县"),
        town("丁", "街道", "西县"),
        town("戊", "镇", "东县"),
    )
    figures = totals({"甲": 80, "乙": 90, "丙": 90, "丁": 70, "戊": 80})
    everyone = [("乙", 1), ("丙", 1), ("甲", 3), ("戊", 3), ("丁", 5)]
    by_class = [("乙", 1), ("丙", 1), ("甲", 2), ("戊", 2), ("丁", 2)]
    by_parent = [("乙", 1), ("丙", 1), ("甲", 2), ("戊", 2), ("丁", 2)]
    for scope, expected in ((Scope.ALL, everyone), (Scope.CLASS, by_class), (Scope.PARENT, by_parent)):
        assert ranked(plain_table(ranking=Ranking(scope)), figures, units) == expected
    within = {
        scope: {
            s.tally.unit.id: s.tied
            for s in score_table(plain_table(ranking=Ranking(scope)), figures, units).standings
        }
        for scope in Scope
    }
    assert within[Scope.ALL] == {"甲": True, "乙": True, "丙": True, "丁": False, "戊": True}
    assert within[Scope.CLASS] == {"甲": True, "乙": False, "丙": False, "丁": False, "戊": True}
    assert within[Scope.PARENT] == {"甲": True, "乙": False, "丙": False, "丁": False, "戊": True}


def test_a_class_and_a_parent_are_not_the_same_thing() -> None:
    units = (town("甲", "镇", "东县"), town("乙", "镇", "西县"), town("丙", "街道", "东县"))
    figures = totals({"甲": 70, "乙": 80, "丙": 90})
    assert ranked(plain_table(ranking=Ranking(Scope.CLASS)), figures, units) == [
        ("丙", 1),
        ("乙", 1),
        ("甲", 2),
    ]
    assert ranked(plain_table(ranking=Ranking(Scope.PARENT)), figures, units) == [
        ("丙", 1),
        ("乙", 1),
        ("甲", 2),
    ]
    lone = {scope: scope_of(scope)(tally(plain_table(), {"分": 1})) for scope in Scope}
    assert lone == {Scope.ALL: "", Scope.CLASS: "", Scope.PARENT: ""}
    of_ding = score_table(plain_table(), totals({"丁": 1}), (town("丁", "镇", "东县"),)).standings[0].tally
    assert {scope: scope_of(scope)(of_ding) for scope in Scope} == {
        Scope.ALL: "",
        Scope.CLASS: "镇",
        Scope.PARENT: "东县",
    }


# ---- vetoes and ranks


def with_cases(*effects: Effect, **fields: Any) -> Table:
    """A table with a veto for each effect, in force where the figure of the effect's value is yes."""
    return plain_table(vetoes=tuple(veto(effect.value, effect, "差") for effect in effects), **fields)


def rows(values: Mapping[str, Any], effect: Effect, *held: str) -> dict[str, dict[str, Any]]:
    return {unit: {"分": value, effect.value: unit in held} for unit, value in values.items()}


def test_a_unit_put_last_stands_behind_all_others() -> None:
    figures = rows({"甲": 99, "乙": 50, "丙": 70}, Effect.LAST, "甲")
    assert ranked(with_cases(Effect.LAST), figures) == [("丙", 1), ("乙", 2), ("甲", 3)]


def test_several_put_last_are_ordered_by_their_totals() -> None:
    figures = rows({"甲": 60, "乙": 50, "丙": 70, "丁": 60, "戊": 10}, Effect.LAST, "甲", "丙", "丁")
    result = score_table(with_cases(Effect.LAST), figures)
    assert order(result) == [("乙", 1), ("戊", 2), ("丙", 3), ("甲", 4), ("丁", 4)]
    assert ties(result) == [False, False, False, True, True]


def test_one_put_last_does_not_tie_with_an_equal_total() -> None:
    figures = rows({"甲": 60, "乙": 60}, Effect.LAST, "甲")
    result = score_table(with_cases(Effect.LAST), figures)
    assert order(result) == [("乙", 1), ("甲", 2)]
    assert ties(result) == [False, False]


def test_last_is_last_within_its_own_scope() -> None:
    units = (town("甲", "镇"), town("乙", "镇"), town("丙", "街道"))
    figures = rows({"甲": 99, "乙": 50, "丙": 40}, Effect.LAST, "甲")
    one = with_cases(Effect.LAST, ranking=Ranking(Scope.CLASS))
    assert dict(ranked(one, figures, units)) == {"乙": 1, "甲": 2, "丙": 1}


def test_an_unranked_unit_comes_at_the_end_without_a_rank() -> None:
    """Those without a rank stay in the order in which they came, whatever their totals."""
    figures = rows({"甲": 50, "乙": 60, "丙": 99, "丁": 70}, Effect.UNRANKED, "甲", "丙")
    result = score_table(with_cases(Effect.UNRANKED), figures)
    assert order(result) == [("丁", 1), ("乙", 2), ("甲", None), ("丙", None)]
    assert ties(result) == [False, False, False, False]


def test_a_unit_without_a_total_is_not_ranked() -> None:
    result = score_table(plain_table(), totals({"甲": NOT_APPLICABLE, "乙": 3, "丙": NOT_APPLICABLE}))
    assert order(result) == [("乙", 1), ("甲", None), ("丙", None)]
    assert ties(result) == [False, False, False]


def test_a_zeroed_total_is_ranked_by_the_zero() -> None:
    figures = rows({"甲": 99, "乙": 50, "丙": "-1"}, Effect.ZERO, "甲")
    assert ranked(with_cases(Effect.ZERO), figures) == [("乙", 1), ("甲", 2), ("丙", 3)]


@pytest.mark.parametrize("effect", [Effect.NOTE, Effect.GRADE])
def test_other_effects_leave_the_rank(effect: Effect) -> None:
    figures = rows({"甲": 99, "乙": 50}, effect, "甲")
    assert ranked(with_cases(effect), figures) == [("甲", 1), ("乙", 2)]


# ---- grades

FOUR = grades(("优", 90), ("良", 80), ("中", 60), ("差", None))


def test_grades_begin_at_their_line() -> None:
    values = {"甲": 90, "乙": "89.99", "丙": 80, "丁": "79.99", "戊": 60, "己": "59.99", "庚": "-4"}
    assert graded(plain_table(grades=FOUR), values) == {
        "甲": "优", "乙": "良", "丙": "良", "丁": "中", "戊": "中", "己": "差", "庚": "差",
    }  # fmt: skip


def test_grades_go_by_the_total_as_shown() -> None:
    assert graded(plain_table(grades=FOUR), {"甲": "89.995", "乙": "89.994"}) == {"甲": "优", "乙": "良"}


def test_a_table_without_grades_gives_none() -> None:
    assert graded(plain_table(), {"甲": 90, "乙": NOT_APPLICABLE}) == {"甲": "", "乙": ""}


def test_who_reaches_no_grade_has_none() -> None:
    assert graded(plain_table(grades=grades(("优", 90))), {"甲": 90, "乙": 89}) == {"甲": "优", "乙": ""}


def quota(*, share: str | None = None, most: int | None = None, **fields: Any) -> Table:
    best = Grade("优", d(80), None if share is None else d(share), most)
    return plain_table(grades=grades(best, ("良", 70), ("差", None)), **fields)


@pytest.mark.parametrize(
    ("share", "units", "best"),
    [("0.3", 10, 3), ("0.3", 9, 2), ("0.34", 3, 1), ("0.33", 3, 0), ("0.5", 1, 0), ("1", 2, 2), ("0", 3, 0)],
)
def test_a_share_of_the_ranked_units_is_rounded_down(share: str, units: int, best: int) -> None:
    given = graded(quota(share=share), {f"单位{n}": 90 - n for n in range(units)})
    assert list(given.values()) == ["优"] * best + ["良"] * (units - best)


@pytest.mark.parametrize(("most", "best"), [(0, 0), (1, 1), (2, 2), (5, 3)])
def test_a_number_of_places(most: int, best: int) -> None:
    given = graded(quota(most=most), {"甲": 90, "乙": 89, "丙": 88})
    assert list(given.values()) == ["优"] * best + ["良"] * (3 - best)


@pytest.mark.parametrize(("share", "most", "best"), [("0.5", 3, 2), ("0.5", 1, 1), ("0.75", 3, 3)])
def test_of_a_share_and_a_number_the_smaller_holds(share: str, most: int, best: int) -> None:
    given = graded(quota(share=share, most=most), {"甲": 90, "乙": 89, "丙": 88, "丁": 87})
    assert list(given.values()) == ["优"] * best + ["良"] * (4 - best)


def test_who_stays_out_is_tried_for_the_next_grade() -> None:
    """Out of 优 by the quota, 丙 still needs 良's line."""
    one = plain_table(grades=grades(Grade("优", d(60), None, 1), ("良", 70), ("差", None)))
    assert graded(one, {"甲": 90, "乙": 80, "丙": 65}) == {"甲": "优", "乙": "良", "丙": "差"}


def test_the_next_grade_has_its_own_quota() -> None:
    one = plain_table(grades=grades(Grade("优", d(80), None, 1), Grade("良", d(80), None, 1), ("差", None)))
    assert graded(one, {"甲": 90, "乙": 89, "丙": 88}) == {"甲": "优", "乙": "良", "丙": "差"}


def test_equals_of_whom_not_all_fit_stay_out_with_all_behind_them() -> None:
    """Two places: 甲 takes one, 乙 and 丙 are equal and do not fit, 丁 behind them does not slip in."""
    given = graded(quota(most=2), {"甲": 95, "乙": 90, "丙": 90, "丁": 85})
    assert given == {"甲": "优", "乙": "良", "丙": "良", "丁": "良"}
    all_fit = graded(quota(most=3), {"甲": 95, "乙": 90, "丙": 90, "丁": 85})
    assert all_fit == {"甲": "优", "乙": "优", "丙": "优", "丁": "良"}


def test_equals_at_the_top_may_leave_a_grade_empty() -> None:
    assert graded(quota(most=1), {"甲": 90, "乙": 90}) == {"甲": "良", "乙": "良"}


def test_equals_that_something_decides_between_fit_one_by_one() -> None:
    base = table(
        group("1", item("a"), item("b")),
        grades=grades(Grade("优", d(5), None, 1), ("差", None)),
        ranking=Ranking(tie_break=("b",)),
    )
    result = score_table(base, {"甲": {"a": 8, "b": 1}, "乙": {"a": 1, "b": 8}})
    assert {s.tally.unit.id: s.grade for s in result.standings} == {"甲": "差", "乙": "优"}


def test_the_quota_is_counted_over_all_units_whatever_the_scope_of_ranks() -> None:
    units = (town("甲", "镇"), town("乙", "街道"))
    one = quota(most=1, ranking=Ranking(Scope.CLASS))
    result = score_table(one, totals({"甲": 85, "乙": 90}), units)
    assert {s.tally.unit.id: (s.rank, s.grade) for s in result.standings} == {
        "甲": (1, "良"),
        "乙": (1, "优"),
    }


def test_unranked_units_do_not_count_for_a_share() -> None:
    """Half of three is one; with the unranked ones it would be two."""
    one = with_cases(Effect.UNRANKED, grades=grades(Grade("优", d(80), d("0.5")), ("良", 70), ("差", None)))
    figures = rows({"甲": 95, "乙": 90, "丙": 85, "丁": 99}, Effect.UNRANKED, "丁")
    assert graded(one, figures) == {"甲": "优", "乙": "良", "丙": "良", "丁": "差"}


# ---- grades under vetoes and cards


def limited(*written: tuple[str, str, bool], **fields: Any) -> Table:
    """Vetoes (name, grade, whether a card) that limit the grade."""
    vetoes = tuple(veto(name, Effect.GRADE, grade, card=card) for name, grade, card in written)
    return plain_table(vetoes=vetoes, **{"grades": FOUR, **fields})


@pytest.mark.parametrize("card", [False, True])
def test_a_limit_lets_a_unit_rise_no_higher(card: bool) -> None:
    one = limited(("案", "中", card))
    assert graded(one, {"甲": {"分": 95, "案": True}, "乙": {"分": 95, "案": False}}) == {
        "甲": "中",
        "乙": "优",
    }
    assert graded(one, {"甲": {"分": 95, "案": None}, "乙": {"分": 95, "案": NOT_APPLICABLE}}) == {
        "甲": "优",
        "乙": "优",
    }


def test_a_limit_lifts_nobody() -> None:
    one = limited(("案", "良", False))
    assert graded(one, {"甲": {"分": 60, "案": True}, "乙": {"分": 85, "案": True}}) == {
        "甲": "中",
        "乙": "良",
    }


def test_a_limit_to_the_best_grade_is_none() -> None:
    assert graded(limited(("案", "优", False)), {"甲": {"分": 95, "案": True}}) == {"甲": "优"}


def test_of_several_limits_the_worst_holds() -> None:
    one = limited(("一", "中", False), ("二", "差", True), ("三", "良", False))
    both = {"一": True, "二": True, "三": True}
    assert graded(one, {"甲": {"分": 95, **both}}) == {"甲": "差"}
    assert graded(one, {"甲": {"分": 95, **both, "二": False}}) == {"甲": "中"}
    assert graded(one, {"甲": {"分": 95, **both, "二": False, "一": False}}) == {"甲": "良"}


def test_a_limited_unit_leaves_its_place_in_the_quota() -> None:
    """甲 would have the one place, is limited, and 乙 has it; the rank stays."""
    one = limited(("案", "良", False), grades=grades(Grade("优", d(80), None, 1), ("良", 70), ("差", None)))
    result = score_table(one, {"甲": {"分": 95, "案": True}, "乙": {"分": 90, "案": False}})
    assert {s.tally.unit.id: (s.rank, s.grade) for s in result.standings} == {
        "甲": (1, "良"),
        "乙": (2, "优"),
    }


def test_one_put_last_takes_the_last_place_of_a_quota() -> None:
    one = with_cases(Effect.LAST, grades=grades(Grade("优", d(50), None, 1), ("差", None)))
    figures = rows({"甲": 99, "乙": 60}, Effect.LAST, "甲")
    assert graded(one, figures) == {"甲": "差", "乙": "优"}


def test_unranked_units_get_the_last_grade_unless_a_veto_names_one() -> None:
    """The veto that takes the unit out names it; a mere limit besides can make it worse, never better."""
    vetoes = (
        veto("除名", Effect.UNRANKED),
        veto("除名降等", Effect.UNRANKED, "良"),
        veto("限", Effect.GRADE, "中"),
    )
    one = plain_table(vetoes=vetoes, grades=FOUR)
    nothing = {"除名": False, "除名降等": False, "限": False}
    given = graded(
        one,
        {
            "甲": {"分": 95, **nothing, "除名": True},
            "乙": {"分": 95, **nothing, "除名": True, "限": True},
            "丙": {"分": NOT_APPLICABLE, **nothing},
            "丁": {"分": 95, **nothing, "除名降等": True},
            "戊": {"分": 95, **nothing, "除名降等": True, "限": True},
        },
    )
    assert given == {"甲": "差", "乙": "差", "丙": "差", "丁": "良", "戊": "中"}


def test_a_grade_named_beside_another_effect_limits_too() -> None:
    one = plain_table(vetoes=(veto("列名", Effect.NOTE, "中"), veto("末位", Effect.LAST, "良")), grades=FOUR)
    given = graded(
        one,
        {"甲": {"分": 95, "列名": True, "末位": False}, "乙": {"分": 95, "列名": False, "末位": True}},
    )
    assert given == {"甲": "中", "乙": "良"}


def test_a_veto_whose_grade_is_not_there_limits_nothing() -> None:
    one = plain_table(vetoes=(veto("案", Effect.GRADE, "没有"),), grades=FOUR)
    assert graded(one, {"甲": {"分": 95, "案": True}}) == {"甲": "优"}


def test_bonuses_count_for_the_grade() -> None:
    one = table(group("1", item("a", 100)), bonus("2", item("b")), grades=FOUR)
    result = score_table(one, {"甲": {"a": 85, "b": 5}})
    assert [(s.grade, s.tally.total) for s in result.standings] == [("优", Decimal(90))]
