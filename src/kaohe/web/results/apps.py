"""Its name among Django's apps."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Results, papers."""

    name = "kaohe.web.results"
    label = "results"
