"""Programmes and units to test with, and the example's year."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from kaohe.core import Period
from kaohe.facts import AssessedUnit, Units
from kaohe.facts.unit_file import read_units
from kaohe.tasks import Deed, Event, PointRule, Programme, Rhythm, Task
from kaohe.tasks.ledger import Ledger, fold
from kaohe.tasks.months import everyone
from kaohe.tasks.programme_file import read_programme
from kaohe.tasks.record_file import read_record

YUNXI = Path(__file__).parents[3] / "examples" / "yunxi"
UNITS = Units(
    [
        AssessedUnit("D", "芸溪区", "区县"),
        AssessedUnit("A", "柳堰镇", "镇街", "镇", "D"),
        AssessedUnit("B", "棠里镇", "镇街", "镇", "D"),
        AssessedUnit("C", "听泉街道", "镇街", "街道", "D"),
    ]
)
JANUARY = Period(2026, 1, 1)


def month(number: int, year: int = 2026) -> Period:
    return Period(year, number, 1)


def task(number: str = "T1", *months: int, points: str | None = None, **fields: Any) -> Task:
    """A task of these months (none: every month)."""
    rhythm = Rhythm.ONCE if months else Rhythm.MONTH
    worth = None if points is None else Decimal(points)
    return Task(number, f"办理{number}", months or tuple(range(1, 13)), rhythm, points=worth, **fields)


def programme(
    *tasks: Task, start: Period = JANUARY, points: PointRule | None = None, **fields: Any
) -> Programme:
    return Programme(
        "任务方案", Period(2026), tasks, start, "镇街", points=points or PointRule("月积分"), **fields
    )


def event(unit: str, number: str, issued: int, deed: Deed, on: str, proof: str = "", note: str = "") -> Event:
    """An event of the entry that was issued in a month of 2026."""
    return Event(unit, number, month(issued), deed, date.fromisoformat(on), proof, note)


def done(unit: str, number: str, issued: int, on: str) -> Event:
    return event(unit, number, issued, Deed.ACCEPT, on, "证明")


def ended(number: int, on: str) -> Event:
    return Event("", "", month(number), Deed.MONTH_END, date.fromisoformat(on))


def folded(one: Programme, events: Iterable[Event], on: str) -> Ledger:
    """The ledger of a record in which everything is right."""
    ledger, problems = fold(one, UNITS, events, date.fromisoformat(on))
    assert problems == ()
    return ledger


@cache
def yunxi() -> tuple[Programme, Units, tuple[Event, ...]]:
    """The example's programme, units and record."""
    one, problems = read_programme(YUNXI / "2026" / "任务方案.yaml")
    units, more = read_units(YUNXI / "units.csv")
    assert one is not None
    events, found = read_record(YUNXI / "2026" / "任务记录.csv", everyone(one, units))
    assert (*problems, *more, *found) == ()
    return one, units, events


@cache
def yunxi_on(day: str) -> Ledger:
    """The example as of a day."""
    one, units, events = yunxi()
    ledger, problems = fold(one, units, events, date.fromisoformat(day))
    assert problems == ()
    return ledger
