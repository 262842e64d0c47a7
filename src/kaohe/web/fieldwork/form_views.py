"""The form of a visit: the page that opens without a network, what its script asks and sends, and the worker that keeps the page."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.fieldwork.checklists.model import Answers
from kaohe.web.accounts.request import Request
from kaohe.web.fieldwork.checklists import checklist_for
from kaohe.web.fieldwork.form_data import form_data
from kaohe.web.fieldwork.photos import receive_photo
from kaohe.web.fieldwork.visits_actions import Outcome, receive_visit
from kaohe.web.fieldwork.visits_querysets import as_sent, own_visit, own_visits
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open, require_open

_WORKER = Path(__file__).parent / "static" / "fieldwork" / "worker.js"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the form's page in the browser. Its address is what it may keep: everything below it, nothing else."""
    del request
    response = HttpResponse(
        _WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def form(request: Request, round_id: int) -> HttpResponse:
    """The form. All that it needs lies in the page."""
    round = round_for(request.user, round_id)
    return render(request, "fieldwork/form.html", {"round": round, "data": form_data(round, request.user)})


@require_GET
def form_state(request: Request, round_id: int) -> HttpResponse:
    """What the script asks before it sends: who is logged in, a fresh token, and what of theirs has arrived."""
    round = round_for(request.user, round_id)
    return JsonResponse(
        {
            "user": request.user.pk,
            "token": get_token(request),
            "open": is_open(round, Thing.INSPECTION),
            "visits": as_sent(own_visits(request.user, round)),
        }
    )


@require_POST
def form_send(request: Request, round_id: int) -> HttpResponse:
    """One visit. The same again is the same visit; what was made from an older edition comes back with the newer one (409)."""
    round = round_for(request.user, round_id)
    sent = _json(request)
    checklist = checklist_for(round, str(sent.get("table", "")))
    base = sent.get("base")
    if not isinstance(base, int) or isinstance(base, bool) or base < 0:
        raise Refused("checklist.not-ours", _("这不是一份检查记录。"))
    arrival = receive_visit(
        round=round,
        checklist=checklist,
        answers=Answers.from_json(sent.get("answers")),
        base=base,
        by=request.user,
    )
    (shown,) = as_sent(own_visits(request.user, round).filter(pk=arrival.visit.pk))
    status = 409 if arrival.outcome is Outcome.CONFLICT else 200
    code = "visit.conflict" if arrival.outcome is Outcome.CONFLICT else arrival.outcome.value
    return JsonResponse({"code": code, "visit": shown}, status=status)


@require_POST
def form_photo(request: Request, round_id: int) -> HttpResponse:
    """One photograph of a visit that has arrived."""
    round = round_for(request.user, round_id)
    require_open(round, Thing.INSPECTION)
    visit = own_visit(request.user, round, request.POST.get("visit", ""))
    file = request.FILES.get("photo")
    if file is None:
        raise Refused("visit.no-photo", _("没有收到照片。"))
    photo = receive_photo(
        visit=visit,
        key=request.POST.get("key", ""),
        question=request.POST.get("question", ""),
        file=file,
        position=checklist_for(round, visit.table).position,
        by=request.user,
    )
    return JsonResponse({"key": photo.key, "size": photo.size})


def _json(request: Request) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refused("checklist.not-ours", _("这不是一份检查记录。"))
    return sent
