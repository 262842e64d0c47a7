"""Its name among Django's apps."""

from django.apps import AppConfig


class FilingConfig(AppConfig):
    """Targets, figures, evidence."""

    name = "kaohe.web.filing"
    label = "filing"

    def ready(self) -> None:
        from kaohe.web.filing import guards, waiting  # noqa: F401 - registers them
