"""The fold: months follow one another, events find their entries, what cannot be is said and left out."""

from datetime import date

import pytest

from kaohe.core import Problem
from kaohe.tasks import Deed, Event, State
from kaohe.tasks.ledger import Ledger, fold
from tests.unit.tasks.samples import UNITS, done, ended, event, folded, month, programme, task

ONE = programme(task("T1", 1, day=20))


def tried(events: list[Event], on: str = "2026-12-31") -> tuple[Ledger, list[Problem]]:
    ledger, problems = fold(ONE, UNITS, events, date.fromisoformat(on))
    return ledger, list(problems)


def states(ledger: Ledger, at: int) -> dict[str, tuple[State, int]]:
    found = ledger.at(month(at))
    return {entry.unit: (entry.state, entry.carried) for entry in found.entries} if found else {}


def test_each_month_stands_as_it_was_at_its_end() -> None:
    ledger = folded(ONE, [done("A", "T1", 1, "2026-01-10"), done("B", "T1", 1, "2026-03-02")], "2026-04-15")
    assert states(ledger, 1) == {"A": (State.DONE, 0), "B": (State.OPEN, 0), "C": (State.OPEN, 0)}
    assert states(ledger, 2) == {"B": (State.OPEN, 1), "C": (State.OPEN, 1)}
    assert states(ledger, 3) == {"B": (State.DONE_LATE, 2), "C": (State.OPEN, 2)}
    assert states(ledger, 4) == {"C": (State.OPEN, 3)}
    assert [each.month.month for each in ledger.months] == [1, 2, 3, 4]
    assert ledger.at(month(5)) is None
    assert {entry.unit: entry.state for entry in ledger.latest().values()} == {
        "A": State.DONE,
        "B": State.DONE_LATE,
        "C": State.OPEN,
    }


def test_what_has_not_happened_yet_is_not_seen() -> None:
    record = [done("A", "T1", 1, "2026-01-10")]
    assert states(folded(ONE, record, "2026-01-09"), 1)["A"] == (State.OPEN, 0)
    assert states(folded(ONE, record, "2026-01-10"), 1)["A"] == (State.DONE, 0)


def test_before_the_start_there_is_no_list() -> None:
    ledger = folded(ONE, [], "2025-12-31")
    assert ledger.current is None
    assert ledger.months == ()


def test_after_the_year_what_is_open_goes_on() -> None:
    ledger, problems = tried([], "2027-02-10")
    assert problems == []
    assert ledger.current is not None
    assert {entry.carried for entry in ledger.current.entries} == {13}


def test_lines_of_one_day_are_taken_in_their_order() -> None:
    record = [
        event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "回执"),
        event("A", "T1", 1, Deed.GIVE_BACK, "2026-01-10", note="缺公章"),
        event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "回执"),
    ]
    entry = folded(ONE, record, "2026-01-31").latest()["A", "T1", month(1)]
    assert (entry.state, entry.returns) == (State.SUBMITTED, 1)


def test_a_later_line_may_be_written_first() -> None:
    early = event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "回执")
    late = event("A", "T1", 1, Deed.ACCEPT, "2026-02-03")
    assert (
        folded(ONE, [late, early], "2026-02-28").latest() == folded(ONE, [early, late], "2026-02-28").latest()
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (done("A", "T9", 1, "2026-01-10"), "tasks.no-such-entry"),
        (done("A", "T1", 2, "2026-02-10"), "tasks.no-such-entry"),
        (done("D", "T1", 1, "2026-01-10"), "tasks.no-such-entry"),
        (event("A", "T1", 1, Deed.ACCEPT, "2026-01-10"), "tasks.not-acceptable"),
        (event("A", "T1", 1, Deed.SUBMIT, "2026-01-10"), "tasks.no-proof"),
        (event("A", "T1", 1, Deed.SUBMIT, "2025-12-10", "证明"), "tasks.too-early"),
    ],
)
def test_a_line_that_cannot_be_is_left_out(line: Event, code: str) -> None:
    ledger, problems = tried([line])
    assert [problem.code for problem in problems] == [code]
    assert ledger.latest() == tried([])[0].latest()


def test_what_was_closed_cannot_be_closed_again_in_a_later_month() -> None:
    _, problems = tried([done("A", "T1", 1, "2026-01-10"), done("A", "T1", 1, "2026-02-10")])
    assert [problem.code for problem in problems] == ["tasks.no-such-entry"]


def test_after_a_month_was_ended_nothing_is_written_into_it() -> None:
    record = [ended(1, "2026-02-02"), done("A", "T1", 1, "2026-01-30")]
    ledger, problems = tried(record)
    assert [problem.code for problem in problems] == ["tasks.month-ended"]
    assert ledger.ended == (month(1),)
    assert folded(ONE, [*reversed(record)], "2026-12-31").latest()["A", "T1", month(1)].closed == date(
        2026, 1, 30
    )


def test_ending_a_month_twice_changes_nothing() -> None:
    once, _ = tried([ended(1, "2026-01-31")])
    twice, problems = tried([ended(1, "2026-01-31"), ended(1, "2026-02-05")])
    assert [problem.code for problem in problems] == ["tasks.ended-twice"]
    assert (twice.months, twice.ended) == (once.months, once.ended)


@pytest.mark.parametrize(
    ("line", "code"),
    [(ended(2, "2026-03-01"), "tasks.month-skipped"), (ended(1, "2026-01-30"), "tasks.month-not-over")],
)
def test_months_are_ended_in_order_and_when_they_are_over(line: Event, code: str) -> None:
    ledger, problems = tried([line])
    assert [problem.code for problem in problems] == [code]
    assert ledger.ended == ()


def test_the_months_that_are_over() -> None:
    assert [each.month for each in folded(ONE, [], "2026-03-30").over()] == [1, 2]
    assert [each.month for each in folded(ONE, [], "2026-03-31").over()] == [1, 2, 3]
