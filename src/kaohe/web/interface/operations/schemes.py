"""Schemes: the versions, one as JSON, one as its file."""

from typing import Any

from django.http import HttpResponse

from kaohe.scheme import to_json
from kaohe.web.interface.api import PRIVATE, operation
from kaohe.web.interface.auth import TokenRequest
from kaohe.web.interface.operations.paging import part_of
from kaohe.web.interface.reading import version_for, versions_for
from kaohe.web.interface.schemas import Number, Page, SchemeOut, SchemePage, SchemeVersion, Size
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.reading import scheme_of

TAG = "办法 schemes"
YAML = "application/yaml"


@operation("GET", "/schemes", SchemePage, tag=TAG, summary="办法的版本 / versions of schemes")
def list_schemes(request: TokenRequest, page: Page = 1, size: Size = 100) -> SchemePage:
    """印发的版本；考核办还看得到草稿。Issued versions; drafts for the office alone."""
    count, rows = part_of(versions_for(request.auth), page, size)
    items = [SchemeVersion(**_told(each)) for each in rows]
    return SchemePage(count=count, page=page, size=size, items=items)


@operation("GET", "/schemes/{version_id}", SchemeOut, tag=TAG, summary="一个版本 / one version")
def get_scheme(request: TokenRequest, version_id: Number) -> SchemeOut:
    version = version_for(request.auth, version_id)
    scheme, _problems = scheme_of(version.text)
    told: dict[str, Any] = {"scheme": None if scheme is None else to_json(scheme)}
    return SchemeOut(**_told(version), **told)


@operation(
    "GET", "/schemes/{version_id}/text", None, tag=TAG, summary="办法文件 / the scheme's file (YAML)",
    extra={"responses": {200: {"content": {YAML: {"schema": {}}}}}},
)  # fmt: skip
def get_scheme_text(request: TokenRequest, version_id: Number) -> HttpResponse:
    version = version_for(request.auth, version_id)
    return HttpResponse(version.text, content_type=f"{YAML}; charset=utf-8", headers=PRIVATE)


def _told(version: Version) -> dict[str, Any]:
    issued = version.issued_at
    return {
        "id": version.pk,
        "title": version.file.title,
        "number": version.number,
        "digest": version.digest,
        "issued_at": None if issued is None else issued.isoformat(timespec="seconds"),
    }
