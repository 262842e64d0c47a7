"""Pages of the result: ranking, heat map, one unit, one item, what if, how firm, year over year."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kaohe.core import Refused
from kaohe.facts import Role
from kaohe.results.explain import explain_item, points_text
from kaohe.scheme.model import Scheme
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import OF_A_UNIT
from kaohe.web.filing.facts import scheme_for
from kaohe.web.results.archive import publication_of
from kaohe.web.results.computing import record_of, result_of
from kaohe.web.results.heat import LEGEND, lines_of
from kaohe.web.results.ranking import rankings_of, state_text
from kaohe.web.results.seeing import require_sight, tabs_of, view_of
from kaohe.web.results.standing_pages import has_result, stabilities_of, years_of
from kaohe.web.results.supposing import MOST, Supposed, changes_told, read_fact, suppose
from kaohe.web.results.unit_page import parts_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for, unit_for, units_for
from kaohe.web.rounds.states import Sight, sees
from kaohe.web.scoring.account import all_reasons_given

RANKED_ON_A_PAGE = 200
ACROSS = 60
"""So many units stand side by side in the heat map."""


@require_GET
def ranking(request: Request, round_id: int) -> HttpResponse:
    """Who stands where. Who sees no ranking yet is led to what they do see."""
    round = round_for(request.user, round_id)
    view = view_of(request.user, round)
    if not view.ranking:
        own = round.units.filter(code__in=request.user.unit_codes).first()
        own = own if own and sees(request.user.roles & OF_A_UNIT, round, Sight.SCORES) else None
        require_sight(request.user, round, Sight.SCORES, own.code if own else _one_of(request))
        return redirect("results:unit", round_id, own.code) if own else redirect("results:heat", round_id)
    found = rankings_of(record_of(round), scheme_for(round))
    chosen = found[_number(request.GET.get("table"), len(found)) - 1]
    unit_class = request.GET.get("class", "")
    rows = [row for row in chosen.rows if unit_class in ("", row.unit_class)]
    context = {
        "rankings": found,
        "ranking": chosen,
        "unit_class": unit_class,
        "page": Paginator(rows, RANKED_ON_A_PAGE).get_page(request.GET.get("page")),
        "state": state_text(found),
        "open_units": frozenset(units_for(request.user, round).values_list("code", flat=True)),
    }
    return render(request, "results/ranking.html", _frame(request, round, "ranking") | context)


@require_GET
def heat(request: Request, round_id: int) -> HttpResponse:
    """Items × units."""
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.SCORES)
    view = view_of(request.user, round)
    scheme, tables = scheme_for(round), record_of(round)["tables"]
    number = _number(request.GET.get("table"), len(tables))
    record, table = tables[number - 1], scheme.tables[number - 1]
    unit_class = request.GET.get("class", "")
    units = record["units"] if view.ranking else sorted(record["units"], key=lambda unit: unit["unit"])
    shown = [unit for unit in units if unit_class in ("", unit["class"])]
    page = Paginator(shown, ACROSS).get_page(request.GET.get("page"))
    context = {
        "tables": [each["table"] for each in tables],
        "number": number,
        "table": table.name,
        "classes": list(dict.fromkeys(unit["class"] for unit in units if unit["class"])),
        "unit_class": unit_class,
        "page": page,
        "view": view,
        "lines": list(lines_of(table, list(page.object_list), view)),
        "legend": LEGEND,
        "provisional": record["status"] == "provisional",
    }
    return render(request, "results/heat.html", _frame(request, round, "heat") | context)


@require_GET
def unit(request: Request, round_id: int, unit: str) -> HttpResponse:
    """One unit: where points were lost, and why."""
    round = round_for(request.user, round_id)
    found = unit_for(request.user, round, unit)
    require_sight(request.user, round, Sight.SCORES, found.code)
    view = view_of(request.user, round, found.code)
    _inputs, result = result_of(round)
    parts = parts_of(result, found.code, view, all_reasons_given(round, found))
    context = {"unit": found, "view": view, "parts": parts}
    return render(request, "results/unit.html", _frame(request, round, "") | context)


@require_GET
def item(request: Request, round_id: int, unit: str, table: int, item: str) -> HttpResponse:
    """One item of one unit, step by step."""
    round = round_for(request.user, round_id)
    found = unit_for(request.user, round, unit)
    require_sight(request.user, round, Sight.SCORES, found.code)
    view = view_of(request.user, round, found.code)
    inputs, result = result_of(round)
    standing = result.tables[table - 1].of(found.code) if 0 < table <= len(result.tables) else None
    scores = standing.tally.items() if standing else ()
    score = next((score for score in scores if score.item.code == item and view.item(score.item)), None)
    if score is None:
        raise Http404
    lines = explain_item(score, names_of(inputs.scheme))
    indented = [(min(len(line) - len(line.lstrip("　")), 6), line.strip("　")) for line in lines[1:]]
    said = all_reasons_given(round, found).get((result.tables[table - 1].table.name, score.item.code), "")
    context = {
        "unit": found,
        "item": score.item,
        "points": points_text(score),
        "lines": indented,
        "said": said,
    }
    return render(request, "results/item.html", _frame(request, round, "") | context)


@require_GET
def whatif(request: Request, round_id: int) -> HttpResponse:
    """Figures changed in memory, and what would come of it."""
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.RANKING)
    inputs, result = result_of(round)
    asked, facts = [], []
    for supposed in _supposed(request):
        problem = ""
        try:
            facts.append(read_fact(supposed, inputs.scheme, inputs.units))
        except Refused as refused:
            problem = refused.message
        asked.append(
            Supposed(supposed.unit, supposed.measure, supposed.period, supposed.value, supposed.role, problem)
        )
    whole = bool(facts) and len({fact.key for fact in facts}) == len(asked)
    context = {
        "asked": asked + [Supposed()] * (MOST - len(asked)),
        "tables": suppose(inputs, result, facts) if whole else [],
        "tried": whole,
        "units": [unit.name for unit in inputs.units],
        "measures": [measure.name for measure in inputs.scheme.measures.values()],
        "changes": changes_told(inputs, facts) if whole else [],
    }
    return render(request, "results/whatif.html", _frame(request, round, "whatif") | context)


@require_GET
def stability(request: Request, round_id: int) -> HttpResponse:
    """How far judgements would have to move to change the order."""
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.RANKING)
    inputs, result = result_of(round)
    context = {"parts": stabilities_of(inputs, result)}
    return render(request, "results/stability.html", _frame(request, round, "stability") | context)


@require_GET
def years(request: Request, round_id: int) -> HttpResponse:
    """This round against the one before."""
    round = round_for(request.user, round_id)
    require_sight(request.user, round, Sight.RANKING)
    before = round.before if round.before and has_result(round.before) else None
    context = {"before": before, "parts": years_of(round, before) if before else []}
    return render(request, "results/years.html", _frame(request, round, "years") | context)


def names_of(scheme: Scheme) -> dict[str, str]:
    """Measures' names by id, for sentences."""
    return {measure.id: measure.name for measure in scheme.measures.values()}


def _frame(request: Request, round: Round, here: str) -> dict[str, object]:
    """What every page of the result shows: the round, the tabs, whether it is published."""
    tabs = tabs_of(request.user, round, f"results:{here}")
    return {"round": round, "tabs": tabs, "publication": publication_of(round)}


def _one_of(request: Request) -> str:
    """One of the units that somebody acts for, so that the refusal says when it is their time."""
    return next(iter(request.user.unit_codes), "")


def _number(text: str | None, most: int) -> int:
    """A number from 1 to most, the first where it is none."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1
    return number if 1 <= number <= most else 1


def _supposed(request: Request) -> list[Supposed]:
    """The changes that were typed, blank lines left out."""
    names = ("unit", "measure", "period", "value", "role")
    columns = [[text.strip() for text in request.GET.getlist(name)] for name in names]
    rows = [
        Supposed(unit, measure, period, value, Role.TARGET if role == "target" else Role.ACTUAL)
        for unit, measure, period, value, role in zip(*columns, strict=False)
    ]
    return [row for row in rows if not row.blank][:MOST]
