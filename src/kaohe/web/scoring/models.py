"""Self-assessments, the departments' hand-ins and second readings, appeals. The points that people give are figures like any other
(`filing.models.Figure` of a judged measure); what is here is what goes on about them.
"""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User
from kaohe.web.filing.models import Evidence, Figure
from kaohe.web.rounds.models import Round, RoundUnit


class SelfScore(models.Model):
    """自评: what a unit thinks one item is worth, as decimal text, with its words."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="self_scores")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="self_scores")
    table = models.CharField(max_length=120)
    item = models.CharField(_("指标"), max_length=60)
    points = models.CharField(_("自评分"), max_length=30, blank=True)
    note = models.TextField(_("说明"), blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "unit", "table", "item"), name="self_score_once"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.item}: {self.points}"


class SelfAssessment(models.Model):
    """The whole of a unit's self-assessment, handed in by its head."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="self_assessments")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="self_assessments")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "unit"), name="self_assessment_once"),)

    def __str__(self) -> str:
        return f"{self.unit}"


class HandIn(models.Model):
    """A department has scored everything that it has to score."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="hand_ins")
    department = models.CharField(_("科室"), max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "department"), name="hand_in_once"),)

    def __str__(self) -> str:
        return self.department


class SecondReading(models.Model):
    """复核: somebody else has looked at a judged figure: agrees with it, or says what it should be and why. The newest word on
    an edition counts.
    """

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="readings")
    edition = models.PositiveIntegerField()
    agrees = models.BooleanField(_("同意"))
    text = models.CharField(_("复核分"), max_length=200, blank=True)
    note = models.TextField(_("理由"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("figure", "edition", "by"), name="second_reading_once"),)

    def __str__(self) -> str:
        return f"{self.figure}"


class Confirmation(models.Model):
    """A unit has read its feedback and has nothing to say against it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="confirmations")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "unit"), name="confirmation_once"),)

    def __str__(self) -> str:
        return f"{self.unit}"


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    OPEN = "open", _("待复核")
    UPHELD = "upheld", _("采纳")
    REJECTED = "rejected", _("维持原评")
    WITHDRAWN = "withdrawn", _("撤回")


class Appeal(models.Model):
    """申诉: against one item of one unit. The decision may change figures (`changes`: JSON, one entry a figure: measure, period,
    before, after); it is signed with the effect that was shown (`effect`: JSON of everybody's total and rank before and after).
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="appeals")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="appeals")
    table = models.CharField(max_length=120)
    item = models.CharField(_("指标"), max_length=60)
    text = models.TextField(_("申诉理由"))
    evidence = models.ManyToManyField(Evidence, related_name="appeals", blank=True)
    state = models.CharField(max_length=12, choices=AppealState.choices, default=AppealState.OPEN)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)
    decision = models.TextField(_("复核意见"), blank=True)
    changes = models.JSONField(default=list, blank=True)
    effect = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-filed_at",)
        constraints = (
            UniqueConstraint(
                fields=("round", "unit", "table", "item"),
                condition=models.Q(state="open"),
                name="one_open_appeal_an_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.item}"
