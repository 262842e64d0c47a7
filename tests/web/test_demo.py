"""The example in the application: loaded once, through every step with its guards asked, its people at the door."""

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links
from kaohe.web.config.environment import DEMO
from kaohe.web.demo import bring, load
from kaohe.web.demo_people import PASSWORD, SHOWN
from kaohe.web.filing.models import Filing, FilingState
from kaohe.web.results.models import Publication
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.serving_start import is_demo


@pytest.fixture
def loaded(db: None) -> list[str]:
    said: list[str] = []
    load(lambda text, **data: said.append(text))
    return said


def test_it_is_loaded_once(loaded: list[str]) -> None:
    assert is_demo()
    assert PASSWORD in loaded[0]
    people, events = User.objects.count(), Event.objects.count()
    load(lambda text, **data: loaded.append(text))
    assert len(loaded) == 1
    assert (User.objects.count(), Event.objects.count()) == (people, events)
    assert list(broken_links()) == []


def test_two_years_are_there(loaded: list[str]) -> None:
    earlier, now = Round.objects.order_by("period")
    assert (earlier.at, now.at, now.before) == (Stage.PUBLISHED, Stage.REPORTING, earlier)
    assert Publication.objects.filter(round=earlier).count() == 1
    states = set(Filing.objects.filter(round=now).values_list("state", flat=True))
    assert states == {FilingState.OPEN, FilingState.SUBMITTED, FilingState.RETURNED, FilingState.VERIFIED}
    assert Filing.objects.filter(round=now, late=True).exists()


def test_everybody_at_the_door_may_come_in(loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert PASSWORD not in Client().get(reverse("accounts:login")).content.decode()
    monkeypatch.setenv(DEMO, "1")
    page = Client().get(reverse("accounts:login")).content.decode()
    assert PASSWORD in page
    roles: set[Role] = set()
    for username, _who in SHOWN:
        assert username in page
        client = Client()
        answer = client.post(reverse("accounts:login"), {"username": username, "password": PASSWORD})
        assert answer.status_code == 302
        assert client.get(reverse("ui:desk")).status_code == 200
        roles |= User.objects.get(username=username).roles
    assert roles == set(Role)


def test_this_years_round_goes_to_its_end(loaded: list[str]) -> None:
    assert bring(Stage.REPORTING).at is Stage.REPORTING
    for stage in list(Stage)[list(Stage).index(Stage.SELF) :]:
        assert bring(stage).at is stage
    assert list(broken_links()) == []


def test_the_years_tasks_are_there_as_the_library_folds_them(loaded: list[str]) -> None:
    from django.utils import timezone

    from kaohe.tasks.ledger import fold
    from kaohe.web.tasks.models import TaskEntry, TaskPlan
    from kaohe.web.tasks.monthly_library import entry_of, events_of, programme_of

    plan = TaskPlan.objects.get()
    ledger, problems = fold(
        programme_of(plan), plan.round.assessed, events_of(plan.round), timezone.localdate()
    )
    assert not problems
    rows = {entry_of(row).key: entry_of(row) for row in TaskEntry.objects.all()}
    assert rows == dict(ledger.latest())
    assert plan.month == (str(ledger.current.month) if ledger.current else "")
