"""Results over the interface: nothing before its time, and then to the digit what the library computes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from kaohe.results.receipt import write_receipt
from kaohe.results.record import result_record
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import result_of
from kaohe.web.results.models import Publication
from kaohe.web.results.storing import keep, zip_folder
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


@pytest.fixture
def published(round: Round, people: dict[Role, User], tmp_path: Path) -> Publication:
    """What the round's result is now, put away as a publication is."""
    inputs, result = result_of(round)
    receipt = write_receipt(tmp_path, inputs, result)
    data = zip_folder(tmp_path)
    path, sha256 = keep(data, "results", "zip")
    return Publication.objects.create(
        round=round, number=1, fingerprint=receipt["fingerprint"], path=path, size=len(data), sha256=sha256,
        record=receipt["result"], by=people[Role.OFFICE], at=timezone.now(),
    )  # fmt: skip


def test_the_receipt_to_the_letter(
    caller_of: Callers, round: Round, published: Publication, tmp_path: Path
) -> None:
    auditor = caller_of(Role.AUDITOR)
    told = auditor.get(f"/rounds/{round.pk}/publications").json()["items"]
    assert [(each["number"], each["fingerprint"]) for each in told] == [(1, published.fingerprint)]
    receipt = auditor.get(f"/rounds/{round.pk}/publications/1/receipt")
    assert receipt.content == (tmp_path / "receipt.json").read_bytes()
    assert auditor.get(f"/rounds/{round.pk}/publications/2/receipt").status_code == 404
    Publication.objects.update(sha256="0" * 64)
    changed = auditor.get(f"/rounds/{round.pk}/publications/1/receipt")
    assert (changed.status_code, changed.json()["code"]) == (409, "result.archive-changed")


def test_what_is_published_is_shown_whatever_the_figures_become(
    caller_of: Callers, round: Round, published: Publication, own: Unit
) -> None:
    leader = caller_of(Role.LEADER)
    before = [leader.get(f"/rounds/{round.pk}/results{path}").json() for path in ("", f"/{own.code}")]
    unit = round.units.get(code=own.code)
    Figure.objects.create(
        round=round, unit=unit, measure="年度计划已印发", period="2026", text="是", value="是"
    )
    Round.objects.filter(pk=round.pk).update(figures=round.figures + 1)
    after = [leader.get(f"/rounds/{round.pk}/results{path}").json() for path in ("", f"/{own.code}")]
    assert before == after
