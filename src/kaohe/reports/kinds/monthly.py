"""月度任务清单 and 月度通报: what each unit has to do in a month, and how far everybody got."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import round_half_up
from kaohe.core.numbers import divide
from kaohe.facts import AssessedUnit
from kaohe.reports.dates import in_words
from kaohe.reports.happenings import MonthTask, MonthTasks
from kaohe.reports.kinds.kind import Kind, Paper, everybody, numbered
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_LIST_OWN = Vocabulary(
    {"单位": "领任务的单位", "月份": "哪个月", "结转": "有上月结转的任务时为“有”"},
    {"任务": {name: f"每项任务的{name}" for name in ("序号", "任务", "责任科室", "期限", "证明", "办结")}},
)
_BULLETIN_OWN = Vocabulary(
    {
        "月份": "哪个月",
        "任务数": "下达几项任务",
        "件数": "应办几件，每个单位每项一件",
        "办结数": "办结几件",
        "办结率": "办结率",
        "结转数": "结转下月几件",
    },
    {
        "单位": {
            name: f"每个单位的{name}" for name in ("序号", "单位", "应办", "办结", "退回", "结转", "办结率")
        },
        "任务": {name: f"每项任务的{name}" for name in ("序号", "任务", "应办", "办结", "未办结")},
        "旧任务": {
            name: f"以前月份留下的每项任务的{name}" for name in ("序号", "任务", "月份", "未办结", "结转次数")
        },
    },
)


@dataclass(frozen=True, slots=True)
class _Due:
    """One task of one unit. `carried`: over how many month's ends it has been carried; 0: it is of this month."""

    task: MonthTask
    unit: AssessedUnit
    carried: int = 0
    month: str = ""

    @property
    def done(self) -> bool:
        return self.unit.name in self.task.done

    @property
    def returned(self) -> bool:
        return self.unit.name in self.task.returned


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    return f"{year}年{int(month)}月" if month.isdigit() else text


def _months_between(earlier: str, now: str) -> int:
    """From 2026-09 to 2026-11 are two; 1 where either is no month."""
    (year, _, month), (later_year, _, later_month) = earlier.partition("-"), now.partition("-")
    if not all(part.isdigit() for part in (year, month, later_year, later_month)):
        return 1
    return (int(later_year) - int(year)) * 12 + int(later_month) - int(month)


def _units(material: Material, month: MonthTasks) -> list[AssessedUnit]:
    levels = {table.level for table in material.scheme.tables}
    return [
        unit
        for unit in material.units
        if unit.level == month.level or (not month.level and unit.level in levels)
    ]


def _due(material: Material, month: MonthTasks) -> list[_Due]:
    """Everything due in a month, unit by unit: its own tasks, then what earlier months left open."""
    found = []
    earlier = [other for other in material.office.months if other.month < month.month]
    for unit in _units(material, month):
        found += [_Due(task, unit) for task in month.tasks if not task.units or unit.name in task.units]
        found += [
            _Due(task, unit, _months_between(other.month, month.month), other.month)
            for other in earlier
            if unit in _units(material, other)
            for task in other.tasks
            if (not task.units or unit.name in task.units) and unit.name not in task.done
        ]
    return found


def _lists(kind: Kind, material: Material) -> Iterator[Paper]:
    number = 0
    for month in material.office.months:
        everything = _due(material, month)
        units = _units(material, month)
        for place, unit in enumerate(units, 1):
            due = [each for each in everything if each.unit == unit]
            if not due:
                continue
            number += 1
            rows = tuple(_task_row(at, each) for at, each in enumerate(due, 1))
            fields = {
                **kind.fields(material, number, unit.name),
                "单位": unit.name,
                "月份": _month(month.month),
                "结转": "有" if any(each.carried for each in due) else "",
            }
            stem = f"{_stem(material, month)} {numbered(place, len(units))} {unit.name}"
            yield Paper(stem, Data(fields, {"任务": rows}))


def _task_row(number: int, due: _Due) -> dict[str, str]:
    task = due.task
    return {
        "序号": str(number),
        "任务": task.text + (f"（{_month(due.month)}任务，结转{due.carried}次）" if due.carried else ""),
        "责任科室": task.department,
        "期限": in_words(task.until, ""),
        "证明": task.proof,
        "办结": "√" if due.done else "",
    }


def _bulletins(kind: Kind, material: Material) -> Iterator[Paper]:
    for number, month in enumerate(material.office.months, 1):
        everything = _due(material, month)
        due = [each for each in everything if not each.carried]
        done = sum(each.done for each in due)
        fields = {
            **kind.fields(material, number, everybody(material)),
            "月份": _month(month.month),
            "任务数": str(len(month.tasks)),
            "件数": str(len(due)),
            "办结数": str(done),
            "办结率": _rate(done, len(due)),
            "结转数": str(len(due) - done),
        }
        lists = {
            "单位": _unit_rows(material, month, due),
            "任务": _task_rows(month, due),
            "旧任务": _old_rows([each for each in everything if each.carried]),
        }
        yield Paper(_stem(material, month), Data(fields, lists))


def _stem(material: Material, month: MonthTasks) -> str:
    """The month; with the level where the month has lists for several."""
    same = [other for other in material.office.months if other.month == month.month]
    return f"{month.month} {month.level}" if len(same) > 1 else month.month


def _old_rows(carried: Sequence[_Due]) -> tuple[dict[str, str], ...]:
    """What earlier months left open, a row a task, the oldest first."""
    grouped: dict[tuple[str, str, str], list[_Due]] = {}
    for each in sorted(carried, key=lambda each: each.month):
        grouped.setdefault((each.month, each.task.number, each.task.text), []).append(each)
    return tuple(
        {
            "序号": str(at),
            "任务": of[0].task.text,
            "月份": _month(of[0].month),
            "未办结": "、".join(each.unit.name for each in of),
            "结转次数": str(of[0].carried),
        }
        for at, of in enumerate(grouped.values(), 1)
    )


def _rate(part: int, whole: int) -> str:
    """A share in percent at one decimal."""
    return f"{round_half_up(divide(Decimal(part * 100), Decimal(whole)), 1)}%" if whole else "—"


def _unit_rows(material: Material, month: MonthTasks, due: Sequence[_Due]) -> tuple[dict[str, str], ...]:
    rows = []
    for number, unit in enumerate(_units(material, month), 1):
        own = [each for each in due if each.unit == unit]
        done = sum(each.done for each in own)
        rows.append(
            {
                "序号": str(number),
                "单位": unit.name,
                "应办": str(len(own)),
                "办结": str(done),
                "退回": str(sum(each.returned for each in own)),
                "结转": str(len(own) - done),
                "办结率": _rate(done, len(own)),
            }
        )
    return tuple(rows)


def _task_rows(month: MonthTasks, due: Sequence[_Due]) -> tuple[dict[str, str], ...]:
    rows = []
    for number, task in enumerate(month.tasks, 1):
        own = [each for each in due if each.task is task]
        rows.append(
            {
                "序号": str(number),
                "任务": task.text,
                "应办": str(len(own)),
                "办结": str(sum(each.done for each in own)),
                "未办结": "、".join(each.unit.name for each in own if not each.done),
            }
        )
    return tuple(rows)


def _lacks(material: Material) -> str:
    return "" if material.office.months else "《公文.yaml》里没有写“月度任务”"


TASK_LIST = Kind(
    "月度任务清单", "每个单位每月的任务，上月没有办结的结转", _lists, _LIST_OWN, of_result=False, lacks=_lacks
)
BULLETIN = Kind(
    "月度通报", "每月任务办结情况，按单位、按任务", _bulletins, _BULLETIN_OWN, of_result=False, lacks=_lacks
)
