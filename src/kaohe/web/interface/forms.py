"""Forms about tokens and codes. Errors stand beside their fields."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import Department, Unit
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role

MOST_DAYS = 3 * 366


def in_a_year() -> date:
    """Until when a token holds unless somebody says otherwise."""
    return timezone.localdate() + timedelta(days=365)


class TokenForm(forms.Form):
    """What a new token is for, as whom it acts, and how long."""

    name = forms.CharField(
        label=_("用途"), max_length=50, help_text=_("写明给哪个系统用，例如“区数据平台”。")
    )
    role = forms.ChoiceField(
        label=_("角色"),
        choices=[("", "—"), *Role.choices],
        help_text=_("它能看什么、写什么，和这个角色的人一样。"),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.filter(active=True),
        label=_("单位"),
        required=False,
        help_text=_("填报人、单位负责人要选。"),
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True), label=_("科室"), required=False, help_text=_("责任科室要选。")
    )
    expires_on = forms.DateField(
        label=_("有效期至"),
        initial=in_a_year,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("要从今天往后，不超过三年。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        if role in OF_A_UNIT and data.get("unit") is None:
            self.add_error("unit", _("这个角色要选单位。"))
        if role in OF_A_DEPARTMENT and data.get("department") is None:
            self.add_error("department", _("这个角色要选科室。"))
        if role not in OF_A_UNIT:
            data["unit"] = None
        if role not in OF_A_DEPARTMENT:
            data["department"] = None
        return data


class CodesForm(forms.Form):
    """The other system's codes, one a line: the code, a blank, our name of the data element."""

    codes = forms.CharField(
        label=_("代码对照"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_(
            "一行一个：对方代码、空格、数据元。比率的数据元是“数据项.numerator”和“数据项.denominator”，目标是“数据项.target”。"
        ),
    )

    def clean_codes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["codes"].splitlines(), 1):
            if not line.strip():
                continue
            code, _blank, element = line.strip().partition(" ")
            element = element.strip()
            if not element or len(code) > 60 or len(element) > 140:
                raise forms.ValidationError(
                    _now("第 %(line)s 行写得不对，要写成“代码 数据元”。") % {"line": number}
                )
            if code in found or element in found.values():
                raise forms.ValidationError(
                    _now("第 %(line)s 行的代码或数据元前面已经有了。") % {"line": number}
                )
            found[code] = element
        return found
