"""The examination, issuing, new versions, and the difference between two."""

import difflib
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.scheme import diff, write_scheme
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes import actions
from kaohe.web.schemes.checking import checkup_of
from kaohe.web.schemes.forms import IssueForm, NextForm
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.panes import can_be_rewritten
from kaohe.web.schemes.querysets import listed_for, version_for
from kaohe.web.schemes.reading import draft_of, scheme_of

_MOST_LINES = 2000


@require_GET
def checks(request: Request, version_id: int) -> HttpResponse:
    """体检: everything that is wrong or doubtful, and whether the version may be issued. `?on=`: by the law of that day."""
    version = version_for(request.user, version_id)
    today = timezone.localdate()
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = today
    issues = not version.issued and request.user.has(Role.OFFICE) and on == today
    form = IssueForm(initial={"edition": version.edition})
    context = {
        "scheme": version,
        "checkup": checkup_of(version, on),
        "issues": issues,
        "form": form,
        "today": today,
    }
    return render(request, "schemes/checks.html", context)


@require_POST
def issue(request: Request, version_id: int) -> HttpResponse:
    """印发: from now on the version never changes."""
    version = version_for(request.user, version_id)
    form = IssueForm(request.POST)
    if not form.is_valid():
        raise Refused("scheme.moved-on", _("请刷新页面再办。"))
    issued = actions.issue(
        version=version,
        edition=form.cleaned_data["edition"],
        reason=form.cleaned_data["reason"],
        on=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("“%(version)s”已经印发，从此不再改动。") % {"version": issued})
    return redirect("schemes:version", version_id=version_id)


@require_http_methods(["GET", "POST"])
def next_version(request: Request, version_id: int) -> HttpResponse:
    """A new version that starts from this one: a correction, or next year's scheme."""
    version = version_for(request.user, version_id)
    draft = draft_of(version.text)
    initial = {"title": draft.title, "version": str(version.number + 1), "period": str(draft.period or "")}
    form = NextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        text = version.text
        if can_be_rewritten(draft):
            text = write_scheme(
                replace(
                    draft, title=data["title"], version=data["version"], period=data["period"], problems=()
                )
            )
        made = actions.create_version(
            file=None if data["apart"] else version.file,
            text=text,
            by=request.user,
            document=version.document,
            part=version.part,
            made_from=version,
        )
        return redirect("schemes:version", version_id=made.pk)
    return render(request, "schemes/next.html", {"scheme": version, "form": form})


@require_POST
def drop(request: Request, version_id: int) -> HttpResponse:
    """Take away a draft that nobody wants."""
    version = version_for(request.user, version_id)
    actions.drop_draft(version=version, by=request.user)
    messages.success(request, _("已删去。"))
    return redirect("schemes:schemes")


@require_GET
def difference(request: Request) -> HttpResponse:
    """What changed from one version to another, in the office's words; of drafts that are not whole yet, line by line."""
    versions = list(listed_for(request.user))
    old, new = (_named(request, name) for name in ("old", "new"))
    if new is not None and old is None:
        old = new.made_from or next(
            (v for v in versions if v.file_id == new.file_id and v.number < new.number), None
        )
    context: dict[str, object] = {"versions": versions, "old": old, "new": new}
    if old is not None and new is not None:
        before, after = (scheme_of(version.text)[0] for version in (old, new))
        if before is not None and after is not None:
            context["changes"] = diff(before, after)
        else:
            lines = difflib.unified_diff(old.text.splitlines(), new.text.splitlines(), lineterm="", n=1)
            context["lines"] = list(lines)[2:_MOST_LINES]
    return render(request, "schemes/diff.html", context)


def _named(request: Request, name: str) -> Version | None:
    number = request.GET.get(name, "")
    return version_for(request.user, int(number)) if number.isdecimal() else None
