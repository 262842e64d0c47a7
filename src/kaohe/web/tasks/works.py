"""The long works of this app; imported when Django starts."""

from kaohe.web.tasks import backup_works  # noqa: F401 - registers its work
