"""Pages of the programme: as it is, as a form, as text; uploaded, issued; the turn of the month; points put into the forms."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Problem, Refused
from kaohe.tasks import Programme
from kaohe.tasks.words import RHYTHMS, when_text
from kaohe.web.accounts.request import Request
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.tasks import monthly_plans as actions
from kaohe.web.tasks import monthly_points
from kaohe.web.tasks import monthly_querysets as reading
from kaohe.web.tasks.models import Rectification, TaskPlan
from kaohe.web.tasks.monthly_importing import Read, text_of_upload
from kaohe.web.tasks.monthly_library import plan_of, programme_of
from kaohe.web.tasks.monthly_rectifying import into_plan
from kaohe.web.tasks.monthly_texts import Head, Line, head_of, lines_in, lines_of, text_of
from kaohe.web.tasks.monthly_views import _frame
from kaohe.web.tasks.rectify_querysets import rectification_for

_BLANK_LINES = 5
_YAML = "application/yaml; charset=utf-8"


@require_GET
def programme(request: Request, round_id: int) -> HttpResponse:
    """The programme as everybody reads it, and what the office may do with it."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    context = _frame(request, found, plan)
    if plan is not None:
        read = programme_of(plan)
        context |= {"programme": read, "tasks": [(task, when_text(task)) for task in read.tasks]}
        if context["office"]:
            context["problems"] = actions.problems_in(found, plan.text)[1]
    return render(request, "monthly/programme.html", context)


@require_GET
def file(request: Request, round_id: int) -> HttpResponse:
    """The text of the programme, as the command line takes it."""
    found = round_for(request.user, round_id)
    plan = reading.visible_plan(request.user, found)
    if plan is None:
        raise Refused("tasks.no-programme", _("还没有任务方案。"))
    header = content_disposition_header(True, f"{plan.title}.yaml")
    return HttpResponse(plan.text, content_type=_YAML, headers={"Content-Disposition": header or ""})


@require_POST
def upload(request: Request, round_id: int) -> HttpResponse:
    """A file is read and shown, in the form where it can be, to be looked at and saved."""
    found = round_for(request.user, round_id)
    read = text_of_upload(found, request.FILES.get("file"))
    made, problems = actions.problems_in(found, read.text)
    told = (*read.problems, *problems)
    plan = plan_of(found)
    if made is None:
        return _text_page(request, found, plan, read.text, told, read=read)
    return _form_page(request, found, plan, head_of(made), lines_of(made), told, read=read)


@require_http_methods(["GET", "POST"])
def edit(request: Request, round_id: int) -> HttpResponse:
    """The programme as a form: a head, and a line a task."""
    found = round_for(request.user, round_id)
    plan = plan_of(found)
    if request.method == "POST":
        head, lines = _head(request), lines_in(dict(request.POST.lists()))
        text = text_of(head, lines, _before(request, plan))
        if "more" in request.POST:
            return _form_page(request, found, plan, head, lines, (), blanks=4 * _BLANK_LINES)
        try:
            actions.save_programme(round=found, text=text, edition=_edition(request), by=request.user)
        except Refused as refused:
            return _form_page(
                request, found, plan, head, lines, refused.problems, refused=refused, status=409
            )
        messages.success(request, _("任务方案已保存。"))
        return redirect("monthly:programme", round_id)
    known = programme_of(plan) if plan else None
    head = (
        head_of(known)
        if known
        else Head(title=_("%(round)s任务方案") % {"round": found.title}, year=found.period)
    )
    return _form_page(request, found, plan, head, lines_of(known) if known else [], ())


@require_http_methods(["GET", "POST"])
def text(request: Request, round_id: int) -> HttpResponse:
    """高级: the text of the programme, with everything that it may say."""
    found = round_for(request.user, round_id)
    plan = plan_of(found)
    if request.method == "POST":
        typed = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            actions.save_programme(round=found, text=typed, edition=_edition(request), by=request.user)
        except Refused as refused:
            return _text_page(request, found, plan, typed, refused.problems, refused=refused, status=409)
        messages.success(request, _("任务方案已保存。"))
        return redirect("monthly:programme", round_id)
    return _text_page(request, found, plan, plan.text if plan else "", ())


@require_POST
def issue(request: Request, round_id: int) -> HttpResponse:
    """下达."""
    plan = actions.issue_programme(round=round_for(request.user, round_id), by=request.user)
    if plan.month:
        messages.success(request, _("任务方案已下达，各单位的清单开出来了。"))
    else:
        messages.success(request, _("任务方案已下达，到起始月份自动开出清单。"))
    return redirect("monthly:overview", round_id)


@require_POST
def month_end(request: Request, round_id: int) -> HttpResponse:
    """月结."""
    count = actions.end_months(round=round_for(request.user, round_id), by=request.user)
    if count:
        messages.success(request, _("月结完毕，没有办结的已经结转。"))
    else:
        messages.info(request, _("本月还没有结束，不用月结。"))
    return redirect("monthly:overview", round_id)


@require_POST
def points(request: Request, round_id: int) -> HttpResponse:
    """Points and counts are put into the forms."""
    count = monthly_points.write(round=round_for(request.user, round_id), by=request.user)
    messages.success(request, _("写入了 %(count)s 个数。") % {"count": count})
    return redirect("monthly:overview", round_id)


@require_POST
def from_rectification(request: Request, round_id: int, rectification_id: int) -> HttpResponse:
    """A rectification is put on the unit's list as a task."""
    found = round_for(request.user, round_id)
    row: Rectification = rectification_for(request.user, found, rectification_id)
    number = into_plan(rectification=row, by=request.user)
    messages.success(request, _("已列为任务 %(number)s。") % {"number": number})
    return redirect("rectify:one", round_id, rectification_id)


def _form_page(
    request: Request, found: Round, plan: TaskPlan | None, head: Head, lines: list[Line], problems: tuple[Problem, ...],
    *, refused: Refused | None = None, read: Read | None = None, status: int = 200, blanks: int = _BLANK_LINES
) -> HttpResponse:  # fmt: skip
    context = _frame(request, found, plan) | {
        "head": asdict(head),
        "lines": [*lines, *(Line() for _number in range(blanks))],
        "problems": problems,
        "refused": refused,
        "read": read,
        "carried": read.text if read else request.POST.get("carried", ""),
        "rhythms": list(dict.fromkeys(rhythm.label for rhythm in RHYTHMS.values())),
        "levels": list(dict.fromkeys(found.units.values_list("level", flat=True))),
        "measures": _measures(found),
        "departments": _departments(found),
    }
    return render(request, "monthly/edit.html", context, status=status)


def _text_page(
    request: Request, found: Round, plan: TaskPlan | None, typed: str, problems: tuple[Problem, ...],
    *, refused: Refused | None = None, read: Read | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = _frame(request, found, plan) | {
        "text": typed,
        "problems": problems,
        "refused": refused,
        "read": read,
    }
    return render(request, "monthly/text.html", context, status=status)


def _before(request: Request, plan: TaskPlan | None) -> Programme | None:
    """What the form was made from, for what it does not show: an upload that is carried along, else the plan."""
    if carried := request.POST.get("carried", ""):
        from kaohe.tasks.programme_file import parse_programme  # noqa: PLC0415 - only where something was uploaded

        return parse_programme(carried.replace("\r\n", "\n"))[0]
    return programme_of(plan) if plan else None


def _head(request: Request) -> Head:
    return Head(**{name: request.POST.get(f"head-{name}", "").strip() for name in asdict(Head())})


def _measures(found: Round) -> list[str]:
    return list(scheme_for(found).measures) if found.scheme_id else []


def _departments(found: Round) -> list[str]:
    if not found.scheme_id:
        return []
    tables = scheme_for(found).tables
    return sorted({name for table in tables for item in table.items() for name in item.departments})


def _edition(request: Request) -> int:
    typed = request.POST.get("edition", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
