"""责任书进度: every target against what is done by a day, against time, against last year."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kaohe.facts import Facts, Units
from kaohe.facts.progress import Line, progress_of
from kaohe.facts.progress.words import STANDINGS, TROUBLED, cells, summary
from kaohe.web.accounts.models import User
from kaohe.web.accounts.request import Request
from kaohe.web.filing.data_rules import rules_of
from kaohe.web.filing.quality import figures_of_both_years
from kaohe.web.filing.shape import shape_for
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import round_for, units_for

FILTERS = (("", _("全部")), ("behind", _("要过问的")))
_A_PAGE = 200


@require_GET
def progress(request: Request, round_id: int) -> HttpResponse:
    """The board as of a day: all units, or one's own; all lines, or those that want attention."""
    round = round_for(request.user, round_id)
    on, only, code = _day(request.GET.get("on", "")), request.GET.get("only", ""), request.GET.get("unit", "")
    lines, units = _board(request.user, round, on)
    chosen = [line for line in lines if not code or line.unit.id == code]
    rows = [
        (line.unit.id, cells(line), line.standing in TROUBLED)
        for line in chosen
        if only != "behind" or line.standing in TROUBLED
    ]
    context = {
        "round": round,
        "on": on,
        "only": only,
        "unit": units.get(code),
        "filters": FILTERS,
        "counts": [(STANDINGS[standing], count) for standing, count in summary(chosen).items()],
        "page": Paginator(rows, _A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "filing/progress.html", context)


def _board(user: User, round: Round, on: date) -> tuple[tuple[Line, ...], dict[str, RoundUnit]]:
    """What somebody sees of it; the same number of queries for all units."""
    units = {unit.code: unit for unit in units_for(user, round)}
    facts = Facts(figures_of_both_years(round, set(units)))
    assessed = Units(unit.as_assessed() for unit in units.values())
    return progress_of(shape_for(round).scheme, assessed, facts, on, rules_of(round)), units


def _day(text: str) -> date:
    """The day that was asked for, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
