"""Whatever is written into the record: nothing is lost, nothing counted twice, and the same twice is the same."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Period
from kaohe.tasks import Deed, Event, Programme
from kaohe.tasks.figures import Tally, figures, of_months
from kaohe.tasks.ledger import Ledger, fold
from kaohe.tasks.months import issued, later, month_end, month_of, open_month
from kaohe.tasks.points import points_of
from tests.unit.tasks.samples import JANUARY, UNITS, month, programme, task

PROGRAMME = programme(
    task("T1", day=10, points="2", heading="甲"),
    task("T2", 1, 4, 9, points="3", units=("镇",), heading="乙"),
    task("T3", 2, runs=3, points="1.5"),
)
KEYS = [entry for number in range(1, 13) for entry in issued(PROGRAMME, UNITS, month(number))]


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any line: often about an entry that there is, on any day from its month on."""
    entry = draw(st.sampled_from(KEYS))
    first = date(2026, entry.month.month, 1)
    day = first + timedelta(days=draw(st.integers(0, 90)))
    deed = draw(st.sampled_from([Deed.SUBMIT, Deed.ACCEPT, Deed.GIVE_BACK, Deed.EXCUSE]))
    return Event(entry.unit, entry.task, entry.month, deed, day, draw(st.sampled_from(["证明", ""])), "理由")


records = st.lists(events(), max_size=60)
days = st.integers(0, 430).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


def of(record: list[Event], on: date, one: Programme = PROGRAMME) -> Ledger:
    return fold(one, UNITS, record, on)[0]


@given(records, days)
def test_nothing_is_lost(record: list[Event], on: date) -> None:
    """Every entry that was issued is there once, in one state; open ones stand in the last list, closed ones do not
    come again.
    """
    ledger = of(record, on)
    due = [entry.key for entry in KEYS if entry.month <= month_of(on)]
    assert sorted(ledger.latest(), key=str) == sorted(due, key=str)
    last = ledger.current
    assert last is not None
    assert {entry.key for entry in last.entries if entry.is_open} == {
        entry.key for entry in ledger.latest().values() if entry.is_open
    }
    for number, each in enumerate(ledger.months):
        keys = [entry.key for entry in each.entries]
        assert len(keys) == len(set(keys))
        closed = {entry.key for entry in each.entries if not entry.is_open}
        assert all(
            closed.isdisjoint(entry.key for entry in after.entries) for after in ledger.months[number + 1 :]
        )


@given(records, days)
def test_the_count_is_the_months_it_was_open(record: list[Event], on: date) -> None:
    ledger = of(record, on)
    for each in ledger.months:
        for entry in each.entries:
            assert later(entry.month, entry.carried) == each.month


@given(records, days)
def test_rolling_over_twice_is_rolling_over_once(record: list[Event], on: date) -> None:
    ledger = of(record, on)
    assert of(record, on).months == ledger.months
    for before, after in zip(ledger.months, ledger.months[1:], strict=False):
        assert month_end(before) == month_end(before)
        opened = open_month(PROGRAMME, UNITS, after.month, before)
        assert opened == open_month(PROGRAMME, UNITS, after.month, before)
        assert [entry.key for entry in opened.entries] == [entry.key for entry in after.entries]


@given(records, days, days)
def test_the_past_does_not_change(record: list[Event], one_day: date, another: date) -> None:
    """The lists of months that were over on the earlier day are the same on the later one."""
    early, late = sorted((one_day, another))
    before, after = of(record, early), of(record, late)
    over = len(list(before.over()))
    assert after.months[:over] == before.months[:over]


@given(records, days, st.integers(1, 12), st.integers(0, 5))
def test_the_totals_add_up(record: list[Event], on: date, first: int, length: int) -> None:
    ledger = of(record, on)
    start, end = month(first), later(month(first), length)
    found = figures(ledger, start, end)
    for tally in (found.whole, *(tally for _, tally in found.headings), *(tally for _, tally in found.units)):
        closed = tally.done + tally.late + tally.excused
        assert tally.carried_in + tally.issued == closed + tally.open
        assert tally.open == tally.submitted + tally.overdue + tally.not_due
        assert 0 <= tally.finished <= tally.due
    assert sum((tally for _, tally in found.headings), Tally()) == found.whole
    assert sum((tally for _, tally in found.units), Tally()) == found.whole
    assert found.whole.open == len(found.open)


@given(records, st.integers(1, 11))
def test_what_one_month_leaves_is_what_the_next_takes_on(record: list[Event], number: int) -> None:
    ledger = of(record, date(2027, 3, 1))
    here, there = (figures(ledger, month(at), month(at), compare=False).whole for at in (number, number + 1))
    assert here.open == there.carried_in
    assert len(of_months(ledger, month(number), month(number))) == here.carried_in + here.issued


@given(records, st.integers(1, 12))
def test_points_stay_within_their_base(record: list[Event], number: int) -> None:
    for points in points_of(of(record, date(2027, 3, 1)), month(number)):
        assert points.value is None or 0 <= points.value <= 100


@given(records, st.sampled_from(KEYS))
def test_reporting_in_time_never_costs_points(record: list[Event], entry: object) -> None:
    """An entry nobody wrote about, closed on its first day: no month of the unit is worth less."""
    key = entry.key  # type: ignore[attr-defined]
    others = [each for each in record if (each.unit, each.task, each.month) != key]
    unit, number, issue = key
    better = [*others, Event(unit, number, issue, Deed.ACCEPT, date(2026, issue.month, 1), "证明")]
    on = date(2027, 3, 1)
    for at in range(1, 13):
        before = {points.unit.id: points.value for points in points_of(of(others, on), month(at))}
        after = {points.unit.id: points.value for points in points_of(of(better, on), month(at))}
        for name, value in before.items():
            now = after[name]
            assert now is None or value is None or now >= value, (name, at)


def test_the_year_begins_with_its_first_month() -> None:
    assert PROGRAMME.start == JANUARY == Period(2026, 1, 1)
