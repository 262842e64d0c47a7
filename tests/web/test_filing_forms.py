"""填报: a form from its first figure to its verification, and back where it has to go back."""

import datetime
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.facts import State
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.facts import facts_of
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import blockers, step_from
from kaohe.web.ui.desk import waiting_for

Clients = Callable[[Role], Client]
PERIOD = "2026Q1"
MEASURE = "培训场次"


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


@pytest.fixture
def address(round: Round, own: Unit) -> Callable[..., str]:
    def of(step: str = "", unit: Unit | None = None, period: str = PERIOD) -> str:
        name = f"filing:unit-{step}" if step else "filing:unit"
        return reverse(name, args=[round.pk, (unit or own).code, period])

    return of


def script(client: Client, url: str, *cells: Sequence[object]) -> dict[str, Any]:
    answer = client.post(url, {"cells": json.dumps(cells)}, headers={"Accept": "application/json"})
    body: dict[str, Any] = answer.json()
    return body | {"status": answer.status_code}


def filled(client: Client, url: str, own: Unit, text: str = "3") -> None:
    script(client, url, [own.code, MEASURE, PERIOD, text, 0, None])


def shown(own: Unit, edition: int = 0, text: str = "") -> str:
    return json.dumps(
        {
            "units": [own.code],
            "columns": [[MEASURE, PERIOD]],
            "editions": [[edition]],
            "texts": [[text]],
            "notes": [[""]],
        }
    )


def test_a_figure_is_saved_as_it_is_typed(client_of: Clients, address: Callable[..., str], own: Unit) -> None:
    body = script(client_of(Role.REPORTER), address(), [own.code, MEASURE, PERIOD, "3", 0, "含线上"])
    (cell,) = body["cells"]
    assert (cell["edition"], cell["kept"], cell["conflict"]) == (1, True, False)
    assert Figure.objects.get().note == "含线上"
    assert Filing.objects.get().state == "open"
    assert Event.objects.filter(code="filing.saved", unit=own.code).exists()


def test_logged_out_a_script_is_told_so(address: Callable[..., str], own: Unit) -> None:
    assert script(Client(), address(), [own.code, MEASURE, PERIOD, "3", 0, None])["status"] == 401


def test_others_forms_are_not_there(client_of: Clients, address: Callable[..., str], other: Unit) -> None:
    for role in (Role.REPORTER, Role.HEAD):
        assert client_of(role).get(address(unit=other)).status_code == 404
        assert client_of(role).post(address("submit", unit=other)).status_code == 404


def test_the_form_works_without_a_script(client_of: Clients, address: Callable[..., str], own: Unit) -> None:
    head = client_of(Role.HEAD)
    assert head.post(address(), {"shown": shown(own), "0.0": "3", "0.0!": ""}).status_code == 302
    answer = head.post(address("submit"), {"shown": shown(own, 1, "3"), "0.0": "4", "0.0!": ""})
    assert answer.status_code == 302
    assert Figure.objects.get().text == "4"
    assert Filing.objects.get().state == "submitted"


def test_the_reporter_prepares_and_the_head_hands_in(
    client_of: Clients, address: Callable[..., str], own: Unit
) -> None:
    filled(client_of(Role.REPORTER), address(), own)
    refused = client_of(Role.REPORTER).post(address("submit"), follow=True)
    assert refused.redirect_chain[0][0].startswith(address())
    assert "由单位负责人报送" in refused.content.decode()
    assert client_of(Role.HEAD).post(address("submit")).status_code == 302


def test_where_there_is_no_head_the_reporter_hands_in(
    client_of: Clients, address: Callable[..., str], own: Unit
) -> None:
    Duty.objects.filter(role=Role.HEAD).delete()
    filled(client_of(Role.REPORTER), address(), own)
    assert client_of(Role.REPORTER).post(address("submit")).status_code == 302


def test_the_office_fills_in_for_whom_nobody_does(
    client_of: Clients, address: Callable[..., str], own: Unit, other: Unit
) -> None:
    office = client_of(Role.OFFICE)
    assert script(office, address(), [own.code, MEASURE, PERIOD, "3", 0, None])["code"] == "filing.not-yours"
    assert script(office, address(unit=other), [other.code, MEASURE, PERIOD, "3", 0, None])["status"] == 200
    assert office.post(address("submit", unit=other)).status_code == 302


def test_twice_is_once(client_of: Clients, address: Callable[..., str], own: Unit) -> None:
    head = client_of(Role.HEAD)
    filled(head, address(), own)
    assert head.post(address("submit")).status_code == 302
    assert head.post(address("submit")).status_code == 302
    assert Event.objects.filter(code="filing.submitted").count() == 1


def test_what_is_missing_or_wrong_is_said_first(
    client_of: Clients, address: Callable[..., str], own: Unit
) -> None:
    head = client_of(Role.HEAD)
    missing = head.post(address("submit"), follow=True)
    page = missing.content.decode()
    assert f"个数没有填：{MEASURE}" in page
    assert page.count("还没有填。") == page.count('aria-invalid="true"') > 0
    filled(head, address(), own, "三场")
    wrong = head.post(address("submit"), {"missing": "on"}, follow=True)
    page = wrong.content.decode()
    assert "改好再报送" in page
    assert "要填数" in page.split("<table", 1)[1]
    assert 'value="三场"' in page
    assert "还没有填。" not in page
    assert not Filing.objects.filter(state="submitted").exists()
    script(head, address(), [own.code, MEASURE, PERIOD, "", 1, None])
    assert head.post(address("submit"), {"missing": "on"}).status_code == 302


def test_what_was_entered_with_the_press_is_on_the_form_again(
    client_of: Clients, address: Callable[..., str], own: Unit
) -> None:
    head = client_of(Role.HEAD)
    answer = head.post(address("submit"), {"shown": shown(own), "0.0": "三场", "0.0!": "线上"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="三场"' in page
    assert 'value="线上"' in page
    assert Figure.objects.get().text == "三场"
    script_asks = head.post(address("submit"), headers={"Accept": "application/json"})
    assert script_asks.status_code == 409
    assert script_asks.json()["code"] == "filing.wrong"


def test_what_was_handed_in_does_not_change(
    client_of: Clients, address: Callable[..., str], own: Unit
) -> None:
    head = client_of(Role.HEAD)
    filled(head, address(), own)
    head.post(address("submit"))
    body = script(head, address(), [own.code, MEASURE, PERIOD, "9", 1, None])
    assert (body["status"], body["code"]) == (409, "filing.closed")
    assert Figure.objects.get().text == "3"
    assert "<input name=" not in head.get(address()).content.decode().split("<table", 1)[1]


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (5, False)])
def test_late_is_late(
    client_of: Clients, address: Callable[..., str], own: Unit, round: Round, days: int, late: bool
) -> None:
    due = timezone.localdate() + datetime.timedelta(days=days)
    Deadline.objects.create(round=round, stage=Stage.REPORTING, period="2026年第1季度", due=due)
    Deadline.objects.create(
        round=round, stage=Stage.REPORTING, period="", due=due - datetime.timedelta(days=90)
    )
    head = client_of(Role.HEAD)
    filled(head, address(), own)
    head.post(address("submit"))
    assert Filing.objects.get().late is late
    assert ("逾期" in head.get(address()).content.decode()) is late


def test_it_goes_back_with_a_reason_and_counts_again_when_it_returns(
    client_of: Clients, address: Callable[..., str], own: Unit, round: Round
) -> None:
    head, office = client_of(Role.HEAD), client_of(Role.OFFICE)
    filled(head, address(), own)
    head.post(address("submit"))
    assert office.post(address("return"), {"reason": " "}).status_code == 409
    assert office.post(address("return"), {"reason": "电话 13812345678"}).status_code == 409
    assert office.post(address("return"), {"reason": "与台账不符"}).status_code == 302
    (fact,) = facts_of(round)
    assert fact.state is State.RETURNED
    assert "与台账不符" in head.get(address()).content.decode()
    assert Event.objects.filter(code="filing.returned", unit=own.code).exists()
    head.post(address("submit"))
    (fact,) = facts_of(round)
    assert fact.state is State.REPORTED


def test_it_is_verified_by_a_department_that_has_figures_in_it(
    client_of: Clients, address: Callable[..., str], own: Unit, people: dict[Role, User], round: Round
) -> None:
    head = client_of(Role.HEAD)
    filled(head, address(), own)
    head.post(address("submit"))
    duty = Duty.objects.get(role=Role.DEPARTMENT)
    duty.department = Department.objects.get(name="规划信息科")
    duty.save()
    assert client_of(Role.DEPARTMENT).post(address("verify")).status_code == 409
    duty.department = Department.objects.get(name="人口家庭科")
    duty.save()
    client = client_of(Role.DEPARTMENT)
    assert client.post(address("verify")).status_code == 302
    (fact,) = facts_of(round)
    assert fact.state is State.VERIFIED
    assert client_of(Role.OFFICE).post(address("return"), {"reason": "x"}).status_code == 409


def test_the_office_opens_it_again_in_a_later_stage(
    client_of: Clients, address: Callable[..., str], own: Unit, round: Round
) -> None:
    head, office = client_of(Role.HEAD), client_of(Role.OFFICE)
    filled(head, address(), own)
    head.post(address("submit"))
    Round.objects.filter(pk=round.pk).update(stage=Stage.SCORING)
    assert script(head, address(), [own.code, MEASURE, PERIOD, "9", 1, None])["status"] == 409
    assert office.post(address("return"), {"reason": "x"}).status_code == 409
    assert office.post(address("reopen"), {"reason": "核查更正"}).status_code == 302
    assert script(head, address(), [own.code, MEASURE, PERIOD, "9", 1, None])["status"] == 200
    assert head.post(address("submit")).status_code == 302
    Round.objects.filter(pk=round.pk).update(stage=Stage.PUBLISHED)
    assert office.post(address("reopen"), {"reason": "核查更正"}).status_code == 409
    assert Figure.objects.get().text == "9"


def test_a_form_nobody_opened_again_stays_closed_later(
    client_of: Clients, address: Callable[..., str], own: Unit, round: Round
) -> None:
    Round.objects.filter(pk=round.pk).update(stage=Stage.SCORING)
    body = script(client_of(Role.HEAD), address(), [own.code, MEASURE, PERIOD, "9", 0, None])
    assert (body["status"], body["code"]) == (409, "round.closed")


def test_last_years_figure_stands_beside_and_a_leap_is_pointed_out(
    client_of: Clients, address: Callable[..., str], own: Unit, round: Round, people: dict[Role, User]
) -> None:
    before = Round.objects.create(
        title="上年", period="2025", scheme=round.scheme, stage=Stage.ARCHIVED, created_by=people[Role.OFFICE]
    )
    from kaohe.web.rounds.models import RoundUnit

    RoundUnit.objects.create(round=before, unit=own, code=own.code, name=own.name, level=own.level)
    Round.objects.filter(pk=round.pk).update(before=before)
    save_cells(round=before, cells=[Cell(own.code, MEASURE, "2025Q1", "11")], by=people[Role.HEAD])
    body = script(client_of(Role.HEAD), address(), [own.code, MEASURE, PERIOD, "110", 0, None])
    (cell,) = body["cells"]
    assert [problem["severity"] for problem in cell["problems"]] == ["advice"]
    page = client_of(Role.HEAD).get(address()).content.decode()
    assert "上年是 11" in page
    assert client_of(Role.HEAD).post(address("submit")).status_code == 302


def test_a_department_supplies_a_grid(client_of: Clients, round: Round, people: dict[Role, User]) -> None:
    duty = Duty.objects.get(role=Role.DEPARTMENT)
    duty.department = Department.objects.get(name="综合监督科")
    duty.save()
    client = client_of(Role.DEPARTMENT)
    url = reverse("filing:department", args=[round.pk, "综合监督科", "2026"])
    page = client.get(url).content.decode()
    units = list(round.units.filter(level="镇街"))
    assert all(unit.name in page for unit in units)
    cells = [[unit.code, "信访逾期件数", "2026", "0", 0, None] for unit in units]
    assert script(client, url, *cells)["status"] == 200
    submit = reverse("filing:department-submit", args=[round.pk, "综合监督科", "2026"])
    assert client.post(submit)["Location"].endswith("?check=missing")
    assert not Filing.objects.filter(state="submitted").exists()
    assert "check" not in client.post(submit, {"missing": "on"})["Location"]
    assert Filing.objects.get().department == "综合监督科"
    elsewhere = reverse("filing:department", args=[round.pk, "办公室", "2026"])
    assert client.get(elsewhere).status_code == 404


def test_the_step_waits_for_every_form(round: Round, client_of: Clients) -> None:
    step = step_from(Stage.REPORTING)
    assert step is not None
    found = [blocker.text for blocker in blockers(round, step)]
    towns = round.units.filter(level="镇街").count()
    assert f"还有 {towns} 个镇街未报送" in found
    assert any("个科室没有提供数据" in text for text in found)


def test_the_overview_shows_and_filters(
    client_of: Clients, round: Round, own: Unit, other: Unit, address: Callable[..., str]
) -> None:
    url = reverse("filing:overview", args=[round.pk])
    office = client_of(Role.OFFICE)
    assert other.name in office.get(url).content.decode()
    assert other.name not in client_of(Role.REPORTER).get(url).content.decode()
    head = client_of(Role.HEAD)
    filled(head, address(), own)
    head.post(address("submit"))
    office.post(address("return"), {"reason": "不符"})
    returned = office.get(url, {"only": "returned"}).content.decode()
    assert own.name in returned
    assert other.name not in returned


def test_pages_take_few_queries(
    client_of: Clients,
    round: Round,
    address: Callable[..., str],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    office, head = client_of(Role.OFFICE), client_of(Role.HEAD)
    for client, url in (
        (office, reverse("filing:overview", args=[round.pk])),
        (head, address(period="2026")),
        (office, reverse("filing:department", args=[round.pk, "办公室", "2026"])),
    ):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert client.get(url).status_code == 200


def test_what_waits_for_whom(people: dict[Role, User], round: Round, client_of: Clients) -> None:
    texts = {
        role: [entry.text for entry in waiting_for(people[role])] for role in (Role.REPORTER, Role.OFFICE)
    }
    assert any("填报并报送" in text for text in texts[Role.REPORTER])
    assert not any("核定" in text for text in texts[Role.OFFICE])


def test_the_help_shows_clause_and_boundary(client_of: Clients, round: Round) -> None:
    url = reverse("filing:help", args=[round.pk, "备案率"])
    page = client_of(Role.REPORTER).get(url).content.decode()
    assert "得分" in page
    assert (
        client_of(Role.REPORTER).get(url, headers={"HX-Request": "true"}).content.decode().startswith("<div")
    )
    assert client_of(Role.REPORTER).get(reverse("filing:help", args=[round.pk, "没有"])).status_code == 404


def test_a_large_page_stays_small(round: Round, client_of: Clients, people: dict[Role, User]) -> None:
    """Sixty units: every page under 150 KB of HTML."""
    from kaohe.web.rounds.models import RoundUnit

    town = Unit.objects.get(pk=round.units.filter(level="镇街").values_list("unit", flat=True)[0])
    RoundUnit.objects.bulk_create(
        RoundUnit(
            round=round, unit=town, code=f"T{n:03}", name=f"测试镇{n}", level="镇街", unit_class="镇", order=n
        )
        for n in range(60)
    )
    office = client_of(Role.OFFICE)
    Round.objects.filter(pk=round.pk).update(stage=Stage.TARGETS)
    pages = [reverse("filing:targets", args=[round.pk]), reverse("filing:overview", args=[round.pk])]
    pages.append(reverse("filing:department", args=[round.pk, "办公室", "2026"]))
    for url in pages:
        assert len(office.get(url).content) < 150_000, url
