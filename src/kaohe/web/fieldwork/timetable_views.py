"""Pages of the timetable: what is asked, the plan as a grid of teams and half-days, changes by hand, files."""

import io
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Problem, Refused
from kaohe.fieldwork.timetables import Arrangement, Stop
from kaohe.fieldwork.timetables.model import by_cell
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork import timetable_actions as actions
from kaohe.web.fieldwork.models import Timetable
from kaohe.web.fieldwork.tabs import tabs_of
from kaohe.web.fieldwork.timetable_asking import arrangement_of, first_wishes, wishes_of
from kaohe.web.fieldwork.timetable_files import as_docx, as_xlsx
from kaohe.web.fieldwork.timetable_writing import text_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open


@dataclass(frozen=True, slots=True)
class Row:
    """One half-day: its name, and by team who is visited (name, whether it stays)."""

    label: str
    cells: tuple[tuple[tuple[str, bool], ...], ...]


@require_GET
def timetable(request: Request, round_id: int) -> HttpResponse:
    """The plan, what is wrong with it, and the form it was made from."""
    round = round_for(request.user, round_id)
    return _page(request, round, Timetable.objects.filter(round=round).first())


@require_POST
def wishes(request: Request, round_id: int) -> HttpResponse:
    """What is asked. With an error the page comes back as it was filled in."""
    round = round_for(request.user, round_id)
    sent = wishes_of(request.POST)
    codes = [unit.code for unit in round.units.all() if unit.level == sent["level"]]
    if not set(codes) & set(sent["visit"]):
        sent["visit"] = codes  # another level was chosen: all of its units, until somebody says otherwise
    try:
        kept = actions.keep_wishes(round=round, wishes=sent, edition=_edition(request), by=request.user)
    except Refused as refused:
        if not refused.problems:
            raise
        held = Timetable.objects.filter(round=round).first()
        return _page(request, round, held, sent, refused.problems)
    if "plan" in request.POST:
        job = actions.ask_plan(round=round, edition=kept.edition, by=request.user)
        return redirect("tasks:job", job.pk)
    messages.success(request, _("已保存。"))
    return redirect("fieldwork:timetable", round_id)


@require_http_methods(["GET", "POST"])
def text(request: Request, round_id: int) -> HttpResponse:
    """The same in words, with everything that an arrangement may say; what the form has is where one begins."""
    round = round_for(request.user, round_id)
    held = Timetable.objects.filter(round=round).first()
    if request.method == "GET":
        asked = held.wishes if held and held.wishes else first_wishes(round)
        said = asked.get("text") or text_of(round, asked)
        return _text_page(request, round, held, {"text": said, "distances": asked.get("distances", "")})
    sent = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("text", "distances")}
    before = held.wishes if held and held.wishes else first_wishes(round)
    try:
        kept = actions.keep_wishes(
            round=round, wishes=before | sent, edition=_edition(request), by=request.user
        )
    except Refused as refused:
        if not refused.problems:
            raise
        return _text_page(request, round, held, sent, refused.problems)
    if "plan" in request.POST:
        job = actions.ask_plan(round=round, edition=kept.edition, by=request.user)
        return redirect("tasks:job", job.pk)
    messages.success(request, _("已保存。"))
    return redirect("fieldwork:timetable", round_id)


def _text_page(
    request: Request,
    round: Round,
    held: Timetable | None,
    said: dict[str, str],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    tabs = tabs_of(request.user, round, "fieldwork:timetable")
    context = {"round": round, "tabs": tabs, "held": held, "said": said, "problems": problems}
    return render(request, "fieldwork/timetable_text.html", context, status=409 if problems else 200)


@require_POST
def plan(request: Request, round_id: int) -> HttpResponse:
    """Plan again: what was fixed by hand stays."""
    round = round_for(request.user, round_id)
    job = actions.ask_plan(round=round, edition=_edition(request), by=request.user)
    return redirect("tasks:job", job.pk)


@require_POST
def move(request: Request, round_id: int) -> HttpResponse:
    """A unit moved by hand, or let go again."""
    round = round_for(request.user, round_id)
    slot = "" if "release" in request.POST else request.POST.get("slot", "?")
    unit, team = request.POST.get("unit", ""), request.POST.get("team", "")
    actions.move_unit(
        round=round, unit=unit, team=team, slot=slot, edition=_edition(request), by=request.user
    )
    return redirect("fieldwork:timetable", round_id)


@require_GET
def file(request: Request, round_id: int) -> HttpResponse:
    """The plan as a workbook, or as the paper that goes out."""
    round = round_for(request.user, round_id)
    held = Timetable.objects.filter(round=round).first()
    arrangement = arrangement_of(round, held.wishes)[0] if held and held.wishes else None
    stops = actions.stops_of(held.plan) if held else ()
    if arrangement is None or not stops:
        return redirect("fieldwork:timetable", round_id)
    kind = "docx" if request.GET.get("kind") == "docx" and request.user.has(Role.OFFICE) else "xlsx"
    data = as_docx(round, arrangement, stops) if kind == "docx" else as_xlsx(arrangement, stops)
    name = f"{round.title} {_('检查日程')}.{kind}"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)  # type: ignore[return-value]


def _page(
    request: Request,
    round: Round,
    held: Timetable | None,
    sent: dict[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    asked = sent or (held.wishes if held and held.wishes else first_wishes(round))
    arrangement, found = arrangement_of(round, held.wishes) if held and held.wishes else (None, ())
    stops = actions.stops_of(held.plan) if held else ()
    units = list(round.units.all())
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:timetable"),
        "held": held,
        "asked": asked,
        "problems": problems,
        "levels": list(dict.fromkeys(unit.level for unit in units)),
        "units": [unit for unit in units if unit.level == asked["level"]],
        "arrangement": arrangement,
        "rows": grid(arrangement, stops) if arrangement else [],
        "broken": (*found, *actions.problems_of(arrangement, held.plan)) if arrangement and held else (),
        "stops": stops,
        "may": request.user.has(Role.OFFICE) and is_open(round, Thing.INSPECTION),
    }
    return render(request, "fieldwork/timetable.html", context, status=409 if problems else 200)


def grid(arrangement: Arrangement, stops: tuple[Stop, ...]) -> list[Row]:
    """A row a half-day, a column a team."""
    cells = by_cell(stops)
    names = {need.unit: need.name for need in arrangement.needs}
    return [
        Row(
            slot.with_weekday,
            tuple(
                tuple(
                    (names.get(stop.unit, stop.unit), stop.fixed) for stop in cells.get((team.name, slot), ())
                )
                for team in arrangement.teams
            ),
        )
        for slot in arrangement.slots
    ]


def _edition(request: Request) -> int:
    text = request.POST.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
