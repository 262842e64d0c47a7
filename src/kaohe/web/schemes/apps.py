"""Its name among Django's apps."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Schemes."""

    name = "kaohe.web.schemes"
    label = "schemes"
