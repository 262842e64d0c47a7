"""Work in the background as people see it; what has to be put right; who was reminded of what; the tasks of each month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaohe.tasks import Deed, State
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

    The password, the robot's address and its key are kept sealed (`remind_sealing`); no page ever shows them again.
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
    mail_password = models.CharField(_("密码或授权码"), max_length=2000, blank=True)
    mail_from = models.EmailField(_("发件邮箱"), blank=True)
    robot = models.CharField(_("群机器人"), max_length=10, choices=Robot.choices, default="", blank=True)
    robot_url = models.CharField(_("机器人地址"), max_length=2000, blank=True)
    robot_secret = models.CharField(_("加签密钥"), max_length=2000, blank=True)
    troubles = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="remind_settings_one_row"),)

    def __str__(self) -> str:
        return str(_("催办设置"))


class TaskPlan(models.Model):
    """任务方案 of a round, as the library writes it (`text`, YAML). issued_at: from when on units see it; empty for a draft. `month`: the
    month whose list is open (2026-03), empty before the first one was. `edition` counts the savings of the text; `deeds` all that
    was done, so that what was folded from it can be kept.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="task_plan")
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("任务方案"))
    issued_at = models.DateTimeField(_("下达"), null=True, blank=True)
    month = models.CharField(_("月份"), max_length=7, blank=True)
    edition = models.PositiveIntegerField(default=1)
    deeds = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title


class TaskEntry(models.Model):
    """One unit × task × month of issue as it stands, the library's `Entry`. A department that owes information has no `unit`.

    `giver`: how the library knows who it is for, the unit's code or the department's name. `listed`: the last month in whose list it
    stood, the open one while it is open. `departments`, `receiver`: of the task, for who has to look at it. edition counts changes.
    """

    STATES = tuple((state.value, state.label) for state in State)

    round = models.ForeignKey(Round, models.CASCADE, related_name="task_entries")
    unit = models.ForeignKey(
        RoundUnit, models.CASCADE, related_name="task_entries", null=True, blank=True, verbose_name=_("单位")
    )
    giver = models.CharField(max_length=120)
    task = models.CharField(_("编号"), max_length=40)
    month = models.CharField(_("月份"), max_length=7)
    listed = models.CharField(max_length=7)
    due = models.DateField(_("期限"))
    state = models.CharField(_("状态"), max_length=12, choices=STATES, default=State.OPEN.value)
    carried = models.PositiveIntegerField(_("结转"), default=0)
    submitted = models.DateField(_("报送日期"), null=True, blank=True)
    closed = models.DateField(_("办结日期"), null=True, blank=True)
    proof = models.TextField(_("办理情况"), blank=True)
    files = models.ManyToManyField(Evidence, related_name="task_entries", blank=True)
    note = models.TextField(_("意见"), blank=True)
    returns = models.PositiveIntegerField(_("退回次数"), default=0)
    done_by = models.CharField(max_length=120, blank=True)
    departments = models.JSONField(default=list, blank=True)
    receiver = models.CharField(_("接收科室"), max_length=120, blank=True)
    edition = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("due", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "giver", "task", "month"), name="task_entry_once"),
        )
        indexes = (models.Index(fields=("round", "listed", "state"), name="task_entries_of_a_month"),)

    def __str__(self) -> str:
        return f"{self.giver} {self.task} {self.month}"


class TaskDeed(models.Model):
    """One line of the record, the library's `Event`: what was done with an entry, or that a month was ended (no giver, no task).

    From the programme and these lines the library folds everything again.
    """

    DEEDS = tuple((deed.value, deed.label) for deed in Deed)

    round = models.ForeignKey(Round, models.CASCADE, related_name="task_deeds")
    giver = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=40, blank=True)
    month = models.CharField(max_length=7)
    deed = models.CharField(max_length=12, choices=DEEDS)
    day = models.DateField()
    proof = models.TextField(blank=True)
    note = models.TextField(blank=True)
    who = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("round", "giver", "task", "month"), name="task_deeds_of_an_entry"),)

    def __str__(self) -> str:
        return f"{self.month} {self.giver} {self.task} {self.get_deed_display()}"
