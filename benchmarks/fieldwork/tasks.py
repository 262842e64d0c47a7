"""How long a month's lists of many units take: open, close item by item, carry over, count, score; then a whole year.

    PYTHONPATH=src python benchmarks/fieldwork/tasks.py [UNITS] [TASKS] [FOLDER]

20,000 units and 15 tasks a month unless said otherwise: 300,000 entries a month. Of each month's entries 94 in 100 are
reported and accepted in one line of the record, 2 are given back and reported again, 4 stay open and are closed two months
later. The record is written to FOLDER (a temporary one) as CSV and read back. Each part runs in this process, its
peak so far beside it.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from kaohe.core import Period
from kaohe.facts import AssessedUnit, Units
from kaohe.tasks import Deed, Entry, Event, PointRule, Programme, Rhythm, Task
from kaohe.tasks.figures import figures
from kaohe.tasks.ledger import fold
from kaohe.tasks.months import issued, last_day, later, month_end, open_month
from kaohe.tasks.points import points_of
from kaohe.tasks.record_file import append_record, read_record

Result = TypeVar("Result")
JANUARY = Period(2026, 1, 1)


def main() -> None:
    """Run every part and print a line for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    units = Units(
        AssessedUnit(f"U{at:06}", f"第{at}街道", "镇街", ("镇", "街道")[at % 2]) for at in range(count)
    )
    programme = _programme(tasks)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[3] if len(sys.argv) > 3 else folder) / "任务记录.csv"
        january = timed("一月的清单", lambda: open_month(programme, units, JANUARY, None))
        print(f"  {len(january.entries):,} 件")
        events = list(_month_events(january.entries, last_day(JANUARY)))
        timed("写一月的记录", lambda: append_record(path, events, units))
        print(f"  {len(events):,} 行，{path.stat().st_size / 1e6:.0f} MB")
        read, problems = timed("读一月的记录", lambda: read_record(path, units))
        assert not problems
        ledger, problems = timed(
            "按记录推算到一月底", lambda: fold(programme, units, read, last_day(JANUARY))
        )
        assert not problems
        current = ledger.current
        assert current is not None
        carried = timed("月结", lambda: month_end(current))
        february = timed("开二月的清单", lambda: open_month(programme, units, later(JANUARY), current))
        print(f"  结转 {len(carried):,} 件，二月 {len(february.entries):,} 件")
        timed("一月的积分", lambda: points_of(ledger, JANUARY))
        timed("一月的各项数字", lambda: figures(ledger, JANUARY, JANUARY))
        year = [event for number in range(12) for event in _year_events(programme, units, number)]
        print(f"全年记录 {len(year):,} 行")
        whole, problems = timed(
            "全年从头推算（12 个月）", lambda: fold(programme, units, year, date(2026, 12, 31))
        )
        assert not problems
        print(f"  {sum(len(each.entries) for each in whole.months):,} 件次")


def timed(name: str, part: Callable[[], Result]) -> Result:
    """Run a part; print its seconds, those of the processor, and the process's peak memory so far."""
    begun, busy = time.perf_counter(), time.process_time()
    result = part()
    taken, used = time.perf_counter() - begun, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}　{taken:.2f} 秒（处理器 {used:.2f} 秒）　峰值 {peak:,.0f} MB", flush=True)
    return result


def _programme(tasks: int) -> Programme:
    made = tuple(
        Task(
            f"T{at:02}",
            f"第{at}项任务",
            Rhythm.MONTH.months,
            Rhythm.MONTH,
            day=10 + at % 15,
            points=Decimal(2),
        )
        for at in range(tasks)
    )
    return Programme(
        "规模测试", Period(2026), made, JANUARY, "镇街", points=PointRule("月积分", carried=Decimal(1))
    )


def _year_events(programme: Programme, units: Units, number: int) -> Iterator[Event]:
    month = later(JANUARY, number)
    yield from _month_events(tuple(issued(programme, units, month)), last_day(later(month, 2)))


def _month_events(entries: tuple[Entry, ...], late: date) -> Iterator[Event]:
    """The lines about one month's entries; `late`: the day on which the stragglers are closed (none in the first part)."""
    for at, entry in enumerate(entries):
        day = entry.due - timedelta(days=at % 7)
        key = (entry.unit, entry.task, entry.month)
        if at % 25 == 0:
            if late > last_day(entry.month) and late <= date(2026, 12, 31):
                yield Event(*key, Deed.ACCEPT, late, "报表")
        elif at % 50 == 7:
            yield Event(*key, Deed.SUBMIT, day, "报表")
            yield Event(*key, Deed.GIVE_BACK, day, note="缺合计数")
            yield Event(*key, Deed.ACCEPT, day + timedelta(days=1), "报表")
        else:
            yield Event(*key, Deed.ACCEPT, day, "报表")


if __name__ == "__main__":
    main()
