"""Where fieldwork stands, and the checklists to take along."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import PERMITS
from kaohe.web.fieldwork.checklist_files import KINDS, written
from kaohe.web.fieldwork.checklists import checklist_for, checklists_for
from kaohe.web.fieldwork.models import Draw, FormSettings, Timetable, VisitState
from kaohe.web.fieldwork.tabs import tabs_of
from kaohe.web.fieldwork.visits_actions import set_form
from kaohe.web.fieldwork.visits_querysets import visits_for
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open


@require_GET
def overview(request: Request, round_id: int) -> HttpResponse:
    """Draws, timetable, visits: how far each has come, and where it goes on."""
    round = round_for(request.user, round_id)
    tabs = tabs_of(request.user, round, "fieldwork:overview")
    visits = visits_for(request.user, round)
    counts = visits.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state=VisitState.RECEIVED)),
        units=Count("unit", distinct=True),
    )
    context = {
        "round": round,
        "tabs": tabs,
        "open": is_open(round, Thing.INSPECTION),
        "counts": counts,
        "draws": Draw.objects.filter(round=round).defer("frame", "record"),
        "timetable": Timetable.objects.filter(round=round).first(),
        "may": {
            name: PERMITS[f"fieldwork:{name}"].mark(request.user.roles) != "-"
            for name in ("form", "visits", "draws", "timetable")
        },
    }
    return render(request, "fieldwork/overview.html", context)


@require_http_methods(["GET", "POST"])
def checklists(request: Request, round_id: int) -> HttpResponse:
    """What is asked on the spot, table by table; files to take along; what the form may record."""
    round = round_for(request.user, round_id)
    if request.method == "POST":
        set_form(
            round=round,
            table=request.POST.get("table", ""),
            position="position" in request.POST,
            teams=request.POST.get("teams", ""),
            text=request.POST.get("text", "").replace("\r\n", "\n")[:20_000],
            by=request.user,
        )
        messages.success(request, _("已保存。"))
        return redirect("fieldwork:checklists", round_id)
    settings = {each.table: each for each in FormSettings.objects.filter(round=round)}
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:checklists"),
        "lists": [(each, settings.get(each.table)) for each in checklists_for(round)] if round.scheme else [],
        "kinds": KINDS,
        "may": request.user.has(Role.OFFICE) and is_open(round, Thing.INSPECTION),
    }
    return render(request, "fieldwork/checklists.html", context)


@require_GET
def checklist_file(request: Request, round_id: int) -> HttpResponse:
    """A checklist as a file: to print, or for the apps of ODK and Kobo."""
    round = round_for(request.user, round_id)
    if "table" not in request.GET:
        return redirect("fieldwork:checklists", round_id)
    checklist = checklist_for(round, request.GET.get("table", ""))
    name, stream = written(round, checklist, request.GET.get("kind", ""))
    return FileResponse(stream, as_attachment=True, filename=name)  # type: ignore[return-value]
