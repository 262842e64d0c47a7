"""What was computed, kept for as long as the figures are the same; and what was published, kept for good."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round


class Computation(models.Model):
    """The result of a round for one state of its figures (`figures`: the round's count at the time).

    record: `results.record.result_record`, everything that pages show of ranks and points. digest: its hash. A later count makes a
    later row; the rows before it may go.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="computations")
    figures = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    provisional = models.BooleanField()
    record = models.JSONField()
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "figures"), name="computation_once"),)

    def __str__(self) -> str:
        return f"{self.round} {self.figures}"


class Publication(models.Model):
    """A published result: the results folder as one archive (`path` below MEDIA_ROOT) with the receipt in it, locked."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField(_("次"))
    fingerprint = models.CharField(_("指纹"), max_length=64)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    approval = models.CharField(_("审定依据"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "number"), name="publication_once"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.round} {self.number}"
