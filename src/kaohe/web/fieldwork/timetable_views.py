"""Pages of the timetable."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from kaohe.web.accounts.request import Request


@require_GET
def timetable(request: Request, round_id: int) -> HttpResponse:
    del request
    return redirect("fieldwork:overview", round_id)


@require_POST
def wishes(request: Request, round_id: int) -> HttpResponse:
    del request
    return redirect("fieldwork:overview", round_id)


plan = move = wishes
file = timetable
