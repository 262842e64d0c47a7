"""A programme held against the list of units, a scheme, and what is in force."""

from decimal import Decimal

import pytest

from kaohe.core import Cadence, Period, Severity
from kaohe.scheme import Scheme
from kaohe.scheme.model import Measure, MeasureKind
from kaohe.tasks import Counted, CountRule, PointRule, Programme, Task
from kaohe.tasks.checking import check_programme
from tests.unit.tasks.samples import UNITS, month, programme, task


def codes(one: Programme, scheme: Scheme | None = None) -> list[str]:
    return [problem.code for problem in check_programme(one, UNITS, scheme)]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (programme(task(units=("没有镇",))), "tasks.unknown-unit"),
        (programme(task(units=("区民政局",))), "tasks.unknown-unit"),
        (Programme("方案", Period(2026), (), Period(2026, 1, 1), "乡镇"), "tasks.unknown-level"),
        (Programme("方案", Period(2026), (task(),), Period(2026, 1, 1), "部门"), "tasks.unknown-level"),
    ],
)
def test_words_that_name_nobody(one: Programme, code: str) -> None:
    assert code in codes(one)


def test_a_department_that_is_named_is_known() -> None:
    assert codes(programme(task(units=("区民政局",)), departments=("区民政局",))) == []


def test_a_day_behind_the_year_is_told_where_it_would_score() -> None:
    assert codes(programme(task("T1", 12, day=5, runs=2, points="2"))) == ["tasks.due-after-the-year"]
    assert codes(programme(task("T1", 12, day=5, runs=2))) == []
    assert codes(programme(task("T1", 11, day=5, runs=2, points="2"))) == []


def test_a_task_that_no_month_issues_is_told() -> None:
    assert codes(programme(task("T1", 2), start=month(11))) == ["tasks.never-issued"]
    assert codes(programme(task("T1", 2, runs=12), start=month(11))) == []
    assert codes(programme(task("T1", 2, 12), start=month(11))) == []


def test_what_is_no_longer_in_force_stops_a_programme() -> None:
    text = "完成社会抚养费征收"
    found = check_programme(programme(Task("T1", text, (1,))), UNITS)
    assert any(problem.severity is Severity.ERROR for problem in found)
    assert all(problem.remedy for problem in found)


def _scheme(**measures: Measure) -> Scheme:
    return Scheme("办法", "", Period(2026), (), measures, ())


def test_measures_that_the_scheme_does_not_have() -> None:
    one = programme(task(), points=PointRule("积分"), counts=(CountRule("次数", Counted.LATE),))
    assert codes(one, _scheme()) == ["tasks.unknown-measure"] * 2
    fitting = _scheme(
        积分=Measure("积分", MeasureKind.POINTS, cadence=Cadence.MONTH, high=Decimal(100)),
        次数=Measure("次数", MeasureKind.COUNT),
    )
    assert codes(one, fitting) == []
    other = _scheme(积分=Measure("积分", MeasureKind.POINTS), 次数=Measure("次数", MeasureKind.PERCENT))
    assert codes(one, other) == ["tasks.measure-not-monthly", "tasks.measure-not-count"]


def test_an_item_that_the_scheme_does_not_have() -> None:
    one = programme(task(item="9.9"), points=PointRule())
    assert codes(one, _scheme()) == ["tasks.unknown-item"]
