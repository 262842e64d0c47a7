"""Pages of what comes from the apps' exports, and of adopting what was found."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork.adopting import Adoption, adopt_figures, adoption_of
from kaohe.web.fieldwork.checklists import checklist_for, checklists_for
from kaohe.web.fieldwork.importing import Taken, import_exports
from kaohe.web.fieldwork.tabs import tabs_of
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open


@require_http_methods(["GET", "POST"])
def adopt(request: Request, round_id: int) -> HttpResponse:
    """What the visits that count come to, beside what stands there; the office adopts it."""
    round = round_for(request.user, round_id)
    if request.method == "POST":
        count = adopt_figures(round=round, tokens=request.POST.getlist("figure"), by=request.user)
        messages.success(request, _("采用了 %(count)s 个数，得分跟着重算。") % {"count": count})
        return redirect("fieldwork:adopt", round_id)
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:adopt"),
        "adoption": adoption_of(round) if round.scheme else Adoption((), (), (), 0),
        "open": is_open(round, Thing.SCORES),
        "may": request.user.has(Role.OFFICE) and is_open(round, Thing.SCORES),
    }
    return render(request, "fieldwork/adopt.html", context)


@require_http_methods(["GET", "POST"])
def import_visits(request: Request, round_id: int) -> HttpResponse:
    """Exports of ODK's or Kobo's apps."""
    round = round_for(request.user, round_id)
    taken: Taken | None = None
    if request.method == "POST":
        checklist = checklist_for(round, request.POST.get("table", ""))
        taken = import_exports(
            round=round,
            checklist=checklist,
            files=request.FILES.getlist("files"),
            above="above" in request.POST,
            by=request.user,
        )
        words = _("新收 %(new)s 份，改过 %(changed)s 份，已有 %(same)s 份。")
        messages.success(request, words % {"new": taken.new, "changed": taken.changed, "same": taken.same})
        if not taken.problems:
            return redirect("fieldwork:visits", round_id)
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:visits"),
        "tables": [each.table for each in checklists_for(round)] if round.scheme else [],
        "problems": taken.problems if taken else [],
    }
    return render(request, "fieldwork/import.html", context)
