"""自评: a unit's pages about itself; the office sees how far everybody is."""

import json
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import SEEING_ALL
from kaohe.web.config.refusals import wants_json
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open
from kaohe.web.scoring import self_actions as actions
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import SelfAssessment, SelfScore
from kaohe.web.scoring.querysets import deadline_of, own_units, self_scores_of, unit_of
from kaohe.web.scoring.self_actions import Kept, Own
from kaohe.web.scoring.trials import trials_of


@require_GET
def self_list(request: Request, round_id: int) -> HttpResponse:
    """How far each unit is; who acts for one unit alone goes straight to it."""
    round = round_for(request.user, round_id)
    units = own_units(request.user, round)
    if len(units) == 1 and not request.user.has(*SEEING_ALL):
        return redirect("scoring:self", round_id=round_id, unit=units[0].code)
    layout = layout_of(round) if round.scheme else None
    counts: dict[str, int] = {}
    for code in SelfScore.objects.filter(round=round).exclude(points="").values_list("unit__code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    handed = {
        done.unit_id: done
        for done in SelfAssessment.objects.filter(round=round).select_related("submitted_by")
    }
    rows = [
        (unit, counts.get(unit.code, 0), len(layout.at(unit.level)) if layout else 0, handed.get(unit.pk))
        for unit in units
    ]
    context = {"round": round, "rows": rows, "done": sum(row[3] is not None for row in rows),
               "deadline": deadline_of(round, Stage.SELF)}  # fmt: skip
    return render(request, "scoring/self_list.html", context)


@require_GET
def self_page(request: Request, round_id: int, unit: str) -> HttpResponse:
    """A unit goes through its items."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    return _page(request, round, found, {})


@require_POST
def self_save(request: Request, round_id: int, unit: str) -> HttpResponse:
    """What was entered: one item from the script as somebody types, or all of them from the form."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    entries = _from_script(request) if wants_json(request) else _from_form(request, round, found)
    kept = actions.save_self(round=round, unit=found, entries=entries, by=request.user)
    if wants_json(request):
        return JsonResponse(
            {"items": [_told(each) for each in kept]}, json_dumps_params={"ensure_ascii": False}
        )
    wrong = {each.own.item: each for each in kept if each.conflict or each.problems}
    if wrong:
        return _page(request, round, found, wrong)
    messages.success(request, _("自评已保存。"))
    return redirect("scoring:self", round_id=round_id, unit=unit)


@require_POST
def self_hand_in(request: Request, round_id: int, unit: str) -> HttpResponse:
    """The head hands it in."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    actions.hand_in_self(round=round, unit=found, by=request.user)
    messages.success(request, _("自评已提交。"))
    return redirect("scoring:self", round_id=round_id, unit=unit)


@require_POST
def self_take_back(request: Request, round_id: int, unit: str) -> HttpResponse:
    """The head takes it back."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    actions.take_back_self(round=round, unit=found, by=request.user)
    messages.success(request, _("自评已收回，可以修改了。"))
    return redirect("scoring:self", round_id=round_id, unit=unit)


def _page(request: Request, round: Round, unit: RoundUnit, wrong: dict[int, Kept]) -> HttpResponse:
    layout = layout_of(round)
    scores = self_scores_of(round, unit.code)
    handed = SelfAssessment.objects.filter(round=round, unit=unit).select_related("submitted_by").first()
    begun = round.at.reached(Stage.SELF)
    trials = trials_of(round, unit) if begun and unit.code in request.user.unit_codes else {}
    rows = [
        (
            entry,
            scores.get((entry.table.name, entry.code)),
            trials.get(entry.number, ""),
            wrong.get(entry.number),
        )
        for entry in layout.at(unit.level)
    ]
    numbers = [
        Decimal(score.points) for _e, score, _t, _w in rows if score and score.points not in ("", "不适用")
    ]
    context = {
        "round": round,
        "unit": unit,
        "rows": rows if begun else [],
        "begun": begun,
        "handed": handed,
        "open": is_open(round, Thing.SELF) and handed is None and unit.code in request.user.unit_codes,
        "head": actions.is_head(unit, request.user),
        "stage_open": is_open(round, Thing.SELF),
        "sum": sum(numbers, Decimal(0)),
        "given": len(numbers),
        "deadline": deadline_of(round, Stage.SELF),
        "wrong": bool(wrong),
    }
    return render(request, "scoring/self.html", context, status=422 if wrong else 200)


def _from_script(request: Request) -> list[Own]:
    try:
        rows: Any = json.loads(request.body)["items"]
        return [
            Own(int(row["item"]), str(row["points"]), str(row["note"]), int(row["edition"])) for row in rows
        ]
    except (ValueError, KeyError, TypeError):
        raise Refused("self.not-understood", _("收到的内容读不懂，请刷新页面。")) from None


def _from_form(request: Request, round: Round, unit: RoundUnit) -> list[Own]:
    posted = request.POST
    try:
        return [
            Own(entry.number, posted[f"points-{entry.number}"], posted.get(f"note-{entry.number}", ""),
                int(posted.get(f"edition-{entry.number}") or 0))
            for entry in layout_of(round).at(unit.level)
            if f"points-{entry.number}" in posted
        ]  # fmt: skip
    except ValueError:
        raise Refused("self.not-understood", _("收到的内容读不懂，请刷新页面。")) from None


def _told(kept: Kept) -> dict[str, Any]:
    """One item's outcome for the script."""
    score = kept.score
    return {
        "item": kept.own.item,
        "edition": score.edition if score else 0,
        "points": score.points if score else "",
        "note": score.note if score else "",
        "by": score.by.name if score and kept.conflict else "",
        "conflict": kept.conflict,
        "problems": [f"{problem.message}{problem.remedy}" for problem in kept.problems],
    }
