"""自评: saved as it is typed, within bounds, handed in by the head alone, hidden from others, closed in other stages."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import GUARDS
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import SelfAssessment, SelfScore
from kaohe.web.ui.desk import waiting_for
from tests.web.scoring_material import entry_named, fill

ClientOf = Callable[[Role], Client]
RoundAt = Callable[[Stage], Round]


def post(client: Client, round: Round, unit: str, *items: dict[str, Any]) -> Any:
    url = reverse("scoring:self-save", args=[round.pk, unit])
    body = json.dumps({"items": list(items)})
    return client.post(url, body, content_type="application/json", headers={"Accept": "application/json"})


def one(number: int, points: str, edition: int = 0, note: str = "") -> dict[str, Any]:
    return {"item": number, "points": points, "note": note, "edition": edition}


def all_items(round: Round, level: str = "镇街") -> dict[str, str]:
    return {
        f"points-{entry.number}": entry.full if entry.kind.value == "base" else "0"
        for entry in layout_of(round).at(level)
    }


def test_typed_points_are_saved_and_recorded(round_at: RoundAt, client_of: ClientOf, own: Unit) -> None:
    round = round_at(Stage.SELF)
    entry = entry_named(round, "责任落实")
    told = post(
        client_of(Role.REPORTER), round, own.code, one(entry.number, "２．50", note="三件事都做了")
    ).json()
    assert told["items"][0] | {"by": ""} == {
        "item": entry.number, "edition": 1, "points": "2.5", "note": "三件事都做了", "by": "", "conflict": False, "problems": [],
    }  # fmt: skip
    assert SelfScore.objects.get().points == "2.5"
    assert Event.objects.filter(code="self.assessed", unit=own.code).count() == 1
    again = post(
        client_of(Role.REPORTER), round, own.code, one(entry.number, "2.5", note="三件事都做了")
    ).json()
    assert again["items"][0]["edition"] == 1
    assert Event.objects.filter(code="self.assessed").count() == 1


@pytest.mark.parametrize("points", ["3.1", "-1", "三分", "1.23456"])
def test_what_cannot_be_is_said_and_not_saved(
    round_at: RoundAt, client_of: ClientOf, own: Unit, points: str
) -> None:
    round = round_at(Stage.SELF)
    told = post(
        client_of(Role.REPORTER), round, own.code, one(entry_named(round, "责任落实").number, points)
    ).json()
    assert told["items"][0]["problems"]
    assert not SelfScore.objects.exists()


def test_an_item_without_a_floor_may_be_below_zero(round_at: RoundAt, client_of: ClientOf, own: Unit) -> None:
    round = round_at(Stage.SELF)
    told = post(
        client_of(Role.REPORTER), round, own.code, one(entry_named(round, "信访办理").number, "-2")
    ).json()
    assert told["items"][0]["points"] == "-2"


def test_residents_numbers_stop_at_the_door(round_at: RoundAt, client_of: ClientOf, own: Unit) -> None:
    round = round_at(Stage.SELF)
    number = entry_named(round, "责任落实").number
    told = post(client_of(Role.REPORTER), round, own.code, one(number, "3", note="张某 13812345678")).json()
    assert "手机号码" in told["items"][0]["problems"][0]
    assert not SelfScore.objects.exists()


def test_two_people_at_one_item(round_at: RoundAt, client_of: ClientOf, own: Unit) -> None:
    round = round_at(Stage.SELF)
    number = entry_named(round, "责任落实").number
    post(client_of(Role.REPORTER), round, own.code, one(number, "2"))
    told = post(client_of(Role.HEAD), round, own.code, one(number, "3")).json()["items"][0]
    assert told["conflict"]
    assert told["points"] == "2"
    assert told["edition"] == 1
    assert (
        post(client_of(Role.HEAD), round, own.code, one(number, "3", 1)).json()["items"][0]["points"] == "3"
    )


def test_a_form_without_scripts_is_handed_in_by_the_head(
    round_at: RoundAt, client_of: ClientOf, own: Unit, people: dict[Role, User]
) -> None:
    round = round_at(Stage.SELF)
    fill(round, people[Role.OFFICE])
    hand_in = reverse("scoring:self-hand-in", args=[round.pk, own.code])
    refused = client_of(Role.HEAD).post(hand_in)
    assert refused.status_code == 409
    assert "责任落实" in refused.content.decode()
    saved = client_of(Role.REPORTER).post(
        reverse("scoring:self-save", args=[round.pk, own.code]), all_items(round)
    )
    assert saved.status_code == 302
    assert client_of(Role.REPORTER).post(hand_in).status_code == 403
    assert client_of(Role.HEAD).post(hand_in).status_code == 302
    assert SelfAssessment.objects.filter(unit__code=own.code).exists()
    assert Event.objects.filter(code="self.submitted", unit=own.code).exists()
    late = post(client_of(Role.REPORTER), round, own.code, one(entry_named(round, "责任落实").number, "1", 1))
    assert late.status_code == 409
    assert (
        client_of(Role.HEAD).post(reverse("scoring:self-take-back", args=[round.pk, own.code])).status_code
        == 302
    )
    assert (
        post(
            client_of(Role.REPORTER), round, own.code, one(entry_named(round, "责任落实").number, "1", 1)
        ).status_code
        == 200
    )
    assert Event.objects.filter(code="self.taken-back").exists()


def test_the_page_has_a_trial_of_ones_own_figures_alone(
    round_at: RoundAt, client_of: ClientOf, own: Unit, people: dict[Role, User],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    round = round_at(Stage.SELF)
    fill(round, people[Role.OFFICE])
    client = client_of(Role.REPORTER)
    with django_assert_max_num_queries(30):
        answer = client.get(reverse("scoring:self", args=[round.pk, own.code]))
    assert answer.status_code == 200
    rows = {entry.name: trial for entry, _score, trial, _kept in answer.context["rows"]}
    assert rows["责任落实"] == "3"
    assert rows["形势分析"] == ""  # judged
    assert rows["健康指导"] == ""  # held against others
    assert len(answer.content) < 150_000


@pytest.mark.parametrize("stage", [Stage.REPORTING, Stage.SCORING])
def test_closed_in_other_stages(round_at: RoundAt, client_of: ClientOf, own: Unit, stage: Stage) -> None:
    round = round_at(stage)
    assert post(client_of(Role.REPORTER), round, own.code, one(1, "1")).status_code == 409
    assert client_of(Role.REPORTER).get(reverse("scoring:self", args=[round.pk, own.code])).status_code == 200


def test_others_are_not_found(round_at: RoundAt, client_of: ClientOf, other: Unit) -> None:
    round = round_at(Stage.SELF)
    assert (
        client_of(Role.REPORTER).get(reverse("scoring:self", args=[round.pk, other.code])).status_code == 404
    )
    assert post(client_of(Role.REPORTER), round, other.code, one(1, "1")).status_code == 404


def test_the_step_waits_for_everybody(round_at: RoundAt, own: Unit, people: dict[Role, User]) -> None:
    round = round_at(Stage.SELF)
    Deadline.objects.create(round=round, stage=Stage.SELF, due=timezone.localdate() + timedelta(days=3))
    (blocker,) = GUARDS["self-in"](round)
    assert "19" in blocker.text or "个单位" in blocker.text
    assert any("自评" in entry.text and entry.due for entry in waiting_for(people[Role.REPORTER]))
    for unit in round.units.exclude(level="区县"):
        SelfAssessment.objects.create(round=round, unit=unit, submitted_by=people[Role.HEAD])
    assert not list(GUARDS["self-in"](round))
    assert not waiting_for(people[Role.REPORTER])
