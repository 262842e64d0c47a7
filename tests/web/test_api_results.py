"""Results over the interface: nothing before its time, and then to the digit what the library computes."""

import json
from collections.abc import Callable

import pytest

from kaohe.results.record import result_record
from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import SEEN_FROM, Sight
from tests.web.tokens import Caller

Callers = Callable[[Role], Caller]
SEERS = [role for role in Role if role is not Role.ADMIN]


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.PUBLISHED)


def at(round: Round, stage: Stage) -> Round:
    Round.objects.filter(pk=round.pk).update(stage=stage)
    return round


@pytest.mark.parametrize("role", SEERS)
def test_nothing_is_seen_before_its_time(caller_of: Callers, round: Round, own: Unit, role: Role) -> None:
    caller = caller_of(role)
    for stage in Stage:
        at(round, stage)
        for sight, path in ((Sight.RANKING, "results"), (Sight.SCORES, f"results/{own.code}")):
            answer = caller.get(f"/rounds/{round.pk}/{path}")
            seen = stage.reached(SEEN_FROM[(role, sight)])
            assert answer.status_code == (200 if seen else 409), (stage, sight)
            if not seen:
                assert answer.json()["code"] == "result.not-yet"
                assert own.name not in answer.content.decode()


def test_the_ranking_is_the_librarys(caller_of: Callers, round: Round) -> None:
    _inputs, result = result_of(round)
    record = result_record(result)
    told = caller_of(Role.LEADER).get(f"/rounds/{round.pk}/results").json()
    assert [table["table"] for table in told["tables"]] == [table["table"] for table in record["tables"]]
    for table, expected in zip(told["tables"], record["tables"], strict=True):
        assert [unit["unit"] for unit in table["units"]] == [unit["unit"] for unit in expected["units"]]
        for unit, standing in zip(table["units"], expected["units"], strict=True):
            total = standing["total"]
            assert (unit["total"], unit["rank"], unit["grade"]) == (
                total if isinstance(total, str) else None, standing["rank"], standing["grade"],
            )  # fmt: skip
    floats: list[str] = []
    json.loads(json.dumps(told), parse_float=floats.append)
    assert not floats, "points are texts"


def test_one_unit_with_its_reasons(caller_of: Callers, round: Round, own: Unit, other: Unit) -> None:
    reporter = caller_of(Role.REPORTER)
    told = reporter.get(f"/rounds/{round.pk}/results/{own.code}").json()
    items = told["tables"][0]["items"]
    assert items
    assert all(item["reason"] for item in items)
    assert all((item["score"] is None) == (item["absence"] is not None) for item in items)
    assert told["tables"][0]["rank"] is not None
    assert reporter.get(f"/rounds/{round.pk}/results/{other.code}").status_code == 404
    assert caller_of(Role.OFFICE).get(f"/rounds/{round.pk}/results/{other.code}").status_code == 200


def test_ranks_come_with_publication(caller_of: Callers, round: Round, own: Unit) -> None:
    at(round, Stage.FEEDBACK)
    table = caller_of(Role.HEAD).get(f"/rounds/{round.pk}/results/{own.code}").json()["tables"][0]
    assert (table["rank"], table["grade"]) == (None, None)
    assert table["total"] is not None


def test_a_department_sees_its_own_items(
    caller_of: Callers, round: Round, own: Unit, department: str
) -> None:
    at(round, Stage.SCORING)
    caller = caller_of(Role.DEPARTMENT)
    table = caller.get(f"/rounds/{round.pk}/results/{own.code}").json()["tables"][0]
    assert table["total"] is None
    assert table["items"]
    assert all(department in item["departments"] for item in table["items"])
    at(round, Stage.PUBLISHED)
    whole = caller.get(f"/rounds/{round.pk}/results/{own.code}").json()["tables"][0]
    assert len(whole["items"]) > len(table["items"])
