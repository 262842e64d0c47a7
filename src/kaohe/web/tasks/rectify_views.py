"""Pages of rectification: the list with its progress, choosing what to demand, one item from demand to proof."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.filing.evidence_kinds import ACCEPT, MOST_AT_ONCE, MOST_BYTES
from kaohe.web.filing.evidence_querysets import evidence_for
from kaohe.web.filing.evidence_receiving import SAME, receive
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open
from kaohe.web.tasks import rectify_actions as actions
from kaohe.web.tasks import rectify_querysets as reading
from kaohe.web.tasks.models import Rectification, RectificationState, TaskPlan
from kaohe.web.tasks.rectify_proposing import Proposal, UnitProposals, proposals_of

_ON_A_PAGE = 50
_FILTERS = ("unit", "state", "department", "late", "words")
_LIMITS = {"accept": ACCEPT, "most_bytes": MOST_BYTES, "most_at_once": MOST_AT_ONCE}


@require_GET
def listed(request: Request, round_id: int) -> HttpResponse:
    """Everything to be put right that this person sees, narrowed, with each unit's progress."""
    found = round_for(request.user, round_id)
    rows = reading.rectifications_for(request.user, found)
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    today = timezone.localdate()
    progress = reading.progress(rows, today)
    context = {
        "round": found,
        "page": Paginator(reading.narrowed(rows, asked, today), _ON_A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "narrowed": any(asked.values()),
        "progress": progress,
        "closed": sum(line.closed for line in progress),
        "all": sum(line.all for line in progress),
        "states": RectificationState.choices,
        "departments": reading.departments_in(rows),
        "today": today,
        "open": is_open(found, Thing.RECTIFICATION),
        "own": request.user.has(*OF_A_UNIT) and not request.user.has(Role.OFFICE),
    }
    return render(request, "rectify/list.html", context)


@require_GET
def propose(request: Request, round_id: int) -> HttpResponse:
    """What may be demanded: per unit, the items in which at least so many points were lost; one unit's items when it is named."""
    found = round_for(request.user, round_id)
    least = _least(request.GET.get("least", ""))
    open_now = is_open(found, Thing.RECTIFICATION)
    units = proposals_of(found, least) if open_now else []
    code = request.GET.get("unit", "")
    context = {
        "round": found,
        "open": open_now,
        "least": format(least, "f"),
        "units": units,
        "chosen": next((entry for entry in units if entry.unit.code == code), None),
        "count": sum(len(entry.proposals) for entry in units),
    }
    return render(request, "rectify/propose.html", context)


@require_POST
def order(request: Request, round_id: int) -> HttpResponse:
    """Demand what was chosen: whole units, or items of one."""
    found = round_for(request.user, round_id)
    due = parse_date(_text(request, "due")) if _text(request, "due") else None
    if due is None:
        raise Refused("rectification.due-missing", _("请定整改期限。"))
    if due < timezone.localdate():
        raise Refused("rectification.due-past", _("整改期限已经过了，请改成今天以后的日子。"))
    units = proposals_of(found, _least(_text(request, "least")))
    chosen = _chosen(request, units)
    count = actions.order(
        round=found, proposals=chosen, demand=_text(request, "demand"), due=due, by=request.user
    )
    messages.success(request, _("已下达 %(count)s 项整改。") % {"count": count})
    return redirect("rectify:list", round_id)


@require_POST
def change(request: Request, round_id: int) -> HttpResponse:
    """Another demand or day for many at once."""
    found = round_for(request.user, round_id)
    text = _text(request, "due")
    due = parse_date(text) if text else None
    if text and due is None:
        raise Refused("rectification.due-missing", _("日期写得不对，请写成 2026-03-31。"))
    count = actions.change(
        round=found, ids=_ids(request, "chosen"), demand=_text(request, "demand"), due=due, by=request.user
    )
    messages.success(request, _("已修改 %(count)s 项。") % {"count": count})
    return redirect("rectify:list", round_id)


@require_POST
def cancel(request: Request, round_id: int) -> HttpResponse:
    """Demands taken back that nobody has answered."""
    found = round_for(request.user, round_id)
    count = actions.cancel(round=found, ids=_ids(request, "chosen"), by=request.user)
    messages.success(request, _("已撤销 %(count)s 项。") % {"count": count})
    return redirect("rectify:list", round_id)


@require_GET
def one(request: Request, round_id: int, rectification_id: int) -> HttpResponse:
    """One item: why it lost points, what is demanded, the answer with its proof, the verdict."""
    found = round_for(request.user, round_id)
    row = reading.rectification_for(request.user, found, rectification_id)
    return _one(request, found, row, {"typed": row.answer})


@require_POST
def answer(request: Request, round_id: int, rectification_id: int) -> HttpResponse:
    """The unit's answer. New files go to the item's evidence first; where one is refused, or somebody was faster, what was
    typed stays in the form."""
    found = round_for(request.user, round_id)
    row = reading.rectification_for(request.user, found, rectification_id)
    proof, text = _ids(request, "proof"), _text(request, "answer")
    files = request.FILES.getlist("files")
    try:
        if files:
            received = receive(
                round=found, unit=row.unit, table=row.table, item=row.item, files=files, note="", replaces=None, by=request.user
            )  # fmt: skip
            # A file that is there already proves as much: a form that was sent twice is sent once.
            proof += [file.pk for file in (*received.added, *received.there)]
            if problems := [problem for problem in received.problems if problem.code != SAME]:
                context = {"typed": text, "problems": problems, "proof": proof}
                return _one(request, found, row, context)
        actions.answer(rectification=row, text=text, proof=proof, edition=_edition(request), by=request.user)
    except Refused as refused:
        row.refresh_from_db()
        return _one(request, found, row, {"typed": text, "refused": refused, "proof": proof}, status=409)
    messages.success(request, _("整改情况已报送。"))
    return redirect("rectify:one", round_id, rectification_id)


@require_POST
def decide(request: Request, round_id: int, rectification_id: int) -> HttpResponse:
    """Accepted, or returned with a reason."""
    found = round_for(request.user, round_id)
    row = reading.rectification_for(request.user, found, rectification_id)
    accepted, verdict = request.POST.get("accepted") == "1", _text(request, "verdict")
    try:
        actions.decide(
            rectification=row, accepted=accepted, verdict=verdict, edition=_edition(request), by=request.user
        )
    except Refused as refused:
        row.refresh_from_db()
        context = {"typed": row.answer, "refused": refused, "verdict": verdict}
        return _one(request, found, row, context, status=409)
    messages.success(request, _("已销号。") if accepted else _("已退回。"))
    return redirect("rectify:one", round_id, rectification_id)


def _one(
    request: Request, found: Round, row: Rectification, more: Mapping[str, object], status: int = 200
) -> HttpResponse:
    open_now = is_open(found, Thing.RECTIFICATION)
    attached = list(row.proof.all())
    context = {
        "round": found,
        "row": row,
        "attached": attached,
        "files": evidence_for(found, row.unit, row.item, row.table),
        "proof": [file.pk for file in attached],
        "may_answer": open_now and reading.may_answer(request.user, row),
        "may_decide": open_now and reading.may_decide(request.user, row),
        "may_list": is_open(found, Thing.TASKS)
        and request.user.has(Role.OFFICE)
        and row.state in reading.OPEN_STATES
        and TaskPlan.objects.filter(round=found, issued_at__isnull=False).exists(),
        "may_upload": is_open(found, Thing.EVIDENCE),
        "history": reading.history_of(row),
        "today": timezone.localdate(),
        "open_states": reading.OPEN_STATES,
        "limits": _LIMITS,
        **more,
    }
    return render(request, "rectify/one.html", context, status=status)


def _chosen(request: Request, units: list[UnitProposals]) -> list[Proposal]:
    """The proposals of the units that are ticked, or of one unit those that are."""
    whole = set(request.POST.getlist("units"))
    items = set(request.POST.getlist("items"))
    return [
        proposal
        for entry in units
        for proposal in entry.proposals
        if proposal.unit.code in whole or proposal.ident in items
    ]


def _least(text: str) -> Decimal:
    """From how many lost points on; anything that is no number counts as any loss."""
    try:
        least = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return least if least.is_finite() and 0 <= least < 10_000 else Decimal(0)


def _text(request: Request, name: str) -> str:
    return request.POST.get(name, "").strip()


def _ids(request: Request, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 18]


def _edition(request: Request) -> int:
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
