"""Logging in and out, one's own account, and the pages on which people and organisations are kept."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import PasswordChangeForm
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from kaohe.core import Problem
from kaohe.web.accounts import actions
from kaohe.web.accounts.forms import (
    CodeForm,
    DepartmentsForm,
    DutyFormSet,
    PersonForm,
    UnitsFileForm,
    duties_in,
)
from kaohe.web.accounts.models import Department, Unit, User
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.unit_list import units_of_upload
from kaohe.web.audit.models import Event
from kaohe.web.config.environment import shows_example
from kaohe.web.demo_people import PASSWORD, SHOWN


class Login(auth_views.LoginView):
    """The door."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        example = {"people": SHOWN, "password": PASSWORD} if shows_example() else None
        return super().get_context_data(**kwargs) | {"example": example}


login = Login.as_view()
logout = auth_views.LogoutView.as_view()


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords."""
    del credentials, args, kwargs
    return render(request, "accounts/locked_out.html", status=429)


@require_http_methods(["GET", "POST"])
def second(request: Request) -> HttpResponse:
    """The code of the telephone, after the password."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"])
        if device is not None:
            otp_login(request, device)
            return redirect("ui:desk")
        form.add_error(
            "code", _("口令不对，或已经过期。请看手机上现在的六位数；连续输错会稍等片刻才能再试。")
        )
    return render(request, "accounts/second.html", {"form": form})


@require_GET
def me(request: Request) -> HttpResponse:
    """One's own account: duties, password, second factor, the last things one did."""
    trail = Event.objects.filter(actor=request.user.username)[:10]
    has_code = TOTPDevice.objects.filter(user=request.user, confirmed=True).exists()
    return render(request, "accounts/me.html", {"trail": trail, "has_code": has_code})


@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """A new password; the other sessions of this person end by it."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码改好了。"))
        return redirect("ui:desk")
    return render(request, "accounts/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
def totp(request: Request) -> HttpResponse:
    """Set up the second factor: the picture for the telephone, and a code to prove that it works."""
    device, _made = TOTPDevice.objects.get_or_create(
        user=request.user, confirmed=False, defaults={"name": "手机"}
    )
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            actions.confirm_second_factor(device=device, user=request.user)
            otp_login(request, device)
            messages.success(request, _("动态口令已经开启，下次登录时除密码外还要输入手机上的六位数。"))
            return redirect("accounts:me")
        form.add_error("code", _("口令不对。请核对手机的时间，再输入现在的六位数。"))
    picture = segno.make(device.config_url).svg_data_uri(scale=4)
    return render(request, "accounts/totp.html", {"form": form, "picture": picture})


@require_POST
def totp_off(request: Request) -> HttpResponse:
    """Drop one's own second factor."""
    actions.drop_second_factor(user=request.user, by=request.user)
    messages.success(request, _("动态口令已经关闭。"))
    return redirect("accounts:me")


@require_GET
def people(request: Request) -> HttpResponse:
    """Everybody who may log in, with their duties."""
    everybody = User.objects.prefetch_related("duties__unit", "duties__department")
    return render(request, "accounts/people.html", {"people": everybody})


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Somebody new."""
    form = PersonForm(request.POST or None)
    duties = DutyFormSet(request.POST or None, prefix="duty")
    if request.method == "POST" and form.is_valid() and duties.is_valid():
        try:
            user, secret = actions.create_person(
                **form.cleaned_data, duties=duties_in(duties), by=request.user
            )
        except actions.NameTaken as taken:
            form.add_error("username", taken.message)
        else:
            return render(request, "accounts/first_password.html", {"person": user, "secret": secret})
    return render(request, "accounts/person.html", {"form": form, "duties": duties})


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int) -> HttpResponse:
    """Somebody's particulars and duties."""
    user = get_object_or_404(User, pk=user_id)
    held = [{"role": each.role, "unit": each.unit, "department": each.department} for each in user.charged]
    form = PersonForm(request.POST or None, instance=user)
    duties = DutyFormSet(request.POST or None, prefix="duty", initial=held)
    if request.method == "POST" and form.is_valid() and duties.is_valid():
        try:
            actions.change_person(user=form.instance, duties=duties_in(duties), by=request.user)
        except actions.NameTaken as taken:
            form.add_error("username", taken.message)
        else:
            messages.success(request, _("已保存。"))
            return redirect("accounts:people")
    has_code = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    context = {"form": form, "duties": duties, "person": user, "has_code": has_code}
    return render(request, "accounts/person.html", context)


@require_POST
def person_active(request: Request, user_id: int) -> HttpResponse:
    """Stop somebody's access or give it back."""
    user = get_object_or_404(User, pk=user_id)
    actions.set_active(user=user, active=request.POST.get("active") == "1", by=request.user)
    return redirect("accounts:people")


@require_POST
def person_password(request: Request, user_id: int) -> HttpResponse:
    """A new password for somebody who has lost theirs; shown once."""
    user = get_object_or_404(User, pk=user_id)
    secret = actions.reset_password(user=user, by=request.user)
    return render(request, "accounts/first_password.html", {"person": user, "secret": secret})


@require_POST
def person_totp_off(request: Request, user_id: int) -> HttpResponse:
    """Drop somebody's second factor."""
    user = get_object_or_404(User, pk=user_id)
    actions.drop_second_factor(user=user, by=request.user)
    return redirect("accounts:person", user_id=user.pk)


@require_http_methods(["GET", "POST"])
def units(request: Request) -> HttpResponse:
    """The register of units, renewed from a file."""
    form = UnitsFileForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        upload: UploadedFile[bytes] = form.cleaned_data["file"]
        listed, problems = units_of_upload(upload)
        if listed is not None:
            added, changed, stopped = actions.list_units(units=listed, by=request.user)
            words = {"added": added, "changed": changed, "stopped": stopped}
            messages.success(
                request, _("新增 %(added)s 个，修改 %(changed)s 个，停用 %(stopped)s 个。") % words
            )
            return redirect("accounts:units")
    context = {"form": form, "problems": problems, "units": Unit.objects.select_related("parent")}
    return render(request, "accounts/units.html", context)


@require_http_methods(["GET", "POST"])
def departments(request: Request) -> HttpResponse:
    """The departments, one a line."""
    listed = Department.objects.filter(active=True)
    names = "\n".join(department.name for department in listed)
    form = DepartmentsForm(request.POST or None, initial={"names": names})
    if request.method == "POST" and form.is_valid():
        actions.list_departments(names=form.cleaned_data["names"].splitlines(), by=request.user)
        messages.success(request, _("已保存。"))
        return redirect("accounts:departments")
    return render(request, "accounts/departments.html", {"form": form})
