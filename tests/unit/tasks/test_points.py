"""月积分 and counts: worked by hand, month by month."""

from datetime import date
from decimal import Decimal

import pytest

from kaohe.core import Absence, Cadence, Period
from kaohe.facts.model import State as FactState
from kaohe.scheme.model import Measure, MeasureKind, Scheme
from kaohe.tasks import Counted, CountRule, Deed, Event, PointRule
from kaohe.tasks.ledger import fold
from kaohe.tasks.points import counted, facts_of, points_of
from tests.unit.tasks.samples import UNITS, done, event, folded, month, programme, task

RULE = PointRule("月积分", carried=Decimal(5))
ONE = programme(task("T1", 1, 3, day=20, points="4"), task("T2", 1, day=25, points="6"), points=RULE)


def value(
    record: list[Event], at: int, on: str = "2026-12-31", rule: PointRule = RULE
) -> tuple[Decimal | None, str]:
    """Unit A's points of a month, and how they came about."""
    one = programme(*ONE.tasks, points=rule)
    points = next(each for each in points_of(folded(one, record, on), month(at)) if each.unit.id == "A")
    return points.value, points.account


def test_in_time_late_and_not_at_all() -> None:
    """T1 4 points on the 20th, T2 6 points on the 25th."""
    both = [done("A", "T1", 1, "2026-01-20"), done("A", "T2", 1, "2026-01-25")]
    assert value(both, 1) == (Decimal(100), "当月到期的任务10分，得10分；计100分")
    assert value([done("A", "T1", 1, "2026-01-31"), both[1]], 1)[0] == Decimal(80)
    assert value([done("A", "T1", 1, "2026-02-01"), both[1]], 1)[0] == Decimal(60)
    late = [done("A", "T1", 1, "2026-01-21"), both[1]]
    assert value(late, 1) == (Decimal(80), "当月到期的任务10分，得8分；T1（2026-01-21报送，逾期）；计80分")
    assert value([both[1]], 1) == (Decimal(60), "当月到期的任务10分，得6分；T1（没有办结）；计60分")
    assert value([], 1)[0] == 0


def test_the_first_and_the_last_day_belong_to_their_month() -> None:
    one = programme(task("T1", 2, day=1, points="4"), task("T2", 2, day=28, points="4"), points=RULE)
    record = [done("A", "T1", 2, "2026-02-01"), done("A", "T2", 2, "2026-02-28")]
    (first, *_) = points_of(folded(one, record, "2026-02-28"), month(2))
    assert (first.value, [line.could for line in first.lines]) == (Decimal(100), [Decimal(4), Decimal(4)])
    (later, *_) = points_of(folded(one, record, "2026-03-31"), month(3))
    assert later.value is None


def test_what_is_still_open_later_takes_points_each_month() -> None:
    record = [done("A", "T1", 1, "2026-01-20"), done("A", "T1", 3, "2026-03-01")]
    assert value(record, 2) == (Decimal(95), "当月没有到期的任务；以前月份1件仍没有办结，扣5分；计95分")
    assert value(record, 3) == (Decimal(95), "当月到期的任务4分，得4分；以前月份1件仍没有办结，扣5分；计95分")
    assert value([*record, done("A", "T2", 1, "2026-03-31")], 3)[0] == Decimal(100)
    assert value([*record, done("A", "T2", 1, "2026-03-31")], 2)[0] == Decimal(95)


def test_a_month_with_nothing_due_is_not_applicable() -> None:
    both = [done("A", "T1", 1, "2026-01-20"), done("A", "T2", 1, "2026-01-25")]
    assert value(both, 2) == (None, "当月没有到期的任务")


def test_points_never_fall_below_zero() -> None:
    rule = PointRule("月积分", carried=Decimal(70))
    assert value([], 2, rule=rule)[0] == 0


def test_the_bare_sum() -> None:
    rule = PointRule("月积分", full=None, late=Decimal(25), carried=Decimal(1))
    record = [done("A", "T1", 1, "2026-01-22"), done("A", "T2", 1, "2026-01-25")]
    assert value(record, 1, rule=rule)[0] == Decimal(9)
    assert value([], 1, rule=rule)[0] == 0


def test_who_is_excused_is_counted_without_it() -> None:
    record = [event("A", "T2", 1, Deed.EXCUSE, "2026-01-02", note="不适用"), done("A", "T1", 1, "2026-01-21")]
    assert value(record, 1) == (Decimal(50), "当月到期的任务4分，得2分；T1（2026-01-21报送，逾期）；计50分")


def test_what_counts_is_the_report_that_was_accepted() -> None:
    given_back = [
        event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "回执"),
        event("A", "T1", 1, Deed.GIVE_BACK, "2026-01-12", note="缺公章"),
        done("A", "T2", 1, "2026-01-25"),
    ]
    assert value(given_back, 1)[0] == Decimal(60)
    again = [*given_back, event("A", "T1", 1, Deed.SUBMIT, "2026-01-22", "回执")]
    assert value([*again, event("A", "T1", 1, Deed.ACCEPT, "2026-03-01")], 1)[0] == Decimal(80)


def test_a_report_not_decided_yet_makes_the_figure_preliminary() -> None:
    record = [event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "回执"), done("A", "T2", 1, "2026-01-25")]
    facts = {fact.unit: fact for fact in facts_of(folded(ONE, record, "2026-01-31"))}
    assert (facts["A"].value, facts["A"].state) == (Decimal(100), FactState.REPORTED)
    assert (facts["B"].value, facts["B"].state) == (Decimal(0), FactState.VERIFIED)


def test_rounding_is_half_up_and_done_once() -> None:
    one = programme(
        task("T1", 1, points="1"), task("T2", 1, points="1"), task("T3", 1, points="1"), points=RULE
    )
    ledger, _ = fold(one, UNITS, [done("A", "T1", 1, "2026-01-20")], date(2026, 1, 31))
    assert [points.value for points in points_of(ledger, month(1))] == [
        Decimal("33.33"),
        Decimal(0),
        Decimal(0),
    ]


def test_only_months_that_are_over_give_facts() -> None:
    ledger = folded(ONE, [], "2026-03-30")
    assert [str(fact.period) for fact in facts_of(ledger) if fact.unit == "A"] == ["2026-01", "2026-02"]
    after = folded(ONE, [], "2027-06-30")
    assert len([fact for fact in facts_of(after) if fact.unit == "A"]) == 12


def test_nothing_due_is_not_applicable_as_a_fact() -> None:
    done_all = [done(unit, "T1", 1, "2026-01-20") for unit in "ABC"] + [
        done(unit, "T2", 1, "2026-01-25") for unit in "ABC"
    ]
    facts = [
        fact.value for fact in facts_of(folded(ONE, done_all, "2026-02-28")) if str(fact.period) == "2026-02"
    ]
    assert facts == [Absence.NOT_APPLICABLE] * 3


RECORD = [
    done("A", "T1", 1, "2026-01-20"),
    done("A", "T1", 3, "2026-03-25"),
    event("A", "T2", 1, Deed.SUBMIT, "2026-01-10", "回执"),
    event("A", "T2", 1, Deed.GIVE_BACK, "2026-01-12", note="缺公章"),
    event("B", "T1", 1, Deed.EXCUSE, "2026-01-12", note="不适用"),
]


@pytest.mark.parametrize(
    ("what", "tasks", "counts"),
    [
        (Counted.LATE, (), {"A": 2, "B": 2, "C": 3}),
        (Counted.LATE, ("T1",), {"A": 1, "B": 1, "C": 2}),
        (Counted.NOT_DELIVERED, (), {"A": 1, "B": 2, "C": 3}),
        (Counted.RETURNED, (), {"A": 1, "B": 0, "C": 0}),
        (Counted.DONE, (), {"A": 2, "B": 0, "C": 0}),
    ],
)
def test_counts(what: Counted, tasks: tuple[str, ...], counts: dict[str, int]) -> None:
    ledger = folded(ONE, RECORD, "2026-12-31")
    assert counted(ledger, CountRule("数", what, tasks), Period(2026)) == counts


def test_a_count_is_of_what_was_issued_within_the_period() -> None:
    ledger = folded(ONE, RECORD, "2026-12-31")
    late = CountRule("数", Counted.LATE, ("T1",))
    assert counted(ledger, late, Period(2026, 1, 3)) == {"A": 1, "B": 1, "C": 2}
    assert counted(ledger, late, month(1)) == {"A": 0, "C": 1}


def test_what_december_asks_for_january_is_the_years_and_preliminary_until_then() -> None:
    rule = CountRule("数", Counted.NOT_DELIVERED)
    one = programme(task("T1", 12, day=10, runs=2), points=PointRule(), counts=(rule,))
    before, after = (facts_of(folded(one, [], on)) for on in ("2026-12-31", "2027-01-11"))
    assert {(fact.value, fact.state) for fact in before} == {(Decimal(0), FactState.REPORTED)}
    assert {(fact.value, fact.state) for fact in after} == {(Decimal(1), FactState.VERIFIED)}
    on_the_day = facts_of(folded(one, [], "2027-01-10"))
    assert {(fact.value, fact.state) for fact in on_the_day} == {(Decimal(0), FactState.REPORTED)}
    assert {fact.note for fact in after} == {"全部任务：未办结1件"}


def test_counts_follow_the_cadence_of_the_measure() -> None:
    one = programme(*ONE.tasks, points=PointRule(), counts=(CountRule("数", Counted.LATE),))
    quarterly = Scheme(
        "办法", "", Period(2026), (), {"数": Measure("数", MeasureKind.COUNT, cadence=Cadence.QUARTER)}, ()
    )
    ledger = folded(one, [], "2026-12-31")
    assert [str(fact.period) for fact in facts_of(ledger)] == ["2026"] * 3
    assert [str(fact.period) for fact in facts_of(ledger, quarterly) if fact.unit == "A"] == ["2026Q1"]
    assert facts_of(folded(one, [], "2026-12-30")) == ()
