"""A method that an address of the interface does not take is refused as everything else is: as problem+json.

The framework answers it before any handler of exceptions is asked, so it is mended on the way out.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kaohe.web.interface.problems import of_method

PREFIX = "/api/"
_NOT_ALLOWED = 405


class MethodMiddleware:
    """Looks at answers below `/api/` only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == _NOT_ALLOWED and request.path_info.startswith(PREFIX):
            return of_method(response)
        return response
