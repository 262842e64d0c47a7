"""Plan the timetables of the two sizes: a county's (17 units, 2 teams, 4 days) and a province's (1,300, 40, 20 days).

Units lie at random in a square; every team has three members with a unit to be recused from each, some half-days off
and some skills; one unit in twenty wants a skill, one in ten has a wish. Each run is a process of its own, with the
imports; a plan is held against the check before it counts as measured.
"""

import json
import math
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta

from benchmarks.timing import machine
from kaohe import __version__
from kaohe.fieldwork.timetables import (
    Arrangement,
    Half,
    Limits,
    Member,
    Need,
    Slot,
    Span,
    Team,
    Travel,
    Wish,
    check_plan,
)

HEAD = "## 日程 · Timetables"
CASES = {
    "17个单位、2个组、4天，小单位两个合用半天，有出发地 17 units, 2 teams, 4 days": (17, 2, 4, 2, True),
    "17个单位、2个组、4天，没有出发地 the same without a base": (17, 2, 4, 2, False),
    "60个单位、6个组、6天 60 units, 6 teams, 6 days": (60, 6, 6, 1, True),
    "1,300个单位、40个组、20天，有出发地 1,300 units, 40 teams, 20 days": (1300, 40, 20, 1, True),
    "1,300个单位、40个组、20天，没有出发地 the same without a base": (1300, 40, 20, 1, False),
    "1,300个单位、28个组、20天，一半可以两个合用半天 28 teams, half of the units share": (
        1300,
        28,
        20,
        2,
        True,
    ),
}
RUNS = 3
_SIDE = 3000
_SKILL = "财务"


def make(units: int, teams: int, days: int, share: int, base: bool, seed: int = 7) -> Arrangement:
    """An arrangement of so many; `share`: small units in a half-day (1: no unit is small)."""
    chance = random.Random(seed)
    points = [(chance.randrange(_SIDE), chance.randrange(_SIDE)) for _ in range(units)]
    ids = [f"U{number}" for number in range(units)]
    slots = _slots(days)
    made = tuple(_team(number, ids, slots, chance, recused=units > 40) for number in range(teams))
    needs = tuple(
        Need(
            unit,
            unit,
            skills=frozenset({_SKILL}) if chance.random() < 0.05 else frozenset(),
            small=share > 1 and chance.random() < 0.5,
        )
        for unit in ids
    )
    wishes = tuple(
        Wish(chance.choice(ids), (Span(chance.choice(slots).day),), go=chance.random() < 0.5)
        for _ in range(units // 10)
    )
    rows = [[_length(one, other) for other in points] for one in points]
    home = [_length((_SIDE // 2, _SIDE // 2), point) for point in points] if base else None
    travel = Travel({unit: number for number, unit in enumerate(ids)}, rows, home)
    return Arrangement("检查", slots, made, needs, wishes, Limits(per_half_day=share), travel=travel)


def _slots(days: int) -> tuple[Slot, ...]:
    first = date(2026, 3, 2)
    working = [day for n in range(2 * days) if (day := first + timedelta(n)).weekday() < 5][:days]
    return tuple(Slot(day, half) for day in working for half in Half)


def _team(
    number: int, ids: list[str], slots: tuple[Slot, ...], chance: random.Random, *, recused: bool
) -> Team:
    members = tuple(
        Member(
            f"{number}-{place}",
            frozenset({chance.choice(ids)}) if recused or place == 0 else frozenset(),
            frozenset({_SKILL}) if place == 0 and number % 2 == 0 else frozenset(),
            (Span(chance.choice(slots).day),) if chance.random() < 0.3 else (),
        )
        for place in range(3)
    )
    return Team(f"第{number + 1}组", members)


def _length(one: tuple[int, int], other: tuple[int, int]) -> int:
    return round(math.dist(one, other))


def measure(case: str) -> dict[str, object]:
    """Plan one case in this process."""
    arrangement = make(*CASES[case])
    begun = time.monotonic()
    from kaohe.fieldwork.timetables.solve import Settings, gap, solve  # noqa: PLC0415 - imports are measured

    outcome = solve(arrangement, (), Settings())
    seconds, processor = time.monotonic() - begun, time.process_time()
    errors = [p for p in check_plan(arrangement, outcome.stops) if p.severity.value == "error"]
    assert outcome.cost is not None, outcome
    assert arrangement.travel is not None
    assert not errors, errors[:3]
    return {
        "seconds": round(seconds, 2),
        "processor": round(processor, 1),
        "travel": arrangement.travel.shown(outcome.cost.travel),
        "apart": outcome.cost.apart,
        "wishes": f"{outcome.cost.unmet}/{len(arrangement.wishes)}",
        "status": outcome.status,
        "gap": gap(outcome),
        "clock": outcome.by_clock,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cost": outcome.cost.weighed,
    }


def section(runs: int = RUNS) -> str:
    """Measure, and the section of the page."""
    lines = [
        HEAD,
        "",
        f"`python -m benchmarks.fieldwork timetable`，{machine()}，kaohe {__version__}，每项{runs}次取中位，含载入求解器。",
        "",
        "| 规模 size | 秒 s | 处理器秒 CPU s | 路程 roads | 相差半天 apart | 愿望未做到 unmet | 结论 shown | 离最好最多 gap | 内存 MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for case in CASES:
        found = sorted((_run(case) for _ in range(runs)), key=lambda one: float(str(one["seconds"])))
        one = found[len(found) // 2]
        same = len({str(each["cost"]) for each in found}) == 1
        shown = "最优 best" if one["status"] == "optimal" else "未证明最优 not proved"
        shown += "" if same else "（各次不同 runs differ）"
        gap = "—" if one["gap"] is None else f"{int(str(one['gap'])) / 10:.1f}%"
        lines.append(
            f"| {case} | {one['seconds']} | {one['processor']} | {one['travel']} | {one['apart']} | {one['wishes']} | {shown} | {gap} "
            f"| {one['memory']} |"
        )
    return "\n".join([*lines, "", _NOTE, ""])


_NOTE = (
    "每份日程都先通过核对（`check_plan`）才算数。下限只算路程，愿望没有做到和半天数不均匀的那一份都算在差距里；"
    "没有出发地时路程只有当天两个单位之间的一段，差距的百分数因此大。"
    "The bound is of the roads alone: wishes that cannot be met and unequal loads are all in the gap."
)


def _run(case: str) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.fieldwork.timetable", case]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1]), ensure_ascii=False) + "\n")
