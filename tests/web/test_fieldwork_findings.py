"""What visits found: the list, decisions, line by line, as files, and adopted into the figures that scores rest on."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from kaohe.facts import State
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.fieldwork.models import Visit, VisitState
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import GUARDS
from kaohe.web.scoring.models import HandIn
from kaohe.web.ui.desk import waiting_for
from tests.web.evidence_files import PHONE, upload
from tests.web.inspected import ERRORS, TABLE, a_photo_of, a_visit_of, name_of

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def scoring(round_at: Maker) -> Round:
    return round_at(Stage.SCORING)


@pytest.fixture
def two(scoring: Round, own: Unit, people: dict[Role, User]) -> list[Visit]:
    """Two places of one unit: 3 wrong of 20, 1 wrong of 30."""
    asked, by = name_of(scoring, ERRORS), people[Role.INSPECTOR]
    return [
        a_visit_of(scoring, own.code, by, place=place, values={asked: found})
        for place, found in (("东村", "20/3"), ("西村", "30/1"))
    ]


def decide(client: Client, round: Round, visits: list[Visit], state: str, reason: str = "") -> Any:
    url = reverse("fieldwork:visits-decide", args=[round.pk])
    chosen = [f"{visit.pk}:{visit.edition}" for visit in visits]
    return client.post(url, {"visit": chosen, "state": state, "reason": reason})


def test_the_office_says_which_visits_count(
    scoring: Round, two: list[Visit], client_of: Clients, people: dict[Role, User]
) -> None:
    office = client_of(Role.OFFICE)
    assert len(list(GUARDS["visits-decided"](scoring))) == 1
    assert any("待认定" in each.text for each in waiting_for(people[Role.OFFICE]))
    assert decide(office, scoring, two[:1], "accepted").status_code == 302
    assert decide(office, scoring, two[1:], "aside").status_code == 409
    assert decide(office, scoring, two[1:], "aside", f"问 {PHONE}").status_code == 409
    assert decide(office, scoring, two[1:], "aside", "去错了村").status_code == 302
    assert dict(Visit.objects.values_list("place", "state")) == {"东村": "accepted", "西村": "aside"}
    assert "去错了村" in office.get(reverse("fieldwork:visits", args=[scoring.pk])).content.decode()
    assert list(GUARDS["visits-decided"](scoring)) == []
    assert Event.objects.filter(code="inspection.decided").count() == 2
    # Twice is once.
    decide(office, scoring, two[:1], "accepted")
    assert Event.objects.filter(code="inspection.decided").count() == 2


def test_what_changed_meanwhile_is_not_decided(scoring: Round, two: list[Visit], client_of: Clients) -> None:
    Visit.objects.filter(pk=two[0].pk).update(edition=2)
    assert decide(client_of(Role.OFFICE), scoring, two, "accepted").status_code == 409
    assert not Visit.objects.exclude(state=VisitState.RECEIVED).exists()
    for role in (Role.DEPARTMENT, Role.INSPECTOR, Role.AUDITOR):
        assert decide(client_of(role), scoring, two, "accepted").status_code == 403


def test_lines_stand_beside_what_was_reported(scoring: Round, two: list[Visit], own: Unit, client_of: Clients, people: dict[Role, User], django_assert_max_num_queries: Any) -> None:  # fmt: skip
    unit = scoring.units.get(code=own.code)
    Figure.objects.create(
        round=scoring,
        unit=unit,
        measure="信息准确率",
        period="2026",
        text="97/100",
        value="97/100",
        by=people[Role.OFFICE],
    )
    client = client_of(Role.DEPARTMENT)
    with django_assert_max_num_queries(18):
        page = client.get(reverse("fieldwork:findings", args=[scoring.pk])).content.decode()
    assert "抽查条数 20，差错条数 3" in page
    assert "97/100" in page
    none = client.get(
        reverse("fieldwork:findings", args=[scoring.pk]), {"state": "accepted"}
    ).content.decode()
    assert "抽查条数 20" not in none
    narrowed = client.get(
        reverse("fieldwork:findings", args=[scoring.pk]), {"words": "西村"}
    ).content.decode()
    assert "抽查条数 30" in narrowed
    assert "抽查条数 20" not in narrowed
    one = client.get(reverse("fieldwork:visit", args=[scoring.pk, two[0].pk])).content.decode()
    assert "97/100" in one
    assert (
        client_of(Role.REPORTER).get(reverse("fieldwork:visit", args=[scoring.pk, two[0].pk])).status_code
        == 403
    )


def test_files_run_no_formula(
    scoring: Round, own: Unit, people: dict[Role, User], client_of: Clients
) -> None:
    a_visit_of(
        scoring,
        own.code,
        people[Role.INSPECTOR],
        place="=HYPERLINK(1)",
        notes={name_of(scoring, ERRORS): "@SUM(A1)"},
    )
    url = reverse("fieldwork:findings-file", args=[scoring.pk])
    client = client_of(Role.OFFICE)
    text = b"".join(client.get(url, {"kind": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, row = csv.reader(io.StringIO(text))
    assert not any(cell.startswith(("=", "@")) for cell in row)
    assert row[head.index("查得")] == "抽查条数 20，差错条数 3"
    book = load_workbook(io.BytesIO(b"".join(client.get(url).streaming_content)))  # type: ignore[attr-defined]
    cells = [cell for cells in book.worksheets[0].iter_rows() for cell in cells]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_what_was_found_is_adopted_and_counts(
    scoring: Round, two: list[Visit], own: Unit, client_of: Clients
) -> None:
    office, url = client_of(Role.OFFICE), reverse("fieldwork:adopt", args=[scoring.pk])
    assert "还没有可采用的数" in office.get(url).content.decode()
    decide(office, scoring, two, "accepted")
    page = office.get(url)
    (proposal,) = [each for each in page.context["adoption"].proposals if each.fact.measure == ERRORS]
    assert (proposal.text, proposal.now) == ("4/50", "")
    assert proposal.interval
    before = scoring.figures
    assert office.post(url, {"figure": [proposal.token]}).status_code == 302
    figure = Figure.objects.get(measure=ERRORS)
    assert (figure.value, figure.state, figure.place) == ("4/50", State.VERIFIED.value, "现场检查")
    assert "2个检查点" in figure.note
    assert "第一组" in figure.note
    scoring.refresh_from_db()
    assert scoring.figures > before
    inputs, _result = result_of(scoring)
    assert any(fact.measure == ERRORS and str(fact.value) == "4/50" for fact in inputs.facts)
    # The explanation of the score says where the figure comes from.
    item = office.get(reverse("results:item", args=[scoring.pk, own.code, 1, "2.1.3"])).content.decode()
    assert "2个检查点" in item
    assert Event.objects.filter(code="inspection.adopted").count() == 1
    # What was shown is no longer what there is.
    assert office.post(url, {"figure": [proposal.token]}).status_code == 409
    assert "已采用" in office.get(url).content.decode()


def test_what_the_level_above_found_is_told_apart(
    scoring: Round, two: list[Visit], client_of: Clients
) -> None:
    Visit.objects.filter(pk=two[1].pk).update(above=True)
    office = client_of(Role.OFFICE)
    decide(office, scoring, two, "accepted")
    page = office.get(reverse("fieldwork:adopt", args=[scoring.pk]))
    (proposal,) = [each for each in page.context["adoption"].proposals if each.fact.measure == ERRORS]
    # The example has no measure of its own for the level above: its findings go with ours, and that is said.
    assert proposal.text == "4/50"
    assert "上级" in proposal.fact.note
    assert "上级检查" in office.get(reverse("fieldwork:visits", args=[scoring.pk])).content.decode()


def test_a_department_that_has_handed_in_is_left_alone(
    scoring: Round, two: list[Visit], client_of: Clients, people: dict[Role, User]
) -> None:
    office, url = client_of(Role.OFFICE), reverse("fieldwork:adopt", args=[scoring.pk])
    decide(office, scoring, two, "accepted")
    HandIn.objects.create(round=scoring, department="规划信息科", by=people[Role.OFFICE])
    (proposal,) = [
        each for each in office.get(url).context["adoption"].proposals if each.fact.measure == ERRORS
    ]
    assert proposal.shut == "规划信息科"
    assert office.post(url, {"figure": [proposal.token]}).status_code == 409
    assert not Figure.objects.filter(measure=ERRORS).exists()


def test_adopting_waits_for_its_stage(
    round_at: Maker, client_of: Clients, own: Unit, people: dict[Role, User]
) -> None:
    found = round_at(Stage.REPORTING)
    visit = a_visit_of(found, own.code, people[Role.INSPECTOR])
    office, url = client_of(Role.OFFICE), reverse("fieldwork:adopt", args=[found.pk])
    decide(office, found, [visit], "accepted")
    (proposal,) = [
        each for each in office.get(url).context["adoption"].proposals if each.fact.measure == ERRORS
    ]
    assert office.post(url, {"figure": [proposal.token]}).status_code == 409
    assert client_of(Role.AUDITOR).get(url).status_code == 200


def test_a_photograph_of_another_round_is_not_there(
    scoring: Round, two: list[Visit], client_of: Clients, people: dict[Role, User]
) -> None:
    photo = a_photo_of(two[0], people[Role.INSPECTOR])
    client = client_of(Role.OFFICE)
    assert client.get(reverse("fieldwork:photo", args=[scoring.pk, photo.pk + 1])).status_code == 404
    assert client.get(reverse("fieldwork:visit", args=[scoring.pk, two[1].pk + 1])).status_code == 404


def test_an_export_of_an_app_comes_in_once(scoring: Round, own: Unit, client_of: Clients) -> None:
    import json

    asked = name_of(scoring, ERRORS)
    entry = {"format": 1, "id": "uuid:9d7c-odk-1", "unit": own.code, "place": "东村", "team": "第二组", "at": "2026-11-20T09:30",
             "values": {asked: "20/3"}}  # fmt: skip
    office, url = client_of(Role.OFFICE), reverse("fieldwork:visits-import", args=[scoring.pk])
    for _time in range(2):
        body = {"table": TABLE, "files": upload("导出.json", json.dumps([entry]).encode())}
        assert office.post(url, body).status_code == 302
    visit = Visit.objects.get()
    assert (visit.key, visit.team, visit.edition, visit.source) == (
        "uuid:9d7c-odk-1",
        "第二组",
        1,
        "导出.json",
    )
    assert visit.above is False
    entry["id"] = "uuid:9d7c-odk-2"
    office.post(
        url, {"table": TABLE, "above": "on", "files": upload("导出.json", json.dumps([entry]).encode())}
    )
    assert Visit.objects.get(key="uuid:9d7c-odk-2").above is True
    bad = {"table": TABLE, "files": upload("导出.json", b"{}")}
    assert "不是检查记录" in office.post(url, bad).content.decode()


def test_checklists_are_had_as_files_and_set_by_the_office(scoring: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    url = reverse("fieldwork:checklists", args=[scoring.pk])
    assert ERRORS in office.get(url).content.decode()
    assert (
        office.post(url, {"table": TABLE, "position": "on", "teams": "第一组\n第二组\n"}).status_code == 302
    )
    data = office.get(reverse("fieldwork:form", args=[scoring.pk])).context["data"]
    assert data["teams"] == ["第一组", "第二组"]
    assert next(each for each in data["tables"] if each["table"] == TABLE)["position"] is True
    assert office.post(url, {"table": TABLE, "teams": PHONE}).status_code == 409
    text = f"删: [年度计划已印发]\n改:\n  {ERRORS}: {{问法: 抽出的信息逐条核对, 必填: 是}}\n"
    assert office.post(url, {"table": TABLE, "text": text}).status_code == 302
    data = office.get(reverse("fieldwork:form", args=[scoring.pk])).context["data"]
    asked = {
        each["label"]: each for each in next(e for e in data["tables"] if e["table"] == TABLE)["questions"]
    }
    assert asked["抽出的信息逐条核对"]["required"] is True
    assert not any("年度计划" in label for label in asked)
    wrong = office.post(url, {"table": TABLE, "text": "删: [没有的一问]"})
    assert wrong.status_code == 409
    assert "没有的一问" in wrong.content.decode()
    office.post(url, {"table": TABLE, "position": "on", "teams": "第一组"})
    assert client_of(Role.INSPECTOR).post(url, {"table": TABLE}).status_code == 403
    address = reverse("fieldwork:checklist-file", args=[scoring.pk])
    answer = client_of(Role.INSPECTOR).get(address, {"table": TABLE, "kind": "xlsform"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert office.get(address, {"table": TABLE, "kind": "exe"}).status_code == 404
    printed = office.get(address, {"table": TABLE, "kind": "docx"})
    blank = Document(io.BytesIO(b"".join(printed.streaming_content)))  # type: ignore[attr-defined]
    assert ERRORS in "".join(cell.text for table in blank.tables for row in table.rows for cell in row.cells)
    archive = office.get(address, {"table": TABLE, "kind": "zip"})
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as each:  # type: ignore[attr-defined]
        assert len(each.namelist()) == scoring.units.filter(level="镇街").count()
