"""A plan held against its arrangement, without any solver: everything that does not hold, said in words.

Written from the conditions themselves and not from the solver's model, so that each can find the other's mistakes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kaohe.core import Place, Problem
from kaohe.fieldwork.timetables.findings import advice, error
from kaohe.fieldwork.timetables.model import Arrangement, Half, Member, Need, Slot, Stop, Team, Wish, by_cell

_MOVE = "请换一个半天或换一个组。"
_LIST = "、"


def check_plan(arrangement: Arrangement, stops: Sequence[Stop], file: str = "") -> tuple[Problem, ...]:
    """Every condition that the plan breaks is an error; wishes that it does not meet are advice."""
    return tuple(_Check(arrangement, stops, file).problems())


class _Check:
    def __init__(self, arrangement: Arrangement, stops: Sequence[Stop], file: str) -> None:
        self.arrangement, self.file = arrangement, file
        self.needs = {need.unit: need for need in arrangement.needs}
        self.teams = {team.name: team for team in arrangement.teams}
        self.known = [
            s for s in stops if s.unit in self.needs and s.team in self.teams and s.slot in arrangement.slots
        ]
        self.stops = stops
        self.of_unit: Mapping[str, list[Stop]] = defaultdict(list)
        for stop in sorted(self.known):
            self.of_unit[stop.unit].append(stop)

    def problems(self) -> Iterator[Problem]:
        yield from self._unknown()
        for need in self.arrangement.needs:
            yield from self._visits(need, self.of_unit.get(need.unit, []))
        for (team, slot), cell in sorted(
            by_cell(self.known).items(), key=lambda entry: (entry[0][1], entry[0][0])
        ):
            yield from self._together(cell, team, slot)
            for unit in dict.fromkeys(stop.unit for stop in cell):
                yield from self._permitted(self.needs[unit], self.teams[team], slot)
        yield from self._limits()
        for wish in self.arrangement.wishes:
            yield from self._wish(wish)

    def _at(self, *words: object) -> Place:
        return Place(file=self.file, what=" ".join(str(word) for word in words))

    def _name(self, unit: str) -> str:
        return self.needs[unit].name if unit in self.needs else unit

    def _unknown(self) -> Iterator[Problem]:
        for stop in self.stops:
            where = self._at(stop.slot, stop.team, self._name(stop.unit))
            if stop.unit not in self.needs:
                message = f"“{stop.unit}”不在要检查的单位里。"
                yield error("unknown-unit", message, "请核对单位名称，与检查安排里的一致。", where)
            if stop.team not in self.teams:
                yield error("unknown-team", f"没有“{stop.team}”这个组。", "请核对组的名称。", where)
            if stop.slot not in self.arrangement.slots:
                message = f"{stop.slot}不在安排的半天里（放假，或不在检查期内）。"
                yield error("not-a-working-half-day", message, "请换一个半天。", where)

    def _visits(self, need: Need, stops: list[Stop]) -> Iterator[Problem]:
        """As many visits as asked, each whole, one team's, and on days of their own."""
        where, asked = self._at(need.name), need.times * need.half_days
        if not stops:
            yield error("not-visited", f"{need.name}没有排进去。", "请给它安排一个半天。", where)
            return
        if len(stops) != asked:
            code = "half-days-missing" if len(stops) < asked else "too-many-visits"
            message = f"{need.name}应排{asked}个半天，实际排了{len(stops)}个（{_LIST.join(_when(s) for s in stops)}）。"
            yield error(code, message, "请补上或删去。", where)
            return
        visits = [stops[at : at + need.half_days] for at in range(0, asked, need.half_days)]
        for visit in visits:
            if len({stop.team for stop in visit}) > 1 or not self._one_visit([stop.slot for stop in visit]):
                message = f"{need.name}的一次检查要{need.half_days}个半天，由同一个组连着查完（两个半天的在同一天，更长的从上午开始）。"
                yield error(
                    "broken-visit", message, f"现在是{_LIST.join(_when(s) for s in visit)}，请改。", where
                )
        for before, after in pairwise(visits):
            if before[-1].slot.day == after[0].slot.day:
                message = f"{need.name}的两次检查排在同一天（{_when(after[0])}）。"
                yield error("same-day-twice", message, "请把其中一次换到别的日子。", where)

    def _one_visit(self, slots: list[Slot]) -> bool:
        """Whether the half-days follow one another without a gap."""
        ordered = self.arrangement.slots
        first = ordered.index(slots[0])
        if tuple(slots) != ordered[first : first + len(slots)]:
            return False
        if len(slots) == 2:
            return slots[0].day == slots[1].day
        return len(slots) == 1 or slots[0].half is Half.MORNING

    def _together(self, cell: list[Stop], team: str, slot: Slot) -> Iterator[Problem]:
        """What one team does in one half-day."""
        units = [stop.unit for stop in cell]
        where = self._at(slot, team)
        names = _LIST.join(self._name(unit) for unit in units)
        if len(set(units)) < len(units):
            yield error("twice-in-half-day", f"{names}在同一个半天里写了两次。", "请只留一处。", where)
        if len(units) < 2:
            return
        most = self.arrangement.limits.per_half_day
        large = [unit for unit in dict.fromkeys(units) if not self.needs[unit].small]
        if large:
            message = f"{team}{slot}排了{names}，其中{_LIST.join(map(self._name, large))}要单独用一个半天。"
            yield error("cannot-share", message, _MOVE, where)
        elif len(units) > most:
            message = f"{team}{slot}排了{len(units)}个单位（{names}），一个半天最多{most}个。"
            yield error("too-many-in-half-day", message, _MOVE, where)

    def _permitted(self, need: Need, team: Team, slot: Slot) -> Iterator[Problem]:
        """Recusal, presence and skills of one team at one unit."""
        limits, where = self.arrangement.limits, self._at(slot, team.name, need.name)
        if any(span.holds(slot) for span in team.away):
            yield error("team-away", f"{team.name}{slot}不出组。", _MOVE, where)
        recused = [member for member in team.members if need.unit in member.avoids]
        if recused and limits.whole_team:
            message = f"{team.name}的{_names(recused)}与{need.name}须回避（本单位或曾任职单位）。"
            yield error("recusal", message, f"请换一个组去{need.name}。", where)
        coming = [m for m in team.members if not any(span.holds(slot) for span in m.away)]
        if not limits.whole_team:
            coming = [member for member in coming if member not in recused]
        least = max(limits.least_members, 1 if team.members else 0)
        if len(coming) < least:
            reason = f"{_names(recused)}回避，" if recused and not limits.whole_team else ""
            message = f"{team.name}{slot}去{need.name}的只有{len(coming)}人（{reason}最少要{least}人）。"
            yield error("too-few-members", message, _MOVE, where)
        lacking = sorted(need.skills - {skill for member in coming for skill in member.skills})
        if lacking:
            message = f"{need.name}需要会“{_LIST.join(lacking)}”的人，{team.name}{slot}没有。"
            yield error("skills", message, _MOVE, where)

    def _limits(self) -> Iterator[Problem]:
        limits = self.arrangement.limits
        loads = dict.fromkeys(self.teams, 0)
        days: dict[tuple[str, object], set[str]] = defaultdict(set)
        for (team, slot), cell in by_cell(self.known).items():
            loads[team] += 1
            days[team, slot.day] |= {stop.unit for stop in cell}
        for (team, day), units in days.items():
            if limits.per_day is not None and len(units) > limits.per_day:
                message = f"{team}{day}一天排了{len(units)}个单位，最多{limits.per_day}个。"
                yield error("too-many-in-day", message, _MOVE, self._at(day, team))
        for team, load in loads.items():
            if limits.per_team is not None and load > limits.per_team:
                message = f"{team}排了{load}个半天，最多{limits.per_team}个。"
                yield error("too-many-half-days", message, "请分一些给别的组。", self._at(team))
        most, fewest = max(loads.values(), default=0), min(loads.values(), default=0)
        if limits.apart is not None and most - fewest > limits.apart:
            busy, idle = (next(team for team, load in loads.items() if load == n) for n in (most, fewest))
            message = f"{busy}有{most}个半天，{idle}只有{fewest}个，最多可以相差{limits.apart}个。"
            yield error("unbalanced", message, f"请把{busy}的分一些给{idle}。", self._at(busy))

    def _wish(self, wish: Wish) -> Iterator[Problem]:
        if wish_met(wish, self.known):
            return
        asked, where = in_words(wish, self._name(wish.unit)), self._at(self._name(wish.unit))
        if wish.fixed:
            yield error("fixed-moved", f"已固定{asked}，现在不是。", "请排回原处，或取消固定。", where)
        elif wish.must:
            yield error("must-not-kept", f"必须{asked}，现在不是。", "请调整，或把它改成愿望。", where)
        else:
            yield advice(
                "wish-not-met", f"希望{asked}，没有做到。", "可以不管；一定要做到的，写明“必须: 是”。", where
            )


def wish_met(wish: Wish, stops: Iterable[Stop]) -> bool:
    """Whether any visit is the one wished for; of a wish not to be visited, whether none is."""
    found = any(stop.unit == wish.unit and wish.meets(stop.team, stop.slot) for stop in stops)
    return found if wish.go else not found


def in_words(wish: Wish, name: str) -> str:
    """1月5日上午由第一组检查听泉街道."""
    when = _LIST.join(map(str, wish.spans))
    by = f"由{wish.team}" if wish.team else ""
    return f"{'' if wish.go else '不在' if when else '不'}{when}{by}检查{name}"


def _names(members: Sequence[Member]) -> str:
    return _LIST.join(member.name for member in members)


def _when(stop: Stop) -> str:
    return f"{stop.slot}{stop.team}"
