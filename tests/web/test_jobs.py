"""Jobs: one for a press, told of, refused in words, taken up again after a death; and their pages."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kaohe.core import Problem, Refused, Severity
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.tasks import jobs
from kaohe.web.tasks.jobs import MOST_ATTEMPTS, SILENCE, Told, Work, run, start, take_up, work_off
from kaohe.web.tasks.models import Job, JobState


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], str]:
    """Registers a work for the time of a test: the name of its kind."""

    def register(function: Work) -> str:
        monkeypatch.setitem(jobs.WORKS, "trial", function)
        return "trial"

    return register


def begin(kind: str, by: User, key: str = "once") -> Job:
    return start(kind, key=key, title="写文书", asked={"kinds": 3}, by=by)


def counted(job: Job, told: Told) -> dict[str, object]:
    for number in range(3):
        told(number + 1, 3, f"第 {number + 1} 种")
    return {"url": "/rounds/", "asked": job.asked}


def test_a_press_twice_is_one_job(kind: Callable[[Work], str], people: dict[Role, User]) -> None:
    name = kind(counted)
    first, second = begin(name, people[Role.OFFICE]), begin(name, people[Role.OFFICE])
    assert first.pk == second.pk
    assert DBTaskResult.objects.count() == 1


def test_a_job_is_done_once_and_keeps_its_outcome(
    kind: Callable[[Work], str], people: dict[Role, User]
) -> None:
    job = begin(kind(counted), people[Role.OFFICE])
    assert work_off() == 1
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == (JobState.DONE, 3, 3, 1)
    assert job.outcome == {"url": "/rounds/", "asked": {"kinds": 3}}
    assert begin("trial", people[Role.OFFICE]).state == JobState.DONE


def test_what_is_refused_is_shown_and_may_be_begun_again(
    kind: Callable[[Work], str], people: dict[Role, User], client_of: Callable[[Role], Client]
) -> None:
    refusals: Iterator[bool] = iter((True, False))

    def refuse_once(job: Job, told: Told) -> dict[str, object]:
        if next(refusals):
            found = Problem("facts.odd", Severity.ERROR, "这个数不对", "请改")
            raise Refused("papers.no-figures", "数据不齐，写不出文书。", [found])
        return {}

    job = begin(kind(refuse_once), people[Role.OFFICE])
    run(job.pk)
    page = client_of(Role.OFFICE).get(reverse("tasks:job", args=[job.pk])).content.decode()
    assert "数据不齐，写不出文书。" in page
    assert "这个数不对" in page
    assert begin("trial", people[Role.OFFICE]).state == JobState.WAITING
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problems) == (JobState.DONE, [])


def test_a_bug_fails_in_plain_words(
    kind: Callable[[Work], str], people: dict[Role, User], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(job: Job, told: Told) -> dict[str, object]:
        raise ZeroDivisionError("no such thing")

    job = begin(kind(broken), people[Role.OFFICE])
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "程序出了错" in job.words
    assert "ZeroDivisionError" in caplog.text


def test_a_silent_job_is_taken_up_three_times_at_most(
    kind: Callable[[Work], str], people: dict[Role, User]
) -> None:
    job = begin(kind(counted), people[Role.OFFICE])
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    Job.objects.update(state=JobState.RUNNING, attempts=1, beat=timezone.now())
    assert take_up() == 0
    Job.objects.update(beat=long_ago)
    assert take_up() == 1
    assert DBTaskResult.objects.count() == 2
    Job.objects.update(state=JobState.RUNNING, attempts=MOST_ATTEMPTS, beat=long_ago)
    assert take_up() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "3 次" in job.words


def test_who_was_replaced_says_nothing_more(kind: Callable[[Work], str], people: dict[Role, User]) -> None:
    def replaced(job: Job, told: Told) -> dict[str, object]:
        Job.objects.update(attempts=2)
        return {"late": True}

    job = begin(kind(replaced), people[Role.OFFICE])
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.outcome) == (JobState.RUNNING, {})


def test_a_job_is_its_starters_and_the_offices(
    kind: Callable[[Work], str], people: dict[Role, User], client_of: Callable[[Role], Client]
) -> None:
    job = begin(kind(counted), people[Role.REPORTER])
    url = reverse("tasks:job", args=[job.pk])
    seen = {role: client_of(role).get(url).status_code for role in Role}
    assert {role for role, status in seen.items() if status == 200} == {
        Role.ADMIN,
        Role.OFFICE,
        Role.REPORTER,
    }
    assert set(seen.values()) == {200, 404}


def test_a_script_is_told_and_then_sent_on(
    kind: Callable[[Work], str], people: dict[Role, User], client_of: Callable[[Role], Client]
) -> None:
    job = begin(kind(counted), people[Role.OFFICE])
    client, url = client_of(Role.OFFICE), reverse("tasks:job", args=[job.pk])
    waiting = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in waiting.content.decode()
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "HX-Redirect" not in waiting
    run(job.pk)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == "/rounds/"
    Job.objects.update(outcome={"url": "https://elsewhere.example/"})
    assert "HX-Redirect" not in client.get(url, headers={"HX-Request": "true"})


def test_the_list(
    kind: Callable[[Work], str], people: dict[Role, User], client_of: Callable[[Role], Client]
) -> None:
    client = client_of(Role.OFFICE)
    assert "还没有后台任务" in client.get(reverse("tasks:jobs")).content.decode()
    begin(kind(counted), people[Role.REPORTER])
    assert "写文书" in client.get(reverse("tasks:jobs")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_what_was_pressed(kind: Callable[[Work], str], people: dict[Role, User]) -> None:
    from kaohe.web.tasks.jobs_worker import _take_one

    job = begin(kind(lambda job, told: {}), people[Role.OFFICE])
    _take_one()
    job.refresh_from_db()
    assert job.state == JobState.DONE
