"""The page that others are held against: plain Django, its usual middleware, a session, one query, a table of twenty rows."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from kaohe.web.accounts.models import Unit

_PAGE = Template(
    "<!doctype html><title>units</title><p>{{ user.name }}<table>"
    "{% for unit in units %}<tr><td>{{ unit.code }}<td>{{ unit.name }}{% endfor %}</table>"
)


def page(request: HttpRequest) -> HttpResponse:
    """Twenty units."""
    return HttpResponse(_PAGE.render(Context({"user": request.user, "units": Unit.objects.all()[:20]})))


urlpatterns = [path("", page)]
