"""The interface's door and reading: who gets in, who sees what, and how a refusal looks."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.interface import actions, limits
from kaohe.web.interface.models import Token
from kaohe.web.interface.operations import api
from kaohe.web.interface.permits import OPERATIONS
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import Version
from tests.web.tokens import Caller, token_of

Callers = Callable[[Role], Caller]


def test_every_operation_has_its_row_and_every_row_its_operation() -> None:
    paths = api.get_openapi_schema()["paths"]
    told = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert sorted(told) == sorted(OPERATIONS)


def test_the_document_is_there_without_a_token(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"BearerToken": []}]
            for status, told in operation["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in told["content"], operation["operationId"]


def test_nobody_calls_without_a_token(client: Client, db: None) -> None:
    answer = client.get("/api/v1/rounds")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "api.no-token"


def test_a_session_is_no_token(client_of: Callable[[Role], Client]) -> None:
    assert client_of(Role.OFFICE).get("/api/v1/rounds").status_code == 401


@pytest.mark.parametrize("method", ["delete", "put", "patch"])
def test_a_method_that_is_not_taken_is_refused_in_words(client: Client, db: None, method: str) -> None:
    answer = getattr(client, method)("/api/v1/rounds")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET"
    body = answer.json()
    assert (body["code"], body["status"]) == ("api.method", 405)
    assert "GET" in body["detail"]


def test_pages_answer_a_wrong_method_as_before(client_of: Callable[[Role], Client]) -> None:
    answer = client_of(Role.OFFICE).get("/logout/")
    assert answer.status_code == 405
    assert "json" not in answer.headers.get("Content-Type", "")


@pytest.mark.parametrize("text", ["nonsense", "kh_000000000000_" + "a" * 43, "kh_" + "9" * 500])
def test_a_wrong_token_lets_nobody_in(client: Client, db: None, text: str) -> None:
    answer = client.get("/api/v1/rounds", headers={"Authorization": f"Bearer {text}"})
    assert answer.json()["code"] == "api.wrong-token"
    assert answer.status_code == 401


def test_only_the_hash_is_kept(people: dict[Role, User]) -> None:
    token, shown = token_of(Role.OFFICE, by=people[Role.ADMIN])
    secret = shown.rpartition("_")[2]
    row = Token.objects.filter(pk=token.pk).values().get()
    assert all(secret not in str(value) for value in row.values())
    assert all(secret not in event.data for event in Event.objects.all())


def test_its_account_cannot_log_in(people: dict[Role, User]) -> None:
    token, shown = token_of(Role.OFFICE, by=people[Role.ADMIN])
    assert not token.account.is_active
    assert not token.account.has_usable_password()
    assert ModelBackend().authenticate(None, username=token.account.username, password=shown) is None


def test_withdrawn_and_expired_tokens_say_so(people: dict[Role, User], caller_of: Callers) -> None:
    office = caller_of(Role.OFFICE)
    assert office.get("/rounds").status_code == 200
    Token.objects.filter(pk=office.token.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert office.get("/rounds").json()["code"] == "api.token-expired"
    actions.withdraw_token(token=office.token, by=people[Role.ADMIN])
    assert office.get("/rounds").json()["code"] == "api.token-withdrawn"


def test_ten_wrong_secrets_shut_the_door_and_are_recorded(caller_of: Callers) -> None:
    office, other = caller_of(Role.OFFICE), caller_of(Role.LEADER)
    wrong = office.shown[:-1] + ("a" if office.shown[-1] != "a" else "b")
    for _number in range(limits.MOST_WRONG):
        assert office.get("/rounds", shown=wrong).status_code == 401
    answer = office.get("/rounds")
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(limits.WRONG_WITHIN)
    assert answer.json()["code"] == "api.locked-out"
    assert Event.objects.filter(code="api.locked-out").count() == 1
    assert other.get("/rounds").status_code == 200, "another token is not shut out by it"


def test_too_many_calls_wait(caller_of: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CALLS", 3)
    office = caller_of(Role.OFFICE)
    assert [office.get("/rounds").status_code for _number in range(4)] == [200, 200, 200, 429]


def test_when_it_was_used_is_noted(caller_of: Callers) -> None:
    office = caller_of(Role.OFFICE)
    office.get("/rounds")
    office.token.refresh_from_db()
    assert office.token.last_used_at is not None


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v2/rounds", "/api/"])
def test_an_unknown_address_is_a_problem_too(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_invalid_is_told_with_its_places_and_not_repeated(
    caller_of: Callers, round_at: Callable[[Stage], Round]
) -> None:
    path = f"/rounds/{round_at(Stage.REPORTING).pk}/facts"
    body = {"facts": [{"unit": 5, "measure": "13800138000", "period": "2026", "value": "1", "phone": "x"}]}
    answer = caller_of(Role.OFFICE).put(path, body)
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "api.invalid"
    places = {error["where"]: error["message"] for error in told["errors"]}
    assert places["body.facts[0].unit"] == "要写成文字（字符串）。"
    assert places["body.facts[0].phone"] == "没有这一项，请去掉。"
    assert "13800138000" not in answer.content.decode()


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"facts": NaN}'])
def test_a_body_that_is_no_json(caller_of: Callers, round_at: Callable[[Stage], Round], body: bytes) -> None:
    path = f"/rounds/{round_at(Stage.REPORTING).pk}/facts"
    answer = caller_of(Role.OFFICE).put(path, body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "api.unreadable"


def test_rounds_units_and_measures(caller_of: Callers, round_at: Callable[[Stage], Round], own: Unit) -> None:
    round = round_at(Stage.REPORTING)
    office = caller_of(Role.OFFICE)
    listed = office.get("/rounds").json()
    assert listed["count"] == 1
    assert listed["items"][0] == office.get(f"/rounds/{round.pk}").json()
    assert listed["items"][0]["stage"] == "reporting"
    units = office.get(f"/rounds/{round.pk}/units").json()["items"]
    assert own.code in {unit["code"] for unit in units}
    measures = {each["id"]: each for each in office.get(f"/rounds/{round.pk}/measures").json()["items"]}
    assert measures["信息覆盖率"]["kind"] == "ratio"
    assert measures["信息覆盖率"]["supply"] == "external"
    assert [ask["period"] for ask in measures["培训场次"]["asks"]][:2] == ["2026Q1", "2026Q2"]
    assert measures["工作经费"]["places"] == 1


def test_units_see_themselves_alone(
    caller_of: Callers, round_at: Callable[[Stage], Round], own: Unit, other: Unit
) -> None:
    round, reporter = round_at(Stage.REPORTING), caller_of(Role.REPORTER)
    assert [u["code"] for u in reporter.get(f"/rounds/{round.pk}/units").json()["items"]] == [own.code]
    assert reporter.get(f"/rounds/{round.pk}/facts?unit={own.code}").status_code == 200
    assert reporter.get(f"/rounds/{round.pk}/facts?unit={other.code}").status_code == 404
    Round.objects.get(pk=round.pk).units.filter(code=own.code).delete()
    assert reporter.get(f"/rounds/{round.pk}").status_code == 404
    assert reporter.get("/rounds").json()["count"] == 0


def test_drafts_are_the_offices(caller_of: Callers, round_at: Callable[[Stage], Round]) -> None:
    version = round_at(Stage.REPORTING).scheme
    assert version is not None
    office, leader = caller_of(Role.OFFICE), caller_of(Role.LEADER)
    whole = leader.get(f"/schemes/{version.pk}").json()
    assert whole["scheme"]["title"].startswith("芸溪区")
    text = leader.get(f"/schemes/{version.pk}/text")
    assert text["Content-Type"].startswith("application/yaml")
    assert text.content.decode() == version.text
    draft = Version.objects.create(
        file=version.file, number=2, text="考核办法: 半份", saved_by=version.saved_by
    )
    assert office.get(f"/schemes/{draft.pk}").json()["scheme"] is None
    assert leader.get(f"/schemes/{draft.pk}").status_code == 404
    assert (leader.get("/schemes").json()["count"], office.get("/schemes").json()["count"]) == (1, 2)


def test_queries_do_not_grow(
    caller_of: Callers,
    round_at: Callable[[Stage], Round],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    round, office = round_at(Stage.REPORTING), caller_of(Role.OFFICE)
    for path in (
        "/rounds",
        f"/rounds/{round.pk}/units",
        f"/rounds/{round.pk}/measures",
        f"/rounds/{round.pk}/facts",
    ):
        cache.clear()
        with django_assert_max_num_queries(8):
            assert office.get(path).status_code == 200


def test_it_speaks_chinese_as_it_is(caller_of: Callers, round_at: Callable[[Stage], Round]) -> None:
    round_at(Stage.REPORTING)
    answer = caller_of(Role.OFFICE).get("/rounds")
    assert "二〇二六年度考核" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert json.loads(answer.content)["items"][0]["stage_name"] == "填报"
