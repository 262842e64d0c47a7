"""What happens outside the office, as rows: draws, timetables, visits with their photographs. Of residents nothing is kept."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round, RoundUnit


class FormSettings(models.Model):
    """What the office has said of the checklist of one table (`table`, its name): whether a position may be recorded, which teams there
    are, a line each, for the form to choose from, and what it wants asked otherwise (`text`: 检查表.yaml as the library reads it).
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="form_settings")
    table = models.CharField(max_length=120)
    position = models.BooleanField(_("可以记录位置"), default=False)
    teams = models.TextField(_("检查组"), blank=True)
    text = models.TextField(_("要改的问题"), blank=True)

    class Meta:
        constraints = (UniqueConstraint(fields=("round", "table"), name="form_settings_once"),)

    def __str__(self) -> str:
        return self.table


class VisitState(models.TextChoices):
    """Whether a visit counts."""

    RECEIVED = "received", _("待认定")
    ACCEPTED = "accepted", _("已认定")
    ASIDE = "aside", _("不采用")


class Visit(models.Model):
    """一次检查: one team at one place, with the answers as they were entered.

    key: made where the form was filled in (a phone, another program): the same key is the same visit, however often it arrives.
    when: as ISO writes it. answers: question name → as entered; notes: question name → remark; photos: question name → keys of `Photo`,
    or names of files that a program of somebody else keeps. version: of the checklist. edition counts what arrived under the key;
    `VisitEdition` keeps what each said. source: the file it came from; empty, the form in the browser. above: the level above looked, not
    we. reason: why it does not count.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="visits")
    key = models.CharField(max_length=80, unique=True)
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="visits")
    table = models.CharField(max_length=120)
    version = models.CharField(max_length=12, blank=True)
    place = models.CharField(_("检查点"), max_length=120, blank=True)
    team = models.CharField(_("检查组"), max_length=60, blank=True)
    when = models.CharField(_("检查时间"), max_length=40)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    photos = models.JSONField(default=dict)
    position = models.CharField(_("位置"), max_length=60, blank=True)
    source = models.CharField(_("来处"), max_length=200, blank=True)
    above = models.BooleanField(_("上级检查"), default=False)
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(
        _("状态"), max_length=12, choices=VisitState.choices, default=VisitState.RECEIVED
    )
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("unit__order", "table", "place", "when", "pk")
        indexes = (Index(fields=("round", "state"), name="visits_of_a_round"),)
        constraints = (
            CheckConstraint(condition=~Q(state="aside") | ~Q(reason=""), name="visit_aside_has_a_reason"),
        )

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.unit), self.place, self.when[:10]) if part)

    @property
    def moment(self) -> str:
        """Day and minute of the visit, as people write them."""
        return self.when[:16].replace("T", " ")


class VisitEdition(models.Model):
    """What arrived under a visit's key, each time that it was something else. base: the edition it was made from (0: none)."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (UniqueConstraint(fields=("visit", "number"), name="visit_edition_once"),)

    def __str__(self) -> str:
        return f"{self.visit} {self.number}"


class Photo(models.Model):
    """A photograph of a visit, without what the camera wrote into it. key: made where it was taken."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="pictures")
    key = models.CharField(max_length=80)
    question = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (UniqueConstraint(fields=("visit", "key"), name="photo_once"),)

    def __str__(self) -> str:
        return f"{self.visit} {self.question}"


class DrawState(models.TextChoices):
    """How far a draw has come."""

    PLANNED = "planned", _("拟定")
    COMMITTED = "committed", _("已公布，待抽取")
    DRAWN = "drawn", _("已抽取")


class Draw(models.Model):
    """抽样: a frame, a plan, terms of the seed that are published before it is shown, and a record that anyone can repeat.

    frame: the list of places as the library writes it; frame_name: the file it came from. asked: the plan as the form has it. record:
    the library's canonical record, of the announcement and then of the draw, replacements with it. fingerprint: of the announcement.
    secret: the committed seed with its nonce, shown to nobody until the draw. announced_at: from when on units see what was drawn.
    edition counts changes.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="draws")
    title = models.CharField(_("名称"), max_length=120)
    frame_name = models.CharField(_("抽样框"), max_length=200)
    frame = models.TextField()
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=DrawState.choices, default=DrawState.PLANNED)
    secret = models.JSONField(default=dict, blank=True)
    record = models.TextField(blank=True)
    fingerprint = models.CharField(_("指纹"), max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = (UniqueConstraint(fields=("round", "title"), name="draw_once"),)

    def __str__(self) -> str:
        return self.title


class Timetable(models.Model):
    """检查日程: what was asked of the planner and what it made of it; one a round.

    wishes: days, teams and units as the page has them. plan: what the planner answered, its stops ([day, half-day, team, unit's code,
    whether it stays]) with what people moved by hand since. edition counts changes of either.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="timetable")
    wishes = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.round} {_('检查日程')}"
