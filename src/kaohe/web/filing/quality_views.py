"""Pages of data quality: the four rates, what they lack, the rules that figures are held against."""

import csv
import io

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Period, Refused
from kaohe.results.folder import disarm
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.csv_export import MARK
from kaohe.web.filing.data_rules import MOST_CHARACTERS, problems_of_rules, rules_of, save_rules
from kaohe.web.filing.models import FigureRules
from kaohe.web.filing.quality import (
    csv_rows,
    flaws_of,
    heads,
    lines_of,
    period_lines,
    quality_for,
    total_of,
)
from kaohe.web.filing.quality_actions import put_rates, put_standards
from kaohe.web.filing.shape import shape_for
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open

_A_PAGE, _MOST_SAID = 100, 10


class RulesForm(forms.Form):
    """The text of the data rules, and over which edition it was written."""

    text = forms.CharField(
        label=gettext_lazy("数据规则"), required=False, max_length=MOST_CHARACTERS, strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0)


@require_GET
def quality(request: Request, round_id: int) -> HttpResponse:
    """数据质量: a line a unit, a line a period, and what is missing, wrong or late."""
    round = round_for(request.user, round_id)
    shape = shape_for(round)
    found, units = quality_for(request.user, round)
    period = _period(request.GET.get("period", ""))
    unit = request.GET.get("unit", "")
    names = {name: measure.name for name, measure in shape.scheme.measures.items()}
    flaws = flaws_of(found, units, names, unit=unit, period=period)
    periods = period_lines(found)
    context = {
        "round": round,
        "heads": heads(),
        "lines": Paginator(lines_of(found, units, period), _A_PAGE).get_page(request.GET.get("units")),
        "total": total_of(found, period),
        "periods": periods,
        "period": period,
        "unit": units.get(unit),
        "flaws": Paginator(flaws, _A_PAGE).get_page(request.GET.get("page")),
        "rules": rules_of(round),
        "puts": request.user.has(Role.OFFICE) and is_open(round, Thing.FIGURES),
    }
    return render(request, "filing/quality.html", context)


@require_GET
def quality_csv(request: Request, round_id: int) -> HttpResponse:
    """The same as a table: a row a unit × period, every rate with its two counts."""
    round = round_for(request.user, round_id)
    found, units = quality_for(request.user, round)
    text = io.StringIO()
    writer = csv.writer(text)
    counts = [head + part for head in heads() for part in ("", _("分子"), _("分母"))]
    writer.writerow([_("单位编码"), _("单位"), _("期间"), *counts])
    for row in csv_rows(found, units):
        writer.writerow([disarm(cell) for cell in row])
    name = _("%(round)s数据质量.csv") % {"round": round.title}
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(MARK + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def quality_put(request: Request, round_id: int) -> HttpResponse:
    """The rates go into the figures of the round."""
    round = round_for(request.user, round_id)
    count = put_rates(round=round, by=request.user)
    messages.success(request, _("四率已经记入数据，共 %(count)s 个数。") % {"count": count})
    return redirect("filing:quality", round.pk)


@require_POST
def standards_put(request: Request, round_id: int) -> HttpResponse:
    """What the standards ask becomes the targets of the units."""
    round = round_for(request.user, round_id)
    count, problems = put_standards(round=round, by=request.user)
    messages.success(request, _("按标准定了 %(count)s 个目标。") % {"count": count})
    for problem in problems[:_MOST_SAID]:
        messages.warning(request, f"{problem.message}{problem.remedy}")
    return redirect("filing:targets", round.pk)


@require_http_methods(["GET", "POST"])
def data_rules(request: Request, round_id: int) -> HttpResponse:
    """数据规则: what figures are held against, as a text with its problems and their lines."""
    round = round_for(request.user, round_id)
    kept = FigureRules.objects.filter(round=round).first()
    if request.method == "POST":
        form = RulesForm(request.POST)
        if not form.is_valid():
            return _rules_page(request, round, form, status=422)
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            save_rules(round=round, text=text, edition=form.cleaned_data["edition"], by=request.user)
        except Refused as refused:
            return _rules_page(request, round, form, refused=refused, status=409)
        messages.success(request, _("数据规则已经保存。"))
        return redirect("filing:data-rules", round.pk)
    text = kept.text if kept else ""
    before = "" if kept or round.before_id is None else _text_of(round.before_id)
    form = RulesForm(initial={"text": text or before, "edition": kept.edition if kept else 0})
    return _rules_page(request, round, form, borrowed=bool(before), text=text or before)


def _rules_page(
    request: Request,
    round: Round,
    form: RulesForm,
    *,
    refused: Refused | None = None,
    borrowed: bool = False,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    problems = refused.problems if refused else problems_of_rules(round, text)
    editable = request.user.has(Role.OFFICE) and round.at is not Stage.ARCHIVED
    context = {
        "round": round,
        "form": form,
        "refused": refused,
        "problems": problems,
        "borrowed": borrowed,
        "editable": editable,
        "sets": editable and is_open(round, Thing.TARGETS) and bool(rules_of(round).standards),
        "measures": shape_for(round).scheme.measures.values(),
    }
    return render(request, "filing/data_rules.html", context, status=status)


def _text_of(round_id: int) -> str:
    return FigureRules.objects.filter(round_id=round_id).values_list("text", flat=True).first() or ""


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        return None
