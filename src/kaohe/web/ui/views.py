"""The desk, the change of language, and the sign of life for whoever watches the server."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from kaohe.web.accounts.request import Request
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.ui.desk import waiting_for


@require_GET
def desk(request: Request) -> HttpResponse:
    """工作台: what waits for me, and where each round stands."""
    rounds = list(Round.objects.exclude(stage=Stage.ARCHIVED)[:12])
    context = {
        "waiting": waiting_for(request.user),
        "rounds": rounds,
        "stages": list(Stage),
        "today": timezone.localdate(),
    }
    return render(request, "ui/desk.html", context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The other language, and back to where one was."""
    return set_language(request)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """`ok` where the database answers."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
