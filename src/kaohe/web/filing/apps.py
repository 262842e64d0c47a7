"""Its name among Django's apps."""

from django.apps import AppConfig


class FilingConfig(AppConfig):
    """Targets, figures, evidence."""

    name = "kaohe.web.filing"
    label = "filing"
