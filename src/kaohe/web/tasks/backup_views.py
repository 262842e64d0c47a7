"""The administrator's page of backups."""

from uuid import UUID, uuid4

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.audit.recording import record
from kaohe.web.tasks.backup_works import KEPT, KIND, kept, path_of
from kaohe.web.tasks.jobs import start


@require_GET
def backups(request: Request) -> HttpResponse:
    """What lies ready, and the button for another. The press carries a number of its own: twice is once."""
    context = {"backups": kept(), "most": KEPT, "press": uuid4()}
    return render(request, "tasks/backups.html", context)


@require_POST
def backup_new(request: Request) -> HttpResponse:
    """Begin one."""
    try:
        press = UUID(request.POST.get("press", ""))
    except ValueError:
        raise Refused("backup.no-press", _("请刷新页面再办。")) from None
    job = start(KIND, key=f"{KIND}-{press}", title=_("备份全部数据"), asked={}, by=request.user)
    return redirect("tasks:job", job_id=job.pk)


@require_GET
def backup_file(request: Request, name: str) -> FileResponse:
    """One backup, taken away; the trail tells who took it."""
    path = path_of(name)
    with transaction.atomic():
        record("backup.taken", by=request.user, subject=name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
