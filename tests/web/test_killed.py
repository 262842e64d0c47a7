"""The server killed in the middle of an import, a submit, a publication, a saving of targets: afterwards all of it is there or nothing,
the trail holds and tells of nothing that did not happen, and what was begun is taken up again and ends once.

Each on SQLite, and on a PostgreSQL server where DATABASE_URL names one.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kaohe.web.ui.vendor import VENDOR
from tests.web.killing import Place, Serving, copied, environment
from tests.web.people import YUNXI

pytestmark = pytest.mark.skipif(not VENDOR.is_dir(), reason="the static files of third parties are not here")
WORD = YUNXI / "2026" / "办法.docx"
LOAD = """
import json, sys
from pathlib import Path
from kaohe.web.serving import set_up
folder, stage = Path(sys.argv[1]), sys.argv[2]
set_up(folder, demo=True)
from kaohe.web import demo, serving_start
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.accounts.models import User
from kaohe.web.rounds.actions import step_backward
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
serving_start.migrate()
serving_start.collect()
demo.load(lambda text, **data: None)
if stage == "targets":
    office = User.objects.get(username="office")
    step_backward(round=Round.objects.get(period="2026"), expected=Stage.REPORTING, reason="目标要改", by=office)
elif stage:
    demo.bring(Stage(stage))
filing = Filing.objects.filter(round__period="2026", state="open", unit__isnull=False).order_by("pk").first()
target = Figure.objects.filter(round__period="2026", role="target").order_by("pk")
print(json.dumps({
    "round": Round.objects.get(period="2026").pk,
    "form": [filing.unit.code, filing.period] if filing else [],
    "targets": [[f.unit.code, f.measure, f.period, f.text, f.edition] for f in target.select_related("unit")[:40]],
}))
"""


@dataclass(frozen=True)
class Example:
    """The example's data in a stage, to be copied for each test, and what tests ask of it."""

    place: Place
    round: int
    form: list[str]
    targets: list[list[Any]]


def _psql(database: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(database: str, name: str) -> str:
    """The URL of another database of the same server."""
    head, mark, tail = database.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{tail}"


class Places:
    """The example on one engine: made once a stage, copied for each test."""

    def __init__(self, folder: Path, database: str) -> None:
        self._folder, self._database = folder, database
        self._made: dict[str, Example] = {}
        self._names: list[str] = []

    def example(self, stage: str) -> Example:
        """The example in a stage (empty: as it is loaded), in a place of its own."""
        if stage not in self._made:
            self._made[stage] = self._load(stage)
        found = self._made[stage]
        place = copied(found.place, self._folder / uuid4().hex)
        if self._database:
            template = found.place.database.partition("?")[0].rpartition("/")[2]
            place = Place(place.folder, self._create(f" TEMPLATE {template}"))
        return Example(place, found.round, found.form, found.targets)

    def _load(self, stage: str) -> Example:
        place = Place(self._folder / f"example-{stage}", self._create() if self._database else "")
        done = subprocess.run(
            [sys.executable, "-c", LOAD, str(place.folder), stage],
            env=environment(place.database),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return Example(place, **json.loads(done.stdout.splitlines()[-1]))

    def _create(self, of: str = "") -> str:
        name = f"killed_{uuid4().hex[:12]}"
        _psql(self._database, f"CREATE DATABASE {name}{of}")
        self._names.append(name)
        return _named(self._database, name)

    def drop(self) -> None:
        for name in self._names:
            _psql(self._database, f"DROP DATABASE {name} WITH (FORCE)")


ENGINES = ["sqlite", *(["postgresql"] if os.environ.get("DATABASE_URL") else [])]


@pytest.fixture(scope="module", params=ENGINES)
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    database = os.environ.get("DATABASE_URL", "") if request.param == "postgresql" else ""
    made = Places(tmp_path_factory.mktemp("killed"), database)
    yield made
    made.drop()


Serve = Callable[..., Serving]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server, wait for it, log somebody in."""
    running: list[Serving] = []

    def begin(place: Place, who: str, hold: str = "") -> Serving:
        running.append(Serving(place, hold))
        running[-1].wait()
        running[-1].log_in(who)
        return running[-1]

    yield begin
    for each in running:
        each.kill()


Shown = dict[str, Any]
_BY_LOOKING = {"accounts.user", "results.computation"}
"""Rows that a log-in or a look writes."""


def changed(before: Shown, after: Shown) -> set[str]:
    return {name for name, digest in after["rows"].items() if before["rows"][name] != digest} - _BY_LOOKING


def told(before: Shown, after: Shown) -> list[str]:
    """What the trail tells besides log-ins, since then; its chain holds."""
    assert after["broken"] == []
    new = after["events"][len(before["events"]) :]
    return [code for code in new if not code.startswith("account.")]


def nothing_happened(before: Shown, after: Shown) -> bool:
    return changed(before, after) == set() and told(before, after) == []


# ---- a form is handed in

SUBMIT = ["filing.submitted"]


@pytest.mark.parametrize("hold", ["event:filing.submitted"])
def test_a_submit_that_was_cut_off_is_none(places: Places, serve: Serve, hold: str) -> None:
    example = places.example("")
    unit, period = example.form
    address = f"/rounds/{example.round}/filing/unit/{unit}/{period}/submit/"
    before = example.place.shown()
    first = serve(example.place, f"{unit.lower()}-head", hold)
    first.cut_off(address, {"missing": "1"})
    assert nothing_happened(before, example.place.shown())
    again = serve(example.place, f"{unit.lower()}-head")
    for _time in range(2):
        assert again.post(address, {"missing": "1"})[0] == 200
    after = example.place.shown()
    assert told(before, after) == SUBMIT
    assert changed(before, after) == {"filing.filing", "rounds.round"}


def test_a_submit_whose_answer_was_lost_may_be_sent_again(places: Places, serve: Serve) -> None:
    example = places.example("")
    unit, period = example.form
    address = f"/rounds/{example.round}/filing/unit/{unit}/{period}/submit/"
    before = example.place.shown()
    first = serve(example.place, f"{unit.lower()}-head", "before:kaohe.web.filing.views:_to")
    first.cut_off(address, {"missing": "1"})
    done = example.place.shown()
    assert told(before, done) == SUBMIT
    again = serve(example.place, f"{unit.lower()}-head")
    assert again.post(address, {"missing": "1"})[0] == 200
    assert nothing_happened(done, example.place.shown())


# ---- a batch of targets


@pytest.mark.parametrize("hold", ["event:target.saved"])
def test_half_a_batch_of_targets_is_none(places: Places, serve: Serve, hold: str) -> None:
    example = places.example("targets")
    address = f"/rounds/{example.round}/targets/"
    cells = [
        [unit, measure, period, "1", edition, None]
        for unit, measure, period, _text, edition in example.targets
    ]
    before = example.place.shown()
    first = serve(example.place, "office", hold)
    first.cut_off(address, {"cells": json.dumps(cells)})
    assert nothing_happened(before, example.place.shown())
    again = serve(example.place, "office")
    for _time in range(2):
        assert again.post(address, {"cells": json.dumps(cells)})[0] == 200
    after = example.place.shown()
    assert told(before, after) == ["target.saved"] * len({cell[0] for cell in cells})
    assert changed(before, after) == {"filing.figure", "rounds.round"}


# ---- a publication

PUBLISHED = ["result.published", "round.stage-changed", "result.approved"]


@pytest.mark.parametrize(
    "hold",
    [
        "after:kaohe.web.results.actions:keep",
        "event:result.approved",
    ],
)
def test_a_publication_that_was_cut_off_is_none(places: Places, serve: Serve, hold: str) -> None:
    example = places.example("approval")
    address = f"/rounds/{example.round}/results/publish/"
    before = example.place.shown()
    first = serve(example.place, "office", hold)
    first.cut_off(address, {"approval": "第2次会议"})
    assert nothing_happened(before, example.place.shown())
    again = serve(example.place, "office")
    assert again.post(address, {"approval": "第2次会议"})[0] == 200
    assert again.post(address, {"approval": "第2次会议"})[0] == 409
    after = example.place.shown(verified=True)
    assert sorted(told(before, after)) == sorted(PUBLISHED)
    assert after["publications"] == [["2025", True], ["2026", True]]
    assert after["stages"]["2026"] == "published"


# ---- an import


@pytest.mark.parametrize(
    "hold",
    [
        "event:scheme.draft-saved",
        "after:kaohe.web.tasks.jobs:_attempt",
    ],
)
def test_an_import_is_taken_up_again_and_ends_once(places: Places, serve: Serve, hold: str) -> None:
    example = places.example("")
    before = example.place.shown()
    first = serve(example.place, "office", hold)
    fields = {"token": "one press", "into": ""}
    first.page("/schemes/import/")
    status, where = first.post("/schemes/import/", fields, ("办法.docx", WORD.read_bytes()))
    assert (status, where.startswith("/jobs/")) == (200, True)
    first.is_held()
    first.kill()
    cut = example.place.shown()
    assert cut["jobs"] == [["running", 1]]
    made = told(before, cut) == ["scheme.document-uploaded", "scheme.draft-saved"]
    assert made is hold.endswith("_attempt")
    assert changed(before, cut) == {
        "schemes.document",
        *(["schemes.schemefile", "schemes.version"] if made else []),
    }
    again = serve(example.place, "office")
    assert again.post("/schemes/import/", fields, ("办法.docx", WORD.read_bytes()))[1] == where
    until_done(example.place)
    after = example.place.shown()
    assert after["jobs"] == [["done", 2]]
    assert told(before, after) == ["scheme.document-uploaded", "scheme.draft-saved"]
    assert after["counts"]["schemes.version"] == before["counts"]["schemes.version"] + 1
    newest = max(int(number) for number in re.findall(r"/schemes/(\d+)/", again.page("/schemes/")))
    assert "对照" in again.page(f"/schemes/{newest}/")


@pytest.mark.parametrize("hold", ["after:kaohe.web.schemes.actions:start"])
def test_an_upload_that_was_cut_off_is_none(places: Places, serve: Serve, hold: str) -> None:
    example = places.example("")
    before = example.place.shown()
    first = serve(example.place, "office", hold)
    fields = {"token": "one press", "into": ""}
    first.cut_off("/schemes/import/", fields, ("办法.docx", WORD.read_bytes()))
    after = example.place.shown()
    assert nothing_happened(before, after)
    assert after["jobs"] == []


def until_done(place: Place, seconds: float = 90) -> None:
    import time

    until = time.monotonic() + seconds
    while (jobs := place.shown()["jobs"])[0][0] != "done":
        assert time.monotonic() < until, jobs
        time.sleep(0.5)
