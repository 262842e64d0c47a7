"""提醒: what is overdue, given back, or due within so many days, unit by unit, as of the ledger's day."""

from dataclasses import dataclass
from datetime import timedelta

from kaohe.facts import AssessedUnit
from kaohe.tasks.ledger import Ledger
from kaohe.tasks.model import Entry, State


@dataclass(frozen=True, slots=True)
class Reminder:
    """One unit's. `overdue`: past its day and not reported; `returned`: to be reported again, not overdue yet;
    `soon`: due within the days asked for. An entry stands in one of them only, the earliest due first.
    """

    unit: AssessedUnit
    overdue: tuple[Entry, ...]
    returned: tuple[Entry, ...]
    soon: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.overdue, *self.returned, *self.soon)


def reminders(ledger: Ledger, days: int) -> tuple[Reminder, ...]:
    """The units that have anything to be reminded of, in the order of the list. A report that waits for a decision is
    the office's to see to, and nobody is reminded of it.
    """
    until = ledger.on + timedelta(days=days)
    by_unit: dict[str, list[Entry]] = {}
    for entry in ledger.current.entries if ledger.current else ():
        if entry.state in (State.OPEN, State.RETURNED):
            by_unit.setdefault(entry.unit, []).append(entry)
    found = []
    for unit in ledger.units:
        waiting = sorted(by_unit.get(unit.id, ()), key=lambda entry: entry.due)
        overdue = tuple(entry for entry in waiting if entry.overdue(ledger.on))
        rest = [entry for entry in waiting if not entry.overdue(ledger.on)]
        returned = tuple(entry for entry in rest if entry.state is State.RETURNED)
        soon = tuple(entry for entry in rest if entry.state is State.OPEN and entry.due <= until)
        if overdue or returned or soon:
            found.append(Reminder(unit, overdue, returned, soon))
    return tuple(found)
