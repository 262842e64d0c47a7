"""Work in the background as people see it; what has to be put right; who was reminded of what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round, RoundUnit


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("排队")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("没有做成")


class Job(models.Model):
    """One long piece of work: its progress for the bar, what came of it, or why nothing did.

    `key` is what makes a repeated press the same job. `outcome`: JSON of what the work's own page shows. `beat`: when it last said that
    it lives; one that has been silent for long is taken up again.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="jobs")
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    outcome = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    attempts = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class RectificationState(models.TextChoices):
    """Where a rectification stands."""

    ORDERED = "ordered", _("待整改")
    ANSWERED = "answered", _("已报送")
    RETURNED = "returned", _("退回")
    CLOSED = "closed", _("已销号")


class Rectification(models.Model):
    """整改: one lost point of one unit, from the demand to the proof that it was put right. `lost` as decimal text."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rectifications")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="rectifications")
    table = models.CharField(max_length=120)
    item = models.CharField(_("指标"), max_length=60)
    lost = models.CharField(_("失分"), max_length=30)
    why = models.TextField(_("失分原因"), blank=True)
    demand = models.TextField(_("整改要求"), blank=True)
    due = models.DateField(_("期限"))
    state = models.CharField(
        max_length=12, choices=RectificationState.choices, default=RectificationState.ORDERED
    )
    answer = models.TextField(_("整改情况"), blank=True)
    proof = models.ManyToManyField(Evidence, related_name="rectifications", blank=True)
    verdict = models.TextField(_("验收意见"), blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("unit__order", "item")
        constraints = (
            models.UniqueConstraint(fields=("round", "unit", "table", "item"), name="rectification_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.item}"


class Reminder(models.Model):
    """催办: who was told what, by which ways, and whether each took it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, null=True, blank=True, related_name="reminders")
    department = models.CharField(max_length=80, blank=True)
    text = models.TextField(_("内容"))
    ways = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.text
