"""Pages of draws: the list, a plan, what was published, what came out; the record and the notice to take along."""

import io
import re
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Problem, Refused
from kaohe.fieldwork.draws import By, Chance, sample_size
from kaohe.fieldwork.draws import Draw as Made
from kaohe.web.accounts.models import User
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.fieldwork import draws_actions as actions
from kaohe.web.fieldwork.draws_asking import FIRST, SEEDS, WAYS, asked_of
from kaohe.web.fieldwork.draws_keeping import RECORD, frame_from_units, made_of, uploaded_frame, verified
from kaohe.web.fieldwork.draws_paper import notice_of
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.fieldwork.tabs import tabs_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Thing, is_open

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group as a page shows it: names instead of codes; `visited` pairs the code of each place with its name."""

    label: str
    listed: int
    barred: int
    planned: int
    visited: tuple[tuple[str, str], ...] = ()
    reserves: tuple[str, ...] = ()


@require_GET
def draws(request: Request, round_id: int) -> HttpResponse:
    """All draws of the round that this person may see."""
    round = round_for(request.user, round_id)
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:draws"),
        "draws": draws_for(request.user, round),
        "size": _size(request) if "error" in request.GET else "",
        "sent": request.GET,
        "may": _may(request.user, round),
    }
    return render(request, "fieldwork/draws.html", context)


@require_http_methods(["GET", "POST"])
def draw_plan(request: Request, round_id: int, draw_id: int | None = None) -> HttpResponse:
    """A new plan, or one that is not published yet."""
    round = round_for(request.user, round_id)
    found = draw_for(request.user, round, draw_id) if draw_id is not None else None
    if found is not None and found.state != DrawState.PLANNED:
        return redirect("fieldwork:draw", round_id, found.pk)
    problems: tuple[Problem, ...] = ()
    title, asked = (found.title, found.asked) if found else (_("检查点抽样"), FIRST)
    if request.method == "POST":
        title, asked = request.POST.get("title", ""), asked_of(request.POST)
        file = request.FILES.get("frame")
        uploaded, problems = uploaded_frame(round, file) if file is not None else (None, ())
        if file is None and request.POST.get("level"):
            uploaded = frame_from_units(round, request.POST["level"])
        if file is None or uploaded is not None:
            try:
                kept = actions.plan_draw(
                    round=round,
                    draw=found,
                    title=title,
                    uploaded=uploaded,
                    asked=asked,
                    edition=_edition(request),
                    by=request.user,
                )
                return redirect("fieldwork:draw", round_id, kept.pk)
            except Refused as refused:
                if not refused.problems:
                    raise
                problems = (*problems, *refused.problems)
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:draws"),
        "draw": found,
        "title": title,
        "asked": asked,
        "problems": problems,
        "bys": [by.label for by in By],
        "levels": list(dict.fromkeys(round.units.values_list("level", flat=True))),
        "chances": [chance.label for chance in Chance],
        "ways": WAYS,
    }
    return render(
        request,
        "fieldwork/draw_plan.html",
        context,
        status=409 if problems and request.method == "POST" else 200,
    )


@require_GET
def draw(request: Request, round_id: int, draw_id: int) -> HttpResponse:
    """One draw: the plan in words, the numbers of each group, what was published, what came out."""
    round = round_for(request.user, round_id)
    found = draw_for(request.user, round, draw_id)
    made = made_of(found)
    shown = sees_result(request.user, found)
    checked = verified(found) if "verify" in request.GET else None
    context = {
        "round": round,
        "tabs": tabs_of(request.user, round, "fieldwork:draws"),
        "draw": found,
        "made": made if shown else made.before(),
        "lines": group_lines(made, shown)[:MOST_SHOWN],
        "shown": shown,
        "checked": checked,
        "replaced": _replaced(made) if shown else [],
        "reasons": made.frame.reasons,
        "may": _may(request.user, round),
        "seeds": SEEDS,
    }
    return render(request, "fieldwork/draw.html", context)


@require_POST
def draw_act(request: Request, round_id: int, draw_id: int, act: str) -> HttpResponse:
    """Publish, draw, replace, announce, drop."""
    round = round_for(request.user, round_id)
    found = draw_for(request.user, round, draw_id)
    edition, by, sent = _edition(request), request.user, request.POST
    if act == "publish":
        actions.publish_draw(draw=found, seed=sent.get("seed", ""), edition=edition, by=by)
    elif act == "draw":
        actions.draw_now(draw=found, number=sent.get("number", ""), edition=edition, by=by)
    elif act == "replace":
        actions.replace_place(
            draw=found, spot=sent.get("spot", ""), reason=sent.get("reason", ""), edition=edition, by=by
        )
    elif act == "announce":
        actions.announce_draw(draw=found, edition=edition, by=by)
    elif act == "drop":
        actions.drop_draw(draw=found, edition=edition, by=by)
        messages.success(request, _("已删去。"))
        return redirect("fieldwork:draws", round_id)
    else:
        raise Http404
    messages.success(request, _("办好了。"))
    return redirect("fieldwork:draw", round_id, draw_id)


@require_GET
def draw_file(request: Request, round_id: int, draw_id: int, what: str) -> HttpResponse:
    """The record, the list that was drawn from, or the notice."""
    round = round_for(request.user, round_id)
    found = draw_for(request.user, round, draw_id)
    if what == "record" and sees_result(request.user, found):
        data, name = found.record.encode(), f"{found.title} {RECORD}"
    elif what == "frame":
        data, name = b"\xef\xbb\xbf" + found.frame.encode(), f"{found.title} 抽样框.csv"
    elif what == "notice" and request.user.has(Role.OFFICE):
        kind, data = notice_of(round, found)
        name = f"{found.title} {kind}.docx"
    else:
        raise Http404
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)  # type: ignore[return-value]


def draws_for(user: User, round: Round) -> QuerySet[Draw]:
    """Who only acts for a unit sees what has been published; the others see plans as well."""
    found = Draw.objects.filter(round=round).select_related("by").defer("frame", "record", "secret")
    return found if user.roles - OF_A_UNIT else found.exclude(state=DrawState.PLANNED)


def draw_for(user: User, round: Round, draw_id: int) -> Draw:
    """One draw; 404 where it is not theirs to see."""
    found = draws_for(user, round).filter(pk=draw_id).defer(None).first()
    if found is None:
        raise Http404
    return found


def sees_result(user: User, draw: Draw) -> bool:
    """What was drawn is kept from the units until it is announced; before the draw there is nothing to keep."""
    return bool(user.roles - OF_A_UNIT) or draw.state != DrawState.DRAWN or draw.announced_at is not None


def group_lines(made: Made, shown: bool) -> list[GroupLine]:
    """The groups with what came out, where that may be seen."""
    names = {spot.id: spot.name for spot in made.frame.spots} if shown and made.done else {}
    lines = []
    for group, spots in made.sample():
        visited = tuple((spot.id, spot.name) for spot in spots) if names else ()
        reserves = tuple(names[each] for each in group.chosen.reserves) if names else ()
        lines.append(GroupLine(group.label, group.listed, group.barred, group.planned, visited, reserves))
    return lines


def _replaced(made: Made) -> list[dict[str, str]]:
    at = made.frame.by_id
    return [
        {
            "out": at[each.out].name,
            "taken": at[each.taken].name,
            "unit": at[each.out].unit,
            "reason": each.reason,
            "date": each.date,
        }
        for each in made.replacements
    ]


def _size(request: Request) -> str:
    """How many are enough, in words, or what is wrong with the question."""
    parts = [_percent(request.GET.get(name, "")) for name in ("error", "confidence", "expected")]
    count = request.GET.get("population", "").strip()
    if None in parts or (count and not (count.isascii() and count.isdigit() and len(count) < 10)):
        return _("请写数：误差、置信度、预计比例写百分数，总体写个数（很大就空着）。")
    error, confidence, expected = (part or Fraction(0) for part in parts)
    try:
        return sample_size(error, confidence, expected, int(count) if count else None).in_words()
    except Refused as refused:
        return refused.message


def _percent(text: str) -> Fraction | None:
    bare = text.strip().rstrip("%％")
    return Fraction(bare) / 100 if re.fullmatch(r"\d{1,3}(\.\d{1,4})?", bare, re.ASCII) else None


def _may(user: User, round: Round) -> bool:
    return user.has(Role.OFFICE) and is_open(round, Thing.INSPECTION)


def _edition(request: Request) -> int:
    text = request.POST.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
