"""Facts over the interface: each figure with its outcome, by the rules that the pages have."""

from collections.abc import Callable
from typing import Any

import pytest

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Figure, Filing, FilingState
from kaohe.web.filing.shape import shape_for
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.tokens import Caller

Callers = Callable[[Role], Caller]


@pytest.fixture
def reporting(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


def sessions(unit: Unit, value: str | None = "3", **more: Any) -> dict[str, Any]:
    """A figure that units report: how often they trained people in a quarter."""
    return {"unit": unit.code, "measure": "培训场次", "period": "2026Q1", "value": value} | more


def put(caller: Caller, round: Round, *facts: dict[str, Any]) -> Any:
    answer = caller.put(f"/rounds/{round.pk}/facts", {"facts": list(facts)})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_a_figure_comes_in_and_goes_out(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    told = put(reporter, reporting, sessions(own, note="按签到表"))
    assert told["created"] == 1
    assert told["outcomes"][0]["edition"] == 1
    figure = Figure.objects.get()
    assert (figure.value, figure.note, figure.place) == ("3", "按签到表", "接口")
    assert figure.by == reporter.token.account
    out = reporter.get(f"/rounds/{reporting.pk}/facts").json()
    assert out["count"] == 1
    assert out["items"][0]["value"] == "3"
    event = Event.objects.get(code="api.facts-received")
    assert event.actor_name == "接口：测试 填报人"
    assert Event.objects.filter(code="filing.saved", unit=own.code).exists()
    assert Filing.objects.get().unit.code == own.code  # type: ignore[union-attr]


def test_the_same_again_changes_nothing(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    put(reporter, reporting, sessions(own, edition=0))
    events = Event.objects.count()
    told = put(reporter, reporting, sessions(own, edition=0))
    assert told["unchanged"] == 1
    assert Event.objects.count() == events
    assert Figure.objects.get().edition == 1


def test_a_later_figure_is_not_overwritten_unasked(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    put(reporter, reporting, sessions(own, "3"))
    put(reporter, reporting, sessions(own, "4"))
    told = put(reporter, reporting, sessions(own, "5", edition=1))
    assert told["conflicts"] == 1
    assert (told["outcomes"][0]["value"], told["outcomes"][0]["edition"]) == ("4", 2)
    assert put(reporter, reporting, sessions(own, "5", edition=2))["updated"] == 1
    assert put(reporter, reporting, sessions(own, "6"))["updated"] == 1, "without an edition, unasked"


def test_absence_not_applicable_and_zero_are_three_things(
    caller_of: Callers, reporting: Round, own: Unit
) -> None:
    reporter = caller_of(Role.REPORTER)
    path = f"/rounds/{reporting.pk}/facts"
    values = []
    for value in ("0", "不适用", None):
        put(reporter, reporting, sessions(own, value))
        values.append(reporter.get(path).json()["items"][0]["value"])
    assert values == ["0", "不适用", None]


def test_one_wrong_figure_does_not_stop_the_others(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    put(reporter, reporting, sessions(own, "3"))
    told = put(
        reporter, reporting,
        sessions(own, "三场"),
        sessions(own, "7", period="2026Q2"),
        sessions(own, "8", period="2026年第2季度"),
        sessions(own, "1", period="2031"),
        sessions(own, "1") | {"measure": "没有这一项"},
        sessions(own, "1") | {"unit": "没有这个单位"},
    )  # fmt: skip
    codes = [[problem["code"] for problem in each["problems"]] for each in told["outcomes"]]
    assert codes == [
        ["facts.not-a-number"], [], ["facts.repeated"], ["facts.wrong-period"], ["facts.unknown-measure"],
        ["facts.unknown-unit"],
    ]  # fmt: skip
    assert (told["created"], told["refused"]) == (1, 5)
    assert told["outcomes"][0]["value"] == "3", "what was understood before stays"


def test_who_may_write_which_figure(
    caller_of: Callers, reporting: Round, own: Unit, other: Unit, department: str
) -> None:
    def outcomes(role: Role, *facts: dict[str, Any]) -> list[str]:
        return [each["outcome"] for each in put(caller_of(role), reporting, *facts)["outcomes"]]

    supplied = [field for field in shape_for(reporting).supplied if "镇街" in field.levels]
    mine = next(field for field in supplied if department in field.department.split("、"))
    theirs = next(field for field in supplied if department not in field.department.split("、"))
    na = {"value": "不适用"}
    by_mine = {"unit": own.code, "measure": mine.measure.id, "period": str(mine.period)} | na
    by_theirs = {"unit": own.code, "measure": theirs.measure.id, "period": str(theirs.period)} | na
    assert outcomes(Role.REPORTER, sessions(own), sessions(other), by_mine) == [
        "created",
        "refused",
        "refused",
    ]
    assert outcomes(Role.HEAD, sessions(own, "9")) == ["updated"]
    assert outcomes(Role.DEPARTMENT, by_mine, by_theirs, sessions(own, "8")) == [
        "created",
        "refused",
        "refused",
    ]
    assert outcomes(Role.OFFICE, sessions(own), sessions(other)) == ["refused", "created"], (
        "where nobody acts for a unit"
    )
    judged = {"unit": own.code, "measure": "形势分析评定", "period": "2026", "value": "好"}
    found = {"unit": own.code, "measure": "抽查差错率", "period": "2026", "value": "1/100"}
    assert outcomes(Role.DEPARTMENT, judged, found) == ["refused", "refused"]


def test_a_form_that_is_handed_in_is_closed(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    put(reporter, reporting, sessions(own))
    Filing.objects.update(state=FilingState.SUBMITTED)
    told = put(reporter, reporting, sessions(own, "5"), sessions(own, "5", period="2026Q2"))
    assert [each["outcome"] for each in told["outcomes"]] == ["refused", "created"]
    assert "已经报送" in told["outcomes"][0]["problems"][0]["message"]


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.PUBLISHED, Stage.ARCHIVED])
def test_a_round_that_takes_no_figures_refuses(
    caller_of: Callers, round_at: Callable[[Stage], Round], own: Unit, stage: Stage
) -> None:
    round = round_at(stage)
    answer = caller_of(Role.REPORTER).put(f"/rounds/{round.pk}/facts", {"facts": [sessions(own)]})
    assert answer.status_code == 409
    assert answer.json()["code"] == "round.closed"
    assert not Figure.objects.exists()


def test_targets_are_the_offices_in_their_stage(
    caller_of: Callers, round_at: Callable[[Stage], Round], own: Unit
) -> None:
    target = {
        "unit": own.code,
        "measure": "每千人口托位数",
        "period": "2026",
        "role": "target",
        "value": "4.5",
    }
    round = round_at(Stage.TARGETS)
    assert put(caller_of(Role.REPORTER), round, target)["refused"] == 1
    assert put(caller_of(Role.OFFICE), round, target, sessions(own))["created"] == 1
    assert Figure.objects.get().role == "target"
    assert Event.objects.filter(code="target.saved").exists()
    Round.objects.filter(pk=round.pk).update(stage=Stage.REPORTING)
    assert put(caller_of(Role.OFFICE), round, target | {"value": "4.6"})["refused"] == 1


@pytest.mark.parametrize("field", ["value", "note"])
def test_residents_numbers_turn_all_of_it_away(
    caller_of: Callers, reporting: Round, own: Unit, field: str
) -> None:
    fact = sessions(own, period="2026Q2") | {field: "联系 13800138000"}
    answer = caller_of(Role.REPORTER).put(f"/rounds/{reporting.pk}/facts", {"facts": [sessions(own), fact]})
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "facts.personal-data"
    assert told["problems"][0]["where"] == [f"2 {field}"]
    assert "13800138000" not in answer.content.decode()
    assert not Figure.objects.exists()


def test_points_that_people_award_are_hidden_until_their_time(
    caller_of: Callers, reporting: Round, own: Unit
) -> None:
    unit = reporting.units.get(code=own.code)
    Figure.objects.create(
        round=reporting, unit=unit, measure="形势分析评定", period="2026", text="好", value="好"
    )
    path = f"/rounds/{reporting.pk}/facts"
    reporter, office = caller_of(Role.REPORTER), caller_of(Role.OFFICE)
    assert (reporter.get(path).json()["count"], office.get(path).json()["count"]) == (0, 1)
    Round.objects.filter(pk=reporting.pk).update(stage=Stage.FEEDBACK)
    assert reporter.get(path).json()["count"] == 1


def test_facts_come_page_by_page(caller_of: Callers, reporting: Round, own: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    put(reporter, reporting, *(sessions(own, period=f"2026Q{number}") for number in (1, 2, 3)))
    path = f"/rounds/{reporting.pk}/facts"
    page = reporter.get(f"{path}?page=2&size=2").json()
    assert (page["count"], len(page["items"])) == (3, 1)
    assert reporter.get(f"{path}?period=2026Q2&measure=培训场次&role=actual").json()["count"] == 1
    assert reporter.get(f"{path}?page=99").json()["items"] == []
    assert reporter.get(f"{path}?size=100000").status_code == 422
