"""Evidence through its pages: uploaded, versioned, withdrawn, shown, sent safely; others' is not there."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.evidence_querysets import counts_for, evidence_for
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.evidence_files import ITEM, PHONE, TABLE, a_file_of, docx, pdf, picture, upload, xlsx

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(client: Client, found: Round, code: str, *files: Any, json: bool = False, **more: Any) -> Any:
    url = reverse("evidence:add", args=[found.pk, code])
    headers = {"Accept": "application/json"} if json else {}
    return client.post(url, {"table": TABLE, "item": ITEM, "files": list(files), **more}, headers=headers)


def test_the_unit_page_lists_every_item_with_its_clause(
    round_at: Maker, client_of: Clients, own: Unit, django_assert_max_num_queries: Any
) -> None:
    found = round_at(Stage.REPORTING)
    a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    client = client_of(Role.REPORTER)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("evidence:unit", args=[found.pk, own.code])).content.decode()
    assert "责任落实" in page
    assert "每缺一件扣1分" in page
    assert "总结.pdf" in page
    assert "上传前请自己遮住个人信息" in page
    without = client.get(reverse("evidence:unit", args=[found.pk, own.code]) + "?only=none").content.decode()
    assert "总结.pdf" not in without
    assert "经费保障" in without


def test_a_file_is_kept_once_with_its_hash_and_recorded(
    round_at: Maker, client_of: Clients, own: Unit, tmp_path: Path
) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    assert send(client, found, own.code, upload("总结.pdf", pdf())).status_code == 302
    assert send(client, found, own.code, upload("总结.pdf", pdf()), item="1.2").status_code == 302
    rows = list(Evidence.objects.all())
    assert len(rows) == 2
    assert len({row.path for row in rows}) == 1
    assert [path.name for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == [rows[0].sha256]
    event = Event.objects.filter(code="evidence.added").first()
    assert event is not None
    assert (event.actor, event.unit, event.round) == ("reporter", own.code, found.pk)


def test_the_same_file_for_the_same_item_is_not_kept_twice(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    send(client, found, own.code, upload("总结.pdf", pdf()))
    page = send(client, found, own.code, upload("另一个名字.pdf", pdf()))
    assert "内容一样" in page.content.decode()
    assert Evidence.objects.count() == 1


def test_a_file_of_the_same_name_is_the_next_version(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    send(client, found, own.code, upload("总结.pdf", pdf("one")))
    send(client, found, own.code, upload("总结.pdf", pdf("two")))
    old, new = Evidence.objects.order_by("number")
    assert (new.number, new.replaces) == (2, old)
    unit = found.units.get(code=own.code)
    assert evidence_for(found, unit, ITEM) == [new]
    assert counts_for(found, [ITEM]) == {(own.code, TABLE, ITEM): 1}
    page = client.get(reverse("evidence:show", args=[found.pk, new.pk])).content.decode()
    assert "各版" in page
    assert reverse("evidence:show", args=[found.pk, old.pk]) in page


def test_another_name_may_take_its_place_when_asked(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    send(client, found, own.code, upload("初稿.pdf", pdf("one")))
    old = Evidence.objects.get()
    send(client, found, own.code, upload("定稿.pdf", pdf("two")), replaces=old.pk)
    assert Evidence.objects.get(name="定稿.pdf").replaces == old
    late = send(client, found, own.code, upload("又一稿.pdf", pdf("three")), replaces=old.pk)
    assert late.status_code == 409


def test_the_good_of_several_files_are_kept_and_the_bad_are_named(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.REPORTING)
    files = [
        upload("好.pdf", pdf()),
        upload("名单.xlsx", xlsx(("姓名", "电话"), ("甲", PHONE))),
        upload("病毒.exe", b"MZ"),
    ]
    answer = send(client_of(Role.REPORTER), found, own.code, *files, json=True).json()
    assert answer["added"] == ["好.pdf"]
    assert {problem["code"] for problem in answer["problems"]} == {
        "facts.personal-data",
        "evidence.other-kind",
    }
    assert PHONE not in str(answer)


def test_a_withdrawn_file_no_longer_counts_and_stays_to_be_seen(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.HEAD)
    row = a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    url = reverse("evidence:withdraw", args=[found.pk, row.pk])
    assert client.post(url, {"reason": " "}).status_code == 409
    assert client.post(url, {"reason": "传错了"}).status_code == 302
    assert evidence_for(found, row.unit, ITEM) == []
    page = client.get(reverse("evidence:show", args=[found.pk, row.pk])).content.decode()
    assert "传错了" in page
    assert client.post(url, {"reason": "再来"}).status_code == 409
    assert Event.objects.filter(code="evidence.withdrawn").count() == 1


@pytest.mark.parametrize("stage", [Stage.TARGETS, Stage.APPEALS, Stage.ARCHIVED])
def test_a_closed_stage_takes_nothing(round_at: Maker, client_of: Clients, own: Unit, stage: Stage) -> None:
    found = round_at(stage)
    assert send(client_of(Role.REPORTER), found, own.code, upload("a.pdf", pdf())).status_code == 409
    assert not Evidence.objects.exists()


def test_another_unit_is_not_there(round_at: Maker, client_of: Clients, other: Unit) -> None:
    found = round_at(Stage.REPORTING)
    row = a_file_of(found.units.get(code=other.code), User.objects.get(username="office"))
    client = client_of(Role.REPORTER)
    assert send(client, found, other.code, upload("a.pdf", pdf())).status_code == 404
    for name in ("show", "content", "download"):
        assert client.get(reverse(f"evidence:{name}", args=[found.pk, row.pk])).status_code == 404
    assert client.post(reverse("evidence:withdraw", args=[found.pk, row.pk])).status_code == 404


def test_an_item_that_is_not_the_units_is_refused(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    page = send(client_of(Role.REPORTER), found, own.code, upload("a.pdf", pdf()), item="9.9")
    assert page.status_code == 409
    assert "没有这一项" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "disposition", "media_type", "sandboxed"),
    [
        ("总结.pdf", pdf(), "inline", "application/pdf", False),
        ("现场.png", picture(), "inline", "image/png", True),
        ("说明.txt", b"<script>alert(1)</script>", "attachment", "text/plain; charset=utf-8", True),
    ],
)
def test_content_is_sent_so_that_nothing_in_it_runs(
    round_at: Maker, client_of: Clients, own: Unit, name: str, data: bytes, disposition: str, media_type: str, sandboxed: bool
) -> None:  # fmt: skip
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    send(client, found, own.code, upload(name, data))
    row = Evidence.objects.get()
    for address, expected in (("content", disposition), ("download", "attachment")):
        answer = client.get(reverse(f"evidence:{address}", args=[found.pk, row.pk]))
        assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith(expected)
        assert answer["Content-Type"] == media_type
        assert answer["X-Content-Type-Options"] == "nosniff"
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert ("sandbox" in policy) is (sandboxed or address == "download")


def test_words_of_documents_are_shown_and_never_as_markup(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    send(client, found, own.code, upload("方案.docx", docx("<b>计划</b>", cells=(("会议", "4"),))))
    send(client, found, own.code, upload("台账.xlsx", xlsx(("村", "场次"), ("东村", 3))))
    send(client, found, own.code, upload("表.csv", "村,场次\n西村,5\n".encode()))
    send(client, found, own.code, upload("说明.txt", "开了四次会".encode("gb18030")))
    shown = {
        row.name: client.get(reverse("evidence:show", args=[found.pk, row.pk])).content.decode()
        for row in Evidence.objects.all()
    }
    assert "&lt;b&gt;计划" in shown["方案.docx"]
    assert "会议" in shown["方案.docx"]
    assert "<td>东村</td>" in shown["台账.xlsx"]
    assert "<td>西村</td>" in shown["表.csv"]
    assert "开了四次会" in shown["说明.txt"]


def test_a_file_that_was_changed_on_the_disk_is_not_sent(
    round_at: Maker, client_of: Clients, own: Unit, tmp_path: Path
) -> None:
    found = round_at(Stage.REPORTING)
    row = a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    (tmp_path / row.path).write_bytes(b"other")
    client = client_of(Role.REPORTER)
    assert client.get(reverse("evidence:download", args=[found.pk, row.pk])).status_code == 404


def test_leaders_see_it_from_the_approval_on(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.SCORING)
    row = a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    client = client_of(Role.LEADER)
    overview = reverse("evidence:overview", args=[found.pk])
    assert "审定" in client.get(overview).content.decode()
    for url in (
        reverse("evidence:show", args=[found.pk, row.pk]),
        reverse("evidence:download", args=[found.pk, row.pk]),
        reverse("evidence:unit", args=[found.pk, own.code]),
    ):
        assert client.get(url)["Location"] == overview
    Round.objects.filter(pk=found.pk).update(stage=Stage.APPROVAL)
    assert client.get(reverse("evidence:show", args=[found.pk, row.pk])).status_code == 200


def test_the_overview_counts_items_and_files(
    round_at: Maker, client_of: Clients, own: Unit, department: str, django_assert_max_num_queries: Any
) -> None:
    found = round_at(Stage.SCORING)
    a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    office = client_of(Role.OFFICE)
    with django_assert_max_num_queries(12):
        page = office.get(reverse("evidence:overview", args=[found.pk])).content.decode()
    assert own.name in page
    assert len(page.encode()) < 150_000
    mine = client_of(Role.DEPARTMENT).get(reverse("evidence:overview", args=[found.pk])).content.decode()
    assert department in mine
    straight = client_of(Role.REPORTER).get(reverse("evidence:overview", args=[found.pk]))
    assert straight["Location"] == reverse("evidence:unit", args=[found.pk, own.code])


def test_the_fragment_is_for_other_pages(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.SCORING)
    a_file_of(found.units.get(code=own.code), User.objects.get(username="reporter"))
    url = reverse("evidence:fragment", args=[found.pk, own.code])
    page = client_of(Role.DEPARTMENT).get(url, {"table": TABLE, "item": ITEM}).content.decode()
    assert "总结.pdf" in page
    assert "<html" not in page


def test_somebody_elses_note_or_too_many_files_are_refused(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.REPORTING)
    client = client_of(Role.REPORTER)
    assert send(client, found, own.code, upload("a.pdf", pdf()), note=PHONE).status_code == 409
    many = [upload(f"{number}.png", picture()) for number in range(21)]
    assert send(client, found, own.code, *many).status_code == 409
    assert send(client, found, own.code).status_code == 409
    assert not Evidence.objects.exists()


def test_a_stream_is_read_once(round_at: Maker, client_of: Clients, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    large = io.BytesIO(pdf() + b"\n" * 3_000_000)
    large.name = "大.pdf"
    assert send(client_of(Role.REPORTER), found, own.code, large).status_code == 302
    assert Evidence.objects.get().size > 3_000_000
