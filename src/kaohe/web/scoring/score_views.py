"""评分: a department's matrix, the cell beside it, one item for all units, hand-in, second reading."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.actions import Cell, Saved
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open
from kaohe.web.scoring import score_actions as actions
from kaohe.web.scoring.grid import answer, beside, grid, item_rows
from kaohe.web.scoring.models import HandIn
from kaohe.web.scoring.querysets import (
    Bench,
    Material,
    bench_for,
    benches_for,
    deadline_of,
    lacks_of,
    sees_bench,
)
from kaohe.web.scoring.readings import agreements, to_read


@require_GET
def departments(request: Request, round_id: int) -> HttpResponse:
    """The departments and how far each is; who acts for one alone goes straight to it."""
    round = round_for(request.user, round_id)
    benches = benches_for(request.user, round) if round.scheme else []
    if len(benches) == 1 and not request.user.has(Role.OFFICE):
        return redirect("scoring:matrix", round_id=round_id, department=benches[0].number)
    handed = {done.department: done for done in HandIn.objects.filter(round=round).select_related("by")}
    seen = round.at.reached(Stage.SCORING)
    staffed, material = actions.staffed(), Material(round) if seen else None
    rows = [
        {
            "bench": bench,
            "items": len(bench.entries),
            "scoring": bool(bench.columns),
            "lacks": len(lacks_of(bench, material)) if seen and bench.columns else None,
            "unread": sum(not each.done for each in to_read(bench, material))
            if seen and bench.columns
            else None,
            "handed": handed.get(bench.department),
            "staffed": bench.department in staffed,
        }
        for bench in benches
    ]
    context = {"round": round, "rows": rows, "deadline": deadline_of(round, Stage.SCORING)}
    return render(request, "scoring/departments.html", context)


@require_GET
def matrix(request: Request, round_id: int, department: int) -> HttpResponse:
    """The matrix of a department: its items across, the units down; one table of the scheme at a time."""
    bench = _bench(request, round_id, department)
    seen = sees_bench(request.user, bench)
    tables = list(dict.fromkeys(entry.table.name for entry in bench.entries))
    name = request.GET.get("table", tables[0] if tables else "")
    if tables and name not in tables:
        raise Http404
    handed = (
        HandIn.objects.filter(round=bench.round, department=bench.department).select_related("by").first()
    )
    writable = _writable(request, bench)
    lacks = lacks_of(bench) if seen and writable and not handed else []
    context = {
        "round": bench.round,
        "bench": bench,
        "tables": tables,
        "table": name,
        "seen": seen,
        "grid": grid(bench, name, writable=writable and handed is None) if seen and tables else None,
        "handed": handed,
        "writable": writable,
        "lacks": actions.lack_words(lacks),
        "lacking": len(lacks),
        "deadline": deadline_of(bench.round, Stage.SCORING),
    }
    return render(request, "scoring/matrix.html", context)


@require_POST
def save(request: Request, round_id: int, department: int) -> HttpResponse:
    """Cells from the script: typed, pasted, or sent again after the line had broken."""
    bench = _bench(request, round_id, department)
    columns = {column.number: column for column in bench.columns}
    try:
        rows: Any = json.loads(request.body)["cells"]
        cells = []
        for row in rows:
            measure, period = columns[int(row["c"])].key
            note = None if row.get("n") is None else str(row["n"])
            cells.append(Cell(str(row["u"]), measure, period, str(row["t"]), _edition(row.get("e")), note))
    except (ValueError, KeyError, TypeError):
        raise Refused("score.not-understood", _("收到的内容读不懂，请刷新页面。")) from None
    saved = actions.save_scores(bench=bench, cells=cells, by=request.user)
    return JsonResponse(answer(bench, saved), json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "POST"])
def cell(request: Request, round_id: int, department: int, unit: str, item: int) -> HttpResponse:
    """One unit's one item: the standard, the evidence, the figures and reasons. A fragment beside the matrix, or a page."""
    bench = _bench(request, round_id, department)
    entry = bench.entry(item)
    found = bench.round.units.filter(code=unit, level=entry.table.level).first()
    if found is None:
        raise Http404
    if not sees_bench(request.user, bench):
        return not_yet(request, bench.round)
    saved: list[Saved] = []
    if request.method == "POST":
        saved = actions.save_scores(
            bench=bench, cells=_cells(request, bench, entry.number, [unit]), by=request.user
        )
    context = beside(bench, entry, found, saved) | {"writable": _writable(request, bench)}
    if not request.htmx:
        return render(request, "scoring/cell.html", context)
    response = render(request, "scoring/beside.html", context)
    if saved:
        response["HX-Trigger"] = json.dumps({"scored": answer(bench, saved)})
    return response


@require_http_methods(["GET", "POST"])
def item(request: Request, round_id: int, department: int, item: int) -> HttpResponse:
    """One item of all units, as a plain form: for a phone, and for browsers without scripts."""
    bench = _bench(request, round_id, department)
    entry = bench.entry(item)
    if not sees_bench(request.user, bench):
        return not_yet(request, bench.round)
    saved: list[Saved] = []
    if request.method == "POST":
        units = bench.round.units.filter(level=entry.table.level).values_list("code", flat=True)
        saved = actions.save_scores(
            bench=bench, cells=_cells(request, bench, item, list(units)), by=request.user
        )
        if all(each.kept and not each.conflict and not each.problems for each in saved):
            messages.success(request, _("已保存。"))
            return redirect("scoring:item", round_id=round_id, department=department, item=item)
    context = {
        "round": bench.round, "bench": bench, "entry": entry, "writable": _writable(request, bench),
        "rows": item_rows(bench, entry, saved),
        "columns": [(column, entry.allowed(column)) for column in entry.columns if column in bench.columns],
    }  # fmt: skip
    return render(request, "scoring/item.html", context, status=422 if saved else 200)


@require_POST
def hand_in(request: Request, round_id: int, department: int) -> HttpResponse:
    """A department hands in."""
    bench = _bench(request, round_id, department)
    actions.hand_in(bench=bench, by=request.user)
    messages.success(request, _("评分已交。"))
    return redirect("scoring:matrix", round_id=round_id, department=department)


@require_POST
def take_back(request: Request, round_id: int, department: int) -> HttpResponse:
    """A department takes its scores back."""
    bench = _bench(request, round_id, department)
    actions.take_back(bench=bench, by=request.user)
    messages.success(request, _("评分已收回，可以修改了。"))
    return redirect("scoring:matrix", round_id=round_id, department=department)


@require_GET
def readings(request: Request, round_id: int, department: int) -> HttpResponse:
    """What somebody else has to read again, and whether the scorers agree."""
    bench = _bench(request, round_id, department)
    seen = sees_bench(request.user, bench)
    material = Material(bench.round)
    rows = to_read(bench, material) if seen else []
    writable = _writable(request, bench)
    context = {
        "round": bench.round,
        "bench": bench,
        "seen": seen,
        "rows": [
            (
                row,
                row.entry.allowed(row.column),
                row.readable_by(request.user),
                writable and row.adoptable_by(request.user),
            )
            for row in rows
        ],
        "waiting": sum(not row.done for row in rows),
        "agreements": agreements(bench, material) if seen else [],
        "open": is_open(bench.round, Thing.SCORES),
    }
    return render(request, "scoring/readings.html", context)


@require_POST
def reading(request: Request, round_id: int, department: int, figure: int) -> HttpResponse:
    """A second reader's word on one figure."""
    bench = _bench(request, round_id, department)
    posted = request.POST
    actions.read_again(
        bench=bench, figure=_judged(bench, figure), edition=_edition(posted.get("edition")) or 0, agrees=posted.get("agrees") == "1",
        text=posted.get("text", ""), note=posted.get("note", ""), by=request.user,
    )  # fmt: skip
    return redirect("scoring:readings", round_id=round_id, department=department)


@require_POST
def adopt(request: Request, round_id: int, department: int, figure: int) -> HttpResponse:
    """A scorer takes a second reader's proposal."""
    bench = _bench(request, round_id, department)
    posted = request.POST
    actions.adopt(
        bench=bench, figure=_judged(bench, figure), reading=_edition(posted.get("reading")) or 0,
        note=posted.get("note", ""), by=request.user,
    )  # fmt: skip
    messages.success(request, _("已照复核意见改好。"))
    return redirect("scoring:readings", round_id=round_id, department=department)


def _judged(bench: Bench, figure: int) -> Figure:
    """A judged figure of the department; 404 where it is none."""
    judged = {column.key for column in bench.columns if column.judged}
    found = Figure.objects.filter(pk=figure, round=bench.round).first()
    if found is None or (found.measure, found.period) not in judged:
        raise Http404
    return found


def not_yet(request: Request, round: Round) -> HttpResponse:
    """In place of what is not to be seen before its time."""
    return render(request, "scoring/not_yet.html", {"round": round})


def _bench(request: Request, round_id: int, department: int) -> Bench:
    return bench_for(request.user, round_for(request.user, round_id), department)


def _writable(request: Request, bench: Bench) -> bool:
    """Whether this person may put scores in now."""
    if not is_open(bench.round, Thing.SCORES):
        return False
    if bench.department in request.user.department_names:
        return True
    return request.user.has(Role.OFFICE) and bench.department not in actions.staffed()


def _cells(request: Request, bench: Bench, number: int, units: list[str]) -> list[Cell]:
    """The cells of a plain form: text-, note- and edition-, then the column's number and the unit's code."""
    own, posted = set(bench.columns), request.POST
    return [
        Cell(unit, *column.key, posted[f"text-{name}"], _edition(posted.get(f"edition-{name}")),
             posted.get(f"note-{name}"))
        for column in bench.entry(number).columns
        for unit in units
        if column in own and f"text-{(name := f'{column.number}-{unit}')}" in posted
    ]  # fmt: skip


def _edition(text: object) -> int | None:
    try:
        return None if text in (None, "") else int(str(text))
    except ValueError:
        raise Refused("score.not-understood", _("收到的内容读不懂，请刷新页面。")) from None
