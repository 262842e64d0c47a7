"""A plan as a record: canonical JSON, the same bytes for the same plan, and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kaohe.core import Place, Problem, Refused
from kaohe.fieldwork.timetables.cost import Cost, loads_of, routes
from kaohe.fieldwork.timetables.findings import error
from kaohe.fieldwork.timetables.model import Arrangement, Half, Slot, Stop

FORMAT = "kaohe.timetable/1"
_HALVES = {half.label: half for half in Half}
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """How a plan was found, as the record says it: status (最优, 可行, 手工), method, seed, bound (None: none known)."""

    status: str
    method: str
    cost: Cost | None = None
    bound: int | None = None
    seed: int = 0
    inputs: Mapping[str, str] = field(default_factory=dict)


def record_of(arrangement: Arrangement, stops: tuple[Stop, ...], found: Found) -> dict[str, Any]:
    """Plain data: what was arranged from, every stop, and what the plan comes to."""
    names = {need.unit: need.name for need in arrangement.needs}
    loads = loads_of(arrangement, stops)
    ways = routes(arrangement, stops)
    travel = arrangement.travel
    teams = [
        {
            "name": team.name,
            "half_days": loads[team.name],
            "units": len({stop.unit for stop in stops if stop.team == team.name}),
            "travel": ""
            if travel is None
            else travel.shown(sum(n for (t, _), (n, _) in ways.items() if t == team.name)),
        }
        for team in arrangement.teams
    ]
    cost = found.cost
    return {
        "format": FORMAT,
        "title": arrangement.title,
        "inputs": dict(found.inputs),
        "algorithm": {"method": found.method, "seed": found.seed, "status": found.status},
        "cost": None if cost is None else {
            "travel": cost.travel, "apart": cost.apart, "unmet": cost.unmet, "changed": cost.changed,
            "weighed": cost.weighed, "bound": found.bound,
        },
        "teams": teams,
        "stops": [
            {
                "date": stop.slot.day.isoformat(), "half_day": stop.slot.half.label, "team": stop.team,
                "unit": stop.unit, "name": names.get(stop.unit, stop.unit), "fixed": stop.fixed,
            }
            for stop in stops
        ],
    }  # fmt: skip


def as_text(record: Mapping[str, Any]) -> str:
    """The bytes of a record, as text."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_record(path: Path) -> tuple[tuple[Stop, ...], tuple[Problem, ...]]:
    """The stops of a record. Refused where the file is none; a stop that cannot be read is said, and left out."""
    data = _loaded(path)
    stops: list[Stop] = []
    problems: list[Problem] = []
    for number, entry in enumerate(data, 1):
        stop = _stop(entry)
        if stop is None:
            where = Place(file=path.name, what=f"stops 第{number}条")
            problems.append(error("bad-stop", "这一条读不懂。", "要有 date、half_day、team、unit。", where))
        else:
            stops.append(stop)
    return tuple(stops), tuple(problems)


def _loaded(path: Path) -> list[object]:
    if not path.is_file():
        raise Refused("timetable.no-plan", f"没有找到日程 {path}。请核对文件名和所在文件夹。")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        if data["format"] != FORMAT:
            raise ValueError
        stops = data["stops"]
        if not isinstance(stops, list):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        message = f"{path.name} 不是 kaohe timetable 写的日程（{FORMAT}）。"
        raise Refused("timetable.not-a-plan", message) from None
    return stops


def _stop(entry: object) -> Stop | None:
    if not isinstance(entry, dict):
        return None
    words = [entry.get(key) for key in ("date", "half_day", "team", "unit")]
    if not all(isinstance(word, str) for word in words) or words[1] not in _HALVES:
        return None
    try:
        day = date.fromisoformat(str(words[0]))
    except ValueError:
        return None
    return Stop(Slot(day, _HALVES[str(words[1])]), str(words[2]), str(words[3]), entry.get("fixed") is True)
