"""Figures and where they stand, the forms they come in, the evidence for them."""

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.facts import Role as FactRole
from kaohe.facts import State
from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round, RoundUnit


class FilingState(models.TextChoices):
    """Where a form stands."""

    OPEN = "open", _("填报中")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", _("已退回")
    VERIFIED = "verified", _("已核定")


class Filing(models.Model):
    """一份填报: what one unit reports for one period, or (`department` named) what a department supplies of all units.

    `late`: it was submitted after its day. `reason`: why it was returned or reopened.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="filings")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, null=True, blank=True, related_name="filings")
    department = models.CharField(_("科室"), max_length=80, blank=True)
    period = models.CharField(_("报送期"), max_length=20)
    state = models.CharField(_("状态"), max_length=12, choices=FilingState.choices, default=FilingState.OPEN)
    late = models.BooleanField(_("逾期"), default=False)
    reason = models.TextField(_("理由"), blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=("round", "unit", "period"),
                condition=Q(unit__isnull=False),
                name="filing_of_a_unit_once",
            ),
            UniqueConstraint(
                fields=("round", "department", "period"),
                condition=Q(unit__isnull=True),
                name="filing_of_a_department_once",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, department="") | Q(unit__isnull=True) & ~Q(department=""),
                name="filing_of_a_unit_or_a_department",
            ),
        )
        ordering = ("period", "unit__order")

    def __str__(self) -> str:
        return f"{self.unit or self.department} {self.period}"

    @property
    def writable(self) -> bool:
        """Whether figures may be put into it."""
        return self.state in (FilingState.OPEN, FilingState.RETURNED)


class Figure(models.Model):
    """One figure of one unit × measure × period × role, as the library's `Fact`.

    text: what was entered, to the letter, so that nothing entered is lost. value: how the library writes what it read (98.5,
    292/300, 是, 不适用), empty where `text` is blank or not understood: then it counts as not reported. edition counts its changes;
    who saves over a later one than was shown is asked first. note: the reason that goes with it.
    """

    ROLES = ((FactRole.ACTUAL.value, _("完成")), (FactRole.TARGET.value, _("目标")))
    STATES = tuple((state.value, state.label) for state in State)

    round = models.ForeignKey(Round, models.CASCADE, related_name="figure_set")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="figures")
    measure = models.CharField(_("数据项"), max_length=120)
    period = models.CharField(_("时期"), max_length=20)
    role = models.CharField(max_length=10, choices=ROLES, default=FactRole.ACTUAL.value)
    text = models.CharField(_("填写"), max_length=200, blank=True)
    value = models.CharField(_("数值"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=STATES, default=State.REPORTED.value)
    note = models.TextField(_("说明"), blank=True)
    place = models.CharField(_("来处"), max_length=200, blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=("round", "unit", "measure", "period", "role"), name="figure_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.measure} {self.period}: {self.text}"


class FigureRules(models.Model):
    """数据规则 of a round: the text of relations, usual ranges, standards and measures of rates, as the library reads it.

    It decides what is asked again, never a point. `edition` counts its changes.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="figure_rules")
    text = models.TextField(_("数据规则"), blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.round} {self._meta.verbose_name}"


class Evidence(models.Model):
    """佐证: a file for one unit's item. A new version names the one it replaces; nothing is ever overwritten.

    `table` and `item` are names and codes of the scheme. `withdrawn_at` set: it no longer counts, and stays to be seen.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="evidence")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="evidence")
    table = models.CharField(max_length=120)
    item = models.CharField(_("指标"), max_length=60)
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=20)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    number = models.PositiveIntegerField(_("版次"), default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    note = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(_("撤回理由"), max_length=300, blank=True)

    class Meta:
        ordering = ("item", "-at", "-id")
        indexes = (models.Index(fields=("round", "unit", "table", "item"), name="evidence_of_an_item"),)

    def __str__(self) -> str:
        return self.name
