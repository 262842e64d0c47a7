"""Its name among Django's apps."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail."""

    name = "kaohe.web.audit"
    label = "audit"
