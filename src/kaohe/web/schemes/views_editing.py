"""Corrections: one item, the heading, the whole text; each tried before it is saved, and none lost where two people meet."""

import difflib
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from kaohe.core import Problem, Refused, Severity
from kaohe.reports.settling import Located, Way
from kaohe.scheme import SchemeDraft, complete, parse_draft, write_scheme
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes import actions
from kaohe.web.schemes.correcting import (
    chosen,
    corrected,
    fingerprint,
    key_of,
    options_of,
    rule_in_words,
    with_particulars,
)
from kaohe.web.schemes.forms import ItemForm, ParticularsForm, TextForm, item_values
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.panes import anchors_of, can_be_rewritten, card_of, located_at, panes_of
from kaohe.web.schemes.querysets import version_for
from kaohe.web.schemes.reading import draft_of, on_screen
from kaohe.web.schemes.views import page_of, saved

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the form asks it: its field, and each option with whether it is chosen."""

    key: str
    text: str
    default: str
    options: tuple[tuple[str, bool], ...]


# ---- one item


@require_http_methods(["GET", "POST"])
def item(request: Request, version_id: int, way: str) -> HttpResponse:
    """One item with its form; a post saves it, unless somebody else has changed the same item since it was shown."""
    version = version_for(request.user, version_id)
    found = located_at(draft_of(version.text), way)
    if found is None and request.method != "POST":
        raise Http404
    if request.method == "POST":
        return _save_item(request, version_id, way)
    assert found is not None
    draft = draft_of(version.text)
    form = ItemForm(initial=item_values(draft, found) | {"seen": fingerprint(found)})
    if request.htmx and request.GET.get("card"):
        return _card(request, version, found.way)
    return _item_page(request, version, found, form, draft)


def _save_item(request: Request, version_id: int, way: str) -> HttpResponse:
    """Correct and save; where another item was saved in the same moment, once more on top of it."""
    form = ItemForm(request.POST)
    for _attempt in range(_ATTEMPTS):
        version = version_for(request.user, version_id)
        draft = draft_of(version.text)
        found = located_at(draft, way)
        if found is None or fingerprint(found) != request.POST.get("seen"):
            return _item_conflict(request, version, found, draft)
        if not form.is_valid():
            return _item_page(request, version, found, form, draft, status=422)
        new, problems = corrected(draft, found.way, form.correction())
        if problems:
            return _item_page(request, version, found, form, new, problems, status=422)
        try:
            what = _("改“%(item)s”") % {"item": found.item.name}
            version = actions.save_draft(
                version=version, text=write_scheme(new), edition=version.edition, what=what, by=request.user
            )
        except actions.Overtaken:
            continue
        except Refused as refused:
            told = (Problem(refused.code, Severity.ERROR, refused.message, ""), *refused.problems)
            return _item_page(request, version, found, form, draft, told, status=422)
        back = f"{reverse('schemes:version', args=[version_id])}#{anchors_of(version)[found.way][0]}"
        if request.htmx and "/item/" not in (request.htmx.current_url_abs_path or ""):
            return _card(request, version, found.way)
        saved(request)
        return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
    raise Refused("scheme.busy", _("很多人同时在改这一稿，请稍后再保存。"))


@require_POST
def item_try(request: Request, version_id: int, way: str) -> HttpResponse:
    """What the form would come to: rule, sentence, boundary table, questions. Nothing is saved."""
    version = version_for(request.user, version_id)
    draft = draft_of(version.text)
    found = located_at(draft, way)
    if found is None:
        raise Http404
    form = ItemForm(request.POST)
    if not form.is_valid():
        return render(request, "schemes/item.html#try", {"form": form, "invalid": True})
    new, problems = corrected(draft, found.way, form.correction())
    context = _tried(new, found.way, form) | {"problems": problems, "form": form, "live": True}
    return render(request, "schemes/item.html#try", context)


def _tried(draft: SchemeDraft, way: Way, form: ItemForm) -> dict[str, object]:
    study, card = card_of(draft, way, "try")
    answers = form.data if form.is_bound else {}
    return {
        "card": card,
        "words": rule_in_words(draft, study.item),
        "questions": [
            Question(
                key_of(pending.question),
                pending.question,
                pending.default,
                tuple(
                    (option, answers.get(key_of(pending.question), chosen(pending)) == option)
                    for option in ("", *options_of(pending))
                ),
            )
            for pending in study.item.pending
        ],
    }


def _item_page(
    request: Request,
    version: Version,
    found: Located,
    form: ItemForm,
    draft: SchemeDraft,
    problems: tuple[Problem, ...] = (),
    theirs: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    way = "-".join(map(str, found.way))
    rewritable = can_be_rewritten(draft_of(version.text))
    editable = rewritable and not version.issued and request.user.has(Role.OFFICE)
    commented = any(line.lstrip().startswith("#") for line in version.text.splitlines())
    context = _tried(draft, found.way, form) | {
        "scheme": version, "located": found, "way": way, "form": form, "problems": problems, "theirs": theirs,
        "editable": editable, "commented": commented, "rewritable": rewritable,
        "anchor": anchors_of(version)[found.way][0],
    }  # fmt: skip
    # A script that gets no 200 would not show the page: the fragment says itself what is wrong.
    template, status = ("schemes/item.html#form", 200) if request.htmx else ("schemes/item.html", status)
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _item_conflict(
    request: Request, version: Version, found: Located | None, draft: SchemeDraft
) -> HttpResponse:
    """Both, side by side, in the form: what was typed stands in the fields, what is there now above them."""
    if version.issued:
        raise Refused(
            "scheme.issued", _("“%(version)s”已经印发，不能再改。要改请另起一版。") % {"version": version}
        )
    if found is None:
        mine = [(str(label), request.POST.get(name, "")) for name, label in _FIELDS]
        context = {"scheme": version, "mine": mine}
        return render(request, "schemes/gone.html", context, status=200 if request.htmx else 409)
    now = item_values(draft, found)
    typed = request.POST.copy()
    untouched = not typed.get("rule") or typed.get("rule") == typed.get("rule_seen")
    typed["seen"], typed["rule_seen"] = fingerprint(found), str(now["rule_seen"])
    if untouched:
        typed["rule"] = str(now["rule"])
    theirs = [
        (str(label), "" if now[name] is None else str(now[name]), typed.get(name, ""))
        for name, label in _FIELDS
    ]
    different = [row for row in theirs if row[1].split() != row[2].split()]
    form = ItemForm(typed)
    form.is_valid()
    return _item_page(request, version, found, form, draft, theirs=different, status=409)


_FIELDS = tuple(
    (name, ItemForm.base_fields[name].label) for name in ("name", "clause", "points", "departments", "rule")
)


def _card(request: Request, version: Version, way: Way) -> HttpResponse:
    """The item's card as it is now, with the summary above the cards."""
    context = page_of(request, version)
    (entry,) = panes_of(version, only=way).entries
    return render(request, "schemes/version.html#saved", context | {"entry": entry, "again": True})


# ---- the heading


@require_http_methods(["GET", "POST"])
def particulars(request: Request, version_id: int) -> HttpResponse:
    """Title, period, and whom each table scores."""
    version = version_for(request.user, version_id)
    draft = draft_of(version.text)
    if not can_be_rewritten(draft):
        raise Refused(
            "scheme.not-rewritable", _("办法文件里还有写错的地方，请在“全文”里改。"), draft.problems
        )
    tables = [table.name for table in draft.tables]
    now = {
        "title": draft.title,
        "version": draft.version,
        "period": str(draft.period or ""),
        "edition": version.edition,
    }
    now |= {f"level{number}": table.level for number, table in enumerate(draft.tables)}
    if request.method != "POST":
        form = ParticularsForm(initial=now, tables=tables)
        return render(request, "schemes/particulars.html", {"scheme": version, "form": form})
    form = ParticularsForm(request.POST, tables=tables)
    if not form.is_valid():
        return render(request, "schemes/particulars.html", {"scheme": version, "form": form}, status=422)
    data = form.cleaned_data
    new = with_particulars(
        draft, title=data["title"], version=data["version"], period=data["period"], levels=[data[key] for key in form.levels]
    )  # fmt: skip
    try:
        actions.save_draft(
            version=version,
            text=write_scheme(new),
            edition=data["edition"],
            what=_("改名称、考核期、对象"),
            by=request.user,
        )
    except actions.Overtaken as overtaken:
        typed = request.POST.copy()
        typed["edition"] = str(version.edition)
        theirs = [
            (str(form.fields[key].label), now[key], request.POST.get(key, ""))
            for key in now
            if key != "edition"
        ]
        context = {
            "scheme": version,
            "form": ParticularsForm(typed, tables=tables),
            "refused": overtaken,
            "theirs": theirs,
        }
        return render(request, "schemes/particulars.html", context, status=409)
    saved(request)
    return redirect("schemes:version", version_id=version_id)


# ---- the whole text


@require_http_methods(["GET", "POST"])
def text(request: Request, version_id: int) -> HttpResponse:
    """全文: the scheme file as it is, with all problems and their lines."""
    version = version_for(request.user, version_id)
    if request.method != "POST":
        form = TextForm(initial={"text": version.text, "edition": version.edition})
        return render(request, "schemes/text.html", _text_page(request, version, form, version.text))
    form = TextForm(request.POST)
    if not form.is_valid():
        return render(request, "schemes/text.html", _text_page(request, version, form, ""), status=422)
    typed = form.cleaned_data["text"]
    try:
        actions.save_draft(
            version=version,
            text=typed,
            edition=form.cleaned_data["edition"],
            what=_("改全文"),
            by=request.user,
        )
    except actions.Overtaken as overtaken:
        return _text_conflict(request, overtaken, typed)
    except Refused as refused:
        context = _text_page(request, version, form, typed) | {"refused": refused}
        return render(request, "schemes/text.html", context, status=409)
    saved(request)
    return redirect("schemes:text", version_id=version_id)


@require_POST
def text_try(request: Request, version_id: int) -> HttpResponse:
    """The problems of a text that is being written."""
    version = version_for(request.user, version_id)
    typed = request.POST.get("text", "")[: actions.MOST_CHARACTERS].replace("\r\n", "\n")
    context = {"scheme": version, "problems": _problems(typed)}
    return render(request, "schemes/text.html#problems", context)


def _text_conflict(request: Request, overtaken: actions.Overtaken, typed: str) -> HttpResponse:
    """What was typed in the field, what differs from it above; saving takes what is in the field."""
    now = overtaken.version
    lines = difflib.unified_diff(
        now.text.splitlines(), typed.splitlines(), _("现在的"), _("您的"), lineterm="", n=1
    )
    form = TextForm({"text": typed, "edition": now.edition})
    context = _text_page(request, now, form, typed) | {"refused": overtaken, "differing": list(lines)[2:]}
    return render(request, "schemes/text.html", context, status=409)


def _text_page(request: Request, version: Version, form: TextForm, text: str) -> dict[str, object]:
    editable = not version.issued and request.user.has(Role.OFFICE)
    return {"scheme": version, "form": form, "editable": editable, "problems": _problems(text)}


def _problems(text: str) -> tuple[Problem, ...]:
    return on_screen(complete(parse_draft(text))[1])
