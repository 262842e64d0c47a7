"""Before and after a change."""

from typing import Any

import pytest

from kaohe.core import Refused
from kaohe.results import RoundResult, TableResult
from kaohe.results.whatif import ListMove, Move, TableMoves, moves, with_rule
from kaohe.rules import Const
from kaohe.scheme.model import Selector, Table
from tests.unit.results.samples import (
    NOT_APPLICABLE,
    bonus,
    d,
    grades,
    group,
    item,
    listing,
    plain_table,
    points,
    scheme,
    score,
    score_table,
    table,
    totals,
    town,
)

TWO_ITEMS = table(
    group("1", item("a", 60, name="前项"), item("b", 40, name="后项")),
    grades=grades(("优", 80), ("差", None)),
    consequences=(listing("先进", Selector(first=1)), listing("后进", Selector(last=1))),
)
BEFORE = {"甲": {"a": 50, "b": 40}, "乙": {"a": 40, "b": 30}, "丙": {"a": 30, "b": 30}}


def between(before: RoundResult, after: RoundResult) -> TableMoves:
    (found,) = moves(before, after)
    return found


def moved(one: Table, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Move]:
    return {move.unit: move for move in between(score(one, before), score(one, after)).moves}


def test_nothing_changed() -> None:
    found = between(score(TWO_ITEMS, BEFORE), score(TWO_ITEMS, BEFORE))
    assert found.table == "表"
    assert [move.unit for move in found.moves] == ["甲", "乙", "丙"]
    assert not any(move.changed for move in found.moves)
    assert found.lists == ()


def test_total_rank_grade_and_items_before_and_after() -> None:
    """丙 gains 25 in one item: 60 → 85, third → second, 差 → 优; 乙 only loses its place."""
    found = moved(TWO_ITEMS, BEFORE, {**BEFORE, "丙": {"a": 55, "b": 30}})
    assert list(found) == ["甲", "丙", "乙"]
    assert found["丙"] == Move("丙", "丙镇", (d(60), d(85)), (3, 2), ("差", "优"), {"前项": (d(30), d(55))})
    assert found["乙"] == Move("乙", "乙镇", (d(70), d(70)), (2, 3), ("差", "差"), {})
    assert found["甲"] == Move("甲", "甲镇", (d(90), d(90)), (1, 1), ("优", "优"), {})
    assert [found[unit].changed for unit in "甲乙丙"] == [False, True, True]


@pytest.mark.parametrize(
    ("total", "rank", "grade", "items", "changed"),
    [
        ((d(1), d(1)), (1, 1), ("优", "优"), {}, False),
        ((d(1), d(2)), (1, 1), ("优", "优"), {}, True),
        ((d(1), d(1)), (1, 2), ("优", "优"), {}, True),
        ((d(1), d(1)), (None, 1), ("优", "优"), {}, True),
        ((d(1), d(1)), (1, 1), ("优", "良"), {}, True),
        ((d(1), d(1)), (1, 1), ("优", "优"), {"项": (d(1), d(2))}, True),
        ((NOT_APPLICABLE, NOT_APPLICABLE), (None, None), ("", ""), {}, False),
        ((NOT_APPLICABLE, d(0)), (None, None), ("", ""), {}, True),
    ],
)
def test_a_move_has_changed_if_anything_has(
    total: Any, rank: Any, grade: Any, items: Any, changed: bool
) -> None:
    assert Move("甲", "甲镇", total, rank, grade, items).changed is changed


def test_an_item_that_becomes_known_or_ceases_to_apply() -> None:
    missing = {**BEFORE, "甲": {"a": 50, "b": None}}
    found = moved(TWO_ITEMS, missing, BEFORE)["甲"]
    assert {name: (str(old), new) for name, (old, new) in found.items.items()} == {
        "后项": ("Absence.MISSING", d(40))
    }
    left = moved(TWO_ITEMS, BEFORE, {**BEFORE, "甲": {"a": 50, "b": NOT_APPLICABLE}})["甲"]
    assert left.items == {"后项": (d(40), NOT_APPLICABLE)}


def test_items_of_one_name_are_told_apart_by_their_codes() -> None:
    one = table(
        group("1", item("a", name="组织"), name="甲组"), group("2", item("b", name="组织"), item("c"))
    )
    found = moved(one, {"甲": {"a": 1, "b": 2, "c": 3}}, {"甲": {"a": 1, "b": 5, "c": 4}})["甲"]
    assert found.items == {"b 组织": (d(2), d(5)), "项c": (d(3), d(4))}
    assert list(found.items) == ["b 组织", "项c"]


def test_items_that_came_or_went_stand_beside_nothing() -> None:
    new = table(group("1", item("a", 60, name="前项"), item("x", 5, name="新项")), grades=TWO_ITEMS.grades)
    after = score(new, {"甲": {"a": 50, "x": 4}})
    found = between(score(TWO_ITEMS, {"甲": BEFORE["甲"]}), after).moves[0]
    assert found.items == {"新项": (NOT_APPLICABLE, d(4)), "后项": (d(40), NOT_APPLICABLE)}


def test_lists_that_somebody_joined_or_left() -> None:
    found = between(score(TWO_ITEMS, BEFORE), score(TWO_ITEMS, {**BEFORE, "丙": {"a": 60, "b": 40}}))
    assert found.lists == (ListMove("先进", ("丙镇",), ("甲镇",)), ListMove("后进", ("乙镇",), ("丙镇",)))


def test_a_list_may_only_gain_or_only_lose() -> None:
    one = table(
        *TWO_ITEMS.groups, grades=TWO_ITEMS.grades, consequences=(listing("优等", Selector(grade="优")),)
    )
    more = {**BEFORE, "乙": {"a": 60, "b": 30}}
    assert between(score(one, BEFORE), score(one, more)).lists == (ListMove("优等", ("乙镇",), ()),)
    assert between(score(one, more), score(one, BEFORE)).lists == (ListMove("优等", (), ("乙镇",)),)


def test_lists_are_matched_by_name_not_by_place() -> None:
    """A list put in before the others changes nothing for them; one taken out has been left by its members."""
    fewer = table(*TWO_ITEMS.groups, grades=TWO_ITEMS.grades, consequences=(TWO_ITEMS.consequences[1],))
    found = between(score(fewer, BEFORE), score(TWO_ITEMS, BEFORE))
    assert found.lists == (ListMove("先进", ("甲镇",), ()),)
    back = between(score(TWO_ITEMS, BEFORE), score(fewer, BEFORE))
    assert back.lists == (ListMove("先进", (), ("甲镇",)),)


def test_consequences_of_one_name_are_one_list_whose_members_count_once() -> None:
    twice = (
        listing("名单", Selector(first=1)),
        listing("名单", Selector(first=1)),
        listing("名单", Selector(last=1)),
    )
    one = table(*TWO_ITEMS.groups, consequences=twice)
    found = between(score(one, BEFORE), score(one, {**BEFORE, "丙": {"a": 60, "b": 40}}))
    assert found.lists == (ListMove("名单", ("乙镇",), ("甲镇",)),)


def test_a_unit_that_was_not_there_before_has_not_moved() -> None:
    fewer = {unit: row for unit, row in BEFORE.items() if unit != "乙"}
    found = between(score(TWO_ITEMS, fewer), score(TWO_ITEMS, BEFORE))
    assert [move.unit for move in found.moves] == ["甲", "丙"]
    assert [move.rank for move in found.moves] == [(1, 1), (2, 3)]
    gone = between(score(TWO_ITEMS, BEFORE), score(TWO_ITEMS, {"甲": BEFORE["甲"], "乙": BEFORE["乙"]}))
    assert [move.unit for move in gone.moves] == ["甲", "乙"]
    assert gone.lists == (ListMove("后进", ("乙镇",), ("丙镇",)),)


def test_tables_are_matched_by_name() -> None:
    one, other = plain_table(name="一表"), plain_table(name="二表")
    before, after = totals({"甲": 5}), totals({"甲": 8})
    found = moves(score((one, other), before), score((plain_table(name="三表"), other, one), after))
    assert [each.table for each in found] == ["二表", "一表"]
    assert [move.total for each in found for move in each.moves] == [(d(5), d(8))] * 2


# ---- another rule for one item


def with_tables(*tables: Table) -> tuple[TableResult, ...]:
    return score(tables, {"甲": {"a": 1, "b": 2, "c": 4, "分": 8}}).tables


def test_another_rule_by_code_or_by_name() -> None:
    one = table(
        group("1", item("a", name="前项"), group("1.2", item("b", name="后项"))), bonus("2", item("c"))
    )
    for code in ("b", "后项"):
        changed = with_rule(scheme(one), code, points("c"))
        (result,) = with_tables(*changed.tables)
        assert [score.score for score in result.standings[0].tally.items()] == [d(1), d(4), d(4)]
        assert changed.tables[0].find("b") != one.find("b")
        assert one.find("b") == item("b", name="后项")


def test_only_the_rule_changes() -> None:
    before = scheme(TWO_ITEMS)
    changed = with_rule(before, "a", Const(d(3)))
    assert with_rule(changed, "a", points("a")) == before
    assert changed != before


def test_a_code_comes_before_a_name() -> None:
    one = table(group("1", item("a", name="b"), item("b", name="别的")))
    (result,) = with_tables(*with_rule(scheme(one), "b", Const(d(7))).tables)
    assert [score.score for score in result.standings[0].tally.items()] == [d(1), d(7)]


def test_the_item_of_any_table() -> None:
    one, other = plain_table(name="一表"), table(group("1", item("c", name="独项")), name="二表")
    changed = with_rule(scheme(one, other), "独项", Const(d(3)))
    assert [t.standings[0].tally.total for t in with_tables(*changed.tables)] == [d(8), d(3)]


def test_an_item_alone_in_a_group_of_its_name_is_found() -> None:
    """So a table of one level is read: the group bears the item's name."""
    one = table(group("1", item("1.1", 10, points("a"), name="信息"), name="信息"))
    (result,) = with_tables(*with_rule(scheme(one), "信息", points("b")).tables)
    assert result.standings[0].tally.total == d(2)


@pytest.mark.parametrize("code", ["没有", "1", "组1"])
def test_what_is_no_item_is_refused(code: str) -> None:
    with pytest.raises(Refused) as refused:
        with_rule(scheme(table(group("1", item("a")))), code, points("b"))
    assert refused.value.code == "whatif.unknown-item"
    assert f"“{code}”" in refused.value.message


def test_a_rule_for_an_item_and_the_move_it_makes() -> None:
    figures = {"甲": {"a": 10, "b": 5}, "乙": {"a": 8, "b": 9}}
    one = table(group("1", item("a", 10)))
    (after,) = with_rule(scheme(one), "a", points("b")).tables
    found = between(score(one, figures), score(after, figures))
    assert [(move.unit, move.total, move.rank) for move in found.moves] == [
        ("乙", (d(8), d(9)), (2, 1)),
        ("甲", (d(10), d(5)), (1, 2)),
    ]


def test_names_of_list_members_are_those_of_the_units() -> None:
    units = (town("甲"), town("乙"))
    one = plain_table(consequences=(listing("名单", Selector(first=1)),))
    first = score(one, totals({"甲": 5, "乙": 4}), units)
    second = score(one, totals({"甲": 5, "乙": 6}), units)
    assert between(first, second).lists == (ListMove("名单", ("乙镇",), ("甲镇",)),)
    assert score_table(one, totals({"甲": 5, "乙": 6}), units).lists[0].members[0].unit == "乙"
