"""Its name among Django's apps."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Jobs, reminders, rectification."""

    name = "kaohe.web.tasks"
    label = "tasks"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from kaohe.web.tasks import (  # noqa: F401 - registers them
            monthly_files,
            monthly_waiting,
            rectify_guards,
            rectify_waiting,
            remind_waiting,
            remind_works,
        )

        autodiscover_modules("works")  # each app's long works
