"""Its name among Django's apps."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, duties, departments, units."""

    name = "kaohe.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kaohe.web.accounts import signals  # noqa: F401 - models are there only now
