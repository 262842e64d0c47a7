"""The administrator's backups: begun once a press, written by a job, taken away with a trace; nobody else's business."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.tasks import backup_works
from kaohe.web.tasks.jobs import work_off
from kaohe.web.tasks.models import Job, JobState

ClientOf = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(backup_works, "folder", lambda: tmp_path)
    return tmp_path


def test_a_backup_is_made_and_taken_away(client_of: ClientOf, place: Path) -> None:
    client, press = client_of(Role.ADMIN), {"press": str(uuid4())}
    assert "还没有备份" in client.get(reverse("tasks:backups")).content.decode()
    for _time in range(2):
        assert client.post(reverse("tasks:backup-new"), press).status_code == 302
    assert work_off() == 1
    assert Job.objects.get().state == JobState.DONE
    (made,) = place.iterdir()
    assert made.name in client.get(reverse("tasks:backups")).content.decode()
    answer = client.get(reverse("tasks:backup-file", args=[made.name]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert "backup.json" in archive.namelist()
        assert b"office" in archive.read("rows/accounts.user.jsonl")
    codes = list(Event.objects.order_by("-number").values_list("code", flat=True)[:2])
    assert codes == ["backup.taken", "backup.made"]


def test_a_press_without_a_number_is_refused(client_of: ClientOf) -> None:
    assert client_of(Role.ADMIN).post(reverse("tasks:backup-new"), {"press": "x"}).status_code == 409


@pytest.mark.parametrize(
    "name", ["secret.key", "kaohe-1.zip", "..%2fsecret.key", "kaohe-20260305-093000.zip"]
)
def test_nothing_else_is_given_out(client_of: ClientOf, place: Path, name: str) -> None:
    (place / "secret.key").write_text("x")
    assert client_of(Role.ADMIN).get(f"/backups/{name}").status_code == 404


def test_it_is_the_administrators_alone(client_of: ClientOf) -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert client_of(role).get(reverse("tasks:backups")).status_code == 403
        assert client_of(role).post(reverse("tasks:backup-new"), {"press": str(uuid4())}).status_code == 403
