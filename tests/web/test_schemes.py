"""办法 from the upload to the issued version: what works, what is refused, what is hidden, what is recorded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from kaohe.core import Refused
from kaohe.scheme import write_scheme
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.schemes import actions, storing
from kaohe.web.schemes.models import Document, Version
from kaohe.web.schemes.reading import draft_of
from kaohe.web.tasks.jobs import work_off
from kaohe.web.tasks.models import Job, JobState
from tests.web.scheme_versions import WORD, whole, with_document

ClientOf = Callable[[Role], Client]
DAY = date(2026, 3, 1)


@pytest.fixture
def office(people: dict[Role, User]) -> User:
    return people[Role.OFFICE]


def upload(client: Client, name: str, data: bytes, token: str = "t1") -> str:
    """Post a file; where the answer leads, or the page's text."""
    answer = client.post("/schemes/import/", {"file": SimpleUploadedFile(name, data), "token": token})
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def codes() -> list[str]:
    return list(Event.objects.order_by("number").values_list("code", flat=True))


# ---- import


def test_a_document_is_read_in_the_background(client_of: ClientOf) -> None:
    client = client_of(Role.OFFICE)
    assert upload(client, "办法.docx", WORD.read_bytes()).startswith("/jobs/")
    assert upload(client, "办法.docx", WORD.read_bytes()).startswith("/jobs/")
    assert Job.objects.count() == 1, "the same press twice is one job"
    work_off()
    version = Version.objects.get()
    assert (version.number, version.issued, version.open_items) == (1, False, 21)
    assert Job.objects.get().outcome["url"] == f"/schemes/{version.pk}/"
    assert codes()[-2:] == ["scheme.document-uploaded", "scheme.draft-saved"]
    page = client.get(f"/schemes/{version.pk}/").content.decode()
    assert page.count('class="card ') == 41
    assert 'style="' not in client.get(f"/schemes/{version.pk}/source/").content.decode()
    original = client.get(f"/schemes/{version.pk}/original/")
    assert b"".join(original) == WORD.read_bytes()


def test_a_job_that_is_run_again_makes_nothing_twice(client_of: ClientOf) -> None:
    upload(client_of(Role.OFFICE), "办法.docx", WORD.read_bytes())
    work_off()
    Job.objects.update(state=JobState.WAITING)
    work_off()
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("照片.docx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "PNG"),
        ("空.txt", b" \n", "空文件"),
        ("程序.doc", b"MZ\0\0" + b"\0" * 99, "程序"),
    ],
)
def test_what_is_no_document_is_said_beside_the_field(
    client_of: ClientOf, name: str, data: bytes, word: str
) -> None:
    assert word in upload(client_of(Role.OFFICE), name, data)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "联系人手机13812345678，考核项目如下",
        "<table><tr><td>姓名</td></tr><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
    ],
)
def test_residents_data_is_refused_and_not_kept(client_of: ClientOf, text: str) -> None:
    name = "名单.html" if text.startswith("<") else "名单.txt"
    upload(
        client_of(Role.OFFICE),
        name,
        f"<html><body>{text}</body></html>".encode() if "<" in text else text.encode(),
    )
    path = storing.absolute(Document.objects.get().path)
    assert path.is_file()
    work_off()
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert job.problems[0]["code"].endswith("personal-data")
    assert "13812345678" not in str(job.problems)
    assert not Document.objects.exists()
    assert not path.exists()


def test_a_scheme_file_is_taken_as_it_is(client_of: ClientOf, office: User) -> None:
    text = whole(office).text
    where = upload(client_of(Role.OFFICE), "旧办法.yaml", text.encode())
    made = Version.objects.latest("pk")
    assert where == f"/schemes/{made.pk}/"
    assert made.text == text


# ---- who sees what


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_our_own_document_comes_back_whole(client_of: ClientOf, office: User, kind: str) -> None:
    draft = whole(office)
    client = client_of(Role.OFFICE)
    written = b"".join(client.get(f"/schemes/{draft.pk}/export/{kind}/"))
    upload(client, f"办法.{kind}", written)
    work_off()
    made = Version.objects.latest("pk")
    assert (made.digest, made.open_items, made.faults) == (draft.digest, 0, 0)


def test_drafts_are_hidden_from_units(client_of: ClientOf, office: User) -> None:
    draft, issued = with_document(office, issued=False), with_document(office, issued=True)
    client = client_of(Role.REPORTER)
    assert client.get(f"/schemes/{draft.pk}/").status_code == 404
    assert client.get(f"/schemes/{issued.pk}/").status_code == 200
    assert client.get(f"/schemes/diff/?old={draft.pk}&new={issued.pk}").status_code == 404
    assert f"/schemes/{draft.pk}/" not in client.get("/schemes/").content.decode()


def test_lists_ask_the_database_little(
    client_of: ClientOf, office: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(5):
        whole(office)
    client = client_of(Role.OFFICE)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get("/schemes/")
    version = with_document(office, issued=False)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get(f"/schemes/{version.pk}/")
    assert len(page.content) < 150_000


def test_a_long_scheme_is_a_short_page(client_of: ClientOf, office: User) -> None:
    """More than a hundred items: cards come one by one, and the page stays small."""
    draft = draft_of(with_document(office, issued=False).text)
    tables = tuple(replace(table, name=f"{table.name}{n}") for n in range(3) for table in draft.tables)
    long = actions.create_version(file=None, text=write_scheme(replace(draft, tables=tables)), by=office)
    client = client_of(Role.OFFICE)
    page = client.get(f"/schemes/{long.pk}/").content
    assert page.count(b'class="card ') == 123
    assert len(page) < 150_000
    assert 'class="trials"' not in page.decode()
    assert 'class="trials"' in client.get(f"/schemes/{long.pk}/card/0-0-0/").content.decode()
    assert (
        'class="trials"'
        in client.get(f"/schemes/{long.pk}/card/0-0-0/", headers={"HX-Request": "true"}).content.decode()
    )
    assert client.get(f"/schemes/{long.pk}/card/9-9/").status_code == 404


def test_units_are_shown_no_way_to_what_is_closed_to_them(client_of: ClientOf, office: User) -> None:
    issued = with_document(office, issued=True)
    page = client_of(Role.HEAD).get(f"/schemes/{issued.pk}/").content.decode()
    for name in ("item/", "text/", "checks/", "next/", "drop/"):
        assert name not in page


# ---- checks, issue


def test_a_draft_with_questions_is_not_issued(client_of: ClientOf, office: User) -> None:
    draft = with_document(office, issued=False)
    answer = client_of(Role.OFFICE).post(f"/schemes/{draft.pk}/issue/", {"edition": 1, "reason": "因为"})
    assert answer.status_code == 409
    assert "还有一问没有确认" in answer.content.decode()
    assert not Version.objects.get(pk=draft.pk).issued


def test_an_issued_version_never_changes(client_of: ClientOf, office: User) -> None:
    draft = whole(office)
    client = client_of(Role.OFFICE)
    assert "印发" in client.get(f"/schemes/{draft.pk}/checks/").content.decode()
    answer = client.post(f"/schemes/{draft.pk}/issue/", {"edition": draft.edition, "reason": "会议定的"})
    assert answer.status_code == 302, answer.content.decode()
    issued = Version.objects.get(pk=draft.pk)
    assert issued.issued
    assert issued.digest in Event.objects.get(code="scheme.issued").data
    for path, fields in (
        ("text/", {"text": "x", "edition": 1}),
        ("item/0-0-0/", {"name": "x", "seen": ""}),
        ("issue/", {"edition": 1}),
        ("drop/", {}),
    ):
        assert client.post(f"/schemes/{draft.pk}/{path}", fields).status_code == 409, path
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(text="x")
    assert Version.objects.get(pk=draft.pk).text == draft.text


def test_warnings_want_a_reason(client_of: ClientOf, office: User) -> None:
    draft = whole(office)
    text = draft.text.replace("每月及时率达到98%", "鼓励采取长效避孕措施。每月及时率达到98%")
    draft = actions.save_draft(version=draft, text=text, edition=1, what="改", by=office)
    assert actions.examination_of(draft, DAY).warned
    with pytest.raises(Refused) as refused:
        actions.issue(version=draft, edition=2, reason=" ", on=DAY, by=office)
    assert refused.value.code == "scheme.reason-missing"
    assert "必须写" in client_of(Role.OFFICE).get(f"/schemes/{draft.pk}/checks/").content.decode()
    issued = actions.issue(version=draft, edition=2, reason="上级有要求", on=DAY, by=office)
    assert issued.reason == "上级有要求"


def test_what_the_law_forbids_is_not_issued(office: User) -> None:
    draft = whole(office)
    text = draft.text.replace("每月及时率达到98%", "计划生育率达到98%")
    draft = actions.save_draft(version=draft, text=text, edition=1, what="改", by=office)
    with pytest.raises(Refused) as refused:
        actions.issue(version=draft, edition=2, reason="因为", on=DAY, by=office)
    assert refused.value.code == "scheme.not-issuable"


def test_issuing_what_somebody_changed_meanwhile_is_refused(office: User) -> None:
    draft = whole(office)
    actions.save_draft(version=draft, text=draft.text + "\n# 说明\n", edition=1, what="改", by=office)
    with pytest.raises(actions.Overtaken):
        actions.issue(version=draft, edition=1, reason="因为", on=DAY, by=office)


# ---- versions


def test_a_new_version_starts_from_an_issued_one(client_of: ClientOf, office: User) -> None:
    old = whole(office)
    actions.issue(version=old, edition=1, reason="因为", on=DAY, by=office)
    client = client_of(Role.OFFICE)
    fields = {"title": "明年的办法", "version": "2", "period": "2027"}
    client.post(f"/schemes/{old.pk}/next/", fields)
    new = Version.objects.latest("pk")
    assert (new.file, new.number, new.made_from, new.issued) == (old.file, 2, old, False)
    page = client.get(f"/schemes/diff/?new={new.pk}").content.decode()
    assert "2027" in page
    client.post(f"/schemes/{old.pk}/next/", {**fields, "apart": "on"})
    assert Version.objects.latest("pk").file != old.file
    assert client.post(f"/schemes/{old.pk}/next/", {**fields, "period": "明年"}).status_code == 200


def test_a_draft_can_be_dropped_unless_something_goes_by_it(client_of: ClientOf, office: User) -> None:
    draft = whole(office)
    made = actions.create_version(file=draft.file, text=draft.text, by=office, made_from=draft)
    client = client_of(Role.OFFICE)
    assert client.post(f"/schemes/{draft.pk}/drop/").status_code == 409
    assert client.post(f"/schemes/{made.pk}/drop/").status_code == 302
    assert client.post(f"/schemes/{draft.pk}/drop/").status_code == 302
    assert not Version.objects.exists()
    assert codes()[-1] == "scheme.draft-dropped"


@pytest.mark.parametrize(("kind", "start"), [("yaml", b"#"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_a_version_can_be_taken_along(client_of: ClientOf, office: User, kind: str, start: bytes) -> None:
    draft = whole(office)
    answer = client_of(Role.AUDITOR).get(f"/schemes/{draft.pk}/export/{kind}/")
    assert b"".join(answer).startswith(start)
    assert "attachment" in answer["Content-Disposition"]


def test_a_draft_with_questions_has_no_word_file_yet(client_of: ClientOf, office: User) -> None:
    draft = with_document(office, issued=False)
    assert client_of(Role.OFFICE).get(f"/schemes/{draft.pk}/export/docx/").status_code == 409
    assert client_of(Role.OFFICE).get(f"/schemes/{draft.pk}/export/pdf/").status_code == 404


def test_the_desk_tells_of_drafts(client_of: ClientOf, office: User) -> None:
    with_document(office, issued=False)
    assert "还有 21 项要确认" in client_of(Role.OFFICE).get("/").content.decode()
    assert "要确认" not in client_of(Role.LEADER).get("/").content.decode()
