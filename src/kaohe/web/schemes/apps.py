"""Its name among Django's apps."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Schemes."""

    name = "kaohe.web.schemes"
    label = "schemes"

    def ready(self) -> None:
        from kaohe.web.schemes import waiting  # noqa: F401 - registers what waits
