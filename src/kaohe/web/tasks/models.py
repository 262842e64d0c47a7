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
    """整改: one lost point of one unit, from the demand to the proof that it was put right. `lost` as decimal text.

    name, departments: of the item as the scheme had it on the day of the demand. edition counts all changes: who answers or decides
    on an older one is told.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="rectifications")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, related_name="rectifications")
    table = models.CharField(max_length=120)
    item = models.CharField(_("指标"), max_length=60)
    name = models.CharField(_("指标名称"), max_length=200, blank=True)
    departments = models.JSONField(default=list, blank=True)
    lost = models.CharField(_("失分"), max_length=30)
    why = models.TextField(_("失分原因"), blank=True)
    demand = models.TextField(_("整改要求"), blank=True)
    due = models.DateField(_("期限"))
    state = models.CharField(
        max_length=12, choices=RectificationState.choices, default=RectificationState.ORDERED
    )
    answer = models.TextField(_("整改情况"), blank=True)
    proof = models.ManyToManyField(Evidence, related_name="rectifications", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    verdict = models.TextField(_("验收意见"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
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
    """催办: who was told what, by which ways, and whether each took it.

    key: of what is due (`filing:2026-Q1`); the same is not told twice on one `day`. ways: way → what came of it, in words; a way that
    failed begins with “×”.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(RoundUnit, models.CASCADE, null=True, blank=True, related_name="reminders")
    department = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=120)
    day = models.DateField()
    due = models.DateField(null=True, blank=True)
    url = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("内容"))
    ways = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            # Two, since SQLite holds an empty unit to be another each time.
            models.UniqueConstraint(
                fields=("unit", "key", "day"),
                condition=models.Q(unit__isnull=False),
                name="reminder_of_a_unit_once_a_day",
            ),
            models.UniqueConstraint(
                fields=("round", "department", "key", "day"),
                condition=models.Q(unit__isnull=True),
                name="reminder_of_a_department_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.text


class RemindSettings(models.Model):
    """催办设置: the one row of how reminders go out besides the desk: a mail server, a robot of a group, both or neither.

    The password and the robot's key are kept as they are, since they have to be used; no page ever shows them again.
    `troubles`: way → what went wrong last, in words, empty once it worked again.
    """

    class Security(models.TextChoices):
        """How the mail server is spoken to."""

        NONE = "none", _("不加密（只限内网）")
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "SSL/TLS"

    class Robot(models.TextChoices):
        """Whose robot it is."""

        NONE = "", _("不用")
        WECOM = "wecom", _("企业微信群机器人")
        DINGTALK = "dingtalk", _("钉钉群机器人")

    mail_host = models.CharField(_("邮件服务器"), max_length=120, blank=True)
    mail_port = models.PositiveIntegerField(_("端口"), default=465)
    mail_security = models.CharField(_("加密"), max_length=10, choices=Security.choices, default=Security.TLS)
    mail_user = models.CharField(_("用户名"), max_length=120, blank=True)
    mail_password = models.CharField(_("密码或授权码"), max_length=200, blank=True)
    mail_from = models.EmailField(_("发件邮箱"), blank=True)
    robot = models.CharField(_("群机器人"), max_length=10, choices=Robot.choices, default="", blank=True)
    robot_url = models.CharField(_("机器人地址"), max_length=300, blank=True)
    robot_secret = models.CharField(_("加签密钥"), max_length=200, blank=True)
    troubles = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="remind_settings_one_row"),)

    def __str__(self) -> str:
        return str(_("催办设置"))
