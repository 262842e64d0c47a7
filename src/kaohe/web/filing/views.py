"""Pages of targets and forms: the grid of targets, one form, what is decided about it, where all of them stand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.config.refusals import wants_json
from kaohe.web.filing import handing_in
from kaohe.web.filing.actions import save_targets
from kaohe.web.filing.answers import answer, back_to, paged, say_saved, script_words
from kaohe.web.filing.grid import cells_of, names_of
from kaohe.web.filing.overview import FILTERS, overview_of
from kaohe.web.filing.querysets import (
    Form,
    advice_for,
    asked_for,
    form_for,
    grid_of,
    target_units,
    targets_of,
)
from kaohe.web.filing.shape import shape_for
from kaohe.web.filing.standing import HANDED_IN, REOPENABLE, owners, reviews, submits, writable, writes
from kaohe.web.filing.uses import uses_of
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open

CHECK = "check"
"""In the address of a form that could not be handed in: what is to be pointed out."""


@require_http_methods(["GET", "POST"])
def targets(request: Request, round_id: int) -> HttpResponse:
    """目标: units × measures."""
    round = round_for(request.user, round_id)
    if request.method == "POST":
        names = names_of(target_units(request.user, round), shape_for(round).targets)
        saved = save_targets(round=round, cells=cells_of(request.POST, names), by=request.user)
        if (asked := answer(request, round, names, saved, {})) is not None:
            return asked
        say_saved(request, saved)
        return back_to(request)
    grid = targets_of(request.user, round)
    part, page = paged(request, grid)
    open_now = is_open(round, Thing.TARGETS) and request.user.has(Role.OFFICE)
    context = {"round": round, "grid": part, "page": page, "open": open_now, "words": script_words(part)}
    return render(request, "filing/targets.html", context)


@require_GET
def overview(request: Request, round_id: int) -> HttpResponse:
    """填报: where every form stands, units × periods, departments × periods."""
    round = round_for(request.user, round_id)
    found = overview_of(request, round)
    context = {"round": round, "found": found, "filters": FILTERS}
    return render(request, "filing/overview.html", context)


@require_http_methods(["GET", "POST"])
def unit(request: Request, round_id: int, unit: str, period: str) -> HttpResponse:
    """One unit's form for one period."""
    return _form(request, form_for(request.user, round_id, period, unit=unit), "filing/unit.html")


@require_http_methods(["GET", "POST"])
def department(request: Request, round_id: int, department: str, period: str) -> HttpResponse:
    """What one department supplies of all units for one period."""
    form = form_for(request.user, round_id, period, department=department)
    return _form(request, form, "filing/department.html")


def _form(request: Request, form: Form, template: str) -> HttpResponse:
    if request.method == "POST":
        names = names_of(form.units, form.fields)
        saved = handing_in.save_form(form=form, cells=cells_of(request.POST, names), by=request.user)
        asked = answer(request, form.round, names, saved, advice_for(form, saved))
        if asked is not None:
            return asked
        say_saved(request, saved)
        return back_to(request)
    grid = grid_of(form)
    user, filing = request.user, form.standing.filing
    mine = writes(user, form.key, form.unit)
    checked = request.GET.get(CHECK) if mine and writable(form.round, filing) else None
    if checked == "missing":
        grid = asked_for(grid)
    part, page = paged(request, grid, to_wrong=bool(checked))
    context = {
        "round": form.round,
        "form": form,
        "grid": part,
        "page": page,
        "words": script_words(part),
        "open": mine and writable(form.round, filing),
        "mine": mine,
        "submits": submits(user, form.key, form.unit),
        "owners": owners(form.unit) if form.unit else frozenset(),
        "reviews": reviews(user, form.key, form.unit, form.shape),
        "returnable": form.standing.state == HANDED_IN[0] and is_open(form.round, Thing.FIGURES),
        "reopenable": form.standing.handed_in and form.round.at in REOPENABLE and user.has(Role.OFFICE),
    }
    return render(request, template, context)


@require_POST
def unit_submit(request: Request, round_id: int, unit: str, period: str) -> HttpResponse:
    """A unit hands its form in."""
    return _submit(request, form_for(request.user, round_id, period, unit=unit))


@require_POST
def department_submit(request: Request, round_id: int, department: str, period: str) -> HttpResponse:
    """A department hands its form in."""
    return _submit(request, form_for(request.user, round_id, period, department=department))


def _submit(request: Request, form: Form) -> HttpResponse:
    """What stands in the boxes is saved first; a form that was sent twice was handed in once. Where something is to be mended, the form
    is shown again with what was entered, the problems beside their cells.
    """
    names = names_of(form.units, form.fields)
    cells = cells_of(request.POST, names)
    if cells and writable(form.round, form.standing.filing):
        saved = handing_in.save_form(form=form, cells=cells, by=request.user)
        if (asked := answer(request, form.round, names, saved, {})) is not None:
            return asked
    confirmed = "missing" in request.POST
    try:
        filing = handing_in.submit(form=form, missing_confirmed=confirmed, by=request.user)
    except Refused as refused:
        if refused.code not in handing_in.TO_BE_MENDED or wants_json(request):
            raise
        messages.error(request, refused.message)
        back = _to(form)
        back["Location"] += "?" + urlencode({CHECK: "missing" if not confirmed else "wrong"})
        return back
    messages.success(request, _("已经报送。") if not filing.late else _("已经报送，过了期限，记为逾期。"))
    return _to(form)


@require_POST
def unit_return(request: Request, round_id: int, unit: str, period: str) -> HttpResponse:
    """A unit's form goes back to it, with the reason."""
    return _send_back(request, form_for(request.user, round_id, period, unit=unit))


@require_POST
def department_return(request: Request, round_id: int, department: str, period: str) -> HttpResponse:
    """A department's form goes back to it, with the reason."""
    return _send_back(request, form_for(request.user, round_id, period, department=department))


def _send_back(request: Request, form: Form) -> HttpResponse:
    handing_in.send_back(form=form, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("已经退回。"))
    return _to(form)


@require_POST
def unit_verify(request: Request, round_id: int, unit: str, period: str) -> HttpResponse:
    """A unit's figures hold."""
    return _verify(request, form_for(request.user, round_id, period, unit=unit))


@require_POST
def department_verify(request: Request, round_id: int, department: str, period: str) -> HttpResponse:
    """A department's figures hold."""
    return _verify(request, form_for(request.user, round_id, period, department=department))


def _verify(request: Request, form: Form) -> HttpResponse:
    handing_in.verify(form=form, by=request.user)
    messages.success(request, _("已经核定。"))
    return _to(form)


@require_POST
def unit_reopen(request: Request, round_id: int, unit: str, period: str) -> HttpResponse:
    """A unit's form is opened again."""
    return _reopen(request, form_for(request.user, round_id, period, unit=unit))


@require_POST
def department_reopen(request: Request, round_id: int, department: str, period: str) -> HttpResponse:
    """A department's form is opened again."""
    return _reopen(request, form_for(request.user, round_id, period, department=department))


def _reopen(request: Request, form: Form) -> HttpResponse:
    handing_in.reopen(form=form, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("已经重开。"))
    return _to(form)


@require_GET
def help(request: Request, round_id: int, measure: str) -> HttpResponse:
    """What a figure is for: what may stand in its box, the clauses that look at it, and what they make of it."""
    round = round_for(request.user, round_id)
    context = {"round": round, "uses": uses_of(shape_for(round).scheme, measure)}
    return render(request, "filing/help.html#body" if request.htmx else "filing/help.html", context)


def _to(form: Form) -> HttpResponse:
    if form.unit:
        return redirect("filing:unit", form.round.pk, form.unit.code, str(form.key.period))
    return redirect("filing:department", form.round.pk, form.key.department, str(form.key.period))
