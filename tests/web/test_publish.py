"""Publishing: all or nothing, locked with a receipt, checked again; what is shown afterwards is what was published."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.results.receipt import verify
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Figure
from kaohe.web.results import actions, archive
from kaohe.web.results.actions import publish
from kaohe.web.results.computing import history_of, record_of, result_of
from kaohe.web.results.models import Publication
from kaohe.web.results.storing import kept, zip_folder
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import blockers, step_from
from tests.web.scored import scored_round

ClientOf = Callable[[Role], Client]


@pytest.fixture
def ready(people: dict[Role, User]) -> Round:
    return scored_round(people[Role.OFFICE], Stage.APPROVAL)


def published(round: Round, by: User) -> Publication:
    return publish(round=round, approval="领导小组会议", by=by)


def test_the_office_publishes_from_the_page(ready: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    html = client.get(reverse("results:publications", args=[ready.pk])).content.decode()
    assert "没有缺报缺评" in html
    answer = client.post(reverse("results:publish", args=[ready.pk]), {"approval": "第2次会议"})
    assert answer.status_code == 302
    publication = Publication.objects.get(round=ready)
    assert publication.approval == "第2次会议"
    ready.refresh_from_db()
    assert ready.at is Stage.PUBLISHED
    codes = set(Event.objects.filter(round=ready.pk).values_list("code", flat=True))
    assert {"result.published", "result.approved", "round.stage-changed"} <= codes
    assert publication.fingerprint in client.get(answer["Location"]).content.decode()


def test_the_step_of_the_round_publishes_too(ready: Round, client_of: ClientOf) -> None:
    answer = client_of(Role.OFFICE).post(reverse("rounds:forward", args=[ready.pk]), {"stage": "approval"})
    assert answer.status_code == 302
    assert Publication.objects.filter(round=ready).count() == 1


def test_a_second_press_finds_it_done(ready: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    client.post(reverse("results:publish", args=[ready.pk]))
    assert client.post(reverse("results:publish", args=[ready.pk])).status_code == 409
    assert Publication.objects.filter(round=ready).count() == 1


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPARTMENT, Role.HEAD, Role.ADMIN, Role.AUDITOR])
def test_nobody_else_publishes(ready: Round, client_of: ClientOf, role: Role) -> None:
    assert client_of(role).post(reverse("results:publish", args=[ready.pk])).status_code == 403


def test_what_is_missing_is_told(people: dict[Role, User], client_of: ClientOf) -> None:
    round = scored_round(people[Role.OFFICE], Stage.APPROVAL, "2026")
    step = step_from(Stage.APPROVAL)
    assert step is not None
    words = [blocker.text for blocker in blockers(round, step)]
    assert any("经费保障" in text for text in words)
    assert words[-1].startswith("还有 ")
    answer = client_of(Role.OFFICE).post(reverse("results:publish", args=[round.pk]))
    assert answer.status_code == 409
    assert not Publication.objects.exists()


def test_the_archive_holds_and_is_what_verify_takes(
    ready: Round, people: dict[Role, User], tmp_path: Path
) -> None:
    publication = published(ready, people[Role.OFFICE])
    data = kept(publication.path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == publication.sha256
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        opened.extractall(tmp_path)
        assert {"receipt.json", "scheme.yaml", "facts.csv", "results.xlsx", "traces.jsonl"} <= set(
            opened.namelist()
        )
    found = verify(tmp_path / "receipt.json")
    assert found.holds
    assert found.receipt["fingerprint"] == publication.fingerprint
    assert zip_folder(tmp_path) == data


def test_download_and_check(ready: Round, people: dict[Role, User], client_of: ClientOf) -> None:
    publication = published(ready, people[Role.OFFICE])
    client = client_of(Role.AUDITOR)
    answer = client.get(reverse("results:archive", args=[ready.pk, 1]))
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == publication.sha256  # type: ignore[attr-defined]
    assert "对得上" in client.get(reverse("results:verify", args=[ready.pk, 1])).content.decode()
    assert client.get(reverse("results:archive", args=[ready.pk, 2])).status_code == 404
    assert client_of(Role.HEAD).get(reverse("results:archive", args=[ready.pk, 1])).status_code == 403


def test_an_archive_that_was_touched_does_not_hold(
    ready: Round, people: dict[Role, User], client_of: ClientOf
) -> None:
    publication = published(ready, people[Role.OFFICE])
    path = kept(publication.path)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1] + b"x")
        client = client_of(Role.OFFICE)
        assert "对不上" in client.get(reverse("results:verify", args=[ready.pk, 1])).content.decode()
        assert client.get(reverse("results:archive", args=[ready.pk, 1])).status_code == 409
    finally:
        path.write_bytes(whole)


def test_a_record_that_was_touched_does_not_hold(
    ready: Round, people: dict[Role, User], client_of: ClientOf
) -> None:
    publication = published(ready, people[Role.OFFICE])
    publication.record["tables"][0]["units"][0]["total"] = "100.00"
    publication.save(update_fields=["record"])
    html = client_of(Role.OFFICE).get(reverse("results:verify", args=[ready.pk, 1])).content.decode()
    assert "页面上显示的结果与存档里的凭据不同" in html


def test_all_or_nothing(ready: Round, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends after the file is written: no stage, no row, no event."""

    def dies(*_arguments: object, **_names: object) -> None:
        raise KeyboardInterrupt

    events = Event.objects.count()
    monkeypatch.setattr(actions, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        published(ready, people[Role.OFFICE])
    ready.refresh_from_db()
    assert ready.at is Stage.APPROVAL
    assert not Publication.objects.exists()
    assert Event.objects.count() == events
    monkeypatch.undo()
    assert published(ready, people[Role.OFFICE]).number == 1


def test_what_is_published_is_never_computed_again_from_the_figures(
    ready: Round, people: dict[Role, User]
) -> None:
    before = record_of(ready)
    published(ready, people[Role.OFFICE])
    Figure.objects.filter(round=ready).update(value="0", text="0")
    touch(ready)
    archive._READ.clear()
    assert record_of(ready) == before
    _inputs, result = result_of(ready)
    first = before["tables"][0]["units"][0]
    standing = result.tables[0].of(first["unit"])
    assert standing is not None
    assert str(standing.tally.total) == first["total"]


def test_a_program_that_comes_to_something_else_says_so(
    ready: Round, people: dict[Role, User], client_of: ClientOf
) -> None:
    publication = published(ready, people[Role.OFFICE])
    publication.record["tables"][0]["units"][0]["total"] = "1.00"
    publication.save(update_fields=["record"])
    archive._READ.clear()
    unit = publication.record["tables"][0]["units"][0]["unit"]
    client = client_of(Role.OFFICE)
    assert client.get(reverse("results:unit", args=[ready.pk, unit])).status_code == 409
    assert "1.00" in client.get(reverse("results:ranking", args=[ready.pk])).content.decode()


def test_the_lists_of_earlier_years_come_from_what_was_published(
    ready: Round, people: dict[Role, User]
) -> None:
    now = scored_round(people[Role.OFFICE], Stage.SCORING, "2026", before=ready)
    assert history_of(now).years == ()
    publication = published(ready, people[Role.OFFICE])
    (year,) = history_of(Round.objects.get(pk=now.pk)).years
    for table in publication.record["tables"]:
        for entry in table["lists"]:
            assert {member["unit"] for member in entry["members"]} <= year[entry["list"]]
