"""Servers that are killed in the middle of something: `kaohe serve` in a process of its own, told to stand still at a certain place.

The place is patched into that process from here; the product knows nothing of it.

    HOLD=event:<code>             as soon as that event is in the trail, its transaction still open
    HOLD=before:<module>:<name>   instead of calling this function
    HOLD=after:<module>:<name>    when it has returned
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kaohe.web.demo_people import PASSWORD

HOOK = """
import importlib, os, sys, time
from datetime import timedelta
from pathlib import Path
import kaohe.web.serving as serving

set_up = serving.set_up

def hold():
    Path(os.environ["HELD"]).write_text("here")
    time.sleep(600)

def patched(module, name, before):
    found = importlib.import_module(module)
    real = getattr(found, name)
    def held(*arguments, **names):
        if before:
            hold()
        done = real(*arguments, **names)
        hold()
        return done
    setattr(found, name, held)

def held_event(code):
    from kaohe.web.audit.models import Event
    save = Event.save
    def held(self, *arguments, **names):
        save(self, *arguments, **names)
        if self.code == code:
            hold()
    Event.save = held

def then(*arguments, **names):
    folder = set_up(*arguments, **names)
    from kaohe.web.tasks import jobs, jobs_worker
    jobs.SILENCE, jobs_worker._ROUNDS = timedelta(seconds=3), 1
    kind, _, place = os.environ.get("HOLD", "").partition(":")
    if kind == "event":
        held_event(place)
    elif kind:
        patched(*place.split(":"), kind == "before")
    return folder

serving.set_up = then
from kaohe.cli.main import main
main()
"""

SHOW = """
import json, sys
from pathlib import Path
from kaohe.web.serving import set_up
set_up(Path(sys.argv[1]))
from django.apps import apps
from django.conf import settings
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links
from kaohe.web.results.archive import check
from kaohe.web.results.models import Publication
from kaohe.web.results.storing import kept
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import Job
from kaohe.web.backup_rows import digest_of, name_of, tables

own = [model for model in tables() if model._meta.app_label not in ("audit", "tasks")]
print(json.dumps({
    "broken": list(broken_links()),
    "events": list(Event.objects.order_by("number").values_list("code", flat=True)),
    "stages": {round.period: round.stage for round in Round.objects.all()},
    "rows": {name_of(model): digest_of(model) for model in own},
    "counts": {name_of(model): model.objects.count() for model in own},
    "jobs": [[job.state, job.attempts] for job in Job.objects.order_by("pk")],
    "publications": [
        [found.round.period, kept(found.path).is_file() and (not sys.argv[2:] or check(found).holds)]
        for found in Publication.objects.order_by("pk")
    ],
}))
"""


def environment(database: str = "", **more: str) -> dict[str, str]:
    """Without what the tests themselves run under."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    kept.pop("DATABASE_URL", None)
    return kept | ({"DATABASE_URL": database} if database else {}) | more


@dataclass(frozen=True)
class Place:
    """An installation: its folder, and its database where that is not in the folder."""

    folder: Path
    database: str = ""

    def shown(self, *, verified: bool = False) -> dict[str, Any]:
        """What is there; `verified`: what was published is computed anew."""
        command = [sys.executable, "-c", SHOW, str(self.folder), *(["verified"] if verified else [])]
        done = subprocess.run(
            command, env=environment(self.database), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def files(self) -> set[str]:
        """What lies in its folder of files, whole or half."""
        root = self.folder / "files"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


class Serving:
    """A server on a place, and somebody who has logged in."""

    def __init__(self, place: Place, hold: str = "") -> None:
        self.place, self.held = place, place.folder.with_suffix(".held")
        self.held.unlink(missing_ok=True)
        self._words = place.folder.with_suffix(".out")
        command = [
            sys.executable,
            "-c",
            HOOK,
            "serve",
            "--folder",
            str(place.folder),
            "--port",
            "0",
            "--demo",
        ]
        with self._words.open("w") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env=environment(place.database, HOLD=hold, HELD=str(self.held)),
            )
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        self._url = ""

    def said(self) -> str:
        return self._words.read_text(encoding="utf-8")

    def wait(self, seconds: float = 90) -> None:
        """Until it serves."""
        until = time.monotonic() + seconds
        while (found := re.search(r"http://\S+?(?=/\s)", self.said())) is None:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)
        self._url = found[0]

    def log_in(self, name: str) -> None:
        self._cookies.clear()
        self.page("/login/")
        self.post("/login/", {"username": name, "password": PASSWORD})

    def page(self, path: str) -> str:
        with self._browser.open(self._url + path, timeout=60) as answer:
            text: str = answer.read().decode()
            return text

    def post(
        self, path: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None
    ) -> tuple[int, str]:
        """The status of the last answer, and its address."""
        token = next(cookie.value or "" for cookie in self._cookies if cookie.name == "kaohe_csrf")
        body, kind = _multipart(fields, file) if file else (urllib.parse.urlencode(fields).encode(), "")
        headers = {"Referer": self._url + path, "X-CSRFToken": token}
        asked = urllib.request.Request(
            self._url + path, body, headers | ({"Content-Type": kind} if kind else {})
        )
        try:
            with self._browser.open(asked, timeout=60) as answer:
                return answer.status, answer.url.removeprefix(self._url)
        except urllib.error.HTTPError as error:
            return error.code, path

    def is_held(self, seconds: float = 60) -> None:
        """Wait until it stands at its place."""
        until = time.monotonic() + seconds
        while not self.held.exists():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)

    def cut_off(self, path: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None) -> None:
        """Ask for something and kill the server as soon as it stands at its place: no answer comes."""
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(self.post, path, fields, file)
            self.is_held()
            self.kill()
            with pytest.raises((OSError, HTTPException)):
                asked.result(20)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


def _multipart(fields: Mapping[str, str], file: tuple[str, bytes]) -> tuple[bytes, str]:
    mark = uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, data = file
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return b"".join(
        [*parts, head.encode(), data, f"\r\n--{mark}--\r\n".encode()]
    ), f"multipart/form-data; boundary={mark}"


def copied(place: Place, to: Path) -> Place:
    """The same once more."""
    shutil.copytree(place.folder, to)
    return Place(to)
