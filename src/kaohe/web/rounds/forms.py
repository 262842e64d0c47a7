"""Forms about rounds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kaohe.core import Period
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import Version


class RoundForm(forms.Form):
    """A new round."""

    title = forms.CharField(label=_("名称"), max_length=120)
    period = forms.CharField(
        label=_("考核期"), max_length=20, help_text=_("年度写 2026，季度写 2026Q1，月份写 2026-03。")
    )
    scheme = forms.ModelChoiceField(Version.objects.select_related("file"), label=_("办法"), required=False)
    before = forms.ModelChoiceField(Round.objects.all(), label=_("上年的考核"), required=False)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"].strip()
        if Round.objects.filter(title=title).exists():
            raise forms.ValidationError(_("已经有这个名称的考核。"))
        return title

    def clean_period(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["period"])
        except ValueError as problem:
            raise forms.ValidationError(_("考核期写得不对，年度请写成 2026。")) from problem


class BackForm(forms.Form):
    """Why a step is taken back."""

    reason = forms.CharField(label=_("退回的理由"), widget=forms.Textarea(attrs={"rows": 2}))


class DeadlineForm(forms.Form):
    """A day for a stage."""

    stage = forms.ChoiceField(label=_("阶段"), choices=Stage.choices)
    period = forms.CharField(label=_("报送期"), max_length=20, required=False)
    due = forms.DateField(label=_("期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_period(self) -> str:
        """As the figures' periods are written; empty for the stage itself."""
        text: str = self.cleaned_data["period"].strip()
        try:
            return str(Period.parse(text)) if text else ""
        except ValueError as problem:
            raise forms.ValidationError(_("报送期写得不对，请写成 2026Q1 或 2026-03。")) from problem
