"""Rectification from lost points to closed items: demanded, answered with proof, accepted or returned, never overwritten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Evidence, Figure
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import GUARDS
from kaohe.web.tasks.models import Rectification, RectificationState
from kaohe.web.ui.desk import waiting_for
from tests.web.evidence_files import IDENTITY, a_file_of, pdf, upload
from tests.web.rectifications import one_of

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]
SOON = str(timezone.localdate() + timedelta(days=20))


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lost(round_at: Maker, own: Unit, other: Unit) -> Round:
    """A round in which two units have lost points in one item."""
    found = round_at(Stage.PUBLISHED)
    for unit in (own, other):
        Figure.objects.create(
            round=found, unit=found.units.get(code=unit.code), measure="信息覆盖率", period="2026", text="96/100", value="96/100"
        )  # fmt: skip
    touch(found)
    return found


@pytest.fixture
def asked(round_at: Maker, own: Unit, department: str) -> Rectification:
    """One that waits for the stock unit."""
    found = round_at(Stage.RECTIFYING)
    return one_of(found.units.get(code=own.code), [department])


def url(name: str, row: Rectification) -> str:
    return reverse(f"rectify:{name}", args=[row.round_id, row.pk])


def give(client: Client, row: Rectification, **more: Any) -> Any:
    data = {"answer": "已补开，见纪要。", "edition": row.edition} | more
    return client.post(url("answer", row), data)


def test_lost_points_become_demands_for_whole_units(lost: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    page = office.get(reverse("rectify:propose", args=[lost.pk])).content.decode()
    assert own.name in page
    answer = office.post(
        reverse("rectify:order", args=[lost.pk]),
        {"units": [own.code], "due": SOON, "demand": "", "least": "0"},
    )
    assert answer.status_code == 302
    row = Rectification.objects.get()
    assert (row.unit.code, row.item, row.lost) == (own.code, "2.1.1", "1")
    assert "信息覆盖率" in row.why
    assert row.departments == ["规划信息科"]
    assert row.demand
    event = Event.objects.get(code="rectification.ordered")
    assert event.unit == own.code
    assert "信息覆盖" in event.data


def test_single_items_of_one_unit_are_chosen(lost: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    page = office.get(reverse("rectify:propose", args=[lost.pk]), {"unit": own.code}).content.decode()
    assert "信息覆盖" in page
    data = {"items": [f"{own.code}/镇街考核评分表/2.1.1"], "due": SOON}
    office.post(reverse("rectify:order", args=[lost.pk]), data)
    assert Rectification.objects.count() == 1
    again = office.post(reverse("rectify:order", args=[lost.pk]), data)
    assert again.status_code == 409


def test_less_than_asked_for_is_left_out(lost: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    page = office.get(reverse("rectify:propose", args=[lost.pk]), {"least": "1.5"}).content.decode()
    assert own.name not in page
    assert office.get(reverse("rectify:propose", args=[lost.pk]), {"least": "x"}).status_code == 200


@pytest.mark.parametrize("due", ["", "2020-01-01"])
def test_a_day_is_needed_that_is_not_past(lost: Round, client_of: Clients, own: Unit, due: str) -> None:
    answer = client_of(Role.OFFICE).post(
        reverse("rectify:order", args=[lost.pk]), {"units": [own.code], "due": due}
    )
    assert answer.status_code == 409
    assert not Rectification.objects.exists()


def test_nothing_is_demanded_before_the_result_is_public(
    round_at: Maker, client_of: Clients, own: Unit
) -> None:
    found = round_at(Stage.APPROVAL)
    office = client_of(Role.OFFICE)
    assert "公布以后才能下达" in office.get(reverse("rectify:propose", args=[found.pk])).content.decode()
    answer = office.post(reverse("rectify:order", args=[found.pk]), {"units": [own.code], "due": SOON})
    assert answer.status_code == 409


def test_from_answer_to_closed(asked: Rectification, client_of: Clients) -> None:
    reporter, department = client_of(Role.REPORTER), client_of(Role.DEPARTMENT)
    assert give(reporter, asked, files=[upload("纪要.pdf", pdf())]).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RectificationState.ANSWERED
    assert [file.name for file in asked.proof.all()] == ["纪要.pdf"]
    page = department.get(url("one", asked)).content.decode()
    assert "纪要.pdf" in page
    assert "已补开，见纪要。" in page
    back = {"edition": asked.edition, "accepted": "0"}
    assert department.post(url("decide", asked), back).status_code == 409
    assert department.post(url("decide", asked), back | {"verdict": "缺签到"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RectificationState.RETURNED
    assert "缺签到" in reporter.get(url("one", asked)).content.decode()
    proof = [Evidence.objects.get().pk]
    assert give(reporter, asked, answer="补上了。", proof=proof).status_code == 302
    asked.refresh_from_db()
    done = {"edition": asked.edition, "accepted": "1", "verdict": ""}
    assert client_of(Role.OFFICE).post(url("decide", asked), done).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RectificationState.CLOSED
    assert asked.closed_at is not None
    codes = list(Event.objects.filter(code__startswith="rectification.").values_list("code", flat=True))
    assert sorted(codes) == [
        "rectification.accepted",
        "rectification.answered",
        "rectification.answered",
        "rectification.returned",
    ]


def test_an_answer_needs_words_and_proof_and_keeps_what_was_typed(
    asked: Rectification, client_of: Clients
) -> None:
    reporter = client_of(Role.REPORTER)
    page = give(reporter, asked)
    assert page.status_code == 409
    assert "已补开，见纪要。" in page.content.decode()
    file = a_file_of(asked.unit, User.objects.get(username="reporter"))
    assert give(reporter, asked, answer=" ", proof=[file.pk]).status_code == 409
    assert give(reporter, asked, answer=IDENTITY, proof=[file.pk]).status_code == 409
    refused = give(reporter, asked, files=[upload("a.exe", b"MZ")])
    assert "不收这种文件" in refused.content.decode()
    asked.refresh_from_db()
    assert asked.state == RectificationState.ORDERED


def test_proof_of_another_unit_does_not_count(asked: Rectification, client_of: Clients, other: Unit) -> None:
    theirs = a_file_of(asked.round.units.get(code=other.code), User.objects.get(username="office"))
    assert give(client_of(Role.REPORTER), asked, proof=[theirs.pk]).status_code == 409


def test_who_comes_too_late_overwrites_nothing(asked: Rectification, client_of: Clients) -> None:
    file = a_file_of(asked.unit, User.objects.get(username="reporter"))
    first = give(client_of(Role.REPORTER), asked, answer="第一个", proof=[file.pk])
    second = give(client_of(Role.HEAD), asked, answer="第二个", proof=[file.pk])
    assert (first.status_code, second.status_code) == (302, 409)
    assert "已经有人改过" in second.content.decode()
    asked.refresh_from_db()
    assert asked.answer == "第一个"


def test_many_are_changed_at_once_and_closed_ones_are_not(
    asked: Rectification, client_of: Clients, department: str
) -> None:
    done = one_of(asked.unit, [department], "1.2", "经费保障")
    Rectification.objects.filter(pk=done.pk).update(state=RectificationState.CLOSED)
    office = client_of(Role.OFFICE)
    change = reverse("rectify:change", args=[asked.round_id])
    assert office.post(change, {"chosen": [asked.pk, done.pk]}).status_code == 409
    assert (
        office.post(change, {"chosen": [asked.pk, done.pk], "due": SOON, "demand": "年底前补开"}).status_code
        == 302
    )
    asked.refresh_from_db()
    done.refresh_from_db()
    assert (asked.demand, str(asked.due), asked.edition) == ("年底前补开", SOON, 2)
    assert done.demand == "补开"
    assert Event.objects.filter(code="rectification.changed").count() == 1


def test_a_demand_nobody_answered_can_be_taken_back(asked: Rectification, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    cancel = reverse("rectify:cancel", args=[asked.round_id])
    Rectification.objects.filter(pk=asked.pk).update(answered_at=timezone.now())
    assert office.post(cancel, {"chosen": [asked.pk]}).status_code == 409
    Rectification.objects.filter(pk=asked.pk).update(answered_at=None)
    assert office.post(cancel, {"chosen": [asked.pk]}).status_code == 302
    assert not Rectification.objects.exists()
    assert Event.objects.filter(code="rectification.cancelled").count() == 1


def test_everybody_sees_their_own(
    asked: Rectification, client_of: Clients, other: Unit, department: str
) -> None:
    theirs = one_of(asked.round.units.get(code=other.code), ["别的科室"])
    listed = reverse("rectify:list", args=[asked.round_id])
    for role in (Role.REPORTER, Role.DEPARTMENT):
        page = client_of(role).get(listed).content.decode()
        assert url("one", asked) in page
        assert url("one", theirs) not in page
        assert client_of(role).get(url("one", theirs)).status_code == 404
    assert url("one", theirs) in client_of(Role.AUDITOR).get(listed).content.decode()
    assert client_of(Role.REPORTER).post(url("answer", theirs)).status_code == 404
    assert client_of(Role.DEPARTMENT).post(url("decide", theirs)).status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({"state": "ordered"}, True),
        ({"state": "closed"}, False),
        ({"late": "1"}, False),
        ({"words": "少开"}, True),
        ({"words": "没有这个词"}, False),
        ({"department": "别的"}, False),
    ],
)
def test_the_list_is_narrowed(
    asked: Rectification, client_of: Clients, query: dict[str, str], there: bool
) -> None:
    page = client_of(Role.OFFICE).get(reverse("rectify:list", args=[asked.round_id]), query).content.decode()
    assert (url("one", asked) in page) is there


def test_the_list_asks_the_database_a_bounded_number_of_times(
    asked: Rectification, client_of: Clients, department: str, django_assert_max_num_queries: Any
) -> None:
    for unit in asked.round.units.filter(level="镇街"):
        for number in range(4):
            one_of(unit, [department], f"9.{number}", f"指标{number}")
    office = client_of(Role.OFFICE)
    with django_assert_max_num_queries(16):
        page = office.get(reverse("rectify:list", args=[asked.round_id]))
    assert len(page.content) < 150_000


def test_the_archive_waits_until_all_is_closed(asked: Rectification) -> None:
    (blocker,) = GUARDS["rectified"](asked.round)
    assert "1 个单位的 1 项" in blocker.text
    Rectification.objects.update(state=RectificationState.CLOSED)
    assert list(GUARDS["rectified"](asked.round)) == []


def test_it_waits_on_the_desk_of_whose_turn_it_is(asked: Rectification, people: dict[Role, User]) -> None:
    def texts(role: Role) -> list[str]:
        user = User.objects.get(pk=people[role].pk)
        return [entry.text for entry in waiting_for(user) if "整改" in entry.text]

    assert any("1 项要整改" in text for text in texts(Role.REPORTER))
    assert texts(Role.DEPARTMENT) == []
    Rectification.objects.update(state=RectificationState.ANSWERED)
    assert texts(Role.REPORTER) == []
    for role in (Role.DEPARTMENT, Role.OFFICE):
        assert any("1 项整改等待验收" in text for text in texts(role))
