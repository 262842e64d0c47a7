"""DHIS2's data value sets: our figures out and in again, and what is said of those that are not taken."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaohe.core import Absence, CountRatio, FactValue, Period, Place
from kaohe.facts import Role as FactRole
from kaohe.scheme import Measure
from kaohe.scheme.model import MeasureKind
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.cells import read_cell
from kaohe.web.filing.models import Figure
from kaohe.web.interface import actions
from kaohe.web.interface.exchange import (
    Codes,
    Element,
    cell_text,
    data_values,
    from_dhis2,
    to_dhis2,
)
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.tokens import Caller

Callers = Callable[[Role], Caller]
KINDS = list(MeasureKind)


def numbers(places: int, low: int = 0, high: int = 10**6) -> some.SearchStrategy[Decimal]:
    scale = 10**places
    return some.integers(low * scale, high * scale).map(lambda whole: Decimal(whole) / scale)


@some.composite
def figures(draw: some.DrawFn) -> tuple[Measure, FactValue]:
    """A measure of any kind and a value that its cell can hold."""
    kind = draw(some.sampled_from(KINDS))
    places = draw(some.integers(0, 4))
    measure = Measure(
        "数据项", kind, places=places, levels=("好", "较好", "一般") if kind is MeasureKind.LEVEL else ()
    )
    if draw(some.integers(0, 9)) == 0:
        return measure, Absence.NOT_APPLICABLE
    if kind is MeasureKind.RATIO:
        whole = draw(some.integers(1, 10**6))
        return measure, CountRatio(Decimal(draw(some.integers(0, whole))), Decimal(whole), measure.per)
    if kind is MeasureKind.YES_NO:
        return measure, draw(some.booleans())
    if kind is MeasureKind.LEVEL:
        return measure, draw(some.sampled_from(measure.levels))
    if kind is MeasureKind.PERCENT:
        return measure, draw(numbers(places, 0, 100))
    if kind in (MeasureKind.COUNT, MeasureKind.RANK):
        return measure, Decimal(draw(some.integers(1, 10**6)))
    low = 0 if kind is MeasureKind.MONEY else -(10**6)
    return measure, draw(numbers(places, low))


@given(figures(), some.sampled_from(FactRole))
def test_a_figure_comes_back_as_it_went(figure: tuple[Measure, FactValue], role: FactRole) -> None:
    measure, value = figure
    parts = [
        Element(measure, role, part)
        for part in ((".numerator", ".denominator") if measure.kind is MeasureKind.RATIO else ("",))
    ]
    codes = Codes(parts, {"A1": parts[0].name})
    out = data_values(measure, role, "u", "2026", value, "", codes)
    assert len(out) == len(parts)
    back: dict[str, str | bool | int | Decimal] = {}
    for each in out:
        element = codes.element(each.element)
        assert element is not None
        assert element.role is role
        back[element.part] = each.value or each.comment
    read, problems = read_cell(cell_text(measure, back), measure, Place())
    assert read == value, problems


@given(some.integers(1949, 2100), some.sampled_from((1, 3, 6, 12)), some.integers(1, 12))
def test_a_period_comes_back_as_it_went(year: int, months: int, month: int) -> None:
    period = Period(year, month, months)
    told = to_dhis2(period)
    if told is None:
        assert (month - 1) % months, "only what no calendar has is without a form"
    else:
        assert from_dhis2(told) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [("2026", Period(2026)), ("2026S2", Period(2026, 7, 6)), ("2026Q3", Period(2026, 7, 3)), ("202607", Period(2026, 7, 1)),
     ("2025Oct", Period(2025, 10, 12)), ("2026AprilS1", Period(2026, 4, 6)), ("2026-07", None), ("202613", None),
     ("2026W5", None), ("", None), ("二〇二六", None)],
)  # fmt: skip
def test_periods(text: str, period: Period | None) -> None:
    assert from_dhis2(text) == period


@pytest.fixture
def reporting(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


def post(caller: Caller, round: Round, *values: dict[str, Any], dry: bool = False) -> Any:
    path = f"/rounds/{round.pk}/dataValueSets" + ("?dryRun=true" if dry else "")
    return caller.post(path, {"dataValues": list(values)})


def value(unit: Unit, element: str, what: Any, period: str = "2026Q1", **more: Any) -> dict[str, Any]:
    return {"dataElement": element, "orgUnit": unit.code, "period": period, "value": what} | more


def test_in_and_out_again(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    sent = [
        value(
            own, "培训场次", 3, comment="按签到表", storedBy="someone", lastUpdated="2026-04-01T00:00:00.000"
        ),
        value(own, "备案率.numerator", "9", "2026"),
        value(own, "备案率.denominator", "10", "2026"),
        value(own, "普惠托位数", "", "2026", comment="不适用"),
        value(own, "年度计划已印发", True, "2026"),
    ]
    answer = post(reporter, reporting, *sent)
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert told["response"]["status"] == "SUCCESS"
    assert told["response"]["importCount"] == {"imported": 5, "updated": 0, "ignored": 0, "deleted": 0}
    assert {f.measure: f.value for f in Figure.objects.all()} == {
        "培训场次": "3", "备案率": "9/10", "普惠托位数": "不适用", "年度计划已印发": "是",
    }  # fmt: skip
    assert Event.objects.get(code="api.facts-received").data.count('"count":4') == 1
    out = reporter.get(f"/rounds/{reporting.pk}/dataValueSets").json()["dataValues"]
    pairs = {(each["dataElement"], each["period"], each["value"], each["comment"]) for each in out}
    assert pairs == {
        ("培训场次", "2026Q1", "3", "按签到表"), ("备案率.numerator", "2026", "9", None),
        ("备案率.denominator", "2026", "10", None), ("普惠托位数", "2026", "", "不适用"),
        ("年度计划已印发", "2026", "true", None),
    }  # fmt: skip
    again = post(reporter, reporting, *out)
    assert again.json()["response"]["importCount"] == {
        "imported": 0,
        "updated": 5,
        "ignored": 0,
        "deleted": 0,
    }
    assert set(Figure.objects.values_list("edition", flat=True)) == {1}, "nothing was changed by it"


def test_what_is_not_taken_is_told(caller_of: Callers, reporting: Round, own: Unit, other: Unit) -> None:
    answer = post(
        caller_of(Role.REPORTER), reporting,
        value(own, "培训场次", "3"),
        value(own, "没有这一项", "3"),
        value(own, "培训场次", "3", "2026W1"),
        value(other, "培训场次", "3"),
        value(own, "备案率.numerator", "9", "2026"),
        value(own, "普惠托位数", "许多", "2026"),
        value(own, "托位总数", "", "2026"),
        value(own, "培训场次", "4"),
    )  # fmt: skip
    assert answer.status_code == 409
    told = answer.json()["response"]
    assert told["status"] == "WARNING"
    assert told["importCount"] == {"imported": 1, "updated": 0, "ignored": 7, "deleted": 0}
    assert told["rejectedIndexes"] == [1, 2, 3, 4, 5, 6, 7]
    codes = {each["indexes"][0]: each["errorCode"] for each in told["conflicts"]}
    assert codes == {
        1: "E7610",
        2: "E7611",
        3: "E7612",
        4: "E7618",
        5: "facts.not-a-number",
        6: "E7618",
        7: "facts.repeated",
    }
    assert Figure.objects.get().value == "3"


def test_the_other_systems_codes(
    caller_of: Callers, reporting: Round, own: Unit, people: dict[Role, User]
) -> None:
    actions.list_codes(codes={"fbfJHSPpUQD": "培训场次"}, by=people[Role.ADMIN])
    reporter = caller_of(Role.REPORTER)
    assert post(reporter, reporting, value(own, "fbfJHSPpUQD", "3")).status_code == 200
    assert Figure.objects.get().measure == "培训场次"
    out = reporter.get(f"/rounds/{reporting.pk}/dataValueSets?period=2026Q1&orgUnit={own.code}").json()[
        "dataValues"
    ]
    assert [each["dataElement"] for each in out] == ["fbfJHSPpUQD"]


def test_deleted_values_are_taken_back(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    post(reporter, reporting, value(own, "培训场次", "3"))
    answer = post(reporter, reporting, value(own, "培训场次", "3", deleted=True))
    assert answer.json()["response"]["importCount"]["deleted"] == 1
    assert Figure.objects.get().value == ""
    assert reporter.get(f"/rounds/{reporting.pk}/dataValueSets").json()["dataValues"] == []


def test_a_dry_run_writes_nothing(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    events = Event.objects.count()
    told = post(reporter, reporting, value(own, "培训场次", "3"), dry=True).json()["response"]
    assert told["importCount"]["imported"] == 1
    assert not Figure.objects.exists()
    assert Event.objects.count() == events


def test_residents_numbers_turn_all_of_it_away(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    for more in ({"comment": "13800138000"}, {"value": 13800138000}):
        answer = post(
            reporter, reporting, value(own, "培训场次", "3", "2026Q2"), value(own, "培训场次", "3") | more
        )
        assert answer.status_code == 422
        assert answer.json()["code"] == "facts.personal-data"
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    "number", [b"1e400", b"1e999999999", b"0.1e-99999", b"12345678901234567890123456789012345"]
)
def test_a_number_without_end_is_refused(
    caller_of: Callers, reporting: Round, own: Unit, number: bytes
) -> None:
    body = b'{"orgUnit": "%s", "period": "2026Q1", "dataValues": [{"dataElement": "x", "value": 7}]}'
    body = (body % own.code.encode()).replace(b'"x"', '"培训场次"'.encode()).replace(b"7}", number + b"}")
    answer = caller_of(Role.REPORTER).post(f"/rounds/{reporting.pk}/dataValueSets", body)
    assert answer.status_code in (400, 409)
    assert not Figure.objects.exists()
