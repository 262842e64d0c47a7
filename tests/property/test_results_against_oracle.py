"""Whole rounds against the oracle: items, groups, totals, vetoes, ranks, grades and lists."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence
from kaohe.facts import Fact, Facts, Units
from kaohe.results import GroupScore, RoundResult, Standing, score_scheme
from kaohe.results.consequences import History
from kaohe.results.record import digest, result_record
from kaohe.results.round import Earlier
from kaohe.results.standing import scope_of
from kaohe.scheme.model import Effect, Scope
from tests import oracle, strategies
from tests.oracle import Scored
from tests.property.running import examples
from tests.strategies import Round


def computed(drawn: Round) -> RoundResult:
    return score_scheme(drawn.scheme, Units(drawn.units), Facts(drawn.facts), History(drawn.years))


def expected(drawn: Round) -> dict[str, oracle.ScoredTable]:
    return oracle.score_scheme(drawn.scheme, drawn.units, drawn.facts, drawn.years)


def plain(value: Decimal | Absence) -> Fraction | Absence:
    return value if isinstance(value, Absence) else Fraction(value)


def groups_of(score: GroupScore) -> dict[str, Fraction]:
    below = [groups_of(child) for child in score.children if isinstance(child, GroupScore)]
    merged = {score.group.code: Fraction(score.score)}
    for each in below:
        merged.update(each)
    return merged


def line_of(standing: Standing) -> dict[str, Any]:
    """One unit's result, to be compared."""
    tally = standing.tally
    applies = not isinstance(tally.total, Absence)
    return {
        "items": {score.item.code: plain(score.score) for score in tally.items()},
        "counted": {score.item.code: Fraction(score.points) for score in tally.items()},
        "groups": {code: each for group in tally.groups for code, each in groups_of(group).items()},
        "base": Fraction(tally.base) if applies else Absence.NOT_APPLICABLE,
        "bonus": Fraction(tally.bonus),
        "deductions": Fraction(tally.deduction),
        "total": plain(tally.total),
        "provisional": tally.provisional,
        "vetoes": [outcome.veto.name for outcome in tally.vetoes if outcome.in_force],
        "rank": standing.rank,
        "tied": standing.tied,
        "grade": standing.grade,
    }


def line_wanted(scored: Scored) -> dict[str, Any]:
    """The same of the oracle's."""
    return {
        "items": {code: out.value for code, out in scored.items.items()},
        "counted": scored.counted,
        "groups": scored.groups,
        "base": scored.base,
        "bonus": scored.bonus,
        "deductions": scored.deductions,
        "total": scored.total,
        "provisional": scored.provisional,
        "vetoes": [veto.name for veto in scored.vetoes],
        "rank": scored.rank,
        "tied": scored.tied,
        "grade": scored.grade or "",
    }


@given(drawn=strategies.rounds())
@examples(3)
def test_a_round_comes_to_what_the_page_says(drawn: Round) -> None:
    wanted = expected(drawn)
    for table in computed(drawn).tables:
        lines = {standing.tally.unit.id: line_of(standing) for standing in table.standings}
        assert lines == {unit: line_wanted(line) for unit, line in wanted[table.table.name].lines.items()}
        lists = [
            {m.unit: None if m.amount is None else Fraction(m.amount) for m in each.members}
            for each in table.lists
        ]
        assert lists == wanted[table.table.name].lists


def test_the_rounds_drawn_hold_what_can_go_wrong() -> None:
    """Lest the comparison above be of nothing."""
    seen: Counter[str] = Counter()

    @given(drawn=strategies.rounds())
    @examples(2)
    def count(drawn: Round) -> None:
        for table in computed(drawn).tables:
            seen.update(set(happenings(table.standings)))
            seen.update("listed" for each in table.lists if 0 < len(each.members) < len(table.standings))
            seen.update(problem.code for problem in table.problems)

    count()
    wanted = {
        "tied", "unranked", "not applicable", "scaled", "kept", "group kept", "provisional", "graded", "put out of a grade",
        "listed", "results.equals-at-the-edge", *(f"veto {effect.value}" for effect in Effect),
    }  # fmt: skip
    assert wanted <= set(seen), wanted - set(seen)


def happenings(standings: tuple[Standing, ...]) -> list[str]:
    told: list[str] = []
    for standing in standings:
        tally = standing.tally
        told += ["tied"] * standing.tied
        told += ["unranked"] * (standing.rank is None)
        told += ["not applicable"] * isinstance(tally.total, Absence)
        told += ["scaled"] * (tally.base != tally.earned)
        told += ["kept"] * any(score.kept_at is not None for score in tally.items())
        told += ["group kept"] * any(group.kept_at is not None for group in tally.groups)
        told += ["provisional"] * tally.provisional
        told += [f"veto {outcome.veto.effect.value}" for outcome in tally.vetoes if outcome.in_force]
    grades = [s.grade for s in standings if s.rank is not None]
    told += ["graded"] * (len(set(grades)) > 1)
    told += ["put out of a grade"] * (len(set(grades)) > 2)
    return told


@given(data=st.data())
def test_the_order_of_facts_and_units_changes_nothing(data: st.DataObject) -> None:
    drawn = data.draw(strategies.rounds())
    shuffled = replace(
        drawn,
        units=tuple(data.draw(st.permutations(drawn.units))),
        facts=tuple(data.draw(st.permutations(drawn.facts))),
    )
    for table, again in zip(computed(drawn).tables, computed(shuffled).tables, strict=True):
        lines, others = ({s.tally.unit.id: line_of(s) for s in t.standings} for t in (table, again))
        assert lines == others
        for each, other in zip(table.lists, again.lists, strict=True):
            assert {m.unit: m.amount for m in each.members} == {m.unit: m.amount for m in other.members}


@given(drawn=strategies.rounds())
def test_ranks_and_grades_never_run_against_the_totals(drawn: Round) -> None:
    for table in computed(drawn).tables:
        names = [grade.name for grade in table.table.grades]
        for upper, lower in pairs_in_order(table.standings, table.table.ranking.scope):
            above, below = upper.tally.total, lower.tally.total
            assert isinstance(above, Decimal)
            assert isinstance(below, Decimal)
            assert above >= below
            if names and not upper.tally.vetoes and not lower.tally.vetoes:
                assert grade_place(names, upper) <= grade_place(names, lower)


def grade_place(names: list[str], standing: Standing) -> int:
    return names.index(standing.grade) if standing.grade else len(names)


def pairs_in_order(standings: tuple[Standing, ...], scope: Scope) -> list[tuple[Standing, Standing]]:
    """All pairs of ranked units of one scope of which the first is ranked ahead, apart from those put last."""
    ranked = [s for s in standings if s.rank is not None and not s.tally.has(Effect.LAST)]
    together = scope_of(scope)
    return [
        (one, other)
        for one in ranked
        for other in ranked
        if together(one.tally) == together(other.tally) and (one.rank or 0) < (other.rank or 0)
    ]


@examples(150)
@given(strategies.rounds(), st.data())
def test_scoring_again_after_a_few_changes_is_scoring(drawn: Round, data: st.DataObject) -> None:
    """What is taken over from an earlier result is what there would be without it, down to every trace."""
    facts, units = list(drawn.facts), list(drawn.units)
    earlier = computed(drawn)
    changed = (
        data.draw(st.lists(st.sampled_from(range(len(facts))), max_size=4, unique=True)) if facts else []
    )
    gone = [facts[place] for place in changed[:1]]
    put = [replace(facts[place], value=facts[data.draw(st.sampled_from(places))].value)
           for place in changed[1:] if (places := _of_the_same_measure(facts, place))]  # fmt: skip
    if data.draw(st.booleans()):
        units = units[:-1]
    before = Facts(facts)
    after = before.changed(put, gone)
    again = score_scheme(
        drawn.scheme, Units(units), after, History(drawn.years), Earlier(Units(drawn.units), before, earlier)
    )
    fresh = score_scheme(drawn.scheme, Units(units), Facts(after), History(drawn.years))
    assert again == fresh
    assert digest(result_record(again)) == digest(result_record(fresh))


def _of_the_same_measure(facts: list[Fact], place: int) -> list[int]:
    key = facts[place].measure, facts[place].role
    return [number for number, fact in enumerate(facts) if (fact.measure, fact.role) == key]
