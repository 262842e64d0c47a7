"""What is not allowed now is said, with what would be: a page for people, a line for a script, never a stack trace."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kaohe.core import Refused

CONFLICT = 409


class Forbidden(Refused):
    """Not for somebody of this role, whatever the state."""


def refuse(request: HttpRequest, refused: Refused, status: int) -> HttpResponse:
    """The answer to a request that was refused."""
    if wants_json(request):
        problems = [problem.as_json() for problem in refused.problems]
        answer = {"code": refused.code, "message": refused.message, "problems": problems}
        return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})
    context = {"refused": refused, "back": request.headers.get("Referer", "")}
    return render(request, "ui/refused.html", context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, by its `Accept`."""
    return request.headers.get("Accept", "").startswith("application/json")


class RefusalMiddleware:
    """Turns `Refused`, raised anywhere behind it, into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            return refuse(request, exception, 403)
        if isinstance(exception, Refused):
            return refuse(request, exception, CONFLICT)
        return None
