"""What was computed, kept for as long as the figures are the same; what was published, kept for good; the papers."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round


class Computation(models.Model):
    """The result of a round for one state of everything it rests on (`basis`, see `computing.basis_of`).

    figures: the round's count at the time. record: `results.record.result_record`, everything that pages show of ranks and points.
    digest: its hash. A later basis makes a later row; the rows before it may go.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="computations")
    figures = models.PositiveBigIntegerField()
    basis = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    provisional = models.BooleanField()
    record = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "basis"), name="computation_once"),)

    def __str__(self) -> str:
        return f"{self.round} {self.figures}"


class Publication(models.Model):
    """A published result: the results folder as one archive (`path` below MEDIA_ROOT) with the receipt in it, locked.

    record: the receipt's own result, which pages show from then on. sha256: of the archive. fingerprint: the receipt's.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField(_("次"))
    fingerprint = models.CharField(_("指纹"), max_length=64)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    record = models.JSONField()
    approval = models.CharField(_("审定依据"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "number"), name="publication_once"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.round} {self.number}"


class OfficeWords(models.Model):
    """公文.yaml of a round: what the office says of its papers and cannot be computed. `edition` counts its savings."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="office_words")
    text = models.TextField(_("公文用语"), blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.round}"


class Paper(models.Model):
    """文书: one written file, as it was last written. `kind`: `reports.kinds` by name (or the workbook, the page); `unit`: the code of
    the unit it is for, empty where it is for all. provisional: written from a result that may still change.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="papers")
    kind = models.CharField(_("文书"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    format = models.CharField(_("格式"), max_length=8)
    unit = models.CharField(_("单位"), max_length=60, blank=True)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    provisional = models.BooleanField(_("暂定"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "kind", "name", "format"), name="paper_once"),)
        ordering = ("kind", "name", "format")

    def __str__(self) -> str:
        return f"{self.name}.{self.format}"
