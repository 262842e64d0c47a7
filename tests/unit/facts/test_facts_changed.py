"""Facts that share what is the same with earlier ones: changed, above, and which units are not alike."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Period
from kaohe.facts import Fact, Facts, Role, State

THIS, LAST = Period.parse("2026"), Period.parse("2025")
FACTS = st.builds(
    Fact,
    st.sampled_from("甲乙丙"),
    st.sampled_from(("件数", "比率")),
    st.sampled_from((THIS, LAST)),
    st.sampled_from((Decimal(1), Decimal("1.0"), Decimal(2))),
    st.sampled_from(Role),
    st.sampled_from((State.REPORTED, State.RETURNED)),
)
LISTS = st.lists(FACTS, max_size=12, unique_by=lambda fact: fact.key)


def by_key(facts: Facts) -> dict[tuple[str, str, str, str], Fact]:
    return {fact.key: fact for fact in facts}


@given(LISTS, LISTS, st.data())
def test_changed_is_made_anew(old: list[Fact], put: list[Fact], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(old), unique_by=id)) if old else []
    before = Facts(old)
    after = before.changed(put, gone)
    kept = {fact.key: fact for fact in old if fact not in gone} | {fact.key: fact for fact in put}
    assert by_key(after) == kept
    assert len(after) == len(kept)
    assert [fact.key for fact in after] == sorted(kept)
    assert after.digest() == Facts(kept.values()).digest()
    assert by_key(before) == {fact.key: fact for fact in old}
    for fact in (*old, *put):
        place = fact.unit, fact.period, fact.role
        assert after.row(*place) == Facts(kept.values()).row(*place)


@given(LISTS, LISTS)
def test_above_wins(upper: list[Fact], lower: list[Fact]) -> None:
    merged = Facts(upper).above(Facts(lower))
    assert by_key(merged) == {fact.key: fact for fact in (*lower, *upper)}
    assert merged.digest() == Facts({fact.key: fact for fact in (*lower, *upper)}.values()).digest()


@given(LISTS, LISTS)
def test_units_unlike_are_those_of_whom_scoring_sees_something_else(one: list[Fact], two: list[Fact]) -> None:
    def seen(facts: list[Fact], unit: str) -> dict[tuple[str, str, str, str], str]:
        return {fact.key: repr(fact.counts) for fact in facts if fact.unit == unit}

    unlike = Facts(one).units_unlike(Facts(two))
    assert unlike == {unit for unit in "甲乙丙" if seen(one, unit) != seen(two, unit)}
    assert unlike == Facts(two).units_unlike(Facts(one))


def test_who_said_it_makes_nobody_unlike() -> None:
    fact = Fact("甲", "件数", THIS, Decimal(1))
    assert not Facts([fact]).units_unlike(Facts([replace(fact, by="别人", note="说明")]))


def test_two_facts_with_one_key_are_a_bug() -> None:
    with pytest.raises(ValueError, match="two facts"):
        Facts([Fact("甲", "件数", THIS, Decimal(1)), Fact("甲", "件数", THIS, Decimal(2))])
