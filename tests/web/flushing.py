"""Between tests with real transactions all tables are emptied, the trail too: for that moment alone its guards stand aside."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from kaohe.web.audit.triggers import guard

_NAME = "_fixture_teardown"


def install() -> None:
    """Make Django's emptying of tables do so."""
    empty = getattr(TransactionTestCase, _NAME)

    def teardown(self: TransactionTestCase) -> None:
        postgresql = connection.vendor == "postgresql"
        aside: tuple[str, ...] = ("ALTER TABLE audit_event DISABLE TRIGGER USER",)
        if not postgresql:
            aside = ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete")
        with connection.cursor() as cursor:
            for statement in aside:
                cursor.execute(statement)
        empty(self)
        if postgresql:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
        else:
            with connection.schema_editor() as editor:
                guard(_no_apps(), editor)

    setattr(TransactionTestCase, _NAME, teardown)


def _no_apps() -> Any:
    return None
