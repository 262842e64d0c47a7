"""The administrator's pages of the interface, and its guide for whoever writes the other program."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import COLUMNS
from kaohe.web.interface import actions
from kaohe.web.interface.forms import CodesForm, TokenForm
from kaohe.web.interface.guide import operations
from kaohe.web.interface.models import ElementCode, Token


@require_GET
def tokens(request: Request) -> HttpResponse:
    """Every token that was ever made, the latest first."""
    rows = Token.objects.select_related("unit", "department", "created_by", "withdrawn_by")
    return render(request, "interface/tokens.html", {"tokens": rows})


@require_http_methods(["GET", "POST"])
def token_new(request: Request) -> HttpResponse:
    """A new token, shown once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        made, shown = actions.make_token(**data | {"role": Role(data["role"])}, by=request.user)
        return render(request, "interface/token_made.html", {"token": made, "shown": str(shown)})
    return render(request, "interface/token_new.html", {"form": form})


@require_POST
def token_withdraw(request: Request, token_id: int) -> HttpResponse:
    """No longer."""
    token = get_object_or_404(Token, pk=token_id)
    actions.withdraw_token(token=token, by=request.user)
    messages.success(request, _("“%(name)s”的令牌收回了，立即失效。") % {"name": token.name})
    return redirect("interface:tokens")


@require_http_methods(["GET", "POST"])
def codes(request: Request) -> HttpResponse:
    """The other system's codes for our data elements."""
    kept = "\n".join(f"{each.code} {each.element}" for each in ElementCode.objects.all())
    form = CodesForm(request.POST or None, initial={"codes": kept})
    if request.method == "POST" and form.is_valid():
        actions.list_codes(codes=form.cleaned_data["codes"], by=request.user)
        messages.success(request, _("已保存。"))
        return redirect("interface:codes")
    return render(request, "interface/codes.html", {"form": form})


@require_GET
def guide(request: Request) -> HttpResponse:
    """Every operation with who may call it, made from the interface's own document."""
    address = request.build_absolute_uri("/api/v1")
    return render(
        request, "interface/guide.html", {"operations": operations(), "address": address, "roles": COLUMNS}
    )
