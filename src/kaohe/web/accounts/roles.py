"""What somebody can be charged with, and for which organisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """角色. A person may have several, each for its own unit or department."""

    ADMIN = "admin", _("系统管理员")
    OFFICE = "office", _("考核办")
    DEPARTMENT = "department", _("责任科室")
    REPORTER = "reporter", _("填报人")
    HEAD = "head", _("单位负责人")
    INSPECTOR = "inspector", _("检查组")
    LEADER = "leader", _("领导")
    AUDITOR = "auditor", _("审计")


OF_A_UNIT = frozenset({Role.REPORTER, Role.HEAD})
OF_A_DEPARTMENT = frozenset({Role.DEPARTMENT})
SEEING_ALL = frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR})
"""Whose eyes no unit is hidden from."""
