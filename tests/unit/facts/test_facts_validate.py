"""Facts against the scheme: periods, judgements, leaps; and what a scheme asks for."""

from typing import Any

import pytest

from kaohe.core import PERCENT, Absence, Cadence, CountRatio, FactValue, Period
from kaohe.facts import AssessedUnit, Fact, Facts, Role, State, Units
from kaohe.facts.needs import asks, clauses, department_of
from kaohe.facts.validate import validate
from kaohe.rules import Const, Given, LastYear, OverPeriods, Proportional, Sum, Target
from kaohe.scheme.model import Group, Item, Table
from tests.unit.facts.samples import YEAR, D, scheme, units

LAST = Period(2025)


def codes(*facts: Fact, **changes: Any) -> list[str]:
    return [p.code.removeprefix("facts.") for p in validate(Facts(facts), scheme(**changes), units())]


def test_good_facts_pass() -> None:
    good: tuple[tuple[str, Period, FactValue], ...] = (
        ("cover", YEAR, D(95)),
        ("rate", YEAR, CountRatio(D(292), D(300))),
        ("money", LAST, D(100)),
        ("money", YEAR, D(120)),
        ("cases", Period(2026, 4, 3), D(1)),
        ("plan", YEAR, True),
        ("work", YEAR, "好"),
        ("views", YEAR, D(0)),
        ("place", YEAR, Absence.NOT_APPLICABLE),
    )
    facts = [Fact("t1", name, period, value) for name, period, value in good]
    assert codes(*facts, Fact("t1", "rate", Period(2026, 3, 1), D(90), Role.TARGET)) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (Fact("t9", "cover", YEAR, D(1)), "unknown-unit"),
        (Fact("t1", "none", YEAR, D(1)), "unknown-measure"),
        (Fact("t1", "cover", LAST, D(1)), "wrong-period"),
        (Fact("t1", "cases", YEAR, D(1)), "wrong-period"),
        (Fact("t1", "cover", Period(2027), D(1)), "wrong-period"),
        (Fact("t1", "views", YEAR, D("0.5")), "outside-range"),
        (Fact("t1", "views", YEAR, D("5.1")), "outside-range"),
        (Fact("t1", "work", YEAR, "优秀"), "unknown-level"),
        (Fact("t1", "cover", YEAR, True), "wrong-kind"),
        (Fact("t1", "rate", YEAR, D(95)), "wrong-kind"),
        (Fact("t1", "work", YEAR, D(3)), "wrong-kind"),
        (Fact("t1", "rate", YEAR, CountRatio(D(1), D(2)), Role.TARGET), "wrong-kind"),
        (Fact("t1", "plan", YEAR, True, Role.TARGET), "no-target"),
        (Fact("t1", "cover", YEAR, D(9), note="电话 13800138000"), "personal-data"),
    ],
)
def test_bad_facts(fact: Fact, code: str) -> None:
    assert codes(fact) == [code]


def test_the_wrong_year_is_said_once_for_all_units() -> None:
    facts = [Fact(unit, "cover", LAST, D(95)) for unit in ("t1", "t2", "t3")]
    assert codes(*facts) == ["wrong-period"]


def test_earlier_years_are_welcome_beside_this_one() -> None:
    assert codes(Fact("t1", "cover", LAST, D(90)), Fact("t1", "cover", YEAR, D(95))) == []


@pytest.mark.parametrize(
    ("name", "then", "now", "leaps"),
    [
        ("money", D(100), D(301), True),
        ("money", D(100), D(300), False),
        ("money", D(301), D(100), True),
        ("money", D(0), D(300), False),
        ("rate", CountRatio(D(10), D(100)), CountRatio(D(90), D(200)), True),
        ("place", D(1), D(9), False),
    ],
)
def test_a_figure_far_from_last_years(name: str, then: FactValue, now: FactValue, leaps: bool) -> None:
    found = validate(Facts([Fact("t1", name, LAST, then), Fact("t1", name, YEAR, now)]), scheme(), units())
    assert [(p.code, p.severity.value) for p in found] == ([("facts.outlier", "advice")] if leaps else [])


def test_returned_figures_do_not_leap() -> None:
    now = Fact("t1", "money", YEAR, D(900), state=State.RETURNED)
    assert codes(Fact("t1", "money", LAST, D(100)), now) == []


def test_few_cases_leap_by_chance() -> None:
    quarter = Period(2026, 1, 3)
    for now, expected in ((4, []), (12, ["outlier"])):
        facts = Fact("t1", "cases", quarter.years_later(-1), D(1)), Fact("t1", "cases", quarter, D(now))
        assert codes(*facts) == expected


def test_units_and_tables_that_miss_each_other() -> None:
    strangers = Units([AssessedUnit("v", "某村", "村", "山村")])
    found = validate(Facts(), scheme(), strangers)
    assert [p.code for p in found] == ["facts.unknown-class", "facts.no-units"]


def test_what_a_scheme_asks_for() -> None:
    wanted = [(ask.measure.id, str(ask.period), ask.role.value) for ask in asks(scheme())]
    assert wanted == [
        ("rate", "2026", "actual"),
        ("rate", "2026", "target"),
        ("cover", "2026", "actual"),
        ("growth", "2026", "actual"),
        ("money", "2025", "actual"),
        ("money", "2026", "actual"),
        ("cases", "2026Q1", "actual"),
        ("cases", "2026Q2", "actual"),
        ("cases", "2026Q3", "actual"),
        ("cases", "2026Q4", "actual"),
        ("plan", "2026", "actual"),
        ("work", "2026", "actual"),
        ("views", "2026", "actual"),
        ("place", "2026", "actual"),
        ("index", "2026", "actual"),
    ]
    assert {ask.levels for ask in asks(scheme())} == {("镇街",)}


def test_months_of_last_year_and_targets_by_month() -> None:
    monthly = Given("cover", PERCENT)
    rule = OverPeriods(Sum((monthly, LastYear(monthly), Target("cover", PERCENT))), Cadence.HALF)
    item = Item("A", "甲", D(10), Proportional(rule, Const(D(0)), Const(D(9)), D(0), D(10)))
    table = Table("表", "县区", D(10), (Group("A", "全部", (item,)),))
    wanted = [
        (str(ask.period), ask.role.value, ask.levels)
        for ask in asks(scheme(tables=(table,)))
        if ask.measure.id == "cover"
    ]
    assert wanted == [
        ("2025H1", "actual", ("县区",)),
        ("2025H2", "actual", ("县区",)),
        ("2026H1", "actual", ("县区",)),
        ("2026H2", "actual", ("县区",)),
        ("2026", "target", ("县区",)),
    ]


def test_clauses_and_departments() -> None:
    uses = clauses(scheme())
    assert [use.code for use in uses["money"]] == ["B1"]
    assert [use.code for use in uses["index"]] == ["一票否决"]
    assert department_of(scheme().measures["money"], uses["money"]) == "财务科"
