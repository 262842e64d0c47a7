"""Pages of publishing: what stands in the way, the step itself, the archive and its check."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.results import actions
from kaohe.web.results.archive import check
from kaohe.web.results.models import Publication
from kaohe.web.results.seeing import require_sight, tabs_of
from kaohe.web.results.storing import read_kept
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Sight, blockers, step_from


@require_GET
def publications(request: Request, round_id: int) -> HttpResponse:
    """What was published, with its fingerprint; before that, for the office, what is still in the way."""
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.RANKING)
    step = step_from(round.at)
    ready = request.user.has(Role.OFFICE) and round.at is Stage.APPROVAL and step is not None
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "results:publications"),
        "publications": Publication.objects.filter(round=round).select_related("by"),
        "ready": ready,
        "blockers": blockers(round, step) if ready and step is not None else [],
        "may_check": request.user.has(Role.OFFICE, Role.LEADER, Role.AUDITOR),
    }
    return render(request, "results/publications.html", context)


@require_POST
def publish(request: Request, round_id: int) -> HttpResponse:
    """The result approved and published."""
    round = round_for(request.user, round_id)
    made = actions.publish(round=round, approval=request.POST.get("approval", "")[:200], by=request.user)
    messages.success(request, _("结果已经公布，指纹 %(digest)s。") % {"digest": made.fingerprint[:16]})
    return redirect("results:publications", round_id)


@require_GET
def archive(request: Request, round_id: int, number: int) -> FileResponse:
    """The archive of a publication, to keep and to check elsewhere."""
    round, publication = _publication(request, round_id, number)
    data = read_kept(publication.path, publication.sha256, "result.archive")
    return FileResponse(BytesIO(data), as_attachment=True, filename=f"{round.title} {_('结果存档')}.zip")


@require_GET
def verify(request: Request, round_id: int, number: int) -> HttpResponse:
    """Whether the archive holds: everything in it computed anew and held against its receipt."""
    round, publication = _publication(request, round_id, number)
    differences: list[str] = []
    receipt: dict[str, object] = {}
    try:
        found = check(publication)
        differences, receipt = list(found.differences), found.receipt
    except Refused as refused:
        differences = [refused.message, *(str(problem) for problem in refused.problems)]
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "results:publications"),
        "publication": publication,
        "receipt": receipt,
        "differences": differences,
    }
    return render(request, "results/verify.html", context)


def _publication(request: Request, round_id: int, number: int) -> tuple[Round, Publication]:
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.RANKING)
    found = Publication.objects.filter(round=round, number=number).select_related("by").first()
    if found is None:
        raise Http404
    return round, found
