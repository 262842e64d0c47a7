"""The interface itself: one NinjaAPI, and how an operation is put on it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from kaohe.core import Refused
from kaohe.web.interface import problems
from kaohe.web.interface.auth import BearerToken
from kaohe.web.interface.schemas import ProblemDetails

PRIVATE = {"Cache-Control": "no-store"}
_MOST_DIGITS = 40
View = TypeVar("View", bound=Callable[..., Any])

DESCRIPTION = """\
考核的数据接口：事实数据进出、办法、结果、凭据。每个请求都要带令牌 `Authorization: Bearer kh_…`，令牌由系统管理员发给，各有一个角色。

The interface of Kaohe: facts in and out, schemes, results, receipts. Every call carries a token of one role.

数和得分一律写成文字，不用浮点数。数据的值：`null` 是未填报，`"不适用"` 是合理缺项，`"0"` 是零，三者不同。

Figures and points are strings, never floats. A value of `null` is *not reported*, `"不适用"` is *not applicable*, `"0"` is zero.

出错时的回答是 `application/problem+json`（RFC 9457），`code` 不随版本改变。Errors are problem+json; `code` is stable.
"""


class _Exact(Parser):
    """Reads JSON without binary floats."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_float=_number, parse_constant=_no_number)


def _number(text: str) -> Decimal:
    """To the digit. Nobody's figure has an exponent of a thousand million, and writing it out would take the machine down."""
    number = Decimal(text)
    if number and not -_MOST_DIGITS < number.adjusted() < _MOST_DIGITS:
        raise ValueError("a number out of all reason")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


class _Chinese(JSONRenderer):
    """Writes Chinese as it is."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - as its base declares it


class KaoheAPI(NinjaAPI):
    """A NinjaAPI whose document says that refusals are problem+json, and whose answers nobody keeps."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        response = super().create_temporal_response(request)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _told_as_problems(operation["responses"])
        return schema


def _told_as_problems(responses: dict[int, Any]) -> None:
    """In each refusal: the media type, and the headers that go with it."""
    for status, response in responses.items():
        content = response.get("content", {})
        if status < 400:
            continue
        if status == 409 and "ProblemDetails" not in str(content):
            content[problems.MEDIA_TYPE] = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
        else:
            content[problems.MEDIA_TYPE] = content.pop("application/json")
        if status == 429:
            response["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string"}}}


api = KaoheAPI(
    title="考核数据接口 Kaohe API",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api-v1",
    parser=_Exact(),
    renderer=_Chinese(),
)
api.add_exception_handler(Refused, problems.of_refused)
api.add_exception_handler(Http404, problems.of_missing)
api.add_exception_handler(AuthenticationError, problems.of_no_token)
api.add_exception_handler(HttpError, problems.of_http)
api.add_exception_handler(ValidationError, problems.of_invalid)

_ALWAYS = (400, 401, 403, 404, 409, 422, 429)


def operation(
    method: str, path: str, response: Any, *, tag: str, summary: str, extra: dict[str, Any] | None = None
) -> Callable[[View], View]:
    """Put a function on the interface under its own name, behind the door. `response`: what 200 gives, or by status."""
    by_status = response if isinstance(response, dict) else {200: response}

    def register(view: View) -> View:
        name = view.__name__
        put: Callable[[View], View] = api.api_operation(
            [method],
            path,
            auth=BearerToken(name),
            response=dict.fromkeys(_ALWAYS, ProblemDetails) | by_status,
            operation_id=name,
            url_name=name,
            summary=summary,
            tags=[tag],
            openapi_extra=extra,
        )
        return put(view)

    return register
