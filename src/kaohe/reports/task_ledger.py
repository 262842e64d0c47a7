"""Between the ledger of tasks and the papers: the months of an office's file as a ledger, a ledger as months of papers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from kaohe.core import Period
from kaohe.facts import AssessedUnit, Facts
from kaohe.reports.dates import read_day
from kaohe.reports.happenings import MonthTask, MonthTasks
from kaohe.reports.material import Material
from kaohe.reports.office import Office
from kaohe.scheme.model import Scheme
from kaohe.tasks.ledger import Ledger, latest
from kaohe.tasks.model import Entry, MonthList, Programme, State, Task
from kaohe.tasks.months import due_day, last_day, later, month_end, month_of

BULLETIN_NAME = "月度通报"


def ledger_of(material: Material) -> Ledger:
    """The months written in 公文.yaml as a ledger. Done means done in time: the file says no days. Months that are not
    written have nothing issued.
    """
    written = [each for each in material.office.months if _period(each.month)]
    first = min(month for each in written if (month := _period(each.month)))
    last = max(month for each in written if (month := _period(each.month)))
    tasks: list[Task] = []
    issued: dict[Period, list[Entry]] = {}
    for each in written:
        month = _period(each.month)
        if month is None:
            continue
        for at, line in enumerate(each.tasks, 1):
            task = _task(each, line, at, month)
            tasks.append(task)
            units = _units(material, each, line)
            issued.setdefault(month, []).extend(_entry(task, line, unit, month) for unit in units)
    year = Period(first.year, 1, 12)
    programme = Programme(material.scheme.title, year, tuple(tasks), first)
    return Ledger(programme, material.units, last_day(last), tuple(_lists(issued, first, last)))


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _task(month: MonthTasks, line: MonthTask, at: int, period: Period) -> Task:
    due = read_day(line.until)
    return Task(
        f"{month.level}{month.month}/{line.number or at}",
        line.text,
        (period.month,),
        heading=line.heading,
        day=due.day if due else 0,
        departments=(line.department,) if line.department else (),
        proof=line.proof,
    )


def _units(material: Material, month: MonthTasks, line: MonthTask) -> tuple[AssessedUnit, ...]:
    levels = {table.level for table in material.scheme.tables}
    return tuple(
        unit
        for unit in material.units
        if (unit.level == month.level or (not month.level and unit.level in levels))
        and (not line.units or unit.name in line.units)
    )


def _entry(task: Task, line: MonthTask, unit: AssessedUnit, month: Period) -> Entry:
    due = read_day(line.until) or due_day(task, month)
    if unit.name in line.done:
        return Entry(unit.id, task.number, month, due, State.DONE, submitted=due, closed=due)
    back = unit.name in line.returned
    return Entry(unit.id, task.number, month, due, State.RETURNED if back else State.OPEN, returns=int(back))


def _lists(issued: dict[Period, list[Entry]], first: Period, last: Period) -> Iterator[MonthList]:
    before: MonthList | None = None
    month = first
    while month <= last:
        carried = month_end(before) if before else ()
        before = MonthList(month, (*carried, *issued.get(month, ())))
        yield before
        month = later(month)


def months_of(ledger: Ledger, month: Period, *, running: bool = False) -> tuple[MonthTasks, ...]:
    """What the papers of a month are written from: its tasks and those of earlier months, as they stood at its end (or on
    the ledger's day), in the month they fell due. `running`: tasks not due yet stand with those of the month.
    """
    grouped: dict[tuple[Period, str], dict[tuple[str, Period], list[Entry]]] = {}
    for entry in latest(each for each in ledger.months if each.month <= month):
        due = month_of(entry.due)
        if entry.state is State.EXCUSED or (due > month and not running):
            continue
        key = (min(due, month), ledger.units[entry.unit].level)
        grouped.setdefault(key, {}).setdefault((entry.task, entry.month), []).append(entry)
    places = {task.number: at for at, task in enumerate(ledger.programme.tasks)}
    return tuple(
        MonthTasks(
            str(due),
            tuple(
                _month_task(ledger, number, entries, at)
                for at, ((number, _), entries) in enumerate(
                    sorted(tasks.items(), key=lambda pair: (places[pair[0][0]], pair[0][1])), 1
                )
            ),
            level,
        )
        for (due, level), tasks in sorted(grouped.items(), key=lambda pair: pair[0][0])
    )


def _month_task(ledger: Ledger, number: str, entries: Sequence[Entry], at: int) -> MonthTask:
    task = ledger.programme.by_number[number]
    names = {entry.key: ledger.units[entry.unit].name for entry in entries}
    due: date = entries[0].due

    def those(*states: State) -> tuple[str, ...]:
        return tuple(names[entry.key] for entry in entries if entry.state in states)

    return MonthTask(
        f"{due.month}-{at}",
        task.text,
        "、".join(task.departments),
        due.isoformat(),
        task.proof,
        tuple(names.values()),
        those(State.DONE, State.DONE_LATE),
        those(State.RETURNED),
        task.heading,
    )


def scheme_of(ledger: Ledger, scheme: Scheme | None = None) -> Scheme:
    """The scheme that papers of tasks belong to: the one that is given, else an empty one with the programme's name."""
    programme = ledger.programme
    return scheme or Scheme(programme.title, "", programme.period, (), {}, ())


def task_material(
    ledger: Ledger, month: Period, office: Office, scheme: Scheme | None = None, *, running: bool = False
) -> Material:
    """The material of the papers of a month: the office's words, and the ledger's months in the place of its own."""
    words = _timely(office, month)
    if scheme is None:
        words = _addressed(words, ledger)
    months = months_of(ledger, month, running=running)
    return Material(scheme_of(ledger, scheme), ledger.units, Facts(), replace(words, months=months))


def _timely(office: Office, month: Period) -> Office:
    """The office's words without dates that are not of this month or the one after: its file has one date a kind of paper,
    and a paper of March is not dated December. What is left out is left blank on paper.
    """

    def near(text: str) -> str:
        day = read_day(text)
        return text if day and month <= month_of(day) <= later(month) else ""

    papers = {name: replace(words, date=near(words.date)) for name, words in office.papers.items()}
    return replace(office, date=near(office.date), papers=papers)


def _addressed(office: Office, ledger: Ledger) -> Office:
    """The words with whom a bulletin goes to, where neither they nor a scheme say so: every level that has tasks."""
    words = office.words(BULLETIN_NAME)
    if words.recipients:
        return office
    levels = dict.fromkeys(ledger.units[entry.unit].level for entry in ledger.entries())
    named = replace(words, recipients="、".join(f"各{level}" for level in levels))
    return replace(office, papers={**office.papers, BULLETIN_NAME: named})
