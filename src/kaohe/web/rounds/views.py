"""Pages of a round: the list, one round with its steps and calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds import actions
from kaohe.web.rounds.forms import BackForm, DeadlineForm, RoundForm
from kaohe.web.rounds.querysets import round_for, rounds_of
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import STEPS, blockers, step_back, step_from
from kaohe.web.schemes.models import Version


@require_GET
def rounds(request: Request) -> HttpResponse:
    """All rounds that concern this person."""
    return render(request, "rounds/rounds.html", {"rounds": rounds_of(request.user)})


@require_http_methods(["GET", "POST"])
def round_new(request: Request) -> HttpResponse:
    """A new round."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_round(**form.cleaned_data, by=request.user)
        return redirect("rounds:round", round_id=made.pk)
    return render(request, "rounds/round_new.html", {"form": form})


@require_GET
def round(request: Request, round_id: int) -> HttpResponse:
    """One round: where it stands, what stands in the way, its calendar and its way so far."""
    found = round_for(request.user, round_id)
    step = step_from(found.at)
    context = {
        "round": found,
        "stages": list(Stage),
        "step": step,
        "blockers": blockers(found, step) if step and request.user.has(Role.OFFICE) else [],
        "back": step_back(found.at),
        "back_form": BackForm(),
        "deadline_form": DeadlineForm(initial={"stage": found.stage}),
        "versions": Version.objects.select_related("file"),
        "changes": found.changes.select_related("by"),
    }
    return render(request, "rounds/round.html", context)


@require_POST
def forward(request: Request, round_id: int) -> HttpResponse:
    """The step forward."""
    found = round_for(request.user, round_id)
    moved = actions.step_forward(round=found, expected=_expected(request), by=request.user)
    messages.success(request, _("现在是“%(stage)s”阶段。") % {"stage": moved.at.label})
    return redirect("rounds:round", round_id=round_id)


@require_POST
def backward(request: Request, round_id: int) -> HttpResponse:
    """The step back, with its reason."""
    found = round_for(request.user, round_id)
    reason = request.POST.get("reason", "")
    moved = actions.step_backward(round=found, expected=_expected(request), reason=reason, by=request.user)
    messages.success(request, _("已退回“%(stage)s”阶段。") % {"stage": moved.at.label})
    return redirect("rounds:round", round_id=round_id)


@require_POST
def deadline(request: Request, round_id: int) -> HttpResponse:
    """A day of the calendar."""
    found = round_for(request.user, round_id)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        wrong = form.errors.get("period", [_("日期写得不对，请写成 2026-03-31。")])
        raise Refused("round.no-such-day", str(wrong[0]))
    data = form.cleaned_data
    actions.set_deadline(
        round=found, stage=Stage(data["stage"]), period=data["period"], due=data["due"], by=request.user
    )
    messages.success(request, _("期限定好了。") if data["due"] else _("期限取消了。"))
    return redirect("rounds:round", round_id=round_id)


@require_POST
def scheme(request: Request, round_id: int) -> HttpResponse:
    """The version of a scheme that the round goes by."""
    found = round_for(request.user, round_id)
    version = Version.objects.filter(pk=request.POST.get("scheme") or 0).first()
    if version is None:
        raise Refused("round.no-such-scheme", _("请选一份办法。"))
    actions.use_scheme(round=found, scheme=version, by=request.user)
    return redirect("rounds:round", round_id=round_id)


@require_POST
def units(request: Request, round_id: int) -> HttpResponse:
    """The list of units taken anew from the register."""
    found = round_for(request.user, round_id)
    taken = actions.take_units_again(round=found, by=request.user)
    messages.success(request, _("名单里有 %(count)s 个单位。") % {"count": taken})
    return redirect("rounds:round", round_id=round_id)


@require_GET
def way(request: Request) -> HttpResponse:
    """The help page: all steps, who takes them, what they close. Made from the table that actions look at."""
    return render(request, "rounds/way.html", {"steps": STEPS})


def _expected(request: Request) -> Stage:
    try:
        return Stage(request.POST.get("stage", ""))
    except ValueError:
        raise Refused("round.moved-on", _("请刷新页面再办。")) from None
