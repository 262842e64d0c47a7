"""Pages of schemes: the list, the upload, a version beside its source, its files."""

import tempfile
from io import BytesIO
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaohe.core import Refused
from kaohe.reports.scheme_document import write_scheme_document
from kaohe.scheme import parse_draft
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes import actions, storing
from kaohe.web.schemes.forms import ImportForm
from kaohe.web.schemes.importing import is_scheme_file, scheme_text
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.panes import Card, Panes, can_be_rewritten, located_at, panes_of
from kaohe.web.schemes.querysets import listed_for, version_for
from kaohe.web.schemes.reading import draft_of, scheme_of

_KINDS = {"yaml": "application/yaml", "docx": "", "xlsx": ""}


@require_GET
def schemes(request: Request) -> HttpResponse:
    """All schemes with their versions; those of one document where one is named."""
    found = listed_for(request.user).prefetch_related("rounds")
    number = request.GET.get("document", "")
    if number.isdecimal():
        found = found.filter(document=int(number))
    return render(request, "schemes/schemes.html", {"versions": found, "of_a_document": number})


@require_http_methods(["GET", "POST"])
def import_document(request: Request) -> HttpResponse:
    """A document is uploaded and read in the background; a scheme file of ours is taken as it is."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, into = form.cleaned_data["file"], form.cleaned_data["into"]
        name, data = Path(upload.name or "").name[:200], upload.read()
        if is_scheme_file(name):
            text = scheme_text(data, name)
            draft = parse_draft(text)
            if not draft.tables:
                raise Refused(
                    "scheme.no-table", _("“%(name)s”里没有读到考核表。") % {"name": name}, draft.problems
                )
            made = actions.create_version(file=into, text=text, by=request.user)
            return redirect("schemes:version", version_id=made.pk)
        token = form.cleaned_data["token"]
        job = actions.upload(data=data, name=name, file=into, token=token, by=request.user)
        return redirect("tasks:job", job_id=job.pk)
    return render(request, "schemes/import.html", {"form": form})


@require_GET
def version(request: Request, version_id: int) -> HttpResponse:
    """对照: the source on the left as it looked, what was read of it on the right."""
    found = version_for(request.user, version_id)
    return render(request, "schemes/version.html", page_of(request, found))


def page_of(request: Request, version: Version, panes: Panes | None = None) -> dict[str, object]:
    """What the two-sided page and its fragments are made of; `panes` where less than all of them is asked for."""
    draft = draft_of(version.text)
    rewritable = can_be_rewritten(draft)
    return {
        "scheme": version,
        "draft": draft,
        "panes": panes or panes_of(version),
        "rewritable": rewritable,
        "editable": rewritable and not version.issued and request.user.has(Role.OFFICE),
        "writes": not version.issued and request.user.has(Role.OFFICE),
        "found": version.document.found if version.document else {},
    }


@require_GET
def source(request: Request, version_id: int) -> HttpResponse:
    """The source as it looked: the left side for a script, a page of its own without one."""
    found = version_for(request.user, version_id)
    if found.document is None or not found.document.page:
        raise Http404
    html = storing.absolute(found.document.page).read_text(encoding="utf-8")
    template = "schemes/source.html#source" if request.htmx else "schemes/source.html"
    response = render(request, template, {"scheme": found, "html": html})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def original(request: Request, version_id: int) -> FileResponse:
    """The document as it came."""
    found = version_for(request.user, version_id)
    if found.document is None:
        raise Http404
    file = BytesIO(storing.absolute(found.document.path).read_bytes())
    return FileResponse(file, as_attachment=True, filename=found.document.name)


@require_GET
def card(request: Request, version_id: int, way: str) -> HttpResponse:
    """One item's card, whole: for pages that are too long to hold them all."""
    found = version_for(request.user, version_id)
    located = located_at(draft_of(found.text), way)
    if located is None:
        raise Http404
    panes = panes_of(found, only=located.way)
    entry = next(entry for entry in panes.entries if isinstance(entry, Card))
    context = page_of(request, found, panes) | {
        "entry": entry,
        "again": True,
        "located": located,
        "card": entry.html,
    }
    template = "schemes/version.html#slot" if request.htmx else "schemes/item.html"
    response = render(request, template, context | ({} if request.htmx else {"editable": False}))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def export(request: Request, version_id: int, kind: str) -> FileResponse:
    """The version as a file: the scheme file itself, or the office's own document. `?plain=1`: the clauses alone."""
    found = version_for(request.user, version_id)
    if kind not in _KINDS:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_file_name(found)}.{kind}"
        if kind == "yaml":
            path.write_text(found.text, encoding="utf-8")
        else:
            scheme, problems = scheme_of(found.text)
            if scheme is None:
                raise Refused(
                    "scheme.has-errors", _("还有没确认的或写错的地方，改好才能写成文件。"), problems
                )
            write_scheme_document(scheme, path, plain=request.GET.get("plain") == "1")
        file = BytesIO(path.read_bytes())
    return FileResponse(file, as_attachment=True, filename=path.name, content_type=_KINDS[kind] or None)


def _file_name(version: Version) -> str:
    title = "".join("_" if letter in '\\/:*?"<>|\r\n\t' else letter for letter in version.file.title)[:80]
    return f"{title}-{version.number}"


def saved(request: Request) -> None:
    """The word that every saving ends with."""
    messages.success(request, _("已保存。"))
