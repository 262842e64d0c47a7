"""任务清单工作簿: a month's list of every unit, the figures by unit and by task; and a sheet a unit where there are few.

    清单     a line an entry: filter by unit, state, department
    单位     应办、办结、逾期、未办结、办结率 of the month
    任务     the same by task
    <单位>   what one unit has to do, for printing (up to `MOST_SHEETS` units)

Figures are numbers, there are no formulas, and what a user typed is text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from kaohe.core import Period, round_half_up
from kaohe.reports.results_book.names import SheetNames, clean, cut, footer
from kaohe.reports.results_book.styles import FONT, Styles
from kaohe.tasks.figures import Tally, of_months, tally
from kaohe.tasks.ledger import Ledger
from kaohe.tasks.model import Entry
from kaohe.tasks.months import last_day

MOST_SHEETS = 60
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_MANY = 20_000
"""From so many entries on the book is written as a stream."""
_LIST = (
    ("单位", 16),
    ("类别", 16),
    ("编号", 8),
    ("任务", 44),
    ("责任科室", 14),
    ("下达月份", 11),
    ("期限", 12),
    ("证明", 22),
    ("状态", 10),
    ("结转次数", 9),
    ("报送日期", 12),
    ("说明", 24),
)
_COUNTS = (
    ("应办", 8),
    ("上月结转", 9),
    ("新下达", 8),
    ("办结", 8),
    ("其中逾期", 9),
    ("免办", 8),
    ("未办结", 8),
    ("已逾期", 8),
    ("退回次数", 9),
    ("办结率%", 9),
)
_OWN = (
    ("序号", 6),
    ("任务", 46),
    ("责任科室", 14),
    ("期限", 12),
    ("证明", 22),
    ("状态", 10),
    ("结转次数", 9),
    ("办结日期", 12),
)
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class _Book:
    book: Any
    styles: Styles
    names: SheetNames
    ledger: Ledger
    month: Period
    entries: tuple[Entry, ...]


def write_tasks_book(path: Path, ledger: Ledger, month: Period, *, sheets: bool = True) -> None:
    """The workbook of one month as it stood at its end (or on the ledger's day). The same list is the same file."""
    entries = of_months(ledger, month, month)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 11, "font_scheme": "none"},
        "constant_memory": len(entries) >= _MANY,
    }
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"title": f"{month.label}任务清单", "created": _CREATED})
        book = _Book(workbook, Styles(workbook), SheetNames(), ledger, month, entries)
        _list_sheet(book)
        _unit_sheet(book)
        _task_sheet(book)
        by_unit = _grouped(entries, lambda entry: entry.unit)
        if sheets and len(by_unit) <= MOST_SHEETS:
            for unit in ledger.units:
                if unit.id in by_unit:
                    _own_sheet(book, unit.name, by_unit[unit.id])


def _sheet(
    book: _Book, name: str, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]
) -> Any:
    """A sheet with a title, a head that stays, and rows; returns it."""
    sheet = book.book.add_worksheet(book.names.make(name))
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, clean(title), book.styles.make(bold=True, font_name="黑体", font_size=14))
    for at, (head, _) in enumerate(columns):
        sheet.write_string(1, at, head, book.styles.head())
    last, text, number = 1, book.styles.text(), book.styles.number("General")
    for last, row in enumerate(rows, 2):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(last, at, clean(cell), text)
            elif cell is None:
                sheet.write_blank(last, at, None, text)
            else:
                sheet.write_number(last, at, cell, number)
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(last, 2), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(footer(book.ledger.programme.title, title))
    return sheet


def _list_sheet(book: _Book) -> None:
    tasks = book.ledger.programme.by_number

    def row(entry: Entry) -> tuple[Cell, ...]:
        task = tasks[entry.task]
        return (
            book.ledger.units[entry.unit].name,
            task.heading,
            task.number,
            task.text,
            "、".join(task.departments),
            str(entry.month),
            entry.due.isoformat(),
            task.proof,
            state_text(entry, book.ledger),
            entry.carried,
            entry.submitted.isoformat() if entry.submitted else "",
            entry.note or entry.proof,
        )

    _sheet(book, "清单", f"{book.month.label}任务清单", _LIST, map(row, book.entries))


def state_text(entry: Entry, ledger: Ledger) -> str:
    """The state for people: an entry that waits and is past its day is 已逾期."""
    return f"{entry.state.label}（逾期）" if entry.overdue(ledger.on) else entry.state.label


def _unit_sheet(book: _Book) -> None:
    by_unit = _grouped(book.entries, lambda entry: entry.unit)
    rows = ((unit.name, *_counts(book, by_unit[unit.id])) for unit in book.ledger.units if unit.id in by_unit)
    _sheet(book, "单位", f"{book.month.label}各单位任务情况", (("单位", 18), *_COUNTS), rows)


def _task_sheet(book: _Book) -> None:
    by_task = _grouped(book.entries, lambda entry: entry.task)
    rows = (
        (task.number, task.text, *_counts(book, by_task[task.number]))
        for task in book.ledger.programme.tasks
        if task.number in by_task
    )
    columns = (("编号", 8), ("任务", 44), *_COUNTS)
    _sheet(book, "任务", f"{book.month.label}各项任务情况", columns, rows)


def _counts(book: _Book, entries: Iterable[Entry]) -> tuple[Cell, ...]:
    numbers: Tally = tally(entries, book.month, min(last_day(book.month), book.ledger.on))
    rate = None if numbers.rate is None else round_half_up(numbers.rate, 1)
    return (
        numbers.due,
        numbers.carried_in,
        numbers.issued,
        numbers.finished,
        numbers.late,
        numbers.excused,
        numbers.open,
        numbers.overdue,
        numbers.returns,
        None if rate is None else float(rate),  # a cell of Excel is a float; the figure is rounded before
    )


def _own_sheet(book: _Book, name: str, entries: Sequence[Entry]) -> None:
    tasks = book.ledger.programme.by_number

    def row(at: int, entry: Entry) -> tuple[Cell, ...]:
        task = tasks[entry.task]
        carried = f"（{entry.month.label}下达）" if entry.carried else ""
        return (
            at,
            task.text + carried,
            "、".join(task.departments),
            entry.due.isoformat(),
            task.proof,
            state_text(entry, book.ledger),
            entry.carried or None,
            entry.closed.isoformat() if entry.closed else "",
        )

    title = f"{cut(name, 40)} {book.month.label}任务清单"
    _sheet(book, name, title, _OWN, (row(at, entry) for at, entry in enumerate(entries, 1)))


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups
