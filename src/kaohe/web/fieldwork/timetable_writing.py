"""The form of a timetable written out as a file of an arrangement: where somebody begins who needs more than the form has."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kaohe.fieldwork.timetables import Member, Span
from kaohe.web.fieldwork.timetable_asking import Reader, neighbours_of
from kaohe.web.rounds.models import Round

_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z（）][\u4e00-\u9fffA-Za-z0-9（）〔〕]*")
_SOON = timedelta(days=7)
_EMPTY_TEAMS = ["  - 名称: 第一组", "    成员:", "      - {姓名: 某某, 单位: 某单位, 专长: [财务]}"]


def text_of(round: Round, wishes: Mapping[str, Any]) -> str:
    """The file. What the form has wrong is left out: the form itself says it."""
    units = {unit.code: unit.name for unit in round.units.all() if unit.level == wishes["level"]}
    left_out = [name for code, name in units.items() if code not in wishes["visit"]]
    small = [name for code, name in units.items() if code in wishes["small"]]
    whole = [name for code, name in units.items() if code in wishes["whole_day"]]
    reader = Reader({unit.name: unit for unit in round.units.all()})
    teams = [(team.name, team.members) for team in reader.teams(wishes["teams"])]
    names = {unit.code: unit.name for unit in round.units.all()}
    off, on = (sorted(map(str, reader.days(wishes[key], ""))) for key in ("off", "on"))
    today = timezone.localdate()
    lines = [
        f"检查安排: {_word(round.title)}",
        f"层级: {_word(wishes['level'])}",
        f"日期: {{从: {wishes['first'] or today + _SOON}, 到: {wishes['last'] or today + 2 * _SOON}}}",
        *([f"放假: {_listed(off)}"] if off else []),
        *([f"上班: {_listed(on)}"] if on else []),
        *([f"不查: {_listed(map(_word, left_out))}"] if left_out else []),
        *([f"小单位: {_listed(map(_word, small))}"] if small else []),
        "限制:",
        f"  每半天: {wishes['per_half_day'] or 1}",
        *([f"  每组: {wishes['per_team']}"] if wishes["per_team"] else []),
        *(["  最少人数: 1"] if teams and all(members for _, members in teams) else []),
        "组:",
        *[line for name, members in teams for line in _team(name, members, names)],
        *([] if teams else _EMPTY_TEAMS),
        *(["单位:", *(f"  - {{单位: {_word(name)}, 半天数: 2}}" for name in whole)] if whole else []),
        *_neighbours(neighbours_of(wishes["neighbours"], reader), names),
    ]
    return "\n".join(lines) + "\n"


def _team(name: str, members: tuple[Member, ...], names: Mapping[str, str]) -> Iterator[str]:
    yield f"  - 名称: {_word(name)}"
    if members:
        yield "    成员:"
    for member in members:
        more = (
            [f"曾任: {_listed(_word(names[code]) for code in sorted(member.avoids))}"]
            if member.avoids
            else []
        )
        more += [f"不在: {_listed(map(_span, member.away))}"] if member.away else []
        yield f"      - {{{', '.join([f'姓名: {_word(member.name)}', *more])}}}"


def _neighbours(steps: Mapping[str, list[str]], names: Mapping[str, str]) -> Iterator[str]:
    if steps:
        yield "相邻:"
    for code, others in steps.items():
        yield f"  {_word(names[code])}: {_listed(_word(names[other]) for other in others)}"


def _span(span: Span) -> str:
    return span.day.isoformat() + (f" {span.half.label}" if span.half is not None else "")


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def _word(text: str) -> str:
    """A name as the file takes it: quoted where it could be taken for something else."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
