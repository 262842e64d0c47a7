"""What `kaohe timetable` says of a plan: its table, what was proved of it, its figures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.core import Problem

if TYPE_CHECKING:
    from kaohe.fieldwork.timetables.model import Arrangement, Stop
    from kaohe.fieldwork.timetables.solve import Outcome

WORDS = {"optimal": "最优（已证明）", "feasible": "可行，未证明最优"}
OTHER_WORD = "有条件没有守住"
_MOST_ROWS = 60


def plan_table(
    arrangement: "Arrangement", stops: "Sequence[Stop]"
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Half-days down, teams across; with many teams a line a visit, team by team."""
    from kaohe.fieldwork.timetables.model import by_cell

    names, cells = {need.unit: need.name for need in arrangement.needs}, by_cell(stops)

    def there(team: str, slot: Any) -> str:
        return "、".join(
            names[stop.unit] + ("※" if stop.fixed else "") for stop in cells.get((team, slot), [])
        )

    if len(arrangement.teams) <= 6:
        teams = [team.name for team in arrangement.teams]
        rows = [(slot.with_weekday, *(there(team, slot) for team in teams)) for slot in arrangement.slots]
        return ("半天", *teams), rows
    rows = [
        (team.name, slot.with_weekday, there(team.name, slot))
        for team in arrangement.teams
        for slot in arrangement.slots
        if (team.name, slot) in cells
    ]
    return ("组", "半天", "单位"), [
        *rows[:_MOST_ROWS],
        ("……", f"共{len(rows)}个半天", "全部见日程.xlsx"),
    ] if len(rows) > 60 else rows


def verdict(outcome: "Outcome", arrangement: "Arrangement") -> str:
    """What was shown of this plan, and what was not."""
    from kaohe.fieldwork.timetables.solve import gap

    assert outcome.cost is not None
    text = f"{WORDS.get(outcome.status, '有条件没有守住')}：{cost_in_words(outcome.cost, arrangement)}"
    thousandths = gap(outcome)
    if outcome.status == "feasible":
        above = (
            f"离最好的最多还差{thousandths // 10}.{thousandths % 10}%"
            if thousandths is not None
            else "离最好的差多少不知道"
        )
        clock = "；时限到了才停的，别的电脑上结果可能不同" if outcome.by_clock else ""
        text += f"{above}{clock}。"
    return text


def cost_in_words(cost: Any, arrangement: "Arrangement") -> str:
    road = "" if arrangement.travel is None else f"路程合计{arrangement.travel.shown(cost.travel)}，"
    changed = f"，比原日程改动{cost.changed}处" if cost.changed else ""
    wishes = sum(not wish.must for wish in arrangement.wishes)
    unmet = f"，{wishes}个愿望有{cost.unmet}个没有做到" if wishes else ""
    return f"{road}各组最多相差{cost.apart}个半天{unmet}{changed}。"


def cost_record(cost: Any, arrangement: "Arrangement") -> dict[str, object]:
    road = "" if arrangement.travel is None else arrangement.travel.shown(cost.travel)
    return {
        "travel": road,
        "apart": cost.apart,
        "unmet": cost.unmet,
        "changed": cost.changed,
        "weighed": cost.weighed,
    }


def plan_record(
    arrangement: "Arrangement", outcome: "Outcome", written: list[Path], problems: Sequence[Problem]
) -> dict[str, object]:
    from kaohe.fieldwork.timetables.record import Found, record_of
    from kaohe.fieldwork.timetables.solve import gap

    found = Found(WORDS.get(outcome.status, OTHER_WORD), "", outcome.cost, outcome.bound)
    record = record_of(arrangement, outcome.stops, found)
    return {
        "status": outcome.status,
        "cost": record["cost"],
        "gap_thousandths": gap(outcome),
        "teams": record["teams"],
        "stops": record["stops"],
        "written": [str(path) for path in written],
        "problems": [problem.as_json() for problem in problems],
    }
