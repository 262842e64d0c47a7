"""Its name among Django's apps."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Results, papers."""

    name = "kaohe.web.results"
    label = "results"

    def ready(self) -> None:
        from kaohe.web.results import actions, guards, works  # noqa: F401 - registers them
