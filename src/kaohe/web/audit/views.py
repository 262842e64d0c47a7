"""The trail as people read it: searched, page by page, and checked link by link."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from kaohe.web.accounts.request import Request
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links, sentence

ON_A_PAGE = 50


@require_GET
def trail(request: Request) -> HttpResponse:
    """Who did what, when; narrowed by words, person, unit and days."""
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "actor", "unit", "since", "until")}
    events = Event.objects.all()
    if asked["words"]:
        words = asked["words"]
        events = events.filter(
            Q(subject__icontains=words) | Q(code__icontains=words) | Q(data__icontains=words)
        )
    if asked["actor"]:
        events = events.filter(Q(actor=asked["actor"]) | Q(actor_name=asked["actor"]))
    if asked["unit"]:
        events = events.filter(unit=asked["unit"])
    if since := _day(asked["since"]):
        events = events.filter(at__date__gte=since)
    if until := _day(asked["until"]):
        events = events.filter(at__date__lte=until)
    page = Paginator(events, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(event, sentence(event)) for event in page]
    return render(request, "audit/trail.html", {"rows": rows, "page": page, "asked": asked})


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_GET
def check(request: Request) -> HttpResponse:
    """Whether the chain holds from its beginning."""
    broken = list(broken_links())
    context = {"broken": broken[:200], "more": max(0, len(broken) - 200), "count": Event.objects.count()}
    return render(request, "audit/check.html", context)
