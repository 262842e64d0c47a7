"""What follows from the result: who is on which list, and with how much."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kaohe.core import Absence, Place, Severity
from kaohe.facts import AssessedUnit
from kaohe.results import History, TableResult
from kaohe.results.consequences import NO_HISTORY, members_by_list
from kaohe.rules import Compare, Const, Peer, Relation, Statistic
from kaohe.scheme.model import Consequence, Effect, Ranking, Scope, Selector, Table
from tests.unit.results.samples import (
    NOT_APPLICABLE,
    PENDING,
    bonus,
    d,
    flag,
    grades,
    group,
    item,
    listing,
    plain_table,
    points,
    score_table,
    table,
    totals,
    town,
    veto,
)

FIVE = totals({"甲": 90, "乙": 80, "丙": 70, "丁": 60, "戊": 50})


def lists(result: TableResult) -> dict[str, list[str]]:
    """Members by list, in the order of the result."""
    made: dict[str, list[str]] = {}
    for entry in result.lists:
        made.setdefault(entry.consequence.list_name, []).extend(m.unit for m in entry.members)
    return made


def listed(
    *selectors: Selector, figures: Mapping[str, Any] = FIVE, units: Sequence[AssessedUnit] = (), **fields: Any
) -> list[str]:
    """Who is on a list of these selectors."""
    table_fields = {name: fields.pop(name) for name in ("vetoes", "ranking", "grades") if name in fields}
    one = plain_table(consequences=(listing("名单", *selectors, **fields),), **table_fields)
    return lists(score_table(one, figures, units))["名单"]


# ---- the first and the last


@pytest.mark.parametrize(
    ("wanted", "expected"), [(1, "甲"), (2, "甲乙"), (5, "甲乙丙丁戊"), (9, "甲乙丙丁戊")]
)
def test_the_first_so_many(wanted: int, expected: str) -> None:
    assert listed(Selector(first=wanted)) == list(expected)


@pytest.mark.parametrize(
    ("wanted", "expected"), [(1, "戊"), (2, "丁戊"), (5, "甲乙丙丁戊"), (9, "甲乙丙丁戊")]
)
def test_the_last_so_many_in_the_order_of_the_standings(wanted: int, expected: str) -> None:
    assert listed(Selector(last=wanted)) == list(expected)


def test_the_first_and_the_last_of_one_selector() -> None:
    assert listed(Selector(first=1, last=2)) == ["甲", "丁", "戊"]


def test_any_one_selector_suffices() -> None:
    assert listed(Selector(last=1), Selector(first=2)) == ["甲", "乙", "戊"]


def test_equals_at_the_edge_are_all_in_and_said_so() -> None:
    figures = totals({"甲": 90, "乙": 80, "丙": 80, "丁": 60, "戊": 60})
    where = Place("办法.yaml", line=7)
    for selector, expected, names in (
        (Selector(first=2), ["甲", "乙", "丙"], "要2个单位，因并列列入了3个：甲镇、乙镇、丙镇"),
        (Selector(last=1), ["丁", "戊"], "要1个单位，因并列列入了2个：丁镇、戊镇"),
        (Selector(last=3), ["乙", "丙", "丁", "戊"], "要3个单位，因并列列入了4个：丁镇、戊镇、乙镇、丙镇"),
    ):
        one = plain_table(consequences=(listing("名单", selector, where=where),))
        result = score_table(one, figures)
        assert lists(result)["名单"] == expected
        (problem,) = result.problems
        assert problem.code == "results.equals-at-the-edge"
        assert problem.severity is Severity.WARNING
        assert problem.where == (where,)
        assert problem.message == f"“名单”{names}。"


def test_equals_that_just_fit_are_not_worth_a_word() -> None:
    figures = totals({"甲": 90, "乙": 80, "丙": 80, "丁": 60, "戊": 60})
    for selector, expected in (
        (Selector(first=1), ["甲"]),
        (Selector(first=3), ["甲", "乙", "丙"]),
        (Selector(last=2), ["丁", "戊"]),
        (Selector(last=4), ["乙", "丙", "丁", "戊"]),
    ):
        result = score_table(plain_table(consequences=(listing("名单", selector),)), figures)
        assert (lists(result)["名单"], result.problems) == (expected, ())


def test_what_decides_between_equals_decides_at_the_edge_too() -> None:
    one = table(
        group("1", item("a"), item("b")),
        ranking=Ranking(tie_break=("b",)),
        consequences=(listing("前", Selector(first=1)), listing("后", Selector(last=1))),
    )
    result = score_table(one, {"甲": {"a": 8, "b": 1}, "乙": {"a": 1, "b": 8}, "丙": {"a": 4, "b": 5}})
    assert lists(result) == {"前": ["乙"], "后": ["甲"]}
    assert result.problems == ()


def test_one_put_last_is_the_last() -> None:
    figures = {"甲": {"分": 90, "案": True}, "乙": {"分": 50, "案": False}}
    card = (veto("案", Effect.LAST, card=True),)
    assert listed(Selector(last=1), figures=figures, vetoes=card) == ["甲"]
    assert listed(Selector(first=1), figures=figures, vetoes=card) == ["乙"]


UNITS = (
    town("甲", "镇", "东"),
    town("乙", "街道", "东"),
    town("丙", "镇", "西"),
    town("丁", "镇", "西"),
    town("戊", "街道", "西"),
)


def test_the_first_of_every_class_and_the_last_of_every_county() -> None:
    """镇: 甲丙丁, 街道: 乙戊; 东: 甲乙, 西: 丙丁戊."""
    assert listed(Selector(first=1, scope=Scope.CLASS), units=UNITS) == ["甲", "乙"]
    assert listed(Selector(last=1, scope=Scope.CLASS), units=UNITS) == ["丁", "戊"]
    assert listed(Selector(first=1, scope=Scope.PARENT), units=UNITS) == ["甲", "丙"]
    assert listed(Selector(last=1, scope=Scope.PARENT), units=UNITS) == ["乙", "戊"]
    assert listed(Selector(first=1), units=UNITS) == ["甲"]


def test_equals_are_told_for_each_scope_apart() -> None:
    figures = totals({"甲": 90, "乙": 90, "丙": 70, "丁": 60, "戊": 60})
    one = plain_table(consequences=(listing("名单", Selector(last=1, scope=Scope.PARENT)),))
    result = score_table(one, figures, UNITS)
    assert lists(result)["名单"] == ["甲", "乙", "丁", "戊"]
    assert [problem.code for problem in result.problems] == ["results.equals-at-the-edge"] * 2


# ---- by an item or a group


def by_parts(*consequences: Consequence) -> Table:
    return table(
        group("1", item("a"), item("b"), name="组"), group("2", item("c", 40)), consequences=consequences
    )


PARTS = {
    "甲": {"a": 1, "b": 9, "c": 40},
    "乙": {"a": 3, "b": 3, "c": 20},
    "丙": {"a": 2, "b": 2, "c": 30},
}


def test_the_first_and_last_of_an_item_or_a_group() -> None:
    def who(**fields: Any) -> list[str]:
        return lists(score_table(by_parts(listing("名单", Selector(**fields))), PARTS))["名单"]

    assert who(first=1, of="a") == ["乙"]
    assert who(last=1, of="a") == ["甲"]
    assert who(last=2, of="项b") == ["丙", "乙"]
    assert who(first=1, of="组") == ["甲"]
    assert who(last=1, of="1") == ["丙"]
    assert who(last=1, of="c") == ["乙"]


def test_what_decides_between_equal_totals_does_not_decide_between_equal_items() -> None:
    one = table(
        group("1", item("a"), item("b")),
        ranking=Ranking(tie_break=("b",)),
        consequences=(listing("名单", Selector(first=1, of="a")),),
    )
    result = score_table(one, {"甲": {"a": 5, "b": 1}, "乙": {"a": 5, "b": 8}})
    assert lists(result)["名单"] == ["乙", "甲"]
    assert [problem.code for problem in result.problems] == ["results.equals-at-the-edge"]


@pytest.mark.parametrize("absence", [None, PENDING, NOT_APPLICABLE])
def test_a_unit_without_a_score_in_the_item_is_neither_first_nor_last(absence: Absence | None) -> None:
    figures: dict[str, dict[str, Any]] = {**PARTS, "乙": {"a": absence, "b": 3, "c": 20}}
    for selector, expected in ((Selector(last=1, of="a"), ["甲"]), (Selector(first=3, of="a"), ["甲", "丙"])):
        assert lists(score_table(by_parts(listing("名单", selector)), figures))["名单"] == expected


def test_a_unit_without_a_total_is_neither_first_nor_last() -> None:
    figures = totals({"甲": 90, "乙": NOT_APPLICABLE, "丙": 70})
    assert listed(Selector(last=1), figures=figures) == ["丙"]
    assert listed(Selector(first=5), figures=figures) == ["甲", "丙"]


def test_a_total_of_nothing_and_below_count() -> None:
    assert listed(Selector(last=1), figures=totals({"甲": 1, "乙": 0})) == ["乙"]
    assert listed(Selector(last=1), figures=totals({"甲": 0, "乙": -3})) == ["乙"]


# ---- vetoed and carded units

CASES = {
    "甲": {"分": 90, "否": True, "牌": False},
    "乙": {"分": 80, "否": False, "牌": True},
    "丙": {"分": 70, "否": False, "牌": False},
    "丁": {"分": 60, "否": True, "牌": True},
}
VETOES = (veto("否", Effect.NOTE), veto("牌", Effect.NOTE, card=True))


def test_vetoed_units_are_left_out_and_take_no_place() -> None:
    assert listed(Selector(first=2), figures=CASES, vetoes=VETOES) == ["乙", "丙"]
    assert listed(Selector(last=1), figures=CASES, vetoes=VETOES) == ["丙"]
    assert listed(
        Selector(condition=Compare(points("分"), Relation.AT_LEAST, Const(d(0)))),
        figures=CASES,
        vetoes=VETOES,
    ) == [
        "乙",
        "丙",
    ]


def test_vetoed_units_are_in_where_the_list_says_so() -> None:
    assert listed(Selector(first=2), figures=CASES, vetoes=VETOES, includes_vetoed=True) == ["甲", "乙"]
    assert listed(Selector(last=1), figures=CASES, vetoes=VETOES, includes_vetoed=True) == ["丁"]


def test_a_list_for_the_vetoed_lets_them_in_by_that_selector_only() -> None:
    assert listed(Selector(vetoed=True), figures=CASES, vetoes=VETOES) == ["甲", "丁"]
    assert listed(Selector(vetoed=True, carded=True), figures=CASES, vetoes=VETOES) == ["丁"]
    assert listed(Selector(first=1), Selector(vetoed=True), figures=CASES, vetoes=VETOES) == [
        "甲",
        "乙",
        "丁",
    ]
    assert listed(Selector(last=1, vetoed=True), figures=CASES, vetoes=VETOES) == ["丁"]


def test_carded_units() -> None:
    """A card alone keeps nobody off a list."""
    assert listed(Selector(carded=True), figures=CASES, vetoes=VETOES) == ["乙"]
    assert listed(Selector(carded=True), figures=CASES, vetoes=VETOES, includes_vetoed=True) == ["乙", "丁"]


# ---- classes, grades, conditions


def test_classes() -> None:
    assert listed(Selector(classes=("街道",)), units=UNITS) == ["乙", "戊"]
    assert listed(Selector(classes=("街道", "镇")), units=UNITS) == ["甲", "乙", "丙", "丁", "戊"]
    assert listed(Selector(first=1, classes=("街道",)), units=UNITS) == ["乙"]


def test_a_grade() -> None:
    written = grades(("优", 80), ("差", None))
    assert listed(Selector(grade="优"), grades=written) == ["甲", "乙"]
    assert listed(Selector(grade="差"), grades=written) == ["丙", "丁", "戊"]
    assert listed(Selector(first=1, grade="差"), grades=written) == ["丙"]


def test_a_condition_and_its_record() -> None:
    figures = {name: {**row, "在": name in "乙丁"} for name, row in FIVE.items()}
    one = plain_table(consequences=(listing("名单", Selector(condition=flag("在"))),))
    result = score_table(one, figures)
    assert lists(result)["名单"] == ["乙", "丁"]
    traces = [member.trace for entry in result.lists for member in entry.members]
    assert [trace.value for trace in traces if trace is not None] == [True, True]
    assert result.problems == ()


def test_the_first_are_counted_among_those_for_whom_the_condition_holds() -> None:
    figures = {name: {**row, "在": name in "乙丁"} for name, row in FIVE.items()}
    assert listed(Selector(first=1, condition=flag("在")), figures=figures) == ["乙"]
    assert listed(Selector(last=1, condition=flag("在")), figures=figures) == ["丁"]


def test_no_condition_leaves_no_record() -> None:
    result = score_table(plain_table(consequences=(listing("名单", Selector(first=1)),)), FIVE)
    assert [member.trace for entry in result.lists for member in entry.members] == [None]


def test_a_condition_that_is_not_known_lists_nobody_and_says_so() -> None:
    """Not reported: neither on the list nor off it for good. Not applicable: off it."""
    values = {"甲": None, "乙": PENDING, "丙": NOT_APPLICABLE, "丁": True, "戊": False}
    figures = {name: {**row, "在": values[name]} for name, row in FIVE.items()}
    where = Place("办法.yaml", line=3)
    one = plain_table(consequences=(listing("名单", Selector(condition=flag("在")), where=where),))
    result = score_table(one, figures)
    assert lists(result)["名单"] == ["丁"]
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.where) == (
        "results.undecided-condition",
        Severity.WARNING,
        (where,),
    )
    assert "甲镇、乙镇还" in problem.message
    assert problem.remedy == "请先补报或评定，再定名单。"


def test_a_condition_sees_the_peers_of_the_table() -> None:
    below = Compare(points("分"), Relation.BELOW, Peer(points("分"), Statistic.MEAN))
    assert listed(Selector(condition=below)) == ["丁", "戊"]


def test_all_that_a_selector_states_must_hold() -> None:
    written = grades(("优", 70), ("差", None))
    card = (veto("牌", Effect.NOTE, card=True),)
    figures = {
        name: {**row, "牌": name in "甲乙丙丁", "在": name in "甲乙丁戊"} for name, row in FIVE.items()
    }
    whole = Selector(classes=("镇",), grade="优", carded=True, condition=flag("在"))
    units = tuple(town(name, "街道" if name == "乙" else "镇") for name in FIVE)
    assert listed(whole, figures=figures, units=units, grades=written, vetoes=card) == ["甲"]


# ---- lists that build on lists


def two_lists(first: Consequence, *others: Consequence) -> Table:
    return plain_table(consequences=(first, *others))


def test_who_is_passed_over_makes_room_for_the_next() -> None:
    one = two_lists(
        listing("重点管理", Selector(last=2)),
        listing("重点帮助", Selector(last=1), passing_over=("重点管理",)),
    )
    assert lists(score_table(one, FIVE)) == {"重点管理": ["丁", "戊"], "重点帮助": ["丙"]}


def test_who_is_passed_over_makes_room_within_the_scope() -> None:
    """The last two are both of 西: there the next is 丙, in 东 it is 乙."""
    one = two_lists(
        listing("重点管理", Selector(last=2)),
        listing("重点帮助", Selector(last=1, scope=Scope.PARENT), passing_over=("重点管理",)),
    )
    assert lists(score_table(one, FIVE, UNITS))["重点帮助"] == ["乙", "丙"]


def test_several_lists_are_passed_over() -> None:
    one = two_lists(
        listing("一", Selector(first=1)),
        listing("二", Selector(last=1)),
        listing("三", Selector(first=1, last=1), passing_over=("一", "二", "没有")),
    )
    assert lists(score_table(one, FIVE))["三"] == ["乙", "丁"]


def test_a_list_is_not_passed_over_before_it_is_made() -> None:
    one = two_lists(listing("一", Selector(first=1), passing_over=("二",)), listing("二", Selector(first=1)))
    assert lists(score_table(one, FIVE)) == {"一": ["甲"], "二": ["甲"]}


def test_who_is_on_an_earlier_list() -> None:
    one = two_lists(
        listing("一", Selector(first=3)),
        listing("二", Selector(listed="一", classes=("镇",))),
        listing("三", Selector(listed="没有")),
    )
    assert lists(score_table(one, FIVE, UNITS)) == {"一": ["甲", "乙", "丙"], "二": ["甲", "丙"], "三": []}


def test_consequences_of_one_name_make_one_list() -> None:
    one = two_lists(
        listing("一", Selector(first=1)),
        listing("一", Selector(last=1)),
        listing("二", Selector(listed="一")),
    )
    result = score_table(one, FIVE)
    assert lists(result) == {"一": ["甲", "戊"], "二": ["甲", "戊"]}
    assert members_by_list(result.lists) == {"一": frozenset("甲戊"), "二": frozenset("甲戊")}


def years(*each: Mapping[str, str]) -> tuple[dict[str, frozenset[str]], ...]:
    """Earlier years' lists, last year first; one letter a unit."""
    return tuple({name: frozenset(units) for name, units in year.items()} for year in each)


@pytest.mark.parametrize(
    ("running", "history", "expected"),
    [
        (1, (), "丙丁戊"),
        (2, (), ""),
        (2, ({"帮助": "丁甲"},), "丁"),
        (2, ({"别的": "丁"},), ""),
        (2, ({}, {"帮助": "丁"}), ""),
        (2, ({"帮助": "丁戊"}, {"帮助": "戊"}), "丁戊"),
        (3, ({"帮助": "丁戊"}, {"帮助": "戊"}), "戊"),
        (3, ({"帮助": "丁戊"},), ""),
        (3, ({"帮助": "丁"}, {"帮助": "戊"}), ""),
    ],
)
def test_so_many_years_running(running: int, history: tuple[dict[str, str], ...], expected: str) -> None:
    one = two_lists(
        listing("帮助", Selector(last=3)), listing("连续", Selector(listed="帮助", years=running))
    )
    assert lists(score_table(one, FIVE, years=years(*history)))["连续"] == list(expected)


def test_history() -> None:
    history = History(years({"一": "甲乙"}, {"一": "乙"}))
    assert history.was_on("一", "甲", 0)
    assert history.was_on("一", "甲", 1)
    assert not history.was_on("一", "甲", 2)
    assert history.was_on("一", "乙", 2)
    assert not history.was_on("一", "乙", 3)
    assert not history.was_on("二", "乙", 1)
    assert NO_HISTORY.was_on("一", "甲", 0)
    assert not NO_HISTORY.was_on("一", "甲", 1)


# ---- amounts


def amounts(one: Table, figures: Mapping[str, Mapping[str, Any]] = FIVE) -> dict[str, Any]:
    (entry,) = score_table(one, figures).lists
    return {member.unit: member.amount for member in entry.members}


def test_a_list_without_an_amount() -> None:
    assert amounts(two_lists(listing("奖", Selector(first=1)))) == {"甲": None}
    assert amounts(two_lists(listing("奖", Selector(first=1), in_proportion=True))) == {"甲": None}


def test_the_same_amount_for_each() -> None:
    assert amounts(two_lists(listing("奖", Selector(first=2), amount=d("25000.005")))) == {
        "甲": d("25000.005"),
        "乙": d("25000.005"),
    }


def test_an_amount_in_proportion_to_the_total() -> None:
    """Of 100 points: 1000 × 90 ÷ 100 = 900."""
    one = two_lists(listing("奖", Selector(first=2), amount=d(1000), in_proportion=True))
    assert amounts(one) == {"甲": d(900), "乙": d(800)}


def test_an_amount_in_proportion_is_rounded_to_cents() -> None:
    """10 × 2 ÷ 30 = 0.666… → 0.67; 10.01 × 15 ÷ 30 = 5.005 → 5.01."""
    one = table(
        group("1", item("a", 30)),
        bonus("2", item("b")),
        consequences=(listing("奖", Selector(first=9), amount=d(10), in_proportion=True),),
    )
    assert amounts(one, {"甲": {"a": 2, "b": 0}, "乙": {"a": 30, "b": 3}}) == {"甲": d("0.67"), "乙": d(11)}
    half = table(
        group("1", item("a", 30)),
        consequences=(listing("奖", Selector(first=1), amount=d("10.01"), in_proportion=True),),
    )
    assert amounts(half, {"甲": {"a": 15}}) == {"甲": d("5.01")}


def test_in_proportion_to_no_total_is_nothing() -> None:
    card = plain_table(
        vetoes=(veto("牌", Effect.NOTE, card=True),),
        consequences=(listing("奖", Selector(carded=True), amount=d(1000), in_proportion=True),),
    )
    figures: dict[str, dict[str, Any]] = {
        "甲": {"分": NOT_APPLICABLE, "牌": True},
        "乙": {"分": 50, "牌": True},
    }
    assert amounts(card, figures) == {"甲": d(0), "乙": d(500)}


def test_a_member_is_listed_once_by_the_first_selector_that_takes_it() -> None:
    one = two_lists(listing("名单", Selector(last=1), Selector(first=5), amount=d(7)))
    (entry,) = score_table(one, FIVE).lists
    assert [(m.unit, m.selector, m.amount) for m in entry.members] == [
        ("甲", 2, d(7)),
        ("乙", 2, d(7)),
        ("丙", 2, d(7)),
        ("丁", 2, d(7)),
        ("戊", 1, d(7)),
    ]


def test_members_stand_in_the_order_of_the_standings() -> None:
    figures = totals({"甲": 50, "乙": 90, "丙": 70})
    assert listed(Selector(first=9), figures=figures) == ["乙", "丙", "甲"]


# ---- who has no place in the order


def test_a_unit_that_a_card_takes_out_of_the_ranking_is_neither_first_nor_last() -> None:
    figures = {unit: {**row, "牌": unit == "戊"} for unit, row in FIVE.items()}
    cards = (veto("牌", Effect.UNRANKED, card=True),)
    assert listed(Selector(last=1), figures=figures, vetoes=cards) == ["丁"]
    assert listed(Selector(carded=True), figures=figures, vetoes=cards) == ["戊"]
    assert listed(Selector(last=1), figures=figures, vetoes=cards, includes_vetoed=True) == ["戊"]


def test_a_unit_for_which_a_group_does_not_apply_is_not_the_last_by_it() -> None:
    one = table(
        group("1", item("a", 50)),
        group("2", item("b", 50)),
        consequences=(listing("名单", Selector(last=1, of="2")),),
    )
    figures = {"甲": {"a": 40, "b": 30}, "乙": {"a": 40, "b": NOT_APPLICABLE}, "丙": {"a": 40, "b": 20}}
    assert lists(score_table(one, figures))["名单"] == ["丙"]


def test_an_amount_in_proportion_is_never_negative() -> None:
    one = table(
        group("1", item("a", 100, floor=None)),
        consequences=(listing("奖", Selector(first=3), amount=d(100), in_proportion=True),),
    )
    result = score_table(one, {"甲": {"a": 50}, "乙": {"a": -20}, "丙": {"a": 0}})
    assert {member.unit: member.amount for member in result.lists[0].members} == {
        "甲": d(50),
        "乙": d(0),
        "丙": d(0),
    }
