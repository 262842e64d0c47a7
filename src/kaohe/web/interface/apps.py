"""Its name among Django's apps."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """The interface for other programs."""

    name = "kaohe.web.interface"
    label = "interface"
