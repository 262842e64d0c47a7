"""Why there is no plan: a smallest set of conditions that cannot hold together, in words.

Conditions are what can be given up: a recusal, an absence, a skill asked for, a must, a limit. `only` makes the
arrangement that asks for some of them alone; QuickXplain (Junker 2004) finds a set that has no plan, and has one as
soon as any of its members is given up. That the units are visited at all is no condition: it is what is planned.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kaohe.fieldwork.timetables.check import in_words
from kaohe.fieldwork.timetables.model import (
    MOST_IN_HALF_DAY,
    Arrangement,
    Limits,
    Member,
    Need,
    Span,
    Team,
    Wish,
)
from kaohe.fieldwork.timetables.options import Options

Entry = TypeVar("Entry")
_LIST = "、"


@dataclass(frozen=True, slots=True)
class Recusal:
    team: str
    member: str
    unit: str


@dataclass(frozen=True, slots=True)
class Absence:
    """`member` empty: the whole team."""

    team: str
    member: str
    span: Span


@dataclass(frozen=True, slots=True)
class SkillAsked:
    unit: str
    skill: str


@dataclass(frozen=True, slots=True)
class LongVisit:
    unit: str


@dataclass(frozen=True, slots=True)
class SeveralVisits:
    unit: str


@dataclass(frozen=True, slots=True)
class Must:
    wish: Wish


@dataclass(frozen=True, slots=True)
class Limit:
    """A field of `Limits`, by its name."""

    name: str


Condition = Recusal | Absence | SkillAsked | LongVisit | SeveralVisits | Must | Limit
_LOOSE: dict[str, Any] = {
    "per_half_day": MOST_IN_HALF_DAY,
    "per_day": None,
    "per_team": None,
    "apart": None,
    "least_members": 0,
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Conditions that cannot hold together, and the units among which they cannot; the sentences that say so.

    No conditions: there are more units than half-days. `smallest` False: shown by counting, or time ran out before
    all were tried; they conflict all the same, but some of them may have nothing to do with it.
    """

    conditions: tuple[Condition, ...]
    units: tuple[str, ...]
    sentences: tuple[str, ...]
    smallest: bool = True


def conditions_of(arrangement: Arrangement) -> tuple[Condition, ...]:
    """Everything that could be given up, what one would rather keep first.

    Where loads must be near to one another, less to do may be what spoils them: how long and how often a unit is
    visited is then given.
    """
    asked = {need.unit: need for need in arrangement.needs}
    found: list[Condition] = [
        Limit(name) for name, loose in _LOOSE.items() if getattr(arrangement.limits, name) != loose
    ]
    for team in arrangement.teams:
        found += [
            Recusal(team.name, m.name, unit)
            for m in team.members
            for unit in sorted(m.avoids)
            if unit in asked
        ]
    found += [SkillAsked(need.unit, skill) for need in arrangement.needs for skill in sorted(need.skills)]
    for team in arrangement.teams:
        found += [Absence(team.name, "", span) for span in team.away]
        found += [Absence(team.name, member.name, span) for member in team.members for span in member.away]
    if arrangement.limits.apart is None:
        found += [SeveralVisits(need.unit) for need in arrangement.needs if need.times > 1]
        found += [LongVisit(need.unit) for need in arrangement.needs if need.half_days > 1]
    found += [Must(wish) for wish in arrangement.wishes if wish.must]
    return tuple(dict.fromkeys(found))


def only(
    arrangement: Arrangement, kept: Sequence[Condition], units: Sequence[str] | None = None
) -> Arrangement:
    """The arrangement that asks for nothing but these conditions, among these units (None: all)."""
    keep = set(kept)
    loosened = {name: loose for name, loose in _LOOSE.items() if Limit(name) not in keep}
    needs = (need for need in arrangement.needs if units is None or need.unit in units)
    return replace(
        arrangement,
        teams=tuple(_team(team, keep) for team in arrangement.teams),
        needs=tuple(_need(need, keep, arrangement.limits.apart is not None) for need in needs),
        wishes=tuple(w for w in arrangement.wishes if Must(w) in keep and (units is None or w.unit in units)),
        limits=replace(arrangement.limits, **loosened),
    )


def _team(team: Team, keep: set[Condition]) -> Team:
    def member(one: Member) -> Member:
        avoids = frozenset(unit for unit in one.avoids if Recusal(team.name, one.name, unit) in keep)
        away = tuple(span for span in one.away if Absence(team.name, one.name, span) in keep)
        return replace(one, avoids=avoids, away=away)

    away = tuple(span for span in team.away if Absence(team.name, "", span) in keep)
    return replace(team, members=tuple(map(member, team.members)), away=away)


def _need(need: Need, keep: set[Condition], whole: bool) -> Need:
    return replace(
        need,
        half_days=need.half_days if whole or LongVisit(need.unit) in keep else 1,
        times=need.times if whole or SeveralVisits(need.unit) in keep else 1,
        skills=frozenset(skill for skill in need.skills if SkillAsked(need.unit, skill) in keep),
    )


HasPlan = Callable[[Arrangement], bool]
"""Whether there is a plan; an answer that could not be had in time counts as yes."""


class _Asked:
    """The question put to the solver until the clock says stop; after that everything might have a plan."""

    def __init__(self, has_plan: HasPlan, until: float) -> None:
        self.has_plan, self.until, self.late = has_plan, until, False

    def __call__(self, arrangement: Arrangement) -> bool:
        self.late = self.late or time.monotonic() > self.until
        return self.late or self.has_plan(arrangement)


def explain(
    arrangement: Arrangement,
    has_plan: HasPlan,
    *,
    shown: bool = False,
    deep: bool = True,
    until: float = math.inf,
) -> Conflict | None:
    """Why there is no plan; None where that could not be shown. Units that nobody can visit come first; unless `deep`
    there is nothing else but counting, since with many units the rest takes too long. `shown`: that there is no plan
    is known already. `until`, of `time.monotonic`: what is a conflict then is told, the smallest or not.
    """
    if counted := too_few_half_days(arrangement):
        return counted
    options, asked = Options(arrangement), _Asked(has_plan, until)
    for need in arrangement.needs:
        if need.times == need.half_days == 1 and options.of(need):
            continue
        alone = replace(
            arrangement,
            needs=(need,),
            wishes=tuple(wish for wish in arrangement.wishes if wish.unit == need.unit),
            limits=replace(arrangement.limits, apart=None),
        )
        if not asked(alone):
            return _conflict(arrangement, alone, asked)
    if not deep or (not shown and asked(arrangement)):
        return None
    return _conflict(arrangement, arrangement, asked)


def too_few_half_days(arrangement: Arrangement) -> Conflict | None:
    """More half-days wanted than there are, even if every team were always there: shown by counting."""
    room, most = arrangement.limits.per_half_day, arrangement.limits.per_team
    large = sum(need.half_days * need.times for need in arrangement.needs if not need.small)
    small = sum(need.times for need in arrangement.needs if need.small)
    each = len(arrangement.slots) if most is None else min(most, len(arrangement.slots))
    wanted, there = large + -(-small // room), each * len(arrangement.teams)
    if wanted <= there:
        return None
    every = conditions_of(replace(arrangement, limits=replace(arrangement.limits, apart=None)))
    limits = (Limit("per_half_day"), Limit("per_team"))
    conditions = tuple(c for c in every if isinstance(c, LongVisit | SeveralVisits) or c in limits)
    shared = f"、{small}个小单位（{room}个合用一个半天）" if small else ""
    alone = f"单独占半天的{large}个半天" if large else ""
    sentence = f"半天不够：{alone}{shared}，至少要{wanted}个半天；{len(arrangement.teams)}个组每组{each}个，只有{there}个"
    return Conflict(conditions, tuple(need.unit for need in arrangement.needs), (sentence,), False)


def _conflict(whole: Arrangement, part: Arrangement, asked: "_Asked") -> Conflict:
    """Of a part that has no plan: the conditions first, then the units without which there would be one."""
    conditions, every = conditions_of(part), [need.unit for need in part.needs]
    found = smallest(conditions, lambda kept: asked(only(part, kept)))
    near = Limit("apart") in found  # then fewer units may be harder to share out, and all of them are named
    units = every if near else smallest(every, lambda kept: asked(only(part, found, kept)))
    return Conflict(tuple(found), tuple(units), tuple(sentences(whole, found, units)), not asked.late)


def smallest(entries: Sequence[Entry], holds: Callable[[Sequence[Entry]], bool]) -> list[Entry]:
    """Of entries that do not hold together: some that do not, and do as soon as one of them is given up.

    None where nothing at all does not hold either.
    """
    if not entries or not holds(()):
        return []
    return _quick((), False, entries, holds)


def _quick(
    kept: Sequence[Entry], added: bool, rest: Sequence[Entry], holds: Callable[[Sequence[Entry]], bool]
) -> list[Entry]:
    """QuickXplain: what of `rest` is needed beside `kept` that they do not hold. `added`: something came to `kept`."""
    if added and not holds(kept):
        return []
    if len(rest) == 1:
        return list(rest)
    first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    from_second = _quick((*kept, *first), True, second, holds)
    from_first = _quick((*kept, *from_second), bool(from_second), first, holds)
    return [*from_first, *from_second]


def sentences(arrangement: Arrangement, conditions: Sequence[Condition], units: Sequence[str]) -> list[str]:
    """Each condition in words, and what is left to choose from where it helps."""
    names = {need.unit: need.name for need in arrangement.needs}
    if not conditions:
        return [f"单位比半天多：{_LIST.join(names[unit] for unit in units)}怎样也排不下"]
    said = [_sentence(arrangement, condition, names) for condition in conditions]
    if len(units) > 1 and len(units) < len(arrangement.needs):
        said.append(f"涉及的单位：{_LIST.join(names[unit] for unit in units)}")
    return said


def _sentence(arrangement: Arrangement, condition: Condition, names: dict[str, str]) -> str:
    match condition:
        case Recusal(team, member, unit):
            return f"{team}的{member}与{names[unit]}须回避"
        case Absence(team, "", span):
            return f"{team}{span}不出组"
        case Absence(team, member, span):
            return f"{team}的{member}{span}不在"
        case SkillAsked(unit, skill):
            able = [team.name for team in arrangement.teams if any(skill in m.skills for m in team.members)]
            who = f"会的只有{_LIST.join(able)}" if able else "哪个组都没有人会"
            return f"{names[unit]}需要会“{skill}”的人，{who}"
        case LongVisit(unit):
            need = arrangement.need(unit)
            return f"{names[unit]}一次要查{need.half_days if need else 1}个半天"
        case SeveralVisits(unit):
            need = arrangement.need(unit)
            return f"{names[unit]}要查{need.times if need else 1}次，不在同一天"
        case Must(wish):
            return f"{'已固定' if wish.fixed else '必须'}{in_words(wish, names[wish.unit])}"
        case Limit(name):
            return _limit(arrangement.limits, name)


def _limit(limits: Limits, name: str) -> str:
    value = getattr(limits, name)
    return {
        "per_half_day": f"一个半天最多查{value}个（小）单位",
        "per_day": f"一个组一天最多查{value}个单位",
        "per_team": f"一个组最多排{value}个半天",
        "apart": f"各组的半天数最多相差{value}个",
        "least_members": f"每次检查最少要到{value}人",
    }[name]
