"""Papers: chosen, written in the background, listed for whom they are, downloaded; the office's own words."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.results import actions
from kaohe.web.results.models import OfficeWords, Paper
from kaohe.web.results.paper_views import _starter
from kaohe.web.results.papers import office_of
from kaohe.web.results.storing import kept
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks.jobs import Told, run
from kaohe.web.tasks.models import Job, JobState
from tests.web.scored import scored_round

ClientOf = Callable[[Role], Client]


@pytest.fixture
def scored(people: dict[Role, User]) -> Round:
    return scored_round(people[Role.OFFICE], Stage.FEEDBACK)


def put(round: Round, stage: Stage) -> None:
    Round.objects.filter(pk=round.pk).update(stage=stage)


def write(
    client: Client, round: Round, *kinds: str, token: str = "one", formats: tuple[str, ...] = ("docx",)
) -> Job:
    answer = client.post(
        reverse("results:papers-write", args=[round.pk]), {"kind": kinds, "format": formats, "token": token}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    job = Job.objects.order_by("-pk")[0]
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.words
    return job


def listed(client: Client, round: Round) -> str:
    answer = client.get(reverse("results:papers", args=[round.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_letters_are_written_and_each_unit_gets_its_own(
    scored: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    job = write(client_of(Role.OFFICE), scored, "反馈意见函")
    assert job.outcome["url"].startswith(reverse("results:papers", args=[scored.pk]))
    assert Event.objects.filter(code="paper.written", round=scored.pk).count() == 1
    mine = Paper.objects.get(round=scored, unit=own.code)
    theirs = Paper.objects.get(round=scored, unit=other.code)
    client = client_of(Role.HEAD)
    assert own.name not in listed(client, scored)  # the letter names rank and grade: not before publication
    put(scored, Stage.PUBLISHED)
    html = listed(client, scored)
    assert own.name in html
    assert other.name not in html
    answer = client.get(reverse("results:paper", args=[scored.pk, mine.pk]))
    assert b"".join(answer.streaming_content) == kept(mine.path).read_bytes()  # type: ignore[attr-defined]
    assert client.get(reverse("results:paper", args=[scored.pk, theirs.pk])).status_code == 404
    answer = client.get(reverse("results:papers-zip", args=[scored.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert len(archive.namelist()) == 1
    put(scored, Stage.APPROVAL)
    assert client.get(reverse("results:paper", args=[scored.pk, mine.pk])).status_code == 404


def test_the_circular_is_for_all_once_published_and_never_provisional(
    scored: Round, client_of: ClientOf
) -> None:
    write(client_of(Role.OFFICE), scored, "考核结果通报")
    paper = Paper.objects.get(round=scored)
    client = client_of(Role.REPORTER)
    url = reverse("results:paper", args=[scored.pk, paper.pk])
    assert client.get(url).status_code == 404
    put(scored, Stage.PUBLISHED)
    assert client.get(url).status_code == 200
    Paper.objects.filter(pk=paper.pk).update(provisional=True)
    assert client.get(url).status_code == 404


def test_written_again_takes_the_place(scored: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    write(client, scored, "考核结果通报")
    before = Paper.objects.get(round=scored)
    client.post(
        reverse("results:words", args=[scored.pk]), {"text": "发文机关: 某区考核办公室\n", "edition": "0"}
    )
    write(client, scored, "考核结果通报", token="two")
    after = Paper.objects.get(round=scored)
    assert after.pk == before.pk
    assert after.sha256 != before.sha256


def test_a_press_is_one_job(scored: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    for _press in range(2):
        client.post(
            reverse("results:papers-write", args=[scored.pk]),
            {"kind": "考核结果通报", "format": "docx", "token": "same"},
        )
    assert Job.objects.filter(round=scored).count() == 1


def test_the_workbook_and_the_page(scored: Round, client_of: ClientOf) -> None:
    write(client_of(Role.OFFICE), scored, "结果工作簿", "结果网页")
    assert set(Paper.objects.filter(round=scored).values_list("name", "format")) == {
        ("结果工作簿", "xlsx"), ("结果网页", "html")}  # fmt: skip


def test_responsibility_letters_from_targets_on(scored: Round, client_of: ClientOf, own: Unit) -> None:
    put(scored, Stage.DRAFTING)
    client = client_of(Role.OFFICE)
    asked = {"kind": "目标管理责任书", "format": "docx", "token": "x"}
    assert client.post(reverse("results:papers-write", args=[scored.pk]), asked).status_code == 409
    put(scored, Stage.TARGETS)
    write(client, scored, "目标管理责任书")
    assert own.name in listed(client_of(Role.HEAD), scored)


def test_nothing_chosen_is_said(scored: Round, client_of: ClientOf) -> None:
    answer = client_of(Role.OFFICE).post(reverse("results:papers-write", args=[scored.pk]), {"kind": "没有"})
    assert answer.status_code == 409
    assert "请先选" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPARTMENT, Role.REPORTER, Role.AUDITOR, Role.ADMIN])
def test_only_the_office_writes(scored: Round, client_of: ClientOf, role: Role) -> None:
    assert client_of(role).post(reverse("results:papers-write", args=[scored.pk])).status_code == 403
    assert client_of(role).post(reverse("results:words", args=[scored.pk])).status_code == 403


def test_the_offices_words_are_kept_with_what_is_wrong(scored: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    url = reverse("results:words", args=[scored.pk])
    assert "发文机关" in client.get(url).content.decode()
    text = "发文机关: 某区考核办公室\n日期: 2027-13-45\n文书:\n  考核结果通告: {字号: 一号}\n"
    assert client.post(url, {"text": text, "edition": "0"}).status_code == 302
    html = client.get(url).content.decode()
    assert "是不是“考核结果通报”" in html
    assert "2027-13-45" in html
    assert OfficeWords.objects.get(round=scored).text == text
    assert Event.objects.filter(code="paper.words-saved").count() == 1


def test_words_of_somebody_else_are_not_written_over(scored: Round, client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    url = reverse("results:words", args=[scored.pk])
    client.post(url, {"text": "发文机关: 甲\n", "edition": "0"})
    assert client.post(url, {"text": "发文机关: 乙\n", "edition": "0"}).status_code == 409
    assert OfficeWords.objects.get(round=scored).text == "发文机关: 甲\n"


def test_what_is_provisional_is_marked(people: dict[Role, User], client_of: ClientOf) -> None:
    round = scored_round(people[Role.OFFICE], Stage.SCORING, "2026")
    job = write(client_of(Role.OFFICE), round, "考核结果通报", "考核办法")
    assert Paper.objects.get(round=round, kind="考核结果通报").provisional
    assert not Paper.objects.get(round=round, kind="考核办法").provisional
    html = client_of(Role.OFFICE).get(job.outcome["url"]).content.decode()
    assert "写的是暂定结果，不能公布" in html


def test_what_a_new_round_begins_with_has_nothing_wrong(scored: Round) -> None:
    assert office_of(scored, _starter(scored))[1] == ()


def test_other_formats(scored: Round, client_of: ClientOf) -> None:
    write(client_of(Role.OFFICE), scored, "考核结果通报", formats=("pdf", "xlsx", "html"))
    assert set(Paper.objects.filter(round=scored).values_list("format", flat=True)) == {"pdf", "xlsx", "html"}


def test_a_job_that_was_interrupted_goes_on(
    scored: Round, client_of: ClientOf, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after some letters; the next attempt keeps them and lists everything at once."""
    job = actions.write_papers(
        round=scored, kinds=["反馈意见函"], formats=["docx"], token="t", by=people[Role.OFFICE]
    )

    told = Told.__call__

    def dies(self: Told, done: int, total: int, words: str = "") -> None:
        if done == 5:
            raise KeyboardInterrupt
        told(self, done, total, words)

    with monkeypatch.context() as patched:
        patched.setattr(Told, "__call__", dies)
        with pytest.raises(KeyboardInterrupt):
            run(job.pk)
    assert not Paper.objects.filter(round=scored).exists()
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    run(job.pk)
    assert Paper.objects.filter(round=scored).count() == 23
