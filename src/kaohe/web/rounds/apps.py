"""Its name among Django's apps."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Rounds."""

    name = "kaohe.web.rounds"
    label = "rounds"

    def ready(self) -> None:
        from kaohe.web.rounds import guards, waiting  # noqa: F401 - registers them
