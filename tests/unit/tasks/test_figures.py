"""Figures of a run of months, and reminders: counted by hand."""

from decimal import Decimal

from kaohe.core import Period
from kaohe.tasks import Deed
from kaohe.tasks.figures import Tally, change_text, figures, quarter_figures, rate_text
from kaohe.tasks.reminders import reminders
from tests.unit.tasks.samples import done, event, folded, month, programme, task

ONE = programme(
    task("T1", 1, 2, day=20, heading="甲", departments=("办公室",)),
    task("T2", 2, day=10, runs=3, heading="乙", units=("柳堰镇",), departments=("规划科", "办公室")),
)
RECORD = [
    done("A", "T1", 1, "2026-01-20"),
    done("B", "T1", 1, "2026-02-03"),
    done("A", "T1", 2, "2026-02-25"),
    event("C", "T1", 2, Deed.EXCUSE, "2026-02-01", note="不适用"),
    event("B", "T1", 2, Deed.SUBMIT, "2026-02-10", "回执"),
    event("B", "T1", 2, Deed.GIVE_BACK, "2026-02-11", note="缺公章"),
    event("B", "T1", 2, Deed.SUBMIT, "2026-02-12", "回执"),
]


def test_a_month() -> None:
    january = figures(folded(ONE, RECORD, "2026-12-31"), month(1), month(1))
    assert january.whole == Tally(issued=3, done=1, open=2, overdue=2)
    assert (january.before, rate_text(january.whole.rate)) == (None, "33.3%")
    february = figures(folded(ONE, RECORD, "2026-12-31"), month(2), month(2))
    assert february.whole == Tally(
        carried_in=2, issued=4, late=2, excused=1, open=3, submitted=1, overdue=1, not_due=1, returns=1
    )
    assert (february.whole.due, february.whole.finished) == (4, 2)
    assert february.before is not None
    assert february.before.whole == january.whole


def test_by_heading_unit_and_department() -> None:
    found = figures(folded(ONE, RECORD, "2026-12-31"), month(1), month(2))
    assert [(name, tally.issued, tally.open) for name, tally in found.headings] == [
        ("甲", 6, 2),
        ("乙", 1, 1),
    ]
    assert [(unit.name, tally.issued) for unit, tally in found.units] == [
        ("柳堰镇", 3),
        ("棠里镇", 2),
        ("听泉街道", 2),
    ]
    assert [(name, tally.issued) for name, tally in found.departments] == [("办公室", 7), ("规划科", 1)]
    assert {(entry.unit, entry.task) for entry in found.open} == {("A", "T2"), ("B", "T1"), ("C", "T1")}


def test_before_the_day_is_past_nothing_is_overdue() -> None:
    early = figures(folded(ONE, RECORD, "2026-02-05"), month(2), month(2)).whole
    assert (early.not_due, early.overdue) == (3, 1)


def test_at_the_end_of_its_day_what_is_not_reported_is_overdue() -> None:
    january = programme(task("T1", 1, day=31))
    assert figures(folded(january, [], "2026-01-30"), month(1), month(1)).whole == Tally(
        issued=3, open=3, not_due=3
    )
    assert figures(folded(january, [], "2026-01-31"), month(1), month(1)).whole == Tally(
        issued=3, open=3, overdue=3
    )


def test_a_quarter_beside_the_one_before() -> None:
    ledger = folded(ONE, RECORD, "2026-12-31")
    second = quarter_figures(ledger, Period(2026, 4, 3))
    assert second.before is not None
    assert (second.whole.carried_in, second.before.whole.open) == (3, 3)
    assert quarter_figures(ledger, Period(2026, 1, 3)).before is None


def test_rates_are_compared_in_percentage_points() -> None:
    assert change_text(Decimal("97.5"), Decimal(95)) == "提高2.5个百分点"
    assert change_text(Decimal(95), Decimal("97.5")) == "下降2.5个百分点"
    assert change_text(Decimal("95.04"), Decimal("95.01")) == "持平"
    assert change_text(None, Decimal(1)) == change_text(Decimal(1), None) == "—"
    assert rate_text(None) == "—"


def test_reminders() -> None:
    ledger = folded(ONE, RECORD[:-1], "2026-02-15")
    found = {each.unit.id: each for each in reminders(ledger, 7)}
    assert {name: [[(entry.task, entry.month.month) for entry in part] for part in (each.overdue, each.returned, each.soon)]
            for name, each in found.items()} == {
        "A": [[], [], [("T1", 2)]],
        "B": [[], [("T1", 2)], []],
        "C": [[("T1", 1)], [], []],
    }  # fmt: skip


def test_nobody_is_reminded_of_a_report_that_waits_nor_of_what_is_far_off() -> None:
    found = {each.unit.id: each for each in reminders(folded(ONE, RECORD, "2026-02-15"), 4)}
    assert "B" not in found
    assert "A" not in found
    assert [entry.due.isoformat() for entry in reminders(folded(ONE, RECORD, "2026-04-05"), 5)[0].soon] == [
        "2026-04-10"
    ]
