"""What keeps an issued version as it is in the database itself, on both engines: an operation of the migration."""

from typing import Any

_MESSAGE = "an issued version of a scheme does not change"
SQLITE = (
    "CREATE TRIGGER schemes_version_frozen BEFORE UPDATE ON schemes_version WHEN OLD.issued_at IS NOT NULL"
    f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION schemes_version_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$",
    "CREATE TRIGGER schemes_version_frozen BEFORE UPDATE ON schemes_version"
    " FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION schemes_version_refuse()",
)


def freeze(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Put the trigger in place."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)
