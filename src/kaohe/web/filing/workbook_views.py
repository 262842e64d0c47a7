"""Pages of the entry workbook, and the export of all figures."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.filing.csv_export import lines_of
from kaohe.web.filing.querysets import Book, book_for
from kaohe.web.filing.shape import FormKey
from kaohe.web.filing.standing import writes
from kaohe.web.filing.workbooks import cells_in, read_workbook, require_upload, take_workbook, workbook_of
from kaohe.web.rounds.querysets import round_for

MOST_SHOWN = 500
"""Changes that are listed; more are counted."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def unit_workbook(request: Request, round_id: int, unit: str) -> HttpResponse:
    """A unit's workbook: out, and back."""
    return _workbook(request, book_for(request.user, round_id, unit=unit))


@require_http_methods(["GET", "POST"])
def department_workbook(request: Request, round_id: int, department: str) -> HttpResponse:
    """A department's workbook: out, and back."""
    return _workbook(request, book_for(request.user, round_id, department=department))


def _workbook(request: Request, book: Book) -> HttpResponse:
    owner = book.units[0] if book.unit_code else None
    key = FormKey(book.shape.scheme.period, book.unit_code, "" if owner else book.name)
    mine = writes(request.user, key, owner)
    if "download" in request.GET and book.fields:
        name = f"{book.name}填报表.xlsx"
        headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
        return HttpResponse(workbook_of(book), content_type=_XLSX, headers=headers)
    taken = proposed = None
    if request.method == "POST":
        if not mine:
            raise Refused("filing.not-yours", _("“%(unit)s”的数由它自己的人填报。") % {"unit": book.name})
        if "cells" in request.POST:
            file, cells = request.POST.get("name", "")[:200], cells_in(request.POST["cells"])
            taken = take_workbook(book=book, cells=cells, file=file, by=request.user)
        else:
            proposed = read_workbook(book=book, upload=require_upload(request.FILES.get("file")))
    context = {
        "round": book.round,
        "book": book,
        "taken": taken,
        "proposed": proposed,
        "mine": mine,
        "most": MOST_SHOWN,
    }
    return render(request, "filing/workbook.html", context)


@require_GET
def figures(request: Request, round_id: int) -> StreamingHttpResponse:
    """Every figure of the round."""
    round = round_for(request.user, round_id)
    headers = {"Content-Disposition": content_disposition_header(True, f"{round.title}数据.csv") or ""}
    return StreamingHttpResponse(lines_of(round), content_type="text/csv; charset=utf-8", headers=headers)
