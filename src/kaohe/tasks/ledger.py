"""Where everything stands: a fold of the record over the programme, month after month, as of a day.

    start ─ open ─ events of the month ─ month's end ─▶ next month ─ … ─▶ the month of the day

The same programme, units, record and day give the same ledger; the order of the record's lines matters only between
lines of one day, and where a month was ended (月结): after that line, nothing of that month is taken any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kaohe.core import Period, Place, Problem, Refused, Severity
from kaohe.facts import Units
from kaohe.tasks.model import Deed, Entry, Event, MonthList, Programme, State
from kaohe.tasks.months import (
    accept,
    close,
    everyone,
    excuse,
    give_back,
    last_day,
    later,
    month_of,
    open_month,
)

Key = tuple[str, str, Period]


@dataclass(frozen=True, slots=True)
class Ledger:
    """台账: the list of every month up to the day `on`, each as it stood at its end (the last: on the day).

    `units` are `everyone`; `ended` the months with a line 月结 in the record. Before the programme's start: no months.
    """

    programme: Programme
    units: Units
    on: date
    months: tuple[MonthList, ...]
    ended: tuple[Period, ...] = ()

    @property
    def current(self) -> MonthList | None:
        """The list of the day's month."""
        return self.months[-1] if self.months else None

    def at(self, month: Period) -> MonthList | None:
        """The list of a month; None where it is not opened yet or before the start."""
        place = (month.year - self.programme.start.year) * 12 + month.month - self.programme.start.month
        return self.months[place] if 0 <= place < len(self.months) else None

    def latest(self) -> Mapping[Key, Entry]:
        """Every entry ever issued, once, in its latest state, in the order of issue."""
        return {entry.key: entry for entry in self.entries()}

    def entries(self) -> tuple[Entry, ...]:
        """The entries of `latest` alone."""
        return latest(self.months)

    def over(self) -> Iterator[Period]:
        """The months that are over."""
        return (each.month for each in self.months if last_day(each.month) <= self.on)


def latest(months: Iterable[MonthList]) -> tuple[Entry, ...]:
    """The entries of several lists in their order, each once, as the last list that has it shows it."""
    return tuple({_place(entry): entry for month in months for entry in month.entries}.values())


def _place(line: Entry | Event) -> tuple[str, str, int]:
    """The key with the month as a number: a `Period` takes its time to hash, and there are hundreds of thousands."""
    return (line.unit, line.task, line.month.year * 12 + line.month.month)


def fold(
    programme: Programme, units: Units, events: Iterable[Event], on: date
) -> tuple[Ledger, tuple[Problem, ...]]:
    """The ledger as of a day. Events after it have not happened yet; what cannot be is reported and left out."""
    problems: list[Problem] = []
    lines, ended = _admitted(programme, (event for event in events if event.at <= on), problems)
    by_month: dict[Period, list[Event]] = {}
    for event in sorted(lines, key=lambda event: event.at):
        by_month.setdefault(month_of(event.at), []).append(event)
    all_units = everyone(programme, units)
    months: list[MonthList] = []
    month, last = programme.start, month_of(on)
    for early in sorted(each for each in by_month if each < programme.start):
        problems.extend(_too_early(programme, event) for event in by_month[early])
    while month <= last:
        opened = open_month(programme, all_units, month, months[-1] if months else None)
        months.append(_with_events(opened, by_month.get(month, ()), problems))
        month = later(month)
    return Ledger(programme, all_units, on, tuple(months), ended), tuple(problems)


def applied(entry: Entry, event: Event) -> Entry:
    """The entry after an event; Refused where it cannot be. 办结 with a proof of its own reports and accepts at once."""
    match event.deed:
        case Deed.SUBMIT:
            return close(entry, event.proof, event.by, event.at)
        case Deed.ACCEPT:
            if event.proof and entry.state in (State.OPEN, State.RETURNED):
                entry = close(entry, event.proof, event.by, event.at)
            return accept(entry, event.at, event.by, event.proof)
        case Deed.GIVE_BACK:
            return give_back(entry, event.note, event.at, event.by)
        case Deed.EXCUSE:
            return excuse(entry, event.note, event.at, event.by)
        case Deed.MONTH_END:
            raise ValueError("a month's end is no event of an entry")


def _with_events(month: MonthList, events: Iterable[Event], problems: list[Problem]) -> MonthList:
    waiting = list(events)
    if not waiting:
        return month
    entries = {_place(entry): entry for entry in month.entries}
    for event in waiting:
        place = _place(event)
        entry = entries.get(place)
        if entry is None:
            problems.append(_unknown(event, month.month))
            continue
        try:
            entries[place] = applied(entry, event)
        except Refused as refused:
            problems.append(_problem(refused.code, event, refused.message, "请核对这一行，改好或删去。"))
    return MonthList(month.month, tuple(entries.values()))


def _admitted(
    programme: Programme, events: Iterable[Event], problems: list[Problem]
) -> tuple[list[Event], tuple[Period, ...]]:
    """The events that are about entries and come in time, and the months ended, in the order of the record."""
    kept: list[Event] = []
    ended: list[Period] = []
    for event in events:
        if event.deed is Deed.MONTH_END:
            if found := end_problem(programme, ended, event):
                problems.append(found)
            else:
                ended.append(event.month)
        elif ended and month_of(event.at) <= ended[-1]:
            message = f"{ended[-1].label}已经月结，不能再补记{event.at.isoformat()}的事项。"
            problems.append(
                _problem("tasks.month-ended", event, message, "请按实际办理的日期，记在月结以后的月份。")
            )
        else:
            kept.append(event)
    return kept, tuple(ended)


def ended_months(programme: Programme, events: Iterable[Event]) -> tuple[Period, ...]:
    """The months ended in a record, whatever the day: what a new line has to look at before it is added."""
    return _admitted(programme, events, [])[1]


def end_problem(programme: Programme, ended: list[Period], event: Event) -> Problem | None:
    """Why a month cannot be ended: it has been already, one before it has not, or it is not over."""
    due = later(ended[-1]) if ended else programme.start
    if event.month < due and ended:
        message = f"{event.month.label}已经月结过，这一行不起作用。"
        return _problem("tasks.ended-twice", event, message, "请删去重复的一行。", Severity.WARNING)
    if event.month != due:
        message = f"要先月结{due.label}，才能月结{event.month.label}。"
        return _problem("tasks.month-skipped", event, message, "请按月份的先后月结。")
    if event.at < last_day(event.month):
        message = f"{event.at.isoformat()}还没有到{event.month.label}的最后一天，不能月结。"
        return _problem("tasks.month-not-over", event, message, "请在月末最后一天或以后月结。")
    return None


def _unknown(event: Event, month: Period) -> Problem:
    message = f"{month.label}的清单里没有这一件（任务{event.task}，{event.month.label}下达），或者已经办结。"
    return _problem("tasks.no-such-entry", event, message, "请核对单位、任务编号和下达的月份。")


def _too_early(programme: Programme, event: Event) -> Problem:
    message = f"{event.at.isoformat()}在{programme.title}开始（{programme.start.label}）以前。"
    return _problem("tasks.too-early", event, message, "请核对日期。")


def _problem(
    code: str, event: Event, message: str, remedy: str, severity: Severity = Severity.ERROR
) -> Problem:
    place = (
        event.place if event.place != Place() else Place(what=f"{event.deed.label} {event.at.isoformat()}")
    )
    return Problem(code, severity, message, remedy, (place,))
