"""Its name among Django's apps."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Draws, teams and half-days, visits and what they found."""

    name = "kaohe.web.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        from kaohe.web.fieldwork import guards, waiting  # noqa: F401 - registers them
