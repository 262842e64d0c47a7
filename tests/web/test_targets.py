"""目标: who sets them, when, and what happens when two do."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.core import Refused
from kaohe.facts import Role as FactRole
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.actions import Cell, save_cells, save_targets
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import blockers, step_from

Clients = Callable[[Role], Client]
MEASURE = "服务告知覆盖率"


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.TARGETS)


@pytest.fixture
def url(round: Round) -> str:
    return reverse("filing:targets", args=[round.pk])


def shown(unit: Unit, text: str = "", edition: int = 0) -> str:
    return json.dumps(
        {
            "units": [unit.code],
            "columns": [[MEASURE, "2026"]],
            "editions": [[edition]],
            "texts": [[text]],
        }
    )


def test_the_office_sets_them_with_a_plain_form(client_of: Clients, url: str, own: Unit) -> None:
    answer = client_of(Role.OFFICE).post(url, {"shown": shown(own), "0.0": "96"})
    assert answer.status_code == 302
    figure = Figure.objects.get()
    assert (figure.role, figure.measure, figure.text, figure.value) == ("target", MEASURE, "96", "96")
    assert Event.objects.filter(code="target.saved", unit=own.code).count() == 1
    page = client_of(Role.OFFICE).get(url).content.decode()
    assert 'value="96"' in page


def test_nothing_is_saved_that_nobody_changed(client_of: Clients, url: str, own: Unit) -> None:
    client_of(Role.OFFICE).post(url, {"shown": shown(own), "0.0": ""})
    assert not Figure.objects.exists()


def test_what_is_not_understood_is_shown_at_its_cell(client_of: Clients, url: str, own: Unit) -> None:
    client_of(Role.OFFICE).post(url, {"shown": shown(own), "0.0": "约九成"})
    page = client_of(Role.OFFICE).get(url).content.decode()
    assert 'value="约九成"' in page
    assert 'aria-invalid="true"' in page
    assert "要填数" in page


def test_a_script_gets_each_cell(client_of: Clients, url: str, own: Unit) -> None:
    cells = json.dumps(
        [[own.code, MEASURE, "2026", "96", 0, None], [own.code, "暖心家园数", "2026", "2.5", 0, None]]
    )
    answer = client_of(Role.OFFICE).post(url, {"cells": cells}, headers={"Accept": "application/json"})
    first, second = answer.json()["cells"]
    assert (first["edition"], first["problems"]) == (1, [])
    assert second["kept"]
    assert [problem["severity"] for problem in second["problems"]] == ["error"]


def test_two_who_write_one_cell_are_asked(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    cell = Cell(own.code, MEASURE, "2026", "95")
    save_cells(round=round, cells=[cell], by=people[Role.ADMIN], role=FactRole.TARGET)
    office = client_of(Role.OFFICE)
    answer = office.post(url, {"shown": shown(own), "0.0": "97"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="97"' in page
    assert "<b>95</b>" in page
    assert Figure.objects.get().text == "95"
    merge = json.dumps({"cells": [[own.code, MEASURE, "2026", 1]]})
    office.post(url, {"shown": merge, "0.0": "97", "take.0": "theirs"})
    assert Figure.objects.get().text == "95"
    assert office.post(url, {"shown": merge, "0.0": "97", "take.0": "mine"}).status_code == 302
    assert Figure.objects.get().text == "97"


def test_what_somebody_else_changed_is_not_touched_by_a_form_that_did_not(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    cell = Cell(own.code, MEASURE, "2026", "95")
    save_cells(round=round, cells=[cell], by=people[Role.ADMIN], role=FactRole.TARGET)
    assert client_of(Role.OFFICE).post(url, {"shown": shown(own), "0.0": ""}).status_code == 302
    assert Figure.objects.get().text == "95"


def test_units_see_their_own_and_change_nothing(client_of: Clients, url: str, own: Unit, other: Unit) -> None:
    page = client_of(Role.REPORTER).get(url).content.decode()
    assert own.name in page
    assert other.name not in page
    assert "<input name" not in page
    assert client_of(Role.REPORTER).post(url, {"shown": shown(own), "0.0": "1"}).status_code == 403


def test_they_are_closed_once_reporting_has_begun(
    client_of: Clients, url: str, own: Unit, round: Round
) -> None:
    Round.objects.filter(pk=round.pk).update(stage=Stage.REPORTING)
    answer = client_of(Role.OFFICE).post(url, {"shown": shown(own), "0.0": "96"})
    assert answer.status_code == 409
    assert not Figure.objects.exists()


def test_only_the_office_sets_them(round: Round, people: dict[Role, User], own: Unit) -> None:
    with pytest.raises(Refused) as told:
        save_targets(round=round, cells=[Cell(own.code, MEASURE, "2026", "95")], by=people[Role.DEPARTMENT])
    assert told.value.code == "filing.not-yours"


def test_what_was_not_asked_is_refused(client_of: Clients, url: str, own: Unit) -> None:
    cells = json.dumps([[own.code, "备案率", "2026", "1/2", 0, None]])
    assert client_of(Role.OFFICE).post(url, {"cells": cells}).status_code == 409
    assert client_of(Role.OFFICE).post(url, {"cells": "nonsense"}).status_code == 409
    assert client_of(Role.OFFICE).post(url, {"shown": "[]", "0.0": "1"}).status_code == 409


def test_the_step_waits_for_all_of_them(round: Round, people: dict[Role, User]) -> None:
    step = step_from(Stage.TARGETS)
    assert step is not None
    units = list(round.units.filter(level="镇街"))
    (blocker,) = blockers(round, step)
    assert blocker.text == f"还有 {len(units)} 个镇街的目标没有定"
    from kaohe.web.filing.shape import shape_for

    for field in shape_for(round).targets:
        if field.measure.standing_target("") is None:
            cells = [Cell(unit.code, field.measure.id, "2026", "5") for unit in units]
            save_targets(round=round, cells=cells, by=people[Role.OFFICE])
    assert blockers(round, step) == []


def test_the_page_takes_few_queries(
    client_of: Clients, url: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    office = client_of(Role.OFFICE)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        office.get(url)
