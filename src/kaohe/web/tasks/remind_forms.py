"""The form of the settings. A password that is there is never sent out again: a blank field leaves it as it is."""

import ipaddress
import re
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from kaohe.web.tasks import remind_mail
from kaohe.web.tasks.models import RemindSettings
from kaohe.web.tasks.remind_querysets import SECRETS
from kaohe.web.tasks.remind_robot import address_problem

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})*", re.IGNORECASE)
_MOST = 300
"""Characters of a secret; sealed it is longer."""


class SettingsForm(forms.ModelForm[RemindSettings]):
    """Mail server and robot."""

    class Meta:
        model = RemindSettings
        fields = (
            "mail_host",
            "mail_port",
            "mail_security",
            "mail_user",
            "mail_password",
            "mail_from",
            "robot",
            "robot_url",
            "robot_secret",
        )
        widgets: ClassVar = {
            "mail_password": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "robot_secret": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "robot_url": forms.PasswordInput(attrs={"autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "mail_host": _("不填就不发邮件。"),
            "mail_password": _("填过的不再显示；空着就是不改。"),
            "robot_url": _("从群机器人的设置里整个复制。填过的不再显示；空着就是不改。"),
            "robot_secret": _("钉钉选了“加签”才要填。空着就是不改。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECRETS:
            self.fields[name].validators.append(MaxLengthValidator(_MOST))
            self.fields[name].widget.attrs["maxlength"] = _MOST
        self.before = {name: getattr(self.instance, name) for name in self.Meta.fields}

    def clean_mail_host(self) -> str:
        host = str(self.cleaned_data["mail_host"]).strip()
        if host and not _HOST.fullmatch(host) and not _is_address(host):
            raise forms.ValidationError(_("请只填服务器的名称或 IP 地址，如 smtp.example.gov.cn。"))
        return host

    def clean_mail_port(self) -> int:
        port = int(self.cleaned_data["mail_port"])
        if port not in remind_mail.PORTS:
            ports = "、".join(map(str, sorted(remind_mail.PORTS)))
            raise forms.ValidationError(_("邮件服务器的端口只能是 %(ports)s。") % {"ports": ports})
        return port

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        before = self.before
        moved = data.get("mail_host") != before["mail_host"] or data.get("mail_user") != before["mail_user"]
        if before["mail_password"] and moved and not data.get("mail_password") and data.get("mail_host"):
            # A password must not be sent to another server than the one it was entered for.
            self.add_error("mail_password", _("换了服务器或用户名，请重新填密码。"))
        for name in SECRETS:
            data[name] = str(data.get(name) or "").strip() or before[name]
        if not data.get("mail_host"):
            data["mail_password"] = ""
        if data.get("mail_host") and not data.get("mail_from"):
            self.add_error("mail_from", _("请填发件邮箱。"))
        if not data.get("robot"):
            data["robot_url"] = data["robot_secret"] = ""
        elif not data["robot_url"]:
            self.add_error("robot_url", _("请填机器人地址。"))
        elif problem := address_problem(data["robot"], data["robot_url"]):
            self.add_error("robot_url", problem)
        return data

    @property
    def changed(self) -> list[str]:
        """The fields that are other than before."""
        return [name for name in self.Meta.fields if self.cleaned_data.get(name) != self.before[name]]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
