"""Tokens of other programs, and the codes by which another system names our data elements."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role


class Token(models.Model):
    """令牌: what one other program shows at the door. It acts as somebody of one role, for one unit or department where the role
    is of one.

    prefix: the part of the token by which it is found. digest: SHA-256 of the secret rest, which is shown once and kept nowhere.
    account: who the trail says did it; nobody can log in as that.
    """

    name = models.CharField(_("用途"), max_length=50)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    account = models.OneToOneField(User, models.PROTECT, related_name="token")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("单位"), null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("科室"), null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(_("有效期至"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="tokens_made")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            CheckConstraint(
                condition=Q(role__in=sorted(OF_A_UNIT), unit__isnull=False)
                | ~Q(role__in=sorted(OF_A_UNIT)) & Q(unit__isnull=True),
                name="token_of_a_unit_names_it",
            ),
            CheckConstraint(
                condition=Q(role__in=sorted(OF_A_DEPARTMENT), department__isnull=False)
                | ~Q(role__in=sorted(OF_A_DEPARTMENT)) & Q(department__isnull=True),
                name="token_of_a_department_names_it",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def expired(self) -> bool:
        """Whether its last day is over."""
        return self.expires_on < timezone.localdate()

    @property
    def works(self) -> bool:
        return self.withdrawn_at is None and not self.expired

    def duty(self) -> Duty:
        """What it is charged with; never saved."""
        return Duty(user=self.account, role=self.role, unit=self.unit, department=self.department)


class ElementCode(models.Model):
    """The code by which another system names one of our data elements (`exchange` says what those are called)."""

    code = models.CharField(_("对方代码"), max_length=60, unique=True)
    element = models.CharField(_("数据元"), max_length=140, unique=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} = {self.element}"
