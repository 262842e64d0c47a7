"""Small arrangements to test with, and every plan of one, tried out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, product

from hypothesis import strategies as st

from kaohe.core.problem import has_errors
from kaohe.fieldwork.timetables import (
    Arrangement,
    Half,
    Limits,
    Member,
    Need,
    Slot,
    Span,
    Stop,
    Team,
    Travel,
    Weights,
    Wish,
    check_plan,
)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
SLOTS = tuple(Slot(day, half) for day in (MONDAY, TUESDAY) for half in Half)
SKILL = "财务"


def travel(lengths: Sequence[int], units: Sequence[str], base: Sequence[int] | None = None) -> Travel:
    """Lengths of all pairs in their order."""
    rows = [[0] * len(units) for _ in units]
    for (one, other), length in zip(combinations(range(len(units)), 2), lengths, strict=True):
        rows[one][other] = rows[other][one] = length
    return Travel({unit: n for n, unit in enumerate(units)}, rows, base, scale=1)


def arrangement(units: int = 4, teams: int = 2, slots: Sequence[Slot] = SLOTS, **more: object) -> Arrangement:
    """Units U0, U1 …, teams T0, T1 … of two members each, nothing else asked for."""
    made = Arrangement(
        "检查",
        tuple(slots),
        tuple(Team(f"T{n}", (Member(f"甲{n}"), Member(f"乙{n}"))) for n in range(teams)),
        tuple(Need(f"U{n}", f"U{n}") for n in range(units)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def stop(unit: str, team: str, slot: int, slots: Sequence[Slot] = SLOTS, fixed: bool = False) -> Stop:
    return Stop(slots[slot], team, unit, fixed)


@st.composite
def members(draw: st.DrawFn, units: Sequence[str], name: str) -> Member:
    avoids = draw(st.frozensets(st.sampled_from(units), max_size=1))
    away = draw(
        st.lists(
            st.builds(Span, st.sampled_from([MONDAY, TUESDAY]), st.sampled_from([None, *Half])), max_size=1
        )
    )
    skills = draw(st.sampled_from([frozenset[str](), frozenset({SKILL})]))
    return Member(name, avoids, skills, tuple(away))


@st.composite
def arrangements(draw: st.DrawFn, most_units: int = 4, distances: bool | None = None) -> Arrangement:
    """Two teams, up to four units and four half-days, with anything that an arrangement can ask for."""
    count = draw(st.integers(1, most_units))
    units = [f"U{n}" for n in range(count)]
    slots = SLOTS[: draw(st.integers(2, 4))]
    teams = tuple(
        Team(
            f"T{n}",
            tuple(draw(members(units, f"{name}{n}")) for name in "甲乙"[: draw(st.integers(1, 2))]),
            tuple(draw(st.lists(st.just(Span(MONDAY, Half.MORNING)), max_size=1))),
        )
        for n in range(2)
    )
    needs = tuple(draw(_need(unit)) for unit in units)
    wishes = tuple(draw(st.lists(_wish(units), max_size=2)))
    limits = draw(
        st.builds(
            Limits,
            per_half_day=st.sampled_from([1, 2]),
            per_day=st.sampled_from([None, None, 1, 2]),
            per_team=st.sampled_from([None, None, 1, 2]),
            apart=st.sampled_from([None, None, 0, 1]),
            least_members=st.sampled_from([0, 0, 2]),
            whole_team=st.booleans(),
        )
    )
    lengths = draw(
        st.lists(st.integers(0, 30), min_size=count * (count - 1) // 2, max_size=count * (count - 1) // 2)
    )
    base = draw(st.none() | st.lists(st.integers(0, 30), min_size=count, max_size=count))
    known = draw(st.booleans()) if distances is None else distances
    return Arrangement(
        "检查",
        slots,
        teams,
        needs,
        wishes,
        limits,
        Weights(1, 7, 9),
        travel(lengths, units, base) if known else None,
    )


@st.composite
def _need(draw: st.DrawFn, unit: str) -> Need:
    half_days = draw(st.sampled_from([1, 1, 1, 2, 3]))
    times = draw(st.sampled_from([1, 1, 1, 2]))
    skills = draw(st.sampled_from([frozenset[str](), frozenset[str](), frozenset({SKILL})]))
    return Need(unit, unit, half_days, times, skills, half_days == 1 and draw(st.booleans()))


def _wish(units: Sequence[str]) -> st.SearchStrategy[Wish]:
    spans = st.lists(
        st.builds(Span, st.sampled_from([MONDAY, TUESDAY]), st.sampled_from([None, *Half])), max_size=2
    )
    return st.builds(
        Wish,
        st.sampled_from(units),
        spans.map(tuple),
        st.sampled_from(["", "T0", "T1"]),
        st.booleans(),
        st.booleans(),
    )


def every_plan(asked: Arrangement) -> Iterator[tuple[Stop, ...]]:
    """Every plan that the check has nothing against: all places of all visits, tried one after the other."""
    visits: list[list[tuple[Stop, ...]]] = []
    for need in asked.needs:
        cells = [Stop(slot, team.name, need.unit) for team in asked.teams for slot in asked.slots]
        sets = combinations(cells, need.half_days * need.times)
        alone = replace(
            asked, needs=(need,), wishes=tuple(w for w in asked.wishes if w.unit == need.unit),
            limits=replace(asked.limits, apart=None),
        )  # fmt: skip
        visits.append([chosen for chosen in sets if not has_errors(check_plan(alone, chosen))])
    for chosen in product(*visits):
        plan = tuple(stop for stops in chosen for stop in stops)
        if not has_errors(check_plan(asked, plan)):
            yield plan


def places(asked: Arrangement) -> int:
    """How many plans would have to be tried at most."""
    total = 1
    cells = len(asked.teams) * len(asked.slots)
    for need in asked.needs:
        total *= cells if need.half_days * need.times == 1 else cells * 2
    return total
