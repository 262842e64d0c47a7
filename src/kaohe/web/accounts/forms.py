"""Forms about people. Errors stand beside their fields."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role


class PersonForm(forms.ModelForm[User]):
    """A person as the administrator enters them."""

    class Meta:
        model = User
        fields = ("username", "name", "email")
        help_texts: ClassVar = {"username": _("登录用，一般用拼音；定了以后也可以改。")}


class DutyForm(forms.Form):
    """One duty; which organisation it needs depends on the role."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", "—"), *Role.choices], required=False)
    unit = forms.ModelChoiceField(Unit.objects.filter(active=True), label=_("单位"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True), label=_("科室"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        if not role:
            if data.get("unit") or data.get("department"):
                self.add_error("role", _("请选角色。"))
            return data
        if role in OF_A_UNIT and data.get("unit") is None:
            self.add_error("unit", _("这个角色要选单位。"))
        if role in OF_A_DEPARTMENT and data.get("department") is None:
            self.add_error("department", _("这个角色要选科室。"))
        if role not in OF_A_UNIT:
            data["unit"] = None
        if role not in OF_A_DEPARTMENT:
            data["department"] = None
        return data


DutyFormSet = forms.formset_factory(DutyForm, extra=2, max_num=40, can_delete=True)


def duties_in(formset: Any) -> list[Duty]:
    """The duties of a valid set of forms, without saving; the same one twice counts once."""
    found: dict[tuple[str, object, object], Duty] = {}
    for form in formset.forms:
        data = form.cleaned_data
        if data.get("role") and not data.get("DELETE"):
            duty = Duty(role=data["role"], unit=data["unit"], department=data["department"])
            found[(data["role"], data["unit"], data["department"])] = duty
    return list(found.values())


class CodeForm(forms.Form):
    """Six digits of the telephone's application."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=6,
        min_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class UnitsFileForm(forms.Form):
    """The list of units as a file."""

    file = forms.FileField(
        label=_("单位名单（CSV 或 Excel）"), help_text=_("列：编码、名称、层级、类别、上级。")
    )


class DepartmentsForm(forms.Form):
    """The departments, one a line."""

    names = forms.CharField(
        label=_("责任科室"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("一行一个，名称与办法里写的一致。"),
    )
