"""Every condition, broken once: the check names it, and nothing else."""

from dataclasses import replace

import pytest

from kaohe.core.problem import has_errors
from kaohe.fieldwork.timetables import (
    Arrangement,
    Half,
    Limits,
    Member,
    Slot,
    Span,
    Stop,
    Team,
    Wish,
    check_plan,
)
from tests.unit.fieldwork.timetables.instances import MONDAY, SKILL, WEDNESDAY, arrangement, stop

WHOLE = (stop("U0", "T0", 0), stop("U1", "T0", 1), stop("U2", "T1", 0), stop("U3", "T1", 1))


def codes(asked: Arrangement, plan: tuple[Stop, ...], severe: bool = True) -> set[str]:
    return {
        p.code.removeprefix("timetable.") for p in check_plan(asked, plan) if has_errors([p]) or not severe
    }


def changed(**needs: object) -> Arrangement:
    """The usual arrangement with something particular to its first unit."""
    asked = arrangement()
    return replace(asked, needs=(replace(asked.needs[0], **needs), *asked.needs[1:]))  # type: ignore[arg-type]


def with_member(member: Member, **limits: object) -> Arrangement:
    """The usual arrangement with one member of the first team replaced."""
    asked = arrangement(limits=Limits(**limits))  # type: ignore[arg-type]
    return replace(asked, teams=(Team("T0", (member, Member("乙0"))), asked.teams[1]))


def small() -> Arrangement:
    asked = arrangement(limits=Limits(per_half_day=2))
    return replace(asked, needs=tuple(replace(need, small=True) for need in asked.needs))


def test_a_plan_that_keeps_everything_has_nothing_said_of_it() -> None:
    assert check_plan(arrangement(), WHOLE) == ()


AWAY = Member("甲0", away=(Span(MONDAY, Half.MORNING),))
RECUSED = Member("甲0", avoids=frozenset({"U0"}))

BROKEN: dict[str, tuple[Arrangement, tuple[Stop, ...]]] = {
    "not-visited": (arrangement(), WHOLE[1:]),
    "too-many-visits": (arrangement(), (*WHOLE, stop("U0", "T0", 2))),
    "half-days-missing": (changed(half_days=2), WHOLE),
    "broken-visit": (changed(half_days=2), (*WHOLE[2:], stop("U0", "T0", 1), stop("U0", "T0", 2), stop("U1", "T0", 0))),
    "same-day-twice": (changed(times=2), (*WHOLE[2:], stop("U0", "T0", 0), stop("U0", "T0", 1), stop("U1", "T0", 2))),
    "cannot-share": (arrangement(), (stop("U0", "T0", 1), *WHOLE[1:])),
    "twice-in-half-day": (replace(small(), needs=tuple(replace(n, times=2) for n in small().needs[:1])),
                          (stop("U0", "T0", 0), stop("U0", "T0", 0))),
    "too-many-in-half-day": (small(), tuple(stop(unit, "T0", 0) for unit in ("U0", "U1", "U2")) + WHOLE[3:]),
    "too-many-in-day": (replace(arrangement(), limits=Limits(per_day=1)), WHOLE),
    "too-many-half-days": (replace(arrangement(), limits=Limits(per_team=1)), WHOLE),
    "unbalanced": (replace(arrangement(), limits=Limits(apart=1)), (*WHOLE[:3], stop("U3", "T0", 2))),
    "recusal": (with_member(RECUSED), WHOLE),
    "team-away": (replace(arrangement(), teams=(replace(arrangement().teams[0], away=(Span(MONDAY),)), arrangement().teams[1])), WHOLE),
    "too-few-members": (with_member(AWAY, least_members=2), WHOLE),
    "skills": (changed(skills=frozenset({SKILL})), WHOLE),
    "must-not-kept": (arrangement(wishes=(Wish("U0", team="T1", must=True),)), WHOLE),
    "fixed-moved": (arrangement(wishes=(Wish("U0", (Span(MONDAY, Half.AFTERNOON),), must=True, fixed=True),)), WHOLE),
    "unknown-team": (arrangement(), (*WHOLE, stop("U3", "T9", 3))),
    "unknown-unit": (arrangement(), (*WHOLE, stop("U9", "T0", 3))),
    "not-a-working-half-day": (arrangement(), (*WHOLE, Stop(Slot(WEDNESDAY, Half.MORNING), "T0", "U0"))),
}  # fmt: skip


@pytest.mark.parametrize("code", BROKEN)
def test_what_is_broken_is_named(code: str) -> None:
    found = codes(*BROKEN[code])
    also = (
        {"same-day-twice", "too-many-visits"}
        if code in ("twice-in-half-day", "not-a-working-half-day")
        else set()
    )
    assert code in found
    assert found - also <= {code}


def test_one_member_may_stay_behind_where_the_others_are_enough() -> None:
    asked = with_member(RECUSED, whole_team=False)
    assert codes(asked, WHOLE) == set()
    assert codes(with_member(RECUSED, whole_team=False, least_members=2), WHOLE) == {"too-few-members"}


def test_small_units_share_a_half_day() -> None:
    plan = (stop("U0", "T0", 0), stop("U1", "T0", 0), stop("U2", "T1", 0), stop("U3", "T1", 0))
    assert codes(small(), plan) == set()


def test_a_wish_is_said_and_breaks_nothing() -> None:
    asked = arrangement(wishes=(Wish("U0", (Span(MONDAY),), go=False),))
    assert codes(asked, WHOLE, severe=False) == {"wish-not-met"}
    assert codes(asked, WHOLE) == set()


def test_a_message_names_people_units_and_time() -> None:
    (problem,) = check_plan(with_member(RECUSED), WHOLE, "日程.xlsx")
    assert problem.message == "T0的甲0与U0须回避（本单位或曾任职单位）。"
    assert str(problem.where[0]) == "日程.xlsx 3月2日上午 T0 U0"
