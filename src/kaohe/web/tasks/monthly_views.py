"""Pages of monthly tasks: the table of units and tasks, one unit's list, what waits to be accepted, one entry, what departments owe."""

import re
from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Period, Refused
from kaohe.tasks import Programme, State
from kaohe.tasks.months import last_day, month_of
from kaohe.tasks.words import when_text
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.filing.evidence_kinds import ACCEPT, MOST_AT_ONCE, MOST_BYTES
from kaohe.web.filing.evidence_querysets import evidence_for
from kaohe.web.filing.evidence_receiving import SAME, receive
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open
from kaohe.web.tasks import monthly_actions as actions
from kaohe.web.tasks import monthly_querysets as reading
from kaohe.web.tasks.models import TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_files import TABLE, place_of
from kaohe.web.tasks.monthly_library import entry_of, lookers, programme_of
from kaohe.web.tasks.monthly_points import feeds

_ON_A_PAGE = 100
_MOST_CELLS = 4000
"""Of the table on one page: more would be more than 150 KB."""
_FILTERS = ("month", "giver", "state", "task", "department", "late", "carried", "words")
_LIMITS = {"accept": ACCEPT, "most_bytes": MOST_BYTES, "most_at_once": MOST_AT_ONCE}


@require_GET
def overview(request: Request, round_id: int) -> HttpResponse:
    """One month: everybody × tasks, and how far all have come. Somebody of a unit goes to its own list."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    if plan is None or not plan.month:
        return render(request, "monthly/none.html", _frame(request, found, plan))
    user = request.user
    if user.has(*OF_A_UNIT) and not user.has(*SEEING_ALL, Role.DEPARTMENT, Role.INSPECTOR):
        return redirect("monthly:giver", round_id, min(user.unit_codes))
    programme, month = programme_of(plan), _month(request, plan)
    entries = reading.entries_in(found, plan, month)
    if user.has(Role.DEPARTMENT) and not user.has(*SEEING_ALL, Role.INSPECTOR):
        mine = {task.number for task in programme.tasks if user.department_names.intersection(lookers(task))}
        entries = [each for each in entries if each.task in mine or each.unit in user.department_names]
    matrix = reading.matrix_of(programme, entries, reading.names_of(found, programme), _seen_from(month))
    most = max(20, _MOST_CELLS // max(1, len(matrix.tasks)))
    fed = [each for each in feeds(found, plan) if not each.same] if user.has(Role.OFFICE) else []
    context = _frame(request, found, plan) | {
        "month": month,
        "months": reading.months_of(plan),
        "matrix": matrix,
        "page": Paginator(matrix.rows, most).get_page(request.GET.get("page")),
        "legend": reading.legend(),
        "fed": fed,
        "writable": [each for each in fed if each.open],
    }
    return render(request, "monthly/overview.html", context)


@require_GET
def giver(request: Request, round_id: int, giver: str) -> HttpResponse:
    """One unit's or department's list of a month, what is carried first."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    unit, name = reading.giver_for(request.user, found, plan, giver)
    if plan is None or not plan.month:
        return render(request, "monthly/none.html", _frame(request, found, plan))
    programme, month = programme_of(plan), _month(request, plan)
    rows = reading.of_month(reading.entries_for(request.user, found).filter(giver=giver), str(month))
    on = timezone.localdate()
    listed = sorted(rows, key=lambda row: (-row.carried, row.due, row.pk))
    context = _frame(request, found, plan) | {
        "unit": unit,
        "giver": giver,
        "who": name,
        "month": month,
        "months": reading.months_of(plan),
        "lines": _lines(listed, programme, on),
        "sums": reading.sums_of([entry_of(row) for row in listed], on),
        "points": _points(found, plan, giver, month),
    }
    return render(request, "monthly/giver.html", context)


@require_GET
def listed(request: Request, round_id: int) -> HttpResponse:
    """Entries by what one asks for; many may be accepted at once."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    if plan is None or not plan.month:
        return render(request, "monthly/none.html", _frame(request, found, plan))
    programme = programme_of(plan)
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    if not request.GET:
        asked["month"] = plan.month  # who asks for nothing means what is on now
    elif not re.fullmatch(r"\d{4}-\d\d", asked["month"]):
        asked["month"] = ""
    rows = reading.narrowed(reading.entries_for(request.user, found), asked, programme)
    page = Paginator(rows.order_by("due", "unit__order", "giver", "pk"), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    lines = _lines(list(page.object_list), programme, timezone.localdate())
    context = _frame(request, found, plan) | {
        "page": page,
        "lines": [(*line, reading.may_decide(request.user, line[0])) for line in lines],
        "asked": asked,
        "narrowed": any(asked.values()),
        "months": reading.months_of(plan),
        "states": [(state.value, state.label) for state in State],
        "tasks": programme.tasks,
        "departments": sorted({name for task in programme.tasks for name in lookers(task)}),
    }
    return render(request, "monthly/list.html", context)


@require_POST
def accept(request: Request, round_id: int) -> HttpResponse:
    """Accept all that are ticked."""
    found = round_for(request.user, round_id)
    chosen = [int(text) for text in request.POST.getlist("chosen") if text.isdecimal() and len(text) < 18]
    rows = list(reading.entries_for(request.user, found).filter(pk__in=chosen).select_related("round"))
    count = actions.accept_many(entries=rows, by=request.user)
    messages.success(request, _("已办结 %(count)s 件。") % {"count": count})
    if count < len(chosen):
        messages.info(request, _("有 %(count)s 件不在等验收，没有动。") % {"count": len(chosen) - count})
    return redirect("monthly:list", round_id)


@require_GET
def entry(request: Request, round_id: int, entry_id: int) -> HttpResponse:
    """One entry: what is asked, what was reported with which files, what came of it."""
    found = round_for(request.user, round_id)
    row = reading.entry_for(request.user, found, entry_id)
    return _one(request, found, row, {})


@require_POST
def submit(request: Request, round_id: int, entry_id: int) -> HttpResponse:
    """The report of whoever has the entry. New files go to its evidence first; what was typed stays where something is refused."""
    found = round_for(request.user, round_id)
    row = reading.entry_for(request.user, found, entry_id)
    words, files = _text(request, "words"), request.FILES.getlist("files")
    proof = [int(text) for text in request.POST.getlist("proof") if text.isdecimal() and len(text) < 18]
    try:
        if files and row.unit is not None:
            received = receive(round=found, unit=row.unit, table=TABLE, item=place_of(row), files=files, note="",
                               replaces=None, by=request.user)  # fmt: skip
            proof += [file.pk for file in (*received.added, *received.there)]
            if problems := [problem for problem in received.problems if problem.code != SAME]:
                return _one(request, found, row, {"typed": words, "problems": problems, "proof": proof}, 422)
        actions.submit(entry=row, words=words, files=proof, edition=_edition(request), by=request.user)
    except Refused as refused:
        row.refresh_from_db()
        return _one(request, found, row, {"typed": words, "refused": refused, "proof": proof}, 409)
    messages.success(request, _("已报送。"))
    return redirect("monthly:entry", round_id, entry_id)


@require_POST
def decide(request: Request, round_id: int, entry_id: int) -> HttpResponse:
    """办结 or 退回."""
    found = round_for(request.user, round_id)
    row = reading.entry_for(request.user, found, entry_id)
    accepted, reason = request.POST.get("accepted") == "1", _text(request, "reason")
    try:
        actions.decide(
            entry=row, accepted=accepted, reason=reason, edition=_edition(request), by=request.user
        )
    except Refused as refused:
        row.refresh_from_db()
        return _one(request, found, row, {"refused": refused, "reason": reason}, 409)
    messages.success(request, _("已办结。") if accepted else _("已退回。"))
    return redirect("monthly:entry", round_id, entry_id)


@require_POST
def excuse(request: Request, round_id: int, entry_id: int) -> HttpResponse:
    """免办, by the office."""
    found = round_for(request.user, round_id)
    row = reading.entry_for(request.user, found, entry_id)
    reason = _text(request, "reason")
    try:
        actions.excuse(entry=row, reason=reason, edition=_edition(request), by=request.user)
    except Refused as refused:
        row.refresh_from_db()
        return _one(request, found, row, {"refused": refused, "reason": reason}, 409)
    messages.success(request, _("已免办。"))
    return redirect("monthly:entry", round_id, entry_id)


@require_GET
def owed(request: Request, round_id: int) -> HttpResponse:
    """What departments owe one another in a month: given, received, late."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    if plan is None or not plan.month:
        return render(request, "monthly/none.html", _frame(request, found, plan))
    programme, month = programme_of(plan), _month(request, plan)
    rows = reading.of_month(reading.entries_for(request.user, found), str(month))
    listed = reading.deliveries(rows, programme)
    context = _frame(request, found, plan) | {
        "month": month,
        "months": reading.months_of(plan),
        "rows": listed,
        "delivered": sum(each.delivered for each in listed),
        "confirmed": sum(each.confirmed for each in listed),
        "any": any(task.receiver for task in programme.tasks),
    }
    return render(request, "monthly/owed.html", context)


def _one(
    request: Request, found: Round, row: TaskEntry, more: Mapping[str, object], status: int = 200
) -> HttpResponse:
    plan = reading.visible_plan(request.user, found)
    if plan is None:
        raise Http404
    task = programme_of(plan).by_number[row.task]
    open_now = is_open(found, Thing.TASKS)
    attached = list(row.files.all())
    context = _frame(request, found, plan) | {
        "row": row,
        "task": task,
        "when": when_text(task),
        "who": row.unit.name if row.unit else row.giver,
        "issued": Period.parse(row.month),
        "kind": reading.kind_of(entry_of(row), timezone.localdate()),
        "attached": attached,
        "files": evidence_for(found, row.unit, place_of(row), TABLE) if row.unit else [],
        "proof": [file.pk for file in attached],
        "may_submit": open_now and reading.may_submit(request.user, row),
        "may_decide": open_now and reading.may_decide(request.user, row),
        "may_excuse": open_now and request.user.has(Role.OFFICE) and row.state in reading.OPEN,
        "history": reading.history_of(row),
        "limits": _LIMITS,
        **more,
    }
    return render(request, "monthly/entry.html", context, status=status)


def _frame(request: Request, found: Round, plan: TaskPlan | None) -> dict[str, object]:
    """What every page of monthly tasks needs: which of them this person may open, and whether a month waits to be ended."""
    over = bool(plan and plan.month and Period.parse(plan.month) < month_of(timezone.localdate()))
    return {
        "round": found,
        "plan": plan,
        "open": is_open(found, Thing.TASKS),
        "over": over and is_open(found, Thing.TASKS),
        "today": timezone.localdate(),
        "office": request.user.has(Role.OFFICE),
    }


def _month(request: Request, plan: TaskPlan) -> Period:
    """The month that is asked for, where it has a list; else the open one."""
    text = request.GET.get("month", "")
    return next((month for month in reading.months_of(plan) if str(month) == text), Period.parse(plan.month))


def _seen_from(month: Period) -> date:
    """A month that is over is seen from its last day."""
    return min(timezone.localdate(), last_day(month))


def _lines(rows: list[TaskEntry], programme: Programme, on: date) -> list[tuple[TaskEntry, object, str]]:
    """Each row with its task and how it is shown."""
    tasks = programme.by_number
    return [(row, tasks.get(row.task), reading.kind_of(entry_of(row), on)) for row in rows]


def _points(found: Round, plan: TaskPlan, giver: str, month: Period) -> str:
    """The unit's points of a month that is over, in words; empty where none are counted."""
    programme = programme_of(plan)
    if not programme.points.measure or str(month) == plan.month:
        return ""
    from kaohe.tasks.points import points_of  # noqa: PLC0415 - only this page counts one unit

    ledger = reading.ledger_of(found, plan)
    return next((each.account for each in points_of(ledger, month) if each.unit.id == giver), "")


def _text(request: Request, name: str) -> str:
    return request.POST.get(name, "").strip()


def _edition(request: Request) -> int:
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
