"""反馈 and 申诉: what a unit got and why, its word on it, and the office's decisions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import SEEING_ALL, Role
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Sight, Thing, is_open
from kaohe.web.scoring import appeal_actions as actions
from kaohe.web.scoring.account import account_of, explained, reasons_given
from kaohe.web.scoring.effects import changes_of, effect_of
from kaohe.web.scoring.layout import Entry, layout_of
from kaohe.web.scoring.models import Appeal, AppealState
from kaohe.web.scoring.querysets import (
    appeal_for,
    appeals_for,
    deadline_of,
    evidence_of,
    figures_of,
    own_units,
    points_shown,
    scores_of,
    sees_unit,
    unit_of,
)  # fmt: skip
from kaohe.web.scoring.score_views import not_yet
from kaohe.web.scoring.self_actions import confirm_feedback, is_head


@require_GET
def feedback_list(request: Request, round_id: int) -> HttpResponse:
    """Who has confirmed and who has appealed; who acts for one unit alone goes straight to it."""
    round = round_for(request.user, round_id)
    units = own_units(request.user, round)
    if len(units) == 1 and not request.user.has(*SEEING_ALL):
        return redirect("scoring:feedback", round_id=round_id, unit=units[0].code)
    confirmed = {done.unit_id: done for done in round.confirmations.select_related("by")}
    counts: dict[int, int] = {}
    for unit_id in round.appeals.exclude(state=AppealState.WITHDRAWN).values_list("unit_id", flat=True):
        counts[unit_id] = counts.get(unit_id, 0) + 1
    rows = [(unit, confirmed.get(unit.pk), counts.get(unit.pk, 0)) for unit in units]
    context = {"round": round, "rows": rows, "given": round.at.reached(Stage.FEEDBACK),
               "deadline": deadline_of(round, Stage.FEEDBACK)}  # fmt: skip
    return render(request, "scoring/feedback_list.html", context)


@require_GET
def feedback(request: Request, round_id: int, unit: str) -> HttpResponse:
    """A unit's whole account: every item, its points, why, and what was lost where."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    seen = sees_unit(request.user, round, unit)
    own = found.code in request.user.unit_codes
    appeals = {
        (appeal.table, appeal.item): appeal
        for appeal in round.appeals.filter(unit=found).order_by("filed_at")
    }
    confirmed = round.confirmations.filter(unit=found).select_related("by").first()
    context = {
        "round": round,
        "unit": found,
        "seen": seen,
        "accounts": account_of(round, found, appeals) if seen else [],
        "confirmed": confirmed,
        "open": is_open(round, Thing.APPEALS) and own and confirmed is None,
        "head": is_head(found, request.user),
        "appealed": any(appeal.state == AppealState.OPEN for appeal in appeals.values()),
        "deadline": deadline_of(round, Stage.FEEDBACK),
    }
    return render(request, "scoring/feedback.html", context)


@require_GET
def feedback_why(request: Request, round_id: int, unit: str, item: int) -> HttpResponse:
    """One item step by step."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    entry = _entry(round, found, item)
    if not sees_unit(request.user, round, unit):
        return not_yet(request, round)
    context = {"round": round, "unit": found, "entry": entry, "steps": explained(round, found, entry),
               "said": reasons_given(round, found, entry), "evidence": evidence_of(round, found.code, entry)}  # fmt: skip
    return render(request, "scoring/why.html", context)


@require_POST
def feedback_confirm(request: Request, round_id: int, unit: str) -> HttpResponse:
    """The head confirms."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    confirm_feedback(round=round, unit=found, by=request.user)
    messages.success(request, _("反馈已确认。"))
    return redirect("scoring:feedback", round_id=round_id, unit=unit)


@require_GET
def appeals(request: Request, round_id: int) -> HttpResponse:
    """The appeals: all, or those of one's own units."""
    round = round_for(request.user, round_id)
    rows = (
        [(appeal, actions.label_of(appeal)) for appeal in appeals_for(request.user, round)]
        if round.scheme
        else []
    )
    context = {"round": round, "rows": rows, "deadline": deadline_of(round, Stage.FEEDBACK)}
    return render(request, "scoring/appeals.html", context)


@require_http_methods(["GET", "POST"])
def appeal_new(request: Request, round_id: int, unit: str, item: int) -> HttpResponse:
    """A unit disputes one item."""
    round = round_for(request.user, round_id)
    found = unit_of(request.user, round, unit)
    entry = _entry(round, found, item)
    if not is_open(round, Thing.APPEALS):
        return render(request, "scoring/appeal_new.html", {"round": round, "unit": found, "entry": entry})
    evidence = Evidence.objects.filter(round=round, unit=found, withdrawn_at=None, replaced_by=None)
    if request.method == "POST":
        chosen = [each for each in evidence if str(each.pk) in request.POST.getlist("evidence")]
        made = actions.file_appeal(
            round=round,
            unit=found,
            entry=entry,
            text=request.POST.get("text", ""),
            evidence=chosen,
            by=request.user,
        )
        messages.success(request, _("申诉已提出。"))
        return redirect("scoring:appeal", round_id=round_id, appeal=made.pk)
    own = [each for each in evidence if (each.table, each.item) == (entry.table.name, entry.code)]
    context = {
        "round": round, "unit": found, "entry": entry, "open": True, "steps": explained(round, found, entry),
        "said": reasons_given(round, found, entry),
        "evidence": [*((each, True) for each in own), *((each, False) for each in evidence if each not in own)],
        "deadline": deadline_of(round, Stage.FEEDBACK),
    }  # fmt: skip
    return render(request, "scoring/appeal_new.html", context)


@require_GET
def appeal(request: Request, round_id: int, appeal: int) -> HttpResponse:
    """One appeal, its evidence and its decision; for the office, the figures that a decision may change."""
    round = round_for(request.user, round_id)
    return _appeal_page(request, appeal_for(request.user, round, appeal), {})


@require_POST
def appeal_withdraw(request: Request, round_id: int, appeal: int) -> HttpResponse:
    """The unit takes it back."""
    found = appeal_for(request.user, round_for(request.user, round_id), appeal)
    if found.unit.code not in request.user.unit_codes:
        raise Http404
    actions.withdraw_appeal(appeal=found, by=request.user)
    messages.success(request, _("申诉已撤回。"))
    return redirect("scoring:appeal", round_id=round_id, appeal=appeal)


@require_POST
def appeal_decide(request: Request, round_id: int, appeal: int) -> HttpResponse:
    """The office tries a decision (its effect on everybody is shown), or signs what it has been shown."""
    found = appeal_for(request.user, round_for(request.user, round_id), appeal)
    entry = _entry_of(found)
    posted = request.POST
    wanted = {column.number: posted.get(f"after-{column.number}", "") for column in entry.columns}
    upheld = posted.get("upheld") == "1"
    changes = changes_of(found.round, found.unit, entry, wanted) if upheld else []
    if posted.get("sign"):
        actions.decide_appeal(
            appeal=found, upheld=upheld, words=posted.get("words", ""), changes=changes,
            figures=_whole(posted.get("figures", "")), digest=posted.get("digest", ""), by=request.user,
        )  # fmt: skip
        messages.success(request, _("决定已签。"))
        return redirect("scoring:appeal", round_id=round_id, appeal=appeal)
    if upheld and not changes:
        raise Refused("appeal.no-change", _("采纳申诉要写明更正哪个数；不更正的，请选“维持原评”。"))
    effect = effect_of(found.round, found.unit, entry, changes) if changes else None
    trial = {
        "upheld": upheld,
        "words": posted.get("words", ""),
        "changes": changes,
        "effect": effect,
        "wanted": wanted,
    }
    return _appeal_page(request, found, trial)


def _appeal_page(request: Request, appeal: Appeal, trial: dict[str, Any]) -> HttpResponse:
    round, user = appeal.round, request.user
    entry = _entry_of(appeal)
    deciding = user.has(Role.OFFICE) and appeal.state == AppealState.OPEN and is_open(round, Thing.DECISIONS)
    figures = figures_of(round, entry.columns, [appeal.unit.code])
    wanted = trial.get("wanted", {})
    seen = sees_unit(user, round, appeal.unit.code)
    context = {
        "round": round,
        "appeal": appeal,
        "entry": entry,
        "deciding": deciding,
        "evidence": appeal.evidence.all(),
        "steps": explained(round, appeal.unit, entry) if seen else [],
        "points": points_shown(scores_of(round).get((appeal.unit.code, entry.number))) if seen else "",
        "figures": [
            (
                column,
                figures.get((appeal.unit.code, *column.key)),
                entry.allowed(column),
                wanted.get(column.number, ""),
            )
            for column in entry.columns
        ],
        "trial": trial,
        "effect": trial["effect"].record if trial.get("effect") else {},
        "kept": appeal.effect
        if seen and sees_unit(user, round, appeal.unit.code, Sight.RANKING) and appeal.effect
        else {},
        "own": appeal.unit.code in user.unit_codes
        and appeal.state == AppealState.OPEN
        and is_open(round, Thing.DECISIONS),
    }
    return render(request, "scoring/appeal.html", context)


def _entry(round: Round, unit: RoundUnit, number: int) -> Entry:
    """An item by which the unit is scored; 404 for any other."""
    entry = layout_of(round).entry(number)
    if entry is None or entry.item is None or entry.table.level != unit.level:
        raise Http404
    return entry


def _entry_of(appeal: Appeal) -> Entry:
    entry = layout_of(appeal.round).find(appeal.table, appeal.item)
    if entry is None:
        raise Http404
    return entry


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1
