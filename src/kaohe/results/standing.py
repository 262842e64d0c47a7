"""Ranks and grades: from totals to an order."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from kaohe.core import Absence
from kaohe.results.tally import GroupScore, ItemScore, Tally
from kaohe.scheme.model import Effect, Grade, Ranking, Scope, Table

Key = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's place. `rank` None: not ranked (vetoed, or no item applies). `tied`: shared with others."""

    tally: Tally
    rank: int | None
    tied: bool
    grade: str


def standings(table: Table, tallies: Sequence[Tally]) -> tuple[Standing, ...]:
    """Everybody's rank and grade, best first; unranked units at the end, in the order they came."""
    ranked = [tally for tally in tallies if is_ranked(tally)]
    ranked.sort(key=lambda tally: order_key(table.ranking, tally), reverse=True)
    ranks = _ranks(table.ranking, ranked)
    grades = _grades(table, ranked)
    last = table.grades[-1].name if table.grades else ""
    placed = [Standing(tally, *ranks[tally.unit.id], grades.get(tally.unit.id, "")) for tally in ranked]
    unranked = [
        Standing(tally, None, False, _grade_of_unranked(table, tally) or last)
        for tally in tallies
        if not is_ranked(tally)
    ]
    return (*placed, *unranked)


def is_ranked(tally: Tally) -> bool:
    """A unit with a total that no veto takes out of the ranking."""
    return not isinstance(tally.total, Absence) and not tally.has(Effect.UNRANKED)


def order_key(ranking: Ranking, tally: Tally) -> Key:
    """What units are ordered by, more is better: ahead of those put last, the total, the tie breaks."""
    ahead = Decimal(0 if tally.has(Effect.LAST) else 1)
    total = tally.total if isinstance(tally.total, Decimal) else Decimal(0)
    return (ahead, total, *(_points(tally.find(code)) for code in ranking.tie_break))


def _points(score: GroupScore | ItemScore | None) -> Decimal:
    if isinstance(score, ItemScore):
        return score.points
    return Decimal(0) if score is None else score.score


def scope_of(scope: Scope) -> Callable[[Tally], Hashable]:
    """What two units must share to be ranked together."""
    match scope:
        case Scope.ALL:
            return lambda _tally: ""
        case Scope.CLASS:
            return lambda tally: tally.unit.unit_class
        case Scope.PARENT:
            return lambda tally: tally.unit.parent


def _ranks(ranking: Ranking, ordered: Sequence[Tally]) -> dict[str, tuple[int, bool]]:
    """1, 2, 2, 4 within each scope; `ordered` is best first."""
    ranks: dict[str, tuple[int, bool]] = {}
    together = scope_of(ranking.scope)
    for scope in dict.fromkeys(together(tally) for tally in ordered):
        members = [tally for tally in ordered if together(tally) == scope]
        place = 1
        for equals in equal_groups(members, lambda tally: order_key(ranking, tally)):
            for tally in equals:
                ranks[tally.unit.id] = (place, len(equals) > 1)
            place += len(equals)
    return ranks


def equal_groups(ordered: Iterable[Tally], key: Callable[[Tally], Key]) -> list[list[Tally]]:
    """Neighbours with the same key, together; the input is in order."""
    return [list(members) for _, members in groupby(ordered, key)]


def _limit(table: Table, tally: Tally) -> str:
    """The worst grade that a veto or card in force names; empty where none does."""
    names = [grade.name for grade in table.grades]
    named = [o.veto.grade for o in tally.vetoes if o.in_force and o.veto.grade in names]
    return max(named, key=names.index, default="")


def _grade_of_unranked(table: Table, tally: Tally) -> str:
    """The grade named by the veto that takes the unit out, or a worse one named besides; empty: none is."""
    named = any(o.in_force and o.veto.effect is Effect.UNRANKED and o.veto.grade for o in tally.vetoes)
    return _limit(table, tally) if named else ""


def _grades(table: Table, ordered: Sequence[Tally]) -> dict[str, str]:
    """Grades by unit id: from the best down, each within its quota."""
    names = [grade.name for grade in table.grades]
    given: dict[str, str] = {}
    for position, grade in enumerate(table.grades):
        candidates = [
            tally
            for tally in ordered
            if tally.unit.id not in given
            and _reaches(grade, tally)
            and names.index(_limit(table, tally) or names[0]) <= position
        ]
        for tally in _within_quota(table, grade, candidates, len(ordered)):
            given[tally.unit.id] = grade.name
    return given


def _reaches(grade: Grade, tally: Tally) -> bool:
    return grade.at_least is None or (isinstance(tally.total, Decimal) and tally.total >= grade.at_least)


def _within_quota(table: Table, grade: Grade, candidates: list[Tally], ranked: int) -> list[Tally]:
    """As many as the quota allows, best first; equals of whom not all fit stay out, with all behind them."""
    quota = len(candidates)
    if grade.share is not None:
        quota = int(grade.share * ranked)
    if grade.most is not None:
        quota = min(quota, grade.most)
    taken: list[Tally] = []
    for equals in equal_groups(candidates, lambda tally: order_key(table.ranking, tally)):
        if len(taken) + len(equals) > quota:
            break
        taken.extend(equals)
    return taken
