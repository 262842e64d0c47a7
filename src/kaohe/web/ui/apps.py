"""Its name among Django's apps."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The frame."""

    name = "kaohe.web.ui"
    label = "ui"
