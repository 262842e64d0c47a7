"""Figures over a run of months: how many entries, how many done, late, carried over; by heading, unit, department.

carried_in + issued = done + late + excused + open          (each entry once, as it stood at the end)
due = carried_in + issued − excused − not_due               (what should have been done by the end)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from kaohe.core import Cadence, Number, Period, divide, round_half_up
from kaohe.facts import AssessedUnit
from kaohe.tasks.ledger import Ledger, latest
from kaohe.tasks.model import Entry, State
from kaohe.tasks.months import last_day, later


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of entries over some months.

    carried_in: issued before them and open at their start. issued: newly issued. done, late: accepted in time, or not.
    excused: 免办. open: the rest, of which submitted (waiting for a decision), overdue (not reported, their day past)
    and not_due (their day is still to come). returns: how often reports were given back, all told.
    """

    carried_in: int = 0
    issued: int = 0
    done: int = 0
    late: int = 0
    excused: int = 0
    open: int = 0
    submitted: int = 0
    overdue: int = 0
    not_due: int = 0
    returns: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def due(self) -> int:
        """应办: what should have been done by the end."""
        return self.carried_in + self.issued - self.excused - self.not_due

    @property
    def finished(self) -> int:
        """办结, in time or late."""
        return self.done + self.late

    @property
    def rate(self) -> Number | None:
        """办结率 in percent, exactly; None where nothing was due."""
        return divide(Decimal(self.finished * 100), Decimal(self.due)) if self.due > 0 else None


def rate_text(rate: Number | None) -> str:
    """A rate at one decimal (四舍五入), or a dash."""
    return "—" if rate is None else f"{round_half_up(rate, 1)}%"


def change_text(now: Number | None, before: Number | None) -> str:
    """Two rates compared, in percentage points: “提高2.5个百分点”."""
    if now is None or before is None:
        return "—"
    difference = round_half_up(now, 1) - round_half_up(before, 1)
    if not difference:
        return "持平"
    return f"{'提高' if difference > 0 else '下降'}{abs(difference)}个百分点"


def of_months(ledger: Ledger, first: Period, last: Period) -> tuple[Entry, ...]:
    """Each entry that stood in a list of these months, once, as it stood at their end (or on the ledger's day)."""
    lists = [each for each in ledger.months if first <= each.month <= last]
    return latest(lists)


def tally(entries: Iterable[Entry], first: Period, end: date) -> Tally:
    """The numbers of these entries from the month `first` on, as they stood at the end of the day `end`."""
    numbers = dict.fromkeys((each.name for each in fields(Tally)), 0)
    for entry in entries:
        numbers["carried_in" if entry.month < first else "issued"] += 1
        numbers["returns"] += entry.returns
        if entry.state.is_open:
            numbers["open"] += 1
            if entry.state is State.SUBMITTED:
                numbers["submitted"] += 1
            elif entry.due > end:
                numbers["not_due"] += 1
            else:
                numbers["overdue"] += 1
        else:
            name = {State.DONE: "done", State.DONE_LATE: "late", State.EXCUSED: "excused"}[entry.state]
            numbers[name] += 1
    return Tally(**numbers)


@dataclass(frozen=True, slots=True)
class Figures:
    """A run of months in figures. `headings` and `units` in the order of programme and list, those with entries.

    `open`: what is carried on, in the order of issue. `before`: the same over as many months before; None at the start.
    """

    first: Period
    last: Period
    whole: Tally
    headings: tuple[tuple[str, Tally], ...]
    units: tuple[tuple[AssessedUnit, Tally], ...]
    departments: tuple[tuple[str, Tally], ...]
    open: tuple[Entry, ...]
    before: "Figures | None" = None

    def of_heading(self, heading: str) -> Tally | None:
        return dict(self.headings).get(heading)

    def of_unit(self, unit: AssessedUnit) -> Tally | None:
        return next((numbers for each, numbers in self.units if each.id == unit.id), None)


def figures(ledger: Ledger, first: Period, last: Period, *, compare: bool = True) -> Figures:
    """The figures of months `first` to `last`, with those of as many months before unless they begin earlier than the
    programme does.
    """
    entries = of_months(ledger, first, last)
    end = min(last_day(last), ledger.on)
    tasks = ledger.programme.by_number
    by_heading = _grouped((tasks[entry.task].heading, entry) for entry in entries)
    by_unit = _grouped((entry.unit, entry) for entry in entries)
    by_department = _grouped(
        (department, entry) for entry in entries for department in tasks[entry.task].departments
    )
    headings = dict.fromkeys(task.heading for task in ledger.programme.tasks)
    departments = dict.fromkeys(name for task in ledger.programme.tasks for name in task.departments)
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    earlier = later(first, -length)
    before = (
        figures(ledger, earlier, later(first, -1), compare=False)
        if compare and earlier >= ledger.programme.start
        else None
    )
    return Figures(
        first,
        last,
        tally(entries, first, end),
        tuple((name, tally(by_heading[name], first, end)) for name in headings if name in by_heading),
        tuple((unit, tally(by_unit[unit.id], first, end)) for unit in ledger.units if unit.id in by_unit),
        tuple(
            (name, tally(by_department[name], first, end)) for name in departments if name in by_department
        ),
        tuple(entry for entry in entries if entry.state.is_open),
        before,
    )


def quarter_figures(ledger: Ledger, quarter: Period) -> Figures:
    """The figures of a quarter (or any period), compared with the one before."""
    months = quarter.parts(Cadence.MONTH)
    return figures(ledger, months[0], months[-1])


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> Mapping[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for name, entry in pairs:
        groups.setdefault(name, []).append(entry)
    return groups
