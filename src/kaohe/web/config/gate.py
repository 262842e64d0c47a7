"""The one door: nobody comes to a page without the table of permissions having been asked."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_otp import user_has_device

from kaohe.web.config.permissions import PERMITS
from kaohe.web.config.refusals import Forbidden, refuse, wants_json

SEEN = "seen"
_LOOKING = ("GET", "HEAD", "OPTIONS")
_ALWAYS = ("accounts:logout", "accounts:second", "accounts:password")
"""Where somebody may go who has a password to change or a second factor to show."""


class GateMiddleware:
    """Asks who somebody is, whether they are still there, and what their duties allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        del view, args, kwargs
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if name.startswith("api-"):
            return None  # the interface has tokens and a table of its own
        permit = PERMITS[name]
        if permit.public:
            return None
        if not request.user.is_authenticated or _left_alone(request):
            return _to_login(request)
        if name not in _ALWAYS:
            if not _verified(request) and user_has_device(request.user):
                return redirect("accounts:second")
            if request.user.must_change_password:
                return redirect("accounts:password")
        mark = permit.mark(request.user.roles)
        if mark == "-" or (mark == "r" and request.method not in _LOOKING):
            message = _("这件事不在您的职责之内。要办的话，请联系考核办或系统管理员。")
            return refuse(request, Forbidden("account.not-your-duty", message), 403)
        return None


def _left_alone(request: HttpRequest) -> bool:
    """Whether nobody has used this session for too long; where somebody has, that is noted, once a minute."""
    now = int(time.time())
    seen = request.session.get(SEEN, now)
    if now - seen > settings.IDLE_MINUTES * 60:
        logout(request)
        return True
    if now - seen > 60 or SEEN not in request.session:
        request.session[SEEN] = now
    return False


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the login and back; a script is told, so that it can keep what was entered."""
    if wants_json(request):
        return JsonResponse(
            {"code": "account.logged-out", "message": _("登录已过期，请重新登录。")}, status=401
        )
    back = request.get_full_path() if request.method in _LOOKING else reverse("ui:desk")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(back).url
        return response
    return redirect_to_login(back)


def _verified(request: HttpRequest) -> bool:
    """Whether the second factor was shown; the middleware of django-otp knows."""
    return bool(request.user.is_verified())  # type: ignore[union-attr]
