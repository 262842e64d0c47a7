"""The form that works without a network, from the server's side: once however often it is sent, later editions, conflicts, photographs."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from kaohe.web.accounts.models import Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.fieldwork.models import FormSettings, Photo, Visit, VisitEdition, VisitState
from kaohe.web.fieldwork.visits_actions import decide_visits
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.evidence_files import IDENTITY, PHONE, picture, upload
from tests.web.inspected import ERRORS, TABLE, name_of, post, sent, the_list

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_page_has_all_that_the_form_needs(
    round_at: Maker, client_of: Clients, own: Unit, django_assert_max_num_queries: Any
) -> None:
    found = round_at(Stage.SCORING)
    client = client_of(Role.INSPECTOR)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("fieldwork:form", args=[found.pk]))
    data = page.context["data"]
    (table,) = (each for each in data["tables"] if each["table"] == TABLE)
    assert [own.code, own.name] in table["units"]
    assert ERRORS in {each["label"] for each in table["questions"]}
    assert "data-begin" in page.content.decode()
    assert len(page.content) < 150_000


def test_the_worker_may_keep_this_app_alone(client: Client, db: None) -> None:
    answer = client.get(reverse("fieldwork:worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert reverse("fieldwork:worker").startswith("/fieldwork/")
    assert "Service-Worker-Allowed" not in answer
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_visit_arrives_once_however_often_it_is_sent(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    body = sent(found, own.code)
    assert [post(client, found, body).json()["code"] for _time in range(3)] == ["new", "same", "same"]
    visit = Visit.objects.get()
    assert (visit.unit.code, visit.place, visit.edition, visit.state) == (
        own.code,
        "东村",
        1,
        VisitState.RECEIVED,
    )
    assert visit.answers == {name_of(found, ERRORS): "20/3"}
    assert Event.objects.filter(code="inspection.received").count() == 1


def test_a_later_edition_takes_the_place_of_an_earlier_one_which_is_kept(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    first = sent(found, own.code)
    post(client, found, first)
    key = first["answers"]["id"]
    second = sent(found, own.code, base=1, id=key, place="西村")
    assert post(client, found, second).json()["code"] == "changed"
    # The first one, whose answer was lost, comes once more: it is known, and changes nothing.
    assert post(client, found, first).json()["code"] == "same"
    # Back to what it said first is a change like any other.
    third = sent(found, own.code, base=2, id=key)
    assert post(client, found, third).json()["code"] == "changed"
    assert Visit.objects.get().place == "东村"
    assert list(VisitEdition.objects.values_list("number", "base")) == [(1, 0), (2, 1), (3, 2)]
    assert VisitEdition.objects.get(number=2).content["place"] == "西村"


def test_two_editions_made_from_one_are_a_conflict_that_is_told(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    first = sent(found, own.code)
    key = first["answers"]["id"]
    post(client, found, first)
    post(client, found, sent(found, own.code, base=1, id=key, place="西村"))
    answer = post(client, found, sent(found, own.code, base=1, id=key, place="南村"))
    assert answer.status_code == 409
    said = answer.json()
    assert (said["code"], said["visit"]["place"], said["visit"]["edition"]) == ("visit.conflict", "西村", 2)
    assert Visit.objects.get().place == "西村"
    assert (
        post(client, found, sent(found, own.code, base=2, id=key, place="南村")).json()["code"] == "changed"
    )


def test_what_the_office_has_decided_is_not_changed(
    round_at: Maker, client_of: Clients, own: Unit, people: dict[Role, User]
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    first = sent(found, own.code)
    post(client, found, first)
    visit = Visit.objects.get()
    decide_visits(
        round=found, editions={visit.pk: 1}, state=VisitState.ACCEPTED, reason="", by=people[Role.OFFICE]
    )
    again = sent(found, own.code, base=1, id=first["answers"]["id"], place="西村")
    answer = post(client, found, again)
    assert (answer.status_code, answer.json()["code"]) == (409, "visit.decided")
    assert post(client, found, first).json()["code"] == "same"
    decide_visits(
        round=found, editions={visit.pk: 1}, state=VisitState.RECEIVED, reason="", by=people[Role.OFFICE]
    )
    assert post(client, found, again).json()["code"] == "changed"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"notes": {"X": PHONE}}, "visit.wrong"),
        ({"place": f"东村 {IDENTITY}"}, "visit.wrong"),
        ({"values": {"X": "20"}}, "visit.wrong"),
        ({"values": {"X": "3/20"}}, "visit.wrong"),
        ({"team": ""}, "visit.wrong"),
        ({"at": "昨天"}, "visit.wrong"),
        ({"position": "30.1 120.2"}, "visit.wrong"),
        ({"unit": "没有"}, "visit.no-such-unit"),
        ({"place": "长" * 121}, "visit.too-long"),
        ({"values": "x"}, "checklist.not-ours"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    round_at: Maker, client_of: Clients, own: Unit, other: dict[str, Any], code: str
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    asked = name_of(found, ERRORS)
    other = {
        key: dict.fromkeys([asked], next(iter(value.values()))) if isinstance(value, dict) else value
        for key, value in other.items()
    }
    answer = post(client, found, sent(found, own.code, **other))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert PHONE not in answer.content.decode()
    assert not Visit.objects.exists()


def test_what_is_no_visit_at_all_is_refused(round_at: Maker, client_of: Clients) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    wrong: list[Any] = [[], {}, {"table": TABLE, "base": True, "answers": {}}, {"table": TABLE, "base": 0}]
    for body in wrong:
        assert post(client, found, body).status_code in (404, 409)
    url = reverse("fieldwork:form-send", args=[found.pk])
    assert client.post(url, b"\xff", content_type="application/json").status_code == 409


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.FEEDBACK, Stage.PUBLISHED])
def test_a_closed_stage_takes_nothing(round_at: Maker, client_of: Clients, own: Unit, stage: Stage) -> None:
    found, client = round_at(stage), client_of(Role.INSPECTOR)
    assert post(client, found, sent(found, own.code)).json()["code"] == "round.closed"
    assert client.get(reverse("fieldwork:form-state", args=[found.pk])).json()["open"] is False


def test_nobody_inspects_their_own_unit(
    round_at: Maker, client_of: Clients, own: Unit, people: dict[Role, User]
) -> None:
    Duty.objects.create(user=people[Role.INSPECTOR], role=Role.REPORTER, unit=own)
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    assert post(client, found, sent(found, own.code)).json()["code"] == "visit.own-unit"
    data = client.get(reverse("fieldwork:form", args=[found.pk])).context["data"]
    assert own.code not in {code for table in data["tables"] for code, _name in table["units"]}


def test_somebody_elses_key_is_refused_and_their_visits_are_not_told(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.SCORING)
    body = sent(found, own.code)
    post(client_of(Role.INSPECTOR), found, body)
    office = client_of(Role.OFFICE)
    assert post(office, found, body).json()["code"] == "visit.not-yours"
    state = reverse("fieldwork:form-state", args=[found.pk])
    assert office.get(state).json()["visits"] == []
    mine = client_of(Role.INSPECTOR).get(state).json()
    assert [visit["id"] for visit in mine["visits"]] == [body["answers"]["id"]]
    assert mine["token"]


def test_an_expired_session_is_told_to_the_script(round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.SCORING)
    answer = post(Client(), found, sent(found, own.code))
    assert (answer.status_code, answer.json()["code"]) == (401, "account.logged-out")


def test_a_fresh_token_lets_a_page_send_that_was_kept_over_a_login(
    round_at: Maker, people: dict[Role, User], own: Unit
) -> None:
    found = round_at(Stage.SCORING)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[Role.INSPECTOR], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("fieldwork:form-send", args=[found.pk])
    body = json.dumps(sent(found, own.code))
    assert client.post(url, body, content_type="application/json").status_code == 403
    token = client.get(reverse("fieldwork:form-state", args=[found.pk])).json()["token"]
    sent_again = client.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent_again.status_code == 200


def photo_body(found: Round, own: Unit) -> tuple[dict[str, Any], str, str]:
    asked = next(each.name for each in the_list(found).questions if each.photo)
    body = sent(found, own.code, photos={asked: ["photo-0001"]})
    return body, asked, body["answers"]["id"]


def send_photo(
    client: Client, found: Round, visit: str, question: str, data: bytes, key: str = "photo-0001"
) -> Any:
    url = reverse("fieldwork:form-photo", args=[found.pk])
    fields = {"visit": visit, "question": question, "key": key, "photo": upload("x.jpg", data)}
    return client.post(url, fields, headers={"Accept": "application/json"})


def with_position() -> bytes:
    """A picture as a phone takes it: where, when, by what, and lying on its side."""
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), "#ffffff")
    exif = image.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "A maker of phones"
    exif.get_ifd(0x8825)[2] = (30.0, 14.0, 1.5)
    image.save(out, "JPEG", exif=exif, comment=b"remark")
    return out.getvalue()


def test_a_photograph_arrives_once_and_without_its_position(
    round_at: Maker, client_of: Clients, own: Unit, media: Path
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    body, asked, key = photo_body(found, own)
    assert post(client, found, body).json()["visit"]["wanted"] == ["photo-0001"]
    for _time in range(2):
        assert send_photo(client, found, key, asked, with_position()).status_code == 200
    photo = Photo.objects.get()
    data = (media / photo.path).read_bytes()
    kept = Image.open(io.BytesIO(data))
    assert dict(kept.getexif()) == {}
    assert kept.size == (40, 60)
    assert b"remark" not in data
    assert post(client, found, body).json()["visit"]["wanted"] == []
    shown = client.get(reverse("fieldwork:photo", args=[found.pk, photo.pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]
    shown.close()


def test_where_positions_are_recorded_a_photograph_keeps_its_own(
    round_at: Maker, client_of: Clients, own: Unit, media: Path
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    FormSettings.objects.create(round=found, table=TABLE, position=True)
    body, asked, key = photo_body(found, own)
    body["answers"]["position"] = "30.123456 120.654321"
    post(client, found, body)
    send_photo(client, found, key, asked, with_position())
    kept = Image.open(io.BytesIO((media / Photo.objects.get().path).read_bytes()))
    assert kept.getexif().get_ifd(0x8825)
    assert Visit.objects.get().position == "30.123456 120.654321"


def test_what_is_no_photograph_or_was_not_named_is_refused(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found, client = round_at(Stage.SCORING), client_of(Role.INSPECTOR)
    body, asked, key = photo_body(found, own)
    post(client, found, body)
    assert send_photo(client, found, key, asked, b"%PDF-1.4").json()["code"] == "visit.photo-refused"
    assert (
        send_photo(client, found, key, asked, picture("JPEG")[:200]).json()["code"] == "visit.photo-refused"
    )
    assert (
        send_photo(client, found, key, asked, picture("JPEG"), "photo-9999").json()["code"]
        == "visit.photo-unknown"
    )
    assert send_photo(client_of(Role.OFFICE), found, key, asked, picture("JPEG")).status_code == 404
    assert not Photo.objects.exists()
