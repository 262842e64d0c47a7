"""Documents as they were uploaded, and the versions of schemes made of them. An issued version never changes."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User


class Document(models.Model):
    """The office's own file, kept as it came. `name` is what it was called, `path` where it lies below MEDIA_ROOT.

    `page`: where the HTML lies that shows it as it looked, with the places of its items; empty until it has been read.
    `found`: what was read beside the drafts (`importing.found_in`): the items of each scheme with their anchors in the page,
    problems, and what else there is.
    """

    name = models.CharField(_("文件名"), max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    page = models.CharField(max_length=200, blank=True)
    found = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name


class SchemeFile(models.Model):
    """办法: what its versions are versions of."""

    title = models.CharField(_("名称"), max_length=200)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version: the text of the scheme file, whole. `edition` counts the savings of a draft (who saves against an older one
    is shown both). `digest` is the hash of what it means, empty while it has errors. `issued_at` set: it is frozen, in the database too.

    `part`: which of its document's schemes it was read from, from 0. `open_items`, `faults`: how many items wait for a word, and
    how many errors there are, at its last saving. `reason`: why it was issued with what the examination pointed out.
    """

    file = models.ForeignKey(SchemeFile, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版次"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="versions")
    part = models.PositiveIntegerField(default=0)
    made_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("办法文件"))
    edition = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    open_items = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("印发理由"), blank=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("file", "number"), name="version_once"),)
        ordering = ("file", "-number")

    def __str__(self) -> str:
        return gettext("%(title)s（第 %(number)s 版）") % {"title": self.file.title, "number": self.number}

    @property
    def issued(self) -> bool:
        return self.issued_at is not None
