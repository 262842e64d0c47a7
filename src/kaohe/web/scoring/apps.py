"""Its name among Django's apps."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Self-assessment, judgement, appeals."""

    name = "kaohe.web.scoring"
    label = "scoring"

    def ready(self) -> None:
        from kaohe.web.scoring import guards, waiting  # noqa: F401 - registers them
