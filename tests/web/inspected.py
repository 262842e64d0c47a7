"""Material of inspection: answers as the form sends them, visits that have arrived, a draw in any state."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from kaohe.fieldwork.checklists.model import Answers, Checklist
from kaohe.fieldwork.draws import Spot, frame_of
from kaohe.web.accounts.models import User
from kaohe.web.fieldwork import draws_actions
from kaohe.web.fieldwork.checklists import checklist_for
from kaohe.web.fieldwork.draws_asking import FIRST, asked_of
from kaohe.web.fieldwork.draws_keeping import Uploaded
from kaohe.web.fieldwork.models import Draw, DrawState, Photo, Visit
from kaohe.web.fieldwork.visits_actions import receive_visit
from kaohe.web.results.storing import keep
from kaohe.web.rounds.models import Round
from tests.web.evidence_files import picture

TABLE = "镇街考核评分表"
ERRORS = "抽查差错率"


def the_list(round: Round) -> Checklist:
    return checklist_for(round, TABLE)


def name_of(round: Round, measure: str) -> str:
    """The name of the question that asks after a measure."""
    return next(each.name for each in the_list(round).questions if each.measure == measure)


def sent(round: Round, code: str, base: int = 0, **other: Any) -> dict[str, Any]:
    """What the form sends: two counts, and whatever else is named."""
    answers = {
        "id": str(uuid4()), "unit": code, "place": "东村", "team": "第一组", "at": "2026-11-20T09:30",
        "values": {name_of(round, ERRORS): "20/3"}, "notes": {}, "photos": {}, "position": "",
    } | other  # fmt: skip
    return {"table": TABLE, "base": base, "answers": answers}


def post(client: Client, round: Round, body: dict[str, Any]) -> Any:
    url = reverse("fieldwork:form-send", args=[round.pk])
    return client.post(
        url, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
    )


def a_visit_of(round: Round, unit: str, by: User, **other: Any) -> Visit:
    """A visit that has arrived; the same one each time where its `id` is named."""
    body = sent(round, unit, **other)
    answers = Answers.from_json(body["answers"])
    return receive_visit(round=round, checklist=the_list(round), answers=answers, base=0, by=by).visit


def a_photo_of(visit: Visit, by: User) -> Photo:
    data = picture("JPEG")
    path, sha256 = keep(data, "inspection", "jpg")
    fields = {"question": "q", "kind": "jpeg", "size": len(data), "sha256": sha256, "path": path, "by": by}
    return Photo.objects.get_or_create(visit=visit, key="photo-0001", defaults=fields)[0]


def a_draw(round: Round, by: User, state: DrawState = DrawState.PLANNED, title: str = "检查点抽样") -> Draw:
    """Three places below each unit, two to be drawn, one in reserve."""
    found = Draw.objects.filter(round=round, title=title).first()
    if found is not None:
        return found
    units = list(round.units.filter(level="镇街"))
    frame = frame_of(Spot(f"{unit.code}-{n}", f"{unit.name}{name}村", unit.name, "村", 100 * n)
                     for unit in units for n, name in enumerate("东南西北", 1))  # fmt: skip
    asked = asked_of(FIRST | {"seed": "committed"})
    draw = draws_actions.plan_draw(
        round=round,
        draw=None,
        title=title,
        uploaded=Uploaded("名单.csv", frame),
        asked=asked,
        edition=0,
        by=by,
    )
    if state is not DrawState.PLANNED:
        draw = draws_actions.publish_draw(draw=draw, seed="3-6-1-2", edition=draw.edition, by=by)
    if state is DrawState.DRAWN:
        draw = draws_actions.draw_now(draw=draw, number="", edition=draw.edition, by=by)
    return draw
