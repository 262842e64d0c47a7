"""How a refusal looks to a program: `application/problem+json` (RFC 9457) with our codes and Chinese sentences."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kaohe.core import Problem, Refused
from kaohe.web.config.refusals import CONFLICT, Forbidden

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: gettext_lazy("请求读不懂"),
    401: gettext_lazy("没有有效的令牌"),
    403: gettext_lazy("这个令牌没有这项权限"),
    404: gettext_lazy("没有这个资源"),
    405: gettext_lazy("这个地址不接受这种请求"),
    409: gettext_lazy("现在不能这样办"),
    413: gettext_lazy("请求太大"),
    422: gettext_lazy("请求的内容不对"),
    429: gettext_lazy("请求太多，请稍后再试"),
}
_WRONG = {
    "missing": gettext_lazy("缺少这一项。"),
    "extra_forbidden": gettext_lazy("没有这一项，请去掉。"),
    "string_type": gettext_lazy("要写成文字（字符串）。"),
    "string_too_long": gettext_lazy("太长了，最多 {max_length} 个字。"),
    "string_too_short": gettext_lazy("太短了。"),
    "string_pattern_mismatch": gettext_lazy("写法不对。"),
    "int_parsing": gettext_lazy("要写成整数。"),
    "int_type": gettext_lazy("要写成整数。"),
    "int_from_float": gettext_lazy("要写成整数。"),
    "bool_parsing": gettext_lazy("要写成 true 或 false。"),
    "greater_than_equal": gettext_lazy("不能小于 {ge}。"),
    "less_than_equal": gettext_lazy("不能大于 {le}。"),
    "too_long": gettext_lazy("太多了，最多 {max_length} 个。"),
    "too_short": gettext_lazy("至少要有 {min_length} 个。"),
    "list_type": gettext_lazy("要写成数组。"),
    "model_attributes_type": gettext_lazy("要写成对象。"),
    "literal_error": gettext_lazy("只能是：{expected}。"),
}


class Unreadable(Refused):
    """What was sent is not to be taken as a whole (422)."""


class Locked(Refused):
    """Too many calls, or too many wrong secrets (429). `seconds`: when to come again at the latest."""

    def __init__(self, code: str, message: str, seconds: int) -> None:
        super().__init__(code, message)
        self.seconds = seconds


class NoToken(Refused):
    """Nobody is let in without a token that works (401)."""


def answer(
    status: int,
    code: str,
    detail: str,
    problems: Iterable[Problem] = (),
    errors: Iterable[Mapping[str, str]] = (),
) -> HttpResponse:
    """One refusal."""
    body = {
        "type": f"urn:kaohe:problem:{code}",
        "title": str(_TITLES.get(status, detail)),
        "status": status,
        "detail": detail,
        "code": code,
        "problems": [problem.as_json() for problem in problems],
        "errors": list(errors),
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def of_refused(request: HttpRequest, refused: Refused | type[Refused]) -> HttpResponse:
    """Not allowed now, or not to this one."""
    del request
    assert isinstance(refused, Refused)
    status = CONFLICT
    if isinstance(refused, Forbidden):
        status = 403
    elif isinstance(refused, NoToken):
        status = 401
    elif isinstance(refused, Unreadable):
        status = 422
    elif isinstance(refused, Locked):
        status = 429
    response = answer(status, refused.code, refused.message, refused.problems)
    if isinstance(refused, Locked):
        response["Retry-After"] = str(refused.seconds)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="kaohe"'
    return response


def of_missing(request: HttpRequest, missing: Http404 | type[Http404]) -> HttpResponse:
    """It is not there, or not for this one to see."""
    del request, missing
    return answer(404, "api.not-found", _("没有这个资源，或者它不归这个令牌看。"))


def of_no_token(request: HttpRequest, error: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    """No token was shown at all."""
    del error
    return of_refused(request, NoToken("api.no-token", _("请在 Authorization 里写“Bearer 令牌”。")))


def of_http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """A body that is no JSON."""
    del request
    status = error.status_code if isinstance(error, HttpError) else 400
    return answer(status, "api.unreadable", _("请求的正文不是正确的 JSON（UTF-8）。"))


def of_invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """A body or an address that is not as the document says: every place at once, and nothing of what was sent."""
    del request
    assert isinstance(error, ValidationError)
    errors = [
        {"where": _place(each["loc"]), "code": str(each["type"]), "message": _words(each)}
        for each in error.errors[:100]
    ]
    return answer(422, "api.invalid", _("请求的内容不合接口文档的规定。"), errors=errors)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """No operation has this address."""
    del request
    return answer(404, "api.not-found", _("没有这个地址，请看接口文档。"))


def of_method(refused: HttpResponse) -> HttpResponse:
    """The address is there and does not take this method; `refused` is the framework's own answer, whose `Allow` is kept."""
    response = answer(405, "api.method", _("这个地址只接受 %(methods)s。") % {"methods": refused["Allow"]})
    response["Allow"] = refused["Allow"]
    return response


def _place(loc: Iterable[object]) -> str:
    """body, facts, 3, unit → body.facts[3].unit"""
    parts = list(loc)
    if parts[:1] == ["body"]:
        del parts[1:2]  # the name of the function's own parameter
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")[:200]


def _words(error: Mapping[str, Any]) -> str:
    words = str(_WRONG.get(str(error["type"]), _("写法不对。")))
    return words.format_map({key: str(value) for key, value in error.get("ctx", {}).items()})
