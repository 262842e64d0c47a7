"""People, organisations and duties. Of residents nothing is kept here or anywhere else."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role


class Department(models.Model):
    """责任科室: an office that supplies figures and scores its own items. Named as the schemes name it."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """被考核单位 as it is today. A round keeps a list of its own from the day it is issued."""

    code = models.CharField(_("编码"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    level = models.CharField(_("层级"), max_length=40)
    unit_class = models.CharField(_("类别"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级"), null=True, blank=True, related_name="below"
    )
    order = models.PositiveIntegerField(_("顺序"), default=0)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users, with a password or with none that works."""

    def create_user(self, username: str, name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, name=name, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who logs in by a name of their own. `stamp` changes with the password and ends other sessions by it."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("单位邮箱"), blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(_("下次登录改密码"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def charged(self) -> tuple["Duty", ...]:
        """Everything this person is charged with, read once a request."""
        return tuple(self.duties.select_related("unit", "department"))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(duty.role) for duty in self.charged)

    @property
    def unit_codes(self) -> frozenset[str]:
        """The units this person acts for."""
        return frozenset(duty.unit.code for duty in self.charged if duty.unit is not None)

    @property
    def department_names(self) -> frozenset[str]:
        """The departments this person acts for."""
        return frozenset(duty.department.name for duty in self.charged if duty.department is not None)

    def has(self, *roles: Role) -> bool:
        """Whether any duty is of one of these roles."""
        return not self.roles.isdisjoint(roles)


class Duty(models.Model):
    """One charge of one person: a role, for a unit, for a department, or for the whole office."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("人员"), related_name="duties")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("科室"), null=True, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=("user", "role"),
                condition=Q(unit__isnull=True, department__isnull=True),
                name="duty_of_the_office_once",
            ),
            UniqueConstraint(
                fields=("user", "role", "unit"), condition=Q(unit__isnull=False), name="duty_of_a_unit_once"
            ),
            UniqueConstraint(
                fields=("user", "role", "department"),
                condition=Q(department__isnull=False),
                name="duty_of_a_department_once",
            ),
            CheckConstraint(
                condition=Q(role__in=sorted(OF_A_UNIT), unit__isnull=False)
                | ~Q(role__in=sorted(OF_A_UNIT)) & Q(unit__isnull=True),
                name="duty_of_a_unit_names_it",
            ),
            CheckConstraint(
                condition=Q(role__in=sorted(OF_A_DEPARTMENT), department__isnull=False)
                | ~Q(role__in=sorted(OF_A_DEPARTMENT)) & Q(department__isnull=True),
                name="duty_of_a_department_names_it",
            ),
        )
        ordering = ("user", "role")

    def __str__(self) -> str:
        where = self.unit or self.department
        return f"{self.get_role_display()}（{where}）" if where else self.get_role_display()
