"""A month's lists of many units: open, close item by item, carry over, count, score; then a whole year of them.

20,000 units and 15 tasks a month: 300,000 entries a month. Of each month's entries 94 in 100 are reported and accepted in
one line of the record, 2 are given back and reported again, 4 stay open and are closed two months later. The record is
written as CSV and read back. All parts run in one process, one after the other; the peak is the process's so far.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from benchmarks.timing import machine
from kaohe import __version__
from kaohe.core import Period
from kaohe.facts import AssessedUnit, Units
from kaohe.reports.tasks_book import write_tasks_book
from kaohe.tasks import Deed, Entry, Event, PointRule, Programme, Rhythm, Task
from kaohe.tasks.figures import figures
from kaohe.tasks.ledger import fold
from kaohe.tasks.months import issued, last_day, later, month_end, open_month
from kaohe.tasks.points import points_of
from kaohe.tasks.record_file import append_record, read_record

HEAD = "## 月度任务 · Monthly tasks"
UNITS = 20_000
TASKS = 15
JANUARY = Period(2026, 1, 1)
Result = TypeVar("Result")


@dataclass(slots=True)
class _Clock:
    """Runs parts and keeps a row of the table for each."""

    rows: list[str] = field(default_factory=list)

    def time(self, name: str, part: Callable[[], Result]) -> Result:
        begun, busy = time.perf_counter(), time.process_time()
        result = part()
        taken, used = time.perf_counter() - begun, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.rows.append(f"| {name} | {taken:.2f} | {used:.2f} | {peak:,.0f} |")
        sys.stderr.write(f"{self.rows[-1]}\n")
        return result


def section(count: int = UNITS, tasks: int = TASKS) -> str:
    """Measure, and the section of the page."""
    units = Units(
        AssessedUnit(f"U{at:06}", f"第{at}街道", "镇街", ("镇", "街道")[at % 2]) for at in range(count)
    )
    programme, clock = _programme(tasks), _Clock()
    with tempfile.TemporaryDirectory() as folder:
        _month(programme, units, clock, Path(folder))
    year = [event for number in range(12) for event in _year_events(programme, units, number)]
    name = f"全年从头推算，记录{len(year):,}行 a whole year from the record"
    ledger, problems = clock.time(name, lambda: fold(programme, units, year, date(2026, 12, 31)))
    assert not problems
    return TEXT.format(
        head=HEAD,
        units=count,
        tasks=tasks,
        entries=count * tasks,
        year=sum(len(each.entries) for each in ledger.months),
        machine=machine(),
        version=__version__,
        rows="\n".join(clock.rows),
    )


def _month(programme: Programme, units: Units, clock: _Clock, folder: Path) -> None:
    path, end = folder / "任务记录.csv", last_day(JANUARY)
    january = clock.time("开一月的清单 a month opened", lambda: open_month(programme, units, JANUARY, None))
    events = list(_month_events(january.entries, end))
    clock.time("写记录 the record written", lambda: append_record(path, events, units))
    read, problems = clock.time("读记录 the record read", lambda: read_record(path, units))
    assert list(read) == events
    assert not problems
    ledger, problems = clock.time(
        "按记录逐件办理 every line applied", lambda: fold(programme, units, read, end)
    )
    assert not problems
    current = ledger.months[-1]
    carried = clock.time("月结 the month ended", lambda: month_end(current))
    february = clock.time(
        "结转，开二月的清单 carried over, the next opened",
        lambda: open_month(programme, units, later(JANUARY), current),
    )
    assert len(february.entries) == len(january.entries) + len(carried)
    clock.time("各单位月积分 points of every unit", lambda: points_of(ledger, JANUARY))
    clock.time("按类别、单位、科室统计 figures", lambda: figures(ledger, JANUARY, JANUARY))
    book = folder / "清单.xlsx"
    clock.time("写工作簿 the workbook", lambda: write_tasks_book(book, ledger, JANUARY))


def _programme(tasks: int) -> Programme:
    every = Rhythm.MONTH
    made = tuple(
        Task(f"T{at:02}", f"第{at}项任务", every.months, every, day=10 + at % 15, points=Decimal(2))
        for at in range(tasks)
    )
    points = PointRule("月积分", carried=Decimal(1))
    return Programme("规模测试", Period(2026), made, JANUARY, "镇街", points=points)


def _year_events(programme: Programme, units: Units, number: int) -> Iterator[Event]:
    month = later(JANUARY, number)
    yield from _month_events(tuple(issued(programme, units, month)), last_day(later(month, 2)))


def _month_events(entries: tuple[Entry, ...], late: date) -> Iterator[Event]:
    """The lines about one month's entries. `late`: the day the stragglers are closed; within the month: they are not."""
    for at, entry in enumerate(entries):
        day = entry.due - timedelta(days=at % 7)
        key = (entry.unit, entry.task, entry.month)
        if at % 25 == 0:
            if last_day(entry.month) < late <= date(2026, 12, 31):
                yield Event(*key, Deed.ACCEPT, late, "报表")
        elif at % 50 == 7:
            yield Event(*key, Deed.SUBMIT, day, "报表")
            yield Event(*key, Deed.GIVE_BACK, day, note="缺合计数")
            yield Event(*key, Deed.ACCEPT, day + timedelta(days=1), "报表")
        else:
            yield Event(*key, Deed.ACCEPT, day, "报表")


TEXT = """{head}

{units:,}个单位，每月{tasks}项任务，即每月{entries:,}件；其中96%当月办结（2%退回后再报），4%结转，两个月以后办结。都在一个进程里用普通的 Python 对象做；全年{year:,}件次。“处理器”是进程自己用的秒数，别的程序占机器时它比秒数少；内存是进程到那时的峰值。

{units:,} units, {tasks} tasks a month: {entries:,} entries a month, 4 in 100 carried over for two months. Plain Python objects in one
process; seconds, seconds of the processor, the process's peak so far.

{machine}；kaohe {version}。

| 做什么 what | 秒 s | 处理器 CPU s | 内存峰值 peak MB |
| --- | ---: | ---: | ---: |
{rows}
"""
