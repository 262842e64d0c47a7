"""The trail's one table. Rows are written by `recording.record` and by nothing else; the database refuses to change or delete them."""

from django.db import models


class Event(models.Model):
    """One thing that was done. `digest` is over this row and the digest of the one before, so that none can go unnoticed.

    actor: the login name, empty where the system did it by itself. code: what was done (`filing.submitted`). subject: what it was
    done to, in words. round, unit: where it belongs, 0 and empty where to neither. data: the particulars, JSON as it was hashed.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, db_index=True, blank=True)
    actor_name = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=300, blank=True)
    round = models.PositiveBigIntegerField(default=0, db_index=True)
    unit = models.CharField(max_length=60, blank=True, db_index=True)
    data = models.TextField(default="{}")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.code}"
