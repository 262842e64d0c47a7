"""The example's year, month by month as it went: carried over, reported, scored; and it agrees with what else the example
says.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from kaohe.core import Period
from kaohe.facts import value_text
from kaohe.reports.office import read_office
from kaohe.reports.task_ledger import months_of
from kaohe.tasks.checking import check_programme
from kaohe.tasks.figures import figures, quarter_figures, rate_text
from kaohe.tasks.ledger import fold
from kaohe.tasks.months import last_day
from kaohe.tasks.points import facts_of
from tests.golden.rules.vocabulary import hold
from tests.unit.tasks.samples import YUNXI, month, yunxi, yunxi_on

GOLDEN = Path(__file__).parents[2] / "golden" / "tasks"
AFTER = "2027-01-31"


def _line(name: str, *numbers: object) -> str:
    return " ".join([name, *map(str, numbers)])


def summary() -> str:
    """The year in figures: a line a month, a quarter, a unit."""
    ledger = yunxi_on(AFTER)
    lines = ["月份 应办 办结 逾期 免办 未办结 未到期 结转下月 最多结转 办结率"]
    for number in range(1, 13):
        found = figures(ledger, month(number), month(number), compare=False)
        whole, open_ = found.whole, found.open
        most = max((entry.carried for entry in open_), default=0)
        numbers = (
            whole.due,
            whole.finished,
            whole.late,
            whole.excused,
            whole.open,
            whole.not_due,
            len(open_),
            most,
        )
        lines.append(_line(month(number).label, *numbers, rate_text(whole.rate)))
    lines.append("季度 应办 办结 逾期 未办结 办结率 类别办结率")
    for first in (1, 4, 7, 10):
        quarter = Period(2026, first, 3)
        found = quarter_figures(ledger, quarter)
        rates = "，".join(f"{name}{rate_text(tally.rate)}" for name, tally in found.headings)
        whole = found.whole
        lines.append(
            _line(
                quarter.label, whole.due, whole.finished, whole.late, whole.open, rate_text(whole.rate), rates
            )
        )
    lines.append("单位 十二个月的积分 材料迟报次数")
    facts = facts_of(ledger)
    for unit in ledger.units:
        own = [value_text(fact.value) for fact in facts if fact.unit == unit.id]
        if own:
            lines.append(_line(unit.name, *own))
    return "\n".join(lines) + "\n"


def test_the_year_in_figures() -> None:
    hold(GOLDEN / "芸溪区2026年.txt", summary())


def test_the_programme_is_in_order() -> None:
    programme, units, _ = yunxi()
    assert check_programme(programme, units) == ()


def test_each_month_opened_on_its_first_day_takes_on_what_the_last_left() -> None:
    """Time moves: on the first of each month the list is the carried entries and the new ones, nothing else."""
    programme, units, events = yunxi()
    for number in range(2, 13):
        end, _ = fold(programme, units, events, last_day(month(number - 1)))
        first, _ = fold(programme, units, [], date(2026, number, 1))
        opened, _ = fold(
            programme, units, [each for each in events if each.at <= end.on], date(2026, number, 1)
        )
        assert end.current is not None
        assert opened.current is not None
        assert first.current is not None
        left = {entry.key for entry in end.current.entries if entry.is_open}
        carried = {entry.key for entry in opened.current.entries if entry.carried}
        assert carried == left
        assert {entry.key for entry in opened.current.entries if not entry.carried} == {
            entry.key for entry in first.current.entries if not entry.carried
        }


def test_twelve_months_are_ended_in_the_record() -> None:
    assert [str(each) for each in yunxi_on(AFTER).ended] == [f"2026-{number:02d}" for number in range(1, 13)]


@pytest.mark.parametrize(
    "written", read_office(YUNXI / "2026" / "公文.yaml")[0].months, ids=lambda each: each.month
)
def test_it_agrees_with_the_months_in_the_offices_file(written: object) -> None:
    """公文.yaml shows two months by hand: the same tasks, departments, days, proofs; in November the same units done
    and given back.
    """
    name = written.month  # type: ignore[attr-defined]
    at = Period.parse(name)
    (ours,) = [each for each in months_of(yunxi_on(str(last_day(at))), at) if each.month == name]
    by_text = {task.text: task for task in ours.tasks}
    for line in written.tasks:  # type: ignore[attr-defined]
        task = by_text[line.text]
        assert (task.department, task.until, task.proof) == (line.department, line.until, line.proof)
        assert not line.units or set(task.units) == set(line.units)
        assert not line.done or set(task.done) == set(line.done)
        assert not line.returned or set(task.returned) == set(line.returned)


def test_late_reports_are_as_many_as_the_facts_say() -> None:
    with (YUNXI / "2026" / "facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {row["单位"]: row["值"] for row in csv.DictReader(stream) if row["数据项"] == "材料迟报次数"}
    ledger = yunxi_on(AFTER)
    counted = {
        ledger.units[fact.unit].name: value_text(fact.value)
        for fact in facts_of(ledger)
        if fact.measure == "材料迟报次数"
    }
    assert counted == known
