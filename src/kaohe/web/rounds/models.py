"""A round and what belongs to it alone."""

from functools import cached_property

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.core import Period
from kaohe.facts import AssessedUnit, Units
from kaohe.web.accounts.models import Unit, User
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import Version


class Round(models.Model):
    """一次考核. `period` as the scheme writes it (2026, 2026-Q1). `figures` counts the changes of anything that scores depend on:
    what was computed for one count holds as long as it is the same.
    """

    title = models.CharField(_("名称"), max_length=120, unique=True)
    period = models.CharField(_("考核期"), max_length=20)
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices, default=Stage.DRAFTING)
    scheme = models.ForeignKey(
        Version, models.PROTECT, verbose_name=_("办法"), null=True, blank=True, related_name="rounds"
    )
    before = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上年的考核"), null=True, blank=True, related_name="after"
    )
    figures = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-period", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def at(self) -> Stage:
        return Stage(self.stage)

    @property
    def when(self) -> Period:
        return Period.parse(self.period)

    @cached_property
    def assessed(self) -> Units:
        """The units as the library takes them."""
        return Units(unit.as_assessed() for unit in self.units.all())


class RoundUnit(models.Model):
    """A unit as this round knows it: the list is taken when the scheme is issued, and later changes do not touch it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("编码"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    level = models.CharField(_("层级"), max_length=40)
    unit_class = models.CharField(_("类别"), max_length=40, blank=True)
    parent_code = models.CharField(_("上级"), max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "code"), name="round_unit_once"),)
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    def as_assessed(self) -> AssessedUnit:
        return AssessedUnit(self.code, self.name, self.level, self.unit_class, self.parent_code)


class StageChange(models.Model):
    """A step that was taken, forward or back, with its reason."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="changes")
    before = models.CharField(max_length=20, choices=Stage.choices)
    after = models.CharField(max_length=20, choices=Stage.choices)
    reason = models.TextField(_("理由"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Deadline(models.Model):
    """Until when a stage lasts, or until when the figures of one period are due (`period` empty: the stage itself)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="deadlines")
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    period = models.CharField(_("报送期"), max_length=20, blank=True)
    due = models.DateField(_("期限"))

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "stage", "period"), name="deadline_once"),)
        ordering = ("due",)

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.period} {self.due}"
