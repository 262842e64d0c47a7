"""Pages of evidence: the units, one unit's items, one item's files, one file."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.models import User
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.config.refusals import wants_json
from kaohe.web.filing import evidence_querysets as reading
from kaohe.web.filing.evidence_actions import withdraw_evidence
from kaohe.web.filing.evidence_kinds import ACCEPT, MOST_AT_ONCE, MOST_BYTES
from kaohe.web.filing.evidence_preview import kind_of, snippet
from kaohe.web.filing.evidence_receiving import receive
from kaohe.web.filing.evidence_storing import content_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for, unit_for, units_for
from kaohe.web.rounds.stages import Stage

_SHUT = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_SANDBOX = f"{_SHUT}; sandbox"
_LIMITS = {"accept": ACCEPT, "most_bytes": MOST_BYTES, "most_at_once": MOST_AT_ONCE}


@require_GET
def overview(request: Request, round_id: int) -> HttpResponse:
    """Every unit with how much evidence there is; somebody of one unit goes straight to it."""
    found = round_for(request.user, round_id)
    units = list(units_for(request.user, found))
    if len(units) == 1 and request.user.has(*OF_A_UNIT):
        return redirect("evidence:unit", round_id, units[0].code)
    departments = _departments(request)
    early = reading.too_early(request.user, found)
    context = {
        "round": found,
        "early": early,
        "from_stage": Stage.APPROVAL.label,
        "lines": [] if early else reading.overview(found, units, departments),
        "departments": departments,
        "all": "all" in request.GET,
    }
    return render(request, "evidence/overview.html", context)


@require_GET
def unit(request: Request, round_id: int, unit: str) -> HttpResponse:
    """One unit: all its items, each with its clause and files."""
    found = round_for(request.user, round_id)
    own = unit_for(request.user, found, unit)
    if reading.too_early(request.user, found):
        return _not_yet(round_id)
    departments = _departments(request)
    listed = reading.files_of(found, own, departments)
    only = request.GET.get("only", "")
    shown = [row for row in listed if only == "" or bool(row.current) == (only == "have")]
    context = {
        "round": found,
        "unit": own,
        "rows": shown,
        "only": only,
        "have": sum(1 for row in listed if row.current),
        "count": len(listed),
        "departments": departments,
        "may": reading.may_upload(request.user, own),
        "limits": _LIMITS,
    }
    return render(request, "evidence/unit.html", context)


@require_GET
def item(request: Request, round_id: int, unit: str) -> HttpResponse:
    """One item of one unit (`table`, `item` in the address): its clause, its files, the place to drop more."""
    found = round_for(request.user, round_id)
    own = unit_for(request.user, found, unit)
    if reading.too_early(request.user, found):
        return _not_yet(round_id)
    if not request.GET.get("item"):
        return redirect("evidence:unit", round_id, unit)
    files = reading.files_of_item(found, own, request.GET.get("table", ""), request.GET["item"])
    return render(request, "evidence/item.html", _item_context(request.user, found, files, own))


@require_GET
def fragment(request: Request, round_id: int, unit: str) -> HttpResponse:
    """The files of one item alone, for a page that shows them beside something else."""
    found = round_for(request.user, round_id)
    own = unit_for(request.user, found, unit)
    if reading.too_early(request.user, found):
        return _not_yet(round_id)
    table, code = request.GET.get("table", ""), request.GET.get("item", "")
    files = reading.evidence_for(found, own, code, table) if code else []
    return render(request, "evidence/files.html", {"round": found, "files": files})


@require_POST
def add(request: Request, round_id: int, unit: str) -> HttpResponse:
    """Files for one item. What was refused is said with its place; the rest is kept."""
    found = round_for(request.user, round_id)
    own = unit_for(request.user, found, unit)
    table, code = request.POST.get("table", ""), request.POST.get("item", "")
    received = receive(
        round=found,
        unit=own,
        table=table,
        item=code,
        files=request.FILES.getlist("files"),
        note=request.POST.get("note", ""),
        replaces=_number(request.POST.get("replaces", "")),
        by=request.user,
    )
    if wants_json(request):
        problems = [problem.as_json() for problem in received.problems]
        return JsonResponse({"added": [row.name for row in received.added], "problems": problems})
    if received.added:
        messages.success(request, _("收到 %(count)s 个文件。") % {"count": len(received.added)})
    if not received.problems:
        return redirect(reading.item_url(found, own, table, code))
    files = reading.files_of_item(found, own, table, code)
    context = _item_context(request.user, found, files, own) | {"problems": received.problems}
    return render(request, "evidence/item.html", context)


@require_POST
def withdraw(request: Request, round_id: int, evidence_id: int) -> HttpResponse:
    """A file that no longer counts."""
    found = round_for(request.user, round_id)
    row = reading.evidence_of(request.user, found, evidence_id)
    withdraw_evidence(evidence=row, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("已撤回“%(name)s”。") % {"name": row.name})
    return redirect(reading.place_url(found, row.unit, row.table, row.item))


@require_GET
def show(request: Request, round_id: int, evidence_id: int) -> HttpResponse:
    """One file: as the browser shows it, or its words; its hash; all its versions."""
    found = round_for(request.user, round_id)
    row = reading.evidence_of(request.user, found, evidence_id)
    if reading.too_early(request.user, found):
        return _not_yet(round_id)
    kind = kind_of(row.kind)
    context = {
        "round": found,
        "unit": row.unit,
        "row": row,
        "kind": kind,
        "above": reading.place_url(found, row.unit, row.table, row.item),
        "what": reading.words_of(found, row.unit, row.table, row.item),
        "counts": reading.counts(row),
        "may": reading.may_upload(request.user, row.unit, row.table),
        "versions": list(reading.versions_of(row)),
        "snippet": snippet(row.name, kind, content_of(row)) if kind.shown_as == "text" else None,
    }
    return render(request, "evidence/show.html", context)


@require_GET
def content(request: Request, round_id: int, evidence_id: int) -> HttpResponse:
    """A picture or a PDF for the page around it; everything else only as a download. Nothing in it may run or ask for more."""
    return _file(request, round_id, evidence_id, inline=True)


@require_GET
def download(request: Request, round_id: int, evidence_id: int) -> HttpResponse:
    """The file as it was uploaded, to be saved."""
    return _file(request, round_id, evidence_id, inline=False)


def _file(request: Request, round_id: int, evidence_id: int, *, inline: bool) -> HttpResponse:
    found = round_for(request.user, round_id)
    row = reading.evidence_of(request.user, found, evidence_id)
    if reading.too_early(request.user, found):
        return _not_yet(round_id)
    kind = kind_of(row.kind)
    as_page = inline and kind.shown_as != "text"
    response = FileResponse(
        io.BytesIO(content_of(row)),
        as_attachment=not as_page,
        filename=row.name,
        content_type=kind.media_type,
    )
    # Browsers refuse to show a PDF inside a sandbox; their viewers run none of its scripts, and it came in without any.
    response["Content-Security-Policy"] = _SHUT if as_page and kind.shown_as == "frame" else _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response  # type: ignore[return-value]


def _item_context(user: User, found: Round, files: reading.Files, own: object) -> dict[str, object]:
    return {
        "round": found,
        "unit": own,
        "files": files,
        "may": reading.may_upload(user, own),  # type: ignore[arg-type]
        "limits": _LIMITS,
    }


def _departments(request: Request) -> frozenset[str]:
    """Whose items are shown: a department's own, unless it asks for all; everybody else sees all."""
    if request.user.has(*SEEING_ALL, *OF_A_UNIT, Role.INSPECTOR) or "all" in request.GET:
        return frozenset()
    return request.user.department_names


def _not_yet(round_id: int) -> HttpResponse:
    return redirect("evidence:overview", round_id)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Refused("evidence.moved-on", _("要换的那个文件找不到，请刷新页面再传。"))
    return int(text)
