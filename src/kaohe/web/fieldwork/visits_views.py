"""Pages of visits: the list with the office's decisions, one visit with its photographs and editions, line by line what was found."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork.findings_files import as_csv, as_xlsx
from kaohe.web.fieldwork.findings_reading import Reading
from kaohe.web.fieldwork.models import Photo, Visit, VisitState
from kaohe.web.fieldwork.photos import bytes_of
from kaohe.web.fieldwork.tabs import tabs_of
from kaohe.web.fieldwork.visits_actions import decide_visits
from kaohe.web.fieldwork.visits_querysets import missing_photos, visit_for, visits_for
from kaohe.web.filing.evidence_kinds import Kind
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open

ON_A_PAGE = 60
_SANDBOX = "default-src 'none'; sandbox"


@require_GET
def visits(request: Request, round_id: int) -> HttpResponse:
    """Every visit, by unit and place; the office says which count."""
    round = round_for(request.user, round_id)
    asked = _asked(request)
    found = _narrowed(visits_for(request.user, round), asked).annotate(shots=Count("pictures"))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:visits"),
        "page": page,
        "asked": asked,
        "units": _units(request, round),
        "states": VisitState.choices,
        "all": visits_for(request.user, round).count(),
        "may": request.user.has(Role.OFFICE) and is_open(round, Thing.INSPECTION),
    }
    return render(request, "fieldwork/visits.html", context)


@require_GET
def visit(request: Request, round_id: int, visit_id: int) -> HttpResponse:
    """One visit whole: answers, remarks, photographs, what it said before."""
    round = round_for(request.user, round_id)
    found = visit_for(request.user, round, visit_id)
    pictures: dict[str, list[Photo]] = {}
    for each in found.pictures.all():
        if each.key in found.photos.get(each.question, ()):
            pictures.setdefault(each.question, []).append(each)
    lines = Reading(round).lines_of(found)
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:visits"),
        "visit": found,
        "lines": [(line, pictures.get(line.question.name, [])) for line in lines],
        "waiting": 0 if found.source else len(missing_photos(found)),
        "editions": found.editions.select_related("by").order_by("-number"),
        "may": request.user.has(Role.OFFICE) and is_open(round, Thing.INSPECTION),
    }
    return render(request, "fieldwork/visit.html", context)


@require_POST
def decide(request: Request, round_id: int) -> HttpResponse:
    """Accept, set aside, or let it be changed again: one visit, or all that are ticked."""
    round = round_for(request.user, round_id)
    try:
        state = VisitState(request.POST.get("state", ""))
        editions = {
            int(pk): int(number) for pk, number in (each.split(":") for each in request.POST.getlist("visit"))
        }
    except ValueError:
        raise Refused("visit.moved-on", _("请刷新页面再办。")) from None
    if not editions:
        raise Refused("visit.none-chosen", _("还没有勾选检查记录。"))
    changed = decide_visits(
        round=round, editions=editions, state=state, reason=request.POST.get("reason", ""), by=request.user
    )
    messages.success(
        request, _("办了 %(count)s 份：%(state)s。") % {"count": len(changed), "state": state.label}
    )
    if len(editions) == 1 and "one" in request.POST:
        return redirect("fieldwork:visit", round_id, next(iter(editions)))
    return redirect("fieldwork:visits", round_id)


@require_GET
def photo(request: Request, round_id: int, photo_id: int) -> HttpResponse:
    """A photograph, for the page around it. Nothing in it may run."""
    round = round_for(request.user, round_id)
    found = Photo.objects.filter(pk=photo_id, visit__in=visits_for(request.user, round)).first()
    if found is None:
        raise Http404
    kind = Kind[found.kind.upper()]
    name = f"{found.visit_id}-{found.pk}{kind.extensions[0]}"
    response = FileResponse(io.BytesIO(bytes_of(found)), filename=name, content_type=kind.media_type)
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response  # type: ignore[return-value]


@require_GET
def findings(request: Request, round_id: int) -> HttpResponse:
    """What was found, a line an answer, what was reported beside it; by unit, by item, by place."""
    round = round_for(request.user, round_id)
    asked = _asked(request)
    reading = Reading(round)
    page = Paginator(_narrowed(visits_for(request.user, round), asked), ON_A_PAGE // 3).get_page(
        request.GET.get("page")
    )
    lines = [line for line in reading.lines(page) if asked["item"] in ("", line.question.item)]
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:findings"),
        "page": page,
        "lines": lines,
        "asked": asked,
        "units": _units(request, round),
        "items": dict.fromkeys((each.item, each.item_name) for each in reading.questions),
        "states": VisitState.choices,
    }
    return render(request, "fieldwork/findings.html", context)


def _asked(request: Request) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:120] for name in ("unit", "item", "state", "words")}


def _narrowed(found: QuerySet[Visit], asked: dict[str, str]) -> QuerySet[Visit]:
    if asked["unit"]:
        found = found.filter(unit__code=asked["unit"])
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["words"]:
        found = found.filter(place__icontains=asked["words"]) | found.filter(team__icontains=asked["words"])
    # A query that counts is in no order by itself.
    return found.order_by("unit__order", "table", "place", "when", "pk")


def _units(request: Request, round: Round) -> list[tuple[str, str]]:
    """The units that have been visited."""
    rows = visits_for(request.user, round).order_by("unit__order", "unit__code")
    return list(dict.fromkeys(rows.values_list("unit__code", "unit__name")))


@require_GET
def findings_file(request: Request, round_id: int) -> HttpResponse:
    """All that was found, as a workbook or as CSV."""
    round = round_for(request.user, round_id)
    lines = Reading(round).lines(visits_for(request.user, round))
    kind = "csv" if request.GET.get("kind") == "csv" else "xlsx"
    data = as_csv(lines) if kind == "csv" else as_xlsx(lines)
    name = f"{round.title} {_('检查所见')}.{kind}"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)  # type: ignore[return-value]
