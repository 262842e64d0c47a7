"""The form of a timetable, put into the library's arrangement: days, teams with whom they may not visit, units, neighbours.

A team is a line: 第一组：王科长（回避 柳堰镇）、李主任（请假 2026-12-08 上午）. Neighbours are lines: 柳堰镇：榉坪镇、听泉街道.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Severity
from kaohe.facts.guard import personal_kind
from kaohe.fieldwork.timetables import Arrangement, Half, Limits, Member, Need, Slot, Span, Team, Travel
from kaohe.fieldwork.timetables.days import Calendar, unknown_year_problem, unknown_years
from kaohe.fieldwork.timetables.travel import by_steps
from kaohe.web.fieldwork.timetable_text import arrangement_in
from kaohe.web.rounds.models import Round, RoundUnit

MOST_DAYS = 60
_LONGEST = 6000
_TEXTS = ("level", "first", "last", "off", "on", "teams", "per_half_day", "per_team", "neighbours")
_BRACKET = re.compile(r"[（(]([^（）()]*)[）)]")
_NOT_IN_BRACKETS = re.compile(r"[、,，;；](?![^（(]*[）)])")
_HALVES = {"上午": Half.MORNING, "下午": Half.AFTERNOON}


def wishes_of(sent: Any) -> dict[str, Any]:
    """What the form says, as it is kept. `visit`, `small`, `whole_day`: codes of units."""
    kept: dict[str, Any] = {name: sent.get(name, "").strip()[:_LONGEST] for name in _TEXTS}
    for name in ("visit", "small", "whole_day"):
        kept[name] = sorted({code[:60] for code in sent.getlist(name)})
    return kept


def first_wishes(round: Round) -> dict[str, Any]:
    """What a new timetable's form begins with: every unit of the level that most are of, on half a day."""
    units = list(round.units.all())
    levels = [unit.level for unit in units]
    level = max(dict.fromkeys(levels), key=levels.count, default="")
    return dict.fromkeys(_TEXTS, "") | {
        "level": level,
        "per_half_day": "1",
        "visit": [unit.code for unit in units if unit.level == level],
        "small": [],
        "whole_day": [],
    }


@dataclass
class Reader:
    """Reads lines and remembers what is wrong with them."""

    units: Mapping[str, RoundUnit]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, message: str, remedy: str) -> None:
        self.problems.append(Problem("timetable.form", Severity.ERROR, message, remedy, (Place(what=where),)))

    def day(self, text: str, where: str) -> date | None:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            self.wrong(
                where, _("“%(text)s”不是日期。") % {"text": text.strip()[:40]}, _("请写成 2026-12-08。")
            )
            return None

    def days(self, text: str, where: str) -> frozenset[date]:
        found = (self.day(each, where) for each in re.split(r"[\s、,，;；]+", text) if each)
        return frozenset(each for each in found if each is not None)

    def unit(self, name: str, where: str) -> str:
        unit = self.units.get(name.strip())
        if unit is None:
            self.wrong(
                where, _("名单里没有“%(name)s”。") % {"name": name.strip()[:40]}, _("请写名单里的全称。")
            )
            return ""
        return unit.code

    def teams(self, text: str) -> Iterator[Team]:
        names: set[str] = set()
        for line in _lines(text):
            name, colon, members = line.replace(":", "：", 1).partition("：")
            name = name.strip()
            if not name or name in names:
                self.wrong(
                    _("检查组"),
                    _("“%(line)s”没有组名，或者和别的组重名。") % {"line": line[:40]},
                    _("一行一个组：组名：成员、成员。"),
                )
                continue
            names.add(name)
            yield Team(name, tuple(self.members(members, name)) if colon else ())

    def members(self, text: str, team: str) -> Iterator[Member]:
        for part in _NOT_IN_BRACKETS.split(text):
            name = _BRACKET.sub("", part).strip()
            if not name:
                continue
            avoids: set[str] = set()
            away: list[Span] = []
            for note in _BRACKET.findall(part):
                for said in re.split(r"[;；]", note):
                    self.note(said.strip(), f"{team} {name}", avoids, away)
            yield Member(name, frozenset(avoids), away=tuple(away))

    def note(self, said: str, where: str, avoids: set[str], away: list[Span]) -> None:
        """回避 柳堰镇、榉坪镇; 请假 2026-12-08 上午."""
        if said.startswith("回避"):
            avoids |= {code for name in _listed(said[2:]) if (code := self.unit(name, where))}
        elif said.startswith("请假"):
            for each in _listed(said[2:]):
                half = next((half for word, half in _HALVES.items() if each.endswith(word)), None)
                day = self.day(each[: -len("上午")] if half is not None else each, where)
                away += [Span(day, half)] if day is not None else []
        elif said:
            self.wrong(
                where,
                _("看不懂“%(said)s”。") % {"said": said[:40]},
                _("括号里写“回避 单位”或“请假 日期”，几样用分号隔开。"),
            )

    def whole(self, text: str, where: str, least: int = 1) -> int | None:
        if not text:
            return None
        if not text.isdecimal() or not least <= int(text) <= 1000:
            self.wrong(where, _("“%(text)s”不是个数。") % {"text": text[:20]}, _("请写整数。"))
            return None
        return int(text)


def arrangement_of(round: Round, wishes: Mapping[str, Any]) -> tuple[Arrangement | None, tuple[Problem, ...]]:
    """The arrangement, and everything that is wrong with the form (or the text it was written as); None where that stops it."""
    if text := wishes.get("text"):
        return arrangement_in(round, text, wishes.get("distances", ""))
    units = [unit for unit in round.units.all() if unit.level == wishes["level"]]
    reader = Reader({unit.name: unit for unit in round.units.all()})
    texts = " ".join(str(wishes[name]) for name in _TEXTS)
    if kind := personal_kind(texts):
        reader.wrong("", _("这里有%(kind)s，请删去。") % {"kind": kind}, _("成员只写姓名。"))
        return None, tuple(reader.problems)
    slots = _slots(wishes, reader)
    teams = tuple(reader.teams(wishes["teams"]))
    if not teams and not reader.problems:
        reader.wrong(_("检查组"), _("还没有写检查组。"), _("一行一个组：组名：成员、成员。"))
    needs = tuple(
        Need(
            unit.code,
            unit.name,
            2 if unit.code in wishes["whole_day"] else 1,
            small=unit.code in wishes["small"],
        )
        for unit in units
        if unit.code in wishes["visit"]
    )
    if not needs:
        reader.wrong(_("单位"), _("还没有选要检查的单位。"), _("请在单位一栏打勾。"))
    limits = Limits(
        reader.whole(wishes["per_half_day"], _("半天几个单位")) or 1,
        per_team=reader.whole(wishes["per_team"], _("每组最多几个半天")),
        # Where members are named, somebody of a team has to be there.
        least_members=1 if all(team.members for team in teams) else 0,
    )
    travel = _travel(wishes["neighbours"], needs, reader)
    errors = [each for each in reader.problems if each.severity is Severity.ERROR]
    if errors:
        return None, tuple(reader.problems)
    return Arrangement(round.title, slots, teams, needs, (), limits, travel=travel), tuple(reader.problems)


def _slots(wishes: Mapping[str, Any], reader: Reader) -> tuple[Slot, ...]:
    where = _("日期")
    first, last = reader.day(wishes["first"], where), reader.day(wishes["last"], where)
    off, on = reader.days(wishes["off"], where), reader.days(wishes["on"], where)
    if first is None or last is None:
        return ()
    days = Calendar(off, on).working_days(first, last) if (last - first).days < MOST_DAYS * 2 else ()
    if not days or len(days) > MOST_DAYS:
        reader.wrong(
            where, _("这段时间里没有工作日，或者太长。"), _("最多 %(most)s 个工作日。") % {"most": MOST_DAYS}
        )
        return ()
    reader.problems += [
        unknown_year_problem(year, Place(what=where)) for year in unknown_years(days, off | on)
    ]
    return tuple(Slot(day, half) for day in days for half in Half)


def _travel(text: str, needs: tuple[Need, ...], reader: Reader) -> Travel | None:
    """Steps from neighbour to neighbour; None where nothing is written: then the road does not matter."""
    neighbours = neighbours_of(text, reader)
    return by_steps([need.unit for need in needs], neighbours) if neighbours else None


def neighbours_of(text: str, reader: Reader) -> dict[str, list[str]]:
    """Which units are beside which, by code."""
    where = _("相邻的单位")
    found: dict[str, list[str]] = {}
    for line in _lines(text):
        name, _colon, others = line.replace(":", "：", 1).partition("：")
        if code := reader.unit(name, where):
            found[code] = [near for other in _listed(others) if (near := reader.unit(other, where))]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _listed(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"[、,，]", text) if each.strip()]
