"""Its name among Django's apps."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Jobs, reminders, rectification."""

    name = "kaohe.web.tasks"
    label = "tasks"
