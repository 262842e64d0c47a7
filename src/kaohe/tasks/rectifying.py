"""整改: from the points a round lost to tasks of the next programme, one for each item, with the units that lost in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Number, Period, plain
from kaohe.core.numbers import multiply, subtract
from kaohe.results.explain import Reasons
from kaohe.results.round import RoundResult
from kaohe.results.tally import GroupScore, ItemScore, Tally
from kaohe.scheme.model import GroupKind
from kaohe.tasks.model import Origin, Programme, Rhythm, Task

HEADING = "整改"
PROOF = "整改情况报告和复核记录"


@dataclass(frozen=True, slots=True)
class LostPoint:
    """One unit's loss in one item: how many points of the total, and why in a line."""

    unit: str
    item: str
    name: str
    lost: Number
    why: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What the office asks beyond the clause, for a unit and an item. `month`, `day`: by when (None: as the rest)."""

    unit: str
    item: str
    text: str
    month: int = 0
    day: int = 0


def lost_points(result: RoundResult, least: Decimal = Decimal(0)) -> tuple[LostPoint, ...]:
    """Every item in which a unit lost more than nothing and at least so many points of its total, in the order of the
    standings; what is still open is not lost yet. Deductions on top count as lost.
    """
    reasons = Reasons({measure.id: measure.name for measure in result.scheme.measures.values()})
    found: list[LostPoint] = []
    for table in result.tables:
        for standing in table.standings:
            for score, lost in _losses(standing.tally):
                if lost > 0 and lost >= least:
                    item = score.item
                    unit = standing.tally.unit.id
                    found.append(
                        LostPoint(unit, item.code, item.name, lost, reasons(score), item.departments)
                    )
    return tuple(found)


def _losses(tally: Tally) -> Iterable[tuple[ItemScore, Number]]:
    stack: list[tuple[GroupScore, Number]] = [(group, Decimal(1)) for group in tally.groups]
    while stack:
        group, above = stack.pop(0)
        weight = multiply(above, group.group.weight)
        for child in group.children:
            if isinstance(child, GroupScore):
                stack.insert(0, (child, weight))
            elif not child.open and group.group.kind is not GroupKind.BONUS:
                full = child.full if group.group.kind is GroupKind.BASE else Decimal(0)
                yield child, multiply(subtract(full, child.points), weight)


def rectification_tasks(
    lost: Iterable[LostPoint], month: Period, day: int = 0, runs: int = 1, demands: Iterable[Demand] = ()
) -> tuple[Task, ...]:
    """One task for each unit and item, issued in `month`, due on `day` (0: the last) of the `runs`-th month.

    A demand's words and day take the place of ours. Numbers are 改1, 改2, … in the order of the losses.
    """
    asked: Mapping[tuple[str, str], Demand] = {(each.unit, each.item): each for each in demands}
    tasks = []
    for number, loss in enumerate(lost, 1):
        demand = asked.get((loss.unit, loss.item)) or asked.get((loss.unit, loss.name))
        task = Task(
            f"改{number}",
            demand.text if demand else f"整改“{loss.name}”：{loss.why}",
            (month.month,),
            Rhythm.ONCE,
            heading=HEADING,
            day=day,
            runs=runs,
            departments=loss.departments,
            units=(loss.unit,),
            proof=PROOF,
            origin=Origin.RECTIFICATION,
            item=loss.item,
            note=f"失{plain(loss.lost)}分",
        )
        if demand and demand.month:
            task = replace(task, runs=(demand.month - month.month) % 12 + 1, day=demand.day)
        tasks.append(task)
    return tuple(tasks)


def with_tasks(programme: Programme, tasks: Iterable[Task]) -> Programme:
    """The programme with these tasks added; a number that is taken gets the next that is free, and a task for the same
    units, item and months as one that is there already is not added again.
    """
    known = {task.number for task in programme.tasks}
    same = {(task.units, task.item, task.months) for task in programme.tasks if task.item}
    added = []
    for task in tasks:
        if (task.units, task.item, task.months) in same:
            continue
        number = next(n for n in range(1, 1_000_000) if f"改{n}" not in known)
        named = replace(task, number=f"改{number}") if task.number in known else task
        known.add(named.number)
        added.append(named)
    return replace(programme, tasks=(*programme.tasks, *added))
