"""Forms about schemes. Errors stand beside their fields."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kaohe.core import Period, Refused
from kaohe.documents.opening import what_it_is
from kaohe.reports.settling import Located
from kaohe.scheme import SchemeDraft
from kaohe.web.schemes.correcting import Correction, differ, rule_in_words
from kaohe.web.schemes.importing import is_scheme_file
from kaohe.web.schemes.models import SchemeFile

MOST_BYTES = 20 * 1024 * 1024
ACCEPTED = ".docx,.doc,.wps,.xlsx,.xls,.et,.html,.htm,.mht,.pdf,.txt,.rtf,.odt,.yaml,.yml"
Bytes = UploadedFile[bytes]


class ImportForm(forms.Form):
    """A document to be read, and whether it is a new version of a scheme that is there."""

    file = forms.FileField(
        label=_("考核办法的原件"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Word、Excel、网页、文字版 PDF、纯文本，或办法文件（.yaml）；不超过 20 MB。里面不能有居民的个人信息。"
        ),
    )
    into = forms.ModelChoiceField(
        SchemeFile.objects.all(),
        label=_("作为哪份办法的新版"),
        required=False,
        empty_label=_("（另立一份办法）"),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = get_random_string(20)

    def clean_file(self) -> Bytes:
        file: Bytes = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(_t("文件超过 20 MB。请删去图片和无关的内容，另存后再上传。"))
        name = file.name or ""
        data = file.read()
        file.seek(0)
        if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise forms.ValidationError(_t("这是空文件。请核对是否选错了。"))
        if not is_scheme_file(name):
            try:
                what_it_is(data, Path(name))
            except Refused as refused:
                raise forms.ValidationError(refused.message) from refused
        return file


class ItemForm(forms.Form):
    """One item as it is corrected. `rule_seen`: the rule's words as they were shown, so that an untouched field says nothing."""

    name = forms.CharField(label=_("指标"), max_length=200)
    clause = forms.CharField(
        label=_("评分标准"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000
    )
    points = forms.DecimalField(label=_("分值"), required=False, max_digits=10, decimal_places=4)
    departments = forms.CharField(
        label=_("责任科室"), required=False, max_length=200, help_text=_("几个科室用顿号隔开，第一个牵头。")
    )
    rule = forms.CharField(
        label=_("规则"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=20_000,
        help_text=_(
            "不合意就改成您的说法，如“完成率达到95%得4分，每低1个百分点扣0.5分，扣完为止”；不改就按评分标准读出来的。"
        ),
    )
    most = forms.DecimalField(
        label=_("最多多少分（由责任科室评定时）"),
        required=False,
        max_digits=10,
        decimal_places=4,
        min_value=Decimal(0),
    )
    rule_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def correction(self) -> Correction:
        """What the valid form says."""
        data = self.cleaned_data
        names = data["departments"].replace("，", "、").replace(",", "、").split("、")
        return Correction(
            name=data["name"],
            clause=data["clause"].replace("\r\n", "\n"),
            points=data["points"],
            departments=tuple(name.strip() for name in names if name.strip()),
            rule=data["rule"] if differ(data["rule"], data["rule_seen"]) else "",
            answers={key: str(value) for key, value in self.data.items() if key.startswith("q-")},
            most=data["most"],
        )


def item_values(draft: SchemeDraft, found: Located) -> dict[str, Any]:
    """What a fresh form shows of an item."""
    item, words = found.item, rule_in_words(draft, found.item)
    return {
        "name": item.name,
        "clause": item.clause,
        "points": item.points,
        "departments": "、".join(item.departments),
        "rule": words,
        "rule_seen": words,
    }


class ParticularsForm(forms.Form):
    """What stands at the head of a scheme; a level for each of its tables."""

    title = forms.CharField(label=_("办法的全称"), max_length=200)
    version = forms.CharField(label=_("版本"), max_length=40)
    period = forms.CharField(
        label=_("考核期"), max_length=20, required=False, help_text=_("如 2026、2026上半年、2026-07。")
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tables: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = [f"level{number}" for number, _name in enumerate(tables)]
        for key, name in zip(self.levels, tables, strict=True):
            self.fields[key] = forms.CharField(
                label=_t("“%(table)s”考核哪一级单位") % {"table": name or _t("考核表")},
                max_length=40,
                required=False,
                help_text=_t("与单位名单的“层级”一致，如 镇街。"),
            )

    def clean_period(self) -> Period | None:
        return read_period(self.cleaned_data["period"])


class NextForm(forms.Form):
    """A new version made from another."""

    title = forms.CharField(label=_("办法的全称"), max_length=200)
    version = forms.CharField(label=_("版本"), max_length=40)
    period = forms.CharField(label=_("考核期"), max_length=20, help_text=_("如 2027、2027上半年、2027-07。"))
    apart = forms.BooleanField(
        label=_("另立一份办法"), required=False, help_text=_("不选的，作为这份办法的下一版。")
    )

    def clean_period(self) -> Period | None:
        return read_period(self.cleaned_data["period"])


def read_period(text: str) -> Period | None:
    """The period as a scheme writes it; None where nothing is written."""
    try:
        return Period.parse(text.strip()) if text.strip() else None
    except ValueError as reason:
        raise forms.ValidationError(_t("没有看懂，请写成 2026、2026上半年或 2026-07。")) from reason


class TextForm(forms.Form):
    """The whole text of a scheme file."""

    text = forms.CharField(
        label=_("办法文件"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code"}),
        strip=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return text


class IssueForm(forms.Form):
    """The last word before a version is frozen."""

    reason = forms.CharField(
        label=_("印发的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
