"""What a page answers to figures that were sent: a script by cell; a form by the page again, or by the choice between two."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kaohe.core import Problem
from kaohe.core.problem import has_errors
from kaohe.facts.values import NOT_APPLICABLE
from kaohe.web.accounts.request import Request
from kaohe.web.config.refusals import CONFLICT, wants_json
from kaohe.web.filing.cells import Saved
from kaohe.web.filing.grid import Grid, Key, Row
from kaohe.web.rounds.models import Round

_MOST_BOXES = 2000
"""On one page: more would be more than 150 KB."""


def answer(
    request: Request,
    round: Round,
    names: Mapping[Key, tuple[str, str, str]],
    saved: Sequence[Saved],
    hints: Mapping[Key, tuple[Problem, ...]],
) -> HttpResponse | None:
    """For a script, each cell; for a form, the choice where something could not simply be saved; None where all was."""
    if wants_json(request):
        cells = [_cell(one, hints) for one in saved]
        body = {"cells": cells, "at": timezone.localtime().strftime("%H:%M:%S")}
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    open_ones = [one for one in saved if one.conflict or not one.kept]
    if not open_ones:
        return None
    entries = [
        {"saved": one, "names": names[one.cell.unit, one.cell.measure, one.cell.period]} for one in open_ones
    ]
    context = {"round": round, "entries": entries, "shown": _merge_shown(open_ones), "back": request.path}
    return render(request, "filing/merge.html", context, status=CONFLICT)


def say_saved(request: Request, saved: Iterable[Saved]) -> None:
    """One line about what a form has brought."""
    kept = list(saved)
    wrong = sum(1 for one in kept if has_errors(one.problems))
    if kept:
        told = ngettext("保存了 %(count)s 个数。", "保存了 %(count)s 个数。", len(kept)) % {
            "count": len(kept)
        }
        messages.success(request, told)
    if wrong:
        messages.warning(request, _("其中 %(count)s 个填得不对，照原样留着，改好才算数。") % {"count": wrong})


def back_to(request: Request) -> HttpResponse:
    """The same page again, by a look."""
    return redirect(request.get_full_path())


def paged(request: Request, grid: Grid, *, to_wrong: bool = False) -> tuple[Grid, Page[Row]]:
    """The part of a large grid that one page shows. Names of boxes count from its first row. `to_wrong`: unless a page is asked for,
    the one with the first box that is to be mended.
    """
    most = max(10, _MOST_BOXES // max(1, len(grid.columns)))
    wanted = request.GET.get("page")
    if to_wrong and not wanted:
        wrong = (
            number for number, row in enumerate(grid.rows) if any(box and box.wrong for box in row.boxes)
        )
        wanted = str(next(wrong, 0) // most + 1)
    page = Paginator(grid.rows, most).get_page(wanted)
    return grid.part(list(page.object_list)), page


def script_words(grid: Grid) -> dict[str, Any]:
    """What the page's script says, in the language of the page, and what the columns are called."""
    return {
        "columns": [column.name for column in grid.columns],
        "na": NOT_APPLICABLE,
        "saved": _("已保存"),
        "saving": _("正在保存…"),
        "unsaved": _("未保存"),
        "offline": _("离线：填的内容存在本机，连上以后自动送出"),
        "out": _("登录已过期：填的内容存在本机，重新登录后自动送出。"),
        "login": _("重新登录"),
        "changed": _("已改为"),
        "mine": _("用我的"),
        "theirs": _("用对方的"),
        "beyond": _("格贴到了表外，没有贴入"),
        "left": _("本机还存有没有送出的数："),
        "forget": _("不要了"),
        "empty": _("空"),
        "part": _("分子"),
        "whole": _("分母"),
        "check": _("有几格要处理，请看红框"),
    }


def _cell(one: Saved, hints: Mapping[Key, tuple[Problem, ...]]) -> dict[str, Any]:
    figure = one.figure
    key = (one.cell.unit, one.cell.measure, one.cell.period)
    problems = one.problems if one.conflict else (*one.problems, *hints.get(key, ()))
    return {
        "conflict": one.conflict,
        "kept": one.kept,
        "edition": figure.edition if figure else 0,
        "text": figure.text if figure else "",
        "note": figure.note if figure else "",
        "by": figure.by.name if figure and figure.by else "",
        "at": timezone.localtime(figure.at).strftime("%m-%d %H:%M") if figure else "",
        "problems": [
            {"severity": p.severity.value, "message": p.message, "remedy": p.remedy} for p in problems
        ],
    }


def _merge_shown(entries: Iterable[Saved]) -> SafeString:
    cells = [
        (one.cell.unit, one.cell.measure, one.cell.period, one.figure.edition if one.figure else 0)
        for one in entries
    ]
    text = json.dumps({"cells": cells}, ensure_ascii=False)
    return mark_safe(escape(text).replace("&quot;", '"'))  # noqa: S308 - escaped but for the quotation marks
